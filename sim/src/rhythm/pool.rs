//! An adaptive pool: oscillators that learn amplitude, phase and frequency from one broadcast residual (`docs/src/definition.md#pool`).

use syntony_medium::format::sat16;
use syntony_medium::sine::{cos, sin};

/// Hz of each oscillator times 65536: `round(65536 0.8 15^(i/63))`, 0.8 to 12 Hz.
#[rustfmt::skip]
pub const TONES: [u32; 64] = [
    52429, 54732, 57136, 59645, 62265, 65000, 67854, 70835, 73946, 77194, 80584, 84124, 87819, 91676, 95703, 99906,
    104294, 108875, 113657, 118649, 123860, 129301, 134980, 140908, 147097, 153558, 160303, 167344, 174694, 182367, 190377, 198738,
    207467, 216580, 226092, 236023, 246389, 257211, 268509, 280302, 292614, 305466, 318883, 332889, 347510, 362773, 378707, 395341,
    412705, 430832, 449755, 469509, 490131, 511658, 534131, 557592, 582082, 607649, 634338, 662199, 691285, 721647, 753344, 786432,
];

/// Seconds of a survey: all that are awake listen at fixed frequencies, then the first contest is held.
pub const SURVEY: u32 = 16;
/// Bandwidth of a survey, and behind it: an oscillator of frequency `omega` (`2^-32` turn a sample) learns its share by `2^-s` a sample,
/// `s = BANDS - floor(log2(omega))`.
pub const BANDS: (u32, u32) = (34, 32);
/// Frequency: `e w` times `2^(PULL - 2 s)` over the square of the amplitude, `2^-32` turn a sample.
pub const PULL: u32 = 25;

/// One oscillator of a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tone {
    /// Phase, `2^-32` turn.
    pub phase: u32,
    /// Phase a sample, `2^-32` turn, 1 to `2^30`.
    pub frequency: i32,
    /// How much of the cosine of the phase it says, Q27.
    pub cosine: i32,
    /// And of the sine.
    pub sine: i32,
    /// Whether it takes part; one that sleeps says and learns nothing.
    pub awake: bool,
    /// Frequency to which it returns when it wakes.
    natural: i32,
    /// `floor(log2)` of the square of its amplitude, Q24, each second.
    loud: u32,
}

impl Tone {
    fn new(natural: i32) -> Self {
        Self { phase: 0, frequency: natural, cosine: 0, sine: 0, awake: true, natural, loud: 0 }
    }

    /// Its shares in Q12, 16 bits.
    fn shares(&self) -> (i32, i32) {
        (sat16(self.cosine >> 15), sat16(self.sine >> 15))
    }

    /// Square of its amplitude, Q24.
    pub fn power(&self) -> u32 {
        let (p, q) = self.shares();
        (p * p) as u32 + (q * q) as u32
    }

    /// Shift of what it learns.
    fn slowness(&self, survey: bool) -> u32 {
        (if survey { BANDS.0 } else { BANDS.1 }).saturating_sub(self.natural.max(1).ilog2()).max(1)
    }
}

/// Oscillators with one residual. Of those that are near each other the loudest stays awake: together they would share a tone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool {
    /// The oscillators.
    pub tones: Vec<Tone>,
    /// Samples a second.
    rate: u32,
    /// Samples heard of this second.
    tick: u32,
    /// Seconds heard since all woke, at most [`SURVEY`].
    age: u32,
    /// Seconds in which much was missed, one after another.
    poor: u32,
    /// Sums over this second of the size of residual and input.
    missed: u64,
    heard: u64,
}

impl Pool {
    /// A pool with these natural frequencies (`2^-32` turn a sample, 1 to `2^30`).
    pub fn new(rate: u32, frequencies: &[i32]) -> Self {
        let tones = frequencies.iter().map(|&frequency| Tone::new(frequency.clamp(1, 1 << 30))).collect();
        Self { tones, rate, tick: 0, age: 0, poor: 0, missed: 0, heard: 0 }
    }

    /// `count` (1 to 64) of the 64 log-spaced oscillators, for a rate in samples a second.
    pub fn spread(rate: u32, count: usize) -> Self {
        let count = count.clamp(1, TONES.len());
        let tone = |k: usize| ((u64::from(TONES[k * TONES.len() / count]) << 16) / u64::from(rate)).min(1 << 30) as i32;
        Self::new(rate, &(0..count).map(tone).collect::<Vec<_>>())
    }

    /// One sample, Q12, or none; gives the readout before it.
    pub fn sample(&mut self, sample: Option<i16>) -> i16 {
        let said = |tone: &Tone| {
            let ((p, q), (s, c)) = (tone.shares(), (sin(tone.phase >> 8), cos(tone.phase >> 8)));
            i64::from(p * c) + i64::from(q * s)
        };
        let y = (self.tones.iter().map(said).sum::<i64>() >> 15).clamp(-32767, 32767) as i32;
        let survey = self.age < SURVEY;
        let e = sample.map_or(0, |sample| sat16(i32::from(sample) - y));
        for tone in self.tones.iter_mut() {
            let ((p, q), (s, c)) = (tone.shares(), (sin(tone.phase >> 8), cos(tone.phase >> 8)));
            tone.phase = tone.phase.wrapping_add(tone.frequency as u32);
            if sample.is_none() || !tone.awake {
                continue;
            }
            let slowness = tone.slowness(survey);
            tone.cosine = tone.cosine.saturating_add((e * c) >> slowness);
            tone.sine = tone.sine.saturating_add((e * s) >> slowness);
            if !survey {
                // How it would change if it were ahead: the residual against that tells how far it is.
                let w = sat16((p * s - q * c) >> 15);
                let pull = (i64::from(e * w) << PULL) >> (tone.loud + 2 * slowness).min(63);
                let (low, high) = (tone.natural - (tone.natural >> 3), tone.natural + (tone.natural >> 3));
                tone.frequency = (i64::from(tone.frequency) - pull).clamp(low.into(), high.into()) as i32;
            }
        }
        if let Some(sample) = sample {
            self.missed += u64::from(e.unsigned_abs());
            self.heard += u64::from(sample.unsigned_abs());
            self.tick += 1;
            if self.tick >= self.rate {
                self.second();
            }
        }
        y as i16
    }

    /// Once a second of listening.
    fn second(&mut self) {
        self.tick = 0;
        self.age = (self.age + 1).min(SURVEY);
        self.poor = if self.age == SURVEY && 8 * self.missed > self.heard { self.poor + 1 } else { 0 };
        (self.missed, self.heard) = (0, 0);
        if self.age == SURVEY {
            self.contest();
        }
        if self.poor >= SURVEY {
            self.wake();
        }
        for tone in &mut self.tones {
            tone.loud = tone.power().max(1).ilog2();
        }
    }

    /// Who is near a louder one, or hardly heard, goes to sleep; all judge by what was before.
    fn contest(&mut self) {
        let before = self.tones.clone();
        let top = before.iter().map(Tone::power).max().unwrap_or(0);
        for (k, tone) in self.tones.iter_mut().enumerate() {
            let near = |other: &Tone| (i64::from(tone.frequency) - i64::from(other.frequency)).abs() << 4 < i64::from(tone.frequency);
            let louder = |(j, other): (usize, &Tone)| j != k && other.awake && near(other) && (other.power(), j) > (tone.power(), k);
            if tone.awake && (tone.power() < top >> 10 || before.iter().enumerate().any(louder)) {
                *tone = Tone { phase: tone.phase, awake: false, ..Tone::new(tone.natural) };
            }
        }
    }

    /// Too much is missed: those that sleep and are near none that is awake wake, for another survey.
    fn wake(&mut self) {
        (self.age, self.poor) = (0, 0);
        let before = self.tones.clone();
        for tone in self.tones.iter_mut().filter(|tone| !tone.awake) {
            let near = |other: &Tone| (i64::from(tone.frequency) - i64::from(other.frequency)).abs() << 4 < i64::from(tone.frequency);
            tone.awake = !before.iter().any(|other| other.awake && near(other));
        }
    }
}
