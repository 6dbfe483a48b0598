//! The rhythm memory: its shape, and the numbers that its laws share (`docs/src/definition.md#rhythm`).

use alloc::string::{String, ToString};
use thiserror::Error;

/// 1.0 of a sample, a cell or a readout, Q12.
pub const UNIT: i32 = 4096;
/// Bits of the phase of a contour; one turn is `2^40`.
pub const TURN_BITS: u32 = 40;
/// Mask of a contour's phase.
pub const TURN_MASK: u64 = (1 << TURN_BITS) - 1;
/// Largest residual, and that of a contour that has heard no bar: 48 bits signed.
pub const MOST_RESIDUAL: u64 = (1 << 47) - 1;
/// The fastest and the slowest loop.
pub const GEARS: (u32, u32) = (4, 64);
/// Most contours of a memory.
pub const MAX_CONTOURS: u32 = 1024;
/// Most oscillators of a pool.
pub const MAX_TONES: u32 = 64;
/// Fewest and most samples of the buffer for a cue, if there is one.
pub const CUES: (u32, u32) = (256, 16_384);
/// Fewest and most samples a second.
pub const RATES: (u32, u32) = (50, 48_000);

/// What is fixed when a rhythm memory is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RhythmShape {
    /// Contours, 1..=1024.
    pub contours: u32,
    /// Cells of a contour, a power of two, 16..=256.
    pub cells: u32,
    /// Samples a second, 50..=48000.
    pub rate: u32,
    /// Oscillators of an adaptive pool beside them, 0..=64; 0: there is none.
    pub tones: u32,
    /// Whether there is a beat tracker beside them.
    pub beats: bool,
    /// Samples of a cue that the memory is searched for beside them, a power of two, 256..=16384; 0: it is not searched.
    pub cue: u32,
}

/// Why a rhythm memory cannot be built, and the nearest one that can.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{field} = {value} is not possible: {reason}; the nearest legal value is {nearest}")]
pub struct RhythmError {
    /// The field of [`RhythmShape`], or `period`.
    pub field: &'static str,
    /// What was asked for.
    pub value: String,
    /// Why it cannot be.
    pub reason: &'static str,
    /// The nearest legal value.
    pub nearest: String,
}

impl Default for RhythmShape {
    /// 16 contours of 64 cells at 250 samples a second, alone.
    fn default() -> Self {
        Self { contours: 16, cells: 64, rate: 250, tones: 0, beats: false, cue: 0 }
    }
}

fn within(field: &'static str, value: u32, low: u32, high: u32, reason: &'static str) -> Result<(), RhythmError> {
    if (low..=high).contains(&value) {
        return Ok(());
    }
    Err(RhythmError { field, value: value.to_string(), reason, nearest: value.clamp(low, high).to_string() })
}

impl RhythmShape {
    /// Refuses an illegal shape with the first field that is wrong.
    ///
    /// # Errors
    /// The field, its value, the reason and the nearest legal value.
    pub fn validate(&self) -> Result<(), RhythmError> {
        within("contours", self.contours, 1, MAX_CONTOURS, "a memory has 1 to 1024 contours")?;
        within("cells", self.cells, 16, 256, "a contour has 16 to 256 cells")?;
        if !self.cells.is_power_of_two() {
            let (value, nearest) = (self.cells.to_string(), (1 << self.cells.ilog2()).to_string());
            return Err(RhythmError { field: "cells", value, reason: "the cell is the top bits of the phase, so a power of two", nearest });
        }
        within("tones", self.tones, 0, MAX_TONES, "a pool has at most 64 oscillators")?;
        if self.cue > 0 {
            within("cue", self.cue, CUES.0, CUES.1, "a cue has 256 to 16384 samples, or there is none")?;
            if !self.cue.is_power_of_two() {
                let (value, nearest) = (self.cue.to_string(), (1 << self.cue.ilog2()).to_string());
                return Err(RhythmError { field: "cue", value, reason: "the buffer of a cue is a power of two", nearest });
            }
        }
        within("rate", self.rate, RATES.0, RATES.1, "50 to 48000 samples a second")
    }

    /// Whether there is something beside the contours that answers to samples.
    pub const fn answers(&self) -> bool {
        self.tones > 0 || self.beats
    }

    /// Base-two logarithm of the samples of a cue; 0: there is none.
    pub const fn cue_bits(&self) -> u32 {
        if self.cue > 0 { self.cue.ilog2() } else { 0 }
    }

    /// Bits of the number of a cell.
    pub const fn cell_bits(&self) -> u32 {
        self.cells.ilog2()
    }

    /// The residual is a mean over `2^leak` samples: three to six seconds.
    pub const fn leak(&self) -> u32 {
        (6 * self.rate).ilog2()
    }

    /// Largest frequency, `2^-40` turn a sample: one cell a sample.
    pub const fn top_frequency(&self) -> u64 {
        1 << (TURN_BITS - self.cell_bits())
    }

    /// The frequency of a bar of so many samples, `2^-40` turn a sample, rounded down.
    ///
    /// # Errors
    /// A bar of fewer samples than cells, or of more than `2^20`.
    pub fn frequency(&self, samples: u32) -> Result<u64, RhythmError> {
        let (shortest, longest) = (self.cells, 1 << 20);
        within("period", samples, shortest, longest, "a bar in samples has at least one sample a cell, and at most 2^20")?;
        Ok((1 << TURN_BITS) / u64::from(samples))
    }
}

/// What a contour does with a sample; two bits of its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// It stands still.
    Off = 0,
    /// It goes on by itself.
    Alone = 1,
    /// Its loop follows, its waveform stays.
    Follow = 2,
    /// Loop and waveform learn.
    Learn = 3,
}

/// How boldly the loop of a contour follows, by the bar: shifts `(a, b)` of phase and frequency; `None`: the loop is off.
///
/// Bars 0 and 1 only learn; then `gear` counts from 4, and powers of two near the gains of least squares with growing memory.
pub const fn gains(bars: u32, gear: u32) -> Option<(u32, u32)> {
    if bars < 2 {
        return None;
    }
    let l = if gear < 4 { 2 } else { gear.ilog2() };
    Some((l - 1, 2 * l - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_refused_with_the_nearest_legal_one() {
        let base = RhythmShape::default();
        base.validate().unwrap();
        let cases = [
            (RhythmShape { contours: 0, ..base }, "contours = 0", "1"),
            (RhythmShape { contours: 9999, ..base }, "contours = 9999", "1024"),
            (RhythmShape { cells: 65, ..base }, "cells = 65", "64"),
            (RhythmShape { cells: 8, ..base }, "cells = 8", "16"),
            (RhythmShape { rate: 8, ..base }, "rate = 8", "50"),
            (RhythmShape { tones: 65, ..base }, "tones = 65", "64"),
            (RhythmShape { cue: 3000, ..base }, "cue = 3000", "2048"),
            (RhythmShape { cue: 1, ..base }, "cue = 1", "256"),
            (RhythmShape { cue: 1 << 20, ..base }, "cue = 1048576", "16384"),
        ];
        for (shape, says, nearest) in cases {
            let message = shape.validate().unwrap_err().to_string();
            assert!(message.starts_with(says) && message.ends_with(&alloc::format!("is {nearest}")), "{message}");
        }
        assert_eq!(base.frequency(256).unwrap(), 1 << 32);
        assert!(base.frequency(63).is_err() && base.frequency(u32::MAX).is_err());
    }

    #[test]
    fn the_loop_slows_down() {
        assert_eq!(
            [gains(0, 4), gains(1, 4), gains(2, 4), gains(9, 8), gains(99, 64)],
            [None, None, Some((1, 3)), Some((2, 5)), Some((5, 11))]
        );
    }
}
