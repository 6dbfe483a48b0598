//! Walks the micro-program for one oscillator after another: few registers, a multiplier, an accumulator of 38 bits.
//!
//! Latency: 22 clocks a sample, 6 for an oscillator that sleeps, `30 + 2 slow` for one that is awake, `21 + fall` more when it is
//! older than 8 s. In the sample that ends a second about 300 an oscillator more, and in a contest up to 30 for two that are awake.

use rust_hdl::prelude::*;
use syntony_medium::format::sat16;
use syntony_medium::rhythm::RhythmShape;

use super::code::{A, B, Count, FIELDS, Next, Of, Sum, Take, Walk, Write, X, Y};
use super::verilog;
use crate::cast::value;
use crate::memory::Address;
use crate::rhythm::engine::{joined, signed};

/// The engine.
#[derive(LogicBlock, Default)]
pub struct Engine {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// A sample is there.
    pub go: Signal<In, bool>,
    /// The sample, Q12; it stays while the engine is busy.
    pub sample: Signal<In, Signed<16>>,
    /// Whether something was heard.
    pub heard: Signal<In, bool>,
    /// The program's step, bits 0 to 31.
    pub code: Signal<In, Bits<32>>,
    /// The others.
    pub code_high: Signal<In, Bits<16>>,
    /// Word of the state.
    pub state: Signal<In, Bits<32>>,
    /// Size of the wave.
    pub wave: Signal<In, Bits<16>>,
    /// Step that is read at the next edge.
    pub fetch: Signal<Out, Bits<8>>,
    /// A sample is worked on.
    pub busy: Signal<Out, bool>,
    /// The readout is there.
    pub told: Signal<Out, bool>,
    /// The sample is done with.
    pub done: Signal<Out, bool>,
    /// Its readout, before the sample counted; while it is told.
    pub readout: Signal<Out, Bits<16>>,
    /// Word of the state.
    pub state_at: Signal<Out, Address>,
    /// Is written.
    pub state_writes: Signal<Out, bool>,
    /// What.
    pub state_write: Signal<Out, Bits<32>>,
    /// Where in its quarter the wave is read.
    pub wave_at: Signal<Out, Bits<8>>,
    _shape: RhythmShape,
    _now: Now,
}

/// What is held.
#[derive(Clone, Copy, Debug, Default)]
struct Now {
    running: bool,
    place: u32,
    this: u32,
    other: u32,
    /// Top ten bits of the phase.
    turn: u32,
    error: i32,
    scaled: i32,
    temporary: i32,
    count: u32,
    awake: bool,
    poor: bool,
    moved: bool,
    contest: bool,
    wakes: bool,
    x: i32,
    y: i32,
    product: i32,
    /// The wave that was asked for is below 0; so is the second factor; so is the product's.
    below: bool,
    y_below: bool,
    product_below: bool,
    sum: i64,
}

impl Engine {
    /// The engine of a shape.
    pub fn new(shape: &RhythmShape) -> Self {
        Self { _shape: *shape, ..Self::default() }
    }

    /// Fields of the present step as numbers; any word is one.
    fn fields(&self) -> [u32; 14] {
        let (low, high): (u64, u64) = (self.code.val().into(), self.code_high.val().into());
        let code = low | high << 32;
        let mut at = 0;
        FIELDS.map(|(_, bits)| {
            let field = (code >> at) as u32 & ((1 << bits) - 1);
            at += bits;
            field
        })
    }

    fn word(&self) -> u32 {
        let word: u64 = self.state.val().into();
        word as u32
    }

    fn last(&self) -> u32 {
        self._shape.tones - 1
    }

    fn x(&self, which: u32) -> i32 {
        let now = &self._now;
        match which {
            w if w == X::Error as u32 => now.error,
            w if w == X::Sample as u32 => value(self.sample.val()),
            w if w == X::Share as u32 => i32::from((self.word() >> 15) as u16 as i16),
            w if w == X::Scaled as u32 => now.scaled,
            w if w == X::Other as u32 => now.temporary,
            w if w == X::One as u32 => 1,
            _ => now.x,
        }
    }

    fn y(&self, which: u32, number: u32) -> i32 {
        let now = &self._now;
        let wave: u64 = self.wave.val().into();
        match which {
            w if w == Y::Wave as u32 => i32::from(wave as u16 as i16),
            w if w == Y::Gain as u32 => (self.word() & 0x7FFF) as i32,
            w if w == Y::Share as u32 => i32::from((self.word() >> 15) as u16 as i16),
            w if w == Y::Other as u32 => now.temporary,
            w if w == Y::Number as u32 => (number & 255 | (number >> 8) << 14) as i32,
            w if w == Y::Count as u32 => now.count as i32,
            w if w == Y::Rate as u32 => verilog::rate_bits(&self._shape) as i32,
            _ => now.y,
        }
    }

    fn sum(&self, [a, b, kind]: [u32; 3]) -> i64 {
        let now = &self._now;
        let word = i64::from(self.word() as i32);
        let below = now.sum < 0;
        let first = joined(
            a,
            [
                (A::Sum as u32, now.sum),
                (A::Word as u32, word),
                (A::Negative as u32, if below { now.sum } else { 0 }),
                (A::Positive as u32, if below { 0 } else { now.sum }),
                (A::Down as u32, now.sum >> 1),
            ],
        );
        let second = joined(
            b,
            [
                (B::Product as u32, i64::from(now.product)),
                (B::Word as u32, word),
                (B::Sum as u32, now.sum),
                (B::Rate as u32, i64::from(self._shape.rate)),
            ],
        );
        let less = kind == Sum::Less as u32 || kind == Sum::Size as u32 && below;
        let less = less != (b & B::Product as u32 != 0 && now.product_below);
        signed(if less { first - second } else { first + second }, 38)
    }

    /// Whether the next step is the target, or this one again, and whether the accumulator moves.
    fn way(&self, next: u32) -> (bool, bool, bool) {
        let (now, word) = (&self._now, self.word());
        let jumps = match next {
            w if w == Next::Jump as u32 => true,
            w if w == Next::Less as u32 => now.sum < 0,
            w if w == Next::NotLess as u32 => now.sum >= 0,
            w if w == Next::Asleep as u32 => word >> 26 & 1 == 0,
            w if w == Next::Young as u32 => word >> 3 & 31 == 0,
            w if w == Next::Some as u32 => word & 0xFFFF != 0,
            w if w == Next::Silent as u32 => !self.heard.val(),
            w if w == Next::NotPoor as u32 => !now.poor,
            w if w == Next::NotMoved as u32 => !now.moved,
            w if w == Next::NoContest as u32 => !now.contest,
            w if w == Next::NoneWakes as u32 => !now.wakes,
            w if w == Next::Sleeps as u32 => !now.awake,
            w if w == Next::Same as u32 => now.this == now.other,
            w if w == Next::NotBehind as u32 => now.other <= now.this,
            w if w == Next::More as u32 => now.this != self.last(),
            w if w == Next::MoreOthers as u32 => now.other != self.last(),
            _ => false,
        };
        let ended = now.count == 0 || next == Next::Norm as u32 && now.sum >> 30 & 1 == 1;
        let loops = next == Next::Repeat as u32 || next == Next::Norm as u32;
        (jumps, loops && !ended, !(loops && ended))
    }

    fn takes(&self, now: &Now, next: &mut Now, take: u32) {
        let by = |bits: u32| sat16((now.sum >> bits).clamp(-40_000, 40_000) as i32);
        match take {
            w if w == Take::Readout as u32 => next.scaled = by(15),
            w if w == Take::Error as u32 => next.error = by(14),
            w if w == Take::Scaled as u32 => next.scaled = by(14),
            w if w == Take::Other15 as u32 => next.temporary = by(15),
            w if w == Take::Other14 as u32 => next.temporary = by(14),
            w if w == Take::Turn as u32 => next.turn = self.word() >> 22,
            w if w == Take::Awake as u32 => next.awake = self.word() >> 26 & 1 == 1,
            w if w == Take::On as u32 => next.awake = true,
            w if w == Take::Off as u32 => next.awake = false,
            w if w == Take::Poor as u32 => next.poor = now.sum < 0,
            w if w == Take::Moved as u32 => next.moved = now.poor && now.sum < 0,
            w if w == Take::Contest as u32 => (next.contest, next.wakes) = (now.sum < 0, false),
            w if w == Take::Wakes as u32 => next.wakes = true,
            _ => {}
        }
    }

    /// Where the wave is read, and whether it is below 0 there.
    fn wave_place(&self, cosine: u32) -> (u32, bool) {
        let turn = (self._now.turn + 256 * cosine) & 1023;
        (if turn & 256 == 0 { turn & 255 } else { !turn & 255 }, turn & 512 != 0)
    }

    fn next(&self) -> Now {
        let now = self._now;
        if !now.running {
            return Now { running: self.go.val(), place: 0, this: 0, ..now };
        }
        let [x, y, a, b, kind, _, _, _, cosine, take, count, walk, way, number] = self.fields();
        let (_, again, moves) = self.way(way);
        let mut next = Now {
            x: self.x(x),
            y: self.y(y, number),
            // Two 16-bit numbers.
            product: now.x * now.y,
            below: self.wave_place(cosine).1,
            y_below: if y == Y::Hold as u32 { now.y_below } else { y == Y::Wave as u32 && now.below },
            product_below: now.y_below,
            ..now
        };
        if moves {
            next.sum = self.sum([a, b, kind]);
        }
        self.takes(&now, &mut next, take);
        match count {
            w if w == Count::Number as u32 => next.count = number & 63,
            w if w == Count::Slow as u32 => next.count = self.word() >> 15 & 31,
            w if w == Count::Fall as u32 => next.count = self.word() >> 20 & 63,
            w if w == Count::Most as u32 => next.count = (self.word() >> 15 & 31) + 4,
            _ if again => next.count = now.count - 1,
            _ => {}
        }
        let behind = |place: u32| if place == self.last() { 0 } else { (place + 1) & 63 };
        match walk {
            w if w == Walk::This as u32 => next.this = behind(now.this),
            w if w == Walk::Other as u32 => next.other = behind(now.other),
            w if w == Walk::First as u32 => next.other = 0,
            _ => {}
        }
        next.place = self.fetched();
        next.running = way != Next::Done as u32;
        next
    }

    /// The step that comes.
    fn fetched(&self) -> u32 {
        let now = &self._now;
        let [.., way, target] = self.fields();
        let (jumps, again, _) = self.way(way);
        match () {
            () if !now.running || way == Next::Done as u32 => 0,
            () if jumps => target & 255,
            () if again => now.place,
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
        let [_, _, _, _, _, of, word, write, cosine, take, _, _, way, _] = self.fields();
        let whose = match of {
            w if w == Of::Other as u32 => now.other,
            w if w == Of::All as u32 => self._shape.tones,
            _ => now.this,
        };
        let low = now.sum as u32;
        let limited = match low >> 30 {
            0b01 => (1 << 30) - 1,
            0b10 => 0b11 << 30,
            _ => low,
        };
        self.fetch.next = u64::from(self.fetched()).into();
        self.busy.next = running;
        self.told.next = running && take == Take::Tell as u32;
        self.done.next = running && way == Next::Done as u32;
        self.readout.next = u64::from(now.scaled as i16 as u16).into();
        self.state_at.next = u64::from(whose << 3 | word).into();
        self.state_writes.next = running && (write == Write::Sum as u32 || write == Write::Limited as u32);
        self.state_write.next = u64::from(if write == Write::Limited as u32 { limited } else { low }).into();
        self.wave_at.next = u64::from(self.wave_place(cosine).0).into();
    }

    fn connect(&mut self) {
        self.fetch.connect();
        self.busy.connect();
        self.told.connect();
        self.done.connect();
        self.readout.connect();
        self.state_at.connect();
        self.state_writes.connect();
        self.state_write.connect();
        self.wave_at.connect();
    }

    fn hdl(&self) -> Verilog {
        Verilog::Custom(verilog::engine(&self._shape))
    }
}
