//! A stream of pictures, each shown once: how old a picture may be to be recalled.

use serde::Serialize;
use syntony_host::memory::{Course, Memory, PatternSet, Recall};
use syntony_host::plot::{Figure, Mark, Series};
use syntony_medium::learning::Learning;

use super::{Learn, Teacher};
use crate::cmd::Context;

/// What one decay came to.
#[derive(Serialize)]
pub struct Stream {
    decay: u32,
    shown: usize,
    rows: u64,
    /// The newest pictures, without a gap, that are recalled in half of their trials or more.
    newest_held: usize,
    /// All pictures, of those that were asked for, that are.
    held: usize,
    success: f64,
    mean_overlap: f64,
    /// Success by age: the newest first.
    ages: Vec<f64>,
}

impl Stream {
    fn new(decay: u32, shown: usize, rows: u64, recall: &Recall) -> Self {
        let mut tried = vec![(0u32, 0u32); recall.patterns];
        for trial in &recall.results {
            let (good, all) = &mut tried[trial.pattern];
            *good += u32::from(trial.success());
            *all += 1;
        }
        let ages: Vec<f64> = tried.iter().take_while(|&&(_, all)| all > 0).map(|&(good, all)| f64::from(good) / f64::from(all)).collect();
        let held = |success: &&f64| **success >= 0.5;
        Self {
            decay,
            shown,
            rows,
            newest_held: ages.iter().take_while(held).count(),
            held: ages.iter().filter(held).count(),
            success: recall.success,
            mean_overlap: recall.mean_overlap,
            ages,
        }
    }

    pub fn text(&self) -> String {
        let decay = if self.decay == 0 { "no decay".into() } else { format!("decay 2^-{}", self.decay) };
        format!("{decay}: the newest {} held without a gap, {} of the newest {} in all\n", self.newest_held, self.held, self.ages.len())
    }
}

impl Learn {
    /// Shows the stream once for each decay; the first is what is reported and kept.
    pub(super) fn stream(
        &self,
        context: &Context,
        teacher: &mut Teacher,
        memory: &mut Memory,
        set: &PatternSet,
    ) -> anyhow::Result<(Course, Recall, Vec<Stream>)> {
        anyhow::ensure!(self.newest > 0, "no picture would be recalled: give --newest 1 or more");
        let learning = memory.learning();
        let decays = if self.decays.is_empty() { vec![learning.decay] } else { self.decays.clone() };
        let blank = memory.clone();
        let newest = PatternSet::new(set.patterns().iter().rev().take(self.newest).cloned().collect())?;
        let (mut streams, mut first) = (Vec::new(), None);
        for decay in decays {
            let mut learner = blank.clone();
            learner.set_learning(Learning { decay, ..learning });
            let rows = learner.epoch(teacher)?;
            let mut asked = learner.asked_for(newest.clone())?;
            let recall = self.recall(context, teacher, &mut asked)?;
            streams.push(Stream::new(decay, set.count(), u64::from(rows), &recall));
            if first.is_none() {
                *memory = asked;
                first = Some((Course { rows: vec![rows], in_balance: rows == 0 }, recall));
            }
        }
        if let Some(file) = &self.plot {
            let title =
                format!("A stream of {} pictures through {} oscillators, {} bits a weight", set.count(), set.pixels(), self.weight_bits);
            let mut figure = Figure::new(title, "age (pictures shown since)", "success");
            for stream in &streams {
                let name = if stream.decay == 0 { "no decay".into() } else { format!("decay 2^-{}", stream.decay) };
                let points = stream.ages.iter().enumerate().map(|(age, &success)| (age as f64, success));
                figure = figure.with(Series::new(name, Mark::LinePoints, points));
            }
            figure.y.range = Some((0.0, 1.0));
            figure.write(file)?;
        }
        let Some((course, recall)) = first else { anyhow::bail!("give at least one decay with --decays") };
        Ok((course, recall, streams))
    }
}
