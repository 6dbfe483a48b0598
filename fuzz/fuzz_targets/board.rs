//! Any bytes into the board in software, good frames among them: no panic, nothing written without a good CRC, no more said than asked for.
#![no_main]

use std::sync::OnceLock;
use std::time::Instant;

use libfuzzer_sys::fuzz_target;
use syntony_medium::frame::{Decoder, END, Frame, Op};
use syntony_medium::shape::Shape;
use syntony_medium::window::WINDOWS;
use syntony_sim::board::Board;

fn shape() -> Shape {
    Shape { oscillators: 4, lanes: 2, block: 2, ..Shape::default() }
}

/// The questions for registers and memories.
fn questions() -> Vec<u8> {
    let registers = [(0x20, 3), (0x40, 10), (0x60, 15), (0x80, 11), (0xA0, 6)].map(|(first, count)| (Op::Read, first, vec![count]));
    let memories = WINDOWS.iter().map(|window| (Op::ReadWindow, window.number, vec![0, window.words(&shape()).min(64)]));
    let frame = |(op, address, payload): (Op, u16, Vec<u32>)| Frame { op: op.code(), seq: 0, address, payload }.encode();
    registers.into_iter().chain(memories).flat_map(frame).collect()
}

/// Everything the board has to say.
fn answers(board: &mut Board, into: &mut Vec<u8>) {
    into.clear();
    let mut piece = [0; 256];
    loop {
        match board.send(&mut piece) {
            0 => return,
            count => into.extend_from_slice(&piece[..count]),
        }
    }
}

/// Registers and memories, as the board's replies.
fn contents(board: &mut Board, questions: &[u8], into: &mut Vec<u8>) {
    board.receive(questions);
    answers(board, into);
}

/// What is sent: half of the pieces as they are, half as frames with a good CRC; last an END for what was left open.
fn pieces(mut left: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let more = std::iter::from_fn(move || {
        let (&kind, rest) = left.split_first()?;
        let (piece, after) = rest.split_at(rest.len().min(usize::from(kind >> 1)));
        left = after;
        Some(match piece {
            [op, seq, low, high, words @ ..] if kind & 1 == 1 => {
                let word = |chunk: &[u8]| chunk.iter().rev().fold(0, |word, &byte| word << 8 | u32::from(byte));
                let address = u16::from_le_bytes([*low, *high & 1]);
                Frame { op: op % 8, seq: *seq, address, payload: words.chunks(4).map(word).collect() }.encode()
            }
            _ => piece.to_vec(),
        })
    });
    more.chain([vec![END]])
}

fuzz_target!(|bytes: &[u8]| {
    let mut board = Board::new(shape()).unwrap();
    let mut decoder = Decoder::default();
    let (mut frames, mut writes) = (0usize, false);
    let (mut said, mut reply) = (0, Vec::with_capacity(4096));
    for sent in pieces(bytes) {
        for frame in sent.iter().filter_map(|&byte| decoder.push(byte)).flatten() {
            frames += 1;
            writes |= matches!(Op::from_code(frame.op), Some(Op::Write | Op::WriteWindow));
        }
        board.receive(&sent);
        if board.running() {
            board.work(Instant::now());
        }
        answers(&mut board, &mut reply);
        said += reply.len();
    }
    // A reply is at most a full frame, each byte of it escaped.
    assert!(said <= frames * 532, "{said} bytes said to {frames} frames");
    if !writes {
        static FRESH: OnceLock<[Vec<u8>; 2]> = OnceLock::new();
        let [questions, fresh] = FRESH.get_or_init(|| {
            let (questions, mut fresh) = (questions(), Vec::new());
            contents(&mut Board::new(shape()).unwrap(), &questions, &mut fresh);
            [questions, fresh]
        });
        contents(&mut board, questions, &mut reply);
        assert_eq!(&reply, fresh);
    }
});
