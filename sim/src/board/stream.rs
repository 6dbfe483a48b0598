//! What of a board hears samples: its windows are its truth, from which it is made when samples come.

use syntony_medium::rhythm::{Mode, RhythmShape};
use syntony_medium::shape::Shape;
use syntony_medium::window::{self, RING, Window};
use syntony_medium::{beats, registers as reg};

use super::file::Registers;
use crate::rhythm::{Contour, Hear, STATE_WORDS, Tracker, Words};

/// What samples go through.
#[derive(Default)]
pub struct Stream {
    live: Option<Live>,
}

struct Live {
    contours: Vec<(Contour, Mode)>,
    beats: Option<Tracker>,
}

fn index(window: &Window) -> usize {
    usize::from(window.number) - 1
}

/// Whether a window is a memory of what hears samples.
pub fn holds(window: &Window) -> bool {
    [window::CONTOUR_STATE, window::CONTOUR_CELLS, window::CONTOUR_ERRORS, window::BEAT_STATE].contains(window)
}

/// What the windows hold at power-up.
pub fn begin(shape: &Shape, memories: &mut [Vec<u32>]) {
    if let Some(rhythm) = shape.rhythm.filter(|rhythm| rhythm.beats) {
        memories[index(&window::BEAT_STATE)].copy_from_slice(&Tracker::new(rhythm.rate).words());
    }
}

impl Live {
    /// Out of the windows.
    fn new(shape: &RhythmShape, memories: &[Vec<u32>]) -> Self {
        let of = |window: &Window, k: usize, count: usize| &memories[index(window)][k * count..][..count];
        let (n, contours) = (shape.cells as usize, shape.contours as usize);
        let contour = |k: usize| {
            let mut state = [0; STATE_WORDS];
            state.copy_from_slice(of(&window::CONTOUR_STATE, k, STATE_WORDS));
            let (cells, errors) = (of(&window::CONTOUR_CELLS, k, n).to_vec(), of(&window::CONTOUR_ERRORS, k, n).to_vec());
            Contour::from_words(shape, &Words { state, cells, errors })
        };
        let beats = shape.beats.then(|| {
            let mut words = [0; beats::WORDS];
            words.copy_from_slice(of(&window::BEAT_STATE, 0, beats::WORDS));
            Tracker::from_words(shape.rate, &words)
        });
        Self { contours: (0..contours).map(contour).collect(), beats }
    }
}

impl Stream {
    /// Puts the contours back into the windows.
    pub fn settle(&mut self, memories: &mut [Vec<u32>]) {
        let Some(live) = self.live.take() else { return };
        for (k, (contour, mode)) in live.contours.into_iter().enumerate() {
            let (words, n) = (contour.words(mode), contour.cells.len());
            memories[index(&window::CONTOUR_STATE)][k * STATE_WORDS..][..STATE_WORDS].copy_from_slice(&words.state);
            memories[index(&window::CONTOUR_CELLS)][k * n..][..n].copy_from_slice(&words.cells);
            memories[index(&window::CONTOUR_ERRORS)][k * n..][..n].copy_from_slice(&words.errors);
        }
        if let Some(beats) = live.beats {
            memories[index(&window::BEAT_STATE)].copy_from_slice(&beats.words());
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
        let live = self.live.get_or_insert_with(|| Live::new(shape, memories));
        for number in (0..head.wrapping_sub(done)).map(|k| done.wrapping_add(k)) {
            let place = (number % RING) as usize;
            let word = memories[index(&window::SAMPLES)][place];
            let sample = (word >> 16 & 1 == 1).then_some(word as u16 as i16);
            let mut said = 0;
            for (k, (contour, mode)) in live.contours.iter_mut().enumerate() {
                let Some(hear) = Hear::of(*mode, sample) else { continue };
                let (readout, _) = contour.sample(hear);
                if k == speaker {
                    said = u32::from(readout as u16) | ((contour.phase >> 24) as u32) << 16;
                }
            }
            memories[index(&window::READOUTS)][place] = said;
            if let Some(beats) = &mut live.beats {
                let (_, beat) = beats.sample(sample);
                memories[index(&window::ANSWERS)][place] = u32::from(beat) << 16 | (beats.beats.leader as u32) << 20;
            }
        }
        registers.set(&reg::SAMPLE_DONE, head);
    }
}
