//! The only rounding, shifting and saturating functions of the medium.

/// The unit of amplitudes and scaled drives, Q11.
pub const ONE: i32 = 2048;
/// Bits in which every phase is handled; one turn is `2^24`.
pub const PHASE_WORD: u32 = 24;
/// Mask of a phase word.
pub const PHASE_MASK: u32 = (1 << PHASE_WORD) - 1;
/// A quarter turn, the most a phase moves in one sweep by coupling, harmonic and injection together.
pub const QUARTER_TURN: i32 = 1 << (PHASE_WORD - 2);
/// The largest magnitude of a 16-bit number here: the range is symmetric, -32768 never occurs.
pub const MAX16: i32 = 32767;

/// `v / 2^k` rounded to nearest, halves up: `(v + 2^(k-1)) >> k`; `v` for `k = 0`. `v + 2^(k-1)` must fit.
#[inline(always)]
pub const fn round_shift(v: i32, k: u32) -> i32 {
    if k == 0 { v } else { (v + (1 << (k - 1))) >> k }
}

/// [`round_shift`] by 15: the product of a number with a Q15 factor.
#[inline(always)]
pub const fn round15(v: i32) -> i32 {
    (v + (1 << 14)) >> 15
}

/// Limits a value to `-limit..=limit`; `limit` must not be negative.
#[inline(always)]
pub const fn clamp(v: i32, limit: i32) -> i32 {
    if v > limit {
        limit
    } else if v < -limit {
        -limit
    } else {
        v
    }
}

/// Saturates to `-32767..=32767`.
#[inline(always)]
pub const fn sat16(v: i32) -> i32 {
    clamp(v, MAX16)
}

/// The square root of `v`, rounded down, bit by bit as the hardware does it.
pub const fn isqrt(v: u32) -> u32 {
    let (mut rest, mut root, mut bit) = (v, 0u32, 1u32 << 30);
    while bit != 0 {
        if rest >= root + bit {
            rest -= root + bit;
            root = (root >> 1) + bit;
        } else {
            root >>= 1;
        }
        bit >>= 2;
    }
    root
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn halves_round_up() {
        assert_eq!([round_shift(3, 1), round_shift(-3, 1), round_shift(5, 0)], [2, -1, 5]);
        assert_eq!([round15(1 << 14), round15(-(1 << 14)), round15(-(1 << 14) - 1)], [1, 0, -1]);
    }

    proptest! {
        #[test]
        fn isqrt_is_the_floor(v: u32) {
            let r = u64::from(isqrt(v));
            prop_assert!(r * r <= u64::from(v) && (r + 1) * (r + 1) > u64::from(v));
        }

        #[test]
        fn saturation_is_symmetric(v in -1_000_000i32..1_000_000) {
            prop_assert_eq!(sat16(v), -sat16(-v));
            prop_assert!(sat16(v).abs() <= MAX16);
        }
    }
}
