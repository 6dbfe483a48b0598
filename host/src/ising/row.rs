//! One row of a problem in weights, a bias and a gain.

use syntony_medium::gain::Gain;

use super::exact::Exact;

/// Largest bias.
pub(super) const LARGEST_BIAS: i64 = 32767;
/// Strength of the coupling: the force of a row under drives of one norm is `STRENGTH` times full amplitude.
const STRENGTH: f64 = 3.0;
/// Error step of a lattice with four neighbours.
const ERROR_STEP: f64 = 65.5;

/// One row in weights.
pub(super) struct StoredRow {
    /// Partner and weight.
    pub weights: Vec<(u32, i16)>,
    /// Its field.
    pub bias: i16,
}

impl StoredRow {
    /// Row `i`, scaled by itself to weights of at most `most`, if its coefficients are not all multiples of a `worth`.
    pub fn new(exact: &Exact, i: usize, worth: Option<i64>, most: i64) -> Self {
        let (row, field) = (exact.row(i), exact.fields[i]);
        if let Some(worth) = worth {
            let weights = row.iter().map(|&(j, c)| (j, (c / worth) as i16)).collect();
            return Self { weights, bias: (field / worth) as i16 };
        }
        let largest = row.iter().map(|&(_, c)| c.abs()).max().unwrap_or(0).max(1);
        let scale = most as f64 / largest as f64;
        let rounded = |c: i64| (c as f64 * scale).round().clamp(-LARGEST_BIAS as f64, LARGEST_BIAS as f64) as i16;
        let weights = row.iter().map(|&(j, c)| (j, rounded(c))).filter(|&(_, w)| w != 0).collect();
        Self { weights, bias: rounded(field) }
    }

    /// `K` and `sh` so that a row's force is [`STRENGTH`] over its norm; the error step falls with the fourth power of the
    /// number of partners that count.
    pub fn gain(&self, shown_max: i32) -> Gain {
        let sizes = || self.weights.iter().map(|&(_, w)| f64::from(w).abs()).chain((self.bias != 0).then_some(f64::from(self.bias).abs()));
        let (sum, squares) = sizes().fold((0.0, 0.0), |(sum, squares), w| (sum + w, squares + w * w));
        let factor = STRENGTH * 2048.0 / (f64::from(shown_max) * f64::sqrt(squares));
        match Gain::from_factor(factor) {
            Some(gain) => {
                let partners = sum * sum / squares;
                let error_step = (ERROR_STEP * 16.0 / (partners * partners)).round().min(255.0) as u8;
                Gain { error_step, ..gain }
            }
            // A node without partners: nothing drives it.
            None => Gain::default(),
        }
    }
}
