//! Phase and sine: the phase, the turn added to it, and one table. Latency: 1 clock from what is asked for to `value`.

use rust_hdl::prelude::*;
use syntony_medium::shape::Shape;

use crate::cast::*;
use crate::memory::Ram;
use crate::sine;

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
    /// The new phase.
    pub phase: Signal<Out, Bits<24>>,
    /// The sine of the clock before, Q15.
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
    cut: Signal<Local, Bits<24>>,
    looked: Signal<Local, Bits<24>>,
    bucket: Signal<Local, Bits<10>>,
    address: Signal<Local, Bits<10>>,
    low8: Signal<Local, Bits<8>>,
    folded: Signal<Local, Bits<8>>,
    negative: DFF<Bit>,
    minus: DFF<Bit>,
    magnitude_bits: Signal<Local, Bits<16>>,
    magnitude: Signal<Local, Signed<16>>,
    other: Signal<Local, Signed<16>>,
    rom: Ram,
}

impl Wave {
    /// For a shape's phases.
    pub fn new(shape: &Shape) -> Self {
        Self {
            keep: constant(0xFF_FFFF >> shape.dropped_bits() << shape.dropped_bits()),
            ones: constant(0xFF),
            lead: constant(256),
            rom: Ram::filled(256, 15, sine::content()),
            ..Self::default()
        }
    }
}

impl Logic for Wave {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, negative, minus);
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
        self.cut.next = self.moved.val() & self.keep.val();
        self.phase.next = self.cut.val();
        // What is looked up.
        self.looked.next = self.moved.val();
        if self.last.val() {
            self.looked.next = self.cut.val();
        }
        self.bucket.next = self.looked.val().get_bits::<10>(14);
        self.address.next = self.bucket.val();
        if self.kind.val() == 0 {
            self.address.next = self.bucket.val() + self.lead.val();
        }
        if self.kind.val() == 3 {
            self.address.next = self.present.val().get_bits::<10>(13);
        }
        self.low8.next = self.address.val().get_bits::<8>(0);
        self.folded.next = self.low8.val();
        if self.address.val().get_bit(8) {
            self.folded.next = self.low8.val() ^ self.ones.val();
        }
        self.rom.read_address.next = bit_cast::<24, 8>(self.folded.val());
        self.rom.write_enable.next = false;
        self.rom.write_address.next = 0.into();
        self.rom.write.next = 0.into();
        self.minus.d.next = self.kind.val().get_bit(1);
        self.negative.d.next = self.address.val().get_bit(9);
        self.magnitude_bits.next = self.rom.read.val().get_bits::<16>(0);
        self.magnitude.next = signed_cast(self.magnitude_bits.val());
        self.other.next = -self.magnitude.val();
        self.value.next = self.magnitude.val();
        if self.negative.q.val() ^ self.minus.q.val() {
            self.value.next = self.other.val();
        }
    }
}
