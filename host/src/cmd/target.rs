//! `--target`: which board a verb talks to.

use std::path::PathBuf;
use std::str::FromStr;

use anyhow::{Context as _, bail};
use clap::Args;
use syntony_host::client::Client;
use syntony_host::device::Device;
use syntony_host::store::Saved;
use syntony_host::transport::Simulated;
use syntony_medium::shape::Shape;

/// The option `--target`.
#[derive(Args, Clone)]
pub struct TargetArg {
    /// The board: `sim` (a fresh simulator) or `sim:FILE` (a simulator whose memory is kept in FILE)
    #[arg(long, default_value = "sim", value_name = "TARGET")]
    pub target: Target,
}

/// A board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A simulator; with a file, one that keeps its memory there.
    Sim(Option<PathBuf>),
}

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            None if text == "sim" => Ok(Self::Sim(None)),
            Some(("sim", file)) if !file.is_empty() => Ok(Self::Sim(Some(file.into()))),
            _ => Err("give `sim` or `sim:FILE`".into()),
        }
    }
}

/// An open board, and where its memory is kept.
pub struct Open {
    /// The board.
    pub device: Device,
    keep: Option<PathBuf>,
}

fn simulated(shape: Shape) -> anyhow::Result<Device> {
    Ok(Device::open(Client::new(Box::new(Simulated::new(shape)?)))?)
}

impl Target {
    /// Opens the board. A simulator's memory is loaded from its file, if it has one.
    pub fn open(&self) -> anyhow::Result<Open> {
        match self {
            Self::Sim(None) => Ok(Open { device: simulated(Shape::default())?, keep: None }),
            Self::Sim(Some(file)) => {
                if !file.exists() {
                    bail!(
                        "there is no simulator in {}: make one with `syntony load MEDIUM --target sim:{}`",
                        file.display(),
                        file.display()
                    );
                }
                let saved = Saved::read(file)?;
                let mut device = simulated(*saved.shape())?;
                saved.load_into(&mut device)?;
                Ok(Open { device, keep: Some(file.clone()) })
            }
        }
    }

    /// Opens a board of a shape: a simulator is made anew, any other board must have the shape.
    pub fn open_shape(&self, shape: Shape) -> anyhow::Result<Open> {
        let Self::Sim(keep) = self;
        Ok(Open { device: simulated(shape)?, keep: keep.clone() })
    }
}

impl Open {
    /// Keeps the simulator's memory in its file, if it has one.
    pub fn keep(mut self) -> anyhow::Result<()> {
        if let Some(file) = &self.keep {
            Saved::of(&mut self.device)?.write(file).context("the simulator's memory was not kept")?;
        }
        Ok(())
    }
}
