//! Many recalls: pictures damaged and recalled by the seed, and how many came back.

use rayon::prelude::*;
use serde::Serialize;
use syntony_sim::Medium;

use super::read::settle;
use super::{Memory, MemoryError, Setting, overlap};
use crate::player::{Direct, Player};
use crate::progress::{Unwatched, Watch};
use crate::random::Random;

/// Overlap above which a recall counts as a success.
pub const SUCCESS: f64 = 0.95;

/// A whole experiment: how much damage, how often, from which seed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trials {
    /// Share of the pixels that are flipped, 0 to 1; `round(flip N)` pixels exactly.
    pub flip: f64,
    /// Number of trials; the pictures take turns.
    pub trials: u32,
    /// Seed of damage, starts and noise; trial `t` uses its stream `t`, whatever thread it runs on.
    pub seed: u64,
    /// How the medium is played.
    pub setting: Setting,
}

/// One trial.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Trial {
    /// Which picture was damaged.
    pub pattern: usize,
    /// `(right - wrong) / N` of the recalled picture, over the pixels whose oscillators are not held.
    pub overlap: f64,
    /// The same over all pixels.
    pub overlap_of_all: f64,
    /// The same of the stored picture that is nearest to the damaged one: what a search through all pictures would answer.
    pub nearest_overlap: f64,
}

impl Trial {
    /// Whether the recall counts as a success.
    pub fn success(&self) -> bool {
        self.overlap > SUCCESS
    }
}

/// What came out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Recall {
    /// Oscillators of the medium, one a pixel.
    pub oscillators: usize,
    /// Pictures stored.
    pub patterns: usize,
    /// Trials made.
    pub trials: usize,
    /// Share of trials with an overlap above 0.95.
    pub success: f64,
    /// Mean overlap, over the pixels whose oscillators are not held.
    pub mean_overlap: f64,
    /// Mean overlap over all pixels, if oscillators are held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean_overlap_of_all: Option<f64>,
    /// Sweeps of each recall, all its reads together.
    pub sweeps: u32,
    /// Reads of each recall.
    pub reads: u32,
    /// What `success` would be for a search for the nearest stored picture: near the most that any memory can do
    /// that does not know how much was flipped.
    pub nearest_success: f64,
    /// Trial by trial.
    #[serde(skip)]
    pub results: Vec<Trial>,
}

impl Memory {
    /// Damages and recalls, trial by trial, on all threads; the threads change nothing.
    ///
    /// # Errors
    /// [`MemoryError::Flip`] when `flip` is not a share.
    pub fn trials(&self, trials: &Trials) -> Result<Recall, MemoryError> {
        self.trials_watched(trials, &Unwatched)
    }

    /// [`Memory::trials`] with someone watching. When asked to stop, what was done counts.
    ///
    /// # Errors
    /// As [`Memory::trials`].
    pub fn trials_watched(&self, trials: &Trials, watch: &dyn Watch) -> Result<Recall, MemoryError> {
        let flips = self.flips(trials)?;
        let one = |(player, medium): &mut (Direct, Medium), trial: u32| {
            (!watch.stopped()).then(|| self.trial(player, medium, trials, trial, flips).inspect(|_| watch.advance(1)))
        };
        let here = || (Direct::default(), self.medium().clone());
        let results: Result<Vec<Trial>, _> = (0..trials.trials).into_par_iter().map_init(here, one).flatten().collect();
        Ok(self.tally(trials, results?))
    }

    /// [`Memory::trials`] by one player, such as a board: the same results.
    ///
    /// # Errors
    /// As [`Memory::trials`], and [`MemoryError::Play`] when the board fails.
    pub fn trials_on(&self, trials: &Trials, player: &mut impl Player, watch: &dyn Watch) -> Result<Recall, MemoryError> {
        let flips = self.flips(trials)?;
        let mut medium = self.medium().clone();
        let mut results = Vec::new();
        for trial in (0..trials.trials).take_while(|_| !watch.stopped()) {
            results.push(self.trial(player, &mut medium, trials, trial, flips)?);
            watch.advance(1);
        }
        Ok(self.tally(trials, results))
    }

    pub(super) fn flips(&self, trials: &Trials) -> Result<usize, MemoryError> {
        if !(0.0..=1.0).contains(&trials.flip) {
            return Err(MemoryError::Flip(trials.flip));
        }
        Ok((trials.flip * self.set().pixels() as f64).round() as usize)
    }

    fn trial(
        &self,
        player: &mut impl Player,
        medium: &mut Medium,
        trials: &Trials,
        trial: u32,
        flips: usize,
    ) -> Result<Trial, MemoryError> {
        Ok(self.answered(player, medium, trials, trial, flips)?.0)
    }

    /// One trial, and the picture that was recalled.
    pub(super) fn answered(
        &self,
        player: &mut impl Player,
        medium: &mut Medium,
        trials: &Trials,
        trial: u32,
        flips: usize,
    ) -> Result<(Trial, Vec<i8>), MemoryError> {
        let set = self.set();
        let mut random = Random::new(trials.seed, u64::from(trial));
        let pattern = trial as usize % set.count();
        let whole = &set.patterns()[pattern];
        let cue = whole.damaged(flips, &mut random);
        let recalled = settle(player, medium, &cue, &trials.setting, &mut random)?.pixels;
        let nearest = &set.patterns()[set.nearest(&cue)];
        let nearest_overlap = overlap(&nearest.pixels, &whole.pixels);
        let gains = &self.medium().oscillators.gain;
        let free = |pixels: &[i8]| pixels.iter().zip(gains).filter(|(_, gain)| !gain.held).map(|(&pixel, _)| pixel).collect::<Vec<_>>();
        let overlap_of_all = overlap(&recalled, &whole.pixels);
        Ok((Trial { pattern, overlap: overlap(&free(&recalled), &free(&whole.pixels)), overlap_of_all, nearest_overlap }, recalled))
    }

    pub(super) fn tally(&self, trials: &Trials, results: Vec<Trial>) -> Recall {
        let share = |good: &dyn Fn(&Trial) -> f64| results.iter().map(good).sum::<f64>() / results.len().max(1) as f64;
        let held = self.medium().oscillators.gain.iter().any(|gain| gain.held);
        Recall {
            oscillators: self.set().pixels(),
            patterns: self.set().count(),
            trials: results.len(),
            success: share(&|trial| f64::from(u8::from(trial.success()))),
            mean_overlap: share(&|trial| trial.overlap),
            mean_overlap_of_all: held.then(|| share(&|trial| trial.overlap_of_all)),
            sweeps: trials.setting.sweeps.saturating_mul(trials.setting.reads.max(1)),
            reads: trials.setting.reads.max(1),
            nearest_success: share(&|trial| f64::from(u8::from(trial.nearest_overlap > SUCCESS))),
            results,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::bitmap;
    use crate::memory::{PatternSet, Rule, glyphs};

    fn digits() -> Memory {
        let set = PatternSet::from_bitmaps(&bitmap::parse("digits", glyphs::DIGITS_6X10).unwrap()).unwrap();
        Memory::store(set, Rule::from_name("pseudo-inverse").unwrap(), 5).unwrap()
    }

    fn trials(flip: f64, seed: u64) -> Trials {
        Trials { flip, trials: 50, seed, setting: Setting::default() }
    }

    #[test]
    fn digits_come_back_nearly_as_often_as_a_search_finds_them() {
        let recall = digits().trials(&trials(0.2, 1)).unwrap();
        assert_eq!((recall.oscillators, recall.patterns, recall.trials), (60, 10, 50));
        assert!(recall.success > 0.95 && recall.success > recall.nearest_success - 0.04, "{recall:?}");
        assert_eq!(recall.results[13].pattern, 3);
    }

    #[test]
    fn threads_change_nothing_and_seeds_do() {
        let memory = digits();
        let few = Trials { setting: Setting { reads: 2, ..Setting::default() }, ..trials(0.35, 5) };
        let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap().install(|| memory.trials(&few).unwrap());
        let many = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap().install(|| memory.trials(&few).unwrap());
        assert_eq!(alone, many);
        assert_ne!(alone.results, memory.trials(&Trials { seed: 6, ..few }).unwrap().results);
    }

    #[test]
    fn watching_changes_nothing() {
        let memory = digits();
        let cue = memory.set().patterns()[4].damaged(12, &mut Random::new(8, 0));
        let recalled = memory.recall(&cue, &Setting::default(), &mut Random::new(8, 1)).unwrap();
        for frames in [1, 6, 1000] {
            let settling = memory.watch(&cue, &Setting::default(), frames, &mut Random::new(8, 1)).unwrap();
            assert_eq!(settling.recalled, recalled);
            assert_eq!(settling.sweeps.last(), Some(&Setting::default().sweeps));
            assert!(settling.sweeps.is_sorted_by(|a, b| a < b), "{:?}", settling.sweeps);
        }
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let memory = digits();
        for flip in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
            assert!(matches!(memory.trials(&trials(flip, 1)), Err(MemoryError::Flip(_))));
        }
        for cue in [vec![1; 59], vec![], vec![0; 60]] {
            assert!(matches!(memory.recall(&cue, &Setting::default(), &mut Random::new(1, 0)), Err(MemoryError::Cue { .. })));
        }
        let set = memory.set().clone();
        assert!(matches!(Memory::store(set.clone(), Rule::Hebb, 9), Err(MemoryError::Medium(_))));
        assert_eq!(memory.trials(&Trials { trials: 0, ..trials(0.2, 1) }).unwrap().success, 0.0);
        let whole = memory.trials(&trials(1.0, 1)).unwrap();
        assert_eq!(whole.success, 0.0, "an inverted picture is no success");
        // Twins, and one picture alone.
        let twins = PatternSet::new(set.patterns().iter().chain(set.patterns()).cloned().collect()).unwrap();
        for rule in Rule::ALL {
            Memory::store(twins.clone(), rule.1, 5).unwrap();
        }
        let one = PatternSet::new(vec![set.patterns()[0].clone()]).unwrap();
        let one = Memory::store(one, Rule::Hebb, 2).unwrap();
        assert_eq!(one.trials(&trials(0.4, 1)).unwrap().success, 1.0);
    }
}
