//! Contours as hardware: a micro-program serves one contour after another each sample.

pub mod bank;
pub mod beats;
pub mod code;
pub mod cue;
pub mod engine;
pub mod pool;
pub mod program;
pub mod stream;
mod verilog;
