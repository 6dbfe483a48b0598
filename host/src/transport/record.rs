//! A conversation written down while it is held.
//!
//! One frame a line: seconds since the start, `>` to the board or `<` from it, the bytes in hexadecimal with the ENDs around them.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use syntony_medium::frame::END;

use super::{Transport, TransportError};

/// First line of a recording.
pub const TITLE: &str = "# syntony recording 1: seconds, > to the board or < from it, bytes";

/// Bytes of a line; a line that never falls silent is cut.
const LONGEST: usize = 4096;

/// A transport that writes down all that passes.
pub struct Recorder<T> {
    inner: T,
    file: BufWriter<File>,
    name: String,
    start: Instant,
    /// What was begun in each direction: to the board, from it.
    begun: [Vec<u8>; 2],
}

impl<T: Transport> Recorder<T> {
    /// Records into a new file.
    pub fn new(inner: T, file: &Path) -> Result<Self, TransportError> {
        let name = file.display().to_string();
        let open = || -> std::io::Result<_> {
            let mut file = BufWriter::new(File::create(file)?);
            writeln!(file, "{TITLE}")?;
            Ok(file)
        };
        let file = open().map_err(|source| TransportError::Io { name: name.clone(), source })?;
        Ok(Self { inner, file, name, start: Instant::now(), begun: Default::default() })
    }

    fn line(&mut self, direction: usize) -> std::io::Result<()> {
        let bytes = std::mem::take(&mut self.begun[direction]);
        write!(self.file, "{:.6} {} ", self.start.elapsed().as_secs_f64(), [">", "<"][direction])?;
        bytes.iter().try_for_each(|byte| write!(self.file, "{byte:02x}"))?;
        writeln!(self.file)
    }

    /// A frame ends with an END that has something before it.
    fn pass(&mut self, direction: usize, bytes: &[u8]) -> Result<(), TransportError> {
        for &byte in bytes {
            self.begun[direction].push(byte);
            let begun = &self.begun[direction];
            if byte == END && begun.iter().any(|&byte| byte != END) || begun.len() >= LONGEST {
                self.write_line(direction)?;
            }
        }
        Ok(())
    }

    fn write_line(&mut self, direction: usize) -> Result<(), TransportError> {
        self.line(direction).map_err(|source| TransportError::Io { name: self.name.clone(), source })
    }
}

impl<T: Transport> Transport for Recorder<T> {
    fn name(&self) -> String {
        self.inner.name()
    }

    fn write(&mut self, bytes: &[u8], deadline: Instant) -> Result<(), TransportError> {
        // What is left of an answer came before this question.
        if !self.begun[1].is_empty() {
            self.write_line(1)?;
        }
        self.pass(0, bytes)?;
        if !self.begun[0].is_empty() {
            self.write_line(0)?;
        }
        self.inner.write(bytes, deadline)
    }

    fn read(&mut self, into: &mut [u8], deadline: Instant) -> Result<usize, TransportError> {
        let count = self.inner.read(into, deadline)?;
        self.pass(1, &into[..count])?;
        Ok(count)
    }

    fn rate(&self) -> Option<f64> {
        self.inner.rate()
    }

    fn set_baud(&mut self, baud: u32) -> Result<(), TransportError> {
        self.inner.set_baud(baud)
    }
}

impl<T> Drop for Recorder<T> {
    fn drop(&mut self) {
        // The last words of a conversation that broke off are kept if they can be.
        let _ = self.file.flush();
    }
}
