//! How well one contour learns and keeps a rhythm.

use syntony_medium::rhythm::RhythmShape;
use syntony_sim::rhythm::{Contour, Hear};

use crate::signal::{Dirt, RATE, Random, Rhythm, correlation, median, play};

const BARE: Dirt = Dirt { jitter: 0.0, missing: 0.0, extra: 0.0, noise: 0.0 };

/// Correlation of the waveform with the clean rhythm, frequency error, and how well it goes on alone.
pub fn run(draws: u32) {
    println!("input,listened_s,draws,waveform_correlation,median_ppm,alone_10min_median,alone_10min_worst");
    let dirty = Dirt { jitter: 0.010, missing: 0.10, ..BARE };
    let cases = [
        ("clean", BARE, 40.0),
        ("clean", BARE, 60.0),
        ("jitter 10 ms", Dirt { jitter: 0.010, ..BARE }, 60.0),
        ("jitter 10 ms", Dirt { jitter: 0.010, ..BARE }, 180.0),
        ("jitter 10 ms + 10 % missing", dirty, 40.0),
        ("jitter 10 ms + 10 % missing", dirty, 60.0),
        ("jitter 10 ms + 10 % missing", dirty, 180.0),
        ("jitter 30 ms", Dirt { jitter: 0.030, ..BARE }, 180.0),
    ];
    for (name, dirt, seconds) in cases {
        let (mut shape_r, mut ppm, mut alone) = (vec![], vec![], vec![]);
        for draw in 0..draws {
            let mut random = Random::new(draw + 1);
            let rhythm = Rhythm::random(&mut random);
            let period = random.between(1.6, 2.4);
            let guess = period * (1.0 + random.between(-0.0075, 0.0075));
            let input = play(&rhythm, period, random.unit(), seconds, dirt, &mut random);
            let shape = RhythmShape::default();
            let frequency = ((1u64 << 40) as f64 / (guess * f64::from(RATE))) as u64;
            let mut contour = Contour::new(&shape, frequency);
            for &sample in &input {
                contour.sample(Hear::Learn(sample));
            }
            let truth = (1u64 << 40) as f64 / (period * f64::from(RATE));
            ppm.push(1e6 * (contour.frequency as f64 / truth - 1.0).abs());
            let say = |contour: &mut Contour, n: u32| (0..n).map(|_| contour.sample(Hear::Alone).0).collect::<Vec<i16>>();
            let bar = say(&mut contour.clone(), 8 * RATE);
            // At the end of what was heard, whatever the phase: the best of all lags is the waveform's.
            let best = (0..2000)
                .map(|k| f64::from(k) / 2000.0)
                .map(|phase| correlation(&bar, &play(&rhythm, period, phase, 8.0, BARE, &mut Random::new(1))));
            let (at, r) = best.enumerate().fold((0, -1.0), |best, next| if next.1 > best.1 { next } else { best });
            shape_r.push(r);
            let _ = at;
            // Ten minutes later, against the true rhythm going on.
            let start = phase_at(&input, period, seconds, draw);
            say(&mut contour, 600 * RATE);
            let later = say(&mut contour, 10 * RATE);
            let then = (start + (seconds + 600.0) / period).rem_euclid(1.0);
            alone.push(correlation(&later, &play(&rhythm, period, then, 10.0, BARE, &mut Random::new(1))));
        }
        let worst = alone.iter().copied().fold(1.0, f64::min);
        println!("{name},{seconds},{draws},{:.4},{:.1},{:.3},{worst:.3}", median(shape_r), median(ppm), median(alone));
    }
}

/// The phase a draw began at: the draw's own random numbers again.
fn phase_at(_input: &[i16], _period: f64, _seconds: f64, draw: u32) -> f64 {
    let mut random = Random::new(draw + 1);
    Rhythm::random(&mut random);
    random.between(1.6, 2.4);
    random.between(-0.0075, 0.0075);
    random.unit()
}
