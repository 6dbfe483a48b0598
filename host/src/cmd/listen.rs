//! `syntony listen`: a signal flows in, a contour takes it up, and goes on by itself.

mod pool;

use std::collections::VecDeque;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};
use serde::Serialize;
use syntony_host::device::contours::Said;
use syntony_host::device::{Device, DeviceError};
use syntony_host::io::csv::{self, Matrix};
use syntony_host::rhythm::{Hearing, Kind, Listener, Opening, Signal, Source, write_wav};
use syntony_medium::rhythm::{RhythmShape, UNIT};
use syntony_medium::shape::Shape;

use super::target::TargetArg;
use super::{Context, Output};

/// Samples a second from which a signal is audio.
const AUDIO: u32 = 4000;
/// Most samples that a readout is kept of.
const MAX_SAMPLES: usize = 1 << 26;
/// Samples that are remembered: eight of the longest bars.
const REMEMBERED: usize = 8 << 20;

/// What a signal is, and how it is heard.
#[derive(Args, Clone)]
pub struct Input {
    /// A WAV file, a CSV file, or `-` for either from standard input
    input: PathBuf,
    /// CSV: the column, by name or counted from 0; empty fields are gaps
    #[arg(long, value_name = "NAME|N")]
    column: Option<String>,
    /// CSV: samples a second
    #[arg(long, value_name = "HZ", value_parser = clap::value_parser!(u32).range(1..=768_000))]
    rate: Option<u32>,
    /// What is heard: onset strength of audio, or the signal itself; onsets from 4000 samples a second on
    #[arg(long = "as", value_name = "WHAT")]
    kind: Option<Heard>,
    /// Wave: the number in the input that counts as 1
    #[arg(long, value_name = "U", default_value_t = 1.0)]
    unit: f32,
}

#[derive(Clone, Copy, ValueEnum)]
enum Heard {
    /// How much louder it becomes, 250 times a second
    Onsets,
    /// The signal itself
    Wave,
}

impl Input {
    /// Opens it. `rate`: the rate that a wave is brought to; its own when `None`. `onsets`: how onsets are heard.
    pub fn open(&self, context: &Context, rate: Option<u32>, onsets: Kind) -> anyhow::Result<Signal> {
        if !(self.unit.is_finite() && self.unit > 0.0) {
            bail!("--unit {} is not possible: give a positive number", self.unit);
        }
        let source = Source::open(&self.input, self.column.as_deref(), self.rate, context.stop_flag())?;
        let kind = match self.kind {
            Some(Heard::Onsets) => onsets,
            Some(Heard::Wave) => Kind::Wave,
            None if source.rate() >= AUDIO => onsets,
            None => Kind::Wave,
        };
        if kind != Kind::Wave && source.rate() < AUDIO {
            bail!("{}: onsets are heard in audio of 4000 samples a second or more, this has {}", source.name(), source.rate());
        }
        Ok(Signal::new(source, kind, rate, self.unit)?)
    }
}

/// How long a bar is.
#[derive(Args, Clone)]
pub struct Bar {
    /// Seconds of a bar, to about 1 %; looked for if not given
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    bar: Option<f64>,
    /// Shortest bar that is looked for
    #[arg(long, value_name = "SECONDS", default_value = "0.8", value_parser = seconds, conflicts_with = "bar")]
    shortest: f64,
    /// Longest bar that is looked for
    #[arg(long, value_name = "SECONDS", default_value = "3.2", value_parser = seconds, conflicts_with = "bar")]
    longest: f64,
}

/// A time that can be: positive, at most a day.
pub fn seconds(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if (0.0..=86_400.0).contains(&value) => Ok(value),
        _ => Err("give seconds, 0 to 86400".into()),
    }
}

impl Bar {
    /// Blank contours for it.
    pub fn opening(&self, shape: &RhythmShape) -> anyhow::Result<Opening> {
        shape.validate()?;
        let opening = match self.bar {
            Some(bar) => Opening::with_bar(shape, bar),
            None => Opening::searching(shape, self.shortest, self.longest),
        };
        opening.context("the bar cannot be heard at this rate")
    }
}

/// What hears samples and says something to each.
pub trait Ear {
    /// Samples that it takes best together.
    fn batch(&self) -> usize;
    /// Hears samples (`None`: nothing is heard); gives what it said to each.
    ///
    /// # Errors
    /// What the line gives.
    fn play(&mut self, samples: &[Option<i16>]) -> Result<Vec<Said>, DeviceError>;
}

impl Ear for Listener {
    fn batch(&self) -> usize {
        self.batch()
    }

    fn play(&mut self, samples: &[Option<i16>]) -> Result<Vec<Said>, DeviceError> {
        self.play(samples)
    }
}

/// What came out, sample by sample.
#[derive(Default)]
pub struct Course {
    /// What was heard, Q12; `None` where there was nothing.
    pub input: Vec<Option<i16>>,
    /// What the medium said, Q12.
    pub readout: Vec<i16>,
    /// Phase in turns.
    pub phase: Vec<f32>,
    /// Whether there is no phase to write.
    pub phaseless: bool,
}

impl Course {
    /// One more sample.
    pub fn push(&mut self, input: Option<i16>, said: Said) -> anyhow::Result<()> {
        if self.readout.len() >= MAX_SAMPLES {
            bail!("more than {MAX_SAMPLES} samples came: give a shorter input, or no --to");
        }
        self.input.push(input);
        self.readout.push(said.readout);
        self.phase.push(f32::from(said.phase) / 65536.0);
        Ok(())
    }

    /// Lets it go on alone for so many samples; how many it became before it was interrupted.
    pub fn go_on(&mut self, ear: &mut impl Ear, samples: u64, context: &Context) -> anyhow::Result<u64> {
        let mut done = 0;
        while done < samples && !context.stopped() {
            let silence = vec![None; (samples - done).min(ear.batch() as u64) as usize];
            for said in ear.play(&silence)? {
                self.push(None, said)?;
                done += 1;
            }
        }
        Ok(done)
    }

    /// Writes a readout as WAV, or everything as CSV.
    pub fn write(&self, path: &std::path::Path, rate: u32) -> anyhow::Result<()> {
        let value = |sample: i16| f64::from(sample) / f64::from(UNIT);
        match path.extension().and_then(|ending| ending.to_str()) {
            // Half scale is 1, so that what rises above it is not cut.
            Some("wav") => write_wav(path, rate, self.readout.iter().map(|&sample| value(sample) as f32 / 2.0))?,
            Some("csv") => {
                let columns = if self.phaseless { 3 } else { 4 };
                let header = ["time", "input", "readout", "phase"][..columns].iter().map(|&name| name.into()).collect();
                let mut values = Vec::with_capacity(columns * self.readout.len());
                for (k, &readout) in self.readout.iter().enumerate() {
                    let input = self.input[k].map_or(f64::NAN, value);
                    let row = [k as f64 / f64::from(rate), input, value(readout), f64::from(self.phase[k])];
                    values.extend_from_slice(&row[..columns]);
                }
                csv::write(path, &Matrix { header: Some(header), columns, values })?;
            }
            _ => bail!("{}: the ending says no format: give a .wav or a .csv file", path.display()),
        }
        Ok(())
    }
}

/// Refuses an ending early, before anything was heard.
pub fn check_ending(path: Option<&PathBuf>) -> anyhow::Result<()> {
    match path.map(|path| (path, path.extension().and_then(|ending| ending.to_str()))) {
        None | Some((_, Some("wav" | "csv"))) => Ok(()),
        Some((path, _)) => bail!("{}: the ending says no format: give a .wav or a .csv file", path.display()),
    }
}

/// A board of just that shape, or of the one that it has; none where the simulator does it.
pub fn board(target: &TargetArg, shape: RhythmShape) -> anyhow::Result<Option<Device>> {
    if !target.is_a_board() {
        return Ok(None);
    }
    let open = match target.open_fixed()? {
        Some(open) => open,
        None => target.open_shape(Shape::only_rhythm(shape))?,
    };
    Ok(Some(open.apart().0))
}

/// Contours that listen: here, or on a board of just that shape or more.
pub fn listener(target: &TargetArg, opening: Opening) -> anyhow::Result<Listener> {
    listener_on(board(target, opening.shape())?, opening)
}

/// Contours that listen: on a board, or here if there is none.
pub fn listener_on(device: Option<Device>, opening: Opening) -> anyhow::Result<Listener> {
    Ok(match device {
        Some(device) => Listener::there(device, &opening)?,
        None => Listener::here(opening),
    })
}

/// Let a signal flow in; a contour takes it up and goes on by itself when it ends
#[derive(Args)]
pub struct Listen {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    bar: Bar,
    /// A pool of so many sine oscillators (64 if no number is given) hears it instead of a contour
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "64", value_parser = clap::value_parser!(u32).range(1..=64))]
    #[arg(conflicts_with_all = ["bar", "shortest", "longest", "cells"])]
    pool: Option<u32>,
    /// Go on alone for so long when the input has ended
    #[arg(long, value_name = "SECONDS", default_value = "0", value_parser = seconds)]
    alone: f64,
    /// Write the readout (.wav), or time, input, readout and phase (.csv)
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
    /// Cells of the contour, a power of two
    #[arg(long, default_value_t = 64)]
    cells: u32,
    #[command(flatten)]
    target: TargetArg,
}

#[derive(Serialize)]
struct Report {
    samples: u64,
    rate: u32,
    gaps: u64,
    #[serde(flatten)]
    hearing: Hearing,
    /// Correlation of the readout, before each sample was heard, with the last eight bars of the input.
    correlation: Option<f64>,
    alone_seconds: f64,
    seconds: f64,
}

/// Correlation of two signals; `None` when one does not move.
pub fn correlation(pairs: &[(i16, i16)]) -> Option<f64> {
    let n = pairs.len() as f64;
    let sum = |f: &dyn Fn(f64, f64) -> f64| pairs.iter().map(|&(x, y)| f(f64::from(x), f64::from(y))).sum::<f64>();
    let (mx, my) = (sum(&|x, _| x) / n, sum(&|_, y| y) / n);
    let (xy, xx, yy) = (sum(&|x, y| (x - mx) * (y - my)), sum(&|x, _| (x - mx).powi(2)), sum(&|_, y| (y - my).powi(2)));
    (xx * yy > 0.0).then(|| xy / (xx * yy).sqrt())
}

/// What was heard, with what was said to it; of late only.
struct Flown {
    samples: u64,
    recent: VecDeque<(i16, i16)>,
}

impl Flown {
    /// Correlation with the last samples.
    fn correlation(mut self, last: usize) -> Option<f64> {
        self.recent.drain(..self.recent.len().saturating_sub(last));
        correlation(self.recent.make_contiguous())
    }
}

impl Listen {
    /// A signal flows into an ear until it ends.
    fn flow(&self, signal: &mut Signal, ear: &mut impl Ear, course: &mut Course, context: &Context) -> anyhow::Result<Flown> {
        let mut heard = Flown { samples: 0, recent: VecDeque::new() };
        loop {
            let batch = signal.batch(ear.batch(), || context.stopped())?;
            if batch.is_empty() {
                break;
            }
            for (&sample, said) in batch.iter().zip(ear.play(&batch)?) {
                heard.samples += 1;
                if let Some(sample) = sample {
                    heard.recent.push_back((sample, said.readout));
                    if heard.recent.len() > REMEMBERED {
                        heard.recent.pop_front();
                    }
                }
                if self.to.is_some() {
                    course.push(sample, said)?;
                }
            }
        }
        if heard.samples == 0 && !context.stopped() {
            bail!("{}: there is no sample in it", signal.name());
        }
        if signal.gaps > 0 {
            let who = if self.pool.is_some() { "pool" } else { "contour" };
            context.note(format!("{} samples were missing; the {who} went on alone there", signal.gaps));
        }
        Ok(heard)
    }

    /// It goes on alone, and what it said is written; seconds that it went on.
    fn end(&self, rate: u32, ear: &mut impl Ear, course: &mut Course, context: &Context) -> anyhow::Result<f64> {
        let Some(file) = &self.to else { return Ok(0.0) };
        let done = course.go_on(ear, (self.alone * f64::from(rate)) as u64, context)?;
        course.write(file, rate)?;
        Ok(done as f64 / f64::from(rate))
    }

    pub fn run(&self, context: &Context) -> anyhow::Result<Output> {
        check_ending(self.to.as_ref())?;
        if let Some(tones) = self.pool {
            return self.pool(tones, context);
        }
        let begin = Instant::now();
        let mut signal = self.input.open(context, None, Kind::SmoothOnsets)?;
        let rate = signal.rate();
        let shape = RhythmShape { contours: 1, cells: self.cells, rate, ..RhythmShape::default() };
        let mut ear = listener(&self.target, self.bar.opening(&shape)?)?;
        let mut course = Course::default();
        let heard = self.flow(&mut signal, &mut ear, &mut course, context)?;
        let contour = ear.settle()?;
        let hearing = Hearing::of(&contour, rate);
        let alone_seconds = self.end(rate, &mut ear, &mut course, context)?;
        let report = Report {
            samples: heard.samples,
            rate,
            gaps: signal.gaps,
            hearing,
            correlation: heard.correlation(8 * contour.period() as usize),
            alone_seconds,
            seconds: begin.elapsed().as_secs_f64(),
        };
        let shown = report.correlation.map_or("none".into(), |r| format!("{r:.3}"));
        let text = format!(
            "{} samples at {rate} a second, {} bars of {:.4} s\ncorrelation with the last bars heard: {shown}",
            report.samples, hearing.bars, hearing.bar
        );
        Ok(Output::new(&report, text)?.interrupted(context.stopped()))
    }
}
