//! Walks through a cue once for each contour and tempo: every starting cell has a sum, and the least one is kept.
//!
//! Latency: [`clocks`] for contours that all hold something; one that holds nothing takes 21.

use rust_hdl::prelude::*;
use syntony_medium::rhythm::{RhythmShape, TURN_MASK};

use super::verilog;
use crate::memory::Address;

/// Tempi beside the stored frequency, `2^-16`.
pub const TEMPI: [i32; 9] = [-3789, -2863, -1923, -969, 0, 983, 1981, 2994, 4022];
/// Nothing is searched.
pub const IDLE: u32 = 0;
/// The frequency of a tempo is made.
pub const TEMPO: u32 = 1;
/// A sample and a starting cell a clock.
pub const WALK: u32 = 2;
/// The last sums come out.
pub const DRAIN: u32 = 3;
/// The guess is written.
pub const TELL: u32 = 4;
/// Steps in which the frequency of a tempo is made, the first one without.
pub const STEPS: u32 = 18;

/// The bits of a tempo's factor, the highest at 1.
pub fn train(tempo: usize) -> u32 {
    let factor = (65536 + TEMPI[tempo]) as u32;
    (1..STEPS).map(|step| (factor >> (STEPS - 1 - step) & 1) << step).sum()
}

/// Clocks of a search: one for each sample, starting cell and tempo, 22 more a tempo and 2 more a contour.
pub fn clocks(shape: &RhythmShape, length: u32) -> u64 {
    let tempo = 22 + u64::from(length.min(shape.cue)) * u64::from(shape.cells);
    u64::from(shape.contours) * (TEMPI.len() as u64 * tempo + 2)
}

/// Where the guesses stand behind the sums.
pub fn guesses_at(shape: &RhythmShape) -> u32 {
    shape.cells.max(2 * shape.contours).next_power_of_two()
}

/// The search.
#[derive(LogicBlock, Default)]
pub struct Scan {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// A search begins.
    pub go: Signal<In, bool>,
    /// Samples of the cue; it stays while a search goes on.
    pub length: Signal<In, Bits<16>>,
    /// Frequency of the contour, bits 0 to 31.
    pub omega_low: Signal<In, Bits<32>>,
    /// Bits 32 to 47.
    pub omega_high: Signal<In, Bits<16>>,
    /// Cell.
    pub ring: Signal<In, Bits<16>>,
    /// Sample.
    pub heard: Signal<In, Bits<16>>,
    /// Sum of a starting cell.
    pub sum: Signal<In, Bits<32>>,
    /// A search goes on.
    pub busy: Signal<Out, bool>,
    /// It ends in this clock.
    pub done: Signal<Out, bool>,
    /// The frequency's place.
    pub state_at: Signal<Out, Address>,
    /// The cell's.
    pub cell_at: Signal<Out, Address>,
    /// The sample's.
    pub heard_at: Signal<Out, Address>,
    /// The sum's.
    pub sum_from: Signal<Out, Address>,
    /// Sum or guess that is written.
    pub sum_to: Signal<Out, Address>,
    /// It is.
    pub sum_writes: Signal<Out, bool>,
    /// What is written.
    pub sum_write: Signal<Out, Bits<32>>,
    _shape: RhythmShape,
    _now: Now,
}

/// A starting cell on its way: the clock behind its issue gives the cell, the next one the difference, the third the cost.
#[derive(Clone, Copy, Debug, Default)]
struct Start {
    valid: bool,
    first: bool,
    last: bool,
    cell: u32,
}

/// What is held.
#[derive(Clone, Copy, Debug, Default)]
struct Now {
    doing: u32,
    contour: u32,
    tempo: u32,
    n: u32,
    at: u32,
    q: u32,
    way: [Start; 3],
    turn: u64,
    speed: u64,
    differs: i32,
    cost: u32,
    best: u32,
    best_cell: u32,
    best_tempo: u32,
}

impl Scan {
    /// The search of a shape with a cue.
    pub fn new(shape: &RhythmShape) -> Self {
        Self { _shape: *shape, ..Self::default() }
    }

    fn omega(&self) -> u64 {
        let (low, high): (u64, u64) = (self.omega_low.val().into(), self.omega_high.val().into());
        (low | high << 32) & TURN_MASK
    }

    fn length(&self) -> u32 {
        let length: u64 = self.length.val().into();
        length as u32
    }

    fn nothing(&self) -> bool {
        self.length() == 0 || self.omega() == 0
    }

    /// Largest sum, and the bits of one.
    fn widest(&self) -> u32 {
        (1 << (self._shape.cue_bits() + 15)) - 1
    }

    fn total(&self) -> u32 {
        let sum: u64 = self.sum.val().into();
        let before = if self._now.way[2].first { 0 } else { sum as u32 };
        before.wrapping_add(self._now.cost) & self.widest()
    }

    fn last(&self) -> bool {
        let mask = self._shape.cue - 1;
        let count = if self.length() > mask { 0 } else { self.length() };
        (self._now.n + 1) & mask == count
    }

    fn next(&self) -> Now {
        let (now, shape) = (self._now, &self._shape);
        let mut next = now;
        let issued = Start { valid: now.doing == WALK, first: now.n == 0, last: self.last(), cell: now.q };
        next.way = [issued, now.way[0], now.way[1]];
        let word = |bits: Bits<16>| {
            let word: u64 = bits.into();
            i32::from(word as u16 as i16)
        };
        next.differs = word(self.heard.val()) - word(self.ring.val());
        let size = now.differs.abs().min(32767) - 512;
        next.cost = size.max(0) as u32 >> if now.differs < 0 { 2 } else { 0 };
        let out = now.way[2];
        if out.valid && out.last && self.total() < now.best {
            (next.best, next.best_cell, next.best_tempo) = (self.total(), out.cell, now.tempo);
        }
        let (cells, step) = (shape.cells - 1, now.n & 31);
        match now.doing {
            IDLE => {
                (next.contour, next.tempo, next.n, next.q) = (0, 0, 0, 0);
                next.doing = if self.go.val() { TEMPO } else { IDLE };
            }
            TEMPO => {
                let factor = u64::from(train((now.tempo as usize).min(8)) >> step & 1);
                let adds = if step == STEPS { (self.omega() & 0xFFFF) << 1 } else { (self.omega() >> 16) * factor };
                next.speed = if now.n == 0 { 0 } else { ((now.speed << 1) + adds) & ((1 << 41) - 1) };
                if now.tempo == 0 {
                    (next.best, next.best_cell, next.best_tempo) = (self.widest(), 0, 0);
                }
                (next.turn, next.at, next.n) = (1 << (39 - shape.cell_bits()), 0, now.n + 1);
                if step == STEPS {
                    (next.n, next.doing) = (0, if self.nothing() { TELL } else { WALK });
                }
            }
            WALK => {
                (next.q, next.at) = ((now.q + 1) & cells, (now.at + 1) & cells);
                if now.q == 0 {
                    next.turn = (now.turn + (now.speed >> 1)) & TURN_MASK;
                }
                if now.q == cells {
                    next.at = (now.turn >> (40 - shape.cell_bits())) as u32;
                    next.n = if self.last() { 0 } else { (now.n + 1) & (shape.cue - 1) };
                    next.doing = if self.last() { DRAIN } else { WALK };
                }
            }
            DRAIN => {
                next.q = now.q + 1;
                if now.q == 2 {
                    (next.q, next.tempo) = (0, now.tempo + 1);
                    next.doing = if now.tempo + 1 == TEMPI.len() as u32 { TELL } else { TEMPO };
                }
            }
            _ => {
                next.q = now.q + 1;
                if now.q & 1 == 1 {
                    (next.q, next.tempo, next.contour) = (0, 0, (now.contour + 1) & 0x3FF);
                    next.doing = if now.contour + 1 == shape.contours { IDLE } else { TEMPO };
                }
            }
        }
        next
    }
}

impl Logic for Scan {
    fn update(&mut self) {
        if self.clock.pos_edge() {
            self._now = self.next();
        }
        let (now, shape) = (self._now, self._shape);
        let (tells, out) = (now.doing == TELL, now.way[2]);
        self.busy.next = now.doing != IDLE;
        self.done.next = tells && now.q & 1 == 1 && now.contour + 1 == shape.contours;
        self.state_at.next = u64::from(now.contour << 3 | 1).into();
        self.cell_at.next = u64::from(now.contour << shape.cell_bits() | now.at).into();
        self.heard_at.next = u64::from(now.n).into();
        self.sum_from.next = u64::from(now.way[1].cell).into();
        let guess = guesses_at(&shape) | now.contour << 1 | now.q & 1;
        self.sum_to.next = u64::from(if tells { guess } else { out.cell }).into();
        self.sum_writes.next = out.valid || tells;
        let word = match () {
            () if !tells => self.total(),
            () if now.q & 1 == 1 => now.best_tempo << 8 | now.best_cell,
            () if self.nothing() => u32::MAX,
            () => now.best,
        };
        self.sum_write.next = u64::from(word).into();
    }

    fn connect(&mut self) {
        self.busy.connect();
        self.done.connect();
        self.state_at.connect();
        self.cell_at.connect();
        self.heard_at.connect();
        self.sum_from.connect();
        self.sum_to.connect();
        self.sum_writes.connect();
        self.sum_write.connect();
    }

    fn hdl(&self) -> Verilog {
        Verilog::Custom(verilog::scan(&self._shape))
    }
}
