//! A medium: a shape, its weights, its oscillators, its settings and what was observed.

use std::sync::atomic::{AtomicU64, Ordering};

use syntony_medium::gain::Gain;
use syntony_medium::law::Law;
use syntony_medium::learning::Learning;
use syntony_medium::noise::Generator;
use syntony_medium::schedule::{Accumulators, Schedules};
use syntony_medium::shape::Shape;

use crate::learn::{self, Learnt};
use crate::oscillators::{pack_amplitude, pack_phase, unpack_amplitude};
use crate::plain::{Amplitude, show_phase};
use crate::{Observers, Oscillators, SimError, Weights};

/// What a run obeys; each field is a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The node law.
    pub law: Law,
    /// Phase lag of the full-phase law, 2^-16 turn.
    pub alpha: u16,
    /// Whether the cut of low phase bits is dithered.
    pub dither: bool,
    /// Schedules of gain, harmonic, injection, noise and pull.
    pub schedules: Schedules,
    /// Sweeps of a cycle; 0: the run is not cut into cycles.
    pub cycle: u32,
    /// Whether the sign energy is measured at each cycle's end and at the run's end.
    pub measure: bool,
    /// Stop after this many sweeps without a change of sign; 0: never.
    pub settle: u32,
    /// How the medium learns; only a shape with learning can.
    pub learning: Learning,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            law: Law::Projected,
            alpha: 0,
            dither: false,
            schedules: Schedules::default(),
            cycle: 0,
            measure: false,
            settle: 0,
            learning: Learning::default(),
        }
    }
}

/// A number that no other set of weights in this process has. Says nothing about a medium, so all are equal.
#[derive(Clone, Copy, Debug)]
struct Edition(u64);

impl Edition {
    fn next() -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        Self(LAST.fetch_add(1, Ordering::Relaxed) + 1)
    }
}

impl PartialEq for Edition {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Edition {}

/// A whole medium. Everything that influences a coming run is in here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Medium {
    shape: Shape,
    weights: Weights,
    edition: Edition,
    /// The oscillators' banks. Entries outside their ranges are brought into range when a run begins.
    pub oscillators: Oscillators,
    /// What a run obeys.
    pub settings: Settings,
    /// The noise generator.
    pub generator: Generator,
    /// Live schedule accumulators.
    pub accumulators: Accumulators,
    /// What was observed.
    pub observers: Observers,
    /// What learning has done.
    pub learnt: Learnt,
}

impl Medium {
    /// A medium at rest with all weights zero.
    pub fn new(shape: Shape) -> Result<Self, SimError> {
        shape.validate()?;
        Self::with_weights(shape, Weights::zero(&shape))
    }

    /// A medium at rest with given weights.
    pub fn with_weights(shape: Shape, weights: Weights) -> Result<Self, SimError> {
        shape.validate()?;
        weights.check(&shape)?;
        let n = shape.oscillators as usize;
        let settings = Settings { law: shape.laws.iter().next().unwrap_or(Law::Projected), ..Settings::default() };
        Ok(Self {
            shape,
            weights,
            edition: Edition::next(),
            oscillators: Oscillators::at_rest(n),
            settings,
            generator: Generator::new(1),
            accumulators: Accumulators::default(),
            observers: Observers::new(n),
            learnt: Learnt::default(),
        })
    }

    /// The shape.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// Which weights these are: equal for equal weights of one origin, never equal for others. Kernels keep what they made of
    /// the weights as long as it stays the same.
    pub(crate) fn edition(&self) -> u64 {
        self.edition.0
    }

    /// The weights.
    pub fn weights(&self) -> &Weights {
        &self.weights
    }

    /// Takes other weights of the same kind.
    pub fn set_weights(&mut self, weights: Weights) -> Result<(), SimError> {
        weights.check(&self.shape)?;
        self.weights = weights;
        self.edition = Edition::next();
        Ok(())
    }

    /// Brings every bank into the range of its hardware: what a memory of that many bits would hold.
    pub(crate) fn cut_to_range(&mut self) {
        let phases = self.settings.law != Law::Inertial;
        let dropped = self.shape.dropped_bits();
        for word in &mut self.oscillators.state {
            *word = if phases {
                pack_phase(*word, dropped)
            } else {
                let (x, y) = unpack_amplitude(*word);
                pack_amplitude(x, y)
            };
        }
        for frequency in &mut self.oscillators.frequency {
            *frequency = (*frequency << 8) >> 8;
        }
        for gain in &mut self.oscillators.gain {
            *gain = Gain::from_word(gain.word());
            gain.held &= self.shape.learning;
        }
    }

    /// Whether a run may begin: the shape has the law, and every bank has one entry an oscillator.
    pub(crate) fn check(&self) -> Result<(), SimError> {
        if !self.shape.laws.has(self.settings.law) {
            return Err(SimError::Law { law: self.settings.law.name() });
        }
        if self.settings.learning.on && !self.shape.learning {
            return Err(SimError::Learning);
        }
        if self.settings.learning.on && self.settings.learning.tunes() && !self.shape.tuning {
            return Err(SimError::Tuning);
        }
        let n = self.shape.oscillators as usize;
        let o = &self.oscillators;
        let lengths = [
            ("the state bank", o.state.len()),
            ("the frequency bank", o.frequency.len()),
            ("the target bank", o.target.len()),
            ("the gain bank", o.gain.len()),
            ("the bias bank", o.bias.len()),
            ("the error bank", o.error.len()),
        ];
        match lengths.into_iter().find(|&(_, found)| found != n) {
            Some((what, found)) => Err(SimError::Length { what, found, expected: n }),
            None => Ok(()),
        }
    }

    /// The signs that the oscillators show, `true` for -1.
    pub fn signs(&self) -> Vec<bool> {
        let (most, bits, dropped) = (self.shape.shown_max(), self.shape.shown_bits, self.shape.dropped_bits());
        let negative = |&word: &u32| match self.settings.law {
            Law::Inertial => Amplitude::from_word(word).shown(most) < 0,
            _ => show_phase(pack_phase(word, dropped), bits).negative(),
        };
        self.oscillators.state.iter().map(negative).collect()
    }

    /// One learning pass under the present signs.
    pub(crate) fn learn(&mut self) {
        let signs = self.signs();
        let tunes = self.settings.law != Law::Inertial && self.settings.learning.tunes();
        let parts = learn::Parts {
            shape: self.shape,
            learning: self.settings.learning,
            weights: &mut self.weights,
            gain: &mut self.oscillators.gain,
            bias: &self.oscillators.bias,
            tuned: tunes.then_some((&self.oscillators.state, &mut self.oscillators.frequency)),
            learnt: &mut self.learnt,
        };
        if learn::pass(parts, &signs) {
            self.edition = Edition::next();
        }
    }

    /// Puts the states of oscillators that are held in the place of others.
    pub fn keep_held(&self, states: &mut [u32]) {
        for ((state, &kept), gain) in states.iter_mut().zip(&self.oscillators.state).zip(&self.oscillators.gain) {
            if gain.held {
                *state = kept;
            }
        }
    }

    /// Sets all phases, 24-bit words; the bits that the shape does not keep are cut.
    pub fn set_phases(&mut self, phases: impl IntoIterator<Item = u32>) {
        let dropped = self.shape.dropped_bits();
        self.oscillators.state = phases.into_iter().map(|phase| pack_phase(phase, dropped)).collect();
    }
}
