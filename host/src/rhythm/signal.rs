//! A source as the memory of rhythms hears it: samples in Q12 at its own rate.

use syntony_medium::rhythm::{RATES, UNIT};

use super::onset::{AUDIO_RATE, STRENGTH_RATE};
use super::{Resampler, Source, Strength};
use crate::io::IoError;

/// What of a signal is heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Onset strength of audio, 250 a second.
    Onsets,
    /// The same as smooth as a contour's cells are wide.
    SmoothOnsets,
    /// The signal itself.
    Wave,
}

enum Way {
    Onsets(Box<Strength>),
    Wave { unit: f32 },
}

/// A stream of samples in Q12; `None` is a gap.
pub struct Signal {
    source: Source,
    resampler: Resampler,
    way: Way,
    rate: u32,
    ready: std::collections::VecDeque<Option<i16>>,
    made: Vec<f32>,
    gap: bool,
    /// Samples of the source that were missing.
    pub gaps: u64,
    /// Samples of the source that were heard.
    pub heard: u64,
}

impl Signal {
    /// Hears a source. `rate`: samples a second wanted of a wave; its own, if that is possible, when `None`. `unit`: what counts as 1.
    ///
    /// # Errors
    /// Rates that cannot be served.
    pub fn new(source: Source, kind: Kind, rate: Option<u32>, unit: f32) -> Result<Self, IoError> {
        let own = source.rate().clamp(RATES.0, RATES.1);
        let (to, rate) = match kind {
            Kind::Onsets | Kind::SmoothOnsets => (AUDIO_RATE, STRENGTH_RATE),
            Kind::Wave => (rate.unwrap_or(own), rate.unwrap_or(own)),
        };
        let refused =
            |error: String| IoError::whole(source.name(), format!("its rate cannot be changed ({error})"), "give it at another rate");
        let resampler = Resampler::new(source.rate(), to, 0.02).map_err(refused)?;
        let way = match kind {
            Kind::Onsets => Way::Onsets(Box::default()),
            Kind::SmoothOnsets => Way::Onsets(Box::new(Strength::smooth())),
            Kind::Wave => Way::Wave { unit },
        };
        Ok(Self { source, resampler, way, rate, ready: Default::default(), made: Vec::new(), gap: false, gaps: 0, heard: 0 })
    }

    /// Samples a second.
    pub fn rate(&self) -> u32 {
        self.rate
    }

    /// Name of the source.
    pub fn name(&self) -> &str {
        self.source.name()
    }

    /// Seconds from what happens to its sample, by which times are corrected.
    pub fn delay(&self) -> f64 {
        match &self.way {
            Way::Onsets(strength) => strength.latency(),
            Way::Wave { .. } => 0.0,
        }
    }

    /// Seconds that a sample waits in here, at most.
    pub fn latency(&self) -> f64 {
        self.resampler.latency() + self.delay()
    }

    /// The next samples, at most so many; fewer at the end, or when it is told to stop, and then none.
    ///
    /// # Errors
    /// As [`Source::sample`].
    pub fn batch(&mut self, most: usize, stop: impl Fn() -> bool) -> Result<Vec<Option<i16>>, IoError> {
        let mut batch = Vec::with_capacity(most);
        while batch.len() < most && !stop() {
            let Some(sample) = self.sample()? else { break };
            batch.push(sample);
        }
        Ok(batch)
    }

    /// The next sample; `Some(None)` is a gap, `None` the end.
    ///
    /// # Errors
    /// As [`Source::sample`].
    pub fn sample(&mut self) -> Result<Option<Option<i16>>, IoError> {
        loop {
            if let Some(sample) = self.ready.pop_front() {
                return Ok(Some(sample));
            }
            let Some(sample) = self.source.sample()? else { return Ok(None) };
            if sample.is_some() {
                self.heard += 1;
            } else {
                self.gaps += 1;
            }
            self.gap |= sample.is_none();
            self.made.clear();
            let failed = |error: String| {
                IoError::whole(self.source.name(), format!("its rate cannot be changed ({error})"), "give it at another rate")
            };
            self.resampler.push(sample.unwrap_or(0.0), &mut self.made).map_err(failed)?;
            for &value in &self.made {
                let value = match &mut self.way {
                    Way::Wave { unit } => Some(value / *unit),
                    Way::Onsets(strength) => strength.push(value),
                };
                let Some(value) = value else { continue };
                let sample = (value * UNIT as f32).round().clamp(-32767.0, 32767.0) as i16;
                // What was made of a gap is one.
                self.ready.push_back((!self.gap).then_some(sample));
            }
            if !self.made.is_empty() {
                self.gap = false;
            }
        }
    }
}
