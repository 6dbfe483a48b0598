//! The onset of synchrony: the order parameter against the coupling, up and down.

use std::path::Path;

use serde::Serialize;
use syntony_host::plot::{Figure, Mark, Series, terminal};
use syntony_host::progress::Watch;
use syntony_host::synchrony::{EXPLOSIVE, ONSET, Parameter, Way, critical_gain, demonstrate, lorentz_order};

use super::Part;
use crate::cmd::Context;

/// Steps of the gain, one way.
const STEPS: u32 = 31;

#[derive(Serialize)]
pub struct Report {
    /// Lorentzian frequencies: where r passes 1/2 on the way up, and where infinitely many oscillators would.
    kuramoto_onset: Option<f64>,
    kuramoto_theory: f64,
    /// Largest distance from the theory of infinitely many oscillators at 1.2 times the critical gain and above.
    kuramoto_deviation: f64,
    /// Coupling in proportion to the own speed: order comes late and goes late.
    explosive_onset: Option<f64>,
    explosive_offset: Option<f64>,
    explosive_width: Option<f64>,
}

pub fn play(context: &Context, out: &Path) -> anyhow::Result<Part<Report>> {
    let bar = context.progress(u64::from(4 * STEPS), "leading");
    let stop = || context.stopped();
    // Half width 0.002 turns a sweep: g(0) = 1 / (pi width).
    let critical = critical_gain(1.0 / (std::f64::consts::PI * 0.002 * std::f64::consts::TAU));
    let plain = Way { parameter: Parameter::Gain, from: 0.0, to: 4.0 * critical, steps: STEPS, back: true };
    let kuramoto = demonstrate(ONSET, &plain, &stop, |_| bar.advance(1))?;
    let steep = Way { parameter: Parameter::Gain, from: 1.5, to: 3.5, steps: STEPS, back: true };
    let explosive = demonstrate(EXPLOSIVE, &steep, &stop, |_| bar.advance(1))?;
    drop(bar);

    let mut figure = Figure::new("Onset of synchrony, 500 oscillators", "coupling / critical coupling", "order parameter r");
    let ways = [("Lorentzian frequencies", &kuramoto, critical), ("coupled by own speed", &explosive, 2.0)];
    for (name, curve, unit) in ways {
        for (way, back) in [("up", false), ("down", true)] {
            let points = curve.points.iter().filter(|point| point.back == back).map(|point| (point.value / unit, point.r));
            figure = figure.with(Series::new(format!("{name}, {way}"), Mark::LinePoints, points));
        }
    }
    let theory = (0..=200).map(|k| f64::from(k) * 0.02).map(|x| (x, lorentz_order(x, 1.0)));
    figure = figure.with(Series::new("theory, Lorentzian", Mark::Dashed, theory));
    figure.y.range = Some((0.0, 1.0));
    let file = out.join("synchrony.png");
    let interrupted = kuramoto.interrupted || explosive.interrupted;
    if !interrupted {
        figure.write(&file)?;
    }
    let far = |point: &syntony_host::synchrony::Point| (point.r - lorentz_order(point.value, critical)).abs();
    let report = Report {
        kuramoto_onset: kuramoto.onset.map(|gain| gain / critical),
        // r = 1/2 where 1 - Kc/K = 1/4.
        kuramoto_theory: 4.0 / 3.0,
        kuramoto_deviation: kuramoto.points.iter().filter(|point| point.value > 1.2 * critical).map(far).fold(0.0, f64::max),
        explosive_onset: explosive.onset,
        explosive_offset: explosive.offset,
        explosive_width: explosive.width,
    };
    let shown = |value: Option<f64>| value.map_or("nowhere".into(), |value| format!("{value:.2}"));
    let text = format!(
        "SYNCHRONY  500 oscillators, order parameter r against coupling, up and down\n\n{}\nLorentzian frequencies: r passes 1/2 at {} of the critical coupling (theory 1.33); largest distance from theory above 1.2: {:.3}\ncoupled by own speed: order comes at {} and goes at {} (theory 2.68 and 2.00)",
        terminal::chart(&figure, 90, 16, false)?,
        shown(report.kuramoto_onset),
        report.kuramoto_deviation,
        shown(report.explosive_onset),
        shown(report.explosive_offset)
    );
    let pictures = if interrupted { vec![] } else { vec![file] };
    Ok(Part { value: report, text, pictures, interrupted })
}
