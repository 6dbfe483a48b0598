//! The states of 64 restarts.

use syntony_medium::format::ONE;

use super::lanes::{LANES, Lanes8, Layout};
use super::node::Cell;
use crate::oscillators::{pack_amplitude, unpack_amplitude};

/// Amplitudes and momenta of 64 restarts of one medium.
#[derive(Clone, Debug)]
pub struct Group {
    pub(super) cells: Vec<Cell>,
    /// Shown values plus `U`: a byte a restart, or for the dense kernel four oscillators to four entries.
    pub(super) seen: Vec<Lanes8>,
    pub(super) layout: Layout,
}

impl Group {
    pub(super) fn new(oscillators: usize, layout: Layout) -> Self {
        let entries = if layout.dense { oscillators.div_ceil(4) * 4 } else { oscillators };
        Self { cells: vec![Cell::ZERO; oscillators], seen: vec![Lanes8::ZERO; entries], layout }
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
    pub(super) fn show(&mut self, shown_max: i32) {
        let layout = self.layout;
        for (i, cell) in self.cells.iter_mut().enumerate() {
            cell.e = super::lanes::Lanes16::ZERO;
            for lane in 0..LANES {
                let x = i32::from(cell.x.0[layout.place(lane)]);
                let value = (((shown_max * x + ONE / 2) >> 11) + shown_max) as u8;
                if layout.dense {
                    self.seen[i / 4 * 4 + lane / 16].0[lane % 16 * 4 + i % 4] = value;
                } else {
                    self.seen[i].0[lane] = value;
                }
            }
        }
    }
}
