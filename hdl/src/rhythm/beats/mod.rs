//! Beats as hardware: a micro-program of one adder and one memory finds the events, and serves one oscillator after another each sample.
//!
//! Latency from `go` to the end of `busy`: about 1000 clocks a sample without an event, at most 3300 with one. While nothing is worked
//! on the host reads and writes the memory through the window port: 1 clock from address to `window_read`.

mod adder;
mod code;
mod memory;
mod program;

use rust_hdl::prelude::*;
use syntony_medium::beats as words;
use syntony_medium::rhythm::RhythmShape;

use adder::Adder;
use code::{Mark, Way};
pub use memory::contents;

use crate::cast::*;
use crate::memory::{Address, Ram};

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
    program_low: Ram,
    program_high: Ram,
    adder: Adder,
    running: DFF<Bit>,
    step: DFF<Bits<8>>,
    again: DFF<Bits<5>>,
    acc: DFF<Bits<32>>,
    kept: DFF<Bits<32>>,
    bits_of_step: DFF<Bits<12>>,
    number: DFF<Bits<5>>,
    negative: DFF<Bit>,
    comes: DFF<Bit>,
    middle: DFF<Bit>,
    loud: DFF<Bit>,
    heard: DFF<Bit>,
    said: DFF<Bit>,
    // Fields of the step.
    code: Signal<Local, Bits<32>>,
    code_high: Signal<Local, Bits<32>>,
    address: Signal<Local, Bits<8>>,
    mark: Signal<Local, Bits<4>>,
    times: Signal<Local, Bits<5>>,
    way: Signal<Local, Bits<4>>,
    target: Signal<Local, Bits<8>>,
    // Operands.
    word: Signal<Local, Bits<32>>,
    plain: Signal<Local, Bits<32>>,
    sample_bits: Signal<Local, Bits<16>>,
    sample_wide: Signal<Local, Bits<32>>,
    number_word: Signal<Local, Bits<32>>,
    other: Signal<Local, Bits<32>>,
    left_word: Signal<Local, Bits<32>>,
    left_acc: Signal<Local, Bits<32>>,
    left_held: Signal<Local, Bits<32>>,
    left_other: Signal<Local, Bits<32>>,
    right_word: Signal<Local, Bits<32>>,
    right_acc: Signal<Local, Bits<32>>,
    right_held: Signal<Local, Bits<32>>,
    sum: Signal<Local, Bits<32>>,
    half: Signal<Local, Bits<32>>,
    written: Signal<Local, Bits<32>>,
    // The way.
    jumps: Signal<Local, Bit>,
    moves: Signal<Local, Bit>,
    next: Signal<Local, Bits<8>>,
    // Addresses.
    number_wide: Signal<Local, Bits<8>>,
    row: Signal<Local, Bits<8>>,
    level: Signal<Local, Bits<8>>,
    level_low: Signal<Local, Bits<8>>,
    level_high: Signal<Local, Bits<8>>,
    field: Signal<Local, Bits<8>>,
    place: Signal<Local, Bits<8>>,
    host: Signal<Local, Bits<32>>,
    host_place: Signal<Local, Bits<8>>,
    host_field: Signal<Local, Bits<2>>,
    host_global: Signal<Local, Bit>,
    // Constants.
    at_since: Fixed<Bits<8>>,
    of_pace: Fixed<Bits<2>>,
    of_home: Fixed<Bits<2>>,
    bits_of_pace: Fixed<Bits<32>>,
    bits_of_global: Fixed<Bits<32>>,
    top_bit: Fixed<Bits<32>>,
    field_bits: Fixed<Bits<8>>,
    low_level: Fixed<Bits<8>>,
    high_level: Fixed<Bits<8>>,
    last: Fixed<Bits<5>>,
    one: Fixed<Bits<5>>,
    two: Fixed<Bits<5>>,
    sixteen: Fixed<Bits<5>>,
    mark_clear: Fixed<Bits<4>>,
    mark_comes: Fixed<Bits<4>>,
    mark_calm: Fixed<Bits<4>>,
    mark_middle: Fixed<Bits<4>>,
    mark_loud: Fixed<Bits<4>>,
    mark_hear: Fixed<Bits<4>>,
    mark_unhear: Fixed<Bits<4>>,
    mark_score: Fixed<Bits<4>>,
    mark_keep: Fixed<Bits<4>>,
    mark_next: Fixed<Bits<4>>,
    mark_number: Fixed<Bits<4>>,
    mark_step: Fixed<Bits<4>>,
    mark_shift: Fixed<Bits<4>>,
    mark_said: Fixed<Bits<4>>,
    mark_sample: Fixed<Bits<4>>,
    way_jump: Fixed<Bits<4>>,
    way_negative: Fixed<Bits<4>>,
    way_not_negative: Fixed<Bits<4>>,
    way_comes: Fixed<Bits<4>>,
    way_calm: Fixed<Bits<4>>,
    way_middle: Fixed<Bits<4>>,
    way_soft: Fixed<Bits<4>>,
    way_loud: Fixed<Bits<4>>,
    way_not_loud: Fixed<Bits<4>>,
    way_heard: Fixed<Bits<4>>,
    way_more: Fixed<Bits<4>>,
    way_stop: Fixed<Bits<4>>,
}

impl Beats {
    /// The beats of a shape.
    pub fn new(shape: &RhythmShape) -> Self {
        let [content, low, high] = contents(shape.rate);
        let mark = |mark: Mark| constant(mark as u32);
        let way = |way: Way| constant(way as u32);
        Self {
            memory: Ram::filled(memory::DEPTH, 32, content),
            program_low: Ram::filled(program::STEPS, 32, low),
            program_high: Ram::filled(program::STEPS, 12, high),
            at_since: constant(words::SINCE as u32),
            of_pace: constant(words::FREQUENCY as u32),
            of_home: constant(words::HOME as u32),
            bits_of_pace: constant(words::bits(words::FREQUENCY)),
            bits_of_global: constant(words::bits(words::LEADER)),
            top_bit: constant(1 << 31),
            field_bits: constant(3),
            low_level: constant(1),
            high_level: constant(2),
            last: constant(words::OSCILLATORS as u32 - 1),
            one: constant(1),
            two: constant(2),
            sixteen: constant(16),
            mark_clear: mark(Mark::Clear),
            mark_comes: mark(Mark::Comes),
            mark_calm: mark(Mark::Calm),
            mark_middle: mark(Mark::Middle),
            mark_loud: mark(Mark::Loud),
            mark_hear: mark(Mark::Hear),
            mark_unhear: mark(Mark::Unhear),
            mark_score: mark(Mark::Score),
            mark_keep: mark(Mark::Keep),
            mark_next: mark(Mark::Next),
            mark_number: mark(Mark::Number),
            mark_step: mark(Mark::Step),
            mark_shift: mark(Mark::Shift),
            mark_said: mark(Mark::Said),
            mark_sample: mark(Mark::Sample),
            way_jump: way(Way::Jump),
            way_negative: way(Way::Negative),
            way_not_negative: way(Way::NotNegative),
            way_comes: way(Way::Comes),
            way_calm: way(Way::Calm),
            way_middle: way(Way::Middle),
            way_soft: way(Way::Soft),
            way_loud: way(Way::Loud),
            way_not_loud: way(Way::NotLoud),
            way_heard: way(Way::Heard),
            way_more: way(Way::More),
            way_stop: way(Way::Stop),
            ..Self::default()
        }
    }
}

impl Logic for Beats {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, memory, program_low, program_high);
        dff_setup!(self, clock, running, step, again, acc, kept, bits_of_step, number, negative, comes, middle, loud, heard, said);
        self.code.next = self.program_low.read.val();
        self.code_high.next = self.program_high.read.val();
        self.address.next = self.code.val().get_bits::<8>(15);
        self.mark.next = self.code.val().get_bits::<4>(23);
        self.times.next = self.code.val().get_bits::<5>(27);
        self.target.next = self.code_high.val().get_bits::<8>(0);
        self.way.next = self.code_high.val().get_bits::<4>(8);
        // Operands.
        self.word.next = self.memory.read.val();
        self.plain.next = self.word.val();
        if self.mark.val() == self.mark_score.val() {
            // Whether an event came stands above the score.
            self.plain.next = self.word.val() & self.bits_of_global.val();
            if self.word.val().get_bit(30) {
                self.plain.next = self.word.val() | self.top_bit.val();
            }
        }
        self.sample_bits.next = unsigned_cast_to::<16, 16>(self.sample.val());
        self.sample_wide.next = bit_cast::<32, 16>(self.sample_bits.val());
        self.number_word.next = bit_cast::<32, 5>(self.number.q.val());
        self.other.next = self.number_word.val();
        if (self.mark.val() == self.mark_sample.val()) & self.hears.val() & !self.sample_bits.val().get_bit(15) {
            self.other.next = self.number_word.val() | (self.sample_wide.val() << self.sixteen.val());
        }
        self.left_word.next = 0.into();
        if self.code.val().get_bit(0) {
            self.left_word.next = self.plain.val();
        }
        self.left_acc.next = 0.into();
        if self.code.val().get_bit(1) {
            self.left_acc.next = self.acc.q.val();
        }
        self.left_held.next = 0.into();
        if self.code.val().get_bit(2) {
            self.left_held.next = self.kept.q.val();
        }
        self.left_other.next = 0.into();
        if self.code.val().get_bit(3) {
            self.left_other.next = self.other.val();
        }
        self.right_word.next = 0.into();
        if self.code.val().get_bit(4) {
            self.right_word.next = self.word.val();
        }
        self.right_acc.next = 0.into();
        if self.code.val().get_bit(5) {
            self.right_acc.next = self.acc.q.val();
        }
        self.right_held.next = 0.into();
        if self.code.val().get_bit(6) & (!self.code.val().get_bit(7) | self.bits_of_step.q.val().get_bit(0)) {
            self.right_held.next = self.kept.q.val();
        }
        self.adder.left.next = self.left_word.val() | self.left_acc.val() | self.left_held.val() | self.left_other.val();
        self.adder.right.next = self.right_word.val() | self.right_acc.val() | self.right_held.val();
        self.adder.less.next = self.code.val().get_bit(8);
        self.sum.next = self.adder.sum.val();
        self.half.next = self.sum.val() >> self.one.val();
        if self.sum.val().get_bit(31) {
            self.half.next = (self.sum.val() >> self.one.val()) | self.top_bit.val();
        }
        // What becomes of the sum.
        if self.running.q.val() {
            self.negative.d.next = self.sum.val().get_bit(31);
            if self.code.val().get_bit(9) {
                self.acc.d.next = self.sum.val();
                if self.code.val().get_bit(10) {
                    self.acc.d.next = self.half.val();
                }
            }
            if self.code.val().get_bit(11) {
                self.kept.d.next = self.sum.val();
            }
            if self.mark.val() == self.mark_clear.val() {
                self.comes.d.next = false;
                self.middle.d.next = false;
                self.loud.d.next = false;
                self.said.d.next = false;
                self.number.d.next = 0.into();
            }
            if self.mark.val() == self.mark_comes.val() {
                self.comes.d.next = true;
            }
            if self.mark.val() == self.mark_calm.val() {
                self.comes.d.next = false;
            }
            if self.mark.val() == self.mark_middle.val() {
                self.middle.d.next = true;
            }
            if self.mark.val() == self.mark_loud.val() {
                self.loud.d.next = true;
            }
            if self.mark.val() == self.mark_hear.val() {
                self.heard.d.next = true;
            }
            if self.mark.val() == self.mark_unhear.val() {
                self.heard.d.next = false;
            }
            if self.mark.val() == self.mark_score.val() {
                self.heard.d.next = self.word.val().get_bit(31);
            }
            if self.mark.val() == self.mark_next.val() {
                self.number.d.next = self.number.q.val() + 1;
            }
            if self.mark.val() == self.mark_number.val() {
                self.number.d.next = self.word.val().get_bits::<5>(0);
            }
            if self.mark.val() == self.mark_step.val() {
                self.bits_of_step.d.next = self.sum.val().get_bits::<12>(0);
            }
            if self.mark.val() == self.mark_shift.val() {
                self.bits_of_step.d.next = self.bits_of_step.q.val() >> self.one.val();
            }
            if self.mark.val() == self.mark_said.val() {
                self.said.d.next = true;
            }
        }
        // The way.
        self.jumps.next = (self.way.val() == self.way_jump.val())
            | ((self.way.val() == self.way_negative.val()) & self.negative.q.val())
            | ((self.way.val() == self.way_not_negative.val()) & !self.negative.q.val())
            | ((self.way.val() == self.way_comes.val()) & self.comes.q.val())
            | ((self.way.val() == self.way_calm.val()) & !self.comes.q.val())
            | ((self.way.val() == self.way_middle.val()) & self.middle.q.val())
            | ((self.way.val() == self.way_soft.val()) & !self.middle.q.val())
            | ((self.way.val() == self.way_loud.val()) & self.loud.q.val())
            | ((self.way.val() == self.way_not_loud.val()) & !self.loud.q.val())
            | ((self.way.val() == self.way_heard.val()) & self.heard.q.val())
            | ((self.way.val() == self.way_more.val()) & (self.number.q.val() != self.last.val()));
        self.moves.next = self.again.q.val() == self.times.val();
        self.next.next = self.step.q.val();
        if self.running.q.val() {
            self.again.d.next = self.again.q.val() + 1;
            if self.moves.val() {
                self.again.d.next = 0.into();
                self.next.next = self.step.q.val() + 1;
                if self.jumps.val() {
                    self.next.next = self.target.val();
                }
                if self.way.val() == self.way_stop.val() {
                    self.next.next = 0.into();
                    self.running.d.next = false;
                }
            }
        } else {
            self.running.d.next = self.go.val();
        }
        self.step.d.next = self.next.val();
        self.program_low.read_address.next = bit_cast::<24, 8>(self.next.val());
        self.program_low.write_enable.next = false;
        self.program_low.write_address.next = 0.into();
        self.program_low.write.next = 0.into();
        self.program_high.read_address.next = bit_cast::<24, 8>(self.next.val());
        self.program_high.write_enable.next = false;
        self.program_high.write_address.next = 0.into();
        self.program_high.write.next = 0.into();
        // The memory: the program's, or the host's.
        self.number_wide.next = bit_cast::<8, 5>(self.number.q.val());
        self.field.next = (self.number_wide.val() << self.two.val()) | (self.address.val() & self.field_bits.val());
        self.row.next = 0.into();
        if self.code.val().get_bit(13) {
            self.row.next = self.number_wide.val();
        }
        self.level_low.next = 0.into();
        if self.code.val().get_bit(14) & self.middle.q.val() {
            self.level_low.next = self.low_level.val();
        }
        self.level_high.next = 0.into();
        if self.code.val().get_bit(14) & self.loud.q.val() {
            self.level_high.next = self.high_level.val();
        }
        self.level.next = self.level_low.val() | self.level_high.val();
        self.place.next = self.address.val() | self.row.val() | self.level.val();
        if !self.address.val().get_bit(7) {
            self.place.next = self.field.val();
        }
        self.written.next = self.sum.val();
        if self.mark.val() == self.mark_keep.val() {
            self.written.next = self.sum.val() & self.bits_of_global.val();
            if self.heard.q.val() {
                self.written.next = self.sum.val() | self.top_bit.val();
            }
        }
        self.memory.write_enable.next = self.code.val().get_bit(12);
        self.host_place.next = self.window_address.val().get_bits::<8>(0);
        self.host_field.next = self.window_address.val().get_bits::<2>(0);
        self.host_global.next = self.window_address.val().get_bit(7);
        self.host.next = self.window_write.val();
        if (self.host_field.val() == self.of_pace.val()) | (self.host_field.val() == self.of_home.val()) {
            self.host.next = self.window_write.val() & self.bits_of_pace.val();
        }
        if self.host_global.val() {
            self.host.next = self.window_write.val() & self.bits_of_global.val();
        }
        if self.host_place.val() == self.at_since.val() {
            self.host.next = self.window_write.val();
        }
        if !self.running.q.val() {
            self.place.next = self.host_place.val();
            self.memory.write_enable.next = self.window_enable.val();
            self.written.next = self.host.val();
        }
        self.memory.read_address.next = bit_cast::<24, 8>(self.place.val());
        self.memory.write_address.next = bit_cast::<24, 8>(self.place.val());
        self.memory.write.next = self.written.val();
        self.window_read.next = self.memory.read.val();
        self.busy.next = self.running.q.val();
        self.beat.next = self.said.q.val();
        self.leads.next = self.number.q.val();
    }
}
