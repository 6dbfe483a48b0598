//! `syntony virtual`: the generated hardware behind a serial port.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Args;
use syntony_hdl::generate::{Design, Family};
use syntony_host::fpga;
use syntony_host::transport::{Serial, Transport, TransportError};
use syntony_medium::shape::Shape;
use syntony_verilated::faults::Faults;
use syntony_verilated::line::{BoardError, Line};
use syntony_verilated::terminal::Board;

use super::sizes::{Sizes, families};
use super::{Context, Output, build};

/// First rate of a line, bits a second.
pub const BAUD: u32 = 1_000_000;
/// Clocks a bit lasts: the fewest that the hardware can do, as each of them is computed.
const BIT_CLOCKS: u32 = 4;
/// Plain multipliers and a pipeline: fewer clocks a sweep than the small families take, and the same bits.
const FAMILY: Family = Family::Ecp5;

/// Put the generated hardware behind a serial port
#[derive(Args)]
pub struct Virtual {
    #[command(flatten)]
    sizes: Sizes,
    /// A board's family, and its own medium if no sizes are given: the hardware of `syntony build --board NAME`
    #[arg(long, value_name = "NAME")]
    board: Option<String>,
    /// Family whose hardware is compiled: ice40 has a serial core, the others a pipeline, which is faster here [default: the board's, or ecp5]
    #[arg(long, value_parser = families())]
    family: Option<Family>,
    /// First rate of the serial line, bits a second
    #[arg(long, value_name = "RATE", default_value_t = BAUD, value_parser = clap::value_parser!(u32).range(300..=10_000_000))]
    baud: u32,
    /// Clocks a bit lasts at the first rate: 4 is fastest; with more the line can be moved to a faster rate
    #[arg(long, value_name = "N", default_value_t = BIT_CLOCKS, value_parser = clap::value_parser!(u32).range(4..=400))]
    clocks_per_bit: u32,
    /// What befalls a byte how often, for example flip=0.001,lose=0.001,seed=7; also double, insert, delay, burst, break, reset
    #[arg(long, value_name = "FAULTS")]
    faults: Option<Faults>,
}

/// Where compiled boards are kept.
fn cache() -> PathBuf {
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute()).or_else(home);
    cache.unwrap_or_else(std::env::temp_dir).join("syntony/models")
}

fn line(shape: Shape, family: Family, baud: u32, bit_clocks: u32) -> Result<(Line, u32), BoardError> {
    let clock_hz = baud.saturating_mul(bit_clocks);
    Ok((Line::new(&Design { shape, family, clock_hz, baud }, &cache())?, clock_hz))
}

impl Virtual {
    pub fn run(&self, context: &Context) -> anyhow::Result<Output> {
        let board = self.board.as_deref().map(fpga::Board::find).transpose()?;
        let shape = match &board {
            Some(board) if !self.sizes.given() => board.shape,
            _ => self.sizes.shape()?,
        };
        let family = self.family.or(board.map(|board| build::family(board.family))).unwrap_or(FAMILY);
        let (mut line, clock_hz) = line(shape, family, self.baud, self.clocks_per_bit)?;
        line.set_faults(self.faults);
        let board = Board::start(line, clock_hz)?;
        // The name is wanted while the board is there, not when it is gone.
        let output = Output::new(&serde_json::json!({ "port": board.port(), "baud": self.baud, "clock_hz": clock_hz }), board.port())?;
        output.print(context.json())?;
        context.note(format_args!("a board at {} bits a second until Ctrl-C: --target serial:{}", self.baud, board.port()));
        while !context.stopped() {
            std::thread::sleep(Duration::from_millis(50));
            anyhow::ensure!(board.alive(), "the virtual board's terminal is gone: start it again");
        }
        Ok(Output::nothing())
    }
}

/// A virtual board and the port it is reached by, for one command.
pub struct Reached {
    // The port is closed before the board goes.
    serial: Serial,
    _board: Board,
}

/// Builds and starts a board of a shape.
pub fn start(shape: Shape, baud: u32) -> anyhow::Result<Reached> {
    let (line, clock_hz) = line(shape, FAMILY, baud, BIT_CLOCKS)?;
    let board = Board::start(line, clock_hz)?;
    Ok(Reached { serial: Serial::open(board.port(), baud)?, _board: board })
}

impl Transport for Reached {
    fn name(&self) -> String {
        "virtual".into()
    }

    fn write(&mut self, bytes: &[u8], deadline: Instant) -> Result<(), TransportError> {
        self.serial.write(bytes, deadline)
    }

    fn read(&mut self, into: &mut [u8], deadline: Instant) -> Result<usize, TransportError> {
        self.serial.read(into, deadline)
    }

    fn rate(&self) -> Option<f64> {
        self.serial.rate()
    }

    fn set_baud(&mut self, baud: u32) -> Result<(), TransportError> {
        self.serial.set_baud(baud)
    }
}
