//! Signs and energies of all restarts of a group.

use syntony_medium::format::ONE;

use super::lanes::{Lanes8, Lanes32};
use super::rows::Arranged;
use super::simd::Simd;
use super::{Batch, Group, LANES, dense, sparse};

/// A measuring pass over a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// For each oscillator a bit a restart, set where the sign is -1.
    pub signs: Vec<u64>,
    /// Energy of each restart: `-sum_i s_i (sum_j w_ij s_j + 2 bias_i)`.
    pub energies: [i64; LANES],
}

impl Group {
    /// For each oscillator a bit a restart, set where the sign is -1: where what `U = shown_max` shows is negative.
    pub fn signs(&self, shown_max: i32) -> Vec<u64> {
        let negative = |x: i16| shown_max * i32::from(x) + ONE / 2 < 0;
        let places: [usize; LANES] = std::array::from_fn(|lane| self.layout.place(lane));
        let word = |x: &[i16; LANES]| (0..LANES).fold(0, |word, lane| word | u64::from(negative(x[places[lane]])) << lane);
        self.cells.iter().map(|cell| word(&cell.x.0)).collect()
    }
}

impl Batch {
    /// The energies of given signs: the sum kernels see `s + 1`, as if every oscillator showed +-1.
    #[inline(always)]
    pub(super) fn energies<S: Simd>(&self, simd: S, signs: &[u64]) -> [i64; LANES] {
        let layout = self.layout();
        let mut seen = vec![Lanes8::ZERO; layout.entries(signs.len())];
        for (i, &word) in signs.iter().enumerate() {
            for lane in 0..LANES {
                let value = 2 * u8::from(word >> lane & 1 == 0);
                let (entry, byte) = if layout.dense { (i / 4 * 4 + lane / 16, lane % 16 * 4 + i % 4) } else { (i, lane) };
                seen[entry].0[byte] = value;
            }
        }
        // The restart that stands at each place of the 32-bit sums.
        let quarter = S::BYTES / 4;
        let lanes: [usize; LANES] = std::array::from_fn(|place| {
            let (part, vector, k) = (place / S::BYTES, place % S::BYTES / quarter, place % quarter);
            part * S::BYTES + if layout.dense { vector * quarter + k } else { 4 * k + [0, 2, 1, 3][vector] }
        });
        let mut energies = [0; LANES];
        let mut fields = Lanes32::ZERO;
        for number in 0..signs.len() {
            let i = match &self.weights {
                Arranged::Sparse(rows) => rows.rows[number].oscillator as usize,
                Arranged::Dense(_) => number,
            };
            let own = signs[i];
            let mut offset = 2 * i64::from(self.bias[i]);
            for part in 0..LANES / S::BYTES {
                let sums = match &self.weights {
                    Arranged::Sparse(rows) => sparse::wide_sum::<S, 4>(simd, rows, rows.rows[number], &seen, part, 1),
                    Arranged::Dense(full) => dense::sums::<S, 1>(simd, full, &seen, [i], part)[0],
                };
                for (vector, sum) in sums.into_iter().enumerate() {
                    fields.set(simd, 4 * part + vector, sum);
                }
            }
            if let Arranged::Dense(full) = &self.weights {
                offset += i64::from(full.excess[i]) - i64::from(self.bias[i]);
            }
            for (&lane, &field) in lanes.iter().zip(&fields.0) {
                let field = i64::from(field) + offset;
                energies[lane] += if own >> lane & 1 == 1 { field } else { -field };
            }
        }
        energies
    }
}
