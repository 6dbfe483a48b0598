//! Rows of real weights into stored ones: each row has its own step, and its gain brings the drive back to unit size.

use ndarray::Array2;
use syntony_medium::format::ONE;
use syntony_medium::gain::Gain;
use syntony_medium::shape::Shape;

/// A stored row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRow {
    /// Weights in the range of the shape's code.
    pub weights: Vec<i16>,
    /// What makes a drive of `ONE` out of the drive that a stored picture gives this row.
    pub gain: Gain,
}

/// Where weights are cut, in units of the row's rms: few bits go further when the few large weights are cut.
pub fn cut(weight_bits: u32) -> f64 {
    match weight_bits {
        ..=3 => 1.5,
        4 | 5 => 2.0,
        6 => 2.5,
        7 => 3.0,
        _ => 4.0,
    }
}

/// Rounds a row to the shape's weights. `patterns` (`P x N` of +-1) are what its drive is measured on.
pub fn row(weights: &[f64], i: usize, patterns: &Array2<i8>, shape: &Shape) -> StoredRow {
    let n = weights.len();
    let rms = (weights.iter().map(|w| w * w).sum::<f64>() / n as f64).sqrt();
    if !(rms > 1e-12 && rms.is_finite()) {
        return StoredRow { weights: vec![0; n], gain: Gain::default() };
    }
    let (low, high) = shape.weight_range();
    let step = cut(shape.weight_bits) * rms / f64::from(high);
    let stored: Vec<i16> = weights.iter().map(|w| (w / step).round().clamp(f64::from(low), f64::from(high)) as i16).collect();
    let drive = unit_drive(&stored, i, patterns);
    let gain = Gain::from_factor(f64::from(ONE) / (f64::from(shape.shown_max()) * drive)).unwrap_or_default();
    StoredRow { weights: stored, gain }
}

/// What counts as a unit of drive: the least that a stored picture gives the row, so that all of them are held alike;
/// half the mean where some picture is hardly held or not at all. In units of the stored weights.
fn unit_drive(stored: &[i16], i: usize, patterns: &Array2<i8>) -> f64 {
    let drive = |k: usize| {
        let sum: i32 = patterns.row(k).iter().zip(stored).map(|(&x, &w)| i32::from(x) * i32::from(w)).sum();
        sum * i32::from(patterns[(k, i)])
    };
    let drives: Vec<i32> = (0..patterns.nrows()).map(drive).collect();
    let least = f64::from(drives.iter().copied().min().unwrap_or(0));
    let mean = drives.iter().map(|&d| f64::from(d)).sum::<f64>() / drives.len().max(1) as f64;
    // A row that its own pictures do not hold still gets a finite gain: that of a random drive.
    let random = stored.iter().map(|&w| f64::from(w).powi(2)).sum::<f64>().sqrt();
    least.max(mean / 2.0).max(random / 2.0).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;
    use proptest::prelude::*;
    use syntony_medium::weight::WeightCode;

    #[test]
    fn a_held_picture_drives_by_one() {
        let patterns = array![[1i8, 1, -1, 1, 1, -1]];
        let shape = Shape { oscillators: 6, ..Shape::default() };
        let stored = row(&super::super::hebb::row(&patterns, 0), 0, &patterns, &shape);
        let drive: i32 = stored.weights.iter().zip(patterns.row(0)).map(|(&w, &x)| i32::from(w) * i32::from(x) * shape.shown_max()).sum();
        let scaled = f64::from(drive) * f64::from(stored.gain.mantissa) * 2f64.powi(i32::from(stored.gain.exponent) - 15);
        assert!((scaled - 2048.0).abs() < 2.0, "{scaled}");
    }

    #[test]
    fn a_row_of_nothing_stays_nothing() {
        let patterns = array![[1i8, -1]];
        let shape = Shape { oscillators: 2, ..Shape::default() };
        for weights in [[0.0, 0.0], [f64::NAN, 1.0], [f64::INFINITY, 0.0]] {
            assert_eq!(row(&weights, 0, &patterns, &shape).weights, [0, 0]);
        }
    }

    proptest! {
        #[test]
        fn weights_are_in_range(weights in proptest::collection::vec(-1e6f64..1e6, 9), bits in 2u32..9, radix4: bool) {
            let code = if radix4 && bits % 2 == 0 { WeightCode::Radix4 } else { WeightCode::TwosComplement };
            let shape = Shape { oscillators: 9, weight_bits: bits, weight_code: code, ..Shape::default() };
            let patterns = Array2::from_elem((1, 9), 1i8);
            let (low, high) = shape.weight_range();
            let stored = row(&weights, 3, &patterns, &shape);
            prop_assert!(stored.weights.iter().all(|&w| (low..=high).contains(&i32::from(w))));
        }
    }
}
