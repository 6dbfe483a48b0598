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
    /// The oscillator that it drives.
    pub oscillator: u32,
    /// First segment.
    pub first: u32,
    /// One past the last segment.
    pub last: u32,
    /// Weight to the reference, which shows `U`.
    pub bias: i32,
    /// Whether the drive with its bias fits 16 bits (one segment at most).
    pub narrow: bool,
}

/// Edges of weight +1, and those of weight -1, of a row come in multiples of this; the gaps are filled with a partner that
/// stands behind all others and shows nothing. Most mispredicted branches were at the ends of rows.
pub(super) const PAD: usize = 4;

/// Compressed rows, cut into segments.
#[derive(Clone, Debug, Default)]
pub(super) struct Sparse {
    /// Rows block by block; within a block, where order makes no difference, rows of one length together.
    pub rows: Vec<Row>,
    pub segments: Vec<Segment>,
    /// Partner of each edge, at most the number of oscillators.
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
        let n = shape.oscillators as usize;
        match weights {
            Weights::Dense(matrix) if matrix.iter().all(|w| i8::try_from(*w).is_ok()) => Self::Dense(Dense::new(n, matrix, bias)),
            Weights::Dense(matrix) => {
                let row = |i: usize| matrix[i * n..][..n].iter().enumerate().filter(|(_, w)| **w != 0).map(|(j, &w)| (j, i32::from(w)));
                Self::Sparse(Sparse::new(shape, row, bias))
            }
            Weights::Sparse(rows) => Self::Sparse(Sparse::new(shape, |i| rows.row(i), bias)),
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
    fn new<R: Iterator<Item = (usize, i32)>>(shape: &Shape, row: impl Fn(usize) -> R, bias: &[i16]) -> Self {
        let mut sparse = Self::default();
        let shown_max = i64::from(shape.shown_max());
        for (i, &bias) in bias.iter().enumerate() {
            let mut edges: Vec<(usize, i32)> = row(i).filter(|&(_, w)| w != 0).collect();
            // Ascending partners make the reads run one way; +1 before -1 makes them two plain sums.
            let unit = edges.iter().all(|&(_, w)| w.abs() == 1);
            edges.sort_by_key(|&(j, w)| (unit && w < 0, j));
            let first = sparse.segments.len() as u32;
            sparse.cut(&edges, shown_max, unit, shape.oscillators as u16);
            let weight: i64 = edges.iter().map(|&(_, w)| i64::from(w.abs())).sum();
            let largest = shown_max * (weight + i64::from(bias).abs());
            let (last, bias, narrow) = (sparse.segments.len() as u32, i32::from(bias), largest <= NARROW);
            sparse.rows.push(Row { oscillator: i as u32, first, last, bias, narrow });
        }
        let segments = &sparse.segments;
        let length = |row: &Row| segments.get(row.first as usize).map_or((0, 0), |s| (s.middle - s.start, s.end - s.middle));
        for block in sparse.rows.chunks_mut(shape.block as usize) {
            block.sort_by_key(|row| (row.narrow, length(row)));
        }
        sparse
    }

    fn cut(&mut self, edges: &[(usize, i32)], shown_max: i64, unit: bool, silent: u16) {
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
            let positive = if unit { taken.iter().filter(|&&(_, w)| w > 0).count() } else { 0 };
            self.append(&taken[..positive], silent, PAD);
            let middle = self.partners.len() as u32;
            self.append(&taken[positive..], silent, if unit { PAD } else { 1 });
            let weight = taken.iter().map(|&(_, w)| w).sum();
            self.segments.push(Segment { start, middle, end: self.partners.len() as u32, unit, weight });
            rest = left;
        }
    }

    fn append(&mut self, edges: &[(usize, i32)], silent: u16, multiple: usize) {
        self.partners.extend(edges.iter().map(|&(j, _)| j as u16));
        self.weights.extend(edges.iter().map(|&(_, w)| w as i16));
        let padded = self.partners.len() + edges.len().next_multiple_of(multiple) - edges.len();
        self.partners.resize(padded, silent);
        self.weights.resize(padded, 0);
    }
}
