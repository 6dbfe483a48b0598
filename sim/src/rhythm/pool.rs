//! An adaptive pool: oscillators that learn frequency, phase and amplitude from one broadcast residual (`docs/src/definition.md#pool`).

use syntony_medium::format::sat16;
use syntony_medium::sine::{cos, sin};

/// Hz of each oscillator times 65536: `round(65536 0.8 15^(i/63))`, 0.8 to 12 Hz.
#[rustfmt::skip]
pub const TONES: [u32; 64] = [
    52429, 54732, 57136, 59645, 62265, 65000, 67854, 70835, 73946, 77194, 80584, 84124, 87819, 91676, 95703, 99906,
    104294, 108875, 113657, 118649, 123860, 129301, 134980, 140908, 147097, 153558, 160303, 167344, 174694, 182367, 190377, 198738,
    207467, 216580, 226092, 236023, 246389, 257211, 268509, 280302, 292614, 305466, 318883, 332889, 347510, 362773, 378707, 395341,
    412705, 430832, 449755, 469509, 490131, 511658, 534131, 557592, 582082, 607649, 634338, 662199, 691285, 721647, 753344, 786432,
];

/// One oscillator of a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tone {
    /// Phase, `2^-32` turn.
    pub phase: u32,
    /// Phase a sample, `2^-32` turn.
    pub frequency: i32,
    /// Amplitude, Q20.
    pub amplitude: i32,
    /// Whether it takes part; one that sleeps has the amplitude 0 and learns nothing.
    pub awake: bool,
}

/// Shifts of the three gains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gains {
    /// Phase: `e sin` (Q27) moves it by `e sin >> phase` of `2^-32` turn.
    pub phase: u32,
    /// Frequency: by `e sin >> frequency`.
    pub frequency: u32,
    /// Amplitude: by `e cos >> amplitude`, Q20.
    pub amplitude: u32,
}

impl Default for Gains {
    fn default() -> Self {
        Self { phase: 0, frequency: 10, amplitude: 17 }
    }
}

/// Oscillators with one residual. Of those that came to the same tone the loudest stays awake: together they would share it
/// in ways that no residual tells apart, and drift apart when alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool {
    /// The oscillators.
    pub tones: Vec<Tone>,
    /// How fast they learn.
    pub gains: Gains,
    /// Natural frequencies, to which those that wake return.
    natural: Vec<i32>,
    /// Samples a second.
    rate: u32,
    /// Samples heard since the last second.
    tick: u32,
    /// Seconds heard.
    seconds: u32,
    /// Sums over this second of the size of residual and input.
    missed: u64,
    heard: u64,
}

/// Seconds before the first contest.
const FIRST: u32 = 4;

impl Pool {
    /// A pool with these natural frequencies (`2^-32` turn a sample).
    pub fn new(rate: u32, frequencies: &[i32], gains: Gains) -> Self {
        let tones = frequencies.iter().map(|&frequency| Tone { phase: 0, frequency, amplitude: 0, awake: true }).collect();
        Self { tones, gains, natural: frequencies.to_vec(), rate, tick: 0, seconds: 0, missed: 0, heard: 0 }
    }

    /// `count` (1 to 64) of the 64 log-spaced oscillators, for a rate in samples a second.
    pub fn spread(rate: u32, count: usize) -> Self {
        let count = count.clamp(1, TONES.len());
        let tone = |k: usize| ((u64::from(TONES[k * TONES.len() / count]) << 16) / u64::from(rate)).min(i32::MAX as u64) as i32;
        Self::new(rate, &(0..count).map(tone).collect::<Vec<_>>(), Gains::default())
    }

    /// One sample, Q12, or none; gives the readout before it.
    pub fn sample(&mut self, sample: Option<i16>) -> i16 {
        let sum: i64 = self.tones.iter().map(|tone| i64::from(tone.amplitude) * i64::from(cos(tone.phase >> 8))).sum();
        let y = sat16((sum >> 23).clamp(-65536, 65536) as i32);
        let e = sample.map_or(0, |sample| sat16(i32::from(sample) - y));
        for tone in self.tones.iter_mut() {
            let (s, c) = (sin(tone.phase >> 8), cos(tone.phase >> 8));
            let push = if tone.awake { e * s } else { 0 };
            tone.phase = tone.phase.wrapping_add(tone.frequency as u32).wrapping_sub((push >> self.gains.phase) as u32);
            tone.frequency = tone.frequency.saturating_sub(push >> self.gains.frequency).max(1);
            if tone.awake {
                tone.amplitude = tone.amplitude.saturating_add((e * c) >> self.gains.amplitude);
            }
        }
        if let Some(sample) = sample {
            self.missed += u64::from(e.unsigned_abs());
            self.heard += u64::from(sample.unsigned_abs());
            self.tick += 1;
            if self.tick >= self.rate {
                self.second();
            }
        }
        y as i16
    }

    /// Once a second of listening.
    fn second(&mut self) {
        self.tick = 0;
        self.seconds = (self.seconds + 1).min(65535);
        if self.seconds >= FIRST {
            self.contest();
        }
        (self.missed, self.heard) = (0, 0);
    }

    /// Who is near a louder one, or hardly heard, goes to sleep.
    fn contest(&mut self) {
        let top = self.tones.iter().map(|tone| tone.amplitude.unsigned_abs()).max().unwrap_or(0);
        for k in 0..self.tones.len() {
            let tone = self.tones[k];
            let loud = tone.amplitude.unsigned_abs();
            let near = |other: &Tone| (i64::from(tone.frequency) - i64::from(other.frequency)).abs() << 5 < i64::from(tone.frequency);
            let louder =
                |(j, other): (usize, &Tone)| j != k && other.awake && near(other) && (other.amplitude.unsigned_abs(), k) > (loud, j);
            if tone.awake && (loud < top >> 5 || self.tones.iter().enumerate().any(louder)) {
                self.tones[k] = Tone { amplitude: 0, awake: false, frequency: self.natural[k], ..tone };
            }
        }
    }
}
