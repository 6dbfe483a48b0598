//! The plain kernel does what its laws are for.

use syntony_medium::gain::Gain;
use syntony_medium::law::Law;
use syntony_medium::noise::Generator;
use syntony_medium::schedule::{Ramp, Schedules};
use syntony_medium::shape::{Coupling, Shape};
use syntony_sim::plain::Plain;
use syntony_sim::run::{Outcome, Request, run};
use syntony_sim::weights::Rows;
use syntony_sim::{Medium, Weights};

fn all(sweeps: u32) -> Request {
    Request { sweeps, restart: true }
}

/// Two oscillators that want to be alike come together under the full-phase law, whatever they start from.
#[test]
fn two_alike_lock_in_phase() {
    let shape = Shape { oscillators: 2, lanes: 1, block: 1, ..Shape::default() };
    let mut medium = Medium::with_weights(shape, Weights::Dense(vec![0, 1, 1, 0])).unwrap();
    medium.settings.law = Law::FullPhase;
    medium.settings.schedules.gain = Ramp::constant(1000);
    medium.oscillators.gain.fill(Gain::from_factor(2048.0 / 127.0).unwrap());
    medium.set_phases([0, 5_000_000]);
    assert_eq!(run(&mut Plain::default(), &mut medium, all(400), |_| false), Ok(Outcome::Done));
    let apart = medium.oscillators.state[0].wrapping_sub(medium.oscillators.state[1]) as i32;
    assert!((apart << 8 >> 8).abs() < 1 << 15, "{apart}");
}

/// A ring of even length with edges to cut is cut everywhere by the inertial law.
#[test]
fn an_even_ring_is_cut_whole() {
    let n = 20;
    let edges: Vec<_> = (0..n).flat_map(|i| [(i, (i + 1) % n, -1), ((i + 1) % n, i, -1)]).collect();
    let rows = Rows::from_edges(n, &edges).unwrap();
    let slots = rows.slots(4) as u32;
    let shape = Shape { oscillators: 20, coupling: Coupling::Sparse { slots }, shown_bits: 6, lanes: 4, block: 4, ..Shape::default() };
    let mut medium = Medium::with_weights(shape, Weights::Sparse(rows)).unwrap();
    medium.settings.law = Law::Inertial;
    medium.settings.cycle = 500;
    medium.settings.measure = true;
    medium.settings.schedules.pull = Ramp::pull(30310, 500);
    medium.oscillators.gain.fill(Gain { error_step: 66, ..Gain::from_factor(3.0 * 2048.0 / (31.0 * 2f64.sqrt())).unwrap() });
    let mut random = Generator::new(7);
    let mut start = || if random.draw().0 >> 16 & 1 == 1 { 205 } else { -205 };
    medium.oscillators.state = (0..n).map(|_| syntony_sim::oscillators::pack_amplitude(start(), start())).collect();
    run(&mut Plain::default(), &mut medium, all(2000), |_| false).unwrap();
    assert_eq!(medium.observers.best_energy, -2 * n as i64);
    let best = &medium.observers.best;
    assert!((0..n).all(|i| best[i] != best[(i + 1) % n]));
}

/// A stored pattern comes back from a quarter of wrong signs under the projected law, and the run settles.
#[test]
fn a_pattern_comes_back() {
    let n = 64usize;
    let sign = |i: usize| if (i * i / 7).is_multiple_of(2) { 1 } else { -1 };
    let matrix = (0..n * n).map(|k| if k / n == k % n { 0 } else { sign(k / n) * sign(k % n) }).collect();
    let shape = Shape { oscillators: 64, lanes: 4, block: 4, ..Shape::default() };
    let mut medium = Medium::with_weights(shape, Weights::Dense(matrix)).unwrap();
    medium.settings.schedules = Schedules { gain: Ramp::constant(15645), noise: Ramp::linear(1043.0, 0.0, 40), ..Schedules::default() };
    medium.settings.settle = 10;
    medium.generator = Generator::new(99);
    medium.oscillators.gain.fill(Gain::from_factor(2048.0 / (64.0 * 127.0)).unwrap());
    let cue = |i: usize| if i % 4 == 1 { -sign(i) } else { sign(i) };
    medium.set_phases((0..n).map(|i| if cue(i) > 0 { 300_000 } else { (1 << 23) + 300_000 }));
    assert_eq!(run(&mut Plain::default(), &mut medium, all(60), |_| false), Ok(Outcome::Settled));
    let phases = &medium.oscillators.state;
    assert!((0..n).all(|i| (syntony_medium::sine::cos(phases[i]) > 0) == (sign(i) > 0)));
    assert!(medium.observers.order_parameter(64, 127) < 1.01);
}

/// With two blocks of two and `lag` 1, the second block sees nothing new in the first sweep.
#[test]
fn lag_holds_values_back_by_one_block() {
    let step = |lag, block| {
        let shape = Shape { oscillators: 4, lanes: 1, block, lag, ..Shape::default() };
        // Everyone is coupled with everyone else.
        let weights = (0..16).map(|k| i16::from(k % 5 != 0)).collect();
        let mut medium = Medium::with_weights(shape, Weights::Dense(weights)).unwrap();
        medium.settings.schedules.gain = Ramp::constant(8000);
        medium.oscillators.gain.fill(Gain::from_factor(16.0).unwrap());
        let mut trail = Vec::new();
        for sweeps in [1, 2] {
            medium.set_phases([0x20_0000, 0x30_0000, 0x28_0000, 0x10_0000]);
            run(&mut Plain::default(), &mut medium, all(sweeps), |_| false).unwrap();
            trail.push(medium.oscillators.state.clone());
        }
        trail
    };
    let (together, without, with) = (step(0, 4), step(0, 2), step(1, 2));
    assert_eq!(with[0], together[0]);
    assert_ne!(with[0], without[0]);
    assert_ne!(with[1], together[1]);
    assert_ne!(with[1], without[1]);
}

/// A wrong bank, a foreign law and a stop request are answered, not guessed at.
#[test]
fn refusals_and_stops() {
    let mut medium = Medium::new(Shape::default()).unwrap();
    medium.oscillators.bias.pop();
    assert!(run(&mut Plain::default(), &mut medium, all(1), |_| false).unwrap_err().to_string().contains("the bias bank has 511"));
    let mut medium = Medium::new(Shape { laws: [Law::Projected].into_iter().collect(), ..Shape::default() }).unwrap();
    medium.settings.law = Law::Inertial;
    assert!(run(&mut Plain::default(), &mut medium, all(1), |_| false).is_err());
    let mut medium = Medium::new(Shape::default()).unwrap();
    let outcome = run(&mut Plain::default(), &mut medium, all(100), |seen| seen.sweeps_done == 3);
    assert_eq!(outcome, Ok(Outcome::Stopped));
    assert_eq!(medium.observers.sweeps_done, 3);
    assert!(Medium::with_weights(Shape::default(), Weights::Dense(vec![99; 512 * 512])).is_err());
}
