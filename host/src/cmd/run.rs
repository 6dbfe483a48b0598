//! `syntony run`: a medium from a file, played.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, bail};
use clap::Args;
use serde::Serialize;
use syntony_host::description::{self, Described, Overrides, Quantisation, units};
use syntony_host::io::csv::{self, Matrix};
use syntony_host::io::npy::{self, Array, Data};
use syntony_host::io::table::table;
use syntony_host::plot::{Figure, Mark, Series};
use syntony_host::progress::Watch;
use syntony_host::stage::{Local, Remote, Row, Stage, winding};
use syntony_medium::law::Law;
use syntony_sim::run::{Outcome, Request};

use super::target::TargetArg;
use super::vary::{self, Vary};
use super::{Context, Output};

/// Rows that the terminal shows.
const SHOWN: usize = 24;

/// Play a medium described in a TOML file
#[derive(Args)]
pub struct Run {
    /// The description; `-` is standard input
    file: PathBuf,
    /// Sweeps, in place of the file's
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=100_000_000))]
    sweeps: Option<u32>,
    /// Seed, in place of the file's
    #[arg(long)]
    seed: Option<u64>,
    /// Look at the medium after every so many sweeps; a twentieth of the run if not given
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=100_000_000))]
    every: Option<u32>,
    /// Write what was seen to a file: .csv, or .npy (float64)
    #[arg(long, value_name = "FILE")]
    trace: Option<PathBuf>,
    /// Write the final phases in turns, or amplitudes, to a file (.npy, float64)
    #[arg(long, value_name = "FILE")]
    phases: Option<PathBuf>,
    /// Draw what was seen: .svg or .png
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,
    /// Lead a parameter through values, each step from the state of the last: gain=0:2:41 is 41 values from 0 to 2
    #[arg(long, value_name = "KEY=FROM:TO:STEPS")]
    vary: Option<Vary>,
    /// With --vary: lead it back too, which shows hysteresis
    #[arg(long, requires = "vary")]
    back: bool,
    #[command(flatten)]
    target: TargetArg,
    /// Speak to the simulator through frames too, as to any other board: slower, the same result
    #[arg(long)]
    wire: bool,
}

#[derive(Serialize)]
struct Report<'a> {
    file: &'a Path,
    oscillators: u32,
    law: &'static str,
    sweeps: u32,
    outcome: &'static str,
    order_parameter: f64,
    energy: Option<f64>,
    best_energy: Option<f64>,
    winding: &'a [i32],
    weights: Quantisation,
    rows: &'a [Row],
    seconds: f64,
}

impl Run {
    pub fn run(&self, context: &Context) -> anyhow::Result<Output> {
        if self.seed.is_some_and(|seed| i64::try_from(seed).is_err()) {
            bail!("--seed is beyond 2^63 - 1, the largest that a description can hold: choose a smaller one");
        }
        let described = description::read(&self.file, Overrides { sweeps: self.sweeps, seed: self.seed })?;
        described.notes.iter().for_each(|text| context.note(format_args!("note: {text}")));
        if let Some(path) = self.trace.as_ref().filter(|path| !["csv", "npy"].contains(&ending(path).as_str())) {
            bail!("{}: a trace is a .csv or a .npy file: choose one of these endings", path.display());
        }
        // An unwritable picture is better known before the run than after it.
        if let Some(path) = self.plot.as_ref().filter(|path| !["svg", "png"].contains(&ending(path).as_str())) {
            bail!("{}: a picture is a .svg or a .png file: choose one of these endings", path.display());
        }
        if self.wire || self.target.is_a_board() {
            let mut open = self.target.open_shape(*described.medium.shape())?;
            let mut stage = Remote::load(&mut open.device, &described.medium)?;
            let output = self.play(&mut stage, &described, context)?;
            open.keep()?;
            Ok(output)
        } else {
            self.play(&mut Local::new(described.medium.clone()), &described, context)
        }
    }

    fn play(&self, stage: &mut dyn Stage, described: &Described, context: &Context) -> anyhow::Result<Output> {
        if let Some(vary) = &self.vary {
            let way = vary.way(self.back);
            let every = self.every.unwrap_or(1);
            let curve = vary::lead(stage, described, &way, every, context)?;
            if let Some(path) = &self.plot {
                curve.figure(&self.file.display().to_string(), &way).write(path)?;
            }
            self.write_phases(stage, described)?;
            if let Some(path) = &self.trace {
                let rows = curve.points.iter().flat_map(|p| [p.value, p.r, p.deviation, f64::from(u8::from(p.back))]);
                write_matrix(path, &[way.parameter.name(), "r", "deviation", "back"], rows.collect())?;
            }
            return vary::output(&curve, &way, &self.file);
        }
        let begin = Instant::now();
        let (shape, run) = (described.medium.shape(), &described.run);
        let every = self.every.unwrap_or((run.sweeps / 20).max(1));
        let step = run.measure.then_some(described.weights.step);
        let progress = context.progress(u64::from(run.sweeps), "running");
        let (mut rows, mut best): (Vec<Row>, _) = (Vec::new(), i64::MAX);
        let request = Request { sweeps: run.sweeps, restart: true };
        let outcome = stage.run(request, every, &|| context.stopped(), &mut |observers| {
            rows.push(Row::new(observers, (shape.oscillators, shape.shown_max()), step));
            best = observers.best_energy;
            progress.advance(u64::from(every));
            true
        })?;
        drop(progress);
        let last = *rows.last().context("the run ended before its first sweep")?;
        let phases = self.write_phases(stage, described)?;
        let winding: Vec<i32> =
            if run.law == Law::Inertial { Vec::new() } else { described.rings.iter().map(|ring| winding(&phases, ring)).collect() };
        self.write_trace(&rows)?;
        if let Some(path) = &self.plot {
            figure(&rows, &self.file).write(path)?;
        }
        let report = Report {
            file: &self.file,
            oscillators: shape.oscillators,
            law: run.law.name(),
            sweeps: last.sweep,
            outcome: name(outcome),
            order_parameter: last.r,
            energy: last.energy,
            best_energy: step.filter(|_| best != i64::MAX).map(|step| best as f64 / 2.0 * step),
            winding: &winding,
            weights: described.weights,
            rows: &rows,
            seconds: begin.elapsed().as_secs_f64(),
        };
        let text = text(&report);
        Ok(Output::new(&report, text)?.interrupted(context.stopped()))
    }

    /// The final phases in turns, or amplitudes, written if asked for.
    fn write_phases(&self, stage: &mut dyn Stage, described: &Described) -> anyhow::Result<Vec<f64>> {
        let state = stage.state()?;
        let amplitude = |word: u32| f64::from(syntony_sim::oscillators::unpack_amplitude(word).0) / 2048.0;
        let inertial = described.run.law == Law::Inertial;
        let values: Vec<f64> = state.into_iter().map(|word| if inertial { amplitude(word) } else { units::turns(word) }).collect();
        if let Some(path) = &self.phases {
            npy::write(path, &Array::vector(Data::F64(values.clone())))?;
        }
        Ok(values)
    }

    fn write_trace(&self, rows: &[Row]) -> anyhow::Result<()> {
        let Some(path) = &self.trace else { return Ok(()) };
        let measured = rows.iter().any(|row| row.energy.is_some());
        let mut head = vec!["sweep", "r", "phase", "changed"];
        head.extend(measured.then_some("energy"));
        let row = |row: &Row| {
            let energy = if measured { row.energy } else { None };
            [Some(f64::from(row.sweep)), Some(row.r), Some(row.phase), Some(f64::from(row.changed)), energy].into_iter().flatten()
        };
        write_matrix(path, &head, rows.iter().flat_map(row).collect())
    }
}

/// A matrix with named columns as .csv, or without them as .npy.
fn write_matrix(path: &Path, head: &[&str], values: Vec<f64>) -> anyhow::Result<()> {
    if ending(path) == "csv" {
        let header = Some(head.iter().map(|name| (*name).to_owned()).collect());
        return Ok(csv::write(path, &Matrix { header, columns: head.len(), values })?);
    }
    let rows = values.len() / head.len();
    let array = Array::matrix(rows, head.len(), Data::F64(values)).context("the trace does not fill its rows")?;
    Ok(npy::write(path, &array)?)
}

/// The ending of a file name in small letters.
pub fn ending(path: &Path) -> String {
    path.extension().map_or_else(String::new, |ending| ending.to_string_lossy().to_lowercase())
}

fn name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Done => "done",
        Outcome::Settled => "settled",
        Outcome::Stopped => "stopped",
    }
}

fn figure(rows: &[Row], file: &Path) -> Figure {
    let points = rows.iter().map(|row| (f64::from(row.sweep), row.r));
    let mut figure = Figure::new(file.display().to_string(), "sweep", "order parameter r");
    figure.y.range = Some((0.0, 1.0));
    figure.with(Series::new("", Mark::Line, points))
}

/// Eight heights for 0 to 1.
pub fn sparkline(values: impl Iterator<Item = f64>) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    values.map(|value| BARS[((value * 8.0) as usize).min(7)]).collect()
}

fn text(report: &Report<'_>) -> String {
    let rows = report.rows;
    let skip = rows.len().div_ceil(SHOWN).max(1);
    let shown = rows.iter().enumerate().filter(|(k, _)| (k + 1) % skip == 0 || k + 1 == rows.len()).map(|(_, row)| row);
    let cells = shown.map(|row| {
        let energy = row.energy.map_or_else(|| "-".to_owned(), |energy| format!("{energy:.3}"));
        vec![row.sweep.to_string(), format!("{:.4}", row.r), format!("{:.4}", row.phase), energy, row.changed.to_string()]
    });
    let head = ["sweep", "order r", "mean phase", "energy", "changed"];
    let line = sparkline(rows.iter().step_by(rows.len().div_ceil(72).max(1)).map(|row| row.r));
    let weights = &report.weights;
    let error = 100.0 * weights.rms_error;
    let mut text = format!("{}\nr  {line}\n", table(&head, &cells.collect::<Vec<_>>()));
    if !report.winding.is_empty() {
        let turns: Vec<String> = report.winding.iter().map(i32::to_string).collect();
        text += &format!("winding number {}\n", turns.join(", "));
    }
    if let Some(best) = report.best_energy {
        text += &format!("best energy {best:.3}\n");
    }
    text += &format!(
        "{} oscillators, {} law, {} sweeps, {} in {:.2} s; one weight step is {:.6}, rounding error {error:.2} %",
        report.oscillators, report.law, report.sweeps, report.outcome, report.seconds, weights.step
    );
    text
}
