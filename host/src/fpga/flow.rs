//! The steps of each family: synthesis, place and route, bitstream. Names of files are relative to the build's folder, since
//! some tools see nothing else.

use super::board::{Board, Family};
use super::wrapper;

/// The netlist that synthesis gives.
pub const NETLIST: &str = "netlist.json";
/// What place and route reports.
pub const REPORT: &str = "report.json";

/// The placed netlist of the iCE40, in nextpnr's own cells; for simulation.
pub const PLACED_NETLIST: &str = "placed-netlist.json";

/// Arguments of the synthesis of these Verilog files.
pub fn synthesis(board: &Board, sources: &[&str]) -> Vec<String> {
    let family = match board.family {
        // Multipliers and the big single-port memories are only used when asked for.
        Family::Ice40 => "synth_ice40 -dsp -spram".to_string(),
        Family::Ecp5 => "synth_ecp5".into(),
        Family::Gowin if board.package.starts_with("GW2A") => "synth_gowin -family gw2a".into(),
        Family::Gowin => "synth_gowin".into(),
    };
    let script = format!("read_verilog {}; {family} -top {} -json {NETLIST}", sources.join(" "), wrapper::TOP);
    ["-q", "-p", &script].map(String::from).to_vec()
}

/// Arguments of place and route, which writes into the folder `out`.
pub fn place(board: &Board, hz: u32, seed: u32, out: &str) -> Vec<String> {
    let device = format!("--{}", board.device);
    let family = format!("family={}", board.package);
    let (pins, placed) = (&board.pins_name, format!("{out}/{}", placed(board.family)));
    let pins_option = format!("cst={pins}");
    let netlist = format!("{out}/{PLACED_NETLIST}");
    let words: Vec<&str> = match board.family {
        Family::Ice40 => vec![&device, "--package", &board.package, "--pcf", pins, "--asc", &placed, "--write", &netlist],
        Family::Ecp5 => vec![&device, "--package", &board.package, "--lpf", pins, "--textcfg", &placed],
        Family::Gowin => vec!["--device", &board.device, "--vopt", &family, "--vopt", &pins_option, "--write", &placed],
    };
    let mut words: Vec<String> = words.into_iter().map(String::from).collect();
    if let (Family::Ecp5, Some(speed)) = (board.family, &board.speed) {
        words.extend(["--speed".into(), speed.clone()]);
    }
    let (mhz, seed) = (format!("{}", f64::from(hz) / 1e6), seed.to_string());
    // Whether timing closes is judged by the report, so that a miss still tells its figures.
    let common = ["--json", NETLIST, "--report", &format!("{out}/{REPORT}"), "--freq", &mhz, "--seed", &seed, "--timing-allow-fail"];
    words.extend(common.map(String::from));
    words
}

/// What place and route leaves for the last step.
pub const fn placed(family: Family) -> &'static str {
    match family {
        Family::Ice40 => "placed.asc",
        Family::Ecp5 => "placed.config",
        Family::Gowin => "placed.json",
    }
}

/// Arguments of the step that makes the bitstream `bitstream` of what lies in `out`.
pub fn pack(board: &Board, out: &str, bitstream: &str) -> Vec<String> {
    let placed = format!("{out}/{}", placed(board.family));
    let words: Vec<&str> = match board.family {
        Family::Ice40 => vec![&placed, bitstream],
        Family::Ecp5 => vec!["--compress", "--input", &placed, "--bit", bitstream],
        Family::Gowin => vec!["-d", &board.package, "-o", bitstream, &placed],
    };
    words.into_iter().map(String::from).collect()
}

/// Name of a board's bitstream.
pub fn bitstream(board: &Board) -> String {
    let ending = match board.family {
        Family::Ice40 => "bin",
        Family::Ecp5 => "bit",
        Family::Gowin => "fs",
    };
    format!("{}.{ending}", board.name)
}
