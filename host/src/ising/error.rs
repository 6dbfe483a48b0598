//! What can be wrong with a problem that is being mapped or solved.

use syntony_sim::SimError;
use thiserror::Error;

use crate::player::PlayError;

/// Why a problem was refused.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum IsingError {
    /// There is nothing to solve.
    #[error("the problem has no nodes: give at least one")]
    Empty,
    /// A list has the wrong length.
    #[error("there are {found} {what} for {nodes} nodes: give one a node")]
    Length {
        /// Which list.
        what: &'static str,
        /// Entries found.
        found: usize,
        /// Nodes of the problem.
        nodes: usize,
    },
    /// An edge leaves the problem or is a loop.
    #[error("the edge {u} - {v} is not possible among {nodes} nodes: number two different nodes from 0 to {}", nodes.saturating_sub(1))]
    Edge {
        /// One end.
        u: u32,
        /// The other end.
        v: u32,
        /// Nodes of the problem.
        nodes: usize,
    },
    /// A coefficient is not a finite number in range, or not whole where it must be.
    #[error("the coefficient {value} is not possible here: {wanted}")]
    Coefficient {
        /// The coefficient.
        value: f64,
        /// What would be possible.
        wanted: &'static str,
    },
    /// The sum of all coefficients does not fit.
    #[error("the coefficients add up to more than 2^61: divide them all by a common factor")]
    Overflow,
    /// The medium refused.
    #[error("the problem does not fit a medium: {0}")]
    Medium(#[from] SimError),
    /// The board's medium is not one for the problem.
    #[error("the problem does not fit the board: {what}; build a larger one with `syntony build`, or take `--target virtual`")]
    Board {
        /// What is wanting.
        what: String,
    },
    /// The board failed.
    #[error("{0}")]
    Play(#[from] PlayError),
    /// No threads could be had.
    #[error("cannot start {threads} threads ({reason}): ask for fewer with --threads")]
    Threads {
        /// Threads asked for.
        threads: usize,
        /// What the system said.
        reason: String,
    },
}
