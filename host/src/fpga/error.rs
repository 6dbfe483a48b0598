//! Why there is no bitstream.

use thiserror::Error;

use crate::io::IoError;

/// What can go wrong between a board's name and its bitstream.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FpgaError {
    /// No board has this name.
    #[error("there is no board {name}: the boards are {known}, or give a folder that holds a board.toml")]
    NoBoard {
        /// The name asked for.
        name: String,
        /// The names there are.
        known: String,
    },
    /// A board's files say something impossible.
    #[error("{file}: {what}")]
    Board {
        /// The file.
        file: String,
        /// What is wrong and what to write instead.
        what: String,
    },
    /// The board's clock cannot be made.
    #[error("a clock of {wanted} Hz cannot be made from a crystal of {crystal} Hz on {family}: {instead}")]
    Clock {
        /// Hz asked for.
        wanted: u32,
        /// Hz of the crystal.
        crystal: u32,
        /// Family of the device.
        family: &'static str,
        /// What can be made.
        instead: String,
    },
    /// A tool is not installed.
    #[error("{tool} is not installed: {install}")]
    Missing {
        /// Name of the tool.
        tool: String,
        /// The command that installs it.
        install: String,
    },
    /// A tool ended with an error of its own.
    #[error("{step} failed: {said}; the whole of it is in {log}")]
    Tool {
        /// The step.
        step: String,
        /// Its last error line.
        said: String,
        /// Its log.
        log: String,
    },
    /// The design needs more than the device has.
    #[error("the design does not fit {device}: {needs}; {instead}")]
    Area {
        /// The device.
        device: String,
        /// What there is too little of.
        needs: String,
        /// What to do.
        instead: String,
    },
    /// The design is too slow for the clock.
    #[error("timing does not close: {fmax:.2} MHz at best, {target:.2} MHz wanted; worst path {path}; {instead}")]
    Timing {
        /// The best clock of all seeds.
        fmax: f64,
        /// The clock wanted.
        target: f64,
        /// Where the slowest path runs.
        path: String,
        /// What to do.
        instead: String,
    },
    /// A folder that holds no finished build.
    #[error("{folder} holds no finished build: {next}")]
    NoBuild {
        /// The folder.
        folder: String,
        /// What to do.
        next: String,
    },
    /// A step took too long.
    #[error("{step} was ended after {minutes} minutes: some placements cannot be routed; take another --seed, or several --seeds")]
    Late {
        /// The step.
        step: String,
        /// Minutes it was given.
        minutes: u64,
    },
    /// The program that loads a bitstream failed.
    #[error("{program} could not load the bitstream: is the board plugged in, and may you use its USB device? What it said is above")]
    Loader {
        /// The program.
        program: String,
    },
    /// Stopped on request.
    #[error("stopped before the bitstream was made")]
    Stopped,
    /// A process could not be started or watched.
    #[error("cannot run {program}: {source}")]
    Process {
        /// The program.
        program: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file.
    #[error(transparent)]
    Io(#[from] IoError),
}
