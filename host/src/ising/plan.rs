//! The cycles of a run: how long, and from which pull.

/// A cycle: sweeps, and the pull at its start (Q13).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cycle {
    pub sweeps: u32,
    pub peak: u16,
}

/// Pull from which amplitudes forget all but a trace: 3.7.
pub const FULL: u16 = 30310;
/// Pulls of the later cycles when restarts exchange clusters: 3.0, 2.6, 2.2. The lower the pull, the more is kept.
const PARTIAL: [u16; 3] = [24576, 21299, 18022];
/// Sweeps of a cycle of restarts that go alone.
const ALONE: u32 = 500;
/// Sweeps of the first cycle of restarts that exchange.
const FIRST: u32 = 400;

/// The cycles of a run of `sweeps` sweeps; the last takes what is left.
pub(super) fn cycles(sweeps: u32, exchange: bool) -> impl Iterator<Item = Cycle> {
    let (first, later) = if exchange { (FIRST, (sweeps / 25).clamp(200, 400)) } else { (ALONE, ALONE) };
    let mut left = sweeps;
    (0usize..).map_while(move |number| {
        let length = if number == 0 { first } else { later };
        let length = if left < length + later / 2 { left } else { length };
        left -= length;
        let peak = if exchange && number > 0 { PARTIAL[(number - 1) % PARTIAL.len()] } else { FULL };
        (length > 0).then_some(Cycle { sweeps: length, peak })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cycles_fill_the_run() {
        for exchange in [false, true] {
            for sweeps in [1, 100, 399, 400, 500, 650, 999, 1000, 1001, 10_000, 99_999] {
                let all: Vec<Cycle> = cycles(sweeps, exchange).collect();
                assert_eq!(all.iter().map(|cycle| cycle.sweeps).sum::<u32>(), sweeps);
                assert_eq!(all[0].peak, FULL);
                assert!(all.iter().all(|cycle| cycle.sweeps >= 100.min(sweeps)));
            }
        }
        assert_eq!(cycles(0, true).count(), 0);
        assert_eq!(cycles(1000, false).map(|cycle| cycle.sweeps).collect::<Vec<_>>(), [500, 500]);
        assert_eq!(cycles(1000, true).map(|cycle| cycle.sweeps).collect::<Vec<_>>(), [400, 200, 200, 200]);
    }
}
