//! One group of restarts, from its random starts to its best partitions.

use syntony_medium::schedule::Ramp;
use syntony_sim::batch::LANES;

use super::exchange::{Exchange, Pool};
use super::flock::Flock;
use super::map::Mapped;
use super::plan::{Cycle, cycles};
use crate::player::PlayError;
use crate::random::Random;

/// Size of amplitude and momentum at the start: a tenth, Q11.
pub const START: i32 = 205;
/// Rounds of exchange after a cycle.
const ROUNDS: usize = 2;

/// What all groups of a run share.
pub(super) struct Work<'a> {
    pub mapped: &'a Mapped,
    pub sweeps: u32,
    /// Whether differences may fall into clusters.
    pub clusters: bool,
    /// Whether restarts take clusters from each other.
    pub exchange: bool,
    pub seed: u64,
}

/// What a group is asked and told while it runs.
pub(super) struct Watch<'a> {
    /// Whether to stop; asked after each sweep.
    pub stop: &'a dyn Fn() -> bool,
    /// Told the sweeps done and the best agreement after each cycle.
    pub progress: &'a dyn Fn(u32, i64),
}

/// Runs the restarts `first..first + count`, at most 64. Returns their best partitions and the sweeps done.
pub(super) fn run(work: &Work<'_>, mut flock: impl Flock, first: u64, count: usize, watch: &Watch<'_>) -> Result<(Pool, u32), PlayError> {
    start(work, &mut flock, first, count);
    let mut exchange = Exchange::new(&work.mapped.couplings, work.clusters);
    let mut best = measure(work, &mut flock, count)?;
    // Bits of a restart's number within its group.
    let bits = count.next_power_of_two().trailing_zeros();
    let mut done = 0;
    for (number, Cycle { sweeps, peak }) in cycles(work.sweeps, work.exchange).enumerate() {
        if (watch.stop)() {
            break;
        }
        done += flock.cycle(Ramp::pull(peak, sweeps), sweeps, watch.stop)?;
        let now = measure(work, &mut flock, count)?;
        exchange.renew(&mut best, &now);
        if work.exchange {
            if done < work.sweeps {
                // Neighbours first, everyone with everyone late in the run: small communities stay different for longer.
                let open = (1 + u64::from(bits) * u64::from(done) / u64::from(work.sweeps)).clamp(1, u64::from(bits.max(1))) as usize;
                (0..ROUNDS).for_each(|round| exchange.round(&mut best, ((number + 1 + round) % open) as u32, true));
            } else {
                // A copy would find nothing new and only flatter the mean.
                (0..bits).for_each(|bit| exchange.round(&mut best, bit, false));
            }
            // The next cycle starts from the best: amplitude and momentum of the nodes that differ change sign.
            for (i, (&wanted, &present)) in best.signs.iter().zip(&now.signs).enumerate() {
                flock.flip(i, wanted ^ present);
            }
        }
        (watch.progress)(done, best.agreements.iter().copied().max().unwrap_or(i64::MIN));
    }
    Ok((best, done))
}

fn start(work: &Work<'_>, flock: &mut impl Flock, first: u64, count: usize) {
    for lane in 0..count {
        let mut random = Random::new(work.seed, first + lane as u64);
        for i in 0..work.mapped.order.len() {
            let bits = random.bits();
            let sign = |bit: u32| if bits >> bit & 1 == 0 { START } else { -START };
            flock.set(lane, i, sign(63), sign(62));
        }
    }
}

/// The partitions as they are, with their agreements.
fn measure(work: &Work<'_>, flock: &mut impl Flock, count: usize) -> Result<Pool, PlayError> {
    let keep = u64::MAX >> (LANES - count);
    let (signs, energies) = flock.measure()?;
    let signs: Vec<u64> = signs.iter().map(|word| word & keep).collect();
    let agreements = match work.mapped.worth {
        Some(worth) => energies[..count].iter().map(|energy| -energy / 2 * worth).collect(),
        None => agreements(work.mapped, &signs, count),
    };
    Ok(Pool { signs, agreements })
}

/// Agreements from the exact couplings.
fn agreements(mapped: &Mapped, signs: &[u64], count: usize) -> Vec<i64> {
    let mut twice = [0i64; LANES];
    let mut add = |negative: u64, value: i64| {
        for (lane, sum) in twice.iter_mut().enumerate() {
            let mask = -((negative >> lane & 1) as i64);
            *sum += (value ^ mask) - mask;
        }
    };
    for (i, &own) in signs.iter().enumerate() {
        add(own, 2 * mapped.couplings.fields[i]);
        for &(j, coupling) in mapped.couplings.row(i) {
            add(own ^ signs[j as usize], coupling);
        }
    }
    twice[..count].iter().map(|sum| sum / 2).collect()
}
