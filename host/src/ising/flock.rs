//! Up to 64 restarts side by side: in the batch kernel of this process, or one after another on a board. The same bits.

use syntony_medium::schedule::Ramp;
use syntony_sim::Medium;
use syntony_sim::batch::{Batch, Group};
use syntony_sim::oscillators::{pack_amplitude, unpack_amplitude};
use syntony_sim::run::Request;

use crate::player::{PlayError, Player};

/// Restarts side by side.
pub(super) trait Flock {
    /// Sets amplitude and momentum (Q11) of oscillator `i` of one restart.
    fn set(&mut self, lane: usize, i: usize, x: i32, y: i32);
    /// Plays a cycle of `sweeps` sweeps; returns how many were done before `stop` said so.
    fn cycle(&mut self, pull: Ramp, sweeps: u32, stop: &dyn Fn() -> bool) -> Result<u32, PlayError>;
    /// Signs, a word an oscillator with a bit a restart (set: -1), and energies of the present states.
    fn measure(&mut self) -> Result<(Vec<u64>, Vec<i64>), PlayError>;
    /// Turns the sign of oscillator `i` in the restarts of `mask`: amplitude and momentum change sign.
    fn flip(&mut self, i: usize, mask: u64);
}

/// The batch kernel.
pub(super) struct Here<'a> {
    batch: &'a Batch,
    group: Group,
}

impl<'a> Here<'a> {
    pub(super) fn new(batch: &'a Batch) -> Self {
        Self { batch, group: batch.group() }
    }
}

impl Flock for Here<'_> {
    fn set(&mut self, lane: usize, i: usize, x: i32, y: i32) {
        self.group.set(lane, i, x, y);
    }

    fn cycle(&mut self, pull: Ramp, sweeps: u32, stop: &dyn Fn() -> bool) -> Result<u32, PlayError> {
        Ok(self.batch.cycle(&mut self.group, pull, sweeps, &mut |_| stop()))
    }

    fn measure(&mut self) -> Result<(Vec<u64>, Vec<i64>), PlayError> {
        let measure = self.batch.measure(&self.group);
        Ok((measure.signs, measure.energies.to_vec()))
    }

    fn flip(&mut self, i: usize, mask: u64) {
        self.group.flip(i, mask);
    }
}

/// One medium that plays the restarts in turn.
pub(super) struct There<'a, P> {
    player: &'a mut P,
    medium: Medium,
    states: Vec<Vec<u32>>,
    /// Energy and signs of the states, if they were measured since the last change.
    measured: Vec<Option<(i64, Vec<bool>)>>,
}

impl<'a, P: Player> There<'a, P> {
    pub(super) fn new(player: &'a mut P, medium: &Medium, count: usize) -> Self {
        let states = vec![medium.oscillators.state.clone(); count];
        Self { player, medium: medium.clone(), states, measured: vec![None; count] }
    }

    fn play(&mut self, lane: usize, sweeps: u32) -> Result<(), PlayError> {
        self.medium.oscillators.state.clone_from(&self.states[lane]);
        self.player.play(&mut self.medium, Request { sweeps, restart: true })?;
        self.states[lane].clone_from(&self.medium.oscillators.state);
        let seen = &self.medium.observers;
        self.measured[lane] = Some((seen.energy, seen.best.clone()));
        Ok(())
    }
}

impl<P: Player> Flock for There<'_, P> {
    fn set(&mut self, lane: usize, i: usize, x: i32, y: i32) {
        self.states[lane][i] = pack_amplitude(x, y);
        self.measured[lane] = None;
    }

    fn cycle(&mut self, pull: Ramp, sweeps: u32, stop: &dyn Fn() -> bool) -> Result<u32, PlayError> {
        self.medium.settings.schedules.pull = pull;
        for lane in 0..self.states.len() {
            if stop() {
                return Ok(0);
            }
            self.play(lane, sweeps)?;
        }
        Ok(sweeps)
    }

    fn measure(&mut self) -> Result<(Vec<u64>, Vec<i64>), PlayError> {
        let mut signs = vec![0; self.medium.oscillators.state.len()];
        let mut energies = Vec::with_capacity(self.states.len());
        for lane in 0..self.states.len() {
            if self.measured[lane].is_none() {
                // No sweep: only the measure at the run's end.
                self.play(lane, 0)?;
            }
            if let Some((energy, negative)) = &self.measured[lane] {
                energies.push(*energy);
                signs.iter_mut().zip(negative).for_each(|(word, &negative)| *word |= u64::from(negative) << lane);
            }
        }
        Ok((signs, energies))
    }

    fn flip(&mut self, i: usize, mask: u64) {
        for (lane, state) in self.states.iter_mut().enumerate() {
            if mask >> lane & 1 == 1 {
                let (x, y) = unpack_amplitude(state[i]);
                state[i] = pack_amplitude(-x, -y);
                self.measured[lane] = None;
            }
        }
    }
}
