//! The Verilated board as a way that the host's driver can take. Time is the board's: clocks are computed as long as there is
//! something to wait for.

use std::time::Instant;

use syntony_host::transport::{Transport, TransportError};

use crate::line::Line;

/// Clocks between two looks at the time.
const CLOCKS: u32 = 256;
/// Clocks that pass at least while nothing is heard: somebody who waits gives the board time to work.
const LEAST: u64 = 2048;

impl Transport for Line {
    fn name(&self) -> String {
        "verilated".into()
    }

    fn write(&mut self, bytes: &[u8], _deadline: Instant) -> Result<(), TransportError> {
        self.send(bytes);
        Ok(())
    }

    fn read(&mut self, into: &mut [u8], deadline: Instant) -> Result<usize, TransportError> {
        let begin = self.clocks();
        // What is on its way in is no part of the time that the board takes.
        loop {
            let count = into.iter_mut().map_while(|place| self.receive().map(|byte| *place = byte)).count();
            let over = self.sent() && (self.quiet() && self.clocks() - begin > LEAST || Instant::now() >= deadline);
            if count > 0 || over {
                return Ok(count);
            }
            (0..CLOCKS).for_each(|_| self.clock());
        }
    }

    fn rate(&self) -> Option<f64> {
        // A clock of a large model takes about two microseconds, and on a busy machine many times as long. Silence is known without waiting.
        Some(1e4 / f64::from(self.bit_clocks()))
    }
}
