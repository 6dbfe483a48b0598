//! How the cost grows with oscillators, edges and restarts.

use syntony_medium::law::Law;
use syntony_sim::{Isa, Single};

use super::{Options, Row, Rows, cut, medium, sweeps};
use crate::ising::IsingError;

/// Multiply-adds of one timed call, about.
const WORK: f64 = 1e8;

pub fn run(options: &Options, rows: &mut Rows<'_>) -> Result<(), IsingError> {
    for n in [64, 128, 256, 512, 1024, 2048, 4096] {
        rows.add(&format!("growth oscillators N={n} projected"), |name| {
            let mut medium = medium::dense(n, Law::Projected, false, options.seed);
            let sweeps = ((WORK / f64::from(n).powi(2)) as u32).max(1);
            let rate = sweeps::rate(&mut Single::default(), &mut medium, sweeps, options.seconds);
            Some(Row::cost(name, 1e6 / rate, "us/sweep", None))
        });
    }
    for edges in [2500, 5000, 10_000, 20_000, 40_000, 80_000, 160_000] {
        search(options, rows, &format!("growth edges E={edges} N=2000"), edges, 64, true)?;
    }
    for restarts in [1, 2, 16, 64, 128, 256] {
        search(options, rows, &format!("growth restarts R={restarts} E=20000"), 20_000, restarts, false)?;
    }
    Ok(())
}

/// Milliseconds a restart, or of all restarts together.
fn search(options: &Options, rows: &mut Rows<'_>, name: &str, edges: usize, restarts: usize, each: bool) -> Result<(), IsingError> {
    if !rows.wanted(name) {
        return Ok(());
    }
    let problem = medium::graph(2000, edges, options.seed)?.problem();
    let value = cut::restart(&problem, restarts, Isa::best(), true, options)?;
    let (value, unit) = if each { (value, "ms/restart") } else { (value * restarts as f64, "ms") };
    rows.add(name, |name| Some(Row::cost(name, value, unit, None)));
    Ok(())
}
