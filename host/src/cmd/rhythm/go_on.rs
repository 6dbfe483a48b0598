//! `syntony rhythm continue`.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;
use syntony_host::rhythm::Opening;
use syntony_medium::rhythm::Mode;
use syntony_sim::rhythm::Contour;

use super::super::listen::{Course, check_ending, listener, seconds};
use super::super::target::TargetArg;
use super::{Context, Output, Place};

/// Let a rhythm go on by itself
#[derive(Args)]
pub struct Continue {
    /// Its name
    name: String,
    #[command(flatten)]
    place: Place,
    /// For how long
    #[arg(long, default_value = "10", value_parser = seconds)]
    seconds: f64,
    /// Tempo, 1 as it was learnt
    #[arg(long, default_value_t = 1.0)]
    tempo: f64,
    /// Where in the bar it begins, in turns
    #[arg(long, default_value_t = 0.0)]
    phase: f64,
    /// The readout (.wav), or time, input, readout and phase (.csv)
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    #[command(flatten)]
    target: TargetArg,
}

#[derive(Serialize)]
struct Report<'a> {
    name: &'a str,
    samples: u64,
    rate: u32,
    file: &'a PathBuf,
}

impl Continue {
    pub fn run(&self, context: &Context) -> anyhow::Result<Output> {
        check_ending(Some(&self.to))?;
        if !(0.1..=10.0).contains(&self.tempo) || !(0.0..=1.0).contains(&self.phase) {
            anyhow::bail!("--tempo is 0.1 to 10, --phase 0 to 1");
        }
        let rhythms = self.place.read()?;
        let shape = rhythms.memory.shape();
        let slot = &rhythms.memory.slots[rhythms.find(&self.name)?];
        let phase = (self.phase * (1u64 << 40) as f64) as u64;
        let frequency = (slot.frequency as f64 * self.tempo) as u64;
        let contour = Contour::holding(shape, slot.cells.clone(), phase, frequency);
        let mut ear = listener(&self.target, Opening::holding(shape.rate, contour, Mode::Alone))?;
        let mut course = Course::default();
        let wanted = (self.seconds * f64::from(shape.rate)) as u64;
        let samples = course.go_on(&mut ear, wanted, context)?;
        course.write(&self.to, shape.rate)?;
        let report = Report { name: &self.name, samples, rate: shape.rate, file: &self.to };
        let text = format!("{}: {samples} samples at {} a second in {}", self.name, shape.rate, self.to.display());
        Ok(Output::new(&report, text)?.interrupted(samples < wanted))
    }
}
