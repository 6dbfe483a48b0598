//! What is observed: sums of the shown values, changes of sign, the energy of the signs, and the signs of the best.
//!
//! Energy: a drive and its row in clock 0, the row's bias in clock 1; the sum holds the row from clock 3 on. The energy and the
//! sum of the shown values share an adder, changes and rows a counter: a pass takes one or the other.

use rust_hdl::prelude::*;
use syntony_medium::shape::{Coupling, Shape};

use crate::cast::*;
use crate::memory::{Address, Ram};
use crate::narrow::Narrow;

/// The observers.
#[derive(LogicBlock, Default)]
pub struct Observer {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// A pass begins.
    pub opening: Signal<In, Bit>,
    /// Static: a sweep, whose sums are taken.
    pub sweep: Signal<In, Bit>,
    /// Static: a measure.
    pub measure: Signal<In, Bit>,
    /// Static: best signs are written.
    pub copy: Signal<In, Bit>,
    /// Static, while they are written: as zero.
    pub blank: Signal<In, Bit>,
    /// One clock before `done`: the row.
    pub ahead: Signal<In, Address>,
    /// An oscillator is done.
    pub done: Signal<In, Bit>,
    /// Its row.
    pub done_row: Signal<In, Address>,
    /// What it shows.
    pub u: Signal<In, Signed<8>>,
    /// The second shown value.
    pub v: Signal<In, Signed<8>>,
    /// Measure and copy: there is a row in clock 0.
    pub valid: Signal<In, Bit>,
    /// Measure and copy: the row.
    pub row: Signal<In, Address>,
    /// Measure: sum of weights and signs in clock 0.
    pub drive: Signal<In, Signed<32>>,
    /// Measure: the bias in clock 1.
    pub bias: Signal<In, Signed<16>>,
    /// After a sweep the sum of the shown values, after a measure the energy, low half.
    pub sum: Signal<Out, Bits<32>>,
    /// Its high half.
    pub sum_high: Signal<Out, Bits<32>>,
    /// After a sweep the sum of the second shown values.
    pub sum_sin: Signal<Out, Bits<32>>,
    /// Since the pass began: in a sweep the oscillators whose sign changed, else the rows measured or copied.
    pub count: Signal<Out, Address>,
    /// A pass goes on: the window port is closed.
    pub busy: Signal<In, Bit>,
    /// Serial core: sign of the row of the clock before, or of the one that is done: negative.
    pub sign: Signal<In, Bit>,
    /// Serial core: the word of best signs at the window's offset.
    pub stored: Signal<In, Bits<32>>,
    /// Writes a word of the best signs.
    pub best_writes: Signal<Out, Bit>,
    /// Its place.
    pub best_address: Signal<Out, Address>,
    /// The word.
    pub best_word: Signal<Out, Bits<32>>,
    /// Offset in the window of best signs.
    pub window_address: Signal<In, Address>,
    /// Writes to the window.
    pub window_enable: Signal<In, Bit>,
    /// What is written.
    pub window_write: Signal<In, Bits<32>>,
    /// What the window holds, 1 clock after the offset.
    pub window_read: Signal<Out, Bits<32>>,
    last_row: Fixed<Address>,
    short_word: Fixed<Address>,
    short_mask: Fixed<Bits<32>>,
    short: Fixed<Bit>,
    short_shift: Fixed<Bits<5>>,
    highest: Fixed<Bits<32>>,
    u_bits: Signal<Local, Bits<8>>,
    signs: Vec<Ram>,
    best: Vec<Ram>,
    negative: Signal<Local, Bit>,
    old: Signal<Local, Bit>,
    best_moved: Signal<Local, Bits<32>>,
    u_wide: Signal<Local, Signed<40>>,
    v_wide: Signal<Local, Signed<24>>,
    v_word: Signal<Local, Bits<24>>,
    drive_word: Signal<Local, Bits<32>>,
    drive1: Narrow<32>,
    drive_signed: Signal<Local, Signed<32>>,
    bias_wide: Signal<Local, Signed<32>>,
    bias_twice: Signal<Local, Signed<32>>,
    field: Signal<Local, Signed<32>>,
    field_word: Signal<Local, Bits<32>>,
    field2: Narrow<32>,
    field_signed: Signal<Local, Signed<32>>,
    field_wide: Signal<Local, Signed<40>>,
    field_full: Signal<Local, Bits<40>>,
    negative2: DFF<Bit>,
    valid1: DFF<Bit>,
    valid2: DFF<Bit>,
    row1: Narrow<24>,
    operand: Signal<Local, Bits<40>>,
    operand_full: Signal<Local, Bits<41>>,
    operand_placed: Signal<Local, Bits<41>>,
    extra: Signal<Local, Bits<41>>,
    operand_extra: Signal<Local, Bits<41>>,
    held: Narrow<40>,
    held_wide: Signal<Local, Bits<41>>,
    held_placed: Signal<Local, Bits<41>>,
    held_one: Signal<Local, Bits<41>>,
    total: Signal<Local, Bits<41>>,
    total_sum: Signal<Local, Bits<40>>,
    top: Signal<Local, Bits<8>>,
    top_signed: Signal<Local, Signed<8>>,
    top_wide: Signal<Local, Signed<32>>,
    sin: Narrow<24>,
    sin_signed: Signal<Local, Signed<24>>,
    sin_wide: Signal<Local, Signed<32>>,
    rows: Narrow<24>,
    counts: Signal<Local, Bit>,
    place: Signal<Local, Bits<5>>,
    moved: Signal<Local, Bits<32>>,
    word: DFF<Bits<32>>,
    word_address: Narrow<24>,
    word_ready: DFF<Bit>,
    word_short: DFF<Bit>,
}

impl Observer {
    /// The observers of a shape; `serial`: the serial core keeps the signs.
    pub fn new(shape: &Shape, serial: bool) -> Self {
        let n = shape.oscillators;
        // A row's sum in a measure, in which everyone shows a sign; with twice a bias; and N of them, or N shown values.
        let (low, high) = shape.weight_range();
        let partners = match shape.coupling {
            Coupling::Dense => n,
            Coupling::Sparse { slots } => slots.min(0xFFFF),
        };
        let row = u64::from(low.unsigned_abs().max(high.unsigned_abs())) * u64::from(partners);
        let shown = u64::from(n) * shape.shown_max() as u64;
        let field = row + (1 << 16);
        Self {
            last_row: constant(n - 1),
            short_word: constant(n / 32),
            short_mask: constant((1u64 << (n % 32)) as u32 - 1),
            short: flag(!n.is_multiple_of(32)),
            short_shift: constant((32 - n % 32) % 32),
            drive1: Narrow::either(row),
            field2: Narrow::either(field),
            held: Narrow::either((u64::from(n) * field).max(shown)),
            sin: Narrow::either(shown),
            row1: Narrow::up_to(u64::from(n - 1)),
            rows: Narrow::up_to(u64::from(n)),
            word_address: Narrow::up_to(u64::from((n - 1) / 32)),
            highest: constant(1 << 31),
            signs: if serial { vec![] } else { vec![Ram::new(n, 1)] },
            best: if serial { vec![] } else { vec![Ram::new(n.div_ceil(32), 32)] },
            ..Self::default()
        }
    }
}

impl Logic for Observer {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, drive1, field2, negative2, valid1, valid2, row1, held, sin, rows);
        dff_setup!(self, clock, word, word_address, word_ready, word_short);
        // Signs of all rows; the old one is read one clock ahead.
        self.u_bits.next = unsigned_cast_to::<8, 8>(self.u.val());
        self.negative.next = self.u_bits.val().get_bit(7);
        self.old.next = self.sign.val();
        for i in 0..self.signs.len() {
            self.signs[i].clock.next = self.clock.val();
            self.signs[i].read_address.next = self.ahead.val();
            if self.measure.val() | self.copy.val() {
                self.signs[i].read_address.next = self.row.val();
            }
            self.old.next = self.signs[i].read.val().get_bit(0);
            self.signs[i].write_enable.next = self.done.val();
            self.signs[i].write_address.next = self.done_row.val();
            self.signs[i].write.next = 0.into();
            if self.negative.val() {
                self.signs[i].write.next = 1.into();
            }
        }
        // Energy: clock 1, clock 2.
        self.valid1.d.next = self.valid.val();
        self.valid2.d.next = self.valid1.q.val();
        self.row1.d.next = self.row.val();
        self.drive_word.next = unsigned_cast_to::<32, 32>(self.drive.val());
        self.drive1.d.next = self.drive_word.val();
        self.drive_signed.next = signed_cast(self.drive1.q.val());
        self.bias_wide.next = signed_bit_cast_to::<32, 16>(self.bias.val());
        self.bias_twice.next = self.bias_wide.val() + self.bias_wide.val();
        self.field.next = self.drive_signed.val() + self.bias_twice.val();
        self.field_word.next = unsigned_cast_to::<32, 32>(self.field.val());
        self.field2.d.next = self.field_word.val();
        self.negative2.d.next = self.old.val();
        self.field_signed.next = signed_cast(self.field2.q.val());
        self.field_wide.next = signed_bit_cast_to::<40, 32>(self.field_signed.val());
        self.field_full.next = unsigned_cast_to::<40, 40>(self.field_wide.val());
        // One adder: shown values, or fields added or taken away; a bit below the lowest takes the carry in.
        self.u_wide.next = signed_bit_cast_to::<40, 8>(self.u.val());
        self.operand.next = unsigned_cast_to::<40, 40>(self.u_wide.val());
        self.extra.next = 0.into();
        if self.measure.val() {
            self.operand.next = !self.field_full.val();
            self.extra.next = 1.into();
            if self.negative2.q.val() {
                self.operand.next = self.field_full.val();
                self.extra.next = 0.into();
            }
        }
        self.operand_full.next = bit_cast::<41, 40>(self.operand.val());
        self.operand_placed.next = self.operand_full.val() << 1;
        self.operand_extra.next = self.operand_placed.val() | self.extra.val();
        self.held_wide.next = bit_cast::<41, 40>(self.held.q.val());
        self.held_placed.next = self.held_wide.val() << 1;
        self.held_one.next = self.held_placed.val() | 1;
        self.total.next = self.held_one.val() + self.operand_extra.val();
        self.total_sum.next = self.total.val().get_bits::<40>(1);
        if (self.done.val() & self.sweep.val()) | (self.valid2.q.val() & self.measure.val()) {
            self.held.d.next = self.total_sum.val();
        }
        self.v_wide.next = signed_bit_cast_to::<24, 8>(self.v.val());
        self.v_word.next = unsigned_cast_to::<24, 24>(self.v_wide.val());
        if self.done.val() & self.sweep.val() {
            self.sin.d.next = self.sin.q.val() + self.v_word.val();
        }
        self.counts.next = self.valid2.q.val();
        if self.sweep.val() {
            self.counts.next = self.done.val() & (self.negative.val() ^ self.old.val());
        }
        if self.counts.val() {
            self.rows.d.next = self.rows.q.val() + 1;
        }
        // Best signs: 32 shift into a word. The last word of an odd number moves down when it is written.
        self.place.next = self.row1.q.val().get_bits::<5>(0);
        self.moved.next = self.word.q.val() >> 1;
        if self.valid1.q.val() {
            self.word.d.next = self.moved.val();
            if self.old.val() & !self.blank.val() {
                self.word.d.next = self.moved.val() | self.highest.val();
            }
        }
        self.word_address.d.next = self.row1.q.val() >> 5;
        self.word_short.d.next = self.short.val() & (self.row1.q.val() == self.last_row.val());
        self.word_ready.d.next =
            self.copy.val() & self.valid1.q.val() & (self.place.val().all() | (self.row1.q.val() == self.last_row.val()));
        // The host's words go the same way.
        if !self.busy.val() {
            self.word.d.next = self.window_write.val();
            if self.short.val() & (self.window_address.val() == self.short_word.val()) {
                self.word.d.next = self.window_write.val() & self.short_mask.val();
            }
            self.word_address.d.next = self.window_address.val();
            self.word_short.d.next = false;
            self.word_ready.d.next = self.window_enable.val();
        }
        self.best_writes.next = self.word_ready.q.val();
        self.best_address.next = self.word_address.q.val();
        self.best_moved.next = self.word.q.val();
        if self.word_short.q.val() {
            self.best_moved.next = self.word.q.val() >> self.short_shift.val();
        }
        self.best_word.next = self.best_moved.val();
        self.window_read.next = self.stored.val();
        for i in 0..self.best.len() {
            self.best[i].clock.next = self.clock.val();
            self.best[i].read_address.next = self.window_address.val();
            self.best[i].write_enable.next = self.word_ready.q.val();
            self.best[i].write_address.next = self.word_address.q.val();
            self.best[i].write.next = self.best_moved.val();
            self.window_read.next = self.best[i].read.val();
        }
        if self.opening.val() {
            self.rows.d.next = 0.into();
            self.held.d.next = 0.into();
            self.sin.d.next = 0.into();
        }
        self.count.next = self.rows.q.val();
        self.sum.next = self.held.q.val().get_bits::<32>(0);
        self.top.next = self.held.q.val().get_bits::<8>(32);
        self.top_signed.next = signed_cast(self.top.val());
        self.top_wide.next = signed_bit_cast_to::<32, 8>(self.top_signed.val());
        self.sum_high.next = unsigned_cast_to::<32, 32>(self.top_wide.val());
        self.sin_signed.next = signed_cast(self.sin.q.val());
        self.sin_wide.next = signed_bit_cast_to::<32, 24>(self.sin_signed.val());
        self.sum_sin.next = unsigned_cast_to::<32, 32>(self.sin_wide.val());
    }
}
