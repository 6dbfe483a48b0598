//! Each example of the book does what its first lines say.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use syntony_host::description::keys;
use syntony_host::io::npy;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/examples")
}

fn run(name: &str, arguments: &[&str]) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_syntony"));
    let output = command.arg("run").arg(folder().join(name)).args(arguments).args(["--json", "--quiet"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn order(phases: &[f64]) -> f64 {
    let sum = |f: fn(f64) -> f64| phases.iter().map(|p| f(p * std::f64::consts::TAU)).sum::<f64>();
    sum(f64::sin).hypot(sum(f64::cos)) / phases.len() as f64
}

fn phases(name: &str) -> Vec<f64> {
    let file = tempfile::Builder::new().suffix(".npy").tempfile().unwrap();
    run(name, &["--phases", file.path().to_str().unwrap()]);
    npy::read(file.path()).unwrap().data.to_f64()
}

#[test]
fn a_wave_on_a_ring_keeps_its_turns() {
    let report = run("ring-wave.toml", &[]);
    assert_eq!(report["winding"], serde_json::json!([3]));
    assert!(report["order_parameter"].as_f64().unwrap() < 0.1);
}

#[test]
fn two_clusters_end_half_a_turn_apart() {
    let phases = phases("clusters.toml");
    let (one, two) = phases.split_at(32);
    assert!(order(one) > 0.95 && order(two) > 0.95 && order(&phases) < 0.05, "{phases:?}");
}

#[test]
fn a_lag_keeps_one_population_in_step_and_the_other_not() {
    let phases = phases("sakaguchi.toml");
    let (one, two) = phases.split_at(128);
    assert!(order(one) > 0.98 && (0.4..0.9).contains(&order(two)), "{} {}", order(one), order(two));
}

#[test]
fn a_spin_glass_comes_near_its_ground() {
    // The ground of this kind of glass lies near -1.40 an edge pair, -1435 for 1024 oscillators.
    let best = run("torus-anneal.toml", &["--sweeps", "1000"])["best_energy"].as_f64().unwrap();
    assert!((-1440.0..=-1380.0).contains(&best), "{best}");
}

#[test]
fn kuramoto_below_and_above_the_onset() {
    let r = |gain: &str| {
        let report = run("kuramoto-onset.toml", &["--vary", gain, "--sweeps", "600"]);
        report["points"].as_array().unwrap().iter().map(|p| p["r"].as_f64().unwrap()).collect::<Vec<_>>()
    };
    let r = r("gain=0.01:0.08:2");
    assert!(r[0] < 0.15 && r[1] > 0.75, "{r:?}");
}

#[test]
fn explosive_synchrony_holds_on_the_way_back() {
    let report = run("explosive.toml", &["--vary", "gain=2.3:3.3:3", "--back", "--sweeps", "600"]);
    let r: Vec<f64> = report["points"].as_array().unwrap().iter().map(|p| p["r"].as_f64().unwrap()).collect();
    assert!(r[0] < 0.2 && r[2] > 0.9 && r[5] > 0.8, "{r:?}");
}

#[test]
fn the_page_lists_every_key_and_every_example() {
    let page = std::fs::read_to_string(folder().join("../src/run.md")).unwrap();
    assert!(page.contains(&keys::to_markdown()), "the tables of docs/src/run.md are old; write these:\n{}", keys::to_markdown());
    for entry in std::fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(!name.ends_with(".toml") || page.contains(&name), "docs/src/run.md does not name {name}");
    }
}
