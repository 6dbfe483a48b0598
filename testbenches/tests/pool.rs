//! An adaptive pool as hardware: each block's model against its Verilog, and the Verilog against the simulator bit for bit.

use syntony_hdl::rhythm::pool::Pool;
use syntony_hdl::rhythm::pool::engine::Engine;
use syntony_hdl::rhythm::pool::program::program;
use syntony_medium::rhythm::{Mode, RhythmShape};
use syntony_medium::window::{ANSWERS, POOL_STATE, RING};
use syntony_sim::rhythm::{Contour, Hear, Pool as Reference, Tracker};
use syntony_testbenches::core::{hearing_files, model_of, side_by_side, source_of};
use syntony_testbenches::model::Model;
use syntony_testbenches::stream::Board;
use syntony_testbenches::vectors::Vectors;

const fn shape(tones: u32, rate: u32) -> RhythmShape {
    RhythmShape { contours: 1, cells: 16, rate, tones, beats: false, cue: 0 }
}

const SHAPES: [RhythmShape; 3] = [shape(64, 250), shape(1, 50), shape(5, 48_000)];

#[test]
fn engine_and_its_verilog() {
    let steps = program();
    for (k, shape) in SHAPES.iter().enumerate() {
        let name = format!("pool_engine_{k}");
        let mut core = Engine::new(shape);
        let mut model = model_of(&name, &mut core, vec![]).unwrap();
        let mut v = Vectors::new(70 + k as u32);
        let mut code = 0;
        let input = |_: usize, port: usize| match port {
            0 => u32::from(v.once_in(3)),
            // A step of the program, of any other way; or anything.
            3 => {
                let step = steps[v.below(steps.len() as u32) as usize];
                code = if v.once_in(4) { u64::from(v.any()) | u64::from(v.any()) << 32 } else { step.code() };
                code as u32
            }
            4 => (code >> 32) as u32,
            5 if v.once_in(3) => v.signed(12),
            6 => v.below(32_768),
            _ => v.any(),
        };
        if let Err(divergence) = side_by_side(&mut core, &mut model, 60_000, input, |_, _| {}) {
            panic!("{name}: {divergence}");
        }
    }
}

#[test]
fn pool_and_its_verilog() {
    for (k, shape) in SHAPES.iter().enumerate() {
        let name = format!("pool_{k}");
        let mut core = Pool::new(shape);
        let mut model = model_of(&name, &mut core, hearing_files(shape)).unwrap();
        let mut v = Vectors::new(80 + k as u32);
        // At first a pool is written, later anything anywhere. Samples stay for as long as they are worked on.
        let words = Reference::spread(shape.rate, shape.tones as usize).words();
        let (mut sample, mut heard) = (0, 0);
        let input = |cycle: usize, port: usize| {
            if cycle % 2000 == 1000 && port == 0 {
                (sample, heard) = (v.signed(14), u32::from(!v.once_in(5)));
            }
            let loads = cycle < words.len();
            match port {
                0 => u32::from(cycle % 2000 == 1001),
                1 => sample,
                2 => heard,
                3 if loads => cycle as u32,
                3 => v.below(words.len() as u32),
                4 => u32::from(loads || cycle > 20_000 && cycle % 2000 < 900 && v.once_in(20)),
                5 if loads => words[cycle],
                _ => v.any(),
            }
        };
        if let Err(divergence) = side_by_side(&mut core, &mut model, 40_000, input, |_, _| {}) {
            panic!("{name}: {divergence}");
        }
    }
}

// Ports of `Pool` in the order of `ports.rs`.
const GO: usize = 0;
const SAMPLE: usize = 1;
const HEARD: usize = 2;
const ADDRESS: usize = 3;
const TOLD: usize = 1;
const DONE: usize = 2;
const READOUT: usize = 3;
const READ: usize = 4;

/// A Verilated pool.
struct Hardware {
    model: Model,
    clocks: u64,
}

impl Hardware {
    fn new(shape: &RhythmShape) -> Self {
        let name = format!("pool_of_{}_at_{}", shape.tones, shape.rate);
        let source = source_of(&name, &mut Pool::new(shape), hearing_files(shape)).unwrap();
        Self { model: Model::load(&source).unwrap(), clocks: 0 }
    }

    fn words(&mut self, count: usize) -> Vec<u32> {
        let mut word = |k: usize| {
            self.model.poke(ADDRESS, k as u32);
            self.model.clock();
            self.model.peek(READ)
        };
        (0..count).map(&mut word).collect()
    }

    /// A sample; gives the readout.
    fn sample(&mut self, sample: Option<i16>) -> i16 {
        self.model.poke(SAMPLE, u32::from(sample.unwrap_or(0).cast_unsigned()));
        self.model.poke(HEARD, u32::from(sample.is_some()));
        self.model.poke(GO, 1);
        self.model.clock();
        self.model.poke(GO, 0);
        let (mut said, begin) = (None, self.clocks);
        while self.model.peek(DONE) == 0 {
            if self.model.peek(TOLD) == 1 {
                said = Some(self.model.peek(READOUT) as u16 as i16);
            }
            self.model.clock();
            self.clocks += 1;
            assert!(self.clocks - begin < 1 << 24, "the pool does not come to an end");
        }
        self.model.clock();
        self.clocks += 2;
        said.expect("it says something to each sample")
    }
}

/// Sines that change now and then, noise, jumps, silence and gaps.
fn signal(v: &mut Vectors, k: u32, rate: u32) -> Option<i16> {
    let (t, part) = (f64::from(k) / f64::from(rate) * std::f64::consts::TAU, k / (40 * rate));
    let (f, loud) = (1.0 + 0.37 * f64::from(part % 7), [3000.0, 1200.0, 6000.0][part as usize % 3]);
    let value = loud * (f * t).sin() + 1500.0 * (3.31 * t + 1.0).cos() + 900.0 * (8.7 * t).cos() + f64::from(v.signed(6).cast_signed());
    let value = match v.below(3000) {
        0 => f64::from(v.signed(16).cast_signed()),
        _ if part % 5 == 4 => 0.0,
        _ => value,
    };
    (!v.once_in(1000)).then_some(value as i16)
}

/// Clocks of a sample that is heard and ends no second, for the words of a pool: 22 of its own, 6 for an oscillator that sleeps,
/// `30 + 2 slow` for one that is awake, and `21 + fall` more when it is old enough to move.
fn clocks(words: &[u32]) -> u64 {
    let tone = |words: &[u32]| {
        let (settings, old) = (words[5], words[7] >= 8);
        let (awake, slow, fall) = (settings >> 26 & 1 == 1, settings >> 15 & 31, settings >> 20 & 63);
        u64::from(if !awake { 6 } else { 30 + 2 * slow + if old { 21 + fall } else { 0 } })
    };
    let common = words.len() - 8;
    22 + words[..common].chunks_exact(8).map(tone).sum::<u64>()
}

/// A pool hears a signal: every readout, and all that it holds each second, is that of the simulator.
fn equal(shape: RhythmShape, samples: u32, seed: u32) {
    let (mut v, mut hardware) = (Vectors::new(seed), Hardware::new(&shape));
    let mut pool = Reference::spread(shape.rate, shape.tones as usize);
    let words = pool.words();
    assert_eq!(hardware.words(words.len()), words, "at power-up");
    let (mut awake, mut most) = (0u64, 0);
    for k in 0..samples {
        awake += pool.tones.iter().filter(|tone| tone.awake).count() as u64;
        let (sample, begin, words) = (signal(&mut v, k, shape.rate), hardware.clocks, pool.words());
        let (found, expected) = (hardware.sample(sample), pool.sample(sample));
        assert_eq!(found, expected, "sample {k}");
        let took = hardware.clocks - begin;
        most = most.max(took);
        // The count of samples goes on, and does not begin anew.
        let common = words.len() - 8;
        if sample.is_some() && pool.words()[common] > words[common] {
            assert_eq!(took, clocks(&words), "sample {k}");
        }
        if k % shape.rate < 2 || k + 1 == samples {
            assert_eq!(hardware.words(words.len()), pool.words(), "behind sample {k}");
        }
    }
    let mean = hardware.clocks as f64 / f64::from(samples);
    println!(
        "{} oscillators, {samples} samples, {:.1} awake: {mean:.0} clocks a sample, {most} in the longest",
        shape.tones,
        awake as f64 / f64::from(samples)
    );
}

#[test]
fn the_hardware_is_the_simulator() {
    equal(shape(64, 250), 40 * 250, 1);
    equal(shape(7, 50), 300 * 50, 2);
    equal(shape(63, 65), 90 * 65, 3);
    equal(shape(3, 8000), 9 * 8000, 4);
    equal(shape(1, 48_000), 48_000, 5);
}

/// Beside contours and beats: the answers of all stand in their windows, and the pool can be set back while it rests.
#[test]
fn a_pool_beside_contours_and_beats() {
    let shape = RhythmShape { contours: 2, tones: 9, beats: true, ..shape(9, 50) };
    let (mut v, mut board) = (Vectors::new(7), Board::new("stream_of_all", shape));
    let (mut pool, mut beats) = (Reference::spread(50, 9), Tracker::new(50));
    let contour = Contour::new(&shape, 1 << 33);
    let mut contours = [contour.clone(), contour];
    (0..2).for_each(|k| board.load(k, &contours[k as usize].words(Mode::Learn)));
    for part in 0..24 {
        let samples: Vec<_> = (0..250).map(|k| signal(&mut v, 250 * part + k, 50)).collect();
        let said = board.play(&samples);
        for (k, (&sample, said)) in samples.iter().zip(said).enumerate() {
            let (readout, _) = contours[0].sample(Hear::of(Mode::Learn, sample).unwrap());
            assert_eq!(said as u16, readout.cast_unsigned());
            let (tones, (_, beat)) = (pool.sample(sample), beats.sample(sample));
            let answer = u32::from(tones.cast_unsigned()) | u32::from(beat) << 16 | (beats.beats.leader as u32) << 20;
            assert_eq!(board.read(ANSWERS.number, (250 * part + k as u32) % RING), answer, "sample {k} of part {part}");
        }
        let words: Vec<u32> = (0..80).map(|k| board.read(POOL_STATE.number, k)).collect();
        assert_eq!(words, pool.words(), "behind part {part}");
        if part == 11 {
            pool = Reference::spread(50, 9);
            (0..).zip(pool.words()).for_each(|(k, word)| board.write(POOL_STATE.number, k, word));
        }
    }
}

/// With `SYNTONY_LONG=1` ten million samples.
#[test]
fn ten_million_samples() {
    if std::env::var_os("SYNTONY_LONG").is_some() {
        equal(shape(6, 250), 10_000_000, 6);
    }
}
