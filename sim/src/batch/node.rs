//! The inertial amplitude law on vectors; the same text as `plain::Amplitude`, in 16-bit lanes.

use syntony_medium::format::ONE;
use syntony_medium::gain::Gain;

use super::lanes::Lanes16;
use super::simd::Simd;

/// Amplitude, momentum and error counter of one oscillator in every restart.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    pub x: Lanes16,
    pub y: Lanes16,
    pub e: Lanes16,
}

impl Cell {
    pub const ZERO: Self = Self { x: Lanes16::ZERO, y: Lanes16::ZERO, e: Lanes16::ZERO };
}

/// What holds for all restarts during one update: the row's gain, the sweep's pull, the shape's largest shown value.
#[derive(Clone, Copy)]
pub(super) struct Step {
    pub gain: Gain,
    /// Pull `g`, Q13.
    pub pull: i16,
    /// Largest shown value `U`.
    pub shown_max: i16,
}

/// The largest drive that [`align16`] takes.
pub(super) const NARROW: i64 = 32766;

/// A drive of at most [`NARROW`] either way, brought into place by the row's exponent (`Gain::align`).
#[inline(always)]
pub(super) fn align16<S: Simd>(simd: S, drive: S::V, exponent: i8) -> S::V {
    if exponent >= 0 {
        let exponent = exponent as u32;
        simd.shl16(simd.clamp16(drive, 32767 >> exponent), exponent)
    } else {
        // Half of the rounding shift at a time, so that adding the half cannot overflow.
        let once = simd.sar16(drive, (-exponent - 1) as u32);
        simd.sar16(simd.adds16(once, simd.splat16(1)), 1)
    }
}

/// Two 32-bit drives brought into place and narrowed to one vector.
#[inline(always)]
pub(super) fn align32<S: Simd>(simd: S, low: S::V, high: S::V, exponent: i8) -> S::V {
    simd.narrow(align32_half(simd, low, exponent), align32_half(simd, high, exponent))
}

#[inline(always)]
fn align32_half<S: Simd>(simd: S, drive: S::V, exponent: i8) -> S::V {
    if exponent >= 0 {
        let exponent = exponent as u32;
        simd.shl32(simd.clamp32(drive, 32767 >> exponent), exponent)
    } else {
        let half = simd.splat32(1 << (-exponent - 1));
        simd.clamp32(simd.sar32(simd.add32(drive, half), -exponent as u32), 32767)
    }
}

/// One update of vector `part` under an aligned drive; the new shown values plus `shown_max`, so `0..=2 shown_max`.
#[inline(always)]
pub(super) fn update<S: Simd>(simd: S, cell: &mut Cell, part: usize, aligned: S::V, step: Step) -> S::V {
    const FLOOR: i16 = -32767;
    const WALL: i16 = ONE as i16;
    let floor = simd.splat16(FLOOR);
    let (x, y) = (cell.x.get(simd, part), cell.y.get(simd, part));
    let mut aligned = aligned;
    let d = i16::from(step.gain.error_step);
    // A cycle begins with e = 0, and with d = 0 it stays there.
    if d != 0 {
        let e = cell.e.get(simd, part);
        let (sated, hungry) = (simd.subs16(e, simd.splat16(d)), simd.adds16(e, simd.splat16(9 * d)));
        let e = simd.where_equal16(simd.abs16(x), simd.splat16(WALL), sated, hungry);
        let e = simd.max16(e, simd.splat16(-16384));
        cell.e.set(simd, part, e);
        aligned = simd.max16(simd.adds16(aligned, simd.mul_round15(aligned, e)), floor);
    }
    let force = simd.mul_round15(aligned, simd.splat16(step.gain.mantissa as i16));
    let pull = simd.mul_round15(simd.shl16(x, 2), simd.splat16(step.pull));
    let y = simd.max16(simd.adds16(y, force), floor);
    let y = simd.max16(simd.subs16(y, pull), floor);
    let moved = simd.adds16(x, y);
    let x = simd.clamp16(moved, WALL);
    let y = simd.where_equal16(moved, x, y, simd.sar16(y, 2));
    cell.x.set(simd, part, x);
    cell.y.set(simd, part, y);
    shown(simd, x, step.shown_max)
}

/// What amplitudes show, plus `shown_max`.
#[inline(always)]
pub(super) fn shown<S: Simd>(simd: S, x: S::V, shown_max: i16) -> S::V {
    // (U x + 1024) >> 11 = (4 U 4 x + 2^14) >> 15
    let shown = simd.mul_round15(simd.shl16(x, 2), simd.splat16(4 * shown_max));
    simd.add16(shown, simd.splat16(shown_max))
}
