//! What can be wrong with pictures that are stored or recalled.

use syntony_sim::SimError;
use thiserror::Error;

use crate::player::PlayError;

/// Why pictures cannot be stored or recalled.
#[derive(Debug, Error)]
pub enum MemoryError {
    /// There is no picture.
    #[error("there is no picture: give at least one")]
    Empty,
    /// The pictures have one pixel.
    #[error("the pictures have one pixel: a memory needs at least two")]
    Small,
    /// A picture's pixels do not fit its sides, or are not +-1.
    #[error("picture `{name}` is {width} x {height} with {pixels} pixels: give width times height pixels, each +1 or -1")]
    Area {
        /// The picture's name.
        name: String,
        /// Pixels in a row.
        width: usize,
        /// Rows.
        height: usize,
        /// Pixels it has.
        pixels: usize,
    },
    /// Pictures of two sizes.
    #[error("picture `{name}` is {} x {}, but `{first}` is {} x {}: give pictures of one size", found.0, found.1, expected.0, expected.1)]
    Sizes {
        /// The picture that does not fit.
        name: String,
        /// Its width and height.
        found: (usize, usize),
        /// The first picture.
        first: String,
        /// Its width and height.
        expected: (usize, usize),
    },
    /// A board's medium is not one for the pictures.
    #[error("the pictures do not fit the board: {what}; build another with `syntony build`, or take `--target virtual`")]
    Board {
        /// What is wanting.
        what: String,
    },
    /// A cue of another size than the stored pictures.
    #[error("the cue has {found} pixels and the stored pictures have {expected}: give a cue of their size, each pixel +1 or -1")]
    Cue {
        /// Pixels of the cue.
        found: usize,
        /// Pixels of the stored pictures.
        expected: usize,
    },
    /// A medium of another size than the pictures.
    #[error("the medium has {oscillators} oscillators and the pictures have {pixels} pixels: give pictures of its size, or learn these")]
    Learnt {
        /// Oscillators of the medium.
        oscillators: usize,
        /// Pixels of a picture.
        pixels: usize,
    },
    /// A medium that is not fully coupled.
    #[error("the medium is sparse, and pictures are recalled by a fully coupled one: learn them with `syntony learn`")]
    Sparse,
    /// A share of pixels that is none.
    #[error("a share of {0} of the pixels cannot be flipped: give a number from 0 to 1")]
    Flip(f64),
    /// A share of weights that is none.
    #[error("a share of {0} of the weights cannot be lost: give a number from 0 to 1")]
    Lost(f64),
    /// Storing would take too long.
    #[error("storing {patterns} pictures of {pixels} pixels by this rule takes too long: give fewer or smaller pictures, or the rule hebb")]
    Work {
        /// Number of pictures.
        patterns: usize,
        /// Pixels of each.
        pixels: usize,
    },
    /// The medium was refused.
    #[error(transparent)]
    Medium(#[from] SimError),
    /// The medium could not be played.
    #[error("{0}")]
    Play(#[from] PlayError),
}
