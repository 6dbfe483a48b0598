//! Topologies: who is coupled with whom.

use std::collections::HashSet;

use crate::random::Random;

/// A weight `w(i, j)`: what oscillator `i` feels of oscillator `j`.
pub type Field = Box<dyn Fn(usize, usize) -> f64>;

/// The weights before rounding.
pub enum Links {
    /// Directed edges `(to, from, weight)`, each pair once.
    Edges(Vec<(u32, u32, f64)>),
    /// A weight for each ordered pair of different oscillators.
    Full(Field),
}

/// A graph of coupled oscillators.
pub struct Graph {
    /// Number of oscillators.
    pub nodes: usize,
    /// Its weights.
    pub links: Links,
    /// The rings in it, each as its oscillators in order; a travelling wave has a winding number on each.
    pub rings: Vec<Vec<usize>>,
}

/// Undirected pairs, `u < v`, each once, sorted.
pub type Pairs = Vec<(u32, u32)>;

fn sorted(pairs: impl IntoIterator<Item = (usize, usize)>) -> Pairs {
    let mut pairs: Pairs = pairs.into_iter().map(|(u, v)| (u.min(v) as u32, u.max(v) as u32)).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Each of `n` oscillators with its `neighbours` next ones on each side; `1 <= neighbours <= (n - 1) / 2`, or `n = 2`.
pub fn ring(n: usize, neighbours: usize) -> Pairs {
    sorted((0..n).flat_map(|i| (1..=neighbours).map(move |k| (i, (i + k) % n))))
}

/// The oscillators of each of `rings` rings of `size`, of which neighbours share one (Guo et al. 2025, arXiv 2504.03102):
/// ring `r` has the oscillators `r (size - 1) ..= (r + 1) (size - 1)`, so there are `rings (size - 1) + 1` in all.
pub fn chain_of_rings(rings: usize, size: usize) -> Vec<Vec<usize>> {
    (0..rings).map(|r| (r * (size - 1)..=(r + 1) * (size - 1)).collect()).collect()
}

/// The pairs along closed rings.
pub fn along(rings: &[Vec<usize>]) -> Pairs {
    sorted(rings.iter().flat_map(|ring| (0..ring.len()).map(|k| (ring[k], ring[(k + 1) % ring.len()]))))
}

/// A lattice with both its directions closed, row after row.
pub fn torus(rows: usize, columns: usize) -> Pairs {
    let at = move |r: usize, c: usize| (r % rows) * columns + c % columns;
    let cells = (0..rows).flat_map(|r| (0..columns).map(move |c| (r, c)));
    sorted(cells.flat_map(|(r, c)| [(at(r, c), at(r, c + 1)), (at(r, c), at(r + 1, c))]))
}

/// A ring whose edges have their far end moved with probability `rewire` to an oscillator not yet joined (Watts and Strogatz 1998).
pub fn small_world(n: usize, neighbours: usize, rewire: f64, random: &mut Random) -> Pairs {
    let mut pairs: HashSet<(u32, u32)> = ring(n, neighbours).into_iter().collect();
    let key = |u: usize, v: usize| (u.min(v) as u32, u.max(v) as u32);
    for k in 1..=neighbours {
        for i in 0..n {
            let old = key(i, (i + k) % n);
            // An oscillator that is joined to all others keeps its edges.
            if random.unit() >= rewire || (0..n).all(|j| j == i || pairs.contains(&key(i, j))) {
                continue;
            }
            let new = loop {
                let j = random.below(n as u64) as usize;
                if j != i && !pairs.contains(&key(i, j)) {
                    break key(i, j);
                }
            };
            if pairs.remove(&old) {
                pairs.insert(new);
            }
        }
    }
    let mut pairs: Pairs = pairs.into_iter().collect();
    pairs.sort_unstable();
    pairs
}

/// `edges` different pairs; at most `n (n - 1) / 2`.
pub fn random(n: usize, edges: usize, random: &mut Random) -> Pairs {
    let all = n * (n - 1) / 2;
    if 2 * edges > all {
        let every: Vec<(usize, usize)> = (0..n).flat_map(|u| (u + 1..n).map(move |v| (u, v))).collect();
        return sorted(random.choose(all, edges).into_iter().map(|k| every[k]));
    }
    let mut pairs = HashSet::with_capacity(edges);
    while pairs.len() < edges {
        let (u, v) = (random.below(n as u64) as usize, random.below(n as u64) as usize);
        if u != v {
            pairs.insert((u.min(v), u.max(v)));
        }
    }
    sorted(pairs)
}

/// Both directions of pairs; with `random`, each pair has `weight` or `-weight`.
pub fn weighted(pairs: &Pairs, weight: f64, mut random: Option<&mut Random>) -> Links {
    let both = pairs.iter().flat_map(|&(u, v)| {
        let negative = random.as_mut().is_some_and(|random| random.bits() >> 63 == 1);
        let weight = if negative { -weight } else { weight };
        [(u, v, weight), (v, u, weight)]
    });
    Links::Edges(both.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_those_of_the_textbooks() {
        assert_eq!(ring(10, 1).len(), 10);
        assert_eq!(ring(10, 3).len(), 30);
        assert_eq!(ring(2, 1), vec![(0, 1)]);
        assert_eq!(torus(4, 5).len(), 40);
        assert_eq!(torus(2, 2).len(), 4);
        assert_eq!(chain_of_rings(3, 5).concat().into_iter().max(), Some(12));
        assert_eq!(along(&chain_of_rings(3, 5)).len(), 15);
    }

    #[test]
    fn random_graphs_have_the_edges_asked_for() {
        for edges in [1, 20, 44, 45] {
            assert_eq!(random(10, edges, &mut Random::new(1, 0)).len(), edges);
        }
        for rewire in [0.0, 0.3, 1.0] {
            let pairs = small_world(40, 3, rewire, &mut Random::new(1, 0));
            assert_eq!(pairs.len(), 120);
            assert_eq!(pairs == ring(40, 3), rewire == 0.0);
        }
        // A complete graph has nowhere to move an edge.
        assert_eq!(small_world(5, 2, 1.0, &mut Random::new(1, 0)).len(), 10);
    }
}
