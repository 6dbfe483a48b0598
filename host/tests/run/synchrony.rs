//! The onset of synchrony against theory.

use std::f64::consts::TAU;
use std::path::Path;

use syntony_host::description::spread::Spread;
use syntony_host::description::{Overrides, parse};
use syntony_host::stage::Local;
use syntony_host::synchrony::{Curve, EXPLOSIVE, ONSET, ONSET_WIDTH, Parameter, Way, critical_gain, lead, lorentz_order};

/// The curve of a built-in medium with fewer sweeps a step.
fn curve(text: &str, way: &Way) -> Curve {
    let fewer = Overrides { sweeps: Some(800), ..Overrides::default() };
    let described = parse("built in", Path::new(""), text, fewer).unwrap();
    lead(&mut Local::new(described.medium.clone()), &described, way, 1, &|| false, |_| {}).unwrap()
}

#[test]
fn lorentzian_order_follows_kuramoto() {
    let width = ONSET_WIDTH * TAU;
    let critical = critical_gain(Spread::Lorentz.density_at_centre() / width);
    assert!((critical / (2.0 * width) - 1.0).abs() < 1e-12);
    let way = Way { parameter: Parameter::Gain, from: 0.02, to: 0.08, steps: 13, back: false };
    let curve = curve(ONSET, &way);
    for point in &curve.points {
        let theory = lorentz_order(point.value, critical);
        // Below the onset 500 oscillators still show about 1 / sqrt(500) = 0.045, more close to it.
        let bound = if theory == 0.0 { 0.12 } else { 0.02 };
        // At the onset itself the order of a finite medium is not defined by the theory of an endless one.
        if (point.value / critical - 1.0).abs() > 0.2 {
            assert!((point.r - theory).abs() < bound, "gain {}: {} and {theory}", point.value, point.r);
        }
    }
    let onset = curve.onset.unwrap();
    assert!((onset / (critical * 4.0 / 3.0) - 1.0).abs() < 0.05, "r = 1/2 belongs to 4/3 of the critical gain, not {onset}");
}

#[test]
fn explosive_order_has_the_hysteresis_of_its_theory() {
    let way = Way { parameter: Parameter::Gain, from: 1.9, to: 2.9, steps: 6, back: true };
    let curve = curve(EXPLOSIVE, &way);
    let (onset, offset) = (curve.onset.unwrap(), curve.offset.unwrap());
    // Down: the locked state ends at 2 for every distribution. Up: incoherence of Gaussian frequencies ends at 2.68; a finite
    // medium jumps near it.
    assert!((1.9..2.1).contains(&offset) && (2.5..2.9).contains(&onset), "{onset} {offset}");
}
