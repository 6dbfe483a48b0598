//! Who plays a medium that learns: this process, or a board.

use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use syntony_host::client::Client;
use syntony_host::device::Device;
use syntony_host::memory::{Memory, MemoryError, Recall, Trials};
use syntony_host::player::{Direct, OnBoard, PlayError, Player};
use syntony_host::progress::Watch;
use syntony_host::store::Saved;
use syntony_host::transport::Simulated;
use syntony_medium::shape::Shape;
use syntony_sim::Medium;
use syntony_sim::run::{Outcome, Request};

use crate::cmd::target::{Kept, Open, TargetArg};

/// Longest that a board may take for one run.
const RUN_LIMIT: Duration = Duration::from_secs(60);

/// This process or a board.
pub enum Teacher {
    /// This process.
    Here(Box<Direct>),
    /// A board, and the file that its memory is kept in.
    There(Box<OnBoard>, Kept),
}

impl Teacher {
    /// The board that is asked for, or this process. `wire`: speak to the simulator through frames too.
    pub fn open(target: &TargetArg, wire: bool, shape: &Shape) -> anyhow::Result<Self> {
        if !wire && !target.is_a_board() {
            return Ok(Self::Here(Box::default()));
        }
        Ok(Self::on(target.open_shape(*shape)?))
    }

    /// A board that is open.
    pub fn on(board: Open) -> Self {
        let (device, kept) = board.apart();
        Self::There(Box::new(OnBoard::new(device, RUN_LIMIT)), kept)
    }

    /// Recalls, on all threads where it can.
    pub fn trials(&mut self, memory: &Memory, trials: &Trials, watch: &dyn Watch) -> Result<Recall, MemoryError> {
        match self {
            Self::Here(_) => memory.trials_watched(trials, watch),
            Self::There(board, _) => memory.trials_on(trials, &mut **board, watch),
        }
    }

    /// Leaves a medium in the board, and keeps it in a file if asked to.
    pub fn keep(self, medium: &Medium, to: Option<&Path>) -> anyhow::Result<()> {
        let (mut device, kept) = match self {
            Self::Here(_) if to.is_none() => return Ok(()),
            Self::Here(_) => (Device::open(Client::new(Box::new(Simulated::new(*medium.shape())?)))?, Kept::default()),
            Self::There(board, kept) => (board.into_device(), kept),
        };
        device.upload(medium)?;
        if let Some(file) = to {
            let saved = Saved::of(&mut device)?;
            saved.write(file).with_context(|| format!("what was learnt was not saved to {}", file.display()))?;
        }
        kept.keep(&mut device)
    }
}

impl Player for Teacher {
    fn play(&mut self, medium: &mut Medium, request: Request) -> Result<Outcome, PlayError> {
        match self {
            Self::Here(direct) => direct.play(medium, request),
            Self::There(board, _) => board.play(medium, request),
        }
    }

    fn show(&mut self, medium: &mut Medium, states: &[Vec<u32>]) -> Result<Vec<u32>, PlayError> {
        match self {
            Self::Here(direct) => direct.show(medium, states),
            Self::There(board, _) => board.show(medium, states),
        }
    }
}

/// The medium that was saved in a file.
pub fn read(file: &Path) -> anyhow::Result<Medium> {
    let saved = Saved::read(file)?;
    let mut device = Device::open(Client::new(Box::new(Simulated::new(*saved.shape())?)))?;
    saved.load_into(&mut device)?;
    Ok(device.download()?)
}
