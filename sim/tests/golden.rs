//! The golden file: a checksum of everything a run leaves behind, per law and shape, for every kernel.
//!
//! After a wanted change of the definition: `SYNTONY_GOLDEN=write cargo test --release -p syntony-sim --test golden`.

mod common;

use std::collections::HashSet;
use std::fmt::Write;
use std::path::Path;

use common::Plan;
use syntony_medium::law::Law;
use syntony_sim::plain::Plain;
use syntony_sim::run::{Request, run};
use syntony_sim::{Isa, Kernel, Medium, Single};

/// FNV-1a over little-endian words.
struct Checksum(u64);

impl Checksum {
    fn bytes(&mut self, bytes: impl IntoIterator<Item = u8>) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
        }
    }

    fn words(&mut self, words: impl IntoIterator<Item = i64>) {
        words.into_iter().for_each(|word| self.bytes(word.to_le_bytes()));
    }
}

/// The checksum of state, error counters, generator, accumulators and observers.
fn checksum(medium: &Medium) -> u64 {
    let mut sum = Checksum(0xCBF2_9CE4_8422_2325);
    let (o, seen) = (&medium.oscillators, &medium.observers);
    sum.words(o.state.iter().map(|&word| i64::from(word)));
    sum.words(o.error.iter().map(|&e| i64::from(e)));
    sum.words([i64::from(medium.generator.state())]);
    sum.words(medium.accumulators.words().map(i64::from));
    sum.words([seen.sweeps_done, seen.cycle_position, seen.settled_for, seen.sums.changed, seen.best_sweep].map(i64::from));
    sum.words([i64::from(seen.sums.cos), i64::from(seen.sums.sin), seen.energy, seen.best_energy]);
    sum.bytes(seen.best.iter().map(|&negative| u8::from(negative)));
    sum.0
}

fn after(kernel: &mut impl Kernel, plan: &Plan) -> u64 {
    let mut medium = plan.medium();
    run(kernel, &mut medium, Request { sweeps: plan.sweeps, restart: true }, |_| false).unwrap();
    checksum(&medium)
}

/// Every law on a plan that uses it well.
fn laws() -> [Plan; 3] {
    let projected = Plan { sweeps: 24, ..Plan::default() };
    [
        projected,
        Plan { law: Law::FullPhase, alpha: true, harmonic: true, injection: true, ..projected },
        Plan { law: Law::Inertial, shown_bits: 5, noise: false, cycle: 7, ..projected },
    ]
}

fn plans() -> Vec<Plan> {
    let mut plans: Vec<Plan> = Vec::new();
    for base in laws() {
        for oscillators in [64, 100, 512] {
            for block in [1, 16, oscillators] {
                plans.push(Plan { oscillators, block, ..base });
                if block < oscillators {
                    plans.push(Plan { oscillators, block, lag: 1, ..base });
                }
            }
        }
        for (oscillators, block) in [(100, 1), (2000, 16), (2000, 2000)] {
            plans.push(Plan { sparse: true, oscillators, block, ..base });
        }
        plans.extend([4, 6, 8].map(|shown_bits| Plan { shown_bits, ..base }));
        if base.law != Law::Inertial {
            plans.extend([4, 8, 16, 24].map(|phase_bits| Plan { phase_bits, noise: false, ..base }));
            plans.extend([8, 12, 24].map(|phase_bits| Plan { phase_bits, dither: true, ..base }));
        }
        plans.push(Plan { sweeps: 300, cycle: 0, ..base });
        plans.extend([2, 4, 6, 8].map(|weight_bits| Plan { weight_bits, radix4: true, ..base }));
        plans.extend([2, 3, 8].map(|weight_bits| Plan { weight_bits, bias: false, cycle: 5, ..base }));
    }
    let mut names = HashSet::new();
    plans.retain(|plan| names.insert(plan.name()));
    plans
}

#[test]
fn every_kernel_gives_the_golden_bits() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden.txt");
    let mut found = String::new();
    for plan in plans() {
        let sum = after(&mut Plain::default(), &plan);
        writeln!(found, "{sum:016x} {}", plan.name()).unwrap();
        for isa in Isa::ALL.into_iter().filter(|isa| isa.available()) {
            assert_eq!(after(&mut Single::new(isa), &plan), sum, "{} {}", isa.name(), plan.name());
        }
    }
    if std::env::var_os("SYNTONY_GOLDEN").is_some_and(|wish| wish == "write") {
        std::fs::write(&path, &found).unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap();
    let differ: Vec<_> = found.lines().zip(golden.lines()).filter(|(found, golden)| found != golden).take(5).collect();
    assert!(differ.is_empty() && found.lines().count() == golden.lines().count(), "{differ:#?}");
}

/// Each line stands for another run: no plan is written twice, and no two runs end alike.
#[test]
fn the_golden_lines_differ() {
    let golden = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden.txt")).unwrap();
    let mut sums: Vec<_> = golden.lines().map(|line| &line[..16]).collect();
    let all = sums.len();
    sums.sort_unstable();
    sums.dedup();
    let mut names: Vec<_> = golden.lines().map(|line| &line[17..]).collect();
    names.sort_unstable();
    names.dedup();
    assert!(all > 90 && sums.len() == all && names.len() == all, "{all} lines, {} sums, {} names", sums.len(), names.len());
}
