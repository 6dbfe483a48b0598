//! What the beats begin with, and where it stands.

use syntony_medium::beats::{AT_MIDDLE, FREQUENCY, HOME, LEADER, OSCILLATORS, PRIOR, SCORE, SINCE, homes};

use crate::memory::Content;

/// Words of the memory.
pub const DEPTH: u32 = 256;
/// Behind what the window shows: what is unusual costs, a word an oscillator.
pub const PRIORS: usize = 192;
/// The file that the memory is filled from.
pub const FILE: &str = "syntony_beats.hex";

/// The memory's content at power-up, for a rate in samples a second.
pub fn content(rate: u32) -> Content {
    let mut words = vec![0; DEPTH as usize];
    for (k, home) in homes(rate).into_iter().enumerate() {
        words[4 * k + FREQUENCY] = home;
        words[4 * k + HOME] = home;
        words[4 * k + SCORE] = 0x7FFF;
        words[PRIORS + k] = PRIOR[k] as u32;
    }
    words[LEADER] = AT_MIDDLE as u32;
    words[SINCE] = 1 << 31;
    debug_assert!(words.len() >= PRIORS + OSCILLATORS);
    Content { file: FILE.into(), words }
}
