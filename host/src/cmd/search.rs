//! What `syntony cut` and `syntony qubo` share: how long to search, and how it went.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use anyhow::bail;
use clap::Args;
use serde::Serialize;
use syntony_host::ising::{Outcome, Problem, Progress, Search, solve, solve_on};
use syntony_host::player::OnBoard;
use syntony_host::progress::Watch;
use syntony_sim::Medium;

use super::Context;
use super::target::TargetArg;

/// Options of a search.
#[derive(Args)]
pub struct SearchArgs {
    /// Sweeps of each restart
    #[arg(long, default_value_t = 1000)]
    pub sweeps: u32,
    /// Number of restarts
    #[arg(long, default_value_t = 64)]
    pub restarts: usize,
    /// Seed of the starts and of the order of the nodes
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Threads; 0: as many as the machine has. The result does not depend on it
    #[arg(long, default_value_t = 0)]
    pub threads: usize,
    /// Stop after so many seconds and keep the best so far
    #[arg(long, value_name = "SECONDS")]
    pub time_limit: Option<f64>,
    /// Let every restart go alone, instead of exchanging clusters within groups of 64
    #[arg(long)]
    pub no_exchange: bool,
    #[command(flatten)]
    pub target: TargetArg,
    /// Speak to the simulator through frames too, as to any other board: slower, the same result
    #[arg(long)]
    pub wire: bool,
}

/// How a search went.
pub struct Found {
    /// What was found.
    pub outcome: Outcome,
    /// The best so far after each report.
    pub course: Vec<Point>,
    /// Seconds taken.
    pub seconds: f64,
    /// Whether Ctrl-C ended it.
    pub interrupted: bool,
}

/// The best so far at some time.
#[derive(Clone, Copy, Serialize)]
pub struct Point {
    /// Seconds since the start.
    pub seconds: f64,
    /// Sweeps done over all groups.
    pub sweeps: u64,
    /// Largest agreement so far.
    pub best: i64,
}

/// Longest a cycle may take on a board.
const RUN_LIMIT: Duration = Duration::from_secs(600);
/// Most restarts of a run.
const MAX_RESTARTS: usize = 1 << 20;

impl SearchArgs {
    /// A search in this process with nothing special.
    pub fn here(sweeps: u32, restarts: usize, seed: u64) -> Self {
        let target = TargetArg::default();
        Self { sweeps, restarts, seed, threads: 0, time_limit: None, no_exchange: false, target, wire: false }
    }

    /// Searches, with progress; `name` turns an agreement into what the person asked for.
    pub fn search(&self, context: &Context, problem: &Problem, name: &(dyn Fn(i64) -> String + Sync)) -> anyhow::Result<Found> {
        if self.restarts == 0 || self.restarts > MAX_RESTARTS {
            bail!("--restarts {} is not possible: give 1 to {MAX_RESTARTS}", self.restarts);
        }
        let begin = Instant::now();
        let limit = match self.time_limit {
            None => None,
            Some(seconds) if seconds > 0.0 && seconds <= 1e9 => Some(begin + Duration::from_secs_f64(seconds)),
            Some(seconds) => bail!("--time-limit {seconds} is not possible: give a positive number of seconds"),
        };
        let board = self.target.open_fixed()?;
        let search = Search {
            sweeps: self.sweeps,
            restarts: self.restarts,
            seed: self.seed,
            threads: self.threads,
            exchange: !self.no_exchange,
            deadline: limit,
            board: board.as_ref().map(|open| *open.device.shape()),
            stop: Some(context.stop()),
            ..Search::default()
        };
        let groups = self.restarts.div_ceil(64) as u64;
        let bar = context.progress(u64::from(self.sweeps) * groups, "sweeps");
        let course = Mutex::new((0, Vec::new()));
        let report = |progress: Progress| {
            if let Ok(mut course) = course.lock() {
                bar.advance(progress.sweeps_done.saturating_sub(course.0));
                bar.tell(&format!("best {}", name(progress.best)));
                course.0 = progress.sweeps_done;
                course.1.push(Point { seconds: begin.elapsed().as_secs_f64(), sweeps: progress.sweeps_done, best: progress.best });
            }
        };
        let outcome = if self.wire || self.target.is_a_board() {
            let open = |medium: &Medium| {
                let open = board.map_or_else(|| self.target.open_shape(*medium.shape()), Ok)?;
                anyhow::Ok(OnBoard::new(open.device, RUN_LIMIT))
            };
            solve_on(problem, &search, open, &report)?
        } else {
            solve(problem, &search, &report)?
        };
        drop(bar);
        let seconds = begin.elapsed().as_secs_f64();
        let course = course.into_inner().map(|course| course.1).unwrap_or_default();
        Ok(Found { interrupted: !outcome.complete && context.stopped(), outcome, course, seconds })
    }
}
