//! The oscillator core that works on one oscillator at a time.

pub mod accumulate;
pub mod banks;
pub mod code;
pub mod node;
pub mod program;
pub mod read;
pub mod scratch;
pub mod sequence;
pub mod wave;
