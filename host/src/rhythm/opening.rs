//! How a listener begins: with a bar that is known, with blank rings for every bar it may be, or with a contour that holds something.

use syntony_medium::rhythm::{Mode, RhythmError, RhythmShape, TURN_BITS};
use syntony_sim::rhythm::{Contour, Race};

/// Longest bars that a race is run for.
const RACE_BARS: u32 = 8;

/// The rings of a listener at its first sample.
#[derive(Clone, Debug)]
pub struct Opening {
    /// What is in each; more than one race, longest bar first.
    pub rings: Vec<Contour>,
    /// What they do with samples.
    pub mode: Mode,
    /// Samples a second.
    pub rate: u32,
    /// Samples until a race is decided; 0: there is none.
    pub race: u64,
}

impl Opening {
    /// A blank contour that learns a bar of so many seconds.
    ///
    /// # Errors
    /// A bar that has fewer samples than the contour has cells, or is longer than 2^20 samples.
    pub fn with_bar(shape: &RhythmShape, seconds: f64) -> Result<Self, RhythmError> {
        // The frequency to 40 bits; the range is that of whole samples.
        let samples = (seconds * f64::from(shape.rate)).clamp(0.0, 1e9);
        shape.frequency(samples.floor() as u32)?;
        let frequency = ((1u64 << TURN_BITS) as f64 / samples).round() as u64;
        Ok(Self::holding(shape.rate, Contour::new(shape, frequency), Mode::Learn))
    }

    /// Blank rings that learn, for every bar from the shortest to the longest, in seconds.
    ///
    /// # Errors
    /// As [`Opening::with_bar`], of either.
    pub fn searching(shape: &RhythmShape, shortest: f64, longest: f64) -> Result<Self, RhythmError> {
        let samples = |seconds: f64| (seconds * f64::from(shape.rate)).clamp(0.0, 1e9) as u32;
        let (short, long) = (samples(shortest), samples(longest.max(shortest)));
        shape.frequency(short)?;
        shape.frequency(long)?;
        let rings = Race::new(shape, short, long).into_rings();
        Ok(Self { rings, mode: Mode::Learn, rate: shape.rate, race: u64::from(long) * u64::from(RACE_BARS) })
    }

    /// Goes on with a contour.
    pub fn holding(rate: u32, contour: Contour, mode: Mode) -> Self {
        Self { rings: vec![contour], mode, rate, race: 0 }
    }

    /// The shape of a board that has just these rings.
    pub fn shape(&self) -> RhythmShape {
        let cells = self.rings[0].cells.len() as u32;
        RhythmShape { contours: self.rings.len() as u32, cells, rate: self.rate, ..RhythmShape::default() }
    }
}
