//! Banks and weights as the words of their windows, and back.

use syntony_medium::gain::Gain;
use syntony_medium::shape::{Coupling, Shape};
use syntony_medium::window::{self, Window};

use crate::weights::Rows;
use crate::{Medium, SimError, Weights};

/// The words of a window in a medium.
pub fn words(window: &Window, medium: &Medium) -> Vec<u32> {
    let (shape, banks) = (medium.shape(), &medium.oscillators);
    let words = match *window {
        window::STATE => banks.state.clone(),
        window::FREQUENCY => banks.frequency.iter().map(|&v| v as u32 & 0xFF_FFFF).collect(),
        window::TARGET => banks.target.iter().map(|&v| u32::from(v)).collect(),
        window::GAIN => banks.gain.iter().map(|gain| gain.word()).collect(),
        window::BIAS => banks.bias.iter().map(|&v| v as u32).collect(),
        window::ERROR => banks.error.iter().map(|&v| v as u32).collect(),
        window::BEST => pack_signs(&medium.observers.best),
        _ => match medium.weights() {
            Weights::Dense(matrix) => dense_words(shape, matrix),
            Weights::Sparse(rows) => {
                let (edges, lengths) = sparse_words(shape, rows);
                if *window == window::EDGES { edges } else { lengths }
            }
        },
    };
    words.into_iter().zip(0..).map(|(word, offset)| window.keep(shape, offset, word)).collect()
}

/// Puts the words of a bank (not of weights) into a medium, cut to the bits that the memory keeps.
pub fn set_bank(window: &Window, words: &[u32], medium: &mut Medium) {
    let shape = *medium.shape();
    let kept = words.iter().zip(0..).map(|(&word, offset)| window.keep(&shape, offset, word));
    match *window {
        window::STATE => medium.oscillators.state = kept.collect(),
        window::FREQUENCY => medium.oscillators.frequency = kept.map(|v| ((v << 8) as i32) >> 8).collect(),
        window::TARGET => medium.oscillators.target = kept.map(|v| v as u16).collect(),
        window::GAIN => medium.oscillators.gain = kept.map(Gain::from_word).collect(),
        window::BIAS => medium.oscillators.bias = kept.map(|v| v as i16).collect(),
        window::ERROR => medium.oscillators.error = kept.map(|v| v as i16).collect(),
        window::BEST => medium.observers.best = unpack_signs(words, shape.oscillators as usize),
        _ => {}
    }
}

/// Weights from the words of their windows: `weights` alone, or `edges` and `rows`.
pub fn weights(shape: &Shape, first: &[u32], lengths: &[u32]) -> Result<Weights, SimError> {
    match shape.coupling {
        Coupling::Dense => {
            let n = shape.oscillators;
            let code = |row, partner| {
                let (word, bit) = shape.weight_place(row, partner);
                shape.weight_code.decode(first[word as usize] >> bit, shape.weight_bits) as i16
            };
            Ok(Weights::Dense((0..n).flat_map(|row| (0..n).map(move |partner| (row, partner))).map(|(i, j)| code(i, j)).collect()))
        }
        Coupling::Sparse { slots } => sparse(shape, slots as usize, first, lengths),
    }
}

fn dense_words(shape: &Shape, matrix: &[i16]) -> Vec<u32> {
    let mut words = vec![0; window::WEIGHTS.words(shape) as usize];
    let n = shape.oscillators as usize;
    for (at, &weight) in matrix.iter().enumerate() {
        let (word, bit) = shape.weight_place((at / n) as u32, (at % n) as u32);
        words[word as usize] |= shape.weight_code.encode(i32::from(weight), shape.weight_bits) << bit;
    }
    words
}

fn sparse_words(shape: &Shape, rows: &Rows) -> (Vec<u32>, Vec<u32>) {
    let (n, lanes, stride) = (shape.oscillators as usize, shape.lanes as usize, shape.words_per_slot() as usize);
    let mut edges = vec![0; window::EDGES.words(shape) as usize];
    let mut lengths = Vec::with_capacity(shape.groups() as usize);
    let mut base = 0;
    for group in (0..n).step_by(lanes) {
        let members = group..(group + lanes).min(n);
        for i in members.clone() {
            for (slot, (partner, weight)) in rows.row(i).enumerate() {
                let code = shape.weight_code.encode(weight, shape.weight_bits);
                edges[(base + slot) * stride + i - group] = partner as u32 | code << 16;
            }
        }
        let longest = members.clone().map(|i| rows.degree(i)).max().unwrap_or(0);
        if shape.learning {
            // What no coupling takes leads to the row itself, which never learns.
            for i in members {
                for slot in rows.degree(i)..longest {
                    edges[(base + slot) * stride + i - group] = i as u32;
                }
            }
        }
        lengths.push(longest as u32);
        base += longest;
    }
    (edges, lengths)
}

fn sparse(shape: &Shape, slots: usize, edges: &[u32], lengths: &[u32]) -> Result<Weights, SimError> {
    let (n, lanes, stride) = (shape.oscillators as usize, shape.lanes as usize, shape.words_per_slot() as usize);
    let needed = lengths.iter().map(|&length| length as usize).sum();
    if needed > slots {
        return Err(SimError::Slots { needed, slots });
    }
    let mut list = Vec::new();
    let mut base = 0;
    for (group, &length) in lengths.iter().enumerate() {
        for lane in 0..lanes.min(n - group * lanes) {
            let row = group * lanes + lane;
            let first = list.len();
            for slot in base..base + length as usize {
                let word = edges[slot * stride + lane];
                let weight = shape.weight_code.decode(word >> 16, shape.weight_bits) as i16;
                let partner = (word & 0x1FFF) as usize;
                // A partner that there is not shows nothing.
                match partner < n {
                    true if weight != 0 || shape.learning => list.push((row, partner, weight)),
                    false if shape.learning => list.push((row, row, 0)),
                    _ => {}
                }
            }
            // Learning goes by the number of the slot, so only what follows the last coupling may go.
            while list.len() > first && list.last() == Some(&(row, row, 0)) {
                list.pop();
            }
        }
        base += length as usize;
    }
    Ok(Weights::Sparse(Rows::from_edges(n, &list)?))
}

/// Puts the weights of a medium that learnt into the words of `weights` or `edges` that it was made of: partners and unused slots stay.
///
/// `lengths`: the window `rows`; nothing for a dense medium.
pub fn put_weights(medium: &Medium, lengths: &[u32], words: &mut Vec<u32>) {
    let shape = medium.shape();
    let rows = match medium.weights() {
        Weights::Dense(matrix) => return *words = dense_words(shape, matrix),
        Weights::Sparse(rows) => rows,
    };
    let (n, lanes, stride) = (shape.oscillators as usize, shape.lanes as usize, shape.words_per_slot() as usize);
    let mut base = 0;
    for (group, &length) in (0..n).step_by(lanes).zip(lengths) {
        for i in group..(group + lanes).min(n) {
            for (slot, (_, weight)) in rows.row(i).enumerate() {
                let word = &mut words[(base + slot) * stride + i - group];
                // A partner that there is not has no weight in the medium.
                if ((*word & 0x1FFF) as usize) < n {
                    *word = *word & 0xFFFF | shape.weight_code.encode(weight, shape.weight_bits) << 16;
                }
            }
        }
        base += length as usize;
    }
}

/// Signs, 32 a word.
pub fn pack_signs(signs: &[bool]) -> Vec<u32> {
    signs.chunks(32).map(|chunk| chunk.iter().enumerate().fold(0, |word, (bit, &negative)| word | u32::from(negative) << bit)).collect()
}

/// Signs of `n` oscillators out of their words.
pub fn unpack_signs(words: &[u32], n: usize) -> Vec<bool> {
    (0..n).map(|i| words[i / 32] >> (i % 32) & 1 == 1).collect()
}
