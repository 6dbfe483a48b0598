//! How much of the line's rate a bulk load and a read-out reach, in the board's own time at 12 MHz.
//! `cargo test --release -p syntony-testbenches --test rate -- --nocapture --include-ignored`.

use syntony_hdl::top::Choices;
use syntony_host::device::Device;
use syntony_medium::law::Law;
use syntony_medium::shape::Shape;
use syntony_medium::weight::WeightCode;
use syntony_medium::window;
use syntony_testbenches::line::Line;
use syntony_testbenches::storm::Shared;
use syntony_testbenches::vectors::Vectors;

const CLOCK: u32 = 12_000_000;

/// Share of the line's byte rate, and seconds of line time.
fn share(shared: &Shared, baud: u32, bytes: usize, what: impl FnOnce()) -> (f64, f64) {
    let begin = shared.line().clocks();
    what();
    let seconds = (shared.line().clocks() - begin) as f64 / f64::from(CLOCK);
    (bytes as f64 / seconds / (f64::from(baud) / 10.0), seconds)
}

/// Weights of a shape at a rate: load with its checksum, and read back.
fn measure(name: &str, oscillators: u32, baud: u32) -> f64 {
    let weight_code = WeightCode::Radix4;
    let laws = [Law::Projected].into_iter().collect();
    let shape = Shape { oscillators, weight_bits: 4, weight_code, lanes: 16, block: 16, laws, ..Shape::default() };
    let choices = Choices { digits: true, clock_hz: CLOCK, baud, build_id: 0, serial: false, in_logic: false };
    let shared = Shared::new(Line::new(name, &shape, &choices).unwrap());
    let mut device: Device = shared.open().unwrap();
    let mut v = Vectors::new(3);
    let words: Vec<u32> = (0..window::WEIGHTS.words(&shape)).map(|offset| window::WEIGHTS.keep(&shape, offset, v.any())).collect();
    // Bytes that SLIP doubles: two in 256 of these.
    let escaped = words.iter().flat_map(|word| word.to_le_bytes()).filter(|byte| [0xC0, 0xDB].contains(byte)).count();
    let bytes = 4 * words.len();
    // In two parts, so that the board's checksum, for which the line rests, is asked for by itself.
    let (first, last) = words.split_at(words.len() - 1);
    let (load, loaded) = share(&shared, baud, bytes, || {
        device.write_window(&window::WEIGHTS, 0, first).unwrap();
        device.write_window(&window::WEIGHTS, first.len() as u32, last).unwrap();
    });
    let (_, summed) = share(&shared, baud, bytes, || _ = device.checksum(&window::WEIGHTS, words.len() as u32).unwrap());
    let mut found = Vec::new();
    let (read, seconds) = share(&shared, baud, bytes, || found = device.read_window(&window::WEIGHTS, 0, words.len()).unwrap());
    assert_eq!(found, words);
    let slip = 100.0 * escaped as f64 / bytes as f64;
    println!(
        "{} KiB at {baud} bits a second: load {:.1} % of the line's rate, {loaded:.3} s, and {summed:.3} s for the checksum; read {:.1} %, {seconds:.3} s; SLIP doubles {slip:.2} % of the bytes; {} frames sent again",
        bytes / 1024,
        100.0 * load,
        100.0 * read,
        device.traffic().retries
    );
    assert!(load >= 0.9 && read >= 0.9, "less than nine tenths of the line");
    loaded
}

#[test]
fn nine_tenths_of_the_line() {
    for baud in [1_000_000, 3_000_000] {
        measure("rate_128", 128, baud);
    }
}

#[test]
#[ignore = "a minute"]
fn half_a_second() {
    for baud in [1_000_000, 3_000_000] {
        let loaded = measure("rate_512", 512, baud);
        assert!(baud < 3_000_000 || loaded < 0.5);
    }
}
