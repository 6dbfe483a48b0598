//! What an oscillator medium is: shape, number formats, register table, frames.
