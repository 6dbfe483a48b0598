//! The processor: walks the program of [`program`](super::program) over the register memory, 3 clocks an instruction.
//!
//! The host's accesses to the register memory go first; the processor waits.

use rust_hdl::prelude::*;
use syntony_medium::shape::Shape;

use super::program::{CHECK, Op, program};
use crate::cast::*;
use crate::memory::{Content, Ram};

/// Name of the program's file.
pub const PROGRAM_FILE: &str = "program.mem";

/// What the processor does in a clock.
#[derive(Copy, Clone, PartialEq, Debug, LogicState)]
enum State {
    Idle,
    Fetch,
    Read,
    Execute,
}

/// The processor.
#[derive(LogicBlock, Default)]
pub struct Processor {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Starts a run.
    pub start_run: Signal<In, Bit>,
    /// Starts a checksum.
    pub start_check: Signal<In, Bit>,
    /// A program goes on.
    pub busy: Signal<Out, Bit>,
    /// Something that `Wait` waits for goes on.
    pub working: Signal<In, Bit>,
    /// The host reads the register memory in this clock.
    pub host_reads: Signal<In, Bit>,
    /// The host writes it.
    pub host_writes: Signal<In, Bit>,
    /// Register that is read or written.
    pub register: Signal<Out, Bits<8>>,
    /// What was read in the clock before.
    pub read: Signal<In, Bits<32>>,
    /// Writes the register, unless the host does.
    pub write_enable: Signal<Out, Bit>,
    /// What is written to registers and ports: the accumulator.
    pub write: Signal<Out, Bits<32>>,
    /// Port that is read or written, or pass that is started.
    pub port: Signal<Out, Bits<4>>,
    /// What the port holds.
    pub port_read: Signal<In, Bits<32>>,
    /// Writes the port.
    pub port_enable: Signal<Out, Bit>,
    /// Starts the pass.
    pub start_pass: Signal<Out, Bit>,
    state: DFF<State>,
    place: DFF<Bits<9>>,
    back: DFF<Bits<9>>,
    a: DFF<Bits<32>>,
    carry: DFF<Bit>,
    less: DFF<Bit>,
    rom: Ram,
    entry_check: Fixed<Bits<9>>,
    load: Fixed<Bits<5>>,
    store: Fixed<Bits<5>>,
    add: Fixed<Bits<5>>,
    sub: Fixed<Bits<5>>,
    borrow: Fixed<Bits<5>>,
    mask_op: Fixed<Bits<5>>,
    take: Fixed<Bits<5>>,
    give: Fixed<Bits<5>>,
    start: Fixed<Bits<5>>,
    pause: Fixed<Bits<5>>,
    jump: Fixed<Bits<5>>,
    jump_zero: Fixed<Bits<5>>,
    jump_nonzero: Fixed<Bits<5>>,
    jump_carry: Fixed<Bits<5>>,
    jump_no_carry: Fixed<Bits<5>>,
    jump_less: Fixed<Bits<5>>,
    jump_negative: Fixed<Bits<5>>,
    call: Fixed<Bits<5>>,
    go_back: Fixed<Bits<5>>,
    halt: Fixed<Bits<5>>,
    op: Signal<Local, Bits<5>>,
    x: Signal<Local, Bits<9>>,
    next: Signal<Local, Bits<9>>,
    sum: Signal<Local, Bits<32>>,
    difference: Signal<Local, Bits<32>>,
    subtrahend: Signal<Local, Bits<32>>,
    one: Signal<Local, Bits<32>>,
    a_signed: Signal<Local, Signed<32>>,
    read_signed: Signal<Local, Signed<32>>,
    below: Signal<Local, Bit>,
    equal: Signal<Local, Bit>,
    below_signed: Signal<Local, Bit>,
    zero: Signal<Local, Bit>,
    jumps: Signal<Local, Bit>,
    stays: Signal<Local, Bit>,
    executing: Signal<Local, Bit>,
}

/// The program's memory.
pub fn content(shape: &Shape) -> Content {
    Content { file: PROGRAM_FILE.into(), words: program(shape) }
}

impl Processor {
    /// The processor with the program of a shape.
    pub fn new(shape: &Shape) -> Self {
        let content = content(shape);
        let op = |op: Op| constant(op as u32);
        Self {
            rom: Ram::filled(content.words.len() as u32, 14, content),
            entry_check: constant(CHECK),
            load: op(Op::Load),
            store: op(Op::Store),
            add: op(Op::Add),
            sub: op(Op::Sub),
            borrow: op(Op::Borrow),
            mask_op: op(Op::And),
            take: op(Op::In),
            give: op(Op::Out),
            start: op(Op::Start),
            pause: op(Op::Wait),
            jump: op(Op::Jump),
            jump_zero: op(Op::JumpZero),
            jump_nonzero: op(Op::JumpNonzero),
            jump_carry: op(Op::JumpCarry),
            jump_no_carry: op(Op::JumpNoCarry),
            jump_less: op(Op::JumpLess),
            jump_negative: op(Op::JumpNegative),
            call: op(Op::Call),
            go_back: op(Op::Return),
            halt: op(Op::Halt),
            ..Self::default()
        }
    }
}

impl Logic for Processor {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, state, place, back, a, carry, less);
        self.rom.clock.next = self.clock.val();
        self.rom.read_address.next = bit_cast::<24, 9>(self.place.q.val());
        self.rom.write_enable.next = false;
        self.rom.write_address.next = 0.into();
        self.rom.write.next = 0.into();
        self.op.next = self.rom.read.val().get_bits::<5>(9);
        self.x.next = self.rom.read.val().get_bits::<9>(0);
        self.register.next = self.x.val().get_bits::<8>(0);
        self.port.next = self.x.val().get_bits::<4>(0);
        self.write.next = self.a.q.val();
        self.executing.next = self.state.q.val() == State::Execute;
        self.write_enable.next = self.executing.val() & (self.op.val() == self.store.val());
        self.port_enable.next = self.executing.val() & (self.op.val() == self.give.val());
        self.start_pass.next = self.executing.val() & (self.op.val() == self.start.val());
        // Arithmetic.
        self.one.next = 0.into();
        if self.carry.q.val() & (self.op.val() == self.borrow.val()) {
            self.one.next = 1.into();
        }
        self.subtrahend.next = self.read.val() + self.one.val();
        self.sum.next = self.a.q.val() + self.read.val();
        self.difference.next = self.a.q.val() - self.subtrahend.val();
        self.below.next = self.a.q.val() < self.read.val();
        self.equal.next = self.a.q.val() == self.read.val();
        self.a_signed.next = signed_cast(self.a.q.val());
        self.read_signed.next = signed_cast(self.read.val());
        self.below_signed.next = self.a_signed.val() < self.read_signed.val();
        self.zero.next = !self.a.q.val().any();
        // Whether the next instruction stands elsewhere.
        self.jumps.next = (self.op.val() == self.jump.val()) | (self.op.val() == self.call.val());
        if self.op.val() == self.jump_zero.val() {
            self.jumps.next = self.zero.val();
        }
        if self.op.val() == self.jump_nonzero.val() {
            self.jumps.next = !self.zero.val();
        }
        if self.op.val() == self.jump_carry.val() {
            self.jumps.next = self.carry.q.val();
        }
        if self.op.val() == self.jump_no_carry.val() {
            self.jumps.next = !self.carry.q.val();
        }
        if self.op.val() == self.jump_less.val() {
            self.jumps.next = self.less.q.val();
        }
        if self.op.val() == self.jump_negative.val() {
            self.jumps.next = self.a.q.val().get_bit(31);
        }
        self.next.next = self.place.q.val() + 1;
        self.stays.next = false;
        if self.op.val() == self.store.val() {
            self.stays.next = self.host_writes.val();
        }
        if self.op.val() == self.pause.val() {
            self.stays.next = self.working.val();
        }
        match self.state.q.val() {
            State::Idle => {
                self.place.d.next = 0.into();
                if self.start_run.val() {
                    self.state.d.next = State::Fetch;
                }
                if self.start_check.val() {
                    self.place.d.next = self.entry_check.val();
                    self.state.d.next = State::Fetch;
                }
            }
            State::Fetch => {
                self.state.d.next = State::Read;
            }
            State::Read => {
                if !self.host_reads.val() {
                    self.state.d.next = State::Execute;
                }
            }
            State::Execute => {
                if !self.stays.val() {
                    self.state.d.next = State::Fetch;
                    self.place.d.next = self.next.val();
                    if self.jumps.val() {
                        self.place.d.next = self.x.val();
                    }
                    if self.op.val() == self.call.val() {
                        self.back.d.next = self.next.val();
                    }
                    if self.op.val() == self.go_back.val() {
                        self.place.d.next = self.back.q.val();
                    }
                    if self.op.val() == self.halt.val() {
                        self.state.d.next = State::Idle;
                    }
                }
                if self.op.val() == self.load.val() {
                    self.a.d.next = self.read.val();
                }
                if self.op.val() == self.add.val() {
                    self.a.d.next = self.sum.val();
                    self.carry.d.next = self.sum.val() < self.a.q.val();
                }
                if self.op.val() == self.sub.val() {
                    self.a.d.next = self.difference.val();
                    self.carry.d.next = self.below.val();
                    self.less.d.next = self.below_signed.val();
                }
                if self.op.val() == self.borrow.val() {
                    self.a.d.next = self.difference.val();
                    self.carry.d.next = self.below.val() | (self.equal.val() & self.carry.q.val());
                    self.less.d.next = self.below_signed.val() | (self.equal.val() & self.carry.q.val());
                }
                if self.op.val() == self.mask_op.val() {
                    self.a.d.next = self.a.q.val() & self.read.val();
                }
                if self.op.val() == self.take.val() {
                    self.a.d.next = self.port_read.val();
                }
            }
            _ => {
                self.state.d.next = State::Idle;
            }
        }
        self.busy.next = self.state.q.val() != State::Idle;
    }
}
