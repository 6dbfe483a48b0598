//! Plain simulated annealing on a G-set file, to compare `syntony cut` with at equal sweeps.
//!
//! `cargo run --release --example anneal -- FILE SWEEPS RUNS` prints the mean and the best cut, and the time of a run.

use std::path::Path;
use std::time::Instant;

use anyhow::Context;
use syntony_host::io::gset;
use syntony_host::ising::{Graph, anneal::anneal};

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, sweeps, runs] = &arguments[..] else { anyhow::bail!("give FILE SWEEPS RUNS") };
    let sweeps: u32 = sweeps.parse().context("SWEEPS is a whole number")?;
    let runs: u64 = runs.parse().context("RUNS is a whole number")?;
    anyhow::ensure!(runs > 0, "RUNS is at least 1");
    let graph = Graph::from_list(&gset::read(Path::new(file))?)?;
    let problem = graph.problem();
    let start = Instant::now();
    let cuts: Vec<i64> = (0..runs).map(|run| graph.cut_of(anneal(&problem, sweeps, 1, run).0)).collect();
    let (seconds, mean) = (start.elapsed().as_secs_f64(), cuts.iter().sum::<i64>() as f64 / runs as f64);
    println!("mean {mean:.2}   best {}   {:.2} ms a run", cuts.iter().max().unwrap_or(&0), 1e3 * seconds / runs as f64);
    Ok(())
}
