//! The node law of the projected and the full-phase medium.
//!
//! Clocks are counted from the drive's entry into [`Align`](super::align::Align): the state is due in clock 6, the word of
//! noise in clock 8, the products in 10 and 14; the new state and the shown values stand in clock 21.

use rust_hdl::prelude::*;

use super::show::Show;
use crate::cast::*;
use crate::shift::Multiply;
use crate::sine::Sine;

/// From products of the scaled drive to a new phase.
#[derive(LogicBlock, Default)]
pub struct Phase {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Static: full-phase law.
    pub full: Signal<In, Bit>,
    /// Static: the phase stays and is only shown.
    pub still: Signal<In, Bit>,
    /// Clock 6: this phase stays.
    pub held: Signal<In, Bit>,
    /// Static: phase lag, 2^-16 turn; 0 in the projected law.
    pub alpha: Signal<In, Bits<16>>,
    /// Static: second harmonic.
    pub harmonic: Signal<In, Signed<16>>,
    /// Static: injection.
    pub injection: Signal<In, Signed<16>>,
    /// Static: noise, standard deviation; 0 if still.
    pub deviation: Signal<In, Signed<16>>,
    /// Clock 6: the phase.
    pub state: Signal<In, Bits<24>>,
    /// Clock 6: natural frequency.
    pub frequency: Signal<In, Bits<24>>,
    /// Clock 6: target of the injection.
    pub target: Signal<In, Bits<16>>,
    /// Clock 8: noise.
    pub noise: Signal<In, Signed<16>>,
    /// Clock 8: what is added before low bits are cut.
    pub rounding: Signal<In, Bits<24>>,
    /// Clock 9: sine of the lagged phase.
    pub sine: Signal<Out, Signed<16>>,
    /// Clock 9: cosine of the lagged phase.
    pub cosine: Signal<Out, Signed<16>>,
    /// Clock 10: sine times the first scaled drive.
    pub sine_drive: Signal<In, Signed<32>>,
    /// Clock 10: cosine times the second scaled drive.
    pub cosine_drive: Signal<In, Signed<32>>,
    /// Clock 13: what the coupling wants, Q11.
    pub coupling: Signal<Out, Signed<16>>,
    /// Clock 14: `coupling` times the gain.
    pub gained: Signal<In, Signed<32>>,
    /// Clock 21: the new phase.
    pub new_phase: Signal<Out, Bits<24>>,
    /// Clock 21: the shown values.
    pub u: Signal<Out, Signed<8>>,
    /// Clock 21: the second one.
    pub v: Signal<Out, Signed<8>>,
    keep: Fixed<Bits<24>>,
    half15: Fixed<Signed<32>>,
    half4: Fixed<Signed<17>>,
    half3: Fixed<Signed<32>>,
    most: Fixed<Signed<17>>,
    least: Fixed<Signed<17>>,
    quarter: Fixed<Signed<32>>,
    minus_quarter: Fixed<Signed<32>>,
    zero32: Fixed<Signed<32>>,
    zero16: Fixed<Signed<16>>,
    helds: DFF<Bits<16>>,
    helds_moved: Signal<Local, Bits<16>>,
    phase6: Signal<Local, Bits<24>>,
    alpha_wide: Signal<Local, Bits<24>>,
    alpha_word: Signal<Local, Bits<24>>,
    lagged7: DFF<Bits<24>>,
    phase7: DFF<Bits<24>>,
    target7: DFF<Bits<16>>,
    frequency7: DFF<Bits<24>>,
    lag_sine: Sine,
    lag_cosine: Sine,
    phase8: DFF<Bits<24>>,
    target8: DFF<Bits<16>>,
    base8: DFF<Bits<24>>,
    target_wide: Signal<Local, Bits<24>>,
    target_word: Signal<Local, Bits<24>>,
    toward9: DFF<Bits<24>>,
    twice9: DFF<Bits<24>>,
    base9: DFF<Bits<24>>,
    noise_product: Multiply,
    noise_bits: Signal<Local, Bits<32>>,
    noise24: Signal<Local, Bits<24>>,
    base10: DFF<Bits<24>>,
    base11: DFF<Bits<24>>,
    base12: DFF<Bits<24>>,
    base13: DFF<Bits<24>>,
    base14: DFF<Bits<24>>,
    base15: DFF<Bits<24>>,
    base16: DFF<Bits<24>>,
    base17: DFF<Bits<24>>,
    toward_sine: Sine,
    twice_sine: Sine,
    difference11: DFF<Signed<32>>,
    rounded11: Signal<Local, Signed<32>>,
    coupling12: DFF<Signed<17>>,
    minus12: Signal<Local, Signed<17>>,
    limited12: Signal<Local, Signed<17>>,
    coupling13: DFF<Signed<16>>,
    toward_full: Signal<Local, Signed<17>>,
    toward_half: Signal<Local, Signed<17>>,
    toward_cut: Signal<Local, Signed<13>>,
    toward12: DFF<Signed<16>>,
    twice_full: Signal<Local, Signed<17>>,
    twice_half: Signal<Local, Signed<17>>,
    twice_cut: Signal<Local, Signed<13>>,
    twice12: DFF<Signed<16>>,
    harmonic_product: Multiply,
    injection_product: Multiply,
    harmonic_half: Signal<Local, Signed<32>>,
    harmonic_cut: Signal<Local, Signed<29>>,
    harmonic14: DFF<Signed<32>>,
    injection_half: Signal<Local, Signed<32>>,
    injection_cut: Signal<Local, Signed<29>>,
    injection14: DFF<Signed<32>>,
    other15: DFF<Signed<32>>,
    gained_half: Signal<Local, Signed<32>>,
    gained_cut: Signal<Local, Signed<29>>,
    turn15: DFF<Signed<32>>,
    turn16: DFF<Signed<32>>,
    clamped: Signal<Local, Signed<32>>,
    turn17: DFF<Signed<24>>,
    turn_bits: Signal<Local, Bits<24>>,
    moved: Signal<Local, Bits<24>>,
    phase18: DFF<Bits<24>>,
    phase19: DFF<Bits<24>>,
    phase20: DFF<Bits<24>>,
    phase21: DFF<Bits<24>>,
    new_sine: Sine,
    new_cosine: Sine,
    show_u: Show,
    show_v: Show,
    u21: DFF<Signed<8>>,
    v21: DFF<Signed<8>>,
}

impl Phase {
    /// For phases of which `dropped` low bits are cut and shown values of `shown_bits` bits.
    pub fn new(dropped: u32, shown_bits: u32) -> Self {
        Self {
            keep: constant(0xFF_FFFF >> dropped << dropped),
            half15: signed_constant(1 << 14),
            half4: signed_constant(8),
            half3: signed_constant(4),
            most: signed_constant(32767),
            least: signed_constant(-32767),
            quarter: signed_constant(1 << 22),
            minus_quarter: signed_constant(-(1 << 22)),
            lag_sine: Sine::sin(),
            lag_cosine: Sine::cos(),
            toward_sine: Sine::sin(),
            twice_sine: Sine::sin(),
            new_sine: Sine::sin(),
            new_cosine: Sine::cos(),
            show_u: Show::new(shown_bits),
            show_v: Show::new(shown_bits),
            ..Self::default()
        }
    }

    /// The same with its sines in logic cells or not, see [`Ram::in_logic`](crate::memory::Ram::in_logic).
    pub fn in_logic(mut self, in_logic: bool) -> Self {
        let sines = [
            &mut self.lag_sine,
            &mut self.lag_cosine,
            &mut self.toward_sine,
            &mut self.twice_sine,
            &mut self.new_sine,
            &mut self.new_cosine,
        ];
        for sine in sines {
            *sine = std::mem::take(sine).in_logic(in_logic);
        }
        self
    }
}

impl Logic for Phase {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(
            self, clock, helds, lagged7, phase7, target7, frequency7, phase8, target8, base8, toward9, twice9, base9, base10, base11
        );
        dff_setup!(self, clock, base12, base13, base14, base15, base16, base17, difference11, coupling12, coupling13, toward12, twice12);
        dff_setup!(self, clock, harmonic14, injection14, other15, turn15, turn16, turn17, phase18, phase19, phase20, phase21, u21, v21);
        clock!(self, clock, lag_sine, lag_cosine, toward_sine, twice_sine, new_sine, new_cosine);
        clock!(self, clock, noise_product, harmonic_product, injection_product);
        // Clock 6.
        self.phase6.next = self.state.val() & self.keep.val();
        self.alpha_wide.next = bit_cast::<24, 16>(self.alpha.val());
        self.alpha_word.next = self.alpha_wide.val() << 8;
        self.lagged7.d.next = self.phase6.val() + self.alpha_word.val();
        self.phase7.d.next = self.phase6.val();
        self.target7.d.next = self.target.val();
        self.frequency7.d.next = self.frequency.val();
        if self.still.val() | self.held.val() {
            self.frequency7.d.next = 0.into();
        }
        // Bit k: clock 7 + k.
        self.helds_moved.next = self.helds.q.val() << 1;
        self.helds.d.next = self.helds_moved.val();
        if self.held.val() {
            self.helds.d.next = self.helds_moved.val() | 1;
        }
        // Clock 7.
        self.lag_sine.phase.next = self.lagged7.q.val();
        self.lag_cosine.phase.next = self.lagged7.q.val();
        self.sine.next = self.lag_sine.value.val();
        self.cosine.next = self.lag_cosine.value.val();
        self.phase8.d.next = self.phase7.q.val();
        self.target8.d.next = self.target7.q.val();
        self.base8.d.next = self.phase7.q.val() + self.frequency7.q.val();
        // Clock 8.
        self.target_wide.next = bit_cast::<24, 16>(self.target8.q.val());
        self.target_word.next = self.target_wide.val() << 8;
        self.toward9.d.next = self.target_word.val() - self.phase8.q.val();
        self.twice9.d.next = self.phase8.q.val() << 1;
        self.base9.d.next = self.base8.q.val() + self.rounding.val();
        self.noise_product.a.next = self.deviation.val();
        if self.helds.q.val().get_bit(1) {
            self.noise_product.a.next = self.zero16.val();
        }
        self.noise_product.b.next = self.noise.val();
        // Clock 9.
        self.noise_bits.next = unsigned_cast_to::<32, 32>(self.noise_product.product.val());
        self.noise24.next = self.noise_bits.val().get_bits::<24>(0);
        self.base10.d.next = self.base9.q.val() + self.noise24.val();
        self.toward_sine.phase.next = self.toward9.q.val();
        self.twice_sine.phase.next = self.twice9.q.val();
        self.base11.d.next = self.base10.q.val();
        self.base12.d.next = self.base11.q.val();
        self.base13.d.next = self.base12.q.val();
        self.base14.d.next = self.base13.q.val();
        self.base15.d.next = self.base14.q.val();
        self.base16.d.next = self.base15.q.val();
        self.base17.d.next = self.base16.q.val();
        // Clock 10: cos S - sin C of the full-phase law, or sin h of the projected one.
        self.difference11.d.next = self.sine_drive.val();
        if self.full.val() {
            self.difference11.d.next = self.cosine_drive.val() - self.sine_drive.val();
        }
        // Clock 11.
        self.rounded11.next = self.difference11.q.val() + self.half15.val();
        self.coupling12.d.next = self.rounded11.val().get_bits::<17>(15);
        self.toward_full.next = signed_bit_cast_to::<17, 16>(self.toward_sine.value.val());
        self.toward_half.next = self.toward_full.val() + self.half4.val();
        self.toward_cut.next = self.toward_half.val().get_bits::<13>(4);
        self.toward12.d.next = signed_bit_cast_to::<16, 13>(self.toward_cut.val());
        self.twice_full.next = signed_bit_cast_to::<17, 16>(self.twice_sine.value.val());
        self.twice_half.next = self.twice_full.val() + self.half4.val();
        self.twice_cut.next = self.twice_half.val().get_bits::<13>(4);
        self.twice12.d.next = signed_bit_cast_to::<16, 13>(self.twice_cut.val());
        // Clock 12.
        self.minus12.next = -self.coupling12.q.val();
        self.limited12.next = self.minus12.val();
        if self.full.val() {
            self.limited12.next = self.coupling12.q.val();
            if self.coupling12.q.val() > self.most.val() {
                self.limited12.next = self.most.val();
            }
            if self.coupling12.q.val() < self.least.val() {
                self.limited12.next = self.least.val();
            }
        }
        self.coupling13.d.next = signed_bit_cast_to::<16, 17>(self.limited12.val());
        self.coupling.next = self.coupling13.q.val();
        self.harmonic_product.a.next = self.harmonic.val();
        self.harmonic_product.b.next = self.twice12.q.val();
        self.injection_product.a.next = self.injection.val();
        self.injection_product.b.next = self.toward12.q.val();
        // Clock 13.
        self.harmonic_half.next = self.harmonic_product.product.val() + self.half3.val();
        self.harmonic_cut.next = self.harmonic_half.val().get_bits::<29>(3);
        self.harmonic14.d.next = signed_bit_cast_to::<32, 29>(self.harmonic_cut.val());
        self.injection_half.next = self.injection_product.product.val() + self.half3.val();
        self.injection_cut.next = self.injection_half.val().get_bits::<29>(3);
        self.injection14.d.next = signed_bit_cast_to::<32, 29>(self.injection_cut.val());
        // Clock 14.
        self.other15.d.next = self.injection14.q.val() - self.harmonic14.q.val();
        self.gained_half.next = self.gained.val() + self.half3.val();
        self.gained_cut.next = self.gained_half.val().get_bits::<29>(3);
        self.turn15.d.next = signed_bit_cast_to::<32, 29>(self.gained_cut.val());
        // Clock 15.
        self.turn16.d.next = self.turn15.q.val() + self.other15.q.val();
        // Clock 16: at most a quarter turn.
        self.clamped.next = self.turn16.q.val();
        if self.turn16.q.val() > self.quarter.val() {
            self.clamped.next = self.quarter.val();
        }
        if self.turn16.q.val() < self.minus_quarter.val() {
            self.clamped.next = self.minus_quarter.val();
        }
        if self.still.val() | self.helds.q.val().get_bit(9) {
            self.clamped.next = self.zero32.val();
        }
        self.turn17.d.next = signed_bit_cast_to::<24, 32>(self.clamped.val());
        // Clock 17.
        self.turn_bits.next = unsigned_cast_to::<24, 24>(self.turn17.q.val());
        self.moved.next = self.base17.q.val() + self.turn_bits.val();
        self.phase18.d.next = self.moved.val() & self.keep.val();
        // Clock 18.
        self.new_sine.phase.next = self.phase18.q.val();
        self.new_cosine.phase.next = self.phase18.q.val();
        self.phase19.d.next = self.phase18.q.val();
        self.phase20.d.next = self.phase19.q.val();
        self.phase21.d.next = self.phase20.q.val();
        // Clock 20.
        self.show_u.value.next = self.new_cosine.value.val();
        self.show_v.value.next = self.new_sine.value.val();
        self.u21.d.next = self.show_u.shown.val();
        self.v21.d.next = self.show_v.shown.val();
        self.new_phase.next = self.phase21.q.val();
        self.u.next = self.u21.q.val();
        self.v.next = self.v21.q.val();
    }
}
