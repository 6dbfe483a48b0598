//! A step of the beats' micro-program, and its bits.

/// What is done with flags and counters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// Nothing.
    #[default]
    None,
    /// No event, no beat, the first oscillator.
    Clear,
    /// There is an event; or, at the end, another one leads.
    Comes,
    /// There is none.
    Calm,
    /// The event is at least of level 1.
    Middle,
    /// It is of level 2.
    Loud,
    /// An event came to this beat.
    Hear,
    /// None did.
    Unhear,
    /// The word read is a score.
    Score,
    /// The word written is one.
    Keep,
    /// The next oscillator.
    Next,
    /// The oscillator of the word read.
    Number,
    /// The sum is the step.
    Step,
    /// The next bit of it.
    Shift,
    /// A beat is now.
    Said,
    /// The sample counts as [`Step::other`].
    Sample,
}

/// Which step is next. `Negative` is about the sum of the step before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// The one behind.
    #[default]
    On,
    /// The target.
    Jump,
    /// The target if so.
    Negative,
    /// The target if not.
    NotNegative,
    /// There is an event.
    Comes,
    /// There is none.
    Calm,
    /// Its level is at least 1.
    Middle,
    /// It is 0.
    Soft,
    /// It is 2.
    Loud,
    /// It is at most 1.
    NotLoud,
    /// An event came to this beat.
    Heard,
    /// This is not the last oscillator.
    More,
    /// None: the sample is done with.
    Stop,
}

/// One step: `left + right` or `left - right`, of the values whose bits are set, each joined by or.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// Left: the word read.
    pub word: bool,
    /// Left: the accumulator.
    pub acc: bool,
    /// Left: what is held.
    pub held: bool,
    /// Left: the number of the oscillator, and the sample (Q28) where it is marked.
    pub other: bool,
    /// Right: the word read.
    pub by_word: bool,
    /// Right: the accumulator.
    pub by_acc: bool,
    /// Right: what is held.
    pub by_held: bool,
    /// That only if the lowest bit of the step is set.
    pub if_bit: bool,
    /// Right is taken away.
    pub less: bool,
    /// The accumulator takes the sum.
    pub takes: bool,
    /// It takes half of it.
    pub halves: bool,
    /// The sum is held.
    pub holds: bool,
    /// The sum is written.
    pub writes: bool,
    /// The address is joined with the number of the oscillator.
    pub row: bool,
    /// The address is joined with the level.
    pub level: bool,
    /// Address that is written, or read for the next step. Below 128: a word of the present oscillator.
    pub address: u8,
    /// Flags and counters.
    pub mark: Mark,
    /// It is done so many times more.
    pub again: u8,
    /// Which is next.
    pub way: Way,
    /// Where it jumps to.
    pub target: u8,
}

impl Step {
    /// Its bits: 32 of them, and 12.
    pub fn code(&self) -> [u32; 2] {
        let flags = [
            self.word,
            self.acc,
            self.held,
            self.other,
            self.by_word,
            self.by_acc,
            self.by_held,
            self.if_bit,
            self.less,
            self.takes,
            self.halves,
            self.holds,
            self.writes,
            self.row,
            self.level,
        ];
        let low = flags.iter().enumerate().fold(0, |bits, (k, &flag)| bits | u32::from(flag) << k);
        let high = u32::from(self.target) | (self.way as u32) << 8;
        [low | u32::from(self.address) << 15 | (self.mark as u32) << 23 | u32::from(self.again) << 27, high]
    }
}
