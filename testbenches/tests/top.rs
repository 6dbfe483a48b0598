//! The whole top through its two wires, against the board in software, frame by frame.

use std::time::Instant;

use syntony_hdl::generate::Family;
use syntony_hdl::top::Choices;
use syntony_medium::frame::{Decoder, Frame, MAX_WORDS, Op, Status};
use syntony_medium::law::{Law, Laws};
use syntony_medium::registers::{self as reg, Access, Register};
use syntony_medium::rhythm::{Mode, RhythmShape};
use syntony_medium::shape::{Coupling, Shape};
use syntony_medium::weight::WeightCode;
use syntony_medium::window::{self, WINDOWS};
use syntony_sim::board::Board;
use syntony_sim::rhythm::Contour;
use syntony_testbenches::line::Line;
use syntony_testbenches::vectors::Vectors;

const CHOICES: Choices = Family::Ice40.choices(12_000_000, 2_000_000, 0);

struct Pair {
    line: Line,
    board: Board,
    decoder: Decoder,
    board_decoder: Decoder,
    seq: u8,
}

impl Pair {
    fn new(name: &str, shape: &Shape) -> Self {
        let line = Line::new(name, shape, &CHOICES).unwrap();
        let board = Board::new(*shape).unwrap();
        Self { line, board, decoder: Decoder::default(), board_decoder: Decoder::default(), seq: 0 }
    }

    fn hardware(&mut self, bytes: &[u8], limit: u64) -> Option<Frame> {
        self.line.send(bytes);
        let begin = self.line.clocks();
        while self.line.clocks() - begin < limit {
            self.line.clock();
            while let Some(byte) = self.line.receive() {
                match self.decoder.push(byte) {
                    Some(Ok(frame)) => return Some(frame),
                    Some(Err(error)) => panic!("the board sent a bad frame: {error}"),
                    None => {}
                }
            }
        }
        None
    }

    fn software(&mut self, bytes: &[u8]) -> Option<Frame> {
        self.board.receive(bytes);
        while self.board.running() {
            self.board.work(Instant::now());
        }
        let mut out = [0; 4096];
        let count = self.board.send(&mut out);
        out[..count].iter().find_map(|&byte| self.board_decoder.push(byte)).map(|frame| frame.unwrap())
    }

    fn request(&mut self, op: u8, address: u16, payload: &[u32]) -> (Frame, Frame) {
        self.seq = self.seq.wrapping_add(1);
        let frame = Frame { op, seq: self.seq, address, payload: payload.to_vec() };
        let bytes = frame.encode();
        let limit = 60 * (bytes.len() as u64 + 300) + 3000;
        let found = self.hardware(&bytes, limit).unwrap_or_else(|| panic!("no reply to {frame:?}"));
        let expected = self.software(&bytes).unwrap();
        (found, expected)
    }

    fn same(&mut self, op: Op, address: u16, payload: &[u32]) -> Frame {
        let (found, expected) = self.request(op.code(), address, payload);
        assert_eq!(found, expected, "{op:?} {address:#x} {payload:?}");
        found
    }

    fn write(&mut self, register: &Register, word: u32) {
        self.same(Op::Write, register.address, &[word]);
    }

    /// Waits for the end of what the hardware does.
    fn wait(&mut self, register: &Register, until: impl Fn(u32) -> bool) {
        for _ in 0..4000 {
            let (found, _) = self.request(Op::Read.code(), register.address, &[1]);
            if until(found.payload[0]) {
                return;
            }
        }
        panic!("the board does not come to an end");
    }

    /// All that can be read is the same, but for who made it.
    fn all_same(&mut self) {
        let shape = *self.board.shape();
        for register in reg::of(&shape).filter(|r| ![&reg::BUILD_ID, &reg::CLOCK_HZ].contains(r)) {
            let (found, expected) = self.request(Op::Read.code(), register.address, &[1]);
            assert_eq!(found, expected, "{}", register.name);
        }
        for window in WINDOWS {
            let words = window.words(&shape);
            for offset in (0..words).step_by(MAX_WORDS) {
                let count = (words - offset).min(MAX_WORDS as u32);
                let (found, expected) = self.request(Op::ReadWindow.code(), window.number, &[offset, count]);
                assert_eq!(found, expected, "{} at {offset}", window.name);
            }
        }
    }
}

fn shape() -> Shape {
    Shape { oscillators: 40, lanes: 8, block: 8, weight_bits: 4, weight_code: WeightCode::Radix4, ..Shape::default() }
}

fn fill(pair: &mut Pair, v: &mut Vectors) {
    let shape = *pair.board.shape();
    for window in WINDOWS {
        let words = window.words(&shape);
        for offset in (0..words).step_by(MAX_WORDS - 1) {
            let count = (words - offset).min(MAX_WORDS as u32 - 1);
            let mut payload = vec![offset];
            payload.extend((0..count).map(|_| v.any()));
            pair.same(Op::WriteWindow, window.number, &payload);
        }
    }
}

fn checksums(pair: &mut Pair, v: &mut Vectors) {
    for (tag, window) in WINDOWS.iter().enumerate() {
        pair.write(&reg::CHECK_WINDOW, window.number.into());
        pair.write(&reg::CHECK_WORDS, if v.once_in(2) { v.below(50) } else { 0xFF_FFFF });
        pair.write(&reg::CHECK_TAG, tag as u32 + 1);
        pair.wait(&reg::CHECK_DONE, |word| word == tag as u32 + 1);
        for register in [&reg::CHECK_A, &reg::CHECK_B] {
            pair.same(Op::Read, register.address, &[1]);
        }
    }
}

#[test]
fn the_same_board() {
    same_board("top_40", shape());
}

#[test]
fn the_same_board_that_learns() {
    same_board("top_40_learns", Shape { learning: true, tuning: true, ..shape() });
}

/// The window of banks in one memory takes a word in two clocks, while the link goes on.
#[test]
fn the_same_board_with_banks_in_one_memory() {
    let laws = Laws::NONE.with(Law::Projected).with(Law::Inertial);
    same_board("top_601", Shape { oscillators: 601, coupling: Coupling::Sparse { slots: 100 }, lanes: 3, block: 3, laws, ..shape() });
}

fn same_board(name: &str, shape: Shape) {
    let mut pair = Pair::new(name, &shape);
    let mut v = Vectors::new(77);
    pair.all_same();
    fill(&mut pair, &mut v);
    checksums(&mut pair, &mut v);
    pair.all_same();
    for run in 1..=6u32 {
        let groups = ["schedules", "observers", "learning"];
        for register in reg::of(&shape).filter(|r| r.access == Access::ReadWrite && groups.contains(&r.group)) {
            let word = v.any() >> v.below(20);
            pair.write(register, word);
        }
        pair.write(&reg::LAW, run % 3);
        pair.write(&reg::RUN_SWEEPS, v.below(6));
        pair.write(&reg::RUN_CONTROL, v.any());
        pair.write(&reg::CYCLE, v.below(4));
        pair.write(&reg::SETTLE, v.below(3));
        let tag = if v.once_in(3) { run } else { 99 };
        pair.write(&reg::STOP_TAG, tag);
        pair.write(&reg::RUN_TAG, run);
        pair.wait(&reg::STATUS, |status| status & 1 == 0);
        pair.all_same();
    }
    pair.write(&reg::LAW, 3);
    pair.write(&reg::RUN_TAG, 50);
    pair.wait(&reg::STATUS, |status| status & 1 == 0);
    pair.all_same();
    assert!(!pair.line.torn());
}

#[test]
fn requests_of_any_kind() {
    let mut pair = Pair::new("top_40", &shape());
    let mut v = Vectors::new(5);
    for _ in 0..400 {
        let op = if v.once_in(10) { v.any() as u8 } else { 1 + v.below(4) as u8 };
        let address = match v.below(3) {
            0 => v.any() as u16,
            1 => v.below(12) as u16,
            // Not the tags: a run or a sum would make the moment of the answer matter.
            _ => v.below(0x40) as u16,
        };
        let length = match v.below(4) {
            0 => 0,
            1 => 1,
            2 => 2,
            _ => v.below(65),
        };
        let payload: Vec<u32> = (0..length).map(|_| if v.once_in(3) { v.any() } else { v.below(66) }).collect();
        // The line's own rate and who made the board differ on purpose.
        if address <= 0x22 && op <= 2 && length > 0 {
            continue;
        }
        let (found, expected) = pair.request(op, address, &payload);
        assert_eq!(found, expected, "op {op} address {address:#x} {payload:?}");
    }
}

#[test]
fn damaged_frames_change_nothing() {
    let mut pair = Pair::new("top_40", &shape());
    let mut v = Vectors::new(11);
    for _ in 0..150 {
        let mut payload = vec![v.below(37)];
        payload.extend((0..1 + v.below(3)).map(|_| v.any()));
        let mut bytes = Frame { op: Op::WriteWindow.code(), seq: 1, address: window::STATE.number, payload }.encode();
        for _ in 0..1 + v.below(3) {
            let at = v.below(bytes.len() as u32) as usize;
            match v.below(3) {
                0 => bytes[at] ^= 1 << v.below(8),
                1 => {
                    bytes.remove(at);
                }
                _ => bytes.insert(at, [0xC0, 0xDB, 0x55][v.below(3) as usize]),
            }
        }
        bytes.extend([0xC0, 0xC0]);
        let expected = pair.software(&bytes);
        let found = pair.hardware(&bytes, 60 * (bytes.len() as u64 + 60));
        assert_eq!(found, expected, "{bytes:x?}");
        pair.same(Op::ReadWindow, window::STATE.number, &[0, 40]);
        for register in [&reg::FRAMES_BAD, &reg::FRAMES_GOOD] {
            pair.same(Op::Read, register.address, &[1]);
        }
    }
}

/// Frames in flight: while one is answered the next one comes in, and none is lost.
#[test]
fn writes_may_be_in_flight() {
    let mut pair = Pair::new("top_40", &shape());
    let mut v = Vectors::new(21);
    let frames: Vec<Frame> = (0..20)
        .map(|k| {
            let payload = [2 * k, v.any(), v.any()].to_vec();
            Frame { op: Op::WriteWindow.code(), seq: k as u8, address: window::STATE.number, payload }
        })
        .collect();
    let bytes: Vec<u8> = frames.iter().flat_map(Frame::encode).collect();
    pair.line.send(&bytes);
    pair.board.receive(&bytes);
    let (mut answers, mut seqs) = (Decoder::default(), Vec::new());
    for _ in 0..60 * (bytes.len() + 60) {
        pair.line.clock();
        while let Some(byte) = pair.line.receive() {
            seqs.extend(answers.push(byte).map(|frame| frame.unwrap().seq));
        }
    }
    assert_eq!(seqs, (0..20).collect::<Vec<u8>>());
    while pair.board.send(&mut [0; 64]) > 0 {}
    pair.same(Op::ReadWindow, window::STATE.number, &[0, 40]);
    pair.same(Op::Read, reg::FRAMES_GOOD.address, &[1]);
}

/// The line goes to another rate after the reply, and back by itself when nothing good comes for a while.
#[test]
fn the_rate_changes_and_falls_back() {
    let mut pair = Pair::new("top_40", &shape());
    pair.write(&reg::FALLBACK_MS, 2);
    pair.write(&reg::BIT_CLOCKS, 11);
    pair.line.set_bit_clocks(11);
    pair.same(Op::Read, reg::BIT_CLOCKS.address, &[1]);
    // Two to three milliseconds of 12 000 clocks.
    for _ in 0..40_000 {
        pair.line.clock();
    }
    pair.line.set_bit_clocks(6);
    let (found, _) = pair.request(Op::Read.code(), reg::BIT_CLOCKS.address, &[1]);
    assert_eq!(found.payload, [0]);
    pair.same(Op::Read, reg::FALLBACK_MS.address, &[1]);
}

/// A board with contours: samples go through the wires into the rings, and all that can be read is that of the board in software.
fn contours(name: &str, shape: Shape) {
    let rhythm = shape.rhythm.unwrap();
    let mut v = Vectors::new(0x60 + rhythm.contours);
    let mut pair = Pair::new(name, &shape);
    let bar = 3 * rhythm.cells;
    let mut state = Vec::new();
    for k in 0..rhythm.contours {
        let contour = Contour::new(&rhythm, rhythm.frequency(bar + k).unwrap());
        state.extend(contour.words([Mode::Learn, Mode::Follow][k as usize % 2]).state);
    }
    for (k, words) in state.chunks(MAX_WORDS - 1).enumerate() {
        let payload = [&[(k * (MAX_WORDS - 1)) as u32][..], words].concat();
        pair.same(Op::WriteWindow, window::CONTOUR_STATE.number, &payload);
    }
    let mut head = 0;
    for round in 0..40u32 {
        pair.write(&reg::SPEAKER, round % rhythm.contours);
        let count = 1 + v.below(60);
        for k in 0..count {
            let turn = f64::from(head + k) / f64::from(bar) * std::f64::consts::TAU;
            let sample = (3000.0 * (2.0 * turn).sin()) as i16;
            let word = u32::from(sample as u16) | u32::from(!v.once_in(200)) << 16;
            pair.same(Op::WriteWindow, window::SAMPLES.number, &[(head + k) % window::RING, word]);
        }
        head += count;
        pair.write(&reg::SAMPLE_HEAD, head);
        pair.wait(&reg::SAMPLE_DONE, |done| done == head);
        if round == 20 {
            // Too far ahead, and behind.
            pair.write(&reg::SAMPLE_HEAD, head + window::RING + 1);
            pair.write(&reg::SAMPLE_HEAD, head - 1);
        }
    }
    pair.all_same();
    if shape.has_oscillators() {
        pair.write(&reg::CHECK_WINDOW, window::BIAS.number.into());
    } else {
        let (found, expected) = pair.request(Op::Read.code(), reg::RUN_TAG.address, &[1]);
        assert_eq!((found, expected.payload.len()), (expected.clone(), 0));
    }
}

/// A board that searches its contours: cue, search and guesses through the wires, between samples.
#[test]
fn contours_searched_for_a_cue() {
    let rhythm = RhythmShape { contours: 3, cells: 16, cue: 256, ..RhythmShape::default() };
    let shape = Shape::only_rhythm(rhythm);
    contours("top_cue", shape);
    let mut v = Vectors::new(0x63);
    let mut pair = Pair::new("top_cue", &shape);
    let windows = [window::CONTOUR_STATE, window::CONTOUR_CELLS, window::CONTOUR_ERRORS, window::CUE, window::CUE_GUESSES];
    for window in windows {
        let words = window.words(&shape);
        for offset in (0..words).step_by(MAX_WORDS - 1) {
            let count = (words - offset).min(MAX_WORDS as u32 - 1);
            let payload: Vec<u32> = std::iter::once(offset).chain((0..count).map(|_| v.signed(16))).collect();
            pair.same(Op::WriteWindow, window.number, &payload);
        }
    }
    let done = |word: u32| move |status| status == word;
    for (search, length) in [(1, 3), (2, 0), (3, 256), (4, 9999)] {
        let word = search << 16 | length;
        pair.write(&reg::CUE_SEARCH, word);
        pair.wait(&reg::CUE_STATUS, done(word));
        // The same word again is no search.
        pair.same(Op::WriteWindow, window::CUE.number, &[search, v.any()]);
        pair.write(&reg::CUE_SEARCH, word);
        pair.all_same();
    }
    // While one goes on the contours and the cue are not to be had, and samples wait.
    let word = 5 << 16 | 256;
    pair.write(&reg::CUE_SEARCH, word);
    for window in windows {
        let (found, _) = pair.request(Op::ReadWindow.code(), window.number, &[0, 1]);
        assert_eq!(found.op, Status::Busy.code(), "{}", window.name);
    }
    pair.same(Op::WriteWindow, window::SAMPLES.number, &[0, 1 << 16 | 999]);
    pair.write(&reg::SAMPLE_HEAD, 1);
    let (found, _) = pair.request(Op::Read.code(), reg::SAMPLE_DONE.address, &[1]);
    assert_eq!(found.payload, [0]);
    pair.wait(&reg::SAMPLE_DONE, |done| done == 1);
    pair.same(Op::Read, reg::CUE_STATUS.address, &[1]);
    pair.same(Op::ReadWindow, window::CUE_GUESSES.number, &[0, 6]);
}

#[test]
fn contours_alone() {
    contours("top_contours", Shape::only_rhythm(RhythmShape { contours: 3, cells: 16, ..RhythmShape::default() }));
}

/// Long enough for a contest: the eighth second ends.
#[test]
fn contours_and_a_pool() {
    let rhythm = RhythmShape { contours: 1, cells: 16, rate: 50, tones: 6, beats: true, cue: 0 };
    contours("top_pool", Shape::only_rhythm(rhythm));
}

#[test]
fn contours_and_beats() {
    contours("top_beats", Shape::only_rhythm(RhythmShape { contours: 2, cells: 16, beats: true, ..RhythmShape::default() }));
}

#[test]
fn contours_beside_oscillators() {
    contours("top_beside", Shape { rhythm: Some(RhythmShape { contours: 2, cells: 32, ..RhythmShape::default() }), ..shape() });
}
