//! A board as data: `board.toml` and a pin file in a folder of its own. The boards of `constraints/` are built in.

use std::path::Path;

use include_dir::{Dir, include_dir};
use serde::Deserialize;
use syntony_medium::law::{Law, Laws};
use syntony_medium::shape::{Coupling, Shape};
use syntony_medium::weight::WeightCode;

use super::error::FpgaError;
use super::{clock, pins, wrapper};
use crate::io::{decode, read_text};

/// The boards that the command brings along.
static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../constraints");

/// Most bytes of a board's files.
const MAX_BYTES: u64 = 1 << 20;

/// A family of devices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// Lattice iCE40.
    Ice40,
    /// Lattice ECP5.
    Ecp5,
    /// Gowin GW1N and GW2A.
    Gowin,
}

impl Family {
    /// Every family.
    pub const ALL: [Family; 3] = [Family::Ice40, Family::Ecp5, Family::Gowin];

    /// The name used in files and options.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ice40 => "ice40",
            Self::Ecp5 => "ecp5",
            Self::Gowin => "gowin",
        }
    }
}

/// A board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Board {
    /// Name: that of its folder.
    pub name: String,
    /// Maker and name in full.
    pub title: String,
    /// The public file its pins come from.
    pub source: String,
    /// Family of the device.
    pub family: Family,
    /// The device as the place-and-route tool names it.
    pub device: String,
    /// The package (iCE40, ECP5) or the device family (Gowin), as the tool names it.
    pub package: String,
    /// Speed grade, where the tool wants one.
    pub speed: Option<String>,
    /// Name of the pin file.
    pub pins_name: String,
    /// The pin file.
    pub pins: String,
    /// Frequency at the port `clock`, Hz.
    pub crystal_hz: u32,
    /// Clock of the design, Hz.
    pub clock_hz: u32,
    /// First rate of the line, bits a second.
    pub baud: u32,
    /// USB ids (vendor:product) of its serial port; none if it has no port of its own.
    pub usb: Vec<String>,
    /// The command that loads a bitstream; `{bitstream}` stands for its file.
    pub program: Vec<String>,
    /// Further outputs that must stand high.
    pub high: Vec<String>,
    /// The largest shape known to close timing.
    pub shape: Shape,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    title: String,
    source: String,
    family: Family,
    device: String,
    package: String,
    speed: Option<String>,
    pins: String,
    crystal_hz: u32,
    clock_hz: u32,
    baud: u32,
    usb: Vec<String>,
    program: Vec<String>,
    #[serde(default)]
    high: Vec<String>,
    shape: ShapeKeys,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ShapeKeys {
    oscillators: u32,
    slots: Option<u32>,
    weight_bits: u32,
    weight_code: Option<String>,
    shown_bits: Option<u32>,
    phase_bits: Option<u32>,
    lanes: u32,
    block: u32,
    lag: Option<u32>,
    laws: Option<Vec<String>>,
}

impl ShapeKeys {
    fn shape(self) -> Result<Shape, String> {
        let code = |name: String| match name.as_str() {
            "radix4" => Ok(WeightCode::Radix4),
            "twos-complement" => Ok(WeightCode::TwosComplement),
            _ => Err(format!("shape.weight_code = \"{name}\": write \"radix4\" or \"twos-complement\"")),
        };
        let law = |name: &String| Law::from_name(name).ok_or_else(|| format!("shape.laws: there is no law \"{name}\""));
        let shape = Shape {
            oscillators: self.oscillators,
            coupling: self.slots.map_or(Coupling::Dense, |slots| Coupling::Sparse { slots }),
            weight_bits: self.weight_bits,
            weight_code: self.weight_code.map_or(Ok(WeightCode::TwosComplement), code)?,
            shown_bits: self.shown_bits.unwrap_or(8),
            phase_bits: self.phase_bits.unwrap_or(16),
            lanes: self.lanes,
            block: self.block,
            lag: self.lag.unwrap_or(0),
            laws: match self.laws {
                None => Laws::ALL,
                Some(laws) => laws.iter().map(law).collect::<Result<Laws, _>>()?,
            },
            learning: false,
            tuning: false,
            rhythm: None,
        };
        shape.validate().map_err(|error| error.to_string())?;
        Ok(shape)
    }
}

impl Board {
    /// The names of the built-in boards.
    pub fn names() -> Vec<&'static str> {
        let mut names: Vec<_> = BUILT_IN.dirs().filter_map(|dir| dir.path().to_str()).collect();
        names.sort_unstable();
        names
    }

    /// A built-in board, or one of a folder that holds a `board.toml`.
    ///
    /// # Errors
    /// [`FpgaError::NoBoard`], or what is wrong with its files.
    pub fn find(name: &str) -> Result<Self, FpgaError> {
        if let Some(dir) = Self::names().contains(&name).then(|| BUILT_IN.get_dir(name)).flatten() {
            return Self::parse(name, name, |file| {
                let path = dir.path().join(file);
                let place = path.display().to_string();
                match dir.get_file(&path) {
                    Some(found) => Ok(decode(&place, found.contents().to_vec())?),
                    None => Err(FpgaError::Board { file: place, what: "it is not there".into() }),
                }
            });
        }
        let folder = Path::new(name);
        if !folder.join("board.toml").exists() {
            return Err(FpgaError::NoBoard { name: name.into(), known: Self::names().join(", ") });
        }
        // A folder's name may be `.` or end with `..`; the board still wants a name.
        let full = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
        let short = full.file_name().map_or("board".into(), |name| name.to_string_lossy().into_owned());
        Self::parse(&short, name, |file| Ok(read_text(&folder.join(file), MAX_BYTES)?))
    }

    fn parse(name: &str, folder: &str, read: impl Fn(&str) -> Result<String, FpgaError>) -> Result<Self, FpgaError> {
        let file = format!("{folder}/board.toml");
        let refuse = |what: String| FpgaError::Board { file: file.clone(), what };
        let keys: Keys = toml::from_str(&read("board.toml")?).map_err(|error| refuse(error.to_string()))?;
        if keys.pins.is_empty() || keys.pins.contains(['/', '\\']) {
            return Err(refuse(format!("pins = \"{}\": name a file in the same folder", keys.pins)));
        }
        let word = |port: &String| !port.is_empty() && port.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if let Some(port) = keys.high.iter().find(|port| !word(port)) {
            return Err(refuse(format!("high: \"{port}\" cannot be the name of a port")));
        }
        let id = |text: &String| text.split(':').filter(|part| part.len() == 4 && u16::from_str_radix(part, 16).is_ok()).count() == 2;
        if let Some(text) = keys.usb.iter().find(|text| !id(text)) {
            return Err(refuse(format!("usb: \"{text}\": write vendor and product as in \"0403:6010\"")));
        }
        if keys.program.len() < 2 || !keys.program.iter().any(|word| word.contains("{bitstream}")) {
            return Err(refuse("program: write the command's words, one of them \"{bitstream}\"".into()));
        }
        if !(1_000_000..=400_000_000).contains(&keys.crystal_hz) {
            return Err(refuse(format!("crystal_hz = {}: write 1000000 to 400000000", keys.crystal_hz)));
        }
        clock::clocking(keys.family, keys.crystal_hz, keys.clock_hz)?;
        let board = Board {
            name: name.into(),
            title: keys.title.replace(['\n', '\r'], " "),
            source: keys.source,
            family: keys.family,
            device: keys.device,
            package: keys.package,
            speed: keys.speed,
            pins: read(&keys.pins)?,
            pins_name: keys.pins,
            crystal_hz: keys.crystal_hz,
            clock_hz: keys.clock_hz,
            baud: keys.baud,
            usb: keys.usb,
            program: keys.program,
            high: keys.high,
            shape: keys.shape.shape().map_err(refuse)?,
        };
        match pins::fault(board.family, &board.pins, &board.ports()) {
            None => Ok(board),
            Some(what) => Err(FpgaError::Board { file: format!("{folder}/{}", board.pins_name), what }),
        }
    }

    /// Ports of the board's top module.
    pub fn ports(&self) -> Vec<&str> {
        wrapper::PORTS.into_iter().chain(self.high.iter().map(String::as_str)).collect()
    }
}
