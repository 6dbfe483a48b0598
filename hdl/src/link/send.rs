//! Bytes of a reply, escaped where they have to be.

use rust_hdl::prelude::*;

/// Sends one byte after the other to the transmitter.
#[derive(LogicBlock, Default)]
pub struct Send {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Takes the next bit of a byte in, from bit 0 on; only if `ready`.
    pub shift: Signal<In, Bit>,
    /// The bit.
    pub data: Signal<In, Bit>,
    /// The byte is complete.
    pub enable: Signal<In, Bit>,
    /// It is an END of a frame and goes out as it is.
    pub raw: Signal<In, Bit>,
    /// Nothing waits to be handed to the transmitter.
    pub ready: Signal<Out, Bit>,
    /// The transmitter takes a byte.
    pub line_ready: Signal<In, Bit>,
    /// Hands a byte to it.
    pub line_enable: Signal<Out, Bit>,
    /// The byte.
    pub line_byte: Signal<Out, Bits<8>>,
    held: DFF<Bits<8>>,
    full: DFF<Bit>,
    raw_held: DFF<Bit>,
    second: DFF<Bit>,
    moved: Signal<Local, Bits<8>>,
    is_end: Signal<Local, Bit>,
    is_escape: Signal<Local, Bit>,
    needs: Signal<Local, Bit>,
}

impl Logic for Send {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, held, full, raw_held, second);
        self.moved.next = self.held.q.val() >> 1;
        if self.shift.val() {
            self.held.d.next = self.moved.val();
            if self.data.val() {
                self.held.d.next = self.moved.val() | 0x80;
            }
        }
        if self.enable.val() {
            self.raw_held.d.next = self.raw.val();
            self.full.d.next = true;
            self.second.d.next = false;
        }
        self.is_end.next = (self.held.q.val() == 0xC0) & !self.raw_held.q.val();
        self.is_escape.next = self.held.q.val() == 0xDB;
        self.needs.next = (self.is_end.val() | self.is_escape.val()) & !self.second.q.val();
        self.line_enable.next = self.full.q.val() & self.line_ready.val();
        self.line_byte.next = self.held.q.val();
        if self.second.q.val() {
            self.line_byte.next = 0xDC.into();
            if self.is_escape.val() {
                self.line_byte.next = 0xDD.into();
            }
        }
        if self.needs.val() {
            self.line_byte.next = 0xDB.into();
        }
        if self.full.q.val() & self.line_ready.val() {
            if self.needs.val() {
                self.second.d.next = true;
            } else {
                self.full.d.next = false;
            }
        }
        self.ready.next = !self.full.q.val();
    }
}
