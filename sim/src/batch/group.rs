//! The states of 64 restarts.

use super::dense;
use super::lanes::{LANES, Lanes8, Lanes16, Layout};
use super::node::{self, Cell};
use super::simd::Simd;
use crate::oscillators::{pack_amplitude, unpack_amplitude};

/// Amplitudes and momenta of 64 restarts of one medium.
#[derive(Clone, Debug)]
pub struct Group {
    pub(super) cells: Vec<Cell>,
    /// Shown values plus `U`: a byte a restart and a last entry of zeros, or for the dense kernel four oscillators to four entries.
    pub(super) seen: Vec<Lanes8>,
    pub(super) layout: Layout,
}

impl Group {
    pub(super) fn new(oscillators: usize, layout: Layout) -> Self {
        Self { cells: vec![Cell::ZERO; oscillators], seen: vec![Lanes8::ZERO; layout.entries(oscillators)], layout }
    }

    /// Number of oscillators.
    pub fn oscillators(&self) -> usize {
        self.cells.len()
    }

    /// Sets amplitude (+-2048) and momentum (+-32767) of oscillator `i` in restart `lane` (below 64); larger values are limited.
    pub fn set(&mut self, lane: usize, i: usize, x: i32, y: i32) {
        let (x, y) = unpack_amplitude(pack_amplitude(x, y));
        let place = self.layout.place(lane);
        let cell = &mut self.cells[i];
        (cell.x.0[place], cell.y.0[place]) = (x as i16, y as i16);
    }

    /// Amplitude and momentum of oscillator `i` in restart `lane`.
    pub fn get(&self, lane: usize, i: usize) -> (i32, i32) {
        let (cell, place) = (&self.cells[i], self.layout.place(lane));
        (i32::from(cell.x.0[place]), i32::from(cell.y.0[place]))
    }

    /// Turns the sign of amplitude and momentum of oscillator `i` in the restarts whose bit is set.
    pub fn flip(&mut self, i: usize, mut lanes: u64) {
        let cell = &mut self.cells[i];
        while lanes != 0 {
            let place = self.layout.place(lanes.trailing_zeros() as usize);
            cell.x.0[place] = -cell.x.0[place];
            cell.y.0[place] = -cell.y.0[place];
            lanes &= lanes - 1;
        }
    }

    /// Error counters zero, shown values anew from the amplitudes.
    #[inline(always)]
    pub(super) fn show<S: Simd>(&mut self, simd: S, shown_max: i16) {
        for (i, cell) in self.cells.iter_mut().enumerate() {
            cell.e = Lanes16::ZERO;
            if self.layout.dense {
                let mut shown = Lanes16::ZERO;
                for part in 0..2 * LANES / S::BYTES {
                    shown.set(simd, part, node::shown(simd, cell.x.get(simd, part), shown_max));
                }
                dense::show(simd, &mut self.seen, i, &shown);
            } else {
                for part in 0..LANES / S::BYTES {
                    let even = node::shown(simd, cell.x.get(simd, 2 * part), shown_max);
                    let odd = node::shown(simd, cell.x.get(simd, 2 * part + 1), shown_max);
                    self.seen[i].set(simd, part, simd.or(even, simd.shl16(odd, 8)));
                }
            }
        }
    }
}
