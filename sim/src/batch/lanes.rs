//! Sixty-four restarts side by side, and where each of them sits in the vectors.

use super::simd::Simd;

/// Restarts of a group.
pub const LANES: usize = 64;

/// A byte for each restart.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
pub(super) struct Lanes8(pub [u8; LANES]);

/// A 16-bit number for each restart.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
pub(super) struct Lanes16(pub [i16; LANES]);

/// A 32-bit number for each restart.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
pub(super) struct Lanes32(pub [i32; LANES]);

impl Lanes32 {
    pub const ZERO: Self = Self([0; LANES]);

    /// Sets vector number `part`.
    #[inline(always)]
    pub fn set<S: Simd>(&mut self, simd: S, part: usize, value: S::V) {
        assert!(part < 4 * LANES / S::BYTES);
        // SAFETY: the part lies inside the array, and the array is aligned for every vector.
        unsafe { simd.store(self.0.as_mut_ptr().cast::<u8>().add(part * S::BYTES), value) }
    }
}

impl Lanes8 {
    pub const ZERO: Self = Self([0; LANES]);

    /// Vector number `part`.
    #[inline(always)]
    pub fn get<S: Simd>(&self, simd: S, part: usize) -> S::V {
        assert!(part < LANES / S::BYTES);
        // SAFETY: the part lies inside the array, and the array is aligned for every vector.
        unsafe { simd.load(self.0.as_ptr().add(part * S::BYTES)) }
    }

    /// Sets vector number `part`.
    #[inline(always)]
    pub fn set<S: Simd>(&mut self, simd: S, part: usize, value: S::V) {
        assert!(part < LANES / S::BYTES);
        // SAFETY: as in `get`.
        unsafe { simd.store(self.0.as_mut_ptr().add(part * S::BYTES), value) }
    }
}

impl Lanes16 {
    pub const ZERO: Self = Self([0; LANES]);

    /// Vector number `part`.
    #[inline(always)]
    pub fn get<S: Simd>(&self, simd: S, part: usize) -> S::V {
        assert!(part < 2 * LANES / S::BYTES);
        // SAFETY: the part lies inside the array, and the array is aligned for every vector.
        unsafe { simd.load(self.0.as_ptr().cast::<u8>().add(part * S::BYTES)) }
    }

    /// Sets vector number `part`.
    #[inline(always)]
    pub fn set<S: Simd>(&mut self, simd: S, part: usize, value: S::V) {
        assert!(part < 2 * LANES / S::BYTES);
        // SAFETY: as in `get`.
        unsafe { simd.store(self.0.as_mut_ptr().cast::<u8>().add(part * S::BYTES), value) }
    }
}

/// Where restarts sit in [`Lanes16`]. Widening a byte (sparse) or narrowing a 32-bit sum (dense) without shuffles leaves
/// even and odd restarts apart; the order depends on the width of the vectors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// Bytes of a vector.
    pub bytes: usize,
    /// Whether the drive comes from the dense kernel.
    pub dense: bool,
}

impl Layout {
    /// Entries that hold what so many oscillators show.
    pub const fn entries(self, oscillators: usize) -> usize {
        if self.dense { oscillators.div_ceil(4) * 4 } else { oscillators + 1 }
    }

    /// Position of a restart among the sixteen-bit numbers.
    pub const fn place(self, lane: usize) -> usize {
        let half = self.bytes / 2;
        if self.dense {
            let quarter = self.bytes / 4;
            let vector = lane / quarter;
            vector / 2 * half + 2 * (lane % quarter) + vector % 2
        } else {
            let (vector, rest) = (lane / self.bytes, lane % self.bytes);
            (2 * vector + rest % 2) * half + rest / 2
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_restart_has_a_place_of_its_own() {
        for bytes in [16, 32, 64] {
            for dense in [false, true] {
                let layout = Layout { bytes, dense };
                let mut places: Vec<usize> = (0..LANES).map(|lane| layout.place(lane)).collect();
                places.sort_unstable();
                assert_eq!(places, (0..LANES).collect::<Vec<_>>());
            }
        }
    }
}
