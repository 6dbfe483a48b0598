//! The oscillator core that works on one oscillator at a time.

pub mod accumulate;
pub mod banks;
pub mod code;
pub mod exponents;
pub mod node;
pub mod pair;
pub mod program;
pub mod read;
pub mod scratch;
pub mod sequence;
pub mod single;
pub mod wave;
