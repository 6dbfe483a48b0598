//! Faults of a line, drawn byte by byte.

use std::fmt;
use std::str::FromStr;

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{RngCore, SeedableRng};
use thiserror::Error;

/// Longest burst of noise, bytes.
const BURST: u64 = 300;
/// Longest pause, bits.
const PAUSE: u64 = 4000;

/// How often a byte suffers what; at most one of these befalls a byte.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Faults {
    /// One bit is turned.
    pub flip: f64,
    /// The byte is lost.
    pub lose: f64,
    /// The byte comes twice.
    pub double: f64,
    /// A byte of noise comes before it.
    pub insert: f64,
    /// It comes late: the line pauses before it.
    pub delay: f64,
    /// A burst of noise, up to 300 bytes, comes before it.
    pub burst: f64,
    /// The line is held low for up to 4000 bits.
    pub breaks: f64,
    /// The board is powered up anew in the middle of it.
    pub reset: f64,
    /// Seed of the draws.
    pub seed: u64,
}

/// What travels on a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A byte.
    Byte(u8),
    /// The line rests for so many bits.
    Pause(u32),
    /// The line is low for so many bits.
    Break(u32),
    /// The board is powered up.
    Reset,
}

/// Why a text tells of no faults.
#[derive(Clone, Debug, PartialEq, Error)]
#[error("`{text}` is no fault: give NAME=RATE,.. with names {}, rates that sum to at most 1, and seed=NUMBER", names())]
pub struct FaultsError {
    /// The part that is wrong.
    text: String,
}

type Rate = fn(&mut Faults) -> &mut f64;

const RATES: [(&str, Rate); 8] = [
    ("flip", |f| &mut f.flip),
    ("lose", |f| &mut f.lose),
    ("double", |f| &mut f.double),
    ("insert", |f| &mut f.insert),
    ("delay", |f| &mut f.delay),
    ("burst", |f| &mut f.burst),
    ("break", |f| &mut f.breaks),
    ("reset", |f| &mut f.reset),
];

fn names() -> String {
    RATES.map(|(name, _)| name).join(", ")
}

impl Faults {
    fn rates(mut self) -> [f64; 8] {
        RATES.map(|(_, rate)| *rate(&mut self))
    }
}

impl FromStr for Faults {
    type Err = FaultsError;

    fn from_str(text: &str) -> Result<Self, FaultsError> {
        let mut faults = Self { seed: 1, ..Self::default() };
        for part in text.split(',') {
            let wrong = || FaultsError { text: part.into() };
            let (name, value) = part.split_once('=').ok_or_else(wrong)?;
            if name == "seed" {
                faults.seed = value.parse().map_err(|_| wrong())?;
                continue;
            }
            let (_, rate) = RATES.iter().find(|(found, _)| *found == name).ok_or_else(wrong)?;
            *rate(&mut faults) = value.parse().ok().filter(|rate| (0.0..=1.0).contains(rate)).ok_or_else(wrong)?;
        }
        if faults.rates().iter().sum::<f64>() > 1.0 {
            return Err(FaultsError { text: text.into() });
        }
        Ok(faults)
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for ((name, _), rate) in RATES.iter().zip(self.rates()).filter(|(_, rate)| *rate > 0.0) {
            write!(f, "{name}={rate},")?;
        }
        write!(f, "seed={}", self.seed)
    }
}

/// Draws the faults of one direction of a line.
#[derive(Clone, Debug)]
pub struct Injector {
    faults: Faults,
    random: Xoshiro256PlusPlus,
    injected: u64,
}

impl Injector {
    /// Faults of a direction; the two directions of a line draw different ones.
    pub fn new(faults: Faults, direction: u64) -> Self {
        Self { faults, random: Xoshiro256PlusPlus::seed_from_u64(faults.seed.wrapping_mul(2).wrapping_add(direction)), injected: 0 }
    }

    /// Faults so far.
    pub fn injected(&self) -> u64 {
        self.injected
    }

    fn below(&mut self, limit: u64) -> u64 {
        ((u128::from(self.random.next_u64()) * u128::from(limit)) >> 64) as u64
    }

    /// What becomes of a byte.
    pub fn pass(&mut self, byte: u8, mut put: impl FnMut(Event)) {
        let draw = (self.random.next_u64() >> 11) as f64 / (1u64 << 53) as f64;
        let mut upto = 0.0;
        let kind = self.faults.rates().into_iter().position(|rate| {
            upto += rate;
            draw < upto
        });
        self.injected += u64::from(kind.is_some());
        match kind {
            None => put(Event::Byte(byte)),
            Some(0) => put(Event::Byte(byte ^ 1 << self.below(8))),
            Some(1) => {}
            Some(2) => [byte, byte].map(Event::Byte).into_iter().for_each(put),
            Some(kind @ (3 | 5)) => {
                let count = if kind == 3 { 1 } else { 1 + self.below(BURST) };
                (0..count).for_each(|_| put(Event::Byte(self.below(256) as u8)));
                put(Event::Byte(byte));
            }
            Some(4) => {
                put(Event::Pause(1 + self.below(PAUSE) as u32));
                put(Event::Byte(byte));
            }
            Some(6) => {
                put(Event::Break(1 + self.below(PAUSE) as u32));
                put(Event::Byte(byte));
            }
            Some(_) => put(Event::Reset),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_tells_of_faults_and_back() {
        let faults: Faults = "flip=0.01,break=0.002,seed=9".parse().unwrap();
        assert_eq!(faults, Faults { flip: 0.01, breaks: 0.002, seed: 9, ..Faults::default() });
        assert_eq!(faults.to_string().parse(), Ok(faults));
        for wrong in ["", "flip", "flip=2", "flip=NaN", "melt=0.1", "flip=0.6,lose=0.6", "seed=-1"] {
            assert!(wrong.parse::<Faults>().unwrap_err().to_string().contains("no fault"), "{wrong}");
        }
    }

    #[test]
    fn every_kind_comes_as_often_as_asked_for() {
        let mut injector = Injector::new("flip=0.1,lose=0.1,double=0.1,insert=0.1,delay=0.1,break=0.1,reset=0.1".parse().unwrap(), 0);
        let [mut same, mut other, mut pauses, mut breaks, mut resets] = [0i32; 5];
        for _ in 0..10_000 {
            injector.pass(0x55, |event| match event {
                Event::Byte(0x55) => same += 1,
                Event::Byte(_) => other += 1,
                Event::Pause(_) => pauses += 1,
                Event::Break(_) => breaks += 1,
                Event::Reset => resets += 1,
            });
        }
        assert!((6700..7300).contains(&injector.injected()));
        // Whole bytes: untouched, doubled twice, after noise, a pause or a break; others: turned or inserted.
        for (found, expected) in [(same, 8000), (other, 2000), (pauses, 1000), (breaks, 1000), (resets, 1000)] {
            assert!((found - expected).abs() < expected / 6, "{found} {expected}");
        }
    }
}
