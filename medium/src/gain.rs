//! The row gain: what turns a row's integer drive into a scaled one.

use crate::format::{MAX16, clamp, round_shift, sat16};

/// One oscillator's gain word: a mantissa and an exponent, `f = h K 2^(sh - 15)`, and the error step of the inertial law.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Gain {
    /// Mantissa `K`, 0..=32767.
    pub mantissa: u16,
    /// Exponent `sh`, -16..=15.
    pub exponent: i8,
    /// Error step `d` of the inertial law, 0..=255.
    pub error_step: u8,
    /// Whether the oscillator is held: its state stays, and it shows that. Only where the shape has `learning`.
    pub held: bool,
}

impl Gain {
    /// Mantissa and exponent nearest to `factor` (Q11 units of scaled drive for one unit of drive), or nothing if it is
    /// not a positive finite number that 15 + 5 bits reach (up to `2^15 - 1`; below `2^-17` the mantissa loses bits).
    pub fn from_factor(factor: f64) -> Option<Self> {
        if !(factor > 0.0 && factor < 32767.0) {
            return None;
        }
        let mut exponent = -16;
        // Smallest exponent whose mantissa fits: no `log2`, so every machine agrees.
        loop {
            let scale = if exponent > 15 { 1.0 } else { f64::from(1u32 << (15 - exponent)) };
            let mantissa = (factor * scale + 0.5) as u32;
            if mantissa <= MAX16 as u32 {
                return Some(Self { mantissa: mantissa as u16, exponent: exponent as i8, ..Self::default() });
            }
            exponent += 1;
        }
    }

    /// The drive brought into 16 bits, before the mantissa: clamped and shifted up, or rounded and shifted down.
    #[inline(always)]
    pub const fn align(self, drive: i32) -> i32 {
        let sh = self.exponent;
        if sh >= 0 { clamp(drive, MAX16 >> sh) << sh } else { sat16(round_shift(drive, -sh as u32)) }
    }

    /// The word of the gain bank: mantissa in bits 0..15, exponent in 16..21, held in 21, error step in 24..32.
    pub const fn word(self) -> u32 {
        self.mantissa as u32 | ((self.exponent as u32 & 31) << 16) | ((self.held as u32) << 21) | ((self.error_step as u32) << 24)
    }

    /// The gain of a word; unused bits are ignored.
    pub const fn from_word(word: u32) -> Self {
        Self {
            mantissa: (word & 0x7FFF) as u16,
            exponent: (((word >> 16) << 27) as i32 >> 27) as i8,
            error_step: (word >> 24) as u8,
            held: word >> 21 & 1 == 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn factors_out_of_reach_are_refused() {
        for factor in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e9] {
            assert_eq!(Gain::from_factor(factor), None);
        }
    }

    proptest! {
        #[test]
        fn words_keep_the_gain(mantissa in 0u16..32768, exponent in -16i8..16, error_step: u8, held: bool) {
            let gain = Gain { mantissa, exponent, error_step, held };
            prop_assert_eq!(Gain::from_word(gain.word()), gain);
        }

        #[test]
        fn the_nearest_gain_is_near(log in -16.0f64..14.9) {
            let factor = 2f64.powf(log);
            let gain = Gain::from_factor(factor).unwrap();
            let value = f64::from(gain.mantissa) * 2f64.powi(i32::from(gain.exponent) - 15);
            prop_assert!((value / factor - 1.0).abs() < 1e-4, "{} {}", value, factor);
        }

        #[test]
        fn aligned_drives_fit_sixteen_bits(drive in -50_000_000i32..50_000_000, exponent in -16i8..16) {
            let gain = Gain { mantissa: 1, exponent, ..Gain::default() };
            prop_assert!(gain.align(drive).abs() <= MAX16);
        }
    }
}
