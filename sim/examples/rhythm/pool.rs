//! How well a pool of 64 goes on with a sum of incommensurate sines after 60 s of listening.

use std::f64::consts::TAU;

use syntony_sim::rhythm::Pool;
use syntony_sim::rhythm::pool::Tone;

use crate::signal::{RATE, Random, correlation, median};

/// Least distance of two sines, in shares of a frequency.
const APART: f64 = 0.12;

/// What is drawn.
#[derive(Clone, Copy)]
struct Draw {
    sines: usize,
    /// Least amplitude; the greatest is 1.
    soft: f64,
    /// Standard deviation of the noise beside them.
    noise: f64,
}

/// Sines as (Hz, amplitude, phase in turns).
struct Sum(Vec<(f64, f64, f64)>);

impl Sum {
    /// Log-uniform in 1 to 10 Hz.
    fn random(draw: &Draw, random: &mut Random) -> Self {
        let mut sum = Self(Vec::new());
        sum.fill(draw, random);
        sum
    }

    fn fill(&mut self, draw: &Draw, random: &mut Random) {
        while self.0.len() < draw.sines {
            let f = 10f64.powf(random.unit());
            if self.0.iter().all(|&(other, ..)| (f / other).ln().abs() > APART) {
                self.0.push((f, random.between(draw.soft, 1.0), random.unit()));
            }
        }
    }

    fn at(&self, k: u32) -> f64 {
        let t = f64::from(k) / f64::from(RATE);
        4096.0 * self.0.iter().map(|&(f, a, p)| a * (TAU * (f * t + p)).cos()).sum::<f64>()
    }

    fn between(&self, from: u32, to: u32) -> Vec<i16> {
        (from..to).map(|k| self.at(k).round() as i16).collect()
    }
}

/// What a pool has come to.
struct Outcome {
    /// Correlation in the ten seconds behind the input.
    once: f64,
    /// And in those that begin a minute behind it.
    later: f64,
    /// Error of the frequency of each sine, ppm; a million when nobody says it.
    ppm: Vec<f64>,
}

/// A pool hears a sum for 60 s.
fn hear(draw: &Draw, random: &mut Random) -> Outcome {
    let (sum, noise) = (Sum::random(draw, random), draw.noise);
    let mut pool = Pool::spread(RATE, 64);
    let listened = 60 * RATE;
    for k in 0..listened {
        let noise = if noise > 0.0 { 4096.0 * noise * random.normal() } else { 0.0 };
        pool.sample(Some((sum.at(k) + noise).round().clamp(-32767.0, 32767.0) as i16));
    }
    let mut alone = |from: u32, to: u32| {
        let said: Vec<i16> = (from..to).map(|_| pool.sample(None)).collect();
        correlation(&said, &sum.between(from, to))
    };
    let once = alone(listened, listened + 10 * RATE);
    alone(listened + 10 * RATE, listened + 60 * RATE);
    let later = alone(listened + 60 * RATE, listened + 70 * RATE);
    let error = |f: f64| {
        let hz = |tone: &Tone| f64::from(tone.frequency) * f64::from(RATE) / 4_294_967_296.0;
        // The loudest oscillator near a sine is its voice.
        let near = pool.tones.iter().filter(|tone| tone.awake && (hz(tone) / f - 1.0).abs() < 0.03);
        near.max_by_key(|tone| tone.power()).map_or(1e6, |tone| 1e6 * (hz(tone) / f - 1.0).abs())
    };
    Outcome { once, later, ppm: sum.0.iter().map(|&(f, ..)| error(f)).collect() }
}

fn least(values: &[f64]) -> f64 {
    values.iter().copied().fold(1.0, f64::min)
}

fn most(values: &[f64]) -> f64 {
    values.iter().copied().fold(0.0, f64::max)
}

/// Three sines, draw by draw.
pub fn run(draws: u32) {
    println!("draw,correlation_at_once,correlation_a_minute_later,median_ppm,worst_ppm");
    let (mut once, mut later, mut all) = (vec![], vec![], vec![]);
    for seed in 0..draws {
        let mut random = Random::new(1000 + seed);
        let outcome = hear(&Draw { sines: 3, soft: 0.4, noise: 0.0 }, &mut random);
        println!("{seed},{:.5},{:.5},{:.1},{:.1}", outcome.once, outcome.later, median(outcome.ppm.clone()), most(&outcome.ppm));
        once.push(outcome.once);
        later.push(outcome.later);
        all.extend(outcome.ppm);
    }
    println!("worst,{:.5},{:.5},{:.1},{:.1}", least(&once), least(&later), median(all.clone()), most(&all));
}

/// Other sums, with other seeds.
pub fn pools(draws: u32) {
    println!("sines,softest,noise,at_once_median,at_once_worst,later_median,later_worst,later_below_0.995,median_ppm,worst_ppm");
    for (sines, soft, noise) in
        [(3, 0.4, 0.0), (3, 0.2, 0.0), (1, 0.2, 0.0), (5, 0.2, 0.0), (8, 0.2, 0.0), (3, 0.4, 0.1), (3, 0.4, 0.3), (3, 0.4, 1.0)]
    {
        let draw = Draw { sines, soft, noise };
        let (mut once, mut later, mut all) = (vec![], vec![], vec![]);
        for seed in 0..draws {
            let mut random = Random::new(50_000 + seed);
            let outcome = hear(&draw, &mut random);
            once.push(outcome.once);
            later.push(outcome.later);
            all.extend(outcome.ppm);
        }
        let poor = later.iter().filter(|&&r| r < 0.995).count();
        let (first, last) = ((median(once.clone()), least(&once)), (median(later.clone()), least(&later)));
        println!(
            "{sines},{soft},{noise},{:.5},{:.5},{:.5},{:.5},{poor},{:.1},{:.1}",
            first.0,
            first.1,
            last.0,
            last.1,
            median(all.clone()),
            most(&all)
        );
    }
}

/// What changes after a minute.
#[derive(Clone, Copy)]
enum Change {
    /// One sine ends and another begins.
    One,
    /// All end and others begin.
    All,
    /// All frequencies, by a factor.
    Tempo(f64),
    /// All amplitudes, by a factor.
    Loudness(f64),
    /// Seconds of silence that is heard.
    Silence(u32),
}

impl Change {
    fn make(self, sum: &mut Sum, draw: &Draw, random: &mut Random) {
        match self {
            Self::One => {
                sum.0.pop();
                sum.fill(draw, random);
            }
            Self::All => {
                sum.0.clear();
                sum.fill(draw, random);
            }
            Self::Tempo(factor) => sum.0.iter_mut().for_each(|sine| sine.0 *= factor),
            Self::Loudness(factor) => sum.0.iter_mut().for_each(|sine| sine.1 *= factor),
            Self::Silence(_) => {}
        }
    }
}

/// A sum of three that changes after a minute: seconds until less than a twentieth is missed again, and from then on.
pub fn changes(draws: u32) {
    println!("change,seconds_median,seconds_worst,not_within_a_minute");
    for (name, change) in [
        ("one sine ends and another begins", Change::One),
        ("all end and others begin", Change::All),
        ("all 1 % faster", Change::Tempo(1.01)),
        ("all 3 % faster", Change::Tempo(1.03)),
        ("all three times as loud", Change::Loudness(3.0)),
        ("all a tenth as loud", Change::Loudness(0.1)),
        ("20 s of silence", Change::Silence(20)),
        ("120 s of silence", Change::Silence(120)),
    ] {
        let times: Vec<f64> = (0..draws).map(|seed| time(change, &mut Random::new(70_000 + seed))).collect();
        let never = times.iter().filter(|time| time.is_infinite()).count();
        println!("{name},{},{},{never}", median(times.clone()), most(&times));
    }
}

fn time(change: Change, random: &mut Random) -> f64 {
    let draw = Draw { sines: 3, soft: 0.4, noise: 0.0 };
    let mut sum = Sum::random(&draw, random);
    let mut pool = Pool::spread(RATE, 64);
    let mut now = 60 * RATE;
    sum.between(0, now).into_iter().for_each(|sample| _ = pool.sample(Some(sample)));
    if let Change::Silence(seconds) = change {
        (0..seconds * RATE).for_each(|_| _ = pool.sample(Some(0)));
    }
    change.make(&mut sum, &draw, random);
    let mut since = None;
    for second in 0..60 {
        let input = sum.between(now, now + RATE);
        let said: Vec<i16> = input.iter().map(|&sample| pool.sample(Some(sample))).collect();
        now += RATE;
        let square = |x: f64| x * x;
        let missed: f64 = input.iter().zip(said).map(|(&x, y)| square(f64::from(x) - f64::from(y))).sum();
        let heard: f64 = input.iter().map(|&x| square(f64::from(x))).sum();
        since = if 400.0 * missed < heard { since.or(Some(second)) } else { None };
    }
    since.map_or(f64::INFINITY, f64::from)
}
