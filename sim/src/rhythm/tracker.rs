//! Events and beats together, and as words of the window `beat_state`.

use syntony_medium::beats::{BEFORE, FREQUENCY, HOME, LAST, LEADER, PHASE, QUIET, SCORE, SINCE, TOP, WORDS, bits};

use super::{Beats, Onsets};

/// Bits of a score, all of them when it is lost.
const LOST_BITS: u32 = i32::MAX as u32;

/// Hears a stream of onset strength and tells its beats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tracker {
    onsets: Onsets,
    /// The bank.
    pub beats: Beats,
}

impl Tracker {
    /// For a rate in samples a second, 50 to 48000.
    pub fn new(rate: u32) -> Self {
        Self { onsets: Onsets::new(rate), beats: Beats::new(rate) }
    }

    /// One sample, Q12; nothing at all is heard as 0. Whether an event was found, and whether a beat is now.
    pub fn sample(&mut self, sample: Option<i16>) -> (bool, bool) {
        let event = self.onsets.sample(sample.unwrap_or(0));
        (event.is_some(), self.beats.sample(event))
    }

    /// What the window `beat_state` holds of it.
    pub fn words(&self) -> [u32; WORDS] {
        let mut words = [0; WORDS];
        for (oscillator, words) in self.beats.oscillators.iter().zip(words.chunks_exact_mut(4)) {
            words[PHASE] = oscillator.phase;
            words[FREQUENCY] = oscillator.frequency;
            words[HOME] = oscillator.home;
            words[SCORE] = oscillator.score as u32 & LOST_BITS | u32::from(oscillator.heard) << 31;
        }
        words[LEADER] = self.beats.leader as u32;
        words[SINCE] = self.beats.since;
        [words[LAST], words[BEFORE]] = self.onsets.last;
        words[TOP] = self.onsets.top;
        words[QUIET] = self.onsets.quiet;
        words
    }

    /// The one that words hold, at a rate; bits that they cannot have are dropped.
    pub fn from_words(rate: u32, words: &[u32; WORDS]) -> Self {
        let words: [u32; WORDS] = std::array::from_fn(|k| words[k] & bits(k));
        let mut tracker = Self::new(rate);
        for (oscillator, words) in tracker.beats.oscillators.iter_mut().zip(words.chunks_exact(4)) {
            oscillator.phase = words[PHASE];
            oscillator.frequency = words[FREQUENCY];
            oscillator.home = words[HOME];
            oscillator.score = if words[SCORE] >> 30 & 1 == 1 { -1 } else { (words[SCORE] & LOST_BITS) as i32 };
            oscillator.heard = words[SCORE] >> 31 == 1;
        }
        tracker.beats.leader = words[LEADER] as usize % tracker.beats.oscillators.len();
        tracker.beats.since = words[SINCE];
        tracker.onsets.last = [words[LAST], words[BEFORE]];
        tracker.onsets.top = words[TOP];
        tracker.onsets.quiet = words[QUIET];
        tracker
    }
}
