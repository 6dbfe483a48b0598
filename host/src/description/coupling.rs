//! `[coupling]`: from its keys to a graph with real weights.

use std::ops::RangeInclusive;
use std::path::Path;

use syntony_medium::shape::MAX_OSCILLATORS;

use super::DescriptionError;
use super::graph::{self, Graph, Links};
use super::keys::{KINDS, of_table};
use super::reader::Section;
use crate::io::csv::Gaps;
use crate::io::edges::MAX_EDGES;
use crate::io::{IoError, csv, display_name, gset, npy};
use crate::random::Random;

const WEIGHTS: RangeInclusive<f64> = -1e6..=1e6;
const SEEDS: RangeInclusive<u64> = 0..=i64::MAX as u64;

/// By what each row is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Normalise {
    /// By nothing.
    None,
    /// By the number of oscillators.
    Nodes,
    /// By the sum of the sizes of its weights.
    Degree,
    /// By the root of the sum of their squares.
    Norm,
}

/// What `[coupling]` says.
pub struct Coupling {
    /// The graph and its weights.
    pub graph: Graph,
    /// By what rows are divided.
    pub normalise: Normalise,
    /// Whether rows are multiplied by their oscillator's frequency.
    pub by_frequency: bool,
}

/// Reads the table; `nodes` is `oscillators` of `[shape]`, if it is there.
pub(super) fn read(section: Section<'_>, folder: &Path, nodes: Option<u32>, seed: u64) -> Result<Coupling, DescriptionError> {
    let normalise = match section.choice("normalise", &["none", "nodes", "degree", "norm"])? {
        Some("nodes") => Normalise::Nodes,
        Some("degree") => Normalise::Degree,
        Some("norm") => Normalise::Norm,
        _ => Normalise::None,
    };
    let by_frequency = section.flag("by_frequency")?.unwrap_or(false);
    let kind = section.choice("kind", KINDS)?;
    let kind = match kind {
        Some(kind) => kind,
        None if section.keys().next().is_none() => "none",
        None => return Err(section.missing("kind")),
    };
    for key in of_table("coupling").filter(|key| !key.only.is_empty() && !key.only.contains(&kind)) {
        if section.get(key.name).is_some() {
            let what = format!("`{}` means nothing for the kind {kind:?}", key.name);
            return Err(section.fault(key.name, what, format!("remove it; it belongs to {}", key.only.join(", "))));
        }
    }
    let graph = Builder { section, folder, nodes, seed }.graph(kind)?;
    Ok(Coupling { graph, normalise, by_frequency })
}

struct Builder<'a> {
    section: Section<'a>,
    folder: &'a Path,
    nodes: Option<u32>,
    seed: u64,
}

impl Builder<'_> {
    fn graph(&self, kind: &str) -> Result<Graph, DescriptionError> {
        let weight = self.section.float("weight", WEIGHTS)?.unwrap_or(1.0);
        let graph = |nodes, links| Graph { nodes, links, rings: Vec::new() };
        Ok(match kind {
            "none" => graph(self.nodes()?, Links::Edges(Vec::new())),
            "all" => graph(self.nodes()?, Links::Full(Box::new(move |_, _| weight))),
            "clusters" => self.clusters()?,
            "ring" => {
                let n = self.nodes()?;
                let pairs = graph::ring(n, self.neighbours(n)?);
                Graph { rings: vec![(0..n).collect()], ..graph(n, self.signed(&pairs, weight)?) }
            }
            "rings" => {
                let (rings, size) = (self.needed("rings", 1..=4096)?, self.needed("size", 3..=MAX_OSCILLATORS)?);
                let nodes = self.agreed(u64::from(rings) * u64::from(size - 1) + 1, "size")?;
                let rings = graph::chain_of_rings(rings as usize, size as usize);
                Graph { nodes, links: self.signed(&graph::along(&rings), weight)?, rings }
            }
            "torus" => {
                let (rows, columns) = (self.needed("rows", 2..=4096)?, self.needed("columns", 2..=4096)?);
                let nodes = self.agreed(u64::from(rows) * u64::from(columns), "columns")?;
                graph(nodes, self.signed(&graph::torus(rows as usize, columns as usize), weight)?)
            }
            "small-world" => {
                let n = self.nodes()?;
                let rewire = self.section.float("rewire", 0.0..=1.0)?.unwrap_or(0.1);
                let pairs = graph::small_world(n, self.neighbours(n)?, rewire, &mut self.random(2)?);
                graph(n, self.signed(&pairs, weight)?)
            }
            "random" => {
                let n = self.nodes()?;
                let edges = self.needed("edges", 1..=MAX_EDGES as u32)? as usize;
                if edges > n * (n - 1) / 2 {
                    let what = format!("{n} oscillators have only {} pairs, fewer than {edges} edges", n * (n - 1) / 2);
                    return Err(self.section.fault("edges", what, "ask for fewer"));
                }
                graph(n, self.signed(&graph::random(n, edges, &mut self.random(2)?), weight)?)
            }
            _ => self.file(weight)?,
        })
    }

    fn nodes(&self) -> Result<usize, DescriptionError> {
        let message = "the number of oscillators is not given";
        let nodes = self.nodes.ok_or_else(|| self.section.fault("kind", message, "write `oscillators = ..` in [shape]"))?;
        Ok(nodes as usize)
    }

    /// The number of oscillators that the graph has, which `[shape]` may not contradict.
    fn agreed(&self, found: u64, key: &'static str) -> Result<usize, DescriptionError> {
        if found > u64::from(MAX_OSCILLATORS) || found < 2 {
            let what = format!("the coupling has {found} oscillators, and a medium has 2 to {MAX_OSCILLATORS}");
            return Err(self.section.fault(key, what, "choose another size"));
        }
        match self.nodes {
            Some(n) if u64::from(n) != found => {
                let what = format!("the coupling has {found} oscillators and [shape] says {n}");
                Err(self.section.fault(key, what, "make them agree, or leave `oscillators` out"))
            }
            _ => Ok(found as usize),
        }
    }

    fn needed(&self, key: &'static str, range: RangeInclusive<u32>) -> Result<u32, DescriptionError> {
        self.section.small(key, range)?.ok_or_else(|| self.section.missing(key))
    }

    fn neighbours(&self, n: usize) -> Result<usize, DescriptionError> {
        let most = ((n - 1) / 2).max(1);
        let neighbours = self.section.small("neighbours", 1..=most as u32)?.unwrap_or(1) as usize;
        if neighbours * n > MAX_EDGES {
            let what = format!("{} edges are more than the {MAX_EDGES} allowed", neighbours * n);
            return Err(self.section.fault("neighbours", what, "take fewer neighbours, or `kind = \"all\"`"));
        }
        Ok(neighbours)
    }

    fn random(&self, stream: u64) -> Result<Random, DescriptionError> {
        Ok(Random::new(self.section.whole("seed", SEEDS)?.unwrap_or(self.seed), stream))
    }

    fn signed(&self, pairs: &graph::Pairs, weight: f64) -> Result<Links, DescriptionError> {
        let random = self.section.choice("signs", &["same", "random"])? == Some("random");
        let mut signs = self.random(3)?;
        Ok(graph::weighted(pairs, weight, random.then_some(&mut signs)))
    }

    fn clusters(&self) -> Result<Graph, DescriptionError> {
        let nodes = self.nodes()?;
        let clusters = self.section.small("clusters", 1..=nodes as u32)?.unwrap_or(2) as usize;
        let within = self.section.float("within", WEIGHTS)?.unwrap_or(1.0);
        let between = self.section.float("between", WEIGHTS)?.unwrap_or(0.0);
        let cluster = move |i: usize| i * clusters / nodes;
        let field = move |i, j| if cluster(i) == cluster(j) { within } else { between };
        Ok(Graph { nodes, links: Links::Full(Box::new(field)), rings: Vec::new() })
    }

    fn file(&self, weight: f64) -> Result<Graph, DescriptionError> {
        let path = folder_path(self.folder, self.section.text("path")?.ok_or_else(|| self.section.missing("path"))?);
        let name = display_name(&path);
        let (rows, columns, values) = match extension(&path).as_str() {
            "npy" => {
                let array = npy::read(&path)?;
                let (rows, columns) = array.rows_columns();
                (rows, columns, array.finite(&name)?)
            }
            "csv" => {
                let matrix = csv::read(&path, Gaps::Refused)?;
                (matrix.rows(), matrix.columns, matrix.values)
            }
            _ => {
                let list = gset::read(&path)?;
                let nodes = self.agreed(list.nodes as u64, "path")?;
                let both = list.edges.iter().flat_map(|&(u, v, w)| [(u, v, w * weight), (v, u, w * weight)]);
                return Ok(Graph { nodes, links: Links::Edges(both.collect()), rings: Vec::new() });
            }
        };
        if rows != columns {
            let what = format!("the matrix has {rows} rows and {columns} columns");
            return Err(IoError::whole(&name, what, "give a square matrix: row i is what oscillator i feels").into());
        }
        let n = self.agreed(rows as u64, "path")?;
        if let Some(i) = (0..n).find(|&i| values[i * n + i] != 0.0) {
            let what = format!("element [{i}, {i}] is {}: an oscillator cannot be coupled to itself", values[i * n + i]);
            return Err(IoError::whole(&name, what, "set the diagonal to 0").into());
        }
        if let Some(at) = values.iter().position(|value| value.abs() > 1e6) {
            let what = format!("element [{}, {}] is {}, beyond 1000000", at / n, at % n, values[at]);
            return Err(IoError::whole(&name, what, "divide the matrix by a common factor").into());
        }
        Ok(Graph { nodes: n, links: Links::Full(Box::new(move |i, j| values[i * n + j] * weight)), rings: Vec::new() })
    }
}

/// A file named in a description: relative to the description's folder.
pub(super) fn folder_path(folder: &Path, name: &str) -> std::path::PathBuf {
    folder.join(name)
}

/// The ending of a file name in small letters.
pub(super) fn extension(path: &Path) -> String {
    path.extension().map_or_else(String::new, |ending| ending.to_string_lossy().to_lowercase())
}
