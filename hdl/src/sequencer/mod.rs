//! Control: the walk through one pass, and the processor whose program is a run.

pub mod code;
pub mod processor;
pub mod program;
pub mod sums;
pub mod walk;
