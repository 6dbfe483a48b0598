//! The generated hardware in Verilator, held against its own Rust model and against the simulator bit for bit.

pub mod bench;
pub mod clocks;
pub mod core;
pub mod formal;
pub mod gates;
pub mod line;
pub mod ports;
pub mod storm;
pub mod stream;
pub mod transport;
pub mod vectors;

pub use syntony_verilated::model;
