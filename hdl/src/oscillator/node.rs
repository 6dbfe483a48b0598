//! The oscillator core: takes one drive a clock and gives one new oscillator a clock, 21 clocks later.
//!
//! Holds the oscillators' banks. While no pass goes on the host reads and writes them through the window port
//! (2 clocks from number and address to `window_read`).

use rust_hdl::prelude::*;
use syntony_medium::shape::Shape;

use super::align::Align;
use super::amplitude::Amplitude;
use super::phase::Phase;
use crate::cast::*;
use crate::memory::{Address, Ram};
use crate::noise::Noise;
use crate::shift::Multiply;

/// Clocks from a drive to its oscillator's new state.
pub const LATENCY: u32 = 21;

/// The oscillator core.
#[derive(LogicBlock, Default)]
pub struct Node {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// A pass begins: rows are counted from 0.
    pub opening: Signal<In, Bit>,
    /// Clock 0: drive of a row.
    pub drive: Signal<In, Signed<32>>,
    /// Clock 0: its row.
    pub row: Signal<In, Address>,
    /// Clock 0: there is a drive, and it has a bias.
    pub biased: Signal<In, Bit>,
    /// Clock 0: there is a drive that waits for the second one of its row.
    pub half: Signal<In, Bit>,
    /// Clock 0: there is a drive that makes a new oscillator.
    pub whole: Signal<In, Bit>,
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
    /// Static: phase lag.
    pub alpha: Signal<In, Bits<16>>,
    /// Static: coupling gain.
    pub gain: Signal<In, Signed<16>>,
    /// Static: second harmonic.
    pub harmonic: Signal<In, Signed<16>>,
    /// Static: injection.
    pub injection: Signal<In, Signed<16>>,
    /// Static: noise.
    pub deviation: Signal<In, Signed<16>>,
    /// Static: pull.
    pub pull: Signal<In, Signed<16>>,
    /// Takes the seed of the noise in.
    pub seed_load: Signal<In, Bit>,
    /// The seed.
    pub seed: Signal<In, Bits<32>>,
    /// State of the noise generator.
    pub noise_state: Signal<Out, Bits<32>>,
    /// Clock 1: bias of the row.
    pub bias: Signal<Out, Signed<16>>,
    /// Clock 20: row of the oscillator that is done in the next clock.
    pub ahead: Signal<Out, Address>,
    /// Clock 21: an oscillator is done.
    pub done: Signal<Out, Bit>,
    /// Clock 21: its row, which is the number of rows done before.
    pub done_row: Signal<Out, Address>,
    /// Clock 21: what it shows.
    pub u: Signal<Out, Signed<8>>,
    /// Clock 21: the second shown value.
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
    lanes_last: Fixed<Bits<24>>,
    half15: Fixed<Signed<32>>,
    low15: Fixed<Bits<32>>,
    held_mask: Fixed<Bits<32>>,
    phase_zero: Fixed<Signed<16>>,
    shown_zero: Fixed<Signed<8>>,
    row1: DFF<Address>,
    row2: DFF<Address>,
    row3: DFF<Address>,
    row4: DFF<Address>,
    row5: DFF<Address>,
    early: Signal<Local, Address>,
    middle: Signal<Local, Address>,
    late: Signal<Local, Address>,
    biased1: DFF<Bit>,
    exponent3: DFF<Bits<5>>,
    halves: DFF<Bits<16>>,
    halves_moved: Signal<Local, Bits<16>>,
    wholes: DFF<Bits<24>>,
    wholes_moved: Signal<Local, Bits<24>>,
    state_bank: Ram,
    frequency_bank: Ram,
    target_bank: Ram,
    mantissa_bank: Ram,
    exponent_bank: Ram,
    bias_bank: Ram,
    error_bank: Ram,
    side: Ram,
    side_write: DFF<Address>,
    side_read: DFF<Address>,
    error_row: DFF<Address>,
    ahead_row: DFF<Address>,
    count: DFF<Address>,
    align: Align,
    phase: Phase,
    amplitude: Amplitude,
    noise: Noise,
    scale: Multiply,
    first: Multiply,
    second: Multiply,
    third: Multiply,
    bias_word: Signal<Local, Bits<16>>,
    bias_signed: Signal<Local, Signed<16>>,
    mantissa_bits: Signal<Local, Bits<16>>,
    mantissa7: DFF<Signed<16>>,
    mantissa8: DFF<Signed<16>>,
    mantissa9: DFF<Signed<16>>,
    mantissa10: DFF<Signed<16>>,
    mantissa11: DFF<Signed<16>>,
    mantissa12: DFF<Signed<16>>,
    mantissa13: DFF<Signed<16>>,
    scaled_half: Signal<Local, Signed<32>>,
    scaled9: DFF<Signed<16>>,
    scaled_bits: Signal<Local, Bits<16>>,
    side_bits: Signal<Local, Bits<16>>,
    side9: DFF<Signed<16>>,
    x_bits: Signal<Local, Bits<16>>,
    y_bits: Signal<Local, Bits<16>>,
    error_bits: Signal<Local, Bits<16>>,
    step_high: Signal<Local, Bits<32>>,
    error_word: Signal<Local, Bits<16>>,
    new_x_bits: Signal<Local, Bits<16>>,
    new_y_bits: Signal<Local, Bits<16>>,
    new_y_wide: Signal<Local, Bits<32>>,
    new_y_high: Signal<Local, Bits<32>>,
    new_x_wide: Signal<Local, Bits<32>>,
    held_up: Signal<Local, Bits<32>>,
    held_bits: Signal<Local, Bits<32>>,
    held_down: Signal<Local, Bits<32>>,
    held_word: Signal<Local, Bits<32>>,
    held: Signal<Local, Bit>,
    held7: DFF<Bit>,
    held8: DFF<Bit>,
    held9: DFF<Bit>,
    write_state: Signal<Local, Bit>,
    write_frequency: Signal<Local, Bit>,
    write_target: Signal<Local, Bit>,
    write_gain: Signal<Local, Bit>,
    write_bias: Signal<Local, Bit>,
    write_error: Signal<Local, Bit>,
    gain_low: Signal<Local, Bits<32>>,
    gain_error: Signal<Local, Bits<32>>,
    gain_mantissa: Signal<Local, Bits<32>>,
    gain_write_exponent: Signal<Local, Bits<32>>,
    gain_write_mantissa: Signal<Local, Bits<32>>,
    gain_write_step: Signal<Local, Bits<32>>,
    gain_write_step_low: Signal<Local, Bits<32>>,
    gain_exponent: Signal<Local, Bits<32>>,
    gain_step: Signal<Local, Bits<32>>,
}

impl Node {
    /// The core of a shape. `in_logic`: its small tables are of logic cells.
    pub fn new(shape: &Shape, in_logic: bool) -> Self {
        let n = shape.oscillators;
        Self {
            lanes_last: constant(shape.lanes - 1),
            half15: signed_constant(1 << 14),
            low15: constant(0x7FFF),
            // Only where something learns.
            held_mask: constant(u32::from(shape.learning) << 23),
            state_bank: Ram::new(n, 32),
            frequency_bank: Ram::new(n, 24),
            target_bank: Ram::new(n, 16),
            mantissa_bank: Ram::new(n, 23 + u32::from(shape.learning)),
            exponent_bank: Ram::new(n, 5),
            bias_bank: Ram::new(n, 16),
            error_bank: Ram::new(n, 16),
            side: Ram::new(shape.lanes, 16),
            align: Align::new(shape.shown_bits),
            phase: Phase::new(shape.dropped_bits(), shape.shown_bits).in_logic(in_logic),
            amplitude: Amplitude::new(shape.shown_bits),
            noise: Noise::new(shape.dropped_bits()),
            ..Self::default()
        }
    }
}

impl Logic for Node {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, row1, row2, row3, row4, row5, biased1, exponent3, halves, wholes, side_write, side_read, side9, error_row);
        dff_setup!(self, clock, held7, held8, held9);
        dff_setup!(self, clock, ahead_row, count, mantissa7, mantissa8, mantissa9, mantissa10, mantissa11, mantissa12, mantissa13, scaled9);
        clock!(self, clock, state_bank, frequency_bank, target_bank, mantissa_bank, exponent_bank, bias_bank, error_bank, side);
        clock!(self, clock, align, phase, amplitude, noise, scale, first, second, third);
        // The way of the rows, and which drive is where.
        self.row1.d.next = self.row.val();
        self.row2.d.next = self.row1.q.val();
        self.row3.d.next = self.row2.q.val();
        self.row4.d.next = self.row3.q.val();
        self.row5.d.next = self.row4.q.val();
        self.biased1.d.next = self.biased.val();
        self.halves_moved.next = self.halves.q.val() << 1;
        self.halves.d.next = self.halves_moved.val();
        if self.half.val() {
            self.halves.d.next = self.halves_moved.val() | 1;
        }
        self.wholes_moved.next = self.wholes.q.val() << 1;
        self.wholes.d.next = self.wholes_moved.val();
        if self.whole.val() {
            self.wholes.d.next = self.wholes_moved.val() | 1;
        }
        self.early.next = self.row.val();
        self.middle.next = self.row1.q.val();
        self.late.next = self.row5.q.val();
        if !self.busy.val() {
            self.early.next = self.window_address.val();
            self.middle.next = self.window_address.val();
            self.late.next = self.window_address.val();
        }
        self.bias_bank.read_address.next = self.early.val();
        self.exponent_bank.read_address.next = self.middle.val();
        self.state_bank.read_address.next = self.late.val();
        self.frequency_bank.read_address.next = self.late.val();
        self.target_bank.read_address.next = self.late.val();
        self.mantissa_bank.read_address.next = self.late.val();
        self.error_bank.read_address.next = self.late.val();
        // Clocks 0 to 7: the aligned drive.
        self.bias_word.next = self.bias_bank.read.val().get_bits::<16>(0);
        self.bias_signed.next = signed_cast(self.bias_word.val());
        self.bias.next = self.bias_signed.val();
        self.align.drive.next = self.drive.val();
        self.align.bias.next = self.bias_signed.val();
        self.align.biased.next = self.biased1.q.val();
        self.exponent3.d.next = self.exponent_bank.read.val().get_bits::<5>(0);
        self.align.exponent.next = self.exponent3.q.val();
        // Clock 6: operands of the law.
        self.held_bits.next = self.mantissa_bank.read.val() & self.held_mask.val();
        self.held.next = self.held_bits.val().any();
        self.held7.d.next = self.held.val();
        self.held8.d.next = self.held7.q.val();
        self.held9.d.next = self.held8.q.val();
        self.phase.held.next = self.held.val();
        self.amplitude.held.next = self.held.val();
        self.mantissa_bits.next = bit_cast::<16, 15>(self.mantissa_bank.read.val().get_bits::<15>(0));
        self.mantissa7.d.next = signed_cast(self.mantissa_bits.val());
        self.mantissa8.d.next = self.mantissa7.q.val();
        self.mantissa9.d.next = self.mantissa8.q.val();
        self.mantissa10.d.next = self.mantissa9.q.val();
        self.mantissa11.d.next = self.mantissa10.q.val();
        self.mantissa12.d.next = self.mantissa11.q.val();
        self.mantissa13.d.next = self.mantissa12.q.val();
        self.phase.full.next = self.full.val();
        self.phase.still.next = self.still.val();
        self.phase.alpha.next = self.alpha.val();
        self.phase.harmonic.next = self.harmonic.val();
        self.phase.injection.next = self.injection.val();
        self.phase.deviation.next = self.deviation.val();
        self.phase.state.next = self.state_bank.read.val().get_bits::<24>(0);
        self.phase.frequency.next = self.frequency_bank.read.val().get_bits::<24>(0);
        self.phase.target.next = self.target_bank.read.val().get_bits::<16>(0);
        self.noise.load.next = self.seed_load.val();
        self.noise.seed.next = self.seed.val();
        self.noise.dither.next = self.dither.val();
        self.noise.still.next = self.still.val();
        self.noise.step.next = false;
        if self.wholes.q.val().get_bit(5) & !self.still.val() & !self.inertial.val() {
            self.noise.step.next = self.dither.val() | (self.deviation.val() != self.phase_zero.val());
        }
        self.noise_state.next = self.noise.state.val();
        self.phase.noise.next = self.noise.drawn.val();
        self.phase.rounding.next = self.noise.rounding.val();
        self.x_bits.next = self.state_bank.read.val().get_bits::<16>(0);
        self.y_bits.next = self.state_bank.read.val().get_bits::<16>(16);
        self.error_bits.next = self.error_bank.read.val().get_bits::<16>(0);
        self.amplitude.still.next = self.still.val();
        self.amplitude.x.next = signed_cast(self.x_bits.val());
        self.amplitude.y.next = signed_cast(self.y_bits.val());
        self.amplitude.error.next = signed_cast(self.error_bits.val());
        self.amplitude.step.next = self.mantissa_bank.read.val().get_bits::<8>(15);
        self.amplitude.aligned.next = self.align.aligned.val();
        // Clocks 7 to 9: the scaled drive of the phase laws.
        self.scale.a.next = self.align.aligned.val();
        self.scale.b.next = self.mantissa7.q.val();
        self.scaled_half.next = self.scale.product.val() + self.half15.val();
        self.scaled9.d.next = self.scaled_half.val().get_bits::<16>(15);
        // The first drives of a group wait for the second ones.
        self.scaled_bits.next = unsigned_cast_to::<16, 16>(self.scaled9.q.val());
        self.side.write.next = bit_cast::<32, 16>(self.scaled_bits.val());
        self.side.write_address.next = self.side_write.q.val();
        self.side.write_enable.next = self.halves.q.val().get_bit(8);
        if self.halves.q.val().get_bit(8) {
            self.side_write.d.next = self.side_write.q.val() + 1;
            if self.side_write.q.val() == self.lanes_last.val() {
                self.side_write.d.next = 0.into();
            }
        }
        self.side.read_address.next = self.side_read.q.val();
        if self.wholes.q.val().get_bit(6) {
            self.side_read.d.next = self.side_read.q.val() + 1;
            if self.side_read.q.val() == self.lanes_last.val() {
                self.side_read.d.next = 0.into();
            }
        }
        self.side_bits.next = self.side.read.val().get_bits::<16>(0);
        self.side9.d.next = signed_cast(self.side_bits.val());
        // Clocks 9 and 13: the multipliers that the laws share.
        self.first.a.next = self.phase.sine.val();
        self.first.b.next = self.scaled9.q.val();
        if self.full.val() {
            self.first.b.next = self.side9.q.val();
        }
        self.second.a.next = self.phase.cosine.val();
        self.second.b.next = self.scaled9.q.val();
        self.third.a.next = self.phase.coupling.val();
        self.third.b.next = self.gain.val();
        if self.inertial.val() {
            self.first.a.next = self.amplitude.drive.val();
            self.first.b.next = self.amplitude.new_error.val();
            self.second.a.next = self.amplitude.present.val();
            self.second.b.next = self.pull.val();
            self.third.a.next = self.amplitude.pushed.val();
            self.third.b.next = self.mantissa13.q.val();
        }
        self.phase.sine_drive.next = self.first.product.val();
        self.phase.cosine_drive.next = self.second.product.val();
        self.phase.gained.next = self.third.product.val();
        self.amplitude.corrected.next = self.first.product.val();
        self.amplitude.pulled.next = self.second.product.val();
        self.amplitude.gained.next = self.third.product.val();
        // Clocks 20 and 21: done.
        self.ahead.next = self.ahead_row.q.val();
        self.done.next = self.wholes.q.val().get_bit(20);
        self.done_row.next = self.count.q.val();
        if self.wholes.q.val().get_bit(8) {
            self.error_row.d.next = self.error_row.q.val() + 1;
        }
        if self.wholes.q.val().get_bit(19) {
            self.ahead_row.d.next = self.ahead_row.q.val() + 1;
        }
        if self.wholes.q.val().get_bit(20) {
            self.count.d.next = self.count.q.val() + 1;
        }
        if self.opening.val() {
            self.side_write.d.next = 0.into();
            self.side_read.d.next = 0.into();
            self.error_row.d.next = 0.into();
            self.ahead_row.d.next = 0.into();
            self.count.d.next = 0.into();
        }
        self.u.next = self.phase.u.val();
        self.v.next = self.phase.v.val();
        if self.inertial.val() {
            self.u.next = self.amplitude.u.val();
            self.v.next = self.shown_zero.val();
        }
        // Writes: the pass, or the host.
        self.write_state.next = self.window_enable.val() & (self.window.val() == 1);
        self.write_frequency.next = self.window_enable.val() & (self.window.val() == 2);
        self.write_target.next = self.window_enable.val() & (self.window.val() == 3);
        self.write_gain.next = self.window_enable.val() & (self.window.val() == 4);
        self.write_bias.next = self.window_enable.val() & (self.window.val() == 5);
        self.write_error.next = self.window_enable.val() & (self.window.val() == 6);
        self.frequency_bank.write_enable.next = self.write_frequency.val() & !self.busy.val();
        self.frequency_bank.write_address.next = self.window_address.val();
        self.frequency_bank.write.next = self.window_write.val();
        self.target_bank.write_enable.next = self.write_target.val() & !self.busy.val();
        self.target_bank.write_address.next = self.window_address.val();
        self.target_bank.write.next = self.window_write.val();
        self.bias_bank.write_enable.next = self.write_bias.val() & !self.busy.val();
        self.bias_bank.write_address.next = self.window_address.val();
        self.bias_bank.write.next = self.window_write.val();
        self.gain_write_exponent.next = self.window_write.val() >> 16;
        self.exponent_bank.write_enable.next = self.write_gain.val() & !self.busy.val();
        self.exponent_bank.write_address.next = self.window_address.val();
        self.exponent_bank.write.next = self.gain_write_exponent.val();
        self.gain_write_step.next = self.window_write.val() >> 24;
        self.gain_write_step_low.next = self.gain_write_step.val() << 15;
        self.gain_write_mantissa.next = self.window_write.val() & self.low15.val();
        self.mantissa_bank.write_enable.next = self.write_gain.val() & !self.busy.val();
        self.mantissa_bank.write_address.next = self.window_address.val();
        self.held_up.next = self.window_write.val() << 2;
        self.mantissa_bank.write.next =
            self.gain_write_mantissa.val() | self.gain_write_step_low.val() | (self.held_up.val() & self.held_mask.val());
        self.new_x_bits.next = unsigned_cast_to::<16, 16>(self.amplitude.new_x.val());
        self.new_y_bits.next = unsigned_cast_to::<16, 16>(self.amplitude.new_y.val());
        self.new_x_wide.next = bit_cast::<32, 16>(self.new_x_bits.val());
        self.new_y_wide.next = bit_cast::<32, 16>(self.new_y_bits.val());
        self.new_y_high.next = self.new_y_wide.val() << 16;
        self.state_bank.write_enable.next = self.write_state.val();
        self.state_bank.write_address.next = self.window_address.val();
        self.state_bank.write.next = self.window_write.val();
        self.error_word.next = unsigned_cast_to::<16, 16>(self.amplitude.new_error.val());
        self.error_bank.write_enable.next = self.write_error.val();
        self.error_bank.write_address.next = self.window_address.val();
        self.error_bank.write.next = self.window_write.val();
        if self.busy.val() {
            self.state_bank.write_enable.next = self.wholes.q.val().get_bit(20);
            self.state_bank.write_address.next = self.count.q.val();
            self.state_bank.write.next = bit_cast::<32, 24>(self.phase.new_phase.val());
            if self.inertial.val() {
                self.state_bank.write.next = self.new_y_high.val() | self.new_x_wide.val();
            }
            self.error_bank.write_enable.next = self.wholes.q.val().get_bit(8) & self.inertial.val() & !self.held9.q.val();
            self.error_bank.write_address.next = self.error_row.q.val();
            self.error_bank.write.next = bit_cast::<32, 16>(self.error_word.val());
            if self.still.val() {
                self.error_bank.write_enable.next = self.wholes.q.val().get_bit(8) & self.clear.val();
                self.error_bank.write.next = 0.into();
            }
        }
        // Reads of the host.
        self.gain_mantissa.next = self.mantissa_bank.read.val() & self.low15.val();
        self.step_high.next = self.mantissa_bank.read.val() >> 15;
        self.gain_step.next = self.step_high.val() << 24;
        self.gain_exponent.next = self.exponent_bank.read.val() << 16;
        self.gain_low.next = self.gain_mantissa.val() | self.gain_exponent.val();
        self.held_down.next = self.held_bits.val() >> 2;
        self.held_word.next = self.gain_low.val() | self.held_down.val();
        self.gain_error.next = self.held_word.val() | self.gain_step.val();
        self.window_read.next = 0.into();
        if self.window.val() == 1 {
            self.window_read.next = self.state_bank.read.val();
        }
        if self.window.val() == 2 {
            self.window_read.next = self.frequency_bank.read.val();
        }
        if self.window.val() == 3 {
            self.window_read.next = self.target_bank.read.val();
        }
        if self.window.val() == 4 {
            self.window_read.next = self.gain_error.val();
        }
        if self.window.val() == 5 {
            self.window_read.next = self.bias_bank.read.val();
        }
        if self.window.val() == 6 {
            self.window_read.next = self.error_bank.read.val();
        }
    }
}
