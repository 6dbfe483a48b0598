//! Events and beats together, and as words of the window `beat_state`.

use syntony_medium::beats::{FREQUENCY, HOME, LAST, LEADER, MOST_FREQUENCY, MOST_HOME, PHASE, QUIET, SCORE, SINCE, TOP, WORDS};

use super::{Beats, Onsets};

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
            words[SCORE] = u32::from(oscillator.score as u16 & 0x7FFF) | u32::from(oscillator.heard) << 16;
        }
        words[LEADER] = self.beats.leader as u32;
        words[SINCE] = self.beats.since;
        words[LAST] = u32::from(self.onsets.last[0] as u16) | u32::from(self.onsets.last[1] as u16) << 16;
        words[TOP] = self.onsets.top;
        words[QUIET] = self.onsets.quiet.into();
        words
    }

    /// The one that words hold, at a rate. Of words that no tracker has, bits that it cannot have are dropped.
    pub fn from_words(rate: u32, words: &[u32; WORDS]) -> Self {
        let mut tracker = Self::new(rate);
        for (oscillator, words) in tracker.beats.oscillators.iter_mut().zip(words.chunks_exact(4)) {
            oscillator.phase = words[PHASE];
            oscillator.frequency = words[FREQUENCY] & MOST_FREQUENCY;
            oscillator.home = words[HOME] & MOST_HOME;
            oscillator.score = if words[SCORE] >> 14 & 1 == 1 { -1 } else { words[SCORE] as i16 & 0x3FFF };
            oscillator.heard = words[SCORE] >> 16 & 1 == 1;
        }
        tracker.beats.leader = words[LEADER] as usize % tracker.beats.oscillators.len();
        tracker.beats.since = words[SINCE];
        tracker.onsets.last = [words[LAST] as i16 & i16::MAX, (words[LAST] >> 16) as i16 & i16::MAX];
        tracker.onsets.top = words[TOP] & i32::MAX as u32;
        tracker.onsets.quiet = words[QUIET] as u16;
        tracker
    }
}
