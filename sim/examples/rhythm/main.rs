//! Measures the laws of rhythm and prints tables as CSV: `cargo run --release -p syntony-sim --example rhythm -- WHAT [DRAWS]`.

mod autocorrelation;
mod beats;
mod contours;
mod cue;
mod performance;
mod pool;
mod signal;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let draws = arguments.get(1).and_then(|text| text.parse().ok());
    match arguments.first().map(String::as_str) {
        Some("contours") => contours::run(draws.unwrap_or(20)),
        Some("pool") => pool::run(draws.unwrap_or(20)),
        Some("pools") => pool::pools(draws.unwrap_or(100)),
        Some("changes") => pool::changes(draws.unwrap_or(20)),
        Some("beats") => beats::run(draws.unwrap_or(80)),
        Some("tune") => beats::tune(draws.unwrap_or(20)),
        Some("cues") => cue::cues(draws.unwrap_or(10)),
        Some("novelty") => cue::novelty(draws.unwrap_or(10)),
        Some("stream") => cue::stream(draws.unwrap_or(1)),
        _ => {
            eprintln!("say what to measure: contours, pool, pools, changes, beats, tune, cues, novelty, stream");
            std::process::exit(2);
        }
    }
}
