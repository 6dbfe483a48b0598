//! An adaptive pool that listens, in this process or on a board: the same samples, the same answers.

use serde::Serialize;
use syntony_medium::rhythm::{RhythmShape, UNIT};
use syntony_sim::rhythm::Pool;

use crate::device::{Device, DeviceError};

/// Samples that go to a board together.
const BATCH: usize = 126;

/// A pool that listens.
pub enum Voices {
    /// In this process.
    Here {
        /// The pool.
        pool: Pool,
        /// Samples a second.
        rate: u32,
    },
    /// On a board.
    There {
        /// It.
        device: Box<Device>,
        /// Samples a second.
        rate: u32,
    },
}

/// What an oscillator that is awake has come to.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Voice {
    /// Its frequency.
    pub hz: f64,
    /// Its amplitude, 1 = [`UNIT`].
    pub amplitude: f64,
}

impl Voices {
    /// What a board must have, for so many oscillators and samples a second.
    pub fn shape(rate: u32, tones: u32) -> RhythmShape {
        RhythmShape { contours: 1, cells: 16, rate, tones, ..RhythmShape::default() }
    }

    /// So many oscillators in this process, for a rate in samples a second.
    pub fn here(rate: u32, tones: u32) -> Self {
        Self::Here { pool: Pool::spread(rate, tones as usize), rate }
    }

    /// On a board, whose pool begins anew.
    ///
    /// # Errors
    /// [`DeviceError::Pool`] for a board with another pool or rate; what the line gives.
    pub fn there(mut device: Device, rate: u32, tones: u32) -> Result<Self, DeviceError> {
        let shape = device.rhythm()?;
        if (shape.tones, shape.rate) != (tones, rate) {
            let name = device.name();
            return Err(DeviceError::Pool { name, tones: shape.tones, rate: shape.rate, wanted: tones, wanted_rate: rate });
        }
        device.load_pool(&Pool::spread(rate, tones as usize))?;
        Ok(Self::There { device: Box::new(device), rate })
    }

    /// Samples that it takes best together.
    pub fn batch(&self) -> usize {
        match self {
            Self::Here { .. } => 1,
            Self::There { .. } => BATCH,
        }
    }

    /// Hears samples (`None`: nothing is heard); gives what it said to each.
    ///
    /// # Errors
    /// What the line gives.
    pub fn play(&mut self, samples: &[Option<i16>]) -> Result<Vec<i16>, DeviceError> {
        match self {
            Self::Here { pool, .. } => Ok(samples.iter().map(|&sample| pool.sample(sample)).collect()),
            Self::There { device, .. } => device.hear_pool(samples),
        }
    }

    /// Those that are awake now, the loudest first.
    ///
    /// # Errors
    /// What the line gives.
    pub fn settle(&mut self) -> Result<Vec<Voice>, DeviceError> {
        Ok(match self {
            Self::Here { pool, rate } => Voice::of(pool, *rate),
            Self::There { device, rate } => Voice::of(&device.pool()?, *rate),
        })
    }
}

impl Voice {
    /// Those of a pool that are awake, the loudest first.
    fn of(pool: &Pool, rate: u32) -> Vec<Self> {
        let mut awake: Vec<_> = pool.tones.iter().filter(|tone| tone.awake).collect();
        awake.sort_by_key(|tone| std::cmp::Reverse(tone.power()));
        let turn = 4_294_967_296.0;
        let voice = |tone: &syntony_sim::rhythm::pool::Tone| Self {
            hz: f64::from(tone.frequency) * f64::from(rate) / turn,
            amplitude: f64::from(2 * tone.power()).sqrt() / f64::from(UNIT),
        };
        awake.into_iter().map(voice).collect()
    }
}
