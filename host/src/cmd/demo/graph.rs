//! A random graph, cut.

use std::path::Path;

use serde::Serialize;
use syntony_host::ising::{FULL_PULL, Graph, Mapped, START};
use syntony_host::player::{Direct, Player};
use syntony_host::plot::{Figure, Mark, Series, terminal};
use syntony_host::random::Random;
use syntony_medium::schedule::Ramp;
use syntony_sim::oscillators::pack_amplitude;
use syntony_sim::run::Request;

use super::Part;
use crate::cmd::Context;
use crate::cmd::search::SearchArgs;

const NODES: usize = 2000;
const EDGES: usize = 20_000;
const SWEEPS: u32 = 2000;
const RESTARTS: usize = 128;

/// Sweeps of the restart that is watched, and how often it is looked at.
const WATCHED: u32 = 500;
const EVERY: u32 = 5;

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
    let groups = RESTARTS.div_ceil(64) as f64;
    let best = found.course.iter().map(|point| (point.sweeps as f64 / groups, graph.cut_of(point.best) as f64));
    let figure = Figure::new(format!("Cut of a random graph with {NODES} nodes and {EDGES} edges"), "sweeps", "edges cut")
        .with(Series::new("one restart, first cycle", Mark::Line, watch(&graph, seed)?))
        .with(Series::new(format!("best of {RESTARTS} restarts"), Mark::LinePoints, best));
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

/// The cut of one restart as its amplitudes grow: sweep and edges cut.
fn watch(graph: &Graph, seed: u64) -> anyhow::Result<Vec<(f64, f64)>> {
    let mut medium = Mapped::new(&graph.problem(), seed, None)?.medium;
    medium.settings.schedules.pull = Ramp::pull(FULL_PULL, WATCHED);
    let mut random = Random::new(seed, 0);
    let mut tenth = || if random.bits() >> 63 == 1 { START } else { -START };
    medium.oscillators.state.iter_mut().for_each(|state| *state = pack_amplitude(tenth(), tenth()));
    let mut player = Direct::default();
    let mut points = Vec::new();
    for at in (0..=WATCHED).step_by(EVERY as usize) {
        let sweeps = if at == 0 { 0 } else { EVERY };
        player.play(&mut medium, Request { sweeps, restart: at == 0 })?;
        points.push((f64::from(at), graph.cut_of(-medium.observers.energy / 2) as f64));
    }
    Ok(points)
}
