//! Learning in the fabric: each core's Rust model against its own Verilog, and the medium without its link against the simulator.

use syntony_hdl::generate::Family::{self, Ecp5, Gowin, Ice40};
use syntony_hdl::plasticity::learner::Learner;
use syntony_hdl::plasticity::rates::Rates;
use syntony_hdl::plasticity::row::Row;
use syntony_hdl::plasticity::steps::{Pace, Steps};
use syntony_hdl::plasticity::tuner::Tuner;
use syntony_hdl::plasticity::units::{Units, count};
use syntony_medium::registers::{self as reg};
use syntony_medium::shape::{Coupling, Shape};
use syntony_medium::weight::WeightCode;
use syntony_testbenches::bench::{Bench, equal_learning, equal_on};
use syntony_testbenches::core::{Core, model_of, side_by_side};
use syntony_testbenches::vectors::Vectors;

fn agree<C: Core>(name: &str, mut core: C, cycles: usize, mut input: impl FnMut(&mut Vectors, &str) -> u32) {
    let mut model = model_of(name, &mut core, vec![]).unwrap();
    let mut v = Vectors::new(name.len() as u32 + 7);
    if let Err(divergence) = side_by_side(&mut core, &mut model, cycles, |_, port| input(&mut v, C::INPUTS[port]), |_, _| {}) {
        panic!("{name}: {divergence}");
    }
}

fn dense(oscillators: u32, lanes: u32, weight_bits: u32, weight_code: WeightCode) -> Shape {
    Shape { oscillators, lanes, block: lanes, weight_bits, weight_code, learning: true, ..Shape::default() }
}

fn sparse(oscillators: u32, lanes: u32, slots: u32) -> Shape {
    Shape { coupling: Coupling::Sparse { slots }, ..dense(oscillators, lanes, 5, WeightCode::TwosComplement) }
}

#[test]
fn rates() {
    agree("learn_rates", Rates::default(), 5000, |v, port| match port {
        "number" => u32::from(reg::LEARN_CONTROL.address) + v.below(12),
        "word" if v.once_in(4) => 0,
        "draw" | "writes" => u32::from(v.once_in(3)),
        _ => v.any(),
    });
}

#[test]
fn rows() {
    for (oscillators, shown_bits) in [(64, 8), (8192, 3), (512, 5)] {
        let shape = Shape { shown_bits, ..dense(oscillators, 4, 8, WeightCode::Radix4) };
        let (mut word, mut clock) = (0, 0);
        agree(&format!("learn_row_{oscillators}_{shown_bits}"), Row::new(&shape, oscillators), 20_000, |v, port| match port {
            "take" => {
                clock += 1;
                u32::from(clock % 220 == 1)
            }
            "starts" => u32::from(clock % 220 == 14),
            // Biases and gains of all kinds.
            "word" => {
                if clock % 220 == 13 {
                    word = v.any() & 0xFF1F_7FFF;
                } else if clock % 220 == 0 {
                    word = v.signed(16);
                }
                word
            }
            "sum" => {
                let bits = if v.once_in(2) { 6 } else { oscillators.ilog2() + 7 };
                v.signed(bits)
            }
            "margin" => v.below(4000),
            "target" => v.below(0x8000),
            "drift" => 1 + v.below(15),
            _ => v.any(),
        });
    }
}

#[test]
fn tuners() {
    let (mut clock, mut word) = (0, 0);
    agree("learn_tuner", Tuner::default(), 50_000, |v, port| match port {
        "take" => {
            clock += 1;
            u32::from(clock % 32 == 1)
        }
        // Phases and frequencies of all kinds, the largest too.
        "word" => {
            if clock % 32 == 0 || clock % 32 == 2 {
                let ends = [0, 0x7F_FFFF, 0x80_0000, 0x40_0000, 0x3F_FFFF, 0xBF_FFFF, 0x80_0001];
                word = if v.once_in(3) { ends[v.below(ends.len() as u32) as usize] } else { v.any() };
            }
            word
        }
        _ => v.any(),
    });
}

#[test]
fn units() {
    let radix4 = dense(37, 5, 4, WeightCode::Radix4);
    let cases = [
        (radix4, true),
        (radix4, false),
        (dense(64, 8, 8, WeightCode::Radix4), false),
        (dense(64, 8, 5, WeightCode::TwosComplement), false),
        (dense(16, 2, 2, WeightCode::TwosComplement), true),
        (sparse(61, 3, 200), true),
    ];
    for (case, (shape, small)) in cases.into_iter().enumerate() {
        let (mut even, mut row, mut decay, mut growth) = (false, 0, 0, 0);
        let many = count(&shape, small) > 1;
        agree(&format!("learn_units_{case}"), Units::new(&shape, 200, small), 20_000, |v, port| match port {
            "decay_mask" => {
                if v.once_in(100) {
                    decay = (1 << v.below(6)) - 1;
                }
                decay
            }
            "growth_mask" => {
                if v.once_in(100) {
                    growth = (1 << v.below(9)) - 1;
                }
                growth
            }
            "clear" => u32::from(v.once_in(200)),
            "choose" if many => v.below(shape.lanes),
            "choose" => v.below(if shape.coupling == Coupling::Dense { shape.codes_per_word() } else { 1 }),
            "judge" => u32::from(v.once_in(20)),
            "take" => {
                even = !even;
                u32::from(even && !v.once_in(5))
            }
            "at" => v.below(shape.oscillators),
            "word" if shape.coupling != Coupling::Dense => v.below(shape.oscillators + 3) | v.any() << 16,
            "row" => {
                if v.once_in(50) {
                    row = v.below(shape.oscillators);
                }
                row
            }
            "freeze_weights" => u32::from(v.once_in(10)),
            _ => v.any(),
        });
    }
}

#[test]
fn steps() {
    let wide = Pace { latency: 7, period: 16 };
    let fast = Pace { latency: 3, period: 2 };
    for (case, (shape, pace, small)) in [
        (dense(37, 5, 4, WeightCode::Radix4), fast, true),
        (dense(37, 9, 4, WeightCode::Radix4), wide, false),
        (sparse(11, 3, 60), fast, true),
        (Shape { tuning: true, ..dense(37, 5, 4, WeightCode::Radix4) }, fast, true),
    ]
    .into_iter()
    .enumerate()
    {
        agree(&format!("learn_steps_{case}"), Steps::new(&shape, pace, small), 20_000, |v, port| match port {
            "start" => u32::from(v.once_in(3)),
            "word" => v.below(12),
            "busy" => u32::from(!v.once_in(5)),
            "drifts" | "tunes" | "changes_all" => u32::from(v.once_in(3)),
            _ => v.any(),
        });
    }
}

#[test]
fn learner() {
    for (case, (shape, small)) in [
        (dense(20, 4, 5, WeightCode::TwosComplement), false),
        (dense(20, 4, 4, WeightCode::Radix4), true),
        (sparse(11, 3, 60), true),
        (Shape { tuning: true, ..sparse(11, 3, 60) }, true),
    ]
    .into_iter()
    .enumerate()
    {
        let mut word = 0;
        agree(&format!("learner_{case}"), Learner::new(&shape, small), 20_000, |v, port| match port {
            "start" => u32::from(v.once_in(30)),
            "register_writes" => u32::from(v.once_in(1000)),
            "register_number" => u32::from(reg::LEARN_CONTROL.address) + v.below(12),
            "register_write" => v.below(300),
            "inertial" => u32::from(v.once_in(4)),
            "done_row" => v.below(shape.oscillators),
            "window_read" => {
                if v.once_in(20) {
                    word = v.any() & 0xFFFF_0007;
                }
                word
            }
            _ => v.any(),
        });
    }
}

/// Random media in runs with random learning, not worth the compiler's time.
fn equal(name: &str, shape: Shape, family: Family, rounds: u32) {
    let figures = equal_on(Bench::altered(&shape, name, family, false, str::to_string), name, rounds, 7);
    assert!(shape.coupling != Coupling::Dense || figures.weights > 5000);
}

#[test]
fn dense_media() {
    equal("learn_m_24_5_4", dense(24, 4, 5, WeightCode::TwosComplement), Ecp5, 6);
    equal("learn_m_37_4_5", Shape { block: 37, ..dense(37, 5, 4, WeightCode::Radix4) }, Gowin, 4);
}

#[test]
fn dense_media_in_little_hardware() {
    equal("learn_m_24_4_8_ice40", dense(24, 8, 4, WeightCode::Radix4), Ice40, 6);
    equal("learn_m_37_4_5_ice40", Shape { block: 37, ..dense(37, 5, 6, WeightCode::Radix4) }, Ice40, 4);
}

#[test]
fn media_that_tune() {
    let tuning = |shape: Shape| Shape { tuning: true, ..shape };
    equal("tune_m_24_5_4", tuning(dense(24, 4, 5, WeightCode::TwosComplement)), Ecp5, 6);
    equal("tune_m_37_4_5_ice40", tuning(Shape { phase_bits: 24, ..dense(37, 5, 4, WeightCode::Radix4) }), Ice40, 6);
    equal("tune_m_sparse_26_ice40", tuning(sparse(26, 4, 60)), Ice40, 4);
}

#[test]
fn sparse_media() {
    equal("learn_m_sparse_26", sparse(26, 4, 60), Ecp5, 6);
    equal("learn_m_sparse_25_ice40", Shape { block: 12, lag: 1, weight_bits: 4, ..sparse(25, 3, 50) }, Ice40, 6);
}

/// Oscillators that are held, and frequencies that tune, where all banks stand in one memory.
#[test]
fn sparse_media_in_one_memory() {
    let shape = Shape { tuning: true, phase_bits: 24, ..sparse(601, 3, 1000) };
    equal("tune_m_sparse_601_ice40", shape, Ice40, 2);
}

/// Half a million weights that learn in the little hardware.
#[test]
fn weights_learn() {
    let shape = dense(24, 8, 4, WeightCode::Radix4);
    let bench = Bench::altered(&shape, "learn_m_24_4_8_ice40", Ice40, false, str::to_string);
    assert!(equal_learning(bench, "learn_m_24_4_8_ice40", 500_000).weights >= 500_000);
}
