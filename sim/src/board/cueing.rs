//! The search of a board's contours for a cue, by what stands in its windows (`docs/src/definition.md#cueing-on-a-board`).

use syntony_medium::registers as reg;
use syntony_medium::rhythm::{RhythmShape, TURN_MASK};
use syntony_medium::window::{self, Window};

use super::stream::index;
use crate::rhythm::{STATE_WORDS, cue};

/// Searches all contours as a word of `cue_search` says; the guesses go into their window.
pub fn search(shape: &RhythmShape, word: u32, memories: &mut [Vec<u32>]) {
    let length = reg::CUE_SEARCH.field("length").map_or(0, |field| field.get(word)).min(shape.cue) as usize;
    let samples = |window: &Window, from: usize, count: usize| -> Vec<i16> {
        memories[index(window)][from..][..count].iter().map(|&word| word as u16 as i16).collect()
    };
    let heard = samples(&window::CUE, 0, length);
    let guess = |contour: usize| {
        let cells = shape.cells as usize;
        let state = &memories[index(&window::CONTOUR_STATE)][contour * STATE_WORDS..];
        let frequency = (u64::from(state[2]) | u64::from(state[3]) << 32) & TURN_MASK;
        cue::search(&heard, &samples(&window::CONTOUR_CELLS, contour * cells, cells), frequency).words()
    };
    let guesses = (0..shape.contours as usize).flat_map(guess).collect();
    memories[index(&window::CUE_GUESSES)] = guesses;
}
