//! Weights arranged for the kernels.

use syntony_medium::shape::Shape;

use super::node::NARROW;
use crate::Weights;

/// Partners of one row whose sum fits 16 bits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Segment {
    /// First edge.
    pub start: u32,
    /// Edges before this one weigh +1 and those after it -1, if `unit`.
    pub middle: u32,
    /// One past the last edge.
    pub end: u32,
    /// Whether every weight is +-1.
    pub unit: bool,
    /// Sum of the weights: `U` times this is what the sum over `u + U` has too much.
    pub weight: i32,
}

/// One row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    /// First segment.
    pub first: u32,
    /// One past the last segment.
    pub last: u32,
    /// Weight to the reference, which shows `U`.
    pub bias: i32,
    /// Whether the drive with its bias fits 16 bits (one segment at most).
    pub narrow: bool,
}

/// Compressed rows, cut into segments.
#[derive(Clone, Debug, Default)]
pub(super) struct Sparse {
    pub rows: Vec<Row>,
    pub segments: Vec<Segment>,
    /// Partner of each edge, below the number of oscillators.
    pub partners: Vec<u16>,
    /// Weight of each edge.
    pub weights: Vec<i16>,
}

/// A full matrix of bytes.
#[derive(Clone, Debug, Default)]
pub(super) struct Dense {
    /// Four partners to a word, first partner lowest; rows padded with zeros.
    pub words: Vec<u32>,
    /// Words of a row.
    pub stride: usize,
    /// Bias less the sum of the weights, a row: `U` times this turns the sum over `u + U` into the drive.
    pub excess: Vec<i32>,
}

/// Weights as the kernels read them.
#[derive(Clone, Debug)]
pub(super) enum Arranged {
    Sparse(Sparse),
    Dense(Dense),
}

impl Arranged {
    /// Arranges weights and biases. Full matrices whose weights are bytes stay full, all others become rows of partners.
    pub fn new(shape: &Shape, weights: &Weights, bias: &[i16]) -> Self {
        let (n, shown_max) = (shape.oscillators as usize, shape.shown_max());
        match weights {
            Weights::Dense(matrix) if matrix.iter().all(|w| i8::try_from(*w).is_ok()) => Self::Dense(Dense::new(n, matrix, bias)),
            Weights::Dense(matrix) => {
                let row = |i: usize| matrix[i * n..][..n].iter().enumerate().filter(|(_, w)| **w != 0).map(|(j, &w)| (j, i32::from(w)));
                Self::Sparse(Sparse::new(n, shown_max, row, bias))
            }
            Weights::Sparse(rows) => Self::Sparse(Sparse::new(n, shown_max, |i| rows.row(i), bias)),
        }
    }
}

impl Dense {
    fn new(n: usize, matrix: &[i16], bias: &[i16]) -> Self {
        let stride = n.div_ceil(4);
        let mut dense = Self { words: Vec::with_capacity(n * stride), stride, excess: Vec::with_capacity(n) };
        for (row, &bias) in matrix.chunks_exact(n).zip(bias) {
            let word = |four: &[i16]| four.iter().enumerate().fold(0, |word, (k, &w)| word | u32::from(w as u8) << (8 * k));
            dense.words.extend(row.chunks(4).map(word));
            dense.excess.push(i32::from(bias) - row.iter().map(|&w| i32::from(w)).sum::<i32>());
        }
        dense
    }
}

impl Sparse {
    fn new<R: Iterator<Item = (usize, i32)>>(n: usize, shown_max: i32, row: impl Fn(usize) -> R, bias: &[i16]) -> Self {
        let mut sparse = Self::default();
        for (i, &bias) in (0..n).zip(bias) {
            let mut edges: Vec<(usize, i32)> = row(i).filter(|&(_, w)| w != 0).collect();
            // Ascending partners make the reads run one way; +1 before -1 makes them two plain sums.
            let unit = edges.iter().all(|&(_, w)| w.abs() == 1);
            edges.sort_by_key(|&(j, w)| (unit && w < 0, j));
            let first = sparse.segments.len() as u32;
            sparse.cut(&edges, i64::from(shown_max), unit);
            let weight: i64 = edges.iter().map(|&(_, w)| i64::from(w.abs())).sum();
            let largest = i64::from(shown_max) * (weight + i64::from(bias).abs());
            let row = Row { first, last: sparse.segments.len() as u32, bias: i32::from(bias), narrow: largest <= NARROW };
            sparse.rows.push(row);
        }
        sparse
    }

    fn cut(&mut self, edges: &[(usize, i32)], shown_max: i64, unit: bool) {
        let mut rest = edges;
        while !rest.is_empty() {
            let mut weight = 0;
            let fits = |&&(_, w): &&(usize, i32)| {
                weight += i64::from(w.abs());
                shown_max * weight <= NARROW
            };
            // One edge always fits: 170 times 127 is below the limit.
            let (taken, left) = rest.split_at(rest.iter().take_while(fits).count().max(1));
            let start = self.partners.len() as u32;
            self.partners.extend(taken.iter().map(|&(j, _)| j as u16));
            self.weights.extend(taken.iter().map(|&(_, w)| w as i16));
            let positive = taken.iter().filter(|&&(_, w)| w > 0).count() as u32;
            self.segments.push(Segment {
                start,
                middle: if unit { start + positive } else { start },
                end: self.partners.len() as u32,
                unit,
                weight: taken.iter().map(|&(_, w)| w).sum(),
            });
            rest = left;
        }
    }
}
