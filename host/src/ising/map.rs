//! From a problem to a medium: order of the nodes, weights, gains.

use syntony_medium::gain::Gain;
use syntony_medium::law::{Law, Laws};
use syntony_medium::shape::{Coupling, MAX_SLOTS, Shape};
use syntony_sim::weights::Rows;
use syntony_sim::{Medium, Weights};

use super::{IsingError, Problem};
use crate::random::Random;

/// Stream of the order of the nodes; restarts have the streams 0, 1, ..
const ORDER_STREAM: u64 = u64::MAX;
/// Bits of a shown value: more change nothing (`docs/src/cut.md`).
const SHOWN_BITS: u32 = 6;
/// Bits of a weight.
const WEIGHT_BITS: u32 = 8;
/// Largest weight.
const LARGEST: i64 = 127;
/// Largest bias.
const LARGEST_BIAS: i64 = 32767;
/// Strength of the coupling: the force of a row under drives of one norm is `STRENGTH` times full amplitude.
const STRENGTH: f64 = 3.0;
/// Error step of a lattice with four neighbours.
const ERROR_STEP: f64 = 65.5;
/// A row of a full matrix is cheaper than a list of partners from this share of partners on.
const DENSE_SHARE: f64 = 0.25;

/// A problem in a medium.
#[derive(Clone, Debug)]
pub struct Mapped {
    /// The medium with the inertial law; its states are zero.
    pub medium: Medium,
    /// The node that each oscillator stands for; an oscillator beyond the nodes stands for none.
    pub order: Vec<u32>,
    /// Couplings of each oscillator, whole and exact.
    pub couplings: Exact,
    /// Coefficient that a weight of 1 stands for, if the weights are the exact couplings divided by it; nothing if they were rounded.
    pub worth: Option<i64>,
}

/// The couplings of a problem in the order of the oscillators, as compressed rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exact {
    /// Where rows start; one more than oscillators.
    pub starts: Vec<u32>,
    /// Partner and coupling.
    pub partners: Vec<(u32, i64)>,
    /// Field of each oscillator.
    pub fields: Vec<i64>,
}

impl Exact {
    /// Partners and couplings of an oscillator.
    pub fn row(&self, i: usize) -> &[(u32, i64)] {
        &self.partners[self.starts[i] as usize..self.starts[i + 1] as usize]
    }

    /// Mean number of partners.
    pub fn mean_degree(&self) -> f64 {
        self.partners.len() as f64 / self.fields.len().max(1) as f64
    }
}

impl Mapped {
    /// Maps a problem. The nodes are put into a random order, drawn from `seed`: neighbours of a lattice that are updated at once would
    /// undo each other. Each row is scaled to the weight's bits by itself, since its gain undoes any scale.
    ///
    /// # Errors
    /// [`IsingError::Medium`] when there are more nodes than a medium has oscillators, or more edges than its memories hold.
    pub fn new(problem: &Problem, seed: u64) -> Result<Self, IsingError> {
        let n = problem.nodes().max(2);
        let order: Vec<u32> = Random::new(seed, ORDER_STREAM).permutation(n).into_iter().map(|node| node as u32).collect();
        let couplings = exact(problem, &order);
        let worth = worth(&couplings);
        let block = (n / 8).clamp(1, 16) as u32;
        let share = couplings.mean_degree() / n as f64;
        let mut shape = Shape {
            oscillators: n as u32,
            coupling: Coupling::Dense,
            weight_bits: WEIGHT_BITS,
            shown_bits: SHOWN_BITS,
            lanes: block,
            block,
            laws: Laws::NONE.with(Law::Inertial),
            ..Shape::default()
        };
        // Before anything of the size of the problem squared is made.
        shape.validate().map_err(syntony_sim::SimError::from)?;
        let rows: Vec<Scaled> = (0..n).map(|i| Scaled::new(&couplings, i, worth)).collect();
        let lanes = block as usize;
        let longest = |group: &[Scaled]| group.iter().map(|row| row.weights.len()).max().unwrap_or(0);
        let slots: usize = rows.chunks(lanes).map(longest).sum();
        // A few rows of very many partners make the edge memories larger than a full matrix.
        let weights = if share >= DENSE_SHARE || (slots * lanes) as u64 > MAX_SLOTS {
            let mut matrix = vec![0; n * n];
            for (row, to) in matrix.chunks_exact_mut(n).zip(&rows) {
                to.weights.iter().for_each(|&(from, weight)| row[from as usize] = weight);
            }
            Weights::Dense(matrix)
        } else {
            shape.coupling = Coupling::Sparse { slots: slots.max(1) as u32 };
            let edges: Vec<_> =
                rows.iter().enumerate().flat_map(|(to, row)| row.weights.iter().map(move |&(from, w)| (to, from as usize, w))).collect();
            Weights::Sparse(Rows::from_edges(n, &edges)?)
        };
        let mut medium = Medium::with_weights(shape, weights)?;
        medium.settings.law = Law::Inertial;
        medium.settings.measure = true;
        medium.oscillators.gain = rows.iter().map(|row| row.gain(shape.shown_max())).collect();
        medium.oscillators.bias = rows.iter().map(|row| row.bias).collect();
        Ok(Self { medium, order, couplings, worth })
    }
}

/// One row in weights.
struct Scaled {
    weights: Vec<(u32, i16)>,
    bias: i16,
}

impl Scaled {
    fn new(exact: &Exact, i: usize, worth: Option<i64>) -> Self {
        let (row, field) = (exact.row(i), exact.fields[i]);
        if let Some(worth) = worth {
            let weights = row.iter().map(|&(j, c)| (j, (c / worth) as i16)).collect();
            return Self { weights, bias: (field / worth) as i16 };
        }
        let largest = row.iter().map(|&(_, c)| c.abs()).max().unwrap_or(0).max(1);
        let scale = LARGEST as f64 / largest as f64;
        let rounded = |c: i64| (c as f64 * scale).round().clamp(-LARGEST_BIAS as f64, LARGEST_BIAS as f64) as i16;
        let weights = row.iter().map(|&(j, c)| (j, rounded(c))).filter(|&(_, w)| w != 0).collect();
        Self { weights, bias: rounded(field) }
    }

    /// `K` and `sh` so that a row's force is [`STRENGTH`] over its norm; the error step falls with the fourth power of the
    /// number of partners that count.
    fn gain(&self, shown_max: i32) -> Gain {
        let sizes = || self.weights.iter().map(|&(_, w)| f64::from(w).abs()).chain((self.bias != 0).then_some(f64::from(self.bias).abs()));
        let (sum, squares) = sizes().fold((0.0, 0.0), |(sum, squares), w| (sum + w, squares + w * w));
        let factor = STRENGTH * 2048.0 / (f64::from(shown_max) * f64::sqrt(squares));
        match Gain::from_factor(factor) {
            Some(gain) => {
                let partners = sum * sum / squares;
                let error_step = (ERROR_STEP * 16.0 / (partners * partners)).round().min(255.0) as u8;
                Gain { error_step, ..gain }
            }
            // A node without partners: nothing drives it.
            None => Gain::default(),
        }
    }
}

fn exact(problem: &Problem, order: &[u32]) -> Exact {
    let n = order.len();
    let mut place = vec![0u32; n];
    order.iter().enumerate().for_each(|(i, &node)| place[node as usize] = i as u32);
    let mut rows: Vec<Vec<(u32, i64)>> = vec![Vec::new(); n];
    for &(u, v, c) in problem.couplings() {
        let (u, v) = (place[u as usize], place[v as usize]);
        rows[u as usize].push((v, c));
        rows[v as usize].push((u, c));
    }
    let mut exact = Exact { starts: vec![0], partners: Vec::new(), fields: Vec::new() };
    for (row, &node) in rows.iter_mut().zip(order) {
        row.sort_unstable_by_key(|entry| entry.0);
        // Edges of one pair become one.
        row.dedup_by(|next, first| {
            let same = next.0 == first.0;
            first.1 += if same { next.1 } else { 0 };
            same
        });
        row.retain(|entry| entry.1 != 0);
        exact.partners.extend_from_slice(row);
        exact.starts.push(exact.partners.len() as u32);
        exact.fields.push(problem.fields().get(node as usize).copied().unwrap_or(0));
    }
    exact
}

/// The greatest common divisor of all coefficients, if divided by it they fit weights and biases.
fn worth(exact: &Exact) -> Option<i64> {
    let common = |a: i64, b: i64| {
        let (mut a, mut b) = (a, b);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        a.abs()
    };
    let divisor = exact.partners.iter().map(|entry| entry.1).chain(exact.fields.iter().copied()).fold(0, common).max(1);
    let fits = exact.partners.iter().all(|entry| (entry.1 / divisor).abs() <= LARGEST)
        && exact.fields.iter().all(|field| (field / divisor).abs() <= LARGEST_BIAS);
    fits.then_some(divisor)
}
