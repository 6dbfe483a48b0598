//! How well a pool of 64 goes on with a sum of three incommensurate sines after 60 s of listening.

use std::f64::consts::TAU;

use syntony_sim::rhythm::Pool;

use crate::signal::{RATE, Random, correlation, median};

pub fn run(draws: u32) {
    println!("draw,correlation_at_once,correlation_a_minute_later,median_ppm,worst_ppm");
    let (mut once, mut later, mut all) = (vec![], vec![], vec![]);
    for draw in 0..draws {
        let mut random = Random::new(1000 + draw);
        // Log-uniform in 1 to 10 Hz, at least an eighth apart.
        let mut sines: Vec<(f64, f64, f64)> = Vec::new();
        while sines.len() < 3 {
            let f = 10f64.powf(random.unit());
            if sines.iter().all(|&(other, ..)| (f / other).ln().abs() > 0.12) {
                sines.push((f, random.between(0.4, 1.0), random.unit()));
            }
        }
        let at = |k: u32| {
            let t = f64::from(k) / f64::from(RATE);
            (4096.0 * sines.iter().map(|&(f, a, p)| a * (TAU * (f * t + p)).cos()).sum::<f64>()).round() as i16
        };
        let mut pool = Pool::spread(RATE, 64);
        let listened = 60 * RATE;
        for k in 0..listened {
            pool.sample(Some(at(k)));
        }
        let mut hear = |from: u32, to: u32| {
            let said: Vec<i16> = (from..to).map(|_| pool.sample(None)).collect();
            correlation(&said, &(from..to).map(at).collect::<Vec<_>>())
        };
        let first = hear(listened, listened + 10 * RATE);
        hear(listened + 10 * RATE, listened + 60 * RATE);
        let last = hear(listened + 60 * RATE, listened + 70 * RATE);
        // The loudest oscillator near each sine is its voice.
        let ppm: Vec<f64> = sines
            .iter()
            .map(|&(f, ..)| {
                let hz = |tone: &syntony_sim::rhythm::pool::Tone| f64::from(tone.frequency) * f64::from(RATE) / 4_294_967_296.0;
                let near = pool.tones.iter().filter(|tone| (hz(tone) / f - 1.0).abs() < 0.03);
                near.max_by_key(|tone| tone.power()).map_or(1e6, |tone| 1e6 * (hz(tone) / f - 1.0).abs())
            })
            .collect();
        let worst = ppm.iter().copied().fold(0.0, f64::max);
        println!("{draw},{first:.5},{last:.5},{:.1},{worst:.1}", median(ppm.clone()));
        once.push(first);
        later.push(last);
        all.extend(ppm);
    }
    let least = |values: &[f64]| values.iter().copied().fold(1.0, f64::min);
    println!("worst,{:.5},{:.5},{:.1},{:.1}", least(&once), least(&later), median(all.clone()), all.iter().copied().fold(0.0, f64::max));
}
