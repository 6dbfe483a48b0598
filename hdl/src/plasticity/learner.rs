//! What learns: wiring of the walk over the rows, the units that change weights, the row's own affairs and the rates; and the signs
//! that all oscillators show. A dense coupling with one copy of the shown values lends that copy, which is free during a pass; other
//! signs are taken as they are shown.

use rust_hdl::prelude::*;
use syntony_medium::shape::{Coupling, Shape};

use super::rates::Rates;
use super::row::Row;
use super::steps::{Pace, Steps};
use super::tuner::Tuner;
use super::units::Units;
use crate::cast::*;
use crate::memory::{Address, Ram};
use crate::sequencer::walk::one_copy;

/// The learner.
#[derive(LogicBlock, Default)]
pub struct Learner {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Starts a pass.
    pub start: Signal<In, Bit>,
    /// A register is written.
    pub register_writes: Signal<In, Bit>,
    /// Which.
    pub register_number: Signal<In, Bits<8>>,
    /// What is written.
    pub register_write: Signal<In, Bits<32>>,
    /// An oscillator is shown.
    pub done: Signal<In, Bit>,
    /// Which.
    pub done_row: Signal<In, Address>,
    /// What it shows.
    pub u: Signal<In, Signed<8>>,
    /// Static: inertial law, whose frequencies do not tune.
    pub inertial: Signal<In, Bit>,
    /// Word of the window.
    pub window_read: Signal<In, Bits<32>>,
    /// A pass goes on.
    pub active: Signal<Out, Bit>,
    /// Number of the window that is wanted.
    pub window: Signal<Out, Bits<8>>,
    /// Offset in it.
    pub offset: Signal<Out, Bits<32>>,
    /// Writes to it.
    pub writes: Signal<Out, Bit>,
    /// What is written, from the clock after `writes` on, for 2 clocks.
    pub window_write: Signal<Out, Bits<32>>,
    /// State of the generator.
    pub noise_state: Signal<Out, Bits<32>>,
    /// The oscillator whose sign is wanted a clock later.
    pub partner: Signal<Out, Address>,
    /// The sign it shows is -1, where shown values are lent.
    pub shown_negative: Signal<In, Bit>,
    /// Rows found out of balance in the last pass.
    pub learnt: Signal<Out, Bits<32>>,
    rates: Rates,
    steps: Steps,
    units: Units,
    row: Row,
    tuners: Vec<Tuner>,
    signs: Vec<Ram>,
    shown: Signal<Local, Bits<8>>,
    negative: Signal<Local, Bit>,
    meant: Signal<Local, Address>,
    decays: Signal<Local, Bit>,
}

/// Whether the coupling lends its shown values.
pub fn lent(shape: &Shape) -> bool {
    shape.coupling == Coupling::Dense && one_copy(shape)
}

impl Learner {
    /// For a shape; `small`: for devices of few cells, whose memory of weights answers at once.
    pub fn new(shape: &Shape, small: bool) -> Self {
        let (partners, wide) = match shape.coupling {
            Coupling::Dense => (shape.oscillators, !small),
            // A row has at most as many slots as fit the length of its group.
            Coupling::Sparse { slots } => (slots.min(0xFFFF), false),
        };
        let pace = if wide { Pace { latency: 7, period: 16 } } else { Pace { latency: 3, period: 2 } };
        Self {
            steps: Steps::new(shape, pace, small),
            units: Units::new(shape, partners, small),
            row: Row::new(shape, partners),
            tuners: if shape.tuning { vec![Tuner::default()] } else { vec![] },
            signs: if lent(shape) { vec![] } else { vec![Ram::new(shape.oscillators, 1)] },
            ..Self::default()
        }
    }
}

impl Logic for Learner {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, rates, steps, units, row);
        self.rates.writes.next = self.register_writes.val();
        self.rates.number.next = self.register_number.val();
        self.rates.word.next = self.register_write.val();
        self.rates.draw.next = self.steps.draw_row.val();
        self.noise_state.next = self.rates.state.val();
        // Signs: partners have theirs read while slots go by, rows theirs otherwise.
        self.shown.next = unsigned_cast_to::<8, 8>(self.u.val());
        self.meant.next = self.units.partner.val();
        if self.steps.own.val() {
            self.meant.next = self.steps.row.val();
        }
        self.partner.next = self.meant.val();
        self.negative.next = self.shown_negative.val();
        for i in 0..self.signs.len() {
            self.signs[i].clock.next = self.clock.val();
            self.signs[i].write_enable.next = self.done.val();
            self.signs[i].write_address.next = self.done_row.val();
            self.signs[i].write.next = 0.into();
            if self.shown.val().get_bit(7) {
                self.signs[i].write.next = 1.into();
            }
            self.signs[i].read_address.next = self.meant.val();
            self.negative.next = self.signs[i].read.val().get_bit(0);
        }
        // The walk.
        self.steps.start.next = self.start.val();
        self.steps.word.next = self.window_read.val();
        self.steps.learns.next = self.row.learns.val();
        self.steps.busy.next = self.row.busy.val();
        self.steps.drifts.next = self.rates.drifts.val();
        self.decays.next = self.rates.decay_mask.val().get_bit(0) & !self.rates.freeze_weights.val();
        self.steps.changes.next = self.decays.val() | (self.rates.step.val().any() & !self.rates.freeze_weights.val());
        self.steps.changes_all.next = self.decays.val() & self.rates.decay_all.val();
        self.steps.tunes.next = false;
        self.active.next = self.steps.active.val();
        self.window.next = self.steps.window.val();
        self.offset.next = self.steps.offset.val();
        self.writes.next = self.steps.writes.val();
        self.learnt.next = self.steps.learnt.val();
        self.window_write.next = self.units.result.val();
        if self.steps.gain.val() {
            self.window_write.next = self.row.gain.val();
        }
        // Its natural frequency.
        for i in 0..self.tuners.len() {
            self.steps.tunes.next = self.rates.tunes.val() & !self.inertial.val();
            self.tuners[i].clock.next = self.clock.val();
            self.tuners[i].take.next = self.steps.take_state.val();
            self.tuners[i].word.next = self.window_read.val();
            self.tuners[i].tune.next = self.rates.tune.val();
            if self.steps.frequency.val() {
                self.window_write.next = self.tuners[i].frequency.val();
            }
        }
        // The row.
        self.row.take.next = self.steps.take_row.val();
        self.row.starts.next = self.steps.take_gain.val();
        self.row.sum.next = self.units.sum.val();
        self.row.word.next = self.window_read.val();
        self.row.negative.next = self.negative.val();
        self.row.margin.next = self.rates.margin.val();
        self.row.target.next = self.rates.target.val();
        self.row.drift.next = self.rates.drift.val();
        self.row.random.next = self.rates.state.val();
        // Its weights.
        self.units.freeze_weights.next = self.rates.freeze_weights.val();
        self.units.freeze_structure.next = self.rates.freeze_structure.val();
        self.units.growth_mask.next = self.rates.growth_mask.val();
        self.units.decay_all.next = self.rates.decay_all.val();
        self.units.step.next = self.rates.step.val();
        self.units.decay_mask.next = self.rates.decay_mask.val();
        self.units.clear.next = self.steps.clear.val();
        self.units.sums.next = self.steps.sums.val();
        self.units.choose.next = self.steps.choose.val();
        self.units.judge.next = self.steps.judge.val();
        self.units.negative.next = self.negative.val();
        self.units.learns.next = self.row.learns.val();
        self.units.seed.next = self.rates.state.val().get_bits::<16>(16);
        self.units.draw.next = self.steps.draw.val();
        self.units.take.next = self.steps.take.val();
        self.units.word.next = self.window_read.val();
        self.units.at.next = self.steps.at.val();
        self.units.row.next = self.steps.first.val();
        self.units.sign.next = self.negative.val();
    }
}
