//! Cueing: the contours are searched for what was heard.

pub mod order;
pub mod scan;
pub mod search;
mod verilog;
