//! The beats of a board: set back, read, and fed samples.

use syntony_medium::beats::WORDS;
use syntony_medium::window::{ANSWERS, BEAT_STATE};
use syntony_sim::rhythm::Tracker;

use super::{Device, DeviceError};

impl Device {
    /// Loads a beat tracker, and reads it back.
    ///
    /// # Errors
    /// [`DeviceError::Checksum`] when the board holds something else than was written; what the line gives.
    pub fn load_beats(&mut self, tracker: &Tracker) -> Result<(), DeviceError> {
        let words = tracker.words();
        self.write_window(&BEAT_STATE, 0, &words)?;
        let held = self.read_window(&BEAT_STATE, 0, WORDS)?;
        if held == words { Ok(()) } else { Err(DeviceError::Checksum { window: BEAT_STATE.name }) }
    }

    /// The beat tracker as it is now.
    ///
    /// # Errors
    /// What the line gives.
    pub fn beats(&mut self) -> Result<Tracker, DeviceError> {
        let (rate, held) = (self.rhythm()?.rate, self.read_window(&BEAT_STATE, 0, WORDS)?);
        let mut words = [0; WORDS];
        words.copy_from_slice(&held);
        Ok(Tracker::from_words(rate, &words))
    }

    /// Hears samples (`None`: nothing is heard); tells for each whether a beat is now.
    ///
    /// # Errors
    /// As [`Device::stream`].
    pub fn hear_beats(&mut self, samples: &[Option<i16>]) -> Result<Vec<bool>, DeviceError> {
        Ok(self.stream_of(samples, &ANSWERS)?.into_iter().map(|word| word >> 16 & 1 == 1).collect())
    }
}
