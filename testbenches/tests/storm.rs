//! The driver and a Verilated board with a bad line between them. A fair share in every run; a million frames with
//! `cargo test --release -p syntony-testbenches --test storm -- --ignored --nocapture`.

use syntony_hdl::top::Choices;
use syntony_medium::law::Law;
use syntony_medium::shape::Shape;
use syntony_testbenches::line::Line;
use syntony_testbenches::storm::{Storm, Tally, Weather};
use syntony_verilated::faults::Faults;

const OSCILLATORS: u32 = 48;

fn line() -> Line {
    let shape = Shape { oscillators: OSCILLATORS, lanes: 2, block: 2, laws: [Law::Projected].into_iter().collect(), ..Shape::default() };
    let choices = Choices { digits: true, clock_hz: 4_000_000, baud: 1_000_000, build_id: 0, serial: false };
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
    for (seed, (name, weather)) in kinds.iter().enumerate() {
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
