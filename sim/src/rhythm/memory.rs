//! A memory of many contours: strengths that fade, a place for what is new, and cueing of all that is held (`docs/src/definition.md#a-memory`).

use syntony_medium::rhythm::RhythmShape;

use super::contour::Contour;
use super::cue::{self, Guess, novelty, refine};

/// Below this strength a contour is free.
pub const FREE: u32 = 256;
/// What a recall adds to the strength.
pub const RECALL: u32 = 32768;
/// Novelty, 1/256, from which a rhythm counts as new: both errors are equal here (`docs/src/rhythm.md`).
pub const NOVEL: u32 = 53;

/// One contour of a memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Waveform.
    pub cells: Vec<i16>,
    /// Phase a sample as it was learnt, `2^-40` turn.
    pub frequency: u64,
    /// Strength, 0..=65535; below [`FREE`] it is free. The cells never fade.
    pub strength: u32,
}

/// What resonates with a cue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Which contour.
    pub slot: usize,
    /// Phase behind the last sample of the cue, 40 bits.
    pub phase: u64,
    /// Phase a sample.
    pub frequency: u64,
    /// How little of the cue it explains, 1/256.
    pub novelty: u32,
}

impl Answer {
    /// Whether it is known.
    pub fn known(&self) -> bool {
        self.novelty < NOVEL
    }
}

/// Contours side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Memory {
    shape: RhythmShape,
    /// Fading: a strength loses `max(1, s >> fade)` a second; 0: it stays.
    pub fade: u32,
    /// The contours.
    pub slots: Vec<Slot>,
    /// Samples since the last second.
    tick: u32,
}

impl Memory {
    /// An empty memory of a legal shape; `fade` 0..=15.
    pub fn new(shape: RhythmShape, fade: u32) -> Self {
        let blank = Slot { cells: vec![0; shape.cells as usize], frequency: shape.top_frequency() >> 3, strength: 0 };
        Self { shape, fade: fade.min(15), slots: vec![blank; shape.contours as usize], tick: 0 }
    }

    /// Its shape.
    pub fn shape(&self) -> &RhythmShape {
        &self.shape
    }

    /// Numbers of the contours that hold something.
    pub fn held(&self) -> impl Iterator<Item = usize> {
        (0..self.slots.len()).filter(|&k| self.slots[k].strength >= FREE)
    }

    /// One sample of time: once a second every strength fades.
    pub fn tick(&mut self) {
        self.tick += 1;
        if self.tick >= self.shape.rate {
            self.tick = 0;
            self.second();
        }
    }

    /// A second of fading.
    pub fn second(&mut self) {
        if self.fade > 0 {
            for slot in &mut self.slots {
                slot.strength -= (slot.strength >> self.fade).max(1).min(slot.strength);
            }
        }
    }

    /// The best hypothesis about each contour for what was heard; those that hold nothing have none.
    pub fn search(&self, heard: &[i16]) -> Vec<Guess> {
        let mut guesses = vec![Guess::NONE; self.slots.len()];
        for k in self.held() {
            guesses[k] = cue::search(heard, &self.slots[k].cells, self.slots[k].frequency);
        }
        guesses
    }

    /// The contour that resonates with what was heard, by a guess about each, from [`Memory::search`] or from a board; `None` when nothing is
    /// held. The three cheapest are refined, so that a grid that missed the start by half a cell decides nothing.
    pub fn answer(&self, guesses: &[Guess], heard: &[i16]) -> Option<Answer> {
        let mut guesses: Vec<(usize, Guess)> = self.held().map(|k| (k, guesses[k])).collect();
        guesses.sort_by_key(|&(k, guess)| (guess.cost, k));
        let answers = guesses.into_iter().take(3).map(|(slot, guess)| {
            let Slot { cells, frequency, .. } = &self.slots[slot];
            let (start, frequency) = refine(heard, cells, *frequency, guess);
            let novelty = novelty(heard, cells, start, frequency);
            let phase = start.wrapping_add(frequency.wrapping_mul(heard.len() as u64)) & syntony_medium::rhythm::TURN_MASK;
            Answer { slot, phase, frequency, novelty }
        });
        answers.min_by_key(|answer| answer.novelty)
    }

    /// A recall makes a contour stronger; gives it playing at the answer's phase and tempo.
    pub fn recall(&mut self, answer: &Answer) -> Contour {
        let slot = &mut self.slots[answer.slot];
        slot.strength = (slot.strength + RECALL).min(65535);
        Contour::holding(&self.shape, slot.cells.clone(), answer.phase, answer.frequency)
    }

    /// The place for a new rhythm: the first free contour, else the weakest.
    pub fn place(&self) -> usize {
        let free = self.slots.iter().position(|slot| slot.strength < FREE);
        free.unwrap_or_else(|| (0..self.slots.len()).min_by_key(|&k| self.slots[k].strength).unwrap_or(0))
    }

    /// Keeps what a contour has learnt in a place.
    pub fn keep(&mut self, place: usize, contour: &Contour) {
        self.slots[place] = Slot { cells: contour.cells.clone(), frequency: contour.frequency, strength: RECALL };
    }

    /// Lets a contour go.
    pub fn free(&mut self, place: usize) {
        self.slots[place].strength = 0;
    }
}
