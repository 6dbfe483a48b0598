//! Associative memory: pictures stored in the weights of a medium, damaged, and recalled by it. Pure, no I/O.

pub mod glyphs;
pub mod hebb;
pub mod lesson;
pub mod pattern;
pub mod pseudo_inverse;
pub mod quantise;
mod read;
pub mod recall;
pub mod setting;
pub mod storkey;
pub mod trials;

use ndarray::Array2;
use rayon::prelude::*;
use syntony_medium::gain::Gain;
use syntony_medium::shape::Shape;
use syntony_sim::{Medium, SimError, Weights};
use thiserror::Error;

use crate::player::PlayError;

pub use lesson::Course;
pub use pattern::{Pattern, PatternSet, overlap};
pub use pseudo_inverse::PseudoInverse;
pub use recall::Settling;
pub use setting::Setting;
pub use trials::{Recall, Trial, Trials};

/// Most work that storing may take, in units of about a multiply-add: a minute or two.
const MOST_WORK: u64 = 100_000_000_000;

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

/// How pictures become weights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rule {
    /// Sum of products: up to 0.14 N random pictures.
    Hebb,
    /// One picture after another, each adding what is new: up to 0.3 N.
    Storkey,
    /// Every picture holds every pixel: 0.5 N and more, and pictures that are alike.
    PseudoInverse(PseudoInverse),
}

impl Rule {
    /// The rules by their names, with their default parameters.
    pub const ALL: [(&'static str, Rule); 4] = [
        ("hebb", Rule::Hebb),
        ("storkey", Rule::Storkey),
        ("pseudo-inverse", Rule::PseudoInverse(PseudoInverse::DEFAULT)),
        ("classical-pseudo-inverse", Rule::PseudoInverse(PseudoInverse::CLASSICAL)),
    ];

    /// The rule of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|&(known, _)| known == name).map(|(_, rule)| rule)
    }
}

/// Pictures and the medium that holds them.
#[derive(Clone, Debug)]
pub struct Memory {
    set: PatternSet,
    medium: Medium,
}

impl Memory {
    /// Stores pictures in a medium of one oscillator a pixel, fully coupled, with weights of `weight_bits` bits (2 to 8).
    /// The same on every machine and for every number of threads.
    ///
    /// # Errors
    /// [`MemoryError::Medium`] when a medium of so many oscillators or weight bits is not possible, [`MemoryError::Work`]
    /// when storing would take too long.
    pub fn store(set: PatternSet, rule: Rule, weight_bits: u32) -> Result<Self, MemoryError> {
        let (count, n) = (set.count(), set.pixels());
        let oscillators = u32::try_from(n).unwrap_or(u32::MAX);
        let block = oscillators.min(16);
        let shape = Shape { oscillators, weight_bits, lanes: block, block, ..Shape::default() };
        shape.validate().map_err(SimError::from)?;
        let (p64, n64) = (count as u64, n as u64);
        let work = match rule {
            Rule::Hebb => p64 * n64 * n64,
            Rule::Storkey => 4 * p64 * n64 * n64,
            // The overlaps, and at least eight rounds a row.
            Rule::PseudoInverse(_) => p64 * p64 * n64 * 9,
        };
        if work > MOST_WORK {
            return Err(MemoryError::Work { patterns: count, pixels: n });
        }
        let patterns = Array2::from_shape_fn((count, n), |(k, i)| set.patterns()[k].pixels[i]);
        let real: Box<dyn Fn(usize) -> Vec<f64> + Sync> = match rule {
            Rule::Hebb => Box::new(|i| hebb::row(&patterns, i)),
            Rule::Storkey => {
                let weights = storkey::weights(&patterns);
                Box::new(move |i| weights.row(i).to_vec())
            }
            Rule::PseudoInverse(rule) => {
                let overlaps = pseudo_inverse::overlaps(&patterns);
                let patterns = &patterns;
                Box::new(move |i| rule.row(patterns, &overlaps, i))
            }
        };
        let rows: Vec<_> = (0..n).into_par_iter().map(|i| quantise::row(&real(i), i, &patterns, &shape)).collect();
        drop(real);
        let gains: Vec<Gain> = rows.iter().map(|row| row.gain).collect();
        let weights = rows.into_iter().flat_map(|row| row.weights).collect();
        let mut medium = Medium::with_weights(shape, Weights::Dense(weights))?;
        medium.oscillators.gain = gains;
        Ok(Self { set, medium })
    }

    /// The stored pictures.
    pub fn set(&self) -> &PatternSet {
        &self.set
    }

    /// The medium at rest, with weights and gains in place.
    pub fn medium(&self) -> &Medium {
        &self.medium
    }
}
