//! Associative memory: pictures stored in the weights of a medium, damaged, and recalled by it. Pure, no I/O.

mod error;
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
use syntony_medium::shape::{Coupling, Shape};
use syntony_sim::{Medium, SimError, Weights};

pub use error::MemoryError;
pub use lesson::Course;
pub use pattern::{Pattern, PatternSet, overlap};
pub use pseudo_inverse::PseudoInverse;
pub use recall::Settling;
pub use setting::Setting;
pub use trials::{Recall, Trial, Trials};

/// Most work that storing may take, in units of about a multiply-add: a minute or two.
const MOST_WORK: u64 = 100_000_000_000;

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
        let oscillators = u32::try_from(set.pixels()).unwrap_or(u32::MAX);
        let block = oscillators.min(16);
        Self::store_in(set, rule, Shape { oscillators, weight_bits, lanes: block, block, ..Shape::default() })
    }

    /// [`Memory::store`] in a medium of a shape, such as a board's. Oscillators beyond the pixels are coupled with nothing.
    ///
    /// # Errors
    /// As [`Memory::store`], and [`MemoryError::Board`] when the shape is too small, sparse, or lacks the law.
    pub fn store_in(set: PatternSet, rule: Rule, shape: Shape) -> Result<Self, MemoryError> {
        let (count, n) = (set.count(), set.pixels());
        shape.validate().map_err(SimError::from)?;
        suited(n, &shape)?;
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
        let wide = shape.oscillators as usize;
        let mut weights = vec![0; wide * wide];
        for (to, row) in weights.chunks_exact_mut(wide).zip(&rows) {
            to[..n].copy_from_slice(&row.weights);
        }
        let mut medium = Medium::with_weights(shape, Weights::Dense(weights))?;
        medium.oscillators.gain.iter_mut().zip(&rows).for_each(|(gain, row)| *gain = row.gain);
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

/// Whether pictures of so many pixels can be stored in a shape.
fn suited(pixels: usize, shape: &Shape) -> Result<(), MemoryError> {
    let what = if (shape.oscillators as usize) < pixels {
        format!("it has {} oscillators and the pictures {pixels} pixels", shape.oscillators)
    } else if shape.coupling != Coupling::Dense {
        "its coupling is sparse".into()
    } else if !shape.laws.has(Setting::LAW) {
        format!("it was built without the {} law", Setting::LAW.name())
    } else {
        return Ok(());
    };
    Err(MemoryError::Board { what })
}
