//! The driver before a board that answers anything: an error or what was asked for, and an end.
#![no_main]

use std::time::Instant;

use libfuzzer_sys::fuzz_target;
use syntony_host::client::{Client, Request};
use syntony_host::device::Device;
use syntony_host::transport::{Transport, TransportError};
use syntony_medium::crc::Crc32;
use syntony_medium::frame::Op;
use syntony_medium::registers as reg;
use syntony_medium::window;

/// Says the bytes in pieces, each after a question. Now and then a piece is made a frame with a good CRC.
struct Babble {
    bytes: Vec<u8>,
    at: usize,
    out: Vec<u8>,
}

fn slip(body: &[u8]) -> Vec<u8> {
    let mut out = vec![0xC0];
    for &byte in body {
        match byte {
            0xC0 => out.extend([0xDB, 0xDC]),
            0xDB => out.extend([0xDB, 0xDD]),
            byte => out.push(byte),
        }
    }
    out.push(0xC0);
    out
}

impl Transport for Babble {
    fn name(&self) -> String {
        "babble".into()
    }

    fn write(&mut self, bytes: &[u8], _deadline: Instant) -> Result<(), TransportError> {
        let Some(&kind) = self.bytes.get(self.at) else { return Ok(()) };
        let end = (self.at + 1 + usize::from(kind >> 2)).min(self.bytes.len());
        let piece = self.bytes[self.at + 1..end].to_vec();
        self.at = end;
        match kind & 3 {
            // As they are.
            0 => self.out.extend(piece),
            // The question comes back, its op a good status.
            1 if bytes.len() > 6 => {
                let mut body = vec![0x80, bytes[2], bytes[3], bytes[4], (piece.len() / 4) as u8];
                body.extend(&piece[..piece.len() / 4 * 4]);
                let crc = Crc32::of(&body);
                body.extend(crc.to_le_bytes());
                self.out.extend(slip(&body));
            }
            // A frame of anything.
            _ => {
                let mut body = piece;
                let crc = Crc32::of(&body);
                body.extend(crc.to_le_bytes());
                self.out.extend(slip(&body));
            }
        }
        Ok(())
    }

    fn read(&mut self, into: &mut [u8], _deadline: Instant) -> Result<usize, TransportError> {
        let count = into.len().min(self.out.len());
        into[..count].copy_from_slice(&self.out[..count]);
        self.out.drain(..count);
        Ok(count)
    }

    fn rate(&self) -> Option<f64> {
        None
    }
}

fuzz_target!(|bytes: &[u8]| {
    let babble = || Box::new(Babble { bytes: bytes.to_vec(), at: 0, out: Vec::new() });
    let mut client = Client::new(babble());
    let requests: Vec<Request> = (0..4).map(|k| Request { op: Op::ReadWindow, address: 1, payload: vec![4 * k, 3] }).collect();
    if let Ok(replies) = client.requests(requests) {
        assert!(replies.len() == 4 && replies.iter().all(|words| words.len() == 3));
    }
    if let Ok(mut device) = Device::open(Client::new(babble())) {
        let _ = device.read(&reg::STATUS).and_then(|_| device.read_window(&window::STATE, 0, 2));
    }
});
