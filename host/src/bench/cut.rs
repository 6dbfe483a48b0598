//! Many restarts: milliseconds of a restart of 1000 sweeps, against a plain annealer.

use syntony_medium::schedule::Ramp;
use syntony_sim::Isa;
use syntony_sim::batch::{Batch, LANES};

use super::clock::least;
use super::{Options, Row, Rows, medium};
use crate::ising::anneal::anneal;
use crate::ising::{FULL_PULL, IsingError, Mapped, Problem, START, Search, solve};

/// Sweeps of a restart.
pub const SWEEPS: u32 = 1000;

/// Milliseconds a restart of `restarts` restarts, from the problem to the partition.
pub fn restart(problem: &Problem, restarts: usize, isa: Isa, exchange: bool, options: &Options) -> Result<f64, IsingError> {
    let search = Search { sweeps: SWEEPS, restarts, seed: options.seed, threads: 1, exchange, isa, ..Search::default() };
    solve(problem, &search, &|_| ())?;
    let mut failed = None;
    let seconds = least(options.seconds, || failed = solve(problem, &search, &|_| ()).err());
    match failed {
        Some(error) => Err(error),
        None => Ok(seconds * 1000.0 / restarts as f64),
    }
}

/// The same of the kernel alone: one cycle of all restarts.
fn kernel(problem: &Problem, isa: Isa, options: &Options) -> Result<f64, IsingError> {
    let mapped = Mapped::new(problem, options.seed, None)?;
    let batch = Batch::new(&mapped.medium, isa)?;
    let mut random = crate::random::Random::new(options.seed, 0);
    let mut group = batch.group();
    for lane in 0..LANES {
        for i in 0..group.oscillators() {
            let mut start = || if random.below(2) == 0 { START } else { -START };
            let (x, y) = (start(), start());
            group.set(lane, i, x, y);
        }
    }
    let pull = Ramp::pull(FULL_PULL, SWEEPS);
    let seconds = least(options.seconds, || {
        batch.cycle(&mut group, pull, SWEEPS, &mut |_| false);
    });
    Ok(seconds * 1000.0 / LANES as f64)
}

pub fn run(options: &Options, rows: &mut Rows<'_>) -> Result<(), IsingError> {
    let isas: Vec<Isa> = Isa::ALL.into_iter().rev().filter(|isa| isa.available()).collect();
    let names: Vec<String> =
        isas.iter().flat_map(|isa| ["kernel", "search"].map(|what| format!("cut sparse {what} {}", isa.name()))).collect();
    if names.iter().any(|name| rows.wanted(name)) {
        let graph = match &options.graph {
            Some(graph) => graph.clone(),
            None => medium::graph(2000, 19_990, options.seed)?,
        };
        let problem = graph.problem();
        let annealer = least(options.seconds, || {
            anneal(&problem, SWEEPS, options.seed, 0);
        });
        measure(options, rows, "cut sparse", &problem, annealer * 1000.0, &isas)?;
    }
    let best = [Isa::best()];
    if ["kernel", "search"].iter().any(|what| rows.wanted(&format!("cut complete N=2000 {what} {}", best[0].name()))) {
        let problem = medium::complete(2000, options.seed)?.problem();
        // A hundred sweeps tell enough of an annealer that takes seconds.
        let annealer = least(0.0, || {
            anneal(&problem, SWEEPS / 10, options.seed, 0);
        });
        measure(options, rows, "cut complete N=2000", &problem, annealer * 10_000.0, &best)?;
    }
    Ok(())
}

fn measure(options: &Options, rows: &mut Rows<'_>, stem: &str, problem: &Problem, annealer: f64, isas: &[Isa]) -> Result<(), IsingError> {
    for &isa in isas {
        let mut failed = None;
        let mut add = |what: &str, measure: &dyn Fn() -> Result<f64, IsingError>| {
            rows.add(&format!("{stem} {what} {}", isa.name()), |name| match measure() {
                Ok(value) => Some(Row::cost(name, value, "ms/restart", Some(annealer))),
                Err(error) => {
                    failed = Some(error);
                    None
                }
            });
        };
        add("kernel", &|| kernel(problem, isa, options));
        add("search", &|| restart(problem, LANES, isa, true, options));
        if let Some(error) = failed {
            return Err(error);
        }
    }
    Ok(())
}
