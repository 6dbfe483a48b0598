//! `syntony build`: a medium's bitstream for a board.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use syntony_hdl::generate::{Design, Family, TOP, generate};
use syntony_host::fpga::build::{self, Job};
use syntony_host::fpga::tools::Toolbox;
use syntony_host::fpga::{Board, board, clock};

use super::report::Report;
use super::sizes::Sizes;
use super::{Context, Output};

/// Build a medium's bitstream for a board
#[derive(Args)]
pub struct Build {
    /// The board: a name that `syntony boards` lists, or a folder that holds a board.toml
    #[arg(long, value_name = "NAME")]
    board: String,
    #[command(flatten)]
    sizes: Sizes,
    /// Clock of the design [default: the board's]
    #[arg(long, value_name = "HZ")]
    clock: Option<u32>,
    /// First rate of the serial line, bits a second [default: the board's]
    #[arg(long, value_name = "RATE")]
    baud: Option<u32>,
    /// Seed of place and route
    #[arg(long, value_name = "N", default_value_t = 1, conflicts_with = "seeds")]
    seed: u32,
    /// Try the seeds 1 to K and take the fastest
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(1..=1000))]
    seeds: Option<u32>,
    /// Longest that one step may take
    #[arg(long, value_name = "MINUTES", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    limit: u64,
    /// Folder for everything [default: syntony-build/NAME]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Build {
    pub fn run(&self, context: &Context) -> anyhow::Result<Output> {
        let board = Board::find(&self.board)?;
        let shape = if self.sizes.given() { self.sizes.shape()? } else { board.shape };
        let clocking = clock::clocking(board.family, board.crystal_hz, self.clock.unwrap_or(board.clock_hz))?;
        let design = Design { shape, family: family(board.family), clock_hz: clocking.hz, baud: self.baud.unwrap_or(board.baud) };
        let folder = self.out.clone().unwrap_or_else(|| PathBuf::from("syntony-build").join(&board.name));
        let job = Job {
            board: &board,
            shape: &shape,
            clocking,
            top: TOP,
            design: generate(&design)?.into_iter().map(|file| (file.name, file.text)).collect(),
            seeds: self.seeds.map_or(vec![self.seed], |most| (1..=most).collect()),
            limit: Duration::from_secs(60 * self.limit),
            folder: &folder,
        };
        let progress = context.progress(build::steps(&job), "build");
        let (figures, kept) = build::build(&job, &Toolbox::here(), &progress, &|text| progress.say(context, text))?;
        drop(progress);
        if kept {
            context.note("nothing has changed since the last build");
        }
        Report::output(&folder, figures, Some(kept))
    }
}

/// The same family to the generator.
pub fn family(family: board::Family) -> Family {
    match family {
        board::Family::Ice40 => Family::Ice40,
        board::Family::Ecp5 => Family::Ecp5,
        board::Family::Gowin => Family::Gowin,
    }
}
