//! Media to measure on.

use syntony_medium::gain::Gain;
use syntony_medium::law::Law;
use syntony_medium::schedule::{Ramp, Schedules};
use syntony_medium::shape::Shape;
use syntony_sim::oscillators::pack_amplitude;
use syntony_sim::{Medium, Weights};

use crate::ising::{Graph, IsingError};
use crate::random::Random;

/// A fully coupled medium of random 8-bit weights in blocks of 16, moving and never settling.
pub fn dense(oscillators: u32, law: Law, noise: bool, seed: u64) -> Medium {
    let mut random = Random::new(seed, u64::from(oscillators));
    let shape = Shape { oscillators, weight_bits: 8, ..Shape::default() };
    let n = oscillators as usize;
    let matrix = (0..n * n).map(|_| random.below(255) as i16 - 127).collect();
    let mut medium = Medium::with_weights(shape, Weights::Dense(matrix)).expect("a legal shape with weights in range");
    medium.settings.law = law;
    medium.settings.schedules = Schedules {
        gain: Ramp::constant(8000),
        noise: Ramp::constant(if noise { 500 } else { 0 }),
        pull: Ramp::constant(3),
        ..Schedules::default()
    };
    let factor = 2048.0 / (127.0 * 73.0 * f64::from(oscillators).sqrt());
    medium.oscillators.gain.fill(Gain::from_factor(factor).expect("a factor in range"));
    let mut state = || match law {
        Law::Inertial => pack_amplitude(random.below(4097) as i32 - 2048, 0),
        _ => random.below(1 << 24) as u32,
    };
    medium.oscillators.state = (0..n).map(|_| state()).collect();
    medium
}

/// A random graph with edges of weight 1, no pair twice.
///
/// # Errors
/// As [`Graph::new`].
pub fn graph(nodes: usize, edges: usize, seed: u64) -> Result<Graph, IsingError> {
    let mut random = Random::new(seed, (nodes * 31 + edges) as u64);
    let mut pairs = std::collections::BTreeSet::new();
    while pairs.len() < edges.min(nodes * (nodes - 1) / 2) {
        let (u, v) = (random.below(nodes as u64) as u32, random.below(nodes as u64) as u32);
        if u != v {
            pairs.insert((u.min(v), u.max(v)));
        }
    }
    Graph::new(nodes, pairs.into_iter().map(|(u, v)| (u, v, 1)).collect())
}

/// A complete graph with weights of 1 and -1.
///
/// # Errors
/// As [`Graph::new`].
pub fn complete(nodes: u32, seed: u64) -> Result<Graph, IsingError> {
    let mut random = Random::new(seed, u64::from(nodes));
    let pairs = (0..nodes).flat_map(|u| (u + 1..nodes).map(move |v| (u, v)));
    Graph::new(nodes as usize, pairs.map(|(u, v)| (u, v, if random.below(2) == 0 { 1 } else { -1 })).collect())
}
