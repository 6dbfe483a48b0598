//! `syntony doctor`: which open tools are found, and how to install what is missing.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;
use syntony_host::fpga::tools::{self, Tool, Toolbox};
use syntony_host::fpga::{Board, FpgaError};
use syntony_host::io::table::table;

use super::target::{self, PortReport};
use super::{Context, Output, exit};

/// Which open tools are found here, and how to install what is missing
#[derive(Args)]
pub struct Doctor {
    /// Only the tools of this board
    #[arg(long, value_name = "NAME")]
    board: Option<String>,
}

#[derive(Serialize)]
struct Entry {
    tool: &'static str,
    purpose: &'static str,
    found: bool,
    path: Option<PathBuf>,
    version: Option<String>,
    #[serde(skip)]
    number: String,
    pinned: &'static str,
    /// What is wrong and the command that mends it.
    install: Option<String>,
}

#[derive(Serialize)]
struct Report {
    tools: Vec<Entry>,
    missing: Vec<&'static str>,
    folder: PathBuf,
}

impl Doctor {
    pub fn run(&self, context: &Context) -> anyhow::Result<Output> {
        let tools = match &self.board {
            Some(name) => tools::of_board(&Board::find(name)?),
            None => tools::ALL.to_vec(),
        };
        let output = examine(&tools, context)?;
        let ports = target::ports();
        let line = |port: &PortReport| format!("{} ({}): {}\n", port.name, port.product, port.fault.as_deref().unwrap_or("free"));
        let text = match ports.as_slice() {
            [] => format!("No board's serial port is connected. {}\n", target::others()),
            ports => ports.iter().map(line).collect(),
        };
        let mut report = output.json().clone();
        report["ports"] = serde_json::to_value(&ports)?;
        let (text, code) = (format!("{}\n\n{text}", output.text().trim_end()), output.code);
        Ok(Output::new(&report, text)?.code(code))
    }
}

/// Looks for tools; the result ends with [`exit::TOOL`] if one is missing.
pub fn examine(tools: &[Tool], context: &Context) -> anyhow::Result<Output> {
    let toolbox = Toolbox::here();
    let progress = context.progress(tools.len() as u64, "doctor");
    let entries: Vec<_> = tools.iter().map(|tool| entry(tool, &toolbox, &progress)).collect();
    drop(progress);
    let row = |entry: &Entry| {
        let place = entry.path.as_ref().map_or("MISSING".into(), |path| path.display().to_string());
        vec![entry.tool.to_string(), entry.purpose.into(), entry.number.clone(), entry.pinned.into(), place]
    };
    let rows: Vec<_> = entries.iter().map(row).collect();
    let found = table(&["tool", "for", "version", "tried with", "where"], &rows);
    let missing: Vec<_> = entries.iter().filter(|entry| !entry.found).map(|entry| entry.tool).collect();
    let verdict = match missing.as_slice() {
        [] => "Every tool is there.".to_string(),
        names => {
            let each: String = entries.iter().filter_map(|entry| Some(format!("{}: {}\n", entry.tool, entry.install.as_ref()?))).collect();
            format!("{} missing. All of it is installed by `syntony setup`; each by itself by\n{each}", names.len())
        }
    };
    let code = if missing.is_empty() { 0 } else { exit::TOOL };
    let text = format!("{found}\n\n{verdict}\n");
    Ok(Output::new(&Report { tools: entries, missing, folder: toolbox.folder().to_path_buf() }, text)?.code(code))
}

fn entry(tool: &Tool, toolbox: &Toolbox, watch: &dyn syntony_host::progress::Watch) -> Entry {
    watch.tell(tool.name);
    let found = toolbox.find(tool);
    watch.advance(1);
    let install = match &found {
        Err(FpgaError::Missing { install, .. }) => Some(install.clone()),
        Err(error) => Some(error.to_string()),
        Ok(_) => None,
    };
    let number = found.as_ref().map_or(String::new(), |found| found.number().to_string());
    let (path, version) = found.ok().map(|found| (found.path, found.version)).unzip();
    Entry { tool: tool.name, purpose: tool.purpose, found: path.is_some(), path, version, number, pinned: tool.pinned, install }
}
