//! What a finished build is worth: parts used, clock, speed of the medium.

use serde::{Deserialize, Serialize};
use syntony_medium::law::Law;
use syntony_medium::shape::{Coupling, Shape};

/// How much of one kind of part is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Used by the design.
    pub used: u64,
    /// In the device.
    pub available: u64,
}

/// The slowest path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Path {
    /// Cell and port where it begins.
    pub from: String,
    /// Cell and port where it ends.
    pub to: String,
    /// Its delay.
    pub ns: f64,
    /// The part of it that is spent between cells.
    pub routing_ns: f64,
}

/// One try of place and route.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Try {
    /// Its seed.
    pub seed: u32,
    /// The clock it closes at, MHz.
    pub fmax_mhz: f64,
    /// Whether that is the clock wanted.
    pub met: bool,
}

/// The figures of a build.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Name of the board.
    pub board: String,
    /// Its name in full.
    pub title: String,
    /// Family of the device.
    pub family: String,
    /// The device.
    pub device: String,
    /// Oscillators.
    pub oscillators: u32,
    /// Slots of one lane's edge memory, if the coupling is sparse.
    pub slots: Option<u32>,
    /// Bits of a weight.
    pub weight_bits: u32,
    /// Rows worked on at once.
    pub lanes: u32,
    /// Laws with hardware.
    pub laws: Vec<String>,
    /// Logic cells (LUT with register on the iCE40, LUTs and carry cells elsewhere).
    pub logic_cells: u64,
    /// Of how many.
    pub logic_cells_available: u64,
    /// Block memories.
    pub block_rams: u64,
    /// Of how many.
    pub block_rams_available: u64,
    /// Multipliers.
    pub dsp: u64,
    /// Of how many.
    pub dsp_available: u64,
    /// Big single-port memories (iCE40 UltraPlus).
    pub spram: u64,
    /// Of how many.
    pub spram_available: u64,
    /// The clock that the bitstream's placement closes at, MHz.
    pub fmax_mhz: f64,
    /// The clock it runs at, MHz.
    pub target_mhz: f64,
    /// Seed of the bitstream's placement.
    pub seed: u32,
    /// Every try.
    pub tries: Vec<Try>,
    /// The slowest path of the bitstream's placement.
    pub worst_path: Option<Path>,
    /// Couplings of the medium: pairs of a row and a partner.
    pub couplings: u64,
    /// Clocks of one sweep of the fastest law it has.
    pub clocks_per_sweep: u64,
    /// Sweeps a second of the fastest law it has, at the clock it runs at.
    pub sweeps_per_second: f64,
    /// Sweeps a second of the full-phase law, if it has it.
    pub full_phase_sweeps_per_second: Option<f64>,
    /// Couplings a second, at the clock it runs at.
    pub couplings_per_second: f64,
    /// Name of the bitstream in the build's folder.
    pub bitstream: String,
    /// Bytes of the bitstream.
    pub bitstream_bytes: u64,
    /// Hash of everything the bitstream is made of.
    pub key: String,
    /// The tools and their versions.
    pub tools: Vec<String>,
}

/// Couplings of a shape: `N * N`, or the slots of all lanes.
pub fn couplings(shape: &Shape) -> u64 {
    match shape.coupling {
        Coupling::Dense => u64::from(shape.oscillators) * u64::from(shape.oscillators),
        Coupling::Sparse { slots } => u64::from(slots) * u64::from(shape.lanes),
    }
}

/// Clocks of one sweep: one a partner and group of rows, `N * ceil(N / P)` (sparse: one a slot), twice for the full-phase law,
/// and a few to begin and to end. A serial oscillator core (`serial`, the iCE40's) takes 23 to 39 clocks a row: where a group's
/// rows take longer than its partners, the rows count. Rows that wait for their own results come on top; they are rare.
pub fn clocks_per_sweep(shape: &Shape, law: Law, serial: bool) -> u64 {
    let (groups, lanes) = (u64::from(shape.groups()), u64::from(shape.lanes));
    let passes = if law == Law::FullPhase { 2 } else { 1 };
    let partners = passes
        * match shape.coupling {
            Coupling::Dense => groups * u64::from(shape.oscillators),
            Coupling::Sparse { slots } => u64::from(slots),
        };
    if !serial {
        return partners + lanes + 5 * groups + 3;
    }
    // Of a drive as large as its exponent says: `hdl/src/oscillator/serial/node.rs`.
    let row = match law {
        Law::Projected => 23,
        Law::Inertial => 29,
        Law::FullPhase => 10 + 29,
    };
    partners.max(groups * lanes * row) + lanes * row
}

/// The law of a shape that sweeps fastest.
pub fn fastest(shape: &Shape) -> Law {
    [Law::Projected, Law::Inertial].into_iter().find(|&law| shape.laws.has(law)).unwrap_or(Law::FullPhase)
}
