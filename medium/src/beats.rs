//! Beats: the tables and the words of a bank of oscillators (`docs/src/definition.md#beats`).

/// Oscillators of the bank.
pub const OSCILLATORS: usize = 32;
/// The one that leads at first.
pub const AT_MIDDLE: usize = 16;
/// Beats a minute of each oscillator times 256: log-spaced from 50 to 240, `round(256 50 (240/50)^(i/31))`.
#[rustfmt::skip]
pub const TEMPI: [u32; OSCILLATORS] = [
    12800, 13464, 14163, 14898, 15672, 16485, 17341, 18241, 19187, 20183, 21231, 22333, 23492, 24711, 25994, 27343,
    28762, 30255, 31825, 33477, 35214, 37042, 38965, 40987, 43114, 45352, 47706, 50182, 52787, 55526, 58408, 61440,
];

/// What is unusual costs: `round(1400 log2(bpm/95)^2)`.
#[rustfmt::skip]
pub const PRIOR: [i32; OSCILLATORS] = [
    1200, 1019, 852, 700, 563, 441, 333, 241, 164, 101, 54, 21, 3, 1, 13, 40,
    82, 139, 211, 298, 399, 516, 647, 794, 955, 1132, 1323, 1529, 1750, 1986, 2237, 2503,
];

/// Words of the window `beat_state`: four an oscillator, and these.
pub const WORDS: usize = 4 * OSCILLATORS + 6;
/// Words of an oscillator: phase; frequency and home, 29 bits each; score with bit 30: it is lost, and bit 31: an event came to this beat.
pub const PHASE: usize = 0;
/// See [`PHASE`].
pub const FREQUENCY: usize = 1;
/// See [`PHASE`].
pub const HOME: usize = 2;
/// See [`PHASE`].
pub const SCORE: usize = 3;
/// Word: the number of the leader.
pub const LEADER: usize = 4 * OSCILLATORS;
/// Word: turn of the leader since a beat was told, `2^-32`.
pub const SINCE: usize = LEADER + 1;
/// Word: the last sample, Q28, not below 0.
pub const LAST: usize = LEADER + 2;
/// Word: the one before.
pub const BEFORE: usize = LEADER + 3;
/// Word: leaky greatest value, Q28.
pub const TOP: usize = LEADER + 4;
/// Word: samples until the next event may come.
pub const QUIET: usize = LEADER + 5;

/// Bits that a word can have.
pub const fn bits(word: usize) -> u32 {
    match word {
        SINCE => u32::MAX,
        LEADER.. => u32::MAX >> 1,
        _ if word % 4 == FREQUENCY || word % 4 == HOME => u32::MAX >> 3,
        _ => u32::MAX,
    }
}

/// Frequencies that the oscillators begin with, `2^-32` turn a sample, for a rate of at least 50 samples a second.
pub fn homes(rate: u32) -> [u32; OSCILLATORS] {
    TEMPI.map(|tempo| ((u64::from(tempo) << 24) / (60 * u64::from(rate))) as u32)
}

/// Samples from an event to the next, at least.
pub const fn gap(rate: u32) -> u32 {
    rate / 20
}

/// The greatest value falls by `2^-fall` of itself a sample.
pub const fn fall(rate: u32) -> u32 {
    (4 * rate).ilog2()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_what_they_say() {
        for k in 0..OSCILLATORS {
            let bpm = 50.0 * (240.0f64 / 50.0).powf(k as f64 / 31.0);
            assert_eq!(TEMPI[k], (256.0 * bpm).round() as u32);
            let octaves = (f64::from(TEMPI[k]) / 256.0 / 95.0).log2();
            assert_eq!(PRIOR[k], (1400.0 * octaves * octaves).round() as i32);
        }
        // Nothing that hardware relies on is too large: a frequency and an eighth of it.
        assert!(homes(50)[31] + (homes(50)[31] >> 3) <= bits(FREQUENCY));
    }
}
