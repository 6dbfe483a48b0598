//! Why a medium could not be made from its file.

use syntony_sim::SimError;
use thiserror::Error;

use crate::io::{IoError, Place};

/// A file that describes no medium.
#[derive(Debug, Error)]
pub enum DescriptionError {
    /// The file, or one that it names, cannot be read or understood.
    #[error(transparent)]
    Io(#[from] IoError),
    /// A key or a value is wrong.
    #[error("{place}: {what}; {next}")]
    Key {
        /// Where.
        place: Place,
        /// What is wrong, with the name of the key.
        what: String,
        /// What to do next.
        next: String,
    },
    /// The parts do not make a medium.
    #[error(transparent)]
    Medium(#[from] SimError),
}
