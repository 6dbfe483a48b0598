//! The vector operations that the kernels are written in.
//!
//! A value of a type that implements [`Simd`] is the proof that the machine has the instructions: it can only be made
//! where they were detected. So its methods are safe, except for the two that follow a pointer.

/// One set of vector instructions. `16` in a name means lanes of 16 bits, `32` lanes of 32 bits.
pub(super) trait Simd: Copy {
    /// A vector.
    type V: Copy;
    /// Its length in bytes.
    const BYTES: usize;
    /// Rows that the dense kernel sums at once: as many as the registers hold.
    const ROWS: usize;

    /// # Safety
    /// `BYTES` readable bytes, aligned to 64.
    unsafe fn load(self, from: *const u8) -> Self::V;
    /// # Safety
    /// `BYTES` writable bytes, aligned to `BYTES`.
    unsafe fn store(self, to: *mut u8, value: Self::V);

    fn splat16(self, value: i16) -> Self::V;
    fn splat32(self, value: i32) -> Self::V;
    fn and(self, a: Self::V, b: Self::V) -> Self::V;
    fn or(self, a: Self::V, b: Self::V) -> Self::V;
    /// `!a & b`.
    fn and_not(self, a: Self::V, b: Self::V) -> Self::V;

    /// Wrapping sum.
    fn add16(self, a: Self::V, b: Self::V) -> Self::V;
    /// Wrapping difference.
    fn sub16(self, a: Self::V, b: Self::V) -> Self::V;
    /// Sum, saturating to -32768..=32767.
    fn adds16(self, a: Self::V, b: Self::V) -> Self::V;
    /// Difference, saturating to -32768..=32767.
    fn subs16(self, a: Self::V, b: Self::V) -> Self::V;
    fn min16(self, a: Self::V, b: Self::V) -> Self::V;
    fn max16(self, a: Self::V, b: Self::V) -> Self::V;
    fn abs16(self, a: Self::V) -> Self::V;
    /// Low half of the product.
    fn mul16(self, a: Self::V, b: Self::V) -> Self::V;
    /// `(a b + 2^14) >> 15`: `round15` of the product. Not for -32768 times -32768.
    fn mul_round15(self, a: Self::V, b: Self::V) -> Self::V;
    /// Sums of two neighbouring products, 32 bits.
    fn mul_pairs(self, a: Self::V, b: Self::V) -> Self::V;
    fn shl16(self, a: Self::V, k: u32) -> Self::V;
    /// Arithmetic shift.
    fn sar16(self, a: Self::V, k: u32) -> Self::V;
    /// Logical shift by 8: the upper byte of each lane.
    fn high_byte(self, a: Self::V) -> Self::V;
    /// `x` where `a == b`, else `y`.
    fn where_equal16(self, a: Self::V, b: Self::V, x: Self::V, y: Self::V) -> Self::V;

    fn add32(self, a: Self::V, b: Self::V) -> Self::V;
    fn min32(self, a: Self::V, b: Self::V) -> Self::V;
    fn max32(self, a: Self::V, b: Self::V) -> Self::V;
    fn shl32(self, a: Self::V, k: u32) -> Self::V;
    /// Arithmetic shift.
    fn sar32(self, a: Self::V, k: u32) -> Self::V;

    /// In each 32-bit lane `sum + u0 w0 + u1 w1 + u2 w2 + u3 w3`, bytes of `u` unsigned, of `w` signed; no saturation.
    #[inline(always)]
    fn dot4(self, sum: Self::V, u: Self::V, w: Self::V) -> Self::V {
        let even = self.mul_pairs(self.and(u, self.splat16(255)), self.sar16(self.shl16(w, 8), 8));
        let odd = self.mul_pairs(self.high_byte(u), self.sar16(w, 8));
        self.add32(sum, self.add32(even, odd))
    }

    #[inline(always)]
    fn zero(self) -> Self::V {
        self.splat16(0)
    }
    /// Limits to `-limit..=limit`.
    #[inline(always)]
    fn clamp16(self, a: Self::V, limit: i16) -> Self::V {
        self.min16(self.max16(a, self.splat16(-limit)), self.splat16(limit))
    }
    /// Limits to `-limit..=limit`.
    #[inline(always)]
    fn clamp32(self, a: Self::V, limit: i32) -> Self::V {
        self.min32(self.max32(a, self.splat32(-limit)), self.splat32(limit))
    }
    /// Lower half of each 32-bit lane, sign kept.
    #[inline(always)]
    fn low32(self, a: Self::V) -> Self::V {
        self.sar32(self.shl32(a, 16), 16)
    }
    /// 16-bit lanes out of two vectors of 32-bit numbers that fit.
    #[inline(always)]
    fn narrow(self, low: Self::V, high: Self::V) -> Self::V {
        self.or(self.and(low, self.splat32(0xFFFF)), self.shl32(high, 16))
    }
}
