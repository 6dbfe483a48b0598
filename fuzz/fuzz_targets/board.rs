//! Any bytes into the board in software, good frames among them: no panic, nothing written without a good CRC, no more said than asked for.
#![no_main]

use std::sync::OnceLock;
use std::time::Instant;

use libfuzzer_sys::fuzz_target;
use syntony_medium::frame::{Decoder, Frame, Op};
use syntony_medium::shape::Shape;
use syntony_medium::window::WINDOWS;
use syntony_sim::board::Board;

fn shape() -> Shape {
    Shape { oscillators: 4, lanes: 2, block: 2, ..Shape::default() }
}

/// Registers and memories.
fn contents(board: &mut Board) -> Vec<u8> {
    let mut said = Vec::new();
    let mut ask = |op: Op, address, payload| {
        // An END first, as something may have been left open.
        board.receive(&[0xC0]);
        board.receive(&Frame { op: op.code(), seq: 0, address, payload }.encode());
        let mut buffer = [0; 1024];
        let count = board.send(&mut buffer);
        said.extend_from_slice(&buffer[..count]);
    };
    for (first, count) in [(0x20, 3), (0x40, 10), (0x60, 15), (0x80, 11), (0xA0, 6)] {
        ask(Op::Read, first, vec![count]);
    }
    for window in WINDOWS {
        let words = window.words(&shape()).min(64);
        ask(Op::ReadWindow, window.number, vec![0, words]);
    }
    said
}

fuzz_target!(|bytes: &[u8]| {
    let mut board = Board::new(shape()).unwrap();
    let mut decoder = Decoder::default();
    let (mut frames, mut writes) = (0usize, false);
    let mut said = 0;
    let mut left = bytes;
    while let Some((&kind, rest)) = left.split_first() {
        let (piece, after) = rest.split_at(rest.len().min(usize::from(kind >> 1)));
        left = after;
        // Half of the pieces as they are, half as frames with a good CRC.
        let sent = match piece {
            [op, seq, low, high, words @ ..] if kind & 1 == 1 => {
                let payload = words.chunks(4).map(|chunk| chunk.iter().rev().fold(0, |word, &byte| word << 8 | u32::from(byte))).collect();
                Frame { op: op % 8, seq: *seq, address: u16::from_le_bytes([*low, *high & 1]), payload }.encode()
            }
            _ => piece.to_vec(),
        };
        for frame in sent.iter().filter_map(|&byte| decoder.push(byte)).flatten() {
            frames += 1;
            writes |= matches!(Op::from_code(frame.op), Some(Op::Write | Op::WriteWindow));
        }
        board.receive(&sent);
        if board.running() {
            board.work(Instant::now());
        }
        let mut buffer = [0; 1024];
        loop {
            let count = board.send(&mut buffer);
            said += count;
            if count == 0 {
                break;
            }
        }
    }
    // A reply is at most a full frame, each byte of it escaped.
    assert!(said <= frames * 532, "{said} bytes said to {frames} frames");
    if !writes {
        static FRESH: OnceLock<Vec<u8>> = OnceLock::new();
        let fresh = FRESH.get_or_init(|| contents(&mut Board::new(shape()).unwrap()));
        assert_eq!(&contents(&mut board), fresh);
    }
});
