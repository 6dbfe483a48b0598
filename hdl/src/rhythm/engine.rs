//! Walks the micro-program for one contour after another: the phase and few registers, a multiplier, an accumulator of 50 bits.
//!
//! Latency: [`clocks`](super::program::clocks) a contour and sample; one that is off takes 4 clocks. At a bar's end about 10 clocks a
//! cell more, and 100.

use rust_hdl::prelude::*;
use syntony_medium::format::sat16;
use syntony_medium::rhythm::{GEARS, RhythmShape, TURN_BITS, TURN_MASK};

use super::code::{A, B, Cell, Count, FIELDS, Fault, Next, Step, Sum, Take, Write, X, Y};
use super::{program, verilog};
use crate::cast::value;
use crate::memory::Address;

/// Largest value of a word of the state.
const MOST: i64 = (1 << 47) - 1;

/// The engine.
#[derive(LogicBlock, Default)]
pub struct Engine {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// A sample is there, for all contours.
    pub go: Signal<In, bool>,
    /// The sample, Q12; it stays while the engine is busy.
    pub sample: Signal<In, Signed<16>>,
    /// Whether something was heard.
    pub heard: Signal<In, bool>,
    /// The program's step, bits 0 to 31.
    pub code: Signal<In, Bits<32>>,
    /// Bits 32 to 63.
    pub code_high: Signal<In, Bits<32>>,
    /// The others.
    pub code_top: Signal<In, Bits<32>>,
    /// Word of the state, bits 0 to 31.
    pub state: Signal<In, Bits<32>>,
    /// Bits 32 to 47.
    pub state_high: Signal<In, Bits<16>>,
    /// Cell.
    pub ring: Signal<In, Bits<16>>,
    /// Error of a cell.
    pub fault: Signal<In, Bits<32>>,
    /// Step that is read at the next edge.
    pub fetch: Signal<Out, Bits<8>>,
    /// A sample is worked on.
    pub busy: Signal<Out, bool>,
    /// A contour that is on is done with.
    pub told: Signal<Out, bool>,
    /// The sample is.
    pub done: Signal<Out, bool>,
    /// The contour.
    pub contour: Signal<Out, Bits<10>>,
    /// Its readout, before the sample counted.
    pub readout: Signal<Out, Bits<16>>,
    /// Its phase behind the sample, `2^-16` turn.
    pub turn: Signal<Out, Bits<16>>,
    /// Word of the state.
    pub state_at: Signal<Out, Address>,
    /// Is written.
    pub state_writes: Signal<Out, bool>,
    /// What, bits 0 to 31.
    pub state_write: Signal<Out, Bits<32>>,
    /// Bits 32 to 47.
    pub state_write_high: Signal<Out, Bits<16>>,
    /// Cell.
    pub cell_at: Signal<Out, Address>,
    /// Is written.
    pub cell_writes: Signal<Out, bool>,
    /// What.
    pub cell_write: Signal<Out, Bits<16>>,
    /// Error of a cell.
    pub fault_at: Signal<Out, Address>,
    /// Is written.
    pub fault_writes: Signal<Out, bool>,
    /// What.
    pub fault_write: Signal<Out, Bits<32>>,
    _shape: RhythmShape,
    _steps: Vec<Step>,
    _now: Now,
}

/// What is held.
#[derive(Clone, Copy, Debug, Default)]
struct Now {
    running: bool,
    place: u32,
    contour: u32,
    phase: u64,
    armed: bool,
    whole: bool,
    ripe: bool,
    mode: u32,
    cell0: i32,
    cell1: i32,
    error: i32,
    slope: i32,
    readout: i32,
    sum: i64,
    divisor: u64,
    shift: i64,
    negative: bool,
    left: u32,
    shifts: u32,
    walk: u32,
    x: i32,
    y: i32,
    product: i64,
    gear: u32,
    bars: u32,
}

/// The low bits of a number as a signed one.
pub(super) fn signed(word: i64, bits: u32) -> i64 {
    word << (64 - bits) >> (64 - bits)
}

/// The values whose bits are set, joined by or.
pub(super) fn joined<const N: usize>(field: u32, values: [(u32, i64); N]) -> i64 {
    values.into_iter().filter(|&(bit, _)| field & bit != 0).fold(0, |all, (_, value)| all | value)
}

impl Engine {
    /// The engine of a shape.
    pub fn new(shape: &RhythmShape) -> Self {
        Self { _shape: *shape, _steps: program::program(), ..Self::default() }
    }

    /// Fields of the present step as numbers; any word is one.
    fn fields(&self) -> [u32; 15] {
        let (low, high, top): (u64, u64, u64) = (self.code.val().into(), self.code_high.val().into(), self.code_top.val().into());
        let code = u128::from(low | high << 32) | u128::from(top) << 64;
        let mut at = 0;
        FIELDS.map(|(_, bits)| {
            let field = (code >> at) as u32 & ((1 << bits) - 1);
            at += bits;
            field
        })
    }

    fn bits(&self) -> u32 {
        self._shape.cell_bits()
    }

    /// The word of the state as a signed number of 48 bits.
    fn word(&self) -> i64 {
        let (low, high): (u64, u64) = (self.state.val().into(), self.state_high.val().into());
        signed((low | high << 32) as i64, 48)
    }

    fn hears(&self) -> bool {
        self.heard.val() && self._now.mode >= 2
    }

    fn learns(&self) -> bool {
        self.heard.val() && self._now.mode == 3
    }

    fn cell_index(&self, which: u32) -> u32 {
        let now = &self._now;
        let here = (now.phase >> (TURN_BITS - self.bits())) as u32;
        let index = match which {
            w if w == Cell::Here as u32 => here,
            w if w == Cell::Next as u32 => here + 1,
            w if w == Cell::Before as u32 => here.wrapping_sub(1),
            w if w == Cell::Behind as u32 => here + 2,
            w if w == Cell::WalkNext as u32 => now.walk + 1,
            w if w == Cell::WalkBefore as u32 => now.walk.wrapping_sub(1),
            _ => now.walk,
        };
        index & (self._shape.cells - 1)
    }

    /// The first factor.
    fn x(&self, which: u32) -> i32 {
        let now = &self._now;
        let cell: u64 = self.ring.val().into();
        let (cell, fault): (i32, u64) = (i32::from(cell as u16 as i16), self.fault.val().into());
        let next = if now.left == 1 { now.error } else { cell };
        if which == X::Hold as u32 {
            return now.x;
        }
        let value = joined(
            which,
            [
                (X::Cell as u32, cell.into()),
                (X::RiseHere as u32, sat16(now.cell1 - cell).into()),
                (X::RiseNext as u32, sat16(next - now.cell0).into()),
                (X::Error as u32, now.error.into()),
                (X::Slope as u32, now.slope.into()),
                (X::SumHigh as u32, (fault as i32 >> 16).into()),
                (X::SumLow as u32, (fault as i32 & 0xFFFF).into()),
                (X::ShiftHigh as u32, now.shift >> 16),
                (X::ShiftLow as u32, now.shift & 0xFFFF),
            ],
        );
        signed(value, 17) as i32
    }

    /// The second factor.
    fn y(&self, which: u32) -> i32 {
        let now = &self._now;
        let part = (now.phase >> (TURN_BITS - self.bits() - 8)) as i32 & 255;
        let word = self.word();
        match which {
            w if w == Y::Rest as u32 => 256 - part,
            w if w == Y::Part as u32 => part,
            w if w == Y::Error as u32 => now.error,
            w if w == Y::Middle as u32 => i32::from((now.sum >> 8) as i16),
            w if w == Y::Slope as u32 => now.slope,
            w if w == Y::Pace as u32 => now.divisor as i32 & 0xFFFF,
            w if w == Y::Moved as u32 => signed(now.shift >> (24 - self.bits()), 17) as i32,
            w if w == Y::State0 as u32 => word as i32 & 0xFFFF,
            w if w == Y::State1 as u32 => (word >> 16) as i32 & 0xFFFF,
            w if w == Y::State2 as u32 => (word >> 32) as i32 & 0xFFFF,
            _ => now.y,
        }
    }

    /// The accumulator's next value, and the bit of a division.
    fn sum(&self, [a, b, kind]: [u32; 3]) -> (i64, bool) {
        let now = &self._now;
        let (word, leak) = (self.word(), self._shape.leak());
        let sample = i64::from(value(self.sample.val()));
        let fault: u64 = self.fault.val().into();
        let first = joined(
            a,
            [
                (A::Sum as u32, now.sum),
                (A::State as u32, word),
                (A::Low as u32, i64::from(word as i32)),
                (A::Cell as u32, i64::from(fault as u32 as i32)),
                (A::Sample as u32, sample),
                (A::Shift as u32, now.shift),
                (A::Down24 as u32, now.sum >> 24),
                (A::Twice as u32, signed(now.sum << 1, 50)),
            ],
        );
        let second = joined(
            b,
            [
                (B::Product as u32, now.product),
                (B::Up16 as u32, now.product << 16),
                (B::Product9 as u32, now.product >> 9),
                (B::ProductLeak as u32, now.product << 8 >> leak),
                (B::Sum as u32, now.sum),
                (B::Down1 as u32, now.sum >> 1),
                (B::Down3 as u32, now.sum >> 3),
                (B::Down8 as u32, now.sum >> 8),
                (B::Down16 as u32, now.sum >> 16),
                (B::Leak as u32, now.sum >> leak),
                (B::Up3 as u32, now.sum << 3),
                (B::Shift8 as u32, now.shift << 8),
                (B::State as u32, word),
                (B::State3 as u32, word >> 3),
                (B::Low as u32, i64::from(word as i32)),
                (B::Divisor as u32, now.divisor as i64),
                (B::Held as u32, i64::from(now.cell1)),
                (B::Phase as u32, now.phase as i64),
                (B::One as u32, 1),
                (B::Top as u32, self._shape.top_frequency() as i64),
            ],
        );
        let less = match kind {
            w if w == Sum::Less as u32 => true,
            w if w == Sum::Size as u32 => now.sum < 0,
            w if w == Sum::Divide as u32 => now.sum >= 0,
            _ => false,
        };
        let sum = signed(if less { first - second } else { first + second }, 50);
        (sum, sum >= 0)
    }

    /// Whether the next step is the target, or this one again, and whether the accumulator moves.
    fn way(&self, next: u32) -> (bool, bool, bool) {
        let now = &self._now;
        let jumps = match next {
            w if w == Next::Jump as u32 => true,
            w if w == Next::Off as u32 => now.mode == 0,
            w if w == Next::Wrap as u32 => now.armed && now.sum >> 40 & 1 == 1,
            w if w == Next::Torn as u32 => !now.whole,
            w if w == Next::Few2 as u32 => now.bars < 2,
            w if w == Next::Few9 as u32 => now.bars < 9,
            w if w == Next::Few12 as u32 => now.bars < 12,
            w if w == Next::Not2 as u32 => now.bars != 2,
            w if w == Next::Less as u32 => now.sum < 0,
            w if w == Next::NotLess as u32 => now.sum >= 0,
            w if w == Next::Stays as u32 => !self.learns(),
            w if w == Next::Loop as u32 => now.left != 1,
            _ => false,
        };
        let repeats = next == Next::Repeat as u32 && now.left != 1 || next == Next::Shift as u32 && now.shifts > 1;
        (jumps, repeats, !(next == Next::Shift as u32 && now.shifts == 0))
    }

    fn last(&self) -> bool {
        self._now.contour + 1 == self._shape.contours
    }

    fn takes(&self, now: &Now, next: &mut Now, take: u32) {
        let (word, limit) = (self.word() as u64, 33 - self.bits());
        let cell: u64 = self.ring.val().into();
        let cell = i32::from(cell as u16 as i16);
        match take {
            w if w == Take::Phase as u32 => {
                next.phase = word & TURN_MASK;
                (next.armed, next.whole, next.ripe) = (word >> 40 & 1 == 1, word >> 41 & 1 == 1, word >> 42 & 1 == 1);
                next.mode = (word >> 43) as u32 & 3;
            }
            w if w == Take::Moved as u32 => {
                next.phase = now.sum as u64 & TURN_MASK;
                let quarter = next.phase >> (TURN_BITS - 2);
                next.armed |= quarter == 1 || quarter == 2;
                next.whole &= self.hears();
            }
            w if w == Take::Corrected as u32 => next.phase = now.sum as u64 & TURN_MASK,
            w if w == Take::Cell0 as u32 => next.cell0 = cell,
            w if w == Take::Cell1 as u32 => next.cell1 = cell,
            w if w == Take::Error as u32 => next.error = now.sum.clamp(-32767, 32767) as i32,
            w if w == Take::Slope as u32 => next.slope = i32::from((now.sum >> 8) as i16),
            w if w == Take::Readout as u32 => next.readout = i32::from((now.sum >> 8) as i16),
            w if w == Take::First as u32 => next.error = cell,
            w if w == Take::Divisor as u32 => next.divisor = (now.sum as u64 | 1) & ((1 << 48) - 1),
            w if w == Take::Pace as u32 => {
                let pace = (now.sum >> (24 - self.bits())) as u64 & 0x1_FFFF;
                next.divisor = if pace > 0xFFFF { 0xFFFF } else { pace };
            }
            w if w == Take::Sign as u32 => next.negative = now.sum < 0,
            w if w == Take::Signed as u32 && now.negative => next.shift = signed(-now.shift, 32),
            w if w == Take::Full as u32 => next.shift = 1 << limit,
            w if w == Take::Bars as u32 => next.bars = (word >> 32) as u32 & 0xFFFF,
            w if w == Take::Gear as u32 => next.gear = (word >> 32) as u32 & 127,
            w if w == Take::BarsUp as u32 => {
                next.bars = (now.bars + 1).min(65535);
                next.ripe = now.bars >= 1;
            }
            w if w == Take::Slower as u32 => next.gear = if now.gear < GEARS.1 { now.gear + 1 } else { GEARS.1 },
            w if w == Take::Faster as u32 => next.gear = (now.gear >> 1).max(GEARS.0),
            w if w == Take::Begin as u32 => (next.walk, next.shift) = (0, 0),
            w if w == Take::Walk as u32 => (next.cell0, next.walk) = (now.cell1, (now.walk + 1) & (self._shape.cells - 1)),
            w if w == Take::Fresh as u32 => (next.whole, next.armed) = (true, false),
            _ => {}
        }
    }

    fn next(&self) -> Now {
        let now = self._now;
        if !now.running {
            let begins = self.go.val();
            return Now { running: begins, place: 0, contour: 0, ..now };
        }
        let [x, y, a, b, sum, _, _, _, _, _, _, take, count, way, _] = self.fields();
        let (_, _, moves) = self.way(way);
        let mut next = Now { x: self.x(x), y: self.y(y), product: signed(i64::from(now.x) * i64::from(now.y), 34), ..now };
        if moves {
            let (value, bit) = self.sum([a, b, sum]);
            next.sum = value;
            if sum == Sum::Divide as u32 {
                next.shift = signed(now.shift << 1 | i64::from(bit), 32);
            }
        }
        self.takes(&now, &mut next, take);
        if way == Next::Repeat as u32 || way == Next::Loop as u32 {
            next.left = now.left.wrapping_sub(1) & 0x1FF;
        }
        if way == Next::Shift as u32 && now.shifts > 0 {
            next.shifts = now.shifts - 1;
        }
        let gear = if now.gear < 8 { 2 } else { now.gear.ilog2() };
        match count {
            w if w == Count::Divide as u32 => next.left = 33 - self.bits(),
            w if w == Count::Cells as u32 => next.left = self._shape.cells,
            w if w == Count::Learn as u32 => next.shifts = (now.bars + 1).ilog2().min(4),
            w if w == Count::Phase as u32 => next.shifts = gear - 1,
            w if w == Count::Frequency as u32 => next.shifts = 2 * gear - 1,
            _ => {}
        }
        next.place = self.fetched();
        if way == Next::Done as u32 {
            (next.contour, next.running) = if self.last() { (0, false) } else { (now.contour + 1, true) };
        }
        next
    }

    /// The step that comes.
    fn fetched(&self) -> u32 {
        let now = &self._now;
        let [.., way, target] = self.fields();
        let (jumps, repeats, _) = self.way(way);
        match () {
            () if !now.running || way == Next::Done as u32 => 0,
            () if jumps => target,
            () if repeats => now.place,
            () => (now.place + 1) & 255,
        }
    }
}

impl Logic for Engine {
    fn update(&mut self) {
        if self.clock.pos_edge() {
            self._now = self.next();
        }
        let (now, running) = (self._now, self._now.running);
        let [_, _, _, _, _, word, write, cell, cell_writes, of, fault, _, _, way, _] = self.fields();
        let (low, high) = (now.sum as u32, (now.sum.clamp(-MOST, MOST) as u64 >> 32) as u32 & 0xFFFF);
        let clamped = now.sum.clamp(-MOST, MOST);
        let flags = u32::from(now.armed) | u32::from(now.whole) << 1 | u32::from(now.ripe) << 2 | now.mode << 3;
        let (writes, low, high) = match write {
            w if w == Write::Sum as u32 => (true, clamped as u32, high),
            w if w == Write::Heard as u32 => (self.hears(), clamped as u32, high),
            w if w == Write::Ripe as u32 => (self.hears() && now.ripe, clamped as u32, high),
            w if w == Write::Phase as u32 => (true, now.phase as u32, (now.phase >> 32) as u32 | flags << 8),
            w if w == Write::Drift as u32 => (true, low, now.gear),
            w if w == Write::Spread as u32 => (true, low, now.bars),
            _ => (false, clamped as u32, high),
        };
        let bits = self.bits();
        let index = |base: u32| u64::from(now.contour << bits | base);
        self.fetch.next = u64::from(self.fetched()).into();
        self.busy.next = running;
        self.told.next = running && way == Next::Done as u32 && now.mode > 0;
        self.done.next = running && way == Next::Done as u32 && self.last();
        self.contour.next = u64::from(now.contour).into();
        self.readout.next = u64::from(now.readout as u16).into();
        self.turn.next = (now.phase >> (TURN_BITS - 16)).into();
        self.state_at.next = u64::from(now.contour << 3 | word).into();
        self.state_writes.next = running && writes;
        self.state_write.next = u64::from(low).into();
        self.state_write_high.next = u64::from(high).into();
        self.cell_at.next = index(self.cell_index(cell)).into();
        self.cell_writes.next = running && cell_writes == 1;
        self.cell_write.next = u64::from(now.sum.clamp(-32767, 32767) as i16 as u16).into();
        self.fault_at.next = index(self.cell_index(of)).into();
        let learns = fault == Fault::Learn as u32 && self.learns();
        self.fault_writes.next = running && (learns || fault == Fault::Clear as u32);
        let bounded = now.sum.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as u32;
        self.fault_write.next = u64::from(if fault == Fault::Clear as u32 { 0 } else { bounded }).into();
    }

    fn connect(&mut self) {
        self.fetch.connect();
        self.busy.connect();
        self.told.connect();
        self.done.connect();
        self.contour.connect();
        self.readout.connect();
        self.turn.connect();
        self.state_at.connect();
        self.state_writes.connect();
        self.state_write.connect();
        self.state_write_high.connect();
        self.cell_at.connect();
        self.cell_writes.connect();
        self.cell_write.connect();
        self.fault_at.connect();
        self.fault_writes.connect();
        self.fault_write.connect();
    }

    fn hdl(&self) -> Verilog {
        Verilog::Custom(verilog::engine(&self._shape))
    }
}
