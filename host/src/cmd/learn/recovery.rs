//! Weights are lost, and the medium mends itself by what it still recalls.

use serde::Serialize;
use syntony_host::memory::{Memory, MemoryError, Trials};
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

/// Success as the medium recovers.
#[derive(Serialize)]
pub struct Recovery {
    lost: f64,
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
}

impl Recovery {
    pub fn text(&self) -> String {
        let mut text = format!("success {:.3} before {:.0} % of the weights were lost\n", self.whole, 100.0 * self.lost);
        for point in &self.points {
            let Point { recalls, without, gains, homeostasis } = point;
            text += &format!(
                "{recalls:5} recalls: without homeostasis {without:.3}, gains alone {gains:.3}, with homeostasis {homeostasis:.3}\n"
            );
        }
        text
    }
}

impl Learn {
    /// Loses weights; the memory is then the one that recovered with everything.
    pub(super) fn recover(&self, context: &Context, teacher: &mut Teacher, memory: &mut Memory, share: f64) -> anyhow::Result<Recovery> {
        let trials = self.trials();
        let learning = memory.learning();
        let drift = if learning.drift == 0 { DRIFT } else { learning.drift };
        let progress = context.progress(3 * u64::from(self.recalls), "recovering");
        let whole = teacher.trials(memory, &trials, &progress)?.success;
        memory.lose(share, &mut Random::new(self.seed, u64::MAX - 1))?;
        let every = (self.recalls / LOOKS).max(1);
        let without = teacher.trials(memory, &trials, &progress)?.success;
        let mut gains = memory.clone();
        gains.set_learning(Learning { drift, ..stepping(learning, 0) });
        memory.set_learning(Learning { drift, ..stepping(learning, self.mend) });
        let mut points = vec![Point { recalls: 0, without, gains: without, homeostasis: without }];
        let mut done = 0;
        while done < self.recalls && !progress.stopped() {
            let count = every.min(self.recalls - done);
            let cues = Trials { flip: self.cue, trials: count, seed: !self.seed, ..trials };
            let mut after = |memory: &mut Memory| -> Result<f64, MemoryError> {
                memory.trials_learning(&cues, done, teacher, &progress)?;
                Ok(teacher.trials(memory, &trials, &progress)?.success)
            };
            let (gains, homeostasis) = (after(&mut gains)?, after(memory)?);
            done += count;
            points.push(Point { recalls: done, without, gains, homeostasis });
        }
        drop(progress);
        memory.set_learning(learning);
        if let Some(file) = &self.plot {
            let title = format!(
                "{:.0} % of the weights lost, {} pictures in {} oscillators",
                100.0 * share,
                memory.set().count(),
                memory.set().pixels()
            );
            let line = |of: fn(&Point) -> f64| points.iter().map(move |point| (f64::from(point.recalls), of(point)));
            let end = f64::from(done);
            let mut figure = Figure::new(title, "recalls since the loss", "success")
                .with(Series::new("before the loss", Mark::Dashed, [(0.0, whole), (end, whole)]))
                .with(Series::new("with homeostasis", Mark::LinePoints, line(|point| point.homeostasis)))
                .with(Series::new("gains alone", Mark::LinePoints, line(|point| point.gains)))
                .with(Series::new("without", Mark::Dashed, line(|point| point.without)));
            figure.y.range = Some((0.0, 1.0));
            figure.write(file)?;
        }
        Ok(Recovery { lost: share, cue: self.cue, whole, points })
    }
}
