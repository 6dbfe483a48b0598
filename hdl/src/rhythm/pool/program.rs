//! The micro-program: the pool of `docs/src/definition.md#pool`, one line a clock.
//!
//! Words and waves are there one clock after they were asked for, a product two clocks after its factors, the accumulator one clock
//! after its addends.

use super::code::common::{HEARD, MISSED, PATIENCE, RUN, SURVEY, TICK, TOP, USUAL};
use super::code::word::{AGE, COSINE, FREQUENCY, MOST, NATURAL, PHASE, SETTINGS, SINE};
use super::code::{A, B, Count, Next, Of, STEP, Step, Sum, Take, Walk, Write, X, Y};
use crate::memory::Content;

/// Names of the files of the program, 32 bits each from bit 0 on.
pub const FILES: [&str; 2] = ["pool_low.mem", "pool_high.mem"];
/// Steps the memory has room for.
pub const STEPS: u32 = 256;
/// What stands for 16384 as a second factor.
const UP14: u32 = 256;

/// A part of the program: its name and its steps, each with the part it goes to.
type Part = (&'static str, Vec<(Step, &'static str)>);

/// Steps that go on, or one behind the other.
fn list(steps: &[Step]) -> Vec<(Step, &'static str)> {
    steps.iter().map(|&step| (step, "")).collect()
}

/// A step that may go elsewhere.
fn go(step: Step, next: Next, part: &'static str) -> Vec<(Step, &'static str)> {
    vec![(Step { next, ..step }, part)]
}

/// The accumulator becomes a sum.
const fn sum(a: A, b: B) -> Step {
    Step { a, b, ..STEP }
}

/// Or a difference.
const fn less(a: A, b: B) -> Step {
    Step { a, b, sum: Sum::Less, ..STEP }
}

/// A word of this oscillator is asked for.
const fn read(step: Step, word: u32) -> Step {
    Step { of: Of::This, word, ..step }
}

/// A word of the other.
const fn other(step: Step, word: u32) -> Step {
    Step { of: Of::Other, word, ..step }
}

/// A common word.
const fn common(step: Step, word: u32) -> Step {
    Step { of: Of::All, word, ..step }
}

/// The accumulator is written to the word that is named.
const fn keep(step: Step) -> Step {
    Step { write: Write::Sum, ..step }
}

/// A second factor.
const fn times(step: Step, number: u32) -> Step {
    Step { y: Y::Number, target: number, ..step }
}

/// A counter begins with a number.
const fn count(step: Step, number: u32) -> Step {
    Step { count: Count::Number, target: number, ..step }
}

/// The accumulator moves down as often as the counter says.
const DOWN: Step = Step { next: Next::Repeat, ..sum(A::Down, B::Zero) };
/// Or up.
const UP: Step = Step { next: Next::Repeat, ..TWICE };
/// Until bit 30 is set.
const NORM: Step = Step { next: Next::Norm, ..TWICE };
const TWICE: Step = sum(A::Sum, B::Sum);
const ZERO: Step = sum(A::Zero, B::Zero);
/// Its size.
const SIZE: Step = Step { sum: Sum::Size, ..sum(A::Zero, B::Sum) };
const LOAD: Step = sum(A::Word, B::Zero);
const ADD_WORD: Step = sum(A::Sum, B::Word);
const LESS_WORD: Step = less(A::Sum, B::Word);
/// The word less the accumulator.
const FROM_WORD: Step = less(A::Word, B::Sum);
const PRODUCT: Step = sum(A::Zero, B::Product);
const ADD: Step = sum(A::Sum, B::Product);
const LESS: Step = less(A::Sum, B::Product);
const POSITIVE: Step = sum(A::Positive, B::Zero);
/// Behind [`LESS`]: the smaller of what the accumulator was and the product.
const SMALLER: Step = sum(A::Negative, B::Product);

/// The readout and the residual.
fn hears() -> Vec<Part> {
    vec![
        (
            "hear",
            [
                list(&[read(STEP, SETTINGS)]),
                go(read(STEP, PHASE), Next::Asleep, "heard"),
                list(&[
                    Step { take: Take::Turn, ..read(STEP, COSINE) },
                    // p c + q s
                    Step { x: X::Share, cosine: true, ..STEP },
                    Step { y: Y::Wave, ..read(STEP, SINE) },
                    Step { x: X::Share, y: Y::Wave, ..STEP },
                    ADD,
                    ADD,
                ]),
            ]
            .concat(),
        ),
        ("heard", go(Step { walk: Walk::This, ..STEP }, Next::More, "hear")),
        (
            "residual",
            list(&[
                Step { take: Take::Readout, x: X::Sample, ..times(STEP, UP14) },
                Step { take: Take::Tell, x: X::Scaled, ..STEP },
                PRODUCT,
                LESS,
                Step { take: Take::Error, ..STEP },
            ]),
        ),
    ]
}

/// Every oscillator turns and learns.
fn learns() -> Vec<Part> {
    vec![
        (
            "learn",
            [
                list(&[read(STEP, SETTINGS)]),
                go(Step { x: X::Error, y: Y::Gain, ..read(STEP, PHASE) }, Next::Asleep, "learnt"),
                list(&[Step { take: Take::Turn, ..read(LOAD, FREQUENCY) }, ADD_WORD]),
                go(keep(read(STEP, PHASE)), Next::Silent, "learnt"),
                // g
                list(&[read(PRODUCT, AGE)]),
                go(Step { take: Take::Scaled, ..read(STEP, COSINE) }, Next::Young, "shares"),
                list(&[
                    // p s - q c
                    Step { x: X::Share, ..STEP },
                    Step { y: Y::Wave, cosine: true, ..read(STEP, SINE) },
                    Step { x: X::Share, y: Y::Wave, ..STEP },
                    PRODUCT,
                    read(LESS, SETTINGS),
                    Step { take: Take::Other15, y: Y::Gain, ..STEP },
                    Step { x: X::Other, ..STEP },
                    STEP,
                    Step { x: X::Scaled, ..PRODUCT },
                    Step { take: Take::Other14, ..STEP },
                    // g w
                    Step { y: Y::Other, ..read(STEP, SETTINGS) },
                    Step { count: Count::Fall, ..STEP },
                    PRODUCT,
                    read(DOWN, MOST),
                    // Not beyond the most, either way.
                    read(LESS_WORD, MOST),
                    read(sum(A::Negative, B::Word), MOST),
                    read(ADD_WORD, MOST),
                    read(less(A::Positive, B::Word), FREQUENCY),
                    FROM_WORD,
                    POSITIVE,
                    Step { write: Write::Limited, ..read(STEP, FREQUENCY) },
                ]),
            ]
            .concat(),
        ),
        (
            "shares",
            list(&[
                Step { x: X::Scaled, cosine: true, ..read(STEP, SETTINGS) },
                Step { y: Y::Wave, count: Count::Slow, ..STEP },
                STEP,
                PRODUCT,
                read(DOWN, COSINE),
                ADD_WORD,
                Step { write: Write::Limited, ..read(STEP, COSINE) },
                Step { y: Y::Wave, ..read(STEP, SETTINGS) },
                Step { count: Count::Slow, ..STEP },
                PRODUCT,
                read(DOWN, SINE),
                ADD_WORD,
                Step { write: Write::Limited, ..read(STEP, SINE) },
            ]),
        ),
        ("learnt", go(Step { x: X::Error, walk: Walk::This, ..STEP }, Next::More, "learn")),
    ]
}

/// What was missed and heard is added up, until a second is over.
fn minds() -> Vec<Part> {
    vec![(
        "mind",
        [
            go(STEP, Next::Silent, "done"),
            list(&[
                times(STEP, 1),
                STEP,
                PRODUCT,
                Step { x: X::Sample, ..common(SIZE, MISSED) },
                ADD_WORD,
                keep(common(PRODUCT, MISSED)),
                Step { x: X::One, ..common(SIZE, HEARD) },
                ADD_WORD,
                keep(common(STEP, HEARD)),
                common(PRODUCT, TICK),
                ADD_WORD,
                keep(common(STEP, TICK)),
                less(A::Sum, B::Rate),
            ]),
            go(STEP, Next::Less, "done"),
        ]
        .concat(),
    )]
}

/// A second is over: was it poor, has much moved, what is usual, do all wake that may.
fn second() -> Vec<Part> {
    vec![
        (
            "second",
            [
                list(&[
                    keep(common(STEP, TICK)),
                    common(STEP, HEARD),
                    count(LOAD, 3),
                    common(DOWN, MISSED),
                    common(LESS_WORD, MISSED),
                    Step { take: Take::Poor, ..LOAD },
                    common(sum(A::Down, B::Zero), USUAL),
                    common(FROM_WORD, MISSED),
                    Step { take: Take::Moved, ..common(LOAD, USUAL) },
                    count(common(LESS_WORD, SURVEY), 5),
                ]),
                go(STEP, Next::Some, "usual"),
                go(STEP, Next::Less, "usual"),
                list(&[DOWN]),
            ]
            .concat(),
        ),
        (
            "usual",
            [
                list(&[
                    common(times(STEP, 1), USUAL),
                    ADD_WORD,
                    keep(common(ZERO, USUAL)),
                    keep(common(STEP, MISSED)),
                    keep(common(STEP, HEARD)),
                    common(STEP, SURVEY),
                    less(A::Word, B::Product),
                    POSITIVE,
                    keep(common(LESS, SURVEY)),
                ]),
                go(Step { take: Take::Contest, ..STEP }, Next::NotLess, "powers"),
                go(STEP, Next::NotPoor, "well"),
                list(&[common(STEP, RUN), sum(A::Word, B::Product), keep(common(STEP, RUN)), common(STEP, PATIENCE), LESS_WORD]),
                go(STEP, Next::Less, "powers"),
                list(&[
                    Step { take: Take::Wakes, ..common(times(STEP, 255), PATIENCE) },
                    sum(A::Word, B::Word),
                    LESS,
                    SMALLER,
                    keep(common(times(STEP, 8), PATIENCE)),
                    ZERO,
                    keep(common(PRODUCT, RUN)),
                ]),
                go(keep(common(STEP, SURVEY)), Next::Jump, "powers"),
            ]
            .concat(),
        ),
        ("well", list(&[times(ZERO, 6), keep(common(STEP, RUN)), PRODUCT, keep(common(STEP, PATIENCE))])),
        // The greatest power is 0 here.
        (
            "powers",
            [
                list(&[
                    read(STEP, COSINE),
                    Step { x: X::Share, y: Y::Share, ..read(STEP, SINE) },
                    Step { x: X::Share, y: Y::Share, ..STEP },
                    PRODUCT,
                    ADD,
                    sum(A::Down, B::Zero),
                    keep(read(STEP, MOST)),
                    common(STEP, TOP),
                    common(LESS_WORD, TOP),
                ]),
                go(ADD_WORD, Next::Less, "below"),
                list(&[keep(common(STEP, TOP))]),
            ]
            .concat(),
        ),
        ("below", go(Step { walk: Walk::This, ..STEP }, Next::More, "powers")),
        ("contest", go(Step { x: X::One, ..STEP }, Next::NoContest, "settle")),
    ]
}

/// The contest: those that may not be awake get an age below 0.
fn contest() -> Vec<Part> {
    vec![
        (
            "judge",
            [
                list(&[Step { walk: Walk::First, ..times(read(STEP, SETTINGS), 1) }]),
                go(Step { take: Take::Awake, ..read(STEP, FREQUENCY) }, Next::Asleep, "pair"),
                list(&[read(LOAD, NATURAL), LESS_WORD, SIZE, TWICE, read(TWICE, NATURAL), FROM_WORD]),
                go(STEP, Next::Less, "loses"),
                list(&[count(common(STEP, TOP), 10), LOAD, read(DOWN, MOST), FROM_WORD]),
                go(STEP, Next::Less, "loses"),
            ]
            .concat(),
        ),
        (
            "pair",
            [
                list(&[other(STEP, SETTINGS)]),
                go(other(STEP, FREQUENCY), Next::Asleep, "paired"),
                go(read(LOAD, FREQUENCY), Next::Same, "paired"),
                list(&[LESS_WORD, SIZE, TWICE, read(TWICE, FREQUENCY), read(LESS_WORD, FREQUENCY)]),
                go(ADD_WORD, Next::NotLess, "paired"),
                list(&[TWICE, read(TWICE, FREQUENCY), LESS_WORD]),
                go(STEP, Next::NotLess, "masks"),
                go(read(STEP, MOST), Next::Sleeps, "loses"),
                list(&[other(LOAD, MOST), LESS_WORD]),
                go(LESS, Next::Less, "loses"),
                go(STEP, Next::NotBehind, "masks"),
                go(STEP, Next::Less, "loses"),
            ]
            .concat(),
        ),
        (
            "masks",
            [
                go(other(STEP, MOST), Next::Sleeps, "paired"),
                list(&[count(LOAD, 5), read(DOWN, MOST), FROM_WORD]),
                go(STEP, Next::Less, "loses"),
            ]
            .concat(),
        ),
        ("paired", go(Step { walk: Walk::Other, ..STEP }, Next::MoreOthers, "pair")),
        ("judged", go(Step { walk: Walk::This, ..STEP }, Next::More, "judge")),
    ]
}

/// Who goes to sleep or wakes, and who grows older.
fn settles() -> Vec<Part> {
    vec![
        (
            "settle",
            [
                list(&[times(read(STEP, SETTINGS), 1), Step { take: Take::Awake, ..read(STEP, AGE) }]),
                go(LOAD, Next::Sleeps, "sleeper"),
                go(STEP, Next::Less, "falls"),
                list(&[times(ADD, 255), STEP, LESS, times(SMALLER, 8)]),
                go(STEP, Next::NotMoved, "aged"),
                list(&[LESS]),
                go(STEP, Next::Less, "young"),
                list(&[ADD, sum(A::Down, B::Zero), LESS, POSITIVE]),
            ]
            .concat(),
        ),
        ("young", list(&[ADD])),
        ("aged", go(keep(read(STEP, AGE)), Next::Jump, "octave")),
        (
            "sleeper",
            [go(STEP, Next::Less, "fresh"), go(STEP, Next::NoneWakes, "fresh"), go(Step { take: Take::On, ..STEP }, Next::Jump, "fresh")]
                .concat(),
        ),
        ("falls", list(&[Step { take: Take::Off, ..STEP }])),
        (
            "fresh",
            list(&[
                ZERO,
                keep(read(STEP, COSINE)),
                keep(read(STEP, SINE)),
                keep(read(STEP, AGE)),
                keep(read(STEP, MOST)),
                read(STEP, NATURAL),
                LOAD,
                keep(read(STEP, FREQUENCY)),
            ]),
        ),
    ]
}

/// Gain and shifts for the coming second.
fn settings() -> Vec<Part> {
    vec![
        (
            "octave",
            [
                list(&[
                    count(read(STEP, NATURAL), 30),
                    LOAD,
                    NORM,
                    Step { y: Y::Count, ..sum(A::Down, B::Zero) },
                    sum(A::Down, B::Zero),
                    times(Step { take: Take::Other14, ..less(A::Zero, B::Product) }, 33),
                    times(STEP, 1),
                    read(ADD, AGE),
                ]),
                go(keep(read(STEP, SETTINGS)), Next::Young, "survey"),
                list(&[
                    times(read(STEP, AGE), 7),
                    count(LOAD, 30),
                    LESS,
                    NORM,
                    Step { y: Y::Count, ..STEP },
                    Step { y: Y::Rate, ..STEP },
                    PRODUCT,
                    read(ADD, SETTINGS),
                    LESS_WORD,
                ]),
                go(STEP, Next::Less, "shift"),
                // Growing memory.
                list(&[times(read(STEP, SETTINGS), UP14), ADD_WORD, count(keep(read(PRODUCT, SETTINGS)), 14), UP]),
                go(Step { take: Take::Other14, ..STEP }, Next::Jump, "shift"),
            ]
            .concat(),
        ),
        // A narrower band.
        ("survey", list(&[ADD, keep(read(STEP, SETTINGS))])),
        (
            "shift",
            [
                // How loud.
                list(&[
                    count(common(STEP, TOP), 4),
                    LOAD,
                    read(DOWN, MOST),
                    read(LESS_WORD, MOST),
                    count(sum(A::Positive, B::Word), 30),
                    NORM,
                    Step { y: Y::Count, ..STEP },
                    times(STEP, 26),
                    read(PRODUCT, SETTINGS),
                    read(ADD_WORD, SETTINGS),
                    ADD_WORD,
                    LESS,
                    POSITIVE,
                ]),
                go(STEP, Next::Sleeps, "pack"),
                list(&[times(STEP, 64), STEP, ADD]),
            ]
            .concat(),
        ),
        (
            "pack",
            list(&[
                count(STEP, 5),
                read(UP, SETTINGS),
                ADD_WORD,
                Step { x: X::Other, ..count(STEP, 15) },
                times(UP, 1),
                ADD,
                Step { x: X::One, ..keep(read(STEP, SETTINGS)) },
                read(STEP, SETTINGS),
                Step { count: Count::Most, ..read(STEP, NATURAL) },
                LOAD,
                DOWN,
                keep(read(STEP, MOST)),
            ]),
        ),
        ("settled", go(Step { walk: Walk::This, ..ZERO }, Next::More, "settle")),
        ("end", go(keep(common(STEP, TOP)), Next::Jump, "done")),
        // One that may not be awake: its age is below 0.
        ("loses", [list(&[less(A::Zero, B::Product)]), go(keep(read(STEP, AGE)), Next::Jump, "judged")].concat()),
        // The next sample begins with an empty accumulator.
        ("done", list(&[Step { next: Next::Done, ..ZERO }])),
    ]
}

fn parts() -> Vec<Part> {
    [hears(), learns(), minds(), second(), contest(), settles(), settings()].concat()
}

/// The program.
pub fn program() -> Vec<Step> {
    let parts = parts();
    let mut begins = Vec::new();
    let mut place = 0;
    for (part, steps) in &parts {
        begins.push((*part, place));
        place += steps.len() as u32;
    }
    let target = |part: &str| begins.iter().find(|&&(begin, _)| begin == part).map_or(0, |&(_, place)| place);
    let placed = |&(step, part): &(Step, &'static str)| if part.is_empty() { step } else { Step { target: target(part), ..step } };
    parts.iter().flat_map(|(_, steps)| steps.iter().map(placed)).collect()
}

/// The program's memories.
pub fn contents() -> [Content; 2] {
    let codes: Vec<u64> = program().iter().map(Step::code).collect();
    [0, 32].map(|shift| Content { file: FILES[shift / 32].into(), words: codes.iter().map(|code| (code >> shift) as u32).collect() })
}

#[cfg(test)]
mod tests {
    use super::super::code::FIELDS;
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_program_fits_its_memory() {
        assert!(program().len() <= STEPS as usize, "{}", program().len());
        assert!(FIELDS.iter().map(|&(_, bits)| bits).sum::<u32>() <= 32 * FILES.len() as u32);
    }

    #[test]
    fn every_part_that_is_named_is_there_once() {
        let parts = parts();
        let names: HashSet<_> = parts.iter().map(|&(name, _)| name).collect();
        assert_eq!(names.len(), parts.len());
        for (step, part) in parts.iter().flat_map(|(_, steps)| steps) {
            assert!(part.is_empty() || names.contains(part), "{part}");
            // A target is a number as well: it cannot be both.
            assert!(part.is_empty() || step.y != Y::Number && step.count != Count::Number, "{part}");
        }
    }
}
