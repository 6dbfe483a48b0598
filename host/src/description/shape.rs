//! `[shape]`: what is fixed when the medium is built.

use syntony_medium::law::{Law, Laws};
use syntony_medium::shape::{Coupling, MAX_OSCILLATORS, MAX_SLOTS, Shape, ShapeError};
use syntony_medium::weight::WeightCode;

use super::DescriptionError;
use super::reader::Section;

const LAWS: [&str; 3] = [Law::Projected.name(), Law::FullPhase.name(), Law::Inertial.name()];

/// `oscillators`, if it is there.
pub(super) fn oscillators(section: Section<'_>) -> Result<Option<u32>, DescriptionError> {
    section.small("oscillators", 2..=MAX_OSCILLATORS)
}

/// A law by its name.
pub(super) fn law(section: Section<'_>) -> Result<Law, DescriptionError> {
    Ok(section.choice("law", &LAWS)?.and_then(Law::from_name).unwrap_or(Law::FullPhase))
}

/// The shape but for its coupling, and whether the coupling is asked to be sparse.
pub(super) fn read(section: Section<'_>, nodes: usize, law: Law) -> Result<(Shape, Option<bool>), DescriptionError> {
    let n = nodes as u32;
    let code = match section.choice("weight_code", &[WeightCode::TwosComplement.name(), WeightCode::Radix4.name()])? {
        Some("radix4") => WeightCode::Radix4,
        _ => WeightCode::TwosComplement,
    };
    let block = section.small("block", 1..=n)?.unwrap_or(n.min(16));
    let fits = |lanes: &u32| block == n || block.is_multiple_of(*lanes);
    let lanes = section.small("lanes", 1..=256)?.or_else(|| (1..=block.min(16)).rev().find(fits)).unwrap_or(1);
    let laws = match section.get("laws").map(|value| value.list().ok_or_else(|| value.wrong("a list of laws"))) {
        None => Laws::NONE.with(law),
        Some(list) => {
            let names: Vec<&str> = list?.iter().map(|value| value.choice(&LAWS)).collect::<Result<_, _>>()?;
            names.into_iter().filter_map(Law::from_name).collect()
        }
    };
    if !laws.has(law) {
        return Err(section.fault("laws", format!("`laws` lacks the law of the run, {}", law.name()), "add it"));
    }
    let coupling = section.choice("coupling", &["dense", "sparse"])?;
    let shape = Shape {
        oscillators: n,
        coupling: Coupling::Dense,
        weight_bits: section.small("weight_bits", 2..=8)?.unwrap_or(5),
        weight_code: code,
        shown_bits: section.small("shown_bits", 3..=8)?.unwrap_or(8),
        phase_bits: section.small("phase_bits", 4..=24)?.unwrap_or(24),
        lanes,
        block,
        lag: section.small("lag", 0..=1)?.unwrap_or(0),
        laws,
        learning: section.flag("learning")?.unwrap_or(false),
        tuning: section.flag("tuning")?.unwrap_or(false),
        rhythm: None,
    };
    checked(section, shape)?;
    Ok((shape, coupling.map(|word| word == "sparse")))
}

/// Slots asked for; a dense medium has none.
pub(super) fn slots(section: Section<'_>, sparse: bool) -> Result<Option<u32>, DescriptionError> {
    let slots = section.small("slots", 1..=MAX_SLOTS as u32)?;
    if slots.is_some() && !sparse {
        return Err(section.fault("slots", "`slots` means nothing for dense coupling", "remove it, or write `coupling = \"sparse\"`"));
    }
    Ok(slots)
}

/// A legal shape, or the fault at the key it has.
pub(super) fn checked(section: Section<'_>, shape: Shape) -> Result<(), DescriptionError> {
    shape.validate().map_err(|error: ShapeError| {
        let what = format!("`{}` = {} is not possible: {}", error.field, error.value, error.reason);
        section.fault(error.field, what, format!("the nearest legal value is {}", error.nearest))
    })
}
