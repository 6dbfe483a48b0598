//! The micro-program: the contour of `docs/src/definition.md#contours`, one line a clock.
//!
//! Words of the state, cells and errors are there one clock after they were asked for, a product two clocks after its factors, the
//! accumulator one clock after its addends.

use super::code::{A, B, Cell, Count, Fault, Next, STEP, Step, Sum, Take, Word, Write, X, Y};
use crate::memory::Content;

/// Names of the files of the program, 32 bits each from bit 0 on.
pub const FILES: [&str; 3] = ["contour_low.mem", "contour_high.mem", "contour_top.mem"];
/// Steps the memory has room for.
pub const STEPS: u32 = 256;

/// The parts of the program: where each begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Sample,
    Skip,
    Turn,
    Keep,
    Sign,
    Full,
    Learn,
    Body,
    Clear,
    Clearing,
    Loop,
    NotTooSlow,
    Gears,
    Steady,
    Store,
    Bars,
    Finish,
}

/// A step, and the part it goes to.
type Placed = (Step, Option<Part>);

/// The program, part by part.
fn parts() -> Vec<(Part, Vec<Placed>)> {
    let go = |step: Step, part: Part| (step, Some(part));
    let list = |steps: &[Step]| steps.iter().map(|&step| (step, None)).collect::<Vec<_>>();
    let mut sample = list(&[Step { word: Word::Phase, ..STEP }, Step { take: Take::Phase, ..STEP }]);
    sample.push(go(Step { cell: Cell::Here, next: Next::Off, ..STEP }, Part::Skip));
    sample.extend(list(&[
        // y = c[m] (256 - f) + c[m+1] f
        Step { take: Take::Cell0, x: X::Cell, y: Y::Rest, cell: Cell::Next, ..STEP },
        Step { take: Take::Cell1, x: X::Cell, y: Y::Part, cell: Cell::Before, ..STEP },
        Step { a: A::Zero, b: B::Product, cell: Cell::Before, ..STEP },
        Step { b: B::Product, x: X::RiseHere, y: Y::Rest, cell: Cell::Behind, ..STEP },
        // e = F - y
        Step { a: A::Sample, b: B::Down8, sum: Sum::Less, take: Take::Readout, x: X::RiseNext, y: Y::Part, ..STEP },
        // d = D[m] (256 - f) + D[m+1] f
        Step { take: Take::Error, a: A::Zero, b: B::Product, ..STEP },
        Step { b: B::Product, x: X::Error, y: Y::Rest, ..STEP },
        Step { take: Take::Slope, x: X::Error, y: Y::Middle, of: Cell::Here, ..STEP },
        // E[m] + e (256 - f)
        Step { a: A::Cell, b: B::Product, x: X::Slope, y: Y::Slope, word: Word::SlopeError, of: Cell::Here, ..STEP },
        // U + e d
        Step { a: A::State, b: B::Product, of: Cell::Here, fault: Fault::Learn, x: X::Error, y: Y::Part, word: Word::SlopeSquare, ..STEP },
        // V + d d
        Step { a: A::State, b: B::Product, word: Word::SlopeError, write: Write::Heard, of: Cell::Next, x: X::Error, y: Y::Error, ..STEP },
        // E[m+1] + e f
        Step { a: A::Cell, b: B::Product, word: Word::SlopeSquare, write: Write::Heard, of: Cell::Next, ..STEP },
        // R + e e
        Step { a: A::Zero, b: B::ProductLeak, of: Cell::Next, fault: Fault::Learn, word: Word::Residual, ..STEP },
        Step { a: A::State, b: B::Sum, word: Word::Frequency, ..STEP },
        Step { b: B::Leak, sum: Sum::Less, word: Word::Frequency, ..STEP },
        // phi + omega
        Step { a: A::State, b: B::Phase, word: Word::Residual, write: Write::Ripe, ..STEP },
    ]));
    sample.push(go(Step { take: Take::Moved, next: Next::Wrap, ..STEP }, Part::Turn));
    sample.push((Step { word: Word::Phase, write: Write::Phase, next: Next::Done, ..STEP }, None));
    let skip = list(&[Step { next: Next::Done, ..STEP }]);
    // A bar has ended.
    let mut turn = vec![go(Step { take: Take::Begin, word: Word::Spread, next: Next::Torn, ..STEP }, Part::Clear)];
    turn.extend(list(&[Step { take: Take::Bars, word: Word::Drift, ..STEP }]));
    turn.push(go(Step { take: Take::Gear, word: Word::MeanSquare, next: Next::Few2, ..STEP }, Part::Learn));
    turn.extend(list(&[
        // den = max(V, Vm >> 3)
        Step { a: A::Zero, b: B::State3, word: Word::SlopeSquare, ..STEP },
        Step { take: Take::Divisor, a: A::State, b: B::Sum, sum: Sum::Less, word: Word::SlopeSquare, ..STEP },
    ]));
    turn.push(go(Step { a: A::State, word: Word::MeanSquare, next: Next::Less, ..STEP }, Part::Keep));
    turn.push((Step { take: Take::Divisor, word: Word::MeanSquare, ..STEP }, None));
    let mut keep = list(&[
        Step { b: B::State, sum: Sum::Less, word: Word::MeanSquare, ..STEP },
        Step { a: A::State, b: B::Down3, word: Word::SlopeError, ..STEP },
        Step { a: A::State, word: Word::MeanSquare, write: Write::Sum, ..STEP },
        Step { take: Take::Sign, a: A::Zero, b: B::Sum, sum: Sum::Size, count: Count::Divide, ..STEP },
        Step { b: B::Divisor, sum: Sum::Less, ..STEP },
    ]);
    keep.push(go(Step { b: B::Divisor, next: Next::NotLess, ..STEP }, Part::Full));
    keep.push((Step { a: A::Twice, b: B::Divisor, sum: Sum::Divide, next: Next::Repeat, ..STEP }, None));
    let sign = vec![go(Step { take: Take::Signed, next: Next::Jump, ..STEP }, Part::Learn)];
    let full = vec![go(Step { take: Take::Full, next: Next::Jump, ..STEP }, Part::Sign)];
    // The waveform.
    let mut learn = vec![go(Step { word: Word::Frequency, next: Next::Stays, ..STEP }, Part::Clear)];
    learn.extend(list(&[
        Step { a: A::State, cell: Cell::WalkBefore, ..STEP },
        Step { take: Take::Cell0, cell: Cell::Walk, ..STEP },
        Step { take: Take::First, ..STEP },
        Step { take: Take::Pace, count: Count::Cells, ..STEP },
    ]));
    let mut body = list(&[
        Step { cell: Cell::Walk, of: Cell::Walk, ..STEP },
        Step { take: Take::Cell1, x: X::SumHigh, y: Y::Pace, cell: Cell::WalkNext, of: Cell::Walk, ..STEP },
        Step { x: X::SumLow, y: Y::Pace, cell: Cell::WalkNext, ..STEP },
        Step { a: A::Zero, b: B::Up16, x: X::RiseNext, y: Y::Moved, ..STEP },
        Step { b: B::Product, count: Count::Learn, ..STEP },
        Step { a: A::Down24, b: B::Product9, sum: Sum::Less, ..STEP },
        Step { a: A::Zero, b: B::Down1, next: Next::Shift, ..STEP },
        Step { b: B::Held, ..STEP },
    ]);
    let write =
        Step { cell: Cell::Walk, cell_writes: true, of: Cell::Walk, fault: Fault::Clear, take: Take::Walk, next: Next::Loop, ..STEP };
    body.push(go(write, Part::Body));
    body.push(go(Step { next: Next::Jump, ..STEP }, Part::Loop));
    let clear = list(&[Step { count: Count::Cells, ..STEP }]);
    let mut clearing = vec![go(Step { of: Cell::Walk, fault: Fault::Clear, take: Take::Walk, next: Next::Loop, ..STEP }, Part::Clearing)];
    clearing.push(go(Step { next: Next::Torn, ..STEP }, Part::Finish));
    // The loop: phase, then frequency.
    let mut follow = vec![go(Step { next: Next::Few2, ..STEP }, Part::Bars)];
    follow.extend(list(&[
        Step { a: A::Zero, b: B::Shift8, count: Count::Phase, ..STEP },
        Step { a: A::Zero, b: B::Down1, next: Next::Shift, ..STEP },
        Step { b: B::Phase, ..STEP },
        Step { take: Take::Corrected, word: Word::Frequency, ..STEP },
        Step { x: X::ShiftLow, y: Y::State0, word: Word::Frequency, ..STEP },
        Step { word: Word::Frequency, ..STEP },
        Step { a: A::Zero, b: B::Product, x: X::ShiftLow, y: Y::State1, word: Word::Frequency, ..STEP },
        Step { a: A::Zero, b: B::Down16, word: Word::Frequency, ..STEP },
        Step { b: B::Product, x: X::ShiftHigh, y: Y::State0, word: Word::Frequency, ..STEP },
        Step { word: Word::Frequency, ..STEP },
        Step { b: B::Product, x: X::ShiftLow, y: Y::State2, word: Word::Frequency, ..STEP },
        Step { a: A::Zero, b: B::Down16, word: Word::Frequency, ..STEP },
        Step { b: B::Product, x: X::ShiftHigh, y: Y::State1, word: Word::Frequency, ..STEP },
        Step { word: Word::Frequency, ..STEP },
        Step { b: B::Product, x: X::ShiftHigh, y: Y::State2, word: Word::Frequency, ..STEP },
        Step { count: Count::Frequency, word: Word::Frequency, ..STEP },
        Step { b: B::Up16, word: Word::Frequency, ..STEP },
        Step { a: A::Zero, b: B::Down1, next: Next::Shift, word: Word::Frequency, ..STEP },
        Step { a: A::State, b: B::Sum, ..STEP },
        Step { b: B::One, sum: Sum::Less, word: Word::Frequency, write: Write::Sum, ..STEP },
    ]));
    follow.push(go(Step { next: Next::NotLess, ..STEP }, Part::NotTooSlow));
    follow.push((Step { a: A::Zero, b: B::One, ..STEP }, None));
    follow.push(go(Step { word: Word::Frequency, write: Write::Sum, next: Next::Jump, ..STEP }, Part::Gears));
    let mut fast = list(&[Step { b: B::Top, sum: Sum::Less, ..STEP }]);
    fast.push(go(Step { next: Next::Less, ..STEP }, Part::Gears));
    fast.extend(list(&[Step { a: A::Zero, b: B::Top, ..STEP }, Step { word: Word::Frequency, write: Write::Sum, ..STEP }]));
    // Drift, spread and gear.
    let mut gears = list(&[
        Step { word: Word::Drift, ..STEP },
        Step { a: A::Shift, b: B::Low, sum: Sum::Less, word: Word::Drift, ..STEP },
        Step { a: A::Low, b: B::Down3, ..STEP },
        Step { a: A::Shift, word: Word::Drift, write: Write::Drift, ..STEP },
        Step { a: A::Zero, b: B::Sum, sum: Sum::Size, word: Word::Spread, ..STEP },
        Step { b: B::Low, sum: Sum::Less, word: Word::Spread, ..STEP },
        Step { a: A::Low, b: B::Down3, ..STEP },
    ]);
    gears.push(go(Step { word: Word::Spread, write: Write::Spread, next: Next::Few9, ..STEP }, Part::Bars));
    gears.push((Step { take: Take::Slower, word: Word::Drift, ..STEP }, None));
    gears.push(go(Step { a: A::Low, next: Next::Few12, ..STEP }, Part::Store));
    gears.extend(list(&[
        Step { a: A::Zero, b: B::Sum, sum: Sum::Size, word: Word::Spread, ..STEP },
        Step { b: B::Low, sum: Sum::Less, word: Word::Spread, ..STEP },
        // 8 |drift| - 7 spread
        Step { a: A::Low, b: B::Up3, ..STEP },
        Step { b: B::One, sum: Sum::Less, ..STEP },
    ]));
    gears.push(go(Step { next: Next::Less, ..STEP }, Part::Steady));
    gears.push((Step { take: Take::Faster, ..STEP }, None));
    let steady = list(&[Step { word: Word::Drift, ..STEP }, Step { a: A::Low, ..STEP }]);
    let store = list(&[Step { word: Word::Drift, write: Write::Drift, ..STEP }]);
    let mut bars = list(&[
        Step { take: Take::BarsUp, word: Word::Spread, ..STEP },
        Step { a: A::Low, ..STEP },
        Step { word: Word::Spread, write: Write::Spread, a: A::Zero, ..STEP },
    ]);
    bars.push(go(Step { next: Next::Not2, ..STEP }, Part::Finish));
    bars.push((Step { word: Word::Residual, write: Write::Sum, ..STEP }, None));
    let finish = list(&[
        Step { a: A::Zero, ..STEP },
        Step { word: Word::SlopeError, write: Write::Sum, ..STEP },
        Step { word: Word::SlopeSquare, write: Write::Sum, take: Take::Fresh, ..STEP },
        Step { word: Word::Phase, write: Write::Phase, next: Next::Done, ..STEP },
    ]);
    vec![
        (Part::Sample, sample),
        (Part::Skip, skip),
        (Part::Turn, turn),
        (Part::Keep, keep),
        (Part::Sign, sign),
        (Part::Full, full),
        (Part::Learn, learn),
        (Part::Body, body),
        (Part::Clear, clear),
        (Part::Clearing, clearing),
        (Part::Loop, follow),
        (Part::NotTooSlow, fast),
        (Part::Gears, gears),
        (Part::Steady, steady),
        (Part::Store, store),
        (Part::Bars, bars),
        (Part::Finish, finish),
    ]
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
    let target = |part: Option<Part>| begins.iter().find(|&&(begin, _)| Some(begin) == part).map_or(0, |&(_, place)| place);
    parts.iter().flat_map(|(_, steps)| steps.iter().map(|&(step, part)| Step { target: target(part), ..step })).collect()
}

/// Clocks of a sample for a contour that is on, when no bar ends.
pub fn clocks() -> u32 {
    parts()[0].1.len() as u32
}

/// The program's memories.
pub fn contents() -> [Content; 3] {
    let codes: Vec<u128> = program().iter().map(Step::code).collect();
    [0, 32, 64].map(|shift| Content { file: FILES[shift / 32].into(), words: codes.iter().map(|code| (code >> shift) as u32).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rhythm::code::FIELDS;

    #[test]
    fn the_program_fits_its_memory() {
        assert!(program().len() <= STEPS as usize);
        assert!(FIELDS.iter().map(|&(_, bits)| bits).sum::<u32>() <= 32 * FILES.len() as u32);
        assert!(program().iter().all(|step| matches!(step.of, Cell::Here | Cell::Next | Cell::Walk)));
    }
}
