//! The generated hardware in Verilator: a board that anyone can have, in this process or behind a pseudo-terminal.

pub mod faults;
pub mod line;
pub mod model;
pub mod terminal;
