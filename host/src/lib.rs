//! Configure, play and read an oscillator medium: problems, memories, formats, and the driver of a board.

pub mod io;
pub mod random;
