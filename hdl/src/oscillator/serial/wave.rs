//! Phase and sine: the phase, the turn added to it, and one table. Latency: 1 clock from what is asked for to `phase`, 2 to
//! `value`.
//!
//! The table is a half wave with signs: mirrored it is the other half, so nothing behind it is left to do.

use rust_hdl::prelude::*;
use syntony_medium::shape::Shape;

use crate::cast::*;
use crate::memory::{Content, Ram};
use crate::sine;

/// Name of the table's file.
pub const WAVE_FILE: &str = "wave.mem";

/// Phase and sine.
#[derive(LogicBlock, Default)]
pub struct Wave {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// What is looked up, see [`Wave`](super::code::Wave).
    pub kind: Signal<In, Bits<2>>,
    /// The phase is the new one: its lowest bits are rounded and cut.
    pub last: Signal<In, Bit>,
    /// The state's low half.
    pub low: Signal<In, Bits<16>>,
    /// The state's high half.
    pub high: Signal<In, Bits<16>>,
    /// What is added before the lowest bits are cut.
    pub rounding: Signal<In, Bits<24>>,
    /// The turn, from bit 3 on.
    pub turn: Signal<In, Bits<32>>,
    /// The phase that was asked for in the clock before, with its turn.
    pub phase: Signal<Out, Bits<24>>,
    /// The sine that was asked for 2 clocks before, Q15.
    pub value: Signal<Out, Signed<16>>,
    keep: Fixed<Bits<24>>,
    ones: Fixed<Bits<8>>,
    lead: Fixed<Bits<10>>,
    low_wide: Signal<Local, Bits<24>>,
    high_wide: Signal<Local, Bits<24>>,
    high_up: Signal<Local, Bits<24>>,
    state: Signal<Local, Bits<24>>,
    present: Signal<Local, Bits<24>>,
    rounded: Signal<Local, Bits<24>>,
    moved: Signal<Local, Bits<24>>,
    present_up: Signal<Local, Bits<24>>,
    asked: DFF<Bits<24>>,
    kind1: DFF<Bits<2>>,
    last1: DFF<Bit>,
    cut: Signal<Local, Bits<24>>,
    looked: Signal<Local, Bits<24>>,
    bucket: Signal<Local, Bits<10>>,
    address: Signal<Local, Bits<10>>,
    low8: Signal<Local, Bits<8>>,
    folded: Signal<Local, Bits<8>>,
    folded_wide: Signal<Local, Bits<24>>,
    negative: Signal<Local, Bit>,
    half: Fixed<Bits<24>>,
    word: Signal<Local, Bits<16>>,
    rom: Ram,
}

/// The table: a quarter wave, and the same with the other sign.
pub fn content() -> Content {
    let quarter = sine::content().words;
    let other = quarter.iter().map(|word| word.wrapping_neg() & 0xFFFF);
    Content { file: WAVE_FILE.into(), words: quarter.iter().copied().chain(other).collect() }
}

impl Wave {
    /// For a shape's phases.
    pub fn new(shape: &Shape) -> Self {
        Self {
            keep: constant(0xFF_FFFF >> shape.dropped_bits() << shape.dropped_bits()),
            ones: constant(0xFF),
            lead: constant(256),
            half: constant(256),
            rom: Ram::filled(512, 16, content()),
            ..Self::default()
        }
    }
}

impl Logic for Wave {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, asked, kind1, last1);
        self.rom.clock.next = self.clock.val();
        self.low_wide.next = bit_cast::<24, 16>(self.low.val());
        self.high_wide.next = bit_cast::<24, 16>(self.high.val());
        self.high_up.next = self.high_wide.val() << 16;
        self.state.next = self.low_wide.val() | self.high_up.val();
        self.present.next = self.state.val() & self.keep.val();
        self.rounded.next = self.present.val();
        if self.last.val() {
            self.rounded.next = self.present.val() | self.rounding.val();
        }
        self.moved.next = self.rounded.val() + self.turn.val().get_bits::<24>(3);
        // The sine of twice the phase is without the turn.
        self.present_up.next = self.present.val() << 1;
        self.asked.d.next = self.moved.val();
        if self.kind.val() == 3 {
            self.asked.d.next = self.present_up.val();
        }
        self.kind1.d.next = self.kind.val();
        self.last1.d.next = self.last.val();
        // A clock later.
        self.cut.next = self.asked.q.val() & self.keep.val();
        self.phase.next = self.cut.val();
        self.looked.next = self.asked.q.val();
        if self.last1.q.val() {
            self.looked.next = self.cut.val();
        }
        self.bucket.next = self.looked.val().get_bits::<10>(14);
        self.address.next = self.bucket.val();
        if self.kind1.q.val() == 0 {
            self.address.next = self.bucket.val() + self.lead.val();
        }
        self.low8.next = self.address.val().get_bits::<8>(0);
        self.folded.next = self.low8.val();
        if self.address.val().get_bit(8) {
            self.folded.next = self.low8.val() ^ self.ones.val();
        }
        self.negative.next = self.address.val().get_bit(9) ^ self.kind1.q.val().get_bit(1);
        self.folded_wide.next = bit_cast::<24, 8>(self.folded.val());
        self.rom.read_address.next = self.folded_wide.val();
        if self.negative.val() {
            self.rom.read_address.next = self.folded_wide.val() | self.half.val();
        }
        self.rom.write_enable.next = false;
        self.rom.write_address.next = 0.into();
        self.rom.write.next = 0.into();
        self.word.next = self.rom.read.val().get_bits::<16>(0);
        self.value.next = signed_cast(self.word.val());
    }
}
