//! Chunks, the wire and the fast kernel: the same bits.

use std::path::Path;

use proptest::prelude::*;
use syntony_host::client::Client;
use syntony_host::description::{self, Described, Overrides};
use syntony_host::device::Device;
use syntony_host::stage::{Local, Remote, Row, Stage};
use syntony_host::synchrony::{Parameter, Way, lead};
use syntony_host::transport::Simulated;
use syntony_sim::Observers;
use syntony_sim::run::Request;

fn described(law: &str, lag: u32, measure: bool, seed: u64) -> Described {
    let own = if law == "inertial" { "cycle = 9\nerror_step = 66" } else { "noise = 0.05\ninjection = 0.01\ndither = true" };
    let text = format!(
        "[shape]\noscillators = 45\nlag = {lag}\nblock = 8\nphase_bits = 16\n[run]\nlaw = \"{law}\"\nmeasure = {measure}\n{own}
         [coupling]\nkind = \"small-world\"\nneighbours = 3\nsigns = \"random\"\nnormalise = \"norm\"
         [oscillators]\nfrequency = {{ kind = \"normal\", width = 0.01 }}\nbias = 0.25\ntarget = 0.5"
    );
    let overrides = Overrides { seed: Some(seed), ..Overrides::default() };
    description::parse("same.toml", Path::new(""), &text, overrides).unwrap()
}

fn board(described: &Described) -> Device {
    let simulated = Simulated::new(*described.medium.shape()).unwrap();
    Device::open(Client::new(Box::new(simulated))).unwrap()
}

fn chunks(stage: &mut dyn Stage, sweeps: u32, every: u32) -> (Vec<Observers>, Vec<u32>) {
    let mut seen = Vec::new();
    let request = Request { sweeps, restart: true };
    let each = &mut |observers: &Observers| {
        // The best signs stay on the board until they are asked for.
        seen.push(Observers { best: Vec::new(), ..observers.clone() });
        true
    };
    stage.run(request, every, &|| false, each).unwrap();
    (seen, stage.state().unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn wire_and_kernel_agree(law in 0usize..3, lag in 0u32..2, measure: bool, every in 1u32..14, seed in 0u64..1000) {
        let described = described(["projected", "full-phase", "inertial"][law], lag, measure, seed);
        let mut device = board(&described);
        let wire = chunks(&mut Remote::load(&mut device, &described.medium).unwrap(), 30, every);
        prop_assert_eq!(wire.0.len() as u32, 30u32.div_ceil(every));
        prop_assert_eq!(wire, chunks(&mut Local::new(described.medium.clone()), 30, every));
    }

    #[test]
    fn without_lag_chunks_change_no_state(every in 1u32..14, seed in 0u64..1000) {
        let described = described("full-phase", 0, true, seed);
        let state = |every| chunks(&mut Local::new(described.medium.clone()), 30, every).1;
        prop_assert_eq!(state(every), state(30));
    }
}

#[test]
fn a_led_parameter_gives_the_same_curve_through_the_wire() {
    let described = described("full-phase", 0, true, 5);
    let way = Way { parameter: Parameter::Gain, from: 0.0, to: 0.5, steps: 4, back: true };
    let mut device = board(&described);
    let short = Described { run: description::Run { sweeps: 20, ..described.run }, ..described };
    let mut stage = Remote::load(&mut device, &short.medium).unwrap();
    let wire = lead(&mut stage, &short, &way, 3, &|| false, |_| {}).unwrap();
    let direct = lead(&mut Local::new(short.medium.clone()), &short, &way, 3, &|| false, |_| {}).unwrap();
    assert_eq!(wire, direct);
    assert_eq!(wire.points.len(), 8);
}

#[test]
fn a_wish_to_stop_keeps_what_is_there() {
    let described = described("full-phase", 0, true, 5);
    let seen = std::cell::Cell::new(0);
    let mut rows = Vec::new();
    let mut stage = Local::new(described.medium.clone());
    let each = &mut |observers: &Observers| {
        rows.push(Row::new(observers, (45, 127), None));
        seen.set(rows.len());
        true
    };
    let outcome = stage.run(Request { sweeps: 1000, restart: true }, 10, &|| seen.get() >= 3, each).unwrap();
    assert_eq!(outcome, syntony_sim::run::Outcome::Stopped);
    assert_eq!(rows.iter().map(|row| row.sweep).collect::<Vec<_>>(), [10, 20, 30]);
}
