//! Fixed point against float64, and results as the step is halved. `docs/src/convergence.md` shows what these tests print.

use syntony_medium::gain::Gain;
use syntony_medium::law::Law;
use syntony_medium::noise::Generator;
use syntony_medium::schedule::{Ramp, Schedules};
use syntony_medium::shape::{Coupling, Shape};
use syntony_sim::oscillators::pack_amplitude;
use syntony_sim::run::{Request, run};
use syntony_sim::weights::Rows;
use syntony_sim::{Float, Kernel, Medium, Single, Weights};

/// Numbers that are the same everywhere.
struct Draw(Generator);

impl Draw {
    fn new(seed: u32) -> Self {
        Self(Generator::new(seed.wrapping_mul(0x9E37_79B9) | 1))
    }

    fn unit(&mut self) -> f64 {
        f64::from(self.0.draw().0 >> 8) / f64::from(1 << 24)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.unit() * n as f64) as usize
    }

    fn sign(&mut self) -> i32 {
        if self.unit() < 0.5 { -1 } else { 1 }
    }

    /// Nearly normal, deviation 1.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }
}

const N: usize = 100;

/// Random patterns stored by Hebb's rule in 5-bit weights.
fn memory(patterns: &[Vec<i32>], phase_bits: u32) -> Medium {
    let sums: Vec<i32> = (0..N * N).map(|k| if k / N == k % N { 0 } else { patterns.iter().map(|p| p[k / N] * p[k % N]).sum() }).collect();
    let rms = (sums.iter().map(|&s| f64::from(s * s)).sum::<f64>() / (N * N) as f64).sqrt();
    let unit = 3.0 * rms / 15.0;
    let weights = sums.iter().map(|&s| (f64::from(s) / unit).round().clamp(-15.0, 15.0) as i16).collect();
    let shape = Shape { oscillators: N as u32, phase_bits, lanes: 4, block: 4, ..Shape::default() };
    let mut medium = Medium::with_weights(shape, Weights::Dense(weights)).unwrap();
    medium.settings.schedules = Schedules { gain: Ramp::constant(15645), noise: Ramp::linear(1043.0, 0.0, 40), ..Schedules::default() };
    medium.oscillators.gain.fill(Gain::from_factor(2048.0 * unit / (N as f64 * 127.0)).unwrap());
    medium
}

/// Share of trials that end with an overlap above 0.95 after a quarter of the signs was wrong.
fn success(kernel: &mut impl Kernel, phase_bits: u32, trials: u32) -> f64 {
    let mut good = 0;
    for trial in 0..trials {
        let mut draw = Draw::new(trial + 1);
        let patterns: Vec<Vec<i32>> = (0..8).map(|_| (0..N).map(|_| draw.sign()).collect()).collect();
        let mut medium = memory(&patterns, phase_bits);
        let mut cue = patterns[0].clone();
        let mut order: Vec<usize> = (0..N).collect();
        for k in 0..N / 4 {
            order.swap(k, k + draw.below(N - k));
            cue[order[k]] *= -1;
        }
        let jitter = |draw: &mut Draw| ((draw.unit() - 0.5) * 0.4 / std::f64::consts::TAU * 16_777_216.0) as i32;
        medium.set_phases(cue.iter().map(|&s| (if s > 0 { 0 } else { 1 << 23 } + jitter(&mut draw)) as u32));
        medium.generator = Generator::new(trial + 77);
        run(kernel, &mut medium, Request { sweeps: 40, restart: true }, |_| false).unwrap();
        let shown = |word: u32| if syntony_medium::sine::cos(word) >= 0 { 1 } else { -1 };
        let right: i32 = medium.oscillators.state.iter().zip(&patterns[0]).map(|(&word, &s)| shown(word) * s).sum();
        good += u32::from(right > 95);
    }
    f64::from(good) / f64::from(trials)
}

/// `model.md`: recall of 8 patterns in 100 oscillators succeeds in 0.99 of trials, and equals float64 from 8 to 10 phase bits up.
#[test]
fn recall_is_as_good_as_in_float64() {
    let trials = 200;
    let float = success(&mut Float::default(), 24, trials);
    println!("recall, N = 100, 8 patterns, Hebb, 5-bit weights, 25 % flipped, {trials} trials");
    println!("float64          {float:.3}");
    for bits in [8, 10, 16, 24] {
        let fixed = success(&mut Single::default(), bits, trials);
        println!("fixed, {bits:>2} bits   {fixed:.3}");
        assert!((fixed - float).abs() <= 0.03 && fixed >= 0.95, "{bits} bits: {fixed} against {float}");
    }
}

/// Kuramoto's medium: everyone pulls everyone alike, frequencies are normal with a deviation of 0.02 rad a sweep.
fn kuramoto(n: u32, coupling: f64, halvings: u32, phase_bits: u32) -> Medium {
    let shape = Shape { oscillators: n, phase_bits, lanes: 1, block: n, ..Shape::default() };
    let mut medium = Medium::with_weights(shape, Weights::Dense(vec![1; (n * n) as usize])).unwrap();
    let step = 0.5f64.powi(halvings as i32);
    let mut draw = Draw::new(11);
    medium.settings.law = Law::FullPhase;
    medium.settings.dither = phase_bits < 24;
    medium.settings.schedules.gain = Ramp::constant((coupling * step * 65536.0 / std::f64::consts::TAU).round() as i32);
    medium.oscillators.gain.fill(Gain::from_factor(2048.0 / (127.0 * f64::from(n))).unwrap());
    for omega in &mut medium.oscillators.frequency {
        *omega = (draw.normal() * 0.02 * step * 16_777_216.0 / std::f64::consts::TAU).round() as i32;
    }
    medium.set_phases((0..n).map(|_| (draw.unit() * 16_777_216.0) as u32));
    medium
}

/// Order parameter, its mean over the last two thirds of 1500 sweeps (of the whole step).
fn order(kernel: &mut impl Kernel, mut medium: Medium, halvings: u32) -> f64 {
    let (n, shown_max, sweeps) = (medium.shape().oscillators, medium.shape().shown_max(), 1500 << halvings);
    let mut sum = 0.0;
    run(kernel, &mut medium, Request { sweeps, restart: true }, |seen| {
        if seen.sweeps_done > sweeps / 3 {
            sum += seen.order_parameter(n, shown_max);
        }
        false
    })
    .unwrap();
    sum / f64::from(sweeps - sweeps / 3)
}

/// `model.md`: r(K) needs 16 phase bits, or 8 with dither. The onset is at K = 0.032 rad a sweep.
#[test]
fn synchrony_begins_where_it_does_in_float64() {
    println!("r(K), N = 256, all to all, frequencies normal with 0.02 rad a sweep");
    println!("K rad/sweep  float64  24 bits  16 bits  8 bits with dither");
    for coupling in [0.01, 0.02, 0.03, 0.035, 0.04, 0.05, 0.07, 0.1] {
        let float = order(&mut Float::default(), kuramoto(256, coupling, 0, 24), 0);
        let fixed = [24, 16, 8].map(|bits| order(&mut Single::default(), kuramoto(256, coupling, 0, bits), 0));
        println!("{coupling:>11.3}  {float:>7.3}  {:>7.3}  {:>7.3}  {:>7.3}", fixed[0], fixed[1], fixed[2]);
        assert!((fixed[0] - float).abs() < 0.03 && (fixed[1] - float).abs() < 0.03, "K = {coupling}: {fixed:?} against {float}");
        assert!((fixed[2] - float).abs() < 0.08, "K = {coupling}: {fixed:?} against {float}");
    }
}

/// Mean distance of two sets of phases, in turns, as they turn together.
fn apart(a: &[u32], b: &[u32]) -> f64 {
    let distance = |(&a, &b): (&u32, &u32)| f64::from(((a.wrapping_sub(b) as i32) << 8) >> 8).abs() / 16_777_216.0;
    a.iter().zip(b).map(distance).sum::<f64>() / a.len() as f64
}

/// Half the step and twice the sweeps: r(K) stays, and the distance of the final phases from the finest ones halves too.
#[test]
fn halving_the_step_changes_nothing_that_matters() {
    println!("r(K) as the step is halved (fixed point, 24 phase bits)");
    println!("K rad/sweep  step 1  step 1/2  step 1/4  step 1/8");
    for coupling in [0.02, 0.05, 0.1] {
        let r: Vec<f64> = (0..4).map(|h| order(&mut Single::default(), kuramoto(256, coupling, h, 24), h)).collect();
        println!("{coupling:>11.3}  {:>6.3}  {:>8.3}  {:>8.3}  {:>8.3}", r[0], r[1], r[2], r[3]);
        assert!(r.iter().all(|r0| (r0 - r[3]).abs() < 0.01), "{r:?}");
    }
    println!("phases after 12 sweeps of the whole step: mean distance in turns from those of the finest float64 run");
    println!("K rad/sweep   step     fixed    float64");
    // Gains that stay whole numbers when they are halved six times.
    for coupling in [2048.0, 4096.0].map(|gain| gain / 65536.0 * std::f64::consts::TAU) {
        let phases = |kernel: &mut dyn FnMut(&mut Medium, u32), halvings: u32| {
            let mut medium = kuramoto(64, coupling, halvings, 24);
            kernel(&mut medium, 12 << halvings);
            medium.oscillators.state
        };
        let mut float = |medium: &mut Medium, sweeps| {
            run(&mut Float::default(), medium, Request { sweeps, restart: true }, |_| false).map(|_| ()).unwrap();
        };
        let mut fixed = |medium: &mut Medium, sweeps| {
            run(&mut Single::default(), medium, Request { sweeps, restart: true }, |_| false).map(|_| ()).unwrap();
        };
        let finest = phases(&mut float, 6);
        let mut before = f64::INFINITY;
        for halvings in 0..4 {
            let (a, b) = (apart(&phases(&mut fixed, halvings), &finest), apart(&phases(&mut float, halvings), &finest));
            println!("{coupling:>11.3}  1/{:<3}  {a:>8.5}   {b:>8.5}", 1 << halvings);
            assert!(b < 0.62 * before, "step 1/{}: {b} after {before}", 1 << halvings);
            assert!((a - b).abs() < 0.004, "step 1/{}: fixed {a}, float {b}", 1 << halvings);
            before = b;
        }
    }
}

/// The inertial law cuts a random graph as well as in float64, and moves alike in the first sweep, within a shown step.
#[test]
fn cuts_are_as_good_as_in_float64() {
    let n = 200;
    let mut draw = Draw::new(5);
    let mut edges = Vec::new();
    for i in 0..n {
        for _ in 0..5 {
            let j = (i + 1 + draw.below(n - 1)) % n;
            edges.extend([(i, j, -1), (j, i, -1)]);
        }
    }
    let rows = Rows::from_edges(n, &edges).unwrap();
    let coupling = Coupling::Sparse { slots: rows.slots(1) as u32 };
    let shape = Shape { oscillators: n as u32, coupling, shown_bits: 6, lanes: 1, block: 16, ..Shape::default() };
    let gains: Vec<_> = (0..n).map(|i| Gain::from_factor(3.0 * 2048.0 / (31.0 * (rows.degree(i) as f64).sqrt())).unwrap()).collect();
    let mut medium = Medium::with_weights(shape, Weights::Sparse(rows)).unwrap();
    medium.oscillators.gain = gains.into_iter().map(|gain| Gain { error_step: 10, ..gain }).collect();
    medium.settings.law = Law::Inertial;
    medium.settings.measure = true;
    medium.settings.schedules.pull = Ramp::pull(30310, 400);
    let mut means = [0.0; 2];
    for start in 0..32 {
        let mut draw = Draw::new(100 + start);
        medium.oscillators.state = (0..n).map(|_| pack_amplitude(205 * draw.sign(), 205 * draw.sign())).collect();
        let (mut fixed, mut float) = (medium.clone(), medium.clone());
        let request = Request { sweeps: 400, restart: true };
        run(&mut Single::default(), &mut fixed, request, |_| false).unwrap();
        run(&mut Float::default(), &mut float, request, |_| false).unwrap();
        means[0] += fixed.observers.best_energy as f64 / 32.0;
        means[1] += float.observers.best_energy as f64 / 32.0;
    }
    println!(
        "inertial law, random graph of {n} nodes, 400 sweeps, mean energy of 32 starts: fixed {:.1}, float64 {:.1}",
        means[0], means[1]
    );
    assert!((means[0] / means[1] - 1.0).abs() < 0.01, "{means:?}");

    let amplitudes = |medium: &Medium| -> Vec<i32> { medium.oscillators.state.iter().map(|&word| i32::from(word as i16)).collect() };
    let (mut fixed, mut float) = (medium.clone(), medium.clone());
    run(&mut Single::default(), &mut fixed, Request { sweeps: 1, restart: true }, |_| false).unwrap();
    run(&mut Float::default(), &mut float, Request { sweeps: 1, restart: true }, |_| false).unwrap();
    let distance: i32 = amplitudes(&fixed).iter().zip(amplitudes(&float)).map(|(a, b)| (a - b).abs()).sum();
    let mean = f64::from(distance) / n as f64;
    println!("mean distance of amplitudes after one sweep: {mean:.1} of 2048");
    assert!(mean < 2048.0 / 31.0, "{mean}");
}
