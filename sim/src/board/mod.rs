//! A board in software: bytes in, bytes out, the same frames and registers as the hardware.
//!
//! Its truth is raw memory words; a [`Medium`] is made of them when a run begins and put back when it ends.

mod cueing;
mod file;
mod stream;

use std::collections::VecDeque;
use std::time::Instant;

use syntony_medium::frame::{Decoder, Frame, MAX_WORDS, Op, Status};
use syntony_medium::registers::{self as reg, Access};
use syntony_medium::shape::{Coupling, Shape};
use syntony_medium::window::{self, Window, checksum};

use crate::error::SimError;
use file::Registers;
use stream::Stream;

use crate::run::{Outcome, Request, Run};
use crate::single::Single;
use crate::{Medium, layout};

/// A board in software.
pub struct Board {
    decoder: Decoder,
    out: VecDeque<u8>,
    registers: Registers,
    memories: Vec<Vec<u32>>,
    medium: Medium,
    weights_changed: bool,
    run: Option<Run<Single>>,
    stream: Stream,
}

impl Board {
    /// A board after reset, all memories zero but what beats begin with.
    pub fn new(shape: Shape) -> Result<Self, SimError> {
        let medium = Medium::new(shape)?;
        let mut memories: Vec<_> = window::WINDOWS.iter().map(|window| vec![0; window.words(&shape) as usize]).collect();
        stream::begin(&shape, &mut memories);
        let registers = Registers::new(&shape);
        let (decoder, out, stream) = (Decoder::default(), VecDeque::new(), Stream::default());
        Ok(Self { decoder, out, registers, memories, medium, weights_changed: false, run: None, stream })
    }

    /// The shape.
    pub fn shape(&self) -> &Shape {
        self.medium.shape()
    }

    /// Takes up the number of the next sample from another board; with contours.
    pub fn begin_at(&mut self, number: u32) {
        if self.shape().rhythm.is_some() {
            self.registers.set(&reg::SAMPLE_HEAD, number);
            self.registers.set(&reg::SAMPLE_DONE, number);
        }
    }

    /// Whether a run goes on.
    pub fn running(&self) -> bool {
        self.run.is_some()
    }

    /// Takes in bytes from the host.
    pub fn receive(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            match self.decoder.push(byte) {
                None => {}
                Some(Err(_)) => self.registers.count(&reg::FRAMES_BAD),
                Some(Ok(frame)) => {
                    self.registers.count(&reg::FRAMES_GOOD);
                    let reply = self.answer(&frame);
                    self.out.extend(reply.encode());
                }
            }
        }
    }

    /// Hands out at most `into.len()` bytes for the host; returns how many.
    pub fn send(&mut self, into: &mut [u8]) -> usize {
        let count = into.len().min(self.out.len());
        for (place, byte) in into.iter_mut().zip(self.out.drain(..count)) {
            *place = byte;
        }
        count
    }

    /// Lets a run go on until `until` or its end, at least one sweep.
    pub fn work(&mut self, until: Instant) {
        let Some(mut run) = self.run.take() else { return };
        // A stop asked for before a run of that tag began holds for it too.
        let stop = self.registers.get(&reg::STOP_TAG) == self.registers.get(&reg::RUN_TAG);
        loop {
            match run.step(&mut self.medium) {
                Some(outcome) => return self.end_run(run, outcome),
                None if stop => return self.end_run(run, Outcome::Stopped),
                None if Instant::now() >= until => break,
                None => {}
            }
        }
        self.registers.observe(&self.medium);
        self.run = Some(run);
    }

    fn answer(&mut self, frame: &Frame) -> Frame {
        let result = match Op::from_code(frame.op) {
            None => Err(Status::BadOp),
            Some(Op::Read) => self.read(frame),
            Some(Op::Write) => self.write(frame),
            Some(Op::ReadWindow) => self.read_window(frame),
            Some(Op::WriteWindow) => self.write_window(frame),
        };
        let (status, payload) = result.map_or_else(|status| (status, Vec::new()), |payload| (Status::Ok, payload));
        Frame { op: status.code(), seq: frame.seq, address: frame.address, payload }
    }

    fn read(&self, frame: &Frame) -> Result<Vec<u32>, Status> {
        let &[count] = &frame.payload[..] else { return Err(Status::BadLength) };
        if count == 0 || count as usize > MAX_WORDS {
            return Err(Status::BadLength);
        }
        let address = |k| u32::from(frame.address) + k;
        let register = |k| u16::try_from(address(k)).ok().and_then(|address| reg::at(self.shape(), address)).ok_or(Status::BadAddress);
        (0..count).map(|k| register(k).map(|register| self.registers.get(register))).collect()
    }

    fn write(&mut self, frame: &Frame) -> Result<Vec<u32>, Status> {
        if frame.payload.is_empty() {
            return Err(Status::BadLength);
        }
        let mut writes = Vec::with_capacity(frame.payload.len());
        for (k, &word) in frame.payload.iter().enumerate() {
            let address = usize::from(frame.address) + k;
            let register = u16::try_from(address).ok().and_then(|address| reg::at(self.shape(), address)).ok_or(Status::BadAddress)?;
            match register.access {
                Access::ReadOnly => return Err(Status::ReadOnly),
                Access::ReadWrite if self.running() => return Err(Status::Busy),
                _ => writes.push((register, word)),
            }
        }
        let tags = [&reg::RUN_TAG, &reg::CHECK_TAG];
        let before = tags.map(|tag| self.registers.get(tag));
        let last = self.registers.get(&reg::CUE_STATUS);
        let streams = writes.iter().any(|(register, _)| **register == reg::SAMPLE_HEAD);
        for (register, word) in writes {
            self.registers.set(register, word);
        }
        // A run or a sum begins when the whole frame is written, with all that stands in it.
        let [run, sum] = [0, 1].map(|k| self.registers.get(tags[k]) != before[k]);
        if run {
            self.begin_run();
        }
        if sum {
            self.sum();
        }
        if let (true, Some(rhythm)) = (streams, self.shape().rhythm) {
            self.stream.head(&rhythm, &mut self.registers, &mut self.memories);
        }
        let search = self.registers.get(&reg::CUE_SEARCH);
        if let (true, Some(rhythm)) = (search != last, self.shape().rhythm.filter(|rhythm| rhythm.cue > 0)) {
            self.stream.settle(&mut self.memories);
            cueing::search(&rhythm, search, &mut self.memories);
            self.registers.set(&reg::CUE_STATUS, search);
        }
        Ok(Vec::new())
    }

    fn place(&self, frame: &Frame, offset: u32, count: usize) -> Result<(&'static Window, usize), Status> {
        let window = window::at(self.shape(), frame.address).ok_or(Status::BadAddress)?;
        let end = u64::from(offset) + count as u64;
        if count == 0 {
            return Err(Status::BadLength);
        }
        if end > u64::from(window.words(self.shape())) {
            return Err(Status::BadAddress);
        }
        if self.running() && window.number < window::CONTOUR_STATE.number {
            return Err(Status::Busy);
        }
        Ok((window, offset as usize))
    }

    fn read_window(&mut self, frame: &Frame) -> Result<Vec<u32>, Status> {
        let &[offset, count] = &frame.payload[..] else { return Err(Status::BadLength) };
        if count as usize > MAX_WORDS {
            return Err(Status::BadLength);
        }
        let (window, offset) = self.place(frame, offset, count as usize)?;
        if stream::holds(window) {
            self.stream.settle(&mut self.memories);
        }
        Ok(self.memory(window)[offset..offset + count as usize].to_vec())
    }

    fn write_window(&mut self, frame: &Frame) -> Result<Vec<u32>, Status> {
        let Some((&offset, words)) = frame.payload.split_first() else { return Err(Status::BadLength) };
        let (window, offset) = self.place(frame, offset, words.len())?;
        if window.access == Access::ReadOnly {
            return Ok(Vec::new());
        }
        if stream::holds(window) {
            self.stream.settle(&mut self.memories);
        }
        let shape = *self.shape();
        let places = self.memory_mut(window)[offset..].iter_mut().zip(offset as u32..);
        for ((place, at), &word) in places.zip(words) {
            *place = window.keep(&shape, at, word);
        }
        self.weights_changed |= [window::WEIGHTS, window::EDGES, window::ROWS].contains(window);
        Ok(Vec::new())
    }

    fn memory(&self, window: &Window) -> &[u32] {
        &self.memories[usize::from(window.number) - 1]
    }

    fn memory_mut(&mut self, window: &Window) -> &mut Vec<u32> {
        &mut self.memories[usize::from(window.number) - 1]
    }

    fn sum(&mut self) {
        let number = self.registers.get(&reg::CHECK_WINDOW) as u16;
        let words = self.registers.get(&reg::CHECK_WORDS) as usize;
        let summed = window::by_number(number).filter(|window| window.number < window::CONTOUR_STATE.number);
        let memory = summed.map_or(&[][..], |window| self.memory(window));
        let (a, b) = checksum(memory.iter().copied().take(words));
        self.registers.set(&reg::CHECK_A, a);
        self.registers.set(&reg::CHECK_B, b);
        self.registers.set(&reg::CHECK_DONE, self.registers.get(&reg::CHECK_TAG));
    }

    fn begin_run(&mut self) {
        match self.try_run() {
            Ok(run) => {
                self.run = Some(run);
                self.registers.set_status(true, None, false);
            }
            Err(_) => self.registers.set_status(false, None, true),
        }
    }

    fn try_run(&mut self) -> Result<Run<Single>, SimError> {
        let shape = *self.shape();
        if self.weights_changed {
            let weights = match shape.coupling {
                Coupling::Dense => layout::weights(&shape, self.memory(&window::WEIGHTS), &[])?,
                _ => layout::weights(&shape, self.memory(&window::EDGES), self.memory(&window::ROWS))?,
            };
            self.medium.set_weights(weights)?;
            self.weights_changed = false;
        }
        for window in window::WINDOWS {
            let memory = &self.memories[usize::from(window.number) - 1];
            layout::set_bank(window, memory, &mut self.medium);
        }
        self.registers.settle_into(&mut self.medium)?;
        let control = self.registers.get(&reg::RUN_CONTROL);
        let request = Request { sweeps: self.registers.get(&reg::RUN_SWEEPS), restart: reg::RUN_CONTROL.flag("restart", control) };
        Run::begin(Single::default(), &mut self.medium, request)
    }

    fn end_run(&mut self, run: Run<Single>, outcome: Outcome) {
        run.end(&mut self.medium);
        for window in [window::STATE, window::ERROR, window::BEST] {
            *self.memory_mut(&window) = layout::words(&window, &self.medium);
        }
        if self.medium.settings.learning.on {
            *self.memory_mut(&window::GAIN) = layout::words(&window::GAIN, &self.medium);
            *self.memory_mut(&window::FREQUENCY) = layout::words(&window::FREQUENCY, &self.medium);
            let codes = if matches!(self.shape().coupling, Coupling::Dense) { window::WEIGHTS } else { window::EDGES };
            let mut words = std::mem::take(self.memory_mut(&codes));
            layout::put_weights(&self.medium, self.memory(&window::ROWS), &mut words);
            *self.memory_mut(&codes) = words;
        }
        self.registers.observe(&self.medium);
        self.registers.set_status(false, Some(outcome), false);
    }
}
