//! The whole top behind its two wires: bytes in, bytes out, one clock after the other.

use std::collections::VecDeque;
use std::path::Path;

use syntony_hdl::generate::{Design, GenerateError, TOP, generate};
use syntony_hdl::link::rate::first_rate;
use thiserror::Error;

use crate::faults::{Event, Faults, Injector};
use crate::model::{Model, ModelError, Source};

/// Clocks that a board may take to begin its reply, and more.
const THINKING: u64 = 5000;

/// Why there is no board.
#[derive(Debug, Error)]
pub enum BoardError {
    /// The design has no hardware.
    #[error(transparent)]
    Design(#[from] GenerateError),
    /// The hardware could not be compiled.
    #[error(transparent)]
    Model(#[from] ModelError),
}

/// A Verilated board at the end of a line, which may be a bad one.
pub struct Line {
    model: Model,
    bit_clocks: u32,
    clocks: u64,
    sending: VecDeque<Event>,
    // Line levels of what is being sent, and the clocks left of the first.
    out: u32,
    out_bits: u32,
    out_left: u32,
    in_left: u32,
    in_bits: u32,
    in_byte: u32,
    // Bytes of the board and the clock at which each is there.
    received: VecDeque<(u64, u8)>,
    // Whether a byte came whose stop bit was low.
    torn: bool,
    // Last clock at which something was on its way.
    awake: u64,
    faults: Option<[Injector; 2]>,
}

impl Line {
    /// The board of a design, just powered up; its model is kept in the folder `cache`.
    pub fn new(design: &Design, cache: &Path) -> Result<Self, BoardError> {
        let files = generate(design)?;
        let text = |name: &str| files.iter().find(|file| file.name == name).map(|file| file.text.clone()).unwrap_or_default();
        let memories = files.iter().filter(|file| file.name.ends_with(".mem")).map(|file| (file.name.clone(), file.text.clone()));
        let source = Source {
            verilog: text(&format!("{TOP}.v")),
            top: TOP.into(),
            files: memories.collect(),
            inputs: vec!["uart_rx".into()],
            outputs: vec!["uart_tx".into()],
            trace: false,
            fast: true,
        };
        Ok(Self::of(Model::load_from(&source, cache)?, first_rate(design.clock_hz, design.baud)))
    }

    /// A board from its model, whose only input and output are the wires.
    pub fn of(mut model: Model, bit_clocks: u32) -> Self {
        model.poke(0, 1);
        Self {
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
            awake: 0,
            faults: None,
        }
    }

    /// Clocks since power-up.
    pub fn clocks(&self) -> u64 {
        self.clocks
    }

    /// Clocks that a bit lasts.
    pub fn bit_clocks(&self) -> u32 {
        self.bit_clocks
    }

    /// Sets the host's rate, at least 1 clock a bit.
    pub fn set_bit_clocks(&mut self, bit_clocks: u32) {
        self.bit_clocks = bit_clocks.max(1);
    }

    /// Makes the line bad from now on, or good again.
    pub fn set_faults(&mut self, faults: Option<Faults>) {
        self.faults = faults.map(|faults| [0, 1].map(|direction| Injector::new(faults, direction)));
    }

    /// Faults since [`Line::set_faults`].
    pub fn injected(&self) -> u64 {
        self.faults.iter().flatten().map(Injector::injected).sum()
    }

    /// Bytes for the board.
    pub fn send(&mut self, bytes: &[u8]) {
        match &mut self.faults {
            None => self.sending.extend(bytes.iter().copied().map(Event::Byte)),
            Some([there, _]) => bytes.iter().for_each(|&byte| there.pass(byte, |event| self.sending.push_back(event))),
        }
    }

    /// Something that befalls the line after what is on its way to the board.
    pub fn befall(&mut self, event: Event) {
        self.sending.push_back(event);
    }

    /// Powers the board up anew.
    pub fn reset(&mut self) {
        self.model.reset();
        self.model.poke(0, 1);
        (self.in_bits, self.in_left) = (0, 0);
    }

    /// Whether everything has been sent.
    pub fn sent(&self) -> bool {
        self.sending.is_empty() && self.out_bits == 0
    }

    /// Bytes that wait to be sent.
    pub fn waiting(&self) -> usize {
        self.sending.len()
    }

    /// Bytes of the board.
    pub fn receive(&mut self) -> Option<u8> {
        let (clock, byte) = *self.received.front()?;
        if clock > self.clocks {
            return None;
        }
        self.received.pop_front();
        Some(byte)
    }

    /// Whether nothing has been under way for so long that the board will say nothing more by itself.
    pub fn quiet(&self) -> bool {
        self.clocks > self.awake + THINKING + 20 * u64::from(self.bit_clocks)
    }

    /// Whether the board ever sent a byte without a stop bit.
    pub fn torn(&self) -> bool {
        self.torn
    }

    /// Puts the next levels on the line to the board.
    fn drive(&mut self) {
        if self.out_bits == 0 {
            match self.sending.pop_front() {
                None => return,
                Some(Event::Byte(byte)) => {
                    self.out = u32::from(byte) << 1 | 0x200;
                    self.out_bits = 10;
                }
                Some(Event::Reset) => return self.reset(),
                Some(pause @ (Event::Pause(bits) | Event::Break(bits))) => {
                    self.model.poke(0, u32::from(matches!(pause, Event::Pause(_))));
                    self.out_left = bits.saturating_mul(self.bit_clocks);
                    // The line rises again before the next byte.
                    (self.out, self.out_bits) = (1, 1);
                    return;
                }
            }
        }
        self.model.poke(0, self.out & 1);
        self.out >>= 1;
        self.out_bits -= 1;
        self.out_left = self.bit_clocks;
    }

    /// One clock.
    pub fn clock(&mut self) {
        if self.out_left == 0 {
            self.drive();
        }
        if self.out_left > 0 {
            self.out_left -= 1;
            self.awake = self.clocks;
        }
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
            self.awake = self.clocks;
            match self.in_bits {
                9 => {}
                0 => {
                    self.torn |= level == 0;
                    self.arrive(self.in_byte as u8);
                }
                _ => self.in_byte = self.in_byte >> 1 | level << 7,
            }
        }
    }

    fn arrive(&mut self, byte: u8) {
        let mut at = self.received.back().map_or(self.clocks, |(clock, _)| self.clocks.max(*clock));
        let Some([_, back]) = &mut self.faults else { return self.received.push_back((at, byte)) };
        back.pass(byte, |event| match event {
            Event::Byte(byte) => self.received.push_back((at, byte)),
            Event::Pause(bits) => at += u64::from(bits) * u64::from(self.bit_clocks),
            // A receiver takes a break for a zero.
            Event::Break(_) => self.received.push_back((at, 0)),
            // Resets come with what the board is sent.
            Event::Reset => {}
        });
        self.awake = at;
    }
}
