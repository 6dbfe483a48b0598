//! The rate of the line, and the milliseconds that its silence is counted in.

use rust_hdl::prelude::*;

use crate::cast::*;

/// Rate and milliseconds.
#[derive(LogicBlock, Default)]
pub struct Rate {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Goes over to another rate.
    pub load: Signal<In, Bit>,
    /// The register `bit_clocks`: 0 means the first rate, and less than 4 means 4.
    pub word: Signal<In, Bits<16>>,
    /// Clocks a bit lasts.
    pub bit_clocks: Signal<Out, Bits<16>>,
    /// A millisecond has gone by.
    pub tick: Signal<Out, Bit>,
    /// It has been noticed.
    pub ticked: Signal<In, Bit>,
    first: Fixed<Bits<16>>,
    millisecond: Fixed<Bits<20>>,
    millisecond_bits: Fixed<Bits<20>>,
    // The difference to the first rate, which so holds at power-up.
    difference: DFF<Bits<16>>,
    asked: Signal<Local, Bits<16>>,
    prescale: DFF<Bits<20>>,
    above: Signal<Local, Bits<20>>,
    pending: DFF<Bit>,
}

impl Rate {
    /// For a clock and a first rate in bits a second.
    pub fn new(clock_hz: u32, baud: u32) -> Self {
        let millisecond = (clock_hz / 1000).clamp(1, 0xF_FFFF) - 1;
        Self {
            first: constant(first_rate(clock_hz, baud)),
            millisecond: constant(millisecond),
            millisecond_bits: constant(bits_of(millisecond)),
            ..Self::default()
        }
    }
}

/// Clocks that a bit lasts at the first rate, at least 4.
pub fn first_rate(clock_hz: u32, baud: u32) -> u32 {
    let baud = baud.max(1);
    (clock_hz.saturating_add(baud / 2) / baud).clamp(4, 0xFFFF)
}

impl Logic for Rate {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, difference, prescale, pending);
        self.asked.next = self.word.val();
        if !self.word.val().get_bits::<14>(2).any() {
            self.asked.next = 4.into();
            if !self.word.val().get_bits::<2>(0).any() {
                self.asked.next = self.first.val();
            }
        }
        if self.load.val() {
            self.difference.d.next = self.asked.val() ^ self.first.val();
        }
        self.bit_clocks.next = self.difference.q.val() ^ self.first.val();
        self.above.next = self.prescale.q.val() + 1;
        self.prescale.d.next = self.above.val() & self.millisecond_bits.val();
        if self.ticked.val() {
            self.pending.d.next = false;
        }
        if self.prescale.q.val() == self.millisecond.val() {
            self.prescale.d.next = 0.into();
            self.pending.d.next = true;
        }
        self.tick.next = self.pending.q.val();
    }
}
