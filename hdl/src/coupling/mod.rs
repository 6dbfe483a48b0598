//! Drives out of weights and shown values.

pub mod bank;
pub mod dense;
pub mod edge;
pub mod lane;
pub mod sparse;
pub mod store;
pub mod wide;
