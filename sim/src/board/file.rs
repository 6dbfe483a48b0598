//! The board's register file, and what of it a medium is made of.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use syntony_medium::law::Law;
use syntony_medium::learning::Learning;
use syntony_medium::noise::Generator;
use syntony_medium::registers::{self as reg, Register};
use syntony_medium::schedule::{Accumulators, Ramp, Schedules};
use syntony_medium::shape::{Coupling, Shape};
use syntony_medium::weight::WeightCode;

use crate::learn::Learnt;
use crate::run::Outcome;
use crate::{Medium, Settings, SimError};

/// The value of every register by address.
pub struct Registers(BTreeMap<u16, u32>);

impl Registers {
    /// After reset, with the identity of a shape.
    pub fn new(shape: &Shape) -> Self {
        let mut file = Self(reg::of(shape).map(|register| (register.address, register.reset)).collect());
        // The tables never change, and many boards are made.
        static HASHES: [OnceLock<u32>; 3] = [const { OnceLock::new() }; 3];
        let hash = match shape.rhythm {
            None => *HASHES[usize::from(shape.learning) + usize::from(shape.tuning)].get_or_init(|| reg::map_hash_of(shape)),
            Some(_) => reg::map_hash_of(shape),
        };
        file.set(&reg::MAP_HASH, hash);
        if let Some(rhythm) = shape.rhythm {
            file.set(&reg::CONTOURS, rhythm.contours);
            file.set(&reg::CELLS, rhythm.cells);
            file.set(&reg::SAMPLE_RATE, rhythm.rate);
            file.set(
                &reg::BESIDE,
                reg::BESIDE.pack(&[("tones", rhythm.tones), ("beats", u32::from(rhythm.beats)), ("cue", rhythm.cue_bits())]),
            );
        }
        file.set(&reg::OSCILLATORS, shape.oscillators);
        if let Coupling::Sparse { slots } = shape.coupling {
            file.set(&reg::COUPLING, 1);
            file.set(&reg::SLOTS, slots);
        }
        let radix4 = u32::from(shape.weight_code == WeightCode::Radix4);
        let widths =
            [("weight_bits", shape.weight_bits), ("radix4", radix4), ("shown_bits", shape.shown_bits), ("phase_bits", shape.phase_bits)];
        file.set(&reg::NUMBERS, reg::NUMBERS.pack(&widths));
        file.set(&reg::ORDER, reg::ORDER.pack(&[("lanes", shape.lanes), ("lag", shape.lag)]));
        file.set(&reg::BLOCK, shape.block);
        file.set(&reg::LAWS, shape.laws.mask());
        file
    }

    /// A register's value.
    pub fn get(&self, register: &Register) -> u32 {
        self.0.get(&register.address).copied().unwrap_or(0)
    }

    /// Sets a register, whoever may write it, cut to its bits.
    pub fn set(&mut self, register: &Register, word: u32) {
        self.0.insert(register.address, register.keep(word));
    }

    /// Counts a register up, round.
    pub fn count(&mut self, register: &Register) {
        self.set(register, self.get(register).wrapping_add(1));
    }

    /// How the run is doing.
    pub fn set_status(&mut self, running: bool, outcome: Option<Outcome>, refused: bool) {
        let (settled, stopped) = (outcome == Some(Outcome::Settled), outcome == Some(Outcome::Stopped));
        let flags = [("running", running), ("settled", settled), ("stopped", stopped), ("refused", refused)];
        self.set(&reg::STATUS, reg::STATUS.pack(&flags.map(|(name, flag)| (name, u32::from(flag)))));
    }

    /// Copies the settings and the live counters into a medium.
    pub fn settle_into(&self, medium: &mut Medium) -> Result<(), SimError> {
        let control = self.get(&reg::RUN_CONTROL);
        let ramp = |start, step| Ramp { start: self.get(start) as i32, step: self.get(step) as i32 };
        medium.settings = Settings {
            law: Law::from_code(self.get(&reg::LAW)).ok_or(SimError::LawCode(self.get(&reg::LAW)))?,
            alpha: self.get(&reg::ALPHA) as u16,
            dither: reg::RUN_CONTROL.flag("dither", control),
            schedules: Schedules {
                gain: ramp(&reg::GAIN_START, &reg::GAIN_STEP),
                harmonic: ramp(&reg::HARMONIC_START, &reg::HARMONIC_STEP),
                injection: ramp(&reg::INJECTION_START, &reg::INJECTION_STEP),
                noise: ramp(&reg::NOISE_START, &reg::NOISE_STEP),
                pull: ramp(&reg::PULL_START, &reg::PULL_STEP),
            },
            cycle: self.get(&reg::CYCLE),
            measure: reg::RUN_CONTROL.flag("measure", control),
            settle: self.get(&reg::SETTLE),
            learning: self.learning(),
        };
        let now = [&reg::GAIN_NOW, &reg::HARMONIC_NOW, &reg::INJECTION_NOW, &reg::NOISE_NOW, &reg::PULL_NOW];
        medium.accumulators = Accumulators::from_words(now.map(|register| self.get(register) as i32));
        medium.generator = Generator::new(self.get(&reg::NOISE_STATE));
        medium.learnt = Learnt {
            generator: Generator::new(self.get(&reg::LEARN_NOISE)),
            passes: self.get(&reg::LEARN_PASSES),
            rows: self.get(&reg::LEARN_ROWS),
            last: self.get(&reg::LEARN_LAST),
        };
        let wide = |low, high| (i64::from(self.get(high) as i32) << 32) | i64::from(self.get(low));
        let observers = &mut medium.observers;
        observers.sweeps_done = self.get(&reg::SWEEPS_DONE);
        observers.cycle_position = self.get(&reg::CYCLE_POSITION);
        observers.settled_for = self.get(&reg::SETTLED_FOR);
        observers.best_energy = wide(&reg::BEST_LOW, &reg::BEST_HIGH);
        observers.best_sweep = self.get(&reg::BEST_SWEEP);
        Ok(())
    }

    /// How the medium learns; registers that there are not count as 0.
    fn learning(&self) -> Learning {
        let control = self.get(&reg::LEARN_CONTROL);
        let flag = |name| reg::LEARN_CONTROL.flag(name, control);
        let tune = self.get(&reg::LEARN_TUNE);
        Learning {
            on: flag("learn"),
            freeze_weights: flag("freeze_weights"),
            freeze_gains: flag("freeze_gains"),
            freeze_structure: flag("freeze_structure"),
            decay_all: flag("decay_all"),
            margin: self.get(&reg::LEARN_MARGIN),
            step: self.get(&reg::LEARN_STEP),
            decay: self.get(&reg::LEARN_DECAY),
            drift: self.get(&reg::LEARN_DRIFT),
            target: self.get(&reg::LEARN_TARGET),
            growth: self.get(&reg::LEARN_GROWTH),
            freeze_frequencies: reg::LEARN_TUNE.flag("freeze_frequencies", tune),
            tune: reg::LEARN_TUNE.part("tune", tune),
        }
    }

    /// Copies what a medium shows after a sweep into the registers.
    pub fn observe(&mut self, medium: &Medium) {
        let now = [&reg::GAIN_NOW, &reg::HARMONIC_NOW, &reg::INJECTION_NOW, &reg::NOISE_NOW, &reg::PULL_NOW];
        for (register, word) in now.into_iter().zip(medium.accumulators.words()) {
            self.set(register, word as u32);
        }
        let seen = &medium.observers;
        let values = [
            (&reg::NOISE_STATE, medium.generator.state()),
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
        ];
        for (register, word) in values {
            self.set(register, word);
        }
        if medium.shape().learning {
            let Learnt { generator, passes, rows, last } = medium.learnt;
            let values =
                [(&reg::LEARN_NOISE, generator.state()), (&reg::LEARN_PASSES, passes), (&reg::LEARN_ROWS, rows), (&reg::LEARN_LAST, last)];
            values.into_iter().for_each(|(register, word)| self.set(register, word));
        }
    }
}
