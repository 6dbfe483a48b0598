//! Acts on frames and replies: registers and windows, checked whole before the first is touched.

use rust_hdl::prelude::*;
use syntony_medium::frame::{Op, Status};
use syntony_medium::registers as reg;
use syntony_medium::shape::Shape;

use super::crc::Crc;
use crate::cast::*;
use crate::csr::Decode;
use crate::windows::WindowTable;

/// What the link does in a clock.
#[derive(Copy, Clone, PartialEq, Debug, LogicState)]
enum State {
    Idle,
    Fall,
    CountRead,
    CountWrite,
    First,
    Dispatch,
    Second,
    SecondWord,
    Place,
    WindowFetch,
    WindowWrite,
    Check,
    RegisterFetch,
    RegisterWrite,
    Start,
    Reply,
    Byte,
    WordAsk,
    WordWait,
    WordTake,
    CrcTake,
    Finish,
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
    /// Its request.
    pub op: Signal<In, Bits<8>>,
    /// Its number.
    pub seq: Signal<In, Bits<8>>,
    /// Its address.
    pub address: Signal<In, Bits<16>>,
    /// Its words.
    pub length: Signal<In, Bits<8>>,
    /// A frame was dropped.
    pub dropped: Signal<In, Bit>,
    /// Word of the taken frame that is wanted.
    pub word_number: Signal<Out, Bits<7>>,
    /// That word, one clock later.
    pub word: Signal<In, Bits<32>>,
    /// A byte of the reply.
    pub octet: Signal<Out, Bits<8>>,
    /// It is an END.
    pub raw: Signal<Out, Bit>,
    /// Hands it out, if `byte_ready`.
    pub byte_enable: Signal<Out, Bit>,
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
    /// What was read, one clock later.
    pub register_read: Signal<In, Bits<32>>,
    /// Number of the window.
    pub window: Signal<Out, Bits<16>>,
    /// Offset in it.
    pub offset: Signal<Out, Bits<32>>,
    /// Writes to it.
    pub window_writes: Signal<Out, Bit>,
    /// What is written.
    pub window_write: Signal<Out, Bits<32>>,
    /// What it holds, 2 clocks later.
    pub window_read: Signal<In, Bits<32>>,
    first_rate: Fixed<Bits<16>>,
    millisecond: Fixed<Bits<20>>,
    frames_good: Fixed<Bits<8>>,
    frames_bad: Fixed<Bits<8>>,
    bit_clocks_register: Fixed<Bits<8>>,
    fallback_register: Fixed<Bits<8>>,
    run_tag: Fixed<Bits<8>>,
    check_tag: Fixed<Bits<8>>,
    read_op: Fixed<Bits<8>>,
    write_op: Fixed<Bits<8>>,
    read_window_op: Fixed<Bits<8>>,
    write_window_op: Fixed<Bits<8>>,
    bad_op: Fixed<Bits<3>>,
    bad_address: Fixed<Bits<3>>,
    bad_length: Fixed<Bits<3>>,
    read_only: Fixed<Bits<3>>,
    busy_status: Fixed<Bits<3>>,
    state: DFF<State>,
    crc: Crc,
    decode: Decode,
    window_map: WindowTable,
    op_held: DFF<Bits<8>>,
    seq_held: DFF<Bits<8>>,
    address_held: DFF<Bits<16>>,
    length_held: DFF<Bits<8>>,
    status: DFF<Bits<3>>,
    k: DFF<Bits<8>>,
    count: DFF<Bits<8>>,
    offset_held: DFF<Bits<32>>,
    value: DFF<Bits<32>>,
    byte_index: DFF<Bits<2>>,
    step: DFF<Bits<4>>,
    words: DFF<Bits<8>>,
    run_flag: DFF<Bit>,
    check_flag: DFF<Bit>,
    counting_bad: DFF<Bit>,
    bad_pending: DFF<Bits<4>>,
    rate: DFF<Bits<16>>,
    wanted_rate: DFF<Bits<16>>,
    fallback: DFF<Bits<16>>,
    started: DFF<Bit>,
    prescale: DFF<Bits<20>>,
    silence: DFF<Bits<16>>,
    next_rate: Signal<Local, Bits<16>>,
    fell: Signal<Local, Bit>,
    k_next: Signal<Local, Bits<8>>,
    k_wide: Signal<Local, Bits<17>>,
    address_wide: Signal<Local, Bits<17>>,
    target_wide: Signal<Local, Bits<17>>,
    target: Signal<Local, Bits<16>>,
    target8: Signal<Local, Bits<8>>,
    outside: Signal<Local, Bit>,
    kept: Signal<Local, Bits<32>>,
    differs: Signal<Local, Bit>,
    too_many: Signal<Local, Bit>,
    after_last: Signal<Local, Bits<32>>,
    count_wide: Signal<Local, Bits<32>>,
    beyond: Signal<Local, Bit>,
    k_word: Signal<Local, Bits<32>>,
    read_place: Signal<Local, Bits<32>>,
    is_read: Signal<Local, Bit>,
    is_write: Signal<Local, Bit>,
    is_read_window: Signal<Local, Bit>,
    is_write_window: Signal<Local, Bit>,
    status_wide: Signal<Local, Bits<8>>,
    outgoing: Signal<Local, Bits<8>>,
    handing: Signal<Local, Bit>,
    summed: Signal<Local, Bit>,
    less_pending: Signal<Local, Bit>,
    incremented: Signal<Local, Bits<32>>,
}

impl Execute {
    /// For a shape, a clock and a first rate in bits a second.
    pub fn new(shape: &Shape, clock_hz: u32, baud: u32) -> Self {
        let address = |register: &reg::Register| constant(register.address.into());
        let status = |status: Status| constant(status as u32);
        let op = |op: Op| constant(op.code().into());
        Self {
            first_rate: constant(first_rate(clock_hz, baud)),
            millisecond: constant((clock_hz / 1000).clamp(1, 0xF_FFFF) - 1),
            frames_good: address(&reg::FRAMES_GOOD),
            frames_bad: address(&reg::FRAMES_BAD),
            bit_clocks_register: address(&reg::BIT_CLOCKS),
            fallback_register: address(&reg::FALLBACK_MS),
            run_tag: address(&reg::RUN_TAG),
            check_tag: address(&reg::CHECK_TAG),
            read_op: op(Op::Read),
            write_op: op(Op::Write),
            read_window_op: op(Op::ReadWindow),
            write_window_op: op(Op::WriteWindow),
            bad_op: status(Status::BadOp),
            bad_address: status(Status::BadAddress),
            bad_length: status(Status::BadLength),
            read_only: status(Status::ReadOnly),
            busy_status: status(Status::Busy),
            crc: Crc::new(),
            window_map: WindowTable::new(shape),
            ..Self::default()
        }
    }
}

/// Clocks that a bit lasts at the first rate, at least 4.
pub fn first_rate(clock_hz: u32, baud: u32) -> u32 {
    let baud = baud.max(1);
    (clock_hz.saturating_add(baud / 2) / baud).clamp(4, 0xFFFF)
}

impl Logic for Execute {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(
            self,
            clock,
            state,
            op_held,
            seq_held,
            address_held,
            length_held,
            status,
            k,
            count,
            offset_held,
            value,
            byte_index,
            step
        );
        dff_setup!(
            self,
            clock,
            words,
            run_flag,
            check_flag,
            counting_bad,
            bad_pending,
            rate,
            wanted_rate,
            fallback,
            started,
            prescale,
            silence
        );
        self.crc.clock.next = self.clock.val();
        // Silence on the line, in milliseconds.
        if self.prescale.q.val() == self.millisecond.val() {
            self.prescale.d.next = 0.into();
            if !self.silence.q.val().all() {
                self.silence.d.next = self.silence.q.val() + 1;
            }
        } else {
            self.prescale.d.next = self.prescale.q.val() + 1;
        }
        self.fell.next = self.wanted_rate.q.val().any() & self.fallback.q.val().any() & (self.silence.q.val() >= self.fallback.q.val());
        if !self.started.q.val() {
            // The register's value at reset.
            self.started.d.next = true;
            self.fallback.d.next = 1000.into();
        }
        self.next_rate.next = self.wanted_rate.q.val();
        if self.wanted_rate.q.val() < 4 {
            self.next_rate.next = 4.into();
        }
        if !self.wanted_rate.q.val().any() {
            self.next_rate.next = self.first_rate.val();
        }
        self.bit_clocks.next = self.rate.q.val();
        if !self.rate.q.val().any() {
            self.bit_clocks.next = self.first_rate.val();
        }
        // Where the present word belongs.
        self.k_next.next = self.k.q.val() + 1;
        self.k_wide.next = bit_cast::<17, 8>(self.k.q.val());
        self.address_wide.next = bit_cast::<17, 16>(self.address_held.q.val());
        self.target_wide.next = self.address_wide.val() + self.k_wide.val();
        self.target.next = self.target_wide.val().get_bits::<16>(0);
        self.target8.next = self.target_wide.val().get_bits::<8>(0);
        self.decode.address.next = self.target.val();
        self.outside.next = self.target_wide.val().get_bit(16) | !self.decode.exists.val();
        self.kept.next = self.word.val() & self.decode.keep.val();
        self.differs.next = self.kept.val() != self.register_read.val();
        self.too_many.next = self.word.val() > 64;
        self.window_map.number.next = self.address_held.q.val();
        self.count_wide.next = bit_cast::<32, 8>(self.count.q.val());
        self.after_last.next = self.offset_held.q.val() + self.count_wide.val();
        self.beyond.next = self.offset_held.q.val().get_bits::<4>(28).any() | (self.after_last.val() > self.window_map.words.val());
        self.k_word.next = bit_cast::<32, 8>(self.k.q.val());
        self.read_place.next = self.offset_held.q.val() + self.k_word.val();
        self.is_read.next = self.op_held.q.val() == self.read_op.val();
        self.is_write.next = self.op_held.q.val() == self.write_op.val();
        self.is_read_window.next = self.op_held.q.val() == self.read_window_op.val();
        self.is_write_window.next = self.op_held.q.val() == self.write_window_op.val();
        self.incremented.next = self.register_read.val() + 1;
        // What nothing below says otherwise.
        self.take.next = false;
        self.word_number.next = self.k.q.val().get_bits::<7>(0);
        self.start_run.next = false;
        self.start_check.next = false;
        self.register_reads.next = false;
        self.register_writes.next = false;
        self.register_number.next = self.target8.val();
        self.register_write.next = self.kept.val();
        self.window.next = self.address_held.q.val();
        self.offset.next = self.read_place.val();
        self.window_writes.next = false;
        self.window_write.next = self.word.val();
        self.crc.clear.next = false;
        self.crc.enable.next = false;
        self.byte_enable.next = false;
        self.less_pending.next = false;
        // The byte of the present step.
        self.status_wide.next = bit_cast::<8, 3>(self.status.q.val());
        self.outgoing.next = 0xC0.into();
        self.summed.next = (self.step.q.val() >= 1) & (self.step.q.val() <= 6);
        if self.step.q.val() == 1 {
            self.outgoing.next = self.status_wide.val() | 0x80;
        }
        if self.step.q.val() == 2 {
            self.outgoing.next = self.seq_held.q.val();
        }
        if self.step.q.val() == 3 {
            self.outgoing.next = self.address_held.q.val().get_bits::<8>(0);
        }
        if self.step.q.val() == 4 {
            self.outgoing.next = self.address_held.q.val().get_bits::<8>(8);
        }
        if self.step.q.val() == 5 {
            self.outgoing.next = self.words.q.val();
        }
        if (self.step.q.val() == 6) | (self.step.q.val() == 7) {
            self.outgoing.next = self.value.q.val().get_bits::<8>(0);
        }
        self.octet.next = self.outgoing.val();
        self.raw.next = (self.step.q.val() == 0) | (self.step.q.val() == 8);
        self.crc.octet.next = self.outgoing.val();
        self.handing.next = self.byte_ready.val() & !self.crc.busy.val();
        match self.state.q.val() {
            State::Idle => {
                if self.line_idle.val() {
                    self.rate.d.next = self.next_rate.val();
                }
                if self.bad_pending.q.val().any() {
                    self.counting_bad.d.next = true;
                    self.state.d.next = State::CountRead;
                } else if self.fell.val() {
                    self.state.d.next = State::Fall;
                } else if self.ready.val() {
                    self.take.next = true;
                    self.silence.d.next = 0.into();
                    self.op_held.d.next = self.op.val();
                    self.seq_held.d.next = self.seq.val();
                    self.address_held.d.next = self.address.val();
                    self.length_held.d.next = self.length.val();
                    self.counting_bad.d.next = false;
                    self.state.d.next = State::CountRead;
                }
            }
            State::Fall => {
                self.register_writes.next = true;
                self.register_number.next = self.bit_clocks_register.val();
                self.register_write.next = 0.into();
                self.wanted_rate.d.next = 0.into();
                self.state.d.next = State::Idle;
            }
            State::CountRead => {
                self.register_reads.next = true;
                self.register_number.next = self.frames_good.val();
                if self.counting_bad.q.val() {
                    self.register_number.next = self.frames_bad.val();
                }
                self.state.d.next = State::CountWrite;
            }
            State::CountWrite => {
                self.register_writes.next = true;
                self.register_write.next = self.incremented.val();
                self.register_number.next = self.frames_good.val();
                self.state.d.next = State::First;
                if self.counting_bad.q.val() {
                    self.register_number.next = self.frames_bad.val();
                    self.less_pending.next = true;
                    self.state.d.next = State::Idle;
                }
                self.k.d.next = 0.into();
            }
            State::First => {
                self.state.d.next = State::Dispatch;
            }
            State::Dispatch => {
                self.status.d.next = 0.into();
                self.words.d.next = 0.into();
                self.run_flag.d.next = false;
                self.check_flag.d.next = false;
                self.offset_held.d.next = self.word.val();
                self.count.d.next = self.word.val().get_bits::<8>(0);
                self.state.d.next = State::Reply;
                if self.is_read.val() {
                    self.state.d.next = State::Check;
                    if (self.length_held.q.val() != 1) | self.too_many.val() | !self.word.val().any() {
                        self.status.d.next = self.bad_length.val();
                        self.state.d.next = State::Reply;
                    }
                } else if self.is_write.val() {
                    self.count.d.next = self.length_held.q.val();
                    self.state.d.next = State::Check;
                    if !self.length_held.q.val().any() {
                        self.status.d.next = self.bad_length.val();
                        self.state.d.next = State::Reply;
                    }
                } else if self.is_read_window.val() {
                    self.k.d.next = 1.into();
                    self.state.d.next = State::Second;
                    if self.length_held.q.val() != 2 {
                        self.status.d.next = self.bad_length.val();
                        self.state.d.next = State::Reply;
                    }
                } else if self.is_write_window.val() {
                    self.count.d.next = self.length_held.q.val() - 1;
                    self.state.d.next = State::Place;
                    if !self.length_held.q.val().any() {
                        self.status.d.next = self.bad_length.val();
                        self.state.d.next = State::Reply;
                    }
                } else {
                    self.status.d.next = self.bad_op.val();
                }
            }
            State::Second => {
                self.state.d.next = State::SecondWord;
            }
            State::SecondWord => {
                self.count.d.next = self.word.val().get_bits::<8>(0);
                self.state.d.next = State::Place;
                if self.too_many.val() {
                    self.status.d.next = self.bad_length.val();
                    self.state.d.next = State::Reply;
                }
            }
            State::Place => {
                self.k.d.next = 1.into();
                self.state.d.next = State::WindowFetch;
                if self.is_read_window.val() {
                    self.words.d.next = self.count.q.val();
                    self.state.d.next = State::Reply;
                }
                if !self.window_map.exists.val() {
                    self.status.d.next = self.bad_address.val();
                    self.words.d.next = 0.into();
                    self.state.d.next = State::Reply;
                } else if !self.count.q.val().any() {
                    self.status.d.next = self.bad_length.val();
                    self.words.d.next = 0.into();
                    self.state.d.next = State::Reply;
                } else if self.beyond.val() {
                    self.status.d.next = self.bad_address.val();
                    self.words.d.next = 0.into();
                    self.state.d.next = State::Reply;
                } else if self.busy.val() {
                    self.status.d.next = self.busy_status.val();
                    self.words.d.next = 0.into();
                    self.state.d.next = State::Reply;
                }
            }
            State::WindowFetch => {
                self.state.d.next = State::WindowWrite;
            }
            State::WindowWrite => {
                self.offset.next = self.offset_held.q.val();
                self.window_writes.next = true;
                self.offset_held.d.next = self.offset_held.q.val() + 1;
                self.k.d.next = self.k_next.val();
                self.state.d.next = State::WindowFetch;
                if self.k_next.val() == self.length_held.q.val() {
                    self.state.d.next = State::Reply;
                }
            }
            State::Check => {
                self.k.d.next = self.k_next.val();
                if self.k_next.val() == self.count.q.val() {
                    self.k.d.next = 0.into();
                    self.state.d.next = State::RegisterFetch;
                    if self.is_read.val() {
                        self.words.d.next = self.count.q.val();
                        self.state.d.next = State::Reply;
                    }
                }
                if self.outside.val() {
                    self.status.d.next = self.bad_address.val();
                    self.words.d.next = 0.into();
                    self.state.d.next = State::Reply;
                } else if self.is_write.val() & !self.decode.writable.val() {
                    self.status.d.next = self.read_only.val();
                    self.state.d.next = State::Reply;
                } else if self.is_write.val() & !self.decode.anytime.val() & self.busy.val() {
                    self.status.d.next = self.busy_status.val();
                    self.state.d.next = State::Reply;
                }
            }
            State::RegisterFetch => {
                self.register_reads.next = true;
                self.state.d.next = State::RegisterWrite;
            }
            State::RegisterWrite => {
                self.register_writes.next = true;
                if (self.target8.val() == self.run_tag.val()) & self.differs.val() {
                    self.run_flag.d.next = true;
                }
                if (self.target8.val() == self.check_tag.val()) & self.differs.val() {
                    self.check_flag.d.next = true;
                }
                if self.target8.val() == self.bit_clocks_register.val() {
                    self.wanted_rate.d.next = self.kept.val().get_bits::<16>(0);
                }
                if self.target8.val() == self.fallback_register.val() {
                    self.fallback.d.next = self.kept.val().get_bits::<16>(0);
                }
                self.k.d.next = self.k_next.val();
                self.state.d.next = State::RegisterFetch;
                if self.k_next.val() == self.length_held.q.val() {
                    self.state.d.next = State::Start;
                }
            }
            State::Start => {
                self.start_run.next = self.run_flag.q.val();
                self.start_check.next = self.check_flag.q.val();
                self.state.d.next = State::Reply;
            }
            State::Reply => {
                self.crc.clear.next = true;
                self.step.d.next = 0.into();
                self.byte_index.d.next = 0.into();
                self.k.d.next = 0.into();
                self.state.d.next = State::Byte;
            }
            State::Byte => {
                if self.handing.val() {
                    self.byte_enable.next = true;
                    self.crc.enable.next = self.summed.val();
                    self.step.d.next = self.step.q.val() + 1;
                    if self.step.q.val() == 5 {
                        self.state.d.next = State::WordAsk;
                        if !self.words.q.val().any() {
                            self.state.d.next = State::CrcTake;
                        }
                    }
                    if self.step.q.val() == 6 {
                        self.value.d.next = self.value.q.val() >> 8;
                        self.byte_index.d.next = self.byte_index.q.val() + 1;
                        self.step.d.next = 6.into();
                        if self.byte_index.q.val().all() {
                            self.k.d.next = self.k_next.val();
                            self.state.d.next = State::WordAsk;
                            if self.k_next.val() == self.words.q.val() {
                                self.state.d.next = State::CrcTake;
                            }
                        }
                    }
                    if self.step.q.val() == 7 {
                        self.value.d.next = self.value.q.val() >> 8;
                        self.byte_index.d.next = self.byte_index.q.val() + 1;
                        self.step.d.next = 7.into();
                        if self.byte_index.q.val().all() {
                            self.step.d.next = 8.into();
                        }
                    }
                    if self.step.q.val() == 8 {
                        self.state.d.next = State::Finish;
                    }
                }
            }
            State::WordAsk => {
                self.register_reads.next = self.is_read.val();
                self.state.d.next = State::WordWait;
            }
            State::WordWait => {
                self.value.d.next = self.register_read.val();
                self.state.d.next = State::WordTake;
            }
            State::WordTake => {
                if self.is_read_window.val() {
                    self.value.d.next = self.window_read.val();
                }
                self.step.d.next = 6.into();
                self.state.d.next = State::Byte;
            }
            State::CrcTake => {
                if !self.crc.busy.val() {
                    self.value.d.next = self.crc.value.val();
                    self.byte_index.d.next = 0.into();
                    self.step.d.next = 7.into();
                    self.state.d.next = State::Byte;
                }
            }
            State::Finish => {
                if self.byte_ready.val() & self.line_idle.val() {
                    self.state.d.next = State::Idle;
                }
            }
            _ => {
                self.state.d.next = State::Idle;
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
