//! Dense coupling: one partner a clock is broadcast to all lanes; finished drives leave one a clock.
//!
//! Latency: what is asked for in clock 0 (`partner`, `weight_row`) meets in the lanes in clock 2; the drives of a row whose
//! last partner was asked for in clock 0 leave from clock 4 on. Devices with multipliers have wide banks with more registers:
//! there it is clocks 5 and 8.

use rust_hdl::prelude::*;
use syntony_medium::shape::Shape;

use super::bank::Bank;
use super::lane::Product;
use super::store::Lanes;
use super::wide::WideBank;
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
    /// Clock 3 (7 with wide banks): the rows are complete; drives leave from the next clock on.
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
    /// Writes to the window, if it is ready.
    pub window_enable: Signal<In, Bit>,
    /// What is written.
    pub window_write: Signal<In, Bits<32>>,
    /// What the window holds, 5 clocks after the offset.
    pub window_read: Signal<Out, Bits<32>>,
    /// A clock after `partner`: its first shown value is negative.
    pub negative: Signal<Out, Bit>,
    /// The window can be written: every 4 clocks.
    pub window_ready: Signal<Out, Bit>,
    bank_bits: Fixed<Bits<5>>,
    bank_mask: Fixed<Bits<32>>,
    one: Fixed<Signed<8>>,
    minus_one: Fixed<Signed<8>>,
    zero: Fixed<Signed<8>>,
    nothing: Fixed<Signed<32>>,
    shown: Ram,
    valid1: DFF<Bit>,
    lasts: DFF<Bits<8>>,
    lasts_moved: Signal<Local, Bits<8>>,
    complete: Signal<Local, Bit>,
    late: Fixed<Bit>,
    weight1: DFF<Address>,
    u_bits: Signal<Local, Bits<8>>,
    v_bits: Signal<Local, Bits<8>>,
    seen_u: Signal<Local, Signed<8>>,
    seen_v: Signal<Local, Signed<8>>,
    seen2: DFF<Signed<8>>,
    seen3: DFF<Signed<8>>,
    seen4: DFF<Signed<8>>,
    shown_u: Signal<Local, Bits<32>>,
    shown_v: Signal<Local, Bits<32>>,
    shown_v_high: Signal<Local, Bits<32>>,
    u_word: Signal<Local, Bits<8>>,
    v_word: Signal<Local, Bits<8>>,
    host_wide: Signal<Local, Bits<32>>,
    host_bank: Signal<Local, Bits<32>>,
    host: Signal<Local, Address>,
    address: Signal<Local, Address>,
    wide_address: Signal<Local, Address>,
    open: Signal<Local, Bit>,
    // A write over a wide bank's words goes on for so many clocks.
    pending: DFF<Bits<3>>,
    free: Signal<Local, Bit>,
    kept: DFF<Bits<32>>,
    kept_word: DFF<Bits<32>>,
    kept_place: DFF<Address>,
    merges: Signal<Local, Bit>,
    banks: Vec<Bank>,
    wide: Vec<WideBank>,
    reads: Vec<Signal<Local, Bits<32>>>,
    chain: Vec<Signal<Local, Signed<32>>>,
    wide_chain: Vec<Signal<Local, Signed<32>>>,
}

/// Bits that hold the largest drive of a shape, sign included.
pub fn sum_bits(shape: &Shape) -> u32 {
    let (low, high) = shape.weight_range();
    let partners = shape.oscillators;
    let most = u64::from(low.unsigned_abs().max(high.unsigned_abs())) * u64::from(partners) * shape.shown_max() as u64;
    most.ilog2() + 2
}

impl Dense {
    /// The coupling of a dense shape. `digits`: radix-4 weights are multiplied digit by digit, but for the first `multipliers` lanes;
    /// otherwise each lane has a multiplier, and banks are wide.
    pub fn new(shape: &Shape, digits: bool, multipliers: u32) -> Self {
        let product = Product { weight_bits: shape.weight_bits, code: shape.weight_code, digits, registers: !digits };
        let depth = shape.groups() * shape.oscillators;
        let used = shape.lanes.div_ceil(if digits { shape.codes_per_word() } else { Lanes::most(shape.weight_bits) });
        let bank = |number| {
            let first = number * shape.codes_per_word();
            let lanes = shape.codes_per_word().min(shape.lanes - first);
            Bank::new((number, used), depth, lanes, multipliers.saturating_sub(first), product, sum_bits(shape))
        };
        let wide_bank = |number| {
            let first = number * Lanes::most(shape.weight_bits);
            let count = Lanes::most(shape.weight_bits).min(shape.lanes - first);
            WideBank::new(depth, Lanes { first, count, weight_bits: shape.weight_bits }, product, sum_bits(shape))
        };
        let (banks, wide) = if digits { ((0..used).map(bank).collect(), vec![]) } else { (vec![], (0..used).map(wide_bank).collect()) };
        let copies = if one_copy(shape) { 1 } else { 2 };
        let full = shape.laws.has(syntony_medium::law::Law::FullPhase);
        Self {
            bank_bits: constant(shape.words_per_partner().ilog2()),
            bank_mask: constant(shape.words_per_partner() - 1),
            one: signed_constant(1),
            minus_one: signed_constant(-1),
            late: flag(!digits),
            shown: Ram::new(copies * shape.oscillators.next_power_of_two(), if full { 16 } else { 8 }),
            chain: (0..=banks.len()).map(|_| Signal::default()).collect(),
            wide_chain: (0..=wide.len()).map(|_| Signal::default()).collect(),
            reads: (0..=wide.len()).map(|_| Signal::default()).collect(),
            banks,
            wide,
            ..Self::default()
        }
    }
}

impl Logic for Dense {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, valid1, lasts, weight1, seen2, seen3, seen4, pending, kept, kept_word, kept_place);
        self.shown.clock.next = self.clock.val();
        // Clock 0: the partner's shown values.
        self.shown.read_address.next = self.partner.val();
        self.valid1.d.next = self.valid.val();
        self.lasts_moved.next = self.lasts.q.val() << 1;
        self.lasts.d.next = self.lasts_moved.val();
        if self.last.val() & self.valid.val() {
            self.lasts.d.next = self.lasts_moved.val() | 1;
        }
        self.weight1.d.next = self.weight.val();
        // Clock 1: what is taken of them, and the weights.
        self.u_bits.next = self.shown.read.val().get_bits::<8>(0);
        self.v_bits.next = self.shown.read.val().get_bits::<8>(8);
        self.seen_u.next = signed_cast(self.u_bits.val());
        self.seen_v.next = signed_cast(self.v_bits.val());
        self.negative.next = self.u_bits.val().get_bit(7);
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
        // Clock 2: the lanes; wide banks: clock 4. Clock 3 or 7: the rows are complete.
        self.seen3.d.next = self.seen2.q.val();
        self.seen4.d.next = self.seen3.q.val();
        self.complete.next = self.lasts.q.val().get_bit(2);
        if self.late.val() {
            self.complete.next = self.lasts.q.val().get_bit(6);
        }
        self.load.next = self.complete.val();
        // The host's words go round over the banks.
        self.host_wide.next = self.window_address.val() >> self.bank_bits.val();
        self.host.next = self.host_wide.val().get_bits::<24>(0);
        self.host_bank.next = self.window_address.val() & self.bank_mask.val();
        if self.pending.q.val().any() {
            self.pending.d.next = self.pending.q.val() - 1;
        }
        // When a word is put in, which takes two clocks more, the next one may come.
        self.free.next = !self.pending.q.val().get_bit(2) & (self.pending.q.val() != 3);
        if self.free.val() {
            self.kept.d.next = self.window_write.val();
            self.kept_word.d.next = self.host_bank.val();
            self.kept_place.d.next = self.host.val();
        }
        self.address.next = self.weight1.q.val();
        self.wide_address.next = self.weight1.q.val();
        if !self.busy.val() | self.pending.q.val().any() {
            self.wide_address.next = self.kept_place.q.val();
        }
        self.open.next = false;
        if !self.busy.val() {
            self.address.next = self.host.val();
            self.open.next = self.window_enable.val();
            if self.window_enable.val() & self.free.val() {
                self.pending.d.next = 5.into();
            }
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
        // A word of the window lies across wide banks: what they hold is read, and written with the word in it.
        self.window_ready.next = true;
        self.merges.next = self.pending.q.val() == 2;
        for i in 0..self.wide.len() {
            self.wide[i].clock.next = self.clock.val();
            self.wide[i].address.next = self.wide_address.val();
            self.wide[i].write_enable.next = self.merges.val();
            self.wide[i].window_word.next = self.kept_word.q.val();
            self.wide[i].write.next = self.kept.q.val();
            self.wide[i].shown.next = self.seen4.q.val();
            self.wide[i].load.next = self.complete.val();
            self.wide[i].shift.next = self.shift.val();
            self.wide_chain[i].next = self.wide[i].drive.val();
            self.wide[i].next_drive.next = self.wide_chain[i + 1].val();
            self.reads[i].next = self.wide[i].read.val();
            self.wide[i].next_read.next = self.reads[i + 1].val();
            self.window_read.next = self.reads[0].val();
            self.window_ready.next = self.free.val();
        }
        for i in self.wide.len()..self.reads.len() {
            self.reads[i].next = 0.into();
            self.wide_chain[i].next = self.nothing.val();
        }
        for i in 0..self.banks.len() {
            self.chain[i].next = self.banks[i].drive.val();
            self.banks[i].next_drive.next = self.chain[i + 1].val();
        }
        // One of the two kinds has banks.
        for i in self.banks.len()..self.chain.len() {
            self.chain[i].next = self.wide_chain[0].val();
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
