//! Sweeps over rows of partners: an edge is read once for all restarts.
//!
//! Shown values are kept as `u + U`, unsigned bytes. A few of them are added as bytes, then even and odd bytes go into 16-bit
//! sums: `all` adds the byte pairs as they are, `odd` their upper bytes; what the odd bytes put into `all` is taken off
//! at the end, so the sums are exact modulo 2^16, and a segment's true sum fits.

use syntony_medium::gain::Gain;

use super::lanes::{LANES, Lanes8};
use super::node::{self, Cell, Step};
use super::pipeline::Pipeline;
use super::rows::{Row, Segment, Sparse};
use super::simd::Simd;

/// What a sweep works on.
pub(super) struct Sweep<'a> {
    pub sparse: &'a Sparse,
    pub gains: &'a [Gain],
    pub cells: &'a mut [Cell],
    pub seen: &'a mut [Lanes8],
    /// New values of the last two blocks; two times `block` entries.
    pub stage: &'a mut [Lanes8],
    pub block: usize,
    pub pipeline: &'a mut Pipeline,
}

/// One sweep with pull `g`.
#[inline(always)]
pub(super) fn sweep<S: Simd>(simd: S, work: &mut Sweep<'_>, pull: i16, shown_max: i16) {
    match shown_max {
        ..=31 => sweep_with::<S, 4>(simd, work, pull, shown_max),
        32..=63 => sweep_with::<S, 2>(simd, work, pull, shown_max),
        _ => sweep_with::<S, 1>(simd, work, pull, shown_max),
    }
}

/// `BYTES` biased values fit one byte.
#[inline(always)]
fn sweep_with<S: Simd, const BYTES: usize>(simd: S, work: &mut Sweep<'_>, pull: i16, shown_max: i16) {
    let (n, block) = (work.cells.len(), work.block);
    for first in (0..n).step_by(block) {
        let rows = first..(first + block).min(n);
        let half = work.pipeline.half() * block;
        for &row in &work.sparse.rows[rows.clone()] {
            let i = row.oscillator as usize;
            let step = Step { gain: work.gains[i], pull, shown_max };
            for part in 0..LANES / S::BYTES {
                let (even, odd) = aligned::<S, BYTES>(simd, work.sparse, row, work.seen, part, step);
                let even = node::update(simd, &mut work.cells[i], 2 * part, even, step);
                let odd = node::update(simd, &mut work.cells[i], 2 * part + 1, odd, step);
                let shown = simd.or(even, simd.shl16(odd, 8));
                work.stage[half + i - first].set(simd, part, shown);
            }
        }
        if let Some((rows, half)) = work.pipeline.done(rows) {
            let length = rows.len();
            work.seen[rows].copy_from_slice(&work.stage[half * block..][..length]);
        }
    }
}

/// The aligned drive of a row: even and odd restarts of vector `part`.
#[inline(always)]
fn aligned<S: Simd, const BYTES: usize>(simd: S, sparse: &Sparse, row: Row, seen: &[Lanes8], part: usize, step: Step) -> (S::V, S::V) {
    let segments = &sparse.segments[row.first as usize..row.last as usize];
    let exponent = step.gain.exponent;
    let shown_max = i32::from(step.shown_max);
    if row.narrow {
        let bias = simd.splat16((row.bias * shown_max) as i16);
        let (even, odd) = match segments.first() {
            Some(&segment) => segment_sum::<S, BYTES>(simd, sparse, segment, seen, part, shown_max),
            None => (simd.zero(), simd.zero()),
        };
        let (even, odd) = (simd.add16(even, bias), simd.add16(odd, bias));
        return (node::align16(simd, even, exponent), node::align16(simd, odd, exponent));
    }
    let sums = wide_sum::<S, BYTES>(simd, sparse, row, seen, part, shown_max);
    let sums = sums.map(|sum| simd.add32(sum, simd.splat32(row.bias * shown_max)));
    (node::align32(simd, sums[0], sums[1], exponent), node::align32(simd, sums[2], sums[3], exponent))
}

/// Sums of a row in 32 bits, without the bias. With `k` the 32-bit lane, the four vectors hold the restarts `4 k`, `4 k + 2`, `4 k + 1`, `4 k + 3`
/// of the part.
#[inline(always)]
pub(super) fn wide_sum<S: Simd, const BYTES: usize>(
    simd: S,
    sparse: &Sparse,
    row: Row,
    seen: &[Lanes8],
    part: usize,
    shown_max: i32,
) -> [S::V; 4] {
    let mut sums = [simd.zero(); 4];
    for &segment in &sparse.segments[row.first as usize..row.last as usize] {
        let (even, odd) = segment_sum::<S, BYTES>(simd, sparse, segment, seen, part, shown_max);
        sums[0] = simd.add32(sums[0], simd.low32(even));
        sums[1] = simd.add32(sums[1], simd.sar32(even, 16));
        sums[2] = simd.add32(sums[2], simd.low32(odd));
        sums[3] = simd.add32(sums[3], simd.sar32(odd, 16));
    }
    sums
}

#[inline(always)]
fn segment_sum<S: Simd, const BYTES: usize>(
    simd: S,
    sparse: &Sparse,
    segment: Segment,
    seen: &[Lanes8],
    part: usize,
    shown_max: i32,
) -> (S::V, S::V) {
    let (start, middle, end) = (segment.start as usize, segment.middle as usize, segment.end as usize);
    let excess = simd.splat16((segment.weight * shown_max) as i16);
    let (even, odd) = if segment.unit {
        let (even, odd) = unit_sum::<S, BYTES>(simd, &sparse.partners[start..middle], seen, part);
        let (less_even, less_odd) = unit_sum::<S, BYTES>(simd, &sparse.partners[middle..end], seen, part);
        (simd.sub16(even, less_even), simd.sub16(odd, less_odd))
    } else {
        weighted_sum(simd, &sparse.partners[start..end], &sparse.weights[start..end], seen, part)
    };
    (simd.sub16(even, excess), simd.sub16(odd, excess))
}

#[inline(always)]
fn at<S: Simd>(simd: S, seen: &[Lanes8], partner: u16, part: usize) -> S::V {
    debug_assert!(usize::from(partner) < seen.len());
    // SAFETY: `Batch::new` refused partners that there are not, and there is one entry more for the silent one.
    unsafe { seen.get_unchecked(usize::from(partner)) }.get(simd, part)
}

#[inline(always)]
fn unit_sum<S: Simd, const BYTES: usize>(simd: S, partners: &[u16], seen: &[Lanes8], part: usize) -> (S::V, S::V) {
    let (mut all, mut odd) = (simd.zero(), simd.zero());
    for chunk in partners.as_chunks::<BYTES>().0 {
        // No carry between bytes, so a 16-bit sum is two byte sums.
        let mut bytes = at(simd, seen, chunk[0], part);
        for &partner in &chunk[1..] {
            bytes = simd.add16(bytes, at(simd, seen, partner, part));
        }
        all = simd.add16(all, bytes);
        odd = simd.add16(odd, simd.high_byte(bytes));
    }
    (simd.sub16(all, simd.shl16(odd, 8)), odd)
}

#[inline(always)]
fn weighted_sum<S: Simd>(simd: S, partners: &[u16], weights: &[i16], seen: &[Lanes8], part: usize) -> (S::V, S::V) {
    let (mut all, mut odd) = (simd.zero(), simd.zero());
    for (&partner, &weight) in partners.iter().zip(weights) {
        let (bytes, weight) = (at(simd, seen, partner, part), simd.splat16(weight));
        all = simd.add16(all, simd.mul16(bytes, weight));
        odd = simd.add16(odd, simd.mul16(simd.high_byte(bytes), weight));
    }
    (simd.sub16(all, simd.shl16(odd, 8)), odd)
}
