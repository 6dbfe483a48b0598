//! What is generated changes only knowingly: the CRC-32 of every file of three shapes.

use syntony_hdl::generate::{Design, Family, generate};
use syntony_medium::law::{Law, Laws};
use syntony_medium::rhythm::RhythmShape;
use syntony_medium::shape::{Coupling, Shape};
use syntony_medium::weight::WeightCode;

fn list(design: Design) -> String {
    let files = generate(&design).unwrap();
    let list = files.iter().find(|file| file.name == "files.txt").unwrap();
    format!("{}\n{}", design.command(), list.text)
}

fn design(shape: Shape, family: Family) -> Design {
    Design { shape, family, clock_hz: 12_000_000, baud: 1_000_000 }
}

#[test]
fn dense_for_ice40() {
    let shape = Shape { oscillators: 256, weight_bits: 4, weight_code: WeightCode::Radix4, lanes: 8, block: 8, ..Shape::default() };
    insta::assert_snapshot!(list(design(shape, Family::Ice40)));
}

#[test]
fn dense_for_ecp5() {
    let laws = Laws::NONE.with(Law::Projected);
    insta::assert_snapshot!(list(design(Shape { lanes: 32, block: 512, phase_bits: 24, laws, ..Shape::default() }, Family::Ecp5)));
}

#[test]
fn sparse_for_gowin() {
    let shape = Shape { oscillators: 1000, coupling: Coupling::Sparse { slots: 1500 }, lanes: 4, block: 16, lag: 1, ..Shape::default() };
    insta::assert_snapshot!(list(design(shape, Family::Gowin)));
}

/// Yosys refuses memories in large blocks for devices that have none.
#[test]
fn only_the_ice40_has_large_blocks() {
    let shape = Shape::only_rhythm(RhythmShape { contours: 128, ..RhythmShape::default() });
    for family in Family::ALL {
        let files = generate(&design(shape, family)).unwrap();
        let large = files.iter().any(|file| file.name.ends_with(".v") && file.text.contains("huge"));
        assert_eq!(large, family == Family::Ice40, "{}", family.name());
    }
}
