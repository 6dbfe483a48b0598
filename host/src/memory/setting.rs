//! How a medium is played while it recalls.

use std::f64::consts::TAU;

use syntony_medium::law::Law;
use syntony_medium::noise::Generator;
use syntony_medium::schedule::{Ramp, Schedules};
use syntony_sim::Medium;

use crate::random::Random;

/// Schedules and start of a recall; the angles are in radians. The default is one for all sizes, loads and rules:
/// what was tried and what it gave is in `docs/src/recall.md`.
///
/// A cue is read several times, each time from another start and with other noise; the best answer is kept.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Setting {
    /// How often a cue is read, 1 or more.
    pub reads: u32,
    /// Sweeps of a read.
    pub sweeps: u32,
    /// Turn by a unit of drive at a right angle, first and last sweep.
    pub gain: (f64, f64),
    /// Pull toward the cue, which is held as the injection's target, first and last sweep.
    pub injection: (f64, f64),
    /// Standard deviation of the noise at the first sweep, from which it falls to 0: first and last read.
    pub noise: (f64, f64),
    /// The start is this far from the cue's phase (0 or half a turn), to either side: least and most.
    pub start: (f64, f64),
}

impl Default for Setting {
    fn default() -> Self {
        Self { reads: 16, sweeps: 25, gain: (2.2, 3.0), injection: (0.2, 0.0), noise: (0.2, 0.9), start: (0.3, 0.5) }
    }
}

impl Setting {
    /// The law that recalls.
    pub const LAW: Law = Law::Projected;

    /// The schedules of read number `read`, from 0.
    pub fn schedules(&self, read: u32) -> Schedules {
        let ramp = |(from, to): (f64, f64)| Ramp::linear(from * 65536.0 / TAU, to * 65536.0 / TAU, self.sweeps);
        let share = f64::from(read) / f64::from(self.reads.saturating_sub(1).max(1));
        let noise = self.noise.0 + (self.noise.1 - self.noise.0) * share;
        Schedules { gain: ramp(self.gain), injection: ramp(self.injection), noise: ramp((noise, 0.0)), ..Schedules::default() }
    }

    /// Prepares a medium for read number `read` of `cue` (+-1 a pixel). Oscillators beyond the pixels stand at phase 0, those that are held
    /// where they are.
    pub fn prepare(&self, medium: &mut Medium, cue: &[i8], read: u32, random: &mut Random) {
        medium.settings.law = Self::LAW;
        medium.settings.schedules = self.schedules(read);
        medium.generator = Generator::new(random.bits() as u32);
        for (target, &pixel) in medium.oscillators.target.iter_mut().zip(cue) {
            *target = if pixel < 0 { 1 << 15 } else { 0 };
        }
        let (least, most) = self.start;
        let mut phases: Vec<u32> = cue
            .iter()
            .map(|&pixel| {
                let away = (least + (most - least) * random.unit()) * f64::from(1 << 24) / TAU;
                let away = if random.bits() >> 63 == 1 { -away } else { away };
                (away as i32 + if pixel < 0 { 1 << 23 } else { 0 }) as u32 & 0xFF_FFFF
            })
            .collect();
        medium.keep_held(&mut phases);
        let rest = medium.oscillators.state.len() - cue.len();
        medium.set_phases(phases.into_iter().chain(std::iter::repeat_n(0, rest)));
    }
}
