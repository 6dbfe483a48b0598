//! The processor: walks the program of [`program`](super::program) over the register memory, 3 clocks an instruction.
//!
//! The host's accesses to the register memory go first; the processor waits. An instruction is a byte of operation, whose
//! bits are the controls (see [`code`](super::code)), and a byte that names a register, a port or a place.

use rust_hdl::prelude::*;
use syntony_medium::shape::Shape;

use super::program::{CHECK, program};
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
    pub register_number: Signal<Out, Bits<8>>,
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
    word: Signal<Local, Bits<16>>,
    kind: Signal<Local, Bits<3>>,
    from_port: Signal<Local, Bit>,
    inverted: Signal<Local, Bit>,
    sums: Signal<Local, Bit>,
    with_carry: Signal<Local, Bit>,
    condition: Signal<Local, Bits<3>>,
    x: Signal<Local, Bits<8>>,
    x_wide: Signal<Local, Bits<9>>,
    target: Signal<Local, Bits<9>>,
    next: Signal<Local, Bits<9>>,
    operand: Signal<Local, Bits<32>>,
    b: Signal<Local, Bits<32>>,
    one: Signal<Local, Bits<34>>,
    a_wide: Signal<Local, Bits<34>>,
    a_placed: Signal<Local, Bits<34>>,
    a_full: Signal<Local, Bits<34>>,
    b_wide: Signal<Local, Bits<34>>,
    b_placed: Signal<Local, Bits<34>>,
    b_full: Signal<Local, Bits<34>>,
    total: Signal<Local, Bits<34>>,
    sum: Signal<Local, Bits<32>>,
    holds: DFF<Bit>,
    jumps: Signal<Local, Bit>,
    stays: Signal<Local, Bit>,
    executing: Signal<Local, Bit>,
}

/// The program's memory.
pub fn content(shape: &Shape) -> Content {
    Content { file: PROGRAM_FILE.into(), words: program(shape).finish() }
}

impl Processor {
    /// The processor with the program of a shape.
    pub fn new(shape: &Shape) -> Self {
        let content = content(shape);
        let check = program(shape).place(CHECK).unwrap_or_default();
        Self { rom: Ram::filled(content.words.len() as u32, 16, content), entry_check: constant(check), ..Self::default() }
    }
}

impl Logic for Processor {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, state, place, back, a, carry, less, holds);
        self.rom.clock.next = self.clock.val();
        self.rom.read_address.next = bit_cast::<24, 9>(self.place.q.val());
        self.rom.write_enable.next = false;
        self.rom.write_address.next = 0.into();
        self.rom.write.next = 0.into();
        // The controls.
        self.word.next = self.rom.read.val().get_bits::<16>(0);
        self.x.next = self.word.val().get_bits::<8>(0);
        self.from_port.next = self.word.val().get_bit(8);
        self.inverted.next = self.word.val().get_bit(9);
        self.sums.next = self.word.val().get_bit(10);
        self.with_carry.next = self.word.val().get_bit(11);
        self.condition.next = self.word.val().get_bits::<3>(8);
        self.kind.next = self.word.val().get_bits::<3>(13);
        self.x_wide.next = bit_cast::<9, 8>(self.x.val());
        self.target.next = self.x_wide.val();
        if self.word.val().get_bit(12) {
            self.target.next = self.x_wide.val() | 0x100;
        }
        self.register_number.next = self.x.val();
        self.port.next = self.x.val().get_bits::<4>(0);
        self.write.next = self.a.q.val();
        self.executing.next = self.state.q.val() == State::Execute;
        self.write_enable.next = self.executing.val() & (self.kind.val() == 1);
        self.port_enable.next = self.executing.val() & (self.kind.val() == 2);
        self.start_pass.next = self.executing.val() & (self.kind.val() == 3);
        // One adder: a bit below the lowest takes the carry in.
        self.operand.next = self.read.val();
        if self.from_port.val() {
            self.operand.next = self.port_read.val();
        }
        self.b.next = self.operand.val();
        if self.inverted.val() {
            self.b.next = !self.operand.val();
        }
        self.one.next = 0.into();
        if self.inverted.val() ^ (self.with_carry.val() & self.carry.q.val()) {
            self.one.next = 1.into();
        }
        self.a_wide.next = bit_cast::<34, 32>(self.a.q.val());
        self.a_placed.next = self.a_wide.val() << 1;
        self.a_full.next = self.a_placed.val() | 1;
        self.b_wide.next = bit_cast::<34, 32>(self.b.val());
        self.b_placed.next = self.b_wide.val() << 1;
        self.b_full.next = self.b_placed.val() | self.one.val();
        self.total.next = self.a_full.val() + self.b_full.val();
        self.sum.next = self.total.val().get_bits::<32>(1);
        // Whether the next instruction stands elsewhere: looked at in the clock before it counts.
        self.holds.d.next = true;
        if self.condition.val() == 1 {
            self.holds.d.next = !self.a.q.val().any();
        }
        if self.condition.val() == 2 {
            self.holds.d.next = self.carry.q.val();
        }
        if self.condition.val() == 3 {
            self.holds.d.next = self.less.q.val();
        }
        if self.condition.val() == 4 {
            self.holds.d.next = self.a.q.val().get_bit(31);
        }
        if self.condition.val() == 5 {
            self.holds.d.next = self.a.q.val().get_bit(0);
        }
        if self.condition.val() == 6 {
            self.holds.d.next = self.a.q.val().get_bit(1);
        }
        self.jumps.next = (self.kind.val() == 4) & (self.holds.q.val() ^ self.with_carry.val());
        self.next.next = self.place.q.val() + 1;
        self.stays.next = false;
        if self.kind.val() == 1 {
            self.stays.next = self.host_writes.val();
        }
        if self.kind.val() == 7 {
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
                    if self.jumps.val() | (self.kind.val() == 5) {
                        self.place.d.next = self.target.val();
                    }
                    if self.kind.val() == 5 {
                        self.back.d.next = self.next.val();
                    }
                    if self.kind.val() == 6 {
                        self.place.d.next = self.back.q.val();
                        if self.from_port.val() {
                            self.state.d.next = State::Idle;
                        }
                    }
                }
                if self.kind.val() == 0 {
                    self.a.d.next = self.b.val();
                    if self.with_carry.val() & self.b.val().get_bit(31) {
                        self.a.d.next = 0.into();
                    }
                    if self.sums.val() {
                        self.a.d.next = self.sum.val();
                        self.carry.d.next = self.total.val().get_bit(33) ^ self.inverted.val();
                        // Of a subtraction: numbers of different signs need no difference.
                        self.less.d.next = self.sum.val().get_bit(31);
                        if !(self.a.q.val().get_bit(31) ^ self.b.val().get_bit(31)) {
                            self.less.d.next = self.a.q.val().get_bit(31);
                        }
                    }
                }
            }
            _ => {
                self.state.d.next = State::Idle;
            }
        }
        self.busy.next = self.state.q.val() != State::Idle;
    }
}
