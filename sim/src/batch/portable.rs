//! The vector operations in plain Rust: short loops that a compiler turns into whatever the machine has.

use super::simd::Simd;

/// Plain Rust.
#[derive(Clone, Copy)]
pub(super) struct Portable;

/// Eight lanes of 16 bits.
#[derive(Clone, Copy)]
#[repr(C, align(16))]
pub(super) struct V([i16; 8]);

#[inline(always)]
fn each(a: V, b: V, op: impl Fn(i16, i16) -> i16) -> V {
    V(std::array::from_fn(|k| op(a.0[k], b.0[k])))
}

#[inline(always)]
fn wide(a: V) -> [i32; 4] {
    std::array::from_fn(|k| i32::from(a.0[2 * k] as u16) | i32::from(a.0[2 * k + 1]) << 16)
}

#[inline(always)]
fn thin(a: [i32; 4]) -> V {
    V(std::array::from_fn(|k| (a[k / 2] >> (16 * (k % 2))) as i16))
}

#[inline(always)]
fn each32(a: V, b: V, op: impl Fn(i32, i32) -> i32) -> V {
    let (a, b) = (wide(a), wide(b));
    thin(std::array::from_fn(|k| op(a[k], b[k])))
}

impl Simd for Portable {
    type V = V;
    const BYTES: usize = 16;
    const ROWS: usize = 2;

    #[inline(always)]
    unsafe fn load(self, from: *const u8) -> V {
        // SAFETY: the caller's promise; every bit pattern is a vector.
        unsafe { from.cast::<V>().read() }
    }
    #[inline(always)]
    unsafe fn store(self, to: *mut u8, value: V) {
        // SAFETY: the caller's promise.
        unsafe { to.cast::<V>().write(value) }
    }
    #[inline(always)]
    fn splat16(self, value: i16) -> V {
        V([value; 8])
    }
    #[inline(always)]
    fn splat32(self, value: i32) -> V {
        thin([value; 4])
    }
    #[inline(always)]
    fn and(self, a: V, b: V) -> V {
        each(a, b, |a, b| a & b)
    }
    #[inline(always)]
    fn or(self, a: V, b: V) -> V {
        each(a, b, |a, b| a | b)
    }
    #[inline(always)]
    fn and_not(self, a: V, b: V) -> V {
        each(a, b, |a, b| !a & b)
    }
    #[inline(always)]
    fn add16(self, a: V, b: V) -> V {
        each(a, b, i16::wrapping_add)
    }
    #[inline(always)]
    fn sub16(self, a: V, b: V) -> V {
        each(a, b, i16::wrapping_sub)
    }
    #[inline(always)]
    fn adds16(self, a: V, b: V) -> V {
        each(a, b, i16::saturating_add)
    }
    #[inline(always)]
    fn subs16(self, a: V, b: V) -> V {
        each(a, b, i16::saturating_sub)
    }
    #[inline(always)]
    fn min16(self, a: V, b: V) -> V {
        each(a, b, i16::min)
    }
    #[inline(always)]
    fn max16(self, a: V, b: V) -> V {
        each(a, b, i16::max)
    }
    #[inline(always)]
    fn abs16(self, a: V) -> V {
        each(a, a, |a, _| a.wrapping_abs())
    }
    #[inline(always)]
    fn mul16(self, a: V, b: V) -> V {
        each(a, b, i16::wrapping_mul)
    }
    #[inline(always)]
    fn mul_round15(self, a: V, b: V) -> V {
        each(a, b, |a, b| ((i32::from(a) * i32::from(b) + (1 << 14)) >> 15) as i16)
    }
    #[inline(always)]
    fn mul_pairs(self, a: V, b: V) -> V {
        thin(std::array::from_fn(|k| i32::from(a.0[2 * k]) * i32::from(b.0[2 * k]) + i32::from(a.0[2 * k + 1]) * i32::from(b.0[2 * k + 1])))
    }
    #[inline(always)]
    fn shl16(self, a: V, k: u32) -> V {
        each(a, a, |a, _| a << k)
    }
    #[inline(always)]
    fn sar16(self, a: V, k: u32) -> V {
        each(a, a, |a, _| a >> k)
    }
    #[inline(always)]
    fn high_byte(self, a: V) -> V {
        each(a, a, |a, _| (a as u16 >> 8) as i16)
    }
    #[inline(always)]
    fn where_equal16(self, a: V, b: V, x: V, y: V) -> V {
        V(std::array::from_fn(|k| if a.0[k] == b.0[k] { x.0[k] } else { y.0[k] }))
    }
    #[inline(always)]
    fn add32(self, a: V, b: V) -> V {
        each32(a, b, i32::wrapping_add)
    }
    #[inline(always)]
    fn min32(self, a: V, b: V) -> V {
        each32(a, b, i32::min)
    }
    #[inline(always)]
    fn max32(self, a: V, b: V) -> V {
        each32(a, b, i32::max)
    }
    #[inline(always)]
    fn shl32(self, a: V, k: u32) -> V {
        each32(a, a, |a, _| a << k)
    }
    #[inline(always)]
    fn sar32(self, a: V, k: u32) -> V {
        each32(a, a, |a, _| a >> k)
    }
}
