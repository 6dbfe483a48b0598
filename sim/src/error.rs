//! What can be wrong with a medium that is being put together.

use syntony_medium::shape::ShapeError;
use thiserror::Error;

/// Why a medium was refused.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum SimError {
    /// The shape is illegal.
    #[error(transparent)]
    Shape(#[from] ShapeError),
    /// The weights are of the other kind than the shape's coupling.
    #[error("the shape has {shape} coupling and the weights are {weights}: give weights of the shape's kind")]
    Kind {
        /// The shape's coupling.
        shape: &'static str,
        /// What the weights are.
        weights: &'static str,
    },
    /// A bank or a matrix has the wrong length.
    #[error("{what} has {found} entries and the shape needs {expected}: give {expected}")]
    Length {
        /// Which bank.
        what: &'static str,
        /// Entries found.
        found: usize,
        /// Entries needed.
        expected: usize,
    },
    /// A weight is outside the range of the stored code.
    #[error("the weight {weight} from {from} to {to} is outside {low}..={high}: scale the weights or take more bits")]
    WeightRange {
        /// The weight.
        weight: i32,
        /// The oscillator that is felt.
        from: usize,
        /// The oscillator that feels it.
        to: usize,
        /// Smallest weight.
        low: i32,
        /// Largest weight.
        high: i32,
    },
    /// An edge names an oscillator that there is not.
    #[error("the edge {from} -> {to} leaves the medium of {oscillators} oscillators: number them from 0 to {}", oscillators - 1)]
    Partner {
        /// The oscillator that is felt.
        from: usize,
        /// The oscillator that feels it.
        to: usize,
        /// Oscillators there are.
        oscillators: usize,
    },
    /// The edge memories are too small for the graph.
    #[error("the rows need {needed} slots a lane and the shape has {slots}: take a shape with {needed} slots")]
    Slots {
        /// Slots needed by each lane.
        needed: usize,
        /// Slots there are.
        slots: usize,
    },
    /// The register `law` holds a number that stands for no law.
    #[error("there is no law number {0}: write 0, 1 or 2 to the register `law`")]
    LawCode(u32),
    /// The shape cannot learn.
    #[error("the shape does not learn: take a shape with `learning`")]
    Learning,
    /// Oscillators are held, in restarts side by side.
    #[error("restarts side by side hold no oscillator: let all of them go, or take another kernel")]
    Held,
    /// Frequencies are to tune in a shape that cannot.
    #[error("the shape does not tune its frequencies: take a shape with `tuning`")]
    Tuning,
    /// The shape has no hardware for the law.
    #[error("the shape has no {law} law: take a shape that lists it")]
    Law {
        /// The law asked for.
        law: &'static str,
    },
}
