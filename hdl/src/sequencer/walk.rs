//! Walks one pass: which partner meets the lanes, when drives leave, and which rows they belong to.
//!
//! Shown values are kept twice: a sweep writes the copy `parity` and mostly reads the other one, which holds the sweep
//! before; a row reads the new copy of partners whose block is visible to its own. A partner that is to be read new
//! and is not yet written holds the walk. Partners are taken from the first row of the block round to the one before it,
//! so that the newest come last. Where [`one_copy`] is enough there is no other.

use rust_hdl::prelude::*;
use syntony_medium::shape::{Coupling, Shape};

use crate::cast::*;
use crate::memory::{Address, Ram};
use crate::narrow::Narrow;

/// Kinds of passes.
pub mod pass {
    /// Every oscillator takes a step.
    pub const SWEEP: u32 = 0;
    /// The energy of the signs.
    pub const MEASURE: u32 = 1;
    /// Shown values are made anew of the states.
    pub const SHOW: u32 = 2;
    /// The same, and error counters become 0.
    pub const SHOW_CLEAR: u32 = 3;
    /// The signs become the best ones.
    pub const COPY: u32 = 4;
    /// The best signs become 0.
    pub const BLANK: u32 = 5;
    /// A learning pass, which is the learner's.
    pub const LEARN: u32 = 6;
}

/// A row or a partner.
type Row = Bits<15>;

/// The walk of a medium.
#[derive(LogicBlock, Default)]
pub struct Walk {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Starts a pass.
    pub start: Signal<In, Bit>,
    /// Its kind, see [`pass`].
    pub kind: Signal<In, Bits<3>>,
    /// Static: full-phase law.
    pub full: Signal<In, Bit>,
    /// Rows done since the pass began: oscillators.
    pub done: Signal<In, Address>,
    /// Rows done since the pass began: of the observer.
    pub counted: Signal<In, Address>,
    /// The rows are complete; their drives leave from the next clock on.
    pub load: Signal<In, Bit>,
    /// The oscillators take the drive or the row in this clock.
    pub ready: Signal<In, Bit>,
    /// A pass goes on.
    pub active: Signal<Out, Bit>,
    /// A pass begins.
    pub opening: Signal<Out, Bit>,
    /// It is a sweep.
    pub sweep: Signal<Out, Bit>,
    /// It is a measure.
    pub measure: Signal<Out, Bit>,
    /// Oscillators stay and are shown.
    pub still: Signal<Out, Bit>,
    /// Error counters become 0.
    pub clear: Signal<Out, Bit>,
    /// Best signs are written.
    pub copy: Signal<Out, Bit>,
    /// They become 0.
    pub blank: Signal<Out, Bit>,
    /// There is a partner.
    pub valid: Signal<Out, Bit>,
    /// It is their last.
    pub last: Signal<Out, Bit>,
    /// The partner and its copy.
    pub partner: Signal<Out, Address>,
    /// Place of the weights.
    pub weight: Signal<Out, Address>,
    /// What is taken of the partner of the clock before.
    pub select: Signal<Out, Bits<2>>,
    /// Drives move.
    pub shift: Signal<Out, Bit>,
    /// Row of the drive that leaves.
    pub row: Signal<Out, Address>,
    /// It has a bias.
    pub biased: Signal<Out, Bit>,
    /// It waits for a second one.
    pub half: Signal<Out, Bit>,
    /// It makes a new oscillator.
    pub whole: Signal<Out, Bit>,
    /// It is for the observer.
    pub observed: Signal<Out, Bit>,
    /// Sparse: the slot stands for rows without partners.
    pub empty: Signal<Out, Bit>,
    /// Sparse, one clock later: partners below this row are seen new.
    pub boundary_row: Signal<Out, Bits<15>>,
    /// Sparse, one clock later: partners from this row on, too.
    pub older_from: Signal<Out, Bits<15>>,
    /// Which copy a sweep writes.
    pub copy_written: Signal<Out, Bit>,
    /// Offset in the window of row lengths.
    pub window_address: Signal<In, Address>,
    /// Writes to it.
    pub window_enable: Signal<In, Bit>,
    /// What is written.
    pub window_write: Signal<In, Bits<32>>,
    /// What it holds, 1 clock after the offset.
    pub window_read: Signal<Out, Bits<32>>,
    /// Where the shown values of the oscillator go that is done.
    pub show_address: Signal<Out, Address>,
    sparse: Fixed<Bit>,
    serial: Fixed<Bit>,
    full_groups: Fixed<Bit>,
    n: Fixed<Row>,
    n_wide: Fixed<Bits<16>>,
    never: Fixed<Row>,
    n_address: Fixed<Address>,
    last_partner: Fixed<Row>,
    lanes: Fixed<Row>,
    lanes_count: Fixed<Bits<9>>,
    spacing_start: Fixed<Bits<9>>,
    block: Fixed<Row>,
    lag: Fixed<Bit>,
    last_block: Fixed<Row>,
    copy_size: Fixed<Address>,
    going: DFF<Bit>,
    beginning: DFF<Bit>,
    clears: DFF<Bit>,
    blanks: DFF<Bit>,
    parity: DFF<Bit>,
    fresh: DFF<Bit>,
    issued: DFF<Bit>,
    gap: DFF<Bit>,
    seeing: DFF<Bit>,
    group: Narrow<15>,
    next_group: Signal<Local, Row>,
    weight_base: Narrow<24>,
    at: Narrow<15>,
    left: Narrow<16>,
    whole_length: Narrow<16>,
    empty_group: DFF<Bit>,
    slot: Narrow<24>,
    slot_base: Narrow<24>,
    slot_next: Signal<Local, Address>,
    lengths: Ram,
    ahead: Narrow<24>,
    priming: DFF<Bits<2>>,
    stale: DFF<Bit>,
    length: Signal<Local, Bits<16>>,
    boundary1: DFF<Row>,
    older1: DFF<Row>,
    length_taken: Signal<Local, Bit>,
    second: DFF<Bit>,
    second1: DFF<Bit>,
    block_first: Narrow<15>,
    block_end: Narrow<15>,
    previous_first: Narrow<15>,
    first_block: DFF<Bit>,
    spacing: Narrow<9>,
    draining: Narrow<9>,
    drain_row: Narrow<15>,
    drain_base: Narrow<15>,
    complete: DFF<Bit>,
    drains: Signal<Local, Bit>,
    leaves: Signal<Local, Bit>,
    drain_second: DFF<Bit>,
    drain_half: DFF<Bit>,
    drain_biased: DFF<Bit>,
    next_row: Narrow<15>,
    is_sweep: DFF<Bit>,
    is_measure: DFF<Bit>,
    is_still: DFF<Bit>,
    is_copy: DFF<Bit>,
    twice: Signal<Local, Bit>,
    boundary: Signal<Local, Row>,
    visible: Signal<Local, Bit>,
    older: Signal<Local, Bit>,
    written: Signal<Local, Row>,
    missing: Signal<Local, Bit>,
    // One partner is left.
    is_last: DFF<Bit>,
    go: Signal<Local, Bit>,
    new_copy: Signal<Local, Bit>,
    at_wide: Signal<Local, Address>,
    group_done: Signal<Local, Bit>,
    in_range: Signal<Local, Bit>,
    row_out: Signal<Local, Row>,
    rows_done: Signal<Local, Address>,
}

/// Whether one copy of the shown values is enough: when a block is a group of rows and its values are seen by the next block,
/// no one asks for the old ones once the group's drives are complete, and new ones come only after that.
pub fn one_copy(shape: &Shape) -> bool {
    shape.block <= shape.lanes && shape.lag == 0
}

impl Walk {
    /// The walk of a shape; `serial`: the oscillators say when they take a drive.
    pub fn new(shape: &Shape, serial: bool) -> Self {
        let Shape { oscillators: n, lanes, block, lag, coupling, .. } = *shape;
        // Rows and blocks go up to one beyond the last.
        let row = || Narrow::up_to(u64::from(n + block.max(lanes)));
        let (slots, longest) = match coupling {
            Coupling::Dense => (0, u64::from(n)),
            Coupling::Sparse { slots } => (u64::from(slots) + 1, 0xFFFF),
        };
        Self {
            sparse: flag(coupling != Coupling::Dense),
            serial: flag(serial),
            full_groups: flag(n.is_multiple_of(lanes)),
            n: constant(n),
            n_wide: constant(n),
            never: constant(0x7FFF),
            lengths: Ram::new(shape.groups(), 16),
            n_address: constant(n),
            last_partner: constant(n - 1),
            lanes: constant(lanes),
            lanes_count: constant(lanes),
            // At least 3 clocks between the two drives of a row: the first has to be kept before the second asks for it.
            spacing_start: constant(if serial { 0 } else { (lanes - 1).max(2) }),
            block: constant(block),
            // With one block there is nothing to hold back but the whole sweep; shapes with that are refused.
            lag: flag(lag == 1),
            last_block: constant((shape.blocks() - 1) * block),
            copy_size: constant(if one_copy(shape) { 0 } else { n.next_power_of_two() }),
            group: row(),
            at: row(),
            block_first: row(),
            block_end: row(),
            previous_first: row(),
            drain_row: row(),
            drain_base: row(),
            next_row: row(),
            weight_base: Narrow::up_to(u64::from(shape.groups()) * u64::from(n)),
            slot: Narrow::up_to(slots),
            slot_base: Narrow::up_to(slots),
            ahead: Narrow::up_to(u64::from(shape.groups())),
            left: Narrow::up_to(longest),
            whole_length: Narrow::up_to(longest),
            spacing: Narrow::up_to(u64::from(lanes.max(2))),
            draining: Narrow::up_to(u64::from(lanes)),
            ..Self::default()
        }
    }
}

impl Logic for Walk {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(
            self,
            clock,
            going,
            is_sweep,
            is_measure,
            is_still,
            is_copy,
            clears,
            blanks,
            parity,
            fresh,
            issued,
            group,
            weight_base,
            at,
            left,
            second,
            block_first,
            block_end
        );
        dff_setup!(
            self,
            clock,
            previous_first,
            first_block,
            spacing,
            draining,
            drain_row,
            drain_base,
            drain_second,
            drain_half,
            drain_biased,
            next_row,
            second1,
            beginning
        );
        dff_setup!(self, clock, whole_length, empty_group, slot, slot_base, ahead, priming, stale, boundary1, older1, gap, seeing, is_last);
        dff_setup!(self, clock, complete);
        self.lengths.clock.next = self.clock.val();
        self.second1.d.next = self.second.q.val();
        self.twice.next = self.full.val() & self.is_sweep.q.val();
        // Which copy of the partner is seen.
        self.boundary.next = self.block_first.q.val();
        if self.lag.val() {
            self.boundary.next = self.previous_first.q.val();
            if self.first_block.q.val() {
                self.boundary.next = 0.into();
            }
        }
        // Partners come in order and none is overtaken: so it is enough to look where what is new ends, and where what is written.
        self.visible.next = self.seeing.q.val() & (self.at.q.val() != self.boundary.val());
        self.seeing.d.next = self.visible.val();
        self.older.next = self.lag.val() & self.first_block.q.val() & !self.fresh.q.val() & (self.at.q.val() >= self.last_block.val());
        self.new_copy.next = (self.visible.val() | self.older.val()) & self.is_sweep.q.val();
        self.written.next = self.done.val().get_bits::<15>(0);
        self.missing.next = self.visible.val() & self.is_sweep.q.val() & (self.at.q.val() == self.written.val());
        if self.sparse.val() {
            // Partners are known in the lanes only: all that is visible has to be written.
            self.missing.next = self.is_sweep.q.val() & (self.boundary.val() > self.written.val());
        }
        self.boundary1.d.next = 0.into();
        self.older1.d.next = self.never.val();
        if self.is_sweep.q.val() {
            self.boundary1.d.next = self.boundary.val();
            if self.lag.val() & self.first_block.q.val() & !self.fresh.q.val() {
                self.older1.d.next = self.last_block.val();
            }
        }
        self.boundary_row.next = self.boundary1.q.val();
        self.older_from.next = self.older1.q.val();
        self.copy_written.next = self.parity.q.val();
        // One partner a clock. The last of a group waits until the drives of the group before have left.
        self.go.next = false;
        if self.going.q.val() & (self.is_sweep.q.val() | self.is_measure.q.val()) & !self.issued.q.val() & !self.missing.val() {
            self.go.next = !self.is_last.q.val() | (!self.spacing.q.val().any() & !self.stale.q.val());
        }
        // When the last drive leaves that waits for the oscillators is not known before.
        if self.serial.val() & self.is_last.q.val() & (self.complete.q.val() | self.draining.q.val().any()) {
            self.go.next = false;
        }
        // After the last the lanes hand their sums on, for a clock.
        if self.priming.q.val().any() | self.gap.q.val() {
            self.go.next = false;
        }
        self.group_done.next = self.go.val() & self.is_last.q.val();
        self.gap.d.next = self.group_done.val();
        self.valid.next = self.go.val();
        self.last.next = self.is_last.q.val();
        self.at_wide.next = bit_cast::<24, 15>(self.at.q.val());
        self.partner.next = self.at_wide.val();
        if self.new_copy.val() ^ !self.parity.q.val() {
            self.partner.next = self.at_wide.val() | self.copy_size.val();
        }
        self.weight.next = self.weight_base.q.val() + self.at_wide.val();
        self.empty.next = self.empty_group.q.val();
        if self.sparse.val() {
            self.weight.next = self.slot.q.val();
        }
        // Lengths of the groups of a sparse medium are read one group ahead; every group of a dense one is as long.
        self.lengths.read_address.next = self.ahead.q.val();
        self.lengths.write_enable.next = self.window_enable.val() & !self.going.q.val();
        self.lengths.write_address.next = self.window_address.val();
        self.lengths.write.next = self.window_write.val();
        if !self.going.q.val() {
            self.lengths.read_address.next = self.window_address.val();
        }
        self.window_read.next = self.lengths.read.val();
        self.length.next = self.n_wide.val();
        if self.sparse.val() {
            self.length.next = self.lengths.read.val().get_bits::<16>(0);
        }
        self.stale.d.next = false;
        self.length_taken.next = false;
        if self.priming.q.val().any() {
            self.priming.d.next = self.priming.q.val() - 1;
            self.length_taken.next = self.priming.q.val() == 1;
        }
        self.slot_next.next = self.slot.q.val() + 1;
        if self.empty_group.q.val() {
            self.slot_next.next = self.slot.q.val();
        }
        self.select.next = 0.into();
        if self.is_measure.q.val() {
            self.select.next = 2.into();
        }
        if self.second1.q.val() & self.is_sweep.q.val() {
            self.select.next = 1.into();
        }
        if self.spacing.q.val().any() {
            self.spacing.d.next = self.spacing.q.val() - 1;
        }
        self.next_group.next = self.group.q.val() + self.lanes.val();
        if self.go.val() {
            self.left.d.next = self.left.q.val() - 1;
            self.is_last.d.next = self.left.q.val() == 2;
            self.slot.d.next = self.slot_next.val();
            self.at.d.next = self.at.q.val() + 1;
            if self.at.q.val() == self.last_partner.val() {
                self.at.d.next = 0.into();
                self.seeing.d.next = true;
            }
        }
        if self.group_done.val() {
            self.complete.d.next = true;
            self.spacing.d.next = self.spacing_start.val();
        }
        // The clock after the last of a group is free for what the next one needs.
        if self.gap.q.val() {
            self.left.d.next = self.whole_length.q.val();
            self.is_last.d.next = self.sparse.val() & (self.whole_length.q.val() == 1);
            if !self.sparse.val() {
                self.left.d.next = self.n_wide.val();
            }
            if self.twice.val() & !self.second.q.val() {
                self.second.d.next = true;
                self.slot.d.next = self.slot_base.q.val();
            } else {
                self.second.d.next = false;
                self.slot_base.d.next = self.slot.q.val();
                self.length_taken.next = true;
                self.group.d.next = self.next_group.val();
                self.weight_base.d.next = self.weight_base.q.val() + self.n_address.val();
                self.issued.d.next = self.next_group.val() >= self.n.val();
                if self.next_group.val() == self.block_end.q.val() {
                    self.first_block.d.next = false;
                    self.previous_first.d.next = self.block_first.q.val();
                    self.block_first.d.next = self.block_end.q.val();
                    self.block_end.d.next = self.block_end.q.val() + self.block.val();
                    self.at.d.next = self.block_end.q.val();
                }
            }
        }
        if self.length_taken.val() {
            self.left.d.next = self.length.val();
            self.is_last.d.next = !self.length.val().get_bits::<15>(1).any();
            self.whole_length.d.next = self.length.val();
            self.empty_group.d.next = false;
            if !self.length.val().any() {
                self.left.d.next = 1.into();
                self.whole_length.d.next = 1.into();
                self.empty_group.d.next = true;
            }
            self.ahead.d.next = self.ahead.q.val() + 1;
            self.stale.d.next = self.sparse.val();
        }
        // Drives leave as the oscillators take them. Rows that there are not, and rows of a measure, do not wait.
        self.drains.next = self.draining.q.val().any() & (self.full_groups.val() | (self.drain_row.q.val() < self.n.val()));
        self.leaves.next = self.draining.q.val().any() & (self.ready.val() | self.is_measure.q.val() | !self.drains.val());
        if self.load.val() {
            self.complete.d.next = false;
            self.draining.d.next = self.lanes_count.val();
            self.drain_row.d.next = self.drain_base.q.val();
            self.drain_half.d.next = self.twice.val() & !self.drain_second.q.val();
            self.drain_biased.d.next = !self.drain_second.q.val();
            self.drain_second.d.next = self.twice.val() & !self.drain_second.q.val();
            if !self.twice.val() | self.drain_second.q.val() {
                self.drain_base.d.next = self.drain_base.q.val() + self.lanes.val();
            }
        } else if self.leaves.val() {
            self.draining.d.next = self.draining.q.val() - 1;
            self.drain_row.d.next = self.drain_row.q.val() + 1;
        }
        self.shift.next = self.leaves.val();
        self.row_out.next = self.drain_row.q.val();
        self.in_range.next = self.drains.val();
        self.biased.next = self.in_range.val() & self.drain_biased.q.val();
        self.half.next = self.in_range.val() & self.drain_half.q.val() & self.is_sweep.q.val();
        self.whole.next = self.in_range.val() & !self.drain_half.q.val() & self.is_sweep.q.val();
        self.observed.next = self.in_range.val() & self.is_measure.q.val();
        // Passes without partners: rows leave as drives do.
        if self.is_still.q.val() | self.is_copy.q.val() {
            self.row_out.next = self.next_row.q.val();
            self.in_range.next = self.going.q.val() & (self.next_row.q.val() < self.n.val());
            self.whole.next = self.in_range.val() & self.is_still.q.val();
            self.observed.next = self.in_range.val() & self.is_copy.q.val();
            if self.in_range.val() & (self.ready.val() | self.is_copy.q.val()) {
                self.next_row.d.next = self.next_row.q.val() + 1;
            }
        }
        self.row.next = bit_cast::<24, 15>(self.row_out.val());
        // A sweep writes the copy `parity`; all that is shown anew goes to the other one, which holds the newest.
        self.show_address.next = self.done.val();
        if self.parity.q.val() ^ self.is_still.q.val() {
            self.show_address.next = self.done.val() | self.copy_size.val();
        }
        // The end of the pass.
        self.rows_done.next = self.done.val();
        if self.is_measure.q.val() | self.is_copy.q.val() {
            self.rows_done.next = self.counted.val();
        }
        if self.going.q.val() & !self.beginning.q.val() & (self.rows_done.val() == self.n_address.val()) {
            self.going.d.next = false;
            if self.is_sweep.q.val() {
                self.parity.d.next = !self.parity.q.val();
                self.fresh.d.next = false;
            }
            if self.is_still.q.val() {
                self.fresh.d.next = true;
            }
        }
        // The start of the next.
        self.beginning.d.next = self.start.val();
        self.opening.next = self.beginning.q.val();
        if self.start.val() {
            self.going.d.next = true;
            self.is_sweep.d.next = self.kind.val() == 0;
            self.is_measure.d.next = self.kind.val() == 1;
            self.is_still.d.next = (self.kind.val() == 2) | (self.kind.val() == 3);
            self.is_copy.d.next = (self.kind.val() == 4) | (self.kind.val() == 5);
            self.clears.d.next = self.kind.val() == 3;
            self.blanks.d.next = self.kind.val() == 5;
            self.issued.d.next = false;
            self.group.d.next = 0.into();
            self.weight_base.d.next = 0.into();
            self.at.d.next = 0.into();
            self.seeing.d.next = false;
            self.ahead.d.next = 0.into();
            self.priming.d.next = 2.into();
            self.slot.d.next = 0.into();
            self.slot_base.d.next = 0.into();
            self.second.d.next = false;
            self.block_first.d.next = 0.into();
            self.block_end.d.next = self.block.val();
            self.first_block.d.next = true;
            self.drain_base.d.next = 0.into();
            self.drain_second.d.next = false;
            self.complete.d.next = false;
            self.next_row.d.next = 0.into();
        }
        self.active.next = self.going.q.val();
        self.sweep.next = self.is_sweep.q.val();
        self.measure.next = self.is_measure.q.val();
        self.still.next = self.is_still.q.val();
        self.clear.next = self.clears.q.val();
        self.copy.next = self.is_copy.q.val();
        self.blank.next = self.blanks.q.val();
    }
}
