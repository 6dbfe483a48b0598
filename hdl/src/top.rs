//! The whole board: a line in, a line out, a clock. Wiring only.

use rust_hdl::prelude::*;
use syntony_medium::shape::Shape;
use syntony_medium::window::{CONTOUR_STATE, CUE, CUE_GUESSES, SAMPLES};

use crate::cast::*;
use crate::csr::Csr;
use crate::link::execute::Execute;
use crate::link::receive::Receive;
use crate::link::send::Send;
use crate::machine::Machine;
use crate::rhythm::stream::Stream;
use crate::uart::{UartReceiver, UartTransmitter};

/// The top module.
#[derive(LogicBlock, Default)]
pub struct Top {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// From the host.
    pub uart_rx: Signal<In, Bit>,
    /// To the host.
    pub uart_tx: Signal<Out, Bit>,
    receiver: UartReceiver,
    transmitter: UartTransmitter,
    receive: Receive,
    execute: Execute,
    send: Send,
    machine: Vec<Machine>,
    // Without oscillators the registers stand alone.
    registers: Vec<Csr>,
    stream: Vec<Stream>,
    of_stream: Signal<Local, Bit>,
    first_window: Fixed<Bits<8>>,
    last_window: Fixed<Bits<8>>,
    samples_window: Fixed<Bits<8>>,
    cue_window: Fixed<Bits<8>>,
}

/// What is chosen beside the shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choices {
    /// Radix-4 weights are multiplied digit by digit, not by a multiplier.
    pub digits: bool,
    /// Oscillators are worked on one at a time, by few parts.
    pub serial: bool,
    /// Small tables are of logic cells, not block RAMs.
    pub in_logic: bool,
    /// Clock in Hz.
    pub clock_hz: u32,
    /// First rate of the line, bits a second.
    pub baud: u32,
    /// Hash of the content.
    pub build_id: u32,
}

impl Top {
    /// The board of a shape.
    pub fn new(shape: &Shape, choices: &Choices) -> Self {
        Self {
            receive: Receive::new(),
            execute: Execute::new(shape, choices.clock_hz, choices.baud),
            machine: if shape.has_oscillators() { vec![Machine::new(shape, choices)] } else { vec![] },
            registers: if shape.has_oscillators() { vec![] } else { vec![Csr::new(shape, choices.clock_hz, choices.build_id)] },
            stream: shape.rhythm.iter().map(|rhythm| Stream::new(rhythm, choices.serial)).collect(),
            first_window: constant(CONTOUR_STATE.number.into()),
            last_window: constant(CUE_GUESSES.number.into()),
            samples_window: constant(SAMPLES.number.into()),
            cue_window: constant(CUE.number.into()),
            ..Self::default()
        }
    }
}

impl Logic for Top {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, receiver, transmitter, receive, execute, send);
        self.receiver.line.next = self.uart_rx.val();
        self.receiver.bit_clocks.next = self.execute.bit_clocks.val();
        self.transmitter.bit_clocks.next = self.execute.bit_clocks.val();
        self.uart_tx.next = self.transmitter.line.val();
        self.receive.valid.next = self.receiver.valid.val();
        self.receive.octet.next = self.receiver.octet.val();
        self.receive.torn.next = self.receiver.broken.val();
        self.receive.take.next = self.execute.take.val();
        self.receive.word_number.next = self.execute.word_number.val();
        self.execute.ready.next = self.receive.ready.val();
        self.execute.dropped.next = self.receive.dropped.val();
        self.execute.word.next = self.receive.word.val();
        self.send.enable.next = self.execute.byte_enable.val();
        self.send.shift.next = self.execute.shift.val();
        self.send.data.next = self.execute.data.val();
        self.send.raw.next = self.execute.raw.val();
        self.execute.byte_ready.next = self.send.ready.val();
        self.send.line_ready.next = self.transmitter.ready.val();
        self.transmitter.enable.next = self.send.line_enable.val();
        self.transmitter.octet.next = self.send.line_byte.val();
        self.execute.line_idle.next = self.transmitter.ready.val() & self.send.ready.val();
        // Windows of the contours, and the registers at their numbers, which nobody writes.
        self.of_stream.next =
            (self.execute.window.val() >= self.first_window.val()) & (self.execute.window.val() <= self.last_window.val());
        self.execute.busy.next = false;
        self.execute.register_read.next = 0.into();
        self.execute.window_read.next = 0.into();
        self.execute.window_ready.next = true;
        for i in 0..self.machine.len() {
            self.machine[i].clock.next = self.clock.val();
            self.execute.busy.next = self.machine[i].busy.val();
            self.machine[i].start_run.next = self.execute.start_run.val();
            self.machine[i].start_check.next = self.execute.start_check.val();
            self.machine[i].register_reads.next = self.execute.register_reads.val();
            self.machine[i].register_writes.next = self.execute.register_writes.val();
            self.machine[i].register_number.next = self.execute.register_number.val();
            self.machine[i].register_write.next = self.execute.register_write.val();
            self.execute.register_read.next = self.machine[i].register_read.val();
            self.machine[i].window.next = self.execute.window.val();
            self.machine[i].offset.next = self.execute.offset.val();
            self.machine[i].window_writes.next = self.execute.window_writes.val();
            self.machine[i].window_write.next = self.execute.window_write.val();
            self.execute.window_read.next = self.machine[i].window_read.val();
            self.execute.window_ready.next = self.machine[i].window_ready.val();
        }
        for i in 0..self.registers.len() {
            self.registers[i].clock.next = self.clock.val();
            self.registers[i].host_reads.next = self.execute.register_reads.val();
            self.registers[i].host_writes.next = self.execute.register_writes.val();
            self.registers[i].host_address.next = self.execute.register_number.val();
            self.registers[i].host_write.next = self.execute.register_write.val();
            self.registers[i].address.next = 0.into();
            self.registers[i].writes.next = false;
            self.registers[i].write.next = 0.into();
            self.execute.register_read.next = self.registers[i].read.val();
        }
        for i in 0..self.stream.len() {
            self.stream[i].clock.next = self.clock.val();
            self.stream[i].register_writes.next = self.execute.register_writes.val();
            self.stream[i].register_number.next = self.execute.register_number.val();
            self.stream[i].register_write.next = self.execute.register_write.val();
            if self.stream[i].register_mine.val() {
                self.execute.register_read.next = self.stream[i].register_read.val();
            }
            self.stream[i].window.next = self.execute.window.val();
            self.stream[i].offset.next = self.execute.offset.val();
            self.stream[i].window_writes.next = self.execute.window_writes.val();
            self.stream[i].window_write.next = self.execute.window_write.val();
            if self.of_stream.val() {
                self.execute.window_read.next = self.stream[i].window_read.val();
                self.execute.window_ready.next = true;
                // Samples go in and readouts out while others are worked on.
                self.execute.busy.next = self.stream[i].busy.val() & (self.execute.window.val() < self.samples_window.val());
                if self.execute.window.val() >= self.cue_window.val() {
                    self.execute.busy.next = self.stream[i].searching.val();
                }
                for k in 0..self.machine.len() {
                    self.machine[k].window_writes.next = false;
                }
            }
        }
    }
}
