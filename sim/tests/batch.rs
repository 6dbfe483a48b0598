//! The batch kernel against the plain one, bit for bit.

use proptest::prelude::*;
use syntony_medium::gain::Gain;
use syntony_medium::law::Law;
use syntony_medium::schedule::Ramp;
use syntony_medium::shape::{Coupling, Shape};
use syntony_medium::weight::WeightCode;
use syntony_sim::batch::{Batch, LANES};
use syntony_sim::oscillators::{pack_amplitude, unpack_amplitude};
use syntony_sim::plain::Plain;
use syntony_sim::run::{self, Request};
use syntony_sim::weights::Rows;
use syntony_sim::{Isa, Medium, Weights};

/// A stream of numbers for the parts of a case that need not shrink.
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) ^ self.0
    }
    fn between(&mut self, low: i64, high: i64) -> i64 {
        low + (self.next() >> 8) as i64 % (high - low + 1)
    }
}

#[derive(Clone, Debug)]
struct Case {
    oscillators: u32,
    dense: bool,
    share: i64,
    largest: i64,
    shown_bits: u32,
    radix4: bool,
    block: u32,
    lag: u32,
    biased: bool,
    exponent: i64,
    peak: u16,
    sweeps: u32,
    seed: u64,
}

fn case() -> impl Strategy<Value = Case> {
    let size = (2u32..90, any::<bool>(), 5i64..=100, prop_oneof![Just(1i64), 2..9i64, Just(200)]);
    let form = (3u32..=8, any::<bool>(), 1u32..40, 0u32..=1, any::<bool>());
    (size, form, -16i64..=15, 0u16..=32767, 1u32..25, any::<u64>()).prop_map(|(size, form, exponent, peak, sweeps, seed)| {
        let (oscillators, dense, share, largest) = size;
        let (shown_bits, radix4, block, lag, biased) = form;
        let block = block.min(oscillators);
        let lag = if block < oscillators { lag } else { 0 };
        Case { oscillators, dense, share, largest, shown_bits, radix4, block, lag, biased, exponent, peak, sweeps, seed }
    })
}

fn medium(case: &Case, draw: &mut Draw) -> Medium {
    let n = case.oscillators as usize;
    let code = if case.radix4 { WeightCode::Radix4 } else { WeightCode::TwosComplement };
    let mut shape = Shape {
        oscillators: case.oscillators,
        coupling: Coupling::Dense,
        weight_bits: 8,
        weight_code: code,
        shown_bits: case.shown_bits,
        lanes: 1,
        block: case.block,
        lag: case.lag,
        ..Shape::default()
    };
    let (low, high) = shape.weight_range();
    let mut edges = Vec::new();
    for to in 0..n {
        for from in 0..n {
            if draw.between(1, 100) <= case.share {
                let weight = draw.between((-case.largest).max(i64::from(low)), case.largest.min(i64::from(high)));
                edges.push((to, from, weight as i16));
            }
        }
    }
    let weights = if case.dense {
        let mut matrix = vec![0; n * n];
        edges.iter().for_each(|&(to, from, w)| matrix[to * n + from] = w);
        Weights::Dense(matrix)
    } else {
        shape.coupling = Coupling::Sparse { slots: (n * n) as u32 };
        Weights::Sparse(Rows::from_edges(n, &edges).unwrap())
    };
    let mut medium = Medium::with_weights(shape, weights).unwrap();
    medium.settings.law = Law::Inertial;
    medium.settings.measure = true;
    medium.settings.schedules.pull = Ramp::pull(case.peak, case.sweeps);
    for i in 0..n {
        let exponent = (case.exponent + draw.between(-1, 1)).clamp(-16, 15) as i8;
        let error_step = if draw.next() & 1 == 0 { 0 } else { draw.between(0, 255) as u8 };
        medium.oscillators.gain[i] = Gain { mantissa: draw.between(0, 32767) as u16, exponent, error_step, held: false };
        medium.oscillators.bias[i] = if case.biased { draw.between(-32768, 32767) as i16 >> draw.between(0, 15) } else { 0 };
    }
    medium
}

fn agree(case: &Case, isa: Isa) -> Result<(), TestCaseError> {
    let mut draw = Draw(case.seed);
    let mut medium = medium(case, &mut draw);
    let batch = Batch::new(&medium, isa).unwrap();
    let n = case.oscillators as usize;
    let mut group = batch.group();
    let starts: Vec<Vec<(i32, i32)>> = (0..LANES)
        .map(|_| (0..n).map(|_| (draw.between(-2048, 2048) as i32, draw.between(-32767, 32767) as i32 >> draw.between(0, 12))).collect())
        .collect();
    for (lane, states) in starts.iter().enumerate() {
        for (i, &(x, y)) in states.iter().enumerate() {
            group.set(lane, i, x, y);
        }
    }
    for cycle in 0..2 {
        prop_assert_eq!(batch.cycle(&mut group, medium.settings.schedules.pull, case.sweeps, &mut |_| false), case.sweeps, "{}", cycle);
    }
    let measure = batch.measure(&group);
    medium.settings.cycle = case.sweeps;
    for (lane, states) in starts.iter().enumerate().step_by(7) {
        medium.oscillators.state = states.iter().map(|&(x, y)| pack_amplitude(x, y)).collect();
        run::run(&mut Plain::default(), &mut medium, Request { sweeps: 2 * case.sweeps, restart: true }, |_| false).unwrap();
        for (i, &word) in medium.oscillators.state.iter().enumerate() {
            prop_assert_eq!(group.get(lane, i), unpack_amplitude(word), "restart {} oscillator {}", lane, i);
        }
        prop_assert_eq!(measure.energies[lane], medium.observers.energy, "energy of restart {}", lane);
        let signs = measure.signs.iter().map(|word| word >> lane & 1 == 1);
        if medium.observers.best_energy == medium.observers.energy && medium.observers.best_sweep == 2 * case.sweeps {
            prop_assert!(signs.eq(medium.observers.best.iter().copied()));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn every_instruction_set_gives_the_plain_bits(case in case()) {
        for isa in Isa::ALL {
            agree(&case, isa)?;
        }
    }
}

#[test]
fn a_row_too_long_for_sixteen_bits() {
    let base = Case {
        oscillators: 2500,
        dense: false,
        share: 100,
        largest: 1,
        shown_bits: 8,
        radix4: false,
        block: 16,
        lag: 0,
        biased: true,
        exponent: -2,
        peak: 30310,
        sweeps: 2,
        seed: 5,
    };
    for (dense, isa) in [(false, Isa::Avx512), (true, Isa::Avx512), (true, Isa::Portable)] {
        agree(&Case { dense, ..base.clone() }, isa).unwrap();
    }
}

#[test]
fn a_stopped_cycle_tells_how_far_it_came() {
    let case = Case {
        oscillators: 20,
        dense: false,
        share: 50,
        largest: 1,
        shown_bits: 6,
        radix4: false,
        block: 16,
        lag: 0,
        biased: false,
        exponent: 3,
        peak: 30310,
        sweeps: 100,
        seed: 1,
    };
    let medium = medium(&case, &mut Draw(1));
    let batch = Batch::new(&medium, Isa::best()).unwrap();
    assert_eq!(batch.cycle(&mut batch.group(), medium.settings.schedules.pull, 100, &mut |done| done == 7), 7);
}
