//! Makes a reply, bit by bit: END, status, the three bytes of the request that are repeated, how many words, the words, the
//! CRC, END.

use rust_hdl::prelude::*;

use super::crc::Crc;
use crate::cast::*;

/// What a reply waits for.
#[derive(Copy, Clone, PartialEq, Debug, LogicState)]
enum State {
    Rest,
    Open,
    Bits,
    Hand,
    Ask,
    Increment,
}

/// Makes a reply.
#[derive(LogicBlock, Default)]
pub struct Reply {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Begins a reply; its header comes with `load` in the same clock.
    pub start: Signal<In, Bit>,
    /// Its status.
    pub status: Signal<In, Bits<3>>,
    /// How many words it has.
    pub count: Signal<In, Bits<7>>,
    /// Takes a word in: the header (seq, address), or the word that was asked for.
    pub load: Signal<In, Bit>,
    /// The word.
    pub word: Signal<In, Bits<32>>,
    /// The word taken in with `load` in this clock goes up by one, a bit a clock; not during a reply.
    pub increment: Signal<In, Bit>,
    /// A byte can be handed out.
    pub byte_ready: Signal<In, Bit>,
    /// A word is wanted.
    pub ask: Signal<Out, Bit>,
    /// The last byte is handed out in this clock, or the last bit goes up.
    pub done: Signal<Out, Bit>,
    /// The word taken in, as far as it is not sent yet.
    pub value: Signal<Out, Bits<32>>,
    /// Hands a bit out.
    pub shift: Signal<Out, Bit>,
    /// The bit.
    pub data: Signal<Out, Bit>,
    /// Eight bits are a byte.
    pub enable: Signal<Out, Bit>,
    /// It is an END.
    pub raw: Signal<Out, Bit>,
    state: DFF<State>,
    crc: Crc,
    step: DFF<Bits<4>>,
    place: DFF<Bits<3>>,
    quarter: DFF<Bits<2>>,
    left: DFF<Bits<7>>,
    held: DFF<Bits<32>>,
    carry: DFF<Bit>,
    moved: Signal<Local, Bits<32>>,
    highest: Fixed<Bits<32>>,
    status_octet: Signal<Local, Bits<8>>,
    status_wide: Signal<Local, Bits<8>>,
    left_octet: Signal<Local, Bits<8>>,
    outgoing: Signal<Local, Bit>,
    is_end: Signal<Local, Bit>,
    is_crc: Signal<Local, Bit>,
    last_byte: Signal<Local, Bit>,
}

impl Reply {
    /// Nothing to say yet.
    pub fn new() -> Self {
        Self { crc: Crc::new(), highest: constant(1 << 31), ..Self::default() }
    }
}

impl Logic for Reply {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, state, step, place, quarter, left, held, carry);
        self.crc.clock.next = self.clock.val();
        self.is_end.next = (self.step.q.val() == 0) | (self.step.q.val() == 8);
        self.is_crc.next = self.step.q.val() == 7;
        self.last_byte.next = self.quarter.q.val().all();
        // The bit of the present step and place.
        self.status_wide.next = bit_cast::<8, 3>(self.status.val());
        self.status_octet.next = self.status_wide.val() | 0x80;
        self.left_octet.next = bit_cast::<8, 7>(self.left.q.val());
        self.outgoing.next = self.held.q.val().get_bit(0);
        if self.is_end.val() {
            self.outgoing.next = self.place.q.val().get_bit(1) & self.place.q.val().get_bit(2);
        }
        if self.step.q.val() == 1 {
            self.outgoing.next = self.status_octet.val().get_bit(self.place.q.val().index());
        }
        if self.step.q.val() == 5 {
            self.outgoing.next = self.left_octet.val().get_bit(self.place.q.val().index());
        }
        self.crc.data.next = self.outgoing.val();
        self.data.next = self.outgoing.val();
        if self.is_crc.val() {
            self.crc.data.next = self.crc.low.val();
            self.data.next = !self.crc.low.val();
        }
        self.crc.clear.next = self.start.val();
        self.crc.enable.next = false;
        self.shift.next = false;
        self.enable.next = false;
        self.ask.next = false;
        self.done.next = false;
        self.moved.next = self.held.q.val() >> 1;
        match self.state.q.val() {
            State::Rest => {
                self.carry.d.next = true;
                self.step.d.next = 0.into();
                self.left.d.next = self.count.val();
                if self.start.val() {
                    self.state.d.next = State::Open;
                }
                if self.increment.val() {
                    self.state.d.next = State::Increment;
                }
            }
            State::Open => {
                if self.byte_ready.val() {
                    self.state.d.next = State::Bits;
                }
            }
            State::Bits => {
                self.shift.next = true;
                self.crc.enable.next = !self.is_end.val();
                self.place.d.next = self.place.q.val() + 1;
                if (self.step.q.val() == 2) | (self.step.q.val() == 3) | (self.step.q.val() == 4) | (self.step.q.val() == 6) {
                    self.held.d.next = self.moved.val();
                }
                if self.place.q.val().all() {
                    self.state.d.next = State::Hand;
                }
            }
            State::Hand => {
                self.enable.next = true;
                self.state.d.next = State::Open;
                self.step.d.next = self.step.q.val() + 1;
                if (self.step.q.val() == 6) | self.is_crc.val() {
                    self.quarter.d.next = self.quarter.q.val() + 1;
                    if !self.last_byte.val() {
                        self.step.d.next = self.step.q.val();
                    }
                }
                if (self.step.q.val() == 6) & self.last_byte.val() {
                    self.left.d.next = self.left.q.val() - 1;
                    if self.left.q.val() != 1 {
                        self.step.d.next = self.step.q.val();
                        self.state.d.next = State::Ask;
                    }
                }
                if self.step.q.val() == 5 {
                    self.state.d.next = State::Ask;
                    if !self.left.q.val().any() {
                        self.step.d.next = 7.into();
                        self.state.d.next = State::Open;
                    }
                }
                if self.step.q.val() == 8 {
                    self.done.next = true;
                    self.state.d.next = State::Rest;
                }
            }
            State::Ask => {
                self.ask.next = true;
                if self.load.val() {
                    self.state.d.next = State::Open;
                }
            }
            State::Increment => {
                self.held.d.next = self.moved.val();
                if self.held.q.val().get_bit(0) ^ self.carry.q.val() {
                    self.held.d.next = self.moved.val() | self.highest.val();
                }
                self.carry.d.next = self.carry.q.val() & self.held.q.val().get_bit(0);
                self.place.d.next = self.place.q.val() + 1;
                if self.place.q.val().all() {
                    self.quarter.d.next = self.quarter.q.val() + 1;
                    if self.last_byte.val() {
                        self.done.next = true;
                        self.state.d.next = State::Rest;
                    }
                }
            }
            _ => {
                self.state.d.next = State::Rest;
            }
        }
        if self.load.val() {
            self.held.d.next = self.word.val();
        }
        self.value.next = self.held.q.val();
        self.raw.next = self.is_end.val();
    }
}
