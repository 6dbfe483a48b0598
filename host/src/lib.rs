//! Configure, play and read an oscillator medium: problems, memories, formats, and the driver of a board.

pub mod bench;
pub mod client;
pub mod description;
pub mod device;
pub mod fpga;
pub mod io;
pub mod ising;
pub mod memory;
pub mod player;
pub mod plot;
pub mod progress;
pub mod random;
pub mod rhythm;
pub mod stage;
pub mod store;
pub mod synchrony;
pub mod transport;
