//! Ising problems, cuts and QUBOs on a medium of saturating amplitudes: the rule is told in `docs/src/cut.md`.

pub mod anneal;
mod arrange;
mod error;
mod exact;
mod exchange;
mod flock;
mod graph;
mod group;
pub mod map;
mod plan;
mod problem;
mod row;
mod scaled;
mod solve;

pub use error::IsingError;
pub use exact::Exact;
pub use graph::Graph;
pub use group::START;
pub use map::Mapped;
pub use plan::FULL as FULL_PULL;
pub use problem::Problem;
pub use scaled::Scaled;
pub use solve::{Outcome, Progress, Search, solve, solve_on};
