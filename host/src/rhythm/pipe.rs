//! Standard input that can be left: a thread reads, and the wish to stop is an end of the input.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;

/// Bytes read at once, at most.
const CHUNK: usize = 4096;
/// Chunks that may wait; then the writer of the pipe waits.
const WAITING: usize = 8;

/// A reader that another thread fills.
pub struct Pipe {
    chunks: Receiver<io::Result<Vec<u8>>>,
    chunk: Vec<u8>,
    at: usize,
    stop: Arc<AtomicBool>,
}

impl Pipe {
    /// Standard input, until it ends or `stop` is set.
    pub fn stdin(stop: Arc<AtomicBool>) -> Self {
        let (send, chunks) = sync_channel(WAITING);
        std::thread::spawn(move || {
            let mut input = io::stdin().lock();
            loop {
                let mut chunk = vec![0; CHUNK];
                let read = match input.read(&mut chunk) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    other => other,
                };
                let last = !matches!(read, Ok(1..));
                let sent = send.send(read.map(|count| {
                    chunk.truncate(count);
                    chunk
                }));
                if last || sent.is_err() {
                    return;
                }
            }
        });
        Self { chunks, chunk: Vec::new(), at: 0, stop }
    }
}

impl Read for Pipe {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at == self.chunk.len() {
            if self.stop.load(Ordering::SeqCst) {
                return Ok(0);
            }
            match self.chunks.recv_timeout(Duration::from_millis(50)) {
                Ok(chunk) => (self.chunk, self.at) = (chunk?, 0),
                Err(RecvTimeoutError::Disconnected) => return Ok(0),
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
        let count = out.len().min(self.chunk.len() - self.at);
        out[..count].copy_from_slice(&self.chunk[self.at..][..count]);
        self.at += count;
        Ok(count)
    }
}
