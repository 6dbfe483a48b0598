//! An adaptive pool: oscillators that learn amplitude, phase and frequency from one broadcast residual (`docs/src/definition.md#pool`).

mod second;
mod tone;
mod words;

pub use tone::Tone;

use second::Minder;
use syntony_medium::format::sat16;
use syntony_medium::pool::{TONES, natural};

/// Oscillators with one residual. Of those that are near each other the loudest stays awake: together they would share a tone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool {
    /// The oscillators.
    pub tones: Vec<Tone>,
    minder: Minder,
}

impl Pool {
    /// A pool with these natural frequencies (`2^-32` turn a sample, 128 to `2^30 - 1`), at most 64, for 1 to 65535 samples a second.
    pub fn new(rate: u32, frequencies: &[i32]) -> Self {
        Self { minder: Minder::new(rate), tones: frequencies.iter().take(TONES.len()).map(|&frequency| Tone::new(frequency)).collect() }
    }

    /// `count` (1 to 64) of the 64 log-spaced oscillators, for 1 to 65535 samples a second.
    pub fn spread(rate: u32, count: usize) -> Self {
        let count = count.clamp(1, TONES.len()) as u32;
        Self::new(rate, &(0..count).map(|k| natural(rate, count, k).cast_signed()).collect::<Vec<_>>())
    }

    /// One sample, Q12, or none; gives the readout before it.
    pub fn sample(&mut self, sample: Option<i16>) -> i16 {
        let sum: i64 = self.tones.iter().map(|tone| i64::from(tone.says())).sum();
        let y = sat16((sum >> 15) as i32);
        let e = sample.map(|sample| sat16(i32::from(sample) - y));
        self.tones.iter_mut().for_each(|tone| tone.turn(e));
        if let (Some(sample), Some(e)) = (sample, e)
            && self.minder.hears(i32::from(sample), e)
        {
            self.minder.second(&mut self.tones);
        }
        y as i16
    }
}
