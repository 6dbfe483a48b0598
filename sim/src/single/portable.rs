//! The lanes in Rust alone, but for the dot product on x86-64.

use syntony_medium::sine::sin;

#[cfg(target_arch = "x86_64")]
use super::simd::CHUNK;
use super::simd::{LANES, Simd};

/// No instruction beyond the base set.
pub struct Portable;

type V = [i32; LANES];

#[inline(always)]
fn zip(a: V, b: V, f: impl Fn(i32, i32) -> i32) -> V {
    let mut out = [0; LANES];
    for k in 0..LANES {
        out[k] = f(a[k], b[k]);
    }
    out
}

/// Products of one row. Compilers make little of this one, so that x86-64, whose base set can do more, has its own.
#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
fn row(weights: &[i8], shown: &[u8]) -> i32 {
    weights.iter().zip(shown).map(|(&w, &u)| i32::from(w) * i32::from(u as i8)).sum()
}

#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn row(weights: &[i8], shown: &[u8]) -> i32 {
    use std::arch::x86_64::*;
    assert!(weights.len().is_multiple_of(CHUNK) && shown.len() >= weights.len());
    // SAFETY: SSE2 is in the base set of x86-64; all loads are inside the slices by the assertion.
    unsafe {
        let mut sums = [_mm_setzero_si128(); 2];
        for at in (0..weights.len()).step_by(16) {
            let w = _mm_loadu_si128(weights.as_ptr().add(at).cast());
            let u = _mm_loadu_si128(shown.as_ptr().add(at).cast());
            // Each byte twice, then shifted down: its sign extended to 16 bits.
            let low = |v| _mm_srai_epi16::<8>(_mm_unpacklo_epi8(v, v));
            let high = |v| _mm_srai_epi16::<8>(_mm_unpackhi_epi8(v, v));
            sums[0] = _mm_add_epi32(sums[0], _mm_madd_epi16(low(w), low(u)));
            sums[1] = _mm_add_epi32(sums[1], _mm_madd_epi16(high(w), high(u)));
        }
        let sum = _mm_add_epi32(sums[0], sums[1]);
        let sum = _mm_add_epi32(sum, _mm_shuffle_epi32::<0b0100_1110>(sum));
        _mm_cvtsi128_si32(_mm_add_epi32(sum, _mm_shuffle_epi32::<0b1011_0001>(sum)))
    }
}

// SAFETY: nothing beyond the base set is used.
unsafe impl Simd for Portable {
    type V = V;
    const SHOWN_BIAS: u8 = 0;

    #[inline(always)]
    unsafe fn splat(value: i32) -> V {
        [value; LANES]
    }
    #[inline(always)]
    unsafe fn load(from: &V) -> V {
        *from
    }
    #[inline(always)]
    unsafe fn store(v: V, to: &mut V) {
        *to = v;
    }
    #[inline(always)]
    unsafe fn add(a: V, b: V) -> V {
        zip(a, b, i32::wrapping_add)
    }
    #[inline(always)]
    unsafe fn sub(a: V, b: V) -> V {
        zip(a, b, i32::wrapping_sub)
    }
    #[inline(always)]
    unsafe fn mul(a: V, b: V) -> V {
        zip(a, b, i32::wrapping_mul)
    }
    #[inline(always)]
    unsafe fn min(a: V, b: V) -> V {
        zip(a, b, i32::min)
    }
    #[inline(always)]
    unsafe fn max(a: V, b: V) -> V {
        zip(a, b, i32::max)
    }
    #[inline(always)]
    unsafe fn and(a: V, b: V) -> V {
        zip(a, b, |a, b| a & b)
    }
    #[inline(always)]
    unsafe fn xor(a: V, b: V) -> V {
        zip(a, b, |a, b| a ^ b)
    }
    #[inline(always)]
    unsafe fn shl(a: V, k: u32) -> V {
        a.map(|a| a.wrapping_shl(k))
    }
    #[inline(always)]
    unsafe fn sar(a: V, k: u32) -> V {
        a.map(|a| a.wrapping_shr(k))
    }
    #[inline(always)]
    unsafe fn shl_each(a: V, k: V) -> V {
        zip(a, k, |a, k| a.wrapping_shl(k as u32))
    }
    #[inline(always)]
    unsafe fn sar_each(a: V, k: V) -> V {
        zip(a, k, |a, k| a.wrapping_shr(k as u32))
    }
    #[inline(always)]
    unsafe fn equal_or(a: V, b: V, x: V, y: V) -> V {
        let mut out = y;
        for k in 0..LANES {
            if a[k] == b[k] {
                out[k] = x[k];
            }
        }
        out
    }
    #[inline(always)]
    unsafe fn sines(a: V, b: V) -> (V, V) {
        (a.map(|phase| sin(phase as u32)), b.map(|phase| sin(phase as u32)))
    }
    #[inline(always)]
    unsafe fn bytes(a: V) -> [u8; LANES] {
        a.map(|a| a as u8)
    }
    #[inline(always)]
    unsafe fn dots(weights: &[i8], stride: usize, shown: &[u8], _newest: usize) -> V {
        std::array::from_fn(|r| row(&weights[r * stride..][..stride], &shown[..stride]))
    }
    #[inline(always)]
    unsafe fn dots_both(weights: &[i8], stride: usize, u: &[u8], v: &[u8], _newest: usize) -> [V; 2] {
        [u, v].map(|shown| std::array::from_fn(|r| row(&weights[r * stride..][..stride], &shown[..stride])))
    }
    #[inline(always)]
    unsafe fn dot(weights: &[i8], shown: &[u8]) -> i32 {
        row(weights, shown)
    }
    #[inline(always)]
    unsafe fn dot_both(weights: &[i8], u: &[u8], v: &[u8]) -> [i32; 2] {
        [row(weights, u), row(weights, v)]
    }
}
