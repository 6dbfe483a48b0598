//! The search of a board's contours for a cue.

use std::time::{Duration, Instant};

use syntony_medium::registers as reg;
use syntony_medium::window::{CONTOUR_STATE, CUE, CUE_GUESSES};
use syntony_sim::rhythm::STATE_WORDS;
use syntony_sim::rhythm::cue::{Guess, TEMPI};

use super::{Device, DeviceError};

impl Device {
    /// A contour that is off and holds nothing.
    ///
    /// # Errors
    /// What the line gives.
    pub fn clear_contour(&mut self, place: u32) -> Result<(), DeviceError> {
        self.write_window(&CONTOUR_STATE, place * STATE_WORDS as u32, &[0; STATE_WORDS])
    }

    /// Searches all contours for a cue; gives the best hypothesis about each.
    ///
    /// # Errors
    /// [`DeviceError::Range`] when the cue is longer than the board's buffer, which may have no samples; [`DeviceError::Checksum`] when the
    /// buffer holds something else than was written; [`DeviceError::Late`] when the search does not come to an end; what the line gives.
    pub fn cue(&mut self, heard: &[i16]) -> Result<Vec<Guess>, DeviceError> {
        let shape = self.rhythm()?;
        let words: Vec<u32> = heard.iter().map(|&sample| u32::from(sample as u16)).collect();
        self.write_window(&CUE, 0, &words)?;
        if self.read_window(&CUE, 0, words.len())? != words {
            return Err(DeviceError::Checksum { window: CUE.name });
        }
        // Any tag but the last one.
        let status = self.read(&reg::CUE_STATUS)?;
        let tag = reg::CUE_STATUS.field("tag").map_or(0, |field| field.get(status)) + 1;
        let word = reg::CUE_SEARCH.pack(&[("length", heard.len() as u32), ("tag", tag)]);
        self.write(&reg::CUE_SEARCH, word)?;
        // A clock a microsecond, at worst.
        let clocks = u64::from(shape.contours) * TEMPI.len() as u64 * (heard.len() as u64 + 2) * u64::from(shape.cells);
        let limit = Duration::from_secs(10) + Duration::from_micros(clocks);
        let end = Instant::now() + limit;
        while self.read(&reg::CUE_STATUS)? != word {
            if Instant::now() > end {
                return Err(DeviceError::Late(limit));
            }
        }
        let words = self.read_window(&CUE_GUESSES, 0, 2 * shape.contours as usize)?;
        Ok(words.chunks_exact(2).map(|pair| Guess::from_words([pair[0], pair[1]])).collect())
    }
}
