//! CRC-32, one bit a clock: a byte takes 8 clocks.

use rust_hdl::prelude::*;

use crate::cast::*;

/// A running CRC-32/ISO-HDLC.
#[derive(LogicBlock, Default)]
pub struct Crc {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Begins anew.
    pub clear: Signal<In, Bit>,
    /// Takes a byte in; not while `busy`.
    pub enable: Signal<In, Bit>,
    /// The byte.
    pub octet: Signal<In, Bits<8>>,
    /// Bits are still being taken in.
    pub busy: Signal<Out, Bit>,
    /// The CRC of what was taken in.
    pub value: Signal<Out, Bits<32>>,
    /// Whether what was taken in ends with its own CRC.
    pub good: Signal<Out, Bit>,
    polynomial: Fixed<Bits<32>>,
    residue: Fixed<Bits<32>>,
    // The state is held inverted, so that it powers up as all ones.
    held: DFF<Bits<32>>,
    left: DFF<Bits<4>>,
    state: Signal<Local, Bits<32>>,
    wide: Signal<Local, Bits<32>>,
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
        dff_setup!(self, clock, held, left);
        self.state.next = !self.held.q.val();
        self.wide.next = bit_cast::<32, 8>(self.octet.val());
        self.half.next = self.state.val() >> 1;
        self.next.next = self.state.val();
        if self.left.q.val().any() {
            self.next.next = self.half.val();
            if self.state.val().get_bit(0) {
                self.next.next = self.half.val() ^ self.polynomial.val();
            }
            self.left.d.next = self.left.q.val() - 1;
        }
        if self.enable.val() {
            self.next.next = self.state.val() ^ self.wide.val();
            self.left.d.next = 8.into();
        }
        self.held.d.next = !self.next.val();
        if self.clear.val() {
            self.held.d.next = 0.into();
            self.left.d.next = 0.into();
        }
        self.busy.next = self.left.q.val().any();
        self.value.next = self.held.q.val();
        // The residue of every message that is followed by its CRC.
        self.good.next = self.state.val() == self.residue.val();
    }
}
