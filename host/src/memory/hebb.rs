//! Hebb's rule: `w_ij = sum_k x_i x_j / N`, zero diagonal (Hopfield 1982).

use ndarray::Array2;

/// Row `i` of the weights; `patterns` is `P x N` of +-1.
pub fn row(patterns: &Array2<i8>, i: usize) -> Vec<f64> {
    let n = patterns.ncols();
    let mut sums = vec![0i32; n];
    for pattern in patterns.rows() {
        let own = i32::from(pattern[i]);
        for (sum, &x) in sums.iter_mut().zip(pattern) {
            *sum += own * i32::from(x);
        }
    }
    sums[i] = 0;
    sums.into_iter().map(|sum| f64::from(sum) / n as f64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn products_are_averaged() {
        let patterns = array![[1i8, 1, -1, 1], [1, -1, -1, 1]];
        assert_eq!(row(&patterns, 0), [0.0, 0.0, -0.5, 0.5]);
    }
}
