//! Rhythm on the host: signals that flow in from files and pipes, onset strength of audio, and memories of rhythms in files.

mod cueing;
pub mod drums;
mod listener;
mod onset;
mod opening;
mod pipe;
mod pulse;
mod resample;
mod rings;
mod signal;
mod source;
pub mod store;
mod voices;
mod wav;

pub use cueing::guesses;
pub use listener::{Hearing, Listener};
pub use onset::Strength;
pub use opening::Opening;
pub use pulse::Pulse;
pub use resample::Resampler;
pub use rings::Rings;
pub use signal::{Kind, Signal};
pub use source::Source;
pub use store::{Rhythms, StoredRhythm};
pub use voices::{Voice, Voices};
pub use wav::write_wav;
