//! Samples a second that rhythm hears, on one thread; beside two of them what does the same with multiplications in double precision.

use std::hint::black_box;

use syntony_medium::rhythm::RhythmShape;
use syntony_sim::rhythm::{Beats, Contour, Hear, Memory, Onsets, Pool, Race};

use super::clock::least;
use super::{Options, Row, Rows};
use crate::random::Random;

/// Samples of one call.
const SAMPLES: usize = 2000;
/// Harmonics that keep a waveform as well as 64 cells do.
const HARMONICS: usize = 23;
/// Starting points and tempi that a cue is held against.
const GRID: usize = 9 * 64;

/// A bar of 480 samples with four events, and noise.
fn signal(seed: u64) -> Vec<i16> {
    let mut random = Random::new(seed, 11);
    let event = |k: usize, place: usize| (-((k % 480) as f64 - place as f64).powi(2) / 72.0).exp();
    let level = |k| [40, 130, 250, 400].iter().map(|&place| event(k, place)).sum::<f64>();
    (0..SAMPLES).map(|k| (4096.0 * (level(k) + 0.05 * (random.unit() - 0.5))) as i16).collect()
}

pub fn run(options: &Options, rows: &mut Rows) {
    let heard = signal(options.seed);
    let per_second = |call: &mut dyn FnMut(i16)| SAMPLES as f64 / least(options.seconds, || heard.iter().for_each(|&sample| call(sample)));
    let shape = RhythmShape::default();
    let frequency = (1u64 << 40) / 484;
    rows.add("rhythm: a contour learns (23 harmonics)", |name| {
        let (mut contour, mut harmonics) = (Contour::new(&shape, frequency), Harmonics::new());
        let fast = per_second(&mut |sample| _ = black_box(contour.sample(Hear::Learn(sample))));
        let reference = per_second(&mut |sample| harmonics.sample(f64::from(sample)));
        Some(Row::rate(name, fast, "samples/s", Some(reference)))
    });
    rows.add("rhythm: a race of 90 rings", |name| {
        let mut race = Race::new(&shape, 200, 800);
        Some(Row::rate(name, per_second(&mut |sample| race.sample(Hear::Learn(sample))), "samples/s", None))
    });
    rows.add("rhythm: a cue beside 16 contours (correlations)", |name| {
        let mut memory = Memory::new(shape, 0);
        let mut contour = Contour::new(&shape, frequency);
        heard.iter().for_each(|&sample| _ = contour.sample(Hear::Learn(sample)));
        (0..16).for_each(|place| memory.keep(place, &contour));
        let fast = SAMPLES as f64 / least(options.seconds, || _ = black_box(memory.search(black_box(&heard))));
        let cells: Vec<f64> = contour.cells.iter().map(|&cell| f64::from(cell)).collect();
        let mut sums = vec![0.0; 16 * GRID];
        let reference = per_second(&mut |sample| correlate(f64::from(sample), &cells, black_box(&mut sums)));
        Some(Row::rate(name, fast, "samples/s", Some(reference)))
    });
    rows.add("rhythm: a pool of 64", |name| {
        let mut pool = Pool::spread(shape.rate, 64);
        Some(Row::rate(name, per_second(&mut |sample| _ = black_box(pool.sample(Some(sample)))), "samples/s", None))
    });
    rows.add("rhythm: beats", |name| {
        let (mut onsets, mut beats) = (Onsets::new(shape.rate), Beats::new(shape.rate));
        Some(Row::rate(name, per_second(&mut |sample| _ = black_box(beats.sample(onsets.sample(sample)))), "samples/s", None))
    });
}

/// A waveform as harmonics of one turning phase, which learn from the residual.
struct Harmonics {
    turn: [(f64, f64); HARMONICS],
    now: [(f64, f64); HARMONICS],
    share: [(f64, f64); HARMONICS],
}

impl Harmonics {
    fn new() -> Self {
        let turn = std::array::from_fn(|k| (std::f64::consts::TAU * (k + 1) as f64 / 484.0).sin_cos());
        Self { turn, now: [(0.0, 1.0); HARMONICS], share: [(0.0, 0.0); HARMONICS] }
    }

    fn sample(&mut self, sample: f64) {
        let said: f64 = self.now.iter().zip(&self.share).map(|(now, share)| now.0 * share.0 + now.1 * share.1).sum();
        let e = (sample - said) / 512.0;
        for ((now, share), turn) in self.now.iter_mut().zip(&mut self.share).zip(&self.turn) {
            *share = (share.0 + e * now.0, share.1 + e * now.1);
            *now = (now.0 * turn.1 + now.1 * turn.0, now.1 * turn.1 - now.0 * turn.0);
        }
        black_box(&mut self.share);
    }
}

/// One sample of a correlation with 16 waveforms at every starting point and tempo.
fn correlate(sample: f64, cells: &[f64], sums: &mut [f64]) {
    for sums in sums.chunks_exact_mut(cells.len()) {
        for (sum, cell) in sums.iter_mut().zip(cells) {
            *sum += sample * cell;
        }
    }
}
