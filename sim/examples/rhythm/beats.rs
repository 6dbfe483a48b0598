//! Beats of the bank beside those of an autocorrelation tracker: the F measure within 70 ms.

use std::f64::consts::TAU;

use syntony_sim::rhythm::{Beats, Onsets};

use crate::autocorrelation::{Knobs, Tracker};
use crate::signal::{RATE, Random, pulse};

/// What is done to a row of beats.
#[derive(Clone, Copy, Default)]
struct Kind {
    name: &'static str,
    /// Seconds.
    jitter: f64,
    /// Share of the beats without an event.
    missing: f64,
    /// Share of the beats with an event half a beat later.
    off: f64,
    /// Tempo to and fro, share of it, over twelve seconds.
    wobble: f64,
    /// The tempo changes by this share to the end.
    ramp: f64,
}

const SECONDS: f64 = 60.0;
/// What comes before is not counted.
const FROM: f64 = 5.0;

fn kinds() -> Vec<Kind> {
    let clean = Kind { name: "clean", ..Kind::default() };
    vec![
        clean,
        Kind { name: "jitter 20 ms", jitter: 0.02, ..clean },
        Kind { name: "jitter 20 ms + 10 % missing", jitter: 0.02, missing: 0.1, ..clean },
        Kind { name: "wobble 5 %", wobble: 0.05, jitter: 0.01, ..clean },
        Kind { name: "ramp 25 %", ramp: 0.25, jitter: 0.01, ..clean },
        Kind { name: "30 % missing", missing: 0.3, jitter: 0.01, ..clean },
        Kind { name: "30 % off-beats", off: 0.3, jitter: 0.01, ..clean },
        Kind { name: "30 % missing + 30 % off-beats", missing: 0.3, off: 0.3, jitter: 0.01, ..clean },
        Kind { name: "50 % missing", missing: 0.5, jitter: 0.01, ..clean },
    ]
}

/// Times of beats, and the onset strength that one hears of them.
fn perform(kind: &Kind, random: &mut Random) -> (Vec<f64>, Vec<i16>) {
    let tempo = 75.0 * (170.0f64 / 75.0).powf(random.unit());
    let (start, turn) = (random.unit(), random.unit());
    let up = if random.unit() < 0.5 { 1.0 + kind.ramp } else { 1.0 / (1.0 + kind.ramp) };
    let mut wave = vec![0.0; (SECONDS * f64::from(RATE)) as usize];
    let (mut beats, mut time) = (vec![], start);
    while time < SECONDS {
        let now = 1.0 + kind.wobble * (TAU * (time / 12.0 + turn)).sin();
        let period = 60.0 / (tempo * now * up.powf(time / SECONDS));
        beats.push(time);
        if random.unit() >= kind.missing {
            pulse(&mut wave, time + kind.jitter * random.normal(), random.between(0.5, 1.0));
        }
        if random.unit() < kind.off {
            pulse(&mut wave, time + period / 2.0 + kind.jitter * random.normal(), random.between(0.5, 1.0));
        }
        time += period;
    }
    (beats, wave.iter().map(|&v| (4096.0 * v).round().clamp(-32767.0, 32767.0) as i16).collect())
}

/// F of told beats: each true one within 70 ms of one that is told counts once.
fn f_measure(beats: &[f64], told: &[f64]) -> f64 {
    let counted = |times: &[f64]| times.iter().copied().filter(|&time| time >= FROM).collect::<Vec<_>>();
    let (beats, mut told) = (counted(beats), counted(told));
    let all = (beats.len() + told.len()) as f64;
    let mut hits = 0;
    for beat in beats {
        let off = |time: &f64| (time - beat).abs();
        let near = (0..told.len()).min_by(|&a, &b| off(&told[a]).total_cmp(&off(&told[b])));
        if let Some(k) = near.filter(|&k| off(&told[k]) <= 0.07) {
            told.remove(k);
            hits += 1;
        }
    }
    2.0 * f64::from(hits) / all
}

/// Times at which `beat`, called for each sample, says yes.
fn tell(signal: &[i16], mut beat: impl FnMut(i16) -> bool) -> Vec<f64> {
    (0..signal.len()).filter(|&k| beat(signal[k])).map(|k| k as f64 / f64::from(RATE)).collect()
}

fn bank(signal: &[i16]) -> Vec<f64> {
    let (mut onsets, mut beats) = (Onsets::new(RATE), Beats::new(RATE));
    tell(signal, |sample| beats.sample(onsets.sample(sample)))
}

fn tracker(signal: &[i16], knobs: &Knobs) -> Vec<f64> {
    let mut tracker = Tracker::new(f64::from(RATE), knobs);
    tell(signal, |sample| tracker.sample(f64::from(sample) / 4096.0))
}

/// Mean of F over draws of a kind.
fn mean(kind: &Kind, draws: std::ops::Range<u32>, hear: impl Fn(&[i16]) -> Vec<f64>) -> f64 {
    let count = f64::from(draws.len() as u32);
    let one = |draw| {
        let (beats, signal) = perform(kind, &mut Random::new(9000 + draw));
        f_measure(&beats, &hear(&signal))
    };
    draws.map(one).sum::<f64>() / count
}

pub fn run(draws: u32) {
    println!("input,bank,autocorrelation");
    for kind in kinds() {
        let other = mean(&kind, 0..draws, |signal| tracker(signal, &Knobs::default()));
        println!("{},{:.3},{other:.3}", kind.name, mean(&kind, 0..draws, bank));
    }
}

/// Searches the knobs of the autocorrelation tracker, on draws that [`run`] does not use.
pub fn tune(draws: u32) {
    println!("memory,comb,harmonic,width,smooth,mean");
    let mut best: (f64, Knobs) = (0.0, Knobs::default());
    // One knob after another, three times around.
    for _ in 0..3 {
        for knob in 0..Knobs::GRID.len() {
            for &value in Knobs::GRID[knob] {
                let mut knobs = best.1;
                *knobs.knob(knob) = value;
                let kinds = kinds();
                let of = |kind| mean(kind, 1000..1000 + draws, |signal| tracker(signal, &knobs));
                let all = kinds.iter().map(of).sum::<f64>() / kinds.len() as f64;
                if all > best.0 {
                    best = (all, knobs);
                    println!("{},{},{},{},{},{all:.4}", knobs.memory, knobs.comb, knobs.harmonic, knobs.width, knobs.smooth);
                }
            }
        }
    }
}
