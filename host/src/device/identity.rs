//! A shape as the words of the identity registers, and back.

use syntony_medium::law::Laws;
use syntony_medium::registers::{self as reg, Register};
use syntony_medium::shape::{Coupling, Shape};
use syntony_medium::weight::WeightCode;

/// First identity register that tells of the shape.
pub const FIRST: &Register = &reg::OSCILLATORS;
/// How many there are.
pub const COUNT: u32 = (reg::LAWS.address - reg::OSCILLATORS.address + 1) as u32;

/// Whether a medium learns, as its map hash tells; nothing for a map that this host does not know.
pub fn learning(map_hash: u32) -> Option<bool> {
    [false, true].into_iter().find(|&learning| map_hash == if learning { reg::map_hash_learning() } else { reg::map_hash() })
}

/// The shape that identity words from [`FIRST`] on tell of, of a medium that learns or not; it may be illegal. Missing words count as 0.
pub fn shape(words: &[u32], learning: bool) -> Shape {
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
        learning,
    }
}
