//! A medium that stays where it was put and is played in chunks of sweeps, on a board or in this process: the same bits.
//! ([`crate::player`] carries a medium to and fro for each whole run instead.)

use std::time::Duration;

use serde::Serialize;
use syntony_medium::window;
use syntony_sim::run::{Outcome, Request, Run};
use syntony_sim::{Medium, Observers, Settings, Single};

use crate::description::units;
use crate::device::{Device, DeviceError};

/// A chunk that takes longer than this is given up.
const LIMIT: Duration = Duration::from_secs(3600);

/// Something that plays a medium.
pub trait Stage {
    /// Sets law, strengths and switches; states and counters are kept.
    fn set(&mut self, settings: &Settings) -> Result<(), DeviceError>;
    /// Runs in chunks of `every` sweeps; the first restarts counters and schedules if asked. `each` sees the observers after each
    /// chunk; when it says `false`, or `stop` says `true`, the run ends.
    fn run(
        &mut self,
        request: Request,
        every: u32,
        stop: &dyn Fn() -> bool,
        each: &mut dyn FnMut(&Observers) -> bool,
    ) -> Result<Outcome, DeviceError>;
    /// The state words.
    fn state(&mut self) -> Result<Vec<u32>, DeviceError>;
}

/// A board.
pub struct Remote<'a>(&'a mut Device);

impl<'a> Remote<'a> {
    /// Loads a medium into a board of its shape.
    pub fn load(device: &'a mut Device, medium: &Medium) -> Result<Self, DeviceError> {
        device.upload(medium)?;
        Ok(Self(device))
    }
}

/// Cuts a run into chunks: `(sweeps, restart)`.
fn chunks(request: Request, every: u32) -> impl Iterator<Item = Request> {
    let every = every.max(1);
    (0..request.sweeps.div_ceil(every))
        .map(move |k| Request { sweeps: every.min(request.sweeps - k * every), restart: request.restart && k == 0 })
}

impl Stage for Remote<'_> {
    fn set(&mut self, settings: &Settings) -> Result<(), DeviceError> {
        self.0.upload_run(settings)
    }

    fn run(
        &mut self,
        request: Request,
        every: u32,
        stop: &dyn Fn() -> bool,
        each: &mut dyn FnMut(&Observers) -> bool,
    ) -> Result<Outcome, DeviceError> {
        for chunk in chunks(request, every) {
            let outcome = self.0.run(chunk, LIMIT, stop)?;
            if !each(&self.0.observers()?) {
                return Ok(Outcome::Stopped);
            }
            if outcome != Outcome::Done {
                return Ok(outcome);
            }
            // A stop asked for while no run was under way.
            if stop() {
                return Ok(Outcome::Stopped);
            }
        }
        Ok(Outcome::Done)
    }

    fn state(&mut self) -> Result<Vec<u32>, DeviceError> {
        let words = self.0.shape().oscillators as usize;
        self.0.read_window(&window::STATE, 0, words)
    }
}

/// A medium in this process, played by the fastest kernel there is.
pub struct Local {
    medium: Medium,
    kernel: Single,
}

impl Local {
    /// Takes a medium.
    pub fn new(medium: Medium) -> Self {
        Self { medium, kernel: Single::default() }
    }

    /// The medium as it is now.
    pub fn medium(&self) -> &Medium {
        &self.medium
    }

    fn chunk(&mut self, request: Request, stop: &mut dyn FnMut(&Observers) -> bool) -> Result<Outcome, DeviceError> {
        let mut run = Run::begin(&mut self.kernel, &mut self.medium, request)?;
        let outcome = loop {
            match run.step(&mut self.medium) {
                Some(outcome) => break outcome,
                None if stop(&self.medium.observers) => break Outcome::Stopped,
                None => {}
            }
        };
        run.end(&mut self.medium);
        Ok(outcome)
    }
}

impl Stage for Local {
    fn set(&mut self, settings: &Settings) -> Result<(), DeviceError> {
        self.medium.settings = *settings;
        Ok(())
    }

    fn run(
        &mut self,
        request: Request,
        every: u32,
        stop: &dyn Fn() -> bool,
        each: &mut dyn FnMut(&Observers) -> bool,
    ) -> Result<Outcome, DeviceError> {
        // The end of a chunk shows only where values are pending or the energy is measured; without either, one long run
        // saves a new start of the kernel at each chunk.
        if self.medium.shape().lag == 0 && !self.medium.settings.measure {
            let mut left = every.max(1);
            let mut seen = true;
            let outcome = self.chunk(request, &mut |observers| {
                left -= 1;
                seen = left == 0;
                if seen {
                    left = every.max(1);
                    return !each(observers) || stop();
                }
                false
            })?;
            if outcome != Outcome::Stopped || !seen {
                each(&self.medium.observers);
            }
            return Ok(outcome);
        }
        for chunk in chunks(request, every) {
            let outcome = self.chunk(chunk, &mut |_| stop())?;
            if !each(&self.medium.observers) || stop() {
                return Ok(Outcome::Stopped);
            }
            if outcome != Outcome::Done {
                return Ok(outcome);
            }
        }
        Ok(Outcome::Done)
    }

    fn state(&mut self) -> Result<Vec<u32>, DeviceError> {
        Ok(self.medium.oscillators.state.clone())
    }
}

/// What was seen after a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Row {
    /// Sweeps since the start.
    pub sweep: u32,
    /// Order parameter, 0 to about 1.
    pub r: f64,
    /// Phase of the mean field, turns, 0 to 1.
    pub phase: f64,
    /// Energy of the signs, in the unit of the weights; none if it is not measured.
    pub energy: Option<f64>,
    /// Oscillators whose sign changed in the last sweep.
    pub changed: u32,
}

impl Row {
    /// What the observers of a medium of `oscillators` oscillators, largest shown value `shown_max` and weight step `step` say.
    pub fn new(observers: &Observers, (oscillators, shown_max): (u32, i32), step: Option<f64>) -> Self {
        let sums = observers.sums;
        Self {
            sweep: observers.sweeps_done,
            r: observers.order_parameter(oscillators, shown_max),
            phase: (f64::from(sums.sin).atan2(f64::from(sums.cos)) / std::f64::consts::TAU).rem_euclid(1.0),
            // The register holds twice the Ising energy.
            energy: step.map(|step| observers.energy as f64 / 2.0 * step),
            changed: sums.changed,
        }
    }
}

/// Turns of phase round a ring, a whole number: the sum of the shortest ways from each oscillator to the next.
pub fn winding(phases: &[f64], ring: &[usize]) -> i32 {
    let way = |k: usize| units::ahead(phases[ring[k]], phases[ring[(k + 1) % ring.len()]]);
    (0..ring.len()).map(way).sum::<f64>().round() as i32
}
