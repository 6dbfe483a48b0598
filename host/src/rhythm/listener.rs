//! A contour that listens, in this process or on a board: with a known bar at once, else as the winner of a race of blank rings.

use serde::Serialize;
use syntony_medium::rhythm::TURN_BITS;
use syntony_sim::rhythm::{Contour, race};

use super::{Opening, Rings};
use crate::device::contours::Said;
use crate::device::{Device, DeviceError};

/// A contour, or the race for its tempo. While a race goes on its leader speaks, chosen anew every second of samples.
pub struct Listener {
    rings: Rings,
    rate: u32,
    leader: usize,
    /// Samples until a race is decided.
    left: u64,
    /// Samples until the leader is chosen anew.
    until: u32,
}

/// What a contour has come to.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Hearing {
    /// Seconds of a bar.
    pub bar: f64,
    /// Bars heard whole.
    pub bars: u32,
    /// Phase in turns.
    pub phase: f64,
}

impl Listener {
    /// In this process.
    pub fn here(opening: Opening) -> Self {
        let (rate, left) = (opening.rate, opening.race);
        Self { rings: Rings::here(opening), rate, leader: 0, left, until: rate }
    }

    /// On a board, which from now on does nothing else.
    ///
    /// # Errors
    /// As [`Rings::there`].
    pub fn there(device: Device, opening: &Opening) -> Result<Self, DeviceError> {
        let rings = Rings::there(device, opening)?;
        Ok(Self { rings, rate: opening.rate, leader: 0, left: opening.race, until: opening.rate })
    }

    /// Samples that it takes best together.
    pub fn batch(&self) -> usize {
        self.rings.batch()
    }

    /// Hears samples (`None`: nothing is heard); gives what it said to each.
    ///
    /// # Errors
    /// What the line gives.
    pub fn play(&mut self, samples: &[Option<i16>]) -> Result<Vec<Said>, DeviceError> {
        let mut said = Vec::with_capacity(samples.len());
        while said.len() < samples.len() {
            let rest = &samples[said.len()..];
            if self.left == 0 {
                said.extend(self.rings.play(rest, self.leader)?);
                continue;
            }
            let count = rest.len().min(self.until as usize).min(usize::try_from(self.left).unwrap_or(usize::MAX));
            said.extend(self.rings.play(&rest[..count], self.leader)?);
            self.until -= count as u32;
            self.left -= count as u64;
            if self.left == 0 {
                self.decide()?;
            } else if self.until == 0 {
                self.leader = race::winner(&self.rings.residuals()?);
                self.until = self.rate;
            }
        }
        Ok(said)
    }

    /// Hears one sample, or nothing; gives what it said.
    ///
    /// # Errors
    /// What the line gives.
    pub fn sample(&mut self, sample: Option<i16>) -> Result<Said, DeviceError> {
        Ok(self.play(&[sample])?.remove(0))
    }

    /// Ends a race, if one goes on, and looks at the contour.
    ///
    /// # Errors
    /// What the line gives.
    pub fn settle(&mut self) -> Result<Contour, DeviceError> {
        if self.left > 0 {
            self.decide()?;
        }
        self.rings.contour(self.leader)
    }

    /// The one that leads is the contour from now on.
    fn decide(&mut self) -> Result<(), DeviceError> {
        self.left = 0;
        self.leader = race::winner(&self.rings.residuals()?);
        self.rings.keep(self.leader)
    }
}

impl Hearing {
    /// Of a contour at so many samples a second.
    pub fn of(contour: &Contour, rate: u32) -> Self {
        let turn = (1u64 << TURN_BITS) as f64;
        Self { bar: turn / contour.frequency as f64 / f64::from(rate), bars: contour.bars, phase: contour.phase as f64 / turn }
    }
}
