//! Beats as hardware: the block's model against its Verilog, and the Verilog against the simulator bit for bit.

use syntony_hdl::rhythm::beats::{Beats, contents};
use syntony_medium::beats::WORDS;
use syntony_medium::rhythm::RhythmShape;
use syntony_medium::shape::Shape;
use syntony_medium::window::BEAT_STATE;
use syntony_sim::rhythm::Tracker;
use syntony_testbenches::core::{model_of, side_by_side, source_of};
use syntony_testbenches::model::Model;
use syntony_testbenches::vectors::Vectors;

// Ports of `Beats` in the order of `ports.rs`.
const GO: usize = 0;
const SAMPLE: usize = 1;
const HEARS: usize = 2;
const ADDRESS: usize = 3;
const ENABLE: usize = 4;
const WRITE: usize = 5;
const BUSY: usize = 0;
const BEAT: usize = 1;
const LEADS: usize = 2;
const READ: usize = 3;

fn shape(rate: u32) -> RhythmShape {
    RhythmShape { rate, beats: true, ..RhythmShape::default() }
}

/// The files of a rate: its homes are in them.
fn files(rate: u32) -> Vec<(String, String)> {
    contents(rate).map(|content| (content.file.clone(), content.text())).into()
}

/// Strengths that make events: pulses around a tempo that walks, some missing, some between, now and then noise of any height.
struct Strengths {
    v: Vectors,
    rate: f64,
    period: f64,
    wait: f64,
}

impl Strengths {
    fn new(seed: u32, rate: u32) -> Self {
        Self { v: Vectors::new(seed), rate: rate.into(), period: f64::from(rate) / 2.0, wait: 0.0 }
    }

    fn next(&mut self) -> Option<i16> {
        let v = &mut self.v;
        self.wait -= 1.0;
        if self.wait <= 0.0 {
            self.wait = self.period
                * if v.once_in(4) {
                    2.0
                } else if v.once_in(3) {
                    0.5
                } else {
                    1.0
                };
            self.wait += f64::from(v.below(self.period as u32 / 8 + 1));
            let change = if v.once_in(20) { 0.5 + f64::from(v.below(1000)) / 700.0 } else { 0.98 + f64::from(v.below(1000)) / 25_000.0 };
            self.period = (self.period * change).clamp(0.2 * self.rate, 1.4 * self.rate);
            let most = if v.once_in(300) { 32_500 } else { 4000 };
            return Some((200 + v.below(most)) as i16);
        }
        if v.once_in(5000) {
            return Some(v.signed(16) as i16);
        }
        match v.below(200) {
            0 => None,
            1..40 => Some(v.signed(8) as i16),
            _ => Some(0),
        }
    }
}

#[test]
fn beats_and_their_verilog() {
    for (k, rate) in [250, 50, 48_000].into_iter().enumerate() {
        let mut core = Beats::new(&shape(rate));
        let mut model = model_of(&format!("beats_{k}"), &mut core, files(rate)).unwrap();
        let mut v = Vectors::new(110 + k as u32);
        let mut sample = 0;
        // Most samples are events, of an oscillator bank that the host writes into before each.
        let input = |cycle: usize, port: usize| {
            if cycle % 2000 == 1000 && port == 0 {
                sample = if cycle / 2000 % 3 == 1 { 20_000 + v.below(12_000) } else { v.below(900) };
            }
            match port {
                GO => u32::from(cycle % 2000 == 1001),
                SAMPLE => sample,
                HEARS => u32::from(cycle % 2000 < 1990),
                ADDRESS => v.below(WORDS as u32),
                ENABLE => u32::from(cycle % 2000 < 900 && v.once_in(2)),
                _ => v.any(),
            }
        };
        if let Err(divergence) = side_by_side(&mut core, &mut model, 12_000, input, |_, _| {}) {
            panic!("{rate}: {divergence}");
        }
    }
}

/// Verilated beats.
struct Core {
    model: Model,
    clocks: u64,
}

impl Core {
    fn new(name: &str, rate: u32) -> Self {
        let source = source_of(name, &mut Beats::new(&shape(rate)), files(rate)).unwrap();
        Self { model: Model::load(&source).unwrap(), clocks: 0 }
    }

    fn clock(&mut self) {
        self.model.clock();
        self.clocks += 1;
    }

    fn sample(&mut self, sample: Option<i16>) -> (bool, u32) {
        self.model.poke(SAMPLE, u32::from(sample.unwrap_or(-7) as u16));
        self.model.poke(HEARS, u32::from(sample.is_some()));
        self.model.poke(GO, 1);
        self.clock();
        self.model.poke(GO, 0);
        while self.model.peek(BUSY) == 1 {
            self.clock();
        }
        (self.model.peek(BEAT) == 1, self.model.peek(LEADS))
    }

    fn words(&mut self) -> [u32; WORDS] {
        std::array::from_fn(|k| {
            self.model.poke(ADDRESS, k as u32);
            self.clock();
            self.model.peek(READ)
        })
    }

    fn load(&mut self, words: &[u32; WORDS]) {
        for (k, &word) in (0..).zip(words) {
            self.model.poke(ADDRESS, k);
            self.model.poke(WRITE, word);
            self.model.poke(ENABLE, 1);
            self.clock();
            self.model.poke(ENABLE, 0);
        }
    }
}

/// Every beat, every leader, and every word after each thousandth sample.
fn equal(name: &str, rate: u32, samples: u32, seed: u32) {
    let (mut core, mut tracker) = (Core::new(name, rate), Tracker::new(rate));
    assert_eq!(core.words(), tracker.words(), "{name}: at power-up");
    let mut strengths = Strengths::new(seed, rate);
    let [mut quiet, mut busy, mut events, mut beats] = [0u64; 4];
    for number in 0..samples {
        let sample = strengths.next();
        let before = core.clocks;
        let (event, beat) = tracker.sample(sample);
        assert_eq!(core.sample(sample), (beat, tracker.beats.leader as u32), "{name}: sample {number}");
        let most = if event { &mut busy } else { &mut quiet };
        *most = (*most).max(core.clocks - before);
        (events, beats) = (events + u64::from(event), beats + u64::from(beat));
        if number % 1000 == 999 {
            assert_eq!(core.words(), tracker.words(), "{name}: behind sample {number}");
        }
    }
    println!("{name}: {samples} samples, {events} events, {beats} beats; clocks at most {quiet}, with an event {busy}");
    assert!(events > u64::from(samples / rate / 2) && beats > u64::from(samples / rate / 2));
    assert!(quiet <= 1100 && busy <= 3300, "{name}: {quiet} and {busy} clocks");
}

/// With `SYNTONY_LONG=1` ten million samples.
#[test]
fn beats_are_the_simulators() {
    let long = std::env::var_os("SYNTONY_LONG").is_some();
    equal("beats_250", 250, if long { 10_000_000 } else { 50_000 }, 1);
}

#[test]
fn at_every_rate() {
    equal("beats_50", 50, 10_000, 2);
    equal("beats_8000", 8000, 40_000, 3);
    equal("beats_48000", 48_000, 100_000, 4);
}

/// Any words at all, cut as the window cuts them, go on alike.
#[test]
fn from_any_words() {
    let rate = 250;
    let mut core = Core::new("beats_250", rate);
    let whole = Shape { rhythm: Some(shape(rate)), ..Shape::default() };
    let mut v = Vectors::new(9);
    for round in 0..300 {
        let words = std::array::from_fn(|_| if v.once_in(3) { v.any() } else { v.any() & v.any() & 0x3FFF_FFFF });
        core.load(&words);
        let kept = std::array::from_fn(|k| BEAT_STATE.keep(&whole, k as u32, words[k]));
        assert_eq!(core.words(), kept, "round {round}");
        let mut tracker = Tracker::from_words(rate, &kept);
        for number in 0..40 {
            let sample = Some(if v.once_in(2) { v.below(32_768) as i16 } else { 0 });
            let (_, beat) = tracker.sample(sample);
            assert_eq!(core.sample(sample), (beat, tracker.beats.leader as u32), "round {round}, sample {number}");
        }
        assert_eq!(core.words(), tracker.words(), "round {round}");
    }
}
