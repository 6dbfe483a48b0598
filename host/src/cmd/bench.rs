//! `syntony bench`: how fast the kernels are on this machine.

use std::path::PathBuf;

use anyhow::ensure;
use clap::Args;
use syntony_host::bench::{self, Options, ROWS, Row};
use syntony_host::io::gset;
use syntony_host::io::table::table;
use syntony_host::ising::Graph;

use super::{Context, Output};

/// Longest time a figure may be given, seconds.
const LONGEST: f64 = 60.0;

/// How fast the kernels are on this machine, on one thread
#[derive(Args)]
pub struct Bench {
    /// A graph in G-set form for the cut rows; without one a random graph of G22's size
    #[arg(long, value_name = "FILE")]
    graph: Option<PathBuf>,
    /// Only rows whose name contains this
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
    /// Seconds for each figure; the least of the times met in them counts
    #[arg(long, default_value_t = Options::default().seconds)]
    seconds: f64,
    /// Seed of media and graphs
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl Bench {
    pub fn run(&self, context: &Context) -> anyhow::Result<Output> {
        ensure!((0.0..=LONGEST).contains(&self.seconds), "--seconds {} is not possible: give 0 to {LONGEST}", self.seconds);
        let graph = match &self.graph {
            Some(path) => Some(Graph::from_list(&gset::read(path)?)?),
            None => None,
        };
        let options = Options { seconds: self.seconds, seed: self.seed, graph, only: self.only.clone() };
        let progress = context.progress(ROWS as u64, "measuring");
        let rows = bench::run(&options, &progress)?;
        drop(progress);
        ensure!(context.stopped() || !rows.is_empty(), "no row has `{}` in its name", self.only.as_deref().unwrap_or_default());
        Ok(Output::new(&rows, text(&rows))?.interrupted(context.stopped()))
    }
}

fn text(rows: &[Row]) -> String {
    let number = |value: f64| if value >= 100.0 { format!("{value:.0}") } else { format!("{value:.3}") };
    let cells = |row: &Row| {
        let compared = |value: Option<f64>| value.map_or_else(String::new, number);
        vec![row.name.clone(), number(row.value), row.unit.to_string(), compared(row.reference), compared(row.ratio)]
    };
    table(&["name", "value", "unit", "reference", "ratio"], &rows.iter().map(cells).collect::<Vec<_>>())
}
