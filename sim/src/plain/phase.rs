//! Node law of the projected and the full-phase medium.

use syntony_medium::format::{PHASE_MASK, QUARTER_TURN, clamp, round_shift, round15};
use syntony_medium::noise::Word;
use syntony_medium::schedule::Values;
use syntony_medium::sine::{cos, show, sin};

use super::{Shown, sakaguchi};
use crate::oscillators::pack_phase;

/// What the full-phase law has beside the first drive.
#[derive(Clone, Copy, Debug)]
pub struct FullDrive {
    /// Drive by the second shown values.
    pub g: i32,
    /// Phase lag, 2^-16 turn.
    pub alpha: u16,
}

/// Everything of one update but the drive and the phase.
#[derive(Clone, Copy, Debug)]
pub struct PhaseStep {
    /// Schedule values of the sweep.
    pub values: Values,
    /// Natural frequency, 2^-24 turn a sweep.
    pub omega: i32,
    /// Target of the injection, 2^-16 turn.
    pub target: u16,
    /// The noise word; none in a sweep without noise and dither.
    pub word: Option<Word>,
    /// Whether the cut of low bits is dithered.
    pub dither: bool,
    /// Low bits that are not kept.
    pub dropped_bits: u32,
}

impl PhaseStep {
    /// The new phase from the old one, the drive and `scale`, which applies the row gain.
    pub fn next(&self, phase: u32, h: i32, full: Option<FullDrive>, scale: impl Fn(i32) -> i32) -> u32 {
        let phase = pack_phase(phase, self.dropped_bits);
        let coupling = match full {
            None => -round15(scale(h) * sin(phase)),
            Some(FullDrive { g, alpha }) => {
                let lagged = phase.wrapping_add(u32::from(alpha) << 8) & PHASE_MASK;
                sakaguchi(cos(lagged), sin(lagged), scale(g), scale(h))
            }
        };
        let toward = (u32::from(self.target) << 8).wrapping_sub(phase) & PHASE_MASK;
        let torque = |strength: i32, direction: i32| round_shift(strength * direction, 3);
        let turn = torque(self.values.gain, coupling) - torque(self.values.harmonic, round_shift(sin((2 * phase) & PHASE_MASK), 4))
            + torque(self.values.injection, round_shift(sin(toward), 4));
        let noise = self.word.map_or(0, |word| self.values.noise * word.noise());
        let rounding = self.word.unwrap_or(Word(0)).rounding(self.dropped_bits, self.dither);
        let moved = clamp(turn, QUARTER_TURN) + self.omega + noise + rounding;
        pack_phase(phase.wrapping_add(moved as u32), self.dropped_bits)
    }
}

/// What a phase shows: cosine and sine.
pub fn show_phase(phase: u32, shown_bits: u32) -> Shown {
    Shown { u: show(cos(phase), shown_bits), v: show(sin(phase), shown_bits) }
}
