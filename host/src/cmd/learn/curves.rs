//! Success against epochs and against load, beside the rules that compute the weights from all pictures at once.

use serde::Serialize;
use syntony_host::memory::{Course, Memory, MemoryError, PatternSet, Recall, Rule};
use syntony_host::plot::{Figure, Mark, Series};
use syntony_medium::learning::Learning;

use super::{Learn, Teacher};
use crate::cmd::Context;

/// The rules to compare with.
const OFFLINE: [(&str, &str); 3] = [("hebb", "Hebb"), ("storkey", "Storkey"), ("pseudo-inverse", "pseudo-inverse")];

/// What so many pictures came to.
#[derive(Serialize)]
pub struct Load {
    patterns: usize,
    epochs: usize,
    learnt: f64,
    hebb: f64,
    storkey: f64,
    pseudo_inverse: f64,
}

impl Load {
    pub fn text(&self) -> String {
        format!(
            "{:4} pictures: learnt {:.3} in {} epochs   (Hebb {:.3}, Storkey {:.3}, pseudo-inverse {:.3})\n",
            self.patterns, self.learnt, self.epochs, self.hebb, self.storkey, self.pseudo_inverse
        )
    }
}

impl Learn {
    /// Success of the offline rules with weights of as many bits.
    fn offline(&self, set: &PatternSet) -> Result<[f64; 3], MemoryError> {
        let mut found = [0.0; 3];
        for (success, (name, _)) in found.iter_mut().zip(OFFLINE) {
            let rule = Rule::from_name(name).unwrap_or(Rule::Hebb);
            *success = Memory::store(set.clone(), rule, self.weight_bits)?.trials(&self.trials())?.success;
        }
        Ok(found)
    }

    /// Draws success against epochs.
    pub(super) fn epoch_plot(&self, curve: &[f64], set: &PatternSet) -> anyhow::Result<()> {
        let Some(file) = &self.plot else { return Ok(()) };
        let title = format!("{} pictures in {} oscillators, {:.0} % flipped", set.count(), set.pixels(), 100.0 * self.flip);
        let points = std::iter::once((0.0, 0.0)).chain(curve.iter().enumerate().map(|(k, &success)| (k as f64 + 1.0, success)));
        let mut figure = Figure::new(title, "epochs", "success").with(Series::new("learnt by the medium", Mark::LinePoints, points));
        for (success, (_, name)) in self.offline(set)?.into_iter().zip(OFFLINE) {
            let ends = [(0.0, success), (curve.len() as f64, success)];
            figure = figure.with(Series::new(format!("{name}, offline"), Mark::Dashed, ends));
        }
        figure.y.range = Some((0.0, 1.0));
        Ok(figure.write(file)?)
    }

    /// Learns the first pictures, as many as each load says; the last of them is what is reported.
    pub(super) fn load_curve(
        &self,
        context: &Context,
        teacher: &mut Teacher,
        set: &PatternSet,
        learning: &Learning,
    ) -> anyhow::Result<(Course, Recall, Vec<Load>)> {
        let progress = context.progress(self.loads.len() as u64 * u64::from(self.epochs), "learning");
        let (mut loads, mut last) = (Vec::new(), None);
        for &count in &self.loads {
            anyhow::ensure!(
                (1..=set.count()).contains(&count),
                "a load of {count} pictures cannot be made of {}: give 1 to {}",
                set.count(),
                set.count()
            );
            let few = PatternSet::new(set.patterns()[..count].to_vec())?;
            let mut memory = self.memory(&few)?;
            memory.set_learning(*learning);
            let course = memory.teach(teacher, self.epochs, &progress, |_, _| Ok(()))?;
            let recall = teacher.trials(&memory, &self.trials(), &progress)?;
            let [hebb, storkey, pseudo_inverse] = self.offline(&few)?;
            loads.push(Load { patterns: count, epochs: course.rows.len(), learnt: recall.success, hebb, storkey, pseudo_inverse });
            last = Some((course, recall));
        }
        drop(progress);
        if let Some(file) = &self.plot {
            let title = format!("{} oscillators, {} bits a weight, {:.0} % flipped", set.pixels(), self.weight_bits, 100.0 * self.flip);
            let line = |of: fn(&Load) -> f64| loads.iter().map(move |load| (load.patterns as f64, of(load)));
            let mut figure = Figure::new(title, "pictures", "success")
                .with(Series::new("learnt by the medium", Mark::LinePoints, line(|load| load.learnt)))
                .with(Series::new("Hebb, offline", Mark::Dashed, line(|load| load.hebb)))
                .with(Series::new("Storkey, offline", Mark::Dashed, line(|load| load.storkey)))
                .with(Series::new("pseudo-inverse, offline", Mark::Dashed, line(|load| load.pseudo_inverse)));
            figure.y.range = Some((0.0, 1.0));
            figure.write(file)?;
        }
        let Some((course, recall)) = last else { anyhow::bail!("give at least one number of pictures with --loads") };
        Ok((course, recall, loads))
    }
}
