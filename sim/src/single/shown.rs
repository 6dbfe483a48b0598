//! What the rows see of each other, and when.

use std::ops::Range;

use syntony_medium::law::Law;

use super::banks::Banks;
use super::matrix::Matrix;
use super::simd::{CHUNK, LANES};
use crate::Medium;

/// Shown values as bytes, padded to whole chunks: the visible ones and the new ones that wait.
#[derive(Clone, Debug, Default)]
pub struct Board {
    /// Visible `u` and `v`; `v` is empty unless the law shows it.
    pub visible: [Vec<u8>; 2],
    /// New values: two sheets, written in turn when there is a lag.
    fresh: [[Vec<u8>; 2]; 2],
    /// The sheet that is being written.
    sheet: usize,
    /// With `lag` 1: the rows of the last block; its values are on the other sheet.
    held: Option<Range<usize>>,
    oscillators: usize,
    lag: u32,
    bias: u8,
}

impl Board {
    /// A board for a medium; [`Self::flush`] writes the first values.
    pub fn begin(&mut self, medium: &Medium, bias: u8) {
        self.oscillators = medium.shape().oscillators as usize;
        let len = self.oscillators.next_multiple_of(CHUNK);
        let lens = [len, if medium.settings.law == Law::FullPhase { len } else { 0 }];
        for sheet in [&mut self.visible].into_iter().chain(&mut self.fresh) {
            for (values, len) in sheet.iter_mut().zip(lens) {
                values.clear();
                values.resize(len, bias);
            }
        }
        (self.lag, self.bias) = (medium.shape().lag, bias);
    }

    /// The chunk in which the rows before `first` end.
    #[inline(always)]
    pub fn chunk_before(&self, first: usize) -> usize {
        (if first == 0 { self.oscillators } else { first } - 1) / CHUNK
    }

    /// What the weights' shift makes of the visible values.
    #[inline(always)]
    pub fn shift<const FULL: bool>(&self, matrix: &Matrix) -> [i32; 2] {
        if matrix.shift == 0 {
            return [0; 2];
        }
        let sum = |values: &[u8]| values.iter().map(|&byte| i32::from((byte ^ self.bias) as i8)).sum::<i32>();
        [matrix.shift * sum(&self.visible[0]), if FULL { matrix.shift * sum(&self.visible[1]) } else { 0 }]
    }

    /// Puts new values of a tile on the sheet.
    #[inline(always)]
    pub fn write(&mut self, (first, count): (usize, usize), u: [u8; LANES], v: Option<[u8; LANES]>) {
        let bias = self.bias;
        let put = |sheet: &mut [u8], values: [u8; LANES]| {
            let values = values.map(|value| value ^ bias);
            if count == LANES {
                sheet[first..first + LANES].copy_from_slice(&values);
            } else {
                sheet[first..first + count].copy_from_slice(&values[..count]);
            }
        };
        let [sheet_u, sheet_v] = &mut self.fresh[self.sheet];
        put(sheet_u, u);
        if let Some(v) = v {
            put(sheet_v, v);
        }
    }

    /// After a block: its values become visible, or, with a lag, those of the block before.
    #[inline(always)]
    pub fn publish(&mut self, rows: Range<usize>) {
        if self.lag == 0 {
            self.show(rows, self.sheet);
            return;
        }
        self.sheet ^= 1;
        if let Some(held) = self.held.replace(rows) {
            self.show(held, self.sheet);
        }
    }

    #[inline(always)]
    fn show(&mut self, rows: Range<usize>, sheet: usize) {
        for (visible, fresh) in self.visible.iter_mut().zip(&self.fresh[sheet]) {
            if visible.is_empty() {
                continue;
            }
            if rows.len() == LANES {
                let fresh: &[u8; LANES] = fresh[rows.clone()].first_chunk().expect("sixteen rows");
                visible[rows.clone()].copy_from_slice(fresh);
            } else {
                visible[rows.clone()].copy_from_slice(&fresh[rows.clone()]);
            }
        }
    }

    /// Makes the newest values of all visible.
    pub fn flush(&mut self, banks: &Banks) {
        self.held = None;
        for (visible, bank) in self.visible.iter_mut().zip([&banks.u, &banks.v]) {
            let len = visible.len().min(self.oscillators);
            for (byte, &value) in visible[..len].iter_mut().zip(bank) {
                *byte = value as u8 ^ self.bias;
            }
        }
    }
}
