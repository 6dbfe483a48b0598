//! Many restarts, over threads.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use rayon::prelude::*;
use syntony_medium::shape::Shape;
use syntony_sim::batch::{Batch, LANES};
use syntony_sim::{Isa, Medium};

use super::exchange::Pool;
use super::flock::{Flock, Here, There};
use super::group::{self, Watch, Work};
use super::map::Mapped;
use super::{IsingError, Problem};
use crate::player::Player;

/// Clusters are looked for up to this mean number of partners; above it two good partitions differ in one piece.
const CLUSTER_DEGREE: f64 = 64.0;

/// What to do.
#[derive(Clone, Copy, Debug)]
pub struct Search<'a> {
    /// Sweeps of each restart.
    pub sweeps: u32,
    /// Number of restarts, at least 1.
    pub restarts: usize,
    /// Seed of all starts and of the order of the nodes.
    pub seed: u64,
    /// Threads; 0: as many as the machine has. No result depends on it.
    pub threads: usize,
    /// Whether restarts of a group of 64 learn from each other; else each goes alone. No effect on a single restart.
    pub exchange: bool,
    /// Instructions of the kernel; no result depends on it.
    pub isa: Isa,
    /// Time at which to stop with the best so far.
    pub deadline: Option<Instant>,
    /// Shape of the board that is to play; none: the one that suits the problem.
    pub board: Option<Shape>,
    /// Set from outside to stop with the best so far.
    pub stop: Option<&'a AtomicBool>,
}

impl Default for Search<'_> {
    fn default() -> Self {
        Self { sweeps: 1000, restarts: 64, seed: 1, threads: 0, exchange: true, isa: Isa::best(), deadline: None, board: None, stop: None }
    }
}

/// How far a search is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Sweeps done, over all groups of 64 restarts.
    pub sweeps_done: u64,
    /// Sweeps to do, over all groups.
    pub sweeps: u64,
    /// The largest agreement so far.
    pub best: i64,
}

/// What a search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The best agreement of each restart.
    pub agreements: Vec<i64>,
    /// The best partition of all, a sign of 1 or -1 a node.
    pub best: Vec<i8>,
    /// Its agreement, computed from it.
    pub best_agreement: i64,
    /// Whether every restart did all its sweeps.
    pub complete: bool,
}

/// Searches for signs that agree with a problem as far as possible.
///
/// The result depends on the problem, `sweeps`, `restarts`, `seed`, `exchange` and `board` alone, unless the search was stopped early; then
/// every restart tells the best it has, which for one that never began is its random start.
///
/// # Errors
/// A problem that no medium holds, or threads that cannot be had.
pub fn solve(problem: &Problem, search: &Search<'_>, progress: &(dyn Fn(Progress) + Sync)) -> Result<Outcome, IsingError> {
    let plan = Plan::new(problem, search)?;
    let batch = Batch::new(&plan.mapped.medium, search.isa)?;
    let state = plan.state();
    let group = |&first: &usize| plan.group(Here::new(&batch), first, &state, progress);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(search.threads)
        .build()
        .map_err(|error| IsingError::Threads { threads: search.threads, reason: error.to_string() })?;
    let groups: Result<Vec<_>, _> = pool.install(|| plan.starts.par_iter().map(group).collect());
    Ok(plan.outcome(groups?))
}

/// [`solve`] by a player, such as a board, that plays one restart after another: the same result. `open` is shown the medium that
/// will be played.
///
/// # Errors
/// As [`solve`], and [`IsingError::Play`] when the board fails.
pub fn solve_on<P: Player, E: From<IsingError>>(
    problem: &Problem,
    search: &Search<'_>,
    open: impl FnOnce(&Medium) -> Result<P, E>,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Outcome, E> {
    let plan = Plan::new(problem, search)?;
    let mut player = open(&plan.mapped.medium)?;
    let state = plan.state();
    let mut groups = Vec::new();
    for &first in &plan.starts {
        let flock = There::new(&mut player, &plan.mapped.medium, plan.count(first));
        groups.push(plan.group(flock, first, &state, progress)?);
    }
    Ok(plan.outcome(groups))
}

/// A search made ready.
struct Plan<'a> {
    problem: &'a Problem,
    search: &'a Search<'a>,
    mapped: Mapped,
    clusters: bool,
    exchange: bool,
    restarts: usize,
    /// The first restart of each group.
    starts: Vec<usize>,
}

impl<'a> Plan<'a> {
    fn new(problem: &'a Problem, search: &'a Search<'a>) -> Result<Self, IsingError> {
        let mapped = Mapped::new(problem, search.seed, search.board.as_ref())?;
        let restarts = search.restarts.max(1);
        let clusters = mapped.couplings.mean_degree() <= CLUSTER_DEGREE;
        let exchange = search.exchange && restarts > 1;
        Ok(Self { problem, search, mapped, clusters, exchange, restarts, starts: (0..restarts).step_by(LANES).collect() })
    }

    fn count(&self, first: usize) -> usize {
        (self.restarts - first).min(LANES)
    }

    fn state(&self) -> Mutex<Progress> {
        Mutex::new(Progress { sweeps_done: 0, sweeps: u64::from(self.search.sweeps) * self.starts.len() as u64, best: i64::MIN })
    }

    fn stopped(&self) -> bool {
        self.search.stop.is_some_and(|flag| flag.load(Ordering::Relaxed)) || self.search.deadline.is_some_and(|end| Instant::now() >= end)
    }

    fn group(
        &self,
        flock: impl Flock,
        first: usize,
        state: &Mutex<Progress>,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<(Pool, u32), IsingError> {
        let work = Work {
            mapped: &self.mapped,
            sweeps: self.search.sweeps,
            clusters: self.clusters,
            exchange: self.exchange,
            seed: self.search.seed,
        };
        let told = Cell::new(0);
        let report = |done: u32, best: i64| {
            let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
            state.sweeps_done += u64::from(done - told.replace(done));
            state.best = state.best.max(best);
            progress(*state);
        };
        let watch = Watch { stop: &|| self.stopped(), progress: &report };
        Ok(group::run(&work, flock, first as u64, self.count(first), &watch)?)
    }

    fn outcome(&self, groups: Vec<(Pool, u32)>) -> Outcome {
        let (problem, search, mapped) = (self.problem, self.search, &self.mapped);
        let restarts = self.restarts;
        let mut outcome = Outcome { agreements: Vec::with_capacity(restarts), best: Vec::new(), best_agreement: i64::MIN, complete: true };
        for (pool, done) in groups {
            outcome.complete &= done == search.sweeps;
            for (lane, &agreement) in pool.agreements.iter().enumerate() {
                if agreement > outcome.best_agreement {
                    outcome.best_agreement = agreement;
                    outcome.best = partition(mapped, problem.nodes(), &pool.signs, lane);
                }
            }
            outcome.agreements.extend(pool.agreements);
        }
        outcome.best_agreement = problem.agreement(&outcome.best);
        outcome
    }
}

/// The signs of one restart in the order of the nodes.
fn partition(mapped: &Mapped, nodes: usize, signs: &[u64], lane: usize) -> Vec<i8> {
    let mut partition = vec![1; nodes];
    for (&node, word) in mapped.order.iter().zip(signs) {
        if let Some(sign) = partition.get_mut(node as usize) {
            *sign = if word >> lane & 1 == 1 { -1 } else { 1 };
        }
    }
    partition
}
