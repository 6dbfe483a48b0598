//! Programs that go over a window: its checksum, and whether the rows of a sparse medium fit its slots.

use syntony_medium::registers as reg;

use super::code::{Assembler, Op, ROWS_CELL, SLOTS_CELL, cell, input, output};

/// Refuses a run whose rows need more slots than there are: their lengths are summed like a checksum.
pub fn rows_fit(a: &mut Assembler) {
    a.op(Op::Load, ROWS_CELL);
    a.op(Op::Out, output::WINDOW);
    a.get("zero");
    a.put("count");
    a.label("length");
    a.put("position");
    a.op(Op::Out, output::OFFSET);
    // The window needs 4 clocks.
    a.get("count");
    a.op(Op::InAdd, input::WINDOW);
    a.put("count");
    a.get("position");
    a.op(Op::Add, cell("one"));
    a.put("position");
    a.op(Op::In, input::WORDS);
    a.op(Op::Sub, cell("position"));
    a.to(Op::JumpZero, "lengths");
    a.get("position");
    a.to(Op::Jump, "length");
    a.label("lengths");
    a.op(Op::Load, SLOTS_CELL);
    a.op(Op::Sub, cell("count"));
    a.to(Op::JumpCarry, "refuse");
}

/// The checksum of a window.
pub fn check(a: &mut Assembler) {
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
    a.label("sum");
    a.put("position");
    a.op(Op::Out, output::OFFSET);
    a.op(Op::Sub, cell("count"));
    a.to(Op::JumpZero, "summed");
    a.op(Op::In, input::WINDOW);
    a.op(Op::Add, reg::CHECK_A.address.into());
    a.store(&reg::CHECK_A);
    a.op(Op::Add, reg::CHECK_B.address.into());
    a.store(&reg::CHECK_B);
    a.get("position");
    a.op(Op::Add, cell("one"));
    a.to(Op::Jump, "sum");
    a.label("summed");
    a.load(&reg::CHECK_TAG);
    a.store(&reg::CHECK_DONE);
    a.op(Op::Halt, 0);
}
