//! Acts on frames: registers and windows, checked whole before the first is touched. And keeps the link's own registers:
//! frames counted, the line's rate, and the silence on it.
//!
//! It acts in every second clock, its beat, and what it asks for goes out through registers: so a word of a frame, a register
//! or a window that a state asks for is there in the next one, and no path crosses the chip in a clock.

use rust_hdl::prelude::*;
use syntony_medium::frame::Status;
use syntony_medium::registers as reg;
use syntony_medium::shape::Shape;
use syntony_medium::window::WINDOWS;

use super::rate::Rate;
use super::receive::{HEADER, PAYLOAD};
use super::reply::Reply;
use crate::cast::*;
use crate::csr::{Decode, SILENCE};
use crate::windows::WindowTable;

/// What the link does in a clock.
#[derive(Copy, Clone, PartialEq, Debug, LogicState)]
enum State {
    Idle,
    CountRead,
    CountTake,
    Count,
    CountWrite,
    Fallback,
    Test,
    Fall,
    Heard,
    Header,
    Length,
    First,
    Second,
    Place,
    Check,
    Fetch,
    Write,
    Start,
    Answer,
    Begin,
    Reply,
    WordAsk,
    WordTake,
    Finish,
    RateRead,
    RateTake,
}

/// Requests in, accesses and replies out.
#[derive(LogicBlock, Default)]
pub struct Execute {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// A frame waits.
    pub ready: Signal<In, Bit>,
    /// It is taken.
    pub take: Signal<Out, Bit>,
    /// A frame was dropped.
    pub dropped: Signal<In, Bit>,
    /// Word of the taken frame that is wanted.
    pub word_number: Signal<Out, Bits<7>>,
    /// That word, one clock later.
    pub word: Signal<In, Bits<32>>,
    /// Hands out a bit of the reply.
    pub shift: Signal<Out, Bit>,
    /// The bit.
    pub data: Signal<Out, Bit>,
    /// Eight bits are a byte.
    pub byte_enable: Signal<Out, Bit>,
    /// It is an END.
    pub raw: Signal<Out, Bit>,
    /// A byte can be handed out.
    pub byte_ready: Signal<In, Bit>,
    /// The transmitter is idle.
    pub line_idle: Signal<In, Bit>,
    /// Clocks a bit lasts.
    pub bit_clocks: Signal<Out, Bits<16>>,
    /// A run or a checksum goes on.
    pub busy: Signal<In, Bit>,
    /// Starts a run.
    pub start_run: Signal<Out, Bit>,
    /// Starts a checksum.
    pub start_check: Signal<Out, Bit>,
    /// Reads a register.
    pub register_reads: Signal<Out, Bit>,
    /// Writes a register.
    pub register_writes: Signal<Out, Bit>,
    /// The register.
    pub register_number: Signal<Out, Bits<8>>,
    /// What is written.
    pub register_write: Signal<Out, Bits<32>>,
    /// What was read, one clock after `register_reads`.
    pub register_read: Signal<In, Bits<32>>,
    /// Number of the window.
    pub window: Signal<Out, Bits<8>>,
    /// Offset in it.
    pub offset: Signal<Out, Bits<32>>,
    /// Writes to it.
    pub window_writes: Signal<Out, Bit>,
    /// What is written.
    pub window_write: Signal<Out, Bits<32>>,
    /// The window can be written.
    pub window_ready: Signal<In, Bit>,
    /// What it holds, some clocks later.
    pub window_read: Signal<In, Bits<32>>,
    silence: Fixed<Bits<8>>,
    frames_good: Fixed<Bits<8>>,
    frames_bad: Fixed<Bits<8>>,
    bit_clocks_register: Fixed<Bits<8>>,
    fallback_register: Fixed<Bits<8>>,
    run_tag: Fixed<Bits<8>>,
    check_tag: Fixed<Bits<8>>,
    bad_op: Fixed<Bits<3>>,
    bad_address: Fixed<Bits<3>>,
    bad_length: Fixed<Bits<3>>,
    read_only: Fixed<Bits<3>>,
    busy_status: Fixed<Bits<3>>,
    offset_bits: Fixed<Bits<32>>,
    offset_rest: Fixed<Bits<32>>,
    header_word: Fixed<Bits<7>>,
    length_word: Fixed<Bits<7>>,
    first_word: Fixed<Bits<7>>,
    second_word: Fixed<Bits<7>>,
    state: DFF<State>,
    // It acts in this clock.
    beat: DFF<Bit>,
    // The reply, or the counting, came to its end.
    finished: DFF<Bit>,
    wanted: DFF<Bits<7>>,
    reading: DFF<Bit>,
    writing: DFF<Bit>,
    window_writing: DFF<Bit>,
    number: DFF<Bits<8>>,
    written: DFF<Bits<32>>,
    run_starts: DFF<Bit>,
    check_starts: DFF<Bit>,
    rate: Rate,
    reply: Reply,
    decode: Decode,
    window_map: WindowTable,
    // What is counted, if not a good frame.
    of_bad: DFF<Bit>,
    of_silence: DFF<Bit>,
    bad_pending: DFF<Bits<4>>,
    windows: DFF<Bit>,
    writes: DFF<Bit>,
    foreign: DFF<Bit>,
    // The address or the offset has bits that none has.
    far: DFF<Bit>,
    far_offset: DFF<Bit>,
    base: DFF<Bits<8>>,
    offset_base: DFF<Bits<32>>,
    status: DFF<Bits<3>>,
    k: DFF<Bits<7>>,
    count: DFF<Bits<8>>,
    run_flag: DFF<Bit>,
    check_flag: DFF<Bit>,
    op: Signal<Local, Bits<8>>,
    index: Signal<Local, Bits<7>>,
    index_wide: Signal<Local, Bits<8>>,
    ended: DFF<Bit>,
    k_wide: Signal<Local, Bits<8>>,
    k_word: Signal<Local, Bits<32>>,
    target: DFF<Bits<8>>,
    own: Signal<Local, Bit>,
    target_wide: Signal<Local, Bits<16>>,
    place: DFF<Bits<32>>,
    all: Fixed<Bits<32>>,
    mask: Signal<Local, Bits<32>>,
    kept: Signal<Local, Bits<32>>,
    silence_low: Signal<Local, Bits<16>>,
    fallback_low: Signal<Local, Bits<16>>,
    silent: Signal<Local, Bit>,
    differs: DFF<Bit>,
    too_many: DFF<Bit>,
    run_hit: DFF<Bit>,
    check_hit: DFF<Bit>,
    offset_high: Signal<Local, Bits<32>>,
    less_pending: Signal<Local, Bit>,
}

impl Execute {
    /// For a shape, a clock and a first rate in bits a second.
    pub fn new(shape: &Shape, clock_hz: u32, baud: u32) -> Self {
        let address = |register: &reg::Register| constant(register.address.into());
        let status = |status: Status| constant(status as u32);
        let offsets = bits_of(WINDOWS.iter().map(|window| window.words(shape)).max().unwrap_or(0));
        Self {
            silence: constant(SILENCE),
            frames_good: address(&reg::FRAMES_GOOD),
            frames_bad: address(&reg::FRAMES_BAD),
            bit_clocks_register: address(&reg::BIT_CLOCKS),
            fallback_register: address(&reg::FALLBACK_MS),
            run_tag: address(&reg::RUN_TAG),
            check_tag: address(&reg::CHECK_TAG),
            bad_op: status(Status::BadOp),
            bad_address: status(Status::BadAddress),
            bad_length: status(Status::BadLength),
            read_only: status(Status::ReadOnly),
            busy_status: status(Status::Busy),
            offset_bits: constant(offsets),
            offset_rest: constant(!offsets),
            all: constant(u32::MAX),
            header_word: constant(HEADER),
            length_word: constant(HEADER + 1),
            first_word: constant(PAYLOAD),
            second_word: constant(PAYLOAD + 1),
            rate: Rate::new(clock_hz, baud),
            reply: Reply::new(),
            decode: Decode::new(shape),
            window_map: WindowTable::new(shape),
            ..Self::default()
        }
    }
}

impl Logic for Execute {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, state, of_bad, of_silence, bad_pending, windows, writes, foreign, far, far_offset, base, offset_base);
        dff_setup!(self, clock, status, k, count, run_flag, check_flag, ended, target, place);
        dff_setup!(self, clock, differs, too_many, run_hit, check_hit);
        dff_setup!(self, clock, beat, finished, wanted, reading, writing, window_writing, number, written, run_starts, check_starts);
        clock!(self, clock, rate, reply);
        // Where the present word belongs. The words of a window follow their offset in the payload.
        self.index.next = self.k.q.val();
        if self.windows.q.val() & self.writes.q.val() {
            self.index.next = self.k.q.val() + 1;
        }
        self.index_wide.next = bit_cast::<8, 7>(self.index.val());
        self.ended.d.next = self.index_wide.val() == self.count.q.val();
        self.k_wide.next = bit_cast::<8, 7>(self.k.q.val());
        self.target.d.next = self.base.q.val() + self.k_wide.val();
        self.own.next = (self.state.q.val() == State::Heard) | (self.state.q.val() == State::Fall);
        // No register keeps anything in the states that write a number of their own.
        self.target_wide.next = bit_cast::<16, 8>(self.target.q.val());
        self.decode.address.next = self.target_wide.val();
        self.k_word.next = bit_cast::<32, 7>(self.k.q.val());
        self.place.d.next = (self.offset_base.q.val() + self.k_word.val()) & self.offset_bits.val();
        self.window_map.number.next = self.base.q.val();
        self.window_map.offset.next = self.place.q.val();
        self.mask.next = self.decode.keep.val();
        if self.windows.q.val() {
            self.mask.next = self.all.val();
        }
        if self.own.val() {
            self.mask.next = 0.into();
        }
        self.kept.next = self.word.val() & self.mask.val();
        self.offset_high.next = self.word.val() & self.offset_rest.val();
        // `fallback_ms` has 16 bits; a silence that has none of them is not 0 but too long to be counted.
        self.silence_low.next = self.reply.value.val().get_bits::<16>(0);
        self.fallback_low.next = self.register_read.val().get_bits::<16>(0);
        self.silent.next = (self.silence_low.val() == self.fallback_low.val()) & self.fallback_low.val().any();
        // What nothing below says otherwise.
        self.take.next = false;
        self.word_number.next = self.wanted.q.val();
        self.run_starts.d.next = false;
        self.check_starts.d.next = false;
        self.reading.d.next = false;
        self.writing.d.next = false;
        self.window_writing.d.next = false;
        self.start_run.next = self.run_starts.q.val();
        self.start_check.next = self.check_starts.q.val();
        self.register_reads.next = self.reading.q.val();
        self.register_writes.next = self.writing.q.val();
        self.window_writes.next = self.window_writing.q.val();
        self.register_number.next = self.number.q.val();
        self.register_write.next = self.written.q.val();
        self.window_write.next = self.written.q.val();
        if self.beat.q.val() {
            // For the next beat. More than 64 needs no carry chain; tags are kept whole.
            self.too_many.d.next =
                self.word.val().get_bits::<25>(7).any() | (self.word.val().get_bit(6) & self.word.val().get_bits::<6>(0).any());
            self.differs.d.next = self.word.val() != self.register_read.val();
            self.run_hit.d.next = false;
            self.check_hit.d.next = false;
            self.number.d.next = self.target.q.val();
            self.written.d.next = self.kept.val();
            if self.state.q.val() == State::CountWrite {
                self.written.d.next = self.reply.value.val();
            }
            if self.state.q.val() == State::Heard {
                // The first millisecond of silence begins.
                self.written.d.next = self.kept.val() | 1;
            }
        }
        self.window.next = self.base.q.val();
        self.offset.next = self.place.q.val();
        self.less_pending.next = false;
        self.op.next = self.word.val().get_bits::<8>(0);
        self.rate.load.next = false;
        self.rate.word.next = self.register_read.val().get_bits::<16>(0);
        self.rate.ticked.next = false;
        self.bit_clocks.next = self.rate.bit_clocks.val();
        self.reply.start.next = false;
        self.reply.status.next = self.status.q.val();
        self.reply.count.next = self.count.q.val().get_bits::<7>(0);
        self.reply.load.next = false;
        self.reply.increment.next = false;
        self.reply.word.next = self.register_read.val();
        if self.windows.q.val() {
            self.reply.word.next = self.window_read.val();
        }
        self.reply.byte_ready.next = self.byte_ready.val();
        self.shift.next = self.reply.shift.val();
        self.data.next = self.reply.data.val();
        self.byte_enable.next = self.reply.enable.val();
        self.raw.next = self.reply.raw.val();
        self.finished.d.next = self.finished.q.val() | self.reply.done.val();
        self.beat.d.next = !self.beat.q.val();
        if self.beat.q.val() {
            self.wanted.d.next = self.index.val() | self.first_word.val();
            match self.state.q.val() {
                State::Idle => {
                    self.of_bad.d.next = false;
                    self.of_silence.d.next = false;
                    self.windows.d.next = false;
                    if self.bad_pending.q.val().any() {
                        self.of_bad.d.next = true;
                        self.state.d.next = State::CountRead;
                    } else if self.rate.tick.val() {
                        self.of_silence.d.next = true;
                        self.rate.ticked.next = true;
                        self.state.d.next = State::CountRead;
                    } else if self.ready.val() {
                        self.take.next = true;
                        self.state.d.next = State::CountRead;
                    }
                }
                State::CountRead => {
                    self.reading.d.next = true;
                    self.number.d.next = self.frames_good.val();
                    if self.of_bad.q.val() {
                        self.number.d.next = self.frames_bad.val();
                    }
                    if self.of_silence.q.val() {
                        self.number.d.next = self.silence.val();
                    }
                    self.state.d.next = State::CountTake;
                }
                State::CountTake => {
                    self.reply.load.next = true;
                    self.reply.increment.next = true;
                    self.state.d.next = State::Count;
                }
                State::Count => {
                    if self.finished.q.val() {
                        self.finished.d.next = false;
                        self.state.d.next = State::CountWrite;
                    }
                }
                State::CountWrite => {
                    self.writing.d.next = true;
                    self.number.d.next = self.frames_good.val();
                    self.wanted.d.next = self.header_word.val();
                    self.state.d.next = State::Heard;
                    if self.of_bad.q.val() {
                        self.number.d.next = self.frames_bad.val();
                        self.less_pending.next = true;
                        self.state.d.next = State::Idle;
                    }
                    if self.of_silence.q.val() {
                        self.number.d.next = self.silence.val();
                        self.state.d.next = State::Fallback;
                    }
                }
                State::Fallback => {
                    self.reading.d.next = true;
                    self.number.d.next = self.fallback_register.val();
                    self.state.d.next = State::Test;
                }
                State::Test => {
                    self.state.d.next = State::Idle;
                    if self.silent.val() {
                        self.state.d.next = State::Fall;
                    }
                }
                State::Fall => {
                    self.writing.d.next = true;
                    self.number.d.next = self.bit_clocks_register.val();
                    self.state.d.next = State::RateRead;
                }
                State::Heard => {
                    self.writing.d.next = true;
                    self.number.d.next = self.silence.val();
                    self.wanted.d.next = self.header_word.val();
                    self.state.d.next = State::Header;
                }
                State::Header => {
                    self.windows.d.next = (self.op.val() == 3) | (self.op.val() == 4);
                    self.writes.d.next = (self.op.val() == 2) | (self.op.val() == 4);
                    self.foreign.d.next = !self.op.val().any() | (self.op.val() > 4);
                    self.base.d.next = self.word.val().get_bits::<8>(16);
                    self.far.d.next = self.word.val().get_bits::<8>(24).any();
                    self.status.d.next = 0.into();
                    self.run_flag.d.next = false;
                    self.check_flag.d.next = false;
                    self.k.d.next = 0.into();
                    self.wanted.d.next = self.length_word.val();
                    self.state.d.next = State::Length;
                }
                State::Length => {
                    self.count.d.next = self.word.val().get_bits::<8>(24);
                    self.wanted.d.next = self.first_word.val();
                    self.state.d.next = State::First;
                }
                State::First => {
                    self.offset_base.d.next = self.word.val() & self.offset_bits.val();
                    self.far_offset.d.next = self.offset_high.val().any();
                    self.wanted.d.next = self.second_word.val();
                    self.state.d.next = State::Place;
                    if self.windows.q.val() {
                        if self.writes.q.val() {
                            if !self.count.q.val().any() {
                                self.status.d.next = self.bad_length.val();
                                self.state.d.next = State::Answer;
                            }
                        } else {
                            self.state.d.next = State::Second;
                            if self.count.q.val() != 2 {
                                self.status.d.next = self.bad_length.val();
                                self.state.d.next = State::Answer;
                            }
                        }
                    } else if !self.writes.q.val() {
                        self.count.d.next = self.word.val().get_bits::<8>(0);
                        if self.count.q.val() != 1 {
                            self.status.d.next = self.bad_length.val();
                            self.state.d.next = State::Answer;
                        }
                    }
                    if self.foreign.q.val() {
                        self.status.d.next = self.bad_op.val();
                        self.state.d.next = State::Answer;
                    }
                }
                State::Second => {
                    self.count.d.next = self.word.val().get_bits::<8>(0);
                    self.state.d.next = State::Place;
                }
                State::Place => {
                    self.state.d.next = State::Check;
                    if self.ended.q.val() {
                        self.status.d.next = self.bad_length.val();
                        self.state.d.next = State::Answer;
                    }
                    if self.windows.q.val() & (self.far.q.val() | !self.window_map.exists.val()) {
                        self.status.d.next = self.bad_address.val();
                        self.state.d.next = State::Answer;
                    }
                    // What a read asks for was looked at in the beat before.
                    if !self.writes.q.val() & self.too_many.q.val() {
                        self.status.d.next = self.bad_length.val();
                        self.state.d.next = State::Answer;
                    }
                }
                State::Check => {
                    self.k.d.next = self.k.q.val() + 1;
                    if self.ended.q.val() {
                        self.k.d.next = 0.into();
                        self.state.d.next = State::Answer;
                        if self.writes.q.val() {
                            self.state.d.next = State::Fetch;
                        }
                        if self.windows.q.val() & self.busy.val() {
                            self.status.d.next = self.busy_status.val();
                            self.state.d.next = State::Answer;
                        }
                    } else if self.windows.q.val() {
                        if !self.window_map.reached.val() | self.far_offset.q.val() {
                            self.status.d.next = self.bad_address.val();
                            self.state.d.next = State::Answer;
                        }
                    } else if !self.decode.exists.val() | self.far.q.val() {
                        self.status.d.next = self.bad_address.val();
                        self.state.d.next = State::Answer;
                    } else if self.writes.q.val() {
                        if !self.decode.writable.val() {
                            self.status.d.next = self.read_only.val();
                            self.state.d.next = State::Answer;
                        } else if !self.decode.anytime.val() & self.busy.val() {
                            self.status.d.next = self.busy_status.val();
                            self.state.d.next = State::Answer;
                        }
                    }
                }
                State::Fetch => {
                    self.reading.d.next = !self.windows.q.val();
                    self.state.d.next = State::Write;
                    if self.ended.q.val() {
                        self.reading.d.next = false;
                        self.state.d.next = State::Start;
                    }
                    if !self.window_ready.val() {
                        self.state.d.next = State::Fetch;
                    }
                    // Of the word that was written in the beat before.
                    if self.differs.q.val() & self.run_hit.q.val() {
                        self.run_flag.d.next = true;
                    }
                    if self.differs.q.val() & self.check_hit.q.val() {
                        self.check_flag.d.next = true;
                    }
                }
                State::Write => {
                    self.writing.d.next = !self.windows.q.val();
                    self.window_writing.d.next = self.windows.q.val();
                    self.run_hit.d.next = !self.windows.q.val() & (self.target.q.val() == self.run_tag.val());
                    self.check_hit.d.next = !self.windows.q.val() & (self.target.q.val() == self.check_tag.val());
                    self.k.d.next = self.k.q.val() + 1;
                    self.state.d.next = State::Fetch;
                }
                State::Start => {
                    self.run_starts.d.next = self.run_flag.q.val();
                    self.check_starts.d.next = self.check_flag.q.val();
                    self.state.d.next = State::Answer;
                }
                State::Answer => {
                    self.k.d.next = 0.into();
                    if self.writes.q.val() | self.status.q.val().any() {
                        self.count.d.next = 0.into();
                    }
                    self.wanted.d.next = self.length_word.val();
                    self.state.d.next = State::Begin;
                }
                State::Begin => {
                    self.reply.start.next = true;
                    self.reply.load.next = true;
                    self.reply.word.next = self.word.val();
                    self.state.d.next = State::Reply;
                }
                State::Reply => {
                    if self.reply.ask.val() {
                        self.state.d.next = State::WordAsk;
                    }
                    if self.finished.q.val() {
                        self.finished.d.next = false;
                        self.state.d.next = State::Finish;
                    }
                }
                State::WordAsk => {
                    self.reading.d.next = !self.windows.q.val();
                    self.state.d.next = State::WordTake;
                }
                State::WordTake => {
                    self.reply.load.next = true;
                    self.k.d.next = self.k.q.val() + 1;
                    self.state.d.next = State::Reply;
                }
                State::Finish => {
                    if self.byte_ready.val() & self.line_idle.val() {
                        self.state.d.next = State::RateRead;
                    }
                }
                State::RateRead => {
                    self.reading.d.next = true;
                    self.number.d.next = self.bit_clocks_register.val();
                    self.state.d.next = State::RateTake;
                }
                State::RateTake => {
                    self.rate.load.next = true;
                    self.state.d.next = State::Idle;
                }
                _ => {
                    self.state.d.next = State::Idle;
                }
            }
        }
        if self.dropped.val() & !self.less_pending.val() & !self.bad_pending.q.val().all() {
            self.bad_pending.d.next = self.bad_pending.q.val() + 1;
        }
        if !self.dropped.val() & self.less_pending.val() {
            self.bad_pending.d.next = self.bad_pending.q.val() - 1;
        }
    }
}
