//! Problems with fractions, brought to whole numbers.

use super::{IsingError, Problem};
use crate::io::EdgeList;

/// An Ising problem `E = constant + sum h s + sum J s s`, to be made small, as a problem in whole numbers.
#[derive(Clone, Debug)]
pub struct Scaled {
    /// The problem; its agreement is about `-(E - constant) / unit`.
    pub problem: Problem,
    /// Worth of one.
    pub unit: f64,
    /// Whether every coefficient is a whole multiple of the unit, so that order and ties are exact.
    pub exact: bool,
}

impl Scaled {
    /// Takes an Ising problem as [`crate::io::ising`] reads it, or a QUBO after [`EdgeList::qubo_to_ising`].
    ///
    /// Decimals of up to nine digits after the point become exact; other fractions are rounded to 2^-40 of the largest.
    ///
    /// # Errors
    /// A coefficient that is not finite, and as [`Problem::new`].
    pub fn from_ising(list: &EdgeList) -> Result<Self, IsingError> {
        let values = || list.edges.iter().map(|edge| edge.2).chain(list.fields.iter().copied());
        if let Some(value) = values().find(|value| !value.is_finite()) {
            return Err(IsingError::Coefficient { value, wanted: "coefficients are finite numbers" });
        }
        let largest = values().fold(0.0, |most: f64, value| most.max(value.abs()));
        // Both sides are correctly rounded quotients, so equality means that the decimal was read from these digits.
        let decimal = (0..=9)
            .map(|digits| 10f64.powi(digits))
            .find(|&scale| largest * scale < 9e15 && values().all(|value| (value * scale).round() / scale == value));
        let scale = decimal.unwrap_or_else(|| 2f64.powi(40 - largest.log2().ceil() as i32));
        let whole = |value: f64| -(value * scale).round() as i64;
        let couplings = list.edges.iter().map(|&(u, v, j)| (u, v, whole(j))).collect();
        let fields = list.fields.iter().map(|&h| whole(h)).collect();
        Ok(Self { problem: Problem::new(list.nodes, couplings, fields)?, unit: 1.0 / scale, exact: decimal.is_some() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(j: f64, h: f64) -> EdgeList {
        EdgeList { nodes: 2, edges: vec![(0, 1, j)], fields: vec![h, 0.0], constant: 1.5 }
    }

    #[test]
    fn decimals_are_exact() {
        let scaled = Scaled::from_ising(&list(0.1, -0.025)).unwrap();
        assert!(scaled.exact);
        assert_eq!((scaled.problem.couplings()[0].2, scaled.problem.fields()[0]), (-100, 25));
        assert_eq!(Scaled::from_ising(&list(3.0, 0.0)).unwrap().unit, 1.0);
    }

    #[test]
    fn other_fractions_are_near() {
        let problem = list(1.0 / 3.0, 1e-3 * std::f64::consts::PI);
        let scaled = Scaled::from_ising(&problem).unwrap();
        assert!(!scaled.exact);
        for signs in [[1i8, 1], [1, -1]] {
            let energy = problem.value(&signs.map(f64::from)) - problem.constant;
            assert!((-scaled.problem.agreement(&signs) as f64 * scaled.unit - energy).abs() < 1e-11);
        }
    }

    #[test]
    fn nothing_is_a_problem_too() {
        assert!(Scaled::from_ising(&list(0.0, 0.0)).unwrap().exact);
        assert!(matches!(Scaled::from_ising(&list(f64::NAN, 0.0)), Err(IsingError::Coefficient { .. })));
    }
}
