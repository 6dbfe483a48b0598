//! The vector operations in SSE2, which every x86-64 has: what `Isa::Portable` means there.

use std::arch::x86_64::*;

use super::simd::Simd;

/// SSE2.
#[derive(Clone, Copy)]
pub(super) struct Sse2;

/// `x` where the mask is set, else `y`.
#[inline(always)]
fn choose(mask: __m128i, x: __m128i, y: __m128i) -> __m128i {
    // SAFETY: SSE2 is part of every x86-64.
    unsafe { _mm_or_si128(_mm_and_si128(mask, x), _mm_andnot_si128(mask, y)) }
}

impl Simd for Sse2 {
    type V = __m128i;
    const BYTES: usize = 16;
    const ROWS: usize = 2;

    #[inline(always)]
    unsafe fn load(self, from: *const u8) -> __m128i {
        // SAFETY: the caller's promise.
        unsafe { _mm_load_si128(from.cast()) }
    }
    #[inline(always)]
    unsafe fn store(self, to: *mut u8, value: __m128i) {
        // SAFETY: the caller's promise.
        unsafe { _mm_store_si128(to.cast(), value) }
    }
    #[inline(always)]
    fn splat16(self, value: i16) -> __m128i {
        // SAFETY: SSE2 is part of every x86-64.
        unsafe { _mm_set1_epi16(value) }
    }
    #[inline(always)]
    fn splat32(self, value: i32) -> __m128i {
        // SAFETY: SSE2 is part of every x86-64.
        unsafe { _mm_set1_epi32(value) }
    }
    #[inline(always)]
    fn and(self, a: __m128i, b: __m128i) -> __m128i {
        // SAFETY: SSE2 is part of every x86-64.
        unsafe { _mm_and_si128(a, b) }
    }
    #[inline(always)]
    fn or(self, a: __m128i, b: __m128i) -> __m128i {
        // SAFETY: SSE2 is part of every x86-64.
        unsafe { _mm_or_si128(a, b) }
    }
    #[inline(always)]
    fn and_not(self, a: __m128i, b: __m128i) -> __m128i {
        // SAFETY: SSE2 is part of every x86-64.
        unsafe { _mm_andnot_si128(a, b) }
    }
    #[inline(always)]
    fn add16(self, a: __m128i, b: __m128i) -> __m128i {
        // SAFETY: SSE2 is part of every x86-64.
        unsafe { _mm_add_epi16(a, b) }
    }
    #[inline(always)]
    fn sub16(self, a: __m128i, b: __m128i) -> __m128i {
        // SAFETY: SSE2 is part of every x86-64.
        unsafe { _mm_sub_epi16(a, b) }
    }
    #[inline(always)]
    fn adds16(self, a: __m128i, b: __m128i) -> __m128i {
        // SAFETY: SSE2 is part of every x86-64.
        unsafe { _mm_adds_epi16(a, b) }
    }
    #[inline(always)]
    fn subs16(self, a: __m128i, b: __m128i) -> __m128i {
        // SAFETY: SSE2 is part of every x86-64.
        unsafe { _mm_subs_epi16(a, b) }
    }
    #[inline(always)]
    fn min16(self, a: __m128i, b: __m128i) -> __m128i {
        // SAFETY: SSE2 is part of every x86-64.
        unsafe { _mm_min_epi16(a, b) }
    }
    #[inline(always)]
    fn max16(self, a: __m128i, b: __m128i) -> __m128i {
        // SAFETY: SSE2 is part of every x86-64.
        unsafe { _mm_max_epi16(a, b) }
    }
    #[inline(always)]
    fn mul16(self, a: __m128i, b: __m128i) -> __m128i {
        // SAFETY: SSE2 is part of every x86-64.
        unsafe { _mm_mullo_epi16(a, b) }
    }
    #[inline(always)]
    fn mul_pairs(self, a: __m128i, b: __m128i) -> __m128i {
        // SAFETY: SSE2 is part of every x86-64.
        unsafe { _mm_madd_epi16(a, b) }
    }
    #[inline(always)]
    fn add32(self, a: __m128i, b: __m128i) -> __m128i {
        // SAFETY: SSE2 is part of every x86-64.
        unsafe { _mm_add_epi32(a, b) }
    }
    #[inline(always)]
    fn abs16(self, a: __m128i) -> __m128i {
        // SAFETY: SSE2 is part of every x86-64.
        unsafe { _mm_max_epi16(a, _mm_sub_epi16(_mm_setzero_si128(), a)) }
    }
    /// `2 high + (low + 2^14 >> 15)` from the halves of the product; what `low` adds comes from its two top bits alone.
    #[inline(always)]
    fn mul_round15(self, a: __m128i, b: __m128i) -> __m128i {
        // SAFETY: SSE2 is part of every x86-64.
        unsafe {
            let (high, low) = (_mm_mulhi_epi16(a, b), _mm_mullo_epi16(a, b));
            let carry = _mm_srli_epi16(_mm_add_epi16(_mm_srli_epi16(low, 14), _mm_set1_epi16(1)), 1);
            _mm_add_epi16(_mm_add_epi16(high, high), carry)
        }
    }
    #[inline(always)]
    fn shl16(self, a: __m128i, k: u32) -> __m128i {
        // SAFETY: SSE2 is part of every x86-64.
        unsafe { _mm_sll_epi16(a, _mm_cvtsi32_si128(k as i32)) }
    }
    #[inline(always)]
    fn sar16(self, a: __m128i, k: u32) -> __m128i {
        // SAFETY: SSE2 is part of every x86-64.
        unsafe { _mm_sra_epi16(a, _mm_cvtsi32_si128(k as i32)) }
    }
    #[inline(always)]
    fn shl32(self, a: __m128i, k: u32) -> __m128i {
        // SAFETY: SSE2 is part of every x86-64.
        unsafe { _mm_sll_epi32(a, _mm_cvtsi32_si128(k as i32)) }
    }
    #[inline(always)]
    fn sar32(self, a: __m128i, k: u32) -> __m128i {
        // SAFETY: SSE2 is part of every x86-64.
        unsafe { _mm_sra_epi32(a, _mm_cvtsi32_si128(k as i32)) }
    }
    #[inline(always)]
    fn high_byte(self, a: __m128i) -> __m128i {
        // SAFETY: SSE2 is part of every x86-64.
        unsafe { _mm_srli_epi16(a, 8) }
    }
    #[inline(always)]
    fn where_equal16(self, a: __m128i, b: __m128i, x: __m128i, y: __m128i) -> __m128i {
        // SAFETY: SSE2 is part of every x86-64.
        unsafe { choose(_mm_cmpeq_epi16(a, b), x, y) }
    }
    #[inline(always)]
    fn min32(self, a: __m128i, b: __m128i) -> __m128i {
        // SAFETY: SSE2 is part of every x86-64.
        unsafe { choose(_mm_cmpgt_epi32(a, b), b, a) }
    }
    #[inline(always)]
    fn max32(self, a: __m128i, b: __m128i) -> __m128i {
        // SAFETY: SSE2 is part of every x86-64.
        unsafe { choose(_mm_cmpgt_epi32(a, b), a, b) }
    }
}
