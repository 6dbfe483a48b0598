//! The program of the processor: what a run and a checksum are, as in `docs/src/definition.md`.

use syntony_medium::law::{Law, Laws};
use syntony_medium::registers::{self as reg, Register};
use syntony_medium::shape::{Coupling, Shape};

use super::code::{Assembler, Op, cell, input, output};
use super::sums::{check, rows_fit};
use super::walk::pass;

/// A run begins at place 0, a checksum here.
pub const CHECK: &str = "check";

/// The five schedules: start, step, now.
const SCHEDULES: [(&Register, &Register, &Register); 5] = [
    (&reg::GAIN_START, &reg::GAIN_STEP, &reg::GAIN_NOW),
    (&reg::HARMONIC_START, &reg::HARMONIC_STEP, &reg::HARMONIC_NOW),
    (&reg::INJECTION_START, &reg::INJECTION_STEP, &reg::INJECTION_NOW),
    (&reg::NOISE_START, &reg::NOISE_STEP, &reg::NOISE_NOW),
    (&reg::PULL_START, &reg::PULL_STEP, &reg::PULL_NOW),
];

/// What is put out before a sweep: registers whose high halves are meant, and their ports.
const PUT_OUT: [(&Register, u32); 4] = [
    (&reg::GAIN_NOW, output::GAIN),
    (&reg::HARMONIC_NOW, output::HARMONIC),
    (&reg::INJECTION_NOW, output::INJECTION),
    (&reg::NOISE_NOW, output::DEVIATION),
];

/// The program of a shape.
pub fn program(shape: &Shape) -> Assembler {
    let mut a = Assembler::default();
    run(&mut a, shape);
    ending(&mut a, shape);
    subroutines(&mut a, shape);
    schedules(&mut a, shape);
    check(&mut a);
    a
}

fn run(a: &mut Assembler, shape: &Shape) {
    // Whoever asks from here on is told that a run goes on.
    a.get("one");
    a.store(&reg::STATUS);
    a.load(&reg::LAW);
    if shape.laws == Laws::ALL {
        a.op(Op::Sub, cell("laws"));
        a.to(Op::JumpCarry, "known");
    } else {
        for law in Law::ALL {
            let allowed = if shape.laws.has(law) { "known" } else { "refuse" };
            a.to(Op::JumpZero, allowed);
            a.op(Op::Sub, cell("one"));
        }
    }
    a.label("refuse");
    a.get("eight");
    a.store(&reg::STATUS);
    a.op(Op::Halt, 0);
    a.label("known");
    if matches!(shape.coupling, Coupling::Sparse { .. }) {
        rows_fit(a);
    }
    for (register, port) in
        [(&reg::LAW, output::LAW), (&reg::ALPHA, output::ALPHA), (&reg::NOISE_STATE, output::SEED), (&reg::RUN_CONTROL, output::CONTROL)]
    {
        a.load(register);
        a.op(Op::Out, port);
    }
    a.to(Op::JumpEven, "continue");
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
    a.to(Op::Call, "resume");
    a.pass(pass::SHOW);
    a.label("begin");
    a.get("zero");
    a.put("measured");
    a.load(&reg::RUN_SWEEPS);
    a.put("left");
    a.to(Op::JumpZero, "done");
    a.label("sweep");
    for (now, port) in PUT_OUT {
        a.load(now);
        a.op(Op::Out, port);
    }
    a.get("root");
    a.op(Op::Out, output::PULL);
    // While the sweep goes on, count and let the schedules step.
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
    for (_, step, now) in SCHEDULES {
        a.load(step);
        a.op(Op::Add, now.address.into());
        a.to(Op::Call, "clamp");
        a.store(now);
    }
    a.to(Op::Call, "root");
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

fn ending(a: &mut Assembler, shape: &Shape) {
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
    if shape.learning {
        a.op(Op::In, input::LEARN_NOISE);
        a.store(&reg::LEARN_NOISE);
    }
    a.get("outcome");
    a.store(&reg::STATUS);
    a.op(Op::Halt, 0);
}

fn subroutines(a: &mut Assembler, shape: &Shape) {
    // A sum, of which `less` is the true sign, to `0 ..= 2^31 - 1`.
    a.label("clamp");
    a.to(Op::JumpLess, "nothing");
    a.to(Op::JumpPositive, "clamped");
    a.get("most");
    a.label("clamped");
    a.op(Op::Return, 0);
    a.label("nothing");
    a.get("zero");
    a.op(Op::Return, 0);
    a.label("measure");
    if shape.learning {
        // One word for both: whether a measure and a learning pass would say anything new.
        a.get("one");
        a.put("measured");
    }
    a.load(&reg::RUN_CONTROL);
    a.to(Op::JumpNoTwo, "unmeasured");
    a.pass(pass::MEASURE);
    if !shape.learning {
        a.get("one");
        a.put("measured");
    }
    a.op(Op::In, input::ENERGY_LOW);
    a.store(&reg::ENERGY_LOW);
    a.op(Op::In, input::ENERGY_HIGH);
    a.store(&reg::ENERGY_HIGH);
    a.load(&reg::ENERGY_LOW);
    a.op(Op::Sub, reg::BEST_LOW.address.into());
    a.load(&reg::ENERGY_HIGH);
    a.op(Op::Borrow, reg::BEST_HIGH.address.into());
    a.to(Op::JumpLess, "better");
    if shape.learning {
        a.to(Op::Jump, "unmeasured");
    } else {
        a.op(Op::Return, 0);
    }
    a.label("better");
    for (from, to) in [(&reg::ENERGY_LOW, &reg::BEST_LOW), (&reg::ENERGY_HIGH, &reg::BEST_HIGH), (&reg::SWEEPS_DONE, &reg::BEST_SWEEP)] {
        a.load(from);
        a.store(to);
    }
    a.pass(pass::COPY);
    a.label("unmeasured");
    if shape.learning {
        learn(a);
    }
    a.op(Op::Return, 0);
}

fn learn(a: &mut Assembler) {
    a.load(&reg::LEARN_CONTROL);
    a.to(Op::JumpEven, "unlearnt");
    a.pass(pass::LEARN);
    a.op(Op::In, input::LEARNT);
    a.store(&reg::LEARN_LAST);
    a.op(Op::Add, reg::LEARN_ROWS.address.into());
    a.store(&reg::LEARN_ROWS);
    a.load(&reg::LEARN_PASSES);
    a.op(Op::Add, cell("one"));
    a.store(&reg::LEARN_PASSES);
    a.label("unlearnt");
}

/// Schedules to their starts, or kept; and `root = floor(sqrt(pull_now))`, a binary digit of the square a turn.
fn schedules(a: &mut Assembler, shape: &Shape) {
    a.label("restart");
    for (start, _, now) in SCHEDULES {
        a.op(Op::LoadPositive, start.address.into());
        a.store(now);
    }
    a.to(Op::Jump, "root");
    a.label("resume");
    for (_, _, now) in SCHEDULES {
        a.op(Op::LoadPositive, now.address.into());
        a.store(now);
    }
    a.label("root");
    if shape.laws.has(Law::Inertial) {
        a.load(&reg::LAW);
        a.op(Op::Sub, cell("two"));
        a.to(Op::JumpNonzero, "rooted");
        a.put("root");
        a.put("rest");
        a.load(&reg::PULL_NOW);
        a.put("square");
        a.get("digits");
        a.label("digit");
        a.put("count");
        a.get("square");
        a.op(Op::Add, cell("square"));
        a.put("square");
        a.get("rest");
        a.op(Op::AddCarry, cell("rest"));
        a.put("rest");
        // Two digits of the square for one of the root.
        a.get("count");
        a.to(Op::JumpEven, "low");
        a.get("root");
        a.op(Op::Add, cell("root"));
        a.put("root");
        a.op(Op::Add, cell("root"));
        a.op(Op::Add, cell("one"));
        a.put("trial");
        a.get("rest");
        a.op(Op::Sub, cell("trial"));
        a.to(Op::JumpCarry, "low");
        a.put("rest");
        a.get("root");
        a.op(Op::Add, cell("one"));
        a.put("root");
        a.label("low");
        a.get("count");
        a.op(Op::Sub, cell("one"));
        a.to(Op::JumpNonzero, "digit");
    }
    a.label("rooted");
    a.op(Op::Return, 0);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sequencer::code::{FIRST_CELL, SLOTS_CELL};

    #[test]
    fn every_jump_and_cell_is_known() {
        for (coupling, learning) in [(Coupling::Dense, false), (Coupling::Sparse { slots: 9 }, false), (Coupling::Dense, true)] {
            let shape = Shape { coupling, learning, ..Shape::default() };
            let program = program(&shape);
            assert!(program.place(CHECK).is_some());
            let words = program.finish();
            // A block RAM holds 256.
            let most = if coupling == Coupling::Dense && !learning { 256 } else { 512 };
            assert!(words.len() <= most, "{} instructions", words.len());
            for word in &words {
                let (op, x) = (word >> 8 & 0xEF, word & 0xFF | word >> 4 & 0x100);
                if (Op::Jump as u32..=Op::Call as u32).contains(&op) {
                    assert!((x as usize) < words.len());
                } else if op <= Op::Store as u32 && op != Op::In as u32 {
                    assert!(x <= SLOTS_CELL && (x >= FIRST_CELL || reg::at(&shape, x as u16).is_some()), "cell {x:x}");
                }
            }
        }
    }
}
