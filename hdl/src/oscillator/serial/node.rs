//! The serial oscillator core: one multiplier with two accumulators, one sine, and a program, for devices whose registers
//! are few. The same function and ports as the pipelined [`Node`](crate::oscillator::node::Node), but for `ready`: a drive
//! and its row stay until the core has done with them.
//!
//! With `k` = 1 for exponents above -2, else minus the exponent, a drive takes 22 + k clocks in the projected law, 28 + k in
//! the inertial one and 9 + k and 28 + k in the full-phase one, if the next one waits; 4 more if it is beyond what the exponent
//! allows, and 7 more if the turn is beyond a quarter. `done` comes 5 clocks after the last drive of a row has gone.

use rust_hdl::prelude::*;
use syntony_medium::shape::Shape;

use super::accumulate::Accumulate;
use super::banks::Banks;
use super::code::{A, Sum, Turn};
use super::read::Read;
use super::scratch::Scratch;
use super::sequence::Sequence;
use super::wave::Wave;
use crate::cast::*;
use crate::memory::Address;
use crate::noise::Noise;

/// The serial core.
#[derive(LogicBlock, Default)]
pub struct Serial {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// A pass begins: rows are counted from 0.
    pub opening: Signal<In, Bit>,
    /// Drive of a row.
    pub drive: Signal<In, Signed<32>>,
    /// Its row.
    pub row: Signal<In, Address>,
    /// There is a drive that waits for the second one of its row.
    pub half: Signal<In, Bit>,
    /// There is a drive that makes a new oscillator.
    pub whole: Signal<In, Bit>,
    /// The drive has been taken and may go.
    pub ready: Signal<Out, Bit>,
    /// Static: full-phase law.
    pub full: Signal<In, Bit>,
    /// Static: inertial law.
    pub inertial: Signal<In, Bit>,
    /// Static: states stay and are only shown.
    pub still: Signal<In, Bit>,
    /// Static, while still: error counters become 0.
    pub clear: Signal<In, Bit>,
    /// Static: dither.
    pub dither: Signal<In, Bit>,
    /// The processor writes a port.
    pub enable: Signal<In, Bit>,
    /// Which, see [`output`](crate::sequencer::code::output).
    pub port: Signal<In, Bits<4>>,
    /// The word: a setting, or the seed.
    pub word: Signal<In, Bits<32>>,
    /// Takes the seed of the noise in.
    pub seed_load: Signal<In, Bit>,
    /// State of the noise generator.
    pub noise_state: Signal<Out, Bits<32>>,
    /// Bias of the row of the clock before, while no drive is worked on.
    pub bias: Signal<Out, Signed<16>>,
    /// Sign of the shown value of the row of the clock before, or with `done` the one before of the row that is done: negative.
    pub sign: Signal<Out, Bit>,
    /// Writes a word of the best signs.
    pub best_writes: Signal<In, Bit>,
    /// Its place.
    pub best_address: Signal<In, Address>,
    /// The word.
    pub best_word: Signal<In, Bits<32>>,
    /// The word of best signs at the window's offset.
    pub best: Signal<Out, Bits<32>>,
    /// An oscillator is done.
    pub done: Signal<Out, Bit>,
    /// Its row, which is the number of rows done before.
    pub done_row: Signal<Out, Address>,
    /// What it shows.
    pub u: Signal<Out, Signed<8>>,
    /// The second shown value.
    pub v: Signal<Out, Signed<8>>,
    /// A pass goes on: the window port is closed.
    pub busy: Signal<In, Bit>,
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
    sum_fresh: Fixed<Bits<4>>,
    sum_half15: Fixed<Bits<4>>,
    sum_less15: Fixed<Bits<4>>,
    sum_less4: Fixed<Bits<4>>,
    sum_half13: Fixed<Bits<4>>,
    sum_more: Fixed<Bits<4>>,
    sum_align: Fixed<Bits<4>>,
    sum_drive: Fixed<Bits<4>>,
    sum_down: Fixed<Bits<4>>,
    turn_less: Fixed<Bits<3>>,
    turn_half: Fixed<Bits<3>>,
    turn_more: Fixed<Bits<3>>,
    turn_more_less: Fixed<Bits<3>>,
    turn_more_half: Fixed<Bits<3>>,
    a_result: Fixed<Bits<3>>,
    a_sine: Fixed<Bits<3>>,
    a_low: Fixed<Bits<3>>,
    a_high: Fixed<Bits<3>>,
    a_byte: Fixed<Bits<3>>,
    a_noise: Fixed<Bits<3>>,
    a_minus: Fixed<Bits<3>>,
    minus_one: Fixed<Signed<16>>,
    half15: Fixed<Bits<32>>,
    less15: Fixed<Bits<32>>,
    less4: Fixed<Bits<32>>,
    half13: Fixed<Bits<32>>,
    all: Fixed<Bits<32>>,
    four: Fixed<Bits<32>>,
    three: Fixed<Bits<32>>,
    whole_mask: Fixed<Bits<32>>,
    count_mask: Fixed<Address>,
    beyond_most: Fixed<Bits<9>>,
    beyond_least: Fixed<Bits<9>>,
    most: Fixed<Bits<8>>,
    least: Fixed<Bits<8>>,
    zero8: Fixed<Signed<8>>,
    steps: Sequence,
    banks: Banks,
    scratch: Scratch,
    noise: Noise,
    wave: Wave,
    read: Read,
    first: Accumulate,
    second: Accumulate,
    step: Signal<Local, Bits<32>>,
    sum_code: Signal<Local, Bits<4>>,
    turn_code: Signal<Local, Bits<3>>,
    a_code: Signal<Local, Bits<3>>,
    read_code: Signal<Local, Bits<3>>,
    down: Signal<Local, Bit>,
    aligns: Signal<Local, Bit>,
    a: DFF<Signed<16>>,
    b: DFF<Signed<16>>,
    low_signed: Signal<Local, Signed<16>>,
    high_signed: Signal<Local, Signed<16>>,
    octet_bits: Signal<Local, Bits<8>>,
    octet_wide: Signal<Local, Bits<16>>,
    octet: Signal<Local, Signed<16>>,
    drawn_bits: Signal<Local, Bits<16>>,
    drawn_up: Signal<Local, Bits<16>>,
    sum_signed: Signal<Local, Signed<32>>,
    lower: Signal<Local, Signed<31>>,
    halved: Signal<Local, Signed<32>>,
    turn_top: Signal<Local, Bits<7>>,
    turn_cut: Signal<Local, Bits<32>>,
    takes_a: Signal<Local, Bit>,
    holds: Signal<Local, Bit>,
    a_over: DFF<Bit>,
    b_over: DFF<Bit>,
    limit: DFF<Bits<16>>,
    limit_signed: Signal<Local, Signed<16>>,
    first_operand: Signal<Local, Signed<16>>,
    second_operand: Signal<Local, Signed<16>>,
    cut_signed: Signal<Local, Signed<16>>,
    cut1: DFF<Bits<16>>,
    over1: DFF<Bit>,
    value: Signal<Local, Bits<16>>,
    low_writes: DFF<Bit>,
    high_writes: DFF<Bit>,
    error_writes: DFF<Bit>,
    draws: DFF<Bit>,
    holds_row: DFF<Bit>,
    read_cut: Signal<Local, Bits<9>>,
    shown: Signal<Local, Bits<8>>,
    shown2: DFF<Bits<8>>,
    shown3: DFF<Bits<8>>,
    leaving: DFF<Bits<5>>,
    left_once: Signal<Local, Bits<5>>,
    is_done: Signal<Local, Bit>,
    count: DFF<Address>,
    counted: Signal<Local, Address>,
}

impl Serial {
    /// The core of a shape.
    pub fn new(shape: &Shape) -> Self {
        let sum = |sum: Sum| constant(sum as u32);
        let turn = |turn: Turn| constant(turn as u32);
        let a = |a: A| constant(a as u32);
        let rows = shape.oscillators.next_power_of_two();
        let most = shape.shown_max() as u32;
        Self {
            sum_fresh: sum(Sum::Fresh),
            sum_half15: sum(Sum::Half15),
            sum_less15: sum(Sum::Less15),
            sum_less4: sum(Sum::Less4),
            sum_half13: sum(Sum::Half13),
            sum_more: sum(Sum::More),
            sum_align: sum(Sum::Align),
            sum_drive: sum(Sum::Drive),
            sum_down: sum(Sum::Down),
            turn_less: turn(Turn::Less),
            turn_half: turn(Turn::Half),
            turn_more: turn(Turn::More),
            turn_more_less: turn(Turn::MoreLess),
            turn_more_half: turn(Turn::MoreHalf),
            a_result: a(A::Result),
            a_sine: a(A::Sine),
            a_low: a(A::Low),
            a_high: a(A::High),
            a_byte: a(A::Byte),
            a_noise: a(A::Noise),
            a_minus: a(A::Minus),
            minus_one: signed_constant(-1),
            half15: constant(1 << 14),
            less15: constant((1 << 14) - 1),
            less4: constant(7 << 11),
            half13: constant(1 << 12),
            all: constant(u32::MAX),
            four: constant(4),
            three: constant(3),
            whole_mask: constant(u32::MAX - 7),
            count_mask: constant(2 * rows - 1),
            beyond_most: constant(most + 1),
            beyond_least: constant(0x1FF - most),
            most: constant(most),
            least: constant(0x100 - most),
            steps: Sequence::new(shape),
            banks: Banks::new(shape),
            scratch: Scratch::new(shape),
            noise: Noise::new(shape.dropped_bits()),
            wave: Wave::new(shape),
            read: Read::new(),
            ..Self::default()
        }
    }
}

impl Logic for Serial {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, a, b, a_over, b_over, limit, cut1, over1, low_writes, high_writes, error_writes, draws, holds_row);
        dff_setup!(self, clock, shown2, shown3, leaving, count);
        clock!(self, clock, steps, banks, scratch, noise, wave, first, second);
        // The step and its fields.
        self.step.next = self.steps.word.val();
        self.sum_code.next = self.step.val().get_bits::<4>(0);
        self.turn_code.next = self.step.val().get_bits::<3>(4);
        self.a_code.next = self.step.val().get_bits::<3>(7);
        self.read_code.next = self.step.val().get_bits::<3>(11);
        self.down.next = self.banks.exponent.val().get_bit(4);
        self.steps.busy.next = self.busy.val();
        self.steps.window_address.next = self.window_address.val();
        self.steps.best_writes.next = self.best_writes.val();
        self.steps.best_address.next = self.best_address.val();
        self.steps.best_word.next = self.best_word.val();
        self.best.next = self.steps.word.val();
        self.steps.start.next = self.half.val() | self.whole.val();
        self.steps.half.next = self.half.val();
        self.steps.full.next = self.full.val();
        self.steps.inertial.next = self.inertial.val();
        self.steps.still.next = self.still.val();
        self.steps.exponent.next = self.banks.exponent.val();
        self.steps.held.next = self.banks.held.val();
        self.steps.too_large.next = self.read.too_large.val();
        // Banks.
        self.banks.busy.next = self.busy.val();
        self.banks.row.next = self.row.val();
        self.banks.column.next = self.step.val().get_bits::<2>(16);
        self.banks.upper.next = self.step.val().get_bit(20);
        // What is read is written a clock later, when it is clamped.
        self.low_writes.d.next = self.step.val().get_bit(18) & self.steps.active.val();
        self.error_writes.d.next = self.step.val().get_bit(20);
        self.high_writes.d.next = self.step.val().get_bit(19) & self.steps.active.val();
        if self.step.val().get_bit(20) & self.still.val() & !self.clear.val() {
            self.high_writes.d.next = false;
        }
        // The error of what is held stays too; the next row may be there when it would be written.
        if self.steps.starts.val() {
            self.holds_row.d.next = self.banks.held.val() & !self.half.val() & !self.still.val();
        }
        if self.step.val().get_bit(20) & self.holds_row.q.val() {
            self.high_writes.d.next = false;
        }
        self.value.next = self.cut1.q.val();
        if self.over1.q.val() {
            self.value.next = self.limit.q.val();
        }
        self.banks.write_row.next = self.count.q.val();
        self.banks.write_low.next = self.low_writes.q.val();
        self.banks.write_high.next = self.high_writes.q.val();
        self.banks.error.next = self.error_writes.q.val();
        self.banks.new_low.next = self.value.val();
        self.banks.new_high.next = self.value.val();
        if !self.inertial.val() {
            self.banks.new_low.next = self.wave.phase.val().get_bits::<16>(0);
            if !self.error_writes.q.val() {
                self.banks.new_high.next = bit_cast::<16, 8>(self.wave.phase.val().get_bits::<8>(16));
            }
        }
        self.banks.window.next = self.window.val();
        self.banks.window_address.next = self.window_address.val();
        self.banks.window_enable.next = self.window_enable.val();
        self.banks.window_write.next = self.window_write.val();
        self.window_read.next = self.banks.window_read.val();
        self.low_signed.next = signed_cast(self.banks.low.val());
        self.high_signed.next = signed_cast(self.banks.high.val());
        self.bias.next = self.high_signed.val();
        self.sign.next = self.banks.sign.val();
        // Scratch memory.
        self.scratch.place.next = self.step.val().get_bits::<6>(21);
        self.scratch.store.next = self.step.val().get_bit(27) & self.steps.active.val();
        self.scratch.stays.next = self.steps.stays.val();
        self.scratch.exponent.next = self.banks.exponent.val();
        self.scratch.negative.next = self.read.negative.val();
        self.scratch.wall.next = self.read.wall.val();
        self.scratch.clamped.next = self.read.clamped.val();
        self.scratch.turn_negative.next = self.second.sum.val().get_bit(31);
        self.scratch.row.next = self.row.val().get_bits::<8>(0);
        self.scratch.value.next = signed_cast(self.value.val());
        self.scratch.enable.next = self.enable.val();
        self.scratch.port.next = self.port.val();
        self.scratch.port_word.next = self.word.val();
        // Noise: a word for each oscillator of a sweep.
        self.noise.load.next = self.seed_load.val();
        self.noise.seed.next = self.word.val();
        self.noise.dither.next = self.dither.val();
        self.noise.still.next = self.still.val();
        self.draws.d.next = self.steps.starts.val()
            & self.whole.val()
            & !self.still.val()
            & !self.inertial.val()
            & (self.dither.val() | self.scratch.noisy.val());
        self.noise.step.next = self.draws.q.val();
        self.noise_state.next = self.noise.state.val();
        self.drawn_bits.next = unsigned_cast_to::<16, 16>(self.noise.drawn.val());
        self.drawn_up.next = self.drawn_bits.val() << 3;
        // Sines.
        self.wave.kind.next = self.step.val().get_bits::<2>(14);
        self.wave.last.next = self.step.val().get_bit(31);
        self.wave.low.next = self.banks.state_low.val();
        self.wave.high.next = self.banks.state_high.val();
        self.wave.rounding.next = self.noise.rounding.val();
        self.wave.turn.next = self.second.sum.val();
        // Operands.
        self.read.sum.next = self.first.sum.val();
        self.read.kind.next = self.read_code.val();
        self.octet_bits.next = self.banks.high.val().get_bits::<8>(0);
        if self.inertial.val() {
            self.octet_bits.next = self.banks.high.val().get_bits::<8>(8);
        }
        self.octet_wide.next = bit_cast::<16, 8>(self.octet_bits.val());
        self.octet.next = signed_cast(self.octet_wide.val());
        self.cut_signed.next = signed_cast(self.read.cut.val());
        if self.a_code.val() == self.a_sine.val() {
            self.a.d.next = self.wave.value.val();
        }
        if self.a_code.val() == self.a_low.val() {
            self.a.d.next = self.low_signed.val();
        }
        if self.a_code.val() == self.a_high.val() {
            self.a.d.next = self.high_signed.val();
        }
        if self.a_code.val() == self.a_byte.val() {
            self.a.d.next = self.octet.val();
        }
        if self.a_code.val() == self.a_noise.val() {
            self.a.d.next = signed_cast(self.drawn_up.val());
        }
        if self.a_code.val() == self.a_minus.val() {
            self.a.d.next = self.minus_one.val();
        }
        // What is read comes last, as it is known last.
        self.aligns.next = self.read_code.val().get_bit(2) & self.read_code.val().get_bit(1) & !self.down.val();
        self.takes_a.next = (self.a_code.val() == self.a_result.val()) | ((self.a_code.val() == self.a_minus.val()) & self.aligns.val());
        if self.takes_a.val() {
            self.a.d.next = self.cut_signed.val();
        }
        self.b.d.next = self.scratch.word.val();
        if self.step.val().get_bit(10) {
            self.b.d.next = self.cut_signed.val();
        }
        // What is beyond is clamped a clock later. What it is clamped to stays as long as the first operand has use of it.
        self.holds.next = !self.a_code.val().any();
        self.a_over.d.next = (self.takes_a.val() & self.read.over.val()) | (self.holds.val() & self.a_over.q.val());
        self.b_over.d.next = self.step.val().get_bit(10) & self.read.over.val();
        if !(self.holds.val() & self.a_over.q.val()) {
            self.limit.d.next = self.read.limit.val();
        }
        self.cut1.d.next = self.read.cut.val();
        self.over1.d.next = self.read.over.val();
        self.limit_signed.next = signed_cast(self.limit.q.val());
        self.first_operand.next = self.a.q.val();
        if self.a_over.q.val() {
            self.first_operand.next = self.limit_signed.val();
        }
        self.second_operand.next = self.b.q.val();
        if self.b_over.q.val() {
            self.second_operand.next = self.limit_signed.val();
        }
        // The first accumulator.
        self.first.a.next = self.first_operand.val();
        self.first.b.next = self.second_operand.val();
        self.sum_signed.next = signed_cast(self.first.sum.val());
        self.lower.next = self.sum_signed.val().get_bits::<31>(1);
        self.halved.next = signed_bit_cast_to::<32, 31>(self.lower.val());
        self.first.enable.next = self.sum_code.val().any();
        self.first.base.next = 0.into();
        if self.sum_code.val() == self.sum_half15.val() {
            self.first.base.next = self.half15.val();
        }
        if self.sum_code.val() == self.sum_less15.val() {
            self.first.base.next = self.less15.val();
        }
        if self.sum_code.val() == self.sum_less4.val() {
            self.first.base.next = self.less4.val();
        }
        if self.sum_code.val() == self.sum_half13.val() {
            self.first.base.next = self.half13.val();
        }
        if (self.sum_code.val() == self.sum_more.val()) | ((self.sum_code.val() == self.sum_align.val()) & self.down.val()) {
            self.first.base.next = self.first.sum.val();
        }
        if self.sum_code.val() == self.sum_drive.val() {
            self.first.base.next = unsigned_cast_to::<32, 32>(self.drive.val());
        }
        if self.sum_code.val() == self.sum_down.val() {
            self.first.base.next = unsigned_cast_to::<32, 32>(self.halved.val());
            self.first.enable.next = self.down.val();
        }
        // The second one.
        self.second.a.next = self.first_operand.val();
        self.second.b.next = self.second_operand.val();
        self.second.enable.next = self.turn_code.val().any() & self.steps.active.val();
        self.turn_cut.next = self.second.sum.val() & self.whole_mask.val();
        self.second.base.next = 0.into();
        if self.turn_code.val() == self.turn_less.val() {
            self.second.base.next = self.all.val();
        }
        if self.turn_code.val() == self.turn_half.val() {
            self.second.base.next = self.four.val();
        }
        if self.turn_code.val() == self.turn_more.val() {
            self.second.base.next = self.turn_cut.val();
        }
        if self.turn_code.val() == self.turn_more_less.val() {
            self.second.base.next = self.turn_cut.val() | self.three.val();
        }
        if self.turn_code.val() == self.turn_more_half.val() {
            self.second.base.next = self.turn_cut.val() | self.four.val();
        }
        self.turn_top.next = self.second.sum.val().get_bits::<7>(25);
        self.steps.beyond.next = self.turn_top.val().any() & !self.turn_top.val().all();
        // Done: of the shown values the first one was read one clock before the second one; both stand when that is shown.
        self.read_cut.next = self.value.val().get_bits::<9>(0);
        self.shown.next = self.value.val().get_bits::<8>(0);
        if self.read_cut.val() == self.beyond_most.val() {
            self.shown.next = self.most.val();
        }
        if self.read_cut.val() == self.beyond_least.val() {
            self.shown.next = self.least.val();
        }
        self.shown2.d.next = self.shown.val();
        self.shown3.d.next = self.shown2.q.val();
        self.u.next = signed_cast(self.shown3.q.val());
        self.v.next = signed_cast(self.shown2.q.val());
        if self.inertial.val() {
            self.v.next = self.zero8.val();
        }
        self.ready.next = self.steps.ready.val();
        self.left_once.next = self.leaving.q.val() << 1;
        self.leaving.d.next = self.left_once.val();
        if self.steps.ready.val() & !self.half.val() {
            self.leaving.d.next = self.left_once.val() | 1;
        }
        self.is_done.next = self.leaving.q.val().get_bit(4);
        self.done.next = self.is_done.val();
        self.banks.keep.next = self.steps.ready.val();
        self.banks.sign_writes.next = self.is_done.val();
        self.banks.negative.next = self.shown3.q.val().get_bit(7);
        self.done_row.next = self.count.q.val();
        self.counted.next = self.count.q.val() + 1;
        if self.is_done.val() {
            self.count.d.next = self.counted.val() & self.count_mask.val();
        }
        if self.opening.val() {
            self.count.d.next = 0.into();
        }
    }
}
