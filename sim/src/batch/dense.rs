//! Sweeps over a full matrix of bytes: four partners and a quarter of a vector of restarts to each dot product.
//!
//! Shown values (`u + U`, unsigned) of partners `4 k .. 4 k + 4` lie together: byte `partner % 4` of a 32-bit lane for each restart.
//! Several rows are summed at once, so that each shown value is loaded once for all of them.

use syntony_medium::gain::Gain;

use super::lanes::{LANES, Lanes8, Lanes16};
use super::node::{self, Cell, Step};
use super::pipeline::Pipeline;
use super::rows::Dense;
use super::simd::Simd;

/// What a sweep works on.
pub(super) struct Sweep<'a> {
    pub dense: &'a Dense,
    pub gains: &'a [Gain],
    pub cells: &'a mut [Cell],
    /// Four entries for each four partners: 64 32-bit lanes.
    pub seen: &'a mut [Lanes8],
    /// New values of the last two blocks; two times `block` entries.
    pub stage: &'a mut [Lanes16],
    pub block: usize,
    pub pipeline: &'a mut Pipeline,
}

/// One sweep with pull `g`.
#[inline(always)]
pub(super) fn sweep<S: Simd>(simd: S, work: &mut Sweep<'_>, pull: i16, shown_max: i16) {
    match S::ROWS {
        4 => sweep_with::<S, 4>(simd, work, pull, shown_max),
        _ => sweep_with::<S, 2>(simd, work, pull, shown_max),
    }
}

#[inline(always)]
fn sweep_with<S: Simd, const ROWS: usize>(simd: S, work: &mut Sweep<'_>, pull: i16, shown_max: i16) {
    let (n, block) = (work.cells.len(), work.block);
    for first in (0..n).step_by(block) {
        let rows = first..(first + block).min(n);
        let half = work.pipeline.half() * block;
        for top in rows.clone().step_by(ROWS) {
            // Short of rows at the end of a block the last one is summed again and not used.
            let members: [usize; ROWS] = std::array::from_fn(|k| (top + k).min(rows.end - 1));
            for part in 0..LANES / S::BYTES {
                let sums = sums(simd, work.dense, work.seen, members, part);
                for (k, &i) in members.iter().enumerate().take(rows.end - top) {
                    let step = Step { gain: work.gains[i], pull, shown_max };
                    let excess = simd.splat32(work.dense.excess[i] * i32::from(shown_max));
                    let drive = sums[k].map(|sum| simd.add32(sum, excess));
                    let cell = &mut work.cells[i];
                    let low = node::align32(simd, drive[0], drive[1], step.gain.exponent);
                    let high = node::align32(simd, drive[2], drive[3], step.gain.exponent);
                    let low = node::update(simd, cell, 2 * part, low, step);
                    let high = node::update(simd, cell, 2 * part + 1, high, step);
                    let slot = &mut work.stage[half + i - first];
                    slot.set(simd, 2 * part, low);
                    slot.set(simd, 2 * part + 1, high);
                }
            }
        }
        if let Some((rows, half)) = work.pipeline.done(rows) {
            for (slot, i) in rows.enumerate() {
                show(simd, work.seen, i, &work.stage[half * block + slot]);
            }
        }
    }
}

/// Sums of weight times `u + U` of several rows; four vectors of 32-bit lanes hold the restarts of part `part`.
#[inline(always)]
pub(super) fn sums<S: Simd, const ROWS: usize>(
    simd: S,
    dense: &Dense,
    seen: &[Lanes8],
    members: [usize; ROWS],
    part: usize,
) -> [[S::V; 4]; ROWS] {
    let mut sums = [[simd.zero(); 4]; ROWS];
    let words: [&[u32]; ROWS] = members.map(|i| &dense.words[i * dense.stride..][..dense.stride]);
    let per_entry = LANES / S::BYTES;
    for (k, four) in seen.as_chunks::<4>().0.iter().enumerate().take(dense.stride) {
        // The 256 bytes of four entries are 4 * per_entry vectors; a part is four of them.
        let shown: [S::V; 4] = std::array::from_fn(|v| {
            let vector = 4 * part + v;
            four[vector / per_entry].get(simd, vector % per_entry)
        });
        for row in 0..ROWS {
            let weights = simd.splat32(words[row][k] as i32);
            for v in 0..4 {
                sums[row][v] = simd.dot4(sums[row][v], shown[v], weights);
            }
        }
    }
    sums
}

/// Makes the values of oscillator `i` visible: byte `i % 4` of the lanes of its four entries.
#[inline(always)]
pub(super) fn show<S: Simd>(simd: S, seen: &mut [Lanes8], i: usize, values: &Lanes16) {
    let per_entry = LANES / S::BYTES;
    let (entries, shift) = (&mut seen[i / 4 * 4..][..4], (i % 4 * 8) as u32);
    let mask = simd.splat32(255 << shift);
    for vector in 0..4 * per_entry {
        let pair = values.get(simd, vector / 2);
        let value = if vector % 2 == 0 { simd.and(pair, simd.splat32(255)) } else { simd.and(simd.sar32(pair, 16), simd.splat32(255)) };
        let entry = &mut entries[vector / per_entry];
        let kept = simd.and_not(mask, entry.get(simd, vector % per_entry));
        entry.set(simd, vector % per_entry, simd.or(kept, simd.shl32(value, shift)));
    }
}
