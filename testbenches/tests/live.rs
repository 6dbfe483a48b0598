//! A live source: samples come at 8 kHz of the board's own clock, go over its serial line, and none is lost.

use syntony_hdl::generate::Family;
use syntony_host::device::DeviceError;
use syntony_medium::rhythm::{Mode, RhythmShape};
use syntony_medium::shape::Shape;
use syntony_sim::rhythm::{Contour, Hear};
use syntony_testbenches::line::Line;
use syntony_testbenches::storm::Shared;

const CLOCK: u32 = 21_000_000;
const BAUD: u32 = 3_000_000;
const RATE: u32 = 8000;
/// Samples that the source may have ready and not yet taken: a fiftieth of a second.
const WAIT: u64 = 160;

/// What a source with a beat of its own gives: a hum of 2.3 s bars, and noise.
fn source(number: u64) -> i16 {
    let turn = number as f64 / (2.3 * f64::from(RATE)) * std::f64::consts::TAU;
    let noise = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 57;
    (2500.0 * turn.sin() + 1500.0 * (7.0 * turn).cos() + noise as f64 - 64.0) as i16
}

/// Plays a source of so many samples into 32 contours that learn; gives how many samples waited at most.
fn live(name: &str, rate: u32, samples: u64) -> Result<u64, DeviceError> {
    let shape = RhythmShape { contours: 32, rate: RATE, ..RhythmShape::default() };
    let choices = Family::Ice40.choices(CLOCK, BAUD, 0);
    let shared = Shared::new(Line::new(name, &Shape::only_rhythm(shape), &choices).unwrap());
    let mut device = shared.open()?;
    let mut contours: Vec<Contour> = (0..32).map(|k| Contour::new(&shape, (1u64 << 40) / u64::from(18_000 + 60 * k as u32))).collect();
    for (place, contour) in (0..).zip(&contours) {
        device.load_contour(place, contour, Mode::Learn)?;
    }
    device.set_speaker(3)?;
    let begin = shared.line().clocks();
    let ready = || ((shared.line().clocks() - begin) * u64::from(rate) / u64::from(CLOCK)).min(samples);
    let (mut sent, mut most) = (0, 0);
    while sent < samples {
        while ready() == sent {
            shared.line().clock();
        }
        let batch: Vec<_> = (sent..ready()).map(|number| Some(source(number))).collect();
        most = most.max(batch.len() as u64);
        for (sample, said) in batch.iter().zip(device.stream(&batch)?) {
            let said_here = contours.iter_mut().map(|contour| contour.sample(Hear::Learn(sample.unwrap())).0);
            assert_eq!(said_here.collect::<Vec<_>>()[3], said.readout, "sample {sent}");
        }
        sent += batch.len() as u64;
    }
    for (place, contour) in (0..).zip(&contours) {
        assert_eq!(&device.contour(place)?.0, contour, "contour {place}");
    }
    let seconds = (shared.line().clocks() - begin) as f64 / f64::from(CLOCK);
    println!("{samples} samples at {rate} a second in {seconds:.2} s of the board's clock, {most} waited at most");
    Ok(most)
}

/// With `SYNTONY_LONG=1` a minute of the board's time, else three seconds.
#[test]
fn none_is_lost_at_8_khz() {
    let samples = if std::env::var_os("SYNTONY_LONG").is_some() { 60 } else { 3 } * u64::from(RATE);
    let most = live("live", RATE, samples).unwrap();
    assert!(most <= WAIT, "{most} samples waited");
}

/// What is faster than the line waits, and is not lost either.
#[test]
fn a_source_that_is_too_fast_is_held_back() {
    let most = live("live", 40 * RATE, 20_000).unwrap();
    assert!(most > 10 * WAIT, "{most} samples waited");
}
