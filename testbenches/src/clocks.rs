//! Clocks that a sweep takes, and those it takes at best.

use syntony_hdl::generate::Family;
use syntony_medium::law::Law;
use syntony_medium::registers::LEARN_LAST;
use syntony_sim::run::Request;
use syntony_sim::{Medium, Weights};

use crate::bench::{Bench, load};

/// Clocks of one sweep of a medium, between long runs of which one has 16 sweeps more.
pub fn of_a_sweep(name: &str, medium: &Medium, family: Family) -> f64 {
    let mut bench = Bench::new(medium.shape(), name, family);
    let mut medium = medium.clone();
    medium.settings.cycle = 0;
    medium.settings.measure = false;
    let mut clocks = |sweeps| {
        load(&mut bench, &medium, Request { sweeps, restart: true });
        bench.run(2_000_000_000)
    };
    (clocks(20) as f64 - clocks(4) as f64) / 16.0
}

/// Clocks of a sweep whose lanes never rest: a dense row group meets every partner once, a sparse one takes as long as its longest
/// row; two passes in the full-phase law.
pub fn ideal(medium: &Medium) -> f64 {
    let shape = medium.shape();
    let pass = match medium.weights() {
        Weights::Dense(_) => (shape.oscillators * shape.groups()) as usize,
        Weights::Sparse(rows) => rows.slots(shape.lanes as usize),
    };
    let passes = if medium.settings.law == Law::FullPhase { 2 } else { 1 };
    (pass * passes) as f64
}

/// Clocks of one learning pass over a medium's state, as `medium` learns, and the rows that learnt: what it adds to a run of no sweeps.
pub fn of_a_pass(name: &str, medium: &Medium, family: Family) -> (u64, u32) {
    let mut bench = Bench::new(medium.shape(), name, family);
    let mut clocks = |on| {
        let mut medium = medium.clone();
        medium.settings.learning.on = on;
        load(&mut bench, &medium, Request { sweeps: 0, restart: false });
        bench.run(2_000_000_000)
    };
    let (without, with) = (clocks(false), clocks(true));
    (with - without, bench.read(&LEARN_LAST))
}
