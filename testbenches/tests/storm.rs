//! The driver and a Verilated board with a bad line between them. A fair share in every run; a million frames with
//! `cargo test --release -p syntony-testbenches --test storm -- --ignored --nocapture`; with `STORM=text` only those that hold the text.

use syntony_hdl::top::Choices;
use syntony_medium::frame::Frame;
use syntony_medium::law::Law;
use syntony_medium::registers as reg;
use syntony_medium::shape::Shape;
use syntony_medium::window;
use syntony_testbenches::line::Line;
use syntony_testbenches::storm::{Shared, Storm, Tally, Weather};
use syntony_testbenches::vectors::Vectors;
use syntony_verilated::faults::Faults;

const OSCILLATORS: u32 = 48;

fn line() -> Line {
    let shape = Shape { oscillators: OSCILLATORS, lanes: 2, block: 2, laws: [Law::Projected].into_iter().collect(), ..Shape::default() };
    let choices = Choices { digits: true, clock_hz: 4_000_000, baud: 1_000_000, build_id: 0, serial: false, in_logic: false };
    Line::new("storm_48", &shape, &choices).unwrap()
}

/// Every kind of weather: its name, and what it is.
fn weathers() -> Vec<(&'static str, Weather)> {
    let bad = |text: &str, words| Weather { faults: text.parse::<Faults>().unwrap(), words, ..Weather::default() };
    vec![
        ("one bit in a hundred bytes", bad("flip=0.01", 4)),
        ("one byte in a hundred lost", bad("lose=0.01", 4)),
        ("one in a hundred doubled", bad("double=0.01", 4)),
        ("one in a hundred inserted", bad("insert=0.01", 4)),
        ("one in a hundred late", bad("delay=0.01", 4)),
        ("everything, one in a hundred", bad("flip=0.002,lose=0.002,double=0.002,insert=0.002,delay=0.002", 8)),
        ("everything, one in a thousand", bad("flip=0.0002,lose=0.0002,double=0.0002,insert=0.0002,delay=0.0002", 48)),
        ("bursts", bad("burst=0.002", 8)),
        ("breaks", bad("break=0.002", 8)),
        ("resets", bad("reset=0.0003", 8)),
        ("hosts that die", Weather { deaths: 20, ..bad("flip=0.0005", 8) }),
        ("two hosts", Weather { intruders: 8, ..bad("seed=1", 8) }),
    ]
}

/// Clocks within which every request is answered or given up.
const BOUND: u64 = 4_000_000;

fn storm(frames: u64) {
    let mut sum = Tally::default();
    println!(
        "{:30} {:>9} {:>8} {:>8} {:>8} {:>7} {:>7} {:>6} {:>9}",
        "", "frames", "retries", "faults", "good", "failed", "noticed", "wrong", "longest"
    );
    let show = |name: &str, t: &Tally| {
        println!(
            "{name:30} {:9} {:8} {:8} {:8} {:7} {:7} {:6} {:9}",
            t.frames, t.retries, t.faults, t.good, t.failed, t.noticed, t.wrong, t.longest
        );
    };
    let kinds = weathers();
    let only = std::env::var("STORM").unwrap_or_default();
    for (seed, (name, weather)) in kinds.iter().enumerate().filter(|(_, (name, _))| name.contains(&only)) {
        let tally = Storm::new(line(), OSCILLATORS as usize, seed as u32 + 1).rage(weather, frames / kinds.len() as u64 + 1);
        show(name, &tally);
        assert_eq!(tally.wrong, 0, "{name}: wrong data was accepted");
        assert!(tally.longest < BOUND, "{name}: a request took {} clocks", tally.longest);
        assert!(tally.good > tally.failed, "{name}: more failed than went well");
        let kind = weather.faults.reset > 0.0 || weather.intruders > 0;
        assert!(!kind || tally.noticed > 0, "{name}: nothing was noticed");
        sum = sum.and(tally);
    }
    show("sum", &sum);
}

#[test]
fn whatever_befalls_the_line() {
    storm(24_000);
}

#[test]
#[ignore = "an hour"]
fn whatever_befalls_a_million_frames() {
    storm(1_000_000);
}

/// Bytes of any kind into the hardware's two wires: nothing is written, nothing is taken for a frame, and the next request is answered.
fn noise(bytes: usize) {
    let shared = Shared::new(line());
    let mut device = shared.open().unwrap();
    let mut v = Vectors::new(9);
    let windows = [window::STATE, window::FREQUENCY, window::WEIGHTS];
    let shape = *device.shape();
    let words = windows.map(|window| (0..window.words(&shape)).map(|offset| window.keep(&shape, offset, v.any())).collect::<Vec<_>>());
    windows.iter().zip(&words).for_each(|(window, words)| device.write_window(window, 0, words).unwrap());
    device.write(&reg::SCRATCH, 0x5A5A_1234).unwrap();
    let (mut sent, bad) = (0, device.read(&reg::FRAMES_BAD).unwrap());
    device.unbroken().unwrap();
    while sent < bytes {
        let kind = v.below(3);
        let frame =
            Frame { op: 4, seq: v.any() as u8, address: window::STATE.number, payload: (0..v.below(9)).map(|_| v.any() % 48).collect() };
        let noise: Vec<u8> = match kind {
            // Any bytes; ENDs and escapes as often as anything; a frame with a turned bit, cut off or not.
            0 => (0..1 + v.below(400)).map(|_| v.any() as u8).collect(),
            1 => (0..1 + v.below(400)).map(|_| [0xC0, 0xDB, 0xDC, 0xDD, 4, 2, v.any() as u8][v.below(7) as usize]).collect(),
            _ => {
                let mut bytes = frame.encode();
                let at = 1 + v.below(bytes.len() as u32 - 2) as usize;
                bytes[at] ^= 1;
                bytes.truncate(if v.once_in(2) { bytes.len() } else { at + 1 });
                bytes
            }
        };
        sent += noise.len();
        shared.line().send(&noise);
    }
    // Counts of good frames between those answered and sent: none of the noise was one.
    device.unbroken().unwrap();
    assert_eq!(device.read(&reg::SCRATCH).unwrap(), 0x5A5A_1234);
    for (window, words) in windows.iter().zip(&words) {
        assert_eq!(&device.read_window(window, 0, words.len()).unwrap(), words, "{}", window.name);
    }
    let dropped = device.read(&reg::FRAMES_BAD).unwrap().wrapping_sub(bad);
    println!("{sent} bytes of noise: nothing written, {dropped} damaged frames counted");
    assert!(dropped > sent as u32 / 1000);
}

#[test]
fn noise_writes_nothing() {
    noise(50_000);
}

#[test]
#[ignore = "minutes"]
fn a_million_bytes_of_noise_write_nothing() {
    noise(1_000_000);
}
