//! Properties of a block's Verilog, proved for all inputs and all time.
//!
//! `yosys` turns design and properties into one circuit of gates and registers, `yosys-abc` proves by property-directed
//! reachability that no assertion can ever fail (Een, Mishchenko and Brayton 2011), or finds inputs with which one does.

use std::path::{Path, PathBuf};
use std::process::Command;

use thiserror::Error;

/// A design and what is claimed of it.
#[derive(Clone, Debug)]
pub struct Proof<'a> {
    /// A name, for messages.
    pub name: String,
    /// The folder to work in, made if it is not there.
    pub folder: PathBuf,
    /// Verilog of the design.
    pub design: String,
    /// SystemVerilog with `assert` and `assume`, whose module `proof` holds the design.
    pub properties: &'a str,
    /// Values of the parameters of `proof`.
    pub parameters: &'a [(&'a str, u32)],
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// No assertion ever fails.
    Proved,
    /// One fails after this many clocks.
    Broken {
        /// Clocks from power-up.
        clocks: u32,
    },
}

/// Why nothing was found.
#[derive(Debug, Error)]
pub enum FormalError {
    /// A program is missing.
    #[error("cannot start {tool}: {error}; install it (apt-get install yosys)")]
    Tool {
        /// The program.
        tool: &'static str,
        /// What the system says.
        error: std::io::Error,
    },
    /// A file cannot be written.
    #[error("cannot write {}: {error}", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// A program refuses the design, or gives up.
    #[error("{tool} found nothing out about {name}:\n{output}")]
    Nothing {
        /// The program.
        tool: &'static str,
        /// The proof.
        name: String,
        /// The end of what it printed.
        output: String,
    },
}

/// Seconds after which a search is given up.
const PATIENCE: u32 = 600;

/// Searches until there is a verdict.
///
/// # Errors
/// A missing tool, a design or properties that are no Verilog, or no verdict in ten minutes.
pub fn prove(proof: &Proof<'_>) -> Result<Verdict, FormalError> {
    let folder = &proof.folder;
    let write = |path: &Path, text: &str| std::fs::write(path, text).map_err(|error| FormalError::Write { path: path.into(), error });
    std::fs::create_dir_all(folder).map_err(|error| FormalError::Write { path: folder.clone(), error })?;
    write(&folder.join("design.v"), &proof.design)?;
    write(&folder.join("proof.sv"), proof.properties)?;
    let parameters: String = proof.parameters.iter().map(|(name, value)| format!("chparam -set {name} {value} proof\n")).collect();
    write(&folder.join("proof.ys"), &script(&parameters))?;
    run(proof, folder, "yosys", &["-q", "-s", "proof.ys"], |_| Some(()))?;
    let search = format!("read_aiger proof.aig; fold; strash; orpos; dc2; scorr; dc2; pdr -T {PATIENCE}");
    run(proof, folder, "yosys-abc", &["-c", &search], verdict)
}

/// From Verilog to one circuit of and-gates, inverters and registers.
fn script(parameters: &str) -> String {
    format!(
        "read_verilog -formal design.v
read_verilog -formal -sv proof.sv
{parameters}prep -top proof -flatten
memory_map
async2sync
chformal -early
setundef -undriven -anyseq
setattr -unset keep
delete -output
opt -full
techmap
opt -fast
dffunmap
simplemap
abc -g AND -fast
opt_clean
write_aiger -zinit proof.aig
"
    )
}

fn run<T>(proof: &Proof<'_>, folder: &Path, tool: &'static str, args: &[&str], read: impl Fn(&str) -> Option<T>) -> Result<T, FormalError> {
    let output = Command::new(tool).args(args).current_dir(folder).output().map_err(|error| FormalError::Tool { tool, error })?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    let tail = || text.lines().rev().take(12).collect::<Vec<_>>().into_iter().rev().collect::<Vec<_>>().join("\n");
    let found = if output.status.success() { read(&text) } else { None };
    found.ok_or_else(|| FormalError::Nothing { tool, name: proof.name.clone(), output: tail() })
}

fn verdict(text: &str) -> Option<Verdict> {
    if text.contains("Property proved") {
        return Some(Verdict::Proved);
    }
    let (_, rest) = text.split_once("was asserted in frame ")?;
    let frame: String = rest.chars().take_while(char::is_ascii_digit).collect();
    frame.parse().ok().map(|clocks| Verdict::Broken { clocks })
}
