//! Dense coupling: one partner a clock is broadcast to all lanes; finished drives leave one a clock.
//!
//! Latency: what is asked for in clock 0 (`partner`, `weight_row`) meets in the lanes in clock 2; the drives of a row whose
//! last partner was asked for in clock 0 leave from clock 4 on (6 with registers at the multipliers).

use rust_hdl::prelude::*;
use syntony_medium::shape::Shape;

use super::bank::Bank;
use super::lane::Product;
use crate::cast::*;
use crate::memory::{Address, Ram};
use crate::sequencer::walk::one_copy;

/// What a partner shows in a pass.
pub mod select {
    /// The first shown value.
    pub const U: u64 = 0;
    /// The second one.
    pub const V: u64 = 1;
    /// The sign of the first.
    pub const SIGN: u64 = 2;
}

/// Shown values, weights and lanes.
#[derive(LogicBlock, Default)]
pub struct Dense {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Clock 0: there is a partner.
    pub valid: Signal<In, Bit>,
    /// Clock 0: it is the last.
    pub last: Signal<In, Bit>,
    /// Clock 0: the partner, and in the bit above the rows which copy of the shown values it is taken from.
    pub partner: Signal<In, Address>,
    /// Clock 0: place of the weights in their memory.
    pub weight: Signal<In, Address>,
    /// Clock 1: what is taken of the partner, see [`select`].
    pub select: Signal<In, Bits<2>>,
    /// The drives of the rows leave one a clock.
    pub shift: Signal<In, Bit>,
    /// Clock 3 (5 with registers at the multipliers): the rows are complete; drives leave from the next clock on.
    pub load: Signal<Out, Bit>,
    /// The drive that leaves.
    pub drive: Signal<Out, Signed<32>>,
    /// Writes shown values.
    pub show_enable: Signal<In, Bit>,
    /// Where: row and copy.
    pub show_address: Signal<In, Address>,
    /// The first shown value.
    pub u: Signal<In, Signed<8>>,
    /// The second shown value.
    pub v: Signal<In, Signed<8>>,
    /// A pass goes on: the window port is closed.
    pub busy: Signal<In, Bit>,
    /// Offset in the window of weights.
    pub window_address: Signal<In, Bits<32>>,
    /// Writes to the window.
    pub window_enable: Signal<In, Bit>,
    /// What is written.
    pub window_write: Signal<In, Bits<32>>,
    /// What the window holds, 3 clocks after the offset.
    pub window_read: Signal<Out, Bits<32>>,
    bank_bits: Fixed<Bits<5>>,
    bank_mask: Fixed<Bits<32>>,
    one: Fixed<Signed<8>>,
    minus_one: Fixed<Signed<8>>,
    zero: Fixed<Signed<8>>,
    nothing: Fixed<Signed<32>>,
    shown: Ram,
    valid1: DFF<Bit>,
    last1: DFF<Bit>,
    last2: DFF<Bit>,
    last3: DFF<Bit>,
    last4: DFF<Bit>,
    last5: DFF<Bit>,
    registers: Fixed<Bit>,
    complete: Signal<Local, Bit>,
    weight1: DFF<Address>,
    u_bits: Signal<Local, Bits<8>>,
    v_bits: Signal<Local, Bits<8>>,
    seen_u: Signal<Local, Signed<8>>,
    seen_v: Signal<Local, Signed<8>>,
    seen2: DFF<Signed<8>>,
    shown_u: Signal<Local, Bits<32>>,
    shown_v: Signal<Local, Bits<32>>,
    shown_v_high: Signal<Local, Bits<32>>,
    u_word: Signal<Local, Bits<8>>,
    v_word: Signal<Local, Bits<8>>,
    host_wide: Signal<Local, Bits<32>>,
    host_bank: Signal<Local, Bits<32>>,
    host: Signal<Local, Address>,
    address: Signal<Local, Address>,
    open: Signal<Local, Bit>,
    banks: Vec<Bank>,
    chain: Vec<Signal<Local, Signed<32>>>,
}

/// Bits that hold the largest drive of a shape, sign included.
pub fn sum_bits(shape: &Shape) -> u32 {
    let (low, high) = shape.weight_range();
    let partners = shape.oscillators;
    let most = u64::from(low.unsigned_abs().max(high.unsigned_abs())) * u64::from(partners) * shape.shown_max() as u64;
    most.ilog2() + 2
}

impl Dense {
    /// The coupling of a dense shape. `digits`: radix-4 weights are multiplied digit by digit, but for the first `multipliers` lanes.
    pub fn new(shape: &Shape, digits: bool, multipliers: u32) -> Self {
        let product = Product { weight_bits: shape.weight_bits, code: shape.weight_code, digits, registers: !digits };
        let used = shape.lanes.div_ceil(shape.codes_per_word());
        let banks = (0..used).map(|bank| {
            let lanes = shape.codes_per_word().min(shape.lanes - bank * shape.codes_per_word());
            let multipliers = multipliers.saturating_sub(bank * shape.codes_per_word());
            Bank::new(bank, shape.groups() * shape.oscillators, lanes, multipliers, product, sum_bits(shape))
        });
        let copies = if one_copy(shape) { 1 } else { 2 };
        let full = shape.laws.has(syntony_medium::law::Law::FullPhase);
        Self {
            registers: flag(!digits),
            bank_bits: constant(shape.words_per_partner().ilog2()),
            bank_mask: constant(shape.words_per_partner() - 1),
            one: signed_constant(1),
            minus_one: signed_constant(-1),
            shown: Ram::new(copies * shape.oscillators.next_power_of_two(), if full { 16 } else { 8 }),
            chain: (0..=used).map(|_| Signal::default()).collect(),
            banks: banks.collect(),
            ..Self::default()
        }
    }
}

impl Logic for Dense {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, valid1, last1, last2, last3, last4, last5, weight1, seen2);
        self.shown.clock.next = self.clock.val();
        // Clock 0: the partner's shown values.
        self.shown.read_address.next = self.partner.val();
        self.valid1.d.next = self.valid.val();
        self.last1.d.next = self.last.val() & self.valid.val();
        self.weight1.d.next = self.weight.val();
        // Clock 1: what is taken of them, and the weights.
        self.u_bits.next = self.shown.read.val().get_bits::<8>(0);
        self.v_bits.next = self.shown.read.val().get_bits::<8>(8);
        self.seen_u.next = signed_cast(self.u_bits.val());
        self.seen_v.next = signed_cast(self.v_bits.val());
        self.seen2.d.next = self.seen_u.val();
        if self.select.val() == 1 {
            self.seen2.d.next = self.seen_v.val();
        }
        if self.select.val() == 2 {
            self.seen2.d.next = self.one.val();
            if self.seen_u.val() < self.zero.val() {
                self.seen2.d.next = self.minus_one.val();
            }
        }
        if !self.valid1.q.val() {
            self.seen2.d.next = self.zero.val();
        }
        self.last2.d.next = self.last1.q.val();
        // Clock 2: the lanes. Clock 3: the rows are complete.
        self.last3.d.next = self.last2.q.val();
        self.last4.d.next = self.last3.q.val();
        self.last5.d.next = self.last4.q.val();
        self.complete.next = self.last3.q.val();
        if self.registers.val() {
            self.complete.next = self.last5.q.val();
        }
        self.load.next = self.complete.val();
        // The host's words go round over the banks.
        self.host_wide.next = self.window_address.val() >> self.bank_bits.val();
        self.host.next = self.host_wide.val().get_bits::<24>(0);
        self.host_bank.next = self.window_address.val() & self.bank_mask.val();
        self.address.next = self.weight1.q.val();
        self.open.next = false;
        if !self.busy.val() {
            self.address.next = self.host.val();
            self.open.next = self.window_enable.val();
        }
        self.window_read.next = 0.into();
        for i in 0..self.banks.len() {
            self.banks[i].clock.next = self.clock.val();
            self.banks[i].address.next = self.address.val();
            self.banks[i].write_enable.next = self.open.val();
            self.banks[i].write_bank.next = self.host_bank.val();
            self.banks[i].write.next = self.window_write.val();
            self.banks[i].shown.next = self.seen2.q.val();
            self.banks[i].load.next = self.complete.val();
            self.banks[i].shift.next = self.shift.val();
            if self.banks[i].chosen.val() {
                self.window_read.next = self.banks[i].read.val();
            }
        }
        for i in 0..self.banks.len() {
            self.chain[i].next = self.banks[i].drive.val();
            self.banks[i].next_drive.next = self.chain[i + 1].val();
        }
        for i in self.banks.len()..self.chain.len() {
            self.chain[i].next = self.nothing.val();
        }
        self.drive.next = self.chain[0].val();
        // New shown values.
        self.u_word.next = unsigned_cast_to::<8, 8>(self.u.val());
        self.v_word.next = unsigned_cast_to::<8, 8>(self.v.val());
        self.shown_u.next = bit_cast::<32, 8>(self.u_word.val());
        self.shown_v.next = bit_cast::<32, 8>(self.v_word.val());
        self.shown_v_high.next = self.shown_v.val() << 8;
        self.shown.write.next = self.shown_u.val() | self.shown_v_high.val();
        self.shown.write_enable.next = self.show_enable.val();
        self.shown.write_address.next = self.show_address.val();
    }
}
