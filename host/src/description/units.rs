//! From physical units to registers and banks: the only place where one becomes the other.
//!
//! Positions and speeds round the circle are in turns, strengths in radians a sweep.

use std::f64::consts::TAU;

use syntony_medium::schedule::Ramp;

/// Units of a strength in a schedule: 2^-16 turn.
const STRENGTH: f64 = 65536.0;
/// The largest value of a schedule.
const MOST: f64 = 32767.0;

/// A strength that is constant or goes linearly from one value to another, rad a sweep.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Strength {
    /// Value of the first sweep.
    pub from: f64,
    /// Value after the last.
    pub to: f64,
}

impl Strength {
    /// A strength that stays.
    pub const fn constant(value: f64) -> Self {
        Self { from: value, to: value }
    }

    /// The ramp of the registers over `sweeps` sweeps; a strength that stays is rounded to 2^-16 turn. Nothing if it is
    /// above half a turn a sweep, the most a schedule holds.
    pub fn ramp(self, sweeps: u32) -> Option<Ramp> {
        let unit = |v: f64| v * STRENGTH / TAU;
        let held = |v: f64| (0.0..=MOST).contains(&unit(v).round());
        if !held(self.from) || !held(self.to) {
            return None;
        }
        if self.from == self.to {
            return Some(Ramp::constant(unit(self.from).round() as i32));
        }
        Some(Ramp::linear(unit(self.from), unit(self.to), sweeps))
    }

    /// The strength that a schedule value stands for, rad a sweep.
    pub fn of_value(value: i32) -> f64 {
        f64::from(value) * TAU / STRENGTH
    }
}

/// The pull of the inertial law (0 to 4) as a peak in Q13.
pub fn pull_peak(pull: f64) -> u16 {
    (pull * 8192.0).round().clamp(0.0, MOST) as u16
}

/// A position in turns as a phase word, 2^-24 turn.
pub fn phase_word(turns: f64) -> u32 {
    // The remainder of a value just below a whole turn may round up to one.
    (turns.rem_euclid(1.0) * 16_777_216.0).round() as u32 & 0xFF_FFFF
}

/// A phase word in turns, 0 to 1.
pub fn turns(word: u32) -> f64 {
    f64::from(word & 0xFF_FFFF) / 16_777_216.0
}

/// A position in turns in 2^-16 turn: targets and phase lag.
pub fn coarse_phase(turns: f64) -> u16 {
    (turns.rem_euclid(1.0) * STRENGTH).round() as u32 as u16
}

/// A natural frequency in turns a sweep, -0.5 to 0.5, in 2^-24 turn.
pub fn frequency_word(turns: f64) -> i32 {
    ((turns * 16_777_216.0).round() as i32).clamp(-(1 << 23), (1 << 23) - 1)
}

/// The frequency of a word, turns a sweep.
pub fn frequency(word: i32) -> f64 {
    f64::from(word) / 16_777_216.0
}

/// The part of a turn by which `to` is ahead of `from`, -0.5 to 0.5.
pub fn ahead(from: f64, to: f64) -> f64 {
    (to - from + 0.5).rem_euclid(1.0) - 0.5
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_of_known_angles() {
        assert_eq!([phase_word(0.25), phase_word(-0.25), phase_word(1.0 - 1e-12)], [1 << 22, 3 << 22, 0]);
        assert_eq!([coarse_phase(0.5), coarse_phase(-1e-9)], [1 << 15, 0]);
        assert_eq!([frequency_word(0.5), frequency_word(-0.5)], [(1 << 23) - 1, -(1 << 23)]);
        assert_eq!(Strength::constant(TAU / 4.0).ramp(9), Some(Ramp::constant(1 << 14)));
        assert_eq!(Strength::constant(3.2).ramp(9), None);
        assert_eq!(Strength::constant(f64::NAN).ramp(9), None);
    }

    proptest! {
        #[test]
        fn nothing_moves_by_more_than_half_a_step(turns_in in -3.0f64..3.0, speed in -0.49f64..0.49, strength in 0.0f64..3.1) {
            prop_assert!(ahead(turns_in, turns(phase_word(turns_in))).abs() <= 0.500_001 / 16_777_216.0);
            prop_assert!((frequency(frequency_word(speed)) - speed).abs() <= 0.500_001 / 16_777_216.0);
            let value = Strength::constant(strength).ramp(1).unwrap().start >> 16;
            prop_assert!((Strength::of_value(value) - strength).abs() <= 0.500_001 * TAU / 65536.0);
        }
    }
}
