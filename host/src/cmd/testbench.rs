//! `syntony testbench`: the differential tests of the cores, one of them with its waveform.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, anyhow};
use clap::Args;
use serde::Serialize;

use super::exit::{Mismatch, MissingTool};
use super::{Context, Output};

/// Hold a core's Rust model against its Verilog; without a name: which tests there are
///
/// Works in the source tree, with cargo, verilator and a C++ compiler.
#[derive(Args)]
pub struct Testbench {
    /// A test, as listed without a name
    name: Option<String>,
    /// Write the waveform of each core of the test, up to the first difference, into this folder
    #[arg(long, value_name = "DIR", requires = "name")]
    vcd: Option<PathBuf>,
}

#[derive(Serialize)]
struct Report {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tests: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    passed: Option<String>,
    waveforms: Vec<PathBuf>,
}

impl Testbench {
    pub fn run(&self, _context: &Context) -> anyhow::Result<Output> {
        let root = root(&std::env::current_dir()?)?;
        let tests = list(&root)?;
        let Some(name) = &self.name else {
            let text = tests.join("\n");
            return Output::new(&Report { tests, passed: None, waveforms: vec![] }, text);
        };
        if !tests.contains(name) {
            return Err(anyhow!("there is no test named {name}: `syntony testbench` lists them"));
        }
        let mut command = cargo(&root);
        command.args(["--exact", name, "--nocapture"]);
        if let Some(folder) = &self.vcd {
            std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
            command.env("SYNTONY_VCD", std::path::absolute(folder)?);
        }
        let output = start(command)?;
        let said = String::from_utf8_lossy(&output.stderr);
        if !output.status.success() {
            let difference = said.lines().find(|line| line.contains(": cycle ")).unwrap_or(said.trim());
            return Err(Mismatch(format!("{name}: {difference}")).into());
        }
        let waveforms = self.vcd.as_deref().map_or(Ok(vec![]), waveforms)?;
        let mut text = format!("{name}: model and Verilog agree");
        waveforms.iter().for_each(|path| text += &format!("\n{}", path.display()));
        Output::new(&Report { tests: vec![], passed: Some(name.clone()), waveforms }, text)
    }
}

/// The source tree that a folder belongs to.
fn root(from: &Path) -> anyhow::Result<PathBuf> {
    let is_root = |folder: &&Path| folder.join("testbenches/tests/cores.rs").is_file();
    let found = from.ancestors().find(is_root).map(Path::to_path_buf);
    found.ok_or_else(|| anyhow!("{} is not in the source tree of syntony: the test benches run there", from.display()))
}

fn cargo(root: &Path) -> Command {
    let mut command = Command::new("cargo");
    // The whole workspace, so that nothing is built twice with other features.
    command.current_dir(root).args(["test", "--quiet", "--release", "--locked", "--workspace", "--test", "cores", "--"]);
    command
}

fn start(mut command: Command) -> anyhow::Result<std::process::Output> {
    let missing = |error| MissingTool(format!("cannot start cargo: {error}; the test benches are built with it"));
    Ok(command.output().map_err(missing)?)
}

fn list(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut command = cargo(root);
    command.arg("--list");
    let output = start(command)?;
    if !output.status.success() {
        return Err(anyhow!("the test benches do not build:\n{}", String::from_utf8_lossy(&output.stderr)));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.lines().filter_map(|line| line.strip_suffix(": test").map(str::to_string)).collect())
}

fn waveforms(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut paths: Vec<_> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "vcd"));
    paths.sort();
    Ok(paths)
}
