//! Requests and replies: sequence numbers, deadlines, retries, resynchronising. Knows frames, not registers.

mod error;
mod flight;

use std::time::{Duration, Instant};

use syntony_medium::frame::{Decoder, END, Frame, Op, Status};

use crate::transport::Transport;
pub use error::LinkError;
use flight::Flight;

/// Frames under way at once.
const IN_FLIGHT: usize = 16;
/// As many of them as ask for words: a board takes in one frame while it answers another, and an answer to these lasts longer than the
/// next request.
const READS_IN_FLIGHT: usize = 2;
/// Attempts at a frame: the first and three retries.
const ATTEMPTS: u32 = 4;
/// What a reply may take beyond its time on the wire.
const MARGIN: Duration = Duration::from_millis(500);
/// Silence that ends a resynchronisation.
const QUIET: Duration = Duration::from_millis(20);
/// Longest a resynchronisation drains a line that never falls silent.
const DRAIN: Duration = Duration::from_millis(300);
/// After so long without a valid frame a board is back at its first rate: its second, and some more.
const FALLBACK: Duration = Duration::from_millis(1200);
/// Bytes of the longest frame, were each byte of it escaped.
const LONGEST: usize = 2 * (5 + 4 * 64 + 4) + 2;

/// A request: what, where, with which words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// What is asked for.
    pub op: Op,
    /// Register or window.
    pub address: u16,
    /// Words.
    pub payload: Vec<u32>,
}

impl Request {
    /// Words of its reply.
    fn words(&self) -> usize {
        let count = match self.op {
            Op::Read => self.payload.first(),
            Op::ReadWindow => self.payload.get(1),
            Op::Write | Op::WriteWindow => None,
        };
        count.map_or(0, |&count| count as usize)
    }
}

/// What passed so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Frames sent, retries included.
    pub sent: u64,
    /// Valid replies to them.
    pub answered: u64,
    /// Frames sent again.
    pub retries: u64,
    /// Damaged frames received.
    pub bad: u64,
    /// Bytes received.
    pub bytes: u64,
    /// Frames received that are none of a board's: the line sends back what it is sent.
    pub echoes: u64,
}

/// The host's end of a line.
pub struct Client {
    transport: Box<dyn Transport>,
    decoder: Decoder,
    next_seq: u8,
    traffic: Traffic,
    answered_at: Instant,
    /// The rate to fall back to, if the line left it.
    first_baud: Option<u32>,
}

impl Client {
    /// A client on a transport; says nothing yet.
    pub fn new(transport: Box<dyn Transport>) -> Self {
        Self {
            transport,
            decoder: Decoder::default(),
            next_seq: 0,
            traffic: Traffic::default(),
            answered_at: Instant::now(),
            first_baud: None,
        }
    }

    /// What a person calls the transport.
    pub fn name(&self) -> String {
        self.transport.name()
    }

    /// What passed so far.
    pub fn traffic(&self) -> Traffic {
        self.traffic
    }

    /// One request; the reply's words.
    pub fn request(&mut self, request: Request) -> Result<Vec<u32>, LinkError> {
        let mut replies = self.requests(vec![request])?;
        Ok(replies.swap_remove(0))
    }

    /// Requests that do not depend on each other, several under way at once; the replies' words in the same order.
    ///
    /// Any of them may be sent again, and in another order, when a frame is lost: every request is idempotent.
    pub fn requests(&mut self, requests: Vec<Request>) -> Result<Vec<Vec<u32>>, LinkError> {
        let reads = requests.iter().any(|request| matches!(request.op, Op::Read | Op::ReadWindow));
        let most = if reads { READS_IN_FLIGHT } else { IN_FLIGHT };
        let mut flight = Flight::new(requests);
        let mut silences = 0;
        while !flight.done() {
            self.send(&mut flight, most)?;
            let before = self.traffic.answered;
            if self.receive(&mut flight)? {
                silences = if self.traffic.answered > before { 0 } else { silences };
                continue;
            }
            // Nothing came in time: what is under way is lost, and the line has to be found again.
            flight.give_up();
            loop {
                silences += 1;
                if silences == ATTEMPTS {
                    return Err(self.silence());
                }
                if self.resynchronise(silences)? {
                    break;
                }
            }
        }
        Ok(flight.replies())
    }

    /// Sends as many requests as may be under way.
    fn send(&mut self, flight: &mut Flight, most: usize) -> Result<(), LinkError> {
        let mut bytes = Vec::new();
        while flight.under_way() < most
            && let Some((k, attempts)) = flight.next()
        {
            if attempts == ATTEMPTS {
                return Err(self.silence());
            }
            let seq = self.take_seq();
            bytes.extend(flight.start(k, seq));
            self.traffic.sent += 1;
            self.traffic.retries += u64::from(attempts > 0);
        }
        if !bytes.is_empty() {
            let deadline = Instant::now() + self.allowance(flight);
            self.transport.write(&bytes, deadline)?;
        }
        Ok(())
    }

    fn take_seq(&mut self) -> u8 {
        let seq = self.next_seq;
        self.next_seq = seq.wrapping_add(1);
        seq
    }

    /// Time that what is under way and its replies may take.
    fn allowance(&self, flight: &Flight) -> Duration {
        let bytes = (flight.bytes() + flight.under_way() * LONGEST) as f64;
        self.transport.rate().map_or(Duration::ZERO, |rate| Duration::from_secs_f64(bytes / rate)) + MARGIN
    }

    /// Waits for the next replies to what is under way; `false`: none came in time.
    fn receive(&mut self, flight: &mut Flight) -> Result<bool, LinkError> {
        let deadline = Instant::now() + self.allowance(flight);
        loop {
            let mut buffer = [0; 4096];
            let count = self.transport.read(&mut buffer, deadline)?;
            let mut progress = false;
            for &byte in &buffer[..count] {
                let Some(frame) = self.take_in(byte) else { continue };
                let Some(status) = Status::from_code(frame.op) else {
                    self.traffic.echoes += 1;
                    continue;
                };
                // A reply to a request given up earlier carries another number or address and is dropped.
                let Some(request) = flight.arrived(frame.seq, frame.address) else { continue };
                let (op, address, words) = (request.op, request.address, request.words());
                self.traffic.answered += 1;
                self.answered_at = Instant::now();
                if status != Status::Ok {
                    return Err(LinkError::Refused { op, address, status });
                }
                if frame.payload.len() != words {
                    return Err(LinkError::Length { op, address, expected: words, found: frame.payload.len() });
                }
                flight.answer(frame.payload);
                progress = true;
            }
            if progress {
                return Ok(true);
            }
            if count == 0 || Instant::now() >= deadline {
                return Ok(false);
            }
        }
    }

    fn take_in(&mut self, byte: u8) -> Option<Frame> {
        self.traffic.bytes += 1;
        match self.decoder.push(byte)? {
            Ok(frame) => Some(frame),
            Err(_) => {
                self.traffic.bad += 1;
                None
            }
        }
    }

    /// Lets time pass on the line; replies that come now were given up and are dropped.
    pub fn idle(&mut self, time: Duration) -> Result<(), LinkError> {
        let mut buffer = [0; 256];
        let count = self.transport.read(&mut buffer, Instant::now() + time)?;
        for &byte in &buffer[..count] {
            self.take_in(byte);
        }
        Ok(())
    }

    /// Goes to another rate after the board was told to; `first` is where it returns to by itself.
    pub fn set_baud(&mut self, baud: u32, first: u32) -> Result<(), LinkError> {
        self.first_baud = (baud != first).then_some(first);
        Ok(self.transport.set_baud(baud)?)
    }

    /// Whether the line is away from its first rate.
    pub fn is_fast(&self) -> bool {
        self.first_baud.is_some()
    }

    /// Two ENDs finish whatever the board took for a frame; the line is read empty; then an identity register is read, and as a board
    /// answers in order, nothing older can come after its reply. `false`: no reply.
    ///
    /// A line that left its first rate goes back to it at the second attempt, as the board does when it hears nothing valid.
    fn resynchronise(&mut self, attempt: u32) -> Result<bool, LinkError> {
        if attempt > 1
            && let Some(first) = self.first_baud.take()
        {
            std::thread::sleep(FALLBACK.saturating_sub(self.answered_at.elapsed()));
            self.transport.set_baud(first)?;
        }
        let end = Instant::now() + DRAIN;
        self.transport.write(&[END, END], end + MARGIN)?;
        let mut buffer = [0; 4096];
        while Instant::now() < end {
            let count = self.transport.read(&mut buffer, Instant::now() + QUIET)?;
            self.traffic.bytes += count as u64;
            if count == 0 {
                break;
            }
        }
        self.decoder = Decoder::default();
        let mut ping = Flight::new(vec![Request { op: Op::Read, address: 0, payload: vec![1] }]);
        self.send(&mut ping, 1)?;
        self.receive(&mut ping)
    }

    /// Why nothing more is asked: by what was heard so far.
    fn silence(&self) -> LinkError {
        let name = self.transport.name();
        match self.traffic {
            Traffic { sent, answered: answered @ 1.., bad, .. } => LinkError::Lost { name, sent, answered, bad },
            Traffic { echoes: 1.., .. } => LinkError::Echo { name },
            Traffic { bytes: bytes @ 1.., .. } => LinkError::Nonsense { name, bytes },
            _ => LinkError::Silent { name },
        }
    }
}
