//! The pseudo-inverse rule, softened and one-sided.
//!
//! The classical rule (Personnaz, Guyon, Dreyfus 1985) makes every stored picture give each pixel a drive of exactly 1:
//! `h = x_i` for all pictures. Here it is *at least* 1, with the smallest weights that do it: pictures that a row holds
//! anyway ask for nothing, so the row's margin against damage is the largest there is (the AdaTron of Anlauf and Biehl
//! 1989). A ridge lets a picture fall short by `ridge * a` where `a` is its share in the row, as regularised inverses
//! do: what two pictures hardly differ in is not blown up, and pictures that depend on others, or come twice, do no harm.
//!
//! For row `i` with `w_ij = sum_k a_k x_i^k x_j^k / N` (`j != i`, `a_k >= 0`): `a_k = 0` or `x_i^k h_i^k + ridge a_k = 1`,
//! found by going round the pictures and mending each in turn.

use ndarray::Array2;

/// How far the two changes go; the default is what `recall` uses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PseudoInverse {
    /// The ridge, in units in which a picture's overlap with itself is 1; not negative.
    pub ridge: f64,
    /// Whether a drive above 1 is left alone; the classical rule pulls it back.
    pub one_sided: bool,
}

impl Default for PseudoInverse {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// Rounds stop when no share changes by more than this.
const ENOUGH: f64 = 1e-4;
/// Multiply-adds that all rows together may take, about: rounds are cut short where there are many pictures.
const WORK: u64 = 40_000_000_000;
/// Rounds at most.
const ROUNDS: u64 = 400;

/// The overlaps of all pictures, `G_kl = x^k x^l / N`; `patterns` is `P x N` of +-1.
pub fn overlaps(patterns: &Array2<i8>) -> Array2<f64> {
    let (p, n) = patterns.dim();
    let mut overlaps = Array2::zeros((p, p));
    for k in 0..p {
        for l in 0..=k {
            // Whole numbers: exact in any order.
            let sum: i32 = patterns.row(k).iter().zip(patterns.row(l)).map(|(&a, &b)| i32::from(a * b)).sum();
            overlaps[(k, l)] = f64::from(sum) / n as f64;
            overlaps[(l, k)] = overlaps[(k, l)];
        }
    }
    overlaps
}

impl PseudoInverse {
    /// What `recall` uses.
    pub const DEFAULT: Self = Self { ridge: 0.07, one_sided: true };
    /// The rule of the textbooks, to compare with.
    pub const CLASSICAL: Self = Self { ridge: 0.0, one_sided: false };

    /// Row `i` of the weights; `overlaps` as [`overlaps`] gives them.
    pub fn row(&self, patterns: &Array2<i8>, overlaps: &Array2<f64>, i: usize) -> Vec<f64> {
        let n = patterns.ncols();
        let signs: Vec<f64> = patterns.column(i).iter().map(|&x| f64::from(x)).collect();
        let mut weights = vec![0.0; n];
        for (k, share) in self.shares(&signs, overlaps, n).into_iter().enumerate() {
            if share != 0.0 {
                let share = share * signs[k] / n as f64;
                for (weight, &x) in weights.iter_mut().zip(patterns.row(k)) {
                    *weight += share * f64::from(x);
                }
            }
        }
        weights[i] = 0.0;
        weights
    }

    /// The shares `a` of the pictures in a row whose pixel has these `signs`.
    fn shares(&self, signs: &[f64], overlaps: &Array2<f64>, n: usize) -> Vec<f64> {
        let p = signs.len();
        let own = 1.0 / n as f64;
        let stiffness = (1.0 - own) + self.ridge.max(1e-6);
        let (mut shares, mut fields, mut sum) = (vec![0.0; p], vec![0.0; p], 0.0);
        let rounds = (WORK / (n as u64 * p as u64 * p as u64).max(1)).clamp(8, ROUNDS);
        for _ in 0..rounds {
            let mut largest = 0f64;
            for k in 0..p {
                let held = signs[k] * fields[k] - own * sum;
                let mut share: f64 = shares[k] + (1.0 - held - self.ridge * shares[k]) / stiffness;
                if self.one_sided {
                    share = share.max(0.0);
                }
                let change = share - shares[k];
                if change != 0.0 {
                    shares[k] = share;
                    sum += change;
                    let signed = change * signs[k];
                    for (field, &g) in fields.iter_mut().zip(overlaps.row(k)) {
                        *field += signed * g;
                    }
                    largest = largest.max(change.abs());
                }
            }
            if largest < ENOUGH {
                break;
            }
        }
        shares
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use proptest::prelude::*;

    fn random_patterns(p: usize, n: usize, seed: u64) -> Array2<i8> {
        let mut random = Random::new(seed, 0);
        Array2::from_shape_fn((p, n), |_| if random.below(2) == 1 { 1 } else { -1 })
    }

    fn drives(patterns: &Array2<i8>, row: &[f64], i: usize) -> Vec<f64> {
        let drive = |k: usize| patterns.row(k).iter().zip(row).map(|(&x, w)| f64::from(x) * w).sum::<f64>() * f64::from(patterns[(k, i)]);
        (0..patterns.nrows()).map(drive).collect()
    }

    #[test]
    fn without_its_changes_it_is_the_classical_rule() {
        let patterns = random_patterns(12, 60, 1);
        let rule = PseudoInverse::CLASSICAL;
        let row = rule.row(&patterns, &overlaps(&patterns), 5);
        for drive in drives(&patterns, &row, 5) {
            assert!((drive - 1.0).abs() < 0.01, "{drive}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        /// No picture falls short by more than its share allows, whatever the pictures, twins included.
        #[test]
        fn every_picture_is_held(seed: u64, p in 1usize..20, i in 0usize..80) {
            let mut patterns = random_patterns(p, 80, seed);
            if p > 1 {
                let twin = patterns.row(0).to_owned();
                patterns.row_mut(p - 1).assign(&twin);
            }
            let rule = PseudoInverse::default();
            let row = rule.row(&patterns, &overlaps(&patterns), i);
            prop_assert_eq!(row[i], 0.0);
            let soft = drives(&patterns, &row, i);
            prop_assert!(soft.iter().all(|&drive| drive > 0.5), "{:?}", soft);
        }
    }
}
