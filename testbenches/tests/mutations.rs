//! Faults planted in the Verilog of the medium, one at a time; each has to be seen by the comparison with the simulator.
//! `cargo test -p syntony-testbenches --test mutations -- --ignored --nocapture`; with `MUTATION=text` only those that hold the text.

use std::panic::{AssertUnwindSafe, catch_unwind};

use syntony_hdl::generate::Family;
use syntony_medium::shape::{Coupling, Shape};
use syntony_medium::weight::WeightCode;
use syntony_testbenches::bench::{Bench, equal_on};

/// Module, what stands in it, what is put in its place.
const MUTATIONS: &[(&str, &str, &str)] = &[
    ("align", "drive3$d = drive2$q + bias2$q", "drive3$d = drive2$q - bias2$q"),
    ("align", "bias2$d = bias_high - bias_wide", "bias2$d = bias_high"),
    ("align", "rounded = value4$q + one", "rounded = value4$q"),
    ("align", "limit4$d = most >> low3", "limit4$d = most"),
    ("align", "clamped = minus_limit", "clamped = value5$q"),
    ("align", "right$amount = ~low3", "right$amount = low3"),
    ("phase", "base8$d = phase7$q + frequency7$q", "base8$d = phase7$q"),
    ("phase", "base9$d = base8$q + rounding", "base9$d = base8$q"),
    ("phase", "rounded11 = difference11$q + half15", "rounded11 = difference11$q"),
    ("phase", "limited12 = most", "limited12 = coupling12$q"),
    ("phase", "toward9$d = target_word - phase8$q", "toward9$d = target_word + phase8$q"),
    ("phase", "other15$d = injection14$q - harmonic14$q", "other15$d = injection14$q + harmonic14$q"),
    ("phase", "clamped = minus_quarter", "clamped = turn16$q"),
    ("phase", "phase18$d = moved & keep", "phase18$d = moved"),
    ("amplitude", "error_cut = error_least", "error_cut = error8$q"),
    ("amplitude", "error8$d = error_wide - step_one", "error8$d = error_wide - step_up"),
    ("amplitude", "step_nine = step_eight + step_wide", "step_nine = step_eight"),
    ("amplitude", "y_rest = y16_wide - pull_wide", "y_rest = y16_wide + pull_wide"),
    ("amplitude", "pulled_half = pulled + half13", "pulled_half = pulled"),
    ("amplitude", "y19$d = y_quarter_wide", "y19$d = y18$q"),
    ("amplitude", "rounded = scaled + half11", "rounded = scaled"),
    ("noise", "b_shift = a >> 32'h11", "b_shift = a >> 32'h10"),
    ("noise", "sum = sum12 + wide3", "sum = sum12"),
    ("observer", "bias_twice = bias_wide + bias_wide", "bias_twice = bias_wide"),
    ("observer", "operand = field_full", "operand = ~field_full"),
    ("observer", "extra = 32'h1", "extra = 32'h0"),
    ("observer", "sin$d = sin$q + v_word", "sin$d = sin$q - v_word"),
    ("observer", "word$d = moved | highest", "word$d = moved"),
    ("walk", "boundary = previous_first$q", "boundary = block_first$q"),
    ("walk", "drain_base$d = drain_base$q + lanes", "drain_base$d = drain_base$q"),
    ("walk", "drain_row$d = drain_row$q + 32'h1", "drain_row$d = drain_row$q"),
    ("walk", "weight_base$d = weight_base$q + n_address", "weight_base$d = weight_base$q"),
    ("walk", "parity$d = ~parity$q", "parity$d = parity$q"),
    ("walk", "fresh$d = 1'b1", "fresh$d = 1'b0"),
    ("processor", "carry$d = total[32'h21] ^ inverted", "carry$d = total[32'h21]"),
    ("processor", "less$d = a$q[32'h1f]", "less$d = sum[32'h1f]"),
    ("processor", "jumps = (kind == 32'h4) & (holds$q ^ with_carry)", "jumps = (kind == 32'h4) & holds$q"),
    ("settings", "low = 32'h7fff", "low = word[15:0]"),
    ("pipelined", "error_bank$write_address = error_row$q", "error_bank$write_address = count$q"),
    ("pipelined", "first$b = side9$q", "first$b = scaled9$q"),
    ("dense", "seen2$d = minus_one", "seen2$d = one"),
    ("lane", "sum <= added[", "sum <= 1 + added["),
    ("first", "total <= $signed(base) + product", "total <= $signed(base)"),
    ("read", "limit = least_error", "limit = least"),
    ("read", "over13 = (|top4 & ~&top4)", "over13 = (|top4)"),
    ("read", "over_word = beyond15 |", "over_word = beyond15 &"),
    ("read", "wall = beyond11 | (sign & even)", "wall = beyond11"),
    ("read", "clamped = beyond11 & (sign | ~even |", "clamped = beyond11 | (sign | ~even |"),
    ("wave", "rounded = present | rounding", "rounded = present"),
    ("wave", "cut = asked$q & keep", "cut = asked$q"),
    ("scratch", "limit_wide = limit_low | lower_limits", "limit_wide = limit_low | limits"),
    ("scratch", "flag = turn_negative", "flag = clamped"),
    ("scratch", "side_row = row & side_mask", "side_row = 0"),
    ("steps", "goes = limit", "goes = second$q"),
    ("steps", "left$d = more", "left$d = 0"),
    ("serial", "second$base = turn_cut | three", "second$base = turn_cut | four"),
    ("serial", "first$base = less4", "first$base = half15"),
    ("serial", "shown = least", "shown = most"),
];

/// Modules that only the pipelined core has or uses.
const PIPELINED: [&str; 5] = ["align", "phase", "amplitude", "pipelined", "settings"];

fn family(module: &str) -> Family {
    if PIPELINED.contains(&module) { Family::Ecp5 } else { Family::Ice40 }
}

/// The text with the first change of a line that stands in a module of the given name.
fn planted(verilog: &str, module: &str, from: &str, to: &str) -> Option<String> {
    let mut inside = false;
    let mut done = false;
    let mut text = String::with_capacity(verilog.len());
    for line in verilog.lines() {
        if let Some(rest) = line.trim_start().strip_prefix("module ") {
            let name = rest.split('(').next().unwrap_or("");
            inside = name
                .rsplit('$')
                .find(|part| !part.chars().all(|c| c.is_ascii_digit()))
                .is_some_and(|part| part.trim_end_matches('s') == module.trim_end_matches('s'));
        }
        if inside && !done && line.contains(from) {
            text += &line.replacen(from, to, 1);
            done = true;
        } else {
            text += line;
        }
        text.push('\n');
    }
    done.then_some(text)
}

fn shape() -> Shape {
    Shape {
        oscillators: 24,
        coupling: Coupling::Dense,
        lanes: 4,
        block: 4,
        lag: 1,
        weight_bits: 4,
        weight_code: WeightCode::Radix4,
        // Few enough bits are dropped that a rounding fault in the last one shows.
        phase_bits: 20,
        ..Shape::default()
    }
}

fn caught(family: Family, mutate: impl Fn(&str) -> Option<String>) -> Option<bool> {
    let mut known = true;
    let bench = Bench::altered(&shape(), "mutant", family, false, |text| {
        mutate(text).unwrap_or_else(|| {
            known = false;
            text.to_string()
        })
    });
    if !known {
        return None;
    }
    Some(catch_unwind(AssertUnwindSafe(|| equal_on(bench, "mutant", 4, 9))).is_err())
}

#[test]
#[ignore = "compiles sixty designs"]
fn every_planted_fault_is_seen() {
    for family in [Family::Ice40, Family::Ecp5] {
        assert_eq!(caught(family, |text| Some(text.to_string())), Some(false), "the design without a fault is not equal");
    }
    let mut escaped = Vec::new();
    let only = std::env::var("MUTATION").unwrap_or_default();
    for &(module, from, to) in MUTATIONS.iter().filter(|(_, _, to)| to.contains(&only)) {
        match caught(family(module), |text| planted(text, module, from, to)) {
            Some(true) => println!("seen     {module}: {to}"),
            Some(false) => escaped.push(format!("not seen: {module}: {to}")),
            None => escaped.push(format!("no such line: {module}: {from}")),
        }
    }
    assert!(escaped.is_empty(), "{escaped:#?}");
}
