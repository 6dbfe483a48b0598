//! The laws of rhythm: what they do, that nothing makes them overflow, and checksums for whoever builds them again.

use proptest::prelude::*;
use syntony_medium::rhythm::{RhythmShape, TURN_BITS};
use syntony_sim::rhythm::memory::{FREE, RECALL};
use syntony_sim::rhythm::{Beats, Contour, Hear, Memory, Onsets, Pool, Race};

const RATE: u32 = 250;

/// Pulses at these sixteenths of a bar of so many samples, from a phase in turns on.
fn pulses(places: &[usize], bar: f64, start: f64, samples: usize) -> Vec<i16> {
    let level = |k: usize| {
        let turn = start + k as f64 / bar;
        let near = |place: usize| ((turn - place as f64 / 16.0 + 0.5).rem_euclid(1.0) - 0.5) * bar / f64::from(RATE);
        places.iter().map(|&place| (-(near(place) / 0.03).powi(2) / 2.0).exp()).sum::<f64>()
    };
    (0..samples).map(|k| (4096.0 * level(k)).round() as i16).collect()
}

fn frequency(bar: f64) -> u64 {
    ((1u64 << TURN_BITS) as f64 / bar) as u64
}

fn learnt(places: &[usize], bar: f64, samples: usize) -> Contour {
    let mut contour = Contour::new(&RhythmShape::default(), frequency(bar * 1.005));
    for sample in pulses(places, bar, 0.0, samples) {
        contour.sample(Hear::Learn(sample));
    }
    contour
}

/// Part of the signal that the readout misses.
fn missed(signal: &[i16], mut readout: impl FnMut(i16) -> i16) -> f64 {
    let (mut error, mut power) = (0.0, 0.0);
    for &sample in signal {
        error += (f64::from(sample) - f64::from(readout(sample))).powi(2);
        power += f64::from(sample).powi(2);
    }
    error / power
}

const A: [usize; 5] = [0, 4, 5, 10, 12];
const B: [usize; 6] = [0, 2, 3, 7, 8, 13];

#[test]
fn a_rhythm_goes_on_alone() {
    let bar = 487.3;
    let mut contour = learnt(&A, bar, 15_000);
    assert!((contour.frequency as f64 / frequency(bar) as f64 - 1.0).abs() < 20e-6, "{}", contour.frequency);
    let signal = pulses(&A, bar, 15_000.0 / bar, 30_000);
    assert!(missed(&signal, |_| contour.sample(Hear::Alone).0) < 0.03);
}

#[test]
fn a_frozen_waveform_stays_and_follows() {
    let mut contour = learnt(&A, 500.0, 10_000);
    let cells = contour.cells.clone();
    // Half a percent faster from here on.
    for sample in pulses(&A, 497.5, 0.0, 20_000) {
        contour.sample(Hear::Follow(sample));
    }
    assert_eq!(contour.cells, cells);
    assert!((contour.frequency as f64 / frequency(497.5) as f64 - 1.0).abs() < 300e-6, "{}", contour.period());
}

#[test]
fn a_gap_is_bridged() {
    let bar = 450.0;
    let mut contour = learnt(&A, bar, 9_000);
    for _ in 0..1000 {
        contour.sample(Hear::Alone);
    }
    let signal = pulses(&A, bar, 10_000.0 / bar, 2_000);
    assert!(missed(&signal, |sample| contour.sample(Hear::Learn(sample)).0) < 0.05);
}

#[test]
fn the_race_finds_the_bar() {
    for bar in [307.0, 431.0, 600.0] {
        let mut race = Race::new(&RhythmShape::default(), 200, 800);
        for sample in pulses(&B, bar, 0.3, 6_000) {
            race.sample(Hear::Learn(sample));
        }
        let found = race.winner().frequency as f64 / frequency(bar) as f64;
        assert!((found - 1.0).abs() < 1e-3, "{bar}: {found}");
    }
}

/// A memory of two rhythms of different bars.
fn memory() -> Memory {
    let mut memory = Memory::new(RhythmShape { contours: 3, ..RhythmShape::default() }, 6);
    for (places, bar) in [(&A[..], 487.0), (&B[..], 520.0)] {
        let place = memory.place();
        memory.keep(place, &learnt(places, bar, 10_000));
    }
    memory
}

#[test]
fn a_fragment_brings_back_the_whole() {
    for (slot, places, bar, tempo, start) in
        [(0, &A[..], 487.0, 1.05, 0.37), (1, &B[..], 520.0, 0.957, 0.81), (0, &A[..], 487.0, 0.94, 0.6)]
    {
        let mut memory = memory();
        let bar = bar / tempo;
        let heard = pulses(places, bar, start, 1500);
        let answer = memory.answer(&memory.search(&heard), &heard).unwrap();
        assert!(answer.slot == slot && answer.known(), "{answer:?}");
        let mut contour = memory.recall(&answer);
        assert_eq!(memory.slots[slot].strength, 2 * RECALL - 1);
        let signal = pulses(places, bar, start + 1500.0 / bar, 3000);
        let error = missed(&signal, |sample| contour.sample(Hear::Follow(sample)).0);
        assert!(error < 0.1, "{slot}: {error}");
    }
}

#[test]
fn what_is_new_is_new() {
    let memory = memory();
    let heard = pulses(&[1, 2, 6, 9, 11, 14, 15], 500.0, 0.0, 1500);
    assert!(!memory.answer(&memory.search(&heard), &heard).unwrap().known());
    let empty = Memory::new(RhythmShape::default(), 0);
    assert_eq!(empty.answer(&empty.search(&heard), &heard), None);
}

#[test]
fn what_is_not_recalled_fades() {
    let mut memory = memory();
    assert_eq!(memory.place(), 2);
    let cells = memory.slots[0].cells.clone();
    (0..RATE * 100).for_each(|_| memory.tick());
    let strength = memory.slots[0].strength;
    assert!((strength as f64 / (32768.0 * (1.0f64 - 1.0 / 64.0).powi(100)) - 1.0).abs() < 0.02, "{strength}");
    memory.slots[1].strength += 1;
    memory.slots[2].strength = 60_000;
    assert_eq!(memory.place(), 0);
    (0..240).for_each(|_| memory.second());
    assert!(memory.slots[0].strength < FREE);
    assert_eq!((memory.held().collect::<Vec<_>>(), &memory.slots[0].cells), (vec![2], &cells));
}

/// Samples at which a beat is told of a signal.
fn told(signal: &[i16], rate: u32) -> Vec<usize> {
    let (mut onsets, mut beats) = (Onsets::new(rate), Beats::new(rate));
    (0..signal.len()).filter(|&k| beats.sample(onsets.sample(signal[k]))).collect()
}

/// Clicks of one sample at these times in seconds.
fn clicks(times: impl Iterator<Item = f64>, rate: u32, seconds: f64) -> Vec<i16> {
    let mut signal = vec![0; (seconds * f64::from(rate)) as usize];
    for time in times {
        if let Some(sample) = signal.get_mut((time * f64::from(rate)).round() as usize) {
            *sample = 4096;
        }
    }
    signal
}

#[test]
fn clicks_are_beats_at_every_tempo_and_rate() {
    for (rate, bpm) in [(250, 50.0), (250, 75.0), (250, 120.0), (250, 143.0), (250, 230.0), (50, 100.0), (1000, 66.0), (8000, 180.0)] {
        let period = 60.0 / bpm;
        let signal = clicks((0..).map(|k| 0.5 + f64::from(k) * period).take_while(|&time| time < 30.0), rate, 30.0);
        let times: Vec<f64> = told(&signal, rate).iter().map(|&k| (k as f64 + 0.5) / f64::from(rate)).collect();
        // From the first click on, but for the one that only a second one makes a tempo of.
        assert!((times[0] - 0.5).abs() < 2.0 / f64::from(rate), "{rate} {bpm}: {times:?}");
        let late: Vec<f64> = times.into_iter().filter(|&time| time > 4.0).collect();
        let off = |time: &f64| ((time - 0.5) / period - ((time - 0.5) / period).round()).abs() * period;
        let worst = |from: f64| late.iter().filter(|&&time| time > from).map(off).fold(0.0, f64::max);
        assert!(worst(4.0) < 0.015 && worst(15.0) < 0.004 + 1.5 / f64::from(rate), "{rate} {bpm}: {} {}", worst(4.0), worst(15.0));
        assert!((late.len() as f64 - 26.0 / period).abs() < 1.5, "{rate} {bpm}: {}", late.len());
    }
}

#[test]
fn beats_go_on_through_what_is_missing_and_end_when_nothing_comes() {
    let present = |k: &i32| *k < 12 || (k * k + k / 3) % 10 >= 4;
    let times = || (0..60).filter(present).map(|k| 0.2 + f64::from(k) * 0.5);
    let missing = 60 - times().count();
    assert!(missing > 12, "{missing}");
    let beats = told(&clicks(times(), RATE, 90.0), RATE);
    let inside = |from: f64, to: f64| beats.iter().filter(|&&k| (from..to).contains(&(k as f64 / f64::from(RATE)))).count();
    assert!((49..=50).contains(&inside(5.0, 29.9)), "{}", inside(5.0, 29.9));
    assert_eq!(inside(60.0, 90.0), 0);
}

#[test]
fn off_beats_do_not_double_the_tempo_and_a_change_of_tempo_is_followed() {
    let mut times = vec![];
    for k in 0..80 {
        times.push(0.3 + f64::from(k) * 0.6);
        if k % 10 % 4 == 1 {
            times.push(0.6 + f64::from(k) * 0.6);
        }
    }
    let slow = told(&clicks(times.iter().copied(), RATE, 48.0), RATE);
    assert!((79..=82).contains(&slow.len()), "{}", slow.len());
    // From 100 to 130 beats a minute.
    let quick = (0..80).map(|k| if k < 40 { 0.3 + f64::from(k) * 0.6 } else { 24.3 + f64::from(k - 40) * 60.0 / 130.0 });
    let beats = told(&clicks(quick, RATE, 42.0), RATE);
    let after: Vec<f64> = beats.iter().map(|&k| (k as f64 + 0.5) / f64::from(RATE)).filter(|&time| time > 30.0).collect();
    let turns = |time: f64| (time - 24.3) * 130.0 / 60.0;
    assert!(after.len() >= 25 && after.iter().all(|&time| (turns(time) - turns(time).round()).abs() < 0.05), "{after:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever comes: nothing overflows (tests run with checks), and everything stays in range.
    #[test]
    fn nothing_overflows(wild: Vec<(i16, u8)>, bar in 64u32..70_000, cells_log in 4u32..=8) {
        let shape = RhythmShape { cells: 1 << cells_log, ..RhythmShape::default() };
        let frequency = shape.frequency(bar.max(shape.cells)).unwrap();
        let (mut contour, mut race) = (Contour::new(&shape, frequency), Race::new(&shape, 300, 400));
        let (mut beats, mut onsets) = (Beats::new(RATE), Onsets::new(RATE));
        let mut pool = Pool::spread(RATE, 8);
        let mut memory = Memory::new(RhythmShape { contours: 2, ..shape }, 1);
        for &(sample, times) in wild.iter().cycle().take(if wild.is_empty() { 0 } else { 200 }) {
            let hear = match times % 5 { 0 => Hear::Alone, 1 => Hear::Follow(sample), _ => Hear::Learn(sample) };
            for _ in 0..=times {
                let (_, wrapped) = contour.sample(hear);
                race.sample(hear);
                if wrapped {
                    memory.keep(0, &contour);
                }
                beats.sample(onsets.sample(sample));
                pool.sample((times % 5 != 0).then_some(sample));
            }
        }
        prop_assert!((1..=shape.top_frequency()).contains(&contour.frequency) && contour.phase >> TURN_BITS == 0);
        let heard: Vec<i16> = wild.iter().map(|&(sample, _)| sample).collect();
        if let Some(answer) = memory.answer(&memory.search(&heard), &heard) {
            prop_assert!(answer.novelty <= 65535 && answer.phase >> TURN_BITS == 0);
        }
    }

    /// A contour that hears what it says itself stays as it is, apart from rounding.
    #[test]
    fn its_own_voice_teaches_nothing(seed in 0usize..1000, bar in 300u32..700) {
        let places = [seed % 16, (seed / 16) % 16, (seed / 7) % 16];
        let cells: Vec<i16> = pulses(&places, 64.0, 0.0, 64);
        let mut contour = Contour::holding(&RhythmShape::default(), cells.clone(), 0, (1 << TURN_BITS) / u64::from(bar));
        let before = contour.frequency;
        for _ in 0..5 * bar {
            let said = contour.readout();
            contour.sample(Hear::Learn(said));
        }
        prop_assert_eq!(contour.frequency, before);
        prop_assert!(contour.cells.iter().zip(&cells).all(|(now, then)| (now - then).abs() <= 1));
    }
}
