//! `syntony flash`: a build's bitstream into a board.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::bail;
use clap::Args;
use serde::Serialize;
use syntony_host::fpga::tools::{Tool, Toolbox};
use syntony_host::fpga::{Board, FpgaError, build};

use super::{Context, Output};

/// Load a build's bitstream into a board
#[derive(Args)]
pub struct Flash {
    /// The board: a name that `syntony boards` lists, or a folder that holds a board.toml
    #[arg(long, value_name = "NAME")]
    board: String,
    /// The build's folder
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Only print the command
    #[arg(long)]
    dry_run: bool,
}

#[derive(Serialize)]
struct Done {
    board: String,
    command: Vec<String>,
    loaded: bool,
}

impl Flash {
    pub fn run(&self, context: &Context) -> anyhow::Result<Output> {
        let board = Board::find(&self.board)?;
        let figures = build::read(&self.folder)?;
        if figures.board != board.name {
            bail!("{} holds a bitstream for {}, not for {}", self.folder.display(), figures.board, board.name);
        }
        let bitstream = self.folder.join(&figures.bitstream);
        if !bitstream.is_file() {
            bail!("{} is not there: build it again", bitstream.display());
        }
        let mut command: Vec<_> = board.program.iter().map(|word| word.replace("{bitstream}", &bitstream.display().to_string())).collect();
        let toolbox = Toolbox::here();
        let path = match Tool::named(&command[0]) {
            Some(tool) => toolbox.path_of(&tool),
            None => toolbox
                .program(&command[0])
                .ok_or_else(|| FpgaError::Missing { tool: command[0].clone(), install: "it is not on the search path".into() }),
        };
        match path {
            Ok(path) => command[0] = path.display().to_string(),
            // What would be run can be told without it.
            Err(_) if self.dry_run => {}
            Err(error) => return Err(error.into()),
        }
        let line = command.join(" ");
        if !self.dry_run {
            context.note(&line);
            // The loader's own display goes where messages go.
            let source = |source| FpgaError::Process { program: command[0].clone(), source };
            let mut run = Command::new(&command[0]);
            let output =
                run.args(&command[1..]).stdin(Stdio::null()).stderr(Stdio::inherit()).stdout(std::io::stderr()).status().map_err(source)?;
            if !output.success() {
                return Err(FpgaError::Loader { program: command[0].clone() }.into());
            }
        }
        let text = if self.dry_run { line } else { format!("{} now holds {}", board.title, bitstream.display()) };
        Output::new(&Done { board: board.name, command, loaded: !self.dry_run }, text)
    }
}
