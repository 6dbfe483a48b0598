//! The medium without its link in Verilator, against the simulator: for the iCE40 with the serial core, for the ECP5 with
//! the pipelined one.

use syntony_hdl::generate::Family::{Ecp5, Gowin, Ice40};
use syntony_medium::gain::Gain;
use syntony_medium::law::Law;
use syntony_medium::shape::{Coupling, Shape};
use syntony_medium::weight::WeightCode;
use syntony_sim::oscillators::pack_amplitude;
use syntony_sim::run::Request;
use syntony_sim::{Medium, Weights};
use syntony_testbenches::bench::{Bench, both, equal};

#[test]
fn small_in_place() {
    let shape = Shape { oscillators: 64, lanes: 4, block: 4, ..Shape::default() };
    equal("m_64_5_4", shape, Ice40, 4, 7);
    equal("m_64_5_4_pipelined", shape, Ecp5, 4, 7);
}

#[test]
fn one_block() {
    equal("m_64_8_8_all", Shape { oscillators: 64, lanes: 8, block: 64, weight_bits: 8, ..Shape::default() }, Ecp5, 3, 7);
}

#[test]
fn wide_banks() {
    // Two banks of 9 lanes, and more than one memory deep.
    let shape = Shape { oscillators: 144, lanes: 18, block: 18, weight_bits: 4, ..Shape::default() };
    equal("m_144_4_18", shape, Ecp5, 3, 7);
    equal("m_90_3_30", Shape { oscillators: 90, lanes: 30, block: 30, weight_bits: 3, ..shape }, Gowin, 2, 7);
}

#[test]
fn odd_sizes() {
    let shape = Shape {
        oscillators: 37,
        lanes: 5,
        block: 37,
        weight_bits: 4,
        weight_code: WeightCode::Radix4,
        shown_bits: 5,
        phase_bits: 12,
        ..Shape::default()
    };
    equal("m_37_4_5_all", shape, Ice40, 3, 7);
    equal("m_37_4_5_10_lag", Shape { block: 10, lag: 1, phase_bits: 24, shown_bits: 8, ..shape }, Ecp5, 3, 7);
}

#[test]
fn late_values() {
    let shape = Shape { oscillators: 60, lanes: 6, block: 12, lag: 1, weight_bits: 6, shown_bits: 3, ..Shape::default() };
    equal("m_60_6_6_lag", shape, Ecp5, 3, 7);
    equal("m_60_6_6_4_lag", Shape { phase_bits: 4, ..shape }, Ice40, 3, 7);
}

#[test]
fn sparse_in_place() {
    let sparse = Shape { oscillators: 70, coupling: Coupling::Sparse { slots: 200 }, lanes: 4, block: 4, ..Shape::default() };
    equal("m_sparse_70_5_4", sparse, Ecp5, 4, 7);
}

#[test]
fn sparse_blocks() {
    let coupling = Coupling::Sparse { slots: 130 };
    let shape = Shape {
        oscillators: 61,
        coupling,
        lanes: 3,
        block: 12,
        lag: 1,
        weight_bits: 4,
        weight_code: WeightCode::Radix4,
        ..Shape::default()
    };
    equal("m_sparse_61_4_3_lag", Shape { phase_bits: 24, ..shape }, Ice40, 3, 7);
    equal("m_sparse_61_8_1_all", Shape { lanes: 1, block: 61, lag: 0, weight_bits: 8, ..shape }, Ecp5, 3, 7);
}

/// More oscillators than the serial core's block RAMs hold: their banks stand in one memory.
#[test]
fn banks_in_one_memory() {
    let sparse = Shape { oscillators: 601, coupling: Coupling::Sparse { slots: 900 }, lanes: 3, block: 3, ..Shape::default() };
    equal("m_sparse_601_5_3", sparse, Ice40, 3, 7);
    let radix4 = Shape { weight_bits: 4, weight_code: WeightCode::Radix4, ..sparse };
    equal("m_sparse_601_4_3_lag", Shape { block: 12, lag: 1, phase_bits: 24, ..radix4 }, Ice40, 2, 7);
}

/// Drives that an exponent takes to 32768 and -32768: both are too large, also the one that 16 bits hold.
#[test]
fn drives_at_the_limit() {
    let shape = Shape { oscillators: 64, lanes: 4, block: 64, ..Shape::default() };
    for (name, family) in [("m_limit", Ice40), ("m_limit_pipelined", Ecp5)] {
        let mut bench = Bench::new(&shape, name, family);
        for sign in [1, -1] {
            // Rows 32 and on show 64. A row's drive is 64 times the sum of its weights and 127 times its bias, or the same with the other sign: 2^(15 - row) in all.
            let (mut weights, mut banks) = (vec![0i16; 64 * 64], Medium::new(shape).unwrap().oscillators);
            banks.state.fill(pack_amplitude(1032, 0));
            for row in 0..16usize {
                let power = 15 - row as u32;
                let mut sum = if power < 6 { -(2 << power) } else { 1 << (power - 6) };
                banks.bias[row] = if power < 6 { sign << power } else { 0 };
                for weight in &mut weights[row * 64 + 32..(row + 1) * 64] {
                    *weight = (i32::from(sign) * sum).clamp(-16, 15) as i16;
                    sum -= i32::from(sign * *weight);
                }
                banks.gain[row] = Gain { mantissa: 32767, exponent: row as i8, ..Gain::default() };
            }
            let mut medium = Medium::with_weights(shape, Weights::Dense(weights)).unwrap();
            medium.oscillators = banks;
            medium.settings.law = Law::Inertial;
            let request = Request { sweeps: 1, restart: true };
            both(&mut bench, &mut medium, request, 100_000, &format!("{name}, {sign}"));
        }
    }
}
