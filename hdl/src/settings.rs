//! What holds during a run and during a sweep, as the processor puts it out.

use rust_hdl::prelude::*;
use syntony_medium::law::Law;
use syntony_medium::shape::Shape;
use syntony_medium::window::WINDOWS;

use crate::cast::*;
use crate::sequencer::code::output;

/// The settings.
#[derive(LogicBlock, Default)]
pub struct Settings {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Writes a port.
    pub enable: Signal<In, Bit>,
    /// Which, see [`output`].
    pub port: Signal<In, Bits<4>>,
    /// The word.
    pub word: Signal<In, Bits<32>>,
    /// Full-phase law.
    pub full: Signal<Out, Bit>,
    /// Inertial law.
    pub inertial: Signal<Out, Bit>,
    /// Dither.
    pub dither: Signal<Out, Bit>,
    /// Phase lag, 0 in the projected law.
    pub alpha: Signal<Out, Bits<16>>,
    /// Coupling gain.
    pub gain: Signal<Out, Signed<16>>,
    /// Second harmonic.
    pub harmonic: Signal<Out, Signed<16>>,
    /// Injection.
    pub injection: Signal<Out, Signed<16>>,
    /// Noise.
    pub deviation: Signal<Out, Signed<16>>,
    /// Pull.
    pub pull: Signal<Out, Signed<16>>,
    /// The seed is put out in this clock.
    pub seed_load: Signal<Out, Bit>,
    /// Window that the processor reads.
    pub window: Signal<Out, Bits<8>>,
    /// Offset in it.
    pub offset: Signal<Out, Bits<32>>,
    has_full: Fixed<Bit>,
    has_inertial: Fixed<Bit>,
    only_inertial: Fixed<Bit>,
    offset_mask: Fixed<Bits<32>>,
    gain_port: Fixed<Bits<4>>,
    harmonic_port: Fixed<Bits<4>>,
    injection_port: Fixed<Bits<4>>,
    deviation_port: Fixed<Bits<4>>,
    pull_port: Fixed<Bits<4>>,
    law_port: Fixed<Bits<4>>,
    alpha_port: Fixed<Bits<4>>,
    control_port: Fixed<Bits<4>>,
    seed_port: Fixed<Bits<4>>,
    window_port: Fixed<Bits<4>>,
    offset_port: Fixed<Bits<4>>,
    high: Signal<Local, Bits<16>>,
    value: Signal<Local, Signed<16>>,
    low: Signal<Local, Bits<16>>,
    law: DFF<Bits<2>>,
    alpha_held: DFF<Bits<16>>,
    dither_held: DFF<Bit>,
    gain_held: DFF<Signed<16>>,
    harmonic_held: DFF<Signed<16>>,
    injection_held: DFF<Signed<16>>,
    deviation_held: DFF<Signed<16>>,
    pull_held: DFF<Signed<16>>,
    window_held: DFF<Bits<8>>,
    offset_held: DFF<Bits<32>>,
    is_full: DFF<Bit>,
    is_inertial: DFF<Bit>,
}

impl Settings {
    /// The settings of a shape.
    pub fn new(shape: &Shape) -> Self {
        let laws = shape.laws;
        Self {
            has_full: flag(laws.has(Law::FullPhase)),
            has_inertial: flag(laws.has(Law::Inertial)),
            only_inertial: flag(!laws.has(Law::FullPhase) && !laws.has(Law::Projected)),
            offset_mask: constant(offset_mask(shape)),
            gain_port: constant(output::GAIN),
            harmonic_port: constant(output::HARMONIC),
            injection_port: constant(output::INJECTION),
            deviation_port: constant(output::DEVIATION),
            pull_port: constant(output::PULL),
            law_port: constant(output::LAW),
            alpha_port: constant(output::ALPHA),
            control_port: constant(output::CONTROL),
            seed_port: constant(output::SEED),
            window_port: constant(output::WINDOW),
            offset_port: constant(output::OFFSET),
            ..Self::default()
        }
    }
}

/// The bits of an offset in any window of a shape.
fn offset_mask(shape: &Shape) -> u32 {
    let most = WINDOWS.iter().map(|window| window.words(shape)).max().unwrap_or(1);
    most.next_power_of_two() - 1
}

impl Logic for Settings {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, law, alpha_held, dither_held, gain_held, harmonic_held, injection_held, deviation_held);
        dff_setup!(self, clock, window_held, offset_held, pull_held, is_full, is_inertial);
        // Schedules are put out with 16 bits of fraction and are never negative.
        self.high.next = bit_cast::<16, 15>(self.word.val().get_bits::<15>(16));
        self.value.next = signed_cast(self.high.val());
        self.low.next = self.word.val().get_bits::<16>(0);
        if self.word.val().get_bit(15) {
            self.low.next = 0x7FFF.into();
        }
        if self.enable.val() {
            if self.port.val() == self.gain_port.val() {
                self.gain_held.d.next = self.value.val();
            }
            if self.port.val() == self.harmonic_port.val() {
                self.harmonic_held.d.next = self.value.val();
            }
            if self.port.val() == self.injection_port.val() {
                self.injection_held.d.next = self.value.val();
            }
            if self.port.val() == self.deviation_port.val() {
                self.deviation_held.d.next = self.value.val();
            }
            if (self.port.val() == self.pull_port.val()) & self.has_inertial.val() {
                self.pull_held.d.next = signed_cast(self.low.val());
            }
            if self.port.val() == self.law_port.val() {
                self.law.d.next = self.word.val().get_bits::<2>(0);
            }
            if self.port.val() == self.alpha_port.val() {
                self.alpha_held.d.next = self.word.val().get_bits::<16>(0);
            }
            if self.port.val() == self.control_port.val() {
                self.dither_held.d.next = self.word.val().get_bit(2);
            }
            if self.port.val() == self.window_port.val() {
                self.window_held.d.next = self.word.val().get_bits::<8>(0);
            }
            if self.port.val() == self.offset_port.val() {
                self.offset_held.d.next = self.word.val() & self.offset_mask.val();
            }
        }
        self.seed_load.next = self.enable.val() & (self.port.val() == self.seed_port.val());
        self.is_full.d.next = self.has_full.val() & (self.law.q.val() == 1);
        self.full.next = self.is_full.q.val();
        self.is_inertial.d.next = self.only_inertial.val() | (self.has_inertial.val() & (self.law.q.val() == 2));
        self.inertial.next = self.is_inertial.q.val();
        self.dither.next = self.dither_held.q.val();
        self.alpha.next = 0.into();
        if self.is_full.q.val() {
            self.alpha.next = self.alpha_held.q.val();
        }
        self.gain.next = self.gain_held.q.val();
        self.harmonic.next = self.harmonic_held.q.val();
        self.injection.next = self.injection_held.q.val();
        self.deviation.next = self.deviation_held.q.val();
        self.pull.next = self.pull_held.q.val();
        self.window.next = self.window_held.q.val();
        self.offset.next = self.offset_held.q.val();
    }
}
