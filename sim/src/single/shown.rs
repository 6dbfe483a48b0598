//! What the rows see of each other, and when.

use std::ops::Range;

use syntony_medium::law::Law;

use super::matrix::Matrix;
use super::simd::{CHUNK, LANES};
use super::tile::Tile;
use crate::Medium;

/// Shown values as bytes, padded to whole chunks: the visible ones and the new ones that wait.
#[derive(Clone, Debug, Default)]
pub struct Board {
    /// Visible `u` and `v`; `v` is used by the full-phase law alone.
    pub visible: [Vec<u8>; 2],
    /// New values: two sheets, written in turn when there is a lag.
    fresh: [[Vec<u8>; 2]; 2],
    /// The sheet that is being written.
    sheet: usize,
    /// With `lag` 1: the rows of the last block; its values are on the other sheet.
    held: Option<Range<usize>>,
    oscillators: usize,
    newest: usize,
    /// How many values an oscillator shows.
    shows: usize,
    lag: u32,
    bias: u8,
}

impl Board {
    /// A board for a medium; [`Self::flush`] writes the first values.
    pub fn begin(&mut self, medium: &Medium, bias: u8) {
        self.oscillators = medium.shape().oscillators as usize;
        let len = self.oscillators.next_multiple_of(CHUNK);
        self.shows = if medium.settings.law == Law::FullPhase { 2 } else { 1 };
        for sheet in [&mut self.visible].into_iter().chain(&mut self.fresh) {
            for values in sheet {
                values.clear();
                values.resize(len + LANES, bias);
            }
        }
        (self.lag, self.bias, self.newest) = (medium.shape().lag, bias, 0);
    }

    /// The chunk that became visible last.
    #[inline(always)]
    pub fn newest(&self) -> usize {
        self.newest
    }

    /// What the weights' shift makes of the visible values.
    #[inline(always)]
    pub fn shift<const FULL: bool>(&self, matrix: &Matrix) -> [i32; 2] {
        if matrix.shift == 0 {
            return [0; 2];
        }
        let sum = |values: &[u8]| values[..self.oscillators].iter().map(|&byte| i32::from((byte ^ self.bias) as i8)).sum::<i32>();
        [matrix.shift * sum(&self.visible[0]), if FULL { matrix.shift * sum(&self.visible[1]) } else { 0 }]
    }

    /// Puts new values of a tile on the sheet.
    #[inline(always)]
    pub fn write(&mut self, first: usize, u: [u8; LANES], v: Option<[u8; LANES]>) {
        let [sheet_u, sheet_v] = &mut self.fresh[self.sheet];
        put(sheet_u, first, u, self.bias);
        if let Some(v) = v {
            put(sheet_v, first, v, self.bias);
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
        self.newest = rows.start / CHUNK;
        let whole = rows.len().is_multiple_of(LANES);
        for (visible, fresh) in self.visible.iter_mut().zip(&self.fresh[sheet]).take(self.shows) {
            if whole {
                for at in rows.clone().step_by(LANES) {
                    *sixteen(visible, at) = *fresh[at..].first_chunk().expect("boards are padded by a tile");
                }
            } else {
                visible[rows.clone()].copy_from_slice(&fresh[rows.clone()]);
            }
        }
    }

    /// Makes the newest values of all visible.
    pub fn flush(&mut self, tiles: &[Tile]) {
        self.held = None;
        for tile in tiles {
            for (visible, values) in self.visible.iter_mut().zip([&tile.u, &tile.v]).take(self.shows) {
                for (byte, &value) in visible[tile.first..][..tile.count].iter_mut().zip(values) {
                    *byte = value as u8 ^ self.bias;
                }
            }
        }
    }
}

#[inline(always)]
fn sixteen(bytes: &mut [u8], first: usize) -> &mut [u8; LANES] {
    bytes[first..].first_chunk_mut().expect("boards are padded by a tile")
}

/// Writes a tile. Rows past the tile's own are written again by the tiles that follow, before anyone reads them.
#[inline(always)]
fn put(sheet: &mut [u8], first: usize, mut values: [u8; LANES], bias: u8) {
    for value in &mut values {
        *value ^= bias;
    }
    *sixteen(sheet, first) = values;
}
