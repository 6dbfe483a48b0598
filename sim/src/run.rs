//! The run loop: sweeps, cycles, schedules, observers and stopping, the same for every kernel.

use syntony_medium::schedule::{Accumulators, Values};

use crate::{Medium, SimError};

/// What was observed, latched after each sweep or measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observers {
    /// Sweeps since the last restart.
    pub sweeps_done: u32,
    /// Sweeps in the current cycle.
    pub cycle_position: u32,
    /// Sweeps running in which no sign changed.
    pub settled_for: u32,
    /// Sums over one sweep.
    pub sums: Sums,
    /// Energy of the last measure: `-sum_i s_i (sum_j w_ij s_j + 2 bias_i)`.
    pub energy: i64,
    /// The lowest energy measured since the restart; `i64::MAX` before the first.
    pub best_energy: i64,
    /// The sweep count at which the best was measured.
    pub best_sweep: u32,
    /// Signs of the best, `true` for -1.
    pub best: Vec<bool>,
}

/// What one sweep adds up, from the new values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Sum of the shown values.
    pub cos: i32,
    /// Sum of the second shown values (sine); 0 in the inertial law.
    pub sin: i32,
    /// Oscillators whose sign changed.
    pub changed: u32,
}

impl Observers {
    /// Nothing observed yet.
    pub fn new(n: usize) -> Self {
        Self {
            sweeps_done: 0,
            cycle_position: 0,
            settled_for: 0,
            sums: Sums::default(),
            energy: 0,
            best_energy: i64::MAX,
            best_sweep: 0,
            best: vec![false; n],
        }
    }

    /// Order parameter `|sum exp(i phi)| / N` of the last sweep, 0 to about 1.
    pub fn order_parameter(&self, oscillators: u32, shown_max: i32) -> f64 {
        f64::from(self.sums.cos).hypot(f64::from(self.sums.sin)) / (f64::from(oscillators) * f64::from(shown_max))
    }
}

/// One way to compute sweeps. All kernels give the same bits.
pub trait Kernel {
    /// Takes a medium in: all shown values are made from the state, nothing is pending.
    fn begin(&mut self, medium: &Medium);
    /// One sweep.
    fn sweep(&mut self, medium: &mut Medium, values: &Values) -> Sums;
    /// Makes everything pending visible.
    fn flush(&mut self);
    /// Sets the error counters of the inertial law to zero.
    fn clear_errors(&mut self, medium: &mut Medium);
    /// The energy of the signs, which are written to `signs` (`true` for -1).
    fn measure(&mut self, medium: &Medium, signs: &mut [bool]) -> i64;
    /// Puts the state back into the medium.
    fn finish(&mut self, medium: &mut Medium);
}

/// A run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// How many sweeps at most.
    pub sweeps: u32,
    /// Begin anew: counters and error counters zero, schedules at their starts, no best.
    pub restart: bool,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All sweeps were done.
    Done,
    /// No sign changed for as many sweeps as the settings ask.
    Settled,
    /// The caller asked to stop.
    Stopped,
}

/// A run that goes on sweep by sweep.
#[derive(Clone, Debug)]
pub struct Run<K> {
    kernel: K,
    left: u32,
    measured: bool,
    learnt: bool,
}

impl<K: Kernel> Run<K> {
    /// Begins a run. Refuses a medium that lacks the law or has a bank of the wrong length.
    pub fn begin(mut kernel: K, medium: &mut Medium, request: Request) -> Result<Self, SimError> {
        medium.check()?;
        medium.cut_to_range();
        if request.restart {
            medium.observers = Observers::new(medium.shape().oscillators as usize);
            medium.accumulators = Accumulators::start(&medium.settings.schedules);
            medium.oscillators.error.fill(0);
        }
        kernel.begin(medium);
        Ok(Self { kernel, left: request.sweeps, measured: false, learnt: false })
    }

    /// One sweep; tells the outcome when it was the last.
    pub fn step(&mut self, medium: &mut Medium) -> Option<Outcome> {
        if self.left == 0 {
            return Some(Outcome::Done);
        }
        self.left -= 1;
        let settings = medium.settings;
        let sums = self.kernel.sweep(medium, &medium.accumulators.values());
        medium.accumulators.advance(&settings.schedules);
        let observers = &mut medium.observers;
        observers.sums = sums;
        observers.sweeps_done = observers.sweeps_done.wrapping_add(1);
        observers.settled_for = if sums.changed == 0 { observers.settled_for.saturating_add(1) } else { 0 };
        observers.cycle_position = observers.cycle_position.saturating_add(1);
        (self.measured, self.learnt) = (false, false);
        if settings.cycle > 0 && observers.cycle_position >= settings.cycle {
            self.end_cycle(medium);
        }
        if settings.settle > 0 && medium.observers.settled_for >= settings.settle {
            return Some(Outcome::Settled);
        }
        (self.left == 0).then_some(Outcome::Done)
    }

    fn end_cycle(&mut self, medium: &mut Medium) {
        medium.observers.cycle_position = 0;
        self.kernel.flush();
        if medium.settings.measure {
            self.measure(medium);
        }
        if medium.settings.learning.on {
            self.kernel.finish(medium);
            medium.learn();
            self.learnt = true;
            self.kernel.begin(medium);
        }
        medium.accumulators = Accumulators::start(&medium.settings.schedules);
        self.kernel.clear_errors(medium);
    }

    /// Ends the run after the present sweep and hands the kernel back.
    pub fn end(mut self, medium: &mut Medium) -> K {
        self.kernel.flush();
        if medium.settings.measure && !self.measured {
            self.measure(medium);
        }
        self.kernel.finish(medium);
        if medium.settings.learning.on && !self.learnt {
            medium.learn();
        }
        self.kernel
    }

    fn measure(&mut self, medium: &mut Medium) {
        let mut signs = vec![false; medium.shape().oscillators as usize];
        let energy = self.kernel.measure(medium, &mut signs);
        self.measured = true;
        let observers = &mut medium.observers;
        observers.energy = energy;
        if energy < observers.best_energy {
            observers.best_energy = energy;
            observers.best_sweep = observers.sweeps_done;
            observers.best = signs;
        }
    }
}

/// Runs a medium to its end. After each sweep `stop` sees the medium's observers; when it says `true` the run ends.
pub fn run<K: Kernel>(
    kernel: &mut K,
    medium: &mut Medium,
    request: Request,
    mut stop: impl FnMut(&Observers) -> bool,
) -> Result<Outcome, SimError> {
    let mut run = Run::begin(kernel, medium, request)?;
    let outcome = loop {
        match run.step(medium) {
            Some(outcome) => break outcome,
            None if stop(&medium.observers) => break Outcome::Stopped,
            None => {}
        }
    };
    run.end(medium);
    Ok(outcome)
}

impl<K: Kernel> Kernel for &mut K {
    fn begin(&mut self, medium: &Medium) {
        (**self).begin(medium);
    }
    fn sweep(&mut self, medium: &mut Medium, values: &Values) -> Sums {
        (**self).sweep(medium, values)
    }
    fn flush(&mut self) {
        (**self).flush();
    }
    fn clear_errors(&mut self, medium: &mut Medium) {
        (**self).clear_errors(medium);
    }
    fn measure(&mut self, medium: &Medium, signs: &mut [bool]) -> i64 {
        (**self).measure(medium, signs)
    }
    fn finish(&mut self, medium: &mut Medium) {
        (**self).finish(medium);
    }
}
