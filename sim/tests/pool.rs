//! An adaptive pool takes up sums of sines, keeps them alone, and takes up others when they change.

use std::f64::consts::TAU;

use proptest::prelude::*;
use syntony_medium::pool::{TONES, words};
use syntony_sim::rhythm::Pool;

const RATE: u32 = 250;

/// Samples of sines (Hz, amplitude), from a sample on.
fn sines(sines: &[(f64, f64)], from: u32, count: u32) -> Vec<i16> {
    let at = |t: f64| sines.iter().map(|&(f, a)| a * (TAU * f * t).sin()).sum::<f64>();
    (from..from + count).map(|k| (4096.0 * at(f64::from(k) / f64::from(RATE))).round() as i16).collect()
}

fn hear(pool: &mut Pool, samples: &[i16]) {
    samples.iter().for_each(|&sample| _ = pool.sample(Some(sample)));
}

/// How much of a signal is missed when it is heard, in root mean square.
fn missed(pool: &mut Pool, samples: &[i16], heard: bool) -> f64 {
    let square = |x: f64| x * x;
    let of = |&x: &i16| square(f64::from(x) - f64::from(pool.sample(heard.then_some(x))));
    (samples.iter().map(of).sum::<f64>() / samples.iter().map(|&x| square(f64::from(x))).sum::<f64>()).sqrt()
}

/// Hz of those that are awake.
fn voices(pool: &Pool) -> Vec<f64> {
    let hz = |frequency: i32| f64::from(frequency) * f64::from(RATE) / 4_294_967_296.0;
    pool.tones.iter().filter(|tone| tone.awake).map(|tone| hz(tone.frequency)).collect()
}

#[test]
fn the_tones_are_log_spaced() {
    for (k, &tone) in TONES.iter().enumerate() {
        assert_eq!(f64::from(tone), (65536.0 * 0.8 * 15f64.powf(k as f64 / 63.0)).round(), "{k}");
    }
}

#[test]
fn a_board_begins_with_a_blank_pool() {
    for (rate, count) in [(250, 64), (50, 1), (48_000, 5), (65_535, 64)] {
        assert_eq!(words(rate, count), Pool::spread(rate, count as usize).words(), "{rate} {count}");
    }
}

#[test]
fn three_sines_are_kept_alone_for_a_minute() {
    for set in [[(2.0, 1.0), (3.17, 0.5), (7.3, 0.8)], [(1.0, 0.6), (1.13, 0.9), (1.41, 0.7)], [(1.03, 0.5), (9.7, 1.0), (8.5, 0.2)]] {
        let mut pool = Pool::spread(RATE, 64);
        hear(&mut pool, &sines(&set, 0, 60 * RATE));
        let voices = voices(&pool);
        assert_eq!(voices.len(), 3, "{set:?}: {voices:?}");
        for (f, _) in set {
            assert!(voices.iter().any(|hz| (hz / f - 1.0).abs() < 200e-6), "{set:?}: {voices:?}");
        }
        assert!(missed(&mut pool, &sines(&set, 60 * RATE, 10 * RATE), false) < 0.01);
        assert!(missed(&mut pool, &sines(&set, 70 * RATE, 60 * RATE), false) < 0.1);
    }
}

#[test]
fn another_tone_is_taken_up() {
    let mut pool = Pool::spread(RATE, 64);
    hear(&mut pool, &sines(&[(2.3, 0.8)], 0, 60 * RATE));
    hear(&mut pool, &sines(&[(5.1, 0.8)], 60 * RATE, 40 * RATE));
    let voices = voices(&pool);
    assert!(voices.len() == 1 && (voices[0] / 5.1 - 1.0).abs() < 100e-6, "{voices:?}");
    assert!(missed(&mut pool, &sines(&[(5.1, 0.8)], 100 * RATE, RATE), true) < 0.02);
}

#[test]
fn a_drifting_tone_is_followed() {
    let (mut pool, mut phase, mut errors) = (Pool::spread(RATE, 64), 0f64, vec![]);
    for k in 0..200 * RATE {
        // 2 Hz, from the thirtieth second on 0.1 % faster a second, for 100 s.
        let gone = (f64::from(k) / f64::from(RATE) - 30.0).clamp(0.0, 100.0);
        phase += 2.0 * (1.0 + 0.001 * gone) / f64::from(RATE);
        let sample = (4096.0 * (TAU * phase).sin()).round() as i16;
        errors.push(f64::from(sample) - f64::from(pool.sample(Some(sample))));
    }
    let mean = |of: &[f64]| (of.iter().map(|e| e * e).sum::<f64>() / of.len() as f64).sqrt() / 2896.0;
    let seconds = |from: u32, to: u32| mean(&errors[(from * RATE) as usize..(to * RATE) as usize]);
    assert!(seconds(25, 30) < 0.01 && seconds(40, 130) < 0.3 && seconds(180, 200) < 0.01, "{}", seconds(40, 130));
    assert!((voices(&pool)[0] / 2.2 - 1.0).abs() < 100e-6);
}

#[test]
fn a_gap_changes_nothing_but_the_phases() {
    let mut pool = Pool::spread(RATE, 64);
    hear(&mut pool, &sines(&[(2.0, 1.0)], 0, 60 * RATE));
    let before = pool.clone();
    (0..1000).for_each(|_| _ = pool.sample(None));
    for (now, then) in pool.tones.iter().zip(&before.tones) {
        let mut expected = *then;
        if then.awake {
            expected.phase = then.phase.wrapping_add(1000u32.wrapping_mul(then.frequency.cast_unsigned()));
        }
        assert_eq!(now, &expected);
    }
}

#[test]
fn silence_is_forgotten_and_noise_makes_no_voice_loud() {
    let mut pool = Pool::spread(RATE, 64);
    hear(&mut pool, &sines(&[(2.0, 1.0)], 0, 60 * RATE));
    hear(&mut pool, &[0; 60 * RATE as usize]);
    assert!((0..RATE).all(|_| pool.sample(None) == 0));
    let (mut pool, mut random) = (Pool::spread(RATE, 64), 1u32);
    for _ in 0..120 * RATE {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        pool.sample(Some((random >> 16) as i16 >> 3));
    }
    assert!(pool.tones.iter().all(|tone| tone.power() < 600 * 600 / 2));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Words are a pool whatever they are, and play.
    #[test]
    fn all_words_are_a_pool(words in prop::collection::vec(any::<u32>(), 0..40), samples in prop::collection::vec(any::<i16>(), 40)) {
        let mut pool = Pool::from_words(5, &words);
        prop_assert_eq!(pool.tones.len(), (words.len() / 8).saturating_sub(1));
        hear(&mut pool, &samples);
        prop_assert_eq!(Pool::from_words(5, &pool.words()), pool);
    }

    /// Whatever comes, at whatever rate: nothing overflows (tests run with checks), and everything stays in range.
    #[test]
    fn nothing_overflows(
        wild in prop::collection::vec((any::<i16>(), any::<u8>()), 1..40),
        frequencies in prop::collection::vec(any::<i32>(), 1..12),
        rate in 1u32..80,
        full: bool,
    ) {
        let mut pool = Pool::new(rate, &frequencies);
        prop_assert_eq!(&Pool::from_words(rate, &pool.words()), &pool);
        for (k, &(sample, times)) in wild.iter().cycle().take(200).enumerate() {
            let sample = if full { if k % 2 == 0 { i16::MAX } else { i16::MIN } } else { sample };
            for _ in 0..=times {
                pool.sample((times % 5 != 0).then_some(sample));
            }
            for tone in &pool.tones {
                prop_assert!((0..1 << 30).contains(&tone.frequency));
                prop_assert!((-(1 << 30)..1 << 30).contains(&tone.cosine) && (-(1 << 30)..1 << 30).contains(&tone.sine));
                prop_assert!(tone.awake || tone.power() == 0);
            }
        }
        prop_assert_eq!(Pool::from_words(rate, &pool.words()), pool);
    }
}
