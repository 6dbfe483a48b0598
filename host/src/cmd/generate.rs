//! `syntony generate`: a shape as Verilog.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};
use serde::Serialize;
use syntony_hdl::generate::{Design, Family, File, generate};
use syntony_host::description::{self, Overrides};
use syntony_host::io::write_text;
use syntony_medium::law::{Law, Laws};
use syntony_medium::shape::{Coupling, Shape};
use syntony_medium::weight::WeightCode;

use super::exit::Mismatch;
use super::info::ShapeReport;
use super::{Context, Output};

/// Generate the hardware of a medium as Verilog
#[derive(Args)]
pub struct Generate {
    /// Oscillators, 2 to 8192
    #[arg(long, value_name = "N", required_unless_present = "shape")]
    oscillators: Option<u32>,
    /// Take the shape of a medium's description instead
    #[arg(long, value_name = "FILE.toml", conflicts_with_all = ["oscillators", "coupling", "slots", "edges", "weight_bits", "radix4", "shown_bits", "phase_bits", "lanes", "block", "lag", "laws"])]
    shape: Option<PathBuf>,
    /// Who is coupled with whom
    #[arg(long, default_value = "dense")]
    coupling: Kind,
    /// Sparse: slots of one lane's edge memory; each group of rows takes as many as its longest row has partners
    #[arg(long, value_name = "SLOTS", conflicts_with = "edges")]
    slots: Option<u32>,
    /// Sparse: instead of slots, the edges of a graph whose rows are about equally long
    #[arg(long, value_name = "E")]
    edges: Option<u32>,
    /// Bits of a weight, 2 to 8
    #[arg(long, value_name = "BITS", default_value_t = 5)]
    weight_bits: u32,
    /// Weights are radix-4 digits: small on devices without multipliers to spare; needs an even number of bits
    #[arg(long)]
    radix4: bool,
    /// Bits of a shown value, 3 to 8
    #[arg(long, value_name = "BITS", default_value_t = 8)]
    shown_bits: u32,
    /// Bits of a phase, 4 to 24
    #[arg(long, value_name = "BITS", default_value_t = 16)]
    phase_bits: u32,
    /// Rows worked on at once [default: the most up to 16 that divide the block]
    #[arg(long, value_name = "P")]
    lanes: Option<u32>,
    /// Rows that see the same values [default: the lanes, or 16]
    #[arg(long, value_name = "ROWS")]
    block: Option<u32>,
    /// Blocks of delay beyond the next, 0 or 1
    #[arg(long, default_value_t = 0)]
    lag: u32,
    /// Laws to have hardware for [default: all]
    #[arg(long, value_name = "LAW,..", value_delimiter = ',', value_parser = law)]
    laws: Vec<Law>,
    /// Family of the device
    #[arg(long)]
    family: Device,
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

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    Dense,
    Sparse,
}

#[derive(Clone, Copy, ValueEnum)]
enum Device {
    Ice40,
    Ecp5,
    Gowin,
}

fn law(name: &str) -> Result<Law, String> {
    Law::from_name(name).ok_or_else(|| format!("there is no such law; the laws are {}", Law::ALL.map(Law::name).join(", ")))
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
        let family = match self.family {
            Device::Ice40 => Family::Ice40,
            Device::Ecp5 => Family::Ecp5,
            Device::Gowin => Family::Gowin,
        };
        let design = Design { shape: self.shape()?, family, clock_hz: self.clock, baud: self.baud };
        let files = generate(&design)?;
        if self.check {
            check(&self.out, &files)?;
        } else {
            write(&self.out, &files)?;
        }
        let report = Report {
            shape: ShapeReport::from(&design.shape),
            family: family.name(),
            clock_hz: self.clock,
            baud: self.baud,
            folder: &self.out,
            files: files.iter().map(|file| file.name.as_str()).collect(),
            checked: self.check,
        };
        let done = if self.check { "holds" } else { "now holds" };
        Output::new(&report, format!("{} {done} {}", self.out.display(), report.files.join(", ")))
    }

    /// Slots given, or enough for the edges: every group's longest row half as long again as the mean.
    fn slots(&self, oscillators: u32, lanes: u32) -> anyhow::Result<u32> {
        match (self.slots, self.edges) {
            (Some(slots), _) => Ok(slots),
            (None, Some(edges)) => {
                let slots = u64::from(edges) * 2 * 3 / 2 / u64::from(lanes.max(1)) + u64::from(oscillators.div_ceil(lanes.max(1)));
                Ok(u32::try_from(slots).unwrap_or(u32::MAX))
            }
            (None, None) => bail!("sparse coupling needs --slots or --edges"),
        }
    }

    fn shape(&self) -> anyhow::Result<Shape> {
        if let Some(path) = &self.shape {
            return Ok(*description::read(path, Overrides::default())?.medium.shape());
        }
        let Some(oscillators) = self.oscillators else { bail!("give --oscillators or --shape") };
        let block = self.block.or(self.lanes).unwrap_or(16).min(oscillators);
        let divides = |lanes: &u32| block >= oscillators || block.is_multiple_of(*lanes);
        let lanes = self.lanes.or_else(|| (1..=block.min(16)).rev().find(divides)).unwrap_or(1);
        Ok(Shape {
            oscillators,
            coupling: match self.coupling {
                Kind::Dense => Coupling::Dense,
                Kind::Sparse => Coupling::Sparse { slots: self.slots(oscillators, lanes)? },
            },
            weight_bits: self.weight_bits,
            weight_code: if self.radix4 { WeightCode::Radix4 } else { WeightCode::TwosComplement },
            shown_bits: self.shown_bits,
            phase_bits: self.phase_bits,
            lanes,
            block,
            lag: self.lag,
            laws: if self.laws.is_empty() { Laws::ALL } else { self.laws.iter().copied().collect() },
        })
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
