//! The node laws, sixteen oscillators at once. The equations are those of `docs/src/definition.md`.

use syntony_medium::format::{MAX16, ONE, PHASE_MASK, QUARTER_TURN};
use syntony_medium::schedule::Values;

use super::banks::{Banks, lanes, lanes_mut};
use super::simd::{LANES, Simd};

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

/// Drives of sixteen rows, by the first and by the second shown values.
pub type Drives = [[i32; LANES]; 2];

/// What a step of sixteen oscillators leaves behind, still one number a lane.
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

    /// A drive brought into 16 bits by its row's exponent.
    #[inline(always)]
    unsafe fn align(banks: &Banks, first: usize, drive: S::V) -> S::V {
        // SAFETY: as the caller's.
        unsafe {
            let bank = |bank| S::load(lanes(bank, first));
            let shifted = S::sar_each(S::add(drive, bank(&banks.half)), bank(&banks.down));
            S::shl_each(Self::clamp(shifted, bank(&banks.limit)), bank(&banks.up))
        }
    }

    #[inline(always)]
    unsafe fn product15(a: S::V, b: S::V) -> S::V {
        // SAFETY: as the caller's.
        unsafe { Self::round_shift(S::mul(a, b), 15) }
    }

    /// Keeps the first `count` lanes of a new vector and the others of the bank.
    #[inline(always)]
    unsafe fn put(bank: &mut super::banks::Bank, first: usize, count: usize, v: S::V) {
        // SAFETY: as the caller's.
        unsafe {
            if count == LANES {
                S::store(v, lanes_mut(bank, first));
            } else {
                let mut all = [0; LANES];
                S::store(v, &mut all);
                bank[first..first + count].copy_from_slice(&all[..count]);
            }
        }
    }

    /// Shows new values and says what changed.
    #[inline(always)]
    unsafe fn moved(banks: &mut Banks, first: usize, count: usize, u: S::V, v: S::V) -> Moved<S> {
        // SAFETY: as the caller's.
        unsafe {
            let differ = S::xor(u, S::load(lanes(&banks.u, first)));
            let changed = S::and(S::sar(differ, 31), S::splat(1));
            Self::put(&mut banks.u, first, count, u);
            Self::put(&mut banks.v, first, count, v);
            if count == LANES {
                return Moved { u, v, changed };
            }
            let mut valid = [0; LANES];
            valid[..count].fill(-1);
            let valid = S::load(&valid);
            Moved { u: S::and(u, valid), v: S::and(v, valid), changed: S::and(changed, valid) }
        }
    }
}

/// One update of `count` oscillators from `first` on under a phase law; with `FULL` the full-phase law. `words` are the
/// generator's, if the sweep draws any.
///
/// # Safety
/// The machine must have the instructions of `S`.
#[inline(always)]
pub unsafe fn phase<S: Simd, const FULL: bool>(
    banks: &mut Banks,
    common: &Common,
    (first, count): (usize, usize),
    [h, g]: &Drives,
    words: Option<&[i32; LANES]>,
) -> Moved<S> {
    // SAFETY: as the caller's.
    unsafe {
        let phase = S::load(lanes(&banks.state, first));
        let (sine, cosine) = (S::load(lanes(&banks.second, first)), S::load(lanes(&banks.third, first)));
        let mantissa = S::load(lanes(&banks.mantissa, first));
        let scale = |drive: &[i32; LANES]| Q::<S>::product15(Q::<S>::align(banks, first, S::load(drive)), mantissa);
        let coupling = if FULL {
            let (sine, cosine) = if common.alpha == 0 {
                (sine, cosine)
            } else {
                let lagged = S::add(phase, S::splat(common.alpha));
                S::sines(lagged, S::add(lagged, S::splat(QUARTER_TURN)))
            };
            let torque = S::sub(S::mul(cosine, scale(g)), S::mul(sine, scale(h)));
            Q::<S>::sat16(Q::<S>::round_shift(torque, 15))
        } else {
            S::sub(S::splat(0), Q::<S>::product15(scale(h), sine))
        };
        let torque = |strength: i32, direction| Q::<S>::round_shift(S::mul(S::splat(strength), direction), 3);
        let mut turn = torque(common.values.gain, coupling);
        if common.values.harmonic != 0 || common.values.injection != 0 {
            let toward = S::sub(S::load(lanes(&banks.target, first)), phase);
            let (second, toward) = S::sines(S::add(phase, phase), toward);
            turn = S::sub(turn, torque(common.values.harmonic, Q::<S>::round_shift(second, 4)));
            turn = S::add(turn, torque(common.values.injection, Q::<S>::round_shift(toward, 4)));
        }
        let mut moved = S::add(Q::<S>::clamp(turn, S::splat(QUARTER_TURN)), S::load(lanes(&banks.omega, first)));
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
        Q::<S>::put(&mut banks.state, first, count, phase);
        Q::<S>::put(&mut banks.second, first, count, sine);
        Q::<S>::put(&mut banks.third, first, count, cosine);
        let largest = S::splat((1 << (common.shown_bits - 1)) - 1);
        let show = |value| Q::<S>::clamp(Q::<S>::round_shift(value, 16 - common.shown_bits), largest);
        Q::<S>::moved(banks, first, count, show(cosine), show(sine))
    }
}

/// One update of `count` oscillators from `first` on under the inertial law.
///
/// # Safety
/// The machine must have the instructions of `S`.
#[inline(always)]
pub unsafe fn inertial<S: Simd>(banks: &mut Banks, common: &Common, (first, count): (usize, usize), [h, _]: &Drives) -> Moved<S> {
    // SAFETY: as the caller's.
    unsafe {
        let bank = |bank| S::load(lanes(bank, first));
        let (x, y, e, d) = (bank(&banks.state), bank(&banks.second), bank(&banks.third), bank(&banks.error_step));
        let (one, zero) = (S::splat(ONE), S::splat(0));
        let size = S::max(x, S::sub(zero, x));
        let e = S::equal_or(size, one, S::sub(e, d), S::add(e, S::mul(d, S::splat(9))));
        let e = S::min(S::max(e, S::splat(-16384)), S::splat(32767));
        let aligned = Q::<S>::align(banks, first, S::load(h));
        let aligned = Q::<S>::sat16(S::add(aligned, Q::<S>::product15(aligned, e)));
        let y = Q::<S>::sat16(S::add(y, Q::<S>::product15(aligned, bank(&banks.mantissa))));
        let pull = Q::<S>::product15(S::shl(x, 2), S::splat(common.values.pull));
        let y = Q::<S>::sat16(S::sub(y, pull));
        let free = S::add(x, y);
        let x = Q::<S>::clamp(free, one);
        let y = S::equal_or(x, free, y, S::sar(y, 2));
        Q::<S>::put(&mut banks.state, first, count, x);
        Q::<S>::put(&mut banks.second, first, count, y);
        Q::<S>::put(&mut banks.third, first, count, e);
        let largest = S::splat((1 << (common.shown_bits - 1)) - 1);
        let u = Q::<S>::round_shift(S::mul(largest, x), 11);
        Q::<S>::moved(banks, first, count, u, zero)
    }
}
