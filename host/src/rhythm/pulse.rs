//! Beats as they are heard, in this process or on a board: the same samples, the same beats.

use syntony_medium::rhythm::RhythmShape;
use syntony_sim::rhythm::Tracker;

use crate::device::{Device, DeviceError};

/// What hears beats.
pub enum Pulse {
    /// In this process.
    Here {
        /// The tracker.
        tracker: Box<Tracker>,
        /// Samples a second.
        rate: u32,
    },
    /// A board.
    There {
        /// It.
        device: Box<Device>,
        /// Samples a second.
        rate: u32,
    },
}

impl Pulse {
    /// What a board must have, for a rate in samples a second.
    pub fn shape(rate: u32) -> RhythmShape {
        RhythmShape { contours: 1, cells: 16, rate, beats: true, ..RhythmShape::default() }
    }

    /// In this process.
    pub fn here(rate: u32) -> Self {
        Self::Here { tracker: Box::new(Tracker::new(rate)), rate }
    }

    /// On a board, which begins anew.
    ///
    /// # Errors
    /// [`DeviceError::Beats`] for a board without beats, or of another rate; what the line gives.
    pub fn there(mut device: Device, rate: u32) -> Result<Self, DeviceError> {
        let shape = device.rhythm()?;
        if !shape.beats || shape.rate != rate {
            return Err(DeviceError::Beats { name: device.name(), beats: shape.beats, rate: shape.rate, wanted: rate });
        }
        device.load_beats(&Tracker::new(rate))?;
        Ok(Self::There { device: Box::new(device), rate })
    }

    /// Samples that are heard together: one, or as many as come in a twentieth of a second.
    pub fn batch(&self) -> usize {
        match self {
            Self::Here { .. } => 1,
            Self::There { rate, .. } => (*rate as usize / 20).clamp(1, 126),
        }
    }

    /// Hears samples (`None`: nothing is heard); tells for each whether a beat is now.
    ///
    /// # Errors
    /// What the line gives.
    pub fn play(&mut self, samples: &[Option<i16>]) -> Result<Vec<bool>, DeviceError> {
        match self {
            Self::Here { tracker, .. } => Ok(samples.iter().map(|&sample| tracker.sample(sample).1).collect()),
            Self::There { device, .. } => device.hear_beats(samples),
        }
    }

    /// Beats a minute now.
    ///
    /// # Errors
    /// What the line gives.
    pub fn tempo(&mut self) -> Result<f64, DeviceError> {
        let tempo = match self {
            Self::Here { tracker, rate } => tracker.beats.tempo(*rate),
            Self::There { device, rate } => device.beats()?.beats.tempo(*rate),
        };
        Ok(f64::from(tempo) / 256.0)
    }
}
