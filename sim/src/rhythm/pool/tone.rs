//! One oscillator of a pool.

use syntony_medium::format::sat16;
use syntony_medium::sine::{cos, sin};

use super::second::SURVEY;

/// Bandwidth of a survey, and behind it: a share learns by `2^-slow` a sample, `slow = BAND - floor(log2(natural))`.
const BANDS: (u32, u32) = (34, 33);
/// Frequency: its pull is shifted down by `loud + 2 slow - PULL`.
const PULL: u32 = 26;
/// Least natural frequency.
pub(super) const LEAST: i32 = 128;
/// In a sample the frequency moves at most by `2^-(slow + STEP)` of the natural one.
const STEP: u32 = 4;
/// Oldest age, in seconds.
const OLDEST: u32 = 255;

/// An oscillator. One that sleeps says nothing, learns nothing, and stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tone {
    /// Phase, `2^-32` turn.
    pub phase: u32,
    /// Phase a sample, `2^-32` turn, 0 to `2^30 - 1`.
    pub frequency: i32,
    /// How much of the cosine of the phase it says, Q27, 31 bits.
    pub cosine: i32,
    /// And of the sine.
    pub sine: i32,
    /// Whether it takes part.
    pub awake: bool,
    /// Frequency at which it wakes, `2^-32` turn a sample.
    pub(super) natural: i32,
    /// Seconds since it woke, at most 255, fewer when much has moved.
    pub(super) age: u32,
    /// How boldly it learns, Q14, 1 to 2.
    pub(super) gain: i32,
    /// Shift of what it learns.
    pub(super) slow: u32,
    /// Shift of what moves its frequency.
    pub(super) fall: u32,
    /// Most by which a sample moves its frequency.
    pub(super) most: i32,
}

/// Largest number of 31 bits.
const MOST: i32 = (1 << 30) - 1;

/// Limits to 31 bits.
fn sat31(v: i32) -> i32 {
    v.clamp(-MOST - 1, MOST)
}

/// `floor(log2(v))`, 0 for 0.
fn log2(v: u32) -> u32 {
    (v | 1).ilog2()
}

impl Tone {
    /// One that is awake, with a natural frequency (brought into 128 to `2^30 - 1`), for a survey.
    pub(super) fn new(natural: i32) -> Self {
        let natural = natural.clamp(LEAST, MOST);
        let blank =
            Self { phase: 0, frequency: natural, cosine: 0, sine: 0, awake: true, natural, age: 0, gain: 0, slow: 0, fall: 0, most: 0 };
        blank.settled(0, 0)
    }

    /// It goes to sleep, or wakes: nothing said, at its natural frequency.
    pub(super) fn fresh(self, awake: bool) -> Self {
        Self { frequency: self.natural, cosine: 0, sine: 0, age: 0, awake, ..self }
    }

    /// Its shares, Q12, 16 bits.
    fn shares(&self) -> (i32, i32) {
        (self.cosine >> 15, self.sine >> 15)
    }

    /// Half the square of its amplitude, Q24.
    pub fn power(&self) -> u32 {
        let (p, q) = self.shares();
        ((p * p).cast_unsigned() + (q * q).cast_unsigned()) >> 1
    }

    /// What it says, Q27.
    pub(super) fn says(&self) -> i32 {
        let ((p, q), phase) = (self.shares(), self.phase >> 8);
        if self.awake { p * cos(phase) + q * sin(phase) } else { 0 }
    }

    /// A residual scaled by its gain.
    fn scaled(&self, v: i32) -> i32 {
        sat16((v * self.gain) >> 14)
    }

    /// It learns of a residual, if something was heard, and turns.
    pub(super) fn turn(&mut self, residual: Option<i32>) {
        if !self.awake {
            return;
        }
        let ((p, q), (c, s)) = (self.shares(), (cos(self.phase >> 8), sin(self.phase >> 8)));
        self.phase = self.phase.wrapping_add(self.frequency.cast_unsigned());
        let Some(e) = residual else { return };
        let g = self.scaled(e);
        self.cosine = sat31(self.cosine + ((g * c) >> self.slow));
        self.sine = sat31(self.sine + ((g * s) >> self.slow));
        if self.age >= SURVEY {
            // How it would change if it were ahead: the residual against that tells how far it is.
            let ahead = self.scaled(sat16((p * s - q * c) >> 15));
            let pull = (i64::from(g * ahead) >> self.fall) as i32;
            let pull = pull.clamp(-self.most, self.most);
            self.frequency = (self.frequency - pull).clamp(0, MOST);
        }
    }

    /// A second older, much younger when much has `moved`.
    pub(super) fn older(&mut self, moved: bool) {
        let age = (self.age + 1).min(OLDEST);
        self.age = if moved && age > SURVEY { (age >> 1).max(SURVEY) } else { age };
    }

    /// With gain and shifts for the coming second: those of its band, or, when it is old enough, those of least squares with growing
    /// memory. `top`: power of the loudest; `rate`: bits of the samples a second, less 4.
    pub(super) fn settled(mut self, top: u32, rate: u32) -> Self {
        let surveys = self.age < SURVEY;
        let octave = log2(self.natural.cast_unsigned());
        let band = if surveys { BANDS.0 } else { BANDS.1 } - octave;
        let memory = if surveys { 0 } else { log2(self.age + 1 - SURVEY) + rate };
        (self.slow, self.gain) =
            if memory >= band { (memory, 1 << 14) } else { (band, ((i64::from(self.natural) << 14) >> octave) as i32) };
        let loud = log2(self.power().max(top >> 4));
        self.fall = (loud + 2 * self.slow).saturating_sub(PULL);
        self.most = self.natural >> (self.slow + STEP);
        self
    }
}
