//! 8N1 bytes on two wires.
//!
//! A byte stands at the receiver's output half a bit after its stop bit began; a byte handed to the transmitter begins in
//! the next clock.

use rust_hdl::prelude::*;

/// Bytes from the line.
#[derive(LogicBlock, Default)]
pub struct UartReceiver {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// The line; high when idle.
    pub line: Signal<In, Bit>,
    /// Clocks a bit lasts, at least 4.
    pub bit_clocks: Signal<In, Bits<16>>,
    /// A byte came, in this clock only.
    pub valid: Signal<Out, Bit>,
    /// The byte.
    pub octet: Signal<Out, Bits<8>>,
    /// A byte came whose stop bit was low, in this clock only.
    pub broken: Signal<Out, Bit>,
    meta: DFF<Bit>,
    seen: DFF<Bit>,
    going: DFF<Bit>,
    count: DFF<Bits<16>>,
    // The start bit goes on, or nothing does.
    starting: DFF<Bit>,
    place: DFF<Bits<4>>,
    shift: DFF<Bits<8>>,
    period: Signal<Local, Bits<16>>,
    moved: Signal<Local, Bits<8>>,
    one: Signal<Local, Bits<8>>,
    valid_held: DFF<Bit>,
    broken_held: DFF<Bit>,
}

impl Logic for UartReceiver {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, meta, seen, going, count, starting, place, shift, valid_held, broken_held);
        // The flip-flops hold the line inverted, so that they power up idle.
        self.meta.d.next = !self.line.val();
        self.seen.d.next = self.meta.q.val();
        // The start bit is looked at in its middle, all others a bit later each.
        self.period.next = self.bit_clocks.val();
        if self.starting.q.val() {
            self.period.next = self.bit_clocks.val() >> 1;
        }
        self.moved.next = self.shift.q.val() >> 1;
        self.one.next = 0x80.into();
        if self.seen.q.val() {
            self.one.next = 0.into();
        }
        self.valid_held.d.next = false;
        self.broken_held.d.next = false;
        if !self.going.q.val() {
            self.count.d.next = 1.into();
            self.starting.d.next = true;
            self.place.d.next = 0.into();
            self.going.d.next = self.seen.q.val();
        } else {
            self.count.d.next = self.count.q.val() + 1;
            if self.count.q.val() == self.period.val() {
                self.count.d.next = 1.into();
                self.starting.d.next = false;
                self.place.d.next = self.place.q.val() + 1;
                if self.starting.q.val() {
                    // The middle of the start bit: a glitch does not last until here.
                    self.going.d.next = self.seen.q.val();
                } else {
                    if self.place.q.val() == 9 {
                        self.going.d.next = false;
                        self.valid_held.d.next = !self.seen.q.val();
                        self.broken_held.d.next = self.seen.q.val();
                    } else {
                        self.shift.d.next = self.moved.val() | self.one.val();
                    }
                }
            }
        }
        self.valid.next = self.valid_held.q.val();
        self.broken.next = self.broken_held.q.val();
        self.octet.next = self.shift.q.val();
    }
}

/// Bytes to the line.
#[derive(LogicBlock, Default)]
pub struct UartTransmitter {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Takes a byte in, if `ready`.
    pub enable: Signal<In, Bit>,
    /// The byte.
    pub octet: Signal<In, Bits<8>>,
    /// Clocks a bit lasts.
    pub bit_clocks: Signal<In, Bits<16>>,
    /// Nothing is being sent.
    pub ready: Signal<Out, Bit>,
    /// The line.
    pub line: Signal<Out, Bit>,
    going: DFF<Bit>,
    count: DFF<Bits<16>>,
    place: DFF<Bits<4>>,
    shift: DFF<Bits<9>>,
    low: DFF<Bit>,
    wide: Signal<Local, Bits<9>>,
    framed: Signal<Local, Bits<9>>,
    moved: Signal<Local, Bits<9>>,
}

impl Logic for UartTransmitter {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, going, count, place, shift, low);
        self.wide.next = bit_cast::<9, 8>(self.octet.val());
        self.framed.next = self.wide.val() | 0x100;
        self.moved.next = self.shift.q.val() >> 1;
        if !self.going.q.val() {
            self.count.d.next = 1.into();
            self.low.d.next = false;
            if self.enable.val() {
                self.going.d.next = true;
                self.low.d.next = true;
                self.shift.d.next = self.framed.val();
                self.place.d.next = 0.into();
            }
        } else {
            self.count.d.next = self.count.q.val() + 1;
            if self.count.q.val() == self.bit_clocks.val() {
                self.count.d.next = 1.into();
                self.place.d.next = self.place.q.val() + 1;
                self.low.d.next = !self.shift.q.val().get_bit(0);
                self.shift.d.next = self.moved.val();
                if self.place.q.val() == 9 {
                    self.going.d.next = false;
                    self.low.d.next = false;
                }
            }
        }
        self.ready.next = !self.going.q.val();
        self.line.next = !self.low.q.val();
    }
}
