//! `syntony dump`, `load` and `save`: the medium's memories.

use std::path::PathBuf;

use anyhow::{Context as _, anyhow, bail};
use clap::Args;
use serde::Serialize;
use syntony_host::io::npy::{self, Array, Data};
use syntony_host::store::Saved;
use syntony_medium::window::{self, WINDOWS, Window};

use super::info::ShapeReport;
use super::target::TargetArg;
use super::{Context, Output};

/// Print a memory of the medium, or write it to a file
#[derive(Args)]
pub struct Dump {
    /// The memory: state, frequency, target, gain, bias, error, weights, edges, rows or best
    window: String,
    /// First word
    #[arg(long, default_value_t = 0)]
    offset: u32,
    /// Number of words; all from the offset on if not given
    #[arg(long)]
    count: Option<u32>,
    /// Write the words to a .npy file (uint32)
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
    #[command(flatten)]
    target: TargetArg,
}

/// Load a saved medium (.npz), or one memory (.npy of uint32)
#[derive(Args)]
pub struct Load {
    /// What `syntony save` wrote; with --window a .npy file
    file: PathBuf,
    /// Load only this memory
    #[arg(long)]
    window: Option<String>,
    #[command(flatten)]
    target: TargetArg,
}

/// Save the whole medium
#[derive(Args)]
pub struct Save {
    /// File to write (.npz)
    file: PathBuf,
    #[command(flatten)]
    target: TargetArg,
}

fn find(name: &str) -> anyhow::Result<&'static Window> {
    window::by_name(name).ok_or_else(|| {
        let names: Vec<_> = WINDOWS.iter().map(|window| window.name).collect();
        anyhow!("there is no memory `{name}`: there are {}", names.join(", "))
    })
}

impl Dump {
    pub fn run(&self, _context: &Context) -> anyhow::Result<Output> {
        let window = find(&self.window)?;
        let mut open = self.target.open()?;
        let size = window.words(open.device.shape());
        if size == 0 {
            bail!("a medium of this shape has no memory `{}`", window.name);
        }
        let count = self.count.unwrap_or(size.saturating_sub(self.offset));
        let words = open.device.read_window(window, self.offset, count as usize)?;
        if let Some(file) = &self.to {
            npy::write(file, &Array::vector(Data::U32(words)))?;
            return Output::new(&serde_json::json!({ "window": window.name, "words": count, "file": file }), "");
        }
        let lines: Vec<String> = words
            .chunks(8)
            .enumerate()
            .map(|(k, chunk)| {
                let words: Vec<String> = chunk.iter().map(|word| format!("{word:08x}")).collect();
                format!("{:6}  {}", self.offset as usize + 8 * k, words.join(" "))
            })
            .collect();
        Output::new(&serde_json::json!({ "window": window.name, "offset": self.offset, "words": words }), lines.join("\n"))
    }
}

#[derive(Serialize)]
struct Loaded {
    file: PathBuf,
    words: usize,
    shape: ShapeReport,
}

impl Load {
    pub fn run(&self, _context: &Context) -> anyhow::Result<Output> {
        let (open, words) = match &self.window {
            Some(name) => {
                let window = find(name)?;
                let mut open = self.target.open()?;
                let Data::U32(words) = npy::read(&self.file)?.data else {
                    bail!("{} is not of type uint32: memories are loaded as `syntony dump --to` writes them", self.file.display());
                };
                open.device.write_window(window, 0, &words)?;
                (open, words.len())
            }
            None => {
                let saved = Saved::read(&self.file)?;
                let mut open = self.target.open_shape(*saved.shape())?;
                saved.load_into(&mut open.device)?;
                (open, saved.words())
            }
        };
        let report = Loaded { file: self.file.clone(), words, shape: open.device.shape().into() };
        open.keep()?;
        Output::new(&report, format!("{} words loaded and verified", report.words))
    }
}

impl Save {
    pub fn run(&self, _context: &Context) -> anyhow::Result<Output> {
        let mut open = self.target.open()?;
        let saved = Saved::of(&mut open.device)?;
        saved.write(&self.file).with_context(|| format!("the medium was not saved to {}", self.file.display()))?;
        let report = Loaded { file: self.file.clone(), words: saved.words(), shape: saved.shape().into() };
        Output::new(&report, format!("{} words saved to {}", report.words, self.file.display()))
    }
}
