//! The real command at a real port: the generated hardware in Verilator behind a pseudo-terminal.

mod room;

mod conversations;
mod refusals;
mod same;
