//! A Verilated board behind a pseudo-terminal: to a program that opens the port, a board.

use std::io::{ErrorKind, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serialport::{SerialPort, TTYPort};
use thiserror::Error;

use crate::line::Line;

/// Clocks between two looks at the terminal.
const CLOCKS: u32 = 512;
/// A board that nobody talks to for so long is clocked slowly, to leave the machine to others.
const DOZE: Duration = Duration::from_secs(2);
/// Bytes on their way to the board, beyond which the host has to wait.
const QUEUE: usize = 4096;

/// Why there is no port.
#[derive(Debug, Error)]
#[error("no pseudo-terminal could be made: {0}; close programs that hold some")]
pub struct TerminalError(#[from] serialport::Error);

/// A board that is being clocked in a thread of its own, until it is dropped.
pub struct Board {
    port: String,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Board {
    /// Puts a board behind a new pseudo-terminal. The rate that the host sets on its port is obeyed, as a line of `clock_hz` would.
    pub fn start(line: Line, clock_hz: u32) -> Result<Self, TerminalError> {
        let (master, slave) = TTYPort::pair()?;
        let port = slave.name().unwrap_or_default();
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let pump = Pump { line, clock_hz, master, out: Vec::new(), heard: Instant::now() };
        let thread = std::thread::spawn(move || {
            // While one descriptor is open the terminal outlives every host.
            let _open = slave;
            pump.run(&stopped);
        });
        Ok(Self { port, stop, thread: Some(thread) })
    }

    /// The port's name.
    pub fn port(&self) -> &str {
        &self.port
    }

    /// Whether the board is still there.
    pub fn alive(&self) -> bool {
        self.thread.as_ref().is_some_and(|thread| !thread.is_finished())
    }
}

impl Drop for Board {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has said so.
            let _ = thread.join();
        }
    }
}

struct Pump {
    line: Line,
    clock_hz: u32,
    master: TTYPort,
    out: Vec<u8>,
    heard: Instant,
}

impl Pump {
    fn run(mut self, stop: &AtomicBool) {
        while !stop.load(Ordering::Relaxed) {
            if self.hear().and_then(|()| self.tell()).is_err() {
                // The terminal is gone, and with it every host.
                return;
            }
            (0..CLOCKS).for_each(|_| self.line.clock());
            self.out.extend(std::iter::from_fn(|| self.line.receive()));
        }
    }

    /// Takes in what the host wrote, at the host's rate.
    fn hear(&mut self) -> std::io::Result<()> {
        if self.line.waiting() > QUEUE {
            return Ok(());
        }
        let dozing = self.line.quiet() && self.out.is_empty() && self.heard.elapsed() > DOZE;
        self.master.set_timeout(Duration::from_millis(if dozing { 2 } else { 0 }))?;
        let mut buffer = [0; 4096];
        let count = match self.master.read(&mut buffer) {
            Ok(count) => count,
            Err(error) if matches!(error.kind(), ErrorKind::TimedOut | ErrorKind::Interrupted | ErrorKind::WouldBlock) => return Ok(()),
            Err(error) => return Err(error),
        };
        let baud = self.master.baud_rate()?.max(1);
        self.line.set_bit_clocks((self.clock_hz + baud / 2) / baud);
        self.line.send(&buffer[..count]);
        self.heard = Instant::now();
        Ok(())
    }

    /// Hands the host what the board said. What nobody reads is lost, as on a wire.
    fn tell(&mut self) -> std::io::Result<()> {
        if self.out.is_empty() {
            return Ok(());
        }
        self.master.set_timeout(Duration::ZERO)?;
        match self.master.write(&self.out) {
            Ok(count) => drop(self.out.drain(..count)),
            Err(error) if matches!(error.kind(), ErrorKind::TimedOut | ErrorKind::Interrupted | ErrorKind::WouldBlock) => {}
            Err(error) => return Err(error),
        }
        let excess = self.out.len().saturating_sub(QUEUE);
        self.out.drain(..excess);
        Ok(())
    }
}
