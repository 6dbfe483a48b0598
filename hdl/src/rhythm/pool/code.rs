//! One step of the pool's micro-program: what every part of the engine does in one clock.

/// First factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum X {
    /// The one before.
    Hold = 0,
    /// Residual.
    Error = 1,
    /// The sample.
    Sample = 2,
    /// Bits 15 to 30 of the word: a share.
    Share = 3,
    /// The scaled residual.
    Scaled = 4,
    /// The temporary register.
    Other = 5,
    /// 1
    One = 6,
}

/// Second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Y {
    /// The one before.
    Hold = 0,
    /// Sine or cosine; its sign goes with the product.
    Wave = 1,
    /// Bits 0 to 14 of the word: the gain.
    Gain = 2,
    /// Bits 15 to 30 of the word.
    Share = 3,
    /// The temporary register.
    Other = 4,
    /// The number of the step; 256 stands for 16384.
    Number = 5,
    /// The counter.
    Count = 6,
    /// Bits of the samples a second, less 4.
    Rate = 7,
}

/// First addend: a bit each, so that choosing takes few gates one behind the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum A {
    /// 0
    Zero = 0,
    /// The accumulator.
    Sum = 1 << 0,
    /// The word.
    Word = 1 << 1,
    /// The accumulator if it is below 0, else 0.
    Negative = 1 << 2,
    /// The accumulator if it is not below 0, else 0.
    Positive = 1 << 3,
    /// The accumulator, 1 bit down.
    Down = 1 << 4,
}

/// Second addend, a bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum B {
    /// 0
    Zero = 0,
    /// The product.
    Product = 1 << 0,
    /// The word.
    Word = 1 << 1,
    /// The accumulator.
    Sum = 1 << 2,
    /// Samples a second.
    Rate = 1 << 3,
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
}

/// Whose word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// Of the oscillator that is worked on.
    This = 0,
    /// Of the one that it is compared with.
    Other = 1,
    /// A common one.
    All = 2,
}

/// A word of an oscillator.
pub mod word {
    /// Phase.
    pub const PHASE: u32 = 0;
    /// Frequency.
    pub const FREQUENCY: u32 = 1;
    /// Share of the cosine.
    pub const COSINE: u32 = 2;
    /// Share of the sine.
    pub const SINE: u32 = 3;
    /// Natural frequency.
    pub const NATURAL: u32 = 4;
    /// Gain, shifts, and whether it is awake; while a second ends its band, then the shift of what it learns.
    pub const SETTINGS: u32 = 5;
    /// Most by which the frequency moves; while a second ends the power.
    pub const MOST: u32 = 6;
    /// Age; in a contest less than 0 when it may not be awake.
    pub const AGE: u32 = 7;
}

/// A common word.
pub mod common {
    /// Samples heard of this second.
    pub const TICK: u32 = 0;
    /// Seconds left of a survey.
    pub const SURVEY: u32 = 1;
    /// Poor seconds, one after another.
    pub const RUN: u32 = 2;
    /// How many it takes before all wake.
    pub const PATIENCE: u32 = 3;
    /// What is missed as a rule.
    pub const USUAL: u32 = 4;
    /// Missed in this second.
    pub const MISSED: u32 = 5;
    /// Heard in it.
    pub const HEARD: u32 = 6;
    /// While a second ends the greatest power, else 0.
    pub const TOP: u32 = 7;
}

/// What is written to the word that is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Write {
    /// Nothing.
    Nothing = 0,
    /// The low 32 bits of the accumulator.
    Sum = 1,
    /// The accumulator, limited to 31 bits; it must fit 32.
    Limited = 2,
}

/// A register that takes something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Take {
    /// None.
    Nothing = 0,
    /// The readout, where the scaled residual stands: accumulator, 15 bits down, limited to 16.
    Readout = 1,
    /// None; the readout is told.
    Tell = 2,
    /// Residual: accumulator, 14 bits down, limited to 16.
    Error = 3,
    /// Scaled residual, likewise.
    Scaled = 4,
    /// The temporary register, 15 bits down.
    Other15 = 5,
    /// The temporary register, 14 bits down.
    Other14 = 6,
    /// The top of the phase, from the word.
    Turn = 7,
    /// Whether it is awake, from the word.
    Awake = 8,
    /// It is awake.
    On = 9,
    /// It is not.
    Off = 10,
    /// Whether much was missed: the accumulator is below 0.
    Poor = 11,
    /// Whether much has moved: much was missed, and the accumulator is below 0.
    Moved = 12,
    /// Whether there is a contest: the accumulator is below 0; nobody wakes.
    Contest = 13,
    /// All wake that may.
    Wakes = 14,
}

/// A counter that begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// None.
    Nothing = 0,
    /// The number of the step.
    Number = 1,
    /// Bits 15 to 19 of the word: shift of what it learns.
    Slow = 2,
    /// Bits 20 to 25: shift of what moves its frequency.
    Fall = 3,
    /// Bits 15 to 19, and 4 more: shift of the most.
    Most = 4,
}

/// An index that moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Walk {
    /// None.
    Nothing = 0,
    /// This oscillator: the next one, the first behind the last.
    This = 1,
    /// The other one, likewise.
    Other = 2,
    /// The other one is the first.
    First = 3,
}

/// Which step comes next; what a condition sees is from before this step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The one behind.
    Step = 0,
    /// The target.
    Jump = 1,
    /// The target if the accumulator is below 0.
    Less = 2,
    /// If it is not.
    NotLess = 3,
    /// If the word says asleep.
    Asleep = 4,
    /// If the word is an age below 8.
    Young = 5,
    /// If the word's low half is not 0.
    Some = 6,
    /// If nothing is heard.
    Silent = 7,
    /// If not much was missed.
    NotPoor = 8,
    /// If not much has moved.
    NotMoved = 9,
    /// If there is no contest.
    NoContest = 10,
    /// If nobody wakes.
    NoneWakes = 11,
    /// If it is not awake.
    Sleeps = 12,
    /// If the two are the same.
    Same = 13,
    /// If the other is not behind this one.
    NotBehind = 14,
    /// If this one is not the last.
    More = 15,
    /// If the other one is not.
    MoreOthers = 16,
    /// This one, as often as the counter says, also not at all: then the accumulator stays.
    Repeat = 17,
    /// This one until bit 30 of the accumulator is set or the counter has come to 0: then the accumulator stays.
    Norm = 18,
    /// The sample is done.
    Done = 19,
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
    /// Whose word is read, to be there one clock later, and written.
    pub of: Of,
    /// Which; see [`word`] and [`common`].
    pub word: u32,
    /// What is written to it; then it is not there one clock later.
    pub write: Write,
    /// The cosine is read instead of the sine, to be there one clock later.
    pub cosine: bool,
    /// Register.
    pub take: Take,
    /// Counter.
    pub count: Count,
    /// Index.
    pub walk: Walk,
    /// Next step.
    pub next: Next,
    /// Where it goes, or a number.
    pub target: u32,
}

/// Nothing happens; the accumulator stays.
pub const STEP: Step = Step {
    x: X::Hold,
    y: Y::Hold,
    a: A::Sum,
    b: B::Zero,
    sum: Sum::Add,
    of: Of::This,
    word: word::PHASE,
    write: Write::Nothing,
    cosine: false,
    take: Take::Nothing,
    count: Count::Nothing,
    walk: Walk::Nothing,
    next: Next::Step,
    target: 0,
};

/// Bits of each field from bit 0 on, in the order of [`Step::code`].
pub const FIELDS: [(&str, u32); 14] = [
    ("x_of", 3),
    ("y_of", 3),
    ("a_of", 5),
    ("b_of", 4),
    ("sum_of", 2),
    ("of_of", 2),
    ("word_of", 3),
    ("write_of", 2),
    ("cosine_of", 1),
    ("take_of", 4),
    ("count_of", 3),
    ("walk_of", 2),
    ("next_of", 5),
    ("target_of", 9),
];

impl Step {
    /// The step in the program's memory, 48 bits.
    pub fn code(&self) -> u64 {
        let fields = [
            self.x as u32,
            self.y as u32,
            self.a as u32,
            self.b as u32,
            self.sum as u32,
            self.of as u32,
            self.word,
            self.write as u32,
            u32::from(self.cosine),
            self.take as u32,
            self.count as u32,
            self.walk as u32,
            self.next as u32,
            self.target,
        ];
        let mut at = 0;
        FIELDS.iter().zip(fields).fold(0, |code, (&(_, bits), field)| {
            let placed = u64::from(field) << at;
            at += bits;
            code | placed
        })
    }
}
