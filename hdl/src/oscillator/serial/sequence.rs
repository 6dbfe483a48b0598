//! Walks the micro-program: one step a clock. The signs of the best measure stand in the same memory behind it: they are
//! read while no pass goes on, and the program then.

use rust_hdl::prelude::*;

use syntony_medium::shape::Shape;

use super::banks::is_single;
use super::code::Next;
use super::program::{STEPS, content, program};
use crate::cast::*;
use crate::memory::{Address, Ram};

/// The sequencer of the serial core.
#[derive(LogicBlock, Default)]
pub struct Sequence {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// A pass goes on.
    pub busy: Signal<In, Bit>,
    /// There is a drive; looked at a clock later.
    pub start: Signal<In, Bit>,
    /// It waits for the second one of its row.
    pub half: Signal<In, Bit>,
    /// Static: full-phase law.
    pub full: Signal<In, Bit>,
    /// Static: inertial law.
    pub inertial: Signal<In, Bit>,
    /// Static: states are only shown.
    pub still: Signal<In, Bit>,
    /// Exponent of the row.
    pub exponent: Signal<In, Bits<5>>,
    /// The row is held: it is only shown.
    pub held: Signal<In, Bit>,
    /// The aligned drive does not fit 16 bits.
    pub too_large: Signal<In, Bit>,
    /// The turn does not fit a quarter.
    pub beyond: Signal<In, Bit>,
    /// Offset in the window of best signs.
    pub window_address: Signal<In, Address>,
    /// Writes a word of the best signs.
    pub best_writes: Signal<In, Bit>,
    /// Its place.
    pub best_address: Signal<In, Address>,
    /// The word.
    pub best_word: Signal<In, Bits<32>>,
    /// The word is a step, from the clock after the pass began on.
    pub active: Signal<Out, Bit>,
    /// The step; while no pass goes on, the best signs.
    pub word: Signal<Out, Bits<32>>,
    /// The drive goes on being halved.
    pub stays: Signal<Out, Bit>,
    /// Work on a drive begins.
    pub starts: Signal<Out, Bit>,
    /// The drive may go.
    pub ready: Signal<Out, Bit>,
    to_wait: Fixed<Bits<3>>,
    down: Fixed<Bits<3>>,
    law: Fixed<Bits<3>>,
    to_align: Fixed<Bits<3>>,
    to_tail: Fixed<Bits<3>>,
    unless_rare: Fixed<Bits<3>>,
    last: Fixed<Bits<3>>,
    biased: Fixed<Bits<7>>,
    unbiased: Fixed<Bits<7>>,
    inertial_first: Fixed<Bits<7>>,
    still_phase: Fixed<Bits<7>>,
    still_amplitude: Fixed<Bits<7>>,
    align: Fixed<Bits<7>>,
    limit: Fixed<Bits<7>>,
    projected: Fixed<Bits<7>>,
    half_law: Fixed<Bits<7>>,
    whole_law: Fixed<Bits<7>>,
    amplitude: Fixed<Bits<7>>,
    tail: Fixed<Bits<7>>,
    turned: Fixed<Bits<7>>,
    best: Fixed<Address>,
    best_mask: Fixed<Address>,
    busy1: DFF<Bit>,
    start1: DFF<Bit>,
    // The drive of the clock before does not fit.
    beyond_limit: DFF<Bit>,
    acting: Signal<Local, Bit>,
    place: DFF<Bits<7>>,
    left: DFF<Bits<4>>,
    rom: Ram,
    next: Signal<Local, Bits<3>>,
    following: Signal<Local, Bits<7>>,
    first: DFF<Bits<7>>,
    second: DFF<Bits<7>>,
    more: Signal<Local, Bits<4>>,
    staying: Signal<Local, Bit>,
    goes: Signal<Local, Bits<7>>,
    shows: Signal<Local, Bits<7>>,
}

impl Sequence {
    /// The sequencer of a shape.
    pub fn new(shape: &Shape) -> Self {
        let words = shape.oscillators.div_ceil(32).next_power_of_two();
        let (_, labels) = program(is_single(shape));
        let next = |next: Next| constant(next as u32);
        Self {
            to_wait: next(Next::Wait),
            down: next(Next::Down),
            law: next(Next::Law),
            to_align: next(Next::Align),
            to_tail: next(Next::Tail),
            unless_rare: next(Next::Turned),
            last: next(Next::Done),
            biased: constant(labels.biased),
            unbiased: constant(labels.unbiased),
            inertial_first: constant(labels.inertial),
            still_phase: constant(labels.still_phase),
            still_amplitude: constant(labels.still_amplitude),
            align: constant(labels.align),
            limit: constant(labels.limit),
            projected: constant(labels.projected),
            half_law: constant(labels.half),
            whole_law: constant(labels.whole),
            amplitude: constant(labels.amplitude),
            tail: constant(labels.tail),
            turned: constant(labels.turned),
            best: constant(STEPS),
            best_mask: constant(words - 1),
            rom: Ram::filled(STEPS + words, 32, content(shape)),
            ..Self::default()
        }
    }
}

impl Logic for Sequence {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, place, left, busy1, start1, beyond_limit, first, second);
        self.rom.clock.next = self.clock.val();
        self.word.next = self.rom.read.val();
        self.busy1.d.next = self.busy.val();
        self.start1.d.next = self.start.val();
        self.acting.next = self.busy.val() & self.busy1.q.val();
        self.active.next = self.acting.val();
        self.next.next = self.rom.read.val().get_bits::<3>(28);
        // Parts by law.
        self.first.d.next = self.biased.val();
        self.second.d.next = self.projected.val();
        if self.full.val() {
            self.second.d.next = self.half_law.val();
            if !self.half.val() {
                self.first.d.next = self.unbiased.val();
                self.second.d.next = self.whole_law.val();
            }
        }
        if self.inertial.val() {
            self.first.d.next = self.inertial_first.val();
            self.second.d.next = self.amplitude.val();
        }
        self.shows.next = self.still_phase.val();
        if self.inertial.val() {
            self.shows.next = self.still_amplitude.val();
        }
        if self.still.val() {
            self.first.d.next = self.shows.val();
        }
        // A negative exponent halves the drive as often as it says.
        self.beyond_limit.d.next =
            self.acting.val() & (self.next.val() == self.down.val()) & self.too_large.val() & !self.exponent.val().get_bit(4);
        self.staying.next = (self.next.val() == self.down.val()) & self.left.q.val().any();
        self.stays.next = self.staying.val();
        self.more.next = self.left.q.val() - 1;
        self.left.d.next = 0.into();
        if self.exponent.val().get_bit(4) {
            self.left.d.next = !self.exponent.val().get_bits::<4>(0);
        }
        if self.next.val() == self.down.val() {
            self.left.d.next = self.more.val();
        }
        // The next step.
        self.following.next = self.place.q.val() + 1;
        self.goes.next = self.following.val();
        self.starts.next = false;
        self.ready.next = false;
        if self.next.val() == self.to_wait.val() {
            self.goes.next = 0.into();
            if self.start1.q.val() {
                self.goes.next = self.first.q.val();
                // Known too late for the clock before. What waits for a second drive is done as ever.
                if self.held.val() & !self.half.val() {
                    self.goes.next = self.shows.val();
                }
                self.starts.next = self.acting.val();
            }
        }
        if self.next.val() == self.down.val() {
            self.goes.next = self.second.q.val();
            if self.staying.val() {
                self.goes.next = self.place.q.val();
            }
        }
        if self.next.val() == self.law.val() {
            self.goes.next = self.second.q.val();
        }
        if self.next.val() == self.to_align.val() {
            self.goes.next = self.align.val();
        }
        if self.next.val() == self.to_tail.val() {
            self.goes.next = self.tail.val();
        }
        if (self.next.val() == self.unless_rare.val()) & !self.beyond.val() {
            self.goes.next = self.turned.val();
        }
        // What came out is known a clock late: the first steps of the laws change nothing but operands.
        if self.beyond_limit.q.val() {
            self.goes.next = self.limit.val();
        }
        if self.next.val() == self.last.val() {
            self.ready.next = self.acting.val();
        }
        if !self.acting.val() {
            self.goes.next = 0.into();
        }
        self.place.d.next = self.goes.val();
        self.rom.read_address.next = bit_cast::<24, 7>(self.goes.val());
        if !self.busy.val() {
            self.rom.read_address.next = (self.window_address.val() & self.best_mask.val()) | self.best.val();
        }
        self.rom.write_enable.next = self.best_writes.val();
        self.rom.write_address.next = (self.best_address.val() & self.best_mask.val()) | self.best.val();
        self.rom.write.next = self.best_word.val();
    }
}
