//! Beats: a bank of oscillators that events pull, of which the one that fits best says when (`docs/src/definition.md#beats`).

/// Oscillators of the bank.
pub const OSCILLATORS: usize = 32;
/// How far from a beat an event belongs to it: 300/1024 turn, in `2^-32` turn.
const WINDOW: i64 = 300 << 22;
/// How late a new leader's beat is still told, 1/16 turn.
const LATE: u32 = 1 << 28;
/// Largest shift of the pull of a frequency, and that of the first three events.
const PULL: (u32, u32) = (2, 1);
/// Beats a minute of each oscillator times 256: log-spaced from 60 to 220, `round(256 60 (220/60)^(i/31))`.
#[rustfmt::skip]
pub const TEMPI: [u32; OSCILLATORS] = [
    15360, 16017, 16703, 17418, 18164, 18941, 19752, 20597, 21479, 22398, 23357, 24357, 25399, 26486, 27620, 28802,
    30035, 31321, 32661, 34059, 35517, 37037, 38623, 40276, 42000, 43797, 45672, 47627, 49666, 51791, 54008, 56320,
];
/// What is usual: `round(256 exp(-(log2(bpm/120))^2 / 0.98))`.
#[rustfmt::skip]
pub const PRIOR: [i32; OSCILLATORS] = [
    92, 104, 116, 129, 142, 156, 169, 182, 195, 207, 218, 228, 237, 244, 250, 254,
    256, 256, 254, 250, 245, 238, 229, 219, 208, 196, 183, 170, 157, 143, 130, 117,
];

/// One oscillator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Oscillator {
    /// 0 at the beat, `2^-32` turn.
    phase: u32,
    /// `2^-32` turn a sample.
    frequency: u32,
    /// How well it fits.
    score: i32,
    /// Events that it took since it was set.
    hits: u32,
    /// Whether an event came to this beat.
    heard: bool,
}

/// The bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beats {
    oscillators: [Oscillator; OSCILLATORS],
    /// Bounds of a frequency.
    bounds: (u32, u32),
    winner: usize,
    /// Samples since the last beat.
    since: u32,
}

impl Beats {
    /// A bank for a rate in samples a second.
    pub fn new(rate: u32) -> Self {
        let frequency = |bpm: u32| ((u64::from(bpm) << 24) / (60 * u64::from(rate))) as u32;
        let oscillator = |bpm| Oscillator { phase: 0, frequency: frequency(bpm), score: 0, hits: 0, heard: false };
        Self { oscillators: TEMPI.map(oscillator), bounds: (frequency(57 << 8), frequency(226 << 8)), winner: 21, since: u32::MAX }
    }

    /// Beats a minute of the one that leads, times 256.
    pub fn tempo(&self, rate: u32) -> u32 {
        ((u64::from(self.oscillators[self.winner].frequency) * 60 * u64::from(rate)) >> 24) as u32
    }

    /// One sample, with the strength of an event (256: the greatest) that happened one sample before. Tells whether a beat is now.
    pub fn sample(&mut self, event: Option<u32>) -> bool {
        self.since = self.since.saturating_add(1);
        let mut struck = 0u32;
        for (k, oscillator) in self.oscillators.iter_mut().enumerate() {
            struck |= u32::from(oscillator.sample(event, self.bounds)) << k;
        }
        let worth = |k: usize| self.oscillators[k].score * PRIOR[k];
        let mine = worth(self.winner);
        let best = (0..OSCILLATORS).max_by_key(|&k| (worth(k), k)).unwrap_or(0);
        if worth(best) > mine + mine.max(0) / 8 {
            self.winner = best;
            // Its beat may just have been, while another led.
            struck |= u32::from(self.oscillators[best].phase < LATE) << best;
        }
        let leader = &self.oscillators[self.winner];
        let period = (1u64 << 32) / u64::from(leader.frequency.max(1));
        // Not twice for one beat, when the leader changes or is pulled back.
        let beat = struck >> self.winner & 1 == 1 && leader.score > 0 && u64::from(self.since) * 2 > period;
        if beat {
            self.since = 0;
        }
        beat
    }
}

impl Oscillator {
    /// One sample; whether the beat is now.
    fn sample(&mut self, event: Option<u32>, bounds: (u32, u32)) -> bool {
        let first = self.phase;
        if let Some(strength) = event {
            self.event(strength as i64, bounds);
        }
        self.score -= self.score >> 12;
        let before = self.phase;
        self.phase = self.phase.wrapping_add(self.frequency);
        // An event may pull it over its beat.
        let pulled = (first as i32) < 0 && self.phase < 1 << 31 && before.wrapping_sub(first) < 1 << 31;
        let close = WINDOW as u32;
        if before < close && self.phase >= close {
            if !self.heard {
                self.add(-128);
            }
            self.heard = false;
        }
        self.phase < before || pulled
    }

    fn event(&mut self, strength: i64, (low, high): (u32, u32)) {
        let period_like = i64::from(self.frequency);
        // Where the peak was: one sample ago.
        let delta = i64::from(self.phase.wrapping_sub(self.frequency) as i32);
        if self.score <= 0 && self.hits == 0 || self.score <= -256 {
            (self.phase, self.hits, self.heard, self.score) = (self.frequency, 1, true, 0);
            return;
        }
        if delta.abs() >= WINDOW {
            self.add(-((128 * strength) >> 8) as i32);
            return;
        }
        let shift = if self.hits < 3 { PULL.1 } else { PULL.0 };
        self.hits = (self.hits + 1).min(3);
        self.heard = true;
        self.phase = self.phase.wrapping_sub(((delta * strength) >> 9) as u32);
        let pull = (((delta * period_like) >> 32) * strength) >> 8;
        let pull = pull.clamp(-(period_like >> 4), period_like >> 4) >> shift;
        self.frequency = (period_like - pull).clamp(i64::from(low), i64::from(high)) as u32;
        let near = 512 - ((delta.abs() << 9) / WINDOW);
        self.add((((near * strength) >> 8) - 128) as i32);
    }

    fn add(&mut self, score: i32) {
        self.score = (self.score + score).max(-256);
        if self.score <= 0 {
            self.hits = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_what_they_say() {
        for k in 0..OSCILLATORS {
            let bpm = 60.0 * (220.0f64 / 60.0).powf(k as f64 / 31.0);
            assert_eq!(TEMPI[k], (256.0 * bpm).round() as u32);
            let octaves = (f64::from(TEMPI[k]) / 256.0 / 120.0).log2();
            assert_eq!(PRIOR[k], (256.0 * (-octaves * octaves / 0.98).exp()).round() as i32);
        }
        for (k, &tone) in super::super::pool::TONES.iter().enumerate() {
            assert_eq!(tone, (65536.0 * 0.8 * 15f64.powf(k as f64 / 63.0)).round() as u32);
        }
        for (t, &tempo) in super::super::cue::TEMPI.iter().enumerate() {
            assert_eq!(tempo, (65536.0 * (1.015f64.powi(t as i32 - 4) - 1.0)).round() as i64);
        }
    }
}
