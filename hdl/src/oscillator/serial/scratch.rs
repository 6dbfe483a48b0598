//! The scratch memory: constants, settings of the sweep, and drives that wait.
//!
//! Latency: 1 clock from the place to `word`.

use rust_hdl::prelude::*;
use syntony_medium::shape::Shape;

use crate::cast::*;
use crate::memory::{Content, Ram};
use crate::sequencer::code::output;

/// Name of the memory's file.
pub const SCRATCH_FILE: &str = "scratch.mem";

/// A place in the memory, as a step of the program names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// 0
    Zero = 0,
    /// 1
    One = 1,
    /// -1
    MinusOne = 2,
    /// The largest shown value.
    Largest = 3,
    /// 16 times that.
    Largest16 = 4,
    /// What a sine is multiplied by so that the shown value stands at bit 15.
    Shown = 5,
    /// The new error of the inertial law.
    Error = 6,
    /// Coupling gain.
    Gain = 8,
    /// Second harmonic.
    Harmonic = 9,
    /// Injection.
    Injection = 10,
    /// Noise.
    Deviation = 11,
    /// Pull.
    Pull = 12,
    /// Phase lag.
    Alpha = 14,
    /// -2048
    Minus2048 = 16,
    /// 2048
    Plus2048 = 17,
    /// 8
    Eight = 18,
    /// 2^14
    Plus2e14 = 19,
    /// -2^13
    Minus2e13 = 20,
    /// 9; -1 if the amplitude stands at a wall.
    Wall = 24,
    /// -2^15; -2^13 if the amplitude was clamped.
    Clamped = 26,
    /// 2^14; -2^14 if the turn is negative.
    Quarter = 28,
    /// 2^exponent; if it is negative, -2^(-exponent - 1).
    Power = 32,
    /// Minus the largest aligned drive of the exponent, or minus the smallest one if the first accumulator is negative.
    Limit = 33,
    /// The first drive of the row.
    Side = 34,
}

/// Where pages of the memory begin.
const POWERS: usize = 32;
const LIMITS: usize = 64;
const SIDE: u32 = 128;

/// Words of the memory.
fn depth(shape: &Shape) -> u32 {
    (SIDE + shape.lanes.next_power_of_two()).next_power_of_two()
}

/// The memory at power-up.
pub fn content(shape: &Shape) -> Content {
    let mut words = vec![0i32; SIDE as usize];
    let most = shape.shown_max();
    for (place, value) in [
        (Place::One as usize, 1),
        (Place::MinusOne as usize, -1),
        (Place::Largest as usize, most),
        (Place::Largest16 as usize, 16 * most),
        (Place::Shown as usize, 1 << (shape.shown_bits - 1)),
        (Place::Minus2048 as usize, -2048),
        (Place::Plus2048 as usize, 2048),
        (Place::Eight as usize, 8),
        (Place::Plus2e14 as usize, 1 << 14),
        (Place::Minus2e13 as usize, -(1 << 13)),
        (Place::Wall as usize, 9),
        (Place::Wall as usize + 1, -1),
        (Place::Clamped as usize, -(1 << 15)),
        (Place::Clamped as usize + 1, -(1 << 13)),
        (Place::Quarter as usize, 1 << 14),
        (Place::Quarter as usize + 1, -(1 << 14)),
    ] {
        words[place] = value;
    }
    for k in 0..16 {
        // The largest drive of exponent 15 is 0.
        words[POWERS + k] = if k < 15 { 1 << k } else { 0 };
        words[POWERS + 16 + k] = -(1 << (15 - k));
        let limit = (1 << 15) - (1 << k);
        words[LIMITS + k] = -limit;
        words[LIMITS + 16 + k] = limit;
    }
    Content { file: SCRATCH_FILE.into(), words: words.iter().map(|&word| word as u32 & 0xFFFF).collect() }
}

/// The scratch memory.
#[derive(LogicBlock, Default)]
pub struct Scratch {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Place of the step, see [`Place`].
    pub place: Signal<In, Bits<6>>,
    /// The drive is being halved: 0 is read.
    pub stays: Signal<In, Bit>,
    /// Exponent of the row.
    pub exponent: Signal<In, Bits<5>>,
    /// The first accumulator is negative.
    pub negative: Signal<In, Bit>,
    /// The amplitude stands at a wall.
    pub wall: Signal<In, Bit>,
    /// The amplitude is clamped.
    pub clamped: Signal<In, Bit>,
    /// The turn is negative.
    pub turn_negative: Signal<In, Bit>,
    /// The row.
    pub row: Signal<In, Bits<8>>,
    /// Writes the place, a clock later.
    pub store: Signal<In, Bit>,
    /// What is written, in that clock.
    pub value: Signal<In, Signed<16>>,
    /// What was read.
    pub word: Signal<Out, Signed<16>>,
    /// The processor writes a port.
    pub enable: Signal<In, Bit>,
    /// Which, see [`output`].
    pub port: Signal<In, Bits<4>>,
    /// The word.
    pub port_word: Signal<In, Bits<32>>,
    /// The noise is not zero.
    pub noisy: Signal<Out, Bit>,
    pull_port: Fixed<Bits<4>>,
    deviation_port: Fixed<Bits<4>>,
    settings: Fixed<Bits<24>>,
    powers: Fixed<Bits<24>>,
    limits: Fixed<Bits<24>>,
    lower_limits: Fixed<Bits<24>>,
    side: Fixed<Bits<24>>,
    side_mask: Fixed<Bits<8>>,
    noisy_held: DFF<Bit>,
    store1: DFF<Bit>,
    address1: DFF<Bits<24>>,
    direct: Signal<Local, Bits<5>>,
    flag: Signal<Local, Bit>,
    flagged: Signal<Local, Bit>,
    direct_wide: Signal<Local, Bits<24>>,
    power_wide: Signal<Local, Bits<24>>,
    limit_low: Signal<Local, Bits<24>>,
    limit_wide: Signal<Local, Bits<24>>,
    exponent_low: Signal<Local, Bits<4>>,
    side_row: Signal<Local, Bits<8>>,
    side_wide: Signal<Local, Bits<24>>,
    address: Signal<Local, Bits<24>>,
    port_low: Signal<Local, Bits<3>>,
    port_wide: Signal<Local, Bits<24>>,
    setting: Signal<Local, Bits<16>>,
    setting_writes: Signal<Local, Bit>,
    written: Signal<Local, Bits<16>>,
    value_bits: Signal<Local, Bits<16>>,
    read: Signal<Local, Bits<16>>,
    ram: Ram,
}

impl Scratch {
    /// The memory of a shape.
    pub fn new(shape: &Shape) -> Self {
        Self {
            pull_port: constant(output::PULL),
            deviation_port: constant(output::DEVIATION),
            settings: constant(Place::Gain as u32),
            powers: constant(POWERS as u32),
            limits: constant(LIMITS as u32),
            lower_limits: constant(LIMITS as u32 + 16),
            side: constant(SIDE),
            side_mask: constant(shape.lanes.next_power_of_two() - 1),
            ram: Ram::filled(depth(shape), 16, content(shape)),
            ..Self::default()
        }
    }
}

impl Logic for Scratch {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, noisy_held, store1, address1);
        self.ram.clock.next = self.clock.val();
        // The last eight of the constants are pairs; the odd one is taken if something holds.
        self.direct.next = self.place.val().get_bits::<5>(0);
        self.flag.next = self.wall.val();
        if self.place.val().get_bit(1) {
            self.flag.next = self.clamped.val();
        }
        if self.place.val().get_bit(2) {
            self.flag.next = self.turn_negative.val();
        }
        self.flagged.next = self.place.val().get_bit(3) & self.place.val().get_bit(4) & self.flag.val();
        self.power_wide.next = bit_cast::<24, 5>(self.exponent.val());
        self.exponent_low.next = self.exponent.val().get_bits::<4>(0);
        self.limit_low.next = bit_cast::<24, 4>(self.exponent_low.val());
        self.limit_wide.next = self.limit_low.val() | self.limits.val();
        if self.negative.val() {
            self.limit_wide.next = self.limit_low.val() | self.lower_limits.val();
        }
        self.side_row.next = self.row.val() & self.side_mask.val();
        self.side_wide.next = bit_cast::<24, 8>(self.side_row.val());
        self.direct_wide.next = bit_cast::<24, 5>(self.direct.val());
        self.address.next = self.direct_wide.val();
        if self.flagged.val() {
            self.address.next = self.direct_wide.val() | 1;
        }
        if self.place.val().get_bit(5) {
            self.address.next = self.power_wide.val() | self.powers.val();
            if self.place.val().get_bit(0) {
                self.address.next = self.limit_wide.val();
            }
            if self.place.val().get_bit(1) {
                self.address.next = self.side_wide.val() | self.side.val();
            }
        }
        self.ram.read_address.next = self.address.val();
        if self.stays.val() {
            self.ram.read_address.next = 0.into();
        }
        self.read.next = self.ram.read.val().get_bits::<16>(0);
        self.word.next = signed_cast(self.read.val());
        // Settings come between the sweeps: schedules with 16 bits of fraction, pull and phase lag without.
        self.port_low.next = self.port.val().get_bits::<3>(0);
        self.port_wide.next = bit_cast::<24, 3>(self.port_low.val());
        self.setting.next = self.port_word.val().get_bits::<16>(16);
        if self.port.val().get_bit(2) {
            self.setting.next = self.port_word.val().get_bits::<16>(0);
        }
        if (self.port.val() == self.pull_port.val()) & self.port_word.val().get_bit(15) {
            self.setting.next = 0x7FFF.into();
        }
        self.setting_writes.next = self.enable.val() & !self.port.val().get_bit(3);
        self.value_bits.next = unsigned_cast_to::<16, 16>(self.value.val());
        self.written.next = self.value_bits.val();
        self.store1.d.next = self.store.val();
        self.address1.d.next = self.address.val();
        self.ram.write_address.next = self.address1.q.val();
        self.ram.write_enable.next = self.store1.q.val() | self.setting_writes.val();
        if self.setting_writes.val() {
            self.written.next = self.setting.val();
            self.ram.write_address.next = self.port_wide.val() | self.settings.val();
        }
        self.ram.write.next = bit_cast::<32, 16>(self.written.val());
        if self.setting_writes.val() & (self.port.val() == self.deviation_port.val()) {
            self.noisy_held.d.next = self.setting.val().any();
        }
        self.noisy.next = self.noisy_held.q.val();
    }
}
