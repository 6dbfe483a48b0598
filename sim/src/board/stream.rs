//! What of a board hears samples, contours, a pool, beats: its windows are its truth, from which it is made when samples come.

use syntony_medium::rhythm::{Mode, RhythmShape};
use syntony_medium::shape::Shape;
use syntony_medium::window::{self, RING, Window};
use syntony_medium::{beats, pool, registers as reg};

use super::file::Registers;
use crate::rhythm::{Contour, Hear, Pool, STATE_WORDS, Tracker, Words};

/// What samples go through.
struct Live {
    contours: Vec<(Contour, Mode)>,
    pool: Option<Pool>,
    beats: Option<Tracker>,
}

/// What samples go through, while the windows do not hold it.
#[derive(Default)]
pub struct Stream {
    live: Option<Live>,
}

/// Where a window stands among the memories.
pub fn index(window: &Window) -> usize {
    usize::from(window.number) - 1
}

/// Whether a window is a memory of what hears samples.
pub fn holds(window: &Window) -> bool {
    [window::CONTOUR_STATE, window::CONTOUR_CELLS, window::CONTOUR_ERRORS, window::POOL_STATE, window::BEAT_STATE].contains(window)
}

/// What the windows hold at power-up.
pub fn begin(shape: &Shape, memories: &mut [Vec<u32>]) {
    let Some(rhythm) = shape.rhythm else { return };
    if rhythm.tones > 0 {
        memories[index(&window::POOL_STATE)].copy_from_slice(&pool::words(rhythm.rate, rhythm.tones));
    }
    if rhythm.beats {
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
        let pool = (shape.tones > 0).then(|| Pool::from_words(shape.rate, &memories[index(&window::POOL_STATE)]));
        let beats = shape.beats.then(|| {
            let mut words = [0; beats::WORDS];
            words.copy_from_slice(of(&window::BEAT_STATE, 0, beats::WORDS));
            Tracker::from_words(shape.rate, &words)
        });
        Self { contours: (0..contours).map(contour).collect(), pool, beats }
    }

    /// One sample; gives what stands in `readouts` and in `answers` for it.
    fn sample(&mut self, sample: Option<i16>, speaker: usize) -> (u32, u32) {
        let mut said = 0;
        for (k, (contour, mode)) in self.contours.iter_mut().enumerate() {
            let Some(hear) = Hear::of(*mode, sample) else { continue };
            let (readout, _) = contour.sample(hear);
            if k == speaker {
                said = u32::from(readout as u16) | ((contour.phase >> 24) as u32) << 16;
            }
        }
        let tones = self.pool.as_mut().map_or(0, |pool| u32::from(pool.sample(sample).cast_unsigned()));
        let beat = self.beats.as_mut().map_or(0, |beats| {
            let (_, beat) = beats.sample(sample);
            u32::from(beat) << 16 | (beats.beats.leader as u32) << 20
        });
        (said, tones | beat)
    }
}

impl Stream {
    /// Puts contours and pool back into the windows.
    pub fn settle(&mut self, memories: &mut [Vec<u32>]) {
        let Some(live) = self.live.take() else { return };
        if let Some(pool) = live.pool {
            memories[index(&window::POOL_STATE)].copy_from_slice(&pool.words());
        }
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
            let (said, answer) = live.sample(sample, speaker);
            memories[index(&window::READOUTS)][place] = said;
            if shape.answers() {
                memories[index(&window::ANSWERS)][place] = answer;
            }
        }
        registers.set(&reg::SAMPLE_DONE, head);
    }
}
