//! Contours side by side, in this process or on a board: the same samples, the same answers.

use syntony_medium::rhythm::{Mode, TURN_BITS};
use syntony_sim::rhythm::{Contour, Hear};

use super::Opening;
use crate::device::contours::Said;
use crate::device::{Device, DeviceError};

/// Samples that go to a board together.
const BATCH: usize = 126;

/// Contours that hear the same samples.
pub enum Rings {
    /// In this process.
    Here {
        /// The contours that are on, with their numbers.
        contours: Vec<(usize, Contour)>,
        /// What they do with samples.
        mode: Mode,
    },
    /// The first contours of a board.
    There {
        /// The board.
        device: Box<Device>,
        /// How many.
        count: usize,
        /// The one whose readout is told.
        speaker: usize,
    },
}

impl Rings {
    /// In this process.
    pub fn here(opening: Opening) -> Self {
        Self::Here { contours: opening.rings.into_iter().enumerate().collect(), mode: opening.mode }
    }

    /// Loads them into a board; all others there are off.
    ///
    /// # Errors
    /// [`DeviceError::Unfit`] for a board with fewer contours, other cells or another rate; what the line gives.
    pub fn there(mut device: Device, opening: &Opening) -> Result<Self, DeviceError> {
        let (shape, wanted) = (device.rhythm()?, opening.shape());
        if shape.contours < wanted.contours || (shape.cells, shape.rate) != (wanted.cells, wanted.rate) {
            return Err(DeviceError::Unfit { name: device.name(), shape, wanted });
        }
        for (place, contour) in (0..).zip(&opening.rings) {
            device.load_contour(place, contour, opening.mode)?;
        }
        for place in wanted.contours..shape.contours {
            device.set_mode(place, Mode::Off)?;
        }
        device.set_speaker(0)?;
        Ok(Self::There { device: Box::new(device), count: opening.rings.len(), speaker: 0 })
    }

    /// Samples that they take best together.
    pub fn batch(&self) -> usize {
        match self {
            Self::Here { .. } => 1,
            Self::There { .. } => BATCH,
        }
    }

    /// All hear samples (`None`: nothing is heard); gives what one of them said to each.
    ///
    /// # Errors
    /// What the line gives.
    pub fn play(&mut self, samples: &[Option<i16>], speaks: usize) -> Result<Vec<Said>, DeviceError> {
        match self {
            Self::Here { contours, mode } => {
                let said = |&sample: &Option<i16>| {
                    let mut said = Said::default();
                    for (place, contour) in contours.iter_mut() {
                        let Some(hear) = Hear::of(*mode, sample) else { continue };
                        let (readout, _) = contour.sample(hear);
                        if *place == speaks {
                            said = Said { readout, phase: (contour.phase >> (TURN_BITS - 16)) as u16 };
                        }
                    }
                    said
                };
                Ok(samples.iter().map(said).collect())
            }
            Self::There { device, speaker, .. } => {
                if *speaker != speaks {
                    device.set_speaker(speaks as u32)?;
                    *speaker = speaks;
                }
                device.stream(samples)
            }
        }
    }

    /// Residual of each, Q12 squared and 8 bits more.
    ///
    /// # Errors
    /// What the line gives.
    pub fn residuals(&mut self) -> Result<Vec<u64>, DeviceError> {
        match self {
            Self::Here { contours, .. } => Ok(contours.iter().map(|(_, contour)| contour.residual).collect()),
            Self::There { device, count, .. } => device.residuals(*count as u32),
        }
    }

    /// One stays; the others are off from now on.
    ///
    /// # Errors
    /// What the line gives.
    pub fn keep(&mut self, kept: usize) -> Result<(), DeviceError> {
        match self {
            Self::Here { contours, .. } => contours.retain(|&(place, _)| place == kept),
            Self::There { device, count, .. } => {
                (0..*count).filter(|&place| place != kept).try_for_each(|place| device.set_mode(place as u32, Mode::Off))?;
            }
        }
        Ok(())
    }

    /// One of them, as it is now.
    ///
    /// # Errors
    /// What the line gives.
    pub fn contour(&mut self, which: usize) -> Result<Contour, DeviceError> {
        match self {
            Self::Here { contours, .. } => {
                let found = contours.iter().find(|&&(place, _)| place == which).or(contours.first());
                Ok(found.expect("there is one at least").1.clone())
            }
            Self::There { device, .. } => Ok(device.contour(which as u32)?.0),
        }
    }
}
