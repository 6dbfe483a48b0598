//! A shape as the words of the identity registers, and back.

use syntony_medium::law::Laws;
use syntony_medium::registers::{self as reg, Register};
use syntony_medium::rhythm::{CUES, RhythmShape};
use syntony_medium::shape::{Coupling, Shape};
use syntony_medium::weight::WeightCode;

/// First identity register that tells of the shape.
pub const FIRST: &Register = &reg::OSCILLATORS;
/// How many there are.
pub const COUNT: u32 = (reg::LAWS.address - reg::OSCILLATORS.address + 1) as u32;

/// Registers that tell of the rhythm cores.
pub const RHYTHM: u32 = (reg::BESIDE.address - reg::CONTOURS.address + 1) as u32;

/// What a board has, as its map hash tells: a shape that learns, tunes its frequencies, or has rhythm cores or oscillators, if it does;
/// nothing for a map that this host does not know.
pub fn kind(map_hash: u32) -> Option<Shape> {
    let plain = Shape::default();
    let learns = Shape { learning: true, ..plain };
    let media = [plain, learns, Shape { tuning: true, ..learns }];
    let rhythm = |k: u32| RhythmShape { tones: k & 1, beats: k & 2 > 0, cue: (k >> 2) * CUES.0, ..RhythmShape::default() };
    let rhythms: [RhythmShape; 8] = std::array::from_fn(|k| rhythm(k as u32));
    let beside = media.iter().flat_map(|&medium| rhythms.map(|rhythm| Shape { rhythm: Some(rhythm), ..medium }));
    let mut all = media.into_iter().chain(rhythms.map(Shape::only_rhythm)).chain(beside);
    all.find(|shape| map_hash == reg::map_hash_of(shape))
}

/// The rhythm cores that the words of the registers [`reg::RHYTHM`] tell of, from the first on; they may be illegal.
pub fn rhythm(words: &[u32]) -> RhythmShape {
    let word = |register: &Register| words.get(usize::from(register.address - reg::CONTOURS.address)).copied().unwrap_or(0);
    let beside = |name| reg::BESIDE.field(name).map_or(0, |field| field.get(word(&reg::BESIDE)));
    RhythmShape {
        contours: word(&reg::CONTOURS),
        cells: word(&reg::CELLS),
        rate: word(&reg::SAMPLE_RATE),
        tones: beside("tones"),
        beats: beside("beats") == 1,
        cue: (1 << beside("cue")) & !1,
    }
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
