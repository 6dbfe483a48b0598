//! One lane of sparse coupling: its edge memory, its own copy of the shown values, and its multiply-accumulate.
//!
//! A slot asked for in clock 0 is read in clock 1, its partner's shown values in clock 2, where they meet its weight; weights of digits
//! a clock later.

use rust_hdl::prelude::*;
use syntony_medium::law::Law;
use syntony_medium::shape::Shape;

use super::lane::{Lane, Product};
use crate::cast::*;
use crate::memory::{Address, BulkRam, Ram};
use crate::sequencer::walk::one_copy;

/// A lane that walks the partners of its own row.
#[derive(LogicBlock, Default)]
pub struct EdgeLane {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Clock 0: slot.
    pub slot: Signal<In, Address>,
    /// Clock 1: partners below this row are seen new.
    pub boundary: Signal<In, Bits<15>>,
    /// Clock 1: partners from this row on, too.
    pub older_from: Signal<In, Bits<15>>,
    /// Clock 1: which copy the sweep writes.
    pub parity: Signal<In, Bit>,
    /// Clock 2: what is taken of the partner: 0 the first shown value, 1 the second, 2 the sign.
    pub select: Signal<In, Bits<2>>,
    /// Clock 2: there is a slot.
    pub enable: Signal<In, Bit>,
    /// Clock 2: it stands for no partner.
    pub empty: Signal<In, Bit>,
    /// The rows are complete: the clock behind their last product.
    pub load: Signal<In, Bit>,
    /// Drives move one lane on.
    pub shift: Signal<In, Bit>,
    /// Drive of the next lane.
    pub next_drive: Signal<In, Signed<32>>,
    /// Drive of this lane's row, then of the next lanes' rows.
    pub drive: Signal<Out, Signed<32>>,
    /// Writes shown values.
    pub show_enable: Signal<In, Bit>,
    /// Where: row and copy.
    pub show_address: Signal<In, Address>,
    /// The values: first low, second high.
    pub show: Signal<In, Bits<32>>,
    /// A pass goes on: the window port is closed.
    pub busy: Signal<In, Bit>,
    /// Slot that the host means.
    pub window_slot: Signal<In, Address>,
    /// Lane that the host means.
    pub window_lane: Signal<In, Bits<32>>,
    /// Writes the slot.
    pub window_enable: Signal<In, Bit>,
    /// What is written.
    pub window_write: Signal<In, Bits<32>>,
    /// Whether the host means this lane.
    pub chosen: Signal<Out, Bit>,
    /// The slot as the host sees it.
    pub window_read: Signal<Out, Bits<32>>,
    number: Fixed<Bits<32>>,
    weight_bits: Fixed<Bits<5>>,
    n: Fixed<Bits<15>>,
    partner_mask: Fixed<Bits<32>>,
    copy_size: Fixed<Address>,
    weight_mask: Fixed<Bits<32>>,
    one: Fixed<Signed<8>>,
    minus_one: Fixed<Signed<8>>,
    zero: Fixed<Signed<8>>,
    edges: BulkRam,
    shown: Ram,
    lane: Lane,
    meant: Signal<Local, Bit>,
    partner_word: Signal<Local, Bits<32>>,
    absent2: DFF<Bit>,
    partner: Signal<Local, Bits<15>>,
    seen_new: Signal<Local, Bit>,
    partner_wide: Signal<Local, Address>,
    code: Signal<Local, Bits<32>>,
    code2: DFF<Bits<8>>,
    // Digits are multiplied in logic cells: there the way from the partner to the sum has a register more.
    staged: Fixed<Bit>,
    code3: DFF<Bits<8>>,
    taken3: DFF<Signed<8>>,
    u_bits: Signal<Local, Bits<8>>,
    v_bits: Signal<Local, Bits<8>>,
    seen_u: Signal<Local, Signed<8>>,
    seen_v: Signal<Local, Signed<8>>,
    taken: Signal<Local, Signed<8>>,
    host_code: Signal<Local, Bits<32>>,
    host_partner: Signal<Local, Bits<32>>,
    host_partner_high: Signal<Local, Bits<32>>,
    read_code: Signal<Local, Bits<32>>,
    read_code_high: Signal<Local, Bits<32>>,
    read_partner: Signal<Local, Bits<32>>,
}

impl EdgeLane {
    /// Lane `number` of a shape with `slots` slots a lane.
    pub fn new(number: u32, slots: u32, shape: &Shape, product: Product, sum_bits: u32) -> Self {
        let rows = shape.oscillators.next_power_of_two();
        let (copies, full) = (if one_copy(shape) { 1 } else { 2 }, shape.laws.has(Law::FullPhase));
        Self {
            number: constant(number),
            weight_bits: constant(product.weight_bits),
            n: constant(shape.oscillators),
            copy_size: constant((copies - 1) * rows),
            partner_mask: constant(rows - 1),
            weight_mask: constant((1 << product.weight_bits) - 1),
            staged: flag(product.digits),
            one: signed_constant(1),
            minus_one: signed_constant(-1),
            // The weight low, the partner above.
            edges: BulkRam::beside(slots, rows.ilog2() + product.weight_bits, shape.lanes),
            shown: Ram::new(copies * rows, if full { 16 } else { 8 }),
            lane: Lane::new(product, 0, sum_bits),
            ..Self::default()
        }
    }
}

impl Logic for EdgeLane {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, code2, absent2, code3, taken3);
        clock!(self, clock, edges, shown, lane);
        self.meant.next = self.window_lane.val() == self.number.val();
        self.chosen.next = self.meant.val();
        // The host sees the partner below and the weight's code from bit 16 on.
        self.host_code.next = (self.window_write.val() >> 16) & self.weight_mask.val();
        self.host_partner.next = self.window_write.val() & self.partner_mask.val();
        self.host_partner_high.next = self.host_partner.val() << self.weight_bits.val();
        self.edges.write.next = self.host_code.val() | self.host_partner_high.val();
        self.edges.address.next = self.slot.val();
        self.edges.write_enable.next = false;
        if !self.busy.val() {
            self.edges.address.next = self.window_slot.val();
            self.edges.write_enable.next = self.window_enable.val() & self.meant.val();
        }
        self.read_code.next = self.edges.read.val() & self.weight_mask.val();
        self.read_code_high.next = self.read_code.val() << 16;
        self.read_partner.next = self.edges.read.val() >> self.weight_bits.val();
        self.window_read.next = self.read_code_high.val() | self.read_partner.val();
        // Clock 1: which copy of the partner is seen. Partners that there are not show nothing.
        self.partner_word.next = self.read_partner.val();
        self.partner.next = self.partner_word.val().get_bits::<15>(0);
        self.absent2.d.next = self.partner.val() >= self.n.val();
        self.seen_new.next = (self.partner.val() < self.boundary.val()) | (self.partner.val() >= self.older_from.val());
        self.partner_wide.next = bit_cast::<24, 15>(self.partner.val());
        self.shown.read_address.next = self.partner_wide.val();
        if self.seen_new.val() ^ !self.parity.val() {
            self.shown.read_address.next = self.partner_wide.val() + self.copy_size.val();
        }
        self.code.next = self.read_code.val();
        self.code2.d.next = self.code.val().get_bits::<8>(0);
        // Clock 2: what is taken of it.
        self.u_bits.next = self.shown.read.val().get_bits::<8>(0);
        self.v_bits.next = self.shown.read.val().get_bits::<8>(8);
        self.seen_u.next = signed_cast(self.u_bits.val());
        self.seen_v.next = signed_cast(self.v_bits.val());
        self.taken.next = self.seen_u.val();
        if self.select.val() == 1 {
            self.taken.next = self.seen_v.val();
        }
        if self.select.val() == 2 {
            self.taken.next = self.one.val();
            if self.seen_u.val() < self.zero.val() {
                self.taken.next = self.minus_one.val();
            }
        }
        if !self.enable.val() | self.empty.val() | self.absent2.q.val() {
            self.taken.next = self.zero.val();
        }
        self.code3.d.next = self.code2.q.val();
        self.taken3.d.next = self.taken.val();
        self.lane.word.next = bit_cast::<32, 8>(self.code2.q.val());
        self.lane.shown.next = self.taken.val();
        if self.staged.val() {
            self.lane.word.next = bit_cast::<32, 8>(self.code3.q.val());
            self.lane.shown.next = self.taken3.q.val();
        }
        self.lane.load.next = self.load.val();
        self.lane.shift.next = self.shift.val();
        self.lane.next_drive.next = self.next_drive.val();
        self.drive.next = self.lane.drive.val();
        self.shown.write_enable.next = self.show_enable.val();
        self.shown.write_address.next = self.show_address.val();
        self.shown.write.next = self.show.val();
    }
}
