//! Whoever plays a medium: this process at kernel speed, or a board through the wire. Both give the same bits.

use std::time::Duration;

use syntony_medium::registers as reg;
use syntony_medium::window;
use syntony_sim::plain::Plain;
use syntony_sim::run::{Outcome, Request, run};
use syntony_sim::single::Single;
use syntony_sim::{Medium, SimError, Weights};
use thiserror::Error;

use crate::device::{Device, DeviceError};

/// Why a medium could not be played.
#[derive(Debug, Error)]
pub enum PlayError {
    /// The medium was refused.
    #[error(transparent)]
    Sim(#[from] SimError),
    /// The board failed.
    #[error("{0}")]
    Device(#[from] DeviceError),
}

/// Plays media.
pub trait Player {
    /// Runs a medium to the end of `request`; its state, counters and observers are then those after the run.
    ///
    /// # Errors
    /// [`PlayError`] when the medium is refused or the board fails.
    fn play(&mut self, medium: &mut Medium, request: Request) -> Result<Outcome, PlayError>;

    /// Shows states one after another, each for one learning pass, as the medium's settings say; returns the rows that learnt in each.
    /// The medium is then what it was taught, in the last state.
    ///
    /// # Errors
    /// As [`Player::play`]; a medium whose shape cannot learn is refused.
    fn show(&mut self, medium: &mut Medium, states: &[Vec<u32>]) -> Result<Vec<u32>, PlayError>;
}

/// A run of no sweeps: one learning pass over the state as it is.
const PASS: Request = Request { sweeps: 0, restart: false };

/// The fastest kernel of this process.
#[derive(Debug, Default)]
pub struct Direct(Single);

impl Player for Direct {
    fn play(&mut self, medium: &mut Medium, request: Request) -> Result<Outcome, PlayError> {
        Ok(run(&mut self.0, medium, request, |_| false)?)
    }

    fn show(&mut self, medium: &mut Medium, states: &[Vec<u32>]) -> Result<Vec<u32>, PlayError> {
        // A run of no sweeps needs no kernel that arranges the weights first.
        let mut plain = Plain::default();
        let one = |state: &Vec<u32>| {
            medium.set_phases(state.iter().copied());
            run(&mut plain, medium, PASS, |_| false)?;
            Ok(medium.learnt.last)
        };
        states.iter().map(one).collect()
    }
}

/// A board. Weights are loaded again only when they changed.
pub struct OnBoard {
    device: Device,
    loaded: Option<Weights>,
    limit: Duration,
}

impl OnBoard {
    /// Plays on a board; a run that takes longer than `limit` is stopped and reported as late.
    pub fn new(device: Device, limit: Duration) -> Self {
        Self { device, loaded: None, limit }
    }

    /// The board.
    pub fn into_device(self) -> Device {
        self.device
    }
}

impl OnBoard {
    fn load(&mut self, medium: &Medium) -> Result<(), DeviceError> {
        if self.loaded.as_ref() == Some(medium.weights()) {
            self.device.upload_state(medium)?;
        } else {
            self.device.upload(medium)?;
            self.loaded = Some(medium.weights().clone());
        }
        Ok(())
    }

    /// What the board learnt.
    fn take_weights(&mut self, medium: &mut Medium) -> Result<(), DeviceError> {
        self.device.download_weights(medium)?;
        self.loaded = Some(medium.weights().clone());
        Ok(())
    }
}

impl Player for OnBoard {
    fn play(&mut self, medium: &mut Medium, request: Request) -> Result<Outcome, PlayError> {
        self.load(medium)?;
        let outcome = self.device.run(request, self.limit, || false)?;
        self.device.download_state(medium)?;
        if medium.settings.learning.on {
            self.take_weights(medium)?;
        }
        Ok(outcome)
    }

    fn show(&mut self, medium: &mut Medium, states: &[Vec<u32>]) -> Result<Vec<u32>, PlayError> {
        self.load(medium)?;
        let mut rows = Vec::with_capacity(states.len());
        for state in states {
            self.device.write_window(&window::STATE, 0, state)?;
            self.device.run(PASS, self.limit, || false)?;
            rows.push(self.device.read(&reg::LEARN_LAST)?);
        }
        self.device.download_state(medium)?;
        self.take_weights(medium)?;
        Ok(rows)
    }
}
