//! Real weights to stored ones: one step for the whole medium, chosen so that the rounding error is least.
//!
//! One step, and not one a row, keeps a symmetric matrix symmetric, so that the medium still has an energy. What rows are
//! divided by goes into their gains, which are nearly exact.

use std::collections::HashMap;

use serde::Serialize;
use syntony_medium::shape::{Coupling, Shape};
use syntony_sim::Weights;
use syntony_sim::weights::Rows;

use super::DescriptionError;
use super::graph::Links;

/// More different values than this are counted in bins to choose the step.
const DISTINCT: usize = 4096;

/// What rounding did to the weights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Quantisation {
    /// Real weight of a stored 1.
    pub step: f64,
    /// Root mean square of the error over that of the weights.
    pub rms_error: f64,
    /// Largest error, as a real weight.
    pub largest_error: f64,
}

/// Calls `each(i, j, w)` for all weights that are not 0.
pub fn each_link(links: &Links, nodes: usize, mut each: impl FnMut(usize, usize, f64)) {
    match links {
        Links::Edges(edges) => edges.iter().filter(|e| e.2 != 0.0).for_each(|&(to, from, w)| each(to as usize, from as usize, w)),
        Links::Full(field) => {
            for i in 0..nodes {
                for j in (0..nodes).filter(|&j| j != i) {
                    let w = field(i, j);
                    if w != 0.0 {
                        each(i, j, w);
                    }
                }
            }
        }
    }
}

/// The step with the least error for stored values `low..=high`; of equals the largest. 1 when there are no weights.
pub fn best_step(links: &Links, nodes: usize, (low, high): (i32, i32)) -> f64 {
    let mut largest = 0f64;
    let mut counts: HashMap<u64, f64> = HashMap::new();
    each_link(links, nodes, |_, _, w| {
        largest = largest.max(w.abs());
        if counts.len() <= DISTINCT {
            *counts.entry(w.to_bits()).or_default() += 1.0;
        }
    });
    if largest == 0.0 {
        return 1.0;
    }
    let mut values: Vec<(f64, f64)> = if counts.len() <= DISTINCT {
        counts.into_iter().map(|(bits, count)| (f64::from_bits(bits), count)).collect()
    } else {
        let mut bins = vec![0.0; 2 * DISTINCT + 1];
        let scale = DISTINCT as f64 / largest;
        each_link(links, nodes, |_, _, w| bins[((w * scale).round() + DISTINCT as f64) as usize] += 1.0);
        bins.into_iter().enumerate().map(|(bin, count)| ((bin as f64 - DISTINCT as f64) / scale, count)).collect()
    };
    // Sums of floats depend on their order, and a hash map has none.
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let power: f64 = values.iter().map(|(w, count)| w * w * count).sum();
    let error = |step: f64| {
        let off = |w: f64| w - step * f64::from(stored(w, step, (low, high)));
        values.iter().map(|&(w, count)| off(w) * off(w) * count).sum::<f64>()
    };
    let whole = (1..=(-low).max(high)).map(|q| largest / f64::from(q));
    let clipped = (10..40).rev().map(|c| largest * f64::from(c) / 40.0 / f64::from(high));
    let mut best = (f64::INFINITY, 1.0);
    for step in whole.chain(clipped).filter(|step| step.is_normal()) {
        let error = error(step);
        if error < best.0 - 1e-12 * power {
            best = (error, step);
        }
    }
    best.1
}

/// The stored value of a weight.
fn stored(weight: f64, step: f64, (low, high): (i32, i32)) -> i32 {
    ((weight / step).round()).clamp(f64::from(low), f64::from(high)) as i32
}

/// The stored weights of a shape, and their error. Edges that are rounded to 0 are left out.
pub fn store(links: &Links, shape: &Shape, step: f64) -> Result<(Weights, Quantisation), DescriptionError> {
    let (n, range) = (shape.oscillators as usize, shape.weight_range());
    let (mut error, mut power, mut largest) = (0.0, 0.0, 0f64);
    let mut round = |w: f64| {
        let value = stored(w, step, range);
        let off = w - step * f64::from(value);
        error += off * off;
        power += w * w;
        largest = largest.max(off.abs());
        value as i16
    };
    let weights = match shape.coupling {
        Coupling::Dense => {
            let mut matrix = vec![0; n * n];
            each_link(links, n, |i, j, w| matrix[i * n + j] = round(w));
            Weights::Dense(matrix)
        }
        Coupling::Sparse { .. } => {
            let mut edges = Vec::new();
            each_link(links, n, |i, j, w| match round(w) {
                0 => {}
                value => edges.push((i, j, value)),
            });
            Weights::Sparse(Rows::from_edges(n, &edges)?)
        }
    };
    let rms_error = if power > 0.0 { (error / power).sqrt() } else { 0.0 };
    // A step that fits exactly leaves only the rounding of the division.
    let rms_error = if rms_error < 1e-12 { 0.0 } else { rms_error };
    Ok((weights, Quantisation { step, rms_error, largest_error: if rms_error == 0.0 { 0.0 } else { largest } }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edges(weights: &[f64]) -> Links {
        Links::Edges(weights.iter().enumerate().map(|(k, &w)| (0, k as u32 + 1, w)).collect())
    }

    #[test]
    fn values_that_fit_are_exact() {
        for (weights, step) in [(&[0.25, -0.25][..], 0.25), (&[1.0, 2.0, -4.0], 1.0), (&[0.3, 0.2], 0.1)] {
            let found = best_step(&edges(weights), 9, (-16, 15));
            assert!((found / step - 1.0).abs() < 1e-12, "{weights:?} {found}");
        }
    }

    #[test]
    fn a_step_has_a_smaller_error_than_its_neighbours() {
        let mut random = crate::random::Random::new(5, 0);
        let weights: Vec<f64> = (0..6000).map(|_| (0..12).map(|_| random.unit() - 0.5).sum()).collect();
        let links = edges(&weights);
        let shape = Shape { oscillators: 6001, coupling: Coupling::Sparse { slots: 1 << 16 }, weight_bits: 4, ..Shape::default() };
        let error = |step| store(&links, &shape, step).unwrap().1.rms_error;
        let best = best_step(&links, 6001, shape.weight_range());
        assert!(error(best) < error(1.3 * best) && error(best) < error(0.7 * best), "{best}");
        // Four bits of a Gaussian: about 0.11 of its size is lost at best (Max 1960: 0.0115 of its power with 16 free levels).
        assert!((0.09..0.14).contains(&error(best)), "{}", error(best));
    }
}
