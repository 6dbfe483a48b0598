//! The medium without its link: register file, processor, walk, coupling, oscillators, observers. Wiring only.

use rust_hdl::prelude::*;
use syntony_medium::shape::{Coupling, Shape};

use crate::cast::*;
use crate::coupling::dense::Dense;
use crate::coupling::sparse::Sparse;
use crate::csr::Csr;
use crate::memory::Address;
use crate::observer::Observer;
use crate::oscillator::node::Node;
use crate::oscillator::serial::node::Serial;
use crate::plasticity::learner::Learner;
use crate::sequencer::processor::Processor;
use crate::sequencer::walk::Walk;
use crate::settings::Settings;
use crate::top::Choices;
use crate::windows::WindowTable;

/// The medium as the link sees it.
#[derive(LogicBlock, Default)]
pub struct Machine {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Starts a run.
    pub start_run: Signal<In, Bit>,
    /// Starts a checksum.
    pub start_check: Signal<In, Bit>,
    /// A run or a checksum goes on.
    pub busy: Signal<Out, Bit>,
    /// Reads a register; the word is there one clock later.
    pub register_reads: Signal<In, Bit>,
    /// Writes a register.
    pub register_writes: Signal<In, Bit>,
    /// The register.
    pub register_number: Signal<In, Bits<8>>,
    /// What is written.
    pub register_write: Signal<In, Bits<32>>,
    /// What was read.
    pub register_read: Signal<Out, Bits<32>>,
    /// Number of the window.
    pub window: Signal<In, Bits<8>>,
    /// Offset in the window.
    pub offset: Signal<In, Bits<32>>,
    /// Writes to the window, while nothing goes on.
    pub window_writes: Signal<In, Bit>,
    /// What is written, held for 2 clocks.
    pub window_write: Signal<In, Bits<32>>,
    /// What the window holds, 4 clocks after number and offset; weights: 7 clocks.
    pub window_read: Signal<Out, Bits<32>>,
    /// The window can be written.
    pub window_ready: Signal<Out, Bit>,
    csr: Csr,
    processor: Processor,
    settings: Settings,
    walk: Walk,
    dense: Vec<Dense>,
    sparse: Vec<Sparse>,
    load: Signal<Local, Bit>,
    drive: Signal<Local, Signed<32>>,
    pipelined: Vec<Node>,
    serial: Vec<Serial>,
    ready: Signal<Local, Bit>,
    done: Signal<Local, Bit>,
    done_row: Signal<Local, Address>,
    ahead: Signal<Local, Address>,
    bias: Signal<Local, Signed<16>>,
    u: Signal<Local, Signed<8>>,
    v: Signal<Local, Signed<8>>,
    noise_state: Signal<Local, Bits<32>>,
    node_window: Signal<Local, Bits<32>>,
    zero8: Fixed<Signed<8>>,
    sign: Signal<Local, Bit>,
    best: Signal<Local, Bits<32>>,
    learners: Vec<Learner>,
    observer: Observer,
    window_map: WindowTable,
    owned: DFF<Bit>,
    place: DFF<Bits<32>>,
    address: Signal<Local, Address>,
    number8: DFF<Bits<8>>,
    writes: DFF<Bit>,
    zero: Fixed<Signed<16>>,
    no_drive: Fixed<Signed<32>>,
    window_word: DFF<Bits<32>>,
    port_read: DFF<Bits<32>>,
}

/// Multipliers that a device which multiplies digit by digit has to spare beside those of the oscillator core.
const MULTIPLIERS: u32 = 2;

impl Machine {
    /// The medium of a shape.
    pub fn new(shape: &Shape, choices: &Choices) -> Self {
        let Choices { digits, serial, in_logic, clock_hz, build_id, .. } = *choices;
        let (pipelined, serial_core) = if serial { (vec![], vec![Serial::new(shape)]) } else { (vec![Node::new(shape, in_logic)], vec![]) };
        let (dense, sparse) = match shape.coupling {
            Coupling::Dense => (vec![Dense::new(shape, digits, MULTIPLIERS)], vec![]),
            Coupling::Sparse { slots } => (vec![], vec![Sparse::new(shape, slots, digits)]),
        };
        Self {
            csr: Csr::new(shape, clock_hz, build_id),
            processor: Processor::new(shape),
            settings: Settings::new(shape),
            walk: Walk::new(shape, serial),
            dense,
            sparse,
            pipelined,
            serial: serial_core,
            learners: if shape.learning { vec![Learner::new(shape, digits)] } else { vec![] },
            observer: Observer::new(shape, serial),
            // The contours' windows are not its own.
            window_map: WindowTable::new(&Shape { rhythm: None, ..*shape }),
            ..Self::default()
        }
    }
}

impl Logic for Machine {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, csr, processor, settings, walk, observer);
        dff_setup!(self, clock, port_read, window_word, owned, place, number8, writes);
        // Oscillators: one of the two cores.
        self.ready.next = true;
        self.done.next = false;
        self.done_row.next = 0.into();
        self.ahead.next = 0.into();
        self.bias.next = self.zero.val();
        self.u.next = self.zero8.val();
        self.v.next = self.zero8.val();
        self.noise_state.next = 0.into();
        self.node_window.next = 0.into();
        self.sign.next = false;
        self.best.next = 0.into();
        for i in 0..self.pipelined.len() {
            self.done.next = self.pipelined[i].done.val();
            self.done_row.next = self.pipelined[i].done_row.val();
            self.ahead.next = self.pipelined[i].ahead.val();
            self.bias.next = self.pipelined[i].bias.val();
            self.u.next = self.pipelined[i].u.val();
            self.v.next = self.pipelined[i].v.val();
            self.noise_state.next = self.pipelined[i].noise_state.val();
            self.node_window.next = self.pipelined[i].window_read.val();
        }
        for i in 0..self.serial.len() {
            self.ready.next = self.serial[i].ready.val();
            self.sign.next = self.serial[i].sign.val();
            self.best.next = self.serial[i].best.val();
            self.done.next = self.serial[i].done.val();
            self.done_row.next = self.serial[i].done_row.val();
            self.ahead.next = self.serial[i].done_row.val();
            self.bias.next = self.serial[i].bias.val();
            self.u.next = self.serial[i].u.val();
            self.v.next = self.serial[i].v.val();
            self.noise_state.next = self.serial[i].noise_state.val();
            self.node_window.next = self.serial[i].window_read.val();
        }
        // Register file: host and processor.
        self.csr.host_reads.next = self.register_reads.val();
        self.csr.host_writes.next = self.register_writes.val();
        self.csr.host_address.next = self.register_number.val();
        self.csr.host_write.next = self.register_write.val();
        self.csr.address.next = self.processor.register_number.val();
        self.csr.writes.next = self.processor.write_enable.val();
        self.csr.write.next = self.processor.write.val();
        self.register_read.next = self.csr.read.val();
        self.processor.start_run.next = self.start_run.val();
        self.processor.start_check.next = self.start_check.val();
        self.processor.host_reads.next = self.register_reads.val();
        self.processor.host_writes.next = self.register_writes.val();
        self.processor.read.next = self.csr.read.val();
        self.processor.working.next = self.walk.active.val();
        self.busy.next = self.processor.busy.val();
        // Windows: the host's, or the processor's while a program goes on.
        self.number8.d.next = self.window.val();
        self.place.d.next = self.offset.val();
        self.writes.d.next = self.window_writes.val();
        self.owned.d.next = self.processor.busy.val();
        if self.owned.q.val() {
            self.number8.d.next = self.settings.window.val();
            self.place.d.next = self.settings.offset.val();
            self.writes.d.next = false;
        }
        // Or the learner's.
        for i in 0..self.learners.len() {
            if self.learners[i].active.val() {
                self.number8.d.next = self.learners[i].window.val();
                self.place.d.next = self.learners[i].offset.val();
                self.writes.d.next = self.learners[i].writes.val();
            }
        }
        self.window_map.number.next = self.number8.q.val();
        self.window_map.offset.next = self.place.q.val();
        self.address.next = self.place.q.val().get_bits::<24>(0);
        self.walk.window_address.next = self.address.val();
        self.walk.window_enable.next = self.writes.q.val() & (self.number8.q.val() == 9);
        self.walk.window_write.next = self.window_write.val();
        self.observer.sign.next = self.sign.val();
        self.observer.stored.next = self.best.val();
        self.observer.busy.next = self.walk.active.val();
        self.observer.window_address.next = self.address.val();
        self.observer.window_enable.next = self.writes.q.val() & (self.number8.q.val() == 10);
        self.observer.window_write.next = self.window_write.val();
        self.window_word.d.next = self.node_window.val();
        self.window_ready.next = !self.writes.q.val();
        for i in 0..self.dense.len() {
            self.window_ready.next = self.dense[i].window_ready.val() & !self.writes.q.val();
            if self.number8.q.val() == 7 {
                self.window_word.d.next = self.dense[i].window_read.val();
            }
        }
        for i in 0..self.sparse.len() {
            if self.number8.q.val() == 8 {
                self.window_word.d.next = self.sparse[i].window_read.val();
            }
            if self.number8.q.val() == 9 {
                self.window_word.d.next = self.walk.window_read.val();
            }
        }
        if self.number8.q.val() == 10 {
            self.window_word.d.next = self.observer.window_read.val();
        }
        self.window_read.next = self.window_word.q.val();
        // Ports of the processor: it names one a clock before it takes the word.
        self.port_read.d.next = self.observer.sum.val();
        if self.processor.port.val() == 0 {
            self.port_read.d.next = bit_cast::<32, 24>(self.observer.count.val());
        }
        if self.processor.port.val() == 2 {
            self.port_read.d.next = self.observer.sum_sin.val();
        }
        if self.processor.port.val() == 4 {
            self.port_read.d.next = self.observer.sum_high.val();
        }
        if self.processor.port.val() == 5 {
            self.port_read.d.next = self.noise_state.val();
        }
        if self.processor.port.val() == 6 {
            self.port_read.d.next = self.window_word.q.val();
        }
        if self.processor.port.val() == 7 {
            self.port_read.d.next = self.window_map.words.val();
        }
        for i in 0..self.learners.len() {
            if self.processor.port.val() == 8 {
                self.port_read.d.next = self.learners[i].noise_state.val();
            }
            if self.processor.port.val() == 9 {
                self.port_read.d.next = self.learners[i].learnt.val();
            }
        }
        self.processor.port_read.next = self.port_read.q.val();
        self.settings.enable.next = self.processor.port_enable.val();
        self.settings.port.next = self.processor.port.val();
        self.settings.word.next = self.processor.write.val();
        // The walk.
        self.walk.start.next = self.processor.start_pass.val();
        self.walk.kind.next = self.processor.port.val().get_bits::<3>(0);
        self.walk.full.next = self.settings.full.val();
        self.walk.done.next = self.done_row.val();
        self.walk.counted.next = self.observer.count.val();
        // Coupling: one of the two.
        self.load.next = false;
        self.drive.next = self.no_drive.val();
        for i in 0..self.dense.len() {
            self.dense[i].clock.next = self.clock.val();
            self.dense[i].valid.next = self.walk.valid.val();
            self.dense[i].last.next = self.walk.last.val();
            self.dense[i].partner.next = self.walk.partner.val();
            self.dense[i].weight.next = self.walk.weight.val();
            self.dense[i].select.next = self.walk.select.val();
            self.dense[i].shift.next = self.walk.shift.val();
            self.dense[i].show_enable.next = self.done.val();
            self.dense[i].show_address.next = self.walk.show_address.val();
            self.dense[i].u.next = self.u.val();
            self.dense[i].v.next = self.v.val();
            self.dense[i].busy.next = self.walk.active.val();
            self.dense[i].window_address.next = self.place.q.val();
            self.dense[i].window_enable.next = self.writes.q.val() & (self.number8.q.val() == 7);
            self.dense[i].window_write.next = self.window_write.val();
            self.load.next = self.dense[i].load.val();
            self.drive.next = self.dense[i].drive.val();
        }
        for i in 0..self.sparse.len() {
            self.sparse[i].clock.next = self.clock.val();
            self.sparse[i].valid.next = self.walk.valid.val();
            self.sparse[i].last.next = self.walk.last.val();
            self.sparse[i].empty.next = self.walk.empty.val();
            self.sparse[i].slot.next = self.walk.weight.val();
            self.sparse[i].boundary.next = self.walk.boundary_row.val();
            self.sparse[i].older_from.next = self.walk.older_from.val();
            self.sparse[i].parity.next = self.walk.copy_written.val();
            self.sparse[i].select.next = self.walk.select.val();
            self.sparse[i].shift.next = self.walk.shift.val();
            self.sparse[i].show_enable.next = self.done.val();
            self.sparse[i].show_address.next = self.walk.show_address.val();
            self.sparse[i].u.next = self.u.val();
            self.sparse[i].v.next = self.v.val();
            self.sparse[i].busy.next = self.walk.active.val();
            self.sparse[i].window_address.next = self.place.q.val();
            self.sparse[i].window_enable.next = self.writes.q.val() & (self.number8.q.val() == 8);
            self.sparse[i].window_write.next = self.window_write.val();
            self.load.next = self.sparse[i].load.val();
            self.drive.next = self.sparse[i].drive.val();
        }
        self.walk.load.next = self.load.val();
        // What goes into the oscillators.
        for i in 0..self.pipelined.len() {
            self.pipelined[i].clock.next = self.clock.val();
            self.pipelined[i].opening.next = self.walk.opening.val();
            self.pipelined[i].drive.next = self.drive.val();
            self.pipelined[i].row.next = self.walk.row.val();
            self.pipelined[i].biased.next = self.walk.biased.val();
            self.pipelined[i].half.next = self.walk.half.val();
            self.pipelined[i].whole.next = self.walk.whole.val();
            self.pipelined[i].full.next = self.settings.full.val();
            self.pipelined[i].inertial.next = self.settings.inertial.val();
            self.pipelined[i].still.next = self.walk.still.val();
            self.pipelined[i].clear.next = self.walk.clear.val();
            self.pipelined[i].dither.next = self.settings.dither.val();
            self.pipelined[i].alpha.next = self.settings.alpha.val();
            self.pipelined[i].gain.next = self.settings.gain.val();
            self.pipelined[i].harmonic.next = self.settings.harmonic.val();
            self.pipelined[i].injection.next = self.settings.injection.val();
            self.pipelined[i].deviation.next = self.settings.deviation.val();
            if self.walk.still.val() {
                self.pipelined[i].deviation.next = self.zero.val();
            }
            self.pipelined[i].pull.next = self.settings.pull.val();
            self.pipelined[i].seed_load.next = self.settings.seed_load.val();
            self.pipelined[i].seed.next = self.processor.write.val();
            self.pipelined[i].busy.next = self.walk.active.val();
            self.pipelined[i].window.next = self.number8.q.val();
            self.pipelined[i].window_address.next = self.address.val();
            self.pipelined[i].window_enable.next = self.writes.q.val();
            self.pipelined[i].window_write.next = self.window_write.val();
        }
        for i in 0..self.serial.len() {
            self.serial[i].clock.next = self.clock.val();
            self.serial[i].best_writes.next = self.observer.best_writes.val();
            self.serial[i].best_address.next = self.observer.best_address.val();
            self.serial[i].best_word.next = self.observer.best_word.val();
            self.serial[i].opening.next = self.walk.opening.val();
            self.serial[i].drive.next = self.drive.val();
            self.serial[i].row.next = self.walk.row.val();
            self.serial[i].half.next = self.walk.half.val();
            self.serial[i].whole.next = self.walk.whole.val();
            self.serial[i].full.next = self.settings.full.val();
            self.serial[i].inertial.next = self.settings.inertial.val();
            self.serial[i].still.next = self.walk.still.val();
            self.serial[i].clear.next = self.walk.clear.val();
            self.serial[i].dither.next = self.settings.dither.val();
            self.serial[i].enable.next = self.processor.port_enable.val();
            self.serial[i].port.next = self.processor.port.val();
            self.serial[i].word.next = self.processor.write.val();
            self.serial[i].seed_load.next = self.settings.seed_load.val();
            self.serial[i].busy.next = self.walk.active.val();
            self.serial[i].window.next = self.number8.q.val();
            self.serial[i].window_address.next = self.address.val();
            self.serial[i].window_enable.next = self.writes.q.val();
            self.serial[i].window_write.next = self.window_write.val();
        }
        self.walk.ready.next = self.ready.val();
        // Learning: between two passes of the walk, as if it were one.
        for i in 0..self.learners.len() {
            self.learners[i].clock.next = self.clock.val();
            self.learners[i].start.next = self.processor.start_pass.val() & (self.processor.port.val() == 6);
            if self.processor.port.val() == 6 {
                self.walk.start.next = false;
            }
            self.processor.working.next = self.walk.active.val() | self.learners[i].active.val();
            self.learners[i].register_writes.next = self.processor.write_enable.val() | self.register_writes.val();
            self.learners[i].register_number.next = self.processor.register_number.val();
            self.learners[i].register_write.next = self.processor.write.val();
            if self.register_writes.val() {
                self.learners[i].register_number.next = self.register_number.val();
                self.learners[i].register_write.next = self.register_write.val();
            }
            self.learners[i].done.next = self.done.val();
            self.learners[i].done_row.next = self.done_row.val();
            self.learners[i].u.next = self.u.val();
            self.learners[i].inertial.next = self.settings.inertial.val();
            self.learners[i].window_read.next = self.window_word.q.val();
            self.learners[i].shown_negative.next = false;
            for k in 0..self.dense.len() {
                self.learners[i].shown_negative.next = self.dense[k].negative.val();
            }
            if self.learners[i].active.val() {
                for k in 0..self.dense.len() {
                    self.dense[k].partner.next = self.learners[i].partner.val();
                    self.dense[k].window_write.next = self.learners[i].window_write.val();
                }
                for k in 0..self.sparse.len() {
                    self.sparse[k].window_write.next = self.learners[i].window_write.val();
                }
                for k in 0..self.pipelined.len() {
                    self.pipelined[k].window_write.next = self.learners[i].window_write.val();
                }
                for k in 0..self.serial.len() {
                    self.serial[k].window_write.next = self.learners[i].window_write.val();
                }
            }
        }
        // Observers.
        self.observer.opening.next = self.walk.opening.val();
        self.observer.sweep.next = self.walk.sweep.val();
        self.observer.measure.next = self.walk.measure.val();
        self.observer.copy.next = self.walk.copy.val();
        self.observer.blank.next = self.walk.blank.val();
        self.observer.ahead.next = self.ahead.val();
        self.observer.done.next = self.done.val();
        self.observer.done_row.next = self.done_row.val();
        self.observer.u.next = self.u.val();
        self.observer.v.next = self.v.val();
        self.observer.valid.next = self.walk.observed.val();
        self.observer.row.next = self.walk.row.val();
        self.observer.drive.next = self.drive.val();
        self.observer.bias.next = self.bias.val();
    }
}
