//! `syntony generate`: a shape as Verilog.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use serde::Serialize;
use syntony_hdl::generate::{Design, Family, File, generate};
use syntony_host::io::write_text;

use super::exit::Mismatch;
use super::info::ShapeReport;
use super::sizes::{Sizes, families};
use super::{Context, Output};

/// Generate the hardware of a medium as Verilog
#[derive(Args)]
pub struct Generate {
    #[command(flatten)]
    sizes: Sizes,
    /// Family of the device
    #[arg(long, value_parser = families())]
    family: Family,
    /// Clock of the board
    #[arg(long, value_name = "HZ", default_value_t = 12_000_000)]
    clock: u32,
    /// First rate of the serial line, bits a second
    #[arg(long, value_name = "RATE", default_value_t = 1_000_000)]
    baud: u32,
    /// Folder for the files
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Write nothing; fail if the folder holds anything else than would be written
    #[arg(long)]
    check: bool,
}

#[derive(Serialize)]
struct Report<'a> {
    shape: ShapeReport,
    family: &'static str,
    clock_hz: u32,
    baud: u32,
    folder: &'a Path,
    files: Vec<&'a str>,
    checked: bool,
}

impl Generate {
    pub fn run(&self, _context: &Context) -> anyhow::Result<Output> {
        let design = Design { shape: self.sizes.shape()?, family: self.family, clock_hz: self.clock, baud: self.baud };
        let files = generate(&design)?;
        if self.check {
            check(&self.out, &files)?;
        } else {
            write(&self.out, &files)?;
        }
        let report = Report {
            shape: ShapeReport::from(&design.shape),
            family: self.family.name(),
            clock_hz: self.clock,
            baud: self.baud,
            folder: &self.out,
            files: files.iter().map(|file| file.name.as_str()).collect(),
            checked: self.check,
        };
        let done = if self.check { "holds" } else { "now holds" };
        Output::new(&report, format!("{} {done} {}", self.out.display(), report.files.join(", ")))
    }
}

/// Whether the folder holds these files as they are.
fn check(folder: &Path, files: &[File]) -> anyhow::Result<()> {
    for file in files {
        let path = folder.join(&file.name);
        let Ok(found) = std::fs::read(&path) else {
            let what = format!("{} is not there or cannot be read: generate it without --check", path.display());
            return Err(Mismatch(what).into());
        };
        let differs = found != file.text.as_bytes();
        if differs {
            let what = format!("{} differs from what this shape gives: generate it without --check", path.display());
            return Err(Mismatch(what).into());
        }
    }
    Ok(())
}

/// Writes each file as a whole or not at all.
fn write(folder: &Path, files: &[File]) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    files.iter().try_for_each(|file| Ok(write_text(&folder.join(&file.name), &file.text)?))
}
