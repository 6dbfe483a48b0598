//! Rhythm bit for bit: contours that hold a waveform and go on alone, a memory of many, beats, and an adaptive pool
//! (`docs/src/definition.md#rhythm`). Integers only.

mod beat;
mod contour;
pub mod cue;
pub mod memory;
mod onset;
pub mod pool;
pub mod race;
mod tracker;
pub mod words;

pub use beat::{Beats, Oscillator};
pub use contour::{Contour, Hear};
pub use memory::Memory;
pub use onset::{Level, Onsets};
pub use pool::Pool;
pub use race::Race;
pub use tracker::Tracker;
pub use words::{STATE_WORDS, Words};

#[cfg(test)]
mod tests {
    #[test]
    fn the_tables_are_what_they_say() {
        for (k, &tone) in syntony_medium::pool::TONES.iter().enumerate() {
            assert_eq!(tone, (65536.0 * 0.8 * 15f64.powf(k as f64 / 63.0)).round() as u32);
        }
        for (t, &tempo) in super::cue::TEMPI.iter().enumerate() {
            assert_eq!(tempo, (65536.0 * (1.015f64.powi(t as i32 - 4) - 1.0)).round() as i64);
        }
    }
}
