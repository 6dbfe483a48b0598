//! One form for every problem: integer couplings and fields, and an agreement to be made large.

use super::IsingError;

/// Largest sum of the sizes of all coefficients, so that no sum over a problem can overflow.
const MOST: i128 = 1 << 61;

/// Find signs `s` of 1 and -1 that make the agreement `A = sum_(u<v) c_uv s_u s_v + sum_i f_i s_i` as large as possible.
///
/// A positive coupling wants its ends alike, a positive field wants its node at 1. `A` is minus the Ising energy `sum J s s + sum h s`
/// with `J = -c`, `h = -f`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    nodes: usize,
    couplings: Vec<(u32, u32, i64)>,
    fields: Vec<i64>,
}

impl Problem {
    /// A problem of `nodes` nodes. Couplings of one pair add up in effect; fields are one a node.
    ///
    /// # Errors
    /// No nodes, a loop, an end out of range, a wrong number of fields, or coefficients whose sizes add up to more than 2^61.
    pub fn new(nodes: usize, couplings: Vec<(u32, u32, i64)>, fields: Vec<i64>) -> Result<Self, IsingError> {
        if nodes == 0 {
            return Err(IsingError::Empty);
        }
        if fields.len() != nodes {
            return Err(IsingError::Length { what: "fields", found: fields.len(), nodes });
        }
        if let Some(&(u, v, _)) = couplings.iter().find(|&&(u, v, _)| u == v || u.max(v) as usize >= nodes) {
            return Err(IsingError::Edge { u, v, nodes });
        }
        let size = |c: i64| i128::from(c).abs();
        let total: i128 = couplings.iter().map(|&(_, _, c)| size(c)).chain(fields.iter().map(|&f| size(f))).sum();
        if total > MOST {
            return Err(IsingError::Overflow);
        }
        Ok(Self { nodes, couplings, fields })
    }

    /// Number of nodes.
    pub fn nodes(&self) -> usize {
        self.nodes
    }

    /// The couplings.
    pub fn couplings(&self) -> &[(u32, u32, i64)] {
        &self.couplings
    }

    /// The fields, one a node.
    pub fn fields(&self) -> &[i64] {
        &self.fields
    }

    /// The agreement of signs, one a node: `>= 0` counts as 1.
    ///
    /// # Panics
    /// When there is not one sign a node.
    pub fn agreement(&self, signs: &[i8]) -> i64 {
        assert_eq!(signs.len(), self.nodes, "one sign a node");
        let turned = |value: i64, negative: bool| if negative { -value } else { value };
        let pairs: i64 = self.couplings.iter().map(|&(u, v, c)| turned(c, (signs[u as usize] < 0) != (signs[v as usize] < 0))).sum();
        let linear: i64 = self.fields.iter().zip(signs).map(|(&f, &s)| turned(f, s < 0)).sum();
        pairs + linear
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agreement_by_hand() {
        let problem = Problem::new(3, vec![(0, 1, 2), (1, 2, -5)], vec![1, 0, -3]).unwrap();
        assert_eq!(problem.agreement(&[1, 1, 1]), 2 - 5 + 1 - 3);
        assert_eq!(problem.agreement(&[1, 1, -1]), 2 + 5 + 1 + 3);
        assert_eq!(problem.agreement(&[-1, 1, -1]), -2 + 5 - 1 + 3);
    }

    #[test]
    fn bad_problems_are_refused() {
        assert!(matches!(Problem::new(0, vec![], vec![]), Err(IsingError::Empty)));
        assert!(matches!(Problem::new(2, vec![(1, 1, 1)], vec![0; 2]), Err(IsingError::Edge { .. })));
        assert!(matches!(Problem::new(2, vec![(0, 2, 1)], vec![0; 2]), Err(IsingError::Edge { .. })));
        assert!(matches!(Problem::new(2, vec![], vec![0; 3]), Err(IsingError::Length { .. })));
        let huge = vec![(0, 1, i64::MIN), (0, 1, i64::MAX)];
        assert!(matches!(Problem::new(2, huge, vec![0; 2]), Err(IsingError::Overflow)));
    }
}
