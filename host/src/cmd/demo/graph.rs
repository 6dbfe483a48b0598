//! A random graph, cut.

use std::path::Path;

use serde::Serialize;
use syntony_host::ising::Graph;
use syntony_host::plot::terminal;

use super::Part;
use crate::cmd::Context;
use crate::cmd::cut::figure;
use crate::cmd::search::SearchArgs;

const NODES: usize = 2000;
const EDGES: usize = 20_000;
const SWEEPS: u32 = 2000;
const RESTARTS: usize = 128;

#[derive(Serialize)]
pub struct Report {
    nodes: usize,
    edges: usize,
    sweeps: u32,
    restarts: usize,
    best_cut: i64,
    mean_cut: f64,
    seconds: f64,
}

pub fn play(context: &Context, out: &Path, seed: u64) -> anyhow::Result<Part<Report>> {
    let graph = Graph::random(NODES, EDGES, seed)?;
    let search = SearchArgs::here(SWEEPS, RESTARTS, seed);
    let found = search.search(context, &graph.problem(), &|agreement| graph.cut_of(agreement).to_string())?;
    let figure = figure(&graph, &found);
    let file = out.join("cut.png");
    figure.write(&file)?;
    let cuts = found.outcome.agreements.iter().map(|&agreement| graph.cut_of(agreement) as f64);
    let report = Report {
        nodes: NODES,
        edges: EDGES,
        sweeps: SWEEPS,
        restarts: RESTARTS,
        best_cut: graph.cut(&found.outcome.best),
        mean_cut: cuts.sum::<f64>() / RESTARTS as f64,
        seconds: found.seconds,
    };
    let text = format!(
        "GRAPH  {NODES} nodes, {EDGES} edges; {RESTARTS} restarts of {SWEEPS} sweeps in {:.2} s\n\n{}\nbest cut {}, mean {:.1}; a random cut has {}",
        report.seconds,
        terminal::chart(&figure, 90, 14, false)?,
        report.best_cut,
        report.mean_cut,
        EDGES / 2
    );
    Ok(Part { value: report, text, pictures: vec![file], interrupted: found.interrupted })
}
