//! Weights as the dot products read them: bytes, row after row, rows padded to whole chunks.

use super::simd::{CHUNK, LANES};
use crate::Medium;

/// A packed matrix.
#[derive(Debug, Default)]
pub struct Matrix {
    /// Whose weights these are; 0: nobody's.
    edition: u64,
    bytes: Vec<i8>,
    /// Where the first row begins: at a cache line.
    start: usize,
    /// Bytes of a row.
    pub stride: usize,
    /// What was taken from each weight to fit eight bits (radix-4 codes reach -170).
    pub shift: i32,
    /// Sum of each row's stored bytes.
    pub sums: Vec<i32>,
}

impl Matrix {
    /// Packs the `n x n` weights of a dense medium, unless they are the ones packed last.
    pub fn pack(&mut self, weights: &[i16], medium: &Medium) {
        if self.edition == medium.edition() {
            return;
        }
        self.edition = medium.edition();
        let n = medium.shape().oscillators as usize;
        let (low, high) = medium.shape().weight_range();
        self.shift = if low < -128 { high - 127 } else { 0 };
        self.stride = n.next_multiple_of(CHUNK);
        // A whole tile may begin at any row.
        let len = (n + LANES) * self.stride;
        if self.bytes.len() != len + CHUNK {
            self.bytes = vec![0; len + CHUNK];
        }
        self.start = self.bytes.as_ptr().align_offset(CHUNK).min(CHUNK);
        let shift = self.shift as i16;
        self.sums.clear();
        for (row, bytes) in weights.chunks_exact(n).zip(self.bytes[self.start..][..len].chunks_exact_mut(self.stride)) {
            for (&w, byte) in row.iter().zip(&mut *bytes) {
                *byte = (w - shift) as i8;
            }
            // The bank may have held a wider medium.
            bytes[n..].fill(0);
            self.sums.push(bytes.iter().map(|&w| i32::from(w)).sum());
        }
    }

    /// The bytes from row `i` on.
    #[inline(always)]
    pub fn rows(&self, i: usize) -> &[i8] {
        &self.bytes[self.start + i * self.stride..]
    }
}
