//! The vector operations in AVX2.

use std::arch::x86_64::*;

use super::simd::Simd;

/// The proof that the machine has these instructions.
#[derive(Clone, Copy)]
pub(super) struct Avx2(());

impl Avx2 {
    /// # Safety
    /// The machine has the instructions that [`crate::Isa::Avx2`] names.
    pub unsafe fn new() -> Self {
        Self(())
    }
}

impl Simd for Avx2 {
    type V = __m256i;
    const BYTES: usize = 32;
    const ROWS: usize = 2;

    #[inline(always)]
    unsafe fn load(self, from: *const u8) -> __m256i {
        // SAFETY: the caller's promise, and the instructions are there.
        unsafe { _mm256_load_si256(from.cast()) }
    }
    #[inline(always)]
    unsafe fn store(self, to: *mut u8, value: __m256i) {
        // SAFETY: the caller's promise, and the instructions are there.
        unsafe { _mm256_store_si256(to.cast(), value) }
    }
    #[inline(always)]
    fn splat16(self, value: i16) -> __m256i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm256_set1_epi16(value) }
    }
    #[inline(always)]
    fn splat32(self, value: i32) -> __m256i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm256_set1_epi32(value) }
    }
    #[inline(always)]
    fn and(self, a: __m256i, b: __m256i) -> __m256i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm256_and_si256(a, b) }
    }
    #[inline(always)]
    fn or(self, a: __m256i, b: __m256i) -> __m256i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm256_or_si256(a, b) }
    }
    #[inline(always)]
    fn and_not(self, a: __m256i, b: __m256i) -> __m256i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm256_andnot_si256(a, b) }
    }
    #[inline(always)]
    fn add16(self, a: __m256i, b: __m256i) -> __m256i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm256_add_epi16(a, b) }
    }
    #[inline(always)]
    fn sub16(self, a: __m256i, b: __m256i) -> __m256i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm256_sub_epi16(a, b) }
    }
    #[inline(always)]
    fn adds16(self, a: __m256i, b: __m256i) -> __m256i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm256_adds_epi16(a, b) }
    }
    #[inline(always)]
    fn subs16(self, a: __m256i, b: __m256i) -> __m256i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm256_subs_epi16(a, b) }
    }
    #[inline(always)]
    fn min16(self, a: __m256i, b: __m256i) -> __m256i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm256_min_epi16(a, b) }
    }
    #[inline(always)]
    fn max16(self, a: __m256i, b: __m256i) -> __m256i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm256_max_epi16(a, b) }
    }
    #[inline(always)]
    fn mul16(self, a: __m256i, b: __m256i) -> __m256i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm256_mullo_epi16(a, b) }
    }
    #[inline(always)]
    fn mul_round15(self, a: __m256i, b: __m256i) -> __m256i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm256_mulhrs_epi16(a, b) }
    }
    #[inline(always)]
    fn mul_pairs(self, a: __m256i, b: __m256i) -> __m256i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm256_madd_epi16(a, b) }
    }
    #[inline(always)]
    fn add32(self, a: __m256i, b: __m256i) -> __m256i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm256_add_epi32(a, b) }
    }
    #[inline(always)]
    fn min32(self, a: __m256i, b: __m256i) -> __m256i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm256_min_epi32(a, b) }
    }
    #[inline(always)]
    fn max32(self, a: __m256i, b: __m256i) -> __m256i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm256_max_epi32(a, b) }
    }
    #[inline(always)]
    fn shl16(self, a: __m256i, k: u32) -> __m256i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm256_sll_epi16(a, _mm_cvtsi32_si128(k as i32)) }
    }
    #[inline(always)]
    fn sar16(self, a: __m256i, k: u32) -> __m256i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm256_sra_epi16(a, _mm_cvtsi32_si128(k as i32)) }
    }
    #[inline(always)]
    fn shl32(self, a: __m256i, k: u32) -> __m256i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm256_sll_epi32(a, _mm_cvtsi32_si128(k as i32)) }
    }
    #[inline(always)]
    fn sar32(self, a: __m256i, k: u32) -> __m256i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm256_sra_epi32(a, _mm_cvtsi32_si128(k as i32)) }
    }
    #[inline(always)]
    fn abs16(self, a: __m256i) -> __m256i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm256_abs_epi16(a) }
    }
    #[inline(always)]
    fn high_byte(self, a: __m256i) -> __m256i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm256_srli_epi16(a, 8) }
    }
    #[inline(always)]
    fn where_equal16(self, a: __m256i, b: __m256i, x: __m256i, y: __m256i) -> __m256i {
        // SAFETY: the instructions are there, see the type.
        unsafe { _mm256_blendv_epi8(y, x, _mm256_cmpeq_epi16(a, b)) }
    }
}
