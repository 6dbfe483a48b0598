//! The columns of the banks in two memories of block RAMs: the low and the high half of a column are read together, and written
//! while others are read.
//!
//! Latency: 1 clock from place and column to the words.

use rust_hdl::prelude::*;
use syntony_medium::shape::Shape;

use crate::memory::{Address, Ram};

/// Two memories.
#[derive(LogicBlock, Default)]
pub struct Pair {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Where the low half is read: row and column.
    pub low_place: Signal<In, Address>,
    /// Where the high half is read.
    pub high_place: Signal<In, Address>,
    /// Where the low half is written.
    pub low_write_place: Signal<In, Address>,
    /// Where the high half is written.
    pub high_write_place: Signal<In, Address>,
    /// Writes the low half.
    pub low_writes: Signal<In, Bit>,
    /// Writes the lower byte of the high half.
    pub lower_writes: Signal<In, Bit>,
    /// Writes its upper byte.
    pub upper_writes: Signal<In, Bit>,
    /// The low half.
    pub low_data: Signal<In, Bits<16>>,
    /// The high half.
    pub high_data: Signal<In, Bits<16>>,
    /// The low half.
    pub low: Signal<Out, Bits<16>>,
    /// The high half.
    pub high: Signal<Out, Bits<16>>,
    low_bank: Ram,
    lower_bank: Ram,
    upper_bank: Ram,
    lower: Signal<Local, Bits<8>>,
    upper: Signal<Local, Bits<8>>,
    lower_wide: Signal<Local, Bits<16>>,
    upper_wide: Signal<Local, Bits<16>>,
    upper_up: Signal<Local, Bits<16>>,
}

impl Pair {
    /// The memories of a shape.
    pub fn new(shape: &Shape) -> Self {
        let words = 4 * shape.oscillators.next_power_of_two();
        Self { low_bank: Ram::new(words, 16), lower_bank: Ram::new(words, 8), upper_bank: Ram::new(words, 8), ..Self::default() }
    }
}

impl Logic for Pair {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, low_bank, lower_bank, upper_bank);
        self.low_bank.read_address.next = self.low_place.val();
        self.lower_bank.read_address.next = self.high_place.val();
        self.upper_bank.read_address.next = self.high_place.val();
        self.low_bank.write_address.next = self.low_write_place.val();
        self.lower_bank.write_address.next = self.high_write_place.val();
        self.upper_bank.write_address.next = self.high_write_place.val();
        self.low_bank.write_enable.next = self.low_writes.val();
        self.lower_bank.write_enable.next = self.lower_writes.val();
        self.upper_bank.write_enable.next = self.upper_writes.val();
        self.low_bank.write.next = bit_cast::<32, 16>(self.low_data.val());
        self.lower.next = self.high_data.val().get_bits::<8>(0);
        self.upper.next = self.high_data.val().get_bits::<8>(8);
        self.lower_bank.write.next = bit_cast::<32, 8>(self.lower.val());
        self.upper_bank.write.next = bit_cast::<32, 8>(self.upper.val());
        self.low.next = self.low_bank.read.val().get_bits::<16>(0);
        self.lower_wide.next = self.lower_bank.read.val().get_bits::<16>(0);
        self.upper_wide.next = self.upper_bank.read.val().get_bits::<16>(0);
        self.upper_up.next = self.upper_wide.val() << 8;
        self.high.next = self.lower_wide.val() | self.upper_up.val();
    }
}
