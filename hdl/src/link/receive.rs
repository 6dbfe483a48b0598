//! Frames out of bytes: SLIP, length and CRC are checked before anything is handed on.
//!
//! Two buffers: while one frame is acted on the next one may come; what comes behind that one is dropped and counted.

use rust_hdl::prelude::*;

use super::crc::Crc;
use crate::memory::{Address, Ram};

/// Finds frames.
#[derive(LogicBlock, Default)]
pub struct Receive {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// A byte came.
    pub valid: Signal<In, Bit>,
    /// The byte.
    pub octet: Signal<In, Bits<8>>,
    /// A byte came that is none.
    pub torn: Signal<In, Bit>,
    /// A good frame waits.
    pub ready: Signal<Out, Bit>,
    /// The waiting frame is taken over; its payload stays readable until the next one is taken.
    pub take: Signal<In, Bit>,
    /// Its request.
    pub op: Signal<Out, Bits<8>>,
    /// Its number.
    pub seq: Signal<Out, Bits<8>>,
    /// Its address.
    pub address: Signal<Out, Bits<16>>,
    /// Words of its payload.
    pub length: Signal<Out, Bits<8>>,
    /// A frame was dropped, in this clock only.
    pub dropped: Signal<Out, Bit>,
    /// Word of the payload of the frame that was taken.
    pub word_number: Signal<In, Bits<7>>,
    /// The word, one clock later.
    pub word: Signal<Out, Bits<32>>,
    crc: Crc,
    buffer: Ram,
    filling: DFF<Bit>,
    escaped: DFF<Bit>,
    broken: DFF<Bit>,
    waiting: DFF<Bit>,
    count: DFF<Bits<9>>,
    op_held: DFF<Bits<8>>,
    seq_held: DFF<Bits<8>>,
    low_held: DFF<Bits<8>>,
    high_held: DFF<Bits<8>>,
    length_held: DFF<Bits<8>>,
    collected: DFF<Bits<32>>,
    moved: Signal<Local, Bits<32>>,
    wide: Signal<Local, Bits<32>>,
    top: Signal<Local, Bits<32>>,
    joined: Signal<Local, Bits<32>>,
    is_end: Signal<Local, Bit>,
    is_escape: Signal<Local, Bit>,
    clean: Signal<Local, Bits<8>>,
    taken: Signal<Local, Bit>,
    payload: Signal<Local, Bits<9>>,
    place: Signal<Local, Bits<9>>,
    slot: Signal<Local, Address>,
    payload_wide: Signal<Local, Address>,
    expected: Signal<Local, Bits<12>>,
    length_wide: Signal<Local, Bits<12>>,
    length_bytes: Signal<Local, Bits<12>>,
    count_wide: Signal<Local, Bits<12>>,
    fits: Signal<Local, Bit>,
    read_slot: Signal<Local, Address>,
    address_low: Signal<Local, Bits<16>>,
    address_high: Signal<Local, Bits<16>>,
    address_top: Signal<Local, Bits<16>>,
}

impl Receive {
    /// Both buffers empty.
    pub fn new() -> Self {
        Self { buffer: Ram::new(256, 32), crc: Crc::new(), ..Self::default() }
    }
}

impl Logic for Receive {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, filling, escaped, broken, waiting, count, op_held, seq_held, low_held, high_held, length_held, collected);
        clock!(self, clock, crc, buffer);
        self.is_end.next = self.octet.val() == 0xC0;
        self.is_escape.next = self.octet.val() == 0xDB;
        self.clean.next = self.octet.val();
        self.taken.next = false;
        self.dropped.next = false;
        self.crc.clear.next = false;
        if self.escaped.q.val() {
            self.clean.next = 0xC0.into();
            if self.octet.val() == 0xDD {
                self.clean.next = 0xDB.into();
            }
        }
        // Is what came a whole frame: 5 bytes of header, 4 a word, 4 of CRC?
        self.length_wide.next = bit_cast::<12, 8>(self.length_held.q.val());
        self.length_bytes.next = self.length_wide.val() << 2;
        self.expected.next = self.length_bytes.val() + 9;
        self.count_wide.next = bit_cast::<12, 9>(self.count.q.val());
        self.fits.next = (self.count_wide.val() == self.expected.val()) & self.crc.good.val();
        if self.take.val() {
            self.waiting.d.next = false;
            self.filling.d.next = !self.filling.q.val();
        }
        if self.valid.val() {
            if self.is_end.val() {
                self.escaped.d.next = false;
                self.broken.d.next = false;
                self.count.d.next = 0.into();
                self.crc.clear.next = true;
                if self.broken.q.val() | self.escaped.q.val() {
                    self.dropped.next = true;
                } else {
                    if self.count.q.val().any() {
                        self.dropped.next = !self.fits.val();
                        if self.fits.val() {
                            self.waiting.d.next = true;
                        }
                    }
                }
            } else {
                if self.waiting.q.val() {
                    self.broken.d.next = true;
                }
                if !self.broken.q.val() & !self.waiting.q.val() {
                    if self.escaped.q.val() {
                        self.escaped.d.next = false;
                        if (self.octet.val() == 0xDC) | (self.octet.val() == 0xDD) {
                            self.taken.next = true;
                        } else {
                            self.broken.d.next = true;
                        }
                    } else {
                        if self.is_escape.val() {
                            self.escaped.d.next = true;
                        } else {
                            self.taken.next = true;
                        }
                    }
                }
            }
        }
        if self.torn.val() {
            self.broken.d.next = true;
        }
        // A byte goes to its place.
        self.crc.enable.next = self.taken.val();
        self.crc.octet.next = self.clean.val();
        self.wide.next = bit_cast::<32, 8>(self.clean.val());
        self.top.next = self.wide.val() << 24;
        self.moved.next = self.collected.q.val() >> 8;
        self.joined.next = self.moved.val() | self.top.val();
        self.payload.next = self.count.q.val() - 5;
        self.place.next = self.payload.val() >> 2;
        self.payload_wide.next = bit_cast::<24, 9>(self.place.val());
        self.slot.next = self.payload_wide.val();
        if self.filling.q.val() {
            self.slot.next = self.payload_wide.val() | 0x80;
        }
        self.buffer.write_address.next = self.slot.val();
        self.buffer.write.next = self.joined.val();
        self.buffer.write_enable.next = false;
        if self.taken.val() {
            self.count.d.next = self.count.q.val() + 1;
            if self.count.q.val() == 265 {
                self.count.d.next = self.count.q.val();
                self.broken.d.next = true;
            }
            self.collected.d.next = self.joined.val();
            if self.count.q.val() == 0 {
                self.op_held.d.next = self.clean.val();
            }
            if self.count.q.val() == 1 {
                self.seq_held.d.next = self.clean.val();
            }
            if self.count.q.val() == 2 {
                self.low_held.d.next = self.clean.val();
            }
            if self.count.q.val() == 3 {
                self.high_held.d.next = self.clean.val();
            }
            if self.count.q.val() == 4 {
                self.length_held.d.next = self.clean.val();
            }
            if self.count.q.val() >= 5 {
                self.buffer.write_enable.next = self.payload.val().get_bits::<2>(0).all();
            }
        }
        self.read_slot.next = bit_cast::<24, 7>(self.word_number.val());
        self.buffer.read_address.next = self.read_slot.val();
        if !self.filling.q.val() {
            self.buffer.read_address.next = self.read_slot.val() | 0x80;
        }
        self.word.next = self.buffer.read.val();
        self.ready.next = self.waiting.q.val() & !self.crc.busy.val();
        self.op.next = self.op_held.q.val();
        self.seq.next = self.seq_held.q.val();
        self.length.next = self.length_held.q.val();
        self.address_low.next = bit_cast::<16, 8>(self.low_held.q.val());
        self.address_high.next = bit_cast::<16, 8>(self.high_held.q.val());
        self.address_top.next = self.address_high.val() << 8;
        self.address.next = self.address_low.val() | self.address_top.val();
    }
}
