//! The laws in float64: the same order of updates, schedules, noise words and limits, but exact sines and nothing rounded.
//!
//! A reference for tests, not a kernel: what it shows tells what the fixed point costs (`docs/src/convergence.md`).

mod law;

use std::ops::Range;

use syntony_medium::format::MAX16;
use syntony_medium::gain::Gain;
use syntony_medium::law::Law;
use syntony_medium::schedule::Values;

use crate::oscillators::{pack_amplitude, unpack_amplitude};
use crate::run::Sums;
use crate::{Kernel, Medium, Weights};

use law::{Amplitude, PhaseStep};

/// What an oscillator shows, 1 = the largest value.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shown {
    /// Cosine of the phase, or the amplitude.
    pub u: f64,
    /// Sine of the phase; 0 in the inertial law.
    pub v: f64,
}

/// The reference. Between `begin` and `finish` nothing is rounded; `finish` rounds the states into the medium's words. Sums of a sweep are
/// rounded to whole shown values.
#[derive(Clone, Debug, Default)]
pub struct Float {
    phases: Vec<f64>,
    amplitudes: Vec<Amplitude>,
    now: Vec<Shown>,
    seen: Vec<Shown>,
    held: Option<(Range<usize>, Vec<Shown>)>,
    last: Option<Range<usize>>,
}

impl Float {
    /// The phases, turns, 0..1; empty under the inertial law.
    pub fn phases(&self) -> &[f64] {
        &self.phases
    }

    /// What the oscillators show.
    pub fn shown(&self) -> &[Shown] {
        &self.now
    }

    fn turn(&mut self, lag: u32) {
        let Some(rows) = self.last.take() else { return };
        if lag == 0 {
            self.seen[rows.clone()].copy_from_slice(&self.now[rows]);
        } else {
            if let Some((held, values)) = self.held.take() {
                self.seen[held].copy_from_slice(&values);
            }
            self.held = Some((rows.clone(), self.now[rows].to_vec()));
        }
    }

    fn drive(&self, weights: &Weights, i: usize, part: impl Fn(Shown) -> f64) -> f64 {
        match weights {
            Weights::Dense(matrix) => {
                let n = self.seen.len();
                matrix[i * n..][..n].iter().zip(&self.seen).map(|(&w, &shown)| f64::from(w) * part(shown)).sum()
            }
            Weights::Sparse(rows) => rows.row(i).map(|(j, w)| f64::from(w) * part(self.seen[j])).sum(),
        }
    }

    fn update(&mut self, medium: &mut Medium, values: &Values, i: usize) -> Shown {
        let (settings, shown_max) = (medium.settings, f64::from(medium.shape().shown_max()));
        let gain = medium.oscillators.gain[i];
        if gain.held {
            if settings.law != Law::Inertial && (values.noise != 0 || settings.dither) {
                medium.generator.draw();
            }
            return self.now[i];
        }
        let h = shown_max * (self.drive(medium.weights(), i, |shown| shown.u) + f64::from(medium.oscillators.bias[i]));
        if settings.law == Law::Inertial {
            self.amplitudes[i].step(align(gain, h), gain, f64::from(values.pull) / 8192.0);
            return Shown { u: self.amplitudes[i].x, v: 0.0 };
        }
        let scale = |drive| align(gain, drive) * f64::from(gain.mantissa) / 32768.0 / 2048.0;
        let full = settings.law == Law::FullPhase;
        let g = if full { shown_max * self.drive(medium.weights(), i, |shown| shown.v) } else { 0.0 };
        let noise = if values.noise != 0 || settings.dither { medium.generator.draw().noise() } else { 0 };
        let step = PhaseStep {
            values: *values,
            omega: f64::from(medium.oscillators.frequency[i]) / law::TURN,
            target: f64::from(medium.oscillators.target[i]) / 65536.0,
            alpha: full.then(|| f64::from(settings.alpha) / 65536.0),
            noise,
        };
        self.phases[i] = step.next(self.phases[i], scale(h), scale(g));
        law::show(self.phases[i])
    }
}

/// A drive in the unit of shown values, limited and shifted by its row's exponent.
fn align(gain: Gain, drive: f64) -> f64 {
    let limit = f64::from(MAX16);
    (drive * 2f64.powi(i32::from(gain.exponent))).clamp(-limit, limit)
}

impl Kernel for Float {
    fn begin(&mut self, medium: &Medium) {
        let o = &medium.oscillators;
        (self.phases, self.amplitudes) = (Vec::new(), Vec::new());
        if medium.settings.law == Law::Inertial {
            self.amplitudes = o.state.iter().zip(&o.error).map(|(&word, &e)| Amplitude::new(unpack_amplitude(word), e)).collect();
            self.now = self.amplitudes.iter().map(|amplitude| Shown { u: amplitude.x, v: 0.0 }).collect();
        } else {
            self.phases = o.state.iter().map(|&word| f64::from(word) / law::TURN).collect();
            self.now = self.phases.iter().map(|&phase| law::show(phase)).collect();
        }
        self.flush();
    }

    fn sweep(&mut self, medium: &mut Medium, values: &Values) -> Sums {
        let shape = *medium.shape();
        let (n, block) = (shape.oscillators as usize, shape.block as usize);
        let mut changed = 0;
        for first in (0..n).step_by(block) {
            let rows = first..(first + block).min(n);
            self.turn(shape.lag);
            for i in rows.clone() {
                let new = self.update(medium, values, i);
                changed += u32::from((new.u < 0.0) != (self.now[i].u < 0.0));
                self.now[i] = new;
            }
            self.last = Some(rows);
        }
        let sum = |part: fn(&Shown) -> f64| (self.now.iter().map(part).sum::<f64>() * f64::from(shape.shown_max())).round() as i32;
        Sums { cos: sum(|shown| shown.u), sin: sum(|shown| shown.v), changed }
    }

    fn flush(&mut self) {
        self.seen = self.now.clone();
        (self.held, self.last) = (None, None);
    }

    fn clear_errors(&mut self, medium: &mut Medium) {
        medium.oscillators.error.fill(0);
        self.amplitudes.iter_mut().for_each(|amplitude| amplitude.e = 0.0);
    }

    fn measure(&mut self, medium: &Medium, signs: &mut [bool]) -> i64 {
        let sign = |shown: Shown| if shown.u < 0.0 { -1.0 } else { 1.0 };
        let mut energy = 0.0;
        for (i, negative) in signs.iter_mut().enumerate() {
            *negative = self.now[i].u < 0.0;
            let field = self.drive(medium.weights(), i, sign) + 2.0 * f64::from(medium.oscillators.bias[i]);
            energy -= sign(self.now[i]) * field;
        }
        // A sum of whole numbers far below 2^53: exact.
        energy as i64
    }

    fn finish(&mut self, medium: &mut Medium) {
        let o = &mut medium.oscillators;
        for (word, &phase) in o.state.iter_mut().zip(&self.phases) {
            *word = ((phase * law::TURN).round() as u32) & syntony_medium::format::PHASE_MASK;
        }
        for (i, amplitude) in self.amplitudes.iter().enumerate() {
            let q11 = |v: f64| (v * 2048.0).round() as i32;
            o.state[i] = pack_amplitude(q11(amplitude.x), q11(amplitude.y));
            o.error[i] = (amplitude.e * 32768.0).round().clamp(-16384.0, 32767.0) as i16;
        }
    }
}
