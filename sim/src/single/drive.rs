//! Drives of sixteen rows, and the energy of the signs.

use super::law::Drives;
use super::matrix::Matrix;
use super::shown::Board;
use super::simd::{LANES, Simd};
use crate::weights::Rows;
use crate::{Medium, Weights};

/// Dot products of `count` rows from `first` on.
///
/// # Safety
/// The machine must have the instructions of `S`.
#[inline(always)]
pub unsafe fn dense<S: Simd, const FULL: bool>(matrix: &Matrix, board: &Board, (first, count): (usize, usize), newest: usize) -> Drives {
    let mut drives = [[0; LANES]; 2];
    let mut done = 0;
    // SAFETY: as the caller's.
    unsafe {
        while count - done >= 8 {
            group::<S, FULL, 8>(matrix, board, first, done, newest, &mut drives);
            done += 8;
        }
        if count - done >= 4 {
            group::<S, FULL, 4>(matrix, board, first, done, newest, &mut drives);
            done += 4;
        }
        while done < count {
            group::<S, FULL, 1>(matrix, board, first, done, newest, &mut drives);
            done += 1;
        }
    }
    drives
}

/// `R` rows of a tile, `done` of which are there.
#[inline(always)]
unsafe fn group<S: Simd, const FULL: bool, const R: usize>(
    matrix: &Matrix,
    board: &Board,
    first: usize,
    done: usize,
    newest: usize,
    drives: &mut Drives,
) {
    let (rows, stride, [u, v]) = (matrix.rows(first + done), matrix.stride, &board.visible);
    // SAFETY: as the caller's.
    unsafe {
        if FULL {
            let [h, g] = S::dots_both::<R>(rows, stride, u, v, newest);
            drives[0][done..done + R].copy_from_slice(&h);
            drives[1][done..done + R].copy_from_slice(&g);
        } else {
            drives[0][done..done + R].copy_from_slice(&S::dots::<R>(rows, stride, u, newest));
        }
    }
}

/// Sums over the edges of `count` rows from `first` on.
#[inline(always)]
pub fn sparse<const FULL: bool>(edges: &Rows, board: &Board, (first, count): (usize, usize)) -> Drives {
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
    drives
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
