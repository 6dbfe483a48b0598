//! Recall: a damaged picture goes in, the medium settles, the settled signs are the answer.

use syntony_sim::run::Request;

use super::read::{Answer, settle, signs};
use super::{Memory, MemoryError, Setting};
use crate::player::{Direct, Player};
use crate::random::Random;

/// The course of one recall, for looking at.
#[derive(Clone, Debug, PartialEq)]
pub struct Settling {
    /// The sweep after which each frame was taken; the first is 0, the cue.
    pub sweeps: Vec<u32>,
    /// Shown values, -1 to 1 a pixel, frame by frame.
    pub frames: Vec<Vec<f32>>,
    /// The recalled picture.
    pub recalled: Vec<i8>,
}

impl Memory {
    /// Recalls from a cue (+-1 a pixel).
    ///
    /// # Errors
    /// [`MemoryError::Cue`] for a cue of another size.
    pub fn recall(&self, cue: &[i8], setting: &Setting, random: &mut Random) -> Result<Vec<i8>, MemoryError> {
        self.check(cue)?;
        let mut medium = self.medium().clone();
        Ok(settle(&mut Direct::default(), &mut medium, cue, setting, random)?.pixels)
    }

    /// Recalls from a cue and keeps `frames` pictures of the course of the best read, besides the first.
    ///
    /// # Errors
    /// [`MemoryError::Cue`] for a cue of another size.
    pub fn watch(&self, cue: &[i8], setting: &Setting, frames: u32, random: &mut Random) -> Result<Settling, MemoryError> {
        self.watch_on(cue, setting, frames, random, &mut Direct::default())
    }

    /// [`Self::watch`], played by a board.
    ///
    /// # Errors
    /// As [`Self::watch`], and when the board fails.
    pub fn watch_on(
        &self,
        cue: &[i8],
        setting: &Setting,
        frames: u32,
        random: &mut Random,
        player: &mut impl Player,
    ) -> Result<Settling, MemoryError> {
        self.check(cue)?;
        let mut medium = self.medium().clone();
        let Answer { read, mut stream, .. } = settle(player, &mut medium, cue, setting, random)?;
        setting.prepare(&mut medium, cue, read, &mut stream);
        let mut settling = Settling { sweeps: vec![0], frames: vec![cue.iter().map(|&p| f32::from(p)).collect()], recalled: Vec::new() };
        let frames = frames.clamp(1, setting.sweeps.max(1));
        let mut done = 0;
        for frame in 1..=frames {
            // Dense at first, when most happens: the square of the share of frames.
            let share = u64::from(setting.sweeps) * u64::from(frame) * u64::from(frame) / (u64::from(frames) * u64::from(frames));
            let until = (share as u32).max(frame.min(setting.sweeps));
            // In pieces of whole sweeps a run gives the same bits: nothing is pending between two sweeps without lag.
            player.play(&mut medium, Request { sweeps: until - done, restart: done == 0 })?;
            done = until;
            settling.sweeps.push(until);
            settling.frames.push(medium.oscillators.state.iter().take(cue.len()).map(|&phase| cosine(phase)).collect());
        }
        settling.recalled = signs(&medium, cue.len());
        Ok(settling)
    }

    pub(super) fn check(&self, cue: &[i8]) -> Result<(), MemoryError> {
        let expected = self.set().pixels();
        if cue.len() != expected || cue.iter().any(|p| p.abs() != 1) {
            return Err(MemoryError::Cue { found: cue.len(), expected });
        }
        Ok(())
    }
}

fn cosine(phase: u32) -> f32 {
    syntony_medium::sine::cos(phase) as f32 / 32767.0
}
