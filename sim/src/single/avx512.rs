//! The lanes with AVX-512: one register a vector, dot products by VPDPBUSD, sines by permutes of eight registers.

// Every method below is unsafe by the trait's contract, which is also why each intrinsic may be used in it.
#![allow(unsafe_op_in_unsafe_fn)]

use std::arch::x86_64::*;

use syntony_medium::sine::QUARTER_WAVE;

use super::simd::{CHUNK, LANES, Simd};

/// AVX-512 F, BW, VL, DQ, VBMI and VNNI.
pub struct Avx512;

type V = __m512i;

/// Sum over the lanes of each of four accumulators, still one part in each 128-bit lane.
#[inline(always)]
unsafe fn quad(a: V, b: V, c: V, d: V) -> V {
    let ab = _mm512_add_epi32(_mm512_unpacklo_epi32(a, b), _mm512_unpackhi_epi32(a, b));
    let cd = _mm512_add_epi32(_mm512_unpacklo_epi32(c, d), _mm512_unpackhi_epi32(c, d));
    _mm512_add_epi32(_mm512_unpacklo_epi64(ab, cd), _mm512_unpackhi_epi64(ab, cd))
}

/// Sums of eight accumulators, still in two parts.
#[inline(always)]
unsafe fn eight(a: [V; 8]) -> V {
    let (x, y) = (quad(a[0], a[1], a[2], a[3]), quad(a[4], a[5], a[6], a[7]));
    _mm512_add_epi32(_mm512_shuffle_i32x4::<0x44>(x, y), _mm512_shuffle_i32x4::<0xEE>(x, y))
}

/// The sums of two times eight accumulators.
#[inline(always)]
unsafe fn sixteen(x: V, y: V) -> V {
    _mm512_add_epi32(_mm512_shuffle_i32x4::<0x88>(x, y), _mm512_shuffle_i32x4::<0xDD>(x, y))
}

/// Accumulators of eight rows.
#[inline(always)]
unsafe fn rows(weights: *const i8, stride: usize, shown: *const u8, newest: usize) -> [V; 8] {
    let mut acc = [_mm512_setzero_si512(); 8];
    let mut c = newest;
    for _ in 0..stride / CHUNK {
        c = next(c, stride / CHUNK);
        let at = c * CHUNK;
        let u = _mm512_loadu_si512(shown.add(at).cast());
        for (r, acc) in acc.iter_mut().enumerate() {
            *acc = _mm512_dpbusd_epi32(*acc, u, _mm512_loadu_si512(weights.add(r * stride + at).cast()));
        }
    }
    acc
}

/// Accumulators of eight rows for two sets of shown values.
#[inline(always)]
unsafe fn rows_both(weights: *const i8, stride: usize, u: *const u8, v: *const u8, newest: usize) -> [[V; 8]; 2] {
    let (mut h, mut g) = ([_mm512_setzero_si512(); 8], [_mm512_setzero_si512(); 8]);
    let mut c = newest;
    for _ in 0..stride / CHUNK {
        c = next(c, stride / CHUNK);
        let at = c * CHUNK;
        let u = _mm512_loadu_si512(u.add(at).cast());
        let v = _mm512_loadu_si512(v.add(at).cast());
        for (r, (h, g)) in h.iter_mut().zip(&mut g).enumerate() {
            let w = _mm512_loadu_si512(weights.add(r * stride + at).cast());
            *h = _mm512_dpbusd_epi32(*h, u, w);
            *g = _mm512_dpbusd_epi32(*g, v, w);
        }
    }
    [h, g]
}

/// The chunk after `c` of `count`, round and round.
#[inline(always)]
fn next(c: usize, count: usize) -> usize {
    if c + 1 == count { 0 } else { c + 1 }
}

/// The quarter wave in the order that [`Avx512::sines`] reads it.
#[repr(align(64))]
struct Wave([i16; 256]);
static WAVE: Wave = Wave(QUARTER_WAVE);

/// Entries `64 i + (k & 63)` of the quarter wave.
#[inline(always)]
unsafe fn part(i: usize, k: V) -> V {
    let table = WAVE.0.as_ptr().add(64 * i);
    _mm512_permutex2var_epi16(_mm512_load_si512(table.cast()), k, _mm512_load_si512(table.add(32).cast()))
}

// SAFETY: only instructions of the sets named above; all pointers stay in slices whose lengths are asserted.
unsafe impl Simd for Avx512 {
    type V = V;
    const SHOWN_BIAS: u8 = 128;

    #[inline(always)]
    unsafe fn splat(value: i32) -> V {
        _mm512_set1_epi32(value)
    }
    #[inline(always)]
    unsafe fn load(from: &[i32; LANES]) -> V {
        _mm512_loadu_epi32(from.as_ptr())
    }
    #[inline(always)]
    unsafe fn store(v: V, to: &mut [i32; LANES]) {
        _mm512_storeu_epi32(to.as_mut_ptr(), v);
    }
    #[inline(always)]
    unsafe fn add(a: V, b: V) -> V {
        _mm512_add_epi32(a, b)
    }
    #[inline(always)]
    unsafe fn sub(a: V, b: V) -> V {
        _mm512_sub_epi32(a, b)
    }
    #[inline(always)]
    unsafe fn mul(a: V, b: V) -> V {
        _mm512_mullo_epi32(a, b)
    }
    #[inline(always)]
    unsafe fn min(a: V, b: V) -> V {
        _mm512_min_epi32(a, b)
    }
    #[inline(always)]
    unsafe fn max(a: V, b: V) -> V {
        _mm512_max_epi32(a, b)
    }
    #[inline(always)]
    unsafe fn and(a: V, b: V) -> V {
        _mm512_and_si512(a, b)
    }
    #[inline(always)]
    unsafe fn xor(a: V, b: V) -> V {
        _mm512_xor_si512(a, b)
    }
    #[inline(always)]
    unsafe fn shl(a: V, k: u32) -> V {
        _mm512_sll_epi32(a, _mm_cvtsi32_si128(k as i32))
    }
    #[inline(always)]
    unsafe fn sar(a: V, k: u32) -> V {
        _mm512_sra_epi32(a, _mm_cvtsi32_si128(k as i32))
    }
    #[inline(always)]
    unsafe fn shl_each(a: V, k: V) -> V {
        _mm512_sllv_epi32(a, k)
    }
    #[inline(always)]
    unsafe fn sar_each(a: V, k: V) -> V {
        _mm512_srav_epi32(a, k)
    }
    #[inline(always)]
    unsafe fn equal_or(a: V, b: V, x: V, y: V) -> V {
        _mm512_mask_blend_epi32(_mm512_cmpeq_epi32_mask(a, b), y, x)
    }
    #[inline(always)]
    unsafe fn sines(a: V, b: V) -> (V, V) {
        // Both addresses (10 bits each) side by side as words: a low, b high.
        let a = _mm512_and_si512(_mm512_srli_epi32::<14>(a), _mm512_set1_epi32(0x3FF));
        let b = _mm512_and_si512(_mm512_slli_epi32::<2>(b), _mm512_set1_epi32(0x03FF_0000));
        let address = _mm512_or_si512(a, b);
        let low = _mm512_and_si512(address, _mm512_set1_epi16(255));
        let falling = _mm512_test_epi16_mask(address, _mm512_set1_epi16(256));
        let k = _mm512_mask_sub_epi16(low, falling, _mm512_set1_epi16(255), low);
        let bit6 = _mm512_test_epi16_mask(k, _mm512_set1_epi16(64));
        let bit7 = _mm512_test_epi16_mask(k, _mm512_set1_epi16(128));
        let first = _mm512_mask_blend_epi16(bit6, part(0, k), part(1, k));
        let second = _mm512_mask_blend_epi16(bit6, part(2, k), part(3, k));
        let value = _mm512_mask_blend_epi16(bit7, first, second);
        let negative = _mm512_test_epi16_mask(address, _mm512_set1_epi16(512));
        let value = _mm512_mask_sub_epi16(value, negative, _mm512_setzero_si512(), value);
        (_mm512_srai_epi32::<16>(_mm512_slli_epi32::<16>(value)), _mm512_srai_epi32::<16>(value))
    }
    #[inline(always)]
    unsafe fn bytes(a: V) -> [u8; LANES] {
        let mut out = [0; LANES];
        _mm_storeu_si128(out.as_mut_ptr().cast(), _mm512_cvtepi32_epi8(a));
        out
    }
    #[inline(always)]
    unsafe fn dots(weights: &[i8], stride: usize, shown: &[u8], newest: usize) -> V {
        assert!(weights.len() >= LANES * stride && shown.len() >= stride && newest < stride / CHUNK);
        let above = eight(rows(weights.as_ptr(), stride, shown.as_ptr(), newest));
        let below = eight(rows(weights.as_ptr().add(8 * stride), stride, shown.as_ptr(), newest));
        sixteen(above, below)
    }
    #[inline(always)]
    unsafe fn dots_both(weights: &[i8], stride: usize, u: &[u8], v: &[u8], newest: usize) -> [V; 2] {
        assert!(weights.len() >= LANES * stride && u.len() >= stride && v.len() >= stride && newest < stride / CHUNK);
        let [h, g] = rows_both(weights.as_ptr(), stride, u.as_ptr(), v.as_ptr(), newest);
        let (h, g) = (eight(h), eight(g));
        let [below_h, below_g] = rows_both(weights.as_ptr().add(8 * stride), stride, u.as_ptr(), v.as_ptr(), newest);
        [sixteen(h, eight(below_h)), sixteen(g, eight(below_g))]
    }
    #[inline(always)]
    unsafe fn dot(weights: &[i8], shown: &[u8]) -> i32 {
        assert!(weights.len().is_multiple_of(CHUNK) && shown.len() >= weights.len());
        let mut acc = [_mm512_setzero_si512(); 2];
        for at in (0..weights.len()).step_by(CHUNK) {
            let w = _mm512_loadu_si512(weights.as_ptr().add(at).cast());
            acc[0] = _mm512_dpbusd_epi32(acc[0], _mm512_loadu_si512(shown.as_ptr().add(at).cast()), w);
            acc.swap(0, 1);
        }
        _mm512_reduce_add_epi32(_mm512_add_epi32(acc[0], acc[1]))
    }
    #[inline(always)]
    unsafe fn dot_both(weights: &[i8], u: &[u8], v: &[u8]) -> [i32; 2] {
        assert!(weights.len().is_multiple_of(CHUNK) && u.len() >= weights.len() && v.len() >= weights.len());
        let mut acc = [_mm512_setzero_si512(); 2];
        for at in (0..weights.len()).step_by(CHUNK) {
            let w = _mm512_loadu_si512(weights.as_ptr().add(at).cast());
            acc[0] = _mm512_dpbusd_epi32(acc[0], _mm512_loadu_si512(u.as_ptr().add(at).cast()), w);
            acc[1] = _mm512_dpbusd_epi32(acc[1], _mm512_loadu_si512(v.as_ptr().add(at).cast()), w);
        }
        [_mm512_reduce_add_epi32(acc[0]), _mm512_reduce_add_epi32(acc[1])]
    }
}
