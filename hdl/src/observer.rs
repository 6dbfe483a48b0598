//! What is observed: sums of the shown values, changes of sign, the energy of the signs, and the signs of the best.
//!
//! Energy: a drive and its row in clock 0, the row's bias in clock 1; `energy` holds the row from clock 3 on.

use rust_hdl::prelude::*;
use syntony_medium::shape::Shape;

use crate::cast::*;
use crate::memory::{Address, Ram};

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
    /// Sum of the shown values of the last sweep.
    pub sum_cos: Signal<Out, Bits<32>>,
    /// Sum of the second shown values.
    pub sum_sin: Signal<Out, Bits<32>>,
    /// Oscillators whose sign changed.
    pub changed: Signal<Out, Bits<32>>,
    /// Energy of the last measure, low half.
    pub energy_low: Signal<Out, Bits<32>>,
    /// Its high half.
    pub energy_high: Signal<Out, Bits<32>>,
    /// Rows measured or copied since the pass began.
    pub count: Signal<Out, Address>,
    /// A pass goes on: the window port is closed.
    pub busy: Signal<In, Bit>,
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
    zero8: Fixed<Signed<8>>,
    zero24: Fixed<Signed<24>>,
    zero40: Fixed<Signed<40>>,
    signs: Ram,
    best: Ram,
    negative: Signal<Local, Bit>,
    old: Signal<Local, Bit>,
    u_wide: Signal<Local, Signed<24>>,
    v_wide: Signal<Local, Signed<24>>,
    cos: DFF<Signed<24>>,
    sin: DFF<Signed<24>>,
    cos_out: Signal<Local, Signed<32>>,
    sin_out: Signal<Local, Signed<32>>,
    changes: DFF<Bits<14>>,
    rows: DFF<Address>,
    valid1: DFF<Bit>,
    row1: DFF<Address>,
    drive1: DFF<Signed<32>>,
    bias_wide: Signal<Local, Signed<32>>,
    bias_twice: Signal<Local, Signed<32>>,
    field2: DFF<Signed<32>>,
    negative2: DFF<Bit>,
    valid2: DFF<Bit>,
    field_wide: Signal<Local, Signed<40>>,
    energy: DFF<Signed<40>>,
    energy_bits: Signal<Local, Bits<40>>,
    energy_top: Signal<Local, Signed<8>>,
    energy_top_wide: Signal<Local, Signed<32>>,
    place: Signal<Local, Bits<5>>,
    marked: Signal<Local, Bits<32>>,
    so_far: Signal<Local, Bits<32>>,
    word: DFF<Bits<32>>,
    word_address: DFF<Address>,
    word_ready: DFF<Bit>,
}

impl Observer {
    /// The observers of a shape.
    pub fn new(shape: &Shape) -> Self {
        let n = shape.oscillators;
        Self {
            last_row: constant(n - 1),
            short_word: constant(n / 32),
            short_mask: constant((1u64 << (n % 32)) as u32 - 1),
            signs: Ram::new(n, 1),
            best: Ram::new(n.div_ceil(32), 32),
            ..Self::default()
        }
    }
}

impl Logic for Observer {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(
            self,
            clock,
            cos,
            sin,
            changes,
            rows,
            valid1,
            row1,
            drive1,
            field2,
            negative2,
            valid2,
            energy,
            word,
            word_address,
            word_ready
        );
        clock!(self, clock, signs, best);
        // Signs of all rows; the old one is read one clock ahead.
        self.signs.read_address.next = self.ahead.val();
        if self.measure.val() | self.copy.val() {
            self.signs.read_address.next = self.row.val();
        }
        self.old.next = self.signs.read.val().get_bit(0);
        self.negative.next = self.u.val() < self.zero8.val();
        self.signs.write_enable.next = self.done.val();
        self.signs.write_address.next = self.done_row.val();
        self.signs.write.next = 0.into();
        if self.negative.val() {
            self.signs.write.next = 1.into();
        }
        // Sums of a sweep.
        self.u_wide.next = signed_bit_cast_to::<24, 8>(self.u.val());
        self.v_wide.next = signed_bit_cast_to::<24, 8>(self.v.val());
        if self.done.val() & self.sweep.val() {
            self.cos.d.next = self.cos.q.val() + self.u_wide.val();
            self.sin.d.next = self.sin.q.val() + self.v_wide.val();
            if self.negative.val() ^ self.old.val() {
                self.changes.d.next = self.changes.q.val() + 1;
            }
        }
        // Energy: clock 1, clock 2.
        self.valid1.d.next = self.valid.val();
        self.row1.d.next = self.row.val();
        self.drive1.d.next = self.drive.val();
        self.bias_wide.next = signed_bit_cast_to::<32, 16>(self.bias.val());
        self.bias_twice.next = self.bias_wide.val() + self.bias_wide.val();
        self.field2.d.next = self.drive1.q.val() + self.bias_twice.val();
        self.negative2.d.next = self.old.val();
        self.valid2.d.next = self.valid1.q.val();
        self.field_wide.next = signed_bit_cast_to::<40, 32>(self.field2.q.val());
        if self.valid2.q.val() & self.measure.val() {
            self.energy.d.next = self.energy.q.val() - self.field_wide.val();
            if self.negative2.q.val() {
                self.energy.d.next = self.energy.q.val() + self.field_wide.val();
            }
        }
        if self.valid2.q.val() {
            self.rows.d.next = self.rows.q.val() + 1;
        }
        // Best signs: 32 a word.
        self.place.next = self.row1.q.val().get_bits::<5>(0);
        self.marked.next = 0.into();
        if self.old.val() & !self.blank.val() {
            self.marked.next = 1.into();
        }
        self.so_far.next = self.word.q.val();
        if self.place.val() == 0 {
            self.so_far.next = 0.into();
        }
        if self.valid1.q.val() {
            self.word.d.next = self.so_far.val() | (self.marked.val() << self.place.val());
        }
        self.word_address.d.next = self.row1.q.val() >> 5;
        self.word_ready.d.next =
            self.copy.val() & self.valid1.q.val() & (self.place.val().all() | (self.row1.q.val() == self.last_row.val()));
        self.best.read_address.next = self.window_address.val();
        self.best.write_enable.next = self.window_enable.val();
        self.best.write_address.next = self.window_address.val();
        self.best.write.next = self.window_write.val();
        if self.window_address.val() == self.short_word.val() {
            self.best.write.next = self.window_write.val() & self.short_mask.val();
        }
        if self.busy.val() {
            self.best.write_enable.next = self.word_ready.q.val();
            self.best.write_address.next = self.word_address.q.val();
            self.best.write.next = self.word.q.val();
        }
        if self.opening.val() {
            self.rows.d.next = 0.into();
            if self.sweep.val() {
                self.cos.d.next = self.zero24.val();
                self.sin.d.next = self.zero24.val();
                self.changes.d.next = 0.into();
            }
            if self.measure.val() {
                self.energy.d.next = self.zero40.val();
            }
        }
        self.window_read.next = self.best.read.val();
        self.count.next = self.rows.q.val();
        self.cos_out.next = signed_bit_cast_to::<32, 24>(self.cos.q.val());
        self.sin_out.next = signed_bit_cast_to::<32, 24>(self.sin.q.val());
        self.sum_cos.next = unsigned_cast_to::<32, 32>(self.cos_out.val());
        self.sum_sin.next = unsigned_cast_to::<32, 32>(self.sin_out.val());
        self.changed.next = bit_cast::<32, 14>(self.changes.q.val());
        self.energy_bits.next = unsigned_cast_to::<40, 40>(self.energy.q.val());
        self.energy_low.next = self.energy_bits.val().get_bits::<32>(0);
        self.energy_top.next = self.energy.q.val().get_bits::<8>(32);
        self.energy_top_wide.next = signed_bit_cast_to::<32, 8>(self.energy_top.val());
        self.energy_high.next = unsigned_cast_to::<32, 32>(self.energy_top_wide.val());
    }
}
