//! What the beats begin with, and where it stands.

use syntony_medium::beats::{AT_MIDDLE, FREQUENCY, HOME, LEADER, PRIOR, QUIET, SCORE, SINCE, fall, gap, homes};

use super::program::{STEPS, program};
use crate::memory::Content;

/// Words of the memory.
pub const DEPTH: u32 = 256;
// Behind what the window shows.
pub const BEST: u8 = QUIET as u8 + 1;
pub const BEST_NUMBER: u8 = BEST + 1;
/// The score that is worked on.
pub const COUNT: u8 = BEST + 2;
/// How far an event is from the beat.
pub const DISTANCE: u8 = BEST + 3;
/// A word an oscillator: half its phase before the sample, or [`QUARTER`] when it was set.
pub const OLD: u8 = 160;
/// A word an oscillator.
pub const PRIORS: u8 = 192;
// Constants.
pub const ONE: u8 = 224;
pub const GAP: u8 = 225;
pub const LEAST: u8 = 226;
pub const LOST: u8 = 227;
pub const QUARTER: u8 = 228;
pub const OVER_TOP: u8 = 229;
pub const TOP_SCORE: u8 = 230;
pub const FAR: u8 = 231;
pub const DUE: u8 = 232;
/// What an empty beat costs, and how much better another leader must be.
pub const EMPTY: u8 = 233;
pub const EIGHTH: u8 = 234;
pub const APART: u8 = 235;
pub const WORST: u8 = 236;
/// By level; 1 and 3 are the upper two.
pub const OUTSIDE: u8 = 240;

/// The files that the memories are filled from.
const FILES: [&str; 3] = ["beats.mem", "beats_low.mem", "beats_high.mem"];

/// What the memory, and the two of the program, hold at power-up, for a rate in samples a second.
pub fn contents(rate: u32) -> [Content; 3] {
    let mut words = vec![0; DEPTH as usize];
    for (k, home) in homes(rate).into_iter().enumerate() {
        words[4 * k + FREQUENCY] = home;
        words[4 * k + HOME] = home;
        words[4 * k + SCORE] = i32::MAX as u32;
        words[usize::from(PRIORS) + k] = PRIOR[k] as u32;
    }
    words[LEADER] = AT_MIDDLE as u32;
    words[SINCE] = 1 << 31;
    let constants = [
        (ONE, 1),
        (GAP, gap(rate)),
        (LEAST, 128 << 16),
        (LOST, u32::MAX),
        (QUARTER, 1 << 30),
        (OVER_TOP, 16384),
        (TOP_SCORE, 16383),
        (FAR, 1024),
        (DUE, 256),
        (EMPTY, 128),
        (EIGHTH, 1 << 29),
        (APART, 3 << 29),
        (WORST, 3 << 30),
        (OUTSIDE, 80),
        (OUTSIDE + 1, 280),
        (OUTSIDE + 3, 320),
    ];
    for (place, word) in constants {
        words[usize::from(place)] = word;
    }
    let mut codes = program(fall(rate));
    codes.resize(STEPS as usize, Default::default());
    let [low, high] = [0, 1].map(|part| codes.iter().map(|step| step.code()[part]).collect());
    let mut words = [words, low, high].into_iter();
    FILES.map(|file| Content { file: file.into(), words: words.next().unwrap_or_default() })
}

#[cfg(test)]
mod tests {
    use syntony_medium::beats::OSCILLATORS;

    use super::*;

    #[test]
    fn places_are_apart() {
        assert!(usize::from(OLD) + OSCILLATORS <= usize::from(PRIORS) && DISTANCE < OLD);
        assert!(usize::from(PRIORS) + OSCILLATORS <= usize::from(ONE) && WORST < OUTSIDE);
        assert!(program(17).len() <= STEPS as usize);
    }
}
