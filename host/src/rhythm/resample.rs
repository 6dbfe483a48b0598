//! A signal at another rate, as it flows (`rubato`'s FFT resampler).

use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Resampler as _};

/// Changes the rate of a stream.
pub struct Resampler {
    inner: Option<Fft<f32>>,
    waiting: Vec<f32>,
    /// Output samples at the start that come before the first input.
    lead: usize,
    delay: f64,
}

impl Resampler {
    /// From one rate to another, both at least 1; nothing is done when they are equal. Works in blocks of about `block` seconds.
    ///
    /// # Errors
    /// What the library says of rates that it cannot serve.
    pub fn new(from: u32, to: u32, block: f64) -> Result<Self, String> {
        if from == to {
            return Ok(Self { inner: None, waiting: Vec::new(), lead: 0, delay: 0.0 });
        }
        let chunk = (f64::from(from) * block).ceil().max(1.0) as usize;
        let inner = Fft::new(from as usize, to as usize, chunk, 1, FixedSync::Both).map_err(|error| error.to_string())?;
        let lead = inner.output_delay();
        let delay = inner.input_frames_next() as f64 / f64::from(from);
        Ok(Self { inner: Some(inner), waiting: Vec::new(), lead, delay })
    }

    /// Seconds that a sample may wait in here, at most.
    pub fn latency(&self) -> f64 {
        1.5 * self.delay
    }

    /// One sample in; what comes out is appended.
    ///
    /// # Errors
    /// What the library says.
    pub fn push(&mut self, sample: f32, out: &mut Vec<f32>) -> Result<(), String> {
        let Some(inner) = &mut self.inner else {
            out.push(sample);
            return Ok(());
        };
        self.waiting.push(sample);
        if self.waiting.len() < inner.input_frames_next() {
            return Ok(());
        }
        let input = InterleavedSlice::new(&self.waiting, 1, self.waiting.len()).map_err(|error| error.to_string())?;
        let made = inner.process(&input, None).map_err(|error| error.to_string())?.take_data();
        self.waiting.clear();
        let skip = self.lead.min(made.len());
        self.lead -= skip;
        out.extend_from_slice(&made[skip..]);
        Ok(())
    }
}
