//! Brings a row's drive into 16 bits: adds the bias, shifts by the row's exponent, saturates.
//!
//! Latency: 7 clocks from `drive` to `aligned`; `bias` is due one clock after its drive, `exponent` three.

use rust_hdl::prelude::*;

use crate::cast::*;
use crate::shift::ShiftRight;

/// From a drive to an aligned drive.
#[derive(LogicBlock, Default)]
pub struct Align {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// The row's sum.
    pub drive: Signal<In, Signed<32>>,
    /// The row's bias, one clock later.
    pub bias: Signal<In, Signed<16>>,
    /// Whether this drive has a bias, one clock later.
    pub biased: Signal<In, Bit>,
    /// The row's exponent (two's complement), three clocks later.
    pub exponent: Signal<In, Bits<5>>,
    /// The drive in 16 bits.
    pub aligned: Signal<Out, Signed<16>>,
    shown_shift: Fixed<Bits<5>>,
    zero: Fixed<Signed<32>>,
    one: Fixed<Signed<32>>,
    most: Fixed<Bits<16>>,
    drive1: DFF<Signed<32>>,
    drive2: DFF<Signed<32>>,
    bias_wide: Signal<Local, Signed<32>>,
    bias_bits: Signal<Local, Bits<32>>,
    bias_shifted: Signal<Local, Bits<32>>,
    bias_high: Signal<Local, Signed<32>>,
    bias2: DFF<Signed<32>>,
    drive3: DFF<Signed<32>>,
    right: ShiftRight,
    up3: Signal<Local, Bit>,
    low3: Signal<Local, Bits<4>>,
    value4: DFF<Signed<32>>,
    limit4: DFF<Bits<16>>,
    shift4: DFF<Bits<4>>,
    up4: DFF<Bit>,
    rounded: Signal<Local, Signed<32>>,
    halved: Signal<Local, Signed<31>>,
    value5: DFF<Signed<32>>,
    limit5: DFF<Bits<16>>,
    shift5: DFF<Bits<4>>,
    limit_bits: Signal<Local, Bits<32>>,
    limit: Signal<Local, Signed<32>>,
    minus_limit: Signal<Local, Signed<32>>,
    clamped: Signal<Local, Signed<32>>,
    value6: DFF<Signed<16>>,
    shift6: DFF<Bits<4>>,
    bits6: Signal<Local, Bits<16>>,
    shifted6: Signal<Local, Bits<16>>,
    value7: DFF<Signed<16>>,
}

impl Align {
    /// For shown values of `shown_bits` bits.
    pub fn new(shown_bits: u32) -> Self {
        Self { shown_shift: constant(shown_bits - 1), one: signed_constant(1), most: constant(32767), ..Self::default() }
    }
}

impl Logic for Align {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, drive1, drive2, bias2, drive3, value4, limit4, shift4, up4, value5, limit5, shift5, value6, shift6, value7);
        self.drive1.d.next = self.drive.val();
        // Clock 1: bias times the largest shown value, 2^k - 1.
        self.drive2.d.next = self.drive1.q.val();
        self.bias_wide.next = signed_bit_cast_to::<32, 16>(self.bias.val());
        self.bias_bits.next = unsigned_cast_to::<32, 32>(self.bias_wide.val());
        self.bias_shifted.next = self.bias_bits.val() << self.shown_shift.val();
        self.bias_high.next = signed_cast(self.bias_shifted.val());
        self.bias2.d.next = self.zero.val();
        if self.biased.val() {
            self.bias2.d.next = self.bias_high.val() - self.bias_wide.val();
        }
        // Clock 2.
        self.drive3.d.next = self.drive2.q.val() + self.bias2.q.val();
        // Clock 3: a shift down by k is one by k - 1 = !exponent, then a rounded one by 1.
        self.up3.next = !self.exponent.val().get_bit(4);
        self.low3.next = self.exponent.val().get_bits::<4>(0);
        self.right.value.next = self.drive3.q.val();
        self.right.amount.next = !self.low3.val();
        self.up4.d.next = self.up3.val();
        self.value4.d.next = self.right.result.val();
        self.limit4.d.next = self.most.val();
        self.shift4.d.next = 0.into();
        if self.up3.val() {
            self.value4.d.next = self.drive3.q.val();
            self.limit4.d.next = self.most.val() >> self.low3.val();
            self.shift4.d.next = self.low3.val();
        }
        // Clock 4.
        self.rounded.next = self.value4.q.val() + self.one.val();
        self.halved.next = self.rounded.val().get_bits::<31>(1);
        self.value5.d.next = signed_bit_cast_to::<32, 31>(self.halved.val());
        if self.up4.q.val() {
            self.value5.d.next = self.value4.q.val();
        }
        self.limit5.d.next = self.limit4.q.val();
        self.shift5.d.next = self.shift4.q.val();
        // Clock 5.
        self.limit_bits.next = bit_cast::<32, 16>(self.limit5.q.val());
        self.limit.next = signed_cast(self.limit_bits.val());
        self.minus_limit.next = -self.limit.val();
        self.clamped.next = self.value5.q.val();
        if self.value5.q.val() > self.limit.val() {
            self.clamped.next = self.limit.val();
        }
        if self.value5.q.val() < self.minus_limit.val() {
            self.clamped.next = self.minus_limit.val();
        }
        self.value6.d.next = signed_bit_cast_to::<16, 32>(self.clamped.val());
        self.shift6.d.next = self.shift5.q.val();
        // Clock 6.
        self.bits6.next = unsigned_cast_to::<16, 16>(self.value6.q.val());
        self.shifted6.next = self.bits6.val() << self.shift6.q.val();
        self.value7.d.next = signed_cast(self.shifted6.val());
        self.aligned.next = self.value7.q.val();
    }
}
