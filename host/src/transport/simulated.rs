//! The board in software, in this process.

use std::time::Instant;

use syntony_medium::shape::Shape;
use syntony_sim::SimError;
use syntony_sim::board::Board;

use super::{Transport, TransportError};

/// A [`Board`] behind a [`Transport`].
pub struct Simulated(Board);

impl Simulated {
    /// A board of a shape, after reset.
    pub fn new(shape: Shape) -> Result<Self, SimError> {
        Board::new(shape).map(Self)
    }
}

impl Transport for Simulated {
    fn name(&self) -> String {
        "sim".into()
    }

    fn write(&mut self, bytes: &[u8], _deadline: Instant) -> Result<(), TransportError> {
        self.0.receive(bytes);
        Ok(())
    }

    fn read(&mut self, into: &mut [u8], deadline: Instant) -> Result<usize, TransportError> {
        let count = self.0.send(into);
        if count == 0 && self.0.running() {
            // Whoever waits for bytes gives the board time to work.
            self.0.work(deadline);
        }
        Ok(count)
    }

    fn rate(&self) -> Option<f64> {
        None
    }
}
