//! Bytes and a deadline, nothing else: what every way to a board has in common.

mod error;
mod record;
mod replay;
mod serial;
mod simulated;
mod twin;
pub mod usb;

use std::time::Instant;

pub use error::TransportError;
pub use record::Recorder;
pub use replay::Replay;
pub use serial::Serial;
pub use simulated::Simulated;
pub use twin::Twin;

/// A way to a board. Implementations know bytes, never frames.
pub trait Transport: Send {
    /// What a person calls it: `sim`, the port's name.
    fn name(&self) -> String;
    /// Sends all bytes before the deadline.
    fn write(&mut self, bytes: &[u8], deadline: Instant) -> Result<(), TransportError>;
    /// Waits for at least one byte; returns how many were read. 0: none came before the deadline, or it is known already that none will.
    fn read(&mut self, into: &mut [u8], deadline: Instant) -> Result<usize, TransportError>;
    /// Bytes a second that can be counted on, if the line has a rate.
    fn rate(&self) -> Option<f64>;
    /// Sets the rate in bits a second, if the line has one; what was written before goes out at the old rate.
    fn set_baud(&mut self, baud: u32) -> Result<(), TransportError> {
        let _ = baud;
        Ok(())
    }
}

impl Transport for Box<dyn Transport> {
    fn name(&self) -> String {
        (**self).name()
    }

    fn write(&mut self, bytes: &[u8], deadline: Instant) -> Result<(), TransportError> {
        (**self).write(bytes, deadline)
    }

    fn read(&mut self, into: &mut [u8], deadline: Instant) -> Result<usize, TransportError> {
        (**self).read(into, deadline)
    }

    fn rate(&self) -> Option<f64> {
        (**self).rate()
    }

    fn set_baud(&mut self, baud: u32) -> Result<(), TransportError> {
        (**self).set_baud(baud)
    }
}
