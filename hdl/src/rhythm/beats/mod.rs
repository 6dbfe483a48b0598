//! Beats as hardware: one adder and one memory serve the events and one oscillator after another each sample.
//!
//! Latency from `go` to the end of `busy`: about 300 clocks a sample without an event, at most 1300 with one. While nothing is
//! worked on the host reads and writes the memory through the window port: 1 clock from address to `window_read`.

mod adder;
mod memory;

use rust_hdl::prelude::*;
use syntony_medium::beats as words;
use syntony_medium::rhythm::RhythmShape;

use adder::Adder;
pub use memory::content;
use memory::{DEPTH, PRIORS};

use crate::cast::*;
use crate::memory::{Address, Ram};

/// What is done in a clock.
#[derive(Copy, Clone, PartialEq, Debug, LogicState)]
enum State {
    Idle,
    /// The greatest value falls.
    Fall,
    Last,
    Quiet,
    Rises,
    Falls,
    Strong,
    KeepTop,
    Middle,
    Most,
    Loud,
    Higher,
    NewTop,
    NewGap,
    Begin,
    Lead,
    /// One oscillator after another from here.
    Fetch,
    Score,
    Frequency,
    Phase,
    Set,
    Distance,
    Outside,
    Step,
    Pull,
    /// Frequency times step: a bit each clock, the lowest first, halved each time.
    Multiply,
    Pulled,
    Least,
    Under,
    Raise,
    Greatest,
    Over,
    Lower,
    KeepFrequency,
    /// How near, 0 to 1024.
    Near,
    Gain,
    Lose,
    Due,
    Reload,
    Bound,
    Turn,
    Leak,
    Empty,
    KeepScore,
    Worth,
    Best,
    /// Which leads now.
    Ahead,
    Change,
    Follow,
    Pace,
    Since,
    Tell,
    KeepLeader,
}

/// The beats.
#[derive(LogicBlock, Default)]
pub struct Beats {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// A sample is there.
    pub go: Signal<In, Bit>,
    /// The sample, Q12; it stays while this is busy.
    pub sample: Signal<In, Signed<16>>,
    /// Whether something was heard.
    pub hears: Signal<In, Bit>,
    /// A sample is worked on.
    pub busy: Signal<Out, Bit>,
    /// A beat is now.
    pub beat: Signal<Out, Bit>,
    /// The oscillator that leads.
    pub leads: Signal<Out, Bits<5>>,
    /// Word of the window.
    pub window_address: Signal<In, Address>,
    /// Writes it.
    pub window_enable: Signal<In, Bit>,
    /// What.
    pub window_write: Signal<In, Bits<32>>,
    /// What it holds.
    pub window_read: Signal<Out, Bits<32>>,
    memory: Ram,
    adder: Adder,
    state: DFF<State>,
    /// Numbers that are worked on: phases, the greatest value, products.
    acc: DFF<Bits<32>>,
    /// The last two samples, or a frequency.
    held: DFF<Bits<32>>,
    score: DFF<Bits<16>>,
    distance: DFF<Bits<12>>,
    step: DFF<Bits<12>>,
    count: DFF<Bits<4>>,
    number: DFF<Bits<5>>,
    leader: DFF<Bits<5>>,
    best: DFF<Bits<16>>,
    best_number: DFF<Bits<5>>,
    /// Bits: set, its beat is now, its beat may just have been, its score is above 0.
    best_signs: DFF<Bits<4>>,
    mine: DFF<Bits<16>>,
    mine_signs: DFF<Bits<4>>,
    comes: DFF<Bit>,
    middle: DFF<Bit>,
    loud: DFF<Bit>,
    flag: DFF<Bit>,
    heard: DFF<Bit>,
    first: DFF<Bit>,
    set: DFF<Bit>,
    struck: DFF<Bit>,
    late: DFF<Bit>,
    turned: DFF<Bit>,
    said: DFF<Bit>,
    word: Signal<Local, Bits<32>>,
    left: Signal<Local, Bits<32>>,
    right: Signal<Local, Bits<32>>,
    less: Signal<Local, Bit>,
    sum: Signal<Local, Bits<32>>,
    below: Signal<Local, Bit>,
    halved: Signal<Local, Bits<32>>,
    place: Signal<Local, Bits<8>>,
    target: Signal<Local, Bits<8>>,
    writes: Signal<Local, Bit>,
    base: Signal<Local, Bits<8>>,
    at_phase: Signal<Local, Bits<8>>,
    at_pace: Signal<Local, Bits<8>>,
    at_home: Signal<Local, Bits<8>>,
    at_score: Signal<Local, Bits<8>>,
    number_wide: Signal<Local, Bits<8>>,
    leader_wide: Signal<Local, Bits<8>>,
    at_prior: Signal<Local, Bits<8>>,
    at_frequency: Signal<Local, Bits<8>>,
    now_bits: Signal<Local, Bits<16>>,
    now_wide: Signal<Local, Bits<32>>,
    peak: Signal<Local, Bits<32>>,
    earlier: Signal<Local, Bits<32>>,
    high: Signal<Local, Bits<32>>,
    counts: Signal<Local, Bit>,
    waits: Signal<Local, Bit>,
    waits_more: Signal<Local, Bit>,
    waits_bits: Signal<Local, Bits<32>>,
    top_now: Signal<Local, Bits<32>>,
    sum_eighth: Signal<Local, Bits<3>>,
    sum_quarters: Signal<Local, Bits<2>>,
    acc_quarters: Signal<Local, Bits<2>>,
    leader_word: Signal<Local, Bits<32>>,
    score_read: Signal<Local, Bits<14>>,
    score_new: Signal<Local, Bits<16>>,
    score_bits: Signal<Local, Bits<32>>,
    distance_bits: Signal<Local, Bits<32>>,
    due_now: Signal<Local, Bit>,
    signs_set: Signal<Local, Bits<4>>,
    signs_struck: Signal<Local, Bits<4>>,
    signs_late: Signal<Local, Bits<4>>,
    signs_above: Signal<Local, Bits<4>>,
    held_low: Signal<Local, Bits<8>>,
    waits_low: Signal<Local, Bits<16>>,
    waits_upper: Signal<Local, Bits<15>>,
    acc_half: Signal<Local, Bits<32>>,
    acc_quarter: Signal<Local, Bits<32>>,
    negative: Signal<Local, Bit>,
    score_wide: Signal<Local, Bits<32>>,
    score_low: Signal<Local, Bits<15>>,
    score_word: Signal<Local, Bits<32>>,
    best_wide: Signal<Local, Bits<32>>,
    mine_wide: Signal<Local, Bits<32>>,
    near_wide: Signal<Local, Bits<32>>,
    distance_wide: Signal<Local, Bits<32>>,
    step_high: Signal<Local, Bits<32>>,
    more: Signal<Local, Bits<32>>,
    outside: Signal<Local, Bits<32>>,
    signs: Signal<Local, Bits<4>>,
    tells: Signal<Local, Bit>,
    host: Signal<Local, Bits<32>>,
    host_place: Signal<Local, Bits<8>>,
    host_field: Signal<Local, Bits<2>>,
    field_pace: Fixed<Bits<2>>,
    field_home: Fixed<Bits<2>>,
    at_top: Fixed<Bits<8>>,
    at_last: Fixed<Bits<8>>,
    at_quiet: Fixed<Bits<8>>,
    at_leader: Fixed<Bits<8>>,
    at_since: Fixed<Bits<8>>,
    priors: Fixed<Bits<8>>,
    of_phase: Fixed<Bits<8>>,
    of_pace: Fixed<Bits<8>>,
    of_home: Fixed<Bits<8>>,
    of_score: Fixed<Bits<8>>,
    fall: Fixed<Bits<5>>,
    gap: Fixed<Bits<32>>,
    most_top: Fixed<Bits<32>>,
    two_samples: Fixed<Bits<32>>,
    low_half: Fixed<Bits<32>>,
    top_bit: Fixed<Bits<32>>,
    bit_16: Fixed<Bits<32>>,
    negative_distance: Fixed<Bits<32>>,
    outside_soft: Fixed<Bits<32>>,
    outside_middle: Fixed<Bits<32>>,
    outside_loud: Fixed<Bits<32>>,
    quarter: Fixed<Bits<32>>,
    due: Fixed<Bits<32>>,
    empty: Fixed<Bits<32>>,
    ahead: Fixed<Bits<32>>,
    lost: Fixed<Bits<16>>,
    best_score: Fixed<Bits<16>>,
    steps: Fixed<Bits<4>>,
    one_left: Fixed<Bits<4>>,
    none_left: Fixed<Bits<4>>,
    slowest: Fixed<Bits<5>>,
    fastest: Fixed<Bits<5>>,
    one: Fixed<Bits<5>>,
    two: Fixed<Bits<5>>,
    three: Fixed<Bits<5>>,
    four: Fixed<Bits<5>>,
    sixteen: Fixed<Bits<5>>,
    twenty: Fixed<Bits<5>>,
    most_frequency: Fixed<Bits<32>>,
    most_home: Fixed<Bits<32>>,
    sign_set: Fixed<Bits<4>>,
    sign_struck: Fixed<Bits<4>>,
    sign_late: Fixed<Bits<4>>,
    sign_above: Fixed<Bits<4>>,
}

impl Beats {
    /// The beats of a shape.
    pub fn new(shape: &RhythmShape) -> Self {
        let place = |word: usize| constant(word as u32);
        Self {
            memory: Ram::filled(DEPTH, 32, content(shape.rate)),
            at_top: place(words::TOP),
            at_last: place(words::LAST),
            at_quiet: place(words::QUIET),
            at_leader: place(words::LEADER),
            at_since: place(words::SINCE),
            priors: place(PRIORS),
            of_phase: place(words::PHASE),
            of_pace: place(words::FREQUENCY),
            of_home: place(words::HOME),
            of_score: place(words::SCORE),
            fall: constant(words::fall(shape.rate)),
            gap: constant(words::gap(shape.rate)),
            most_top: constant(i32::MAX as u32),
            two_samples: constant(0x7FFF_7FFF),
            low_half: constant(0xFFFF),
            top_bit: constant(1 << 31),
            bit_16: constant(1 << 16),
            negative_distance: constant(0xFFFF_F000),
            outside_soft: constant(80),
            outside_middle: constant(280),
            outside_loud: constant(320),
            quarter: constant(1024),
            due: constant(256),
            empty: constant(128),
            ahead: constant(128),
            lost: constant(0xFFFF),
            best_score: constant(16383),
            steps: constant(12),
            one_left: constant(1),
            none_left: constant(0),
            slowest: constant(0),
            fastest: constant(words::OSCILLATORS as u32 - 1),
            one: constant(1),
            two: constant(2),
            three: constant(3),
            four: constant(4),
            sixteen: constant(16),
            twenty: constant(20),
            most_frequency: constant(words::MOST_FREQUENCY),
            most_home: constant(words::MOST_HOME),
            sign_set: constant(1),
            sign_struck: constant(2),
            sign_late: constant(4),
            sign_above: constant(8),
            field_pace: constant(words::FREQUENCY as u32),
            field_home: constant(words::HOME as u32),
            ..Self::default()
        }
    }
}

impl Logic for Beats {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, memory);
        dff_setup!(
            self,
            clock,
            state,
            acc,
            held,
            score,
            distance,
            step,
            count,
            number,
            leader,
            best,
            best_number,
            best_signs,
            mine,
            mine_signs,
            comes,
            middle,
            loud,
            flag,
            heard,
            first,
            set,
            struck,
            late,
            turned,
            said
        );
        self.word.next = self.memory.read.val();
        self.sum.next = self.adder.sum.val();
        self.below.next = self.sum.val().get_bit(31);
        self.halved.next = self.sum.val() >> self.one.val();
        if self.below.val() {
            self.halved.next = (self.sum.val() >> self.one.val()) | self.top_bit.val();
        }
        // The sample, and what is wanted of those before.
        self.now_bits.next = unsigned_cast_to::<16, 16>(self.sample.val());
        self.now_wide.next = bit_cast::<32, 16>(self.now_bits.val());
        if self.now_bits.val().get_bit(15) | !self.hears.val() {
            self.now_wide.next = 0.into();
        }
        self.peak.next = self.held.q.val() & self.low_half.val();
        self.earlier.next = self.held.q.val() >> self.sixteen.val();
        self.high.next = self.held.q.val() << self.sixteen.val();
        self.held_low.next = self.held.q.val().get_bits::<8>(7);
        self.counts.next = self.held_low.val().any();
        self.waits_low.next = self.word.val().get_bits::<16>(0);
        self.waits.next = self.waits_low.val().any();
        self.waits_upper.next = self.word.val().get_bits::<15>(1);
        self.waits_more.next = self.waits_upper.val().any();
        self.top_now.next = self.word.val() & self.most_top.val();
        self.waits_bits.next = 0.into();
        if self.waits.val() {
            self.waits_bits.next = 1.into();
        }
        self.acc_half.next = self.acc.q.val() >> self.one.val();
        self.acc_quarter.next = self.acc.q.val() >> self.two.val();
        // The oscillator.
        self.negative.next = self.score.q.val().get_bit(15);
        self.score_wide.next = bit_cast::<32, 16>(self.score.q.val());
        self.score_low.next = self.score.q.val().get_bits::<15>(0);
        self.score_bits.next = bit_cast::<32, 15>(self.score_low.val());
        self.score_word.next = self.score_bits.val();
        if self.heard.q.val() {
            self.score_word.next = self.score_bits.val() | self.bit_16.val();
        }
        self.score_read.next = self.word.val().get_bits::<14>(0);
        self.score_new.next = bit_cast::<16, 14>(self.score_read.val());
        self.best_wide.next = bit_cast::<32, 16>(self.best.q.val());
        self.mine_wide.next = bit_cast::<32, 16>(self.mine.q.val());
        self.near_wide.next = bit_cast::<32, 12>(self.step.q.val());
        self.step_high.next = self.near_wide.val() << self.twenty.val();
        self.distance_bits.next = bit_cast::<32, 12>(self.distance.q.val());
        self.distance_wide.next = self.distance_bits.val();
        if self.distance.q.val().get_bit(11) {
            self.distance_wide.next = self.distance_bits.val() | self.negative_distance.val();
        }
        self.more.next = 0.into();
        self.outside.next = self.outside_soft.val();
        if self.middle.q.val() {
            self.more.next = self.distance_wide.val() << self.one.val();
            self.outside.next = self.outside_middle.val();
        }
        if self.loud.q.val() {
            self.more.next = self.distance_wide.val() << self.two.val();
            self.outside.next = self.outside_loud.val();
        }
        self.signs_set.next = 0.into();
        if self.set.q.val() {
            self.signs_set.next = self.sign_set.val();
        }
        self.signs_struck.next = 0.into();
        if self.struck.q.val() {
            self.signs_struck.next = self.sign_struck.val();
        }
        self.signs_late.next = 0.into();
        if self.late.q.val() {
            self.signs_late.next = self.sign_late.val();
        }
        self.signs_above.next = 0.into();
        if !self.negative.val() & self.score.q.val().any() {
            self.signs_above.next = self.sign_above.val();
        }
        self.signs.next = self.signs_set.val() | self.signs_struck.val() | self.signs_late.val() | self.signs_above.val();
        self.due_now.next = (self.mine_signs.q.val().get_bit(1) | (self.mine_signs.q.val().get_bit(2) & self.flag.q.val()))
            & self.mine_signs.q.val().get_bit(3);
        self.tells.next = (self.mine_signs.q.val().get_bit(0) | self.due_now.val())
            & (self.acc.q.val().get_bit(31) | (self.acc.q.val().get_bit(30) & self.acc.q.val().get_bit(29)));
        self.sum_eighth.next = self.sum.val().get_bits::<3>(29);
        self.sum_quarters.next = self.sum.val().get_bits::<2>(30);
        self.acc_quarters.next = self.acc.q.val().get_bits::<2>(30);
        self.leader_word.next = bit_cast::<32, 5>(self.leader.q.val());
        self.number_wide.next = bit_cast::<8, 5>(self.number.q.val());
        self.base.next = self.number_wide.val() << self.two.val();
        self.at_prior.next = self.number_wide.val() | self.priors.val();
        self.leader_wide.next = bit_cast::<8, 5>(self.leader.q.val());
        self.at_frequency.next = (self.leader_wide.val() << self.two.val()) | self.of_pace.val();
        self.at_phase.next = self.base.val() | self.of_phase.val();
        self.at_pace.next = self.base.val() | self.of_pace.val();
        self.at_home.next = self.base.val() | self.of_home.val();
        self.at_score.next = self.base.val() | self.of_score.val();
        // The host.
        self.host_place.next = self.window_address.val().get_bits::<8>(0);
        self.host_field.next = self.window_address.val().get_bits::<2>(0);
        self.host.next = self.window_write.val();
        if !self.window_address.val().get_bit(7) & (self.host_field.val() == self.field_pace.val()) {
            self.host.next = self.window_write.val() & self.most_frequency.val();
        }
        if !self.window_address.val().get_bit(7) & (self.host_field.val() == self.field_home.val()) {
            self.host.next = self.window_write.val() & self.most_home.val();
        }
        // What each state does.
        self.left.next = 0.into();
        self.right.next = 0.into();
        self.less.next = false;
        self.writes.next = false;
        self.place.next = 0.into();
        self.target.next = 0.into();
        match self.state.q.val() {
            State::Idle => {
                self.place.next = self.host_place.val();
                if self.go.val() {
                    self.place.next = self.at_top.val();
                    self.state.d.next = State::Fall;
                }
            }
            State::Fall => {
                self.left.next = self.top_now.val();
                self.right.next = self.top_now.val() >> self.fall.val();
                self.less.next = true;
                self.acc.d.next = self.sum.val();
                self.place.next = self.at_last.val();
                self.state.d.next = State::Last;
            }
            State::Last => {
                self.held.d.next = self.word.val() & self.two_samples.val();
                self.left.next = self.now_wide.val();
                self.right.next = self.word.val() << self.sixteen.val();
                self.writes.next = true;
                self.target.next = self.at_last.val();
                self.place.next = self.at_quiet.val();
                self.state.d.next = State::Quiet;
            }
            State::Quiet => {
                self.left.next = self.word.val() & self.low_half.val();
                self.right.next = self.waits_bits.val();
                self.less.next = true;
                self.writes.next = true;
                self.target.next = self.at_quiet.val();
                // It may be the last of them.
                self.comes.d.next = !self.waits_more.val();
                self.state.d.next = State::Rises;
            }
            State::Rises => {
                self.left.next = self.earlier.val();
                self.right.next = self.peak.val();
                self.less.next = true;
                self.comes.d.next = self.comes.q.val() & self.below.val();
                self.state.d.next = State::Falls;
            }
            State::Falls => {
                self.left.next = self.peak.val();
                self.right.next = self.now_wide.val();
                self.less.next = true;
                self.comes.d.next = self.comes.q.val() & !self.below.val() & self.counts.val();
                self.state.d.next = State::Strong;
            }
            State::Strong => {
                self.left.next = self.high.val();
                self.right.next = self.acc_quarter.val();
                self.less.next = true;
                self.comes.d.next = self.comes.q.val() & !self.below.val();
                self.state.d.next = State::KeepTop;
            }
            State::KeepTop => {
                self.left.next = self.acc.q.val();
                self.writes.next = true;
                self.target.next = self.at_top.val();
                self.state.d.next = State::Begin;
                if self.comes.q.val() {
                    self.state.d.next = State::Middle;
                }
            }
            State::Middle => {
                self.left.next = self.high.val();
                self.right.next = self.acc_half.val();
                self.less.next = true;
                self.middle.d.next = !self.below.val();
                self.state.d.next = State::Most;
            }
            State::Most => {
                self.left.next = self.acc.q.val();
                self.right.next = self.acc_quarter.val();
                self.less.next = true;
                self.acc.d.next = self.sum.val();
                self.place.next = self.at_top.val();
                self.state.d.next = State::Loud;
            }
            State::Loud => {
                self.left.next = self.high.val();
                self.right.next = self.acc.q.val();
                self.less.next = true;
                self.loud.d.next = !self.below.val();
                self.place.next = self.at_top.val();
                self.state.d.next = State::Higher;
            }
            State::Higher => {
                self.left.next = self.high.val();
                self.right.next = self.word.val();
                self.less.next = true;
                self.flag.d.next = self.below.val();
                self.state.d.next = State::NewTop;
            }
            State::NewTop => {
                self.left.next = self.high.val();
                self.writes.next = !self.flag.q.val();
                self.target.next = self.at_top.val();
                self.state.d.next = State::NewGap;
            }
            State::NewGap => {
                self.left.next = self.gap.val();
                self.writes.next = true;
                self.target.next = self.at_quiet.val();
                self.state.d.next = State::Begin;
            }
            State::Begin => {
                self.number.d.next = 0.into();
                self.place.next = self.at_leader.val();
                self.state.d.next = State::Lead;
            }
            State::Lead => {
                self.leader.d.next = self.word.val().get_bits::<5>(0);
                self.state.d.next = State::Fetch;
            }
            State::Fetch => {
                self.place.next = self.at_score.val();
                self.state.d.next = State::Score;
            }
            State::Score => {
                self.score.d.next = self.score_new.val();
                if self.word.val().get_bit(14) {
                    self.score.d.next = self.lost.val();
                }
                self.heard.d.next = self.word.val().get_bit(16);
                self.place.next = self.at_pace.val();
                self.state.d.next = State::Frequency;
            }
            State::Frequency => {
                self.held.d.next = self.word.val();
                self.place.next = self.at_phase.val();
                self.state.d.next = State::Phase;
            }
            State::Phase => {
                self.left.next = self.word.val();
                self.acc.d.next = self.sum.val();
                self.first.d.next = self.word.val().get_bit(31);
                self.set.d.next = self.comes.q.val() & self.negative.val();
                self.turned.d.next = false;
                self.state.d.next = State::Turn;
                if self.comes.q.val() {
                    self.state.d.next = State::Distance;
                    if self.negative.val() {
                        self.state.d.next = State::Set;
                    }
                }
            }
            State::Set => {
                self.left.next = self.held.q.val();
                self.acc.d.next = self.sum.val();
                self.score.d.next = 0.into();
                self.heard.d.next = true;
                self.state.d.next = State::Turn;
            }
            State::Distance => {
                self.left.next = self.acc.q.val();
                self.right.next = self.held.q.val();
                self.less.next = true;
                self.distance.d.next = self.sum.val().get_bits::<12>(20);
                self.state.d.next = State::Step;
                if self.below.val() ^ self.sum.val().get_bit(30) {
                    self.state.d.next = State::Outside;
                }
            }
            State::Outside => {
                self.left.next = self.score_wide.val();
                self.right.next = self.outside.val();
                self.less.next = true;
                self.score.d.next = self.sum.val().get_bits::<16>(0);
                self.state.d.next = State::Bound;
            }
            State::Step => {
                self.left.next = self.distance_wide.val();
                self.right.next = self.more.val();
                self.step.d.next = self.sum.val().get_bits::<12>(3);
                self.heard.d.next = true;
                self.state.d.next = State::Pull;
            }
            State::Pull => {
                self.left.next = self.acc.q.val();
                self.right.next = self.step_high.val();
                self.less.next = true;
                self.writes.next = true;
                self.target.next = self.at_phase.val();
                self.acc.d.next = 0.into();
                self.count.d.next = self.steps.val();
                self.state.d.next = State::Multiply;
            }
            State::Multiply => {
                self.left.next = self.acc.q.val();
                if self.step.q.val().get_bit(0) {
                    self.right.next = self.held.q.val();
                }
                // The sign counts below 0.
                self.less.next = self.count.q.val() == self.one_left.val();
                self.acc.d.next = self.halved.val();
                self.step.d.next = self.step.q.val() >> self.one.val();
                self.count.d.next = self.count.q.val() - 1;
                if self.count.q.val() == self.none_left.val() {
                    self.state.d.next = State::Pulled;
                }
            }
            State::Pulled => {
                self.left.next = self.held.q.val();
                self.right.next = self.acc.q.val();
                self.less.next = true;
                self.held.d.next = self.sum.val();
                self.place.next = self.at_home.val();
                self.state.d.next = State::Least;
            }
            State::Least => {
                self.left.next = self.word.val();
                self.right.next = self.word.val() >> self.three.val();
                self.less.next = true;
                self.acc.d.next = self.sum.val();
                self.place.next = self.at_home.val();
                self.state.d.next = State::Under;
            }
            State::Under => {
                self.left.next = self.held.q.val();
                self.right.next = self.acc.q.val();
                self.less.next = true;
                self.flag.d.next = self.below.val();
                self.place.next = self.at_home.val();
                self.state.d.next = State::Raise;
            }
            State::Raise => {
                self.left.next = self.acc.q.val();
                if self.flag.q.val() {
                    self.held.d.next = self.sum.val();
                }
                self.place.next = self.at_home.val();
                self.state.d.next = State::Greatest;
            }
            State::Greatest => {
                self.left.next = self.word.val();
                self.right.next = self.word.val() >> self.three.val();
                self.acc.d.next = self.sum.val();
                self.state.d.next = State::Over;
            }
            State::Over => {
                self.left.next = self.acc.q.val();
                self.right.next = self.held.q.val();
                self.less.next = true;
                self.flag.d.next = self.below.val();
                self.state.d.next = State::Lower;
            }
            State::Lower => {
                self.left.next = self.acc.q.val();
                if self.flag.q.val() {
                    self.held.d.next = self.sum.val();
                }
                self.state.d.next = State::KeepFrequency;
            }
            State::KeepFrequency => {
                self.left.next = self.held.q.val();
                self.writes.next = true;
                self.target.next = self.at_pace.val();
                self.state.d.next = State::Near;
            }
            State::Near => {
                self.left.next = self.quarter.val();
                self.right.next = self.distance_wide.val();
                self.less.next = !self.distance.q.val().get_bit(11);
                self.step.d.next = self.sum.val().get_bits::<12>(0);
                self.state.d.next = State::Gain;
            }
            State::Gain => {
                self.left.next = self.score_wide.val();
                self.right.next = self.near_wide.val();
                if !self.middle.q.val() {
                    self.right.next = self.near_wide.val() >> self.two.val();
                }
                self.score.d.next = self.sum.val().get_bits::<16>(0);
                self.state.d.next = State::Lose;
            }
            State::Lose => {
                self.left.next = self.score_wide.val();
                if self.middle.q.val() & !self.loud.q.val() {
                    self.right.next = self.near_wide.val() >> self.three.val();
                }
                self.less.next = true;
                self.score.d.next = self.sum.val().get_bits::<16>(0);
                self.state.d.next = State::Due;
            }
            State::Due => {
                self.left.next = self.score_wide.val();
                self.right.next = self.due.val();
                self.less.next = true;
                self.score.d.next = self.sum.val().get_bits::<16>(0);
                self.place.next = self.at_phase.val();
                self.state.d.next = State::Reload;
            }
            State::Reload => {
                self.left.next = self.word.val();
                self.acc.d.next = self.sum.val();
                self.state.d.next = State::Bound;
            }
            State::Bound => {
                if self.score.q.val().get_bit(14) {
                    self.score.d.next = self.best_score.val();
                }
                if self.negative.val() {
                    self.score.d.next = self.lost.val();
                }
                self.state.d.next = State::Turn;
                if self.turned.q.val() {
                    self.state.d.next = State::KeepScore;
                }
            }
            State::Turn => {
                self.left.next = self.acc.q.val();
                self.right.next = self.held.q.val();
                self.writes.next = true;
                self.target.next = self.at_phase.val();
                self.struck.d.next = self.first.q.val() & !self.below.val();
                self.late.d.next = !self.sum_eighth.val().any();
                self.turned.d.next = true;
                self.state.d.next = State::KeepScore;
                if !self.acc_quarters.val().any() & self.sum_quarters.val().any() {
                    self.state.d.next = State::Leak;
                }
            }
            State::Leak => {
                self.left.next = self.score_wide.val();
                if !self.negative.val() {
                    self.right.next = self.score_wide.val() >> self.four.val();
                }
                self.less.next = true;
                self.score.d.next = self.sum.val().get_bits::<16>(0);
                self.state.d.next = State::Empty;
            }
            State::Empty => {
                self.left.next = self.score_wide.val();
                if !self.heard.q.val() {
                    self.right.next = self.empty.val();
                }
                self.less.next = true;
                self.score.d.next = self.sum.val().get_bits::<16>(0);
                self.heard.d.next = false;
                self.state.d.next = State::Bound;
            }
            State::KeepScore => {
                self.left.next = self.score_word.val();
                self.writes.next = true;
                self.target.next = self.at_score.val();
                self.place.next = self.at_prior.val();
                self.state.d.next = State::Worth;
            }
            State::Worth => {
                self.left.next = self.score_wide.val();
                self.right.next = self.word.val();
                self.less.next = true;
                self.acc.d.next = self.sum.val();
                self.state.d.next = State::Best;
            }
            State::Best => {
                self.left.next = self.best_wide.val();
                self.right.next = self.acc.q.val();
                self.less.next = true;
                if self.sum.val().get_bit(15) | (self.number.q.val() == self.slowest.val()) {
                    self.best.d.next = self.acc.q.val().get_bits::<16>(0);
                    self.best_number.d.next = self.number.q.val();
                    self.best_signs.d.next = self.signs.val();
                }
                if self.number.q.val() == self.leader.q.val() {
                    self.mine.d.next = self.acc.q.val().get_bits::<16>(0);
                    self.mine_signs.d.next = self.signs.val();
                }
                self.number.d.next = self.number.q.val() + 1;
                self.state.d.next = State::Fetch;
                if self.number.q.val() == self.fastest.val() {
                    self.state.d.next = State::Ahead;
                }
            }
            State::Ahead => {
                self.left.next = self.mine_wide.val();
                self.right.next = self.ahead.val();
                self.mine.d.next = self.sum.val().get_bits::<16>(0);
                self.state.d.next = State::Change;
            }
            State::Change => {
                self.left.next = self.mine_wide.val();
                self.right.next = self.best_wide.val();
                self.less.next = true;
                self.flag.d.next = false;
                if self.sum.val().get_bit(15) {
                    self.flag.d.next = true;
                    self.leader.d.next = self.best_number.q.val();
                    self.mine_signs.d.next = self.best_signs.q.val();
                }
                self.state.d.next = State::Follow;
            }
            State::Follow => {
                self.place.next = self.at_frequency.val();
                self.state.d.next = State::Pace;
            }
            State::Pace => {
                self.held.d.next = self.word.val();
                self.place.next = self.at_since.val();
                self.state.d.next = State::Since;
            }
            State::Since => {
                self.left.next = self.word.val();
                if !self.word.val().get_bit(31) {
                    self.right.next = self.held.q.val();
                }
                self.acc.d.next = self.sum.val();
                self.state.d.next = State::Tell;
            }
            State::Tell => {
                if !self.tells.val() {
                    self.left.next = self.acc.q.val();
                }
                self.writes.next = true;
                self.target.next = self.at_since.val();
                self.said.d.next = self.tells.val();
                self.state.d.next = State::KeepLeader;
            }
            State::KeepLeader => {
                self.left.next = self.leader_word.val();
                self.writes.next = true;
                self.target.next = self.at_leader.val();
                self.state.d.next = State::Idle;
            }
            _ => {
                self.state.d.next = State::Idle;
            }
        }
        self.memory.read_address.next = bit_cast::<24, 8>(self.place.val());
        self.memory.write_address.next = bit_cast::<24, 8>(self.target.val());
        self.memory.write_enable.next = self.writes.val();
        self.memory.write.next = self.sum.val();
        if self.state.q.val() == State::Idle {
            self.memory.write_address.next = bit_cast::<24, 8>(self.host_place.val());
            self.memory.write_enable.next = self.window_enable.val();
            self.memory.write.next = self.host.val();
        }
        self.window_read.next = self.memory.read.val();
        self.busy.next = self.state.q.val() != State::Idle;
        self.beat.next = self.said.q.val();
        self.leads.next = self.leader.q.val();
        self.adder.left.next = self.left.val();
        self.adder.right.next = self.right.val();
        self.adder.less.next = self.less.val();
    }
}
