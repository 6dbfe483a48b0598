//! Sine of a phase: a quarter wave in a ROM. Latency: 2 clocks.

use rust_hdl::prelude::*;
use syntony_medium::sine::QUARTER_WAVE;

use crate::cast::*;
use crate::memory::{Content, Ram};

/// Name of the ROM's file.
pub const SINE_FILE: &str = "sine.mem";

/// Sine or cosine.
#[derive(LogicBlock, Default)]
pub struct Sine {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Phase, 24 bits a turn.
    pub phase: Signal<In, Bits<24>>,
    /// Its sine or cosine two clocks later, Q15.
    pub value: Signal<Out, Signed<16>>,
    lead: Fixed<Bits<10>>,
    ones: Fixed<Bits<8>>,
    address: Signal<Local, Bits<10>>,
    bucket: Signal<Local, Bits<10>>,
    low: Signal<Local, Bits<8>>,
    folded: Signal<Local, Bits<8>>,
    negative: DFF<Bit>,
    magnitude: Signal<Local, Signed<16>>,
    magnitude_bits: Signal<Local, Bits<16>>,
    minus: Signal<Local, Signed<16>>,
    result: DFF<Signed<16>>,
    rom: Ram,
}

/// The ROM's content.
pub fn content() -> Content {
    Content { file: SINE_FILE.into(), words: QUARTER_WAVE.iter().map(|&value| value as u32).collect() }
}

impl Sine {
    /// The sine.
    pub fn sin() -> Self {
        Self::with_lead(0)
    }

    /// The cosine: a quarter turn ahead.
    pub fn cos() -> Self {
        Self::with_lead(256)
    }

    /// The same with its table in logic cells, see [`Ram::in_logic`].
    pub fn in_logic(self, in_logic: bool) -> Self {
        Self { rom: self.rom.in_logic(in_logic), ..self }
    }

    fn with_lead(lead: u32) -> Self {
        Self { lead: constant(lead), ones: constant(0xFF), rom: Ram::filled(256, 15, content()), ..Self::default() }
    }
}

impl Logic for Sine {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, negative, result);
        self.rom.clock.next = self.clock.val();
        self.bucket.next = self.phase.val().get_bits::<10>(14);
        self.address.next = self.bucket.val() + self.lead.val();
        self.low.next = self.address.val().get_bits::<8>(0);
        self.folded.next = self.low.val();
        if self.address.val().get_bit(8) {
            self.folded.next = self.ones.val() - self.low.val();
        }
        self.rom.read_address.next = bit_cast::<24, 8>(self.folded.val());
        self.rom.write_enable.next = false;
        self.rom.write_address.next = 0.into();
        self.rom.write.next = 0.into();
        self.negative.d.next = self.address.val().get_bit(9);
        self.magnitude_bits.next = self.rom.read.val().get_bits::<16>(0);
        self.magnitude.next = signed_cast(self.magnitude_bits.val());
        self.minus.next = -self.magnitude.val();
        self.result.d.next = self.magnitude.val();
        if self.negative.q.val() {
            self.result.d.next = self.minus.val();
        }
        self.value.next = self.result.q.val();
    }
}
