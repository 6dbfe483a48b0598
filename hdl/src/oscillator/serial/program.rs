//! The micro-program: the node laws of `docs/src/definition.md`, one line a clock.
//!
//! In one clock operands are chosen, in the next one their product goes into an accumulator, in the one after that it is
//! read and may be an operand again, or is written in the clock after. Banks and scratch memory stand one clock after they were
//! asked for, sines two.

use syntony_medium::shape::Shape;

use super::banks::is_single;
use super::code::Next::*;
use super::code::{A, B, Column, Read, STEP, Step, Sum, Turn, Wave};
use super::scratch::Place as P;
use crate::memory::Content;

/// Name of the program's file.
pub const MICRO_FILE: &str = "micro.mem";

/// Most steps that the program may have.
pub const STEPS: u32 = 128;

/// Where the parts of the program begin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Labels {
    /// Projected law, and first drive of the full-phase law: until the drive is there.
    pub biased: u32,
    /// Second drive of the full-phase law: until the drive is there.
    pub unbiased: u32,
    /// Inertial law: until the drive is there.
    pub inertial: u32,
    /// Shows a phase.
    pub still_phase: u32,
    /// Shows an amplitude.
    pub still_amplitude: u32,
    /// Shifts the drive by the row's exponent.
    pub align: u32,
    /// What is done of it where it is too large.
    pub limit: u32,
    /// Projected law with the aligned drive.
    pub projected: u32,
    /// First drive of the full-phase law.
    pub half: u32,
    /// Second drive of the full-phase law.
    pub whole: u32,
    /// What both phase laws have in common.
    pub tail: u32,
    /// The turn is too large.
    pub rare: u32,
    /// The turn is known.
    pub turned: u32,
    /// Inertial law with the aligned drive.
    pub amplitude: u32,
}

/// The program, and where its parts begin. `single`: the banks stand in a single memory, which reads one half a clock and nothing while it is
/// written; the inertial law then waits for its first word, and for its bias.
pub fn program(single: bool) -> (Vec<Step>, Labels) {
    let mut code = Vec::new();
    let mut part = |steps: &[Step]| {
        let begin = code.len() as u32;
        code.extend_from_slice(steps);
        begin
    };
    // `biased` asks for the bias in the wait, which is in vain for the others; a measure finds the bias there.
    part(&[Step { column: Column::Gain, upper: true, place: P::Largest, next: Wait, ..STEP }]);
    let (first_wait, bias_wait) = if single { (&[STEP][..], &[BIAS_WAIT][..]) } else { (&[][..], &[][..]) };
    let inertial = part(&[first_wait, &INERTIAL, bias_wait, &INERTIAL_END].concat());
    let unbiased = part(&UNBIASED);
    let biased = part(&BIASED);
    let align = part(&ALIGN);
    let limit = part(&LIMIT);
    let projected = part(&PROJECTED);
    let half = part(&HALF);
    let whole = part(&WHOLE);
    let tail = part(&TAIL);
    let rare = part(&RARE);
    let turned = part(&TURNED);
    part(&SHOW);
    let still_phase = part(&STILL_PHASE);
    part(&SHOW);
    let still_amplitude = part(&[first_wait, &STILL_AMPLITUDE].concat());
    let amplitude = part(&AMPLITUDE);
    let labels = Labels {
        biased,
        unbiased,
        inertial,
        still_phase,
        still_amplitude,
        align,
        limit,
        projected,
        half,
        whole,
        tail,
        rare,
        turned,
        amplitude,
    };
    (code, labels)
}

/// The program's memory for a shape.
pub fn content(shape: &Shape) -> Content {
    Content { file: MICRO_FILE.into(), words: program(is_single(shape)).0.iter().map(Step::word).collect() }
}

const BIASED: [Step; 2] = [
    // bias times the largest shown value
    Step { a: A::High, b: B::Scratch, upper: true, ..STEP },
    // sum = h
    Step { sum: Sum::Drive, place: P::Power, next: Align, ..STEP },
];

const UNBIASED: [Step; 6] = [
    Step { place: P::Minus2048, upper: true, ..STEP },
    Step { a: A::Minus, b: B::Scratch, place: P::Alpha, ..STEP },
    // sum = 2048
    Step { sum: Sum::Fresh, place: P::Alpha, ..STEP },
    Step { a: A::Result, b: B::Scratch, read: Read::Word, ..STEP },
    // turn = alpha
    Step { turn: Turn::Fresh, b: B::Scratch, ..STEP },
    // sum = g
    Step { sum: Sum::Drive, place: P::Power, next: Align, ..STEP },
];

const INERTIAL: [Step; 6] = [
    Step { column: Column::State, place: P::One, ..STEP },
    Step { a: A::Low, column: Column::State, upper: true, place: P::One, ..STEP },
    // sum = x
    Step { sum: Sum::Fresh, a: A::High, column: Column::Target, upper: true, place: P::One, ..STEP },
    // x into range; sum = y; 9 or -1 by whether x stands at the wall
    Step {
        sum: Sum::Fresh,
        a: A::High,
        read: Read::Amplitude,
        write_low: true,
        column: Column::Frequency,
        upper: true,
        place: P::Wall,
        ..STEP
    },
    // y into range; sum = e
    Step { sum: Sum::Fresh, a: A::Byte, read: Read::Word, write_high: true, column: Column::Gain, ..STEP },
    // sum = e + 9 d or e - d
    Step { sum: Sum::More, column: Column::Gain, upper: true, place: P::Largest, ..STEP },
];

// In the clock before this one y was written.
const BIAS_WAIT: Step = Step { column: Column::Gain, upper: true, place: P::Largest, ..STEP };

const INERTIAL_END: [Step; 2] = [
    // the new error; bias times the largest shown value
    Step { a: A::High, read: Read::Error, write_high: true, error: true, place: P::Error, store: true, ..STEP },
    // sum = h
    Step { sum: Sum::Drive, place: P::Power, next: Align, ..STEP },
];

const ALIGN: [Step; 3] = [
    // h times 2^exponent, or 2^(-exponent - 1) to be added for rounding
    Step { a: A::Minus, b: B::Scratch, read: Read::Align, column: Column::Gain, ..STEP },
    // the mantissa comes next
    Step { sum: Sum::Align, a: A::Low, b: B::Scratch, ..STEP },
    // sum = hs; the second operand stays 0 while it is halved
    Step { sum: Sum::Down, b: B::Scratch, read: Read::Word, place: P::Error, next: Down, ..STEP },
];

const LIMIT: [Step; 3] = [
    Step { place: P::Limit, read: Read::Word, ..STEP },
    Step { a: A::Minus, b: B::Scratch, column: Column::Gain, ..STEP },
    // sum = the largest or the smallest hs of this exponent; the mantissa comes next
    Step { sum: Sum::Fresh, a: A::Low, place: P::Error, next: Law, ..STEP },
];

const PROJECTED: [Step; 4] = [
    // hs times the mantissa
    Step { b: B::Result, read: Read::Word, wave: Wave::MinusSin, column: Column::Target, place: P::Minus2048, ..STEP },
    // minus the target
    Step { sum: Sum::Half15, a: A::Low, ..STEP },
    // f times -sin p; turn = -target, less by a little: the sine of the other sign is that of target - p to the bucket
    Step { turn: Turn::Less, a: A::Sine, b: B::Result, read: Read::From15, ..STEP },
    // sum = c
    Step { sum: Sum::Less15, wave: Wave::MinusSin, place: P::Gain, next: Tail, ..STEP },
];

const HALF: [Step; 5] = [
    Step { b: B::Result, read: Read::Word, ..STEP },
    Step { sum: Sum::Half15, ..STEP },
    // the scaled drive waits for the second one
    Step { read: Read::From15, place: P::Side, store: true, next: Done, ..STEP },
    STEP,
    Step { column: Column::Gain, upper: true, place: P::Largest, next: Wait, ..STEP },
];

const WHOLE: [Step; 6] = [
    Step { b: B::Result, read: Read::Word, wave: Wave::Cos, column: Column::Target, place: P::Minus2048, ..STEP },
    // minus the target
    Step { sum: Sum::Half15, a: A::Low, ..STEP },
    // f times cos(p + alpha); turn = -target as in the projected law
    Step { turn: Turn::Less, a: A::Sine, b: B::Result, read: Read::From15, wave: Wave::MinusSin, ..STEP },
    Step { sum: Sum::Half15, place: P::Side, ..STEP },
    // the first drive times -sin(p + alpha)
    Step { a: A::Sine, ..STEP },
    // sum = c
    Step { sum: Sum::More, wave: Wave::MinusSin, place: P::Gain, ..STEP },
];

const TAIL: [Step; 7] = [
    // gain times c
    Step { a: A::Result, wave: Wave::MinusTwice, place: P::Plus2048, ..STEP },
    // turn = gain c
    Step { turn: Turn::Half, a: A::Sine, place: P::Plus2048, ..STEP },
    // sum = s, the sine of target - p in 12 bits
    Step { sum: Sum::Half15, a: A::Sine, place: P::Injection, ..STEP },
    // A times s; sum = -s2, that of 2 p
    Step { sum: Sum::Less4, a: A::Result, read: Read::From15, place: P::Harmonic, ..STEP },
    // Ks times -s2
    Step { turn: Turn::MoreHalf, a: A::Result, read: Read::From15, column: Column::Frequency, place: P::Plus2048, ..STEP },
    Step { turn: Turn::MoreLess, a: A::Low, column: Column::Frequency, upper: true, place: P::Eight, ..STEP },
    // turn = t; and the frequency's high bits
    Step { turn: Turn::More, a: A::Byte, column: Column::Frequency, place: P::Deviation, next: Turned, ..STEP },
];

// The high bits are taken off again, then the turn is a quarter turn by its sign.
const RARE: [Step; 7] = [
    Step { place: P::Minus2048, column: Column::Frequency, ..STEP },
    Step { a: A::Low, place: P::Minus2048, ..STEP },
    Step { turn: Turn::More, a: A::Minus, ..STEP },
    // sum = 2048
    Step { sum: Sum::Fresh, place: P::Quarter, ..STEP },
    Step { a: A::Result, read: Read::Word, column: Column::Frequency, place: P::Plus2048, ..STEP },
    Step { turn: Turn::Fresh, a: A::Low, column: Column::Frequency, upper: true, place: P::Eight, ..STEP },
    Step { turn: Turn::More, a: A::Byte, place: P::Deviation, ..STEP },
];

const TURNED: [Step; 2] = [
    // turn = t and the frequency
    Step { turn: Turn::More, a: A::Noise, ..STEP },
    // and the noise
    Step { turn: Turn::More, ..STEP },
];

const SHOW: [Step; 5] = [
    // the new phase, half by half
    Step { wave: Wave::Cos, last: true, write_low: true, ..STEP },
    Step { wave: Wave::Sin, last: true, write_high: true, place: P::Shown, ..STEP },
    // turn = 0
    Step { turn: Turn::Fresh, a: A::Sine, place: P::Shown, next: Done, ..STEP },
    Step { sum: Sum::Half15, a: A::Sine, ..STEP },
    // u; v is read in the step after this one, whichever it is
    Step { sum: Sum::Half15, read: Read::From15, column: Column::Gain, upper: true, place: P::Largest, next: Wait, ..STEP },
];

const STILL_PHASE: [Step; 4] = [
    Step { upper: true, ..STEP },
    STEP,
    Step { sum: Sum::Fresh, ..STEP },
    // the error, if it is to be cleared
    Step { read: Read::Word, write_high: true, error: true, ..STEP },
];

const STILL_AMPLITUDE: [Step; 7] = [
    Step { place: P::One, ..STEP },
    Step { a: A::Low, upper: true, place: P::One, ..STEP },
    // sum = x
    Step { sum: Sum::Fresh, a: A::High, place: P::Largest16, ..STEP },
    // sum = y
    Step { sum: Sum::Fresh, a: A::Result, read: Read::Amplitude, write_low: true, next: Done, ..STEP },
    Step { sum: Sum::Half15, a: A::Low, read: Read::Word, write_high: true, ..STEP },
    // u
    Step { sum: Sum::Fresh, read: Read::From15, ..STEP },
    // the error, if it is to be cleared
    Step { read: Read::Word, write_high: true, error: true, next: Wait, ..STEP },
];

const AMPLITUDE: [Step; 18] = [
    // hs times e
    Step { a: A::Result, read: Read::Word, place: P::Plus2e14, ..STEP },
    // and twice 2^14 hs
    Step { sum: Sum::Half15, place: P::Plus2e14, ..STEP },
    Step { sum: Sum::More, column: Column::Gain, ..STEP },
    Step { sum: Sum::More, column: Column::Gain, ..STEP },
    // the corrected hs times the mantissa
    Step { a: A::Low, b: B::Result, read: Read::From15, upper: true, place: P::Plus2e14, ..STEP },
    // and twice 2^14 y
    Step { sum: Sum::Half15, a: A::High, upper: true, place: P::Plus2e14, ..STEP },
    Step { sum: Sum::More, a: A::High, ..STEP },
    Step { sum: Sum::More, place: P::Minus2e13, ..STEP },
    // -2^13 y
    Step { a: A::Result, read: Read::From15, place: P::Pull, ..STEP },
    // x times the pull
    Step { sum: Sum::Half13, a: A::Low, ..STEP },
    Step { sum: Sum::More, place: P::MinusOne, ..STEP },
    // -y
    Step { a: A::Result, read: Read::From13, write_high: true, place: P::One, ..STEP },
    Step { sum: Sum::Fresh, a: A::Low, ..STEP },
    // sum = x + y
    Step { sum: Sum::More, place: P::Largest16, ..STEP },
    // the new x; what -y is multiplied by depends on whether it was clamped
    Step { a: A::Result, read: Read::Amplitude, write_low: true, upper: true, place: P::Clamped, next: Done, ..STEP },
    Step { sum: Sum::Half15, a: A::High, ..STEP },
    // u; sum = y or a quarter of it
    Step { sum: Sum::Fresh, read: Read::From15, ..STEP },
    // the new y
    Step { read: Read::From15, write_high: true, next: Wait, ..STEP },
];

#[cfg(test)]
mod tests {
    use super::super::code::Next;
    use super::*;

    #[test]
    fn it_fits_and_every_part_ends() {
        let (code, labels) = program(true);
        assert!(code.len() <= STEPS as usize, "{} steps", code.len());
        assert_eq!(labels.align, labels.biased + 2);
        assert_eq!(labels.turned, labels.rare + RARE.len() as u32);
        assert_eq!(labels.tail, labels.whole + WHOLE.len() as u32);
        assert_eq!(code.iter().filter(|step| step.next == Done).count(), 5);
    }

    /// What a clamped operand is clamped to is kept in one place, as long as it is held.
    #[test]
    fn a_result_is_held_alone() {
        let (code, _) = program(true);
        for (place, step) in code.iter().enumerate() {
            let after = code[place + 1..].iter().take_while(|after| after.a == A::Hold && matches!(step.a, A::Result | A::Minus));
            for held in after {
                let taken = held.b == B::Result || held.store || held.write_low || held.write_high;
                assert!(!taken, "step {place} holds what {held:?} takes another one beside of");
            }
        }
    }

    /// A single memory reads the half that the next step takes, and nothing in the clock behind a step that writes.
    #[test]
    fn a_half_is_read_before_it_is_taken() {
        let (code, _) = program(true);
        let writes = |step: &Step| step.write_low | step.write_high;
        for (place, step) in code.iter().enumerate() {
            assert!(!(step.write_low & step.write_high), "step {place} writes both halves");
            assert!(!step.write_high | step.error | !step.upper, "step {place} writes one high half and reads another");
            if place < 2 || !matches!(step.a, A::Low | A::High | A::Byte) {
                continue;
            }
            let (before, asked) = (&code[place - 2], &code[place - 1]);
            if matches!(asked.next, Next::Step | Done) {
                assert_eq!(asked.upper, step.a != A::Low, "step {place} takes another half than was read");
                assert!(
                    !writes(before) | !matches!(before.next, Next::Step | Done),
                    "step {place} takes what was asked for in a clock that writes"
                );
            }
        }
    }

    /// The walk needs a clock to show the next drive, and the core one to look at it.
    #[test]
    fn the_next_drive_is_looked_at_two_clocks_after_the_last_has_gone() {
        let (code, _) = program(true);
        for (place, _) in code.iter().enumerate().filter(|(_, step)| step.next == Done) {
            let after = code[place + 1..].iter().position(|step| step.next != Next::Step);
            assert!(after.is_some_and(|after| after > 0 && code[place + 1 + after].next == Wait));
        }
    }
}
