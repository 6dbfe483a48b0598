//! `syntony learn`: a medium learns pictures by itself.

mod curves;
mod rates;
mod recovery;
mod report;
mod stream;
mod teacher;
mod tuning;

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::bail;
use clap::Args;
use syntony_host::io::bitmap::{self, Bitmap};
use syntony_host::memory::{Memory, PatternSet, Recall, Setting, Trials, lesson};
use syntony_medium::learning::Learning;
use syntony_medium::shape::Shape;
use syntony_medium::weight::WeightCode;

use super::gallery::Gallery;
use super::recall::Glyphs;
use super::target::TargetArg;
use super::{Context, Output};

use report::Report;

pub use rates::Rates;
pub use teacher::{Teacher, read};

/// Decay of a stream when none is given.
const STREAM_DECAY: u32 = 5;

/// Show pictures to a medium that learns them by itself, then damage and recall them
#[derive(Args)]
#[command(group(clap::ArgGroup::new("harm").multiple(true)))]
pub struct Learn {
    /// Pictures: a text file of `#` and `.` (blank line between pictures, `name: A` before one if you like), or a folder of PNGs; the digits if none are given
    #[arg(long, value_name = "FILE|DIR")]
    patterns: Option<PathBuf>,
    /// Built-in pictures instead of --patterns
    #[arg(long, conflicts_with = "patterns")]
    glyphs: Option<Glyphs>,
    /// Bits of a weight, 2 to 8
    #[arg(long, default_value_t = 5)]
    weight_bits: u32,
    /// Weights are radix-4 digits, as small devices have them; needs an even number of bits
    #[arg(long)]
    radix4: bool,
    /// Times that all pictures are shown, at most; it ends when every row is in balance
    #[arg(long, default_value_t = 30)]
    epochs: u32,
    /// The pictures are a stream: each is shown once and the newest are recalled
    #[arg(long, conflicts_with_all = ["epochs", "pictures"])]
    on_line: bool,
    /// On-line: how many of the newest pictures are recalled; the trials go through them
    #[arg(long, value_name = "M", default_value_t = 60, requires = "on_line")]
    newest: usize,
    /// On-line: decays to compare, each for a stream of its own
    #[arg(long, value_name = "K,..", value_delimiter = ',', requires = "on_line", conflicts_with = "decay", value_parser = clap::value_parser!(u32).range(0..16))]
    decays: Vec<u32>,
    #[command(flatten)]
    rates: Rates,
    /// Go on learning while recalling: every answer is shown to the medium again
    #[arg(long)]
    while_recalling: bool,
    /// Go on with a medium that `learn` or `save` kept
    #[arg(long = "continue", value_name = "FILE", conflicts_with_all = ["weight_bits", "radix4"])]
    from: Option<PathBuf>,
    /// Keep the learnt medium (.npz), for `recall --learned`, `forget` and `load`
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
    /// Share of the pixels that are flipped, 0 to 1
    #[arg(long, default_value_t = 0.25)]
    flip: f64,
    /// Number of trials; the pictures take turns
    #[arg(long, default_value_t = 104)]
    trials: u32,
    /// Seed of rounding, damage, start and noise
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Sweeps of a read
    #[arg(long, default_value_t = Setting::default().sweeps)]
    sweeps: u32,
    /// How often a cue is read, with other noise each time; the best answer is kept
    #[arg(long, default_value_t = Setting::default().reads)]
    reads: u32,
    /// Draw success against epochs, load, age or recalls (.png or .svg)
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,
    /// Draw stored, damaged, settling and recalled pictures (.png or .svg)
    #[arg(long, value_name = "FILE")]
    pictures: Option<PathBuf>,
    /// Learn the first so many pictures, once for each number, beside the offline rules
    #[arg(long, value_name = "P,..", value_delimiter = ',', conflicts_with_all = ["on_line", "from", "pictures", "to"])]
    loads: Vec<usize>,
    /// After learning, lose this share of the weights and recover by recalling
    #[arg(long, value_name = "SHARE", group = "harm", conflicts_with_all = ["on_line", "loads", "pictures", "while_recalling"])]
    lose: Option<f64>,
    /// After learning, hold this share of the oscillators at random phases for good, and recover by recalling; success counts the others
    #[arg(long, value_name = "SHARE", group = "harm", conflicts_with_all = ["on_line", "loads", "pictures", "while_recalling"])]
    stuck: Option<f64>,
    /// After learning, draw natural frequencies of this standard deviation, radians a sweep, and tune them by recalling
    #[arg(long, value_name = "RAD", group = "harm", conflicts_with_all = ["on_line", "loads", "pictures", "while_recalling", "lose", "stuck"], value_parser = tuning::spread)]
    spread: Option<f64>,
    /// Recalls to recover or to tune by
    #[arg(long, value_name = "R", default_value_t = 200, requires = "harm")]
    recalls: u32,
    /// Share of the pixels that are flipped in what is recalled to recover or to tune by
    #[arg(long, value_name = "FLIP", default_value_t = 0.15, requires = "harm")]
    cue: f64,
    /// Step of a weight while it recovers
    #[arg(long, value_name = "ETA", default_value = "0.25", requires = "harm", value_parser = rates::step)]
    mend: u32,
    #[command(flatten)]
    target: TargetArg,
    /// Speak to the simulator through frames too, as to any other board: slower, the same result
    #[arg(long)]
    wire: bool,
}

/// The pictures of a file or folder, or built-in ones.
pub fn bitmaps(patterns: Option<&Path>, glyphs: Option<Glyphs>) -> anyhow::Result<Vec<Bitmap>> {
    match (patterns, glyphs) {
        (Some(path), _) => Ok(bitmap::read(path)?),
        (None, Some(glyphs)) => glyphs.read(),
        (None, None) => Glyphs::Digits.read(),
    }
}

impl Learn {
    pub fn run(&self, context: &Context) -> anyhow::Result<Output> {
        let begin = Instant::now();
        let pictures = bitmaps(self.patterns.as_deref(), self.glyphs)?;
        let set = PatternSet::from_bitmaps(&pictures)?;
        let mut memory = self.memory(&set)?;
        let learning = memory.learning();
        let mut teacher = Teacher::open(&self.target, self.wire, memory.medium().shape())?;
        let trials = self.trials();
        let (mut curve, mut loads, mut streams, mut recovery, mut tuning) = (vec![], vec![], vec![], None, None);
        let (course, recall) = if self.on_line {
            let (course, recall, all) = self.stream(context, &mut teacher, &mut memory, &set)?;
            streams = all;
            (course, recall)
        } else if !self.loads.is_empty() {
            let (course, recall, all) = self.load_curve(context, &mut teacher, &set, &learning)?;
            loads = all;
            (course, recall)
        } else {
            let progress = context.progress(u64::from(self.epochs), "learning");
            let course = memory.teach(&mut teacher, self.epochs, &progress, |memory, teacher| {
                if self.plot.is_some() && self.lose.is_none() && self.stuck.is_none() && self.spread.is_none() {
                    curve.push(teacher.trials(memory, &trials, &progress)?.success);
                }
                Ok(())
            })?;
            drop(progress);
            if !curve.is_empty() {
                self.epoch_plot(&curve, &set)?;
            }
            if self.lose.is_some() || self.stuck.is_some() {
                recovery = Some(self.recover(context, &mut teacher, &mut memory)?);
            }
            if let Some(spread) = self.spread {
                tuning = Some(self.tune(context, &mut teacher, &mut memory, spread)?);
            }
            let recall = self.recall(context, &mut teacher, &mut memory)?;
            (course, recall)
        };
        if let Some(file) = &self.pictures {
            Gallery::new(&memory, &pictures, (self.flip, self.seed), &trials.setting, &mut teacher)?.sheet.write(file)?;
        }
        teacher.keep(memory.medium(), self.to.as_deref())?;
        let partners = set.pixels() as u64 - 1;
        let interrupted = context.stopped();
        let shape = memory.medium().shape();
        let report = Report {
            shown: set.count(),
            epochs: course.rows.len(),
            updates: course.learnt() * partners,
            rows: course.learnt(),
            in_balance: course.in_balance,
            used: memory.used(),
            recall: &recall,
            weight_bits: shape.weight_bits,
            rates: (&learning).into(),
            flip: self.flip,
            seed: self.seed,
            course: &course.rows,
            curve,
            loads,
            streams,
            recovery,
            tuning,
            seconds: begin.elapsed().as_secs_f64(),
        };
        let text = report.text(shape, self.on_line);
        Ok(Output::new(&report, text)?.interrupted(interrupted))
    }

    /// The medium that is going to learn: a blank one, or the one to go on with.
    fn memory(&self, set: &PatternSet) -> anyhow::Result<Memory> {
        let decay = if self.on_line { STREAM_DECAY } else { 0 };
        let Some(file) = &self.from else {
            let code = if self.radix4 { WeightCode::Radix4 } else { WeightCode::TwosComplement };
            let shape = Shape { weight_code: code, tuning: self.spread.is_some(), ..lesson::shape(set.pixels(), self.weight_bits) };
            let learning = self.rates.learning(&shape, decay);
            rates::useful(&learning, true)?;
            return Ok(Memory::blank(set.clone(), shape, learning, self.seed_of_rounding())?);
        };
        let mut memory = Memory::learnt(set.clone(), read(file)?)?;
        if !memory.medium().shape().learning {
            bail!("the medium in {} cannot learn: keep one with `syntony learn --to`", file.display());
        }
        if self.spread.is_some() && !memory.medium().shape().tuning {
            bail!("the medium in {} cannot tune its frequencies: keep one with `syntony learn --spread RAD --to`", file.display());
        }
        let learning = self.rates.learning(memory.medium().shape(), decay);
        rates::useful(&learning, false)?;
        memory.set_learning(learning);
        Ok(memory)
    }

    fn seed_of_rounding(&self) -> u32 {
        syntony_host::random::Random::new(self.seed, u64::MAX).bits() as u32
    }

    fn trials(&self) -> Trials {
        let setting = Setting { sweeps: self.sweeps, reads: self.reads, ..Setting::default() };
        Trials { flip: self.flip, trials: self.trials, seed: self.seed, setting }
    }

    /// The trials that are asked for, with or without learning from them.
    fn recall(&self, context: &Context, teacher: &mut Teacher, memory: &mut Memory) -> anyhow::Result<Recall> {
        let progress = context.progress(u64::from(self.trials), "recalling");
        let trials = self.trials();
        Ok(if self.while_recalling {
            memory.trials_learning(&trials, 0, teacher, &progress)?
        } else {
            teacher.trials(memory, &trials, &progress)?
        })
    }
}

/// How a medium learns in another way: the same, with another step.
fn stepping(learning: Learning, step: u32) -> Learning {
    Learning { step, ..learning }
}
