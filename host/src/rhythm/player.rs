//! A contour that listens: with a known bar at once, else as the winner of a race of blank rings.

use serde::Serialize;
use syntony_medium::rhythm::{RhythmError, RhythmShape, TURN_BITS};
use syntony_sim::rhythm::{Contour, Hear, Race};

use crate::device::contours::Said;

/// Longest bars that a race is run for.
const RACE_BARS: u32 = 8;

/// A contour, or the race for its tempo.
pub struct Ear {
    rate: u32,
    race: Option<Race>,
    contour: Contour,
    /// Samples until the race is decided.
    left: u64,
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

impl Ear {
    /// A blank contour for a bar of so many seconds.
    ///
    /// # Errors
    /// A bar that has fewer samples than the contour has cells, or is longer than 2^20 samples.
    pub fn with_bar(shape: &RhythmShape, seconds: f64) -> Result<Self, RhythmError> {
        // The frequency to 40 bits; the range is that of whole samples.
        let samples = (seconds * f64::from(shape.rate)).clamp(0.0, 1e9);
        shape.frequency(samples.floor() as u32)?;
        let frequency = ((1u64 << TURN_BITS) as f64 / samples).round() as u64;
        Ok(Self { rate: shape.rate, race: None, contour: Contour::new(shape, frequency), left: 0 })
    }

    /// Blank rings for every bar from the shortest to the longest, in seconds.
    ///
    /// # Errors
    /// As [`Ear::with_bar`], of either.
    pub fn searching(shape: &RhythmShape, shortest: f64, longest: f64) -> Result<Self, RhythmError> {
        let samples = |seconds: f64| (seconds * f64::from(shape.rate)).clamp(0.0, 1e9) as u32;
        let (short, long) = (samples(shortest), samples(longest.max(shortest)));
        shape.frequency(short)?;
        shape.frequency(long)?;
        let race = Race::new(shape, short, long);
        let contour = race.winner().clone();
        Ok(Self { rate: shape.rate, race: Some(race), contour, left: u64::from(long) * u64::from(RACE_BARS) })
    }

    /// Goes on with a contour.
    pub fn with(rate: u32, contour: Contour) -> Self {
        Self { rate, race: None, contour, left: 0 }
    }

    /// One sample, or nothing; gives the readout before it.
    pub fn sample(&mut self, hear: Hear) -> i16 {
        let Some(race) = &mut self.race else { return self.contour.sample(hear).0 };
        race.sample(hear);
        self.left = self.left.saturating_sub(1);
        let readout = race.winner().readout();
        if self.left == 0 {
            self.decide();
        }
        readout
    }

    /// Ends the race: the leader is the contour from now on.
    pub fn decide(&mut self) {
        if let Some(race) = self.race.take() {
            self.contour = race.winner().clone();
        }
    }

    /// The contour, or the one that leads.
    pub fn contour(&self) -> &Contour {
        self.race.as_ref().map_or(&self.contour, Race::winner)
    }

    /// What it has come to.
    pub fn hearing(&self) -> Hearing {
        Hearing::of(self.contour(), self.rate)
    }

    /// A sample, or nothing, to learn from; gives readout and phase as a board does.
    pub fn said(&mut self, sample: Option<i16>) -> Said {
        let readout = self.sample(sample.map_or(Hear::Alone, Hear::Learn));
        Said { readout, phase: (self.contour().phase >> (TURN_BITS - 16)) as u16 }
    }
}

impl Hearing {
    /// Of a contour at so many samples a second.
    pub fn of(contour: &Contour, rate: u32) -> Self {
        let turn = (1u64 << TURN_BITS) as f64;
        Self { bar: turn / contour.frequency as f64 / f64::from(rate), bars: contour.bars, phase: contour.phase as f64 / turn }
    }
}
