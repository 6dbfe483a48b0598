//! A problem with its nodes in an order: what oscillators stand for, and their rows.

use std::cmp::Reverse;

use syntony_medium::shape::{Coupling, MAX_SLOTS};
use syntony_sim::weights::Rows;
use syntony_sim::{SimError, Weights};

use super::Problem;
use super::exact::Exact;
use super::row::StoredRow;

/// A row of a full matrix is cheaper than a list of partners from this share of partners on.
const DENSE_SHARE: f64 = 0.25;

/// A problem in an order.
pub(super) struct Arranged {
    /// The node that each oscillator stands for; a number beyond the nodes is an oscillator that stands for none.
    pub order: Vec<u32>,
    /// Couplings of each oscillator, whole and exact.
    pub couplings: Exact,
    /// What a weight of 1 stands for, if none is rounded.
    pub worth: Option<i64>,
    /// The rows in weights.
    pub rows: Vec<StoredRow>,
}

impl Arranged {
    /// Arranges a problem for weights of at most `largest`.
    pub fn new(problem: &Problem, order: Vec<u32>, largest: i64) -> Self {
        let couplings = Exact::new(problem, &order);
        let worth = couplings.worth(largest);
        let rows = (0..order.len()).map(|i| StoredRow::new(&couplings, i, worth, largest)).collect();
        Self { order, couplings, worth, rows }
    }

    /// The nodes in another order: those of many partners first. Rows of about one length side by side take the fewest slots.
    pub fn by_degree(self, problem: &Problem, largest: i64) -> Self {
        let mut places: Vec<usize> = (0..self.order.len()).collect();
        places.sort_by_key(|&i| Reverse(self.rows[i].weights.len()));
        Self::new(problem, places.into_iter().map(|i| self.order[i]).collect(), largest)
    }

    /// Slots of a lane's edge memory that the rows take.
    pub fn slots(&self, lanes: usize) -> usize {
        let longest = |group: &[StoredRow]| group.iter().map(|row| row.weights.len()).max().unwrap_or(0);
        self.rows.chunks(lanes).map(longest).sum()
    }

    /// The coupling that takes the least work and fits the memories.
    pub fn cheapest(&self, nodes: usize, lanes: usize) -> Coupling {
        let slots = self.slots(lanes);
        // A few rows of very many partners make the edge memories larger than a full matrix.
        if self.couplings.mean_degree() / nodes as f64 >= DENSE_SHARE || (slots * lanes) as u64 > MAX_SLOTS {
            return Coupling::Dense;
        }
        Coupling::Sparse { slots: slots.max(1) as u32 }
    }

    /// The rows as weights for a coupling.
    ///
    /// # Errors
    /// As [`Rows::from_edges`].
    pub fn weights(&self, coupling: Coupling) -> Result<Weights, SimError> {
        let n = self.rows.len();
        if coupling == Coupling::Dense {
            let mut matrix = vec![0; n * n];
            for (row, to) in matrix.chunks_exact_mut(n).zip(&self.rows) {
                to.weights.iter().for_each(|&(from, weight)| row[from as usize] = weight);
            }
            return Ok(Weights::Dense(matrix));
        }
        let row = |(to, row): (usize, &StoredRow)| row.weights.iter().map(|&(from, w)| (to, from as usize, w)).collect::<Vec<_>>();
        let edges: Vec<_> = self.rows.iter().enumerate().flat_map(row).collect();
        Ok(Weights::Sparse(Rows::from_edges(n, &edges)?))
    }
}
