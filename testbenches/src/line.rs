//! The whole top behind its two wires: bytes in, bytes out, one clock after the other.

use std::collections::VecDeque;

use syntony_hdl::csr;
use syntony_hdl::link::execute::first_rate;
use syntony_hdl::sequencer::processor;
use syntony_hdl::top::{Choices, Top};
use syntony_medium::shape::Shape;

use crate::core::source_of;
use crate::model::{Model, ModelError};

/// A Verilated board.
pub struct Line {
    model: Model,
    bit_clocks: u32,
    clocks: u64,
    sending: VecDeque<u8>,
    // Line level of the byte that is being sent, 10 bits, and the clocks left of the first.
    out: u32,
    out_bits: u32,
    out_left: u32,
    in_left: u32,
    in_bits: u32,
    in_byte: u32,
    received: VecDeque<u8>,
    // Whether a byte came whose stop bit was low.
    torn: bool,
}

impl Line {
    /// The board of a shape, just powered up.
    pub fn new(name: &str, shape: &Shape, choices: &Choices) -> Result<Self, ModelError> {
        let mut top = Top::new(shape, choices);
        let contents = [csr::content(shape, choices.clock_hz, choices.build_id), processor::content(shape)];
        let files = contents.map(|content| (content.file.clone(), content.text()));
        let mut model = Model::load(&source_of(name, &mut top, files.into())?)?;
        model.poke(0, 1);
        let bit_clocks = first_rate(choices.clock_hz, choices.baud);
        Ok(Self {
            model,
            bit_clocks,
            clocks: 0,
            sending: VecDeque::new(),
            out: 1,
            out_bits: 0,
            out_left: 0,
            in_left: 0,
            in_bits: 0,
            in_byte: 0,
            received: VecDeque::new(),
            torn: false,
        })
    }

    /// Clocks since power-up.
    pub fn clocks(&self) -> u64 {
        self.clocks
    }

    /// Clocks that a bit lasts.
    pub fn bit_clocks(&self) -> u32 {
        self.bit_clocks
    }

    /// Sets the host's rate.
    pub fn set_bit_clocks(&mut self, bit_clocks: u32) {
        self.bit_clocks = bit_clocks;
    }

    /// Bytes for the board.
    pub fn send(&mut self, bytes: &[u8]) {
        self.sending.extend(bytes);
    }

    /// Whether everything has been sent.
    pub fn sent(&self) -> bool {
        self.sending.is_empty() && self.out_bits == 0
    }

    /// Bytes of the board.
    pub fn receive(&mut self) -> Option<u8> {
        self.received.pop_front()
    }

    /// Whether the board ever sent a byte without a stop bit.
    pub fn torn(&self) -> bool {
        self.torn
    }

    /// One clock.
    pub fn clock(&mut self) {
        if self.out_left == 0 {
            if self.out_bits == 0
                && let Some(byte) = self.sending.pop_front()
            {
                self.out = u32::from(byte) << 1 | 0x200;
                self.out_bits = 10;
            }
            if self.out_bits > 0 {
                self.model.poke(0, self.out & 1);
                self.out >>= 1;
                self.out_bits -= 1;
                self.out_left = self.bit_clocks;
            }
        }
        self.out_left = self.out_left.saturating_sub(1);
        self.model.clock();
        self.clocks += 1;
        let level = self.model.peek(0);
        if self.in_bits == 0 {
            if level == 0 {
                self.in_bits = 10;
                self.in_left = self.bit_clocks / 2;
                self.in_byte = 0;
            }
        } else if self.in_left > 0 {
            self.in_left -= 1;
        } else {
            self.in_left = self.bit_clocks - 1;
            self.in_bits -= 1;
            match self.in_bits {
                9 => {}
                0 => {
                    self.torn |= level == 0;
                    self.received.push_back(self.in_byte as u8);
                }
                _ => self.in_byte = self.in_byte >> 1 | level << 7,
            }
        }
    }
}
