//! `syntony beat`: beats of a signal, as they happen.

use std::io::Write;

use anyhow::Context as _;
use clap::Args;
use serde::Serialize;
use syntony_host::rhythm::{Kind, Pulse};
use syntony_medium::shape::Shape;
use syntony_sim::rhythm::Onsets;

use super::listen::Input;
use super::target::TargetArg;
use super::{Context, Output};

/// Tell the beats of a signal while it flows: one time in seconds a line, or all of them with --json
#[derive(Args)]
pub struct Beat {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    target: TargetArg,
}

#[derive(Serialize)]
struct Report {
    /// Seconds from the input's start.
    beats: Vec<f64>,
    /// Beats a minute at the end.
    tempo: f64,
    /// A beat is told at most so many seconds behind its time.
    latency: f64,
    events: u64,
    gaps: u64,
    samples: u64,
    rate: u32,
}

impl Beat {
    pub fn run(&self, context: &Context) -> anyhow::Result<Output> {
        let mut signal = self.input.open(context, None, Kind::Onsets)?;
        let rate = signal.rate();
        let mut pulse = self.pulse(rate)?;
        let mut onsets = Onsets::new(rate);
        let (delay, latency) = (signal.delay(), signal.latency() + pulse.batch() as f64 / f64::from(rate));
        let mut report = Report { beats: vec![], tempo: 0.0, latency, events: 0, gaps: 0, samples: 0, rate };
        let mut out = std::io::stdout().lock();
        if !context.json() {
            context.note(format!("a beat is told at most {:.0} ms behind its time", 1e3 * latency));
        }
        'heard: loop {
            let batch = signal.batch(pulse.batch(), || context.stopped())?;
            if batch.is_empty() {
                break;
            }
            for (&sample, beat) in batch.iter().zip(pulse.play(&batch)?) {
                report.events += u64::from(onsets.sample(sample.unwrap_or(0)).is_some());
                report.samples += 1;
                // Between this sample and the next.
                let time = (report.samples as f64 - 0.5) / f64::from(rate) - delay;
                if !beat || time < 0.0 {
                    continue;
                }
                let time = (time * 1e4).round() / 1e4;
                report.beats.push(time);
                if !context.json() {
                    match writeln!(out, "{time:.4}").and_then(|()| out.flush()) {
                        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => break 'heard,
                        other => other.context("cannot write to standard output")?,
                    }
                }
            }
        }
        drop(out);
        report.gaps = signal.gaps;
        report.tempo = pulse.tempo()?;
        if report.gaps > 0 {
            context.note(format!("{} samples were missing; the beats went on there", report.gaps));
        }
        Ok(Output::new(&report, "")?.interrupted(context.stopped()))
    }

    /// Here, or on a board with beats.
    fn pulse(&self, rate: u32) -> anyhow::Result<Pulse> {
        if !self.target.is_a_board() {
            return Ok(Pulse::here(rate));
        }
        let open = match self.target.open_fixed()? {
            Some(open) => open,
            None => self.target.open_shape(Shape::only_rhythm(Pulse::shape(rate)))?,
        };
        let (device, _) = open.apart();
        Ok(Pulse::there(device, rate)?)
    }
}
