//! The command line: one file a verb. A verb returns a result and prints nothing; [`main`] prints it once.

mod beat;
mod bench;
mod boards;
mod build;
mod compare;
mod completions;
mod context;
mod cut;
mod demo;
mod doctor;
mod exit;
mod flash;
mod forget;
mod gallery;
mod generate;
mod info;
mod learn;
mod listen;
mod memory;
mod output;
mod plot;
mod qubo;
mod recall;
mod registers;
mod report;
mod rhythm;
mod run;
mod search;
mod setup;
mod sizes;
mod target;
mod testbench;
mod vary;
mod virtual_board;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use context::Context;
pub use output::Output;

/// Compute in a medium of coupled oscillators: recall damaged pictures, cut graphs, watch synchrony begin.
#[derive(Parser)]
#[command(name = "syntony", version, propagate_version = true, max_term_width = 110)]
pub struct Cli {
    #[command(flatten)]
    common: context::Common,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Recall damaged letters, cut a graph, and watch synchrony begin: start here
    Demo(demo::Demo),
    /// Store pictures, damage them, and let the medium recall them
    Recall(recall::Recall),
    /// Show pictures to a medium that learns them by itself, then damage and recall them
    Learn(learn::Learn),
    /// Let the weights of a learnt medium give way, without showing it anything
    Forget(forget::Forget),
    /// Cut a graph into two halves with as much weight between them as possible
    Cut(cut::Cut),
    /// Minimise a QUBO, or an Ising energy
    Qubo(qubo::Qubo),
    /// Let a signal flow in; a contour takes it up and goes on by itself
    Listen(listen::Listen),
    /// Learn rhythms, recall them from a fragment, and let them go on
    #[command(subcommand)]
    Rhythm(rhythm::Rhythm),
    /// Tell the beats of a signal while it flows
    Beat(beat::Beat),
    /// Play a medium described in a TOML file: its order, energy and phases, or its onset of synchrony
    Run(run::Run),
    /// Draw a file of numbers or pictures, to a file or in the terminal
    Plot(plot::Plot),
    /// Shape and identity of a medium, or the register map
    Info(info::Info),
    /// Read registers by name
    Read(registers::Read),
    /// Write registers by name
    Write(registers::Write),
    /// Print a memory of the medium, word by word or as numbers
    Dump(memory::Dump),
    /// Load a saved medium, or one memory from a file
    Load(memory::Load),
    /// Save the whole medium to a file
    Save(memory::Save),
    /// Generate the hardware of a medium as Verilog
    Generate(generate::Generate),
    /// The boards there are bitstreams for
    Boards(boards::Boards),
    /// Build a medium's bitstream for a board
    Build(build::Build),
    /// What a build gave: parts used, clock, speed
    Report(report::Report),
    /// Load a build's bitstream into a board
    Flash(flash::Flash),
    /// Which open tools are found here, and how to install what is missing
    Doctor(doctor::Doctor),
    /// Install the open tools for the project
    Setup(setup::Setup),
    /// Put the generated hardware, compiled by Verilator, behind a serial port: a board without a board
    Virtual(virtual_board::Virtual),
    /// Do a job on a board and on the simulator, and name the first bit that differs
    Compare(compare::Compare),
    /// Hold a core's Rust model against its Verilog, with waveforms if asked
    Testbench(testbench::Testbench),
    /// How fast the kernels are on this machine
    Bench(bench::Bench),
    /// Completion script for a shell
    Completions(completions::Completions),
}

impl Verb {
    fn run(&self, context: &Context) -> anyhow::Result<Output> {
        match self {
            Self::Demo(verb) => verb.run(context),
            Self::Recall(verb) => verb.run(context),
            Self::Learn(verb) => verb.run(context),
            Self::Forget(verb) => verb.run(context),
            Self::Cut(verb) => verb.run(context),
            Self::Qubo(verb) => verb.run(context),
            Self::Listen(verb) => verb.run(context),
            Self::Rhythm(verb) => verb.run(context),
            Self::Beat(verb) => verb.run(context),
            Self::Run(verb) => verb.run(context),
            Self::Plot(verb) => verb.run(context),
            Self::Info(verb) => verb.run(context),
            Self::Read(verb) => verb.run(context),
            Self::Write(verb) => verb.run(context),
            Self::Dump(verb) => verb.run(context),
            Self::Load(verb) => verb.run(context),
            Self::Save(verb) => verb.run(context),
            Self::Generate(verb) => verb.run(context),
            Self::Boards(verb) => verb.run(context),
            Self::Build(verb) => verb.run(context),
            Self::Report(verb) => verb.run(context),
            Self::Flash(verb) => verb.run(context),
            Self::Doctor(verb) => verb.run(context),
            Self::Setup(verb) => verb.run(context),
            Self::Virtual(verb) => verb.run(context),
            Self::Compare(verb) => verb.run(context),
            Self::Testbench(verb) => verb.run(context),
            Self::Bench(verb) => verb.run(context),
            Self::Completions(verb) => verb.run(),
        }
    }
}

/// Runs the command; results go to standard output, everything else to standard error.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let code = error.exit_code();
            // Nothing is left to do if even the message cannot be printed.
            let _ = error.print();
            return exit::code(if code == 0 { 0 } else { exit::USAGE });
        }
    };
    let context = Context::new(&cli.common);
    let result = cli.verb.run(&context).and_then(|output| output.print(context.json()).map(|()| output));
    match result {
        Ok(output) => exit::code(if output.interrupted { exit::INTERRUPTED } else { output.code }),
        Err(error) => {
            eprintln!("error: {}", exit::message(&error));
            exit::code(exit::of(&error))
        }
    }
}
