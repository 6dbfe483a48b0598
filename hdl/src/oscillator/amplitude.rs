//! The node law of the inertial amplitude medium.
//!
//! Clocks are counted as in [`phase`](super::phase): state, error and error step are due in clock 6, the aligned drive in
//! 7, the products in 10 and 14; the new error stands in clock 9, the new state and the shown value in clock 21.

use rust_hdl::prelude::*;

use crate::cast::*;

/// From an aligned drive to a new amplitude.
#[derive(LogicBlock, Default)]
pub struct Amplitude {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Static: the state stays and is only shown.
    pub still: Signal<In, Bit>,
    /// Clock 6: this state stays.
    pub held: Signal<In, Bit>,
    /// Clock 6: amplitude, low half of the state word.
    pub x: Signal<In, Signed<16>>,
    /// Clock 6: momentum, high half.
    pub y: Signal<In, Signed<16>>,
    /// Clock 6: error counter.
    pub error: Signal<In, Signed<16>>,
    /// Clock 6: error step.
    pub step: Signal<In, Bits<8>>,
    /// Clock 7: the aligned drive.
    pub aligned: Signal<In, Signed<16>>,
    /// Clock 9: the aligned drive.
    pub drive: Signal<Out, Signed<16>>,
    /// Clock 9: the new error counter.
    pub new_error: Signal<Out, Signed<16>>,
    /// Clock 9: the amplitude.
    pub present: Signal<Out, Signed<16>>,
    /// Clock 10: `drive` times `new_error`.
    pub corrected: Signal<In, Signed<32>>,
    /// Clock 10: `present` times the pull.
    pub pulled: Signal<In, Signed<32>>,
    /// Clock 13: the corrected drive.
    pub pushed: Signal<Out, Signed<16>>,
    /// Clock 14: `pushed` times the row's mantissa.
    pub gained: Signal<In, Signed<32>>,
    /// Clock 21: new amplitude.
    pub new_x: Signal<Out, Signed<16>>,
    /// Clock 21: new momentum.
    pub new_y: Signal<Out, Signed<16>>,
    /// Clock 21: the shown value.
    pub u: Signal<Out, Signed<8>>,
    one: Fixed<Signed<16>>,
    minus_one: Fixed<Signed<16>>,
    most: Fixed<Signed<18>>,
    least: Fixed<Signed<18>>,
    lowest: Fixed<Signed<16>>,
    error_most: Fixed<Signed<18>>,
    error_least: Fixed<Signed<18>>,
    one18: Fixed<Signed<18>>,
    minus_one18: Fixed<Signed<18>>,
    half15: Fixed<Signed<32>>,
    half13: Fixed<Signed<32>>,
    half11: Fixed<Signed<32>>,
    zero: Fixed<Signed<16>>,
    helds: DFF<Bits<16>>,
    helds_moved: Signal<Local, Bits<16>>,
    shown_shift: Fixed<Bits<4>>,
    x7: DFF<Signed<16>>,
    cut_x: Signal<Local, Signed<16>>,
    y7: DFF<Signed<16>>,
    error7: DFF<Signed<16>>,
    step7: DFF<Bits<8>>,
    above: Signal<Local, Bit>,
    below: Signal<Local, Bit>,
    at_wall: Signal<Local, Bit>,
    step_wide: Signal<Local, Bits<18>>,
    step_eight: Signal<Local, Bits<18>>,
    step_nine: Signal<Local, Bits<18>>,
    step_one: Signal<Local, Signed<18>>,
    step_up: Signal<Local, Signed<18>>,
    error_wide: Signal<Local, Signed<18>>,
    error8: DFF<Signed<18>>,
    error_cut: Signal<Local, Signed<18>>,
    error9: DFF<Signed<16>>,
    drive8: DFF<Signed<16>>,
    drive9: DFF<Signed<16>>,
    drive10: DFF<Signed<16>>,
    drive11: DFF<Signed<16>>,
    x8: DFF<Signed<13>>,
    x9: DFF<Signed<13>>,
    x10: DFF<Signed<13>>,
    x11: DFF<Signed<13>>,
    x12: DFF<Signed<13>>,
    x13: DFF<Signed<13>>,
    x14: DFF<Signed<13>>,
    x15: DFF<Signed<13>>,
    x16: DFF<Signed<13>>,
    x17: DFF<Signed<13>>,
    y8: DFF<Signed<16>>,
    y9: DFF<Signed<16>>,
    y10: DFF<Signed<16>>,
    y11: DFF<Signed<16>>,
    y12: DFF<Signed<16>>,
    y13: DFF<Signed<16>>,
    y14: DFF<Signed<16>>,
    y15: DFF<Signed<16>>,
    corrected_half: Signal<Local, Signed<32>>,
    correction11: DFF<Signed<16>>,
    pulled_half: Signal<Local, Signed<32>>,
    pull11: DFF<Signed<16>>,
    pull12: DFF<Signed<16>>,
    pull13: DFF<Signed<16>>,
    pull14: DFF<Signed<16>>,
    pull15: DFF<Signed<16>>,
    pull16: DFF<Signed<16>>,
    drive_wide: Signal<Local, Signed<18>>,
    correction_wide: Signal<Local, Signed<18>>,
    force_sum: Signal<Local, Signed<18>>,
    force_cut: Signal<Local, Signed<18>>,
    force12: DFF<Signed<16>>,
    force13: DFF<Signed<16>>,
    gained_half: Signal<Local, Signed<32>>,
    kick15: DFF<Signed<16>>,
    y_wide: Signal<Local, Signed<18>>,
    kick_wide: Signal<Local, Signed<18>>,
    y_sum: Signal<Local, Signed<18>>,
    y_cut: Signal<Local, Signed<18>>,
    y16: DFF<Signed<16>>,
    y16_wide: Signal<Local, Signed<18>>,
    pull_wide: Signal<Local, Signed<18>>,
    y_rest: Signal<Local, Signed<18>>,
    y_rest_cut: Signal<Local, Signed<18>>,
    y17: DFF<Signed<16>>,
    x17_wide: Signal<Local, Signed<18>>,
    y17_wide: Signal<Local, Signed<18>>,
    moved18: DFF<Signed<18>>,
    y18: DFF<Signed<16>>,
    x_cut: Signal<Local, Signed<18>>,
    y_quarter: Signal<Local, Signed<14>>,
    y_quarter_wide: Signal<Local, Signed<16>>,
    x19: DFF<Signed<16>>,
    y19: DFF<Signed<16>>,
    x_bits: Signal<Local, Bits<32>>,
    x_wide: Signal<Local, Signed<32>>,
    x_shifted: Signal<Local, Bits<32>>,
    x_high: Signal<Local, Signed<32>>,
    scaled: Signal<Local, Signed<32>>,
    rounded: Signal<Local, Signed<32>>,
    u20: DFF<Signed<8>>,
    u21: DFF<Signed<8>>,
    x20: DFF<Signed<16>>,
    x21: DFF<Signed<16>>,
    y20: DFF<Signed<16>>,
    y21: DFF<Signed<16>>,
}

impl Amplitude {
    /// For shown values of `shown_bits` bits.
    pub fn new(shown_bits: u32) -> Self {
        Self {
            one: signed_constant(2048),
            minus_one: signed_constant(-2048),
            most: signed_constant(32767),
            least: signed_constant(-32767),
            lowest: signed_constant(-32767),
            error_most: signed_constant(32767),
            error_least: signed_constant(-16384),
            one18: signed_constant(2048),
            minus_one18: signed_constant(-2048),
            half15: signed_constant(1 << 14),
            half13: signed_constant(1 << 12),
            half11: signed_constant(1 << 10),
            shown_shift: constant(shown_bits - 1),
            ..Self::default()
        }
    }
}

impl Logic for Amplitude {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, helds, x7, y7, error7, step7, error8, error9, drive8, drive9, drive10, drive11, x8, x9, x10, x11, x12, x13);
        dff_setup!(self, clock, x14, x15, x16, x17, y8, y9, y10, y11, y12, y13, y14, y15, correction11, pull11, pull12, pull13, pull14);
        dff_setup!(self, clock, pull15, pull16, force12, force13, kick15, y16, y17, moved18, y18, x19, y19, u20, u21, x20, x21, y20, y21);
        // Clock 6: nothing but registers, as memories are slow to answer.
        self.x7.d.next = self.x.val();
        // Bit k: clock 7 + k.
        self.helds_moved.next = self.helds.q.val() << 1;
        self.helds.d.next = self.helds_moved.val();
        if self.held.val() {
            self.helds.d.next = self.helds_moved.val() | 1;
        }
        self.y7.d.next = self.y.val();
        self.error7.d.next = self.error.val();
        self.step7.d.next = self.step.val();
        // Clock 7: into range. The error counts down at the wall, and up nine times as fast elsewhere.
        self.above.next = self.x7.q.val() >= self.one.val();
        self.below.next = self.x7.q.val() <= self.minus_one.val();
        self.at_wall.next = self.above.val() | self.below.val();
        self.cut_x.next = self.x7.q.val();
        if self.above.val() {
            self.cut_x.next = self.one.val();
        }
        if self.below.val() {
            self.cut_x.next = self.minus_one.val();
        }
        self.x8.d.next = signed_bit_cast_to::<13, 16>(self.cut_x.val());
        self.y8.d.next = self.y7.q.val();
        if self.y7.q.val() < self.lowest.val() {
            self.y8.d.next = self.lowest.val();
        }
        self.step_wide.next = bit_cast::<18, 8>(self.step7.q.val());
        self.step_eight.next = self.step_wide.val() << 3;
        self.step_nine.next = self.step_eight.val() + self.step_wide.val();
        self.step_one.next = signed_cast(self.step_wide.val());
        self.step_up.next = signed_cast(self.step_nine.val());
        self.error_wide.next = signed_bit_cast_to::<18, 16>(self.error7.q.val());
        self.error8.d.next = self.error_wide.val() + self.step_up.val();
        if self.at_wall.val() {
            self.error8.d.next = self.error_wide.val() - self.step_one.val();
        }
        self.drive8.d.next = self.aligned.val();
        self.drive9.d.next = self.drive8.q.val();
        self.drive10.d.next = self.drive9.q.val();
        self.drive11.d.next = self.drive10.q.val();
        // Clock 8.
        self.error_cut.next = self.error8.q.val();
        if self.error8.q.val() > self.error_most.val() {
            self.error_cut.next = self.error_most.val();
        }
        if self.error8.q.val() < self.error_least.val() {
            self.error_cut.next = self.error_least.val();
        }
        self.error9.d.next = signed_bit_cast_to::<16, 18>(self.error_cut.val());
        // Clock 9.
        self.drive.next = self.drive9.q.val();
        self.new_error.next = self.error9.q.val();
        self.present.next = signed_bit_cast_to::<16, 13>(self.x9.q.val());
        self.x9.d.next = self.x8.q.val();
        self.x10.d.next = self.x9.q.val();
        self.x11.d.next = self.x10.q.val();
        self.x12.d.next = self.x11.q.val();
        self.x13.d.next = self.x12.q.val();
        self.x14.d.next = self.x13.q.val();
        self.x15.d.next = self.x14.q.val();
        self.x16.d.next = self.x15.q.val();
        self.x17.d.next = self.x16.q.val();
        self.y9.d.next = self.y8.q.val();
        self.y10.d.next = self.y9.q.val();
        self.y11.d.next = self.y10.q.val();
        self.y12.d.next = self.y11.q.val();
        self.y13.d.next = self.y12.q.val();
        self.y14.d.next = self.y13.q.val();
        self.y15.d.next = self.y14.q.val();
        // Clock 10.
        self.corrected_half.next = self.corrected.val() + self.half15.val();
        self.correction11.d.next = self.corrected_half.val().get_bits::<16>(15);
        self.pulled_half.next = self.pulled.val() + self.half13.val();
        self.pull11.d.next = self.pulled_half.val().get_bits::<16>(13);
        if self.still.val() | self.helds.q.val().get_bit(3) {
            self.pull11.d.next = self.zero.val();
        }
        self.pull12.d.next = self.pull11.q.val();
        self.pull13.d.next = self.pull12.q.val();
        self.pull14.d.next = self.pull13.q.val();
        self.pull15.d.next = self.pull14.q.val();
        self.pull16.d.next = self.pull15.q.val();
        // Clock 11.
        self.drive_wide.next = signed_bit_cast_to::<18, 16>(self.drive11.q.val());
        self.correction_wide.next = signed_bit_cast_to::<18, 16>(self.correction11.q.val());
        self.force_sum.next = self.drive_wide.val() + self.correction_wide.val();
        self.force_cut.next = self.force_sum.val();
        if self.force_sum.val() > self.most.val() {
            self.force_cut.next = self.most.val();
        }
        if self.force_sum.val() < self.least.val() {
            self.force_cut.next = self.least.val();
        }
        self.force12.d.next = signed_bit_cast_to::<16, 18>(self.force_cut.val());
        // Clock 12.
        self.force13.d.next = self.force12.q.val();
        self.pushed.next = self.force13.q.val();
        // Clock 14.
        self.gained_half.next = self.gained.val() + self.half15.val();
        self.kick15.d.next = self.gained_half.val().get_bits::<16>(15);
        if self.still.val() | self.helds.q.val().get_bit(7) {
            self.kick15.d.next = self.zero.val();
        }
        // Clock 15.
        self.y_wide.next = signed_bit_cast_to::<18, 16>(self.y15.q.val());
        self.kick_wide.next = signed_bit_cast_to::<18, 16>(self.kick15.q.val());
        self.y_sum.next = self.y_wide.val() + self.kick_wide.val();
        self.y_cut.next = self.y_sum.val();
        if self.y_sum.val() > self.most.val() {
            self.y_cut.next = self.most.val();
        }
        if self.y_sum.val() < self.least.val() {
            self.y_cut.next = self.least.val();
        }
        self.y16.d.next = signed_bit_cast_to::<16, 18>(self.y_cut.val());
        // Clock 16.
        self.y16_wide.next = signed_bit_cast_to::<18, 16>(self.y16.q.val());
        self.pull_wide.next = signed_bit_cast_to::<18, 16>(self.pull16.q.val());
        self.y_rest.next = self.y16_wide.val() - self.pull_wide.val();
        self.y_rest_cut.next = self.y_rest.val();
        if self.y_rest.val() > self.most.val() {
            self.y_rest_cut.next = self.most.val();
        }
        if self.y_rest.val() < self.least.val() {
            self.y_rest_cut.next = self.least.val();
        }
        self.y17.d.next = signed_bit_cast_to::<16, 18>(self.y_rest_cut.val());
        // Clock 17.
        self.x17_wide.next = signed_bit_cast_to::<18, 13>(self.x17.q.val());
        self.y17_wide.next = signed_bit_cast_to::<18, 16>(self.y17.q.val());
        self.moved18.d.next = self.x17_wide.val() + self.y17_wide.val();
        if self.still.val() | self.helds.q.val().get_bit(10) {
            self.moved18.d.next = self.x17_wide.val();
        }
        self.y18.d.next = self.y17.q.val();
        // Clock 18: the wall.
        self.y_quarter.next = self.y18.q.val().get_bits::<14>(2);
        self.y_quarter_wide.next = signed_bit_cast_to::<16, 14>(self.y_quarter.val());
        self.x_cut.next = self.moved18.q.val();
        self.y19.d.next = self.y18.q.val();
        if self.moved18.q.val() > self.one18.val() {
            self.x_cut.next = self.one18.val();
            self.y19.d.next = self.y_quarter_wide.val();
        }
        if self.moved18.q.val() < self.minus_one18.val() {
            self.x_cut.next = self.minus_one18.val();
            self.y19.d.next = self.y_quarter_wide.val();
        }
        self.x19.d.next = signed_bit_cast_to::<16, 18>(self.x_cut.val());
        // Clock 19: (2^k - 1) x, rounded.
        self.x_wide.next = signed_bit_cast_to::<32, 16>(self.x19.q.val());
        self.x_bits.next = unsigned_cast_to::<32, 32>(self.x_wide.val());
        self.x_shifted.next = self.x_bits.val() << self.shown_shift.val();
        self.x_high.next = signed_cast(self.x_shifted.val());
        self.scaled.next = self.x_high.val() - self.x_wide.val();
        self.rounded.next = self.scaled.val() + self.half11.val();
        self.u20.d.next = self.rounded.val().get_bits::<8>(11);
        self.u21.d.next = self.u20.q.val();
        self.x20.d.next = self.x19.q.val();
        self.x21.d.next = self.x20.q.val();
        self.y20.d.next = self.y19.q.val();
        self.y21.d.next = self.y20.q.val();
        self.new_x.next = self.x21.q.val();
        self.new_y.next = self.y21.q.val();
        self.u.next = self.u21.q.val();
    }
}
