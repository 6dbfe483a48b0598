//! The contours of a board: loaded, read, and fed samples.

use syntony_medium::frame::{MAX_WORDS, Op};
use syntony_medium::registers as reg;
use syntony_medium::rhythm::{Mode, RhythmShape};
use syntony_medium::window::{CONTOUR_CELLS, CONTOUR_ERRORS, CONTOUR_STATE, READOUTS, RING, SAMPLES, Window};
use syntony_sim::rhythm::{Contour, STATE_WORDS, Words, words};

use super::{Device, DeviceError};
use crate::client::Request;

/// Samples of one frame: two of them are at most under way.
const BATCH: usize = MAX_WORDS - 1;

/// What the speaker said to a sample.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Readout before the sample counted, Q12.
    pub readout: i16,
    /// Phase behind the sample, `2^-16` turn.
    pub phase: u16,
}

impl From<u32> for Said {
    fn from(word: u32) -> Self {
        Self { readout: word as u16 as i16, phase: (word >> 16) as u16 }
    }
}

/// Samples from a number on as requests: the words, split where the ring ends, then the head.
fn requests(first: u32, samples: &[Option<i16>]) -> Vec<Request> {
    let word = |sample: &Option<i16>| sample.map_or(0, |sample| u32::from(sample as u16) | 1 << 16);
    let place = first % RING;
    let (before, behind) = samples.split_at(samples.len().min((RING - place) as usize));
    let parts = [(place, before), (0, behind)].into_iter().filter(|(_, part)| !part.is_empty());
    let write = |(place, part): (u32, &[Option<i16>])| Request {
        op: Op::WriteWindow,
        address: SAMPLES.number,
        payload: std::iter::once(place).chain(part.iter().map(word)).collect(),
    };
    let head = first.wrapping_add(samples.len() as u32);
    parts.map(write).chain([Request { op: Op::Write, address: reg::SAMPLE_HEAD.address, payload: vec![head] }]).collect()
}

impl Device {
    /// The contours that the board has.
    ///
    /// # Errors
    /// [`DeviceError::Contours`] when it has none.
    pub fn rhythm(&self) -> Result<RhythmShape, DeviceError> {
        self.shape().rhythm.ok_or_else(|| DeviceError::Contours { name: self.name() })
    }

    /// Loads a contour, and reads it back.
    ///
    /// # Errors
    /// [`DeviceError::Checksum`] when the board holds something else than was written; what the line gives.
    pub fn load_contour(&mut self, place: u32, contour: &Contour, mode: Mode) -> Result<(), DeviceError> {
        let words = contour.words(mode);
        for (window, part) in Self::parts(&words) {
            self.write_window(window, place * part.len() as u32, part)?;
        }
        let held = self.words(place)?;
        let differs = Self::parts(&words).into_iter().zip(Self::parts(&held)).find(|((_, a), (_, b))| a != b);
        differs.map_or(Ok(()), |((window, _), _)| Err(DeviceError::Checksum { window: window.name }))
    }

    /// A contour as it is now, and what it does with samples.
    pub fn contour(&mut self, place: u32) -> Result<(Contour, Mode), DeviceError> {
        let shape = self.rhythm()?;
        Ok(Contour::from_words(&shape, &self.words(place)?))
    }

    fn parts(words: &Words) -> [(&'static Window, &[u32]); 3] {
        [(&CONTOUR_STATE, &words.state), (&CONTOUR_CELLS, &words.cells), (&CONTOUR_ERRORS, &words.errors)]
    }

    fn words(&mut self, place: u32) -> Result<Words, DeviceError> {
        let cells = self.rhythm()?.cells;
        let state = self.read_window(&CONTOUR_STATE, place * STATE_WORDS as u32, STATE_WORDS)?;
        Ok(Words {
            state: std::array::from_fn(|k| state[k]),
            cells: self.read_window(&CONTOUR_CELLS, place * cells, cells as usize)?,
            errors: self.read_window(&CONTOUR_ERRORS, place * cells, cells as usize)?,
        })
    }

    /// What a contour does with samples from now on.
    ///
    /// # Errors
    /// What the line gives.
    pub fn set_mode(&mut self, place: u32, mode: Mode) -> Result<(), DeviceError> {
        // The high word of its first number, beside the phase.
        let offset = place * STATE_WORDS as u32 + 1;
        let word = self.read_window(&CONTOUR_STATE, offset, 1)?[0];
        self.write_window(&CONTOUR_STATE, offset, &[words::with_mode(word, mode)])
    }

    /// Residuals of the first contours, Q12 squared and 8 bits more.
    ///
    /// # Errors
    /// What the line gives.
    pub fn residuals(&mut self, count: u32) -> Result<Vec<u64>, DeviceError> {
        let words = self.read_window(&CONTOUR_STATE, 0, count as usize * STATE_WORDS)?;
        Ok(words.chunks_exact(STATE_WORDS).map(words::residual).collect())
    }

    /// Lets one contour speak.
    pub fn set_speaker(&mut self, place: u32) -> Result<(), DeviceError> {
        self.write(&reg::SPEAKER, place)
    }

    /// Samples (`None`: nothing is heard) in their order; gives what the speaker said to each. While the board works on some, the next
    /// ones and what it said to those before are on the line.
    ///
    /// # Errors
    /// [`DeviceError::Gap`] when the board has worked on others than were sent.
    pub fn stream(&mut self, samples: &[Option<i16>]) -> Result<Vec<Said>, DeviceError> {
        Ok(self.stream_of(samples, &READOUTS)?.into_iter().map(Said::from).collect())
    }

    /// The same, with what stands for each sample in one of the rings `readouts` and `answers`.
    ///
    /// # Errors
    /// As [`Device::stream`].
    pub fn stream_of(&mut self, samples: &[Option<i16>], ring: &Window) -> Result<Vec<u32>, DeviceError> {
        let first = self.read(&reg::SAMPLE_DONE)?;
        let mut said = Vec::with_capacity(samples.len());
        let mut sent = 0;
        for batch in samples.chunks(BATCH) {
            // A frame that was sent again may have come too late to be taken.
            self.requests(requests(first.wrapping_add(sent as u32), batch))?;
            self.collect(first, sent, ring, &mut said)?;
            sent += batch.len();
        }
        self.collect(first, sent, ring, &mut said)?;
        Ok(said)
    }

    /// What was said to all samples up to `until`.
    fn collect(&mut self, first: u32, until: usize, ring: &Window, said: &mut Vec<u32>) -> Result<(), DeviceError> {
        let head = first.wrapping_add(until as u32);
        let limit = std::time::Duration::from_secs(10);
        let end = std::time::Instant::now() + limit;
        while said.len() < until {
            let done = self.read(&reg::SAMPLE_DONE)?;
            let (ahead, behind) = (done.wrapping_sub(head), head.wrapping_sub(done));
            if ahead > RING && behind > RING {
                return Err(DeviceError::Gap { name: self.name(), expected: head, found: done });
            }
            if behind > 0 && behind <= RING {
                if std::time::Instant::now() > end {
                    return Err(DeviceError::Late(limit));
                }
                // The head may not have been taken, if it overtook the samples that were worked on.
                self.write(&reg::SAMPLE_HEAD, head)?;
                continue;
            }
            let from = first.wrapping_add(said.len() as u32) % RING;
            let count = (until - said.len()).min((RING - from) as usize);
            said.extend(self.read_window(ring, from, count)?);
        }
        Ok(())
    }
}
