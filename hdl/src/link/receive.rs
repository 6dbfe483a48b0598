//! Frames out of bytes: SLIP, length and CRC are checked before anything is handed on.
//!
//! Two buffers: while one frame is acted on the next one may come; what comes behind that one is dropped and counted.

use rust_hdl::prelude::*;

use super::crc::Crc;
use crate::memory::{Address, Ram};

/// Word of a buffer that holds op, seq and address; the next one holds seq, address and length.
pub const HEADER: u32 = 0;
/// Word of a buffer in which the payload begins.
pub const PAYLOAD: u32 = 64;

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
    /// A frame was dropped, in this clock only.
    pub dropped: Signal<Out, Bit>,
    /// Word of the frame that was taken, see [`HEADER`].
    pub word_number: Signal<In, Bits<7>>,
    /// The word, one clock later.
    pub word: Signal<Out, Bits<32>>,
    crc: Crc,
    buffer: Ram,
    filling: DFF<Bit>,
    escaped: DFF<Bit>,
    broken: DFF<Bit>,
    waiting: DFF<Bit>,
    whole: DFF<Bit>,
    place: DFF<Bits<10>>,
    length_held: DFF<Bits<8>>,
    collected: DFF<Bits<32>>,
    summing: DFF<Bit>,
    summed: DFF<Bits<3>>,
    moved: Signal<Local, Bits<32>>,
    wide: Signal<Local, Bits<32>>,
    top: Signal<Local, Bits<32>>,
    joined: Signal<Local, Bits<32>>,
    last: Signal<Local, Bits<8>>,
    is_end: Signal<Local, Bit>,
    is_escape: Signal<Local, Bit>,
    clean: Signal<Local, Bits<8>>,
    taken: Signal<Local, Bit>,
    fits: Signal<Local, Bit>,
    is_length: Signal<Local, Bit>,
    in_payload: Signal<Local, Bit>,
    word_low: Signal<Local, Bits<8>>,
    word_top: Signal<Local, Bits<8>>,
    payload_word: Signal<Local, Bits<8>>,
    slot: Signal<Local, Bits<7>>,
    slot_low: Signal<Local, Address>,
    half: Signal<Local, Address>,
    read_slot: Signal<Local, Address>,
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
        dff_setup!(self, clock, filling, escaped, broken, waiting, whole, place, length_held, collected, summing, summed);
        clock!(self, clock, crc, buffer);
        self.is_end.next = self.octet.val() == 0xC0;
        self.is_escape.next = self.octet.val() == 0xDB;
        self.clean.next = self.octet.val();
        self.taken.next = false;
        self.dropped.next = false;
        self.crc.clear.next = false;
        if self.escaped.q.val() {
            self.clean.next = 0xC0.into();
            // Others than these two are not taken.
            if self.octet.val().get_bit(0) {
                self.clean.next = 0xDB.into();
            }
        }
        self.fits.next = self.whole.q.val() & self.crc.good.val();
        if self.take.val() {
            self.waiting.d.next = false;
            self.filling.d.next = !self.filling.q.val();
        }
        if self.valid.val() {
            if self.is_end.val() {
                self.escaped.d.next = false;
                self.broken.d.next = false;
                self.whole.d.next = false;
                self.place.d.next = 0.into();
                self.crc.clear.next = true;
                if self.broken.q.val() | self.escaped.q.val() {
                    self.dropped.next = true;
                } else {
                    if self.place.q.val().any() {
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
        // A byte goes to its place: 4 of the header to the first word, the length to the second, the payload and the CRC from
        // `PAYLOAD` on.
        self.wide.next = bit_cast::<32, 8>(self.clean.val());
        self.top.next = self.wide.val() << 24;
        self.moved.next = self.collected.q.val() >> 8;
        self.joined.next = self.moved.val() | self.top.val();
        self.in_payload.next = self.place.q.val().get_bit(8) | self.place.q.val().get_bit(9);
        self.is_length.next = self.place.q.val().get_bit(2) & !self.in_payload.val();
        self.word_low.next = bit_cast::<8, 6>(self.place.q.val().get_bits::<6>(2));
        self.word_top.next = 0.into();
        if self.place.q.val().get_bit(9) {
            self.word_top.next = 64.into();
        }
        self.payload_word.next = self.word_low.val() | self.word_top.val();
        self.slot.next = self.place.q.val().get_bits::<7>(2);
        self.half.next = 0.into();
        if self.filling.q.val() {
            self.half.next = 0x80.into();
        }
        self.slot_low.next = bit_cast::<24, 7>(self.slot.val());
        self.buffer.write_address.next = self.slot_low.val() | self.half.val();
        self.buffer.write.next = self.joined.val();
        // A CRC behind a full payload has no place.
        self.buffer.write_enable.next =
            self.taken.val() & !self.place.q.val().get_bit(9) & (self.is_length.val() | self.place.q.val().get_bits::<2>(0).all());
        // A byte goes into the CRC bit by bit before the next one comes.
        if self.summing.q.val() {
            self.summed.d.next = self.summed.q.val() + 1;
            self.summing.d.next = !self.summed.q.val().all();
        }
        if self.taken.val() {
            self.collected.d.next = self.joined.val();
            self.place.d.next = self.place.q.val() + 1;
            // The word that just ends is the CRC behind the payload.
            self.whole.d.next =
                self.in_payload.val() & self.place.q.val().get_bits::<2>(0).all() & (self.payload_word.val() == self.length_held.q.val());
            if self.is_length.val() {
                self.length_held.d.next = self.clean.val();
                self.place.d.next = 256.into();
            }
            if self.place.q.val().get_bit(9) & self.place.q.val().get_bit(2) {
                self.broken.d.next = true;
            }
            self.summing.d.next = true;
            self.summed.d.next = 0.into();
        }
        self.last.next = self.collected.q.val().get_bits::<8>(24);
        self.crc.enable.next = self.summing.q.val();
        self.crc.data.next = self.last.val().get_bit(self.summed.q.val().index());
        self.read_slot.next = bit_cast::<24, 7>(self.word_number.val());
        self.buffer.read_address.next = self.read_slot.val();
        if !self.filling.q.val() {
            self.buffer.read_address.next = self.read_slot.val() | 0x80;
        }
        self.word.next = self.buffer.read.val();
        self.ready.next = self.waiting.q.val();
    }
}
