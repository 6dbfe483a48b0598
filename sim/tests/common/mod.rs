//! Media of every kind from a few numbers, for tests that hold kernels against each other.

// Each test file uses its own part of this module.
#![allow(unused)]

use proptest::prelude::*;
use syntony_medium::gain::Gain;
use syntony_medium::law::Law;
use syntony_medium::noise::Generator;
use syntony_medium::schedule::{Ramp, Schedules};
use syntony_medium::shape::{Coupling, Shape};
use syntony_medium::weight::WeightCode;
use syntony_sim::oscillators::pack_amplitude;
use syntony_sim::weights::Rows;
use syntony_sim::{Medium, Weights};

/// A medium in short. Everything else follows from the seed.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    pub law: Law,
    pub oscillators: u32,
    pub sparse: bool,
    pub weight_bits: u32,
    pub radix4: bool,
    pub shown_bits: u32,
    pub phase_bits: u32,
    pub block: u32,
    pub lag: u32,
    pub noise: bool,
    pub dither: bool,
    pub alpha: bool,
    pub harmonic: bool,
    pub injection: bool,
    pub bias: bool,
    pub cycle: u32,
    pub sweeps: u32,
    pub seed: u32,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            law: Law::Projected,
            oscillators: 64,
            sparse: false,
            weight_bits: 5,
            radix4: false,
            shown_bits: 8,
            phase_bits: 16,
            block: 16,
            lag: 0,
            noise: true,
            dither: false,
            alpha: false,
            harmonic: false,
            injection: false,
            bias: true,
            cycle: 0,
            sweeps: 12,
            seed: 1,
        }
    }
}

/// Random plans of at most 200 oscillators.
pub fn plans() -> impl Strategy<Value = Plan> {
    let flags = prop::array::uniform9(any::<bool>());
    let block = prop_oneof![1u32..40, Just(1), Just(16), Just(32), Just(u32::MAX)];
    (
        0usize..3,
        2u32..200,
        2u32..=8,
        3u32..=8,
        4u32..=24,
        block,
        0u32..2,
        (prop_oneof![Just(0u32), 1u32..9], prop_oneof![3 => Just(9), 1 => Just(150)]),
        any::<u32>(),
        flags,
    )
        .prop_map(|(law, oscillators, weight_bits, shown_bits, phase_bits, block, lag, (cycle, sweeps), seed, flags)| {
            let [sparse, radix4, noise, dither, alpha, harmonic, injection, bias, _] = flags;
            Plan {
                law: Law::ALL[law],
                oscillators,
                sparse,
                weight_bits: if radix4 { weight_bits.next_multiple_of(2) } else { weight_bits },
                radix4,
                shown_bits,
                phase_bits,
                block: block.min(oscillators),
                lag: if block < oscillators { lag } else { 0 },
                noise,
                dither,
                alpha,
                harmonic,
                injection,
                bias,
                cycle,
                sweeps,
                seed,
            }
        })
}

impl Plan {
    /// The name of the plan in a golden file: what is not the default.
    pub fn name(&self) -> String {
        let coupling = if self.sparse { "sparse" } else { "dense" };
        let code = if self.radix4 { "radix4" } else { "twos" };
        let flags = [
            ("noise", self.noise),
            ("dither", self.dither),
            ("alpha", self.alpha),
            ("harmonic", self.harmonic),
            ("injection", self.injection),
            ("bias", self.bias),
        ];
        let flags: Vec<_> = flags.iter().filter(|(_, on)| *on).map(|(name, _)| *name).collect();
        format!(
            "{} {coupling} n={} w={}{code} shown={} phase={} block={} lag={} cycle={} sweeps={} [{}]",
            self.law.name(),
            self.oscillators,
            self.weight_bits,
            self.shown_bits,
            self.phase_bits,
            self.block,
            self.lag,
            self.cycle,
            self.sweeps,
            flags.join(" ")
        )
    }

    /// The medium.
    pub fn medium(&self) -> Medium {
        let n = self.oscillators as usize;
        let mut random = Generator::new(self.seed);
        let mut draw =
            move |below: u32| ((u64::from(random.draw().0.rotate_left(7).wrapping_mul(0x9E37_79B9)) * u64::from(below)) >> 32) as u32;
        let mut shape = Shape {
            oscillators: self.oscillators,
            weight_bits: self.weight_bits,
            weight_code: if self.radix4 { WeightCode::Radix4 } else { WeightCode::TwosComplement },
            shown_bits: self.shown_bits,
            phase_bits: self.phase_bits,
            lanes: 1,
            block: self.block,
            lag: self.lag,
            ..Shape::default()
        };
        let (low, high) = shape.weight_range();
        let weights = if self.sparse {
            let mut edges = Vec::new();
            for i in 0..n {
                for _ in 0..draw(12) {
                    edges.push((i, draw(n as u32) as usize, (low + draw((high - low + 1) as u32) as i32) as i16));
                }
            }
            let rows = Rows::from_edges(n, &edges).unwrap();
            shape.coupling = Coupling::Sparse { slots: rows.slots(1).max(1) as u32 };
            Weights::Sparse(rows)
        } else {
            Weights::Dense((0..n * n).map(|_| (low + draw((high - low + 1) as u32) as i32) as i16).collect())
        };
        let mut medium = Medium::with_weights(shape, weights).unwrap();
        let degree = if self.sparse { 6.0 } else { n as f64 };
        let unit = 2048.0 / (f64::from(shape.shown_max()) * f64::from(-low) * degree.sqrt());
        let o = &mut medium.oscillators;
        for i in 0..n {
            // Some far away from the useful, so that both shifts and both clamps are used.
            let factor = if draw(8) == 0 { 2f64.powi(draw(20) as i32 - 10) } else { unit };
            o.gain[i] = Gain { error_step: draw(256) as u8, ..Gain::from_factor(factor).unwrap() };
            o.frequency[i] = draw(1 << 16) as i32 - (1 << 15);
            o.target[i] = draw(1 << 16) as u16;
            o.bias[i] = if self.bias { draw(200) as i16 - 100 } else { 0 };
            o.error[i] = draw(30000) as i16;
            o.state[i] =
                if self.law == Law::Inertial { pack_amplitude(draw(4097) as i32 - 2048, draw(9000) as i32 - 4500) } else { draw(1 << 24) };
        }
        let schedule = |on: bool, from, to| if on { Ramp::linear(from, to, self.sweeps) } else { Ramp::default() };
        let s = &mut medium.settings;
        s.law = self.law;
        s.alpha = if self.alpha { 9000 } else { 0 };
        s.dither = self.dither;
        s.schedules = Schedules {
            gain: Ramp::constant(15645),
            harmonic: schedule(self.harmonic, 100.0, 9000.0),
            injection: schedule(self.injection, 5000.0, 3.0),
            noise: schedule(self.noise, 1043.0, 0.0),
            pull: Ramp::pull(30310, self.sweeps),
        };
        s.cycle = self.cycle;
        s.measure = self.cycle % 2 == 1;
        medium.generator = Generator::new(self.seed ^ 0x5555);
        medium
    }
}
