//! The search with its memories: the cue, and sums beside guesses. While nothing is searched the host reads and writes them through
//! the window port; cells and frequencies are lent by the contours.
//!
//! Latency: 1 clock from window and address to `window_read`.

use rust_hdl::prelude::*;
use syntony_medium::rhythm::RhythmShape;
use syntony_medium::window::{CUE, CUE_GUESSES};

use super::scan::{Scan, guesses_at};
use crate::cast::*;
use crate::memory::{Address, BulkRam, Ram};

/// The search.
#[derive(LogicBlock, Default)]
pub struct Search {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// A search begins.
    pub go: Signal<In, Bit>,
    /// Samples of the cue; it stays while a search goes on.
    pub length: Signal<In, Bits<16>>,
    /// Frequency of the contour, bits 0 to 31.
    pub omega_low: Signal<In, Bits<32>>,
    /// Bits 32 to 47.
    pub omega_high: Signal<In, Bits<16>>,
    /// Cell.
    pub ring: Signal<In, Bits<16>>,
    /// A search goes on.
    pub busy: Signal<Out, Bit>,
    /// It ends in this clock.
    pub done: Signal<Out, Bit>,
    /// The frequency's place.
    pub state_at: Signal<Out, Address>,
    /// The cell's.
    pub cell_at: Signal<Out, Address>,
    /// Number of the window.
    pub window: Signal<In, Bits<8>>,
    /// Word of it.
    pub window_address: Signal<In, Address>,
    /// Writes it.
    pub window_enable: Signal<In, Bit>,
    /// What.
    pub window_write: Signal<In, Bits<32>>,
    /// The window is one of the two.
    pub window_mine: Signal<Out, Bit>,
    /// What it holds.
    pub window_read: Signal<Out, Bits<32>>,
    scan: Scan,
    cue: BulkRam,
    sums: Ram,
    of_cue: Signal<Local, Bit>,
    of_guesses: Signal<Local, Bit>,
    number_cue: Fixed<Bits<8>>,
    number_guesses: Fixed<Bits<8>>,
    guesses: Fixed<Address>,
}

impl Search {
    /// The search of a shape with a cue.
    pub fn new(shape: &RhythmShape) -> Self {
        let guesses = guesses_at(shape);
        Self {
            scan: Scan::new(shape),
            cue: BulkRam::beside(shape.cue, 16, 1),
            sums: Ram::new(2 * guesses, 32),
            number_cue: constant(CUE.number.into()),
            number_guesses: constant(CUE_GUESSES.number.into()),
            guesses: constant(guesses),
            ..Self::default()
        }
    }
}

impl Logic for Search {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, scan, cue, sums);
        self.scan.go.next = self.go.val();
        self.scan.length.next = self.length.val();
        self.scan.omega_low.next = self.omega_low.val();
        self.scan.omega_high.next = self.omega_high.val();
        self.scan.ring.next = self.ring.val();
        self.scan.heard.next = self.cue.read.val().get_bits::<16>(0);
        self.scan.sum.next = self.sums.read.val();
        self.busy.next = self.scan.busy.val();
        self.done.next = self.scan.done.val();
        self.state_at.next = self.scan.state_at.val();
        self.cell_at.next = self.scan.cell_at.val();
        self.sums.write_enable.next = self.scan.sum_writes.val();
        self.sums.write_address.next = self.scan.sum_to.val();
        self.sums.write.next = self.scan.sum_write.val();
        self.of_cue.next = self.window.val() == self.number_cue.val();
        self.of_guesses.next = self.window.val() == self.number_guesses.val();
        self.window_mine.next = self.of_cue.val() | self.of_guesses.val();
        self.cue.address.next = self.scan.heard_at.val();
        self.cue.write_enable.next = false;
        self.cue.write.next = self.window_write.val();
        self.sums.read_address.next = self.scan.sum_from.val();
        if !self.scan.busy.val() {
            self.cue.address.next = self.window_address.val();
            self.cue.write_enable.next = self.window_enable.val() & self.of_cue.val();
            self.sums.read_address.next = self.window_address.val() | self.guesses.val();
        }
        self.window_read.next = self.cue.read.val();
        if self.of_guesses.val() {
            self.window_read.next = self.sums.read.val();
        }
    }
}
