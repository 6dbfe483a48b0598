//! The contours of a board: its windows are their truth, from which they are made when samples come.

use syntony_medium::registers as reg;
use syntony_medium::rhythm::{Mode, RhythmShape};
use syntony_medium::window::{self, RING, Window};

use super::file::Registers;
use crate::rhythm::{Contour, Hear, STATE_WORDS, Words};

/// Contours that samples go through.
#[derive(Default)]
pub struct Stream {
    live: Option<Vec<(Contour, Mode)>>,
}

/// Where a window stands among the memories.
pub fn index(window: &Window) -> usize {
    usize::from(window.number) - 1
}

/// Whether a window is one of the contours' own memories.
pub fn holds(window: &Window) -> bool {
    [window::CONTOUR_STATE, window::CONTOUR_CELLS, window::CONTOUR_ERRORS].contains(window)
}

impl Stream {
    /// Puts the contours back into the windows.
    pub fn settle(&mut self, memories: &mut [Vec<u32>]) {
        for (k, (contour, mode)) in self.live.take().into_iter().flatten().enumerate() {
            let (words, n) = (contour.words(mode), contour.cells.len());
            memories[index(&window::CONTOUR_STATE)][k * STATE_WORDS..][..STATE_WORDS].copy_from_slice(&words.state);
            memories[index(&window::CONTOUR_CELLS)][k * n..][..n].copy_from_slice(&words.cells);
            memories[index(&window::CONTOUR_ERRORS)][k * n..][..n].copy_from_slice(&words.errors);
        }
    }

    /// The host wrote `sample_head`: it is taken if it is not behind and not too far ahead, and all samples up to it are worked on.
    pub fn head(&mut self, shape: &RhythmShape, registers: &mut Registers, memories: &mut [Vec<u32>]) {
        let (head, done) = (registers.get(&reg::SAMPLE_HEAD), registers.get(&reg::SAMPLE_DONE));
        // What is refused stays readable, as in the hardware, but has no effect.
        if head.wrapping_sub(done) >> 31 == 1 {
            return;
        }
        if head.wrapping_sub(done) > RING {
            registers.count(&reg::HEADS_REFUSED);
            return;
        }
        let speaker = registers.get(&reg::SPEAKER) as usize;
        let contours = self.live.get_or_insert_with(|| {
            let (n, contours) = (shape.cells as usize, shape.contours as usize);
            let take = |k: usize| {
                let of = |window: &Window, count: usize| memories[index(window)][k * count..][..count].to_vec();
                let mut state = [0; STATE_WORDS];
                state.copy_from_slice(&of(&window::CONTOUR_STATE, STATE_WORDS));
                let words = Words { state, cells: of(&window::CONTOUR_CELLS, n), errors: of(&window::CONTOUR_ERRORS, n) };
                Contour::from_words(shape, &words)
            };
            (0..contours).map(take).collect()
        });
        for number in (0..head.wrapping_sub(done)).map(|k| done.wrapping_add(k)) {
            let place = (number % RING) as usize;
            let word = memories[index(&window::SAMPLES)][place];
            let sample = (word >> 16 & 1 == 1).then_some(word as u16 as i16);
            let mut said = 0;
            for (k, (contour, mode)) in contours.iter_mut().enumerate() {
                let Some(hear) = Hear::of(*mode, sample) else { continue };
                let (readout, _) = contour.sample(hear);
                if k == speaker {
                    said = u32::from(readout as u16) | ((contour.phase >> 24) as u32) << 16;
                }
            }
            memories[index(&window::READOUTS)][place] = said;
        }
        registers.set(&reg::SAMPLE_DONE, head);
    }
}
