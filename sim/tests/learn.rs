//! Learning: what a pass may do, and that nobody's bits depend on who computes it.

mod common;

use std::time::{Duration, Instant};

use common::{Plan, plans};
use proptest::prelude::*;
use syntony_medium::frame::{Decoder, Frame, Op, Status};
use syntony_medium::law::Law;
use syntony_medium::learning::Learning;
use syntony_medium::registers::{self as reg, Register};
use syntony_medium::shape::{Coupling, Shape};
use syntony_medium::window::{self, Window};
use syntony_sim::board::Board;
use syntony_sim::plain::Plain;
use syntony_sim::run::{Request, run};
use syntony_sim::{Isa, Kernel, Medium, SimError, Single, Weights, layout};

/// The medium of a plan as one that learns, on so many lanes.
fn learner(plan: &Plan, learning: Learning, lanes: u32) -> Medium {
    let medium = plan.medium();
    let shape = *medium.shape();
    let coupling = match medium.weights() {
        Weights::Dense(_) => Coupling::Dense,
        Weights::Sparse(rows) => Coupling::Sparse { slots: rows.slots(lanes as usize).max(1) as u32 },
    };
    let mut learner =
        Medium::with_weights(Shape { learning: true, tuning: true, lanes, coupling, ..shape }, medium.weights().clone()).unwrap();
    learner.oscillators = medium.oscillators.clone();
    learner.settings = medium.settings;
    learner.settings.learning = learning;
    learner.generator = medium.generator;
    // Every fourth plan has oscillators that are held.
    if plan.oscillators % 4 == 1 {
        learner.oscillators.gain.iter_mut().step_by(3).for_each(|gain| gain.held = true);
    }
    learner
}

fn rates() -> impl Strategy<Value = Learning> {
    let decay = prop_oneof![Just(0u32), 1u32..16];
    (
        any::<[bool; 4]>(),
        0u32..3000,
        0u32..1024,
        decay,
        0u32..16,
        0u32..32768,
        prop_oneof![Just(0u32), 0u32..16],
        prop_oneof![Just(0u32), 1u32..16],
    )
        .prop_map(|(flags, margin, step, decay, drift, target, growth, tune)| {
            let [freeze_weights, freeze_gains, freeze_structure, decay_all] = flags;
            // Mostly not frozen.
            let freeze_weights = freeze_weights && freeze_gains && decay_all;
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
                tune,
                freeze_frequencies: freeze_structure && decay_all,
            }
        })
}

fn played(kernel: &mut impl Kernel, mut medium: Medium, sweeps: u32) -> Medium {
    run(kernel, &mut medium, Request { sweeps, restart: true }, |_| false).unwrap();
    medium
}

/// Without the shape, which tells of the lanes.
fn parts(medium: &Medium) -> impl PartialEq + std::fmt::Debug + use<> {
    (medium.weights().clone(), medium.oscillators.clone(), medium.learnt, medium.generator, medium.observers.clone())
}

/// Most lanes below a number that a plan's block allows.
fn lanes(plan: &Plan, most: u32) -> u32 {
    (1..=most.min(plan.oscillators)).rev().find(|&p| plan.block >= plan.oscillators || plan.block.is_multiple_of(p)).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn lanes_and_kernels_change_nothing(plan in plans(), learning in rates(), most in 2u32..40) {
        let plan = Plan { sweeps: plan.sweeps.min(20), ..plan };
        let one = played(&mut Plain::default(), learner(&plan, learning, 1), plan.sweeps);
        let many = played(&mut Plain::default(), learner(&plan, learning, lanes(&plan, most)), plan.sweeps);
        prop_assert_eq!(parts(&one), parts(&many));
        for isa in Isa::ALL {
            let fast = played(&mut Single::new(isa), learner(&plan, learning, 1), plan.sweeps);
            prop_assert!(parts(&fast) == parts(&one), "{}", isa.name());
        }
        let passes = if plan.cycle == 0 { 1 } else { plan.sweeps.div_ceil(plan.cycle) };
        prop_assert_eq!(one.learnt.passes, passes);
    }

    #[test]
    fn weights_keep_their_range_and_their_places(plan in plans(), learning in rates()) {
        let before = learner(&plan, learning, 1);
        let mut medium = before.clone();
        for _ in 0..8 {
            medium = played(&mut Single::default(), medium, 1);
        }
        // Checked again: in the range of the code, and of the kind of the shape.
        medium.weights().check(medium.shape()).unwrap();
        let limit = medium.shape().weight_code.limit(plan.weight_bits) as i16;
        let held = |(old, new): (&i16, &i16)| old == new || new.abs() <= limit;
        match (before.weights(), medium.weights()) {
            (Weights::Dense(old), Weights::Dense(new)) => {
                prop_assert!(old.iter().zip(new).all(held));
                let n = plan.oscillators as usize;
                prop_assert!((0..n).all(|i| old[i * (n + 1)] == new[i * (n + 1)]), "an oscillator learnt itself");
            }
            (Weights::Sparse(old), Weights::Sparse(new)) => {
                prop_assert!(old.weights.iter().zip(&new.weights).all(held));
                prop_assert_eq!((&old.starts, &old.partners), (&new.starts, &new.partners));
            }
            _ => prop_assert!(false, "another kind of weights"),
        }
    }

    #[test]
    fn what_is_frozen_or_has_no_rate_stays(plan in plans(), learning in rates(), frozen: bool) {
        let still = Learning { step: 0, decay: 0, drift: 0, tune: 0, ..learning };
        let learning = if frozen { Learning { freeze_weights: true, freeze_gains: true, freeze_frequencies: true, ..learning } } else { still };
        let before = learner(&plan, learning, 1);
        let after = played(&mut Single::default(), before.clone(), plan.sweeps);
        prop_assert_eq!(before.weights(), after.weights());
        prop_assert_eq!(&before.oscillators.gain, &after.oscillators.gain);
        prop_assert_eq!(&before.oscillators.frequency, &after.oscillators.frequency);
        // Nor does it change the course.
        let off = learner(&plan, Learning { on: false, ..learning }, 1);
        let off = played(&mut Single::default(), off, plan.sweeps);
        prop_assert_eq!((off.oscillators, off.generator, off.observers), (after.oscillators, after.generator, after.observers));
    }

    /// A frame by frame board leaves the same memories behind, whatever stands in slots that no coupling takes.
    #[test]
    fn a_board_learns_the_same(plan in plans(), learning in rates(), most in 1u32..9, litter: u32) {
        let lanes = lanes(&plan, most);
        let medium = learner(&plan, learning, lanes);
        let mut board = Board::new(*medium.shape()).unwrap();
        let (mut left, absent) = (Vec::new(), absent(&medium));
        for window in window::WINDOWS.iter().filter(|w| w.words(medium.shape()) > 0) {
            let mut words = layout::words(window, &medium);
            if let (true, Some(absent)) = (*window == window::EDGES, absent) {
                // No oscillator has this number: the slot counts for nothing, and nobody writes to it.
                unused(&medium).skip(litter as usize % 3).step_by(3).for_each(|at| words[at] = absent);
            }
            write_window(&mut board, window, &words);
            left.push((window, words));
        }
        let s = medium.settings;
        let flags = [("learn", learning.on), ("freeze_weights", learning.freeze_weights), ("freeze_gains", learning.freeze_gains),
            ("freeze_structure", learning.freeze_structure), ("decay_all", learning.decay_all)];
        let control = [("restart", 1), ("measure", u32::from(s.measure)), ("dither", u32::from(s.dither))];
        let starts = [&reg::GAIN_START, &reg::HARMONIC_START, &reg::INJECTION_START, &reg::NOISE_START, &reg::PULL_START];
        for (start, ramp) in starts.into_iter().zip(s.schedules.ramps()) {
            write(&mut board, start, &[ramp.start as u32, ramp.step as u32]);
        }
        let learn = [reg::LEARN_CONTROL.pack(&flags.map(|(name, on)| (name, u32::from(on)))), learning.margin, learning.step, learning.decay, learning.drift, learning.target];
        write(&mut board, &reg::LEARN_CONTROL, &learn);
        write(&mut board, &reg::LEARN_GROWTH, &[learning.growth]);
        let tune = [("tune", learning.tune), ("freeze_frequencies", u32::from(learning.freeze_frequencies))];
        write(&mut board, &reg::LEARN_TUNE, &[reg::LEARN_TUNE.pack(&tune)]);
        write(&mut board, &reg::RUN_SWEEPS, &[plan.sweeps, reg::RUN_CONTROL.pack(&control), plan.cycle, 0, s.law.code(), u32::from(s.alpha), medium.generator.state()]);
        write(&mut board, &reg::RUN_TAG, &[1]);
        board.work(Instant::now() + Duration::from_secs(60));
        let after = played(&mut Plain::default(), medium, plan.sweeps);
        for (window, before) in left {
            let found = read_window(&mut board, window, before.len());
            if *window != window::EDGES {
                prop_assert_eq!(&found, &layout::words(window, &after), "{}", window.name);
                continue;
            }
            for ((found, before), expected) in found.iter().zip(&before).zip(layout::words(window, &after)) {
                prop_assert_eq!(*found, if *window == window::EDGES && Some(*before) == absent { *before } else { expected });
            }
        }
        let counters = [(&reg::LEARN_NOISE, after.learnt.generator.state()), (&reg::LEARN_PASSES, after.learnt.passes), (&reg::LEARN_ROWS, after.learnt.rows), (&reg::LEARN_LAST, after.learnt.last)];
        for (register, expected) in counters {
            prop_assert_eq!(read(&mut board, register), expected, "{}", register.name);
        }
    }
}

/// A slot of weight 1 with a partner that there is not, if the memory can name one: where oscillators are a power of two it cannot.
fn absent(medium: &Medium) -> Option<u32> {
    let oscillators = medium.shape().oscillators;
    (!oscillators.is_power_of_two()).then(|| (oscillators.next_power_of_two() - 1) | 1 << 16)
}

/// Where in the window `edges` no coupling is, though the lanes walk there.
fn unused(medium: &Medium) -> impl Iterator<Item = usize> {
    let (lanes, stride) = (medium.shape().lanes as usize, medium.shape().words_per_slot() as usize);
    let (mut places, mut base) = (Vec::new(), 0);
    if let Weights::Sparse(rows) = medium.weights() {
        let degrees: Vec<usize> = (0..rows.starts.len() - 1).map(|i| rows.degree(i)).collect();
        for group in degrees.chunks(lanes) {
            let longest = group.iter().copied().max().unwrap_or(0);
            let free = group.iter().enumerate().flat_map(|(lane, &degree)| (degree..longest).map(move |slot| (slot, lane)));
            places.extend(free.map(|(slot, lane)| (base + slot) * stride + lane));
            base += longest;
        }
    }
    places.into_iter()
}

fn ask(board: &mut Board, op: Op, address: u16, payload: Vec<u32>) -> Vec<u32> {
    board.receive(&Frame { op: op.code(), seq: 1, address, payload }.encode());
    let (mut decoder, mut buffer) = (Decoder::default(), [0; 1024]);
    let count = board.send(&mut buffer);
    let answer = buffer[..count].iter().find_map(|&byte| decoder.push(byte)).unwrap().unwrap();
    assert_eq!(Status::from_code(answer.op), Some(Status::Ok), "{address:x}");
    answer.payload
}

fn write(board: &mut Board, first: &Register, words: &[u32]) {
    ask(board, Op::Write, first.address, words.to_vec());
}

fn read(board: &mut Board, register: &Register) -> u32 {
    ask(board, Op::Read, register.address, vec![1])[0]
}

fn write_window(board: &mut Board, window: &Window, words: &[u32]) {
    for (k, chunk) in words.chunks(50).enumerate() {
        ask(board, Op::WriteWindow, window.number, [vec![50 * k as u32], chunk.to_vec()].concat());
    }
}

fn read_window(board: &mut Board, window: &Window, words: usize) -> Vec<u32> {
    (0..words).step_by(50).flat_map(|at| ask(board, Op::ReadWindow, window.number, vec![at as u32, (words - at).min(50) as u32])).collect()
}

/// Signs without structure, as phases: 0 and half a turn.
fn pattern(n: usize, k: u32) -> Vec<u32> {
    let mut z = syntony_medium::noise::Generator::new(77 + k);
    (0..n).map(|_| (z.draw().0.wrapping_mul(0x9E37_79B9) >> 31) << 23).collect()
}

fn blank(n: u32, weight_bits: u32, learning: Learning) -> Medium {
    let shape = Shape { oscillators: n, weight_bits, lanes: 1, block: 10, learning: true, ..Shape::default() };
    let mut medium = Medium::new(shape).unwrap();
    medium.settings.learning = learning;
    medium
}

/// Shown clamped, that is written into the state, and learnt until all rows are in balance, patterns are fixed points.
#[test]
fn what_was_learnt_holds_itself() {
    let learning = Learning { on: true, margin: 75, step: 128, ..Learning::default() };
    let mut medium = blank(100, 5, learning);
    let mut epochs = 0;
    loop {
        let mut out = 0;
        for k in 0..10 {
            medium.set_phases(pattern(100, k));
            medium = played(&mut Single::default(), medium, 0);
            out += medium.learnt.last;
        }
        epochs += 1;
        if out == 0 {
            break;
        }
        assert!(epochs < 100, "{out} rows out of balance");
    }
    assert_eq!(medium.learnt.passes, 10 * epochs);
    assert!(medium.learnt.rows > 1000);
    // Every row pulls every pattern toward its own signs by the margin or more, so a sweep turns nothing over.
    medium.settings.learning.on = false;
    medium.oscillators.gain.fill(syntony_medium::gain::Gain::from_factor(2048.0 / (127.0 * 75.0)).unwrap());
    medium.settings.schedules.gain = syntony_medium::schedule::Ramp::constant(15645);
    for k in 0..10 {
        medium.set_phases(pattern(100, k));
        let before = medium.signs();
        let after = played(&mut Single::default(), medium.clone(), 20);
        assert_eq!((after.signs(), after.observers.sums.changed), (before, 0));
    }
}

/// A sparse medium learns along the couplings it has.
#[test]
fn a_sparse_medium_learns_along_its_couplings() {
    let edges: Vec<_> = (0..100).flat_map(|i| (1..=40).map(move |k| (i, (i + 7 * k) % 100, 0))).collect();
    let rows = syntony_sim::weights::Rows::from_edges(100, &edges).unwrap();
    let coupling = Coupling::Sparse { slots: rows.slots(10) as u32 };
    let shape = Shape { oscillators: 100, lanes: 10, block: 10, learning: true, coupling, ..Shape::default() };
    let mut medium = Medium::with_weights(shape, Weights::Sparse(rows.clone())).unwrap();
    medium.settings.learning = Learning { on: true, margin: 47, step: 256, ..Learning::default() };
    let mut left = u32::MAX;
    for _ in 0..30 {
        left = 0;
        for k in 0..6 {
            medium.set_phases(pattern(100, k));
            medium = played(&mut Single::default(), medium, 0);
            left += medium.learnt.last;
        }
    }
    assert_eq!(left, 0, "rows out of balance");
    let Weights::Sparse(learnt) = medium.weights() else { panic!("another kind of weights") };
    assert_eq!((&learnt.starts, &learnt.partners), (&rows.starts, &rows.partners));
    assert!(learnt.weights.iter().filter(|&&w| w != 0).count() > 3000);
}

/// The weights give way at the rate that was asked for, and a frozen structure keeps every coupling.
#[test]
fn forgetting_has_its_rate() {
    for (frozen, left) in [(false, 0.3..0.45), (true, 0.3..0.5)] {
        let learning = Learning { on: true, decay: 6, decay_all: true, freeze_structure: frozen, ..Learning::default() };
        let medium = blank(100, 6, learning);
        let mut medium =
            Medium::with_weights(*medium.shape(), Weights::Dense((0..10_000).map(|k| if k % 3 == 0 { 0 } else { 20 }).collect())).unwrap();
        medium.settings.learning = learning;
        let sum = |medium: &Medium| match medium.weights() {
            Weights::Dense(matrix) => matrix.iter().map(|&w| f64::from(w)).sum::<f64>(),
            Weights::Sparse(_) => 0.0,
        };
        let zeros =
            |medium: &Medium| matches!(medium.weights(), Weights::Dense(matrix) if matrix.iter().filter(|&&w| w == 0).count() == 3334);
        let before = sum(&medium);
        for _ in 0..64 {
            medium = played(&mut Single::default(), medium, 0);
        }
        // (1 - 1/64)^64 is 1/e.
        let share = sum(&medium) / before;
        assert!(left.contains(&share), "{share}");
        assert!(!frozen || zeros(&medium));
        for _ in 0..2000 {
            medium = played(&mut Single::default(), medium, 0);
        }
        assert!(if frozen { zeros(&medium) } else { sum(&medium) < 0.02 * before });
    }
}

/// FNV-1a over weights, gains and counters, and over natural frequencies if these tune.
fn checksum(medium: &Medium) -> u64 {
    let weights = match medium.weights() {
        Weights::Dense(matrix) => matrix,
        Weights::Sparse(rows) => &rows.weights,
    };
    let learnt = medium.learnt;
    let counters = [learnt.generator.state(), learnt.passes, learnt.rows, learnt.last];
    let tuned: &[i32] = if medium.settings.learning.tunes() { &medium.oscillators.frequency } else { &[] };
    let words = weights
        .iter()
        .map(|&w| w as u32)
        .chain(medium.oscillators.gain.iter().map(|gain| gain.word()))
        .chain(counters)
        .chain(tuned.iter().map(|&omega| omega as u32));
    words.flat_map(u32::to_le_bytes).fold(0xCBF2_9CE4_8422_2325, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3))
}

/// The definition does not change unnoticed. After a wanted change: `SYNTONY_GOLDEN=write cargo test -p syntony-sim --test learn`.
#[test]
fn the_learnt_bits_are_the_golden_ones() {
    let rates = [
        Learning { on: true, margin: 400, step: 256, ..Learning::default() },
        Learning { on: true, margin: 700, step: 90, decay: 5, drift: 4, target: 2048, ..Learning::default() },
        Learning {
            on: true,
            margin: 300,
            step: 700,
            decay: 3,
            decay_all: true,
            drift: 1,
            target: 30000,
            freeze_structure: true,
            ..Learning::default()
        },
        Learning { on: true, margin: 700, step: 400, decay: 4, growth: 2, tune: 5, ..Learning::default() },
    ];
    let mut found = String::new();
    for plan in [
        Plan::default(),
        Plan { sparse: true, oscillators: 100, ..Plan::default() },
        Plan { weight_bits: 4, radix4: true, ..Plan::default() },
    ] {
        for (law, shown_bits) in [(Law::Projected, 8), (Law::FullPhase, 6), (Law::Inertial, 5)] {
            for (k, learning) in rates.into_iter().enumerate() {
                let plan = Plan { law, shown_bits, sweeps: 60, cycle: 7, ..plan };
                let sum = checksum(&played(&mut Plain::default(), learner(&plan, learning, 1), plan.sweeps));
                found += &format!("{sum:016x} rates {k} {}\n", plan.name());
            }
        }
    }
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/learnt.txt");
    if std::env::var_os("SYNTONY_GOLDEN").is_some_and(|wish| wish == "write") {
        std::fs::write(&path, &found).unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap();
    assert_eq!(found, golden);
    let sums: std::collections::HashSet<_> = golden.lines().map(|line| &line[..16]).collect();
    assert_eq!(sums.len(), 36);
}

/// Whatever the law, what is held stays and goes on to be shown, the others move, and the noise is drawn as ever; where nothing learns
/// the bit means nothing.
#[test]
fn what_is_held_stays() {
    for law in [Law::Projected, Law::FullPhase, Law::Inertial] {
        let plan = Plan { law, oscillators: 41, sweeps: 30, noise: true, ..Plan::default() };
        let before = learner(&plan, Learning::default(), 1);
        assert!(before.oscillators.gain[3].held && !before.oscillators.gain[4].held);
        let after = played(&mut Single::default(), before.clone(), plan.sweeps);
        let mut free = before.clone();
        free.oscillators.gain.iter_mut().for_each(|gain| gain.held = false);
        let moved = played(&mut Single::default(), free, plan.sweeps);
        let dropped = before.shape().dropped_bits();
        let stays = |i: usize| {
            let kept = if law == Law::Inertial { 0 } else { dropped };
            after.oscillators.state[i] == before.oscillators.state[i] >> kept << kept
        };
        for i in 0..41 {
            assert!(i % 3 != 0 || stays(i), "{law:?} {i}");
        }
        assert!((0..41).filter(|&i| !stays(i)).count() > 20, "{law:?}");
        assert_eq!(after.generator, moved.generator);
        assert_ne!(after.oscillators.state, moved.oscillators.state);
        let mut plain = plan.medium();
        plain.oscillators.gain.iter_mut().for_each(|gain| gain.held = true);
        let plain = played(&mut Single::default(), plain, plan.sweeps);
        assert_eq!(plain.oscillators.state, moved.oscillators.state);
    }
}

#[test]
fn a_shape_without_learning_refuses_to_learn() {
    let mut medium = Medium::new(Shape { oscillators: 10, lanes: 10, block: 10, ..Shape::default() }).unwrap();
    medium.settings.learning.on = true;
    medium.settings.law = Law::Projected;
    assert_eq!(run(&mut Plain::default(), &mut medium, Request { sweeps: 1, restart: true }, |_| false), Err(SimError::Learning));
    let mut untuned = blank(10, 5, Learning { on: true, tune: 3, ..Learning::default() });
    assert_eq!(run(&mut Plain::default(), &mut untuned, Request { sweeps: 1, restart: true }, |_| false), Err(SimError::Tuning));
    let mut board = Board::new(*medium.shape()).unwrap();
    board.receive(&Frame { op: Op::Read.code(), seq: 1, address: reg::LEARN_CONTROL.address, payload: vec![1] }.encode());
    let (mut decoder, mut buffer) = (Decoder::default(), [0; 64]);
    let count = board.send(&mut buffer);
    let answer = buffer[..count].iter().find_map(|&byte| decoder.push(byte)).unwrap().unwrap();
    assert_eq!(Status::from_code(answer.op), Some(Status::BadAddress));
}
