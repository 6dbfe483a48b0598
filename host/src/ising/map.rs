//! From a problem to a medium: its shape, the order of the nodes, weights, gains.

use syntony_medium::law::{Law, Laws};
use syntony_medium::shape::{Coupling, Shape};
use syntony_sim::Medium;

use super::arrange::Arranged;
use super::exact::Exact;
use super::{IsingError, Problem};
use crate::random::Random;

/// Stream of the order of the nodes; restarts have the streams 0, 1, ..
const ORDER_STREAM: u64 = u64::MAX;
/// Bits of a shown value: more change nothing (`docs/src/cut.md`).
const SHOWN_BITS: u32 = 6;
/// Bits of a weight.
const WEIGHT_BITS: u32 = 8;

/// A problem in a medium.
#[derive(Clone, Debug)]
pub struct Mapped {
    /// The medium with the inertial law; its states are zero.
    pub medium: Medium,
    /// The node that each oscillator stands for; an oscillator beyond the nodes stands for none.
    pub order: Vec<u32>,
    /// Couplings of each oscillator, whole and exact.
    pub couplings: Exact,
    /// Coefficient that a weight of 1 stands for, if the weights are the exact couplings divided by it; nothing if they were rounded.
    pub worth: Option<i64>,
}

impl Mapped {
    /// Maps a problem to the medium that suits it, or to one of a board's shape, whose oscillators to spare are coupled with nothing. The
    /// nodes are put into a random order, drawn from `seed`: neighbours of a lattice that are updated at once would undo each other. Each
    /// row is scaled to the weight's bits by itself, since its gain undoes any scale.
    ///
    /// # Errors
    /// [`IsingError::Medium`] when there are more nodes than a medium has oscillators, or more edges than its memories hold;
    /// [`IsingError::Board`] when the board is too small, or lacks the law.
    pub fn new(problem: &Problem, seed: u64, board: Option<&Shape>) -> Result<Self, IsingError> {
        let n = problem.nodes().max(2);
        let mut shape = match board {
            None => usual(n),
            Some(board) => suited(n, board)?,
        };
        // Before anything of the size of the problem squared is made.
        shape.validate().map_err(syntony_sim::SimError::from)?;
        let mut order: Vec<u32> = Random::new(seed, ORDER_STREAM).permutation(n).into_iter().map(|node| node as u32).collect();
        order.extend(n as u32..shape.oscillators);
        let largest = i64::from(shape.weight_code.limit(shape.weight_bits));
        let lanes = shape.lanes as usize;
        let mut arranged = Arranged::new(problem, order, largest);
        if board.is_none() {
            shape.coupling = arranged.cheapest(n, lanes);
        }
        if matches!(shape.coupling, Coupling::Sparse { slots } if arranged.slots(lanes) > slots as usize) {
            arranged = arranged.by_degree(problem, largest);
        }
        let mut medium = Medium::with_weights(shape, arranged.weights(shape.coupling)?)?;
        medium.settings.law = Law::Inertial;
        medium.settings.measure = true;
        medium.oscillators.gain = arranged.rows.iter().map(|row| row.gain(shape.shown_max())).collect();
        medium.oscillators.bias = arranged.rows.iter().map(|row| row.bias).collect();
        let Arranged { order, couplings, worth, .. } = arranged;
        Ok(Self { medium, order, couplings, worth })
    }
}

/// The shape for so many nodes; its coupling is still to be chosen.
fn usual(n: usize) -> Shape {
    let block = (n / 8).clamp(1, 16) as u32;
    Shape {
        oscillators: u32::try_from(n).unwrap_or(u32::MAX),
        coupling: Coupling::Dense,
        weight_bits: WEIGHT_BITS,
        shown_bits: SHOWN_BITS,
        lanes: block,
        block,
        laws: Laws::NONE.with(Law::Inertial),
        ..Shape::default()
    }
}

/// A board's shape, if so many nodes may be put into it.
fn suited(n: usize, board: &Shape) -> Result<Shape, IsingError> {
    let lacks = |what: String| Err(IsingError::Board { what });
    if (board.oscillators as usize) < n {
        return lacks(format!("it has {} oscillators and the problem {n} nodes", board.oscillators));
    }
    if !board.laws.has(Law::Inertial) {
        return lacks("it was built without the inertial law".into());
    }
    Ok(*board)
}
