//! The noise generator: one xorshift32 word for each oscillator update.
//!
//! Latency: a `step` in one clock gives the new `state` in the next, and its `drawn` noise and `rounding` one clock later.

use rust_hdl::prelude::*;

use crate::cast::*;

/// The generator.
#[derive(LogicBlock, Default)]
pub struct Noise {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Takes the seed in; zero becomes one.
    pub load: Signal<In, Bit>,
    /// The seed.
    pub seed: Signal<In, Bits<32>>,
    /// Draws a word.
    pub step: Signal<In, Bit>,
    /// Whether the cut of low phase bits is dithered.
    pub dither: Signal<In, Bit>,
    /// Whether nothing is added to the phase at all.
    pub still: Signal<In, Bit>,
    /// The last word.
    pub state: Signal<Out, Bits<32>>,
    /// Nearly normal noise of the word, +-765.
    pub drawn: Signal<Out, Signed<16>>,
    /// What is added to a phase before its low bits are cut.
    pub rounding: Signal<Out, Bits<24>>,
    half: Fixed<Bits<24>>,
    up: Fixed<Bits<5>>,
    down: Fixed<Bits<5>>,
    keep: Fixed<Bits<24>>,
    three: Fixed<Signed<16>>,
    word: DFF<Bits<32>>,
    a: Signal<Local, Bits<32>>,
    a_shift: Signal<Local, Bits<32>>,
    b: Signal<Local, Bits<32>>,
    b_shift: Signal<Local, Bits<32>>,
    c: Signal<Local, Bits<32>>,
    c_shift: Signal<Local, Bits<32>>,
    byte1: Signal<Local, Signed<8>>,
    byte2: Signal<Local, Signed<8>>,
    byte3: Signal<Local, Signed<8>>,
    wide1: Signal<Local, Signed<16>>,
    wide2: Signal<Local, Signed<16>>,
    wide3: Signal<Local, Signed<16>>,
    sum12: Signal<Local, Signed<16>>,
    sum: Signal<Local, Signed<16>>,
    twice: Signal<Local, Signed<16>>,
    normal: Signal<Local, Signed<16>>,
    low: Signal<Local, Bits<24>>,
    high: Signal<Local, Bits<24>>,
    aligned: Signal<Local, Bits<24>>,
    noise_held: DFF<Signed<16>>,
    rounding_held: DFF<Bits<24>>,
}

impl Noise {
    /// A generator for phases of which `dropped` low bits are cut.
    pub fn new(dropped: u32) -> Self {
        Self {
            half: constant(if dropped == 0 { 0 } else { 1 << (dropped - 1) }),
            up: constant(dropped.saturating_sub(8)),
            down: constant(8u32.saturating_sub(dropped)),
            keep: constant(if dropped == 0 { 0 } else { 0xFF_FFFF }),
            three: signed_constant(3),
            ..Self::default()
        }
    }
}

impl Logic for Noise {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, word, noise_held, rounding_held);
        self.a_shift.next = self.word.q.val() << 13;
        self.a.next = self.word.q.val() ^ self.a_shift.val();
        self.b_shift.next = self.a.val() >> 17;
        self.b.next = self.a.val() ^ self.b_shift.val();
        self.c_shift.next = self.b.val() << 5;
        self.c.next = self.b.val() ^ self.c_shift.val();
        if self.step.val() {
            self.word.d.next = self.c.val();
        }
        if self.load.val() {
            self.word.d.next = self.seed.val();
            if !self.seed.val().any() {
                self.word.d.next = 1.into();
            }
        }
        self.state.next = self.word.q.val();
        // 2 (b1 + b2 + b3) + 3.
        self.byte1.next = signed_cast(self.word.q.val().get_bits::<8>(8));
        self.byte2.next = signed_cast(self.word.q.val().get_bits::<8>(16));
        self.byte3.next = signed_cast(self.word.q.val().get_bits::<8>(24));
        self.wide1.next = signed_bit_cast_to::<16, 8>(self.byte1.val());
        self.wide2.next = signed_bit_cast_to::<16, 8>(self.byte2.val());
        self.wide3.next = signed_bit_cast_to::<16, 8>(self.byte3.val());
        self.sum12.next = self.wide1.val() + self.wide2.val();
        self.sum.next = self.sum12.val() + self.wide3.val();
        self.twice.next = self.sum.val() + self.sum.val();
        self.normal.next = self.twice.val() + self.three.val();
        self.noise_held.d.next = self.normal.val();
        self.drawn.next = self.noise_held.q.val();
        // Byte 0, aligned to the dropped bits, or half of their range.
        self.low.next = bit_cast::<24, 8>(self.word.q.val().get_bits::<8>(0));
        self.high.next = self.low.val() << self.up.val();
        self.aligned.next = self.high.val() >> self.down.val();
        self.rounding_held.d.next = self.half.val();
        if self.dither.val() {
            self.rounding_held.d.next = self.aligned.val() & self.keep.val();
        }
        if self.still.val() {
            self.rounding_held.d.next = 0.into();
        }
        self.rounding.next = self.rounding_held.q.val();
    }
}
