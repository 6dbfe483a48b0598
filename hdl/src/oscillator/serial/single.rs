//! The columns of the banks in one memory with one port, for media whose banks are more than the block RAMs hold: one half of
//! a column a clock, and nothing is read in a clock that writes.
//!
//! Latency: 1 clock from place, column and half to the word; 2 to the state's halves that are held, the low and the high one.
//! While no pass goes on the halves take turns, and what is held are those of the window: 4 clocks. A write then takes 2 clocks.

use rust_hdl::prelude::*;
use syntony_medium::shape::Shape;

use crate::cast::*;
use crate::memory::{Address, ByteRam};

/// One memory of half words.
#[derive(LogicBlock, Default)]
pub struct Single {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// A pass goes on.
    pub busy: Signal<In, Bit>,
    /// While a pass goes on: the high half is read.
    pub upper: Signal<In, Bit>,
    /// While a pass goes on: what is read is the state.
    pub state: Signal<In, Bit>,
    /// Where the low half is read: row and column.
    pub low_place: Signal<In, Address>,
    /// Where the high half is read.
    pub high_place: Signal<In, Address>,
    /// Where the low half is written.
    pub low_write_place: Signal<In, Address>,
    /// Where the high half is written; if no pass goes on it is, a clock later.
    pub high_write_place: Signal<In, Address>,
    /// Writes the low half.
    pub low_writes: Signal<In, Bit>,
    /// Writes the lower byte of the high half; not together with the low half while a pass goes on.
    pub lower_writes: Signal<In, Bit>,
    /// Writes its upper byte.
    pub upper_writes: Signal<In, Bit>,
    /// The low half.
    pub low_data: Signal<In, Bits<16>>,
    /// The high half.
    pub high_data: Signal<In, Bits<16>>,
    /// The half that was read.
    pub word: Signal<Out, Bits<16>>,
    /// The low half that is held.
    pub low: Signal<Out, Bits<16>>,
    /// The high half that is held.
    pub high: Signal<Out, Bits<16>>,
    high_bit: Fixed<Address>,
    bank: ByteRam,
    turn: DFF<Bit>,
    takes_low: DFF<Bit>,
    takes_high: DFF<Bit>,
    low_held: DFF<Bits<16>>,
    high_held: DFF<Bits<16>>,
    // The high half of the window's word waits for the low one; the window may be elsewhere by then.
    later: DFF<Bits<16>>,
    place_later: DFF<Address>,
    lower_later: DFF<Bit>,
    upper_later: DFF<Bit>,
    lower: Signal<Local, Bit>,
    upper_byte: Signal<Local, Bit>,
    reads_high: Signal<Local, Bit>,
    read: Signal<Local, Bits<16>>,
    high_word: Signal<Local, Bits<16>>,
    high_at: Signal<Local, Address>,
}

impl Single {
    /// The memory of a shape.
    pub fn new(shape: &Shape) -> Self {
        let rows = shape.oscillators.next_power_of_two();
        Self { high_bit: constant(4 * rows), bank: ByteRam::new(8 * rows), ..Self::default() }
    }
}

impl Logic for Single {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, bank);
        dff_setup!(self, clock, turn, takes_low, takes_high, low_held, high_held, later, place_later, lower_later, upper_later);
        self.turn.d.next = !self.turn.q.val();
        // What is written.
        self.later.d.next = self.high_data.val();
        self.place_later.d.next = self.high_write_place.val();
        self.lower_later.d.next = self.lower_writes.val() & !self.busy.val();
        self.upper_later.d.next = self.upper_writes.val() & !self.busy.val();
        self.lower.next = self.lower_later.q.val();
        self.upper_byte.next = self.upper_later.q.val();
        self.high_word.next = self.later.q.val();
        self.high_at.next = self.place_later.q.val();
        self.reads_high.next = self.turn.q.val();
        if self.busy.val() {
            self.lower.next = self.lower_writes.val();
            self.upper_byte.next = self.upper_writes.val();
            self.high_word.next = self.high_data.val();
            self.high_at.next = self.high_write_place.val();
            self.reads_high.next = self.upper.val();
        }
        self.bank.lower_writes.next = self.low_writes.val() | self.lower.val();
        self.bank.upper_writes.next = self.low_writes.val() | self.upper_byte.val();
        self.bank.write.next = self.high_word.val();
        if self.low_writes.val() {
            self.bank.write.next = self.low_data.val();
        }
        // Where.
        self.bank.address.next = self.low_place.val();
        if self.reads_high.val() {
            self.bank.address.next = self.high_place.val() | self.high_bit.val();
        }
        if self.lower.val() | self.upper_byte.val() {
            self.bank.address.next = self.high_at.val() | self.high_bit.val();
        }
        if self.low_writes.val() {
            self.bank.address.next = self.low_write_place.val();
        }
        // What is read.
        self.takes_low.d.next = !self.reads_high.val() & (self.state.val() | !self.busy.val());
        self.takes_high.d.next = self.reads_high.val() & (self.state.val() | !self.busy.val());
        if self.low_writes.val() | self.lower.val() | self.upper_byte.val() {
            self.takes_low.d.next = false;
            self.takes_high.d.next = false;
        }
        self.read.next = self.bank.read.val();
        if self.takes_low.q.val() {
            self.low_held.d.next = self.read.val();
        }
        if self.takes_high.q.val() {
            self.high_held.d.next = self.read.val();
        }
        self.word.next = self.read.val();
        self.low.next = self.low_held.q.val();
        self.high.next = self.high_held.q.val();
    }
}
