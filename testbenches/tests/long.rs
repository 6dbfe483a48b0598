//! Long comparisons and clock counts, of the sizes that matter. Not in every run:
//! `cargo test --release -p syntony-testbenches --test long -- --ignored --nocapture`.

use syntony_hdl::generate::Family::{Ecp5, Ice40};
use syntony_medium::law::Law;
use syntony_medium::shape::{Coupling, Shape};
use syntony_medium::weight::WeightCode;
use syntony_testbenches::bench::{clocks_of_a_sweep, equal};

fn dense(oscillators: u32, weight_bits: u32, lanes: u32) -> Shape {
    let weight_code = if weight_bits == 4 { WeightCode::Radix4 } else { WeightCode::TwosComplement };
    Shape { oscillators, weight_bits, weight_code, lanes, block: lanes, ..Shape::default() }
}

fn sparse(oscillators: u32, lanes: u32, slots: u32) -> Shape {
    Shape { coupling: Coupling::Sparse { slots }, block: lanes, ..dense(oscillators, 4, lanes) }
}

#[test]
#[ignore = "minutes"]
fn dense_512() {
    equal("l_512", dense(512, 4, 16), Ice40, 2, 100);
    let all = Shape { block: 512, ..dense(512, 4, 16) };
    equal("l_512_all", all, Ice40, 1, 100);
}

#[test]
#[ignore = "minutes"]
fn dense_256() {
    equal("l_256", dense(256, 8, 8), Ice40, 4, 100);
    equal("l_256_lag", Shape { lag: 1, ..dense(256, 8, 8) }, Ice40, 2, 100);
}

#[test]
#[ignore = "minutes"]
fn dense_64() {
    equal("l_64", dense(64, 5, 4), Ecp5, 8, 10_000);
}

#[test]
#[ignore = "minutes"]
fn sparse_2000() {
    equal("l_2000", sparse(2000, 4, 500 * 20), Ecp5, 3, 300);
    equal("l_2000_lag", Shape { lag: 1, block: 16, ..sparse(2000, 4, 500 * 20) }, Ecp5, 2, 300);
}

#[test]
#[ignore = "minutes"]
fn ring_1024() {
    equal("l_1024", sparse(1024, 4, 256 * 2), Ecp5, 8, 2000);
}

/// Lanes are busy for 0.9 of the clocks of a dense sweep of 256 oscillators and more; the serial core keeps that up for 512 on 16
/// lanes, and falls short of it (it is printed) for 256 on 8.
#[test]
#[ignore = "a minute"]
fn lanes_are_busy() {
    let (large, small) = (dense(512, 4, 16), dense(256, 8, 8));
    for (name, shape, family, held) in
        [("l_512", large, Ecp5, true), ("l_256", small, Ecp5, true), ("l_512s", large, Ice40, true), ("l_256s", small, Ice40, false)]
    {
        for law in Law::ALL {
            let passes = if law == Law::FullPhase { 2 } else { 1 };
            let ideal = f64::from(shape.oscillators * shape.groups() * passes);
            let clocks = clocks_of_a_sweep(name, shape, family, law);
            println!(
                "{}: {} oscillators, {} lanes, {}: {clocks} clocks a sweep, ideal {ideal}, busy {:.3}",
                family.name(),
                shape.oscillators,
                shape.lanes,
                law.name(),
                ideal / clocks
            );
            assert!(!held || ideal / clocks >= 0.9);
        }
    }
}
