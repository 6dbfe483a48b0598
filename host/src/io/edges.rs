//! A problem as a list of edges: what G-set, QUBO and Ising files all come down to.

use super::error::IoError;
use super::lines::Line;

/// Most nodes (variables, spins) of a problem: the largest medium.
pub const MAX_NODES: usize = 8192;
/// Most edges (pairs with a coefficient) of a problem: a complete graph of 2828 nodes, or 488 neighbours for each of 8192.
pub const MAX_EDGES: usize = 4_000_000;
/// Largest size of a coefficient: 2^31.
pub const MAX_ABS: f64 = 2_147_483_648.0;
/// Most bytes of a problem file.
pub const MAX_BYTES: u64 = 128 << 20;

/// A problem of `nodes` variables with a coefficient for each edge and each node.
///
/// What the numbers mean is the format's matter: weights of a cut (G-set, `fields` all 0), coefficients of
/// `x_i x_j` and `x_i` with `x` 0 or 1 (QUBO), or of `s_i s_j` and `s_i` with `s` 1 or -1 (Ising).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EdgeList {
    /// Number of nodes, 1 to [`MAX_NODES`].
    pub nodes: usize,
    /// `(u, v, value)`, `u < v < nodes`, counted from 0; each pair at most once; sorted by `u`, then `v`.
    pub edges: Vec<(u32, u32, f64)>,
    /// One linear coefficient a node.
    pub fields: Vec<f64>,
    /// Added to the value of every state.
    pub constant: f64,
}

impl EdgeList {
    /// A problem in `x` (0 or 1) as one in `s = 2x - 1` (1 or -1) with the same value in every state:
    /// `J = q/4`, `h_i = q_i/2 + sum_j q_ij/4`, and the rest in `constant`.
    pub fn qubo_to_ising(&self) -> EdgeList {
        let mut fields: Vec<f64> = self.fields.iter().map(|q| q / 2.0).collect();
        let mut constant = self.constant + fields.iter().sum::<f64>();
        let quarter = |&(u, v, q): &(u32, u32, f64)| {
            fields[u as usize] += q / 4.0;
            fields[v as usize] += q / 4.0;
            constant += q / 4.0;
            (u, v, q / 4.0)
        };
        let edges = self.edges.iter().map(quarter).collect();
        EdgeList { nodes: self.nodes, edges, fields, constant }
    }

    /// `constant + sum fields_i z_i + sum value z_u z_v` of a state `z`, one number a node: `s` or `x` as the format means.
    ///
    /// # Panics
    /// When `state` does not hold `nodes` numbers.
    pub fn value(&self, state: &[f64]) -> f64 {
        assert_eq!(state.len(), self.nodes, "one number a node");
        let linear: f64 = self.fields.iter().zip(state).map(|(h, z)| h * z).sum();
        let pairs: f64 = self.edges.iter().map(|&(u, v, w)| w * state[u as usize] * state[v as usize]).sum();
        self.constant + linear + pairs
    }
}

/// Coefficients as they stand in a file, with their lines; pairs keep their order until [`Entries::finish`].
pub(super) struct Entries<'a> {
    file: &'a str,
    pairs: Vec<(u32, u32, f64, usize)>,
    linear: Vec<(u32, f64, usize)>,
}

impl<'a> Entries<'a> {
    pub fn new(file: &'a str) -> Self {
        Entries { file, pairs: Vec::new(), linear: Vec::new() }
    }

    /// Number of pairs so far.
    pub fn pairs(&self) -> usize {
        self.pairs.len()
    }

    /// Number of linear coefficients so far.
    pub fn linear(&self) -> usize {
        self.linear.len()
    }

    /// One more than the largest index so far.
    pub fn nodes_seen(&self) -> usize {
        let pairs = self.pairs.iter().map(|p| p.0.max(p.1));
        pairs.chain(self.linear.iter().map(|l| l.0)).max().map_or(0, |top| top as usize + 1)
    }

    /// Adds a pair of two different nodes.
    ///
    /// # Errors
    /// Above [`MAX_EDGES`].
    pub fn pair(&mut self, u: u32, v: u32, value: f64, line: Line<'_>) -> Result<(), IoError> {
        // (i, j) and (j, i) of a QUBO are one edge in the end, so twice as many lines may stand in the file.
        if self.pairs.len() == 2 * MAX_EDGES {
            return Err(too_many_edges(line, self.pairs.len() + 1));
        }
        self.pairs.push((u, v, value, line.number));
        Ok(())
    }

    /// Adds a linear coefficient.
    ///
    /// # Errors
    /// When there are more than [`MAX_NODES`], so that one must be there twice.
    pub fn field(&mut self, node: u32, value: f64, line: Line<'_>) -> Result<(), IoError> {
        if self.linear.len() > MAX_NODES {
            return Err(line.error("more linear coefficients than nodes are allowed", "write each one once"));
        }
        self.linear.push((node, value, line.number));
        Ok(())
    }

    /// Sums `(i, j)` with `(j, i)` when `both_ways`, and refuses every other repetition.
    ///
    /// # Errors
    /// The first line that repeats another, or too many edges.
    pub fn finish(mut self, nodes: usize, both_ways: bool) -> Result<EdgeList, IoError> {
        self.refuse_repeated(both_ways)?;
        let mut edges: Vec<(u32, u32, f64)> = self.pairs.iter().map(|&(u, v, value, _)| (u.min(v), u.max(v), value)).collect();
        // A sum of two terms does not depend on their order, so an unstable sort is enough.
        edges.sort_unstable_by_key(|&(u, v, _)| (u, v));
        edges.dedup_by(|next, kept| {
            let same = (next.0, next.1) == (kept.0, kept.1);
            if same {
                kept.2 += next.2;
            }
            same
        });
        if edges.len() > MAX_EDGES {
            let what = format!("{} edges are more than the {MAX_EDGES} allowed", edges.len());
            return Err(IoError::whole(self.file, what, "drop the weakest, or split the problem"));
        }
        let mut fields = vec![0.0; nodes];
        for &(node, value, _) in &self.linear {
            fields[node as usize] = value;
        }
        Ok(EdgeList { nodes, edges, fields, constant: 0.0 })
    }

    fn refuse_repeated(&mut self, both_ways: bool) -> Result<(), IoError> {
        let key = |p: &(u32, u32, f64, usize)| if both_ways { (p.0, p.1) } else { (p.0.min(p.1), p.0.max(p.1)) };
        self.pairs.sort_unstable_by_key(|p| (key(p), p.3));
        self.linear.sort_unstable_by_key(|l| (l.0, l.2));
        let pairs = self.pairs.windows(2).filter(|w| key(&w[0]) == key(&w[1])).map(|w| (w[1].3, w[0].3));
        let linear = self.linear.windows(2).filter(|w| w[0].0 == w[1].0).map(|w| (w[1].2, w[0].2));
        let Some((second, first)) = pairs.chain(linear).min() else { return Ok(()) };
        let line = Line { file: self.file, number: second, text: "" };
        Err(line.error(format!("the same entry stands in line {first}"), "keep one of the two, or add them up"))
    }
}

/// The refusal of a problem with too many edges.
pub(super) fn too_many_edges(line: Line<'_>, edges: impl std::fmt::Display) -> IoError {
    line.error(format!("{edges} edges are more than the {MAX_EDGES} allowed"), "drop the weakest, or split the problem")
}
