//! `syntony listen --pool`: sine oscillators take a signal up.

use std::time::Instant;

use anyhow::Context as _;
use serde::Serialize;
use syntony_host::device::DeviceError;
use syntony_host::device::contours::Said;
use syntony_host::rhythm::{Kind, Voice, Voices};
use syntony_medium::shape::Shape;

use super::super::{Context, Output};
use super::{Course, Ear, Listen};

/// Seconds of the input with which the readout is compared.
const COMPARED: u32 = 10;
/// Voices that are named in a text.
const NAMED: usize = 12;

impl Ear for Voices {
    fn batch(&self) -> usize {
        self.batch()
    }

    fn play(&mut self, samples: &[Option<i16>]) -> Result<Vec<Said>, DeviceError> {
        Ok(self.play(samples)?.into_iter().map(|readout| Said { readout, phase: 0 }).collect())
    }
}

#[derive(Serialize)]
struct Report {
    samples: u64,
    rate: u32,
    gaps: u64,
    /// Oscillators that are awake, the loudest first.
    voices: Vec<Voice>,
    /// Correlation of the readout, before each sample was heard, with the last ten seconds of the input.
    correlation: Option<f64>,
    alone_seconds: f64,
    seconds: f64,
}

impl Listen {
    pub(super) fn pool(&self, tones: u32, context: &Context) -> anyhow::Result<Output> {
        let begin = Instant::now();
        let mut signal = self.input.open(context, None, Kind::SmoothOnsets)?;
        let rate = signal.rate();
        Voices::shape(rate, tones).validate().context("a pool cannot hear it at this rate")?;
        let mut ear = self.voices(rate, tones)?;
        let mut course = Course { phaseless: true, ..Course::default() };
        let heard = self.flow(&mut signal, &mut ear, &mut course, context)?;
        let voices = ear.settle()?;
        let alone_seconds = self.end(rate, &mut ear, &mut course, context)?;
        let report = Report {
            samples: heard.samples,
            rate,
            gaps: signal.gaps,
            voices,
            correlation: heard.correlation((COMPARED * rate) as usize),
            alone_seconds,
            seconds: begin.elapsed().as_secs_f64(),
        };
        let mut text = format!("{} samples at {rate} a second, {} of {tones} oscillators awake", report.samples, report.voices.len());
        for voice in report.voices.iter().take(NAMED) {
            text += &format!("\n{:9.4} Hz, amplitude {:.3}", voice.hz, voice.amplitude);
        }
        let shown = report.correlation.map_or("none".into(), |r| format!("{r:.3}"));
        text += &format!("\ncorrelation with the last {COMPARED} s heard: {shown}");
        Ok(Output::new(&report, text)?.interrupted(context.stopped()))
    }

    /// A pool here, or on a board.
    fn voices(&self, rate: u32, tones: u32) -> anyhow::Result<Voices> {
        if !self.target.is_a_board() {
            return Ok(Voices::here(rate, tones));
        }
        let open = match self.target.open_fixed()? {
            Some(open) => open,
            None => self.target.open_shape(Shape::only_rhythm(Voices::shape(rate, tones)))?,
        };
        let (device, _) = open.apart();
        Ok(Voices::there(device, rate, tones)?)
    }
}
