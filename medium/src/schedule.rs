//! Schedules: values that change linearly from sweep to sweep.

use crate::format::isqrt;

/// A linear ramp: the accumulator begins at `start` and grows by `step` after each sweep, held in `0..=2^31 - 1`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Ramp {
    /// Accumulator at a restart and at the start of each cycle, not negative.
    pub start: i32,
    /// Change after each sweep.
    pub step: i32,
}

impl Ramp {
    /// A value that stays: `value` in units of the schedule, 0..=32767.
    pub const fn constant(value: i32) -> Self {
        Self { start: value << 16, step: 0 }
    }

    /// From `from` to `to` over `sweeps` sweeps (the value after the last step is `to`); both 0..32767 in units of the schedule.
    pub fn linear(from: f64, to: f64, sweeps: u32) -> Self {
        let scale = |v: f64| (v.clamp(0.0, 32767.0) * 65536.0 + 0.5) as i64;
        let (start, end) = (scale(from), scale(to));
        let sweeps = i64::from(sweeps.max(1));
        Self { start: start as i32, step: ((end - start) / sweeps) as i32 }
    }

    /// The pull of the inertial law over a cycle: `g = peak sqrt(1 - tau / sweeps)` as a linear ramp of `g^2`.
    /// `peak` in Q13, 0..=32767 (3.7 is 30310).
    pub fn pull(peak: u16, sweeps: u32) -> Self {
        let peak = i32::from(peak.min(32767));
        let start = peak * peak;
        Self { start, step: -(start / sweeps.max(1) as i32) }
    }
}

/// The schedules of a run. Unit of the first four: 2^-16 turn (for `gain`: a unit of scaled drive).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Schedules {
    /// Strength of the coupling in the phase laws.
    pub gain: Ramp,
    /// Second harmonic `Ks`.
    pub harmonic: Ramp,
    /// Injection `A`.
    pub injection: Ramp,
    /// Standard deviation of the noise.
    pub noise: Ramp,
    /// Square of the pull `g` (Q26) of the inertial law.
    pub pull: Ramp,
}

/// The values that hold during one sweep.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Values {
    /// Strength of the coupling.
    pub gain: i32,
    /// Second harmonic `Ks`.
    pub harmonic: i32,
    /// Injection `A`.
    pub injection: i32,
    /// Standard deviation of the noise.
    pub noise: i32,
    /// Pull `g`, Q13.
    pub pull: i32,
}

/// The live accumulators of [`Schedules`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Accumulators([i32; 5]);

impl Schedules {
    /// The five ramps in the order of their registers.
    pub const fn ramps(&self) -> [Ramp; 5] {
        [self.gain, self.harmonic, self.injection, self.noise, self.pull]
    }
}

impl Accumulators {
    /// All ramps at their starts; negative starts count as zero.
    pub fn start(schedules: &Schedules) -> Self {
        Self(schedules.ramps().map(|ramp| ramp.start.max(0)))
    }

    /// Accumulators read back from registers, in the order of [`Schedules::ramps`]; negative ones count as zero.
    pub fn from_words(words: [i32; 5]) -> Self {
        Self(words.map(|word| word.max(0)))
    }

    /// The accumulators in the order of [`Schedules::ramps`].
    pub const fn words(&self) -> [i32; 5] {
        self.0
    }

    /// After a sweep: every ramp goes one step.
    pub fn advance(&mut self, schedules: &Schedules) {
        for (acc, ramp) in self.0.iter_mut().zip(schedules.ramps()) {
            *acc = acc.saturating_add(ramp.step).max(0);
        }
    }

    /// The values of the coming sweep.
    pub const fn values(&self) -> Values {
        let [gain, harmonic, injection, noise, pull] = self.0;
        Values {
            gain: gain >> 16,
            harmonic: harmonic >> 16,
            injection: injection >> 16,
            noise: noise >> 16,
            pull: {
                let g = isqrt(pull as u32) as i32;
                if g > 32767 { 32767 } else { g }
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ramp_arrives() {
        let schedules = Schedules { noise: Ramp::linear(1000.0, 0.0, 40), ..Schedules::default() };
        let mut acc = Accumulators::start(&schedules);
        assert_eq!(acc.values().noise, 1000);
        for _ in 0..39 {
            acc.advance(&schedules);
        }
        assert_eq!(acc.values().noise, 25);
        acc.advance(&schedules);
        acc.advance(&schedules);
        assert_eq!(acc.values().noise, 0);
    }

    #[test]
    fn the_pull_is_a_square_root() {
        let schedules = Schedules { pull: Ramp::pull(30310, 500), ..Schedules::default() };
        let mut acc = Accumulators::start(&schedules);
        for tau in 0..500 {
            let exact = 3.7 * (1.0 - f64::from(tau) / 500.0).sqrt() * 8192.0;
            assert!((f64::from(acc.values().pull) - exact).abs() < 2.5, "{tau}");
            acc.advance(&schedules);
        }
    }
}
