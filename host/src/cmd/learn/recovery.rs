//! Weights are lost, and the medium mends itself by what it still recalls.

use serde::Serialize;
use syntony_host::memory::{Memory, MemoryError, Recall, Trials};
use syntony_host::plot::{Figure, Mark, Series};
use syntony_host::progress::Watch;
use syntony_host::random::Random;
use syntony_medium::learning::Learning;

use super::{Learn, Teacher, stepping};
use crate::cmd::Context;

/// How often it is looked at.
const LOOKS: u32 = 10;
/// How fast gains drift while recovering, when no rate is given.
const DRIFT: u32 = 5;

/// Success as the medium recovers, over the pixels whose oscillators are not stuck.
#[derive(Serialize)]
pub struct Recovery {
    lost: f64,
    /// Oscillators that are stuck.
    stuck: usize,
    cue: f64,
    /// Before the loss.
    whole: f64,
    points: Vec<Point>,
}

/// After so many recalls.
#[derive(Serialize)]
struct Point {
    recalls: u32,
    /// Nothing learns.
    without: f64,
    /// Only the gains drift.
    gains: f64,
    /// Rows out of balance learn from what is recalled, and gains drift.
    homeostasis: f64,
    /// Mean overlap then, of the pixels that are not stuck.
    overlap: f64,
    /// Of all pixels, if some are stuck.
    #[serde(skip_serializing_if = "Option::is_none")]
    overlap_of_all: Option<f64>,
}

impl Recovery {
    /// What happened, in words.
    fn loss(&self) -> String {
        let weights = format!("{:.0} % of the weights were lost", 100.0 * self.lost);
        match (self.lost > 0.0, self.stuck) {
            (_, 0) => weights,
            (true, stuck) => format!("{weights} and {stuck} oscillators stuck"),
            (false, stuck) => format!("{stuck} oscillators were stuck"),
        }
    }

    pub fn text(&self) -> String {
        let mut text = format!("success {:.3} before {}\n", self.whole, self.loss());
        for point in &self.points {
            let Point { recalls, without, gains, homeostasis, overlap, overlap_of_all } = point;
            text += &format!(
                "{recalls:5} recalls: without homeostasis {without:.3}, gains alone {gains:.3}, with homeostasis {homeostasis:.3}"
            );
            if let Some(all) = overlap_of_all {
                text += &format!(" (overlap {overlap:.3}, of all {all:.3})");
            }
            text += "\n";
        }
        text
    }
}

impl Learn {
    /// Loses weights, or oscillators; the memory is then the one that recovered with everything.
    pub(super) fn recover(&self, context: &Context, teacher: &mut Teacher, memory: &mut Memory) -> anyhow::Result<Recovery> {
        let trials = self.trials();
        let learning = memory.learning();
        let drift = if learning.drift == 0 { DRIFT } else { learning.drift };
        let progress = context.progress(3 * u64::from(self.recalls), "recovering");
        let whole = teacher.trials(memory, &trials, &progress)?.success;
        let lost = self.lose.unwrap_or(0.0);
        memory.lose(lost, &mut Random::new(self.seed, u64::MAX - 1))?;
        let stuck = memory.stick(self.stuck.unwrap_or(0.0), &mut Random::new(self.seed, u64::MAX - 3))?;
        let every = (self.recalls / LOOKS).max(1);
        let point = |recalls, without, gains, recall: Recall| {
            let Recall { success: homeostasis, mean_overlap: overlap, mean_overlap_of_all: overlap_of_all, .. } = recall;
            Point { recalls, without, gains, homeostasis, overlap, overlap_of_all }
        };
        let first = teacher.trials(memory, &trials, &progress)?;
        let without = first.success;
        let mut gains = memory.clone();
        gains.set_learning(Learning { drift, ..stepping(learning, 0) });
        memory.set_learning(Learning { drift, ..stepping(learning, self.mend) });
        let mut points = vec![point(0, without, without, first)];
        let mut done = 0;
        while done < self.recalls && !progress.stopped() {
            let count = every.min(self.recalls - done);
            let cues = Trials { flip: self.cue, trials: count, seed: !self.seed, ..trials };
            let mut after = |memory: &mut Memory| -> Result<Recall, MemoryError> {
                memory.trials_learning(&cues, done, teacher, &progress)?;
                teacher.trials(memory, &trials, &progress)
            };
            let (gains, homeostasis) = (after(&mut gains)?.success, after(memory)?);
            done += count;
            points.push(point(done, without, gains, homeostasis));
        }
        drop(progress);
        memory.set_learning(learning);
        let recovery = Recovery { lost, stuck, cue: self.cue, whole, points };
        if let Some(file) = &self.plot {
            let loss = recovery.loss().replace(" were", "");
            let title = format!("{loss}, {} pictures in {} oscillators", memory.set().count(), memory.set().pixels());
            let line = |of: fn(&Point) -> f64| recovery.points.iter().map(move |point| (f64::from(point.recalls), of(point)));
            let end = f64::from(done);
            let mut figure = Figure::new(title, "recalls since the loss", "success")
                .with(Series::new("before the loss", Mark::Dashed, [(0.0, whole), (end, whole)]))
                .with(Series::new("with homeostasis", Mark::LinePoints, line(|point| point.homeostasis)))
                .with(Series::new("gains alone", Mark::LinePoints, line(|point| point.gains)))
                .with(Series::new("without", Mark::Dashed, line(|point| point.without)));
            figure.y.range = Some((0.0, 1.0));
            figure.write(file)?;
        }
        Ok(recovery)
    }
}
