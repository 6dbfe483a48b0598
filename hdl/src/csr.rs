//! The register file: a memory that holds the whole table, and the decoder made from the table.
//!
//! Identity, constants of the program and reset values are its content at power-up. The host goes before the processor.

use rust_hdl::prelude::*;
use syntony_medium::registers::{self as reg, Access, Field, Register};
use syntony_medium::shape::{Coupling, Shape};
use syntony_medium::weight::WeightCode;

use crate::memory::{Content, Ram};
use crate::sequencer::code::cells;

/// Name of the register memory's file.
pub const REGISTER_FILE: &str = "registers.mem";

/// Cell of the link: milliseconds without a good frame, begun ones included.
pub const SILENCE: u32 = 0xFF;

/// What an address is; no clock.
#[derive(LogicBlock, Default)]
pub struct Decode {
    /// Word address.
    pub address: Signal<In, Bits<16>>,
    /// There is such a register.
    pub exists: Signal<Out, Bit>,
    /// The host may write it.
    pub writable: Signal<Out, Bit>,
    /// The host may write it during a run.
    pub anytime: Signal<Out, Bit>,
    /// Bits that it keeps.
    pub keep: Signal<Out, Bits<32>>,
    _shape: Shape,
}

impl Decode {
    /// The registers of a shape.
    pub fn new(shape: &Shape) -> Self {
        Self { _shape: *shape, ..Self::default() }
    }
}

impl Logic for Decode {
    fn update(&mut self) {
        let address: u64 = self.address.val().into();
        let register = reg::at(&self._shape, address as u16);
        self.exists.next = register.is_some();
        self.writable.next = register.is_some_and(|r| r.access != Access::ReadOnly);
        self.anytime.next = register.is_some_and(|r| r.access == Access::ReadWriteAlways);
        self.keep.next = u64::from(register.map_or(0, |r| u32::MAX >> (32 - r.width))).into();
    }

    fn connect(&mut self) {
        self.exists.connect();
        self.writable.connect();
        self.anytime.connect();
        self.keep.connect();
    }

    fn hdl(&self) -> Verilog {
        let mut text =
            String::from("always @(*) begin\n  exists = 1'b1;\n  writable = 1'b0;\n  anytime = 1'b0;\n  keep = 32'h0;\n  case (address)\n");
        for register in reg::of(&self._shape) {
            let (writable, always) = (register.access != Access::ReadOnly, register.access == Access::ReadWriteAlways);
            text += &format!(
                "    16'h{:x}: begin writable = 1'b{}; anytime = 1'b{}; keep = 32'h{:x}; end // {}\n",
                register.address,
                u32::from(writable),
                u32::from(always),
                u32::MAX >> (32 - register.width),
                register.name
            );
        }
        text += "    default: exists = 1'b0;\n  endcase\nend\n";
        Verilog::Custom(text)
    }
}

/// The register file.
#[derive(LogicBlock, Default)]
pub struct Csr {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// The host reads.
    pub host_reads: Signal<In, Bit>,
    /// The host writes.
    pub host_writes: Signal<In, Bit>,
    /// Register of the host.
    pub host_address: Signal<In, Bits<8>>,
    /// What the host writes, cut to what the register keeps.
    pub host_write: Signal<In, Bits<32>>,
    /// Register of the processor.
    pub address: Signal<In, Bits<8>>,
    /// The processor writes; the host goes first.
    pub writes: Signal<In, Bit>,
    /// What it writes.
    pub write: Signal<In, Bits<32>>,
    /// What was read, one clock later.
    pub read: Signal<Out, Bits<32>>,
    host_wide: Signal<Local, Bits<24>>,
    wide: Signal<Local, Bits<24>>,
    memory: Ram,
}

fn bits(register: &Register, fields: &[(&str, u32)]) -> u32 {
    fields.iter().fold(0, |word, &(name, value)| register.field(name).map_or(word, |field: Field| field.put(word, value)))
}

/// What the register memory holds at power-up.
pub fn content(shape: &Shape, clock_hz: u32, build_id: u32) -> Content {
    let mut words = vec![0; 256];
    for register in reg::of(shape) {
        words[usize::from(register.address)] = register.reset;
    }
    let slots = match shape.coupling {
        Coupling::Dense => 0,
        Coupling::Sparse { slots } => slots,
    };
    let numbers = [
        ("weight_bits", shape.weight_bits),
        ("radix4", u32::from(shape.weight_code == WeightCode::Radix4)),
        ("shown_bits", shape.shown_bits),
        ("phase_bits", shape.phase_bits),
    ];
    for (register, word) in [
        (&reg::MAP_HASH, reg::map_hash_of(shape)),
        (&reg::BUILD_ID, build_id),
        (&reg::CLOCK_HZ, clock_hz),
        (&reg::OSCILLATORS, shape.oscillators),
        (&reg::COUPLING, u32::from(matches!(shape.coupling, Coupling::Sparse { .. }))),
        (&reg::SLOTS, slots),
        (&reg::NUMBERS, bits(&reg::NUMBERS, &numbers)),
        (&reg::ORDER, bits(&reg::ORDER, &[("lanes", shape.lanes), ("lag", shape.lag)])),
        (&reg::BLOCK, shape.block),
        (&reg::LAWS, shape.laws.mask()),
    ] {
        words[usize::from(register.address)] = word;
    }
    words[SILENCE as usize] = 1;
    if shape.has_oscillators() {
        for (address, word) in cells(shape) {
            words[address as usize] = word;
        }
    }
    if let Some(rhythm) = shape.rhythm {
        let beside = bits(&reg::BESIDE, &[("tones", rhythm.tones), ("beats", u32::from(rhythm.beats)), ("cue", rhythm.cue_bits())]);
        let told =
            [(&reg::CONTOURS, rhythm.contours), (&reg::CELLS, rhythm.cells), (&reg::SAMPLE_RATE, rhythm.rate), (&reg::BESIDE, beside)];
        told.into_iter().for_each(|(register, word)| words[usize::from(register.address)] = word);
    }
    Content { file: REGISTER_FILE.into(), words }
}

impl Csr {
    /// The register file of a shape.
    pub fn new(shape: &Shape, clock_hz: u32, build_id: u32) -> Self {
        Self { memory: Ram::filled(256, 32, content(shape, clock_hz, build_id)), ..Self::default() }
    }
}

impl Logic for Csr {
    #[hdl_gen]
    fn update(&mut self) {
        self.memory.clock.next = self.clock.val();
        self.host_wide.next = bit_cast::<24, 8>(self.host_address.val());
        self.wide.next = bit_cast::<24, 8>(self.address.val());
        self.memory.read_address.next = self.wide.val();
        if self.host_reads.val() {
            self.memory.read_address.next = self.host_wide.val();
        }
        self.memory.write_enable.next = self.writes.val() | self.host_writes.val();
        self.memory.write_address.next = self.wide.val();
        self.memory.write.next = self.write.val();
        if self.host_writes.val() {
            self.memory.write_address.next = self.host_wide.val();
            self.memory.write.next = self.host_write.val();
        }
        self.read.next = self.memory.read.val();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The decoder cuts what is written and does not extend signs.
    #[test]
    fn no_narrow_register_is_signed() {
        let learns = Shape { learning: true, ..Shape::default() };
        assert!(reg::of(&learns).all(|register| register.width == 32 || !register.signed || register.access == Access::ReadOnly));
        assert!(reg::of(&learns).all(|register| register.address < 0xC0));
    }
}
