//! Contours with their memories: the engine, its program, states, cells and errors. While no sample is worked on they are searched for
//! a cue, or the host reads and writes them through the window port.
//!
//! Latency: 1 clock from window and address to `window_read`.

use rust_hdl::prelude::*;
use syntony_medium::rhythm::RhythmShape;

use super::cue::search::Search;
use super::engine::Engine;
use super::program::{STEPS, contents};
use crate::cast::*;
use crate::memory::{Address, BulkRam, Ram};

/// The contours.
#[derive(LogicBlock, Default)]
pub struct Bank {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// A sample is there.
    pub go: Signal<In, Bit>,
    /// The sample, Q12; it stays while they are busy.
    pub sample: Signal<In, Signed<16>>,
    /// Whether something was heard.
    pub heard: Signal<In, Bit>,
    /// The contours are searched for a cue, while no sample is worked on.
    pub search: Signal<In, Bit>,
    /// Samples of the cue; it stays meanwhile.
    pub search_length: Signal<In, Bits<16>>,
    /// The search ends in this clock.
    pub searched: Signal<Out, Bit>,
    /// A sample is worked on.
    pub busy: Signal<Out, Bit>,
    /// A contour is done with.
    pub told: Signal<Out, Bit>,
    /// The sample is.
    pub done: Signal<Out, Bit>,
    /// The contour.
    pub contour: Signal<Out, Bits<10>>,
    /// Its readout, before the sample counted.
    pub readout: Signal<Out, Bits<16>>,
    /// Its phase behind the sample, `2^-16` turn.
    pub turn: Signal<Out, Bits<16>>,
    /// Number of the window.
    pub window: Signal<In, Bits<8>>,
    /// Word of it.
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
    program_top: Ram,
    state_low: Ram,
    state_high: Ram,
    cells: BulkRam,
    faults: BulkRam,
    cue: Vec<Search>,
    of_state: Signal<Local, Bit>,
    of_cells: Signal<Local, Bit>,
    of_faults: Signal<Local, Bit>,
    upper: Signal<Local, Bit>,
    was_upper: DFF<Bit>,
    number_state: Fixed<Bits<8>>,
    number_cells: Fixed<Bits<8>>,
    number_faults: Fixed<Bits<8>>,
    fetch_wide: Signal<Local, Address>,
    state_place: Signal<Local, Address>,
    state_enable: Signal<Local, Bit>,
    half: Signal<Local, Bits<23>>,
}

impl Bank {
    /// The contours of a shape; `large`: the device has the large blocks of an iCE40 for them.
    pub fn new(shape: &RhythmShape, large: bool) -> Self {
        use syntony_medium::window::{CONTOUR_CELLS, CONTOUR_ERRORS, CONTOUR_STATE, Window};
        let number = |window: &Window| constant(window.number.into());
        let [low, high, top] = contents();
        let cells = shape.contours * shape.cells;
        let bulk = |width| if large { BulkRam::beside(cells, width, 1) } else { BulkRam::new(cells, width) };
        Self {
            engine: Engine::new(shape),
            program_low: Ram::filled(STEPS, 32, low),
            program_high: Ram::filled(STEPS, 32, high),
            program_top: Ram::filled(STEPS, 32, top),
            state_low: Ram::new(shape.contours * 8, 32),
            state_high: Ram::new(shape.contours * 8, 16),
            cells: bulk(16),
            faults: bulk(32),
            cue: if shape.cue > 0 { vec![Search::new(shape)] } else { vec![] },
            number_state: number(&CONTOUR_STATE),
            number_cells: number(&CONTOUR_CELLS),
            number_faults: number(&CONTOUR_ERRORS),
            ..Self::default()
        }
    }
}

impl Logic for Bank {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, engine, program_low, program_high, program_top, state_low, state_high, cells, faults);
        dff_setup!(self, clock, was_upper);
        self.engine.go.next = self.go.val();
        self.engine.sample.next = self.sample.val();
        self.engine.heard.next = self.heard.val();
        self.busy.next = self.engine.busy.val();
        self.told.next = self.engine.told.val();
        self.done.next = self.engine.done.val();
        self.contour.next = self.engine.contour.val();
        self.readout.next = self.engine.readout.val();
        self.turn.next = self.engine.turn.val();
        // The program.
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
        self.program_top.read_address.next = self.fetch_wide.val();
        self.program_top.write_enable.next = false;
        self.program_top.write_address.next = 0.into();
        self.program_top.write.next = 0.into();
        self.engine.code_high.next = self.program_high.read.val();
        self.engine.code_top.next = self.program_top.read.val();
        // The memories: the engine's, or the host's.
        self.of_state.next = self.window.val() == self.number_state.val();
        self.of_cells.next = self.window.val() == self.number_cells.val();
        self.of_faults.next = self.window.val() == self.number_faults.val();
        self.upper.next = self.window_address.val().get_bit(0);
        self.was_upper.d.next = self.upper.val();
        self.half.next = self.window_address.val().get_bits::<23>(1);
        self.state_place.next = self.engine.state_at.val();
        self.state_enable.next = self.engine.state_writes.val();
        self.cells.address.next = self.engine.cell_at.val();
        self.faults.address.next = self.engine.fault_at.val();
        self.cells.write_enable.next = self.engine.cell_writes.val();
        self.faults.write_enable.next = self.engine.fault_writes.val();
        self.cells.write.next = bit_cast::<32, 16>(self.engine.cell_write.val());
        self.faults.write.next = self.engine.fault_write.val();
        self.state_low.write.next = self.engine.state_write.val();
        self.state_high.write.next = bit_cast::<32, 16>(self.engine.state_write_high.val());
        self.state_low.write_enable.next = self.state_enable.val();
        self.state_high.write_enable.next = self.state_enable.val();
        if !self.engine.busy.val() {
            self.state_place.next = bit_cast::<24, 23>(self.half.val());
            self.cells.address.next = self.window_address.val();
            self.faults.address.next = self.window_address.val();
            self.cells.write_enable.next = self.window_enable.val() & self.of_cells.val();
            self.faults.write_enable.next = self.window_enable.val() & self.of_faults.val();
            self.cells.write.next = self.window_write.val();
            self.faults.write.next = self.window_write.val();
            self.state_low.write.next = self.window_write.val();
            self.state_high.write.next = self.window_write.val();
            self.state_low.write_enable.next = self.window_enable.val() & self.of_state.val() & !self.upper.val();
            self.state_high.write_enable.next = self.window_enable.val() & self.of_state.val() & self.upper.val();
        }
        // Or those of a search.
        self.searched.next = false;
        for i in 0..self.cue.len() {
            self.cue[i].clock.next = self.clock.val();
            self.cue[i].go.next = self.search.val();
            self.cue[i].length.next = self.search_length.val();
            self.cue[i].omega_low.next = self.state_low.read.val();
            self.cue[i].omega_high.next = self.state_high.read.val().get_bits::<16>(0);
            self.cue[i].ring.next = self.cells.read.val().get_bits::<16>(0);
            self.cue[i].window.next = self.window.val();
            self.cue[i].window_address.next = self.window_address.val();
            self.cue[i].window_enable.next = self.window_enable.val();
            self.cue[i].window_write.next = self.window_write.val();
            self.searched.next = self.cue[i].done.val();
            if self.cue[i].busy.val() {
                self.state_place.next = self.cue[i].state_at.val();
                self.cells.address.next = self.cue[i].cell_at.val();
                self.cells.write_enable.next = false;
                self.faults.write_enable.next = false;
                self.state_low.write_enable.next = false;
                self.state_high.write_enable.next = false;
            }
        }
        self.state_low.read_address.next = self.state_place.val();
        self.state_low.write_address.next = self.state_place.val();
        self.state_high.read_address.next = self.state_place.val();
        self.state_high.write_address.next = self.state_place.val();
        self.engine.state.next = self.state_low.read.val();
        self.engine.state_high.next = self.state_high.read.val().get_bits::<16>(0);
        self.engine.ring.next = self.cells.read.val().get_bits::<16>(0);
        self.engine.fault.next = self.faults.read.val();
        self.window_read.next = self.state_low.read.val();
        if self.was_upper.q.val() {
            self.window_read.next = self.state_high.read.val();
        }
        if self.of_cells.val() {
            self.window_read.next = self.cells.read.val();
        }
        if self.of_faults.val() {
            self.window_read.next = self.faults.read.val();
        }
        for i in 0..self.cue.len() {
            if self.cue[i].window_mine.val() {
                self.window_read.next = self.cue[i].window_read.val();
            }
        }
    }
}
