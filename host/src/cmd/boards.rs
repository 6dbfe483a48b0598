//! `syntony boards`: the boards there are bitstreams for.

use clap::Args;
use serde::Serialize;
use syntony_host::fpga::Board;
use syntony_host::io::table::table;

use super::info::ShapeReport;
use super::{Context, Output};

/// The boards there are bitstreams for
#[derive(Args)]
pub struct Boards {
    /// Only this board, or the board of a folder that holds a board.toml
    #[arg(long, value_name = "NAME")]
    board: Option<String>,
}

#[derive(Serialize)]
struct Entry {
    board: String,
    title: String,
    family: &'static str,
    device: String,
    package: String,
    crystal_hz: u32,
    clock_hz: u32,
    baud: u32,
    usb: Vec<String>,
    program: Vec<String>,
    source: String,
    largest: ShapeReport,
}

impl From<Board> for Entry {
    fn from(board: Board) -> Self {
        Self {
            largest: ShapeReport::from(&board.shape),
            board: board.name,
            title: board.title,
            family: board.family.name(),
            device: board.device,
            package: board.package,
            crystal_hz: board.crystal_hz,
            clock_hz: board.clock_hz,
            baud: board.baud,
            usb: board.usb,
            program: board.program,
            source: board.source,
        }
    }
}

#[derive(Serialize)]
struct Report {
    boards: Vec<Entry>,
}

impl Boards {
    pub fn run(&self, _context: &Context) -> anyhow::Result<Output> {
        let names: Vec<&str> = match &self.board {
            Some(name) => vec![name],
            None => Board::names(),
        };
        let boards = names.into_iter().map(Board::find).collect::<Result<Vec<_>, _>>()?;
        let mhz = |hz: u32| format!("{} MHz", f64::from(hz) / 1e6);
        let row = |board: &Board| {
            let shape = &board.shape;
            let medium = format!("{} x {} bits, {} lanes", shape.oscillators, shape.weight_bits, shape.lanes);
            vec![board.name.clone(), board.title.clone(), board.device.clone(), mhz(board.crystal_hz), mhz(board.clock_hz), medium]
        };
        let rows: Vec<_> = boards.iter().map(row).collect();
        let text = table(&["board", "what it is", "device", "crystal", "clock", "largest medium"], &rows);
        let report = Report { boards: boards.into_iter().map(Entry::from).collect() };
        Output::new(&report, text)
    }
}
