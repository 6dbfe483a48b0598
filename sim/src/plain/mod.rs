//! The plain kernel: the definition as code, one oscillator after another.

mod inertial;
mod phase;

use std::ops::Range;

use syntony_medium::format::{round15, sat16};
use syntony_medium::law::Law;
use syntony_medium::schedule::Values;

use crate::oscillators::pack_phase;
use crate::run::Sums;
use crate::{Kernel, Medium, Weights};

pub use inertial::Amplitude;
pub use phase::{FullDrive, PhaseStep, show_phase};

/// What an oscillator shows: `u`, and `v` for the full-phase law.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// First shown value.
    pub u: i32,
    /// Second shown value; 0 in the inertial law.
    pub v: i32,
}

impl Shown {
    /// Whether the sign is -1.
    pub const fn negative(self) -> bool {
        self.u < 0
    }
}

/// The reference kernel.
#[derive(Clone, Debug, Default)]
pub struct Plain {
    /// The newest values.
    now: Vec<Shown>,
    /// What the rows see.
    seen: Vec<Shown>,
    /// With `lag` 1: the values of the block before the last, and its rows.
    held: Option<(Range<usize>, Vec<Shown>)>,
    /// The block that was updated last.
    last: Option<Range<usize>>,
}

impl Plain {
    /// Before a block: the block `1 + lag` back becomes visible.
    fn turn(&mut self, lag: u32) {
        let Some(rows) = self.last.take() else { return };
        if lag == 0 {
            self.seen[rows.clone()].copy_from_slice(&self.now[rows]);
        } else {
            self.release();
            self.held = Some((rows.clone(), self.now[rows].to_vec()));
        }
    }

    fn release(&mut self) {
        if let Some((rows, values)) = self.held.take() {
            self.seen[rows].copy_from_slice(&values);
        }
    }

    /// Drive of row `i`: the sum over its partners of weight times `part(shown)`.
    fn drive(&self, weights: &Weights, i: usize, part: impl Fn(Shown) -> i32) -> i32 {
        match weights {
            Weights::Dense(matrix) => {
                let n = self.seen.len();
                matrix[i * n..][..n].iter().zip(&self.seen).map(|(&w, &shown)| i32::from(w) * part(shown)).sum()
            }
            Weights::Sparse(rows) => rows.row(i).map(|(j, w)| w * part(self.seen[j])).sum(),
        }
    }

    fn update(&self, medium: &mut Medium, values: &Values, i: usize) -> Shown {
        let shape = *medium.shape();
        let settings = medium.settings;
        let noisy = settings.law != Law::Inertial && (values.noise != 0 || settings.dither);
        if medium.oscillators.gain[i].held {
            // Its word of noise is drawn all the same.
            if noisy {
                medium.generator.draw();
            }
            return self.now[i];
        }
        let (weights, bias) = (medium.weights(), i32::from(medium.oscillators.bias[i]));
        let h = self.drive(weights, i, |shown| shown.u) + bias * shape.shown_max();
        if settings.law == Law::Inertial {
            let mut amplitude = Amplitude::from_banks(&medium.oscillators, i);
            amplitude.step(h, medium.oscillators.gain[i], values.pull);
            amplitude.store(&mut medium.oscillators, i);
            return Shown { u: amplitude.shown(shape.shown_max()), v: 0 };
        }
        let full = match settings.law {
            Law::FullPhase => Some(FullDrive { g: self.drive(weights, i, |shown| shown.v), alpha: settings.alpha }),
            _ => None,
        };
        let gain = medium.oscillators.gain[i];
        let scale = |drive| round15(gain.align(drive) * i32::from(gain.mantissa));
        let step = PhaseStep {
            values: *values,
            omega: medium.oscillators.frequency[i],
            target: medium.oscillators.target[i],
            word: if noisy { Some(medium.generator.draw()) } else { None },
            dither: settings.dither,
            dropped_bits: shape.dropped_bits(),
        };
        let phase = step.next(medium.oscillators.state[i], h, full, scale);
        medium.oscillators.state[i] = phase;
        phase::show_phase(phase, shape.shown_bits)
    }
}

impl Kernel for Plain {
    fn begin(&mut self, medium: &Medium) {
        let shape = medium.shape();
        let show = |&word: &u32| match medium.settings.law {
            Law::Inertial => Shown { u: Amplitude::from_word(word).shown(shape.shown_max()), v: 0 },
            _ => phase::show_phase(pack_phase(word, shape.dropped_bits()), shape.shown_bits),
        };
        self.now = medium.oscillators.state.iter().map(show).collect();
        self.seen = self.now.clone();
        self.held = None;
        self.last = None;
    }

    fn sweep(&mut self, medium: &mut Medium, values: &Values) -> Sums {
        let (n, block, lag) = (medium.shape().oscillators as usize, medium.shape().block as usize, medium.shape().lag);
        let mut sums = Sums::default();
        for first in (0..n).step_by(block) {
            let rows = first..(first + block).min(n);
            self.turn(lag);
            for i in rows.clone() {
                let new = self.update(medium, values, i);
                sums.cos += new.u;
                sums.sin += new.v;
                sums.changed += u32::from(new.negative() != self.now[i].negative());
                self.now[i] = new;
            }
            self.last = Some(rows);
        }
        sums
    }

    fn flush(&mut self) {
        self.seen.copy_from_slice(&self.now);
        self.held = None;
        self.last = None;
    }

    fn clear_errors(&mut self, medium: &mut Medium) {
        medium.oscillators.error.fill(0);
    }

    fn measure(&mut self, medium: &Medium, signs: &mut [bool]) -> i64 {
        let sign = |shown: Shown| if shown.negative() { -1 } else { 1 };
        let mut energy = 0;
        for (i, negative) in signs.iter_mut().enumerate() {
            let field = i64::from(self.drive(medium.weights(), i, sign)) + 2 * i64::from(medium.oscillators.bias[i]);
            energy -= i64::from(sign(self.now[i])) * field;
            *negative = self.now[i].negative();
        }
        energy
    }

    fn finish(&mut self, _medium: &mut Medium) {}
}

/// The scaled difference that the full-phase law feels, Q11.
pub(crate) const fn sakaguchi(cos: i32, sin: i32, s: i32, c: i32) -> i32 {
    sat16(round15(cos * s - sin * c))
}
