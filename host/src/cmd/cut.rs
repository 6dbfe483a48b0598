//! `syntony cut`: the largest cut of a graph.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;
use syntony_host::io::{gset, partition};
use syntony_host::ising::Graph;
use syntony_host::plot::{Figure, Mark, Series};

use super::search::{Found, SearchArgs};
use super::{Context, Output};

/// Cut a graph into two halves with as much weight between them as possible
#[derive(Args)]
pub struct Cut {
    /// Graph: `nodes edges` in the first line, then `i j weight`, nodes from 1 (G-set); `-` for standard input
    file: PathBuf,
    #[command(flatten)]
    search: SearchArgs,
    /// Write the best partition, one line a node, 1 or -1
    #[arg(long, value_name = "OUT")]
    partition: Option<PathBuf>,
    /// Draw the best cut against time into a .png or .svg file
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,
}

#[derive(Serialize)]
struct Report {
    nodes: usize,
    edges: usize,
    sweeps: u32,
    restarts: usize,
    seed: u64,
    complete: bool,
    cuts: Vec<i64>,
    best_cut: i64,
    mean_cut: f64,
    seconds: f64,
}

/// The best cut against time.
fn figure(graph: &Graph, found: &Found) -> Figure {
    let points = found.course.iter().map(|point| (1000.0 * point.seconds, graph.cut_of(point.best) as f64));
    let title = format!("Cut of a graph with {} nodes and {} edges", graph.nodes(), graph.edges().len());
    Figure::new(title, "time, ms", "best cut so far").with(Series::new("", Mark::LinePoints, points))
}

impl Cut {
    pub fn run(&self, context: &Context) -> anyhow::Result<Output> {
        let graph = Graph::from_list(&gset::read(&self.file)?)?;
        let name = |agreement| graph.cut_of(agreement).to_string();
        let found = self.search.search(context, &graph.problem(), &name)?;
        let cuts: Vec<i64> = found.outcome.agreements.iter().map(|&agreement| graph.cut_of(agreement)).collect();
        let best = &found.outcome.best;
        if let Some(out) = &self.partition {
            partition::write(out, best)?;
        }
        if let Some(file) = &self.plot {
            figure(&graph, &found).write(file)?;
        }
        let report = Report {
            nodes: graph.nodes(),
            edges: graph.edges().len(),
            sweeps: self.search.sweeps,
            restarts: cuts.len(),
            seed: self.search.seed,
            complete: found.outcome.complete,
            best_cut: graph.cut(best),
            mean_cut: cuts.iter().sum::<i64>() as f64 / cuts.len().max(1) as f64,
            cuts,
            seconds: found.seconds,
        };
        let early = if report.complete { "" } else { "   (stopped early: the best so far)" };
        let text = format!(
            "{} nodes, {} edges: {} restarts of {} sweeps in {:.2} s{early}\nbest cut {}   mean {:.1}   worst {}",
            report.nodes,
            report.edges,
            report.restarts,
            report.sweeps,
            report.seconds,
            report.best_cut,
            report.mean_cut,
            report.cuts.iter().min().copied().unwrap_or(0)
        );
        Ok(Output::new(&report, text)?.interrupted(found.interrupted))
    }
}
