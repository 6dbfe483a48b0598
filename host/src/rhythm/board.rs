//! A contour of a board that listens.

use syntony_medium::rhythm::{Mode, RhythmShape};
use syntony_sim::rhythm::Contour;

use super::player::{Ear, Hearing};
use crate::device::contours::Said;
use crate::device::{Device, DeviceError};

/// Samples that go to a board together.
const BATCH: usize = 126;

/// A contour that listens: in this process, or on a board.
pub enum Listener {
    /// In this process.
    Here(Ear),
    /// The first contour of a board.
    There {
        /// The board.
        device: Box<Device>,
        /// As it was when it was last looked at.
        contour: Contour,
    },
}

impl Listener {
    /// A contour loaded into a board, alone there.
    ///
    /// # Errors
    /// What the line gives.
    pub fn there(mut device: Device, contour: Contour) -> Result<Self, DeviceError> {
        let shape = device.rhythm()?;
        device.load_contour(0, &contour, Mode::Learn)?;
        let idle = Contour::new(&RhythmShape { ..shape }, 1);
        for place in 1..shape.contours {
            device.load_contour(place, &idle, Mode::Off)?;
        }
        device.set_speaker(0)?;
        Ok(Self::There { device: Box::new(device), contour })
    }

    /// Samples that it takes best together.
    pub fn batch(&self) -> usize {
        match self {
            Self::Here(_) => 1,
            Self::There { .. } => BATCH,
        }
    }

    /// Hears samples (`None`: nothing is heard); gives what it said to each.
    ///
    /// # Errors
    /// What the line gives.
    pub fn play(&mut self, samples: &[Option<i16>]) -> Result<Vec<Said>, DeviceError> {
        match self {
            Self::Here(ear) => Ok(samples.iter().map(|&sample| ear.said(sample)).collect()),
            Self::There { device, .. } => device.stream(samples),
        }
    }

    /// Ends a race, and looks at the contour.
    ///
    /// # Errors
    /// What the line gives.
    pub fn settle(&mut self) -> Result<(), DeviceError> {
        match self {
            Self::Here(ear) => ear.decide(),
            Self::There { device, contour } => *contour = device.contour(0)?.0,
        }
        Ok(())
    }

    /// The contour, as it was when it was last looked at.
    pub fn contour(&self) -> &Contour {
        match self {
            Self::Here(ear) => ear.contour(),
            Self::There { contour, .. } => contour,
        }
    }

    /// What it has come to, at so many samples a second.
    pub fn hearing(&self, rate: u32) -> Hearing {
        Hearing::of(self.contour(), rate)
    }
}
