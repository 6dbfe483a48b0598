//! Long comparisons and clock counts, of the sizes that matter. Every run plays a share of the comparisons; all of it:
//! `SYNTONY_LONG=1 cargo test --release -p syntony-testbenches --test long -- --include-ignored --nocapture`.

use syntony_hdl::generate::Family::{self, Ecp5, Ice40};
use syntony_medium::law::Law;
use syntony_medium::learning::Learning;
use syntony_medium::shape::{Coupling, Shape};
use syntony_medium::weight::WeightCode;
use syntony_sim::weights::Rows;
use syntony_sim::{Medium, Weights};
use syntony_testbenches::bench::{Bench, any_medium, equal, equal_learning};
use syntony_testbenches::clocks;
use syntony_testbenches::vectors::Vectors;

fn dense(oscillators: u32, weight_bits: u32, lanes: u32) -> Shape {
    let weight_code = if weight_bits == 4 { WeightCode::Radix4 } else { WeightCode::TwosComplement };
    Shape { oscillators, weight_bits, weight_code, lanes, block: lanes, ..Shape::default() }
}

fn sparse(oscillators: u32, lanes: u32, slots: u32) -> Shape {
    Shape { coupling: Coupling::Sparse { slots }, block: lanes, ..dense(oscillators, 4, lanes) }
}

/// [`equal`], of the same hardware in every run: all rounds and sweeps with `SYNTONY_LONG` set, else one round of a twentieth of the
/// sweeps and at most 50.
fn share(name: &str, shape: Shape, family: Family, rounds: u32, sweeps: u32) {
    let (rounds, sweeps) = if std::env::var_os("SYNTONY_LONG").is_some() { (rounds, sweeps) } else { (1, (sweeps / 20).min(50)) };
    equal(name, shape, family, rounds, sweeps);
}

#[test]
fn dense_512() {
    share("l_512", dense(512, 4, 16), Ice40, 2, 100);
    let all = Shape { block: 512, ..dense(512, 4, 16) };
    share("l_512_all", all, Ice40, 1, 100);
}

#[test]
fn dense_256() {
    share("l_256", dense(256, 8, 8), Ice40, 4, 100);
    share("l_256_lag", Shape { lag: 1, ..dense(256, 8, 8) }, Ice40, 2, 100);
}

#[test]
fn dense_64() {
    share("l_64", dense(64, 5, 4), Ecp5, 8, 10_000);
}

#[test]
fn sparse_2000() {
    share("l_2000", sparse(2000, 4, 500 * 20), Ecp5, 3, 300);
    share("l_2000_lag", Shape { lag: 1, block: 16, ..sparse(2000, 4, 500 * 20) }, Ecp5, 2, 300);
}

#[test]
fn ring_1024() {
    share("l_1024", sparse(1024, 4, 256 * 2), Ecp5, 8, 2000);
}

/// A hundred million weights that learn, half of them in little hardware.
#[test]
#[ignore = "ten minutes"]
fn weights_learn() {
    for (name, shape, family) in [("l_learn_small", dense(128, 4, 16), Ice40), ("l_learn", dense(128, 5, 8), Ecp5)] {
        let shape = Shape { learning: true, ..shape };
        assert!(equal_learning(Bench::new(&shape, name, family), name, 50_000_000).weights >= 50_000_000);
    }
}

/// Clocks of a learning pass of 512 oscillators on 16 lanes over a state that has every row learn, and over one in balance: what a
/// pass adds to a run of no sweeps.
#[test]
#[ignore = "a minute"]
fn learning_passes() {
    for (name, shape, family) in [("l_512_learns", dense(512, 4, 16), Ice40), ("l_512_learns_wide", dense(512, 4, 16), Ecp5)] {
        let shape = Shape { learning: true, ..shape };
        let mut medium = Medium::new(shape).unwrap();
        for (what, margin, step) in [("every row learns", (1 << 24) - 1, 256), ("in balance", 0, 256)] {
            medium.settings.learning = Learning { on: true, margin, step, ..Learning::default() };
            let (clocks, learnt) = clocks::of_a_pass(name, &medium, family);
            println!("{}: {what}: {learnt} rows, {clocks} clocks a pass, {:.2} a weight", family.name(), clocks as f64 / (512.0 * 512.0));
        }
    }
}

/// How busy lanes are: printed, and held to the least that is asked for.
fn busy(name: &str, medium: &Medium, family: Family, least: f64) {
    let (clocks, ideal, shape) = (clocks::of_a_sweep(name, medium, family), clocks::ideal(medium), medium.shape());
    println!(
        "{}: {} oscillators, {} lanes, block {}, lag {}, {}: {clocks} clocks a sweep, ideal {ideal}, busy {:.3}",
        family.name(),
        shape.oscillators,
        shape.lanes,
        shape.block,
        shape.lag,
        medium.settings.law.name(),
        ideal / clocks
    );
    assert!(ideal / clocks >= least);
}

/// Lanes are busy for 0.9 of the clocks of a dense sweep of 256 oscillators and more; the serial core keeps that up for 512 on 16
/// lanes, and for 256 on 8 it comes to 0.89 in the full-phase law.
#[test]
#[ignore = "a minute"]
fn lanes_are_busy() {
    let (large, small) = (dense(512, 4, 16), dense(256, 8, 8));
    for (name, shape, family, least) in
        [("l_512", large, Ecp5, 0.9), ("l_256", small, Ecp5, 0.9), ("l_512s", large, Ice40, 0.9), ("l_256s", small, Ice40, 0.88)]
    {
        for law in Law::ALL {
            busy(name, &any_medium(shape, law, &mut Vectors::new(1)), family, least);
        }
    }
}

/// A random graph of the size of G22, 2000 nodes with 19 990 edges, and a ring: clocks of a sweep beside the sum over the row groups
/// of the longest row. In place they wait for their own results; the figure is printed.
#[test]
#[ignore = "a minute"]
fn sparse_sweeps() {
    let mut v = Vectors::new(22);
    let edges: Vec<_> = (0..19_990).map(|_| (v.below(2000) as usize, v.below(2000) as usize)).collect();
    let ring: Vec<_> = (0..1024).map(|i| (i, (i + 1) % 1024)).collect();
    for (name, oscillators, edges) in [("s_graph", 2000, edges), ("s_ring", 1024, ring)] {
        let both: Vec<_> = edges.iter().flat_map(|&(i, j)| [(i, j, 1), (j, i, 1)]).collect();
        let rows = Rows::from_edges(oscillators, &both).unwrap();
        let shape = sparse(oscillators as u32, 4, rows.slots(4) as u32);
        for (order, shape) in
            [("", shape), ("_lag", Shape { lag: 1, block: 16, ..shape }), ("_all", Shape { block: shape.oscillators, ..shape })]
        {
            for law in Law::ALL {
                let mut medium = Medium::with_weights(shape, Weights::Sparse(rows.clone())).unwrap();
                medium.settings.law = law;
                for family in [Ecp5, Ice40] {
                    busy(&format!("{name}{order}_{}", family.name()), &medium, family, 0.0);
                }
            }
        }
    }
}
