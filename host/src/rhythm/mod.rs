//! Rhythm on the host: signals that flow in from files and pipes, onset strength of audio, and memories of rhythms in files.

mod board;
pub mod drums;
mod onset;
mod pipe;
pub mod player;
mod resample;
mod signal;
mod source;
pub mod store;
mod wav;

pub use board::Listener;
pub use onset::Strength;
pub use player::{Ear, Hearing};
pub use resample::Resampler;
pub use signal::{Kind, Signal};
pub use source::Source;
pub use store::{Rhythms, StoredRhythm};
pub use wav::write_wav;
