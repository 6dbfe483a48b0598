//! An adaptive pool as hardware: a micro-program serves one oscillator after another, twice each sample, and once a second holds the
//! contest. While no sample is worked on the host reads and writes its state.
//!
//! Latency: 1 clock from address to `window_read`.

pub mod code;
pub mod engine;
pub mod program;
mod verilog;

use rust_hdl::prelude::*;
use syntony_medium::rhythm::RhythmShape;

use crate::memory::{Address, Content, Ram};
use crate::sine;
use engine::Engine;
use program::{STEPS, contents};

/// Name of the file of the state at power-up.
pub const STATE_FILE: &str = "pool_state.mem";

/// The state at power-up: a blank pool.
pub fn initial(shape: &RhythmShape) -> Content {
    Content { file: STATE_FILE.into(), words: syntony_medium::pool::words(shape.rate, shape.tones) }
}

/// What the memories of a pool are filled from, but its state.
pub fn content() -> Vec<Content> {
    contents().into_iter().chain([sine::content()]).collect()
}

/// The pool.
#[derive(LogicBlock, Default)]
pub struct Pool {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// A sample is there.
    pub go: Signal<In, Bit>,
    /// The sample, Q12; it stays while the pool is busy.
    pub sample: Signal<In, Signed<16>>,
    /// Whether something was heard.
    pub heard: Signal<In, Bit>,
    /// A sample is worked on.
    pub busy: Signal<Out, Bit>,
    /// The readout is there.
    pub told: Signal<Out, Bit>,
    /// The sample is done with.
    pub done: Signal<Out, Bit>,
    /// Its readout, before the sample counted; while it is told.
    pub readout: Signal<Out, Bits<16>>,
    /// Word of its state.
    pub window_address: Signal<In, Address>,
    /// Writes it.
    pub window_enable: Signal<In, Bit>,
    /// What.
    pub window_write: Signal<In, Bits<32>>,
    /// What it holds.
    pub window_read: Signal<Out, Bits<32>>,
    engine: Engine,
    program_low: Ram,
    program_high: Ram,
    state: Ram,
    wave: Ram,
    fetch_wide: Signal<Local, Address>,
    wave_wide: Signal<Local, Address>,
    place: Signal<Local, Address>,
}

impl Pool {
    /// The pool of a shape; it has at least one oscillator.
    pub fn new(shape: &RhythmShape) -> Self {
        let [low, high] = contents();
        Self {
            engine: Engine::new(shape),
            program_low: Ram::filled(STEPS, 32, low),
            program_high: Ram::filled(STEPS, 16, high),
            state: Ram::filled(8 * (shape.tones + 1), 32, initial(shape)),
            wave: Ram::filled(256, 15, sine::content()),
            ..Self::default()
        }
    }
}

impl Logic for Pool {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, engine, program_low, program_high, state, wave);
        self.engine.go.next = self.go.val();
        self.engine.sample.next = self.sample.val();
        self.engine.heard.next = self.heard.val();
        self.busy.next = self.engine.busy.val();
        self.told.next = self.engine.told.val();
        self.done.next = self.engine.done.val();
        self.readout.next = self.engine.readout.val();
        // Program and wave.
        self.fetch_wide.next = bit_cast::<24, 8>(self.engine.fetch.val());
        self.program_low.read_address.next = self.fetch_wide.val();
        self.program_low.write_enable.next = false;
        self.program_low.write_address.next = 0.into();
        self.program_low.write.next = 0.into();
        self.program_high.read_address.next = self.fetch_wide.val();
        self.program_high.write_enable.next = false;
        self.program_high.write_address.next = 0.into();
        self.program_high.write.next = 0.into();
        self.engine.code.next = self.program_low.read.val();
        self.engine.code_high.next = self.program_high.read.val().get_bits::<16>(0);
        self.wave_wide.next = bit_cast::<24, 8>(self.engine.wave_at.val());
        self.wave.read_address.next = self.wave_wide.val();
        self.wave.write_enable.next = false;
        self.wave.write_address.next = 0.into();
        self.wave.write.next = 0.into();
        self.engine.wave.next = self.wave.read.val().get_bits::<16>(0);
        // The state: the engine's, or the host's.
        self.place.next = self.engine.state_at.val();
        self.state.write_enable.next = self.engine.state_writes.val();
        self.state.write.next = self.engine.state_write.val();
        if !self.engine.busy.val() {
            self.place.next = self.window_address.val();
            self.state.write_enable.next = self.window_enable.val();
            self.state.write.next = self.window_write.val();
        }
        self.state.read_address.next = self.place.val();
        self.state.write_address.next = self.place.val();
        self.engine.state.next = self.state.read.val();
        self.window_read.next = self.state.read.val();
    }
}
