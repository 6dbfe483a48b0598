//! An adaptive pool: its table, and what it holds at power-up (`docs/src/definition.md#pool`).

use alloc::vec::Vec;

/// Hz of each oscillator times 65536: `round(65536 0.8 15^(i/63))`, 0.8 to 12 Hz.
#[rustfmt::skip]
pub const TONES: [u32; 64] = [
    52429, 54732, 57136, 59645, 62265, 65000, 67854, 70835, 73946, 77194, 80584, 84124, 87819, 91676, 95703, 99906,
    104294, 108875, 113657, 118649, 123860, 129301, 134980, 140908, 147097, 153558, 160303, 167344, 174694, 182367, 190377, 198738,
    207467, 216580, 226092, 236023, 246389, 257211, 268509, 280302, 292614, 305466, 318883, 332889, 347510, 362773, 378707, 395341,
    412705, 430832, 449755, 469509, 490131, 511658, 534131, 557592, 582082, 607649, 634338, 662199, 691285, 721647, 753344, 786432,
];

/// Words of an oscillator, and of what is common to all, in the window `pool_state`.
pub const TONE_WORDS: usize = 8;
/// Largest frequency, `2^-32` turn a sample.
pub const MOST: u32 = (1 << 30) - 1;

/// Natural frequency of oscillator `k` of `count` (1 to 64), `2^-32` turn a sample, for 1 to 65535 samples a second.
pub fn natural(rate: u32, count: u32, k: u32) -> u32 {
    let tone = TONES[(k as usize * TONES.len()) / count as usize];
    ((u64::from(tone) << 16) / u64::from(rate)).clamp(128, u64::from(MOST)) as u32
}

/// The window at power-up: all are awake and blank, a survey of 8 s begins, patience is 6 s.
pub fn words(rate: u32, count: u32) -> Vec<u32> {
    let tone = |k: u32| {
        let natural = natural(rate, count, k);
        let octave = natural.ilog2();
        // A survey of silence.
        let slow = 34 - octave;
        let (gain, fall) = (((u64::from(natural) << 14) >> octave) as u32, (2 * slow).saturating_sub(26));
        let settings = gain | slow << 15 | fall << 20 | 1 << 26;
        [0, natural, 0, 0, natural, settings, natural >> (slow + 4), 0]
    };
    (0..count).flat_map(tone).chain([0, 8, 0, 6, 0, 0, 0, 0]).collect()
}
