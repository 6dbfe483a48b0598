//! Rhythm: a contour takes up a drummer's bar, goes on when nothing is heard, is damaged, and recovers when the drummer is heard again.

use std::ops::Range;
use std::path::Path;

use serde::Serialize;
use syntony_host::plot::{Figure, Mark, Series, terminal};
use syntony_host::progress::Watch as _;
use syntony_host::random::Random;
use syntony_host::rhythm::{Hearing, Kind, Listener, Opening, Signal, Source, drums, write_wav};
use syntony_medium::rhythm::{Mode, RhythmShape, TURN_BITS, TURN_MASK, UNIT};
use syntony_sim::rhythm::Contour;

use super::Part;
use crate::cmd::Context;
use crate::cmd::listen::{Course, correlation};

/// Samples a second of the WAV files.
const AUDIO: u32 = 16_000;
/// Seconds of the drummer's bar; the ear is not told.
const BAR: f64 = 1.87;
/// Seconds of the whole.
const LENGTH: f64 = 120.0;
/// When the drummer is no longer heard.
const STOP: f64 = 45.0;
/// When the contour is damaged, and the drummer is heard again.
const DAMAGE: f64 = 75.0;
/// Cells of 64 that are lost.
const LOST: usize = 21;
/// How far the phase is thrown: a thirty-second of a bar.
const THROW: u64 = 1 << (TURN_BITS - 5);

/// Correlations are those of the readout, before each sample is heard, with what the drummer plays, over one bar; `None` when it was
/// interrupted before.
#[derive(Serialize)]
pub struct Report {
    /// Seconds of the drummer's bar.
    bar: f64,
    /// Seconds of the bar that was found, when the drummer is no longer heard.
    bar_found: Option<f64>,
    /// The last bar that was heard.
    heard: Option<f64>,
    /// The first bar alone, and the last.
    alone_first: Option<f64>,
    alone_last: Option<f64>,
    /// The bar after the damage, and the last of all.
    damaged: Option<f64>,
    recovered: Option<f64>,
}

pub fn play(context: &Context, out: &Path, seed: u64) -> anyhow::Result<Part<Report>> {
    let mut random = Random::new(seed, 7);
    let drummer = out.join("rhythm-input.wav");
    write_wav(&drummer, AUDIO, drums::bars(LENGTH, AUDIO, BAR, 0.3, &mut random))?;
    let mut signal = Signal::new(Source::open(&drummer, None, None, context.stop_flag())?, Kind::SmoothOnsets, None, 1.0)?;
    let rate = signal.rate();
    let (stop, damage, end) = (at(STOP, rate), at(DAMAGE, rate), at(LENGTH, rate));
    let mut ear = Listener::here(Opening::searching(&RhythmShape { contours: 1, rate, ..RhythmShape::default() }, 0.8, 3.2)?);
    let mut course = Course::default();
    let mut bar_found = None;
    let bar = context.progress(end as u64, "listening");
    while !context.stopped() {
        let Some(sample) = signal.sample()? else { break };
        let now = course.readout.len();
        if now == stop {
            bar_found = Some(Hearing::of(&ear.settle()?, rate).bar);
        } else if now == damage {
            ear = Listener::here(Opening::holding(rate, damaged(ear.settle()?, &mut random), Mode::Learn));
        }
        let heard = sample.filter(|_| !(stop..damage).contains(&now));
        course.push(sample, ear.sample(heard)?)?;
        bar.advance(1);
    }
    drop(bar);

    let mut pictures = vec![drummer];
    let curve = by_bar(&course, rate);
    let figure = overview(&curve);
    let interrupted = context.stopped();
    if !interrupted {
        for (name, title, from) in [
            ("rhythm-stops.png", "From 45 s on the drummer is not heard", STOP - 4.0),
            ("rhythm-damaged.png", "At 75 s a third of the cells is lost", DAMAGE - 4.0),
            ("rhythm-recovered.png", "45 s later, the drummer heard again", LENGTH - 8.0),
        ] {
            let file = out.join(name);
            window(title, &course, rate, at(from, rate)..at(from + 8.0, rate)).write(&file)?;
            pictures.push(file);
        }
        let (readout, picture) = (out.join("rhythm-readout.wav"), out.join("rhythm.png"));
        write_wav(&readout, AUDIO, audible(&course, rate, &mut random))?;
        figure.write(&picture)?;
        pictures.extend([readout, picture]);
    }
    let one = |from: f64| bar_from(&course, rate, from);
    let report = Report {
        bar: BAR,
        bar_found,
        heard: one(STOP - BAR),
        alone_first: one(STOP),
        alone_last: one(DAMAGE - BAR),
        damaged: one(DAMAGE),
        // The last strengths of a file are cut off by its end.
        recovered: one(LENGTH - 2.0 * BAR),
    };
    let text = told(&report, &figure)?;
    Ok(Part { value: report, text, pictures, interrupted })
}

fn at(seconds: f64, rate: u32) -> usize {
    (seconds * f64::from(rate)).round() as usize
}

/// Some cells become silent, and the phase is thrown.
fn damaged(mut contour: Contour, random: &mut Random) -> Contour {
    for cell in random.choose(contour.cells.len(), LOST) {
        contour.cells[cell] = 0;
    }
    contour.phase = (contour.phase + THROW) & TURN_MASK;
    contour
}

/// Correlation over the bar that begins at a time.
fn bar_from(course: &Course, rate: u32, from: f64) -> Option<f64> {
    let range = at(from, rate)..at(from + BAR, rate);
    let inputs = course.input.get(range.clone())?;
    let pairs: Vec<_> = inputs.iter().zip(&course.readout[range]).filter_map(|(input, &readout)| Some(((*input)?, readout))).collect();
    correlation(&pairs)
}

/// Time in seconds and correlation, a point a bar.
fn by_bar(course: &Course, rate: u32) -> Vec<(f64, f64)> {
    let starts = (0..).map(|k| f64::from(k) * BAR).take_while(|from| from + BAR < LENGTH);
    starts.filter_map(|from| Some((from + BAR, bar_from(course, rate, from)?))).collect()
}

fn overview(curve: &[(f64, f64)]) -> Figure {
    let mut figure = Figure::new(
        "A rhythm is heard, goes on alone, is damaged, recovers",
        "seconds",
        "correlation of the readout with the drummer, a bar each",
    );
    for (name, range) in [("heard", 0.0..STOP), ("alone", STOP..DAMAGE), ("damaged, heard again", DAMAGE..LENGTH)] {
        // A bar that begins in one part and ends in the next belongs to the next.
        let points = curve.iter().copied().filter(|&(end, _)| range.start < end && end <= range.end);
        figure = figure.with(Series::new(name, Mark::LinePoints, points));
    }
    figure.y.range = Some((0.0, 1.0));
    figure
}

/// Input, readout and phase, one above the other.
fn window(title: &str, course: &Course, rate: u32, range: Range<usize>) -> Figure {
    let time = |k: usize| k as f64 / f64::from(rate);
    let value = |sample: i16| f64::from(sample) / f64::from(UNIT);
    let input = range.clone().filter_map(|k| Some((time(k), 2.6 + value((*course.input.get(k)?)?))));
    let readout = range.clone().filter_map(|k| Some((time(k), 1.3 + value(*course.readout.get(k)?))));
    let phase = range.filter_map(|k| Some((time(k), f64::from(*course.phase.get(k)?))));
    Figure::new(title, "seconds", "phase in turns; readout, raised by 1.3; what the drummer plays, raised by 2.6")
        .with(Series::new("drummer", Mark::Line, input))
        .with(Series::new("readout", Mark::Line, readout))
        .with(Series::new("phase", Mark::Line, phase))
}

/// The readout as sound: noise as loud as it.
fn audible(course: &Course, rate: u32, random: &mut Random) -> Vec<f32> {
    let value = |k: usize| course.readout.get(k).map_or(0.0, |&sample| f64::from(sample.max(0)) / f64::from(UNIT));
    (0..at(LENGTH, AUDIO))
        .map(|k| {
            let place = k as f64 * f64::from(rate) / f64::from(AUDIO);
            let (here, part) = (place as usize, place.fract());
            let loud = value(here) * (1.0 - part) + value(here + 1) * part;
            (0.5 * loud * (2.0 * random.unit() - 1.0)) as f32
        })
        .collect()
}

fn told(report: &Report, figure: &Figure) -> anyhow::Result<String> {
    let shown = |value: Option<f64>| value.map_or("none".into(), |value| format!("{value:.3}"));
    Ok(format!(
        "RHYTHM  a drummer's bar of {BAR} s in 64 cells, onset strength 250 times a second\n\n{}\nfound a bar of {} s; correlation with the drummer: heard {}, alone {} at once and {} after {} s, damaged {}, recovered {}",
        terminal::chart(figure, 90, 12, false)?,
        report.bar_found.map_or("none".into(), |bar| format!("{bar:.4}")),
        shown(report.heard),
        shown(report.alone_first),
        shown(report.alone_last),
        DAMAGE - STOP,
        shown(report.damaged),
        shown(report.recovered)
    ))
}
