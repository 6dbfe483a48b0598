//! Beats: a bank of oscillators that events pull, of which the one that fits best says when (`docs/src/definition.md#beats`).

use syntony_medium::beats::{AT_MIDDLE, OSCILLATORS, PRIOR, homes};

use super::onset::Level;

/// Half a turn.
const HALF: u32 = 1 << 31;
/// A quarter turn: how far from a beat an event belongs to it.
const NEAR: u32 = 1 << 30;
/// An eighth of a turn: how late a new leader's beat is still told.
const LATE: u32 = 1 << 29;
/// Three eighths of a turn: beats that are told are at least so far apart.
const APART: u32 = 3 << 29;
/// Share of its distance that an event of each level takes an oscillator along, in eighths.
const PULL: [i32; 3] = [1, 3, 5];
/// Cost of an event of each level that belongs to no beat.
const OUTSIDE: [i32; 3] = [80, 280, 320];
/// Score of an event right on the beat, 1024 at the loudest, is less by this.
const DUE: i32 = 256;
/// Cost of a beat without an event.
const EMPTY: i32 = 128;
/// Score of an oscillator that is lost, and the greatest.
const LOST: i32 = -1;
const TOP: i32 = 16383;
/// How much better another must be to lead.
const AHEAD: i32 = 128;
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
    pub score: i32,
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
    /// Turn of the leader since the last beat that was told, `2^-32`; ends at half a turn.
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
        let oscillator = |home| Oscillator { phase: 0, frequency: home, home, score: -1, heard: false };
        Self { oscillators: homes(rate).map(oscillator), leader: AT_MIDDLE, since: HALF }
    }

    /// Beats a minute of the one that leads, times 256.
    pub fn tempo(&self, rate: u32) -> u32 {
        ((u64::from(self.oscillators[self.leader].frequency) * 60 * u64::from(rate)) >> 24) as u32
    }

    /// One sample, with the level of an event that happened one sample before. Tells whether a beat is now.
    pub fn sample(&mut self, event: Option<Level>) -> bool {
        let struck = std::array::from_fn::<_, OSCILLATORS, _>(|k| self.oscillators[k].sample(event));
        let worth = |k: usize| self.oscillators[k].score - PRIOR[k];
        // The first of equals.
        let best = (1..OSCILLATORS).fold(0, |best, k| if worth(k) > worth(best) { k } else { best });
        let changed = worth(best) > worth(self.leader) + AHEAD;
        if changed {
            self.leader = best;
        }
        let leader = &self.oscillators[self.leader];
        if self.since < HALF {
            self.since += leader.frequency;
        }
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
            self.event(level);
        }
        self.phase = self.phase.wrapping_add(self.frequency);
        // It goes out of reach of its beat.
        if (NEAR..HALF).contains(&self.phase) && ((self.phase.wrapping_sub(self.frequency)) as i32) < NEAR as i32 {
            self.score -= (self.score.max(0) >> 4) + if self.heard { 0 } else { EMPTY };
            self.heard = false;
        }
        self.score = self.score.clamp(LOST, TOP);
        // An event may have pulled it over its beat.
        match first >> 31 == 1 && self.phase >> 31 == 0 {
            _ if set => Struck::Set,
            true => Struck::Beat,
            false => Struck::Not,
        }
    }

    fn event(&mut self, level: Level) {
        // 2^-12 turn.
        let distance = self.phase.wrapping_sub(self.frequency) as i32 >> 20;
        if !(-1024..1024).contains(&distance) {
            self.score -= OUTSIDE[level as usize];
            return;
        }
        self.heard = true;
        let step = (distance * PULL[level as usize]) >> 3;
        self.phase = self.phase.wrapping_sub((step << 20) as u32);
        let pull = (i64::from(self.frequency) * i64::from(step)) >> 13;
        let (home, most) = (i64::from(self.home), i64::from(self.home >> 3));
        self.frequency = (i64::from(self.frequency) - pull).clamp(home - most, home + most) as u32;
        let near = 1024 - distance.abs();
        let counts = match level {
            Level::Soft => near >> 2,
            Level::Middle => near - (near >> 3),
            Level::Loud => near,
        };
        self.score += counts - DUE;
    }
}
