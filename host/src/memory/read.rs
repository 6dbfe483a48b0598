//! Reading a cue: several runs of the medium from it, and the choice among what they settle in.

use syntony_medium::format::{ONE, round15};
use syntony_sim::plain::show_phase;
use syntony_sim::run::Request;
use syntony_sim::{Medium, Weights};

use super::Setting;
use crate::player::{PlayError, Player};
use crate::random::Random;

/// The best of several reads.
pub(super) struct Answer {
    /// Its number.
    pub read: u32,
    /// The random numbers it began with.
    pub stream: Random,
    /// The signs it settled in.
    pub pixels: Vec<i8>,
}

/// Reads a cue as often as the setting says and keeps the answer that holds itself best and is most like the cue.
pub(super) fn settle(
    player: &mut impl Player,
    medium: &mut Medium,
    cue: &[i8],
    setting: &Setting,
    random: &mut Random,
) -> Result<Answer, PlayError> {
    let mut best: Option<(i64, Answer)> = None;
    for read in 0..setting.reads.max(1) {
        let stream = Random::new(random.bits(), 0);
        setting.prepare(medium, cue, read, &mut stream.clone());
        player.play(medium, Request { sweeps: setting.sweeps, restart: true })?;
        let pixels = signs(medium, cue.len());
        let score = resonance(medium, &pixels) + likeness(&pixels, cue);
        if best.as_ref().is_none_or(|&(most, _)| score > most) {
            best = Some((score, Answer { read, stream, pixels }));
        }
    }
    Ok(best.map_or_else(|| Answer { read: 0, stream: random.clone(), pixels: cue.to_vec() }, |(_, answer)| answer))
}

/// The sign of what each oscillator shows that stands for one of so many pixels.
pub(super) fn signs(medium: &Medium, pixels: usize) -> Vec<i8> {
    let bits = medium.shape().shown_bits;
    medium.oscillators.state.iter().take(pixels).map(|&phase| if show_phase(phase, bits).negative() { -1 } else { 1 }).collect()
}

/// How well a state holds itself, Q11 summed over the oscillators. Each counts by its scaled drive toward the side it is on,
/// one unit at most: a stored picture reaches about a unit everywhere, a mixture of pictures does not.
fn resonance(medium: &Medium, pixels: &[i8]) -> i64 {
    let Weights::Dense(weights) = medium.weights() else { return 0 };
    let shown_max = medium.shape().shown_max();
    let held = |(i, (row, &pixel)): (usize, (&[i16], &i8))| {
        let sum: i32 = row.iter().zip(pixels).map(|(&w, &p)| i32::from(w) * i32::from(p)).sum();
        let gain = medium.oscillators.gain[i];
        let drive = round15(gain.align(sum * shown_max) * i32::from(gain.mantissa));
        i64::from((drive * i32::from(pixel)).min(ONE))
    };
    weights.chunks_exact(medium.oscillators.state.len()).zip(pixels).enumerate().map(held).sum()
}

/// How like the cue a state is, Q11 summed over the oscillators.
fn likeness(pixels: &[i8], cue: &[i8]) -> i64 {
    pixels.iter().zip(cue).map(|(&a, &b)| i64::from(a * b)).sum::<i64>() * i64::from(ONE)
}
