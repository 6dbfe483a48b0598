//! Onset strength of audio: how much louder its bands have become (spectral flux), 250 times a second, causal.

use std::collections::VecDeque;
use std::f32::consts::PI;
use std::sync::Arc;

use rustfft::num_complex::Complex32;
use rustfft::{Fft, FftPlanner};

/// Samples a second that spectra are made of.
pub const AUDIO_RATE: u32 = 16_000;
/// Samples of a spectrum.
const WINDOW: usize = 512;
/// Samples from one spectrum to the next: 250 a second.
const HOP: usize = 64;
/// Strengths a second.
pub const STRENGTH_RATE: u32 = AUDIO_RATE / HOP as u32;
/// Bands, a third of an octave or so each.
const BANDS: usize = 20;
/// Spectra that a band is compared over: 20 ms.
const BACK: usize = 5;
/// Strengths that a smooth one is made of, by a Hann window: 60 ms, two cells of a bar of two seconds.
const SMOOTH: usize = 15;
/// A strength falls behind its event by this much: the event has to come into the window.
const DELAY: f64 = 0.016;

/// Onset strength as it flows.
pub struct Strength {
    fft: Arc<dyn Fft<f32>>,
    window: Vec<f32>,
    edges: Vec<usize>,
    samples: VecDeque<f32>,
    bands: VecDeque<[f32; BANDS]>,
    /// The last strengths, when they are smoothed.
    smoothed: Option<VecDeque<f32>>,
    /// Greatest strength of late, for a scale.
    top: f32,
    fresh: usize,
}

impl Default for Strength {
    fn default() -> Self {
        let edge = |k: usize| (2.0 * (220.0f32).powf(k as f32 / BANDS as f32)).round() as usize;
        let mut edges: Vec<usize> = (0..=BANDS).map(|k| edge(k).min(WINDOW / 2)).collect();
        for k in 1..edges.len() {
            edges[k] = edges[k].max(edges[k - 1] + 1).min(WINDOW / 2);
        }
        Self {
            fft: FftPlanner::new().plan_fft_forward(WINDOW),
            window: (0..WINDOW).map(|k| 0.5 - 0.5 * (2.0 * PI * (k as f32 + 0.5) / WINDOW as f32).cos()).collect(),
            edges,
            samples: VecDeque::from(vec![0.0; WINDOW]),
            bands: VecDeque::new(),
            smoothed: None,
            top: 0.0,
            fresh: 0,
        }
    }
}

impl Strength {
    /// Strengths as smooth as the cells of a contour are wide.
    pub fn smooth() -> Self {
        Self { smoothed: Some(VecDeque::from(vec![0.0; SMOOTH])), ..Self::default() }
    }

    /// Seconds that a strength comes behind its event.
    pub fn latency(&self) -> f64 {
        DELAY + if self.smoothed.is_some() { (SMOOTH / 2) as f64 / f64::from(STRENGTH_RATE) } else { 0.0 }
    }

    /// One sample of audio; every 64th gives a strength, 1 for the greatest of late.
    pub fn push(&mut self, sample: f32) -> Option<f32> {
        self.samples.pop_front();
        self.samples.push_back(sample);
        self.fresh += 1;
        if self.fresh < HOP {
            return None;
        }
        self.fresh = 0;
        let mut spectrum: Vec<Complex32> =
            self.samples.iter().zip(&self.window).map(|(&sample, &window)| Complex32::new(sample * window, 0.0)).collect();
        self.fft.process(&mut spectrum);
        let mut bands = [0.0; BANDS];
        for (k, band) in bands.iter_mut().enumerate() {
            let power: f32 = spectrum[self.edges[k]..self.edges[k + 1].max(self.edges[k] + 1)].iter().map(Complex32::norm_sqr).sum();
            *band = (1.0 + 100.0 * power.sqrt() / WINDOW as f32).ln();
        }
        self.bands.push_back(bands);
        if self.bands.len() <= BACK {
            return Some(0.0);
        }
        let before = self.bands.pop_front()?;
        let flux: f32 = bands.iter().zip(&before).map(|(now, then)| (now - then).max(0.0)).sum::<f32>() / BANDS as f32;
        let flux = self.softened(flux);
        // A tenth of a decade in ten seconds; never below what silence makes.
        self.top = (self.top * 0.9996).max(flux).max(0.02);
        Some(flux / self.top)
    }

    fn softened(&mut self, flux: f32) -> f32 {
        let Some(last) = &mut self.smoothed else { return flux };
        last.pop_front();
        last.push_back(flux);
        let weight = |k: usize| 1.0 - (2.0 * PI * (k + 1) as f32 / (SMOOTH + 1) as f32).cos();
        last.iter().enumerate().map(|(k, &flux)| weight(k) * flux).sum::<f32>() / (SMOOTH + 1) as f32
    }
}
