//! Natural frequencies are spread, and the medium tunes them while it recalls.

use serde::Serialize;
use syntony_host::memory::{Memory, Trials};
use syntony_host::plot::{Figure, Mark, Series};
use syntony_host::progress::Watch;
use syntony_host::random::Random;

use super::{Learn, Teacher};
use crate::cmd::Context;

/// How often it is looked at.
const LOOKS: u32 = 10;

/// Success as the medium tunes.
#[derive(Serialize)]
pub struct Tuning {
    /// Standard deviation that was asked for, radians a sweep.
    spread: f64,
    cue: f64,
    /// With frequencies of 0.
    whole: f64,
    points: Vec<Point>,
}

/// After so many recalls.
#[derive(Serialize)]
struct Point {
    recalls: u32,
    /// Learning passes, one a read.
    passes: u32,
    /// Nothing tunes.
    without: f64,
    success: f64,
    /// Root of the mean square of the frequencies, radians a sweep.
    detuning: f64,
}

/// A standard deviation that a frequency can have.
pub fn spread(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| "it is no number".to_string())?;
    if (0.0..=3.0).contains(&value) { Ok(value) } else { Err("give a number from 0 to 3".into()) }
}

impl Tuning {
    pub fn text(&self) -> String {
        let mut text = format!("success {:.3} before natural frequencies were spread by {} radians a sweep\n", self.whole, self.spread);
        for Point { recalls, passes, without, success, detuning } in &self.points {
            text += &format!(
                "{recalls:5} recalls, {passes:6} passes: without tuning {without:.3}, with tuning {success:.3}, frequencies of {detuning:.3}\n"
            );
        }
        text
    }
}

impl Learn {
    /// Spreads the frequencies; the memory is then the one that tuned.
    pub(super) fn tune(&self, context: &Context, teacher: &mut Teacher, memory: &mut Memory, spread: f64) -> anyhow::Result<Tuning> {
        let trials = self.trials();
        let every = (self.recalls / LOOKS).max(1);
        let progress = context.progress(u64::from(self.recalls) + 12 * u64::from(self.trials), "tuning");
        let whole = teacher.trials(memory, &trials, &progress)?.success;
        memory.spread(spread, &mut Random::new(self.seed, u64::MAX - 2));
        let without = teacher.trials(memory, &trials, &progress)?.success;
        let begin = memory.medium().learnt.passes;
        let mut points = vec![Point { recalls: 0, passes: 0, without, success: without, detuning: memory.detuning() }];
        let mut recalls = 0;
        while recalls < self.recalls && !progress.stopped() {
            let count = every.min(self.recalls - recalls);
            let cues = Trials { flip: self.cue, trials: count, seed: !self.seed, ..trials };
            memory.trials_tuning(&cues, recalls, teacher, &progress)?;
            recalls += count;
            let success = teacher.trials(memory, &trials, &progress)?.success;
            let passes = memory.medium().learnt.passes.wrapping_sub(begin);
            points.push(Point { recalls, passes, without, success, detuning: memory.detuning() });
        }
        drop(progress);
        if let Some(file) = &self.plot {
            let (count, pixels) = (memory.set().count(), memory.set().pixels());
            let title = format!("Frequencies spread by {spread} radians a sweep, {count} pictures in {pixels} oscillators");
            let line = |of: fn(&Point) -> f64| points.iter().map(move |point| (f64::from(point.recalls), of(point)));
            let end = f64::from(recalls);
            let mut figure = Figure::new(title, "recalls since the spread", "success")
                .with(Series::new("all of one frequency", Mark::Dashed, [(0.0, whole), (end, whole)]))
                .with(Series::new("with tuning", Mark::LinePoints, line(|point| point.success)))
                .with(Series::new("without", Mark::Dashed, line(|point| point.without)));
            figure.y.range = Some((0.0, 1.0));
            figure.write(file)?;
        }
        Ok(Tuning { spread, cue: self.cue, whole, points })
    }
}
