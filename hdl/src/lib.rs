//! The oscillator medium as hardware: cores in `rust-hdl`, and the generator that turns a shape into Verilog.
//!
//! An independent reading of `docs/src/definition.md`; the test benches hold it against the simulator bit for bit.

pub mod cast;
pub mod coupling;
pub mod csr;
pub mod emit;
pub mod generate;
pub mod link;
pub mod machine;
pub mod memory;
pub mod narrow;
pub mod noise;
pub mod observer;
pub mod oscillator;
pub mod plasticity;
pub mod rhythm;
pub mod sequencer;
pub mod settings;
pub mod shift;
pub mod sine;
pub mod top;
pub mod uart;
pub mod windows;
