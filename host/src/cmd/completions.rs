//! `syntony completions`: a completion script for a shell.

use clap::{Args, CommandFactory};

use super::{Cli, Output};

/// Completion script for a shell
#[derive(Args)]
pub struct Completions {
    /// The shell: bash, zsh, fish, elvish or powershell
    shell: clap_complete::Shell,
}

impl Completions {
    pub fn run(&self) -> anyhow::Result<Output> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "syntony", &mut script);
        let script = String::from_utf8(script)?;
        Output::new(&script, script.clone())
    }
}
