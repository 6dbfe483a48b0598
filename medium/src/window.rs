//! Windows: the medium's memories as words on the wire.

use crate::beats;
use crate::registers::Access;
use crate::shape::{Coupling, Shape};

/// One memory of the medium. Frames address a word of it by window number and offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Window {
    /// Number in the frame's address.
    pub number: u16,
    /// Name, unique in the table.
    pub name: &'static str,
    /// Who may write it; never during a run.
    pub access: Access,
    /// Meaning and layout.
    pub doc: &'static str,
}

macro_rules! windows {
    ($($id:ident $name:literal $number:literal $access:ident, $doc:literal;)*) => {
        $(#[doc = $doc] pub const $id: Window = Window { number: $number, name: $name, access: Access::$access, doc: $doc };)*
        /// Every window in the order of its number.
        pub const WINDOWS: &[Window] = &[$($id,)*];
    };
}

windows! {
    STATE "state" 1 ReadWrite, "One word an oscillator: the phase in 24 bits, or x (low half) and y (high half) of the inertial law, Q11.";
    FREQUENCY "frequency" 2 ReadWrite, "One word an oscillator: natural frequency, 24 bits signed, 2^-24 turn a sweep.";
    TARGET "target" 3 ReadWrite, "One word an oscillator: phase the injection pulls to, 16 bits, 2^-16 turn.";
    GAIN "gain" 4 ReadWrite, "One word an oscillator: row gain mantissa in bits 0-14, exponent (signed) in 16-20, error step in 24-31; in a medium that learns, bit 21: the oscillator is held, its state stays.";
    BIAS "bias" 5 ReadWrite, "One word an oscillator: weight to the reference, 16 bits signed.";
    ERROR "error" 6 ReadWrite, "One word an oscillator: error counter of the inertial law, 16 bits signed, Q15.";
    WEIGHTS "weights" 7 ReadWrite, "Dense: for each group of `lanes` rows, for each partner, the codes of the rows, as many to a word as fit, from bit 0; the words of one partner are padded to a power of two.";
    EDGES "edges" 8 ReadWrite, "Sparse: slot s of lane p at word s * (lanes, rounded up to a power of two) + p: partner from bit 0 on (as many bits as the largest number needs), code in 16-23. Unused slots hold weight 0.";
    ROWS "rows" 9 ReadWrite, "Sparse: one word a group of `lanes` rows: the slots that its longest row takes.";
    BEST "best" 10 ReadWrite, "32 oscillators a word: 1 where the sign of the best measure is -1.";
    CONTOUR_STATE "contour_state" 11 ReadWrite, "Rhythm: 16 words a contour, of eight numbers of 48 bits the low 32 and the high 16 each: phase (40 bits, then armed, whole, ripe, mode), frequency, U, V, mean of V, residual, drift (32 bits, then gear), spread (32 bits, then bars).";
    CONTOUR_CELLS "contour_cells" 12 ReadWrite, "Rhythm: one word a cell, contour by contour: 16 bits signed, Q12.";
    CONTOUR_ERRORS "contour_errors" 13 ReadWrite, "Rhythm: one word a cell: its error of the bar, signed.";
    POOL_STATE "pool_state" 14 ReadWrite, "Rhythm, a pool: 8 words an oscillator: phase, frequency, share of the cosine, share of the sine, natural frequency, settings (gain bits 0-14, slow bits 15-19, fall bits 20-25, awake bit 26), most, age; then 8 common ones: samples of this second, seconds left of a survey, poor seconds, patience, usual, missed, heard, 0.";
    BEAT_STATE "beat_state" 15 ReadWrite, "Rhythm, beats: four words for each of 32 oscillators: phase, frequency, home (29 bits each), score (bit 30: it is lost; bit 31: an event came to this beat). Then the leader, the turn since the last beat, the last sample and the one before (Q28), the greatest value (Q28), and samples until the next event may come.";
    SAMPLES "samples" 16 ReadWrite, "Rhythm: the last samples; number n stands at n modulo 256: 16 bits signed, Q12; bit 16: heard. Written while others are worked on.";
    READOUTS "readouts" 17 ReadOnly, "Rhythm: what the speaker said to sample n, at n modulo 256: readout (16 bits signed, Q12), and above it its phase behind the sample, 2^-16 turn. What is written to it is dropped.";
    ANSWERS "answers" 18 ReadOnly, "Rhythm, a pool or beats: what they said to sample n, at n modulo 256: readout of the pool before the sample counted (16 bits signed, Q12); bit 16: a beat is now; bits 20-24: the oscillator that leads. What is written to it is dropped.";
    CUE "cue" 19 ReadWrite, "Rhythm, cueing: samples that the contours are searched for, 16 bits signed, Q12.";
    CUE_GUESSES "cue_guesses" 20 ReadOnly, "Rhythm, cueing: two words a contour, of the last search: its least cost (0xFFFFFFFF: none); the cell that it began at in bits 0-7, and the tempo, 0 to 8, in 8-11. What is written to it is dropped.";
}

/// Samples that the windows `samples`, `readouts` and `answers` hold.
pub const RING: u32 = 256;

/// The window of a name.
pub fn by_name(name: &str) -> Option<&'static Window> {
    WINDOWS.iter().find(|window| window.name == name)
}

/// The window of a number.
pub fn by_number(number: u16) -> Option<&'static Window> {
    WINDOWS.iter().find(|window| window.number == number)
}

/// The windows of a board of some shape; some may have no words.
pub fn of(shape: &Shape) -> impl Iterator<Item = &'static Window> + use<> {
    let (oscillators, rhythm) = (shape.has_oscillators(), shape.rhythm);
    WINDOWS.iter().filter(move |window| match rhythm {
        _ if window.number < CONTOUR_STATE.number => oscillators,
        Some(rhythm) if **window == POOL_STATE => rhythm.tones > 0,
        Some(rhythm) if **window == BEAT_STATE => rhythm.beats,
        Some(rhythm) if **window == ANSWERS => rhythm.answers(),
        Some(rhythm) if [CUE, CUE_GUESSES].contains(*window) => rhythm.cue > 0,
        rhythm => rhythm.is_some(),
    })
}

/// The window of a number of a board of some shape.
pub fn at(shape: &Shape, number: u16) -> Option<&'static Window> {
    of(shape).find(|window| window.number == number)
}

impl Shape {
    /// Weight codes in one word of the window `weights`.
    pub const fn codes_per_word(&self) -> u32 {
        32 / self.weight_bits
    }

    /// Words that one partner takes in the window `weights`.
    pub const fn words_per_partner(&self) -> u32 {
        self.lanes.div_ceil(self.codes_per_word()).next_power_of_two()
    }

    /// Words that one slot of all lanes takes in the window `edges`.
    pub const fn words_per_slot(&self) -> u32 {
        self.lanes.next_power_of_two()
    }

    /// Word and lowest bit of `w[row][partner]` in the window `weights`.
    pub const fn weight_place(&self, row: u32, partner: u32) -> (u32, u32) {
        let (group, lane) = (row / self.lanes, row % self.lanes);
        let word = (group * self.oscillators + partner) * self.words_per_partner() + lane / self.codes_per_word();
        (word, lane % self.codes_per_word() * self.weight_bits)
    }
}

impl Window {
    /// The word written at an offset, cut to the bits that the memory keeps; the others, and those that stand for no lane
    /// or no oscillator, read as 0.
    pub const fn keep(&self, shape: &Shape, offset: u32, word: u32) -> u32 {
        word & match self.number {
            2 => low(24),
            3 | 5 | 6 => low(16),
            4 if shape.learning => 0xFF3F_7FFF,
            4 => 0xFF1F_7FFF,
            7 => {
                let first = offset % shape.words_per_partner() * shape.codes_per_word();
                let rest = shape.lanes.saturating_sub(first);
                let codes = if rest < shape.codes_per_word() { rest } else { shape.codes_per_word() };
                low(codes * shape.weight_bits)
            }
            8 if offset % shape.words_per_slot() >= shape.lanes => 0,
            8 => (shape.oscillators.next_power_of_two() - 1) | (low(shape.weight_bits) << 16),
            9 => low(16),
            11 if offset % 2 == 1 => low(16),
            12 | 19 => low(16),
            15 => beats::bits(offset as usize),
            16 => low(17),
            10 if offset == shape.oscillators / 32 => low(shape.oscillators % 32),
            _ => u32::MAX,
        }
    }

    /// Words of the window in a medium of some shape; 0 if the shape has no such memory.
    pub const fn words(&self, shape: &Shape) -> u32 {
        let dense = matches!(shape.coupling, Coupling::Dense);
        match self.number {
            7 if dense => shape.groups() * shape.oscillators * shape.words_per_partner(),
            8 => match shape.coupling {
                Coupling::Sparse { slots } => slots * shape.words_per_slot(),
                Coupling::Dense => 0,
            },
            9 if !dense => shape.groups(),
            7 | 9 => 0,
            10 => shape.oscillators.div_ceil(32),
            11..=20 => match shape.rhythm {
                Some(rhythm) if self.number == 11 => 16 * rhythm.contours,
                Some(rhythm) if self.number <= 13 => rhythm.contours * rhythm.cells,
                Some(rhythm) if self.number == 14 && rhythm.tones > 0 => 8 * (rhythm.tones + 1),
                Some(rhythm) if self.number == 15 => beats::WORDS as u32 * rhythm.beats as u32,
                Some(rhythm) if self.number == 18 && !rhythm.answers() => 0,
                Some(rhythm) if self.number == 19 => rhythm.cue,
                Some(rhythm) if self.number == 20 && rhythm.cue > 0 => 2 * rhythm.contours,
                Some(_) if self.number == 20 => 0,
                Some(_) => RING,
                None => 0,
            },
            _ => shape.oscillators,
        }
    }
}

const fn low(bits: u32) -> u32 {
    ((1u64 << bits) - 1) as u32
}

/// Checksum of a window as the board computes it: sum of the words, and sum of the running sums, modulo 2^32 (Fletcher).
pub fn checksum(words: impl IntoIterator<Item = u32>) -> (u32, u32) {
    words.into_iter().fold((0u32, 0u32), |(a, b), word| {
        let a = a.wrapping_add(word);
        (a, b.wrapping_add(a))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn weights_have_places_of_their_own() {
        for (oscillators, lanes, weight_bits) in [(64, 16, 4), (20, 4, 5), (33, 8, 8), (10, 10, 6)] {
            let shape = Shape { oscillators, lanes, weight_bits, block: oscillators, ..Shape::default() };
            let mut places = HashSet::new();
            for row in 0..oscillators {
                for partner in 0..oscillators {
                    let (word, bit) = shape.weight_place(row, partner);
                    assert!(word < WEIGHTS.words(&shape) && bit + weight_bits <= 32);
                    assert!(places.insert((word, bit)));
                }
            }
        }
    }

    #[test]
    fn sixteen_lanes_of_four_bits_take_two_words() {
        let shape = Shape { weight_bits: 4, ..Shape::default() };
        assert_eq!(WEIGHTS.words(&shape), 512 * 512 * 4 / 32);
        assert_eq!(EDGES.words(&shape), 0);
    }

    #[test]
    fn bits_without_a_lane_or_an_oscillator_are_not_kept() {
        let shape = Shape { oscillators: 40, lanes: 8, block: 8, weight_bits: 5, ..Shape::default() };
        let kept = |window: Window, offset| window.keep(&shape, offset, u32::MAX);
        assert_eq!([kept(WEIGHTS, 0), kept(WEIGHTS, 1), kept(WEIGHTS, 2)], [low(30), low(10), low(30)]);
        assert_eq!([kept(BEST, 0), kept(BEST, 1)], [u32::MAX, 0xFF]);
        let padded = Shape { oscillators: 64, lanes: 16, block: 16, ..shape };
        assert_eq!([2, 3, 6].map(|offset| WEIGHTS.keep(&padded, offset, u32::MAX)), [low(20), 0, low(20)]);
        let sparse = Shape { coupling: Coupling::Sparse { slots: 9 }, lanes: 5, oscillators: 40, block: 40, ..shape };
        assert_eq!([4, 5, 7, 8].map(|offset| EDGES.keep(&sparse, offset, u32::MAX) != 0), [true, false, false, true]);
    }

    #[test]
    fn a_checksum_sees_a_swap_and_a_loss() {
        let (one, two, three) = (checksum([1, 2, 3]), checksum([2, 1, 3]), checksum([1, 2]));
        assert!(one != two && one != three);
        assert_eq!(one, (6, 10));
    }

    #[test]
    fn windows_are_found() {
        assert_eq!(by_name("bias").map(|w| w.number), Some(5));
        assert_eq!(by_number(10), Some(&BEST));
        assert_eq!(by_number(0), None);
    }
}
