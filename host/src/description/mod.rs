//! A medium from a text file (TOML): read with care, brought from physical units to registers and banks, and what was
//! rounded on the way told. The format is on the page `run.md` of the book; its keys are in [`keys`].

mod coupling;
mod error;
pub mod graph;
pub mod keys;
pub mod oscillators;
mod quantise;
mod reader;
mod run;
mod shape;
pub mod spread;
pub mod units;

use std::path::Path;

use syntony_medium::gain::Gain;
use syntony_medium::law::Law;
use syntony_medium::learning::Learning;
use syntony_medium::noise::Generator;
use syntony_medium::schedule::{Ramp, Schedules};
use syntony_medium::shape::{Coupling as Stored, MAX_SLOTS};
use syntony_sim::{Medium, Settings, Weights};
use toml::de::DeTable;

use crate::io::{display_name, read_text};
use crate::random::Random;
use coupling::{Coupling, Normalise};
pub use error::DescriptionError;
pub use quantise::Quantisation;
use reader::{Section, Source};
pub use run::Run;
use units::Strength;

/// Most bytes of a description; long lists belong into files of their own.
const MAX_BYTES: u64 = 4 << 20;

/// What the command line sets in place of the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// Sweeps of the run.
    pub sweeps: Option<u32>,
    /// Seed.
    pub seed: Option<u64>,
}

/// A medium made from a file.
#[derive(Clone, Debug)]
pub struct Described {
    /// The medium, ready for a run with restart.
    pub medium: Medium,
    /// What `[run]` says.
    pub run: Run,
    /// What rounding did to the weights.
    pub weights: Quantisation,
    /// Drives are divided by this, a power of two, and the gain multiplied by it, so that no row saturates.
    pub unit: f64,
    /// The rings of the coupling, each as its oscillators in order.
    pub rings: Vec<Vec<usize>>,
    /// What was rounded so much that it should be known.
    pub notes: Vec<String>,
}

/// Reads a description; `-` is standard input. Files that it names are relative to its folder.
///
/// # Errors
/// A file that cannot be read, is no TOML, has an unknown key, a value of the wrong type or out of range, or does not make a medium.
pub fn read(path: &Path, overrides: Overrides) -> Result<Described, DescriptionError> {
    let text = read_text(path, MAX_BYTES)?;
    parse(&display_name(path), path.parent().unwrap_or(Path::new("")), &text, overrides)
}

/// Understands the text of a description; `file` is its name in messages, `folder` where the files it names are.
///
/// # Errors
/// As [`read`].
pub fn parse(file: &str, folder: &Path, text: &str, overrides: Overrides) -> Result<Described, DescriptionError> {
    let source = Source { file, text };
    let tree = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        source.fault(at, error.message().to_owned(), "write it as TOML")
    })?;
    let top = Section::new(source, "", "", 0, Some(tree.get_ref()))?;
    let section = |name| match top.inner(name, name)? {
        Some(section) => Ok(section),
        None => Section::new(source, name, name, text.len(), None),
    };
    let (shape_keys, run_keys) = (section("shape")?, section("run")?);
    let law = shape::law(run_keys)?;
    let mut run = run::read(run_keys, law)?;
    run.sweeps = overrides.sweeps.unwrap_or(run.sweeps);
    run.seed = overrides.seed.unwrap_or(run.seed);
    let coupling = coupling::read(section("coupling")?, folder, shape::oscillators(shape_keys)?, run.seed)?;
    let nodes = coupling.graph.nodes;
    let start = oscillators::read(section("oscillators")?, folder, nodes, run.seed)?;
    let (mut shape, sparse) = shape::read(shape_keys, nodes, law)?;

    let step = quantise::best_step(&coupling.graph.links, nodes, shape.weight_range());
    let (full, bits) = (nodes as u64 * nodes as u64, u64::from(shape.weight_bits));
    let edges = count(&coupling, nodes);
    // Partner and weight of each edge may take less room than a full matrix of weights.
    if sparse.unwrap_or(edges * (bits + 13) < full * bits) {
        if edges > MAX_SLOTS {
            let what = format!("{edges} directed edges are more than the {MAX_SLOTS} that the edge memories hold");
            return Err(shape_keys.fault("coupling", what, "write `coupling = \"dense\"`"));
        }
        shape.coupling = Stored::Sparse { slots: MAX_SLOTS as u32 / shape.lanes };
    }
    let slots = shape::slots(shape_keys, shape.coupling != Stored::Dense)?;
    let (weights, quantisation) = quantise::store(&coupling.graph.links, &shape, step)?;
    if let Weights::Sparse(rows) = &weights {
        let needed = rows.slots(shape.lanes as usize).max(1) as u32;
        shape.coupling = Stored::Sparse { slots: slots.unwrap_or(needed) };
        shape::checked(shape_keys, shape)?;
    }
    let bias: Vec<i16> = start.bias.iter().map(|bias| (bias / step).round().clamp(-32767.0, 32767.0) as i16).collect();
    let scales = row_scales(&weights, &coupling, &start.frequency, step);
    let unit = if law == Law::Inertial { 1.0 } else { drive_unit(&weights, &bias, &scales, step) };

    let mut medium = Medium::with_weights(shape, weights)?;
    let banks = &mut medium.oscillators;
    banks.frequency = start.frequency.iter().map(|&f| units::frequency_word(f)).collect();
    banks.target = start.target.iter().map(|&t| units::coarse_phase(t)).collect();
    banks.bias = bias;
    let per_row = 2048.0 * step / f64::from(shape.shown_max()) * if law == Law::Inertial { run.gain.from } else { 1.0 / unit };
    for (bank, scale) in banks.gain.iter_mut().zip(&scales) {
        let factor = per_row * scale;
        // A row that feels less than the last bit of its drive feels nothing.
        let gain = if factor < 2f64.powi(-31) { Some(Gain::default()) } else { Gain::from_factor(factor) };
        let message = "the coupling is too strong for the row gains";
        *bank = gain.ok_or_else(|| run_keys.fault("gain", message, "divide the weights or the gain"))?;
        bank.error_step = run.error_step;
    }
    if law == Law::Inertial {
        banks.state = start.phase.iter().map(|&p| oscillators::amplitude(p)).collect();
    } else {
        medium.set_phases(start.phase.iter().map(|&p| units::phase_word(p)));
    }
    medium.generator = Generator::new(Random::new(run.seed, 0).bits() as u32);
    medium.settings = settings(&run, unit).map_err(|key| {
        let most = Strength::of_value(32767) / if key == "gain" { unit } else { 1.0 };
        let what = format!("`{key}` is more than {most:.6} rad a sweep, the most that a schedule holds with weights of this size");
        run_keys.fault(key, what, "lower it, or divide the rows of the coupling with `normalise`")
    })?;

    let mut notes: Vec<String> = oscillators::coarse(&shape, run.dither, &medium.oscillators.frequency).into_iter().collect();
    if quantisation.rms_error > 0.01 {
        let bits = shape.weight_bits;
        let error = 100.0 * quantisation.rms_error;
        notes.push(format!("weights of {bits} bits are off by {error:.1} % (rms); more weight_bits are nearer"));
    }
    if law != Law::Inertial {
        notes.extend(gain_note(&run, &medium.settings.schedules.gain, unit));
    }
    Ok(Described { medium, run, weights: quantisation, unit, rings: coupling.graph.rings, notes })
}

/// What the registers hold; fails with the name of a strength that no schedule holds.
pub(crate) fn settings(run: &Run, unit: f64) -> Result<Settings, &'static str> {
    let cycle = if run.cycle > 0 { run.cycle } else { run.sweeps };
    let ramp = |key, strength: Strength| strength.ramp(cycle).ok_or(key);
    let schedules = if run.law == Law::Inertial {
        Schedules { pull: Ramp::pull(units::pull_peak(run.pull), cycle), ..Schedules::default() }
    } else {
        Schedules {
            gain: ramp("gain", Strength { from: run.gain.from * unit, to: run.gain.to * unit })?,
            harmonic: ramp("harmonic", run.harmonic)?,
            injection: ramp("injection", run.injection)?,
            noise: ramp("noise", run.noise)?,
            pull: Ramp::default(),
        }
    };
    Ok(Settings {
        law: run.law,
        alpha: units::coarse_phase(run.alpha),
        dither: run.dither,
        schedules,
        cycle: run.cycle,
        measure: run.measure,
        settle: run.settle,
        learning: Learning::default(),
    })
}

/// Directed edges.
fn count(coupling: &Coupling, nodes: usize) -> u64 {
    let mut edges = 0;
    quantise::each_link(&coupling.graph.links, nodes, |_, _, _| edges += 1);
    edges
}

/// What each row is multiplied by.
fn row_scales(weights: &Weights, coupling: &Coupling, frequency: &[f64], step: f64) -> Vec<f64> {
    let scale = |(i, speed): (usize, &f64)| {
        let sums = row(weights, i, frequency.len()).fold((0.0, 0.0), |(a, b), w| (a + w.abs() * step, b + w * w * step * step));
        let divide = match coupling.normalise {
            Normalise::None => 1.0,
            Normalise::Nodes => frequency.len() as f64,
            Normalise::Degree => sums.0,
            Normalise::Norm => f64::sqrt(sums.1),
        };
        let speed = if coupling.by_frequency { speed.abs() * std::f64::consts::TAU } else { 1.0 };
        if divide > 0.0 { speed / divide } else { speed }
    };
    frequency.iter().enumerate().map(scale).collect()
}

/// The stored weights of a row.
fn row(weights: &Weights, i: usize, n: usize) -> Box<dyn Iterator<Item = f64> + '_> {
    match weights {
        Weights::Dense(matrix) => Box::new(matrix[i * n..][..n].iter().map(|&w| f64::from(w))),
        Weights::Sparse(rows) => Box::new(rows.row(i).map(|(_, w)| f64::from(w))),
    }
}

/// The power of two that brings the largest drive a row can have into 1/2 to 8, where it neither saturates (at 16, or at 8
/// with the smallest mantissa) nor loses bits.
fn drive_unit(weights: &Weights, bias: &[i16], scales: &[f64], step: f64) -> f64 {
    let drive = |(i, scale): (usize, &f64)| {
        let sum: f64 = row(weights, i, scales.len()).map(f64::abs).sum();
        (sum + f64::from(bias[i]).abs()) * step * scale
    };
    let largest = scales.iter().enumerate().map(drive).fold(0.0, f64::max);
    let mut unit = 1.0;
    if largest > 0.0 {
        while largest / unit > 8.0 {
            unit *= 2.0;
        }
        while largest / unit < 0.5 {
            unit /= 2.0;
        }
    }
    unit
}

/// A warning if a gain that stays is rounded by more than half a percent.
fn gain_note(run: &Run, ramp: &Ramp, unit: f64) -> Option<String> {
    let held = Strength::of_value(ramp.start >> 16) / unit;
    let off = (held - run.gain.from).abs();
    (run.gain.from == run.gain.to && off > 0.005 * run.gain.from)
        .then(|| format!("the gain {} is held as {held:.6} rad a sweep: the schedule counts in steps of 2^-16 turn", run.gain.from))
}
