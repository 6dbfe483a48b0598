//! A shape as the words of the identity registers, and back.

use syntony_medium::law::Laws;
use syntony_medium::registers::{self as reg, Register};
use syntony_medium::rhythm::RhythmShape;
use syntony_medium::shape::{Coupling, Shape};
use syntony_medium::weight::WeightCode;

/// First identity register that tells of the shape.
pub const FIRST: &Register = &reg::OSCILLATORS;
/// How many there are.
pub const COUNT: u32 = (reg::LAWS.address - reg::OSCILLATORS.address + 1) as u32;

/// What a board has, as its map hash tells: a shape that learns, tunes its frequencies, or has contours or oscillators, if it does; nothing for a map that this
/// host does not know.
pub fn kind(map_hash: u32) -> Option<Shape> {
    let (plain, rhythm) = (Shape::default(), RhythmShape::default());
    let learns = Shape { learning: true, ..plain };
    let media = [plain, learns, Shape { tuning: true, ..learns }];
    let both = media.map(|shape| Shape { rhythm: Some(rhythm), ..shape });
    media.into_iter().chain(both).chain([Shape::only_rhythm(rhythm)]).find(|shape| map_hash == reg::map_hash_of(shape))
}

/// The contours that the first three registers of [`reg::RHYTHM`] tell of; they may be illegal.
pub fn rhythm(words: &[u32]) -> RhythmShape {
    let word = |k: usize| words.get(k).copied().unwrap_or(0);
    RhythmShape { contours: word(0), cells: word(1), rate: word(2) }
}

/// The shape that identity words from [`FIRST`] on tell of, with what they do not tell: whether it learns and tunes, as a [`kind`] does, and
/// its contours. It may be illegal. Missing words count as 0.
pub fn shape(words: &[u32], kind: &Shape, rhythm: Option<RhythmShape>) -> Shape {
    let word = |register: &Register| words.get(usize::from(register.address - FIRST.address)).copied().unwrap_or(0);
    let field = |register: &Register, name| register.field(name).map_or(0, |field| field.get(word(register)));
    Shape {
        oscillators: word(&reg::OSCILLATORS),
        coupling: if word(&reg::COUPLING) == 1 { Coupling::Sparse { slots: word(&reg::SLOTS) } } else { Coupling::Dense },
        weight_bits: field(&reg::NUMBERS, "weight_bits"),
        weight_code: if field(&reg::NUMBERS, "radix4") == 1 { WeightCode::Radix4 } else { WeightCode::TwosComplement },
        shown_bits: field(&reg::NUMBERS, "shown_bits"),
        phase_bits: field(&reg::NUMBERS, "phase_bits"),
        lanes: field(&reg::ORDER, "lanes"),
        block: word(&reg::BLOCK),
        lag: field(&reg::ORDER, "lag"),
        laws: Laws::from_mask(word(&reg::LAWS)),
        learning: kind.learning,
        tuning: kind.tuning,
        rhythm,
    }
}
