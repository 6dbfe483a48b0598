//! Through the wire and not: the same bits. Also over a line that damages bytes.

use std::time::{Duration, Instant};

use syntony_host::client::Client;
use syntony_host::device::Device;
use syntony_host::ising::{IsingError, Problem, Search, solve, solve_on};
use syntony_host::memory::{Memory, PatternSet, Rule, Setting, Trials};
use syntony_host::player::{Direct, OnBoard, Player};
use syntony_host::progress::Unwatched;
use syntony_host::random::Random;
use syntony_host::transport::{Simulated, Transport, TransportError};
use syntony_medium::gain::Gain;
use syntony_medium::law::{Law, Laws};
use syntony_medium::noise::Generator;
use syntony_medium::schedule::{Ramp, Schedules};
use syntony_medium::shape::{Coupling, Shape};
use syntony_medium::weight::WeightCode;
use syntony_sim::plain::Plain;
use syntony_sim::run::{Outcome, Request, run};
use syntony_sim::weights::Rows;
use syntony_sim::{Medium, Weights};

fn medium(law: Law, sparse: bool, seed: u64) -> Medium {
    let mut random = Random::new(seed, 0);
    let n = 70usize;
    let weight = |random: &mut Random| random.below(10) as i16 - 5;
    let shape = Shape { oscillators: 70, weight_bits: 5, lanes: 4, block: 8, lag: (seed % 2) as u32, ..Shape::default() };
    let (shape, weights) = if sparse {
        let edges: Vec<_> = (0..400).map(|_| (random.below(70) as usize, random.below(70) as usize, weight(&mut random) | 1)).collect();
        let rows = Rows::from_edges(n, &edges).unwrap();
        let slots = rows.slots(4) as u32 + 3;
        (Shape { coupling: Coupling::Sparse { slots }, ..shape }, Weights::Sparse(rows))
    } else {
        (shape, Weights::Dense((0..n * n).map(|_| weight(&mut random)).collect()))
    };
    let mut medium = Medium::with_weights(shape, weights).unwrap();
    medium.settings.law = law;
    medium.settings.alpha = 3000;
    medium.settings.dither = seed.is_multiple_of(3);
    medium.settings.cycle = 7;
    medium.settings.measure = true;
    medium.settings.schedules = Schedules {
        gain: Ramp::linear(3000.0, 9000.0, 7),
        harmonic: Ramp::constant(200),
        injection: Ramp::linear(500.0, 0.0, 7),
        noise: Ramp::linear(700.0, 0.0, 7),
        pull: Ramp::pull(30310, 7),
    };
    medium.generator = Generator::new(random.bits() as u32);
    let banks = &mut medium.oscillators;
    banks.frequency.iter_mut().for_each(|f| *f = random.below(2001) as i32 - 1000);
    banks.target.iter_mut().for_each(|t| *t = random.bits() as u16);
    banks.bias.iter_mut().for_each(|b| *b = random.below(9) as i16 - 4);
    banks.gain.fill(Gain { error_step: 66, ..Gain::from_factor(2.0).unwrap() });
    banks.state.iter_mut().for_each(|s| *s = random.bits() as u32 & 0x00FF_07FF);
    medium
}

fn device(medium: &Medium, damage: u64) -> Device {
    let inner = Simulated::new(*medium.shape()).unwrap();
    let line = Damaged { inner, random: Random::new(1, 1), one_in: damage, hurt: 0 };
    Device::open(Client::new(Box::new(line))).unwrap()
}

/// Flips, loses or doubles one byte in so many, both ways.
struct Damaged {
    inner: Simulated,
    random: Random,
    one_in: u64,
    hurt: u32,
}

impl Damaged {
    fn hurt(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        for &byte in bytes {
            if self.one_in == 0 || self.random.below(self.one_in) > 0 {
                out.push(byte);
                continue;
            }
            self.hurt += 1;
            match self.random.below(3) {
                0 => out.push(byte ^ 1 << self.random.below(8)),
                1 => {}
                _ => out.extend([byte, byte]),
            }
        }
        out
    }
}

impl Transport for Damaged {
    fn name(&self) -> String {
        "damaged".into()
    }
    fn write(&mut self, bytes: &[u8], deadline: Instant) -> Result<(), TransportError> {
        let bytes = self.hurt(bytes);
        self.inner.write(&bytes, deadline)
    }
    fn read(&mut self, into: &mut [u8], deadline: Instant) -> Result<usize, TransportError> {
        let mut buffer = vec![0; into.len() / 2];
        let count = self.inner.read(&mut buffer, deadline)?;
        let bytes = self.hurt(&buffer[..count]);
        into[..bytes.len()].copy_from_slice(&bytes);
        Ok(bytes.len())
    }
    fn rate(&self) -> Option<f64> {
        None
    }
}

#[test]
fn the_wire_changes_nothing() {
    for law in Law::ALL {
        for sparse in [false, true] {
            for seed in 0..3 {
                let mut direct = medium(law, sparse, seed);
                let mut device = device(&direct, 0);
                device.upload(&direct).unwrap();
                for (sweeps, restart) in [(20, true), (9, false)] {
                    let request = Request { sweeps, restart };
                    run(&mut Plain::default(), &mut direct, request, |_| false).unwrap();
                    assert_eq!(device.run(request, Duration::from_secs(20), || false).unwrap(), Outcome::Done);
                    let back = device.download().unwrap();
                    assert_eq!(back.oscillators, direct.oscillators, "{law:?} sparse {sparse} seed {seed}");
                    assert_eq!(back.observers, direct.observers);
                    assert_eq!(back.generator, direct.generator);
                    assert_eq!(back.accumulators, direct.accumulators);
                }
            }
        }
    }
}

/// A player on a board and the kernel in this process, one job after another.
#[test]
fn both_players_give_the_same_bits() {
    let first = medium(Law::FullPhase, false, 4);
    let mut board = OnBoard::new(device(&first, 0), Duration::from_secs(20));
    for seed in [4, 4, 6] {
        let mut here = medium(Law::FullPhase, false, seed);
        let mut there = here.clone();
        for restart in [true, false] {
            let request = Request { sweeps: 12, restart };
            assert_eq!(Direct::default().play(&mut here, request).unwrap(), board.play(&mut there, request).unwrap());
            assert_eq!(here, there);
        }
    }
}

#[test]
fn a_line_that_damages_bytes_changes_nothing_either() {
    let mut direct = medium(Law::Projected, true, 1);
    let mut device = device(&direct, 3000);
    device.upload(&direct).unwrap();
    let request = Request { sweeps: 20, restart: true };
    run(&mut Plain::default(), &mut direct, request, |_| false).unwrap();
    device.run(request, Duration::from_secs(20), || false).unwrap();
    assert_eq!(device.download().unwrap().oscillators, direct.oscillators);
}

#[test]
fn a_run_can_be_stopped_and_a_long_one_is_late() {
    let medium = medium(Law::Projected, false, 1);
    let mut device = device(&medium, 0);
    device.upload(&medium).unwrap();
    let endless = Request { sweeps: u32::MAX, restart: true };
    assert_eq!(device.run(endless, Duration::from_secs(20), || true).unwrap(), Outcome::Stopped);
    assert!(device.run(endless, Duration::from_millis(5), || false).unwrap_err().to_string().contains("still busy"));
    let request = Request { sweeps: 3, restart: true };
    assert_eq!(device.run(request, Duration::from_secs(20), || false).unwrap(), Outcome::Done);
}

#[test]
fn a_board_of_another_shape_is_refused() {
    let small = medium(Law::Projected, false, 1);
    let mut board = device(&Medium::new(Shape::default()).unwrap(), 0);
    let message = board.upload(&small).unwrap_err().to_string();
    assert!(message.contains("oscillators = 70 and the board has 512"), "{message}");
}

#[test]
fn radix4_weights_travel() {
    let shape = Shape { oscillators: 20, weight_bits: 4, weight_code: WeightCode::Radix4, lanes: 4, block: 4, ..Shape::default() };
    let medium = Medium::with_weights(shape, Weights::Dense((0..400).map(|k| (k % 16) as i16 - 10).collect())).unwrap();
    let mut device = device(&medium, 0);
    device.upload(&medium).unwrap();
    assert_eq!(device.download().unwrap().weights(), medium.weights());
}

/// Recall on a board gives the trials that recall in this process gives.
#[test]
fn recall_does_not_know_which_board_it_talks_to() {
    let pictures = syntony_host::io::bitmap::parse("digits", syntony_host::memory::glyphs::DIGITS_6X10).unwrap();
    let set = PatternSet::from_bitmaps(&pictures).unwrap();
    let memory = Memory::store(set, Rule::ALL[2].1, 5).unwrap();
    let trials = Trials { flip: 0.3, trials: 30, seed: 11, setting: Setting::default() };
    let mut board = OnBoard::new(device(memory.medium(), 0), Duration::from_secs(20));
    assert_eq!(memory.trials_on(&trials, &mut board, &Unwatched).unwrap(), memory.trials(&trials).unwrap());
}

/// A search on a board finds in each restart what the batch kernel finds, with fields and with exchange.
#[test]
fn a_cut_does_not_know_which_board_it_talks_to() {
    let mut random = Random::new(5, 0);
    let pairs: std::collections::BTreeSet<(u32, u32)> =
        (0..150).map(|_| (random.below(40) as u32, random.below(40) as u32)).filter(|(u, v)| u < v).collect();
    let couplings = pairs.into_iter().map(|(u, v)| (u, v, random.below(9) as i64 - 4)).collect();
    let fields = (0..40).map(|_| random.below(5) as i64 - 2).collect();
    let problem = Problem::new(40, couplings, fields).unwrap();
    for exchange in [false, true] {
        let search = Search { sweeps: 700, restarts: 5, seed: 3, exchange, ..Search::default() };
        let open = |medium: &Medium| Ok::<_, IsingError>(OnBoard::new(device(medium, 0), Duration::from_secs(20)));
        assert_eq!(solve_on(&problem, &search, open, &|_| {}).unwrap(), solve(&problem, &search, &|_| {}).unwrap());
    }
}

/// A board of 100 oscillators holds pictures of 60 pixels: recalled nearly as often as in a medium of their size, and the same here and there.
#[test]
fn pictures_in_a_larger_board() {
    let pictures = syntony_host::io::bitmap::parse("digits", syntony_host::memory::glyphs::DIGITS_6X10).unwrap();
    let set = PatternSet::from_bitmaps(&pictures).unwrap();
    let shape = Shape { oscillators: 100, weight_bits: 4, weight_code: WeightCode::Radix4, lanes: 4, block: 20, ..Shape::default() };
    let memory = Memory::store_in(set.clone(), Rule::ALL[2].1, shape).unwrap();
    let trials = Trials { flip: 0.2, trials: 60, seed: 11, setting: Setting::default() };
    let mut board = OnBoard::new(device(memory.medium(), 0), Duration::from_secs(20));
    let there = memory.trials_on(&trials, &mut board, &Unwatched).unwrap();
    assert_eq!(there, memory.trials(&trials).unwrap());
    assert!(there.success > 0.9, "{}", there.success);
    let refused = [
        (Shape { oscillators: 59, lanes: 1, block: 1, ..shape }, "it has 59 oscillators and the pictures 60 pixels"),
        (Shape { coupling: Coupling::Sparse { slots: 100 }, ..shape }, "sparse"),
        (Shape { laws: Laws::NONE.with(Law::Inertial), ..shape }, "without the projected law"),
    ];
    for (shape, why) in refused {
        let message = Memory::store_in(set.clone(), Rule::ALL[2].1, shape).unwrap_err().to_string();
        assert!(message.contains(why), "{message}");
    }
}

/// A graph in a board with oscillators and slots to spare, or with so few slots that rows have to stand by their length.
#[test]
fn a_graph_in_a_larger_board() {
    let mut random = Random::new(9, 0);
    let pairs: std::collections::BTreeSet<(u32, u32)> =
        (0..150).map(|_| (random.below(50) as u32, random.below(50) as u32)).filter(|(u, v)| u < v).collect();
    let problem = Problem::new(50, pairs.into_iter().map(|(u, v)| (u, v, -1)).collect(), vec![0; 50]).unwrap();
    let laws = Laws::NONE.with(Law::Inertial);
    let board = Shape { oscillators: 64, lanes: 4, block: 4, weight_bits: 4, weight_code: WeightCode::Radix4, laws, ..Shape::default() };
    let sparse = |slots| Shape { coupling: Coupling::Sparse { slots }, ..board };
    let search = Search { sweeps: 600, restarts: 4, seed: 3, ..Search::default() };
    let best = solve(&problem, &search, &|_| {}).unwrap().best_agreement;
    for shape in [board, sparse(200), sparse(75)] {
        let search = Search { board: Some(shape), ..search };
        let here = solve(&problem, &search, &|_| {}).unwrap();
        let open = |medium: &Medium| {
            assert_eq!(*medium.shape(), shape);
            Ok::<_, IsingError>(OnBoard::new(device(medium, 0), Duration::from_secs(20)))
        };
        assert_eq!(solve_on(&problem, &search, open, &|_| {}).unwrap(), here);
        assert_eq!((here.best.len(), here.best_agreement), (50, problem.agreement(&here.best)));
        assert!(here.best_agreement >= best - 4, "{} of {best}", here.best_agreement);
    }
    let refused = [
        (Shape { oscillators: 48, ..board }, "it has 48 oscillators and the problem 50 nodes"),
        (Shape { laws: Laws::NONE.with(Law::Projected), ..board }, "without the inertial law"),
        (sparse(20), "slots"),
    ];
    for (shape, why) in refused {
        let message = solve(&problem, &Search { board: Some(shape), ..search }, &|_| {}).unwrap_err().to_string();
        assert!(message.contains(why), "{message}");
    }
}
