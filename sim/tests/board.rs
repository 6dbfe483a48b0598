//! The board in software under whatever may come over a line.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use syntony_medium::frame::{Decoder, Frame, MAX_WORDS, Op, Status};
use syntony_medium::registers as reg;
use syntony_medium::shape::{Coupling, Shape};
use syntony_sim::board::Board;

fn learner(sparse: bool, learning: bool) -> Shape {
    Shape { learning, ..shape(sparse) }
}

fn shape(sparse: bool) -> Shape {
    let coupling = if sparse { Coupling::Sparse { slots: 20 } } else { Coupling::Dense };
    Shape { oscillators: 24, coupling, lanes: 4, block: 8, ..Shape::default() }
}

/// Everything the board has to say.
fn replies(board: &mut Board) -> Vec<Frame> {
    let (mut decoder, mut out, mut buffer) = (Decoder::default(), Vec::new(), [0; 64]);
    loop {
        let count = board.send(&mut buffer);
        if count == 0 {
            return out;
        }
        out.extend(buffer[..count].iter().filter_map(|&byte| decoder.push(byte)).map(|frame| frame.expect("a board's frame is whole")));
    }
}

fn read(board: &mut Board, register: &reg::Register) -> u32 {
    board.receive(&Frame { op: Op::Read.code(), seq: 0, address: register.address, payload: vec![1] }.encode());
    replies(board)[0].payload[0]
}

/// A frame with a good chance of meaning something.
fn frames() -> impl Strategy<Value = Frame> {
    let word = prop_oneof![0u32..4, 0u32..100, any::<u32>()];
    (0u8..6, any::<u8>(), prop_oneof![0u16..12, 0x20u16..0xB0, any::<u16>()], prop::collection::vec(word, 0..MAX_WORDS))
        .prop_map(|(op, seq, address, payload)| Frame { op, seq, address, payload })
}

proptest! {
    #[test]
    fn every_whole_frame_gets_one_reply(frames in prop::collection::vec(frames(), 1..40), sparse: bool, learning: bool) {
        let mut board = Board::new(learner(sparse, learning)).unwrap();
        for frame in frames {
            board.receive(&frame.encode());
            let answers = replies(&mut board);
            prop_assert_eq!(answers.len(), 1);
            prop_assert_eq!((answers[0].seq, answers[0].address), (frame.seq, frame.address));
            prop_assert!(Status::from_code(answers[0].op).is_some());
            board.work(Instant::now() + Duration::from_micros(200));
        }
        prop_assert_eq!(read(&mut board, &reg::MAGIC), reg::MAGIC_VALUE);
    }

    #[test]
    fn noise_on_the_line_writes_nothing(bytes in prop::collection::vec(any::<u8>(), 0..3000), sparse: bool) {
        let mut board = Board::new(shape(sparse)).unwrap();
        board.receive(&bytes);
        // Four random bytes in four thousand million pass for a CRC; none of these cases does.
        prop_assert!(replies(&mut board).is_empty());
        board.receive(&[syntony_medium::frame::END]);
        replies(&mut board);
        for register in reg::TABLE.iter().filter(|register| register.group == "run") {
            prop_assert_eq!(read(&mut board, register), register.reset);
        }
    }
}

/// A frame that fails does nothing at all, and a repeated one nothing more.
#[test]
fn a_request_does_all_or_nothing_and_may_be_repeated() {
    let mut board = Board::new(shape(false)).unwrap();
    let mut ask = |op: Op, register: &reg::Register, payload: Vec<u32>| {
        board.receive(&Frame { op: op.code(), seq: 7, address: register.address, payload }.encode());
        let answer = replies(&mut board).remove(0);
        board.work(Instant::now() + Duration::from_secs(1));
        (Status::from_code(answer.op).unwrap(), answer.payload)
    };
    // `status`, the third of these, is read-only.
    assert_eq!(ask(Op::Write, &reg::RUN_TAG, vec![5, 6, 7]).0, Status::ReadOnly);
    assert_eq!(ask(Op::Read, &reg::RUN_TAG, vec![2]), (Status::Ok, vec![0, 0]));
    assert_eq!(ask(Op::Write, &reg::RUN_SWEEPS, vec![3]).0, Status::Ok);
    for _ in 0..3 {
        assert_eq!(ask(Op::Write, &reg::RUN_TAG, vec![9]).0, Status::Ok);
        assert_eq!(ask(Op::Read, &reg::SWEEPS_DONE, vec![1]), (Status::Ok, vec![3]));
    }
    assert_eq!(ask(Op::Read, &reg::LAWS, vec![2]).0, Status::BadAddress);
    assert_eq!(ask(Op::Read, &reg::LAWS, vec![]).0, Status::BadLength);
}
