//! Order against the strength of what makes it: a parameter is led up and down, each step from the state of the last, and
//! the onset of synchrony and its hysteresis are read off.

use std::path::Path;

use serde::Serialize;
use syntony_sim::run::{Outcome, Request};
use thiserror::Error;

use crate::description::units::Strength;
use crate::description::{self, Described, DescriptionError, Overrides, Run};
use crate::device::DeviceError;
use crate::plot::{Figure, Mark, Series};
use crate::stage::{Local, Row, Stage};

/// Kuramoto's medium with Lorentzian frequencies of half width [`ONSET_WIDTH`]: a continuous onset.
pub const ONSET: &str = include_str!("../../docs/examples/kuramoto-onset.toml");
/// Half width of the frequencies of [`ONSET`], turns a sweep.
pub const ONSET_WIDTH: f64 = 0.002;
/// The same with coupling in proportion to frequency: an explosive onset, with hysteresis.
pub const EXPLOSIVE: &str = include_str!("../../docs/examples/explosive.toml");

/// A parameter of the run that can be led.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Parameter {
    /// Strength of the coupling, rad a sweep.
    Gain,
    /// Second harmonic, rad a sweep.
    Harmonic,
    /// Injection, rad a sweep.
    Injection,
    /// Noise, rad a sweep.
    Noise,
    /// Phase lag, turns.
    Alpha,
}

impl Parameter {
    /// Every parameter with its name.
    pub const ALL: [(&'static str, Parameter); 5] = [
        ("gain", Self::Gain),
        ("harmonic", Self::Harmonic),
        ("injection", Self::Injection),
        ("noise", Self::Noise),
        ("alpha", Self::Alpha),
    ];

    /// Its name in files and options.
    pub fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(_, parameter)| *parameter == self).map_or("", |(name, _)| name)
    }

    fn set(self, run: &mut Run, value: f64) {
        let strength = Strength::constant(value);
        match self {
            Self::Gain => run.gain = strength,
            Self::Harmonic => run.harmonic = strength,
            Self::Injection => run.injection = strength,
            Self::Noise => run.noise = strength,
            Self::Alpha => run.alpha = value,
        }
    }
}

/// A way to lead a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Way {
    /// What is led.
    pub parameter: Parameter,
    /// First value.
    pub from: f64,
    /// Last value.
    pub to: f64,
    /// Values, both ends counted; 2 to 10 000.
    pub steps: u32,
    /// Whether the way is gone back too.
    pub back: bool,
}

/// One value of the parameter.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Point {
    /// The value, as the medium holds it.
    pub value: f64,
    /// Order parameter, mean over the second half of the step's sweeps.
    pub r: f64,
    /// Its standard deviation there.
    pub deviation: f64,
    /// Whether this is the way back.
    pub back: bool,
}

/// The points of a way, and what can be read off them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Curve {
    /// The points in the order in which they were played.
    pub points: Vec<Point>,
    /// Value at which r crosses 1/2 on the way there.
    pub onset: Option<f64>,
    /// Value at which it does so on the way back.
    pub offset: Option<f64>,
    /// `onset - offset`: the width of the hysteresis.
    pub width: Option<f64>,
    /// Whether the way was cut short.
    pub interrupted: bool,
}

/// Why a parameter cannot be led.
#[derive(Debug, Error)]
pub enum SynchronyError {
    /// The medium.
    #[error(transparent)]
    Description(#[from] DescriptionError),
    /// The board or the kernel.
    #[error("{0}")]
    Device(#[from] DeviceError),
    /// A value that the medium cannot hold.
    #[error("{parameter} = {value} is more than a schedule of this medium holds: end the way below {most:.6}")]
    Range {
        /// What is led.
        parameter: &'static str,
        /// The value asked for.
        value: f64,
        /// The largest that is held.
        most: f64,
    },
    /// The law does not know the parameter.
    #[error("the {law} law has no schedule of `{parameter}`: lead another parameter, or choose another law")]
    Law {
        /// The law.
        law: &'static str,
        /// What is led.
        parameter: &'static str,
    },
}

/// Leads a parameter of a described medium on a stage that holds it. Each step has the sweeps of `[run]`: the first half to
/// settle, the second to average r over each `every`th sweep. `each` is told each point; `stop` ends the way.
pub fn lead(
    stage: &mut dyn Stage,
    described: &Described,
    way: &Way,
    every: u32,
    stop: &dyn Fn() -> bool,
    mut each: impl FnMut(&Point),
) -> Result<Curve, SynchronyError> {
    let shape = described.medium.shape();
    let law = described.run.law;
    let unknown =
        law == syntony_medium::law::Law::Inertial || (law == syntony_medium::law::Law::Projected && way.parameter == Parameter::Alpha);
    if unknown {
        return Err(SynchronyError::Law { law: law.name(), parameter: way.parameter.name() });
    }
    let there = (0..way.steps).map(|k| (k, false));
    let back = (0..way.steps).rev().map(|k| (k, true)).take(if way.back { way.steps as usize } else { 0 });
    let mut curve = Curve::default();
    for (k, back) in there.chain(back) {
        let share = f64::from(k) / f64::from(way.steps.max(2) - 1);
        let value = way.from + (way.to - way.from) * share;
        // The energy of each step is not asked for, and costs a pass over the weights.
        let mut run = Run { measure: false, settle: 0, cycle: 0, ..described.run };
        way.parameter.set(&mut run, value);
        let settings = description::settings(&run, described.unit).map_err(|_| {
            let unit = if way.parameter == Parameter::Gain { described.unit } else { 1.0 };
            SynchronyError::Range { parameter: way.parameter.name(), value, most: Strength::of_value(32767) / unit }
        })?;
        stage.set(&settings)?;
        let half = run.sweeps / 2;
        let mut seen = Vec::new();
        let mut outcome = Outcome::Done;
        if half > 0 {
            outcome = stage.run(Request { sweeps: half, restart: true }, half, stop, &mut |_| true)?;
        }
        if outcome == Outcome::Done {
            let request = Request { sweeps: run.sweeps - half, restart: half == 0 };
            outcome = stage.run(request, every, stop, &mut |observers| {
                seen.push(Row::new(observers, (shape.oscillators, shape.shown_max()), None).r);
                true
            })?;
        }
        if outcome != Outcome::Done {
            curve.interrupted = true;
            break;
        }
        let mean = seen.iter().sum::<f64>() / seen.len() as f64;
        let variance = seen.iter().map(|r| (r - mean) * (r - mean)).sum::<f64>() / seen.len() as f64;
        let held = held(way.parameter, &settings, described.unit);
        let point = Point { value: held, r: mean, deviation: variance.sqrt(), back };
        each(&point);
        curve.points.push(point);
    }
    curve.onset = crossing(curve.points.iter().filter(|point| !point.back));
    curve.offset = crossing(curve.points.iter().filter(|point| point.back));
    curve.width = curve.onset.zip(curve.offset).map(|(onset, offset)| onset - offset);
    Ok(curve)
}

/// The value that the registers hold.
fn held(parameter: Parameter, settings: &syntony_sim::Settings, unit: f64) -> f64 {
    let value = |ramp: syntony_medium::schedule::Ramp| Strength::of_value(ramp.start >> 16);
    match parameter {
        Parameter::Gain => value(settings.schedules.gain) / unit,
        Parameter::Harmonic => value(settings.schedules.harmonic),
        Parameter::Injection => value(settings.schedules.injection),
        Parameter::Noise => value(settings.schedules.noise),
        Parameter::Alpha => f64::from(settings.alpha) / 65536.0,
    }
}

/// Where a curve crosses r = 1/2 for the first time, between its points.
fn crossing<'a>(points: impl Iterator<Item = &'a Point>) -> Option<f64> {
    let points: Vec<&Point> = points.collect();
    let pair = points.windows(2).find(|pair| (pair[0].r < 0.5) != (pair[1].r < 0.5))?;
    let share = (0.5 - pair[0].r) / (pair[1].r - pair[0].r);
    Some(pair[0].value + share * (pair[1].value - pair[0].value))
}

/// Kuramoto's coupling at which incoherence ends, `2 / (pi g(0))`; `centre` is the density at the centre, per rad a sweep.
pub fn critical_gain(centre: f64) -> f64 {
    2.0 / (std::f64::consts::PI * centre)
}

/// Order of Kuramoto's medium of Lorentzian frequencies without end: `sqrt(1 - Kc / K)`, 0 below `Kc`.
pub fn lorentz_order(gain: f64, critical: f64) -> f64 {
    if gain > critical { (1.0 - critical / gain).sqrt() } else { 0.0 }
}

impl Curve {
    /// The curve as a chart, a line a way.
    pub fn figure(&self, title: &str, way: &Way) -> Figure {
        let branch = |back| self.points.iter().filter(move |point| point.back == back).map(|point| (point.value, point.r));
        let mut figure = Figure::new(title, way.parameter.name(), "order parameter r");
        figure.y.range = Some((0.0, 1.0));
        figure = figure.with(Series::new("there", Mark::LinePoints, branch(false)));
        if way.back { figure.with(Series::new("back", Mark::LinePoints, branch(true))) } else { figure }
    }
}

/// One of the two built-in onsets, [`ONSET`] or [`EXPLOSIVE`], led up and down by the fastest kernel.
pub fn demonstrate(text: &str, way: &Way, stop: &dyn Fn() -> bool, each: impl FnMut(&Point)) -> Result<Curve, SynchronyError> {
    let described = description::parse("built in", Path::new(""), text, Overrides::default())?;
    lead(&mut Local::new(described.medium.clone()), &described, way, 1, stop, each)
}
