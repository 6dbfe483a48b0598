//! Each core's Rust model against its own Verilog, on random and corner vectors.

use std::path::Path;

use syntony_hdl::coupling::dense::Dense;
use syntony_hdl::coupling::lane::{Lane, Product};
use syntony_hdl::coupling::sparse::Sparse;
use syntony_hdl::csr::{self, Csr};
use syntony_hdl::link::crc::Crc;
use syntony_hdl::link::execute::Execute;
use syntony_hdl::link::rate::Rate;
use syntony_hdl::link::receive::Receive;
use syntony_hdl::link::reply::Reply;
use syntony_hdl::link::send::Send;
use syntony_hdl::memory::{BulkRam, Ram};
use syntony_hdl::noise::Noise;
use syntony_hdl::observer::Observer;
use syntony_hdl::oscillator::align::Align;
use syntony_hdl::oscillator::amplitude::Amplitude;
use syntony_hdl::oscillator::node::Node;
use syntony_hdl::oscillator::phase::Phase;
use syntony_hdl::oscillator::serial::accumulate::Accumulate;
use syntony_hdl::oscillator::serial::banks::Banks;
use syntony_hdl::oscillator::serial::node::Serial;
use syntony_hdl::oscillator::serial::program as micro;
use syntony_hdl::oscillator::serial::scratch::{self, Scratch};
use syntony_hdl::oscillator::serial::sequence::Sequence;
use syntony_hdl::oscillator::serial::wave::Wave;
use syntony_hdl::sequencer::processor::{self, Processor};
use syntony_hdl::sequencer::walk::Walk;
use syntony_hdl::settings::Settings;
use syntony_hdl::sine::Sine;
use syntony_hdl::uart::{UartReceiver, UartTransmitter};
use syntony_medium::shape::{Coupling, Shape};
use syntony_medium::weight::WeightCode;
use syntony_testbenches::core::{Core, WAVEFORMS, model_of, side_by_side};
use syntony_testbenches::vectors::Vectors;

fn agree<C: Core>(name: &str, core: C, cycles: usize, input: impl FnMut(&mut Vectors, usize) -> u32) {
    agree_with(name, core, vec![], cycles, input);
}

fn agree_with<C: Core>(
    name: &str,
    mut core: C,
    files: Vec<(String, String)>,
    cycles: usize,
    mut input: impl FnMut(&mut Vectors, usize) -> u32,
) {
    let mut model = model_of(name, &mut core, files).unwrap();
    if let Some(folder) = std::env::var_os(WAVEFORMS) {
        model.trace(&Path::new(&folder).join(format!("{name}.vcd")));
    }
    let mut vectors = Vectors::new(name.len() as u32 + 7);
    if let Err(divergence) = side_by_side(&mut core, &mut model, cycles, |_, port| input(&mut vectors, port), |_, _| {}) {
        panic!("{name}: {divergence}");
    }
}

#[test]
fn memories() {
    for (depth, width) in [(2, 1), (37, 16), (64, 32)] {
        agree(&format!("ram_{depth}_{width}"), Ram::new(depth, width), 2000, |v, _| if v.once_in(2) { v.any() & 0x3F } else { v.any() });
        agree(
            &format!("bulk_{depth}_{width}"),
            BulkRam::new(depth, width),
            2000,
            |v, port| if port == 0 { v.below(depth) } else { v.any() },
        );
    }
}

#[test]
fn sines() {
    agree("sine", Sine::sin(), 5000, |v, _| v.any());
    agree("cosine", Sine::cos(), 5000, |v, _| v.any());
}

#[test]
fn noise() {
    for dropped in [0, 3, 8, 20] {
        agree(&format!("noise_{dropped}"), Noise::new(dropped), 2000, |v, port| match port {
            0 => u32::from(v.once_in(50)),
            1 if v.once_in(4) => 0,
            4 => u32::from(v.once_in(10)),
            _ => v.any(),
        });
    }
}

#[test]
fn lanes() {
    for (code, weight_bits, digits, registers) in [
        (WeightCode::TwosComplement, 5, false, false),
        (WeightCode::Radix4, 4, true, false),
        (WeightCode::Radix4, 8, true, false),
        (WeightCode::Radix4, 6, false, false),
        (WeightCode::TwosComplement, 8, true, false),
        (WeightCode::TwosComplement, 5, false, true),
        (WeightCode::Radix4, 6, false, true),
    ] {
        let product = Product { weight_bits, code, digits, registers };
        let lane = Lane::new(product, 8, 22);
        // An 8-bit shown value never is -128.
        agree(&format!("lane_{}_{weight_bits}_{digits}_{registers}", code.name().replace('-', "_")), lane, 3000, |v, port| match port {
            1 if v.once_in(3) => 0,
            1 => v.signed(8).max(1) as i8 as i32 as u32,
            2 | 3 => u32::from(v.once_in(3)),
            4 => v.signed(20),
            _ => v.any(),
        });
    }
}

#[test]
fn align() {
    for shown_bits in [3, 8] {
        agree(&format!("align_{shown_bits}"), Align::new(shown_bits), 5000, |v, port| match port {
            0 => v.signed(29),
            1 => v.signed(16),
            2 => u32::from(v.once_in(2)),
            _ => v.any(),
        });
    }
}

#[test]
fn phase() {
    for (dropped, shown_bits) in [(8, 8), (0, 5), (20, 3)] {
        let (mut full, mut still) = (0, 0);
        agree(&format!("phase_{dropped}_{shown_bits}"), Phase::new(dropped, shown_bits), 5000, |v, port| match port {
            0 => {
                full = if v.once_in(100) { full ^ 1 } else { full };
                full
            }
            1 => {
                still = if v.once_in(200) { still ^ 1 } else { still };
                still
            }
            3..=5 => v.signed(16) & 0x7FFF,
            9 => v.signed(10),
            11..=13 => v.signed(31),
            _ => v.any(),
        });
    }
}

#[test]
fn amplitude() {
    for shown_bits in [3, 6, 8] {
        agree(&format!("amplitude_{shown_bits}"), Amplitude::new(shown_bits), 5000, |v, port| match port {
            0 => u32::from(v.once_in(10)),
            1 => v.signed(13),
            4 => v.any(),
            6 | 8 => v.signed(31),
            7 => v.signed(28),
            _ => v.signed(16),
        });
    }
}

/// The serial core: its parts, then the whole with banks and settings at random.
#[test]
fn serial() {
    agree("accumulate", Accumulate::default(), 3000, |v, port| match port {
        2 => v.any(),
        3 => u32::from(v.once_in(2)),
        _ => v.signed(16),
    });
    let shape = Shape { oscillators: 12, lanes: 3, block: 6, lag: 1, ..Shape::default() };
    let files = || [micro::content(&shape), scratch::content(&shape)].map(|content| (content.file.clone(), content.text())).into();
    for (name, learning) in [("banks", false), ("banks_held", true)] {
        agree(name, Banks::new(&Shape { learning, ..shape }), 4000, |v, port| match port {
            1 | 9 => v.below(12),
            8 => 1 + v.below(10),
            _ => v.any(),
        });
    }
    agree_with("scratch", Scratch::new(&shape), files(), 4000, |v, port| match port {
        0 => v.below(35),
        8 | 10 => u32::from(v.once_in(9)),
        _ => v.any(),
    });
    agree_with("steps", Sequence::new(&shape), files(), 6000, |v, port| match port {
        0 => u32::from(!v.once_in(500)),
        6 => v.any() & 0x13,
        _ => v.any(),
    });
    for phase_bits in [4, 16, 24] {
        // In the one that learns half of the oscillators are held.
        let shape = Shape { phase_bits, learning: phase_bits == 16, ..shape };
        agree(&format!("wave_{phase_bits}"), Wave::new(&shape), 4000, |v, _| v.any());
        let mut held = [0; 32];
        agree_with(&format!("serial_{phase_bits}"), Serial::new(&shape), files(), 12_000, move |v, port| {
            let often = match port {
                0 | 13 => return u32::from(v.once_in(300)),
                10 => return u32::from(v.once_in(20)),
                17 => return u32::from(v.once_in(2)),
                // Drive, row and what is asked for hold for long; so do the laws.
                1..=4 => 40,
                5..=9 => 300,
                14 => 600,
                _ => 1,
            };
            if v.once_in(often) {
                held[port] = match port {
                    1 => v.signed(26),
                    2 | 16 => v.below(12),
                    4 => u32::from(!v.once_in(4)),
                    5..=8 => u32::from(v.once_in(3)),
                    11 => v.below(7),
                    14 => u32::from(!v.once_in(3)),
                    15 => 1 + v.below(6),
                    _ => v.any(),
                };
            }
            held[port]
        });
    }
}

#[test]
fn uart() {
    agree("uart_receiver", UartReceiver::default(), 5000, |v, port| if port == 0 { u32::from(!v.once_in(4)) } else { 4 + v.below(3) });
    agree("uart_transmitter", UartTransmitter::default(), 3000, |v, port| if port == 2 { 4 + v.below(3) } else { v.any() });
}

#[test]
fn link() {
    agree("crc", Crc::new(), 3000, |v, port| match port {
        0 => u32::from(v.once_in(60)),
        _ => u32::from(v.once_in(2)),
    });
    let special = |v: &mut Vectors| [0xC0, 0xDB, 0xDC, 0xDD, 0, 1][v.below(6) as usize];
    agree("send", Send::default(), 4000, |v, port| match port {
        2 => u32::from(v.once_in(8)),
        _ => u32::from(v.once_in(2)),
    });
    agree("rate", Rate::new(12_000_000 / 400, 3000), 3000, |v, port| match port {
        0 | 2 => u32::from(v.once_in(20)),
        _ if v.once_in(2) => v.below(6),
        _ => v.any(),
    });
    agree("reply", Reply::new(), 20_000, |v, port| match port {
        0 => u32::from(v.once_in(30)),
        2 => v.below(4),
        3 | 6 => u32::from(v.once_in(3)),
        5 => u32::from(v.once_in(60)),
        _ => v.any(),
    });
    agree("receive", Receive::new(), 4000, |v, port| match port {
        0 => u32::from(v.once_in(9)),
        1 if v.once_in(3) => special(v),
        2 => u32::from(v.once_in(400)),
        3 => u32::from(v.once_in(100)),
        _ => v.any(),
    });
    let shape = Shape { oscillators: 40, lanes: 4, block: 4, ..Shape::default() };
    agree("execute", Execute::new(&shape, 12_000_000 / 100, 3_000), 30_000, |v, port| match port {
        0 => u32::from(v.once_in(3)),
        1 => u32::from(v.once_in(200)),
        // Headers, addresses, counts.
        2 => v.below(6) | v.below(12) << 16 | v.below(4) << 24,
        3 | 4 => u32::from(!v.once_in(3)),
        5 => u32::from(v.once_in(5)),
        8 => u32::from(!v.once_in(3)),
        _ => v.any(),
    });
}

#[test]
fn control() {
    let dense = Shape { oscillators: 12, lanes: 3, block: 6, lag: 1, ..Shape::default() };
    let sparse = Shape { coupling: Coupling::Sparse { slots: 40 }, ..dense };
    agree("settings", Settings::new(&dense), 4000, |v, port| match port {
        0 => u32::from(v.once_in(20)),
        1 => v.below(11),
        _ => v.any(),
    });
    let program = processor::content(&dense);
    agree_with("processor", Processor::new(&dense), vec![(program.file.clone(), program.text())], 20_000, |v, port| match port {
        0 | 1 => u32::from(v.once_in(40)),
        2..=4 => u32::from(v.once_in(4)),
        _ if v.once_in(3) => v.below(3),
        _ => v.any(),
    });
    for (name, shape, serial) in [("walk_dense", dense, false), ("walk_sparse", sparse, false), ("walk_serial", dense, true)] {
        agree(name, Walk::new(&shape, serial), 6000, |v, port| match port {
            0 => u32::from(v.once_in(150)),
            1 => v.below(6),
            2 => u32::from(v.once_in(2)),
            3 | 4 => v.below(13),
            5 | 8 => u32::from(v.once_in(20)),
            6 => u32::from(v.once_in(2)),
            7 => v.below(4),
            _ => v.below(5),
        });
    }
    for serial in [false, true] {
        let shape = Shape { oscillators: 40, lanes: 4, block: 4, ..Shape::default() };
        agree(&format!("observer_{serial}"), Observer::new(&shape, serial), 3000, |v, port| match port {
            0 => u32::from(v.once_in(200)),
            5 | 7 | 11 => v.below(40),
            12 => v.signed(28),
            15 => v.below(2),
            _ => v.any(),
        });
    }
}

/// Weights and shown values written at random, sums taken at random. A sum never goes on past the largest that the shape has.
#[test]
fn coupling() {
    let shape = Shape { oscillators: 24, lanes: 6, block: 6, weight_bits: 4, ..Shape::default() };
    let (twos, radix4) = (WeightCode::TwosComplement, WeightCode::Radix4);
    for (name, digits, multipliers, shape) in [
        ("dense", false, 0, Shape { weight_code: twos, ..shape }),
        // Words of the window lie across banks.
        ("dense_wide", false, 0, Shape { oscillators: 44, lanes: 22, block: 22, weight_code: twos, ..shape }),
        // 5 memories.
        ("dense_deep", false, 0, Shape { oscillators: 200, lanes: 9, block: 9, weight_code: radix4, ..shape }),
        ("dense_digits", true, 0, Shape { weight_code: radix4, ..shape }),
        ("dense_mixed", true, 2, Shape { weight_code: radix4, ..shape }),
    ] {
        let mut since = 0;
        let depth = shape.groups() * shape.oscillators;
        // Few places, so that what was written is read.
        let place = move |v: &mut Vectors| v.below(12) * (depth / 12);
        agree(name, Dense::new(&shape, digits, multipliers), 8000, move |v, port| match port {
            0 => {
                since += 1;
                1
            }
            1 => {
                let last = since >= 20;
                since = if last { 0 } else { since };
                u32::from(last)
            }
            2 => v.below(64),
            3 => place(v),
            5 => u32::from(v.once_in(2)),
            6 | 12 => u32::from(v.once_in(2)),
            7 => v.below(64),
            8 | 9 => v.signed(8).max(1) as i8 as i32 as u32,
            10 => u32::from(!v.once_in(8)),
            11 => place(v) * shape.words_per_partner() + v.below(shape.words_per_partner()),
            _ => v.any(),
        });
    }
    let sparse = Shape { coupling: Coupling::Sparse { slots: 40 }, ..shape };
    let mut since = 0;
    agree("sparse", Sparse::new(&sparse, 40, false), 8000, move |v, port| match port {
        0 => {
            since += 1;
            1
        }
        1 => {
            let last = since >= 20;
            since = if last { 0 } else { since };
            u32::from(last)
        }
        2 => u32::from(v.once_in(30)),
        3 => v.below(40),
        4 | 5 => v.below(25),
        8 | 9 | 15 => u32::from(v.once_in(2)),
        10 => v.below(64),
        11 | 12 => v.signed(8).max(1) as i8 as i32 as u32,
        13 => u32::from(!v.once_in(8)),
        14 => v.below(40 * 8),
        _ => v.any(),
    });
}

/// The pipelined core with banks, drives and laws at random; its register file.
#[test]
fn pipelined() {
    for phase_bits in [4, 16, 24] {
        let shape = Shape { oscillators: 12, lanes: 3, block: 6, lag: 1, phase_bits, learning: phase_bits == 16, ..Shape::default() };
        let mut held = [0; 32];
        agree(&format!("node_{phase_bits}"), Node::new(&shape, false), 8000, move |v, port| {
            let often = match port {
                0 | 17 => return u32::from(v.once_in(300)),
                22 => return u32::from(v.once_in(2)),
                // Laws and settings hold for long.
                6..=10 => 300,
                11..=16 => 100,
                19 => 400,
                _ => 1,
            };
            if v.once_in(often) {
                held[port] = match port {
                    1 => v.signed(26),
                    2 | 21 => v.below(12),
                    3..=5 => u32::from(v.once_in(2)),
                    6..=10 => u32::from(v.once_in(3)),
                    12..=16 => v.any() & 0x7FFF,
                    19 => u32::from(!v.once_in(3)),
                    20 => 1 + v.below(6),
                    _ => v.any(),
                };
            }
            held[port]
        });
    }
    let shape = Shape { oscillators: 12, lanes: 3, block: 6, ..Shape::default() };
    let content = csr::content(&shape, 12_000_000, 0);
    agree_with("registers", Csr::new(&shape, 12_000_000, 0), vec![(content.file.clone(), content.text())], 4000, |v, port| match port {
        0 | 1 | 5 => u32::from(v.once_in(3)),
        _ => v.any(),
    });
}
