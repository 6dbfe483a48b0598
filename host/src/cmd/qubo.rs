//! `syntony qubo`: the smallest value of a quadratic function of bits or of signs.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;
use syntony_host::io::{EdgeList, ising, partition, qubo};
use syntony_host::ising::Scaled;

use super::search::SearchArgs;
use super::{Context, Output};

/// Minimise a QUBO, or an Ising energy
#[derive(Args)]
pub struct Qubo {
    /// Lines `i j value`, numbered from 0: minimise the sum of value x_i x_j over bits x; `-` for standard input
    file: PathBuf,
    /// The file is an Ising problem instead: lines `i h` and `i j J`; minimise sum h s + sum J s s over signs s
    #[arg(long)]
    ising: bool,
    #[command(flatten)]
    search: SearchArgs,
    /// Write the best assignment, one line a variable: 1 or -1 (for a QUBO 1 is x = 1, -1 is x = 0)
    #[arg(long, value_name = "OUT")]
    partition: Option<PathBuf>,
}

#[derive(Serialize)]
struct Report {
    variables: usize,
    couplings: usize,
    sweeps: u32,
    restarts: usize,
    seed: u64,
    complete: bool,
    exact: bool,
    values: Vec<f64>,
    best_value: f64,
    mean_value: f64,
    best: Vec<i8>,
    seconds: f64,
}

impl Qubo {
    pub fn run(&self, context: &Context) -> anyhow::Result<Output> {
        let given = if self.ising { ising::read(&self.file)? } else { qubo::read(&self.file)? };
        let signs: EdgeList = if self.ising { given.clone() } else { given.qubo_to_ising() };
        let scaled = Scaled::from_ising(&signs)?;
        let value = |agreement: i64| signs.constant - agreement as f64 * scaled.unit;
        let found = self.search.search(context, &scaled.problem, &|agreement| format!("{:.6}", value(agreement)))?;
        let outcome = &found.outcome;
        if let Some(out) = &self.partition {
            partition::write(out, &outcome.best)?;
        }
        let low = if self.ising { -1.0 } else { 0.0 };
        let state: Vec<f64> = outcome.best.iter().map(|&sign| if sign > 0 { 1.0 } else { low }).collect();
        let values: Vec<f64> = outcome.agreements.iter().map(|&agreement| value(agreement)).collect();
        let best: Vec<i8> = state.iter().map(|&v| v as i8).collect();
        let report = Report {
            variables: given.nodes,
            couplings: given.edges.len(),
            sweeps: self.search.sweeps,
            restarts: values.len(),
            seed: self.search.seed,
            complete: outcome.complete,
            exact: scaled.exact,
            best_value: given.value(&state),
            mean_value: values.iter().sum::<f64>() / values.len().max(1) as f64,
            values,
            best,
            seconds: found.seconds,
        };
        let early = if report.complete { "" } else { "   (stopped early: the best so far)" };
        let text = format!(
            "{} variables, {} couplings: {} restarts of {} sweeps in {:.2} s{early}\nbest value {}   mean {:.6}",
            report.variables, report.couplings, report.restarts, report.sweeps, report.seconds, report.best_value, report.mean_value
        );
        Ok(Output::new(&report, text)?.interrupted(found.interrupted))
    }
}
