//! Contours as hardware: each block's model against its Verilog, and the Verilog against the simulator bit for bit.

use syntony_hdl::rhythm::bank::Bank;
use syntony_hdl::rhythm::engine::Engine;
use syntony_hdl::rhythm::program::program;
use syntony_medium::registers as reg;
use syntony_medium::rhythm::{Mode, RhythmShape};
use syntony_medium::window::RING;
use syntony_sim::rhythm::{Contour, Hear};
use syntony_testbenches::core::{model_of, side_by_side};
use syntony_testbenches::stream::Board;
use syntony_testbenches::vectors::Vectors;

const SHAPES: [RhythmShape; 3] = [
    RhythmShape { contours: 1, cells: 64, rate: 250, tones: 0, beats: false, cue: 0 },
    RhythmShape { contours: 5, cells: 16, rate: 50, tones: 0, beats: false, cue: 256 },
    RhythmShape { contours: 3, cells: 256, rate: 48_000, tones: 0, beats: false, cue: 0 },
];

#[test]
fn engine_and_its_verilog() {
    let steps = program();
    for (k, shape) in SHAPES.iter().enumerate() {
        let name = format!("engine_{k}");
        let mut core = Engine::new(shape);
        let mut model = model_of(&name, &mut core, vec![]).unwrap();
        let mut v = Vectors::new(70 + k as u32);
        let mut code = 0u128;
        let input = |_: usize, port: usize| match port {
            0 => u32::from(v.once_in(3)),
            // A step of the program, of any other way; or anything.
            3 => {
                let step = steps[v.below(steps.len() as u32) as usize];
                code =
                    if v.once_in(4) { [0, 32, 64].iter().fold(0, |code, shift| code | u128::from(v.any()) << shift) } else { step.code() };
                code as u32
            }
            4 => (code >> 32) as u32,
            5 => (code >> 64) as u32,
            6..=9 if v.once_in(3) => v.signed(12),
            _ => v.any(),
        };
        if let Err(divergence) = side_by_side(&mut core, &mut model, 30_000, input, |_, _| {}) {
            panic!("{name}: {divergence}");
        }
    }
}

#[test]
fn bank_and_its_verilog() {
    for (k, shape) in SHAPES.iter().enumerate() {
        let name = format!("contours_{k}");
        let mut core = Bank::new(shape, true);
        let mut model = model_of(&name, &mut core, vec![]).unwrap();
        let mut v = Vectors::new(80 + k as u32);
        let words = shape.contours * shape.cells;
        // Samples stay for as long as they are worked on.
        let (mut sample, mut heard) = (0, 0);
        let input = |cycle: usize, port: usize| {
            if cycle % 2000 == 1000 && port == 0 {
                (sample, heard) = (v.signed(14), u32::from(!v.once_in(5)));
            }
            let loading = cycle % 2000 < 900;
            match port {
                0 => u32::from(cycle % 2000 == 1001),
                1 => sample,
                2 => heard,
                3 => u32::from(v.once_in(4000)),
                4 => 2,
                5 => [11, 12, 13, 19, 20][v.below(if shape.cue > 0 { 5 } else { 3 }) as usize],
                6 => v.below(words),
                7 => u32::from(loading && v.once_in(2)),
                _ => v.any(),
            }
        };
        if let Err(divergence) = side_by_side(&mut core, &mut model, 30_000, input, |_, _| {}) {
            panic!("{name}: {divergence}");
        }
    }
}

/// A wave that no simple ring explains, now and then out of range, with gaps.
fn wave(v: &mut Vectors, k: u32, period: f64) -> Option<i16> {
    let turn = f64::from(k) / period * std::f64::consts::TAU;
    let value = 3000.0 * turn.sin() + 1500.0 * (5.0 * turn + 1.0).cos() + f64::from(v.signed(8));
    let value = if v.once_in(500) { f64::from(v.signed(16)) } else { value };
    (!v.once_in(4000)).then_some(value as i16)
}

/// Contours of a shape hear a wave in all modes: every readout, and all that they hold, is that of the simulator.
fn equal(name: &str, shape: RhythmShape, samples: u32, seed: u32) {
    let mut v = Vectors::new(seed);
    let mut board = Board::new(name, shape);
    let bar = f64::from(shape.cells.max(200)) * 1.37;
    let mut contours: Vec<(Contour, Mode)> = (0..shape.contours)
        .map(|k| {
            let off = 1.0 + 0.01 * f64::from(k % 7) * if k % 2 == 0 { 1.0 } else { -1.0 };
            let frequency = ((1u64 << 40) as f64 / (bar * off)) as u64;
            (Contour::new(&shape, frequency), [Mode::Learn, Mode::Follow, Mode::Alone, Mode::Off, Mode::Learn][k as usize % 5])
        })
        .collect();
    for (k, (contour, mode)) in (0..).zip(&contours) {
        board.load(k, &contour.words(*mode));
    }
    let (mut done, mut bars) = (0u32, 0);
    while done < samples {
        let speaker = (done / 4000) % shape.contours;
        board.register(&reg::SPEAKER, speaker);
        let batch: Vec<_> = (done..(done + RING).min(samples)).map(|k| wave(&mut v, k, bar)).collect();
        let said = board.play(&batch);
        for (k, (&sample, word)) in batch.iter().zip(said).enumerate() {
            let mut expected = 0;
            for (c, (contour, mode)) in (0..).zip(&mut contours) {
                let Some(hear) = Hear::of(*mode, sample) else { continue };
                let (readout, wrapped) = contour.sample(hear);
                bars += u32::from(wrapped);
                if c == speaker {
                    expected = u32::from(readout as u16) | ((contour.phase >> 24) as u32) << 16;
                }
            }
            assert_eq!(word, expected, "sample {}", done as usize + k);
        }
        done += batch.len() as u32;
    }
    assert_eq!(board.read_register(&reg::SAMPLE_DONE), samples);
    for (k, (contour, mode)) in (0..).zip(&contours) {
        let (words, expected) = (board.words(k), contour.words(*mode));
        assert_eq!(words, expected, "contour {k}");
        assert_eq!(Contour::from_words(&shape, &words), (contour.clone(), *mode));
    }
    println!(
        "{name}: {samples} samples, {} contours, {bars} bars, {:.1} clocks a sample and contour",
        shape.contours,
        board.clocks() as f64 / f64::from(samples) / f64::from(shape.contours)
    );
}

/// With `SYNTONY_LONG=1` ten million samples, a hundred thousand otherwise.
#[test]
fn one_contour_is_the_simulators() {
    let long = std::env::var_os("SYNTONY_LONG").is_some();
    equal("stream_1", SHAPES[0], if long { 10_000_000 } else { 100_000 }, 1);
}

#[test]
fn all_modes_are_the_simulators() {
    equal("stream_5_16", SHAPES[1], 30_000, 2);
    equal("stream_3_256", SHAPES[2], 60_000, 3);
}

/// A head too far ahead or behind is not taken.
#[test]
fn credits_are_kept() {
    let mut board = Board::new("stream_1", SHAPES[0]);
    board.register(&reg::SAMPLE_HEAD, RING + 1);
    assert_eq!((board.read_register(&reg::HEADS_REFUSED), board.busy()), (1, false));
    board.register(&reg::SAMPLE_HEAD, u32::MAX);
    assert_eq!((board.read_register(&reg::HEADS_REFUSED), board.busy()), (1, false));
    board.register(&reg::SAMPLE_HEAD, RING);
    assert!(board.busy());
}
