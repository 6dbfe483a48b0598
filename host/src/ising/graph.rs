//! Graphs to cut.

use std::collections::HashSet;

use super::{IsingError, Problem};
use crate::io::EdgeList;
use crate::random::Random;

/// Stream of the edges of a random graph, apart from those of restarts.
const EDGE_STREAM: u64 = u64::MAX - 1;

/// An undirected graph with whole weights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Graph {
    nodes: usize,
    edges: Vec<(u32, u32, i64)>,
    total: i64,
}

impl Graph {
    /// A graph; edges of one pair add up in effect.
    ///
    /// # Errors
    /// As [`Problem::new`].
    pub fn new(nodes: usize, edges: Vec<(u32, u32, i64)>) -> Result<Self, IsingError> {
        let checked = Problem::new(nodes, edges, vec![0; nodes])?;
        let edges = checked.couplings().to_vec();
        let total = edges.iter().map(|edge| edge.2).sum();
        Ok(Self { nodes, edges, total })
    }

    /// A random graph of `edges` different edges of weight 1, drawn from `seed`.
    ///
    /// # Errors
    /// No nodes, or more edges than half of all pairs: then few draws would find a new one.
    pub fn random(nodes: usize, edges: usize, seed: u64) -> Result<Self, IsingError> {
        if nodes == 0 {
            return Err(IsingError::Empty);
        }
        let most = nodes * (nodes - 1) / 4;
        if edges > most {
            return Err(IsingError::Length { what: "random edges", found: edges, nodes });
        }
        let mut random = Random::new(seed, EDGE_STREAM);
        let mut seen = HashSet::new();
        let mut list = Vec::with_capacity(edges);
        while list.len() < edges {
            let (u, v) = (random.below(nodes as u64) as u32, random.below(nodes as u64) as u32);
            let edge = (u.min(v), u.max(v));
            if u != v && seen.insert(edge) {
                list.push((edge.0, edge.1, 1));
            }
        }
        Self::new(nodes, list)
    }

    /// The graph of a file that was read.
    ///
    /// # Errors
    /// A weight that is not whole or is larger than 2^53, and as [`Graph::new`].
    pub fn from_list(list: &EdgeList) -> Result<Self, IsingError> {
        let whole = |&(u, v, weight): &(u32, u32, f64)| {
            if weight.fract() == 0.0 && weight.abs() <= 9e15 {
                Ok((u, v, weight as i64))
            } else {
                Err(IsingError::Coefficient { value: weight, wanted: "weights of a cut are whole numbers; scale them" })
            }
        };
        Self::new(list.nodes, list.edges.iter().map(whole).collect::<Result<_, _>>()?)
    }

    /// Number of nodes.
    pub fn nodes(&self) -> usize {
        self.nodes
    }

    /// The edges.
    pub fn edges(&self) -> &[(u32, u32, i64)] {
        &self.edges
    }

    /// Total weight of the edges between the nodes with sign `>= 0` and the others.
    ///
    /// # Panics
    /// When there is not one sign a node.
    pub fn cut(&self, signs: &[i8]) -> i64 {
        assert_eq!(signs.len(), self.nodes, "one sign a node");
        self.edges.iter().filter(|&&(u, v, _)| (signs[u as usize] < 0) != (signs[v as usize] < 0)).map(|edge| edge.2).sum()
    }

    /// The largest cut as a problem: every edge wants its ends to differ.
    pub fn problem(&self) -> Problem {
        let couplings = self.edges.iter().map(|&(u, v, weight)| (u, v, -weight)).collect();
        Problem::new(self.nodes, couplings, vec![0; self.nodes]).unwrap_or_else(|_| unreachable!("the graph was checked when it was made"))
    }

    /// The cut that belongs to an agreement of [`Graph::problem`].
    pub fn cut_of(&self, agreement: i64) -> i64 {
        (self.total + agreement) / 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_agreement_tells_the_cut() {
        let graph = Graph::new(4, vec![(0, 1, 3), (1, 2, -2), (2, 3, 5), (3, 0, 1), (0, 2, 7)]).unwrap();
        for word in 0..16u32 {
            let signs: Vec<i8> = (0..4).map(|i| if word >> i & 1 == 1 { -1 } else { 1 }).collect();
            assert_eq!(graph.cut_of(graph.problem().agreement(&signs)), graph.cut(&signs));
        }
        assert_eq!(graph.cut(&[1, -1, -1, 1]), 3 + 5 + 7);
    }

    #[test]
    fn random_graphs_have_the_edges_asked_for() {
        let graph = Graph::random(50, 300, 1).unwrap();
        assert_eq!((graph.nodes(), graph.edges().len()), (50, 300));
        assert_eq!(graph, Graph::random(50, 300, 1).unwrap());
        assert_ne!(graph, Graph::random(50, 300, 2).unwrap());
        assert!(Graph::random(50, 700, 1).is_err() && Graph::random(0, 0, 1).is_err());
    }

    #[test]
    fn weights_must_be_whole() {
        let list = EdgeList { nodes: 2, edges: vec![(0, 1, 0.5)], fields: vec![0.0; 2], constant: 0.0 };
        assert!(matches!(Graph::from_list(&list), Err(IsingError::Coefficient { .. })));
    }
}
