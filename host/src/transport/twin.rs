//! A board and the simulator side by side: both are asked the same, and every word of their answers is compared.
//!
//! The simulator is a board of the shape that the target tells of. What was in the target before is unknown and is taken over
//! when it is read; what the host wrote or a run made is compared bit by bit.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use syntony_medium::frame::{Decoder, Frame, Op, Status};
use syntony_medium::registers::{self as reg, Access, Register};
use syntony_medium::window;
use syntony_sim::board::Board;

use super::{Transport, TransportError};
use crate::device::identity;

/// Registers that tell of the board or of the line and not of the medium; `check_done`, `sample_done` and `cue_status` tell how fast it is.
const OTHERS: [&Register; 10] = [
    &reg::BUILD_ID,
    &reg::CLOCK_HZ,
    &reg::BIT_CLOCKS,
    &reg::FALLBACK_MS,
    &reg::FRAMES_GOOD,
    &reg::FRAMES_BAD,
    &reg::CHECK_DONE,
    &reg::STOP_TAG,
    &reg::SAMPLE_DONE,
    &reg::CUE_STATUS,
];
/// How long the simulator works between two looks at the time.
const WORK: Duration = Duration::from_millis(100);

/// A target and its twin.
pub struct Twin<T> {
    target: T,
    /// Identity of a target that has told all but its rhythm cores.
    half_known: Option<Vec<u32>>,
    board: Option<Board>,
    asked: Decoder,
    answered: Decoder,
    /// Requests under way by their number.
    requests: HashMap<u8, Frame>,
    /// Words that both must have: op and address of a read, offset.
    known: HashSet<(u16, u32)>,
    /// A run was begun: everything is known.
    ran: bool,
    running: bool,
    /// A run was stopped from outside: nobody knows after which sweep.
    stopped: bool,
    compared: Arc<AtomicU64>,
}

impl<T: Transport> Twin<T> {
    /// A target and a simulator that is made when the target has told its shape. `compared` counts the words.
    pub fn new(target: T, compared: Arc<AtomicU64>) -> Self {
        Self {
            target,
            half_known: None,
            board: None,
            asked: Decoder::default(),
            answered: Decoder::default(),
            requests: HashMap::new(),
            known: HashSet::new(),
            ran: false,
            running: false,
            stopped: false,
            compared,
        }
    }

    /// The simulator's reply.
    fn ask(board: &mut Board, request: &Frame) -> Option<Frame> {
        board.receive(&request.encode());
        let mut decoder = Decoder::default();
        let mut buffer = [0; 1024];
        let count = board.send(&mut buffer);
        buffer[..count].iter().find_map(|&byte| decoder.push(byte)).and_then(Result::ok)
    }

    /// The target answered a request: the twin is asked the same.
    fn answer(&mut self, request: &Frame, reply: &Frame) -> Result<(), TransportError> {
        if self.board.is_none() {
            self.meet(request, reply);
        }
        let Some(board) = &mut self.board else { return Ok(()) };
        if self.stopped || Status::from_code(reply.op) != Some(Status::Ok) {
            return Ok(());
        }
        let status = request.op == Op::Read.code() && request.address == reg::STATUS.address;
        if status && !reg::STATUS.flag("running", reply.payload.first().copied().unwrap_or(0)) {
            self.running = false;
            self.stopped = reg::STATUS.flag("stopped", reply.payload[0]);
            while !self.stopped && board.running() {
                board.work(Instant::now() + WORK);
            }
        }
        if self.running && request.op == Op::Read.code() {
            return Ok(());
        }
        match Op::from_code(request.op) {
            Some(Op::Write) => self.written(request),
            Some(Op::WriteWindow) => {
                let first = request.payload.first().copied().unwrap_or(0);
                let words = request.payload.len() as u32 - 1;
                self.known.extend((0..words).map(|k| (0x100 + request.address, first + k)));
                Self::ask(board, request);
            }
            Some(Op::Read | Op::ReadWindow) => return self.compare(request, reply),
            None => {}
        }
        Ok(())
    }

    /// The target tells what it is, in one answer, or in two if there is rhythm on it. An illegal shape is told by whoever opened the board.
    fn meet(&mut self, request: &Frame, reply: &Frame) {
        let tells = |register: &Register, count: u32| {
            request.op == Op::Read.code() && request.address == register.address && reply.payload.len() == count as usize
        };
        let kind = |words: &[u32]| identity::kind(words[usize::from(reg::MAP_HASH.address)]).unwrap_or_default();
        let shape = |words: &[u32], rhythm| identity::shape(&words[usize::from(identity::FIRST.address)..], &kind(words), rhythm);
        if tells(&reg::MAGIC, 12) {
            if kind(&reply.payload).rhythm.is_some() {
                self.half_known = Some(reply.payload.clone());
            } else {
                self.board = Board::new(shape(&reply.payload, None)).ok();
            }
        } else if tells(&reg::CONTOURS, identity::RHYTHM)
            && let Some(words) = self.half_known.take()
        {
            self.board = Board::new(shape(&words, Some(identity::rhythm(&reply.payload)))).ok();
        }
    }

    fn written(&mut self, request: &Frame) {
        let Some(board) = &mut self.board else { return };
        let first = request.address;
        let count = request.payload.len() as u16;
        self.known.extend((first..first + count).map(|address| (address, 0)));
        // The twin does not run at another rate, and is not stopped before its end.
        if !OTHERS.iter().any(|other| other.address == first) {
            Self::ask(board, request);
        }
        if (first..first + count).contains(&reg::SAMPLE_HEAD.address) {
            let said = [window::READOUTS, window::ANSWERS]
                .into_iter()
                .flat_map(|window| (0..window::RING).map(move |k| (0x100 + window.number, k)));
            self.known.extend(said);
        }
        if (first..first + count).contains(&reg::CUE_SEARCH.address) {
            let guesses = window::CUE_GUESSES.words(board.shape());
            self.known.extend((0..guesses).map(|k| (0x100 + window::CUE_GUESSES.number, k)));
        }
        if (first..first + count).contains(&reg::RUN_TAG.address) {
            (self.ran, self.running) = (true, true);
        }
    }

    fn compare(&mut self, request: &Frame, reply: &Frame) -> Result<(), TransportError> {
        let Some(board) = &mut self.board else { return Ok(()) };
        if *request == (Frame { op: Op::Read.code(), address: reg::SAMPLE_DONE.address, payload: vec![1], ..*request })
            && self.known.insert((reg::SAMPLE_DONE.address, 0))
        {
            // Samples of the past are not this job's.
            board.begin_at(reply.payload.first().copied().unwrap_or(0));
        }
        let Some(twin) = Self::ask(board, request) else { return Ok(()) };
        let windowed = request.op == Op::ReadWindow.code();
        let shape = *board.shape();
        let first = if windowed { request.payload[0] } else { u32::from(request.address) };
        for (place, (&target, &sim)) in (first..).zip(reply.payload.iter().zip(&twin.payload)) {
            let register = if windowed { None } else { u16::try_from(place).ok().and_then(|address| reg::at(&shape, address)) };
            if register.is_some_and(|register| OTHERS.iter().any(|other| other.name == register.name)) {
                continue;
            }
            let key = if windowed { (0x100 + request.address, place) } else { (place as u16, 0) };
            let fixed = register.is_some_and(|register| register.group == "identity");
            if !self.ran && !fixed && self.known.insert(key) {
                self.adopt(request.address, register, place, target);
                continue;
            }
            self.compared.fetch_add(1, Ordering::Relaxed);
            if target != sim {
                let name = match register {
                    Some(register) => format!("register {}", register.name),
                    None => format!("memory {}, word {place}", window::by_number(request.address).map_or("?", |window| window.name)),
                };
                return Err(TransportError::Differs { place: name, bit: (target ^ sim).trailing_zeros(), target, sim });
            }
        }
        Ok(())
    }

    /// What the target held before is what the twin holds now.
    fn adopt(&mut self, window: u16, register: Option<&'static Register>, place: u32, word: u32) {
        let Some(board) = &mut self.board else { return };
        let request = match register {
            None => Frame { op: Op::WriteWindow.code(), seq: 0, address: window, payload: vec![place, word] },
            // A tag would start something, and what is read-only cannot be given.
            Some(register) if register.access == Access::ReadOnly || register.name.ends_with("_tag") => return,
            Some(register) => Frame { op: Op::Write.code(), seq: 0, address: register.address, payload: vec![word] },
        };
        Self::ask(board, &request);
    }
}

impl<T: Transport> Transport for Twin<T> {
    fn name(&self) -> String {
        self.target.name()
    }

    fn write(&mut self, bytes: &[u8], deadline: Instant) -> Result<(), TransportError> {
        for &byte in bytes {
            if let Some(Ok(frame)) = self.asked.push(byte) {
                self.requests.insert(frame.seq, frame);
            }
        }
        self.target.write(bytes, deadline)
    }

    fn read(&mut self, into: &mut [u8], deadline: Instant) -> Result<usize, TransportError> {
        let count = self.target.read(into, deadline)?;
        for &byte in &into[..count] {
            let Some(Ok(reply)) = self.answered.push(byte) else { continue };
            let asked = self.requests.get(&reply.seq).is_some_and(|request| request.address == reply.address);
            if let Some(request) = asked.then(|| self.requests.remove(&reply.seq)).flatten() {
                self.answer(&request, &reply)?;
            }
        }
        Ok(count)
    }

    fn rate(&self) -> Option<f64> {
        self.target.rate()
    }

    fn set_baud(&mut self, baud: u32) -> Result<(), TransportError> {
        self.target.set_baud(baud)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::Client;
    use crate::device::Device;
    use crate::transport::Simulated;
    use syntony_medium::shape::Shape;
    use syntony_sim::Medium;
    use syntony_sim::run::Request;

    /// A board that turns a bit of one word it reads out of the states.
    struct Liar {
        inner: Simulated,
        decoder: Decoder,
        word: usize,
    }

    impl Transport for Liar {
        fn name(&self) -> String {
            "liar".into()
        }
        fn write(&mut self, bytes: &[u8], deadline: Instant) -> Result<(), TransportError> {
            self.inner.write(bytes, deadline)
        }
        fn read(&mut self, into: &mut [u8], deadline: Instant) -> Result<usize, TransportError> {
            let mut buffer = vec![0; into.len() / 3];
            let count = self.inner.read(&mut buffer, deadline)?;
            let mut out = Vec::new();
            for mut frame in buffer[..count].iter().filter_map(|&byte| self.decoder.push(byte)).flatten() {
                if frame.address == window::STATE.number && frame.payload.len() > self.word {
                    frame.payload[self.word] ^= 1 << 9;
                }
                out.extend(frame.encode());
            }
            into[..out.len()].copy_from_slice(&out);
            Ok(out.len())
        }
        fn rate(&self) -> Option<f64> {
            None
        }
    }

    fn job(word: usize) -> (Result<(), String>, u64) {
        let shape = Shape { oscillators: 12, lanes: 2, block: 2, ..Shape::default() };
        let liar = Liar { inner: Simulated::new(shape).unwrap(), decoder: Decoder::default(), word };
        let compared = Arc::new(AtomicU64::new(0));
        let mut device = Device::open(Client::new(Box::new(Twin::new(liar, Arc::clone(&compared))))).unwrap();
        let mut play = || {
            device.upload(&Medium::new(shape).unwrap())?;
            device.run(Request { sweeps: 5, restart: true }, Duration::from_secs(20), || false)?;
            device.download().map(|_| ())
        };
        (play().map_err(|error| error.to_string()), compared.load(Ordering::Relaxed))
    }

    #[test]
    fn the_first_bit_that_differs_is_named() {
        let (honest, compared) = job(99);
        assert_eq!(honest, Ok(()));
        assert!(compared > 200, "{compared} words");
        assert!(job(7).0.unwrap_err().starts_with("memory state, word 7, bit 9 differs"));
    }
}
