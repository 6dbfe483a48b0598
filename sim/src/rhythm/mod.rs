//! Rhythm bit for bit: contours that hold a waveform and go on alone, a memory of many, beats, and an adaptive pool
//! (`docs/src/definition.md#rhythm`). Integers only.

pub mod beat;
mod contour;
pub mod cue;
pub mod memory;
pub mod onset;
pub mod pool;
pub mod race;
pub mod words;

pub use beat::Beats;
pub use contour::{Contour, Hear};
pub use memory::Memory;
pub use onset::Onsets;
pub use pool::Pool;
pub use race::Race;
pub use words::{STATE_WORDS, Words};
