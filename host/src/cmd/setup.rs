//! `syntony setup`: the pinned tools, into the project's own folder where that can be.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, bail};
use clap::Args;
use serde::Serialize;
use syntony_host::fpga::process::{self, Outcome};
use syntony_host::fpga::tools::{self, Tool, Toolbox};
use syntony_host::fpga::{Board, FpgaError};
use syntony_host::progress::Watch;

use super::{Context, Output, doctor};

/// Longest a download and its installation may take.
const LIMIT: Duration = Duration::from_secs(3600);

/// Install the open tools for the project
///
/// Tools of the Python package index go into .syntony/tools, without root. Packages of Debian are installed when run as
/// root; otherwise the command is printed.
#[derive(Args)]
pub struct Setup {
    /// Only the tools of this board
    #[arg(long, value_name = "NAME", conflicts_with = "tool")]
    board: Option<String>,
    /// Only this tool; may be given again
    #[arg(long, value_name = "TOOL")]
    tool: Vec<String>,
    /// Only print the commands
    #[arg(long)]
    dry_run: bool,
}

#[derive(Serialize)]
struct Plan {
    commands: Vec<String>,
}

impl Setup {
    pub fn run(&self, context: &Context) -> anyhow::Result<Output> {
        let wanted = self.tools()?;
        let toolbox = Toolbox::here();
        let progress = context.progress(3, "setup");
        let missing: Vec<_> = wanted.iter().copied().filter(|tool| toolbox.find(tool).is_err()).collect();
        progress.advance(1);
        let debian = debian_command(&missing);
        let python = python_commands(&missing, &toolbox);
        if self.dry_run {
            let commands: Vec<_> = debian.iter().chain(&python).map(|words| words.join(" ")).collect();
            let text = if commands.is_empty() { "Every tool is there.".into() } else { commands.join("\n") };
            return Output::new(&Plan { commands }, text);
        }
        let logs = toolbox.folder().join("logs");
        fs::create_dir_all(&logs).with_context(|| format!("cannot make the folder {}", logs.display()))?;
        match debian {
            // A fresh machine knows no packages yet.
            Some(words) if root() => {
                [split("apt-get update"), words].iter().try_for_each(|words| step(words, &logs, &progress, context))?
            }
            Some(words) => context.note(format!("run this as root, for what comes from Debian:\n  {}", words.join(" "))),
            None => {}
        }
        progress.advance(1);
        python.iter().try_for_each(|words| step(words, &logs, &progress, context))?;
        if !python.is_empty() {
            context.note("the first call of each tool compiles it, which takes a minute or two");
        }
        progress.advance(1);
        drop(progress);
        doctor::examine(&wanted, context)
    }

    fn tools(&self) -> anyhow::Result<Vec<Tool>> {
        if let Some(name) = &self.board {
            return Ok(tools::of_board(&Board::find(name)?));
        }
        if self.tool.is_empty() {
            return Ok(tools::ALL.to_vec());
        }
        let find = |name: &String| match tools::ALL.into_iter().find(|tool| tool.name == name) {
            Some(tool) => Ok(tool),
            None => bail!("there is no tool {name}: the tools are {}", tools::ALL.map(|tool| tool.name).join(", ")),
        };
        self.tool.iter().map(find).collect()
    }
}

fn split(line: &str) -> Vec<String> {
    line.split(' ').map(String::from).collect()
}

fn debian_command(missing: &[Tool]) -> Option<Vec<String>> {
    let packages = tools::debian_packages(missing);
    (!packages.is_empty())
        .then(|| split("apt-get install -y --no-install-recommends").into_iter().chain(packages.into_iter().map(String::from)).collect())
}

fn python_commands(missing: &[Tool], toolbox: &Toolbox) -> Vec<Vec<String>> {
    let requirements = tools::python_requirements(missing);
    if requirements.is_empty() {
        return vec![];
    }
    let environment = toolbox.environment();
    let pip = environment.join("bin").join("pip");
    let mut commands = vec![];
    if !pip.exists() {
        commands.push(["python3", "-m", "venv", &environment.display().to_string()].map(String::from).to_vec());
    }
    let pip = [pip.display().to_string(), "install".into(), "--disable-pip-version-check".into()];
    commands.push(pip.into_iter().chain(requirements.into_iter().map(String::from)).collect());
    commands
}

fn root() -> bool {
    #[cfg(unix)]
    return rustix::process::geteuid().is_root();
    #[cfg(not(unix))]
    return false;
}

/// What else a program may need.
fn hint(program: &str) -> &'static str {
    match program {
        "python3" => "; on Debian: apt-get install -y python3-venv",
        "apt-get" => "; is the network there?",
        _ => "",
    }
}

/// Runs one command; its output is kept.
fn step(words: &[String], logs: &Path, watch: &dyn Watch, context: &Context) -> anyhow::Result<()> {
    let [program, arguments @ ..] = words else { bail!("an empty command") };
    context.note(words.join(" "));
    watch.tell(program);
    let name = Path::new(program).file_name().map_or("setup".into(), |name| name.to_string_lossy());
    let log = logs.join(format!("{name}.log"));
    let path = if program.contains('/') { Some(program.into()) } else { Toolbox::here().program(program) };
    let Some(path) = path else {
        let install = if program == "python3" { "apt-get install -y python3 python3-venv" } else { "this machine has no such program" };
        return Err(FpgaError::Missing { tool: program.clone(), install: install.into() }.into());
    };
    if process::run(Command::new(path).args(arguments), &log, LIMIT, watch)? != Outcome::Done {
        bail!(FpgaError::Missing {
            tool: program.clone(),
            install: format!("it failed: {}; the whole of it is in {}{}", process::complaint(&log), log.display(), hint(&name)),
        });
    }
    Ok(())
}
