//! Exchange of clusters between partitions.
//!
//! Two partitions, turned so that they agree as far as possible, differ on some nodes. The connected pieces of those nodes (in the
//! graph) do not touch each other, so each can be taken over or left by itself, and what it changes is the same seen from
//! either side with the sign reversed: for every piece exactly one of the two gains, or both stay equal. (Partition crossover;
//! Whitley, Hains and Howe 2009, for the travelling salesman.)

use std::cmp::Ordering;

use super::Exact;

/// The partitions of a group and their agreements.
#[derive(Clone, Debug)]
pub(super) struct Pool {
    /// A word an oscillator, a bit a restart; set where the sign is -1.
    pub signs: Vec<u64>,
    /// The agreement of each restart.
    pub agreements: Vec<i64>,
}

/// Working memory of an exchange.
#[derive(Clone, Debug)]
pub(super) struct Exchange<'a> {
    exact: &'a Exact,
    /// Whether to look for clusters; else all that differs is one piece.
    clustered: bool,
    /// Without fields a partition and its opposite are the same.
    may_turn: bool,
    stamp: u32,
    seen: Vec<u32>,
    clusters: Vec<u32>,
    /// End of each cluster in `clusters`, and what its first restart gains by it.
    ends: Vec<(usize, i64)>,
}

impl<'a> Exchange<'a> {
    pub fn new(exact: &'a Exact, clustered: bool) -> Self {
        let may_turn = exact.fields.iter().all(|&field| field == 0);
        Self { exact, clustered, may_turn, stamp: 0, seen: vec![0; exact.fields.len()], clusters: Vec::new(), ends: Vec::new() }
    }

    /// One round: every restart with the one whose number differs in bit `bit`. With `copies` a difference that is all one piece may
    /// be taken too, which makes a copy.
    pub fn round(&mut self, pool: &mut Pool, bit: u32, copies: bool) {
        let restarts = pool.agreements.len();
        for first in 0..restarts {
            let second = first | 1 << bit;
            if second != first && second < restarts {
                self.pair(pool, first, second, copies);
            }
        }
    }

    /// Each of two restarts takes from the other the clusters by which it gains.
    fn pair(&mut self, pool: &mut Pool, first: usize, second: usize, copies: bool) {
        if !self.clustered {
            if copies {
                follow(pool, first, second);
            }
            return;
        }
        self.find((&pool.signs, first), (&pool.signs, second));
        if self.ends.len() < 2 && !copies {
            return;
        }
        let mut start = 0;
        for &(end, gain) in &self.ends {
            let taker = if gain > 0 { first } else { second };
            if gain != 0 {
                self.clusters[start..end].iter().for_each(|&i| pool.signs[i as usize] ^= 1 << taker);
                pool.agreements[taker] += gain.abs();
            }
            start = end;
        }
    }

    /// Each restart takes from its own newest partition the clusters by which it does not lose: the result is at least as good as either.
    pub fn renew(&mut self, best: &mut Pool, now: &Pool) {
        if !self.clustered {
            return keep_better(best, now);
        }
        for lane in 0..best.agreements.len() {
            self.find((&best.signs, lane), (&now.signs, lane));
            let mut start = 0;
            for &(end, gain) in &self.ends {
                // Equals are taken too: another place to go on from.
                if gain >= 0 {
                    self.clusters[start..end].iter().for_each(|&i| best.signs[i as usize] ^= 1 << lane);
                    best.agreements[lane] += gain;
                }
                start = end;
            }
        }
    }

    /// The clusters in which two partitions differ, each a word an oscillator and the number of a bit, and what the first gains by each.
    fn find(&mut self, (first, a): (&[u64], usize), (second, b): (&[u64], usize)) {
        self.clusters.clear();
        self.ends.clear();
        let bit = |i: usize| (first[i] >> a ^ second[i] >> b) & 1;
        let apart = (0..first.len()).map(bit).sum::<u64>();
        let turn = u64::from(self.may_turn && 2 * apart > first.len() as u64);
        let differs = |i: usize| bit(i) != turn;
        self.stamp = self.stamp.wrapping_add(1);
        if self.stamp == 0 {
            self.seen.fill(0);
            self.stamp = 1;
        }
        for root in 0..first.len() {
            if !differs(root) || self.seen[root] == self.stamp {
                continue;
            }
            let mut next = self.clusters.len();
            self.seen[root] = self.stamp;
            self.clusters.push(root as u32);
            let mut loss = 0;
            while let Some(&i) = self.clusters.get(next) {
                next += 1;
                let i = i as usize;
                let own = first[i] >> a & 1;
                loss += if own == 1 { -self.exact.fields[i] } else { self.exact.fields[i] };
                for &(j, coupling) in self.exact.row(i) {
                    let other = j as usize;
                    if !differs(other) {
                        loss += if own == first[other] >> a & 1 { coupling } else { -coupling };
                    } else if self.seen[other] != self.stamp {
                        self.seen[other] = self.stamp;
                        self.clusters.push(j);
                    }
                }
            }
            self.ends.push((next, -2 * loss));
        }
    }
}

/// The worse of two restarts becomes a copy of the better.
fn follow(pool: &mut Pool, first: usize, second: usize) {
    let (from, to) = match pool.agreements[first].cmp(&pool.agreements[second]) {
        Ordering::Equal => return,
        Ordering::Greater => (first, second),
        Ordering::Less => (second, first),
    };
    pool.signs.iter_mut().for_each(|word| *word = *word & !(1 << to) | (*word >> from & 1) << to);
    pool.agreements[to] = pool.agreements[from];
}

fn keep_better(best: &mut Pool, now: &Pool) {
    let mut better = 0;
    for (lane, (best, &now)) in best.agreements.iter_mut().zip(&now.agreements).enumerate() {
        // Equals replace too: another place to go on from.
        if now >= *best {
            *best = now;
            better |= 1 << lane;
        }
    }
    for (best, &now) in best.signs.iter_mut().zip(&now.signs) {
        *best = *best & !better | now & better;
    }
}
