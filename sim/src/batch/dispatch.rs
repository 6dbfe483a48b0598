//! From the choice of instructions to a kernel compiled for them.

use super::simd::Simd;
use crate::Isa;

/// Work that is written once and compiled for every set of instructions. `run` must be `#[inline(always)]`, so that it takes on
/// the instructions of the function it is called from.
pub(super) trait Task {
    /// What comes out.
    type Output;
    /// Does the work with the given instructions.
    fn run<S: Simd>(self, simd: S) -> Self::Output;
}

/// Runs a task with the instructions of `isa`, or the best below that the machine has.
pub(super) fn run<T: Task>(isa: Isa, task: T) -> T::Output {
    match isa.or_below() {
        #[cfg(target_arch = "x86_64")]
        Isa::Portable => task.run(super::sse2::Sse2),
        #[cfg(target_arch = "x86_64")]
        // SAFETY: `or_below` answers with instructions that the machine has.
        Isa::Avx2 => unsafe { avx2(task) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: as above.
        Isa::Avx512 => unsafe { avx512(task) },
        #[cfg(not(target_arch = "x86_64"))]
        _ => task.run(super::portable::Portable),
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn avx2<T: Task>(task: T) -> T::Output {
    // SAFETY: this function has the instructions.
    task.run(unsafe { super::avx2::Avx2::new() })
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,avx512vnni")]
fn avx512<T: Task>(task: T) -> T::Output {
    // SAFETY: this function has the instructions.
    task.run(unsafe { super::avx512::Avx512::new() })
}

#[cfg(all(test, target_arch = "x86_64"))]
mod tests {
    use super::super::lanes::{Lanes16, Lanes32};
    use super::*;
    use proptest::prelude::*;

    /// Every operation once, on vectors of the same numbers.
    struct All<'a> {
        a: &'a Lanes16,
        b: &'a Lanes16,
        shift: u32,
    }

    impl Task for All<'_> {
        type Output = Vec<Vec<i16>>;

        #[inline(always)]
        fn run<S: Simd>(self, s: S) -> Vec<Vec<i16>> {
            let mut out: Vec<Vec<i16>> = vec![Vec::new(); 25];
            for part in 0..128 / S::BYTES {
                let (a, b, k) = (self.a.get(s, part), self.b.get(s, part), self.shift);
                let results = [
                    s.and(a, b),
                    s.or(a, b),
                    s.and_not(a, b),
                    s.add16(a, b),
                    s.sub16(a, b),
                    s.adds16(a, b),
                    s.subs16(a, b),
                    s.min16(a, b),
                    s.max16(a, b),
                    s.abs16(a),
                    s.mul16(a, b),
                    s.mul_round15(a, s.max16(b, s.splat16(-32767))),
                    s.mul_pairs(a, s.max16(b, s.splat16(-32767))),
                    s.shl16(a, k % 16),
                    s.sar16(a, k % 16),
                    s.high_byte(a),
                    s.where_equal16(s.sar16(a, 15), s.sar16(b, 15), a, b),
                    s.add32(a, b),
                    s.min32(a, b),
                    s.max32(a, b),
                    s.shl32(a, k),
                    s.sar32(a, k),
                    s.dot4(a, b, s.splat32(-77 << 16 | 0x1234)),
                    s.narrow(a, b),
                    s.splat32(0x0001_FFFE),
                ];
                for (out, result) in out.iter_mut().zip(results) {
                    let mut lanes = Lanes32::ZERO;
                    lanes.set(s, 0, result);
                    out.extend(lanes.0[..S::BYTES / 4].iter().flat_map(|&lane| [lane as i16, (lane >> 16) as i16]));
                }
            }
            out
        }
    }

    proptest! {
        #[test]
        fn every_set_computes_the_same(a in prop::collection::vec(any::<i16>(), 64), b in prop::collection::vec(any::<i16>(), 64), shift in 0u32..32) {
            let lanes = |v: &[i16]| Lanes16(v.try_into().unwrap());
            let (a, b) = (lanes(&a), lanes(&b));
            let reference = All { a: &a, b: &b, shift }.run(super::super::portable::Portable);
            for isa in Isa::ALL {
                prop_assert_eq!(&run(isa, All { a: &a, b: &b, shift }), &reference, "{:?}", isa);
            }
        }
    }
}
