//! From a design to a bitstream on a real board: boards as data, their clocks, the open tools, and what they say of a design.
//! Nothing here knows how the design is generated.

pub mod board;
pub mod build;
pub mod clock;
mod error;
pub mod figures;
pub mod flow;
pub mod pins;
mod place;
pub mod process;
pub mod tools;
pub mod wrapper;

pub use board::Board;
pub use error::FpgaError;
