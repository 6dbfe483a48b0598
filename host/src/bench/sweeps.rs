//! One instance: sweeps a second, against the plain kernel.

use syntony_medium::law::Law;
use syntony_sim::plain::Plain;
use syntony_sim::run::Request;
use syntony_sim::{Isa, Kernel, Medium, Single};

use super::clock::least;
use super::{Options, Row, Rows, medium};

/// Multiply-adds of one timed call, about: long enough for the clock, short enough for many.
const WORK: f64 = 2e8;

/// Sweeps a second.
pub fn rate(kernel: &mut impl Kernel, medium: &mut Medium, sweeps: u32, seconds: f64) -> f64 {
    // The first call packs the weights and warms the caches.
    let mut call =
        || syntony_sim::run::run(kernel, medium, Request { sweeps, restart: true }, |_| false).map(|_| ()).expect("the medium is legal");
    call();
    f64::from(sweeps) / least(seconds, call)
}

/// Rows of one law and size with several sets of instructions.
fn law(options: &Options, rows: &mut Rows<'_>, law: Law, n: u32, noise: bool, isas: &[Isa]) {
    let noisy = if noise { " noise" } else { "" };
    let stem = format!("dense {} N={n}{noisy}", law.name());
    if !isas.iter().any(|isa| rows.wanted(&format!("{stem} {}", isa.name()))) {
        return;
    }
    let mut medium = medium::dense(n, law, noise, options.seed);
    let sweeps = ((WORK / f64::from(n).powi(2)) as u32).max(1);
    let plain = rate(&mut Plain::default(), &mut medium, sweeps.div_ceil(16), options.seconds);
    for isa in isas {
        rows.add(&format!("{stem} {}", isa.name()), |name| {
            let value = rate(&mut Single::new(*isa), &mut medium, sweeps, options.seconds);
            Some(Row::rate(name, value, "sweeps/s", Some(plain)))
        });
    }
}

pub fn run(options: &Options, rows: &mut Rows<'_>) {
    let all: Vec<Isa> = Isa::ALL.into_iter().rev().filter(|isa| isa.available()).collect();
    law(options, rows, Law::Projected, 512, false, &all);
    law(options, rows, Law::FullPhase, 512, false, &all);
    law(options, rows, Law::Inertial, 512, false, &[Isa::best()]);
    law(options, rows, Law::Projected, 512, true, &[Isa::best()]);
    for node in [Law::Projected, Law::FullPhase] {
        law(options, rows, node, 2048, false, &[Isa::best()]);
    }
}
