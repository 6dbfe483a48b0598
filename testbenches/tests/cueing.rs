//! Cueing as hardware: each block's model against its Verilog, and the Verilog against the simulator bit for bit.

use syntony_hdl::rhythm::cue::order::Order;
use syntony_hdl::rhythm::cue::scan::{self, Scan};
use syntony_hdl::rhythm::cue::search::Search;
use syntony_medium::registers as reg;
use syntony_medium::rhythm::{Mode, RhythmShape, TURN_MASK};
use syntony_medium::window::{CONTOUR_CELLS, CONTOUR_STATE, CUE, CUE_GUESSES};
use syntony_sim::rhythm::cue::{self, Guess};
use syntony_sim::rhythm::{Contour, Hear, STATE_WORDS};
use syntony_testbenches::core::{model_of, side_by_side};
use syntony_testbenches::stream::Board;
use syntony_testbenches::vectors::Vectors;

const SHAPES: [RhythmShape; 3] = [
    RhythmShape { contours: 2, cells: 16, rate: 250, tones: 0, beats: false, cue: 256 },
    RhythmShape { contours: 16, cells: 64, rate: 250, tones: 0, beats: false, cue: 2048 },
    RhythmShape { contours: 3, cells: 256, rate: 50, tones: 0, beats: false, cue: 16_384 },
];

/// A length for a search of few clocks, now and then of none, and of more than there is.
fn few(v: &mut Vectors, cue: u32) -> u32 {
    match v.below(12) {
        0 => 0,
        1 => cue + v.below(1000),
        _ => 1 + v.below(3),
    }
}

/// Lengths and frequencies stay for a while, so that searches come to an end; ports as of `ports.rs`.
fn still(v: &mut Vectors, shape: &RhythmShape, cycle: usize, held: &mut [u32; 3]) {
    if cycle.is_multiple_of(15_000) {
        *held = [few(v, shape.cue), v.any(), v.any()];
        if v.once_in(4) {
            *held = [held[0], 0, v.any() << 8];
        }
    }
}

#[test]
fn scan_and_its_verilog() {
    for (k, shape) in SHAPES.map(|shape| RhythmShape { contours: 2, ..shape }).iter().enumerate() {
        let name = format!("scan_{k}");
        let mut core = Scan::new(shape);
        let mut model = model_of(&name, &mut core, vec![]).unwrap();
        let (mut v, mut held, mut ends) = (Vectors::new(90 + k as u32), [0; 3], 0);
        let input = |cycle: usize, port: usize| {
            still(&mut v, shape, cycle, &mut held);
            match port {
                0 => u32::from(v.once_in(50)),
                1..=3 => held[port - 1],
                4 | 5 => v.signed(16),
                _ => v.any() >> v.below(32),
            }
        };
        if let Err(divergence) = side_by_side(&mut core, &mut model, 90_000, input, |_, core| ends += u32::from(core.done.val())) {
            panic!("{name}: {divergence}");
        }
        assert!(ends > 0, "{name}: no search came to an end");
    }
}

#[test]
fn search_and_its_verilog() {
    for (k, shape) in SHAPES.map(|shape| RhythmShape { contours: 2, ..shape }).iter().enumerate() {
        let name = format!("search_{k}");
        let mut core = Search::new(shape);
        let mut model = model_of(&name, &mut core, vec![]).unwrap();
        let (mut v, mut held, mut ends) = (Vectors::new(95 + k as u32), [0; 3], 0);
        let input = |cycle: usize, port: usize| {
            still(&mut v, shape, cycle, &mut held);
            match port {
                0 => u32::from(v.once_in(500)),
                1..=3 => held[port - 1],
                4 => v.signed(16),
                5 => [CUE, CUE_GUESSES, CONTOUR_CELLS][v.below(3) as usize].number.into(),
                6 => v.below(shape.cue),
                7 => v.below(2),
                _ => v.any(),
            }
        };
        if let Err(divergence) = side_by_side(&mut core, &mut model, 90_000, input, |_, core| ends += u32::from(core.done.val())) {
            panic!("{name}: {divergence}");
        }
        assert!(ends > 0, "{name}: no search came to an end");
    }
}

#[test]
fn order_and_its_verilog() {
    let mut core = Order::new();
    let mut model = model_of("order", &mut core, vec![]).unwrap();
    let (mut v, mut begins) = (Vectors::new(99), 0);
    let input = |_: usize, port: usize| match port {
        0 => v.below(2),
        1 => u32::from(reg::CUE_SEARCH.address) + v.below(2),
        2 => v.below(3) << 15,
        3 | 4 => v.any() & 0xFFFF_FF03,
        _ => u32::from(v.once_in(3)),
    };
    let watch = |_: usize, core: &Order| begins += u32::from(core.go.val());
    side_by_side(&mut core, &mut model, 30_000, input, watch).unwrap_or_else(|divergence| panic!("{divergence}"));
    assert!(begins > 0);
}

/// A memory for a search: cells, frequencies, and a cue.
struct Case {
    cells: Vec<Vec<i16>>,
    frequencies: Vec<u64>,
    heard: Vec<i16>,
}

impl Case {
    /// Cells and samples of any kind: near each other, far apart, all the same.
    fn random(v: &mut Vectors, shape: &RhythmShape) -> Self {
        let mut words = |count: u32| -> Vec<i16> {
            let (kind, bits, level) = (v.below(4), 8 + v.below(9), v.signed(16) as i16);
            (0..count).map(|_| if kind == 0 { level } else { v.signed(bits) as i16 }).collect()
        };
        let cells = (0..shape.contours).map(|_| words(shape.cells)).collect();
        let heard = words(shape.cue);
        let frequency = |v: &mut Vectors| match v.below(8) {
            0 => 0,
            1 => (u64::from(v.any()) | u64::from(v.any()) << 32) & TURN_MASK,
            2 => 1 + u64::from(v.below(1 << 17)),
            _ => shape.top_frequency() - u64::from(v.any()).min(shape.top_frequency() - 1),
        };
        Self { cells, heard, frequencies: (0..shape.contours).map(|_| frequency(v)).collect() }
    }

    fn load(&self, board: &mut Board) {
        for (contour, (cells, &frequency)) in (0..).zip(self.cells.iter().zip(&self.frequencies)) {
            for (k, &cell) in (0..).zip(cells) {
                board.write(CONTOUR_CELLS.number, contour * cells.len() as u32 + k, u32::from(cell as u16));
            }
            for (k, word) in [(2, frequency as u32), (3, (frequency >> 32) as u32)] {
                board.write(CONTOUR_STATE.number, contour * STATE_WORDS as u32 + k, word);
            }
        }
        for (k, &sample) in (0..).zip(&self.heard) {
            board.write(CUE.number, k, u32::from(sample as u16));
        }
    }

    /// What the simulator guesses.
    fn guesses(&self, length: u32) -> Vec<Guess> {
        let heard = &self.heard[..self.heard.len().min(length as usize)];
        self.cells.iter().zip(&self.frequencies).map(|(cells, &frequency)| cue::search(heard, cells, frequency)).collect()
    }
}

fn guesses(board: &mut Board, shape: &RhythmShape) -> Vec<Guess> {
    let mut word = |offset| board.read(CUE_GUESSES.number, offset);
    (0..shape.contours).map(|k| Guess::from_words([word(2 * k), word(2 * k + 1)])).collect()
}

/// Searches for cues of some lengths: every guess is that of the simulator.
fn equal(name: &str, shape: RhythmShape, rounds: u32, lengths: impl Fn(&mut Vectors) -> u32) {
    let (mut v, mut board) = (Vectors::new(shape.cells), Board::new(name, shape));
    let mut told = 0u32;
    for round in 0..rounds {
        let case = Case::random(&mut v, &shape);
        case.load(&mut board);
        let length = lengths(&mut v);
        let (word, begin) = (length | (round + 1) << 16, board.clocks());
        board.register(&reg::CUE_SEARCH, word);
        let busy = board.read_register(&reg::CUE_STATUS);
        assert_eq!(busy, word | 1 << 24);
        board.wait();
        assert_eq!(board.read_register(&reg::CUE_STATUS), word);
        // Two to see the word and to begin, one to read the register.
        let clocks = board.clocks() - begin - 3;
        let expected = case.guesses(length);
        assert_eq!(guesses(&mut board, &shape), expected, "{name}, {length} samples, round {round}");
        let found = expected.iter().filter(|guess| **guess != Guess::NONE).count() as u32;
        if found > 0 {
            let rest = u64::from(shape.contours - found) * 21;
            assert_eq!(clocks, scan::clocks(&RhythmShape { contours: found, ..shape }, length) + rest);
        }
        told += found;
        println!("{name}: {length} samples, {clocks} clocks");
    }
    assert!(told > 0);
}

#[test]
fn a_search_is_the_simulators() {
    equal("stream_2_cue", SHAPES[0], 40, |v| (60 * few(v, 256)).min(65_535));
    equal("stream_16_cue", SHAPES[1], 6, |v| 1 + v.below(100));
    equal("stream_3_cue", SHAPES[2], 6, |v| 1 + v.below(200));
}

/// Three bars of 2.4 s against a memory that is full.
#[test]
fn a_cue_of_three_bars() {
    let shape = SHAPES[1];
    let (mut v, mut board) = (Vectors::new(5), Board::new("stream_16_cue", shape));
    let mut case = Case::random(&mut v, &shape);
    case.frequencies = (0..16).map(|k| shape.frequency(500 + 6 * k).unwrap()).collect();
    case.load(&mut board);
    let begin = board.clocks();
    board.register(&reg::CUE_SEARCH, 1800);
    board.wait();
    let clocks = board.clocks() - begin - 2;
    assert_eq!((guesses(&mut board, &shape), clocks), (case.guesses(1800), scan::clocks(&shape, 1800)));
    println!("16 contours of 64 cells, 1800 samples: {clocks} clocks");
}

/// The longest cue, all that its sums can come to.
#[test]
fn the_largest_sums_fit() {
    let shape = RhythmShape { contours: 1, cells: 16, ..SHAPES[2] };
    let mut board = Board::new("stream_1_cue", shape);
    let case = Case { cells: vec![vec![-32768; 16]], frequencies: vec![1 << 32], heard: vec![32767; 16_384] };
    case.load(&mut board);
    board.register(&reg::CUE_SEARCH, 16_384);
    board.wait();
    let expected = case.guesses(16_384);
    assert_eq!((expected[0].cost, guesses(&mut board, &shape)), (16_384 * 32_255, expected));
}

/// Samples before a search count first, those behind it wait, and none is lost.
#[test]
fn a_search_and_a_stream() {
    let shape = SHAPES[0];
    let (mut v, mut board) = (Vectors::new(7), Board::new("stream_2_cue", shape));
    let case = Case::random(&mut v, &shape);
    case.load(&mut board);
    let mut contours: Vec<_> =
        (0..2).map(|k| (Contour::new(&shape, shape.frequency(50 + k).unwrap()), [Mode::Learn, Mode::Follow][k as usize])).collect();
    for (k, (contour, mode)) in (0..).zip(&contours) {
        board.load(k, &contour.words(*mode));
    }
    let samples: Vec<Option<i16>> = (0..240).map(|_| Some(v.signed(13) as i16)).collect();
    board.send(&samples[..200]);
    board.register(&reg::CUE_SEARCH, 200);
    // A word while a search goes on is none.
    board.register(&reg::CUE_SEARCH, 7);
    board.send(&samples[200..]);
    assert!(board.read_register(&reg::SAMPLE_DONE) < 200);
    while board.read_register(&reg::CUE_STATUS) != 200 {
        board.clock();
    }
    assert!(board.read_register(&reg::SAMPLE_DONE) <= 201);
    board.wait();
    let mut said = Vec::new();
    for (n, &sample) in samples.iter().enumerate() {
        if n == 200 {
            let now = Case {
                cells: contours.iter().map(|(contour, _)| contour.cells.clone()).collect(),
                frequencies: contours.iter().map(|(contour, _)| contour.frequency).collect(),
                heard: case.heard.clone(),
            };
            assert_eq!(guesses(&mut board, &shape), now.guesses(200));
        }
        for (k, (contour, mode)) in contours.iter_mut().enumerate() {
            let (readout, _) = contour.sample(Hear::of(*mode, sample).unwrap());
            if k == 0 {
                said.push(u32::from(readout as u16) | ((contour.phase >> 24) as u32) << 16);
            }
        }
    }
    let found: Vec<u32> = (0..240).map(|n| board.said(n)).collect();
    assert_eq!(found, said);
    for (k, (contour, mode)) in (0..).zip(&contours) {
        assert_eq!(board.words(k), contour.words(*mode));
    }
}
