//! A register whose width is chosen when generating.
//!
//! Signals are as wide as the largest shape needs; a register of this kind keeps the bits that this shape needs, and
//! synthesis then drops what lies before and behind the others.

use rust_hdl::prelude::*;

/// A register of at most `N` bits, 0 at power-up; 1 clock from `d` to `q`.
#[derive(LogicBlock)]
pub struct Narrow<const N: usize> {
    /// What is held next; bits beyond the width are dropped.
    pub d: Signal<In, Bits<N>>,
    /// What is held, extended to all bits.
    pub q: Signal<Out, Bits<N>>,
    /// Clock.
    pub clock: Signal<In, Clock>,
    _bits: u32,
    _signed: bool,
}

impl<const N: usize> Narrow<N> {
    fn new(bits: u32, signed: bool) -> Self {
        Self { d: Signal::default(), q: Signal::default(), clock: Signal::default(), _bits: bits.clamp(1, N as u32), _signed: signed }
    }

    /// For numbers from 0 to `most`.
    pub fn up_to(most: u64) -> Self {
        Self::new(64 - most.leading_zeros(), false)
    }

    /// For two's complement numbers from `-most` to `most`.
    pub fn either(most: u64) -> Self {
        Self::new(65 - most.leading_zeros(), true)
    }
}

impl<const N: usize> Default for Narrow<N> {
    fn default() -> Self {
        Self::new(N as u32, false)
    }
}

impl<const N: usize> Logic for Narrow<N> {
    fn update(&mut self) {
        if self.clock.pos_edge() {
            let word: u64 = self.d.val().into();
            let low = u64::MAX >> (64 - self._bits);
            let kept = word & low;
            let extended = if self._signed && kept > low >> 1 { kept | !low } else { kept };
            self.q.next = (extended & (u64::MAX >> (64 - N))).into();
        }
    }

    fn connect(&mut self) {
        self.q.connect();
    }

    fn hdl(&self) -> Verilog {
        let (kind, top) = (if self._signed { "reg signed" } else { "reg" }, self._bits - 1);
        Verilog::Custom(format!(
            "{kind} [{top}:0] kept;\ninitial kept = 0;\nalways @(posedge clock) kept <= d[{top}:0];\nalways @(*) q = kept;\n"
        ))
    }
}
