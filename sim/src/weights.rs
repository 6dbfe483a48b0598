//! The weights of a medium: a full matrix, or rows of partners.

use syntony_medium::shape::{Coupling, Shape};

use crate::SimError;

/// Weights `w[i][j]`: what oscillator `i` feels of oscillator `j`. Positive means "want to be alike".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Weights {
    /// Row-major `N x N`.
    Dense(Vec<i16>),
    /// Compressed rows.
    Sparse(Rows),
}

/// Compressed rows: the partners of row `i` are at `starts[i]..starts[i + 1]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows {
    /// `N + 1` positions.
    pub starts: Vec<u32>,
    /// The oscillator that is felt.
    pub partners: Vec<u16>,
    /// Its weight.
    pub weights: Vec<i16>,
}

impl Rows {
    /// Rows from directed edges `(to, from, weight)` in any order; the order within a row is kept.
    pub fn from_edges(oscillators: usize, edges: &[(usize, usize, i16)]) -> Result<Self, SimError> {
        let mut starts = vec![0u32; oscillators + 1];
        for &(to, from, _) in edges {
            if to >= oscillators || from >= oscillators {
                return Err(SimError::Partner { from, to, oscillators });
            }
            starts[to + 1] += 1;
        }
        for i in 0..oscillators {
            starts[i + 1] += starts[i];
        }
        let mut next = starts.clone();
        let (mut partners, mut weights) = (vec![0; edges.len()], vec![0; edges.len()]);
        for &(to, from, weight) in edges {
            let at = next[to] as usize;
            next[to] += 1;
            partners[at] = from as u16;
            weights[at] = weight;
        }
        Ok(Self { starts, partners, weights })
    }

    /// Partners and weights of one row.
    pub fn row(&self, i: usize) -> impl Iterator<Item = (usize, i32)> + '_ {
        let range = self.starts[i] as usize..self.starts[i + 1] as usize;
        self.partners[range.clone()].iter().zip(&self.weights[range]).map(|(&j, &w)| (usize::from(j), i32::from(w)))
    }

    /// Number of partners of one row.
    pub fn degree(&self, i: usize) -> usize {
        (self.starts[i + 1] - self.starts[i]) as usize
    }

    /// Slots that each lane needs: the longest row of each group of `lanes` rows, summed over the groups.
    pub fn slots(&self, lanes: usize) -> usize {
        let degrees: Vec<usize> = (0..self.starts.len() - 1).map(|i| self.degree(i)).collect();
        degrees.chunks(lanes).map(|group| group.iter().copied().max().unwrap_or(0)).sum()
    }
}

impl Weights {
    /// Weights that are all zero: a full matrix, or no edges.
    pub fn zero(shape: &Shape) -> Self {
        let n = shape.oscillators as usize;
        match shape.coupling {
            Coupling::Dense => Self::Dense(vec![0; n * n]),
            Coupling::Sparse { .. } => Self::Sparse(Rows { starts: vec![0; n + 1], partners: vec![], weights: vec![] }),
        }
    }

    /// Refuses weights that do not fit a shape.
    pub fn check(&self, shape: &Shape) -> Result<(), SimError> {
        let n = shape.oscillators as usize;
        let (low, high) = shape.weight_range();
        let outside = |w: i16| !(low..=high).contains(&i32::from(w));
        match (self, shape.coupling) {
            (Self::Dense(matrix), Coupling::Dense) => {
                if matrix.len() != n * n {
                    return Err(SimError::Length { what: "the weight matrix", found: matrix.len(), expected: n * n });
                }
                if let Some(at) = matrix.iter().position(|&w| outside(w)) {
                    let weight = i32::from(matrix[at]);
                    return Err(SimError::WeightRange { weight, from: at % n, to: at / n, low, high });
                }
            }
            (Self::Sparse(rows), Coupling::Sparse { slots }) => {
                if rows.starts.len() != n + 1 {
                    return Err(SimError::Length { what: "the row table", found: rows.starts.len(), expected: n + 1 });
                }
                for to in 0..n {
                    for (from, weight) in rows.row(to) {
                        if from >= n {
                            return Err(SimError::Partner { from, to, oscillators: n });
                        }
                        if outside(weight as i16) {
                            return Err(SimError::WeightRange { weight, from, to, low, high });
                        }
                    }
                }
                let needed = rows.slots(shape.lanes as usize);
                if needed > slots as usize {
                    return Err(SimError::Slots { needed, slots: slots as usize });
                }
            }
            (weights, _) => {
                let kind = |dense| if dense { "dense" } else { "sparse" };
                return Err(SimError::Kind {
                    shape: kind(shape.coupling == Coupling::Dense),
                    weights: kind(matches!(weights, Self::Dense(_))),
                });
            }
        }
        Ok(())
    }
}
