//! Bytes and a deadline, nothing else: what every way to a board has in common.

mod simulated;

use std::time::Instant;

use thiserror::Error;

pub use simulated::Simulated;

/// A way to a board. Implementations know bytes, never frames.
pub trait Transport: Send {
    /// What a person calls it: `sim`, the port's name.
    fn name(&self) -> String;
    /// Sends all bytes before the deadline.
    fn write(&mut self, bytes: &[u8], deadline: Instant) -> Result<(), TransportError>;
    /// Waits until the deadline for at least one byte; returns how many were read, 0 when none came in time.
    fn read(&mut self, into: &mut [u8], deadline: Instant) -> Result<usize, TransportError>;
    /// Bytes a second of the line, if it has a rate.
    fn rate(&self) -> Option<f64>;
}

/// Why bytes could not be moved.
#[derive(Debug, Error)]
pub enum TransportError {
    /// The line took no bytes before the deadline.
    #[error("{name} took no more bytes in time: check the cable and that no other program holds the port")]
    Stuck {
        /// The transport.
        name: String,
    },
    /// The operating system refused.
    #[error("{name}: {source}: reconnect the board and try again")]
    Io {
        /// The transport.
        name: String,
        /// What the system said.
        source: std::io::Error,
    },
}
