//! The oscillators' banks in two memories of four columns, and the exponents with the signs of the shown values. While no pass goes on the host reads and
//! writes them through the window port.
//!
//! Latency: 1 clock from row and column, or from window and address, to the words.

use rust_hdl::prelude::*;
use syntony_medium::shape::Shape;

use crate::cast::*;
use crate::memory::{Address, Ram};

/// The banks. Columns: state; frequency 23-8 with error step and frequency 7-0; mantissa with bias; target with error.
#[derive(LogicBlock, Default)]
pub struct Banks {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// A pass goes on: the window port is closed.
    pub busy: Signal<In, Bit>,
    /// The row.
    pub row: Signal<In, Address>,
    /// Column that is read.
    pub column: Signal<In, Bits<2>>,
    /// Row that is written.
    pub write_row: Signal<In, Address>,
    /// Writes the state's low half.
    pub write_low: Signal<In, Bit>,
    /// Writes the state's high half.
    pub write_high: Signal<In, Bit>,
    /// Writes the error instead.
    pub error: Signal<In, Bit>,
    /// The low half.
    pub new_low: Signal<In, Bits<16>>,
    /// The high half, or the error.
    pub new_high: Signal<In, Bits<16>>,
    /// The low word.
    pub low: Signal<Out, Bits<16>>,
    /// The high word.
    pub high: Signal<Out, Bits<16>>,
    /// The row's exponent.
    pub exponent: Signal<Out, Bits<5>>,
    /// Its sign: negative. While a sign is written, the one that it takes the place of.
    pub sign: Signal<Out, Bit>,
    /// Exponent and sign of the row of the clock before are kept for when its sign is written.
    pub keep: Signal<In, Bit>,
    /// Writes the sign of the row that is written.
    pub sign_writes: Signal<In, Bit>,
    /// The sign: negative.
    pub negative: Signal<In, Bit>,
    /// Number of the window.
    pub window: Signal<In, Bits<8>>,
    /// Offset in the window.
    pub window_address: Signal<In, Address>,
    /// Writes to the window.
    pub window_enable: Signal<In, Bit>,
    /// What is written.
    pub window_write: Signal<In, Bits<32>>,
    /// What the window holds.
    pub window_read: Signal<Out, Bits<32>>,
    row_mask: Fixed<Address>,
    row_bits: Fixed<Bits<5>>,
    low15: Fixed<Bits<16>>,
    number: Signal<Local, Bits<3>>,
    place: Signal<Local, Address>,
    masked: Signal<Local, Address>,
    write_place: Signal<Local, Address>,
    write_masked: Signal<Local, Address>,
    kept: DFF<Bits<6>>,
    kept_exponent: Signal<Local, Bits<32>>,
    low_column: Signal<Local, Bits<2>>,
    high_column: Signal<Local, Bits<2>>,
    low_column_wide: Signal<Local, Address>,
    high_column_wide: Signal<Local, Address>,
    low_column_up: Signal<Local, Address>,
    high_column_up: Signal<Local, Address>,
    low_write_column: Signal<Local, Bits<2>>,
    high_write_column: Signal<Local, Bits<2>>,
    low_write_wide: Signal<Local, Address>,
    high_write_wide: Signal<Local, Address>,
    low_write_up: Signal<Local, Address>,
    high_write_up: Signal<Local, Address>,
    one: Fixed<Bits<8>>,
    chosen: Signal<Local, Bits<8>>,
    low_data: Signal<Local, Bits<16>>,
    upper: Signal<Local, Bits<8>>,
    lower: Signal<Local, Bits<8>>,
    low_bank: Ram,
    lower_bank: Ram,
    upper_bank: Ram,
    exponent_bank: Ram,
    lower_wide: Signal<Local, Bits<16>>,
    upper_wide: Signal<Local, Bits<16>>,
    upper_up: Signal<Local, Bits<16>>,
    high_word: Signal<Local, Bits<16>>,
    window_low: Signal<Local, Bits<32>>,
    window_high: Signal<Local, Bits<32>>,
    window_high_up: Signal<Local, Bits<32>>,
    window_lower: Signal<Local, Bits<32>>,
    window_low_up: Signal<Local, Bits<32>>,
    window_exponent: Signal<Local, Bits<32>>,
    window_upper: Signal<Local, Bits<32>>,
    window_upper_up: Signal<Local, Bits<32>>,
    exponent_wide: Signal<Local, Bits<32>>,
    exponent_kept: Signal<Local, Bits<32>>,
    sign_bit: Fixed<Bits<32>>,
    exponent_bits: Signal<Local, Bits<5>>,
}

impl Banks {
    /// The banks of a shape.
    pub fn new(shape: &Shape) -> Self {
        let rows = shape.oscillators.next_power_of_two();
        Self {
            row_mask: constant(rows - 1),
            row_bits: constant(rows.ilog2()),
            low15: constant(0x7FFF),
            one: constant(1),
            sign_bit: constant(32),
            low_bank: Ram::new(4 * rows, 16),
            lower_bank: Ram::new(4 * rows, 8),
            upper_bank: Ram::new(4 * rows, 8),
            exponent_bank: Ram::new(rows, 6),
            ..Self::default()
        }
    }
}

impl Logic for Banks {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, low_bank, lower_bank, upper_bank, exponent_bank);
        dff_setup!(self, clock, kept);
        // Where.
        self.number.next = self.window.val().get_bits::<3>(0);
        self.place.next = self.window_address.val();
        self.write_place.next = self.window_address.val();
        self.low_column.next = 0.into();
        if self.number.val() == 2 {
            self.low_column.next = 1.into();
        }
        if self.number.val() == 4 {
            self.low_column.next = 2.into();
        }
        if self.number.val() == 3 {
            self.low_column.next = 3.into();
        }
        self.high_column.next = 0.into();
        if (self.number.val() == 2) | (self.number.val() == 4) {
            self.high_column.next = 1.into();
        }
        if self.number.val() == 5 {
            self.high_column.next = 2.into();
        }
        if self.number.val() == 6 {
            self.high_column.next = 3.into();
        }
        self.low_write_column.next = self.low_column.val();
        self.high_write_column.next = self.high_column.val();
        if self.busy.val() {
            self.place.next = self.row.val();
            self.write_place.next = self.write_row.val();
            self.low_column.next = self.column.val();
            self.high_column.next = self.column.val();
            self.low_write_column.next = 0.into();
            self.high_write_column.next = 0.into();
            if self.error.val() {
                self.high_write_column.next = 3.into();
            }
        }
        self.masked.next = self.place.val() & self.row_mask.val();
        self.write_masked.next = self.write_place.val() & self.row_mask.val();
        self.low_column_wide.next = bit_cast::<24, 2>(self.low_column.val());
        self.high_column_wide.next = bit_cast::<24, 2>(self.high_column.val());
        self.low_write_wide.next = bit_cast::<24, 2>(self.low_write_column.val());
        self.high_write_wide.next = bit_cast::<24, 2>(self.high_write_column.val());
        self.low_column_up.next = self.low_column_wide.val() << self.row_bits.val();
        self.high_column_up.next = self.high_column_wide.val() << self.row_bits.val();
        self.low_write_up.next = self.low_write_wide.val() << self.row_bits.val();
        self.high_write_up.next = self.high_write_wide.val() << self.row_bits.val();
        self.low_bank.read_address.next = self.masked.val() | self.low_column_up.val();
        self.lower_bank.read_address.next = self.masked.val() | self.high_column_up.val();
        self.upper_bank.read_address.next = self.masked.val() | self.high_column_up.val();
        self.exponent_bank.read_address.next = self.masked.val();
        self.low_bank.write_address.next = self.write_masked.val() | self.low_write_up.val();
        self.lower_bank.write_address.next = self.write_masked.val() | self.high_write_up.val();
        self.upper_bank.write_address.next = self.write_masked.val() | self.high_write_up.val();
        self.exponent_bank.write_address.next = self.write_masked.val();
        // What is written, and by whom.
        self.low_data.next = self.window_write.val().get_bits::<16>(0);
        if self.number.val() == 2 {
            self.low_data.next = self.window_write.val().get_bits::<16>(8);
        }
        if self.number.val() == 4 {
            self.low_data.next = self.window_write.val().get_bits::<16>(0) & self.low15.val();
        }
        self.lower.next = self.window_write.val().get_bits::<8>(0);
        if self.number.val() == 1 {
            self.lower.next = self.window_write.val().get_bits::<8>(16);
        }
        self.upper.next = self.window_write.val().get_bits::<8>(24);
        if (self.number.val() == 5) | (self.number.val() == 6) {
            self.upper.next = self.window_write.val().get_bits::<8>(8);
        }
        self.chosen.next = 0.into();
        if self.window_enable.val() & !self.window.val().get_bits::<5>(3).any() & !self.number.val().all() {
            self.chosen.next = self.one.val() << self.number.val();
        }
        self.low_bank.write_enable.next =
            self.chosen.val().get_bit(1) | self.chosen.val().get_bit(2) | self.chosen.val().get_bit(3) | self.chosen.val().get_bit(4);
        self.lower_bank.write_enable.next =
            self.chosen.val().get_bit(1) | self.chosen.val().get_bit(2) | self.chosen.val().get_bit(5) | self.chosen.val().get_bit(6);
        self.upper_bank.write_enable.next =
            self.chosen.val().get_bit(1) | self.chosen.val().get_bit(4) | self.chosen.val().get_bit(5) | self.chosen.val().get_bit(6);
        self.exponent_bank.write_enable.next = self.chosen.val().get_bit(4) & !self.busy.val();
        if self.busy.val() {
            self.low_data.next = self.new_low.val();
            self.lower.next = self.new_high.val().get_bits::<8>(0);
            self.upper.next = self.new_high.val().get_bits::<8>(8);
            self.low_bank.write_enable.next = self.write_low.val();
            self.lower_bank.write_enable.next = self.write_high.val();
            self.upper_bank.write_enable.next = self.write_high.val();
        }
        self.low_bank.write.next = bit_cast::<32, 16>(self.low_data.val());
        self.lower_bank.write.next = bit_cast::<32, 8>(self.lower.val());
        self.upper_bank.write.next = bit_cast::<32, 8>(self.upper.val());
        self.exponent_wide.next = self.window_write.val() >> 16;
        self.exponent_kept.next = bit_cast::<32, 5>(self.exponent_bank.read.val().get_bits::<5>(0));
        self.exponent_bank.write.next = self.exponent_wide.val();
        if self.keep.val() {
            self.kept.d.next = self.exponent_bank.read.val().get_bits::<6>(0);
        }
        self.kept_exponent.next = bit_cast::<32, 5>(self.kept.q.val().get_bits::<5>(0));
        if self.busy.val() {
            self.exponent_bank.write_enable.next = self.sign_writes.val();
            self.exponent_bank.write.next = self.kept_exponent.val();
            if self.negative.val() {
                self.exponent_bank.write.next = self.kept_exponent.val() | self.sign_bit.val();
            }
        }
        // What is read.
        self.low.next = self.low_bank.read.val().get_bits::<16>(0);
        self.lower_wide.next = self.lower_bank.read.val().get_bits::<16>(0);
        self.upper_wide.next = self.upper_bank.read.val().get_bits::<16>(0);
        self.upper_up.next = self.upper_wide.val() << 8;
        self.high_word.next = self.lower_wide.val() | self.upper_up.val();
        self.high.next = self.high_word.val();
        self.exponent_bits.next = self.exponent_bank.read.val().get_bits::<5>(0);
        self.exponent.next = self.exponent_bits.val();
        self.sign.next = self.exponent_bank.read.val().get_bit(5);
        if self.sign_writes.val() {
            self.sign.next = self.kept.q.val().get_bit(5);
        }
        self.window_low.next = self.low_bank.read.val();
        self.window_lower.next = self.lower_bank.read.val();
        self.window_upper.next = self.upper_bank.read.val();
        self.window_high.next = bit_cast::<32, 16>(self.high_word.val());
        self.window_high_up.next = self.window_high.val() << 16;
        self.window_low_up.next = self.window_low.val() << 8;
        self.window_upper_up.next = self.window_upper.val() << 24;
        self.window_exponent.next = self.exponent_kept.val() << 16;
        self.window_read.next = self.window_high.val();
        if self.number.val() == 1 {
            self.window_read.next = self.window_low.val() | self.window_high_up.val();
        }
        if self.number.val() == 2 {
            self.window_read.next = self.window_lower.val() | self.window_low_up.val();
        }
        if self.number.val() == 3 {
            self.window_read.next = self.window_low.val();
        }
        if self.number.val() == 4 {
            self.window_read.next = self.window_low.val() | self.window_exponent.val() | self.window_upper_up.val();
        }
    }
}
