//! The lanes in Rust alone.

use syntony_medium::sine::sin;

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

#[inline(always)]
fn row(weights: &[i8], shown: &[u8]) -> i32 {
    weights.iter().zip(shown).map(|(&w, &u)| i32::from(w) * i32::from(u as i8)).sum()
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
