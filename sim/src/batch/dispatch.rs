//! From the choice of instructions to a kernel compiled for them.

use super::portable::Portable;
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
        Isa::Portable => task.run(Portable),
        #[cfg(target_arch = "x86_64")]
        // SAFETY: `or_below` answers with instructions that the machine has.
        Isa::Avx2 => unsafe { avx2(task) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: as above.
        Isa::Avx512 => unsafe { avx512(task) },
        #[cfg(not(target_arch = "x86_64"))]
        Isa::Avx2 | Isa::Avx512 => task.run(Portable),
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
