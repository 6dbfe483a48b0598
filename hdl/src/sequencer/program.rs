//! The program of the processor: what a run and a checksum are, as in `docs/src/definition.md`.

use std::collections::BTreeMap;

use syntony_medium::law::Law;
use syntony_medium::registers::{self as reg, Register};
use syntony_medium::shape::{Coupling, Shape};
use syntony_medium::window;

use super::walk::pass;

/// Operations; the low 9 bits of an instruction are a register, a port or a place in the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Op {
    /// `a = m[x]`
    Load = 0,
    /// `m[x] = a`
    Store = 1,
    /// `a += m[x]`, carry
    Add = 2,
    /// `a -= m[x]`, carry = borrow, less = signed less
    Sub = 3,
    /// `a -= m[x] + carry`, carry = borrow, less = signed less
    Borrow = 4,
    /// `a &= m[x]`
    And = 5,
    /// `a = port x`
    In = 6,
    /// `port x = a`
    Out = 7,
    /// Starts pass `x`.
    Start = 8,
    /// Waits until nothing goes on.
    Wait = 9,
    /// Goes on at `x`.
    Jump = 10,
    /// If `a = 0`.
    JumpZero = 11,
    /// If `a != 0`.
    JumpNonzero = 12,
    /// If carry.
    JumpCarry = 13,
    /// If not carry.
    JumpNoCarry = 14,
    /// If less.
    JumpLess = 15,
    /// If `a < 0`.
    JumpNegative = 16,
    /// Goes on at `x`, and at `Return` behind here.
    Call = 17,
    /// Goes back behind the last call.
    Return = 18,
    /// Ends the program.
    Halt = 19,
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
    /// Square of the pull.
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

/// Where the program of a run begins.
pub const RUN: u32 = 0;
/// Where the program of a checksum begins.
pub const CHECK: u32 = 1;

/// Cells beyond the register table, that only the program sees, with their content at power-up.
const CELLS: [(&str, u32); 12] = [
    ("zero", 0),
    ("one", 1),
    ("two", 2),
    ("four", 4),
    ("eight", 8),
    ("most", 0x7FFF_FFFF),
    ("ones", u32::MAX),
    ("left", 0),
    ("measured", 0),
    ("outcome", 0),
    ("count", 0),
    ("position", 0),
];
const FIRST_CELL: u32 = 0xC0;
/// Cell that holds the number of the window of row lengths.
const ROWS_CELL: u32 = FIRST_CELL + CELLS.len() as u32;
/// Cell that holds the slots of a lane.
const SLOTS_CELL: u32 = ROWS_CELL + 1;

/// What the register memory holds at power-up beyond the table.
pub fn cells(shape: &Shape) -> impl Iterator<Item = (u32, u32)> {
    let slots = match shape.coupling {
        Coupling::Sparse { slots } => slots,
        Coupling::Dense => 0,
    };
    let cells = CELLS.iter().enumerate().map(|(k, &(_, word))| (FIRST_CELL + k as u32, word));
    cells.chain([(ROWS_CELL, u32::from(window::ROWS.number)), (SLOTS_CELL, slots)])
}

fn cell(name: &str) -> u32 {
    // An unknown name is a fault of the program below and is caught by its test.
    FIRST_CELL + CELLS.iter().position(|&(known, _)| known == name).unwrap_or(usize::MAX / 2) as u32
}

#[derive(Default)]
struct Assembler {
    code: Vec<(Op, Argument)>,
    labels: BTreeMap<String, u32>,
    fresh: u32,
}

enum Argument {
    Number(u32),
    Label(String),
}

impl Assembler {
    fn op(&mut self, op: Op, x: u32) {
        self.code.push((op, Argument::Number(x)));
    }

    fn to(&mut self, op: Op, label: &str) {
        self.code.push((op, Argument::Label(label.into())));
    }

    fn label(&mut self, label: &str) {
        self.labels.insert(label.into(), self.code.len() as u32);
    }

    fn unique(&mut self, stem: &str) -> String {
        self.fresh += 1;
        format!("{stem}{}", self.fresh)
    }

    fn load(&mut self, register: &Register) {
        self.op(Op::Load, register.address.into());
    }

    fn store(&mut self, register: &Register) {
        self.op(Op::Store, register.address.into());
    }

    fn get(&mut self, name: &str) {
        self.op(Op::Load, cell(name));
    }

    fn put(&mut self, name: &str) {
        self.op(Op::Store, cell(name));
    }

    fn pass(&mut self, kind: u32) {
        self.op(Op::Start, kind);
        self.op(Op::Wait, 0);
    }

    /// Adds one; stays at the largest value.
    fn count_up(&mut self, register: &Register) {
        let done = self.unique("counted");
        self.load(register);
        self.op(Op::Add, cell("one"));
        self.to(Op::JumpNoCarry, &done);
        self.get("ones");
        self.label(&done);
        self.store(register);
    }

    fn finish(self) -> Vec<u32> {
        let place = |argument: &Argument| match argument {
            Argument::Number(x) => *x,
            Argument::Label(label) => self.labels.get(label).copied().unwrap_or(u32::MAX),
        };
        self.code.iter().map(|(op, argument)| ((*op as u32) << 9) | (place(argument) & 0x1FF)).collect()
    }
}

/// The five schedules: start, step, now.
const SCHEDULES: [(&Register, &Register, &Register, u32); 5] = [
    (&reg::GAIN_START, &reg::GAIN_STEP, &reg::GAIN_NOW, output::GAIN),
    (&reg::HARMONIC_START, &reg::HARMONIC_STEP, &reg::HARMONIC_NOW, output::HARMONIC),
    (&reg::INJECTION_START, &reg::INJECTION_STEP, &reg::INJECTION_NOW, output::INJECTION),
    (&reg::NOISE_START, &reg::NOISE_STEP, &reg::NOISE_NOW, output::DEVIATION),
    (&reg::PULL_START, &reg::PULL_STEP, &reg::PULL_NOW, output::PULL),
];

/// The program of a shape, one word an instruction.
pub fn program(shape: &Shape) -> Vec<u32> {
    let mut a = Assembler::default();
    a.to(Op::Jump, "run");
    a.to(Op::Jump, "check");
    run(&mut a, shape);
    ending(&mut a);
    subroutines(&mut a);
    check(&mut a);
    a.finish()
}

fn run(a: &mut Assembler, shape: &Shape) {
    a.label("run");
    a.load(&reg::LAW);
    for law in Law::ALL {
        let allowed = if shape.laws.has(law) { "known" } else { "refuse" };
        a.to(Op::JumpZero, allowed);
        a.op(Op::Sub, cell("one"));
    }
    a.label("refuse");
    a.get("eight");
    a.store(&reg::STATUS);
    a.op(Op::Halt, 0);
    a.label("known");
    if matches!(shape.coupling, Coupling::Sparse { .. }) {
        rows_fit(a);
    }
    a.get("one");
    a.store(&reg::STATUS);
    for (register, port) in
        [(&reg::LAW, output::LAW), (&reg::ALPHA, output::ALPHA), (&reg::RUN_CONTROL, output::CONTROL), (&reg::NOISE_STATE, output::SEED)]
    {
        a.load(register);
        a.op(Op::Out, port);
    }
    a.load(&reg::RUN_CONTROL);
    a.op(Op::And, cell("one"));
    a.to(Op::JumpZero, "continue");
    a.get("zero");
    for register in [
        &reg::SWEEPS_DONE,
        &reg::CYCLE_POSITION,
        &reg::SETTLED_FOR,
        &reg::SUM_COS,
        &reg::SUM_SIN,
        &reg::CHANGED,
        &reg::ENERGY_LOW,
        &reg::ENERGY_HIGH,
        &reg::BEST_SWEEP,
    ] {
        a.store(register);
    }
    a.get("ones");
    a.store(&reg::BEST_LOW);
    a.get("most");
    a.store(&reg::BEST_HIGH);
    a.to(Op::Call, "restart");
    a.pass(pass::SHOW_CLEAR);
    a.pass(pass::BLANK);
    a.to(Op::Jump, "begin");
    a.label("continue");
    for (_, _, now, _) in SCHEDULES {
        let fine = a.unique("fine");
        a.load(now);
        a.to(Op::JumpNegative, &format!("{fine}_not"));
        a.to(Op::Jump, &fine);
        a.label(&format!("{fine}_not"));
        a.get("zero");
        a.store(now);
        a.label(&fine);
    }
    a.pass(pass::SHOW);
    a.label("begin");
    a.get("zero");
    a.put("measured");
    a.load(&reg::RUN_SWEEPS);
    a.put("left");
    a.to(Op::JumpZero, "done");
    a.label("sweep");
    for (_, _, now, port) in SCHEDULES {
        a.load(now);
        a.op(Op::Out, port);
    }
    // Wait for the root of the pull; while the sweep goes on, count and let the schedules step.
    a.op(Op::Wait, 0);
    a.op(Op::Start, pass::SWEEP);
    a.get("zero");
    a.put("measured");
    a.get("left");
    a.op(Op::Sub, cell("one"));
    a.put("left");
    a.load(&reg::SWEEPS_DONE);
    a.op(Op::Add, cell("one"));
    a.store(&reg::SWEEPS_DONE);
    a.count_up(&reg::CYCLE_POSITION);
    for (_, step, now, _) in SCHEDULES {
        step_of(a, step, now);
    }
    a.op(Op::Wait, 0);
    for (port, register) in [(input::SUM_COS, &reg::SUM_COS), (input::SUM_SIN, &reg::SUM_SIN), (input::CHANGED, &reg::CHANGED)] {
        a.op(Op::In, port);
        a.store(register);
    }
    a.to(Op::JumpNonzero, "moved");
    a.count_up(&reg::SETTLED_FOR);
    a.to(Op::Jump, "cycle");
    a.label("moved");
    a.get("zero");
    a.store(&reg::SETTLED_FOR);
    a.label("cycle");
    a.load(&reg::CYCLE);
    a.to(Op::JumpZero, "settle");
    a.load(&reg::CYCLE_POSITION);
    a.op(Op::Sub, reg::CYCLE.address.into());
    a.to(Op::JumpCarry, "settle");
    a.get("zero");
    a.store(&reg::CYCLE_POSITION);
    a.to(Op::Call, "measure");
    a.to(Op::Call, "restart");
    a.pass(pass::SHOW_CLEAR);
    a.label("settle");
    a.load(&reg::SETTLE);
    a.to(Op::JumpZero, "more");
    a.load(&reg::SETTLED_FOR);
    a.op(Op::Sub, reg::SETTLE.address.into());
    a.to(Op::JumpNoCarry, "settled");
    a.label("more");
    a.get("left");
    a.to(Op::JumpZero, "done");
    a.load(&reg::STOP_TAG);
    a.op(Op::Sub, reg::RUN_TAG.address.into());
    a.to(Op::JumpNonzero, "sweep");
}

fn ending(a: &mut Assembler) {
    a.get("four");
    a.to(Op::Jump, "end");
    a.label("settled");
    a.get("two");
    a.to(Op::Jump, "end");
    a.label("done");
    a.get("zero");
    a.label("end");
    a.put("outcome");
    a.get("measured");
    a.to(Op::JumpNonzero, "close");
    a.to(Op::Call, "measure");
    a.label("close");
    a.op(Op::In, input::NOISE);
    a.store(&reg::NOISE_STATE);
    a.get("outcome");
    a.store(&reg::STATUS);
    a.op(Op::Halt, 0);
}

/// `now = clamp(now + step, 0 ..= 2^31 - 1)`; `now` is never negative before.
fn step_of(a: &mut Assembler, step: &Register, now: &Register) {
    let (down, negative, done) = (a.unique("down"), a.unique("negative"), a.unique("stepped"));
    a.load(step);
    a.to(Op::JumpNegative, &down);
    a.op(Op::Add, now.address.into());
    a.to(Op::JumpNegative, &negative);
    a.to(Op::Jump, &done);
    a.label(&negative);
    a.get("most");
    a.to(Op::Jump, &done);
    a.label(&down);
    a.op(Op::Add, now.address.into());
    a.to(Op::JumpNegative, &format!("{down}_zero"));
    a.to(Op::Jump, &done);
    a.label(&format!("{down}_zero"));
    a.get("zero");
    a.label(&done);
    a.store(now);
}

fn subroutines(a: &mut Assembler) {
    a.label("restart");
    for (start, _, now, _) in SCHEDULES {
        let fine = a.unique("start");
        a.load(start);
        a.to(Op::JumpNegative, &format!("{fine}_not"));
        a.to(Op::Jump, &fine);
        a.label(&format!("{fine}_not"));
        a.get("zero");
        a.label(&fine);
        a.store(now);
    }
    a.op(Op::Return, 0);
    a.label("measure");
    a.load(&reg::RUN_CONTROL);
    a.op(Op::And, cell("two"));
    a.to(Op::JumpZero, "unmeasured");
    a.pass(pass::MEASURE);
    a.get("one");
    a.put("measured");
    a.op(Op::In, input::ENERGY_LOW);
    a.store(&reg::ENERGY_LOW);
    a.op(Op::In, input::ENERGY_HIGH);
    a.store(&reg::ENERGY_HIGH);
    a.load(&reg::ENERGY_LOW);
    a.op(Op::Sub, reg::BEST_LOW.address.into());
    a.load(&reg::ENERGY_HIGH);
    a.op(Op::Borrow, reg::BEST_HIGH.address.into());
    a.to(Op::JumpLess, "better");
    a.op(Op::Return, 0);
    a.label("better");
    for (from, to) in [(&reg::ENERGY_LOW, &reg::BEST_LOW), (&reg::ENERGY_HIGH, &reg::BEST_HIGH), (&reg::SWEEPS_DONE, &reg::BEST_SWEEP)] {
        a.load(from);
        a.store(to);
    }
    a.pass(pass::COPY);
    a.label("unmeasured");
    a.op(Op::Return, 0);
}

/// Refuses a run whose rows need more slots than there are: their lengths are summed like a checksum.
fn rows_fit(a: &mut Assembler) {
    a.op(Op::Load, ROWS_CELL);
    a.op(Op::Out, output::WINDOW);
    a.get("zero");
    a.put("count");
    a.put("position");
    a.label("length");
    a.get("position");
    a.op(Op::Out, output::OFFSET);
    a.op(Op::Wait, 0);
    a.op(Op::In, input::WINDOW);
    a.op(Op::Add, cell("count"));
    a.put("count");
    a.get("position");
    a.op(Op::Add, cell("one"));
    a.put("position");
    a.op(Op::In, input::WORDS);
    a.op(Op::Sub, cell("position"));
    a.to(Op::JumpNonzero, "length");
    a.op(Op::Load, SLOTS_CELL);
    a.op(Op::Sub, cell("count"));
    a.to(Op::JumpCarry, "refuse");
}

fn check(a: &mut Assembler) {
    a.label("check");
    a.load(&reg::CHECK_WINDOW);
    a.op(Op::Out, output::WINDOW);
    a.op(Op::In, input::WORDS);
    a.put("count");
    a.op(Op::Sub, reg::CHECK_WORDS.address.into());
    a.to(Op::JumpCarry, "counted");
    a.load(&reg::CHECK_WORDS);
    a.put("count");
    a.label("counted");
    a.get("zero");
    a.store(&reg::CHECK_A);
    a.store(&reg::CHECK_B);
    a.put("position");
    a.label("sum");
    a.get("position");
    a.op(Op::Sub, cell("count"));
    a.to(Op::JumpZero, "summed");
    a.get("position");
    a.op(Op::Out, output::OFFSET);
    a.op(Op::Wait, 0);
    a.op(Op::In, input::WINDOW);
    a.op(Op::Add, reg::CHECK_A.address.into());
    a.store(&reg::CHECK_A);
    a.op(Op::Add, reg::CHECK_B.address.into());
    a.store(&reg::CHECK_B);
    a.get("position");
    a.op(Op::Add, cell("one"));
    a.put("position");
    a.to(Op::Jump, "sum");
    a.label("summed");
    a.load(&reg::CHECK_TAG);
    a.store(&reg::CHECK_DONE);
    a.op(Op::Halt, 0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_jump_and_cell_is_known() {
        for coupling in [Coupling::Dense, Coupling::Sparse { slots: 9 }] {
            let shape = Shape { coupling, ..Shape::default() };
            let words = program(&shape);
            assert!(words.len() <= 512, "{} instructions", words.len());
            for word in &words {
                let (op, x) = (word >> 9, word & 0x1FF);
                if (Op::Jump as u32..=Op::Call as u32).contains(&op) {
                    assert!((x as usize) < words.len());
                } else if op <= Op::And as u32 {
                    assert!(x <= SLOTS_CELL && (x >= FIRST_CELL || reg::by_address(x as u16).is_some()), "cell {x:x}");
                }
            }
        }
    }
}
