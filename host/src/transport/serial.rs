//! A serial port.

use std::io::{ErrorKind, Read, Write};
use std::time::{Duration, Instant};

use serialport::{ClearBuffer, SerialPort};

use super::{Transport, TransportError, usb};

/// Bits of a byte on the line: start, eight, stop.
const BITS: f64 = 10.0;
/// A board behind a pseudo-terminal is computed, not clocked: it may be so many times slower than its rate.
const COMPUTED: f64 = 50.0;

/// An open serial port; nobody else can open it meanwhile.
pub struct Serial {
    name: String,
    port: Box<dyn SerialPort>,
    baud: u32,
}

impl Serial {
    /// Opens a port for this process alone, at a rate in bits a second. What came before is thrown away.
    pub fn open(name: &str, baud: u32) -> Result<Self, TransportError> {
        let opened = serialport::new(name, baud).timeout(Duration::from_millis(10)).open();
        let port = opened.map_err(|error| refusal(name, baud, &error))?;
        // A port that cannot be emptied is drained by whoever speaks first.
        let _ = port.clear(ClearBuffer::Input);
        Ok(Self { name: name.into(), port, baud })
    }

    fn failed(&self, error: std::io::Error) -> TransportError {
        let name = self.name.clone();
        match error.kind() {
            ErrorKind::BrokenPipe | ErrorKind::NotFound | ErrorKind::NotConnected => TransportError::Gone { name },
            _ if error.raw_os_error().is_some_and(gone) => TransportError::Gone { name },
            _ => TransportError::Io { name, source: error },
        }
    }

    fn wait(&mut self, deadline: Instant) -> Result<(), TransportError> {
        let left = deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
        self.port.set_timeout(left).map_err(|error| self.failed(error.into()))
    }
}

/// ENXIO, ENODEV: what a pulled cable leaves.
fn gone(code: i32) -> bool {
    [6, 19].contains(&code)
}

/// Nothing came, or nothing went, and it may be tried again.
fn later(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::TimedOut | ErrorKind::Interrupted | ErrorKind::WouldBlock)
}

/// Why a port could not be opened.
fn refusal(name: &str, baud: u32, error: &serialport::Error) -> TransportError {
    use serialport::ErrorKind as Kind;
    let port = name.to_string();
    match error.kind {
        Kind::Io(ErrorKind::NotFound) => TransportError::NoPort { name: port, ports: usb::names() },
        Kind::Io(ErrorKind::PermissionDenied) => TransportError::Forbidden { name: port },
        Kind::Io(ErrorKind::ResourceBusy) => TransportError::Busy { name: port },
        // The crate says so for a port that another process has for itself, and on some systems for one that is not there.
        Kind::NoDevice if std::path::Path::new(name).exists() => TransportError::Busy { name: port },
        Kind::NoDevice => TransportError::NoPort { name: port, ports: usb::names() },
        _ if baud == 0 || error.kind == Kind::InvalidInput => TransportError::Rate { name: port, baud, what: error.description.clone() },
        _ => TransportError::Io { name: port, source: std::io::Error::other(error.description.clone()) },
    }
}

impl Transport for Serial {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn write(&mut self, bytes: &[u8], deadline: Instant) -> Result<(), TransportError> {
        let mut left = bytes;
        while !left.is_empty() {
            self.wait(deadline)?;
            match self.port.write(left) {
                Ok(count) => left = &left[count..],
                Err(error) if later(&error) => {}
                Err(error) => return Err(self.failed(error)),
            }
            if !left.is_empty() && Instant::now() >= deadline {
                // Half a frame may be on its way: the next END ends it.
                let _ = self.port.clear(ClearBuffer::Output);
                return Err(TransportError::Stuck { name: self.name.clone() });
            }
        }
        Ok(())
    }

    fn read(&mut self, into: &mut [u8], deadline: Instant) -> Result<usize, TransportError> {
        loop {
            self.wait(deadline)?;
            match self.port.read(into) {
                // A port that is always at its end is one without a board.
                Ok(0) if !into.is_empty() => return Err(TransportError::Gone { name: self.name.clone() }),
                Ok(count) => return Ok(count),
                Err(error) if later(&error) && Instant::now() >= deadline => return Ok(0),
                Err(error) if later(&error) => {}
                Err(error) => return Err(self.failed(error)),
            }
        }
    }

    fn rate(&self) -> Option<f64> {
        let computed = if self.name.starts_with("/dev/pts/") { COMPUTED } else { 1.0 };
        Some(f64::from(self.baud) / BITS / computed)
    }

    fn set_baud(&mut self, baud: u32) -> Result<(), TransportError> {
        let set = self.port.flush().map_err(Into::into).and_then(|()| self.port.set_baud_rate(baud));
        set.map_err(|error: serialport::Error| TransportError::Rate { name: self.name.clone(), baud, what: error.description })?;
        self.baud = baud;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_is_told_from_the_others() {
        let of = |name: &str, kind| refusal(name, 1_000_000, &serialport::Error::new(kind, "said"));
        assert!(matches!(of("/no/port", serialport::ErrorKind::Io(ErrorKind::NotFound)), TransportError::NoPort { .. }));
        assert!(matches!(of("/no/port", serialport::ErrorKind::NoDevice), TransportError::NoPort { .. }));
        assert!(matches!(of("/dev/null", serialport::ErrorKind::NoDevice), TransportError::Busy { .. }));
        assert!(matches!(of("/dev/null", serialport::ErrorKind::Io(ErrorKind::PermissionDenied)), TransportError::Forbidden { .. }));
        assert!(matches!(of("/dev/null", serialport::ErrorKind::InvalidInput), TransportError::Rate { .. }));
        assert!(of("/dev/null", serialport::ErrorKind::Unknown).to_string().contains("said"));
    }
}
