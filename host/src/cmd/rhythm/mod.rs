//! `syntony rhythm`: a memory of rhythms in a file.

mod go_on;
mod learn;
mod list;
mod recall;

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, Subcommand};
use syntony_host::rhythm::Rhythms;

use super::{Context, Output};

/// Learn rhythms, recall them from a fragment, and let them go on
#[derive(Subcommand)]
pub enum Rhythm {
    /// Learn a rhythm from a signal
    Learn(learn::Learn),
    /// Recognise a fragment, follow it, and go on when it ends
    Recall(recall::Recall),
    /// Let a rhythm go on by itself
    Continue(go_on::Continue),
    /// Let a rhythm go, or all fade for a while
    Forget(list::Forget),
    /// What is held, and how strongly
    List(list::List),
}

/// Where the memory is.
#[derive(Args)]
pub struct Place {
    /// The memory of rhythms (.npz)
    #[arg(long, value_name = "FILE", default_value = "rhythms.npz")]
    memory: PathBuf,
}

impl Place {
    fn path(&self) -> &Path {
        &self.memory
    }

    fn read(&self) -> anyhow::Result<Rhythms> {
        Ok(Rhythms::read(&self.memory)?)
    }

    fn write(&self, rhythms: &Rhythms) -> anyhow::Result<()> {
        rhythms.write(&self.memory).with_context(|| format!("the memory was not kept in {}", self.memory.display()))
    }
}

impl Rhythm {
    pub fn run(&self, context: &Context) -> anyhow::Result<Output> {
        match self {
            Self::Learn(verb) => verb.run(context),
            Self::Recall(verb) => verb.run(context),
            Self::Continue(verb) => verb.run(context),
            Self::Forget(verb) => verb.run(context),
            Self::List(verb) => verb.run(context),
        }
    }
}
