//! `syntony forget`: the weights of a learnt medium give way.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use serde::Serialize;
use syntony_host::store::Saved;
use syntony_medium::learning::Learning;
use syntony_sim::run::Request;
use syntony_sim::{Medium, Weights};

use super::target::TargetArg;
use super::{Context, Output};

/// Longest that one pass may take on a board.
const LIMIT: Duration = Duration::from_secs(60);

/// Let the weights of a learnt medium give way, without showing it anything
#[derive(Args)]
pub struct Forget {
    /// The medium: what `learn --to` kept
    #[arg(value_name = "FILE")]
    learned: PathBuf,
    /// A weight gives way by one with probability |w| / 2^K in each pass
    #[arg(long, value_name = "K", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..16))]
    decay: u32,
    /// Passes
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    passes: u32,
    /// Keep every coupling: a weight that is not 0 does not become 0
    #[arg(long)]
    freeze_structure: bool,
    /// Where the medium is kept then; the file it came from if not given
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
    #[command(flatten)]
    target: TargetArg,
}

#[derive(Serialize)]
struct Report {
    passes: u32,
    decay: u32,
    /// Root of the mean square of the weights.
    rms_before: f64,
    rms_after: f64,
    couplings_before: usize,
    couplings_after: usize,
    file: PathBuf,
}

/// Root of the mean square, and how many are not 0.
fn strength(medium: &Medium) -> (f64, usize) {
    let weights = match medium.weights() {
        Weights::Dense(matrix) => matrix,
        Weights::Sparse(rows) => &rows.weights,
    };
    let squares: f64 = weights.iter().map(|&w| f64::from(w).powi(2)).sum();
    ((squares / weights.len().max(1) as f64).sqrt(), weights.iter().filter(|&&w| w != 0).count())
}

impl Forget {
    pub fn run(&self, context: &Context) -> anyhow::Result<Output> {
        let saved = Saved::read(&self.learned)?;
        let (mut device, kept) = self.target.open_shape(*saved.shape())?.apart();
        saved.load_into(&mut device)?;
        let mut medium = device.download()?;
        let (rms_before, couplings_before) = strength(&medium);
        let mut settings = medium.settings;
        let forgetting = Learning {
            on: true,
            decay_all: true,
            decay: self.decay,
            freeze_gains: true,
            freeze_structure: self.freeze_structure,
            ..Learning::default()
        };
        settings.learning = forgetting;
        device.upload_run(&settings).with_context(|| format!("the medium in {} cannot forget", self.learned.display()))?;
        device.upload_learning(&forgetting).with_context(|| format!("the medium in {} cannot forget", self.learned.display()))?;
        let mut passes = 0;
        while passes < self.passes && !context.stopped() {
            device.run(Request { sweeps: 0, restart: false }, LIMIT, || false)?;
            passes += 1;
        }
        // How it learns is as it was.
        device.upload_run(&medium.settings)?;
        device.download_weights(&mut medium)?;
        let (rms_after, couplings_after) = strength(&medium);
        let file = self.to.as_ref().unwrap_or(&self.learned).clone();
        Saved::of(&mut device)?.write(&file).with_context(|| format!("the medium was not kept in {}", file.display()))?;
        kept.keep(&mut device)?;
        let report = Report { passes, decay: self.decay, rms_before, rms_after, couplings_before, couplings_after, file };
        let text = format!(
            "{passes} passes at 2^-{}: weights of {rms_before:.2} rms are now {rms_after:.2}, {couplings_before} couplings are now {couplings_after}",
            self.decay
        );
        Ok(Output::new(&report, text)?.interrupted(passes < self.passes))
    }
}
