//! The whole board: a line in, a line out, a clock. Wiring only.

use rust_hdl::prelude::*;
use syntony_medium::shape::Shape;

use crate::link::execute::Execute;
use crate::link::receive::Receive;
use crate::link::send::Send;
use crate::machine::Machine;
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
    machine: Machine,
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
            machine: Machine::new(shape, choices),
            ..Self::default()
        }
    }
}

impl Logic for Top {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, receiver, transmitter, receive, execute, send, machine);
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
        self.execute.busy.next = self.machine.busy.val();
        self.machine.start_run.next = self.execute.start_run.val();
        self.machine.start_check.next = self.execute.start_check.val();
        self.machine.register_reads.next = self.execute.register_reads.val();
        self.machine.register_writes.next = self.execute.register_writes.val();
        self.machine.register_number.next = self.execute.register_number.val();
        self.machine.register_write.next = self.execute.register_write.val();
        self.execute.register_read.next = self.machine.register_read.val();
        self.machine.window.next = self.execute.window.val();
        self.machine.offset.next = self.execute.offset.val();
        self.machine.window_writes.next = self.execute.window_writes.val();
        self.machine.window_write.next = self.execute.window_write.val();
        self.execute.window_read.next = self.machine.window_read.val();
        self.execute.window_ready.next = self.machine.window_ready.val();
    }
}
