//! The node laws in float64. Phases are in turns, amplitudes in units of the wall.

use std::f64::consts::TAU;

use syntony_medium::format::MAX16;
use syntony_medium::gain::Gain;
use syntony_medium::schedule::Values;

use super::Shown;

/// Units of a 24-bit phase in a turn.
pub const TURN: f64 = 16_777_216.0;
/// The largest 16-bit number in units of the wall (Q11).
const LIMIT: f64 = MAX16 as f64 / 2048.0;

/// Everything of one update but the phase and the drives.
pub struct PhaseStep {
    pub values: Values,
    /// Turns a sweep.
    pub omega: f64,
    /// Turns.
    pub target: f64,
    /// Phase lag in turns; none under the projected law.
    pub alpha: Option<f64>,
    /// The noise word's number; standard deviation 256.
    pub noise: i32,
}

impl PhaseStep {
    /// The new phase from the old one and the scaled drives.
    pub fn next(&self, phase: f64, h: f64, g: f64) -> f64 {
        let coupling = match self.alpha {
            None => -h * (TAU * phase).sin(),
            Some(alpha) => {
                let (sin, cos) = (TAU * (phase + alpha)).sin_cos();
                (cos * g - sin * h).clamp(-LIMIT, LIMIT)
            }
        };
        let strength = |value: i32| f64::from(value) / 65536.0;
        let turn = strength(self.values.gain) * coupling - strength(self.values.harmonic) * (TAU * 2.0 * phase).sin()
            + strength(self.values.injection) * (TAU * (self.target - phase)).sin();
        let noise = f64::from(self.values.noise) * f64::from(self.noise) / TURN;
        (phase + turn.clamp(-0.25, 0.25) + self.omega + noise).rem_euclid(1.0)
    }
}

/// What a phase shows.
pub fn show(phase: f64) -> Shown {
    let (v, u) = (TAU * phase).sin_cos();
    Shown { u, v }
}

/// One saturating oscillator.
#[derive(Clone, Copy, Debug)]
pub struct Amplitude {
    /// Amplitude, +-1.
    pub x: f64,
    /// Momentum.
    pub y: f64,
    /// Error counter, -0.5..1.
    pub e: f64,
}

impl Amplitude {
    /// From the numbers of the banks.
    pub fn new((x, y): (i32, i32), e: i16) -> Self {
        Self { x: f64::from(x) / 2048.0, y: f64::from(y) / 2048.0, e: f64::from(e) / 32768.0 }
    }

    /// One update under an aligned drive and pull `g` (1 = Q13's unit).
    pub fn step(&mut self, aligned: f64, gain: Gain, g: f64) {
        let d = f64::from(gain.error_step) / 32768.0;
        self.e = (if self.x.abs() >= 1.0 { self.e - d } else { self.e + 9.0 * d }).clamp(-0.5, 1.0);
        let limit = f64::from(MAX16);
        let aligned = (aligned * (1.0 + self.e)).clamp(-limit, limit);
        self.y = (self.y + aligned * f64::from(gain.mantissa) / 32768.0 / 2048.0).clamp(-LIMIT, LIMIT);
        self.y = (self.y - self.x * g).clamp(-LIMIT, LIMIT);
        let free = self.x + self.y;
        self.x = free.clamp(-1.0, 1.0);
        if self.x != free {
            self.y /= 4.0;
        }
    }
}
