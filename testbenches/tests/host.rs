//! The host's own driver on the Verilated board: letters recalled and a graph cut, the same bits as in the simulator.

use std::time::Duration;

use syntony_hdl::generate::Family;
use syntony_host::client::Client;
use syntony_host::device::Device;
use syntony_host::io::bitmap;
use syntony_host::ising::{Graph, Mapped};
use syntony_host::memory::{Memory, PatternSet, PseudoInverse, Rule, Setting, Trials, glyphs};
use syntony_host::player::{Direct, OnBoard, Player};
use syntony_host::progress::Unwatched;
use syntony_medium::shape::{Coupling, Shape};
use syntony_sim::run::Request;
use syntony_sim::weights::Rows;
use syntony_sim::{Medium, Weights};
use syntony_testbenches::line::Line;

const LIMIT: Duration = Duration::from_secs(600);

fn board(name: &str, shape: &Shape) -> OnBoard {
    let choices = Family::Ice40.choices(12_000_000, 3_000_000, 0);
    let line = Line::new(name, shape, &choices).unwrap();
    OnBoard::new(Device::open(Client::new(Box::new(line))).unwrap(), LIMIT)
}

fn the_same(name: &str, medium: &Medium, request: Request) -> Medium {
    let (mut expected, mut found) = (medium.clone(), medium.clone());
    let outcome = Direct::default().play(&mut expected, request).unwrap();
    assert_eq!(board(name, medium.shape()).play(&mut found, request).unwrap(), outcome);
    assert_eq!(found, expected);
    found
}

#[test]
fn a_graph_is_cut() {
    let graph = Graph::random(120, 600, 3).unwrap();
    let mapped = Mapped::new(&graph.problem(), 5, None).unwrap();
    let mut medium = mapped.medium.clone();
    medium.settings.cycle = 25;
    medium.oscillators.state = (0..120u32).map(|i| if (i * i / 5).is_multiple_of(2) { 0x00CD_00CD } else { 0xFF33_FF33 }).collect();
    medium.settings.schedules.pull = syntony_medium::schedule::Ramp::pull(30310, 25);
    let after = the_same("top_graph", &medium, Request { sweeps: 100, restart: true });
    assert!(after.observers.best_energy < 0);
}

/// A run is told to go on before its many row groups are looked at: the driver asks at once.
#[test]
fn a_large_ring_is_waited_for() {
    let ring: Vec<_> = (0..1000).map(|i| (i, (i + 1) % 1000, 1)).flat_map(|(i, j, w)| [(i, j, w), (j, i, w)]).collect();
    let shape =
        Shape { oscillators: 1000, coupling: Coupling::Sparse { slots: 500 }, lanes: 4, block: 4, weight_bits: 4, ..Shape::default() };
    let weights = Weights::Sparse(Rows::from_edges(1000, &ring).unwrap());
    let medium = Medium::with_weights(shape, weights).unwrap();
    assert_eq!(the_same("top_ring", &medium, Request { sweeps: 1, restart: true }).observers.sweeps_done, 1);
}

/// The letters of the demonstration, damaged by a quarter of their pixels.
#[test]
fn letters_are_recalled() {
    let pictures = bitmap::parse("letters", glyphs::LETTERS_22X22).unwrap();
    let set = PatternSet::from_bitmaps(&pictures).unwrap();
    let memory = Memory::store(set, Rule::PseudoInverse(PseudoInverse::DEFAULT), 5).unwrap();
    let trials = Trials { flip: 0.25, trials: 2, seed: 1, setting: Setting { reads: 2, ..Setting::default() } };
    let mut player = board("top_letters", memory.medium().shape());
    let found = memory.trials_on(&trials, &mut player, &Unwatched).unwrap();
    assert_eq!(found.results, memory.trials(&trials).unwrap().results);
    assert!(found.results.iter().all(|trial| trial.success()));
}
