//! `--target`: which board a verb talks to.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, LazyLock};

use anyhow::{Context as _, bail};
use clap::Args;
use serde::Serialize;
use syntony_host::client::Client;
use syntony_host::device::Device;
use syntony_host::fpga::Board;
use syntony_host::store::Saved;
use syntony_host::transport::usb::{self, UsbId};
use syntony_host::transport::{Recorder, Replay, Serial, Simulated, Transport, TransportError, Twin};
use syntony_medium::shape::Shape;

use super::virtual_board;

/// The options that choose a board.
#[derive(Args, Clone)]
pub struct TargetArg {
    /// The board: `sim`, `sim:FILE` (its memory is kept in FILE), `virtual` (the generated hardware in Verilator), `serial`, `serial:PORT`, `replay:FILE`
    #[arg(long, default_value = "sim", value_name = "TARGET")]
    target: Target,
    /// First rate of the serial line, bits a second
    #[arg(long, value_name = "RATE", default_value_t = virtual_board::BAUD, value_parser = clap::value_parser!(u32).range(300..=100_000_000))]
    baud: u32,
    /// Rate to move the line to once the board has answered
    #[arg(long, value_name = "RATE", value_parser = clap::value_parser!(u32).range(300..=100_000_000))]
    fast_baud: Option<u32>,
    /// Write the conversation with the board to a file, which `--target replay:FILE` plays again
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// Compare every word with the simulator: set by the verb `compare`
    #[arg(long, hide = true)]
    compare: bool,
}

/// Words that were compared in this process, whatever verb did it.
pub static COMPARED: LazyLock<Arc<AtomicU64>> = LazyLock::new(Arc::default);

/// A board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A simulator; with a file, one that keeps its memory there.
    Sim(Option<PathBuf>),
    /// The generated hardware in Verilator, behind a pseudo-terminal, for this command.
    Virtual,
    /// A board at a serial port; without a name it is found.
    Serial(Option<String>),
    /// A recorded conversation.
    Replay(PathBuf),
}

/// Where the port that was chosen is remembered.
const REMEMBERED: &str = ".syntony/port";

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            None if text == "sim" => Ok(Self::Sim(None)),
            None if text == "virtual" => Ok(Self::Virtual),
            None if text == "serial" => Ok(Self::Serial(None)),
            Some(("sim", file)) if !file.is_empty() => Ok(Self::Sim(Some(file.into()))),
            Some(("serial", port)) if !port.is_empty() => Ok(Self::Serial(Some(port.into()))),
            Some(("replay", file)) if !file.is_empty() => Ok(Self::Replay(file.into())),
            _ => Err("give `sim`, `sim:FILE`, `virtual`, `serial`, `serial:PORT` or `replay:FILE`".into()),
        }
    }
}

impl Default for TargetArg {
    fn default() -> Self {
        Self { target: Target::Sim(None), baud: virtual_board::BAUD, fast_baud: None, record: None, compare: false }
    }
}

/// An open board, and where its memory is kept.
pub struct Open {
    /// The board.
    pub device: Device,
    keep: Option<PathBuf>,
}

impl TargetArg {
    /// Whether frames travel: to anything but a fresh simulator that nobody listens to.
    pub fn is_a_board(&self) -> bool {
        self.target != Target::Sim(None) || self.record.is_some() || self.compare
    }

    /// Opens the board. A simulator's memory is loaded from its file, if it has one.
    pub fn open(&self) -> anyhow::Result<Open> {
        let Target::Sim(Some(file)) = &self.target else { return self.open_shape(Shape::default()) };
        if !file.exists() {
            bail!("there is no simulator in {}: make one with `syntony load MEDIUM --target sim:{}`", file.display(), file.display());
        }
        let saved = Saved::read(file)?;
        let mut open = self.open_shape(*saved.shape())?;
        saved.load_into(&mut open.device)?;
        Ok(open)
    }

    /// Opens the board if its shape is what it is: at a serial port, or in a recorded conversation.
    pub fn open_fixed(&self) -> anyhow::Result<Option<Open>> {
        let fixed = matches!(self.target, Target::Serial(_) | Target::Replay(_));
        fixed.then(|| self.open_shape(Shape::default())).transpose()
    }

    /// Opens a board of a shape: a simulator is made anew, a virtual board is built, any other board has the shape it has.
    pub fn open_shape(&self, shape: Shape) -> anyhow::Result<Open> {
        let keep = match &self.target {
            Target::Sim(keep) => keep.clone(),
            _ => None,
        };
        let transport: Box<dyn Transport> = match &self.target {
            Target::Sim(_) => Box::new(Simulated::new(shape)?),
            Target::Virtual => Box::new(virtual_board::start(shape, self.baud)?),
            Target::Serial(Some(port)) => Box::new(Serial::open(port, self.baud)?),
            Target::Serial(None) => Box::new(Serial::open(&find()?, self.baud)?),
            Target::Replay(file) => Box::new(Replay::read(file)?),
        };
        let transport = match &self.record {
            Some(file) => Box::new(Recorder::new(transport, file)?),
            None => transport,
        };
        let transport: Box<dyn Transport> = if self.compare { Box::new(Twin::new(transport, Arc::clone(&COMPARED))) } else { transport };
        let mut device = Device::open(Client::new(transport))?;
        if let Some(baud) = self.fast_baud
            && !device.set_baud(baud, self.baud)?
        {
            eprintln!("note: {} does not answer at {baud} bits a second; the line stays at {}", device.name(), self.baud);
        }
        Ok(Open { device, keep })
    }
}

/// USB bridges of the boards there are constraints for.
fn bridges() -> Vec<UsbId> {
    let boards = Board::names().into_iter().filter_map(|name| Board::find(name).ok());
    boards.flat_map(|board| board.usb).filter_map(|id| id.parse().ok()).collect()
}

/// A port that a board may be at, and what keeps it from being used.
#[derive(Serialize)]
pub struct PortReport {
    /// Its name.
    pub name: String,
    /// What its bridge calls itself.
    pub product: String,
    /// Why it cannot be opened, if so.
    pub fault: Option<String>,
}

/// The ports of boards there are.
pub fn ports() -> Vec<PortReport> {
    let report = |usb::Port { name, product }| {
        let fault = Serial::open(&name, virtual_board::BAUD).err().map(|error| error.to_string());
        PortReport { name, product, fault }
    };
    usb::find(&bridges()).into_iter().map(report).collect()
}

/// Serial ports that are no board's, as a sentence.
pub fn others() -> String {
    let names = usb::names();
    if names.is_empty() { "This machine has no serial port.".into() } else { format!("Other serial ports: {}.", names.join(", ")) }
}

/// The port of the only board, the one that was chosen last, or the one that the person chooses.
fn find() -> anyhow::Result<String> {
    let mut ports = usb::find(&bridges());
    let file = Path::new(REMEMBERED);
    let remembered = usb::remembered(file);
    if let Some(port) = ports.iter().find(|port| Some(&port.name) == remembered.as_ref()) {
        return Ok(port.name.clone());
    }
    match ports.len() {
        0 => return Err(TransportError::NoBoard { ports: usb::names() }.into()),
        1 => return Ok(ports.swap_remove(0).name),
        _ => {}
    }
    let lines: Vec<String> = ports.iter().map(|port| format!("{} ({})", port.name, port.product)).collect();
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return Err(TransportError::Which { ports: lines }.into());
    }
    let chosen = usb::ask(&lines, &mut std::io::stdin().lock(), &mut std::io::stderr()).context("no answer could be read")?;
    let Some(port) = chosen.map(|k| ports.swap_remove(k)) else { return Err(TransportError::Which { ports: lines }.into()) };
    if let Err(error) = usb::remember(file, &port.name) {
        eprintln!("note: the choice is not remembered in {REMEMBERED}: {error}");
    }
    Ok(port.name)
}

impl Open {
    /// Keeps the simulator's memory in its file, if it has one.
    pub fn keep(self) -> anyhow::Result<()> {
        let (mut device, kept) = self.apart();
        kept.keep(&mut device)
    }

    /// The board, and where its memory is kept.
    pub fn apart(self) -> (Device, Kept) {
        (self.device, Kept(self.keep))
    }
}

/// The file in which a simulator's memory is kept, if any.
#[derive(Debug, Default)]
pub struct Kept(Option<PathBuf>);

impl Kept {
    /// Keeps the simulator's memory.
    pub fn keep(&self, device: &mut Device) -> anyhow::Result<()> {
        if let Some(file) = &self.0 {
            Saved::of(device)?.write(file).context("the simulator's memory was not kept")?;
        }
        Ok(())
    }
}
