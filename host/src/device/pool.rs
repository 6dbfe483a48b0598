//! The pool of a board: set back, read, and fed samples.

use syntony_medium::pool::TONE_WORDS;
use syntony_medium::window::{ANSWERS, POOL_STATE};
use syntony_sim::rhythm::Pool;

use super::{Device, DeviceError};

impl Device {
    /// Loads a pool, and reads it back.
    ///
    /// # Errors
    /// [`DeviceError::Checksum`] when the board holds something else than was written; what the line gives.
    pub fn load_pool(&mut self, pool: &Pool) -> Result<(), DeviceError> {
        let words = pool.words();
        self.write_window(&POOL_STATE, 0, &words)?;
        let held = self.read_window(&POOL_STATE, 0, words.len())?;
        if held == words { Ok(()) } else { Err(DeviceError::Checksum { window: POOL_STATE.name }) }
    }

    /// The pool as it is now.
    ///
    /// # Errors
    /// What the line gives.
    pub fn pool(&mut self) -> Result<Pool, DeviceError> {
        let shape = self.rhythm()?;
        Ok(Pool::from_words(shape.rate, &self.read_window(&POOL_STATE, 0, TONE_WORDS * (shape.tones as usize + 1))?))
    }

    /// The pool hears samples (`None`: nothing is heard); gives its readout before each of them.
    ///
    /// # Errors
    /// As [`Device::stream`].
    pub fn hear_pool(&mut self, samples: &[Option<i16>]) -> Result<Vec<i16>, DeviceError> {
        Ok(self.stream_of(samples, &ANSWERS)?.into_iter().map(|word| (word as u16).cast_signed()).collect())
    }
}
