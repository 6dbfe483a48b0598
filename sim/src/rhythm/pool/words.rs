//! A pool as the words of a board's window `pool_state`, and back (`docs/src/definition.md#a-pool-on-the-wire`).

use syntony_medium::pool::TONE_WORDS;

use super::second::Minder;
use super::tone::LEAST;
use super::{Pool, Tone};

impl Pool {
    /// Its words: those of each oscillator, then the common ones.
    pub fn words(&self) -> Vec<u32> {
        self.tones.iter().flat_map(Tone::words).chain(self.minder.words()).collect()
    }

    /// The pool of words that a board gave, for its rate. Numbers beyond their range are brought into it; of words that are missing
    /// there are no oscillators.
    pub fn from_words(rate: u32, words: &[u32]) -> Self {
        let tones = words.len() / TONE_WORDS - usize::from(words.len() >= TONE_WORDS);
        let minder = Minder::from_words(rate, words.get(tones * TONE_WORDS..).unwrap_or(&[]));
        Self { tones: words.chunks_exact(TONE_WORDS).take(tones).map(Tone::from_words).collect(), minder }
    }
}

impl Tone {
    fn words(&self) -> [u32; TONE_WORDS] {
        let signed = |v: i32| v.cast_unsigned();
        let settings = signed(self.gain) | self.slow << 15 | self.fall << 20 | u32::from(self.awake) << 26;
        let (frequency, natural) = (signed(self.frequency), signed(self.natural));
        [self.phase, frequency, signed(self.cosine), signed(self.sine), natural, settings, signed(self.most), self.age]
    }

    fn from_words(words: &[u32]) -> Self {
        let signed = |k: usize| words[k].cast_signed();
        let share = |k: usize| signed(k).clamp(-(1 << 30), (1 << 30) - 1);
        let positive = |k: usize| signed(k).clamp(0, (1 << 30) - 1);
        Self {
            phase: words[0],
            frequency: positive(1),
            cosine: share(2),
            sine: share(3),
            natural: positive(4).max(LEAST),
            gain: signed(5) & 0x7FFF,
            slow: words[5] >> 15 & 31,
            fall: words[5] >> 20 & 63,
            awake: words[5] >> 26 & 1 == 1,
            most: positive(6),
            age: words[7] & 255,
        }
    }
}

impl Minder {
    fn words(&self) -> [u32; TONE_WORDS] {
        [self.tick, self.survey, self.poor, self.patience, self.usual, self.missed, self.heard, 0]
    }

    fn from_words(rate: u32, words: &[u32]) -> Self {
        let word = |k: usize| words.get(k).map_or(0, |&word| word & i32::MAX.cast_unsigned());
        let mut minder = Self::new(rate);
        [minder.tick, minder.survey, minder.poor, minder.patience] = [0, 1, 2, 3].map(|k| word(k) & 0xFFFF);
        [minder.usual, minder.missed, minder.heard] = [4, 5, 6].map(word);
        minder
    }
}
