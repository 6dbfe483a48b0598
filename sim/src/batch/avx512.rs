//! The vector operations in AVX-512 F, BW and VNNI.

use std::arch::x86_64::*;

use super::simd::Simd;

/// The proof that the machine has these instructions.
#[derive(Clone, Copy)]
pub(super) struct Avx512(());

impl Avx512 {
    /// # Safety
    /// The machine has the instructions that [`crate::Isa::Avx512`] names.
    pub unsafe fn new() -> Self {
        Self(())
    }
}

impl Simd for Avx512 {
    type V = __m512i;
    const BYTES: usize = 64;
    const ROWS: usize = 4;

    #[inline(always)]
    unsafe fn load(self, from: *const u8) -> __m512i {
        // SAFETY: the caller's promise, and the instructions are there.
        unsafe { _mm512_load_si512(from.cast()) }
    }
    #[inline(always)]
    unsafe fn store(self, to: *mut u8, value: __m512i) {
        // SAFETY: the caller's promise, and the instructions are there.
        unsafe { _mm512_store_si512(to.cast(), value) }
    }
    #[inline(always)]
    fn splat16(self, value: i16) -> __m512i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm512_set1_epi16(value) }
    }
    #[inline(always)]
    fn splat32(self, value: i32) -> __m512i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm512_set1_epi32(value) }
    }
    #[inline(always)]
    fn and(self, a: __m512i, b: __m512i) -> __m512i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm512_and_si512(a, b) }
    }
    #[inline(always)]
    fn or(self, a: __m512i, b: __m512i) -> __m512i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm512_or_si512(a, b) }
    }
    #[inline(always)]
    fn and_not(self, a: __m512i, b: __m512i) -> __m512i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm512_andnot_si512(a, b) }
    }
    #[inline(always)]
    fn add16(self, a: __m512i, b: __m512i) -> __m512i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm512_add_epi16(a, b) }
    }
    #[inline(always)]
    fn sub16(self, a: __m512i, b: __m512i) -> __m512i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm512_sub_epi16(a, b) }
    }
    #[inline(always)]
    fn adds16(self, a: __m512i, b: __m512i) -> __m512i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm512_adds_epi16(a, b) }
    }
    #[inline(always)]
    fn subs16(self, a: __m512i, b: __m512i) -> __m512i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm512_subs_epi16(a, b) }
    }
    #[inline(always)]
    fn min16(self, a: __m512i, b: __m512i) -> __m512i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm512_min_epi16(a, b) }
    }
    #[inline(always)]
    fn max16(self, a: __m512i, b: __m512i) -> __m512i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm512_max_epi16(a, b) }
    }
    #[inline(always)]
    fn mul16(self, a: __m512i, b: __m512i) -> __m512i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm512_mullo_epi16(a, b) }
    }
    #[inline(always)]
    fn mul_round15(self, a: __m512i, b: __m512i) -> __m512i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm512_mulhrs_epi16(a, b) }
    }
    #[inline(always)]
    fn mul_pairs(self, a: __m512i, b: __m512i) -> __m512i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm512_madd_epi16(a, b) }
    }
    #[inline(always)]
    fn add32(self, a: __m512i, b: __m512i) -> __m512i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm512_add_epi32(a, b) }
    }
    #[inline(always)]
    fn min32(self, a: __m512i, b: __m512i) -> __m512i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm512_min_epi32(a, b) }
    }
    #[inline(always)]
    fn max32(self, a: __m512i, b: __m512i) -> __m512i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm512_max_epi32(a, b) }
    }
    #[inline(always)]
    fn shl16(self, a: __m512i, k: u32) -> __m512i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm512_sll_epi16(a, _mm_cvtsi32_si128(k as i32)) }
    }
    #[inline(always)]
    fn sar16(self, a: __m512i, k: u32) -> __m512i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm512_sra_epi16(a, _mm_cvtsi32_si128(k as i32)) }
    }
    #[inline(always)]
    fn shl32(self, a: __m512i, k: u32) -> __m512i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm512_sll_epi32(a, _mm_cvtsi32_si128(k as i32)) }
    }
    #[inline(always)]
    fn sar32(self, a: __m512i, k: u32) -> __m512i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm512_sra_epi32(a, _mm_cvtsi32_si128(k as i32)) }
    }
    #[inline(always)]
    fn abs16(self, a: __m512i) -> __m512i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm512_abs_epi16(a) }
    }
    #[inline(always)]
    fn high_byte(self, a: __m512i) -> __m512i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm512_srli_epi16(a, 8) }
    }
    #[inline(always)]
    fn where_equal16(self, a: __m512i, b: __m512i, x: __m512i, y: __m512i) -> __m512i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm512_mask_blend_epi16(_mm512_cmpeq_epi16_mask(a, b), y, x) }
    }
    #[inline(always)]
    fn dot4(self, sum: __m512i, u: __m512i, w: __m512i) -> __m512i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm512_dpbusd_epi32(sum, u, w) }
    }
}
