//! Requests and replies: sequence numbers, deadlines, retries, resynchronising. Knows frames, not registers.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use syntony_medium::frame::{Decoder, END, Frame, Op, Status};
use thiserror::Error;

use crate::transport::{Transport, TransportError};

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

/// Why a conversation failed.
#[derive(Debug, Error)]
pub enum LinkError {
    /// The bytes could not be moved.
    #[error("{0}")]
    Transport(#[from] TransportError),
    /// No valid reply came, however often it was asked.
    #[error("{name} does not answer ({bad} damaged frames seen): check that the board is programmed, and the rate with --baud")]
    Silent {
        /// The transport.
        name: String,
        /// Damaged frames seen while waiting.
        bad: u32,
    },
    /// The board refused.
    #[error("{op:?} at 0x{address:02X} was refused: {status}")]
    Refused {
        /// The request.
        op: Op,
        /// Register or window.
        address: u16,
        /// The board's answer.
        status: Status,
    },
}

/// The host's end of a line.
pub struct Client {
    transport: Box<dyn Transport>,
    decoder: Decoder,
    next_seq: u8,
    bad: u32,
}

impl Client {
    /// A client on a transport; says nothing yet.
    pub fn new(transport: Box<dyn Transport>) -> Self {
        Self { transport, decoder: Decoder::default(), next_seq: 0, bad: 0 }
    }

    /// What a person calls the transport.
    pub fn name(&self) -> String {
        self.transport.name()
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
        let mut replies: Vec<Option<Vec<u32>>> = vec![None; requests.len()];
        let mut attempts = vec![0; requests.len()];
        let mut open: VecDeque<usize> = (0..requests.len()).collect();
        let reads = requests.iter().any(|request| matches!(request.op, Op::Read | Op::ReadWindow));
        let most = if reads { READS_IN_FLIGHT } else { IN_FLIGHT };
        while !open.is_empty() {
            let window: Vec<usize> = open.drain(..open.len().min(most)).collect();
            if window.iter().any(|&k| attempts[k] == ATTEMPTS) {
                return Err(LinkError::Silent { name: self.transport.name(), bad: self.bad });
            }
            if window.iter().any(|&k| attempts[k] > 0) {
                self.resynchronise()?;
            }
            window.iter().for_each(|&k| attempts[k] += 1);
            self.exchange(&requests, &window, &mut replies)?;
            window.into_iter().rev().filter(|&k| replies[k].is_none()).for_each(|k| open.push_front(k));
        }
        Ok(replies.into_iter().flatten().collect())
    }

    /// Sends the requests of `window` and takes in their replies, until the last came or the time is over.
    fn exchange(&mut self, requests: &[Request], window: &[usize], replies: &mut [Option<Vec<u32>>]) -> Result<(), LinkError> {
        let mut bytes = Vec::new();
        let mut waiting = HashMap::new();
        let mut expected = 0;
        for &k in window {
            let Request { op, address, payload } = &requests[k];
            let seq = self.next_seq;
            self.next_seq = seq.wrapping_add(1);
            waiting.insert(seq, k);
            bytes.extend(Frame { op: op.code(), seq, address: *address, payload: payload.clone() }.encode());
            // A reply is at most a full frame, every byte of it escaped.
            expected += 2 * (5 + 4 * 64 + 4) + 2;
        }
        let wire = self.transport.rate().map_or(Duration::ZERO, |rate| Duration::from_secs_f64((bytes.len() + expected) as f64 / rate));
        let deadline = Instant::now() + wire + MARGIN;
        self.transport.write(&bytes, deadline)?;
        let mut buffer = [0; 4096];
        // A board answers in order: once the last reply is here, what is missing was lost.
        let last = self.next_seq.wrapping_sub(1);
        while waiting.contains_key(&last) {
            let count = self.transport.read(&mut buffer, deadline)?;
            for &byte in &buffer[..count] {
                match self.decoder.push(byte) {
                    Some(Ok(frame)) => {
                        // A reply to a request given up earlier carries another number or address and is dropped.
                        let Some(&k) = waiting.get(&frame.seq) else { continue };
                        let request = &requests[k];
                        let Some(status) = Status::from_code(frame.op).filter(|_| frame.address == request.address) else { continue };
                        waiting.remove(&frame.seq);
                        if status != Status::Ok {
                            return Err(LinkError::Refused { op: request.op, address: request.address, status });
                        }
                        replies[k] = Some(frame.payload);
                    }
                    Some(Err(_)) => self.bad += 1,
                    None => {}
                }
            }
            if count == 0 && Instant::now() >= deadline {
                break;
            }
        }
        Ok(())
    }

    /// Lets time pass on the line; replies that come now were given up and are dropped.
    pub fn idle(&mut self, time: Duration) -> Result<(), LinkError> {
        let mut buffer = [0; 256];
        let count = self.transport.read(&mut buffer, Instant::now() + time)?;
        for &byte in &buffer[..count] {
            self.bad += u32::from(matches!(self.decoder.push(byte), Some(Err(_))));
        }
        Ok(())
    }

    /// Two ENDs finish whatever the board took for a frame; then the line is read empty.
    fn resynchronise(&mut self) -> Result<(), LinkError> {
        let end = Instant::now() + DRAIN;
        self.transport.write(&[END, END], end)?;
        let mut buffer = [0; 4096];
        while Instant::now() < end {
            if self.transport.read(&mut buffer, Instant::now() + QUIET)? == 0 {
                break;
            }
        }
        self.decoder = Decoder::default();
        Ok(())
    }
}
