//! A Verilated [`Stream`], driven as the link drives it.

use syntony_hdl::rhythm::stream::Stream;
use syntony_medium::registers as reg;
use syntony_medium::rhythm::RhythmShape;
use syntony_medium::window::{CONTOUR_CELLS, CONTOUR_ERRORS, CONTOUR_STATE, READOUTS, RING, SAMPLES};
use syntony_sim::rhythm::{STATE_WORDS, Words};

use crate::core::{hearing_files, source_of};
use crate::model::Model;

// Ports of `Stream` in the order of `ports.rs`.
const REGISTER_WRITES: usize = 0;
const REGISTER: usize = 1;
const REGISTER_WRITE: usize = 2;
const WINDOW: usize = 3;
const OFFSET: usize = 4;
const WINDOW_WRITES: usize = 5;
const WINDOW_WRITE: usize = 6;
const REGISTER_READ: usize = 1;
const BUSY: usize = 2;
const WINDOW_READ: usize = 3;

/// A Verilated stream with its contours, as the link sees it.
pub struct Board {
    shape: RhythmShape,
    model: Model,
    clocks: u64,
    head: u32,
}

impl Board {
    /// One of a shape, after power-up; `name` that of the compiled model.
    pub fn new(name: &str, shape: RhythmShape) -> Self {
        let mut core = Stream::new(&shape, true);
        let source = source_of(name, &mut core, hearing_files(&shape)).unwrap();
        Self { shape, model: Model::load(&source).unwrap(), clocks: 0, head: 0 }
    }

    /// A clock.
    pub fn clock(&mut self) {
        self.model.clock();
        self.clocks += 1;
    }

    /// Writes a register.
    pub fn register(&mut self, register: &reg::Register, word: u32) {
        self.model.poke(REGISTER, register.address.into());
        self.model.poke(REGISTER_WRITE, word);
        self.model.poke(REGISTER_WRITES, 1);
        self.clock();
        self.model.poke(REGISTER_WRITES, 0);
    }

    /// Reads one of its registers.
    pub fn read_register(&mut self, register: &reg::Register) -> u32 {
        self.model.poke(REGISTER, register.address.into());
        self.clock();
        self.model.peek(REGISTER_READ)
    }

    /// Writes a word of a window.
    pub fn write(&mut self, window: u16, offset: u32, word: u32) {
        self.model.poke(WINDOW, window.into());
        self.model.poke(OFFSET, offset);
        self.model.poke(WINDOW_WRITE, word);
        self.model.poke(WINDOW_WRITES, 1);
        self.clock();
        self.model.poke(WINDOW_WRITES, 0);
        self.clock();
    }

    /// Reads one.
    pub fn read(&mut self, window: u16, offset: u32) -> u32 {
        self.model.poke(WINDOW, window.into());
        self.model.poke(OFFSET, offset);
        (0..4).for_each(|_| self.clock());
        self.model.peek(WINDOW_READ)
    }

    /// Loads a contour.
    pub fn load(&mut self, contour: u32, words: &Words) {
        let n = self.shape.cells;
        for (k, &word) in (0..).zip(&words.state) {
            self.write(CONTOUR_STATE.number, contour * STATE_WORDS as u32 + k, word);
        }
        for (k, (&cell, &error)) in (0..).zip(words.cells.iter().zip(&words.errors)) {
            self.write(CONTOUR_CELLS.number, contour * n + k, cell);
            self.write(CONTOUR_ERRORS.number, contour * n + k, error);
        }
    }

    /// A contour as it is.
    pub fn words(&mut self, contour: u32) -> Words {
        let n = self.shape.cells;
        let state = std::array::from_fn(|k| self.read(CONTOUR_STATE.number, contour * STATE_WORDS as u32 + k as u32));
        let cells = (0..n).map(|k| self.read(CONTOUR_CELLS.number, contour * n + k)).collect();
        Words { state, cells, errors: (0..n).map(|k| self.read(CONTOUR_ERRORS.number, contour * n + k)).collect() }
    }

    /// Clocks since power-up.
    pub fn clocks(&self) -> u64 {
        self.clocks
    }

    /// Whether samples wait or are worked on, or a search goes on.
    pub fn busy(&mut self) -> bool {
        self.model.peek(BUSY) == 1
    }

    /// Lets it come to an end.
    pub fn wait(&mut self) {
        let begin = self.clocks;
        while self.busy() {
            self.clock();
            assert!(self.clocks - begin < 1 << 30, "the stream does not come to an end");
        }
    }

    /// Samples into the ring, and the head.
    pub fn send(&mut self, samples: &[Option<i16>]) {
        for (k, sample) in (self.head..).zip(samples) {
            let word = sample.map_or(0, |sample| u32::from(sample as u16) | 1 << 16);
            self.write(SAMPLES.number, k % RING, word);
        }
        self.head += samples.len() as u32;
        self.register(&reg::SAMPLE_HEAD, self.head);
    }

    /// What the speaker said to a sample.
    pub fn said(&mut self, number: u32) -> u32 {
        self.read(READOUTS.number, number % RING)
    }

    /// Samples, at most a ring full; gives what the speaker said to each.
    pub fn play(&mut self, samples: &[Option<i16>]) -> Vec<u32> {
        let from = self.head;
        self.send(samples);
        self.wait();
        (from..self.head).map(|k| self.said(k)).collect()
    }
}
