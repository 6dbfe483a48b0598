//! Node laws: from a drive to a new state and a new shown value.

pub mod align;
pub mod amplitude;
pub mod node;
pub mod phase;
pub mod serial;
pub mod show;
