//! One step of the contours' micro-program: what every part of the engine does in one clock.

/// First factor, a bit each, as for the addends; [`X::Hold`] keeps the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum X {
    /// The one before.
    Hold = 0,
    /// The cell that was read.
    Cell = 1 << 0,
    /// Rise over the cell at the phase: held cell 1 less the one read.
    RiseHere = 1 << 1,
    /// Rise over the next one: the cell read less held cell 0; in the last turn of a loop the first cell less held cell 0.
    RiseNext = 1 << 2,
    /// Error.
    Error = 1 << 3,
    /// Slope.
    Slope = 1 << 4,
    /// High half of the bar's error of a cell.
    SumHigh = 1 << 5,
    /// Low half.
    SumLow = 1 << 6,
    /// High half of the shift.
    ShiftHigh = 1 << 7,
    /// Low half.
    ShiftLow = 1 << 8,
}

/// Second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Y {
    /// The one before.
    Hold = 0,
    /// 256 less the place between two cells.
    Rest = 1,
    /// The place between two cells.
    Part = 2,
    /// Error.
    Error = 3,
    /// Bits 8 to 23 of the accumulator: the slope.
    Middle = 4,
    /// Slope.
    Slope = 5,
    /// Pace of the waveform.
    Pace = 6,
    /// The shift, in what the rise is multiplied with.
    Moved = 7,
    /// Bits 0 to 15 of the state word.
    State0 = 8,
    /// Bits 16 to 31.
    State1 = 9,
    /// Bits 32 to 47.
    State2 = 10,
}

/// First addend: a bit each, so that choosing takes few gates one behind the other; of several bits the values are joined by or.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum A {
    /// 0
    Zero = 0,
    /// The accumulator.
    Sum = 1 << 0,
    /// The state word.
    State = 1 << 1,
    /// Its low half.
    Low = 1 << 2,
    /// Error of a cell.
    Cell = 1 << 3,
    /// The sample.
    Sample = 1 << 4,
    /// The shift.
    Shift = 1 << 5,
    /// Accumulator, 24 bits down.
    Down24 = 1 << 6,
    /// Twice the accumulator.
    Twice = 1 << 7,
}

/// Second addend, a bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum B {
    /// 0
    Zero = 0,
    /// Product.
    Product = 1 << 0,
    /// Product, 16 bits up.
    Up16 = 1 << 1,
    /// Product, 9 bits down.
    Product9 = 1 << 2,
    /// Product, 8 bits up and as many down as the residual leaks by.
    ProductLeak = 1 << 3,
    /// Accumulator.
    Sum = 1 << 4,
    /// 1 bit down.
    Down1 = 1 << 5,
    /// 3 bits down.
    Down3 = 1 << 6,
    /// 8 bits down.
    Down8 = 1 << 7,
    /// 16 bits down.
    Down16 = 1 << 8,
    /// As many as the residual leaks by.
    Leak = 1 << 9,
    /// 3 bits up.
    Up3 = 1 << 10,
    /// The shift, 8 bits up.
    Shift8 = 1 << 11,
    /// State word.
    State = 1 << 12,
    /// State word, 3 bits down.
    State3 = 1 << 13,
    /// Its low half.
    Low = 1 << 14,
    /// The divisor.
    Divisor = 1 << 15,
    /// Held cell 1.
    Held = 1 << 16,
    /// The phase.
    Phase = 1 << 17,
    /// 1
    One = 1 << 18,
    /// The largest frequency.
    Top = 1 << 19,
}

/// What the accumulator becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sum {
    /// The sum of the addends.
    Add = 0,
    /// Their difference.
    Less = 1,
    /// As `Less` if it is below 0, else as `Add`: from 0 and itself its own size.
    Size = 2,
    /// As `Add` if it is below 0, else as `Less`: from twice itself and the divisor a step of a division that does not restore; the
    /// shift takes whether the result is 0 or more.
    Divide = 3,
}

/// A word of a contour's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// Phase and flags.
    Phase = 0,
    /// Frequency.
    Frequency = 1,
    /// `U`
    SlopeError = 2,
    /// `V`
    SlopeSquare = 3,
    /// Mean of `V`.
    MeanSquare = 4,
    /// `R`
    Residual = 5,
    /// `drift`, and the gear above it.
    Drift = 6,
    /// `spread`, and the bars above it.
    Spread = 7,
}

/// What is written to the word of the state that is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Write {
    /// Nothing.
    Nothing = 0,
    /// The accumulator.
    Sum = 1,
    /// The accumulator, if something is heard.
    Heard = 2,
    /// The accumulator, if something is heard and two bars were.
    Ripe = 3,
    /// Phase and flags.
    Phase = 4,
    /// The accumulator's low half, the gear above it.
    Drift = 5,
    /// The accumulator's low half, the bars above it.
    Spread = 6,
}

/// A cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// The one at the phase.
    Here = 0,
    /// The next one.
    Next = 1,
    /// The one before.
    Before = 2,
    /// The one behind the next.
    Behind = 3,
    /// The one of the walk.
    Walk = 4,
    /// The next one.
    WalkNext = 5,
    /// The one before.
    WalkBefore = 6,
}

/// What is written to the error of the cell that is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    Nothing = 0,
    /// The accumulator, if the waveform learns.
    Learn = 1,
    /// 0
    Clear = 2,
}

/// A register that takes something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Take {
    /// None.
    Nothing = 0,
    /// Phase and flags, from the state word.
    Phase = 1,
    /// The phase from the accumulator; and whether it was in the middle of the bar, and all was heard.
    Moved = 2,
    /// The phase from the accumulator.
    Corrected = 3,
    /// Held cell 0.
    Cell0 = 4,
    /// Held cell 1.
    Cell1 = 5,
    /// Error.
    Error = 6,
    /// Slope.
    Slope = 7,
    /// Readout.
    Readout = 8,
    /// The first cell, where the error stands.
    First = 9,
    /// The divisor, odd.
    Divisor = 10,
    /// The pace, where the divisor stands.
    Pace = 11,
    /// The sign that the shift is to have.
    Sign = 12,
    /// The shift takes its sign.
    Signed = 13,
    /// The largest shift.
    Full = 14,
    /// Bars, from the state word.
    Bars = 15,
    /// Gear.
    Gear = 16,
    /// One more bar.
    BarsUp = 17,
    /// A slower loop.
    Slower = 18,
    /// A faster one.
    Faster = 19,
    /// Walk and shift begin at 0.
    Begin = 20,
    /// The walk goes on.
    Walk = 21,
    /// A new bar: all of it was heard, its middle was not seen.
    Fresh = 22,
}

/// A counter that begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// None.
    Nothing = 0,
    /// Steps of the division.
    Divide = 1,
    /// Cells.
    Cells = 2,
    /// How slowly the waveform learns.
    Learn = 3,
    /// How slowly the phase follows.
    Phase = 4,
    /// How slowly the frequency follows.
    Frequency = 5,
}

/// Which step comes next; what a condition sees is from before this step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The one behind.
    Step = 0,
    /// The target.
    Jump = 1,
    /// The target if the contour is off.
    Off = 2,
    /// If a bar has ended.
    Wrap = 3,
    /// If not all of the bar was heard.
    Torn = 4,
    /// If fewer than 2 bars were heard.
    Few2 = 5,
    /// Than 9.
    Few9 = 6,
    /// Than 12.
    Few12 = 7,
    /// If not just 2 bars were heard.
    Not2 = 8,
    /// If the accumulator is below 0.
    Less = 9,
    /// If it is not.
    NotLess = 10,
    /// If the waveform stays.
    Stays = 11,
    /// This one, as long as the counter says.
    Repeat = 12,
    /// This one, as often as the second counter says, also not at all.
    Shift = 13,
    /// The target, as long as the counter says.
    Loop = 14,
    /// The next contour.
    Done = 15,
}

/// What happens in one clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// First factor.
    pub x: X,
    /// Second factor; the product is there two clocks later.
    pub y: Y,
    /// First addend; without a sum the accumulator stays.
    pub a: A,
    /// Second addend.
    pub b: B,
    /// What the accumulator becomes, one clock later.
    pub sum: Sum,
    /// Word of the state that is read, to be there one clock later, and written.
    pub word: Word,
    /// What is written to it.
    pub write: Write,
    /// Cell that is read, one clock later.
    pub cell: Cell,
    /// Writes the accumulator to it.
    pub cell_writes: bool,
    /// Cell whose error is read, one clock later; `Here`, `Next` or `Walk`.
    pub of: Cell,
    /// What is written to it.
    pub fault: Fault,
    /// Register.
    pub take: Take,
    /// Counter.
    pub count: Count,
    /// Next step.
    pub next: Next,
    /// Where it goes.
    pub target: u32,
}

/// Nothing happens; the accumulator stays.
pub const STEP: Step = Step {
    x: X::Hold,
    y: Y::Hold,
    a: A::Sum,
    b: B::Zero,
    sum: Sum::Add,
    word: Word::Phase,
    write: Write::Nothing,
    cell: Cell::Here,
    cell_writes: false,
    of: Cell::Here,
    fault: Fault::Nothing,
    take: Take::Nothing,
    count: Count::Nothing,
    next: Next::Step,
    target: 0,
};

/// Bits of each field from bit 0 on, in the order of [`Step::code`].
pub const FIELDS: [(&str, u32); 15] = [
    ("x_of", 9),
    ("y_of", 4),
    ("a_of", 8),
    ("b_of", 20),
    ("sum_of", 2),
    ("word_of", 3),
    ("write_of", 3),
    ("cell_of", 3),
    ("cell_writes_of", 1),
    ("fault_at_of", 3),
    ("fault_of", 2),
    ("take_of", 5),
    ("count_of", 3),
    ("next_of", 4),
    ("target_of", 8),
];

impl Step {
    /// The step in the program's memory, 78 bits.
    pub fn code(&self) -> u128 {
        let fields = [
            self.x as u32,
            self.y as u32,
            self.a as u32,
            self.b as u32,
            self.sum as u32,
            self.word as u32,
            self.write as u32,
            self.cell as u32,
            u32::from(self.cell_writes),
            self.of as u32,
            self.fault as u32,
            self.take as u32,
            self.count as u32,
            self.next as u32,
            self.target,
        ];
        let mut at = 0;
        FIELDS.iter().zip(fields).fold(0, |code, (&(_, bits), field)| {
            let placed = u128::from(field) << at;
            at += bits;
            code | placed
        })
    }
}
