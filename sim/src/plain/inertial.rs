//! Node law of the inertial amplitude medium.

use syntony_medium::format::{ONE, clamp, round15, sat16};
use syntony_medium::gain::Gain;

use crate::Oscillators;
use crate::oscillators::{pack_amplitude, unpack_amplitude};

/// One saturating oscillator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amplitude {
    /// Amplitude, Q11, +-2048.
    pub x: i32,
    /// Its momentum, Q11, +-32767.
    pub y: i32,
    /// Error counter, Q15, -16384..=32767.
    pub e: i32,
}

impl Amplitude {
    /// Amplitude and momentum of a state word, error counter 0.
    pub const fn from_word(word: u32) -> Self {
        let (x, y) = unpack_amplitude(word);
        Self { x, y, e: 0 }
    }

    /// Oscillator `i` of the banks.
    pub fn from_banks(banks: &Oscillators, i: usize) -> Self {
        Self { e: i32::from(banks.error[i]), ..Self::from_word(banks.state[i]) }
    }

    /// Puts the oscillator back as number `i`.
    pub fn store(self, banks: &mut Oscillators, i: usize) {
        banks.state[i] = pack_amplitude(self.x, self.y);
        banks.error[i] = self.e as i16;
    }

    /// One update under drive `h` and pull `g` (Q13).
    pub fn step(&mut self, h: i32, gain: Gain, g: i32) {
        let d = i32::from(gain.error_step);
        self.e = (if self.x.abs() == ONE { self.e - d } else { self.e + 9 * d }).clamp(-16384, 32767);
        let aligned = gain.align(h);
        let aligned = sat16(aligned + round15(aligned * self.e));
        self.y = sat16(self.y + round15(aligned * i32::from(gain.mantissa)));
        self.y = sat16(self.y - round15(4 * self.x * g));
        let moved = self.x + self.y;
        self.x = clamp(moved, ONE);
        if self.x != moved {
            self.y >>= 2;
        }
    }

    /// What it shows, `+-shown_max`.
    pub const fn shown(self, shown_max: i32) -> i32 {
        (shown_max * self.x + 1024) >> 11
    }
}
