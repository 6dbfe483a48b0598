//! Drives of sixteen rows, and the energy of the signs.

use super::matrix::Matrix;
use super::shown::Board;
use super::simd::{LANES, Simd};
use crate::weights::Rows;
use crate::{Medium, Weights};

/// Dot products of `count` rows from `first` on; `newest` is the chunk that was shown last.
///
/// # Safety
/// The machine must have the instructions of `S`.
#[inline(always)]
pub unsafe fn dense<S: Simd, const FULL: bool>(matrix: &Matrix, board: &Board, (first, count): (usize, usize), newest: usize) -> [S::V; 2] {
    let (weights, stride, [u, v]) = (matrix.rows(first), matrix.stride, &board.visible);
    // SAFETY: as the caller's.
    unsafe {
        // What whole tiles cost, few single rows do not.
        if count > LANES / 4 {
            if FULL {
                return S::dots_both(weights, stride, u, v, newest);
            }
            return [S::dots(weights, stride, u, newest), S::splat(0)];
        }
        let mut drives = [[0; LANES]; 2];
        for (k, row) in weights.chunks_exact(stride).take(count).enumerate() {
            if FULL {
                [drives[0][k], drives[1][k]] = S::dot_both(row, u, v);
            } else {
                drives[0][k] = S::dot(row, u);
            }
        }
        [S::load(&drives[0]), S::load(&drives[1])]
    }
}

/// Sums over the edges of `count` rows from `first` on.
///
/// # Safety
/// The machine must have the instructions of `S`.
#[inline(always)]
pub unsafe fn sparse<S: Simd, const FULL: bool>(edges: &Rows, board: &Board, (first, count): (usize, usize)) -> [S::V; 2] {
    let mut drives = [[0; LANES]; 2];
    let [u, v] = &board.visible;
    let [hs, gs] = &mut drives;
    for (ends, (h, g)) in edges.starts[first..=first + count].windows(2).zip(hs.iter_mut().zip(gs)) {
        let range = ends[0] as usize..ends[1] as usize;
        let (mut sum_h, mut sum_g) = (0, 0);
        for (&j, &w) in edges.partners[range.clone()].iter().zip(&edges.weights[range]) {
            sum_h += i32::from(w) * i32::from(u[usize::from(j)] as i8);
            if FULL {
                sum_g += i32::from(w) * i32::from(v[usize::from(j)] as i8);
            }
        }
        (*h, *g) = (sum_h, sum_g);
    }
    // SAFETY: as the caller's.
    unsafe { [S::load(&drives[0]), S::load(&drives[1])] }
}

/// `-sum_i s_i (sum_j w_ij s_j + 2 bias_i)` of signs, `true` for -1.
pub fn energy(medium: &Medium, signs: &[bool]) -> i64 {
    let signs: Vec<i16> = signs.iter().map(|&negative| if negative { -1 } else { 1 }).collect();
    let field = |i: usize| -> i32 {
        match medium.weights() {
            Weights::Dense(matrix) => {
                let row = &matrix[i * signs.len()..][..signs.len()];
                row.iter().zip(&signs).map(|(&w, &s)| i32::from(w) * i32::from(s)).sum()
            }
            Weights::Sparse(edges) => edges.row(i).map(|(j, w)| w * i32::from(signs[j])).sum(),
        }
    };
    let bias = &medium.oscillators.bias;
    (0..signs.len()).map(|i| -i64::from(signs[i]) * (i64::from(field(i)) + 2 * i64::from(bias[i]))).sum()
}
