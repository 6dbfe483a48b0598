//! The link: bytes to frames, frames to accesses, replies to bytes. Knows no register but the few that are the link's own.

pub mod crc;
pub mod execute;
pub mod rate;
pub mod receive;
pub mod reply;
pub mod send;
