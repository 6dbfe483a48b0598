//! The oscillators as the kernel holds them: tiles of sixteen, each with its states and constants side by side.

use syntony_medium::format::MAX16;
use syntony_medium::law::Law;
use syntony_medium::sine::{cos, show, sin};

use super::simd::LANES;
use crate::oscillators::{pack_amplitude, pack_phase};
use crate::plain::Amplitude;
use crate::{Medium, Oscillators};

/// One number a lane.
pub type Lane = [i32; LANES];

/// Up to sixteen rows of one block. Lanes past the tile's rows hold zeros or what came of them.
#[derive(Clone, Debug)]
#[repr(align(64))]
pub struct Tile {
    /// Phase word, or `x`.
    pub state: Lane,
    /// Sine of the phase, Q15; for the inertial law `y`.
    pub second: Lane,
    /// Cosine of the phase, Q15; for the inertial law the error counter.
    pub third: Lane,
    /// The newest shown values.
    pub u: Lane,
    /// The newest second shown values.
    pub v: Lane,
    /// Natural frequency.
    pub omega: Lane,
    /// Target of the injection as a 24-bit phase.
    pub target: Lane,
    /// Mantissa `K` of the row gain.
    pub mantissa: Lane,
    /// `32767 >> sh`, or 32767.
    pub limit: Lane,
    /// What is added before the shift down: half of its unit.
    pub half: Lane,
    /// Shift down, 0..=16.
    pub down: Lane,
    /// Shift up, 0..=15.
    pub up: Lane,
    /// Error step `d`.
    pub error_step: Lane,
    /// What the two drives are beside the dot products.
    pub fixed: [Lane; 2],
    /// All ones in lanes that are rows.
    pub valid: Lane,
    /// Number of the first row.
    pub first: usize,
    /// Rows of the tile.
    pub count: usize,
}

impl Tile {
    fn empty(first: usize, count: usize) -> Self {
        let zero = [0; LANES];
        let mut valid = zero;
        valid[..count].fill(-1);
        Self {
            state: zero,
            second: zero,
            third: zero,
            u: zero,
            v: zero,
            omega: zero,
            target: zero,
            mantissa: zero,
            limit: zero,
            half: zero,
            down: zero,
            up: zero,
            error_step: zero,
            fixed: [zero; 2],
            valid,
            first,
            count,
        }
    }

    /// Takes the tile's rows in; `base` is what a row's dot product needs added.
    fn fill(&mut self, medium: &Medium, base: &impl Fn(usize) -> i32) {
        let (o, shape) = (&medium.oscillators, medium.shape());
        let shown_max = shape.shown_max();
        for k in 0..self.count {
            let i = self.first + k;
            if medium.settings.law == Law::Inertial {
                let amplitude = Amplitude::from_banks(o, i);
                (self.state[k], self.second[k], self.third[k]) = (amplitude.x, amplitude.y, amplitude.e);
                (self.u[k], self.v[k]) = (amplitude.shown(shown_max), 0);
            } else {
                let phase = pack_phase(o.state[i], shape.dropped_bits());
                (self.state[k], self.second[k], self.third[k]) = (phase as i32, sin(phase), cos(phase));
                (self.u[k], self.v[k]) = (show(cos(phase), shape.shown_bits), show(sin(phase), shape.shown_bits));
            }
            self.omega[k] = o.frequency[i];
            self.target[k] = i32::from(o.target[i]) << 8;
            let (gain, sh) = (o.gain[i], i32::from(o.gain[i].exponent));
            self.mantissa[k] = i32::from(gain.mantissa);
            self.limit[k] = MAX16 >> sh.max(0);
            self.half[k] = if sh < 0 { 1 << (-sh - 1) } else { 0 };
            (self.down[k], self.up[k]) = ((-sh).max(0), sh.max(0));
            self.error_step[k] = i32::from(gain.error_step);
            self.fixed[1][k] = base(i);
            self.fixed[0][k] = base(i) + i32::from(o.bias[i]) * shown_max;
        }
    }
}

/// Cuts a medium into tiles, block by block, so that no tile lies in two blocks.
pub fn cut(tiles: &mut Vec<Tile>, medium: &Medium, base: impl Fn(usize) -> i32) {
    let (n, block) = (medium.shape().oscillators as usize, medium.shape().block as usize);
    tiles.clear();
    for start in (0..n).step_by(block) {
        let end = (start + block).min(n);
        tiles.extend((start..end).step_by(LANES).map(|first| Tile::empty(first, LANES.min(end - first))));
    }
    for tile in tiles {
        tile.fill(medium, &base);
    }
}

/// Puts states and error counters back.
pub fn restore(tiles: &[Tile], oscillators: &mut Oscillators, law: Law) {
    for tile in tiles {
        for k in 0..tile.count {
            let i = tile.first + k;
            if law == Law::Inertial {
                oscillators.state[i] = pack_amplitude(tile.state[k], tile.second[k]);
                oscillators.error[i] = tile.third[k] as i16;
            } else {
                oscillators.state[i] = tile.state[k] as u32;
            }
        }
    }
}
