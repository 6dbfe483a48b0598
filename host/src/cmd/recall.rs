//! `syntony recall`: damaged pictures become whole.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use serde::Serialize;
use syntony_host::io::bitmap::{self, Bitmap};
use syntony_host::io::table::table;
use syntony_host::memory::{Memory, PatternSet, Recall as Outcome, Rule, Setting, Trials, glyphs};

use super::gallery::Gallery;
use super::learn::{self, Teacher, bitmaps};
use super::target::TargetArg;
use super::{Context, Output};

/// Store pictures, damage them, and let the medium recall them
#[derive(Args)]
pub struct Recall {
    /// Pictures: a text file of `#` and `.` (blank line between pictures, `name: A` before one if you like), or a folder of PNGs
    #[arg(long, value_name = "FILE|DIR", required_unless_present = "glyphs")]
    patterns: Option<PathBuf>,
    /// Built-in pictures instead of --patterns
    #[arg(long, conflicts_with = "patterns")]
    glyphs: Option<Glyphs>,
    /// A medium that learnt them, as `learn --to` or `save` kept it: nothing is stored anew
    #[arg(long, value_name = "FILE", conflicts_with_all = ["rule", "weight_bits"])]
    learned: Option<PathBuf>,
    /// With --learned: go on learning, every answer is shown to the medium again
    #[arg(long, requires = "learned")]
    while_recalling: bool,
    /// With --while-recalling: keep the medium that came of it (.npz)
    #[arg(long, value_name = "FILE", requires = "while_recalling")]
    to: Option<PathBuf>,
    /// How pictures become weights
    #[arg(long, default_value = "pseudo-inverse", value_parser = Rule::ALL.map(|(name, _)| name))]
    rule: String,
    /// Bits of a weight, 2 to 8; a board at a serial port has its own
    #[arg(long, default_value_t = 5)]
    weight_bits: u32,
    /// Share of the pixels that are flipped, 0 to 1
    #[arg(long, default_value_t = 0.25)]
    flip: f64,
    /// Number of trials; the pictures take turns
    #[arg(long, default_value_t = 104)]
    trials: u32,
    /// Seed of damage, start and noise
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Draw stored, damaged, settling and recalled pictures into a .png or .svg file
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,
    /// Sweeps of a read
    #[arg(long, default_value_t = Setting::default().sweeps)]
    sweeps: u32,
    /// How often a cue is read, with other noise each time; the best answer is kept
    #[arg(long, default_value_t = Setting::default().reads)]
    reads: u32,
    #[command(flatten)]
    target: TargetArg,
    /// Speak to the simulator through frames too, as to any other board: slower, the same result
    #[arg(long)]
    wire: bool,
}

/// Pictures that come with the program.
#[derive(Clone, Copy, ValueEnum)]
pub enum Glyphs {
    /// A to Z, 22 x 22
    Letters,
    /// A to Z, 10 x 10
    SmallLetters,
    /// 0 to 9, 6 x 10
    Digits,
}

impl Glyphs {
    /// The pictures.
    pub fn read(self) -> anyhow::Result<Vec<Bitmap>> {
        let (name, text) = match self {
            Self::Letters => ("letters", glyphs::LETTERS_22X22),
            Self::SmallLetters => ("small letters", glyphs::LETTERS_10X10),
            Self::Digits => ("digits", glyphs::DIGITS_6X10),
        };
        Ok(bitmap::parse(name, text)?)
    }
}

#[derive(Serialize)]
struct Report<'a> {
    #[serde(flatten)]
    outcome: &'a Outcome,
    rule: &'a str,
    weight_bits: u32,
    flip: f64,
    seed: u64,
    seconds: f64,
}

impl Recall {
    pub fn run(&self, context: &Context) -> anyhow::Result<Output> {
        let pictures = bitmaps(self.patterns.as_deref(), self.glyphs)?;
        let rule = Rule::from_name(&self.rule).with_context(|| format!("there is no rule `{}`", self.rule))?;
        let begin = Instant::now();
        let set = PatternSet::from_bitmaps(&pictures)?;
        let board = self.target.open_fixed()?;
        let mut memory = match (&self.learned, &board) {
            (Some(file), _) => Memory::learnt(set, learn::read(file)?)?,
            (None, Some(board)) => Memory::store_in(set, rule, *board.device.shape())?,
            (None, None) => Memory::store(set, rule, self.weight_bits)?,
        };
        let setting = Setting { sweeps: self.sweeps, reads: self.reads, ..Setting::default() };
        let trials = Trials { flip: self.flip, trials: self.trials, seed: self.seed, setting };
        let progress = context.progress(u64::from(self.trials), "recalling");
        let mut player = match board {
            Some(board) => Teacher::on(board),
            None => Teacher::open(&self.target, self.wire, memory.medium().shape())?,
        };
        let outcome = if self.while_recalling {
            memory.trials_learning(&trials, 0, &mut player, &progress)?
        } else {
            player.trials(&memory, &trials, &progress)?
        };
        drop(progress);
        if let Some(file) = &self.plot {
            Gallery::new(&memory, &pictures, (self.flip, self.seed), &setting, &mut player)?.sheet.write(file)?;
        }
        if self.to.is_some() {
            player.keep(memory.medium(), self.to.as_deref())?;
        }
        let interrupted = outcome.trials < self.trials as usize;
        let seconds = begin.elapsed().as_secs_f64();
        let rule = if self.learned.is_some() { "learned" } else { &self.rule };
        let weight_bits = memory.medium().shape().weight_bits;
        let report = Report { outcome: &outcome, rule, weight_bits, flip: self.flip, seed: self.seed, seconds };
        let text = self.text(&report, &pictures);
        Ok(Output::new(&report, text)?.interrupted(interrupted))
    }

    fn text(&self, report: &Report<'_>, pictures: &[Bitmap]) -> String {
        let Report { outcome, rule, weight_bits, seconds, .. } = report;
        let mut rows = Vec::new();
        for (k, picture) in pictures.iter().enumerate() {
            let mine: Vec<_> = outcome.results.iter().filter(|trial| trial.pattern == k).collect();
            if mine.is_empty() {
                continue;
            }
            let good = mine.iter().filter(|trial| trial.success()).count();
            let mean = mine.iter().map(|trial| trial.overlap).sum::<f64>() / mine.len() as f64;
            rows.push(vec![picture.name.clone(), format!("{good} of {}", mine.len()), format!("{mean:.3}")]);
        }
        format!(
            "{}\n{} pictures in {} oscillators ({} bits a weight, {}), {:.0} % flipped, {} trials of {} reads, {} sweeps together, in {seconds:.2} s\nsuccess {:.3}   mean overlap {:.3}   (nearest stored picture: {:.3})",
            table(&["picture", "recalled", "mean overlap"], &rows).trim_end(),
            outcome.patterns,
            outcome.oscillators,
            weight_bits,
            rule,
            100.0 * self.flip,
            outcome.trials,
            outcome.reads,
            outcome.sweeps,
            outcome.success,
            outcome.mean_overlap,
            outcome.nearest_success
        )
    }
}
