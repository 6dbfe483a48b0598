//! Sparse coupling: each lane walks the partners of its own row, side by side; finished drives leave one a clock.
//!
//! Latency: a slot asked for in clock 0 meets its weight in clock 2 or 3; the drives leave from clock 5 (6 with registers at the
//! multipliers) on.

use rust_hdl::prelude::*;
use syntony_medium::shape::Shape;

use super::edge::EdgeLane;
use super::lane::Product;
use crate::cast::*;
use crate::memory::Address;

/// Lanes with edge memories.
#[derive(LogicBlock, Default)]
pub struct Sparse {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Clock 0: there is a slot.
    pub valid: Signal<In, Bit>,
    /// Clock 0: it is the last.
    pub last: Signal<In, Bit>,
    /// Clock 0: it stands for rows without partners.
    pub empty: Signal<In, Bit>,
    /// Clock 0: the slot.
    pub slot: Signal<In, Address>,
    /// Clock 1: partners below this row are seen new.
    pub boundary: Signal<In, Bits<15>>,
    /// Clock 1: partners from this row on, too.
    pub older_from: Signal<In, Bits<15>>,
    /// Static: which copy the sweep writes.
    pub parity: Signal<In, Bit>,
    /// Clock 1: what is taken of the partner, see [`select`](super::dense::select).
    pub select: Signal<In, Bits<2>>,
    /// The drives of the rows leave one a clock.
    pub shift: Signal<In, Bit>,
    /// Clock 4 (5 with registers at the multipliers): the rows are complete; drives leave from the next clock on.
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
    /// Offset in the window of edges.
    pub window_address: Signal<In, Bits<32>>,
    /// Writes to the window.
    pub window_enable: Signal<In, Bit>,
    /// What is written.
    pub window_write: Signal<In, Bits<32>>,
    /// What the window holds, 1 clock after the offset.
    pub window_read: Signal<Out, Bits<32>>,
    lane_bits: Fixed<Bits<5>>,
    lane_mask: Fixed<Bits<32>>,
    nothing: Fixed<Signed<32>>,
    valid1: DFF<Bit>,
    last1: DFF<Bit>,
    empty1: DFF<Bit>,
    valid2: DFF<Bit>,
    last2: DFF<Bit>,
    empty2: DFF<Bit>,
    last3: DFF<Bit>,
    last4: DFF<Bit>,
    last5: DFF<Bit>,
    registers: Fixed<Bit>,
    complete: Signal<Local, Bit>,
    select2: DFF<Bits<2>>,
    u_word: Signal<Local, Bits<8>>,
    v_word: Signal<Local, Bits<8>>,
    shown_u: Signal<Local, Bits<32>>,
    shown_v: Signal<Local, Bits<32>>,
    shown_v_high: Signal<Local, Bits<32>>,
    show: Signal<Local, Bits<32>>,
    host_wide: Signal<Local, Bits<32>>,
    host_slot: Signal<Local, Address>,
    host_lane: Signal<Local, Bits<32>>,
    lanes: Vec<EdgeLane>,
    chain: Vec<Signal<Local, Signed<32>>>,
}

/// Bits that hold the largest drive of rows that fill all slots, sign included.
pub fn sum_bits(shape: &Shape, slots: u32) -> u32 {
    let (low, high) = shape.weight_range();
    let most = u64::from(low.unsigned_abs().max(high.unsigned_abs())) * u64::from(slots) * shape.shown_max() as u64;
    (most.ilog2() + 2).min(32)
}

impl Sparse {
    /// The coupling of a sparse shape. `digits`: radix-4 weights are multiplied digit by digit.
    pub fn new(shape: &Shape, slots: u32, digits: bool) -> Self {
        let product = Product { weight_bits: shape.weight_bits, code: shape.weight_code, digits, registers: !digits };
        let lane = |number| EdgeLane::new(number, slots, shape, product, sum_bits(shape, slots));
        Self {
            registers: flag(!digits),
            lane_bits: constant(shape.words_per_slot().ilog2()),
            lane_mask: constant(shape.words_per_slot() - 1),
            lanes: (0..shape.lanes).map(lane).collect(),
            chain: (0..=shape.lanes).map(|_| Signal::default()).collect(),
            ..Self::default()
        }
    }
}

impl Logic for Sparse {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, valid1, last1, empty1, valid2, last2, empty2, last3, last4, last5, select2);
        self.valid1.d.next = self.valid.val();
        self.last1.d.next = self.last.val() & self.valid.val();
        self.empty1.d.next = self.empty.val();
        self.valid2.d.next = self.valid1.q.val();
        self.last2.d.next = self.last1.q.val();
        self.empty2.d.next = self.empty1.q.val();
        self.select2.d.next = self.select.val();
        self.last3.d.next = self.last2.q.val();
        self.last4.d.next = self.last3.q.val();
        self.last5.d.next = self.last4.q.val();
        self.complete.next = self.last4.q.val();
        if self.registers.val() {
            self.complete.next = self.last5.q.val();
        }
        self.load.next = self.complete.val();
        // The host's words go round over the lanes.
        self.host_wide.next = self.window_address.val() >> self.lane_bits.val();
        self.host_slot.next = self.host_wide.val().get_bits::<24>(0);
        self.host_lane.next = self.window_address.val() & self.lane_mask.val();
        self.u_word.next = unsigned_cast_to::<8, 8>(self.u.val());
        self.v_word.next = unsigned_cast_to::<8, 8>(self.v.val());
        self.shown_u.next = bit_cast::<32, 8>(self.u_word.val());
        self.shown_v.next = bit_cast::<32, 8>(self.v_word.val());
        self.shown_v_high.next = self.shown_v.val() << 8;
        self.show.next = self.shown_u.val() | self.shown_v_high.val();
        self.window_read.next = 0.into();
        for i in 0..self.lanes.len() {
            self.lanes[i].clock.next = self.clock.val();
            self.lanes[i].slot.next = self.slot.val();
            self.lanes[i].boundary.next = self.boundary.val();
            self.lanes[i].older_from.next = self.older_from.val();
            self.lanes[i].parity.next = self.parity.val();
            self.lanes[i].select.next = self.select2.q.val();
            self.lanes[i].enable.next = self.valid2.q.val();
            self.lanes[i].empty.next = self.empty2.q.val();
            self.lanes[i].load.next = self.complete.val();
            self.lanes[i].shift.next = self.shift.val();
            self.lanes[i].show_enable.next = self.show_enable.val();
            self.lanes[i].show_address.next = self.show_address.val();
            self.lanes[i].show.next = self.show.val();
            self.lanes[i].busy.next = self.busy.val();
            self.lanes[i].window_slot.next = self.host_slot.val();
            self.lanes[i].window_lane.next = self.host_lane.val();
            self.lanes[i].window_enable.next = self.window_enable.val();
            self.lanes[i].window_write.next = self.window_write.val();
            if self.lanes[i].chosen.val() {
                self.window_read.next = self.lanes[i].window_read.val();
            }
            self.chain[i].next = self.lanes[i].drive.val();
            self.lanes[i].next_drive.next = self.chain[i + 1].val();
        }
        for i in self.lanes.len()..self.chain.len() {
            self.chain[i].next = self.nothing.val();
        }
        self.drive.next = self.chain[0].val();
    }
}
