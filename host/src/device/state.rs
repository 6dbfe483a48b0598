//! Whole media into a board and out of it, and runs.

use std::time::{Duration, Instant};

use syntony_medium::law::Law;
use syntony_medium::noise::Generator;
use syntony_medium::registers::{self as reg, Register};
use syntony_medium::schedule::{Accumulators, Ramp, Schedules};
use syntony_medium::shape::{Coupling, Shape};
use syntony_medium::window::{self, WINDOWS, Window};
use syntony_sim::run::{Outcome, Request, Sums};
use syntony_sim::{Learnt, Medium, Observers, Settings, layout};

use super::{Device, DeviceError};

/// `run_control` without a restart, and the four registers after it.
fn switches(settings: &Settings) -> [u32; 5] {
    let control = [("measure", u32::from(settings.measure)), ("dither", u32::from(settings.dither))];
    [reg::RUN_CONTROL.pack(&control), settings.cycle, settings.settle, settings.law.code(), u32::from(settings.alpha)]
}

impl Device {
    /// Windows that this board has.
    pub fn windows(&self) -> impl Iterator<Item = &'static Window> + use<> {
        let shape = *self.shape();
        WINDOWS.iter().filter(move |window| window.words(&shape) > 0)
    }

    /// Loads a whole medium: settings, live counters, banks and weights.
    pub fn upload(&mut self, medium: &Medium) -> Result<(), DeviceError> {
        self.same_shape(medium.shape())?;
        self.halt()?;
        for window in self.windows() {
            self.write_window(window, 0, &layout::words(window, medium))?;
        }
        self.upload_settings(medium)?;
        self.unbroken()
    }

    /// Loads everything of a medium but its weights.
    pub fn upload_state(&mut self, medium: &Medium) -> Result<(), DeviceError> {
        self.same_shape(medium.shape())?;
        self.halt()?;
        for window in self.banks() {
            self.write_window(window, 0, &layout::words(window, medium))?;
        }
        self.upload_settings(medium)?;
        self.unbroken()
    }

    /// Windows that hold no weights.
    fn banks(&self) -> impl Iterator<Item = &'static Window> + use<> {
        self.windows().filter(|window| ![window::WEIGHTS, window::EDGES, window::ROWS].contains(window))
    }

    /// Loads the settings and the live counters of a medium.
    pub fn upload_settings(&mut self, medium: &Medium) -> Result<(), DeviceError> {
        let [control, cycle, settle, law, alpha] = switches(&medium.settings);
        self.write_all(&reg::RUN_CONTROL, &[control, cycle, settle, law, alpha, medium.generator.state()])?;
        let ramps = medium.settings.schedules.ramps().into_iter().zip(medium.accumulators.words());
        let words: Vec<u32> = ramps.flat_map(|(ramp, now)| [ramp.start as u32, ramp.step as u32, now as u32]).collect();
        self.write_all(&reg::GAIN_START, &words)?;
        let seen = &medium.observers;
        self.write_all(&reg::SWEEPS_DONE, &[seen.sweeps_done, seen.cycle_position, seen.settled_for])?;
        self.write_all(&reg::BEST_LOW, &[seen.best_energy as u32, (seen.best_energy >> 32) as u32, seen.best_sweep])?;
        if self.shape().learning {
            self.upload_learning(&medium.settings.learning)?;
            let Learnt { generator, passes, rows, .. } = medium.learnt;
            self.write_all(&reg::LEARN_NOISE, &[generator.state(), passes, rows])?;
        }
        Ok(())
    }

    /// Sets law, strengths and switches, and nothing else.
    pub fn upload_run(&mut self, settings: &Settings) -> Result<(), DeviceError> {
        self.write_all(&reg::RUN_CONTROL, &switches(settings))?;
        let starts = [&reg::GAIN_START, &reg::HARMONIC_START, &reg::INJECTION_START, &reg::NOISE_START, &reg::PULL_START];
        for (start, ramp) in starts.into_iter().zip(settings.schedules.ramps()) {
            self.write_all(start, &[ramp.start as u32, ramp.step as u32])?;
        }
        if self.shape().learning { self.upload_learning(&settings.learning) } else { Ok(()) }
    }

    /// Reads a whole medium back.
    pub fn download(&mut self) -> Result<Medium, DeviceError> {
        let shape = *self.shape();
        let mut medium = Medium::new(shape)?;
        self.download_weights(&mut medium)?;
        self.download_state(&mut medium)?;
        Ok(medium)
    }

    /// Reads the weights into a medium of the same shape.
    pub fn download_weights(&mut self, medium: &mut Medium) -> Result<(), DeviceError> {
        self.same_shape(medium.shape())?;
        let shape = *self.shape();
        let whole = |device: &mut Self, window: &Window| device.read_window(window, 0, window.words(&shape) as usize);
        let weights = match shape.coupling {
            Coupling::Dense => layout::weights(&shape, &whole(self, &window::WEIGHTS)?, &[])?,
            Coupling::Sparse { .. } => layout::weights(&shape, &whole(self, &window::EDGES)?, &whole(self, &window::ROWS)?)?,
        };
        medium.set_weights(weights)?;
        Ok(())
    }

    /// Reads everything but the weights into a medium of the same shape.
    pub fn download_state(&mut self, medium: &mut Medium) -> Result<(), DeviceError> {
        self.same_shape(medium.shape())?;
        let shape = *self.shape();
        for window in self.banks() {
            let words = self.read_window(window, 0, window.words(&shape) as usize)?;
            layout::set_bank(window, &words, medium);
        }
        let control = self.read_all(&reg::RUN_CONTROL, 6)?;
        let ramps = self.read_all(&reg::GAIN_START, 15)?;
        let learning = if shape.learning { self.learning(medium)? } else { medium.settings.learning };
        let ramp = |k: usize| Ramp { start: ramps[3 * k] as i32, step: ramps[3 * k + 1] as i32 };
        medium.settings = Settings {
            law: Law::from_code(control[3]).unwrap_or(medium.settings.law),
            alpha: control[4] as u16,
            dither: reg::RUN_CONTROL.flag("dither", control[0]),
            schedules: Schedules { gain: ramp(0), harmonic: ramp(1), injection: ramp(2), noise: ramp(3), pull: ramp(4) },
            cycle: control[1],
            measure: reg::RUN_CONTROL.flag("measure", control[0]),
            settle: control[2],
            learning,
        };
        medium.generator = Generator::new(control[5]);
        medium.accumulators = Accumulators::from_words([0, 1, 2, 3, 4].map(|k| ramps[3 * k + 2] as i32));
        let best = std::mem::take(&mut medium.observers.best);
        medium.observers = Observers { best, ..self.observers()? };
        self.unbroken()
    }

    /// What was observed, without the best signs.
    pub fn observers(&mut self) -> Result<Observers, DeviceError> {
        let first = reg::SWEEPS_DONE.address;
        let words = self.read_all(&reg::SWEEPS_DONE, 11)?;
        let word = |register: &Register| words[usize::from(register.address - first)];
        let wide = |low: &Register, high: &Register| (i64::from(word(high) as i32) << 32) | i64::from(word(low));
        Ok(Observers {
            sweeps_done: word(&reg::SWEEPS_DONE),
            cycle_position: word(&reg::CYCLE_POSITION),
            settled_for: word(&reg::SETTLED_FOR),
            sums: Sums { cos: word(&reg::SUM_COS) as i32, sin: word(&reg::SUM_SIN) as i32, changed: word(&reg::CHANGED) },
            energy: wide(&reg::ENERGY_LOW, &reg::ENERGY_HIGH),
            best_energy: wide(&reg::BEST_LOW, &reg::BEST_HIGH),
            best_sweep: word(&reg::BEST_SWEEP),
            best: Vec::new(),
        })
    }

    /// Ends a run that a command before this one left behind.
    pub fn halt(&mut self) -> Result<(), DeviceError> {
        if !reg::STATUS.flag("running", self.read(&reg::STATUS)?) {
            return Ok(());
        }
        let tag = self.read(&reg::RUN_TAG)?;
        self.write(&reg::STOP_TAG, tag)?;
        self.finish()
    }

    /// Waits until no run goes on, for as long as sweeps are being done.
    pub fn finish(&mut self) -> Result<(), DeviceError> {
        let limit = Duration::from_secs(60);
        let (mut seen, mut moved) = (0, Instant::now());
        loop {
            let status = self.read(&reg::STATUS)?;
            if !reg::STATUS.flag("running", status) {
                return Ok(());
            }
            self.client.idle(Duration::from_millis(2))?;
            let sweeps = self.read(&reg::SWEEPS_DONE)?;
            if sweeps != seen {
                (seen, moved) = (sweeps, Instant::now());
            } else if moved.elapsed() > limit {
                return Err(DeviceError::Late(limit));
            }
        }
    }

    /// Runs the board's medium to its end. `stop` is asked between polls; when it says `true` the run is stopped after its present sweep.
    /// A run that is not over after `limit` is stopped too, and reported as late.
    pub fn run(&mut self, request: Request, limit: Duration, mut stop: impl FnMut() -> bool) -> Result<Outcome, DeviceError> {
        let end = Instant::now() + limit;
        let tag = self.read(&reg::RUN_TAG)?.wrapping_add(1).max(1);
        let restart = reg::RUN_CONTROL.pack(&[("restart", 1)]);
        let control = self.read(&reg::RUN_CONTROL)? & !restart | if request.restart { restart } else { 0 };
        self.write_all(&reg::RUN_SWEEPS, &[request.sweeps, control])?;
        self.write(&reg::STOP_TAG, 0)?;
        self.start(&reg::RUN_TAG, tag)?;
        let (mut asked, mut late) = (false, false);
        loop {
            let status = self.read(&reg::STATUS)?;
            let flag = |name| reg::STATUS.flag(name, status);
            if flag("refused") {
                return Err(DeviceError::RunRefused);
            }
            if !flag("running") {
                // A board that was reset does not run either.
                self.unbroken()?;
                return match (late, flag("settled"), flag("stopped")) {
                    (true, _, true) => Err(DeviceError::Late(limit)),
                    (_, true, _) => Ok(Outcome::Settled),
                    (_, _, true) => Ok(Outcome::Stopped),
                    _ => Ok(Outcome::Done),
                };
            }
            late |= Instant::now() > end;
            if !asked && (late || stop()) {
                self.write(&reg::STOP_TAG, tag)?;
                asked = true;
            }
            if Instant::now() > end + limit + Duration::from_secs(10) {
                return Err(DeviceError::Late(limit));
            }
            self.client.idle(Duration::from_millis(2))?;
        }
    }

    /// Refuses a shape that is not this board's, with the first difference. Laws may differ: a run tells of a missing one.
    pub fn same_shape(&self, shape: &Shape) -> Result<(), DeviceError> {
        let (m, b) = (shape, self.shape());
        let pairs = [
            ("oscillators", m.oscillators.to_string(), b.oscillators.to_string()),
            ("coupling", format!("{:?}", m.coupling), format!("{:?}", b.coupling)),
            ("weight_bits", m.weight_bits.to_string(), b.weight_bits.to_string()),
            ("weight_code", m.weight_code.name().into(), b.weight_code.name().into()),
            ("shown_bits", m.shown_bits.to_string(), b.shown_bits.to_string()),
            ("phase_bits", m.phase_bits.to_string(), b.phase_bits.to_string()),
            ("lanes", m.lanes.to_string(), b.lanes.to_string()),
            ("block", m.block.to_string(), b.block.to_string()),
            ("lag", m.lag.to_string(), b.lag.to_string()),
            ("learning", m.learning.to_string(), b.learning.to_string()),
            ("tuning", m.tuning.to_string(), b.tuning.to_string()),
        ];
        match pairs.into_iter().find(|(_, medium, board)| medium != board) {
            Some((field, medium, board)) => Err(DeviceError::Shape { field, medium, board }),
            None => Ok(()),
        }
    }
}
