//! The rows' exponents and what is held, with the signs of the shown values in a bit to spare.
//!
//! Latency: 1 clock from the row to all of them.

use rust_hdl::prelude::*;
use syntony_medium::shape::Shape;

use crate::cast::*;
use crate::memory::{Address, Ram};

/// The bank of exponents.
#[derive(LogicBlock, Default)]
pub struct Exponents {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// A pass goes on: signs are written, else exponents.
    pub busy: Signal<In, Bit>,
    /// Row that is read.
    pub place: Signal<In, Address>,
    /// Row that is written.
    pub write_place: Signal<In, Address>,
    /// Exponent and sign of the row of the clock before are kept for when its sign is written.
    pub keep: Signal<In, Bit>,
    /// Writes the sign of the row that is written.
    pub sign_writes: Signal<In, Bit>,
    /// The sign: negative.
    pub negative: Signal<In, Bit>,
    /// Writes an exponent.
    pub window_enable: Signal<In, Bit>,
    /// What is written: from bit 16 on.
    pub window_write: Signal<In, Bits<32>>,
    /// The row's exponent.
    pub exponent: Signal<Out, Bits<5>>,
    /// It is held.
    pub held: Signal<Out, Bit>,
    /// Its sign: negative. While a sign is written, the one that it takes the place of.
    pub sign: Signal<Out, Bit>,
    sign_bit: Fixed<Bits<32>>,
    bank: Ram,
    kept: DFF<Bits<7>>,
    keep_mask: Fixed<Bits<32>>,
    kept_wide: Signal<Local, Bits<32>>,
    kept_exponent: Signal<Local, Bits<32>>,
    exponent_wide: Signal<Local, Bits<32>>,
}

impl Exponents {
    /// The bank of a shape.
    pub fn new(shape: &Shape) -> Self {
        // From bit 0: the exponent, held, which only a medium that learns knows, and the sign.
        let held = u32::from(shape.learning);
        Self { sign_bit: constant(64), keep_mask: constant(0x1F | held << 5), bank: Ram::new(shape.oscillators, 7), ..Self::default() }
    }
}

impl Logic for Exponents {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, bank);
        dff_setup!(self, clock, kept);
        self.bank.read_address.next = self.place.val();
        self.bank.write_address.next = self.write_place.val();
        self.bank.write_enable.next = self.window_enable.val();
        self.exponent_wide.next = self.window_write.val() >> 16;
        self.bank.write.next = self.exponent_wide.val() & self.keep_mask.val();
        if self.keep.val() {
            self.kept.d.next = self.bank.read.val().get_bits::<7>(0);
        }
        self.kept_wide.next = bit_cast::<32, 6>(self.kept.q.val().get_bits::<6>(0));
        self.kept_exponent.next = self.kept_wide.val() & self.keep_mask.val();
        if self.busy.val() {
            self.bank.write_enable.next = self.sign_writes.val();
            self.bank.write.next = self.kept_exponent.val();
            if self.negative.val() {
                self.bank.write.next = self.kept_exponent.val() | self.sign_bit.val();
            }
        }
        self.exponent.next = self.bank.read.val().get_bits::<5>(0);
        self.held.next = self.bank.read.val().get_bit(5) & self.keep_mask.val().get_bit(5);
        self.sign.next = self.bank.read.val().get_bit(6);
        if self.sign_writes.val() {
            self.sign.next = self.kept.q.val().get_bit(6);
        }
    }
}
