//! The oscillator medium bit for bit in Rust.
//!
//! [`plain`] is the definition (`docs/src/definition.md`) as code; the fast kernels are held against it bit for bit.

pub mod batch;
pub mod board;
pub mod error;
pub mod float;
pub mod isa;
pub mod layout;
pub mod learn;
pub mod medium;
pub mod oscillators;
pub mod plain;
pub mod rhythm;
pub mod run;
pub mod single;
pub mod weights;

pub use error::SimError;
pub use float::Float;
pub use isa::Isa;
pub use learn::Learnt;
pub use medium::{Medium, Settings};
pub use oscillators::Oscillators;
pub use run::{Kernel, Observers, Outcome, Request};
pub use single::Single;
pub use weights::Weights;
