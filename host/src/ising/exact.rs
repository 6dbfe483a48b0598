//! The couplings of a problem as they are.

use super::Problem;
use super::row::LARGEST_BIAS;

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

    /// Of a problem, with its nodes in an order; a number beyond the nodes is an oscillator that stands for none.
    pub(super) fn new(problem: &Problem, order: &[u32]) -> Self {
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

    /// The greatest common divisor of all coefficients, if divided by it they fit biases and weights up to `largest`.
    pub(super) fn worth(&self, largest: i64) -> Option<i64> {
        let common = |a: i64, b: i64| {
            let (mut a, mut b) = (a, b);
            while b != 0 {
                (a, b) = (b, a % b);
            }
            a.abs()
        };
        let divisor = self.partners.iter().map(|entry| entry.1).chain(self.fields.iter().copied()).fold(0, common).max(1);
        let fits = self.partners.iter().all(|entry| (entry.1 / divisor).abs() <= largest)
            && self.fields.iter().all(|field| (field / divisor).abs() <= LARGEST_BIAS);
        fits.then_some(divisor)
    }
}
