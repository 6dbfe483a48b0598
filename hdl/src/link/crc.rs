//! CRC-32/ISO-HDLC, one bit a clock.

use rust_hdl::prelude::*;

use crate::cast::*;

/// A running CRC.
#[derive(LogicBlock, Default)]
pub struct Crc {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Begins anew.
    pub clear: Signal<In, Bit>,
    /// Takes a bit in.
    pub enable: Signal<In, Bit>,
    /// The bit; bytes come from bit 0.
    pub data: Signal<In, Bit>,
    /// Lowest bit of what a message ends with, inverted. Taken in itself, it brings the next one here.
    pub low: Signal<Out, Bit>,
    /// Whether what was taken in ends with its own CRC.
    pub good: Signal<Out, Bit>,
    polynomial: Fixed<Bits<32>>,
    residue: Fixed<Bits<32>>,
    // The state is held inverted, so that it powers up as all ones.
    held: DFF<Bits<32>>,
    state: Signal<Local, Bits<32>>,
    half: Signal<Local, Bits<32>>,
    next: Signal<Local, Bits<32>>,
}

impl Crc {
    /// Nothing taken in yet.
    pub fn new() -> Self {
        Self { polynomial: constant(0xEDB8_8320), residue: constant(0xDEBB_20E3), ..Self::default() }
    }
}

impl Logic for Crc {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, held);
        self.state.next = !self.held.q.val();
        self.half.next = self.state.val() >> 1;
        self.next.next = self.half.val();
        if self.state.val().get_bit(0) ^ self.data.val() {
            self.next.next = self.half.val() ^ self.polynomial.val();
        }
        if self.enable.val() {
            self.held.d.next = !self.next.val();
        }
        if self.clear.val() {
            self.held.d.next = 0.into();
        }
        self.low.next = self.state.val().get_bit(0);
        // The residue of every message that is followed by its CRC.
        self.good.next = self.state.val() == self.residue.val();
    }
}
