//! The node laws, sixteen oscillators at once. The equations are those of `docs/src/definition.md`.

use syntony_medium::format::{MAX16, ONE, PHASE_MASK, QUARTER_TURN};
use syntony_medium::schedule::Values;

use super::simd::Simd;
use super::tile::{Lane, Tile};

/// What all oscillators of a sweep have in common.
#[derive(Clone, Copy, Debug)]
pub struct Common {
    /// Schedule values.
    pub values: Values,
    /// Phase lag as a 24-bit phase.
    pub alpha: i32,
    /// Whether the cut of low phase bits is dithered.
    pub dither: bool,
    /// Low phase bits that are not kept.
    pub dropped: u32,
    /// Bits of a shown value.
    pub shown_bits: u32,
}

/// What a step of sixteen oscillators leaves behind, still one number a lane; 0 in lanes that are no rows.
pub struct Moved<S: Simd> {
    /// New shown values.
    pub u: S::V,
    /// New second shown values.
    pub v: S::V,
    /// 1 where the sign changed.
    pub changed: S::V,
}

/// Arithmetic on lanes, named as in `medium::format`.
struct Q<S>(std::marker::PhantomData<S>);

impl<S: Simd> Q<S> {
    #[inline(always)]
    unsafe fn round_shift(v: S::V, k: u32) -> S::V {
        // SAFETY: as the caller's.
        unsafe { S::sar(S::add(v, S::splat(1 << (k - 1))), k) }
    }

    #[inline(always)]
    unsafe fn clamp(v: S::V, limit: S::V) -> S::V {
        // SAFETY: as the caller's.
        unsafe { S::min(S::max(v, S::sub(S::splat(0), limit)), limit) }
    }

    #[inline(always)]
    unsafe fn sat16(v: S::V) -> S::V {
        // SAFETY: as the caller's.
        unsafe { Self::clamp(v, S::splat(MAX16)) }
    }

    #[inline(always)]
    unsafe fn product15(a: S::V, b: S::V) -> S::V {
        // SAFETY: as the caller's.
        unsafe { Self::round_shift(S::mul(a, b), 15) }
    }

    /// A drive brought into 16 bits by its row's exponent.
    #[inline(always)]
    unsafe fn align(tile: &Tile, drive: S::V) -> S::V {
        // SAFETY: as the caller's.
        unsafe {
            let shifted = S::sar_each(S::add(drive, S::load(&tile.half)), S::load(&tile.down));
            S::shl_each(Self::clamp(shifted, S::load(&tile.limit)), S::load(&tile.up))
        }
    }

    /// A drive scaled by its row's gain, Q11.
    #[inline(always)]
    unsafe fn scale(tile: &Tile, drive: S::V) -> S::V {
        // SAFETY: as the caller's.
        unsafe { Self::product15(Self::align(tile, drive), S::load(&tile.mantissa)) }
    }

    /// What a direction does at a strength, 2^-24 turn.
    #[inline(always)]
    unsafe fn torque(strength: i32, direction: S::V) -> S::V {
        // SAFETY: as the caller's.
        unsafe { Self::round_shift(S::mul(S::splat(strength), direction), 3) }
    }

    /// What is shown of Q15 values.
    #[inline(always)]
    unsafe fn show(value: S::V, bits: u32) -> S::V {
        // SAFETY: as the caller's.
        unsafe { Self::clamp(Self::round_shift(value, 16 - bits), S::splat((1 << (bits - 1)) - 1)) }
    }

    /// Keeps new shown values and says what changed.
    #[inline(always)]
    unsafe fn moved(tile: &mut Tile, u: S::V, v: S::V) -> Moved<S> {
        // SAFETY: as the caller's.
        unsafe {
            let valid = S::load(&tile.valid);
            let (u, v) = (S::and(u, valid), S::and(v, valid));
            let differ = S::xor(u, S::load(&tile.u));
            S::store(u, &mut tile.u);
            S::store(v, &mut tile.v);
            Moved { u, v, changed: S::and(S::sar(differ, 31), S::splat(1)) }
        }
    }
}

/// One update of a tile under a phase law; with `FULL` the full-phase law. `words` are the generator's, if the sweep draws any.
///
/// # Safety
/// The machine must have the instructions of `S`.
#[inline(always)]
pub unsafe fn phase<S: Simd, const FULL: bool>(tile: &mut Tile, common: &Common, [h, g]: [S::V; 2], words: Option<&Lane>) -> Moved<S> {
    // SAFETY: as the caller's.
    unsafe {
        let phase = S::load(&tile.state);
        let (sine, cosine) = (S::load(&tile.second), S::load(&tile.third));
        let coupling = if FULL {
            let (sine, cosine) = if common.alpha == 0 {
                (sine, cosine)
            } else {
                let lagged = S::add(phase, S::splat(common.alpha));
                S::sines(lagged, S::add(lagged, S::splat(QUARTER_TURN)))
            };
            let torque = S::sub(S::mul(cosine, Q::<S>::scale(tile, g)), S::mul(sine, Q::<S>::scale(tile, h)));
            Q::<S>::sat16(Q::<S>::round_shift(torque, 15))
        } else {
            S::sub(S::splat(0), Q::<S>::product15(Q::<S>::scale(tile, h), sine))
        };
        let mut turn = Q::<S>::torque(common.values.gain, coupling);
        if common.values.harmonic != 0 || common.values.injection != 0 {
            let (second, toward) = S::sines(S::add(phase, phase), S::sub(S::load(&tile.target), phase));
            turn = S::sub(turn, Q::<S>::torque(common.values.harmonic, Q::<S>::round_shift(second, 4)));
            turn = S::add(turn, Q::<S>::torque(common.values.injection, Q::<S>::round_shift(toward, 4)));
        }
        let mut moved = S::add(Q::<S>::clamp(turn, S::splat(QUARTER_TURN)), S::load(&tile.omega));
        if let Some(words) = words {
            let word = S::load(words);
            let bytes = S::add(S::add(S::sar(S::shl(word, 16), 24), S::sar(S::shl(word, 8), 24)), S::sar(word, 24));
            let noise = S::add(S::add(bytes, bytes), S::splat(3));
            moved = S::add(moved, S::mul(noise, S::splat(common.values.noise)));
            if common.dither {
                let byte = S::and(word, S::splat(255));
                let d = common.dropped;
                moved = S::add(moved, if d >= 8 { S::shl(byte, d - 8) } else { S::sar(byte, 8 - d) });
            }
        }
        if common.dropped > 0 && !common.dither {
            moved = S::add(moved, S::splat(1 << (common.dropped - 1)));
        }
        let kept = PHASE_MASK >> common.dropped << common.dropped;
        let phase = S::and(S::add(phase, moved), S::splat(kept as i32));
        let (sine, cosine) = S::sines(phase, S::add(phase, S::splat(QUARTER_TURN)));
        S::store(phase, &mut tile.state);
        S::store(sine, &mut tile.second);
        S::store(cosine, &mut tile.third);
        let (u, v) = (Q::<S>::show(cosine, common.shown_bits), Q::<S>::show(sine, common.shown_bits));
        Q::<S>::moved(tile, u, v)
    }
}

/// One update of a tile under the inertial law.
///
/// # Safety
/// The machine must have the instructions of `S`.
#[inline(always)]
pub unsafe fn inertial<S: Simd>(tile: &mut Tile, common: &Common, [h, _]: [S::V; 2]) -> Moved<S> {
    // SAFETY: as the caller's.
    unsafe {
        let (x, y) = (S::load(&tile.state), S::load(&tile.second));
        let (e, d) = (S::load(&tile.third), S::load(&tile.error_step));
        let (one, zero) = (S::splat(ONE), S::splat(0));
        let size = S::max(x, S::sub(zero, x));
        let e = S::equal_or(size, one, S::sub(e, d), S::add(e, S::mul(d, S::splat(9))));
        let e = S::min(S::max(e, S::splat(-16384)), S::splat(32767));
        let aligned = Q::<S>::align(tile, h);
        let aligned = Q::<S>::sat16(S::add(aligned, Q::<S>::product15(aligned, e)));
        let y = Q::<S>::sat16(S::add(y, Q::<S>::product15(aligned, S::load(&tile.mantissa))));
        let pull = Q::<S>::product15(S::shl(x, 2), S::splat(common.values.pull));
        let y = Q::<S>::sat16(S::sub(y, pull));
        let free = S::add(x, y);
        let x = Q::<S>::clamp(free, one);
        let y = S::equal_or(x, free, y, S::sar(y, 2));
        S::store(x, &mut tile.state);
        S::store(y, &mut tile.second);
        S::store(e, &mut tile.third);
        let largest = S::splat((1 << (common.shown_bits - 1)) - 1);
        let u = Q::<S>::round_shift(S::mul(largest, x), 11);
        Q::<S>::moved(tile, u, zero)
    }
}
