//! Signals to measure with: bars of events, rendered as pulses, with everything that can go wrong with them.

use std::f64::consts::TAU;

use syntony_medium::noise::Generator;

pub const RATE: u32 = 250;

/// Random numbers of the measurements.
pub struct Random(Generator);

impl Random {
    pub fn new(seed: u32) -> Self {
        let mut generator = Generator::new(seed.wrapping_mul(0x9E37_79B9) | 1);
        for _ in 0..16 {
            generator.draw();
        }
        Self(generator)
    }

    /// Uniform in 0..1.
    pub fn unit(&mut self) -> f64 {
        f64::from(self.0.draw().0) / 4_294_967_296.0
    }

    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    pub fn normal(&mut self) -> f64 {
        (-2.0 * (1.0 - self.unit()).ln()).sqrt() * (TAU * self.unit()).cos()
    }
}

/// A rhythm: events of a bar, as (place in turns, strength).
#[derive(Clone)]
pub struct Rhythm(pub Vec<(f64, f64)>);

impl Rhythm {
    /// Five to nine of the sixteen places of a bar.
    pub fn random(random: &mut Random) -> Self {
        let mut places: Vec<usize> = (0..16).collect();
        for k in (1..16).rev() {
            places.swap(k, (random.unit() * (k + 1) as f64) as usize);
        }
        let count = 5 + (random.unit() * 5.0) as usize;
        places.truncate(count);
        Self(places.into_iter().map(|place| (place as f64 / 16.0, random.between(0.4, 1.0))).collect())
    }
}

/// What is wrong with a performance.
#[derive(Clone, Copy, Default)]
pub struct Dirt {
    /// Seconds.
    pub jitter: f64,
    /// Share of the events.
    pub missing: f64,
    /// Extra events for each that belongs.
    pub extra: f64,
    /// Standard deviation of noise, 1 = an event.
    pub noise: f64,
}

/// Samples of a rhythm from a phase on, a bar of so many seconds.
pub fn play(rhythm: &Rhythm, period: f64, phase: f64, seconds: f64, dirt: Dirt, random: &mut Random) -> Vec<i16> {
    let samples = (seconds * f64::from(RATE)) as usize;
    let mut wave = vec![0f64; samples];
    let bars = (seconds / period) as i64 + 3;
    for bar in -1..bars {
        for &(place, strength) in &rhythm.0 {
            let time = (bar as f64 + place - phase) * period + dirt.jitter * random.normal();
            if random.unit() >= dirt.missing {
                pulse(&mut wave, time, strength);
            }
            if random.unit() < dirt.extra {
                pulse(&mut wave, time + random.unit() * period, random.between(0.4, 1.0));
            }
        }
    }
    wave.iter().map(|&v| ((v + dirt.noise * random.normal()) * 4096.0).round().clamp(-32767.0, 32767.0) as i16).collect()
}

/// A pulse of 25 ms standard deviation.
pub fn pulse(wave: &mut [f64], time: f64, strength: f64) {
    let rate = f64::from(RATE);
    let from = ((time - 0.125) * rate).ceil().max(0.0) as usize;
    let to = (((time + 0.125) * rate).max(0.0) as usize).min(wave.len());
    for (k, v) in wave.iter_mut().enumerate().take(to).skip(from) {
        *v += strength * (-((k as f64 / rate - time) / 0.025).powi(2) / 2.0).exp();
    }
}

/// Correlation of two signals.
pub fn correlation(a: &[i16], b: &[i16]) -> f64 {
    let n = a.len().min(b.len()) as f64;
    let mean = |v: &[i16]| v.iter().map(|&x| f64::from(x)).sum::<f64>() / v.len() as f64;
    let (ma, mb) = (mean(a), mean(b));
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (&x, &y) in a.iter().zip(b) {
        let (x, y) = (f64::from(x) - ma, f64::from(y) - mb);
        ab += x * y;
        aa += x * x;
        bb += y * y;
    }
    if n == 0.0 || aa * bb == 0.0 { 0.0 } else { ab / (aa * bb).sqrt() }
}

/// The middle of the sorted values.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let n = values.len();
    if n == 0 { f64::NAN } else { (values[(n - 1) / 2] + values[n / 2]) / 2.0 }
}
