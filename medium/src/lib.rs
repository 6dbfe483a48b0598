//! What an oscillator medium is: its shape, its number formats, its register table and the frames on the wire.
//!
//! This crate does no I/O and imports nothing of ours; `sim`, `hdl` and `host` all read the medium from here.
//! The arithmetic is written down in `docs/src/definition.md`.

#![no_std]
extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod beats;
pub mod crc;
pub mod format;
pub mod frame;
pub mod gain;
pub mod law;
pub mod learning;
pub mod noise;
pub mod pool;
pub mod registers;
pub mod rhythm;
pub mod schedule;
pub mod shape;
pub mod sine;
pub mod weight;
pub mod window;
