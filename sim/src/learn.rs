//! The learning pass: the rows one after another, each with its own drive and its own random numbers
//! (`docs/src/learning.md`).

use syntony_medium::format::round15;
use syntony_medium::learning::{Learning, RowNoise};
use syntony_medium::noise::Generator;
use syntony_medium::shape::Shape;

use crate::Weights;

/// What learning has done so far; each field is a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Learnt {
    /// The generator that learning rounds by; one word a row and pass.
    pub generator: Generator,
    /// Passes made, counted round.
    pub passes: u32,
    /// Rows found out of balance, counted round.
    pub rows: u32,
    /// Rows found out of balance in the last pass.
    pub last: u32,
}

impl Default for Learnt {
    fn default() -> Self {
        Self { generator: Generator::new(1), passes: 0, rows: 0, last: 0 }
    }
}

/// One row in one pass.
struct Row<'a> {
    learning: &'a Learning,
    /// Whether the row's own sign is -1.
    negative: bool,
    /// Whether it is out of balance.
    learns: bool,
    limit: i32,
    noise: RowNoise,
}

impl Row<'_> {
    /// The next slot: the coupling to a partner of this sign. `own`: the slot leads to the row itself, and is none.
    #[inline(always)]
    fn slot(&mut self, weight: &mut i16, negative: bool, own: bool) {
        let z = self.noise.draw();
        if !own {
            let like = negative == self.negative;
            *weight = self.learning.weight(i32::from(*weight), like, self.learns, self.limit, z) as i16;
        }
    }
}

/// Sum of a row's weights times the signs of its partners.
fn drive(weights: &Weights, i: usize, signs: &[i16]) -> i32 {
    match weights {
        Weights::Dense(matrix) => {
            matrix[i * signs.len()..][..signs.len()].iter().zip(signs).map(|(&w, &s)| i32::from(w) * i32::from(s)).sum()
        }
        Weights::Sparse(rows) => rows.row(i).map(|(j, w)| w * i32::from(signs[j])).sum(),
    }
}

/// The parts of a medium that a pass works on.
pub(crate) struct Parts<'a> {
    pub shape: Shape,
    pub learning: Learning,
    pub weights: &'a mut Weights,
    pub gain: &'a mut [syntony_medium::gain::Gain],
    pub bias: &'a [i16],
    /// Phases, 24 bits, and natural frequencies, where these can change.
    pub tuned: Option<(&'a [u32], &'a mut [i32])>,
    pub learnt: &'a mut Learnt,
}

/// One pass over the rows under the signs that the oscillators show (`true` for -1). Tells whether a row's couplings could change.
pub(crate) fn pass(parts: Parts<'_>, negative: &[bool]) -> bool {
    let Parts { shape, learning, weights, gain, bias, mut tuned, learnt } = parts;
    let signs: Vec<i16> = negative.iter().map(|&negative| if negative { -1 } else { 1 }).collect();
    let n = signs.len();
    let limit = shape.weight_code.limit(shape.weight_bits);
    let mut touched = false;
    learnt.last = 0;
    for i in 0..n {
        let word = learnt.generator.draw().0;
        let h = drive(weights, i, &signs) + i32::from(bias[i]);
        let learns = learning.out_of_balance(h * i32::from(signs[i]));
        learnt.last += u32::from(learns);
        let scaled = round15(gain[i].align(h * shape.shown_max()) * i32::from(gain[i].mantissa));
        gain[i] = learning.gain(gain[i], scaled, word);
        if let Some((phases, frequencies)) = &mut tuned {
            frequencies[i] = learning.frequency(frequencies[i], phases[i]);
        }
        if !learning.touches(learns) {
            continue;
        }
        touched = true;
        let mut row = Row { learning: &learning, negative: negative[i], learns, limit, noise: RowNoise::new(word) };
        match &mut *weights {
            Weights::Dense(matrix) => {
                for (j, weight) in matrix[i * n..][..n].iter_mut().enumerate() {
                    row.slot(weight, negative[j], j == i);
                }
            }
            Weights::Sparse(rows) => {
                let range = rows.starts[i] as usize..rows.starts[i + 1] as usize;
                for (&partner, weight) in rows.partners[range.clone()].iter().zip(&mut rows.weights[range]) {
                    let j = usize::from(partner);
                    row.slot(weight, negative[j], j == i);
                }
            }
        }
    }
    learnt.passes = learnt.passes.wrapping_add(1);
    learnt.rows = learnt.rows.wrapping_add(learnt.last);
    touched
}
