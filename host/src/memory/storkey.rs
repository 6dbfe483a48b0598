//! Storkey's rule: patterns come one after another, and each adds what the weights do not know yet (Storkey 1997).
//!
//! `w_ij += (x_i x_j - x_i h_ji - h_ij x_j) / N` with `h_ij = sum_{k != i, j} w_ik x_k`.

use ndarray::Array2;

/// All weights; `patterns` is `P x N` of +-1. Zero diagonal, symmetric.
pub fn weights(patterns: &Array2<i8>) -> Array2<f64> {
    let n = patterns.ncols();
    let mut weights = Array2::<f64>::zeros((n, n));
    for pattern in patterns.rows() {
        let x: Vec<f64> = pattern.iter().map(|&p| f64::from(p)).collect();
        // Plain sums in a fixed order, so that every machine gets the same bits.
        let field: Vec<f64> = weights.rows().into_iter().map(|row| row.iter().zip(&x).map(|(w, x)| w * x).sum()).collect();
        for i in 0..n {
            for j in i + 1..n {
                let known = weights[(i, j)];
                // h_ij and h_ji: the fields without the partner itself (the diagonal is zero).
                let (forth, back) = (field[i] - known * x[j], field[j] - known * x[i]);
                let new = known + (x[i] * x[j] - x[i] * back - forth * x[j]) / n as f64;
                weights[(i, j)] = new;
                weights[(j, i)] = new;
            }
        }
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn the_first_pattern_is_hebbian() {
        let patterns = array![[1i8, -1, 1, 1]];
        let weights = weights(&patterns);
        for i in 0..4 {
            assert_eq!(weights.row(i).to_vec(), super::super::hebb::row(&patterns, i));
        }
    }

    #[test]
    fn orthogonal_patterns_are_held() {
        let patterns = array![[1i8, 1, 1, 1, -1, -1, -1, -1], [1, 1, -1, -1, 1, 1, -1, -1], [1, -1, 1, -1, 1, -1, 1, -1]];
        let weights = weights(&patterns);
        for pattern in patterns.rows() {
            for i in 0..8 {
                let field: f64 = (0..8).map(|j| weights[(i, j)] * f64::from(pattern[j])).sum();
                assert!(field * f64::from(pattern[i]) > 0.2, "{field}");
            }
        }
    }
}
