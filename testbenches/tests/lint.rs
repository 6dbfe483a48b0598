//! The generated Verilog before Verilator's lint (waivers: `lint.vlt`, each with its reason) and yosys' checks: no loop, no
//! undriven or doubly driven wire, no latch.

use std::path::Path;
use std::process::Command;

use syntony_hdl::generate::{Design, Family, generate};
use syntony_medium::rhythm::RhythmShape;
use syntony_medium::shape::{Coupling, Shape};
use syntony_medium::weight::WeightCode;

fn check(name: &str, shape: Shape, family: Family) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    for file in generate(&Design { shape, family, clock_hz: 12_000_000, baud: 1_000_000 }).unwrap() {
        std::fs::write(folder.join(&file.name), file.text).unwrap();
    }
    let run = |tool: &str, arguments: &[&str]| {
        let output =
            Command::new(tool).current_dir(&folder).args(arguments).output().unwrap_or_else(|error| panic!("{tool}: {error}: install it"));
        let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{tool}:\n{text}");
        text
    };
    let waivers = concat!(env!("CARGO_MANIFEST_DIR"), "/lint.vlt");
    let text = run("verilator", &["--lint-only", "-Wall", "--top-module", "syntony", waivers, "syntony.v"]);
    assert!(!text.contains("%Warning"), "{text}");
    let script =
        "read_verilog syntony.v; hierarchy -check -top syntony; proc; flatten; opt_clean; check -assert; select -assert-none t:$dlatch";
    run("yosys", &["-q", "-p", script]);
}

#[test]
fn dense_radix4() {
    let shape = Shape { oscillators: 64, weight_bits: 4, weight_code: WeightCode::Radix4, lanes: 4, block: 4, ..Shape::default() };
    check("lint_dense_radix4", shape, Family::Ice40);
}

#[test]
fn dense_one_block() {
    check("lint_dense_all", Shape { oscillators: 100, lanes: 7, block: 100, ..Shape::default() }, Family::Ecp5);
}

#[test]
fn sparse() {
    let coupling = Coupling::Sparse { slots: 300 };
    check("lint_sparse", Shape { oscillators: 100, coupling, lanes: 4, block: 8, lag: 1, ..Shape::default() }, Family::Gowin);
}

#[test]
fn contours_and_a_search() {
    let rhythm = RhythmShape { contours: 5, cells: 32, cue: 512, ..RhythmShape::default() };
    check("lint_cue", Shape::only_rhythm(rhythm), Family::Ice40);
}

#[test]
fn contours_and_beats() {
    check("lint_beats", Shape::only_rhythm(RhythmShape { contours: 3, beats: true, ..RhythmShape::default() }), Family::Ice40);
}

#[test]
fn a_pool_and_beats() {
    let rhythm = RhythmShape { contours: 1, cells: 16, tones: 64, beats: true, ..RhythmShape::default() };
    check("lint_pool", Shape::only_rhythm(rhythm), Family::Ice40);
    check("lint_pool_ecp5", Shape::only_rhythm(rhythm), Family::Ecp5);
}
