//! When new values become visible: block `b` from block `b + 1 + lag` on.

use std::ops::Range;

/// The blocks whose values are made and not yet seen.
#[derive(Clone, Debug)]
pub(super) struct Pipeline {
    lag: u32,
    half: usize,
    held: Option<(Range<usize>, usize)>,
}

impl Pipeline {
    /// Nothing pending.
    pub fn new(lag: u32) -> Self {
        Self { lag, half: 0, held: None }
    }

    /// The half of the stage, 0 or 1, that the present block writes.
    pub fn half(&self) -> usize {
        self.half
    }

    /// The present block is done: its rows. Returns the rows that become visible and their half of the stage.
    pub fn done(&mut self, rows: Range<usize>) -> Option<(Range<usize>, usize)> {
        let present = (rows, self.half);
        if self.lag == 0 {
            return Some(present);
        }
        self.half ^= 1;
        self.held.replace(present)
    }
}
