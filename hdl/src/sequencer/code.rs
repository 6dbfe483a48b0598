//! The instructions of the processor, its ports, its cells, and the assembler.

use std::collections::BTreeMap;

use syntony_medium::registers::Register;
use syntony_medium::shape::{Coupling, Shape};
use syntony_medium::window;

/// Operations: the high byte of an instruction; the low byte `x` is a register, a port, a pass or a place in the program.
///
/// Bits 5 to 7 are the kind. Of kind 0 bit 0 takes a port, bit 1 inverts it, bit 2 adds, bit 3 takes the carry in, or makes
/// a loaded negative number 0. Of kind 4 bits 0 to 2 are a condition and bit 3 turns it round. Bit 4 is the highest of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Op {
    /// `a = m[x]`
    Load = 0x00,
    /// `a = max(m[x], 0)`
    LoadPositive = 0x08,
    /// `a = port x`
    In = 0x01,
    /// `a += port x`
    InAdd = 0x05,
    /// `a += m[x]`, carry, less = sign of the true sum
    Add = 0x04,
    /// `a -= m[x]`, carry = borrow, less = signed less
    Sub = 0x06,
    /// `a += m[x] + carry`, carry
    AddCarry = 0x0C,
    /// `a -= m[x] + carry`, carry = borrow, less = signed less
    Borrow = 0x0E,
    /// `m[x] = a`
    Store = 0x20,
    /// `port x = a`
    Out = 0x40,
    /// Starts pass `x`.
    Start = 0x60,
    /// Goes on at `x`.
    Jump = 0x80,
    /// If `a = 0`.
    JumpZero = 0x81,
    /// If carry.
    JumpCarry = 0x82,
    /// If less.
    JumpLess = 0x83,
    /// If `a < 0`.
    JumpNegative = 0x84,
    /// If bit 0 of `a` is 0.
    JumpEven = 0x8D,
    /// If bit 1 of `a` is 0.
    JumpNoTwo = 0x8E,
    /// If `a != 0`.
    JumpNonzero = 0x89,
    /// If not carry.
    JumpNoCarry = 0x8A,
    /// If `a >= 0`.
    JumpPositive = 0x8C,
    /// Goes on at `x`, and at `Return` behind here.
    Call = 0xA0,
    /// Goes back behind the last call.
    Return = 0xC0,
    /// Ends the program.
    Halt = 0xC1,
    /// Waits until nothing goes on.
    Wait = 0xE0,
}

/// Ports that the processor reads.
pub mod input {
    /// Oscillators whose sign changed.
    pub const CHANGED: u32 = 0;
    /// Sum of the shown values.
    pub const SUM_COS: u32 = 1;
    /// Sum of the second shown values.
    pub const SUM_SIN: u32 = 2;
    /// Energy, low half.
    pub const ENERGY_LOW: u32 = 3;
    /// Energy, high half.
    pub const ENERGY_HIGH: u32 = 4;
    /// State of the noise generator.
    pub const NOISE: u32 = 5;
    /// The window's word.
    pub const WINDOW: u32 = 6;
    /// How many words the window has.
    pub const WORDS: u32 = 7;
    /// State of the generator that learning rounds by.
    pub const LEARN_NOISE: u32 = 8;
    /// Rows found out of balance in the last learning pass.
    pub const LEARNT: u32 = 9;
}

/// Ports that the processor writes.
pub mod output {
    /// Coupling gain of the coming sweep.
    pub const GAIN: u32 = 0;
    /// Second harmonic.
    pub const HARMONIC: u32 = 1;
    /// Injection.
    pub const INJECTION: u32 = 2;
    /// Noise.
    pub const DEVIATION: u32 = 3;
    /// Pull.
    pub const PULL: u32 = 4;
    /// Law.
    pub const LAW: u32 = 5;
    /// Phase lag.
    pub const ALPHA: u32 = 6;
    /// `run_control`.
    pub const CONTROL: u32 = 7;
    /// Seed of the noise.
    pub const SEED: u32 = 8;
    /// Number of the window.
    pub const WINDOW: u32 = 9;
    /// Offset in the window.
    pub const OFFSET: u32 = 10;
}

/// Cells beyond the register table, that only the program sees, with their content at power-up.
const CELLS: [(&str, u32); 18] = [
    ("zero", 0),
    ("one", 1),
    ("two", 2),
    ("four", 4),
    ("eight", 8),
    ("most", 0x7FFF_FFFF),
    ("ones", u32::MAX),
    ("laws", 3),
    ("digits", 32),
    ("left", 0),
    ("measured", 0),
    ("outcome", 0),
    ("count", 0),
    ("position", 0),
    ("root", 0),
    ("rest", 0),
    ("square", 0),
    ("trial", 0),
];
/// The first cell.
pub const FIRST_CELL: u32 = 0xC0;
/// Cell that holds the number of the window of row lengths.
pub const ROWS_CELL: u32 = FIRST_CELL + CELLS.len() as u32;
/// Cell that holds the slots of a lane.
pub const SLOTS_CELL: u32 = ROWS_CELL + 1;

/// What the register memory holds at power-up beyond the table.
pub fn cells(shape: &Shape) -> impl Iterator<Item = (u32, u32)> {
    let slots = match shape.coupling {
        Coupling::Sparse { slots } => slots,
        Coupling::Dense => 0,
    };
    let cells = CELLS.iter().enumerate().map(|(k, &(_, word))| (FIRST_CELL + k as u32, word));
    cells.chain([(ROWS_CELL, u32::from(window::ROWS.number)), (SLOTS_CELL, slots)])
}

/// The cell of a name.
pub fn cell(name: &str) -> u32 {
    // An unknown name is a fault of the program and is caught by its test.
    FIRST_CELL + CELLS.iter().position(|&(known, _)| known == name).unwrap_or(usize::MAX / 2) as u32
}

/// Collects instructions; places may be named before they are known.
#[derive(Default)]
pub struct Assembler {
    code: Vec<(Op, Argument)>,
    labels: BTreeMap<String, u32>,
    fresh: u32,
}

enum Argument {
    Number(u32),
    Label(String),
}

impl Assembler {
    /// An instruction with a number.
    pub fn op(&mut self, op: Op, x: u32) {
        self.code.push((op, Argument::Number(x)));
    }

    /// An instruction with a place.
    pub fn to(&mut self, op: Op, label: &str) {
        self.code.push((op, Argument::Label(label.into())));
    }

    /// Names the place of the next instruction.
    pub fn label(&mut self, label: &str) {
        self.labels.insert(label.into(), self.code.len() as u32);
    }

    /// A label that no one else has.
    pub fn unique(&mut self, stem: &str) -> String {
        self.fresh += 1;
        format!("{stem}{}", self.fresh)
    }

    /// Loads a register.
    pub fn load(&mut self, register: &Register) {
        self.op(Op::Load, register.address.into());
    }

    /// Stores into a register.
    pub fn store(&mut self, register: &Register) {
        self.op(Op::Store, register.address.into());
    }

    /// Loads a cell.
    pub fn get(&mut self, name: &str) {
        self.op(Op::Load, cell(name));
    }

    /// Stores into a cell.
    pub fn put(&mut self, name: &str) {
        self.op(Op::Store, cell(name));
    }

    /// Starts a pass and waits for its end.
    pub fn pass(&mut self, kind: u32) {
        self.op(Op::Start, kind);
        self.op(Op::Wait, 0);
    }

    /// The place of a label.
    pub fn place(&self, label: &str) -> Option<u32> {
        self.labels.get(label).copied()
    }

    /// Adds one; stays at the largest value.
    pub fn count_up(&mut self, register: &Register) {
        let done = self.unique("counted");
        self.load(register);
        self.op(Op::Add, cell("one"));
        self.to(Op::JumpNoCarry, &done);
        self.get("ones");
        self.label(&done);
        self.store(register);
    }

    /// One word an instruction.
    pub fn finish(self) -> Vec<u32> {
        let place = |argument: &Argument| match argument {
            Argument::Number(x) => *x,
            Argument::Label(label) => self.place(label).unwrap_or(u32::MAX),
        };
        let word = |(op, argument): &(Op, Argument)| {
            let x = place(argument);
            (*op as u32) << 8 | (x & 0x100) << 4 | (x & 0xFF)
        };
        self.code.iter().map(word).collect()
    }
}
