//! `syntony rhythm recall`.

use std::path::PathBuf;

use anyhow::bail;
use clap::Args;
use serde::Serialize;
use syntony_host::device::contours::Said;
use syntony_host::rhythm::{Kind, Opening, guesses};
use syntony_medium::rhythm::{CUES, Mode, RhythmShape, TURN_BITS};

use super::super::listen::{Course, Input, board, check_ending, listener_on, seconds};
use super::super::target::TargetArg;
use super::{Context, Output, Place};

/// Longest cue, in samples.
const MAX_CUE: u64 = 1 << 16;

/// Recognise a fragment, follow it, and go on when it ends
#[derive(Args)]
pub struct Recall {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    place: Place,
    /// Seconds of the fragment that decide; three of the longest bars held if not given
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    cue: Option<f64>,
    /// Go on alone for so long when the input has ended
    #[arg(long, value_name = "SECONDS", default_value = "0", value_parser = seconds)]
    alone: f64,
    /// Write the readout (.wav), or time, input, readout and phase (.csv)
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
    #[command(flatten)]
    target: TargetArg,
}

#[derive(Serialize)]
struct Report {
    /// The rhythm that resonates; none when the fragment is new.
    name: Option<String>,
    /// What comes nearest, known or not.
    nearest: String,
    contour: usize,
    /// Share of the fragment that it does not explain.
    novelty: f64,
    /// Tempo of the fragment, 1 as it was learnt.
    tempo: f64,
    /// Phase behind the cue, turns.
    phase: f64,
    cue_seconds: f64,
    samples: u64,
    gaps: u64,
}

impl Recall {
    pub fn run(&self, context: &Context) -> anyhow::Result<Output> {
        check_ending(self.to.as_ref())?;
        let mut rhythms = self.place.read()?;
        let shape = *rhythms.memory.shape();
        let held = rhythms.list();
        if held.is_empty() {
            bail!("{} holds no rhythm: learn one with `syntony rhythm learn`", self.place.path().display());
        }
        let mut signal = self.input.open(context, Some(shape.rate), Kind::SmoothOnsets)?;
        if signal.rate() != shape.rate {
            bail!("{}: the memory hears {} samples a second, this signal has {}", signal.name(), shape.rate, signal.rate());
        }
        let longest = held.iter().map(|rhythm| rhythm.bar).fold(0.0, f64::max);
        let wanted = ((self.cue.unwrap_or(3.0 * longest) * f64::from(shape.rate)) as u64).clamp(1, MAX_CUE);
        // A board made for this has room for the cue, if any can have.
        let room = if wanted > u64::from(CUES.1) { 0 } else { (wanted as u32).next_power_of_two().max(CUES.0) };
        let mut device = board(&self.target, RhythmShape { cue: room, ..shape })?;
        let (mut cue, mut course, mut samples) = (Vec::new(), Course::default(), 0u64);
        while (cue.len() as u64) < wanted && !context.stopped() {
            let Some(sample) = signal.sample()? else { break };
            // A gap tells nothing; a missing event costs little.
            let heard = sample.unwrap_or(0);
            rhythms.memory.tick();
            cue.push(heard);
            samples += 1;
            if self.to.is_some() {
                course.push(sample, Said::default())?;
            }
        }
        if cue.is_empty() {
            bail!("{}: there is no sample in it", signal.name());
        }
        let (guesses, there) = guesses(&rhythms.memory, &cue, device.as_mut())?;
        if let (false, Some(device)) = (there, &device) {
            context.note(format!("{} has no room for this memory and a cue of {} samples; it was searched here", device.name(), cue.len()));
        }
        let Some(answer) = rhythms.memory.answer(&guesses, &cue) else { bail!("nothing is held any more") };
        let nearest = rhythms.names[answer.slot].clone();
        let learnt = rhythms.memory.slots[answer.slot].frequency;
        if answer.known() {
            let opening = Opening::holding(shape.rate, rhythms.memory.recall(&answer), Mode::Follow);
            let mut ear = listener_on(device, opening)?;
            loop {
                let batch = signal.batch(ear.batch(), || context.stopped())?;
                if batch.is_empty() {
                    break;
                }
                samples += batch.len() as u64;
                for (&sample, said) in batch.iter().zip(ear.play(&batch)?) {
                    rhythms.memory.tick();
                    if self.to.is_some() {
                        course.push(sample, said)?;
                    }
                }
            }
            if self.to.is_some() {
                course.go_on(&mut ear, (self.alone * f64::from(shape.rate)) as u64, context)?;
            }
        }
        if let Some(file) = &self.to {
            course.write(file, shape.rate)?;
        }
        self.place.write(&rhythms)?;
        let report = Report {
            name: answer.known().then(|| nearest.clone()),
            nearest,
            contour: answer.slot,
            novelty: f64::from(answer.novelty) / 256.0,
            tempo: answer.frequency as f64 / learnt as f64,
            phase: answer.phase as f64 / (1u64 << TURN_BITS) as f64,
            cue_seconds: cue.len() as f64 / f64::from(shape.rate),
            samples,
            gaps: signal.gaps,
        };
        let text = match &report.name {
            Some(name) => format!(
                "{name}, at {:.3} of its tempo, {:.3} of a bar in ({:.0} % of the fragment unexplained)",
                report.tempo,
                report.phase,
                100.0 * report.novelty
            ),
            None => format!("new: {} comes nearest and leaves {:.0} % of it unexplained", report.nearest, 100.0 * report.novelty),
        };
        Ok(Output::new(&report, text)?.interrupted(context.stopped()))
    }
}
