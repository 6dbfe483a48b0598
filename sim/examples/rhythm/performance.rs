//! Rows of beats as people and machines play them, and the onset strength that one hears of them.

use std::f64::consts::TAU;

use crate::signal::{RATE, Random, pulse};

/// How a row of beats is played. Shares are of 1.
#[derive(Clone, Copy)]
pub struct Kind {
    pub name: &'static str,
    /// Beats a minute, least and most, even in the logarithm.
    pub tempi: (f64, f64),
    /// Seconds that it lasts, least and most.
    pub seconds: (f64, f64),
    /// Of an event, s.
    pub jitter: f64,
    /// Share of the beats without an event.
    pub missing: f64,
    /// Share of the beats with an event half a beat later.
    pub off: f64,
    /// Share of the beats with a weaker event two thirds of a beat later.
    pub swing: f64,
    /// The tempo goes to and fro by this share, over twelve seconds.
    pub wobble: f64,
    /// The tempo changes by this share to the end.
    pub ramp: f64,
    /// The tempo walks by this share each beat, and comes home over twenty beats.
    pub walk: f64,
    /// Each sixteen beats end by four that become slower by this share.
    pub phrase: f64,
    /// In the middle the tempo jumps by this share.
    pub section: f64,
    /// In the middle nothing comes for so many seconds; then the beats begin anew.
    pub stop: f64,
    /// Bars of four: the first beat loud, the third less, the others soft.
    pub accents: bool,
}

/// As regular as it can be.
pub const CLEAN: Kind = Kind {
    name: "clean",
    tempi: (75.0, 170.0),
    seconds: (60.0, 60.0),
    jitter: 0.0,
    missing: 0.0,
    off: 0.0,
    swing: 0.0,
    wobble: 0.0,
    ramp: 0.0,
    walk: 0.0,
    phrase: 0.0,
    section: 0.0,
    stop: 0.0,
    accents: false,
};

/// Everything that is measured.
pub fn kinds() -> Vec<Kind> {
    let some = Kind { jitter: 0.01, ..CLEAN };
    let played = Kind { tempi: (60.0, 200.0), seconds: (20.0, 60.0), jitter: 0.02, missing: 0.1, ..CLEAN };
    vec![
        CLEAN,
        Kind { name: "jitter 20 ms", jitter: 0.02, ..CLEAN },
        Kind { name: "jitter 20 ms + 10 % missing", jitter: 0.02, missing: 0.1, ..CLEAN },
        Kind { name: "wobble 5 %", wobble: 0.05, ..some },
        Kind { name: "ramp 25 %", ramp: 0.25, ..some },
        Kind { name: "30 % missing", missing: 0.3, ..some },
        Kind { name: "30 % off-beats", off: 0.3, ..some },
        Kind { name: "30 % missing + 30 % off-beats", missing: 0.3, off: 0.3, ..some },
        Kind { name: "50 % missing", missing: 0.5, ..some },
        Kind { name: "swing on 60 % of the beats", swing: 0.6, ..some },
        Kind { name: "bars of four with accents + 20 % off-beats", accents: true, off: 0.2, ..some },
        Kind { name: "3 s of nothing in the middle", stop: 3.0, ..some },
        Kind { name: "a jump of 10 to 20 %", section: 0.2, ..some },
        Kind { name: "drum machine, 60 to 200 a minute", jitter: 0.0, missing: 0.0, ..played },
        Kind { name: "played, 60 to 200 a minute", walk: 0.01, ..played },
        Kind { name: "played, 50 to 75 a minute", tempi: (50.0, 75.0), walk: 0.01, ..played },
        Kind { name: "played, 170 to 220 a minute", tempi: (170.0, 220.0), walk: 0.01, ..played },
        Kind { name: "played freely", walk: 0.02, phrase: 0.08, ..played },
        Kind { name: "played very freely", walk: 0.03, phrase: 0.15, section: 0.2, ..played },
        Kind { name: "played, 30 % missing + 30 % off-beats", missing: 0.3, off: 0.3, walk: 0.01, ..played },
        Kind { name: "played, 50 % missing", missing: 0.5, walk: 0.01, ..played },
    ]
}

/// A row of beats.
pub struct Performance {
    /// Times of the beats, s.
    pub beats: Vec<f64>,
    /// Onset strength, Q12, [`RATE`] a second.
    pub signal: Vec<i16>,
}

impl Kind {
    /// One draw.
    pub fn perform(&self, random: &mut Random) -> Performance {
        let spread = |(low, high): (f64, f64), random: &mut Random| low * (high / low).powf(random.unit());
        let (tempo, seconds) = (spread(self.tempi, random), random.between(self.seconds.0, self.seconds.1));
        let mut sign = || if random.unit() < 0.5 { 1.0 } else { -1.0 };
        let up = (1.0 + self.ramp).powf(sign());
        let jump = (1.0 + self.section * 0.75).powf(sign());
        let (mut time, turn) = (random.unit(), random.unit());
        let jump = jump * (1.0 + self.section * random.between(-0.25, 0.25)).powf(jump.ln().signum());
        let mut wave = vec![0.0; (seconds * f64::from(RATE)) as usize];
        let (mut beats, mut walk, mut stopped) = (vec![], 0.0, false);
        while time < seconds {
            let half = time > seconds / 2.0;
            if half && !stopped {
                stopped = true;
                time += self.stop;
                if time >= seconds {
                    break;
                }
            }
            walk = 0.95 * walk + self.walk * random.normal();
            let place = beats.len() % 16;
            let slower = 1.0 + self.phrase * (place as f64 - 11.0).max(0.0) / 4.0;
            let mut now = tempo * (1.0 + self.wobble * (TAU * (time / 12.0 + turn)).sin()) * up.powf(time / seconds);
            if half {
                now *= jump;
            }
            let period = 60.0 / now * f64::exp(walk) * slower;
            if random.unit() >= self.missing {
                pulse(&mut wave, time + self.jitter * random.normal(), self.strength(place, random));
            }
            if random.unit() < self.off {
                pulse(&mut wave, time + period / 2.0 + self.jitter * random.normal(), self.strength(1, random));
            }
            if random.unit() < self.swing {
                pulse(&mut wave, time + period * 2.0 / 3.0 + self.jitter * random.normal(), random.between(0.3, 0.6));
            }
            beats.push(time);
            time += period;
        }
        Performance { beats, signal: wave.iter().map(|&v| (4096.0 * v).round().clamp(-32767.0, 32767.0) as i16).collect() }
    }

    fn strength(&self, place: usize, random: &mut Random) -> f64 {
        match place % 4 {
            _ if !self.accents => random.between(0.5, 1.0),
            0 => random.between(0.9, 1.0),
            2 => random.between(0.5, 0.7),
            _ => random.between(0.35, 0.5),
        }
    }
}
