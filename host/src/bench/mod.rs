//! How fast the kernels are on this machine, in one run, on one thread.
//!
//! Each row stands beside what it is compared with: the plain kernel or a plain annealer, timed in the same run. Comparisons with
//! programs of others are scripts in `benches/peers`.

mod clock;
mod cut;
mod growth;
mod medium;
mod rhythm;
mod sweeps;

use serde::Serialize;

use crate::ising::{Graph, IsingError};
use crate::progress::Watch;

pub use clock::peak_memory;

/// About how many rows there are.
pub const ROWS: usize = 44;

/// One figure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// What was measured.
    pub name: String,
    /// The figure.
    pub value: f64,
    /// Its unit.
    pub unit: &'static str,
    /// The same of what it is compared with, if anything.
    pub reference: Option<f64>,
    /// How many times better the value is than the reference; above 1 is better, whatever the unit.
    pub ratio: Option<f64>,
}

/// What to measure.
#[derive(Clone, Debug)]
pub struct Options {
    /// Seconds spent on each figure, about.
    pub seconds: f64,
    /// Seed of all media and graphs.
    pub seed: u64,
    /// The graph of the cut rows; without one a random graph of 2000 nodes and 19 990 edges (the size of G22) is made.
    pub graph: Option<Graph>,
    /// Only rows whose name contains this.
    pub only: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self { seconds: 0.5, seed: 1, graph: None, only: None }
    }
}

impl Row {
    /// A figure of which more is better.
    fn rate(name: impl Into<String>, value: f64, unit: &'static str, reference: Option<f64>) -> Self {
        Self { name: name.into(), value, unit, reference, ratio: reference.map(|reference| value / reference) }
    }

    /// A figure of which less is better.
    fn cost(name: impl Into<String>, value: f64, unit: &'static str, reference: Option<f64>) -> Self {
        Self { name: name.into(), value, unit, reference, ratio: reference.map(|reference| reference / value) }
    }
}

/// Measures row after row; each is a step to who watches. A wish to stop is heard between two rows.
///
/// # Errors
/// A graph that no medium holds.
pub fn run(options: &Options, watch: &dyn Watch) -> Result<Vec<Row>, IsingError> {
    let mut rows = Rows { only: options.only.as_deref(), rows: Vec::new(), watch };
    sweeps::run(options, &mut rows);
    cut::run(options, &mut rows)?;
    growth::run(options, &mut rows)?;
    rhythm::run(options, &mut rows);
    rows.add("memory peak", |name| peak_memory().map(|bytes| Row::cost(name, bytes as f64 / f64::from(1 << 20), "MiB", None)));
    Ok(rows.rows)
}

/// The rows so far, and which are wanted.
struct Rows<'a> {
    only: Option<&'a str>,
    rows: Vec<Row>,
    watch: &'a dyn Watch,
}

impl Rows<'_> {
    fn wanted(&self, name: &str) -> bool {
        !self.watch.stopped() && self.only.is_none_or(|part| name.contains(part))
    }

    /// Measures a row if it is wanted.
    fn add(&mut self, name: &str, measure: impl FnOnce(&str) -> Option<Row>) {
        if self.wanted(name)
            && let Some(row) = measure(name)
        {
            self.watch.advance(1);
            self.watch.tell(name);
            self.rows.push(row);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::Unwatched;

    #[test]
    fn a_row_says_how_many_times_better() {
        assert_eq!(Row::rate("a", 30.0, "sweeps/s", Some(3.0)).ratio, Some(10.0));
        assert_eq!(Row::cost("a", 3.0, "ms", Some(30.0)).ratio, Some(10.0));
        assert_eq!(Row::cost("a", 3.0, "ms", None).ratio, None);
    }

    #[test]
    fn rows_are_measured_as_wanted() {
        let options = Options { seconds: 0.001, only: Some("projected N=512".into()), ..Options::default() };
        let rows = run(&options, &Unwatched).unwrap();
        assert!(!rows.is_empty() && rows.len() <= ROWS);
        assert!(rows.iter().all(|row| row.name.contains("projected N=512") && row.value > 0.0 && row.value.is_finite()));
    }
}
