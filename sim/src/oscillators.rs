//! What the oscillators hold, bank by bank.

use syntony_medium::format::{ONE, PHASE_MASK};
use syntony_medium::gain::Gain;

/// The banks of a medium, one entry an oscillator. Formats: `docs/src/definition.md`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Oscillators {
    /// Phase (24 bits, low dropped bits zero), or `x` and `y` as the low and high half.
    pub state: Vec<u32>,
    /// Natural frequency, 2^-24 turn a sweep, -2^23..2^23.
    pub frequency: Vec<i32>,
    /// Phase that the injection pulls to, 2^-16 turn.
    pub target: Vec<u16>,
    /// Row gains.
    pub gain: Vec<Gain>,
    /// Weight to a reference that shows the largest value at phase 0.
    pub bias: Vec<i16>,
    /// Error counter of the inertial law, Q15.
    pub error: Vec<i16>,
}

/// A state word of the inertial law from `x` (Q11, clamped to +-2048) and `y` (Q11).
pub const fn pack_amplitude(x: i32, y: i32) -> u32 {
    let x = syntony_medium::format::clamp(x, ONE);
    (x as u32 & 0xFFFF) | ((syntony_medium::format::sat16(y) as u32) << 16)
}

/// `x` and `y` of a state word of the inertial law. Words that no run leaves behind are brought into range: `x` to +-2048, `y` to +-32767.
pub const fn unpack_amplitude(word: u32) -> (i32, i32) {
    let x = syntony_medium::format::clamp(word as i16 as i32, ONE);
    (x, syntony_medium::format::sat16((word >> 16) as i16 as i32))
}

/// A phase word cut to the bits a medium keeps.
pub const fn pack_phase(phase: u32, dropped_bits: u32) -> u32 {
    (phase & PHASE_MASK) >> dropped_bits << dropped_bits
}

impl Oscillators {
    /// `n` oscillators at phase 0 (or amplitude 0), not turning, with gain 0 and no bias.
    pub fn at_rest(n: usize) -> Self {
        Self {
            state: vec![0; n],
            frequency: vec![0; n],
            target: vec![0; n],
            gain: vec![Gain::default(); n],
            bias: vec![0; n],
            error: vec![0; n],
        }
    }
}
