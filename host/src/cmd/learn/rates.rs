//! How fast which bank learns, as options.

use clap::{Args, ValueEnum};
use serde::Serialize;
use syntony_host::memory::lesson;
use syntony_medium::format::ONE;
use syntony_medium::learning::Learning;
use syntony_medium::shape::Shape;

/// Steps of a weight are given in this part of its unit.
const PARTS: f64 = 256.0;

/// How fast which bank learns.
#[derive(Args, Clone)]
pub struct Rates {
    /// A row learns while its drive toward its own sign is below this, in units of a weight [default: half the largest weight times the root of the number of oscillators]
    #[arg(long, value_name = "THETA", value_parser = clap::value_parser!(u32).range(1..1 << 24))]
    margin: Option<u32>,
    /// Step of a weight in units of a weight, in 1/256, rounded at random, below 4
    #[arg(long, value_name = "ETA", default_value = "1", value_parser = step)]
    step: u32,
    /// Weights of rows that learn give way by one with probability |w| / 2^K, 1 to 15; 0: never [default: 0; on-line 5]
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(0..16))]
    pub decay: Option<u32>,
    /// Weights of all rows give way, not only those of rows that learn
    #[arg(long)]
    decay_all: bool,
    /// Gains drift to the set point by 2^-R of what they are off, 1 to 15; 0: never
    #[arg(long, value_name = "R", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..16))]
    drift: u32,
    /// Mean drive of a row that its gain drifts to; the margin is a drive of 1 at first
    #[arg(long, value_name = "UNITS", default_value = "1.25", value_parser = set_point)]
    set_point: u32,
    /// A weight of 0 takes its step with probability 1 / 2^K, 0 to 8: couplings begin slowly
    #[arg(long, value_name = "K", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..9))]
    growth: u32,
    /// With --spread: a natural frequency gives way by 1 / 2^K of its phase's offset, 1 to 15; 0: never
    #[arg(long, value_name = "K", default_value_t = 2, requires = "spread", value_parser = clap::value_parser!(u32).range(0..16))]
    tune: u32,
    /// Banks that stay as they are
    #[arg(long, value_name = "BANK,..", value_delimiter = ',')]
    freeze: Vec<Bank>,
}

/// A bank that learning changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Bank {
    /// The weights
    Weights,
    /// The row gains
    Gains,
    /// Which couplings there are: a weight of 0 is none
    Structure,
    /// The natural frequencies
    Frequencies,
}

/// The rates as documents show them.
#[derive(Clone, Serialize)]
pub struct Report {
    margin: u32,
    step: f64,
    decay: u32,
    decay_all: bool,
    drift: u32,
    set_point: f64,
    growth: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    tune: Option<u32>,
    freeze_weights: bool,
    freeze_gains: bool,
    freeze_structure: bool,
    freeze_frequencies: bool,
}

fn number(text: &str, least: f64, most: f64, unit: f64) -> Result<u32, String> {
    let value: f64 = text.parse().map_err(|_| "it is no number".to_string())?;
    if !(least..=most).contains(&value) {
        return Err(format!("give a number from {least} to {most}"));
    }
    Ok((value * unit).round() as u32)
}

pub fn step(text: &str) -> Result<u32, String> {
    number(text, 0.0, 1023.0 / PARTS, PARTS)
}

fn set_point(text: &str) -> Result<u32, String> {
    number(text, 0.0, 15.99, f64::from(ONE))
}

impl Rates {
    /// The registers for a shape; `decay` holds where none is given.
    pub fn learning(&self, shape: &Shape, decay: u32) -> Learning {
        let frozen = |bank| self.freeze.contains(&bank);
        Learning {
            on: false,
            freeze_weights: frozen(Bank::Weights),
            freeze_gains: frozen(Bank::Gains),
            freeze_structure: frozen(Bank::Structure),
            decay_all: self.decay_all,
            margin: self.margin.unwrap_or_else(|| lesson::margin(shape)),
            step: self.step,
            decay: self.decay.unwrap_or(decay),
            drift: self.drift,
            target: self.set_point,
            growth: self.growth,
            freeze_frequencies: frozen(Bank::Frequencies),
            tune: if shape.tuning { self.tune } else { 0 },
        }
    }
}

/// Refuses rates that would change nothing, or learn into a medium that has no couplings.
pub fn useful(learning: &Learning, blank: bool) -> anyhow::Result<()> {
    let weights = !learning.freeze_weights && (learning.step > 0 || learning.decay > 0 && !blank);
    let gains = !learning.freeze_gains && learning.drift > 0;
    if !blank && !weights && !gains {
        anyhow::bail!(
            "nothing would change: weights and gains are frozen or have no rate; leave one out of --freeze, and give --step, --decay or --drift"
        );
    }
    if blank && !weights {
        anyhow::bail!("nothing would be learnt: the weights are frozen, or their step is 0; leave --freeze weights out, and give --step");
    }
    if blank && learning.freeze_structure {
        anyhow::bail!(
            "nothing would be learnt: a new medium has only weights of 0, and --freeze structure keeps them; freeze it later, with --continue FILE"
        );
    }
    Ok(())
}

impl Report {
    /// The margin.
    pub fn margin(&self) -> u32 {
        self.margin
    }
}

impl From<&Learning> for Report {
    fn from(learning: &Learning) -> Self {
        Self {
            margin: learning.margin,
            step: f64::from(learning.step) / PARTS,
            decay: learning.decay,
            decay_all: learning.decay_all,
            drift: learning.drift,
            set_point: f64::from(learning.target) / f64::from(ONE),
            growth: learning.growth,
            tune: (learning.tune > 0).then_some(learning.tune),
            freeze_weights: learning.freeze_weights,
            freeze_gains: learning.freeze_gains,
            freeze_structure: learning.freeze_structure,
            freeze_frequencies: learning.freeze_frequencies,
        }
    }
}
