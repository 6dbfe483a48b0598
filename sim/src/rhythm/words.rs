//! A contour as the words of a board's windows, and back (`docs/src/definition.md#contours-on-the-wire`).

use syntony_medium::rhythm::{Mode, RhythmShape, TURN_MASK};

use super::contour::Contour;

/// Words of a contour in the window `contour_state`.
pub const STATE_WORDS: usize = 16;

/// What stands in the three windows for a contour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Window `contour_state`.
    pub state: [u32; STATE_WORDS],
    /// Window `contour_cells`.
    pub cells: Vec<u32>,
    /// Window `contour_errors`.
    pub errors: Vec<u32>,
}

/// Where the mode stands in a contour's first number of 48 bits.
const MODE: u32 = 43;
/// Where the residual stands among its numbers.
const RESIDUAL: usize = 5;

/// Number `k` of a contour's state.
fn number(state: &[u32], k: usize) -> u64 {
    u64::from(state[2 * k]) | u64::from(state[2 * k + 1] & 0xFFFF) << 32
}

/// A number of 48 bits with its sign.
fn signed(number: u64) -> i64 {
    (number as i64) << 16 >> 16
}

/// The second word of a contour's state with another mode.
pub fn with_mode(word: u32, mode: Mode) -> u32 {
    word & !(3 << (MODE - 32)) | (mode as u32) << (MODE - 32)
}

/// The residual in the [`STATE_WORDS`] words of a contour's state.
pub fn residual(state: &[u32]) -> u64 {
    signed(number(state, RESIDUAL)).max(0) as u64
}

impl Contour {
    /// Its words, for a mode.
    pub fn words(&self, mode: Mode) -> Words {
        let flags = u64::from(self.armed) | u64::from(self.whole) << 1 | u64::from(self.bars >= 2) << 2;
        let numbers = [
            self.phase | flags << 40 | (mode as u64) << MODE,
            self.frequency,
            self.slope_error as u64,
            self.slope_square as u64,
            self.mean_square as u64,
            self.residual,
            u64::from(self.drift as u32) | u64::from(self.gear) << 32,
            u64::from(self.spread as u32) | u64::from(self.bars) << 32,
        ];
        let mut state = [0; STATE_WORDS];
        for (pair, number) in state.chunks_exact_mut(2).zip(numbers) {
            pair.copy_from_slice(&[number as u32, (number >> 32) as u32 & 0xFFFF]);
        }
        Words {
            state,
            cells: self.cells.iter().map(|&cell| u32::from(cell as u16)).collect(),
            errors: self.errors.iter().map(|&error| error as u32).collect(),
        }
    }

    /// The contour of words that a board gave, and whether it is on. Numbers beyond their range are brought into it; cells and errors
    /// are those of the shape, missing ones 0.
    pub fn from_words(shape: &RhythmShape, words: &Words) -> (Self, Mode) {
        let number = |k: usize| number(&words.state, k);
        let signed = |k: usize| signed(number(k));
        let mut contour = Self::new(shape, number(1));
        contour.phase = number(0) & TURN_MASK;
        (contour.armed, contour.whole) = (number(0) >> 40 & 1 == 1, number(0) >> 41 & 1 == 1);
        (contour.slope_error, contour.slope_square, contour.mean_square) = (signed(2), signed(3), signed(4));
        contour.residual = residual(&words.state);
        (contour.drift, contour.spread) = (number(6) as i32, number(7) as i32);
        (contour.gear, contour.bars) = ((number(6) >> 32) as u32 & 127, (number(7) >> 32) as u32);
        for (cell, &word) in contour.cells.iter_mut().zip(&words.cells) {
            *cell = word as u16 as i16;
        }
        for (error, &word) in contour.errors.iter_mut().zip(&words.errors) {
            *error = word as i32;
        }
        let mode = [Mode::Off, Mode::Alone, Mode::Follow, Mode::Learn][(number(0) >> MODE) as usize & 3];
        (contour, mode)
    }
}
