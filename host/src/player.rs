//! Whoever plays a medium: this process at kernel speed, or a board through the wire. Both give the same bits.

use std::time::Duration;

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
}

/// The fastest kernel of this process.
#[derive(Debug, Default)]
pub struct Direct(Single);

impl Player for Direct {
    fn play(&mut self, medium: &mut Medium, request: Request) -> Result<Outcome, PlayError> {
        Ok(run(&mut self.0, medium, request, |_| false)?)
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

impl Player for OnBoard {
    fn play(&mut self, medium: &mut Medium, request: Request) -> Result<Outcome, PlayError> {
        if self.loaded.as_ref() == Some(medium.weights()) {
            self.device.upload_state(medium)?;
        } else {
            self.device.upload(medium)?;
            self.loaded = Some(medium.weights().clone());
        }
        let outcome = self.device.run(request, self.limit, || false)?;
        self.device.download_state(medium)?;
        Ok(outcome)
    }
}
