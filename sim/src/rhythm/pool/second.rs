//! What happens to a pool once a second: who stays awake, who wakes, how boldly they learn.

use super::Tone;

/// Seconds of a survey: one that wakes listens at a fixed frequency before it takes part in a contest.
pub(super) const SURVEY: u32 = 8;
/// Fewest and most seconds in which much is missed before all wake that may.
const PATIENCE: (u32, u32) = (6, 255);

/// Oscillators whose frequencies differ by less than a 16th are near; by less than a quarter, in earshot.
const NEAR: u32 = 4;
const EARSHOT: u32 = 2;
/// One in earshot of another with 32 times its power is masked; one with a 1024th of the greatest power is faint.
const MASKED: u32 = 5;
const FAINT: u32 = 10;

/// Counts the seconds and what was missed in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Minder {
    /// Samples a second.
    rate: u32,
    /// Samples heard of this second.
    pub tick: u32,
    /// Seconds that are left of a survey.
    pub survey: u32,
    /// Seconds in which much was missed, one after another.
    pub poor: u32,
    /// How many it takes before all wake.
    pub patience: u32,
    /// What is missed in a second, as a rule.
    pub usual: u32,
    /// Sums over this second of the size of the residual and of the input.
    pub missed: u32,
    pub heard: u32,
}

impl Minder {
    pub fn new(rate: u32) -> Self {
        Self { rate: rate.clamp(1, 65_535), tick: 0, survey: SURVEY, poor: 0, patience: PATIENCE.0, usual: 0, missed: 0, heard: 0 }
    }

    /// A sample with its residual; whether a second ends with it.
    pub fn hears(&mut self, sample: i32, residual: i32) -> bool {
        self.missed += residual.unsigned_abs();
        self.heard += sample.unsigned_abs();
        self.tick += 1;
        self.tick >= self.rate
    }

    /// A second ends.
    pub fn second(&mut self, tones: &mut [Tone]) {
        let poor = self.missed > self.heard >> 3;
        let moved = poor && self.missed >> 1 > self.usual;
        // It rises slowly: a change stays a change for a while.
        let less = self.survey > 0 || self.missed < self.usual;
        self.usual = if less { self.missed } else { self.usual + ((self.missed - self.usual) >> 5) };
        (self.tick, self.missed, self.heard) = (self.tick - self.rate, 0, 0);
        self.survey = self.survey.saturating_sub(1);
        let contest = self.survey == 0;
        let wakes = contest && self.wakes(poor);
        let top = tones.iter().map(Tone::power).max().unwrap_or(0);
        let lost: Vec<bool> = (0..tones.len()).map(|k| contest && loses(tones, k, top)).collect();
        let rate = self.rate.next_power_of_two().ilog2().saturating_sub(4);
        for (tone, lost) in tones.iter_mut().zip(lost) {
            match (tone.awake, lost) {
                (true, true) => *tone = tone.fresh(false),
                (true, false) => tone.older(moved),
                (false, lost) => *tone = tone.fresh(wakes && !lost),
            }
            *tone = tone.settled(top, rate);
        }
    }

    /// Whether so much is missed that all wake that may, for another survey; each time patience doubles.
    fn wakes(&mut self, poor: bool) -> bool {
        if !poor {
            (self.poor, self.patience) = (0, PATIENCE.0);
            return false;
        }
        self.poor += 1;
        let wakes = self.poor >= self.patience;
        if wakes {
            (self.survey, self.poor, self.patience) = (SURVEY, 0, (2 * self.patience).min(PATIENCE.1));
        }
        wakes
    }
}

/// Whether an oscillator may not be awake.
fn loses(tones: &[Tone], k: usize, top: u32) -> bool {
    let (tone, power) = (&tones[k], tones[k].power());
    let within = |other: &Tone, bits: u32| {
        let apart = (i64::from(tone.frequency) - i64::from(other.frequency)).unsigned_abs();
        apart << bits < u64::from(tone.frequency.unsigned_abs())
    };
    let beats = |(j, other): (usize, &Tone)| {
        // Of equals the higher number.
        let louder = !tone.awake || (other.power(), j) > (power, k);
        let masks = tone.awake && power < other.power() >> MASKED && within(other, EARSHOT);
        j != k && other.awake && (louder && within(other, NEAR) || masks)
    };
    let strays = i64::from(tone.frequency - tone.natural).abs() << 2 > i64::from(tone.natural);
    tone.awake && (strays || power < top >> FAINT) || tones.iter().enumerate().any(beats)
}
