//! One step of the micro-program: what every part of the serial core does in one clock.

use super::scratch::Place;

/// What the first accumulator becomes; `ab` is the product of the two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sum {
    /// Stays.
    Hold = 0,
    /// `ab`
    Fresh = 1,
    /// `ab + 2^14`: what is read from bit 15 on is rounded.
    Half15 = 2,
    /// `ab + 2^14 - 1`: the same of a value with the other sign.
    Less15 = 3,
    /// `ab + 7 * 2^11`: a sine times 2^11 is cut to 12 bits, rounded as if it had the other sign.
    Less4 = 4,
    /// `ab + 2^12`: what is read from bit 13 on is rounded.
    Half13 = 5,
    /// `sum + ab`
    More = 6,
    /// Exponent negative: `sum + ab`, else `ab`.
    Align = 7,
    /// `drive + ab`
    Drive = 8,
    /// Exponent negative: half of the sum (`ab` has to be 0), else it stays.
    Down = 9,
}

/// What the second accumulator becomes. Phases stand in it from bit 3 on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Stays.
    Hold = 0,
    /// `ab`
    Fresh = 1,
    /// `ab - 1`
    Less = 2,
    /// `ab + 4`: what is read from bit 3 on is rounded.
    Half = 3,
    /// `turn + ab` without the fraction of the turn.
    More = 4,
    /// The same and 3: rounded as a value of the other sign.
    MoreLess = 5,
    /// The same and 4: rounded.
    MoreHalf = 6,
}

/// First operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum A {
    /// Stays.
    Hold = 0,
    /// What is read of the first accumulator.
    Result = 1,
    /// The sine that was asked for 2 clocks before.
    Sine = 2,
    /// The low bank.
    Low = 3,
    /// The high bank.
    High = 4,
    /// A byte of the high bank: error step (inertial law) or low byte of the frequency.
    Byte = 5,
    /// Eight times the noise.
    Noise = 6,
    /// Exponent negative, or always in a step that does not align: -1; else what is read of the first accumulator.
    Minus = 7,
}

/// Second operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum B {
    /// The scratch memory.
    Scratch = 0,
    /// What is read of the first accumulator.
    Result = 1,
}

/// How the first accumulator is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    /// From bit 15 on, clamped to +-32767.
    From15 = 0,
    /// From bit 13 on, clamped to +-32767.
    From13 = 1,
    /// Clamped to +-32767.
    Word = 2,
    /// Clamped to +-2048.
    Amplitude = 3,
    /// Clamped to -16384..32767.
    Error = 4,
    /// As `Word`; the operand `Minus` follows the exponent.
    Align = 6,
}

/// What is looked up in the sine's table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wave {
    /// Cosine of the phase and the turn.
    Cos = 0,
    /// Its sine.
    Sin = 1,
    /// Minus its sine.
    MinusSin = 2,
    /// Minus the sine of twice the phase, without the turn.
    MinusTwice = 3,
}

/// Columns of the banks; low and high half are read together, or one of them in banks of one memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// State: low half, high half.
    State = 0,
    /// Frequency: its bits 23-8; error step and its bits 7-0.
    Frequency = 1,
    /// Mantissa of the gain; bias.
    Gain = 2,
    /// Target; error.
    Target = 3,
}

/// Where the micro-program goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// At the next step.
    Step = 0,
    /// At the law's first part if there is a drive, else at the beginning. Two clocks or more after `Done`.
    Wait = 1,
    /// Here, while the exponent asks for more; then at the law's second part, and one step later at `limit` if the drive is too
    /// large.
    Down = 2,
    /// At the law's second part.
    Law = 3,
    /// At `align`.
    Align = 4,
    /// At `tail`.
    Tail = 5,
    /// At `whole turn`, unless the turn is too large.
    Turned = 6,
    /// At the next step; the drive may go, and the oscillator is done 5 clocks later if it was its last: 2 clocks later the first
    /// shown value is read, then the second one.
    Done = 7,
}

/// One step.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// First accumulator.
    pub sum: Sum,
    /// Second accumulator.
    pub turn: Turn,
    /// First operand, used from the next clock on.
    pub a: A,
    /// Second operand, used from the next clock on.
    pub b: B,
    /// How the first accumulator is read in this clock.
    pub read: Read,
    /// What is looked up for the clock after the next one.
    pub wave: Wave,
    /// Column that is read for the next clock.
    pub column: Column,
    /// Writes the state's low half, a clock later: what is read, or the phase that is asked for.
    pub write_low: bool,
    /// Writes the state's high half, or the error.
    pub write_high: bool,
    /// It is the error.
    pub error: bool,
    /// Of the column the high half is read, where a memory reads one half a clock; not with a high half that is written.
    pub upper: bool,
    /// Place of the scratch memory that is read for the next clock, and written in it.
    pub place: Place,
    /// Writes it: what is read of the first accumulator.
    pub store: bool,
    /// Where to go on.
    pub next: Next,
    /// The phase is the new one: its lowest bits are rounded and cut.
    pub last: bool,
}

/// Nothing happens.
pub const STEP: Step = Step {
    sum: Sum::Hold,
    turn: Turn::Hold,
    a: A::Hold,
    b: B::Scratch,
    read: Read::From15,
    wave: Wave::Cos,
    column: Column::State,
    write_low: false,
    write_high: false,
    error: false,
    upper: false,
    place: Place::Zero,
    store: false,
    next: Next::Step,
    last: false,
};

impl Step {
    /// The word of the program memory.
    pub fn word(&self) -> u32 {
        let mut word = 0;
        let mut at = 0;
        let mut field = |value: u32, bits: u32| {
            word |= value << at;
            at += bits;
        };
        field(self.sum as u32, 4);
        field(self.turn as u32, 3);
        field(self.a as u32, 3);
        field(self.b as u32, 1);
        field(self.read as u32, 3);
        field(self.wave as u32, 2);
        field(self.column as u32, 2);
        field(self.write_low.into(), 1);
        field(self.write_high.into(), 1);
        field((self.error | self.upper).into(), 1);
        field(self.place as u32, 6);
        field(self.store.into(), 1);
        field(self.next as u32, 3);
        field(self.last.into(), 1);
        word
    }
}
