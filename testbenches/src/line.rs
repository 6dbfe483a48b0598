//! The whole top behind its two wires, in this process.

use std::ops::{Deref, DerefMut};

use syntony_hdl::link::rate::first_rate;
use syntony_hdl::top::{Choices, Top};
use syntony_medium::shape::Shape;
use syntony_verilated::line::Line as Board;

use crate::core::{memory_files, source_of};
use crate::model::{Model, ModelError};

/// A Verilated board.
pub struct Line(Board);

impl Line {
    /// A board of any make whose first input is `uart_rx` and first output `uart_tx`; a bit lasts `bit_clocks` at first.
    pub fn of(model: Model, bit_clocks: u32) -> Self {
        Self(Board::of(model, bit_clocks))
    }

    /// The board of a shape, just powered up.
    pub fn new(name: &str, shape: &Shape, choices: &Choices) -> Result<Self, ModelError> {
        let mut top = Top::new(shape, choices);
        let files = memory_files(shape, choices.clock_hz, choices.build_id);
        let model = Model::load(&source_of(name, &mut top, files)?)?;
        Ok(Self(Board::of(model, first_rate(choices.clock_hz, choices.baud))))
    }
}

impl Deref for Line {
    type Target = Board;

    fn deref(&self) -> &Board {
        &self.0
    }
}

impl DerefMut for Line {
    fn deref_mut(&mut self) -> &mut Board {
        &mut self.0
    }
}
