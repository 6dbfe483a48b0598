//! The proofs of `testbenches/formal`, and for each property a design that breaks it.

use std::path::Path;

use rust_hdl::prelude::Block;
use syntony_hdl::cast::bits_of;
use syntony_hdl::csr::SILENCE;
use syntony_hdl::emit::verilog;
use syntony_hdl::link::crc::Crc;
use syntony_hdl::link::execute::Execute;
use syntony_hdl::link::receive::Receive;
use syntony_hdl::link::send::Send;
use syntony_hdl::sequencer::walk::{Walk, one_copy};
use syntony_hdl::uart::{UartReceiver, UartTransmitter};
use syntony_medium::registers::{self as reg, Register};
use syntony_medium::shape::Shape;
use syntony_medium::window::WINDOWS;
use syntony_testbenches::formal::{Proof, Verdict, prove};

fn text<B: Block>(name: &str, mut block: B) -> String {
    verilog(name, &mut block).unwrap()
}

/// Proves the properties of the design, and finds each of the planted faults: what stands in the Verilog, what is put in its place.
fn hold(name: &str, design: &str, properties: &str, parameters: &[(&str, u32)], faults: &[(&str, &str)]) {
    let proof = |name: String, design: String| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("formal").join(&name);
        prove(&Proof { name, folder, design, properties, parameters }).unwrap()
    };
    assert_eq!(proof(name.into(), design.into()), Verdict::Proved, "{name}");
    for (number, (from, to)) in faults.iter().enumerate() {
        assert!(design.contains(from), "{name}: nothing reads {from}");
        let broken = proof(format!("{name}_fault_{number}"), design.replacen(from, to, 1));
        assert!(matches!(broken, Verdict::Broken { .. }), "{name}: {to} instead of {from} breaks no property");
    }
}

#[test]
fn uart_loses_and_invents_nothing() {
    let design = text("transmitter", UartTransmitter::default()) + &text("receiver", UartReceiver::default());
    let faults: &[_] = &[
        ("low$d = ~shift$q[32'h0];", "low$d = shift$q[32'h0];"),
        ("framed = wide | 32'h100;", "framed = wide;"),
        ("ready = ~going$q;", "ready = 1'b1;"),
        ("place$q == 32'h9", "place$q == 32'h8"),
        ("(count$q == period)", "(count$q == 32'h5)"),
        ("moved | one", "moved"),
        ("valid_held$d = ~seen$q;", "valid_held$d = 1'b0;"),
        ("valid_held$d = 1'b0;", "valid_held$d = valid_held$q;"),
    ];
    hold("uart", &design, include_str!("../formal/uart.sv"), &[("BIT", 4)], faults);
}

#[test]
fn a_receiver_is_idle_on_a_quiet_line() {
    let faults = &[
        ("broken_held$d = seen$q;", "broken_held$d = 1'b1;"),
        ("(count$q == period)", "(count$q == 32'h2)"),
        ("(count$q == period)", "(count$q == 32'h5)"),
    ];
    hold("receiver", &text("receiver", UartReceiver::default()), include_str!("../formal/receiver.sv"), &[("BIT", 4)], faults);
}

/// The design without the modules of some names.
fn without(design: &str, modules: &[&str]) -> String {
    let mut rest = design.to_string();
    for module in modules {
        let start = rest.find(&format!("module {module}(")).unwrap();
        let end = start + rest[start..].find("endmodule").unwrap();
        let line = rest[end..].find('\n').map_or(rest.len(), |at| end + at);
        rest.replace_range(start..line, "");
    }
    rest
}

#[test]
fn a_reply_is_escaped_and_whole() {
    let faults = &[
        ("second$d = 1'b1;", "second$d = 1'b0;"),
        ("line_byte = 32'hdc;", "line_byte = 32'hdd;"),
        ("is_escape = held$q == 32'hdb;", "is_escape = held$q == 32'hdd;"),
        ("full$d = 1'b0;", "full$d = full$q;"),
    ];
    hold("send", &text("send", Send::default()), include_str!("../formal/send.sv"), &[], faults);
}

#[test]
fn frames_are_whole_or_dropped() {
    let design = without(&text("receive", Receive::new()), &["receive$crc", "receive$buffer"]) + include_str!("../formal/free.sv");
    // Which byte is followed, and what breaks a claim about it: faults of what is handed on, and of where it goes.
    let everywhere: &[_] = &[
        ("fits = whole$q & crc$good;", "fits = whole$q;"),
        ("fits = whole$q & crc$good;", "fits = crc$good;"),
        ("(payload_word == length_held$q)", "(payload_word >= length_held$q)"),
        ("if (broken$q | escaped$q)", "if (broken$q)"),
        ("dropped = ~fits;", "dropped = 1'b0;"),
        ("waiting$d = 1'b0;", "waiting$d = waiting$q;"),
        ("clean = 32'hdb;", "clean = 32'hdd;"),
        ("crc$clear = 1'b1;", "crc$clear = 1'b0;"),
        ("summing$d = ~&summed$q;", "summing$d = ~|summed$q;"),
        ("~broken$q & ~waiting$q", "~broken$q"),
    ];
    let moved: &[_] = &[
        ("filling$d = ~filling$q;", "filling$d = filling$q;"),
        ("place$d = 32'h100;", "place$d = 32'h101;"),
        ("if (~filling$q) begin", "if (filling$q) begin"),
        ("moved = collected$q >> 32'h8;", "moved = collected$q >> 32'h7;"),
        ("half = 32'h80;", "half = 32'h0;"),
    ];
    for byte in 0..9 {
        let faults: Vec<_> = match byte {
            0 => everywhere.into(),
            1 | 5 => moved.into(),
            _ => Vec::new(),
        };
        hold(&format!("frames_{byte}"), &design, include_str!("../formal/frames.sv"), &[("BYTE", byte)], &faults);
    }
}

#[test]
fn nothing_is_touched_without_a_frame() {
    let shape = Shape { oscillators: 4, lanes: 2, block: 2, ..Shape::default() };
    let design = without(&text("execute", Execute::new(&shape, 12_000_000, 3_000_000)), &["execute$rate", "execute$reply"])
        + include_str!("../formal/idle.sv");
    let number = |register: &Register| u32::from(register.address);
    let parameters = [
        ("OFFSETS", bits_of(WINDOWS.iter().map(|window| window.words(&shape)).max().unwrap())),
        ("BAD", number(&reg::FRAMES_BAD)),
        ("SILENCE", SILENCE),
        ("BIT_CLOCKS", number(&reg::BIT_CLOCKS)),
    ];
    let faults = &[
        ("if (~window_map$reached | far_offset$q) begin", "if (far_offset$q) begin"),
        ("if (~decode$writable) begin", "if (1'b0) begin"),
        ("writes$d = (op == 32'h2) | (op == 32'h4);", "writes$d = ~windows$q | (op == 32'h4);"),
        ("window_writing$d = windows$q;", "window_writing$d = 1'b1;"),
        ("start_run = run_starts$q;", "start_run = 1'b1;"),
        ("target$d = base$q + k_wide;", "target$d = base$q;"),
        ("ended$d = index_wide == count$q;", "ended$d = index_wide > count$q;"),
        ("state$d = State$CountTake;", "state$d = State$CountRead;"),
        ("state$d = State$Start;", "state$d = State$Write;"),
        ("reply$start = 1'b1;", "reply$start = 1'b0;"),
    ];
    hold("execute", &design, include_str!("../formal/execute.sv"), &parameters, faults);
}

#[test]
fn crc_is_the_definition() {
    let faults = &[
        ("32'hedb88320", "32'hedb88321"),
        ("half = state >> 32'h1;", "half = state >> 32'h2;"),
        ("held$d = 32'h0;", "held$d = held$q;"),
        ("low = state[32'h0];", "low = state[32'h1];"),
        ("good = state == residue;", "good = state >= residue;"),
    ];
    hold("crc", &text("crc", Crc::new()), include_str!("../formal/crc.sv"), &[], faults);
}

#[test]
fn every_row_leaves_once_a_sweep() {
    let shape = |oscillators, block| Shape { oscillators, lanes: 2, block, ..Shape::default() };
    let faults: &[_] = &[
        ("weight_base$d = weight_base$q + n_address", "weight_base$d = weight_base$q"),
        ("drain_row$d = drain_row$q + 32'h1", "drain_row$d = drain_row$q"),
        ("drain_base$d = drain_base$q + lanes", "drain_base$d = drain_base$q"),
        ("missing = visible & is_sweep$q & (at$q == written)", "missing = 1'b0"),
        ("issued$d = next_group >= n", "issued$d = next_group > n"),
        ("draining$d = draining$q - 32'h1", "draining$d = draining$q"),
        ("at$d = at$q + 32'h1", "at$d = at$q + 32'h2"),
        ("drain_second$d = twice & ~drain_second$q", "drain_second$d = 1'b0"),
    ];
    let designs: [(_, _, _, &[_]); 3] =
        [("walk_pipelined", shape(4, 2), false, faults), ("walk_serial", shape(4, 2), true, &[]), ("walk_copies", shape(6, 4), true, &[])];
    for (name, shape, serial, faults) in designs {
        let design = text("walk", Walk::new(&shape, serial));
        let Shape { oscillators, lanes, .. } = shape;
        let parameters = [
            ("N", oscillators),
            ("LANES", lanes),
            ("COPY", oscillators.next_power_of_two()),
            ("ONE", u32::from(one_copy(&shape))),
            ("SERIAL", u32::from(serial)),
        ];
        hold(name, &design, include_str!("../formal/walk.sv"), &parameters, faults);
    }
}
