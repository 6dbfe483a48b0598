//! How a medium is played while it recalls.

use std::f64::consts::TAU;

use syntony_medium::law::Law;
use syntony_medium::noise::Generator;
use syntony_medium::schedule::{Ramp, Schedules};
use syntony_sim::Medium;

use crate::random::Random;

/// Schedules and start of one recall; the angles are in radians. The default is one for all sizes, loads and rules:
/// what was tried and what it gave is in `docs/src/recall.md`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Setting {
    /// Sweeps of a recall.
    pub sweeps: u32,
    /// Turn by a unit of drive at a right angle, first and last sweep.
    pub gain: (f64, f64),
    /// Pull toward the cue, which is held as the injection's target, first and last sweep.
    pub injection: (f64, f64),
    /// Standard deviation of the noise, first and last sweep.
    pub noise: (f64, f64),
    /// The start is this far from the cue's phase (0 or half a turn), to either side: least and most.
    pub start: (f64, f64),
}

impl Default for Setting {
    fn default() -> Self {
        Self { sweeps: 40, gain: (2.2, 3.0), injection: (0.2, 0.0), noise: (0.25, 0.0), start: (0.3, 0.5) }
    }
}

impl Setting {
    /// The schedules of the medium.
    pub fn schedules(&self) -> Schedules {
        let ramp = |(from, to): (f64, f64)| Ramp::linear(from * 65536.0 / TAU, to * 65536.0 / TAU, self.sweeps);
        Schedules { gain: ramp(self.gain), injection: ramp(self.injection), noise: ramp(self.noise), ..Schedules::default() }
    }

    /// Prepares a medium for recalling from `cue` (+-1 a pixel).
    pub fn prepare(&self, medium: &mut Medium, cue: &[i8], random: &mut Random) {
        medium.settings.law = Law::Projected;
        medium.settings.schedules = self.schedules();
        medium.generator = Generator::new(random.bits() as u32);
        for (target, &pixel) in medium.oscillators.target.iter_mut().zip(cue) {
            *target = if pixel < 0 { 1 << 15 } else { 0 };
        }
        let (least, most) = self.start;
        let phases: Vec<u32> = cue
            .iter()
            .map(|&pixel| {
                let away = (least + (most - least) * random.unit()) * f64::from(1 << 24) / TAU;
                let away = if random.bits() >> 63 == 1 { -away } else { away };
                (away as i32 + if pixel < 0 { 1 << 23 } else { 0 }) as u32 & 0xFF_FFFF
            })
            .collect();
        medium.set_phases(phases);
    }
}
