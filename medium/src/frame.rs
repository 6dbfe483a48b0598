//! Frames on the wire: `END | op | seq | address u16 | length | payload | crc32 | END`, SLIP-escaped, little-endian.

use alloc::vec::Vec;
use thiserror::Error;

use crate::crc::Crc32;

/// Most words of a payload.
pub const MAX_WORDS: usize = 64;
const HEADER: usize = 5;
const MAX_BYTES: usize = HEADER + 4 * MAX_WORDS + 4;
/// Begins and ends a frame.
pub const END: u8 = 0xC0;
const ESC: u8 = 0xDB;
const ESC_END: u8 = 0xDC;
const ESC_ESC: u8 = 0xDD;

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// Read registers: payload = how many; address = the first.
    Read,
    /// Write registers: payload = the words; address = the first.
    Write,
    /// Read a window: payload = offset, how many words; address = the window.
    ReadWindow,
    /// Write a window: payload = offset, words; address = the window.
    WriteWindow,
}

impl Op {
    /// Code of the request.
    pub const fn code(self) -> u8 {
        match self {
            Self::Read => 1,
            Self::Write => 2,
            Self::ReadWindow => 3,
            Self::WriteWindow => 4,
        }
    }

    /// The request of a code.
    pub const fn from_code(code: u8) -> Option<Self> {
        match code {
            1 => Some(Self::Read),
            2 => Some(Self::Write),
            3 => Some(Self::ReadWindow),
            4 => Some(Self::WriteWindow),
            _ => None,
        }
    }
}

/// How a request fared. The op of a reply is `0x80 + status`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
pub enum Status {
    /// Done.
    #[error("ok")]
    Ok,
    /// No such request.
    #[error("the board does not know this request")]
    BadOp,
    /// No such register, window or offset; nothing was done.
    #[error("there is no such register, window or offset")]
    BadAddress,
    /// The payload does not fit the request; nothing was done.
    #[error("the payload's length does not fit the request")]
    BadLength,
    /// A register cannot be written; nothing was done.
    #[error("a register in the range is read-only")]
    ReadOnly,
    /// A run or a checksum goes on; nothing was done.
    #[error("the board is busy with a run or a checksum")]
    Busy,
}

impl Status {
    /// Op byte of a reply.
    pub const fn code(self) -> u8 {
        0x80 | self as u8
    }

    /// The status of a reply's op byte.
    pub fn from_code(code: u8) -> Option<Self> {
        [Self::Ok, Self::BadOp, Self::BadAddress, Self::BadLength, Self::ReadOnly, Self::Busy].into_iter().find(|s| s.code() == code)
    }
}

/// One frame, request or reply.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// Request code, or `0x80 + status`.
    pub op: u8,
    /// Chosen by the host; a reply repeats it.
    pub seq: u8,
    /// Register or window; a reply repeats it.
    pub address: u16,
    /// At most [`MAX_WORDS`] words.
    pub payload: Vec<u32>,
}

/// Why bytes between two ENDs are no frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum FrameError {
    /// Shorter or longer than its header says, or than any frame.
    #[error("the frame's length is wrong")]
    Length,
    /// An escape stands before a byte that needs none.
    #[error("the frame has a broken escape")]
    Escape,
    /// The CRC differs.
    #[error("the frame's CRC is wrong")]
    Crc,
}

impl Frame {
    /// The bytes of the frame with its ENDs. Payload words above [`MAX_WORDS`] make no frame: they are the caller's mistake and are cut.
    pub fn encode(&self) -> Vec<u8> {
        let words = &self.payload[..self.payload.len().min(MAX_WORDS)];
        let mut body = Vec::with_capacity(HEADER + 4 * words.len() + 4);
        body.extend([self.op, self.seq]);
        body.extend(self.address.to_le_bytes());
        body.push(words.len() as u8);
        words.iter().for_each(|word| body.extend(word.to_le_bytes()));
        let crc = Crc32::of(&body);
        body.extend(crc.to_le_bytes());
        let mut bytes = Vec::with_capacity(body.len() + 8);
        bytes.push(END);
        for byte in body {
            match byte {
                END => bytes.extend([ESC, ESC_END]),
                ESC => bytes.extend([ESC, ESC_ESC]),
                byte => bytes.push(byte),
            }
        }
        bytes.push(END);
        bytes
    }

    fn decode(body: &[u8]) -> Result<Self, FrameError> {
        if body.len() < HEADER + 4 || body.len() != HEADER + 4 * usize::from(body[4]) + 4 {
            return Err(FrameError::Length);
        }
        let (content, crc) = body.split_at(body.len() - 4);
        if Crc32::of(content).to_le_bytes() != *crc {
            return Err(FrameError::Crc);
        }
        let word = |bytes: &[u8]| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        Ok(Self {
            op: content[0],
            seq: content[1],
            address: u16::from_le_bytes([content[2], content[3]]),
            payload: content[HEADER..].chunks_exact(4).map(word).collect(),
        })
    }
}

/// Finds frames in a stream of bytes. Holds at most one frame; whatever comes, the next END begins anew.
#[derive(Clone, Debug, Default)]
pub struct Decoder {
    body: Vec<u8>,
    escaped: bool,
    broken: Option<FrameError>,
}

impl Decoder {
    /// Takes in one byte; at an END after at least one byte says what the frame was.
    pub fn push(&mut self, byte: u8) -> Option<Result<Frame, FrameError>> {
        if byte == END {
            let broken = self.broken.take().or(if self.escaped { Some(FrameError::Escape) } else { None });
            self.escaped = false;
            let body = core::mem::take(&mut self.body);
            let result = match broken {
                Some(error) => Some(Err(error)),
                None if body.is_empty() => None,
                None => Some(Frame::decode(&body)),
            };
            self.body = body;
            self.body.clear();
            return result;
        }
        if self.broken.is_some() {
            return None;
        }
        let byte = match (self.escaped, byte) {
            (false, ESC) => {
                self.escaped = true;
                return None;
            }
            (false, byte) => byte,
            (true, ESC_END) => END,
            (true, ESC_ESC) => ESC,
            (true, _) => {
                self.broken = Some(FrameError::Escape);
                return None;
            }
        };
        self.escaped = false;
        if self.body.len() == MAX_BYTES {
            self.broken = Some(FrameError::Length);
        } else {
            self.body.push(byte);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn feed(decoder: &mut Decoder, bytes: &[u8]) -> Vec<Result<Frame, FrameError>> {
        bytes.iter().filter_map(|&byte| decoder.push(byte)).collect()
    }

    fn frames() -> impl Strategy<Value = Frame> {
        (any::<u8>(), any::<u8>(), any::<u16>(), prop::collection::vec(any::<u32>(), 0..=MAX_WORDS))
            .prop_map(|(op, seq, address, payload)| Frame { op, seq, address, payload })
    }

    proptest! {
        #[test]
        fn a_frame_survives_the_wire(frame in frames(), before in prop::collection::vec(any::<u8>(), 0..400)) {
            let mut decoder = Decoder::default();
            feed(&mut decoder, &before);
            feed(&mut decoder, &[END]);
            prop_assert_eq!(feed(&mut decoder, &frame.encode()), alloc::vec![Ok(frame)]);
        }

        #[test]
        fn one_flipped_bit_is_never_accepted(frame in frames(), at: prop::sample::Index, bit in 0u8..8) {
            let mut bytes = frame.encode();
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
            let mut decoder = Decoder::default();
            for got in feed(&mut decoder, &bytes).into_iter().flatten() {
                prop_assert_eq!(got, frame.clone());
            }
        }

        #[test]
        fn random_bytes_hold_bounded_memory(bytes in prop::collection::vec(any::<u8>(), 0..4000)) {
            let mut decoder = Decoder::default();
            feed(&mut decoder, &bytes);
            prop_assert!(decoder.body.capacity() <= 2 * MAX_BYTES);
        }
    }

    #[test]
    fn codes_go_both_ways() {
        for op in [Op::Read, Op::Write, Op::ReadWindow, Op::WriteWindow] {
            assert_eq!(Op::from_code(op.code()), Some(op));
        }
        for code in 0x80..0x86 {
            assert_eq!(Status::from_code(code).map(Status::code), Some(code));
        }
        assert_eq!(Status::from_code(0x86), None);
    }
}
