//! `[run]`: the law, its strengths and the length of the run.

use std::ops::RangeInclusive;

use syntony_medium::law::Law;

use super::DescriptionError;
use super::reader::Section;
use super::units::Strength;

/// Most sweeps of a run or a cycle.
pub const MAX_SWEEPS: u32 = 100_000_000;
/// Range of strengths that a schedule holds as they are, rad a sweep.
const TURN: RangeInclusive<f64> = 0.0..=std::f64::consts::PI;

/// What `[run]` says, in its own units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Run {
    /// Node law.
    pub law: Law,
    /// Sweeps.
    pub sweeps: u32,
    /// Seed of everything drawn at random.
    pub seed: u64,
    /// Sweeps of a cycle; 0: none.
    pub cycle: u32,
    /// Sweeps without a change of sign that end the run; 0: never.
    pub settle: u32,
    /// Whether the energy is measured.
    pub measure: bool,
    /// Whether the cut of low phase bits is dithered.
    pub dither: bool,
    /// Phase lag, turns.
    pub alpha: f64,
    /// Strength of the coupling.
    pub gain: Strength,
    /// Second harmonic.
    pub harmonic: Strength,
    /// Injection.
    pub injection: Strength,
    /// Noise.
    pub noise: Strength,
    /// Peak of the pull.
    pub pull: f64,
    /// Step of the error counter.
    pub error_step: u8,
}

/// Reads the table.
pub(super) fn read(section: Section<'_>, law: Law) -> Result<Run, DescriptionError> {
    let whole = |key, range| section.small(key, range);
    let gain = strength(section, "gain", 0.0..=1000.0)?.unwrap_or(Strength::constant(0.1));
    let inertial = law == Law::Inertial;
    if inertial && gain.from != gain.to {
        return Err(section.fault("gain", "the inertial law has no schedule of its gain", "write a number; its `pull` is what falls"));
    }
    let others = if inertial { &["alpha", "harmonic", "injection", "noise", "dither"][..] } else { &["pull", "error_step"][..] };
    let projected = if law == Law::Projected { &["alpha"][..] } else { &[] };
    if let Some(key) = others.iter().chain(projected).find(|key| section.get(key).is_some()) {
        return Err(section.fault(key, format!("`{key}` means nothing for the {} law", law.name()), "remove it, or choose another law"));
    }
    Ok(Run {
        law,
        sweeps: whole("sweeps", 1..=MAX_SWEEPS)?.unwrap_or(1000),
        seed: section.whole("seed", 0..=i64::MAX as u64)?.unwrap_or(1),
        cycle: whole("cycle", 0..=MAX_SWEEPS)?.unwrap_or(0),
        settle: whole("settle", 0..=MAX_SWEEPS)?.unwrap_or(0),
        measure: section.flag("measure")?.unwrap_or(true),
        dither: section.flag("dither")?.unwrap_or(false),
        alpha: section.float("alpha", -1.0..=1.0)?.unwrap_or(0.0),
        gain,
        harmonic: strength(section, "harmonic", TURN)?.unwrap_or(Strength::constant(0.0)),
        injection: strength(section, "injection", TURN)?.unwrap_or(Strength::constant(0.0)),
        noise: strength(section, "noise", TURN)?.unwrap_or(Strength::constant(0.0)),
        pull: section.float("pull", 0.0..=3.99)?.unwrap_or(3.7),
        error_step: whole("error_step", 0..=255)?.unwrap_or(0) as u8,
    })
}

fn strength(section: Section<'_>, key: &'static str, range: RangeInclusive<f64>) -> Result<Option<Strength>, DescriptionError> {
    let Some(value) = section.get(key) else { return Ok(None) };
    if !value.is_table() {
        return Ok(Some(Strength::constant(value.float(&range)?)));
    }
    let ramp = value.section("ramp")?;
    let end = |key| ramp.float(key, range.clone())?.ok_or_else(|| ramp.missing(key));
    Ok(Some(Strength { from: end("from")?, to: end("to")? }))
}
