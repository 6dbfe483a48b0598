//! Writes the files of a design into a folder: what the command `syntony generate` does, for use without it.

use std::path::Path;

use syntony_hdl::generate::{Design, Family, generate};
use syntony_medium::shape::Shape;
use syntony_medium::weight::WeightCode;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, family, oscillators, weight_bits, lanes, out] = &arguments[..] else {
        return Err("give: FAMILY OSCILLATORS WEIGHT_BITS LANES DIR".into());
    };
    let family = Family::from_name(family).ok_or("the family is ice40, ecp5 or gowin")?;
    let weight_code = if family == Family::Ice40 { WeightCode::Radix4 } else { WeightCode::TwosComplement };
    let lanes = lanes.parse()?;
    let shape = Shape {
        oscillators: oscillators.parse()?,
        weight_bits: weight_bits.parse()?,
        weight_code,
        lanes,
        block: lanes,
        ..Shape::default()
    };
    std::fs::create_dir_all(out)?;
    for file in generate(&Design { shape, family, clock_hz: 36_000_000, baud: 1_000_000 })? {
        std::fs::write(Path::new(out).join(&file.name), file.text)?;
    }
    Ok(())
}
