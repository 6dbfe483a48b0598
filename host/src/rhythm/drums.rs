//! A drum bar as audio, for the demo and the tests: kick, snare and hat, made from decaying sines and noise.

use std::f64::consts::TAU;

use crate::random::Random;

/// One drum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drum {
    /// Low, with a falling pitch.
    Kick,
    /// A tone and noise.
    Snare,
    /// High noise.
    Hat,
}

/// Which drum is struck on which sixteenth of the bar, and how hard.
pub const BAR: [(usize, Drum, f64); 11] = [
    (0, Drum::Kick, 1.0),
    (2, Drum::Hat, 0.5),
    (4, Drum::Snare, 0.9),
    (6, Drum::Hat, 0.5),
    (7, Drum::Kick, 0.7),
    (8, Drum::Hat, 0.5),
    (10, Drum::Kick, 0.9),
    (11, Drum::Hat, 0.4),
    (12, Drum::Snare, 1.0),
    (14, Drum::Hat, 0.6),
    (15, Drum::Hat, 0.3),
];

/// Adds one stroke at a time in seconds.
pub fn strike(out: &mut [f32], rate: u32, time: f64, drum: Drum, loud: f64, random: &mut Random) {
    let start = (time * f64::from(rate)).round();
    if start < 0.0 || start >= out.len() as f64 {
        return;
    }
    let mut last = 0.0;
    for (k, sample) in out[start as usize..].iter_mut().take(rate as usize / 4).enumerate() {
        let t = k as f64 / f64::from(rate);
        let noise = 2.0 * random.unit() - 1.0;
        // The difference of neighbours leaves the high part.
        let high = noise - last;
        last = noise;
        let value = match drum {
            Drum::Kick => (-t / 0.06).exp() * (TAU * (50.0 * t + 4.0 * (1.0 - (-t / 0.03).exp()))).sin(),
            Drum::Snare => 0.5 * (-t / 0.04).exp() * (TAU * 190.0 * t).sin() + 0.4 * (-t / 0.05).exp() * noise,
            Drum::Hat => 0.3 * (-t / 0.015).exp() * high,
        };
        *sample += (0.6 * loud * value) as f32;
    }
}

/// Bars of the drum rhythm: `seconds` of audio at `rate`, a bar of `bar` seconds that began `start` seconds into itself.
pub fn bars(seconds: f64, rate: u32, bar: f64, start: f64, random: &mut Random) -> Vec<f32> {
    let mut out = vec![0.0; (seconds * f64::from(rate)) as usize];
    let count = ((seconds + start) / bar).ceil() as i64;
    for k in 0..count {
        for (place, drum, loud) in BAR {
            strike(&mut out, rate, (k as f64 + place as f64 / 16.0) * bar - start, drum, loud, random);
        }
    }
    out
}
