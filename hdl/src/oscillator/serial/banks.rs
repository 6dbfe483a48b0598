//! The oscillators' banks: four columns of a low and a high half, in a [`Pair`] of memories or a [`Single`] one, and the exponents
//! with the signs of the shown values. While no pass goes on the host reads and writes them through the window port.
//!
//! Latency: 1 clock from row and column to the words, and from window and address (in a single memory 4).

use rust_hdl::prelude::*;
use syntony_medium::shape::Shape;

use super::exponents::Exponents;
use super::pair::Pair;
use super::single::Single;
use crate::cast::*;
use crate::memory::Address;

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
    /// Its high half is read: of a single memory, the others read both.
    pub upper: Signal<In, Bit>,
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
    /// The low half; of a single memory the half that was asked for.
    pub low: Signal<Out, Bits<16>>,
    /// The high half; of a single memory the half that was asked for.
    pub high: Signal<Out, Bits<16>>,
    /// The low half of the state; of a single memory as it was read last, a clock later.
    pub state_low: Signal<Out, Bits<16>>,
    /// The high half of the state.
    pub state_high: Signal<Out, Bits<16>>,
    /// The row's exponent.
    pub exponent: Signal<Out, Bits<5>>,
    /// It is held.
    pub held: Signal<Out, Bit>,
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
    upper_data: Signal<Local, Bits<8>>,
    lower_data: Signal<Local, Bits<8>>,
    pair: Vec<Pair>,
    single: Vec<Single>,
    exponents: Exponents,
    low_word: Signal<Local, Bits<16>>,
    high_data: Signal<Local, Bits<16>>,
    upper_up: Signal<Local, Bits<16>>,
    lower_wide: Signal<Local, Bits<16>>,
    high_word: Signal<Local, Bits<16>>,
    high_byte: Signal<Local, Bits<8>>,
    low_writes: Signal<Local, Bit>,
    lower_writes: Signal<Local, Bit>,
    upper_writes: Signal<Local, Bit>,
    is_state: Signal<Local, Bit>,
    low_place: Signal<Local, Address>,
    high_place: Signal<Local, Address>,
    low_write_place: Signal<Local, Address>,
    high_write_place: Signal<Local, Address>,
    window_low: Signal<Local, Bits<32>>,
    window_high: Signal<Local, Bits<32>>,
    window_high_up: Signal<Local, Bits<32>>,
    window_lower: Signal<Local, Bits<32>>,
    window_low_up: Signal<Local, Bits<32>>,
    window_exponent: Signal<Local, Bits<32>>,
    window_upper: Signal<Local, Bits<32>>,
    window_upper_up: Signal<Local, Bits<32>>,
    exponent_bits: Signal<Local, Bits<5>>,
    held_bit: Fixed<Bits<32>>,
    window_held: Signal<Local, Bits<32>>,
}

/// Whether the banks of a shape stand in one memory: those of more than 512 oscillators are more than a device without multipliers
/// has block RAMs for.
pub fn is_single(shape: &Shape) -> bool {
    shape.oscillators > 512
}

impl Banks {
    /// The banks of a shape.
    pub fn new(shape: &Shape) -> Self {
        let rows = shape.oscillators.next_power_of_two();
        let (pair, single) = if is_single(shape) { (vec![], vec![Single::new(shape)]) } else { (vec![Pair::new(shape)], vec![]) };
        Self {
            row_mask: constant(rows - 1),
            row_bits: constant(rows.ilog2()),
            low15: constant(0x7FFF),
            one: constant(1),
            held_bit: constant(1 << 21),
            pair,
            single,
            exponents: Exponents::new(shape),
            ..Self::default()
        }
    }
}

impl Logic for Banks {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, exponents);
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
        self.low_place.next = self.masked.val() | self.low_column_up.val();
        self.high_place.next = self.masked.val() | self.high_column_up.val();
        self.low_write_place.next = self.write_masked.val() | self.low_write_up.val();
        self.high_write_place.next = self.write_masked.val() | self.high_write_up.val();
        self.exponents.place.next = self.masked.val();
        self.exponents.write_place.next = self.write_masked.val();
        // What is written, and by whom.
        self.low_data.next = self.window_write.val().get_bits::<16>(0);
        if self.number.val() == 2 {
            self.low_data.next = self.window_write.val().get_bits::<16>(8);
        }
        if self.number.val() == 4 {
            self.low_data.next = self.window_write.val().get_bits::<16>(0) & self.low15.val();
        }
        self.lower_data.next = self.window_write.val().get_bits::<8>(0);
        if self.number.val() == 1 {
            self.lower_data.next = self.window_write.val().get_bits::<8>(16);
        }
        self.upper_data.next = self.window_write.val().get_bits::<8>(24);
        if (self.number.val() == 5) | (self.number.val() == 6) {
            self.upper_data.next = self.window_write.val().get_bits::<8>(8);
        }
        self.chosen.next = 0.into();
        if self.window_enable.val() & !self.window.val().get_bits::<5>(3).any() & !self.number.val().all() {
            self.chosen.next = self.one.val() << self.number.val();
        }
        self.low_writes.next =
            self.chosen.val().get_bit(1) | self.chosen.val().get_bit(2) | self.chosen.val().get_bit(3) | self.chosen.val().get_bit(4);
        self.lower_writes.next =
            self.chosen.val().get_bit(1) | self.chosen.val().get_bit(2) | self.chosen.val().get_bit(5) | self.chosen.val().get_bit(6);
        self.upper_writes.next =
            self.chosen.val().get_bit(1) | self.chosen.val().get_bit(4) | self.chosen.val().get_bit(5) | self.chosen.val().get_bit(6);
        self.lower_wide.next = bit_cast::<16, 8>(self.lower_data.val());
        self.upper_up.next = bit_cast::<16, 8>(self.upper_data.val()) << 8;
        self.high_data.next = self.lower_wide.val() | self.upper_up.val();
        if self.busy.val() {
            self.low_data.next = self.new_low.val();
            self.high_data.next = self.new_high.val();
            self.low_writes.next = self.write_low.val();
            self.lower_writes.next = self.write_high.val();
            self.upper_writes.next = self.write_high.val();
        }
        self.exponents.busy.next = self.busy.val();
        self.exponents.keep.next = self.keep.val();
        self.exponents.sign_writes.next = self.sign_writes.val();
        self.exponents.negative.next = self.negative.val();
        self.exponents.window_enable.next = self.chosen.val().get_bit(4);
        self.exponents.window_write.next = self.window_write.val();
        self.is_state.next = !self.low_column.val().any();
        // What is read: of one of the two kinds.
        self.low_word.next = 0.into();
        self.high_word.next = 0.into();
        self.low.next = 0.into();
        self.high.next = 0.into();
        for i in 0..self.pair.len() {
            self.pair[i].clock.next = self.clock.val();
            self.pair[i].low_place.next = self.low_place.val();
            self.pair[i].high_place.next = self.high_place.val();
            self.pair[i].low_write_place.next = self.low_write_place.val();
            self.pair[i].high_write_place.next = self.high_write_place.val();
            self.pair[i].low_writes.next = self.low_writes.val();
            self.pair[i].lower_writes.next = self.lower_writes.val();
            self.pair[i].upper_writes.next = self.upper_writes.val();
            self.pair[i].low_data.next = self.low_data.val();
            self.pair[i].high_data.next = self.high_data.val();
            self.low_word.next = self.pair[i].low.val();
            self.high_word.next = self.pair[i].high.val();
            self.low.next = self.pair[i].low.val();
            self.high.next = self.pair[i].high.val();
        }
        for i in 0..self.single.len() {
            self.single[i].clock.next = self.clock.val();
            self.single[i].busy.next = self.busy.val();
            self.single[i].upper.next = self.upper.val();
            self.single[i].state.next = self.is_state.val();
            self.single[i].low_place.next = self.low_place.val();
            self.single[i].high_place.next = self.high_place.val();
            self.single[i].low_write_place.next = self.low_write_place.val();
            self.single[i].high_write_place.next = self.high_write_place.val();
            self.single[i].low_writes.next = self.low_writes.val();
            self.single[i].lower_writes.next = self.lower_writes.val();
            self.single[i].upper_writes.next = self.upper_writes.val();
            self.single[i].low_data.next = self.low_data.val();
            self.single[i].high_data.next = self.high_data.val();
            self.low_word.next = self.single[i].low.val();
            self.high_word.next = self.single[i].high.val();
            self.low.next = self.single[i].word.val();
            self.high.next = self.single[i].word.val();
        }
        self.state_low.next = self.low_word.val();
        self.state_high.next = self.high_word.val();
        self.exponent_bits.next = self.exponents.exponent.val();
        self.exponent.next = self.exponent_bits.val();
        self.held.next = self.exponents.held.val();
        self.sign.next = self.exponents.sign.val();
        // The window's word.
        self.window_low.next = bit_cast::<32, 16>(self.low_word.val());
        self.window_high.next = bit_cast::<32, 16>(self.high_word.val());
        self.window_high_up.next = self.window_high.val() << 16;
        self.window_low_up.next = self.window_low.val() << 8;
        self.window_lower.next = bit_cast::<32, 8>(self.high_word.val().get_bits::<8>(0));
        self.high_byte.next = self.high_word.val().get_bits::<8>(8);
        self.window_upper.next = bit_cast::<32, 8>(self.high_byte.val());
        self.window_upper_up.next = self.window_upper.val() << 24;
        self.window_exponent.next = bit_cast::<32, 5>(self.exponent_bits.val()) << 16;
        self.window_held.next = self.window_exponent.val();
        if self.exponents.held.val() {
            self.window_held.next = self.window_exponent.val() | self.held_bit.val();
        }
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
            self.window_read.next = self.window_low.val() | self.window_held.val() | self.window_upper_up.val();
        }
    }
}
