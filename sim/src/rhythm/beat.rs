//! Beats: a bank of oscillators that events pull, of which the one that fits best says when (`docs/src/definition.md#beats`).

use super::onset::Level;

/// Oscillators of the bank.
pub const OSCILLATORS: usize = 32;
/// A quarter turn: how far from a beat an event belongs to it.
const NEAR: u32 = 1 << 30;
/// An eighth of a turn: how late a new leader's beat is still told.
const LATE: u32 = 1 << 29;
/// Three eighths of a turn: beats that are told are at least so far apart.
const APART: u32 = 3 << 29;
/// Share of its distance that an event of each level takes an oscillator along, in sixteenths.
const PULL: [i32; 3] = [2, 6, 10];
/// What an event of each level counts, in sixteenths.
const WEIGHT: [i32; 3] = [4, 14, 16];
/// Score of an event right on the beat, 1024 at the loudest, is less by this.
const DUE: i32 = 256;
/// Cost of a beat without an event.
const EMPTY: i32 = 128;
/// Cost of an event that belongs to no beat, at the loudest.
const OUTSIDE: i32 = 320;
/// Score of an oscillator that is lost, and the greatest.
const LOST: i32 = -1;
const TOP: i32 = 16383;
/// How much better another must be to lead.
const AHEAD: i32 = 128;
/// Beats a minute of each oscillator times 256: log-spaced from 50 to 240, `round(256 50 (240/50)^(i/31))`.
#[rustfmt::skip]
pub const TEMPI: [u32; OSCILLATORS] = [
    12800, 13464, 14163, 14898, 15672, 16485, 17341, 18241, 19187, 20183, 21231, 22333, 23492, 24711, 25994, 27343,
    28762, 30255, 31825, 33477, 35214, 37042, 38965, 40987, 43114, 45352, 47706, 50182, 52787, 55526, 58408, 61440,
];

/// What is unusual costs: `round(1400 log2(bpm/95)^2)`.
#[rustfmt::skip]
pub const PRIOR: [i32; OSCILLATORS] = [
    1200, 1019, 852, 700, 563, 441, 333, 241, 164, 101, 54, 21, 3, 1, 13, 40,
    82, 139, 211, 298, 399, 516, 647, 794, 955, 1132, 1323, 1529, 1750, 1986, 2237, 2503,
];

/// One oscillator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Oscillator {
    /// 0 at the beat, `2^-32` turn.
    pub phase: u32,
    /// `2^-32` turn a sample; at most an eighth off its home.
    pub frequency: u32,
    /// The frequency that it began with.
    pub home: u32,
    /// How well it fits, -1 to 16383; below 0 it is lost, and the next event sets it.
    pub score: i16,
    /// Whether an event came to this beat.
    pub heard: bool,
}

/// The bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beats {
    /// The oscillators, slowest first.
    pub oscillators: [Oscillator; OSCILLATORS],
    /// Number of the one that leads.
    pub leader: usize,
    /// Turn of the leader since the last beat that was told, `2^-32`; ends at the greatest.
    pub since: u32,
}

/// What a sample was for one oscillator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Struck {
    Not,
    /// Its beat is now.
    Beat,
    /// It was lost, and an event set it.
    Set,
}

impl Beats {
    /// A bank for a rate in samples a second, at least 50.
    pub fn new(rate: u32) -> Self {
        let frequency = |bpm: u32| ((u64::from(bpm) << 24) / (60 * u64::from(rate))) as u32;
        let oscillator = |bpm| {
            let home = frequency(bpm);
            Oscillator { phase: 0, frequency: home, home, score: -1, heard: false }
        };
        Self { oscillators: TEMPI.map(oscillator), leader: OSCILLATORS / 2, since: u32::MAX }
    }

    /// Beats a minute of the one that leads, times 256.
    pub fn tempo(&self, rate: u32) -> u32 {
        ((u64::from(self.oscillators[self.leader].frequency) * 60 * u64::from(rate)) >> 24) as u32
    }

    /// One sample, with the level of an event that happened one sample before. Tells whether a beat is now.
    pub fn sample(&mut self, event: Option<Level>) -> bool {
        let struck = std::array::from_fn::<_, OSCILLATORS, _>(|k| self.oscillators[k].sample(event));
        let worth = |k: usize| i32::from(self.oscillators[k].score) - PRIOR[k];
        // The first of equals.
        let best = (1..OSCILLATORS).fold(0, |best, k| if worth(k) > worth(best) { k } else { best });
        let changed = worth(best) > worth(self.leader) + AHEAD;
        if changed {
            self.leader = best;
        }
        let leader = &self.oscillators[self.leader];
        self.since = self.since.saturating_add(leader.frequency);
        let now = match struck[self.leader] {
            Struck::Set => true,
            Struck::Beat => leader.score > 0,
            // Its beat may just have been, while another led.
            Struck::Not => changed && leader.phase < LATE && leader.score > 0,
        };
        // Not twice for one beat, when the leader changes or is pulled back.
        let beat = now && self.since >= APART;
        if beat {
            self.since = 0;
        }
        beat
    }
}

impl Oscillator {
    fn sample(&mut self, event: Option<Level>) -> Struck {
        let first = self.phase;
        let set = event.is_some() && self.score < 0;
        if set {
            // Where the peak was: one sample ago.
            (self.phase, self.score, self.heard) = (self.frequency, 0, true);
        } else if let Some(level) = event {
            self.event(level as usize);
        }
        let before = self.phase;
        self.phase = self.phase.wrapping_add(self.frequency);
        if before < NEAR && self.phase >= NEAR {
            self.add(-i32::from(self.score.max(0) >> 4) - if self.heard { 0 } else { EMPTY });
            self.heard = false;
        }
        // An event may have pulled it over its beat.
        match first >> 31 == 1 && self.phase >> 31 == 0 {
            _ if set => Struck::Set,
            true => Struck::Beat,
            false => Struck::Not,
        }
    }

    fn event(&mut self, level: usize) {
        // 2^-12 turn.
        let distance = self.phase.wrapping_sub(self.frequency) as i32 >> 20;
        if !(-1024..1024).contains(&distance) {
            self.add(-((OUTSIDE * WEIGHT[level]) >> 4));
            return;
        }
        self.heard = true;
        let step = (distance * PULL[level]) >> 4;
        self.phase = self.phase.wrapping_sub((step << 20) as u32);
        let pull = (i64::from(self.frequency) * i64::from(step)) >> 13;
        let (home, most) = (i64::from(self.home), i64::from(self.home >> 3));
        self.frequency = (i64::from(self.frequency) - pull).clamp(home - most, home + most) as u32;
        self.add((((1024 - distance.abs()) * WEIGHT[level]) >> 4) - DUE);
    }

    fn add(&mut self, score: i32) {
        self.score = (i32::from(self.score) + score).clamp(LOST, TOP) as i16;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_what_they_say() {
        for k in 0..OSCILLATORS {
            let bpm = 50.0 * (240.0f64 / 50.0).powf(k as f64 / 31.0);
            assert_eq!(TEMPI[k], (256.0 * bpm).round() as u32);
            let octaves = (f64::from(TEMPI[k]) / 256.0 / 95.0).log2();
            assert_eq!(PRIOR[k], (1400.0 * octaves * octaves).round() as i32);
        }
        for (k, &tone) in super::super::pool::TONES.iter().enumerate() {
            assert_eq!(tone, (65536.0 * 0.8 * 15f64.powf(k as f64 / 63.0)).round() as u32);
        }
        for (t, &tempo) in super::super::cue::TEMPI.iter().enumerate() {
            assert_eq!(tempo, (65536.0 * (1.015f64.powi(t as i32 - 4) - 1.0)).round() as i64);
        }
    }
}
