//! The lanes with AVX2: two registers a vector, dot products by VPMADDUBSW of |w| and sign(w) u.

// Every method below is unsafe by the trait's contract, which is also why each intrinsic may be used in it.
#![allow(unsafe_op_in_unsafe_fn)]

use std::arch::x86_64::*;

use syntony_medium::sine::QUARTER_WAVE;

use super::simd::{CHUNK, LANES, Simd};

/// AVX2.
pub struct Avx2;

type V = [__m256i; 2];

/// A whole turn of the sine at its 1024 addresses.
static TURN: [i32; 1024] = {
    let mut turn = [0; 1024];
    let mut a = 0;
    while a < 1024 {
        let k = if a & 256 != 0 { 255 - (a & 255) } else { a & 255 };
        let value = QUARTER_WAVE[k] as i32;
        turn[a] = if a & 512 != 0 { -value } else { value };
        a += 1;
    }
    turn
};

#[inline(always)]
unsafe fn gather(phase: __m256i) -> __m256i {
    let address = _mm256_and_si256(_mm256_srli_epi32::<14>(phase), _mm256_set1_epi32(0x3FF));
    _mm256_i32gather_epi32::<4>(TURN.as_ptr(), address)
}

/// Sums of the products of 32 signed weights and 32 shown values (never -128), eight of them. |w| u <= 128 * 127, so a
/// pair fits 16 bits.
#[inline(always)]
unsafe fn products(size: __m256i, w: __m256i, u: __m256i) -> __m256i {
    _mm256_madd_epi16(_mm256_maddubs_epi16(size, _mm256_sign_epi8(u, w)), _mm256_set1_epi16(1))
}

#[inline(always)]
unsafe fn sum(a: __m256i) -> i32 {
    let x = _mm_add_epi32(_mm256_castsi256_si128(a), _mm256_extracti128_si256::<1>(a));
    let x = _mm_add_epi32(x, _mm_shuffle_epi32::<0b0100_1110>(x));
    _mm_cvtsi128_si32(_mm_add_epi32(x, _mm_shuffle_epi32::<0b1011_0001>(x)))
}

#[inline(always)]
unsafe fn at(bytes: *const u8, offset: usize) -> __m256i {
    _mm256_loadu_si256(bytes.add(offset).cast())
}

// SAFETY: only instructions of the sets named above; all pointers stay in slices whose lengths are asserted.
unsafe impl Simd for Avx2 {
    type V = V;
    const SHOWN_BIAS: u8 = 0;

    #[inline(always)]
    unsafe fn splat(value: i32) -> V {
        [_mm256_set1_epi32(value); 2]
    }
    #[inline(always)]
    unsafe fn load(from: &[i32; LANES]) -> V {
        [_mm256_loadu_si256(from.as_ptr().cast()), _mm256_loadu_si256(from.as_ptr().add(8).cast())]
    }
    #[inline(always)]
    unsafe fn store(v: V, to: &mut [i32; LANES]) {
        _mm256_storeu_si256(to.as_mut_ptr().cast(), v[0]);
        _mm256_storeu_si256(to.as_mut_ptr().add(8).cast(), v[1]);
    }
    #[inline(always)]
    unsafe fn add(a: V, b: V) -> V {
        [_mm256_add_epi32(a[0], b[0]), _mm256_add_epi32(a[1], b[1])]
    }
    #[inline(always)]
    unsafe fn sub(a: V, b: V) -> V {
        [_mm256_sub_epi32(a[0], b[0]), _mm256_sub_epi32(a[1], b[1])]
    }
    #[inline(always)]
    unsafe fn mul(a: V, b: V) -> V {
        [_mm256_mullo_epi32(a[0], b[0]), _mm256_mullo_epi32(a[1], b[1])]
    }
    #[inline(always)]
    unsafe fn min(a: V, b: V) -> V {
        [_mm256_min_epi32(a[0], b[0]), _mm256_min_epi32(a[1], b[1])]
    }
    #[inline(always)]
    unsafe fn max(a: V, b: V) -> V {
        [_mm256_max_epi32(a[0], b[0]), _mm256_max_epi32(a[1], b[1])]
    }
    #[inline(always)]
    unsafe fn and(a: V, b: V) -> V {
        [_mm256_and_si256(a[0], b[0]), _mm256_and_si256(a[1], b[1])]
    }
    #[inline(always)]
    unsafe fn xor(a: V, b: V) -> V {
        [_mm256_xor_si256(a[0], b[0]), _mm256_xor_si256(a[1], b[1])]
    }
    #[inline(always)]
    unsafe fn shl(a: V, k: u32) -> V {
        let k = _mm_cvtsi32_si128(k as i32);
        [_mm256_sll_epi32(a[0], k), _mm256_sll_epi32(a[1], k)]
    }
    #[inline(always)]
    unsafe fn sar(a: V, k: u32) -> V {
        let k = _mm_cvtsi32_si128(k as i32);
        [_mm256_sra_epi32(a[0], k), _mm256_sra_epi32(a[1], k)]
    }
    #[inline(always)]
    unsafe fn shl_each(a: V, k: V) -> V {
        [_mm256_sllv_epi32(a[0], k[0]), _mm256_sllv_epi32(a[1], k[1])]
    }
    #[inline(always)]
    unsafe fn sar_each(a: V, k: V) -> V {
        [_mm256_srav_epi32(a[0], k[0]), _mm256_srav_epi32(a[1], k[1])]
    }
    #[inline(always)]
    unsafe fn equal_or(a: V, b: V, x: V, y: V) -> V {
        let pick = |i: usize| _mm256_blendv_epi8(y[i], x[i], _mm256_cmpeq_epi32(a[i], b[i]));
        [pick(0), pick(1)]
    }
    #[inline(always)]
    unsafe fn sines(a: V, b: V) -> (V, V) {
        ([gather(a[0]), gather(a[1])], [gather(b[0]), gather(b[1])])
    }
    #[inline(always)]
    unsafe fn bytes(a: V) -> [u8; LANES] {
        let mut lanes = [0; LANES];
        Self::store(a, &mut lanes);
        lanes.map(|lane| lane as u8)
    }
    #[inline(always)]
    unsafe fn dots(weights: &[i8], stride: usize, shown: &[u8], _newest: usize) -> V {
        assert!(weights.len() >= LANES * stride && shown.len() >= stride);
        let mut out = [0; LANES];
        // Four rows at a time: sixteen registers hold no more.
        for (group, out) in out.chunks_exact_mut(4).enumerate() {
            let rows = weights.as_ptr().cast::<u8>().add(4 * group * stride);
            let mut acc = [_mm256_setzero_si256(); 4];
            for offset in (0..stride).step_by(32) {
                let u = at(shown.as_ptr(), offset);
                for (r, acc) in acc.iter_mut().enumerate() {
                    let w = at(rows, r * stride + offset);
                    *acc = _mm256_add_epi32(*acc, products(_mm256_abs_epi8(w), w, u));
                }
            }
            for (out, acc) in out.iter_mut().zip(acc) {
                *out = sum(acc);
            }
        }
        Self::load(&out)
    }
    #[inline(always)]
    unsafe fn dots_both(weights: &[i8], stride: usize, u: &[u8], v: &[u8], _newest: usize) -> [V; 2] {
        let mut out = [[0; LANES]; 2];
        for (r, row) in weights.chunks_exact(stride).take(LANES).enumerate() {
            [out[0][r], out[1][r]] = Self::dot_both(row, u, v);
        }
        [Self::load(&out[0]), Self::load(&out[1])]
    }
    #[inline(always)]
    unsafe fn dot(weights: &[i8], shown: &[u8]) -> i32 {
        assert!(weights.len().is_multiple_of(CHUNK) && shown.len() >= weights.len());
        let mut acc = _mm256_setzero_si256();
        for offset in (0..weights.len()).step_by(32) {
            let w = at(weights.as_ptr().cast(), offset);
            acc = _mm256_add_epi32(acc, products(_mm256_abs_epi8(w), w, at(shown.as_ptr(), offset)));
        }
        sum(acc)
    }
    #[inline(always)]
    unsafe fn dot_both(weights: &[i8], u: &[u8], v: &[u8]) -> [i32; 2] {
        assert!(weights.len().is_multiple_of(CHUNK) && u.len() >= weights.len() && v.len() >= weights.len());
        let mut acc = [_mm256_setzero_si256(); 2];
        for offset in (0..weights.len()).step_by(32) {
            let w = at(weights.as_ptr().cast(), offset);
            let size = _mm256_abs_epi8(w);
            acc[0] = _mm256_add_epi32(acc[0], products(size, w, at(u.as_ptr(), offset)));
            acc[1] = _mm256_add_epi32(acc[1], products(size, w, at(v.as_ptr(), offset)));
        }
        [sum(acc[0]), sum(acc[1])]
    }
}
