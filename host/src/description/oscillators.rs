//! `[oscillators]`: what each oscillator begins with.

use std::ops::RangeInclusive;
use std::path::Path;

use syntony_medium::shape::Shape;
use syntony_medium::sine;
use syntony_sim::oscillators::pack_amplitude;

use super::coupling::{extension, folder_path};
use super::reader::{Section, Value};
use super::spread::Spread;
use super::{DescriptionError, units};
use crate::io::csv::Gaps;
use crate::io::{IoError, csv, display_name, npy};
use crate::random::Random;

const TURNS: RangeInclusive<f64> = -4096.0..=4096.0;
const SPEED: RangeInclusive<f64> = -0.5..=0.5;
const SEEDS: RangeInclusive<u64> = 0..=i64::MAX as u64;

/// What `[oscillators]` says, one value an oscillator.
#[derive(Clone, Debug, PartialEq)]
pub struct Start {
    /// Natural frequencies, turns a sweep.
    pub frequency: Vec<f64>,
    /// Starting phases, turns.
    pub phase: Vec<f64>,
    /// Targets of the injection, turns.
    pub target: Vec<f64>,
    /// Biases, in the unit of the weights.
    pub bias: Vec<f64>,
}

/// Reads the table.
pub(super) fn read(section: Section<'_>, folder: &Path, nodes: usize, seed: u64) -> Result<Start, DescriptionError> {
    let reader = Reader { folder, nodes };
    let frequency = match section.get("frequency") {
        Some(value) if value.kind().is_some_and(|kind| kind != "file") => reader.spread(value, seed)?,
        value => reader.values(value, &SPEED)?,
    };
    let mut random = Random::new(seed, 1);
    let mut phase = match section.get("phase") {
        None => reader.random_phases(&mut random),
        Some(value) if value.is_text() => {
            value.choice(&["random"])?;
            reader.random_phases(&mut random)
        }
        Some(value) if value.kind().is_some_and(|kind| kind != "file") => reader.twist(value)?,
        value => reader.values(value, &TURNS)?,
    };
    let jitter = section.float("jitter", 0.0..=1.0)?.unwrap_or(0.0);
    if jitter > 0.0 {
        phase.iter_mut().for_each(|phase| *phase += jitter * (random.unit() - 0.5));
    }
    let target = reader.values(section.get("target"), &TURNS)?;
    let bias = reader.values(section.get("bias"), &(-1e6..=1e6))?;
    Ok(Start { frequency, phase, target, bias })
}

struct Reader<'a> {
    folder: &'a Path,
    nodes: usize,
}

impl Reader<'_> {
    fn random_phases(&self, random: &mut Random) -> Vec<f64> {
        (0..self.nodes).map(|_| random.unit()).collect()
    }

    /// A number for all, a list, or a file; 0 if there is nothing.
    fn values(&self, value: Option<Value<'_>>, range: &RangeInclusive<f64>) -> Result<Vec<f64>, DescriptionError> {
        let Some(value) = value else { return Ok(vec![0.0; self.nodes]) };
        if value.is_table() {
            return self.file(value, range);
        }
        let Some(list) = value.list() else { return Ok(vec![value.float(range)?; self.nodes]) };
        if list.len() != self.nodes {
            let what = format!("`{}` has {} numbers for {} oscillators", value.key, list.len(), self.nodes);
            return Err(value.fault(what, "give one number an oscillator"));
        }
        list.iter().map(|value| value.float(range)).collect()
    }

    fn file(&self, value: Value<'_>, range: &RangeInclusive<f64>) -> Result<Vec<f64>, DescriptionError> {
        let section = value.section("values")?;
        section.choice("kind", &["file"])?.ok_or_else(|| section.missing("kind"))?;
        let path = folder_path(self.folder, section.text("path")?.ok_or_else(|| section.missing("path"))?);
        let name = display_name(&path);
        let values = match extension(&path).as_str() {
            "npy" => npy::read(&path)?.finite(&name)?,
            _ => csv::read(&path, Gaps::Refused)?.values,
        };
        if values.len() != self.nodes {
            let what = format!("there are {} numbers for {} oscillators", values.len(), self.nodes);
            return Err(IoError::whole(&name, what, "give one number an oscillator").into());
        }
        if let Some(at) = values.iter().position(|number| !range.contains(number)) {
            let what = format!("number {} is {}, outside {} to {}", at + 1, values[at], range.start(), range.end());
            return Err(IoError::whole(&name, what, format!("give `{}` in the unit of its key", value.key)).into());
        }
        Ok(values)
    }

    fn twist(&self, value: Value<'_>) -> Result<Vec<f64>, DescriptionError> {
        value.section("twist").and_then(|section| {
            section.choice("kind", &["twist"])?;
            let turns = section.float("turns", TURNS)?.ok_or_else(|| section.missing("turns"))?;
            if turns.fract() != 0.0 {
                return Err(section.fault("turns", format!("`turns` = {turns} does not close the ring"), "write a whole number"));
            }
            Ok((0..self.nodes).map(|i| turns * i as f64 / self.nodes as f64).collect())
        })
    }

    fn spread(&self, value: Value<'_>, seed: u64) -> Result<Vec<f64>, DescriptionError> {
        let section = value.section("spread")?;
        let spread = match section.choice("kind", &["normal", "lorentz", "uniform"])? {
            Some("normal") => Spread::Normal,
            Some("lorentz") => Spread::Lorentz,
            _ => Spread::Uniform,
        };
        let mean = section.float("mean", SPEED)?.unwrap_or(0.0);
        let width = section.float("width", 0.0..=0.5)?.ok_or_else(|| section.missing("width"))?;
        let limit = section.float("limit", 0.0..=0.5)?.unwrap_or(0.5);
        let quantiles = section.choice("sample", &["random", "quantiles"])? == Some("quantiles");
        let seed = section.whole("seed", SEEDS)?.unwrap_or(seed);
        let off = draw(spread, self.nodes, quantiles, seed);
        // A medium turns at most half a turn a sweep.
        Ok(off.into_iter().map(|off| (mean + (width * off).clamp(-limit, limit)).clamp(-0.5, 0.5)).collect())
    }
}

/// `n` values of a distribution of width 1: drawn one by one, or spaced evenly in probability and put in random order.
pub fn draw(spread: Spread, n: usize, quantiles: bool, seed: u64) -> Vec<f64> {
    let mut random = Random::new(seed, 4);
    if quantiles {
        let order = random.permutation(n);
        return order.into_iter().map(|k| spread.quantile((k as f64 + 0.5) / n as f64)).collect();
    }
    // The middle of one of 2^53 intervals is never 0 or 1.
    (0..n).map(|_| spread.quantile((random.unit() + 2f64.powi(-54)).min(1.0 - 2f64.powi(-53)))).collect()
}

/// Starting states of the inertial law: `x` and `y` a tenth of the cosine and sine of a phase.
pub(super) fn amplitude(turns: f64) -> u32 {
    let phase = units::phase_word(turns);
    let tenth = |q15: i32| (q15 * 205 + (1 << 14)) >> 15;
    pack_amplitude(tenth(sine::cos(phase)), tenth(sine::sin(phase)))
}

/// A warning if frequencies are finer than the phase word holds.
pub(super) fn coarse(shape: &Shape, dither: bool, words: &[i32]) -> Option<String> {
    let step = 1i32 << shape.dropped_bits();
    if step == 1 || dither {
        return None;
    }
    let off = |&word: &i32| (word - ((word + step / 2) & !(step - 1))).abs();
    let largest = words.iter().map(off).max().unwrap_or(0);
    (largest > 0).then(|| {
        format!(
            "a phase of {} bits turns in steps of 2^-{} turn: natural frequencies are off by up to {:.1e} turns a sweep; take phase_bits = 24 or dither = true",
            shape.phase_bits,
            shape.phase_bits,
            units::frequency(largest)
        )
    })
}
