//! Beats of the bank beside those of an autocorrelation tracker: the F measure within 70 ms.

use syntony_sim::rhythm::{Beats, Onsets};

use crate::autocorrelation::{Knobs, Tracker};
use crate::performance::{Kind, kinds};
use crate::signal::{RATE, Random};

/// How near a told beat must be, s.
const NEAR: f64 = 0.07;
/// Many schemes leave out what comes before, s.
const SETTLED: f64 = 5.0;

/// F of told beats from a time on: a true one and a told one not further than 70 ms apart are a pair.
fn f_measure(beats: &[f64], told: &[f64], from: f64) -> f64 {
    let counted = |times: &[f64]| times.iter().copied().filter(|&time| time >= from).collect::<Vec<_>>();
    let (beats, told) = (counted(beats), counted(told));
    let (mut beat, mut tell, mut pairs) = (0, 0, 0);
    // Both are in order: the earlier of two that are no pair has none.
    while let (Some(a), Some(b)) = (beats.get(beat), told.get(tell)) {
        let pair = (a - b).abs() <= NEAR;
        pairs += usize::from(pair);
        beat += usize::from(pair || a < b);
        tell += usize::from(pair || a >= b);
    }
    2.0 * pairs as f64 / (beats.len() + told.len()).max(1) as f64
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

/// Means of F over draws of a kind: from 5 s on, and from the start.
fn means(kind: &Kind, draws: std::ops::Range<u32>, hear: impl Fn(&[i16]) -> Vec<f64>) -> [f64; 2] {
    let count = f64::from(draws.len() as u32);
    let mut sums = [0.0; 2];
    for draw in draws {
        let played = kind.perform(&mut Random::new(draw));
        let told = hear(&played.signal);
        for (sum, from) in sums.iter_mut().zip([SETTLED, 0.0]) {
            *sum += f_measure(&played.beats, &told, from) / count;
        }
    }
    sums
}

pub fn run(draws: u32) {
    println!("input,bank,autocorrelation,bank from 0 s,autocorrelation from 0 s");
    for kind in kinds() {
        let other = means(&kind, 9000..9000 + draws, |signal| tracker(signal, &Knobs::default()));
        let [settled, all] = means(&kind, 9000..9000 + draws, bank);
        println!("{},{settled:.3},{:.3},{all:.3},{:.3}", kind.name, other[0], other[1]);
    }
}

/// Searches the knobs of the autocorrelation tracker, on draws that [`run`] does not use.
pub fn tune(draws: u32) {
    println!("{},mean", Knobs::NAMES.join(","));
    let mut best = (0.0, Knobs::default());
    // One knob after another, three times around.
    for _ in 0..3 {
        for knob in 0..Knobs::GRID.len() {
            for &value in Knobs::GRID[knob] {
                let mut knobs = best.1;
                knobs.0[knob] = value;
                let kinds = kinds();
                let of = |kind| means(kind, 1000..1000 + draws, |signal| tracker(signal, &knobs));
                let all = kinds.iter().map(|kind| of(kind).iter().sum::<f64>() / 2.0).sum::<f64>() / kinds.len() as f64;
                if all > best.0 {
                    best = (all, knobs);
                    println!("{},{all:.4}", knobs.0.map(|value| value.to_string()).join(","));
                }
            }
        }
    }
}
