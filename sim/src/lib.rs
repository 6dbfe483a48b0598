//! The oscillator medium bit for bit in Rust.
