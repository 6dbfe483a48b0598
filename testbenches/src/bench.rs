//! The medium without its link in Verilator, and what is needed to hold it against the simulator.

use syntony_hdl::generate::Family;
use syntony_hdl::machine::Machine;
use syntony_medium::format::ONE;
use syntony_medium::gain::Gain;
use syntony_medium::law::Law;
use syntony_medium::learning::Learning;
use syntony_medium::noise::Generator;
use syntony_medium::registers::{self as reg, Register};
use syntony_medium::schedule::{Ramp, Schedules};
use syntony_medium::shape::{Coupling, Shape};
use syntony_medium::window::{self, Window};
use syntony_sim::oscillators::pack_amplitude;
use syntony_sim::plain::Plain;
use syntony_sim::run::{Request, run};
use syntony_sim::weights::Rows;
use syntony_sim::{Medium, Weights, layout};

use crate::core::{memory_files, source_of};
use crate::model::Model;
use crate::vectors::Vectors;

/// A Verilated medium without its link.
pub struct Bench {
    shape: Shape,
    model: Model,
    clocks: u64,
}

// Ports in the order of `ports.rs`.
const START_RUN: usize = 0;
const READS: usize = 2;
const WRITES: usize = 3;
const REGISTER: usize = 4;
const WRITE: usize = 5;
const WINDOW: usize = 6;
const OFFSET: usize = 7;
const WINDOW_WRITES: usize = 8;
const WINDOW_WRITE: usize = 9;

impl Bench {
    /// The medium of a shape for a family, just powered up.
    pub fn new(shape: &Shape, name: &str, family: Family) -> Self {
        Self::altered(shape, name, family, true, str::to_string)
    }

    /// The medium of a shape whose Verilog was changed; `fast`: it is worth the compiler's time.
    pub fn altered(shape: &Shape, name: &str, family: Family, fast: bool, change: impl FnOnce(&str) -> String) -> Self {
        let choices = family.choices(12_000_000, 1_000_000, 0);
        let mut machine = Machine::new(shape, &choices);
        let mut source = source_of(name, &mut machine, memory_files(shape, 12_000_000, 0)).unwrap();
        source.verilog = change(&source.verilog);
        source.fast = fast;
        Self { shape: *shape, model: Model::load(&source).unwrap(), clocks: 0 }
    }

    fn clock(&mut self) {
        self.model.clock();
        self.clocks += 1;
    }

    /// Writes a register.
    pub fn write(&mut self, register: &Register, word: u32) {
        self.model.poke(REGISTER, register.address.into());
        self.model.poke(WRITE, register.keep(word));
        self.model.poke(WRITES, 1);
        self.clock();
        self.model.poke(WRITES, 0);
    }

    /// Reads a register.
    pub fn read(&mut self, register: &Register) -> u32 {
        self.model.poke(REGISTER, register.address.into());
        self.model.poke(READS, 1);
        self.clock();
        self.model.poke(READS, 0);
        self.model.eval();
        self.model.peek(1)
    }

    /// Writes a window from its beginning.
    pub fn write_window(&mut self, window: &Window, words: &[u32]) {
        self.model.poke(WINDOW, window.number.into());
        for (offset, &word) in words.iter().enumerate() {
            self.model.poke(OFFSET, offset as u32);
            self.model.poke(WINDOW_WRITE, word);
            self.model.poke(WINDOW_WRITES, 1);
            self.clock();
            self.model.poke(WINDOW_WRITES, 0);
            (0..4).for_each(|_| self.clock());
        }
    }

    /// Reads a window from its beginning.
    pub fn read_window(&mut self, window: &Window, count: usize) -> Vec<u32> {
        self.model.poke(WINDOW, window.number.into());
        (0..count)
            .map(|offset| {
                self.model.poke(OFFSET, offset as u32);
                (0..7).for_each(|_| self.clock());
                self.model.peek(2)
            })
            .collect()
    }

    /// Runs to the end; returns the clocks it took.
    pub fn run(&mut self, limit: u64) -> u64 {
        self.model.poke(START_RUN, 1);
        self.clock();
        self.model.poke(START_RUN, 0);
        let begin = self.clocks;
        while self.model.peek(0) == 1 {
            self.clock();
            assert!(self.clocks - begin < limit, "the machine does not come to an end");
        }
        self.clocks - begin
    }
}

/// Any medium of a shape: weights, states, banks and settings at random, corners included.
pub fn any_medium(shape: Shape, law: Law, v: &mut Vectors) -> Medium {
    let n = shape.oscillators;
    let (low, high) = shape.weight_range();
    let weight = |v: &mut Vectors| (low + v.below((high - low + 1) as u32) as i32) as i16;
    let weights = match shape.coupling {
        Coupling::Dense => Weights::Dense((0..n * n).map(|_| weight(v)).collect()),
        Coupling::Sparse { slots } => {
            // Rows of any length, some empty, as far as the slots go.
            let groups = shape.groups();
            let longest = slots / groups;
            let mut edges = Vec::new();
            for row in 0..n as usize {
                let degree = if v.once_in(4) { 0 } else { v.below(longest + 1) };
                edges.extend((0..degree).map(|_| (row, v.below(n) as usize, weight(v))));
            }
            Weights::Sparse(Rows::from_edges(n as usize, &edges).unwrap())
        }
    };
    let mut medium = Medium::with_weights(shape, weights).unwrap();
    medium.settings.law = law;
    let banks = &mut medium.oscillators;
    let partners = if let Coupling::Sparse { slots } = shape.coupling { slots / shape.groups() } else { n };
    let rms = ((high - low) as f64 / 3.5) * f64::from(partners).sqrt() * f64::from(shape.shown_max()) * 0.6;
    let factor = 2048.0 / rms;
    let holds = shape.learning && v.once_in(2);
    for i in 0..n as usize {
        banks.state[i] = if law == Law::Inertial { pack_amplitude(v.signed(13) as i32, v.signed(12) as i32) } else { v.any() };
        let bits = if v.once_in(8) { 24 } else { 12 };
        banks.frequency[i] = v.signed(bits) as i32;
        banks.target[i] = v.any() as u16;
        let bits = if v.once_in(10) { 16 } else { 6 };
        banks.bias[i] = v.signed(bits) as i16;
        banks.error[i] = v.signed(16) as i16;
        let gain = Gain::from_factor(factor * f64::from(1 + v.below(300)) / 100.0).unwrap();
        banks.gain[i] = Gain { error_step: v.below(80) as u8, held: holds && v.once_in(4), ..gain };
        if v.once_in(10) {
            banks.gain[i] = Gain::from_word(v.any());
        }
        // Rows whose scaled drives saturate.
        if v.once_in(8) {
            banks.gain[i] = Gain { mantissa: 32767, exponent: 3 + v.below(5) as i8, error_step: v.any() as u8, ..banks.gain[i] };
        }
    }
    medium.settings.alpha = v.any() as u16;
    medium.settings.dither = law != Law::Inertial && v.once_in(2);
    medium.generator = Generator::new(v.any());
    let ramp = |v: &mut Vectors, most: u32| Ramp { start: (v.below(most) << 16) as i32, step: v.signed(26) as i32 };
    medium.settings.schedules = Schedules {
        gain: ramp(v, 16000),
        harmonic: ramp(v, 8000),
        injection: ramp(v, 8000),
        noise: if v.once_in(3) { Ramp::default() } else { ramp(v, 1500) },
        // Now and then beyond the largest pull.
        pull: if v.once_in(4) { Ramp { start: i32::MAX, step: -(1 << 27) } } else { Ramp::pull(v.below(ONE as u32 * 15) as u16, 20) },
    };
    medium.settings.cycle = v.below(6);
    medium.settings.measure = v.once_in(2);
    if shape.learning {
        medium.settings.learning = any_learning(&shape, v);
        medium.learnt.generator = Generator::new(v.any());
    }
    medium
}

/// Any learning: all that can be frozen, and rates of 0, now and then.
fn any_learning(shape: &Shape, v: &mut Vectors) -> Learning {
    let limit = shape.weight_code.limit(shape.weight_bits) as u32;
    Learning {
        on: !v.once_in(8),
        freeze_weights: v.once_in(8),
        freeze_gains: v.once_in(4),
        freeze_structure: v.once_in(3),
        decay_all: v.once_in(3),
        margin: if v.once_in(8) { v.below(1 << 24) } else { v.below(10 * limit) },
        step: if v.once_in(6) { 0 } else { v.below(1024) },
        decay: if v.once_in(3) { 0 } else { v.below(16) },
        drift: if v.once_in(4) { 0 } else { v.below(16) },
        target: v.below(0x8000),
        growth: if v.once_in(2) { 0 } else { v.below(10) },
        freeze_frequencies: shape.tuning && v.once_in(8),
        tune: if shape.tuning && !v.once_in(4) { v.below(16) } else { 0 },
    }
}

fn load_learning(bench: &mut Bench, medium: &Medium) {
    let learning = medium.settings.learning;
    let flags = [
        (learning.on, "learn"),
        (learning.freeze_weights, "freeze_weights"),
        (learning.freeze_gains, "freeze_gains"),
        (learning.freeze_structure, "freeze_structure"),
        (learning.decay_all, "decay_all"),
    ];
    if medium.shape().tuning {
        let freeze = u32::from(learning.freeze_frequencies);
        bench.write(&reg::LEARN_TUNE, reg::LEARN_TUNE.pack(&[("tune", learning.tune), ("freeze_frequencies", freeze)]));
    }
    let control = flags.iter().fold(0, |word, &(on, name)| word | u32::from(on) << reg::LEARN_CONTROL.field(name).unwrap().lsb);
    for (register, word) in [
        (&reg::LEARN_CONTROL, control),
        (&reg::LEARN_MARGIN, learning.margin),
        (&reg::LEARN_STEP, learning.step),
        (&reg::LEARN_DECAY, learning.decay),
        (&reg::LEARN_DRIFT, learning.drift),
        (&reg::LEARN_TARGET, learning.target),
        (&reg::LEARN_GROWTH, learning.growth),
        (&reg::LEARN_NOISE, medium.learnt.generator.state()),
        (&reg::LEARN_PASSES, medium.learnt.passes),
        (&reg::LEARN_ROWS, medium.learnt.rows),
    ] {
        bench.write(register, word);
    }
}

/// Loads a medium and what a run obeys.
pub fn load(bench: &mut Bench, medium: &Medium, request: Request) {
    let weights = match medium.shape().coupling {
        Coupling::Dense => vec![window::WEIGHTS],
        Coupling::Sparse { .. } => vec![window::EDGES, window::ROWS],
    };
    let banks = [window::STATE, window::FREQUENCY, window::TARGET, window::GAIN, window::BIAS, window::ERROR];
    for window in banks.into_iter().chain(weights) {
        bench.write_window(&window, &layout::words(&window, medium));
    }
    if medium.shape().learning {
        load_learning(bench, medium);
    }
    let settings = medium.settings;
    let control = u32::from(request.restart) | u32::from(settings.measure) << 1 | u32::from(settings.dither) << 2;
    let ramps = settings.schedules.ramps();
    for (register, word) in [
        (&reg::LAW, settings.law.code()),
        (&reg::ALPHA, settings.alpha.into()),
        (&reg::RUN_CONTROL, control),
        (&reg::RUN_SWEEPS, request.sweeps),
        (&reg::CYCLE, settings.cycle),
        (&reg::SETTLE, settings.settle),
        (&reg::NOISE_STATE, medium.generator.state()),
        (&reg::STOP_TAG, 7),
        (&reg::GAIN_START, ramps[0].start as u32),
        (&reg::GAIN_STEP, ramps[0].step as u32),
        (&reg::HARMONIC_START, ramps[1].start as u32),
        (&reg::HARMONIC_STEP, ramps[1].step as u32),
        (&reg::INJECTION_START, ramps[2].start as u32),
        (&reg::INJECTION_STEP, ramps[2].step as u32),
        (&reg::NOISE_START, ramps[3].start as u32),
        (&reg::NOISE_STEP, ramps[3].step as u32),
        (&reg::PULL_START, ramps[4].start as u32),
        (&reg::PULL_STEP, ramps[4].step as u32),
    ] {
        bench.write(register, word);
    }
}

/// Panics where hardware and simulator differ.
pub fn compare(bench: &mut Bench, medium: &Medium, what: &str) {
    let weights = if medium.shape().coupling == Coupling::Dense { window::WEIGHTS } else { window::EDGES };
    let learnt = [window::GAIN, weights, window::FREQUENCY];
    let learnt = if medium.shape().learning { &learnt[..] } else { &[] };
    for window in [window::STATE, window::ERROR, window::BEST].iter().chain(learnt) {
        let expected = layout::words(window, medium);
        let found = bench.read_window(window, expected.len());
        for (i, (found, expected)) in found.iter().zip(&expected).enumerate() {
            assert!(found == expected, "{what}: window {} word {i}: found 0x{found:x}, expected 0x{expected:x}", window.name);
        }
    }
    let check = |bench: &mut Bench, register: &Register, expected: u32| {
        let found = bench.read(register);
        assert!(found == expected, "{what}: register {}: found 0x{found:x}, expected 0x{expected:x}", register.name);
    };
    let seen = &medium.observers;
    let now = medium.accumulators.words();
    for (register, expected) in [
        (&reg::SWEEPS_DONE, seen.sweeps_done),
        (&reg::CYCLE_POSITION, seen.cycle_position),
        (&reg::SETTLED_FOR, seen.settled_for),
        (&reg::SUM_COS, seen.sums.cos as u32),
        (&reg::SUM_SIN, seen.sums.sin as u32),
        (&reg::CHANGED, seen.sums.changed),
        (&reg::ENERGY_LOW, seen.energy as u32),
        (&reg::ENERGY_HIGH, (seen.energy >> 32) as u32),
        (&reg::BEST_LOW, seen.best_energy as u32),
        (&reg::BEST_HIGH, (seen.best_energy >> 32) as u32),
        (&reg::BEST_SWEEP, seen.best_sweep),
        (&reg::NOISE_STATE, medium.generator.state()),
        (&reg::GAIN_NOW, now[0] as u32),
        (&reg::HARMONIC_NOW, now[1] as u32),
        (&reg::INJECTION_NOW, now[2] as u32),
        (&reg::NOISE_NOW, now[3] as u32),
        (&reg::PULL_NOW, now[4] as u32),
    ] {
        check(bench, register, expected);
    }
    let learnt = medium.learnt;
    if medium.shape().learning {
        for (register, expected) in
            [(&reg::LEARN_NOISE, learnt.generator.state()), (&reg::LEARN_PASSES, learnt.passes), (&reg::LEARN_ROWS, learnt.rows)]
        {
            check(bench, register, expected);
        }
        if learnt.passes > 0 {
            check(bench, &reg::LEARN_LAST, learnt.last);
        }
    }
}

/// Runs a medium on the hardware and in the simulator, and panics where they differ; returns the clocks it took.
pub fn both(bench: &mut Bench, medium: &mut Medium, request: Request, limit: u64, what: &str) -> u64 {
    load(bench, medium, request);
    run(&mut Plain::default(), medium, request, |_| false).unwrap();
    let clocks = bench.run(limit);
    compare(bench, medium, what);
    clocks
}

/// What was compared.
#[derive(Clone, Copy, Debug, Default)]
pub struct Figures {
    /// Oscillator updates.
    pub updates: u64,
    /// Clocks.
    pub clocks: u64,
    /// Dense: weights that were to take a step: rows that learnt, times partners.
    pub weights: u64,
}

/// Runs random media in every law of a shape on the hardware and in the simulator, each with a restart and then going on, and
/// panics at the first difference.
pub fn equal(name: &str, shape: Shape, family: Family, rounds: u32, sweeps: u32) -> Figures {
    equal_on(Bench::new(&shape, name, family), name, rounds, sweeps)
}

/// [`equal`] on a bench.
pub fn equal_on(mut bench: Bench, name: &str, rounds: u32, sweeps: u32) -> Figures {
    let shape = bench.shape;
    let mut v = Vectors::new(shape.oscillators + 31 * shape.lanes + 7 * shape.block);
    let mut figures = Figures::default();
    // Four times the walk over the weights, and room for the small passes: a design that takes longer hangs.
    let walk = match shape.coupling {
        Coupling::Dense => shape.oscillators * shape.groups(),
        Coupling::Sparse { slots } => slots + shape.oscillators,
    };
    let pass = if shape.learning { 32 * u64::from(shape.oscillators) * u64::from(shape.oscillators + 20) } else { 0 };
    let limit = |sweeps: u32| u64::from(sweeps + 4) * (pass + 4 * u64::from(walk) + 64 * u64::from(shape.oscillators) + 10_000);
    for round in 0..rounds {
        for law in shape.laws.iter() {
            let mut medium = any_medium(shape, law, &mut v);
            for part in 0..2 {
                let request = Request { sweeps: sweeps + round * part, restart: part == 0 };
                // A restart clears the error counters; without one any may be there.
                if part == 1 {
                    medium.oscillators.error.iter_mut().for_each(|error| *error = v.signed(16) as i16);
                }
                let what = format!("{name}, {}, round {round}, part {part}", law.name());
                let before = medium.learnt.rows;
                figures.clocks += both(&mut bench, &mut medium, request, limit(request.sweeps), &what);
                let learning = medium.settings.learning;
                if learning.step > 0 && !learning.freeze_weights {
                    figures.weights += u64::from(medium.learnt.rows - before) * u64::from(shape.oscillators - 1);
                }
                figures.updates += u64::from(request.sweeps) * u64::from(shape.oscillators);
            }
        }
    }
    println!("{name}: {} updates, {} of weights, equal in {} clocks", figures.updates, figures.weights, figures.clocks);
    figures
}

/// Runs media that learn in nearly every sweep, until so many weights were to take a step; panics at the first difference. All weights
/// are compared after one to four passes.
pub fn equal_learning(mut bench: Bench, name: &str, weights: u64) -> Figures {
    let shape = bench.shape;
    let mut v = Vectors::new(weights as u32 + shape.oscillators);
    let mut figures = Figures::default();
    let pass = 64 * u64::from(shape.oscillators) * u64::from(shape.oscillators + 40);
    while figures.weights < weights {
        for law in shape.laws.iter() {
            let mut medium = any_medium(shape, law, &mut v);
            let margin = if v.once_in(2) { medium.settings.learning.margin } else { (1 << 24) - 1 };
            medium.settings.learning = Learning { on: true, step: 1 + v.below(1023), margin, ..medium.settings.learning };
            medium.settings.cycle = 1;
            medium.settings.settle = 0;
            for part in 0..4 {
                let request = Request { sweeps: 1 + v.below(4), restart: part == 0 };
                let what = format!("{name}, {}, weight {}", law.name(), figures.weights);
                let before = medium.learnt.rows;
                figures.clocks += both(&mut bench, &mut medium, request, u64::from(request.sweeps + 2) * pass, &what);
                if !medium.settings.learning.freeze_weights {
                    figures.weights += u64::from(medium.learnt.rows.wrapping_sub(before)) * u64::from(shape.oscillators - 1);
                }
                figures.updates += u64::from(request.sweeps) * u64::from(shape.oscillators);
            }
        }
    }
    println!("{name}: {} weights learnt, equal in {} clocks", figures.weights, figures.clocks);
    figures
}
