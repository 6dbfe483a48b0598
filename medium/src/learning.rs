//! Learning: what one pass over a shown state does to a coupling and to a row's gain. The rule is told in `docs/src/learning.md`.
//!
//! Integers only, shifts in place of divisions, and no more than one row's drive: what a lane can do while it walks its row.

use crate::format::{MAX16, clamp};
use crate::gain::Gain;

/// What a learning pass obeys; each field is a register or a bit of `learn_control`. The default learns nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Learning {
    /// Whether a pass follows each cycle's end and each run's end.
    pub on: bool,
    /// Whether the weights stay as they are.
    pub freeze_weights: bool,
    /// Whether the gains stay as they are.
    pub freeze_gains: bool,
    /// Whether the set of couplings stays as it is: a weight of 0 is no coupling, and a coupling never becomes 0.
    pub freeze_structure: bool,
    /// Whether decay falls on every row, not only on those that learn.
    pub decay_all: bool,
    /// Margin `theta` in units of a weight: a row learns while its drive toward its own sign is below it; 0..=2^24 - 1.
    pub margin: u32,
    /// Step `eta` in 1/256 of a weight, 0..=1023.
    pub step: u32,
    /// A weight gives way by one with probability `|w| / 2^decay`, 1..=15; 0: never.
    pub decay: u32,
    /// The gain drifts by about `2^-drift` of what it is off, 1..=15; 0: never.
    pub drift: u32,
    /// Set point of a row's mean scaled drive, Q11, 0..=32767.
    pub target: u32,
    /// A weight of 0 takes its step with probability `2^-growth`, 0..=15; beyond 8 as 8.
    pub growth: u32,
    /// Whether the natural frequencies stay as they are.
    pub freeze_frequencies: bool,
    /// A natural frequency gives way by `2^-tune` of the phase's offset from its nearer rest point, 1..=15; 0: never. Needs
    /// [`Shape::tuning`](crate::shape::Shape::tuning).
    pub tune: u32,
}

/// The random numbers of one row in one pass: a 16-bit xorshift, one word a slot (dense: a partner), in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowNoise(u16);

impl RowNoise {
    /// Begins with the high half of the row's word; 0, from which xorshift never leaves, becomes 1.
    pub const fn new(word: u32) -> Self {
        let seed = (word >> 16) as u16;
        Self(if seed == 0 { 1 } else { seed })
    }

    /// The next word (xorshift, the triple 7, 9, 8: period 65535).
    #[inline(always)]
    pub const fn draw(&mut self) -> u16 {
        let mut z = self.0;
        z ^= z << 7;
        z ^= z >> 9;
        z ^= z << 8;
        self.0 = z;
        z
    }
}

impl Learning {
    /// Whether a row of this drive, taken toward its own sign, is out of balance.
    #[inline(always)]
    pub const fn out_of_balance(&self, held: i32) -> bool {
        held < self.margin as i32
    }

    /// Whether the couplings of a row can change at all.
    pub const fn touches(&self, learns: bool) -> bool {
        let steps = learns && self.step > 0;
        let decays = self.decay > 0 && (learns || self.decay_all);
        !self.freeze_weights && (steps || decays)
    }

    /// Bits of a slot's random word that are all 0 where a coupling may begin: none of those that round the step.
    #[inline(always)]
    pub const fn growth_mask(&self) -> u16 {
        !(0xFFu32 << self.growth) as u16 & 0xFF
    }

    /// The new weight of a coupling. `like`: the two ends show the same sign; `learns`: the row is out of balance; `limit`: largest
    /// weight that both signs reach; `z`: the slot's random word.
    #[inline(always)]
    pub const fn weight(&self, old: i32, like: bool, learns: bool, limit: i32, z: u16) -> i32 {
        if self.freeze_weights || (old == 0 && (self.freeze_structure || z & self.growth_mask() != 0)) {
            return old;
        }
        let step = if learns { ((self.step + (z >> 8) as u32) >> 8) as i32 } else { 0 };
        let gives_way = self.decay > 0 && (learns || self.decay_all) && ((z as u32 & ((1 << self.decay) - 1)) as i32) < old.abs();
        if step == 0 && !gives_way {
            return old;
        }
        let moved = if like { old + step } else { old - step };
        let new = clamp(if gives_way { moved - old.signum() } else { moved }, limit);
        if !self.freeze_structure || new != 0 {
            return new;
        }
        // A frozen structure has no weight 0: one that was pushed comes out at the other side, one that gave way stays.
        if step > 0 && like == (old < 0) { -old.signum() } else { old.signum() }
    }

    /// Whether natural frequencies can change at all.
    pub const fn tunes(&self) -> bool {
        self.tune > 0 && !self.freeze_frequencies
    }

    /// The new natural frequency of a row in a phase law, 2^-24 turn a sweep; half a turn forward is half a turn back. `phase`: 24 bits.
    pub const fn frequency(&self, omega: i32, phase: u32) -> i32 {
        if !self.tunes() {
            return omega;
        }
        // From the nearer one of 0 and half a turn: the low 23 bits, signed.
        let offset = (phase << 9) as i32 >> 9;
        ((omega - (offset >> self.tune)) << 8) >> 8
    }

    /// The new gain of a row. `drive`: its scaled drive, Q11; `word`: the row's random word, of which the low half rounds.
    pub const fn gain(&self, gain: Gain, drive: i32, word: u32) -> Gain {
        if self.freeze_gains || self.drift == 0 {
            return gain;
        }
        let off = self.target as i32 - clamp(drive, MAX16).abs();
        let change = (8 * off + (word & ((1 << self.drift) - 1)) as i32) >> self.drift;
        let moved = gain.mantissa as i32 + change;
        let mantissa = if moved < 1 {
            1
        } else if moved > 0xFFFF {
            0xFFFF
        } else {
            moved
        };
        // One step toward a mantissa of 16384 to 32767.
        if mantissa > MAX16 {
            let room = gain.exponent < 15;
            let mantissa = if room { mantissa >> 1 } else { MAX16 };
            return Gain { mantissa: mantissa as u16, exponent: if room { gain.exponent + 1 } else { 15 }, ..gain };
        }
        if mantissa < 16384 && gain.exponent > -16 {
            return Gain { mantissa: (mantissa << 1) as u16, exponent: gain.exponent - 1, ..gain };
        }
        Gain { mantissa: mantissa as u16, ..gain }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn learning() -> impl Strategy<Value = Learning> {
        (any::<[bool; 4]>(), 0u32..1 << 24, 0u32..1024, 0u32..16, 0u32..16, 0u32..32768, 0u32..16).prop_map(
            |(flags, margin, step, decay, drift, target, growth)| {
                let [freeze_weights, freeze_gains, freeze_structure, decay_all] = flags;
                Learning {
                    on: true,
                    freeze_weights,
                    freeze_gains,
                    freeze_structure,
                    decay_all,
                    margin,
                    step,
                    decay,
                    drift,
                    target,
                    growth,
                    ..Learning::default()
                }
            },
        )
    }

    #[test]
    fn the_row_generator_has_its_whole_period() {
        let mut noise = RowNoise::new(1 << 16);
        let first = noise;
        let mut length = 0u32;
        while length == 0 || noise != first {
            assert_ne!(noise.draw(), 0);
            length += 1;
        }
        assert_eq!(length, 65535);
        assert_eq!(RowNoise::new(0xFFFF), RowNoise::new(1 << 16));
    }

    /// Over all words of the generator a fractional step and a decay are right on the mean.
    #[test]
    fn rounding_is_right_on_the_mean() {
        for (step, decay, old) in [(64, 0, 3), (300, 0, -2), (0, 4, 7), (0, 6, -21), (0, 10, 5)] {
            let learning = Learning { step, decay, ..Learning::default() };
            let sum: i64 = (1..=u16::MAX).map(|z| i64::from(learning.weight(old, true, true, 100, z) - old)).sum();
            let gives = if decay == 0 { 0.0 } else { f64::from(old) / f64::from(1 << decay) };
            let (mean, expected) = (sum as f64 / 65535.0, f64::from(step) / 256.0 - gives);
            assert!((mean - expected).abs() < 1e-3, "{step} {decay} {old}: {mean} {expected}");
        }
    }

    /// A coupling begins with the probability that was asked for, whatever its step is rounded to.
    #[test]
    fn couplings_grow_at_their_rate() {
        for (growth, bits) in [(0, 0), (1, 1), (5, 5), (8, 8), (15, 8)] {
            for step in [40, 256, 700] {
                let learning = Learning { step, growth, ..Learning::default() };
                let mean = |old| (1..=u16::MAX).map(|z| f64::from(learning.weight(old, true, true, 100, z) - old)).sum::<f64>() / 65535.0;
                let (expected, grown) = (f64::from(step) / 256.0, mean(0) * f64::from(1 << bits));
                assert!((grown - expected).abs() < 5e-3 * expected, "{growth} {step}: {grown}");
                assert!((mean(3) - expected).abs() < 1e-3);
            }
        }
    }

    #[test]
    fn gains_settle_where_the_drive_is_right() {
        let learning = Learning { drift: 5, target: 2048, ..Learning::default() };
        for (start, drive) in
            [(Gain::default(), 12_700), (Gain { mantissa: 32767, exponent: 9, error_step: 3, held: true }, 500), (Gain::default(), 3)]
        {
            let (mut gain, mut word) = (start, crate::noise::Generator::new(5));
            let scaled = |gain: Gain| crate::format::round15(gain.align(drive) * i32::from(gain.mantissa));
            for _ in 0..4000 {
                gain = learning.gain(gain, scaled(gain), word.draw().0);
            }
            let error = scaled(gain) - 2048;
            assert!(error.abs() < 80 && (gain.error_step, gain.held) == (start.error_step, start.held), "{drive}: {gain:?} {error}");
        }
    }

    /// An oscillator that its own frequency holds off its rest point comes to rest there, and one at rest keeps its frequency.
    #[test]
    fn frequencies_settle_where_the_phase_is_at_rest() {
        let learning = Learning { tune: 4, ..Learning::default() };
        for (start, rest) in [(300_000, 0), (-300_000, 1 << 23), (8_388_607, 0), (0, 1 << 23)] {
            let mut omega = start;
            for _ in 0..4000 {
                // Held by a pull that gives way by twice the frequency, a quarter turn at most.
                let offset = (2 * omega).clamp(-(1 << 22), (1 << 22) - 1);
                omega = learning.frequency(omega, (rest + offset) as u32 & 0xFF_FFFF);
            }
            assert!(omega.abs() <= 8, "{start}: {omega}");
        }
        let still = Learning { freeze_frequencies: true, ..learning };
        assert_eq!([still.frequency(-77, 1 << 20), Learning::default().frequency(78, 1 << 20)], [-77, 78]);
        assert_eq!([(0, 1 << 20), (-(1 << 23), 16)].map(|(omega, phase)| learning.frequency(omega, phase)), [-(1 << 16), (1 << 23) - 1]);
    }

    proptest! {
        #[test]
        fn frequencies_stay_in_range(tune in 1u32..16, omega in -(1 << 23)..1 << 23, phase in 0u32..1 << 24) {
            let new = Learning { tune, ..Learning::default() }.frequency(omega, phase);
            let moved = (new - omega) << 8 >> 8;
            prop_assert!((-(1 << 23)..1 << 23).contains(&new) && moved.abs() <= 1 << 21);
            let back = phase & (1 << 22) == 0;
            prop_assert!(back == (moved <= 0), "{} {}", omega, new);
        }

        #[test]
        fn weights_stay_in_range(l in learning(), old in -170i32..=85, like: bool, learns: bool, limit in 1i32..=127, z in 1u16..) {
            let new = l.weight(old, like, learns, limit, z);
            prop_assert!(new.abs() <= limit || new == old);
            prop_assert!(!l.freeze_weights || new == old);
            prop_assert!(!l.freeze_structure || (new == 0) == (old == 0));
            prop_assert!(l.touches(learns) || new == old);
        }

        #[test]
        fn no_rate_no_change(l in learning(), old in -128i32..128, like: bool, z in 1u16.., mantissa in 0u16..32768, exponent in -16i8..16, drive: i16, word: u32) {
            let still = Learning { step: 0, decay: 0, drift: 0, ..l };
            prop_assert_eq!(still.weight(old, like, true, 127, z), old);
            let gain = Gain { mantissa, exponent, error_step: 7, held: word & 1 == 1 };
            prop_assert_eq!(still.gain(gain, i32::from(drive), word), gain);
            let moved = l.gain(gain, i32::from(drive), word);
            prop_assert_eq!(Gain::from_word(moved.word()), moved);
        }
    }
}
