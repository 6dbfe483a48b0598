//! An adaptive pool that listens.

use serde::Serialize;
use syntony_medium::rhythm::UNIT;
use syntony_sim::rhythm::Pool;

use crate::device::DeviceError;

/// A pool that listens, in this process.
pub enum Voices {
    /// In this process.
    Here {
        /// The pool.
        pool: Pool,
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
    /// So many oscillators in this process, for a rate in samples a second.
    pub fn here(rate: u32, tones: u32) -> Self {
        Self::Here { pool: Pool::spread(rate, tones as usize), rate }
    }

    /// Samples that it takes best together.
    pub fn batch(&self) -> usize {
        1
    }

    /// Hears samples (`None`: nothing is heard); gives what it said to each.
    ///
    /// # Errors
    /// What the line gives.
    pub fn play(&mut self, samples: &[Option<i16>]) -> Result<Vec<i16>, DeviceError> {
        match self {
            Self::Here { pool, .. } => Ok(samples.iter().map(|&sample| pool.sample(sample)).collect()),
        }
    }

    /// Those that are awake now, the loudest first.
    ///
    /// # Errors
    /// What the line gives.
    pub fn settle(&mut self) -> Result<Vec<Voice>, DeviceError> {
        match self {
            Self::Here { pool, rate } => Ok(Voice::of(pool, *rate)),
        }
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
