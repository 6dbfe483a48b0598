//! An adaptive pool: oscillators that learn amplitude, phase and frequency from one broadcast residual (`docs/src/definition.md#pool`).

mod second;
mod tone;
mod words;

pub use tone::Tone;
pub use words::TONE_WORDS;

use second::Minder;
use syntony_medium::format::sat16;

/// Hz of each oscillator times 65536: `round(65536 0.8 15^(i/63))`, 0.8 to 12 Hz.
#[rustfmt::skip]
pub const TONES: [u32; 64] = [
    52429, 54732, 57136, 59645, 62265, 65000, 67854, 70835, 73946, 77194, 80584, 84124, 87819, 91676, 95703, 99906,
    104294, 108875, 113657, 118649, 123860, 129301, 134980, 140908, 147097, 153558, 160303, 167344, 174694, 182367, 190377, 198738,
    207467, 216580, 226092, 236023, 246389, 257211, 268509, 280302, 292614, 305466, 318883, 332889, 347510, 362773, 378707, 395341,
    412705, 430832, 449755, 469509, 490131, 511658, 534131, 557592, 582082, 607649, 634338, 662199, 691285, 721647, 753344, 786432,
];

/// Oscillators with one residual. Of those that are near each other the loudest stays awake: together they would share a tone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool {
    /// The oscillators.
    pub tones: Vec<Tone>,
    minder: Minder,
}

impl Pool {
    /// A pool with these natural frequencies (`2^-32` turn a sample, 1 to `2^30 - 1`), at most 64, for 1 to 65535 samples a second.
    pub fn new(rate: u32, frequencies: &[i32]) -> Self {
        Self { minder: Minder::new(rate), tones: frequencies.iter().take(TONES.len()).map(|&frequency| Tone::new(frequency)).collect() }
    }

    /// `count` (1 to 64) of the 64 log-spaced oscillators, for 1 to 65535 samples a second.
    pub fn spread(rate: u32, count: usize) -> Self {
        let count = count.clamp(1, TONES.len());
        let tone = |k: usize| ((u64::from(TONES[k * TONES.len() / count]) << 16) / u64::from(rate)).min(1 << 30) as i32;
        Self::new(rate, &(0..count).map(tone).collect::<Vec<_>>())
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
