//! Gate level: the design placed and routed for the iCEBreaker, its netlist in the vendor's cell models, driven by the host's own
//! driver through its two pins; the same bits as in the simulator.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use syntony_hdl::generate::{Design, Family, TOP, generate};
use syntony_host::client::Client;
use syntony_host::device::Device;
use syntony_host::fpga::build::{self, Job};
use syntony_host::fpga::clock::Clocking;
use syntony_host::fpga::tools::{Toolbox, YOSYS};
use syntony_host::fpga::{Board, FpgaError, flow};
use syntony_host::player::{Direct, OnBoard, Player};
use syntony_host::progress::Unwatched;
use syntony_medium::law::Law;
use syntony_medium::shape::{Coupling, Shape};
use syntony_medium::weight::WeightCode;
use syntony_sim::run::Request;
use syntony_testbenches::bench::any_medium;
use syntony_testbenches::gates;
use syntony_testbenches::line::Line;
use syntony_testbenches::model::Model;
use syntony_testbenches::vectors::Vectors;

#[test]
fn the_placed_netlist_plays_as_the_simulator() {
    let shape = Shape { oscillators: 16, weight_bits: 4, weight_code: WeightCode::Radix4, lanes: 2, block: 2, ..Shape::default() };
    let (clock_hz, baud) = (12_000_000, 3_000_000);
    let design = Design { shape, family: Family::Ice40, clock_hz, baud };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("gates");
    let board = Board::find("icebreaker").unwrap();
    let job = |seed| Job {
        board: &board,
        shape: &shape,
        // The crystal itself: there is no model of a PLL.
        clocking: Clocking { pll: None, hz: clock_hz },
        top: TOP,
        design: generate(&design).unwrap().into_iter().map(|file| (file.name, file.text)).collect(),
        seeds: vec![seed],
        limit: Duration::from_secs(600),
        folder: &folder,
    };
    let toolbox = Toolbox::here();
    // Some placements cannot be routed; not all of four.
    let build = |seed| match build::build(&job(seed), &toolbox, &Unwatched, &|text| println!("{text}")) {
        Err(FpgaError::Late { .. }) => None,
        other => Some(other.unwrap()),
    };
    let (figures, _) = (1..=4).find_map(build).expect("none of four placements can be routed");
    assert!(figures.bitstream_bytes > 10_000);
    let netlist = std::fs::read_to_string(folder.join(format!("seed-{}", figures.seed)).join(flow::PLACED_NETLIST)).unwrap();
    let cells = std::fs::read_to_string(gates::cell_models(&toolbox.path_of(&YOSYS).unwrap())).unwrap();
    plays_as_the_simulator(gates::model(&gates::verilog(&netlist).unwrap(), &cells).unwrap(), shape, clock_hz / baud);
}

/// The two families that have no models of their cells in an open tool: what synthesis makes of the language, before it maps cells.
#[test]
fn what_synthesis_reads_plays_as_the_simulator() {
    let dense = Shape { oscillators: 16, weight_bits: 5, lanes: 2, block: 2, ..Shape::default() };
    let sparse = Shape { coupling: Coupling::Sparse { slots: 40 }, oscillators: 24, block: 4, lag: 1, ..dense };
    for (shape, family) in [(dense, Family::Ecp5), (sparse, Family::Gowin), (sparse, Family::Ice40)] {
        let design = Design { shape, family, clock_hz: 12_000_000, baud: 3_000_000 };
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("read-{family:?}"));
        std::fs::create_dir_all(&folder).unwrap();
        for file in generate(&design).unwrap() {
            std::fs::write(folder.join(file.name), file.text).unwrap();
        }
        let script = format!("read_verilog syntony.v; hierarchy -top {TOP}; proc; flatten; opt; write_verilog -noattr read.v");
        let yosys = Toolbox::here().path_of(&YOSYS).unwrap();
        let done = Command::new(yosys).current_dir(&folder).args(["-q", "-p", &script]).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let read = std::fs::read_to_string(folder.join("read.v")).unwrap();
        plays_as_the_simulator(gates::read_back(&read, TOP).unwrap(), shape, design.clock_hz / design.baud);
    }
}

fn plays_as_the_simulator(model: Model, shape: Shape, bit_clocks: u32) {
    let mut player = OnBoard::new(Device::open(Client::new(Box::new(Line::of(model, bit_clocks)))).unwrap(), Duration::from_secs(600));
    for law in Law::ALL {
        let mut medium = any_medium(shape, law, &mut Vectors::new(law.code()));
        let mut expected = medium.clone();
        let request = Request { sweeps: 20, restart: true };
        let outcome = Direct::default().play(&mut expected, request).unwrap();
        assert_eq!(player.play(&mut medium, request).unwrap(), outcome, "{}", law.name());
        assert_eq!(medium, expected, "{}", law.name());
    }
}
