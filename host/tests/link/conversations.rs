//! Rates, recordings, bad lines, hosts that die and hosts that come second.

use std::fmt::Write as _;
use std::io::{Read, Write as _};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use syntony_medium::frame::Decoder;
use syntony_medium::registers as reg;

use crate::room::{PICTURES, Room, Stranger};

const BOARD: &str = "--oscillators 16 --lanes 4 --laws projected";

fn saved(room: &Room, target: &str, name: &str) -> Vec<u8> {
    let gave = room.run(&format!("save {name} {target}"));
    assert_eq!(gave.code, 0, "{}", gave.err);
    room.bytes(name)
}

/// A medium with something in it, saved by a simulator of the board's shape.
fn medium(room: &Room) {
    room.file("zero.toml", "[shape]\noscillators = 16\nlanes = 4\nblock = 4\n[run]\nsweeps = 5\n[coupling]\nkind = \"all\"\n");
    let gave = room.run("run zero.toml --target sim:medium.npz");
    assert_eq!(gave.code, 0, "{}", gave.err);
}

#[test]
fn ctrl_c_ends_a_board() {
    let board = Room::new().board(BOARD);
    assert!(Command::new("kill").args(["-INT", &board.id().to_string()]).status().unwrap().success());
    assert_eq!(board.wait(), Some(0));
}

#[test]
fn the_line_goes_faster_and_back() {
    let room = Room::new();
    medium(&room);
    let board = room.board("--shape zero.toml --clocks-per-bit 12");
    let there = board.target();
    for fast in [2_000_000, 3_000_000] {
        let gave = room.run(&format!("load medium.npz {there} --fast-baud {fast}"));
        assert_eq!((gave.code, gave.err.as_str()), (0, ""));
        // The next command finds the line at its first rate, at once.
        let gave = room.run(&format!("read bit_clocks --json {there}"));
        assert_eq!((gave.code, gave.out.trim()), (0, "{\n  \"bit_clocks\": 0\n}"), "{}", gave.err);
    }
    assert_eq!(saved(&room, &format!("{there} --fast-baud 3000000"), "there.npz"), room.bytes("medium.npz"));
    let gave = room.run(&format!("info {there} --fast-baud 2500000"));
    assert_eq!(gave.code, 1);
    assert!(gave.err.contains("nearest rate it can make is 2400000"), "{}", gave.err);
}

#[test]
fn a_recording_is_a_board() {
    let room = Room::new();
    room.file("pictures.txt", PICTURES);
    for target in ["virtual", "sim"] {
        let verb = "recall --patterns pictures.txt --flip 0.2 --trials 2 --json";
        let first = room.run(&format!("{verb} --target {target} --record talk.txt"));
        let again = room.run(&format!("{verb} --target replay:talk.txt"));
        assert_eq!(first.json(), again.json());
        let gave = room.run(&format!("{verb} --target replay:talk.txt --seed 9"));
        assert_eq!(gave.code, 1);
        assert!(gave.err.contains("parts from the recording talk.txt at line"), "{}", gave.err);
    }
    let text = String::from_utf8(room.bytes("talk.txt")).unwrap();
    assert!(text.starts_with("# syntony recording 1"));
    assert!(text.lines().skip(1).all(|line| line.ends_with("c0") && (line.contains(" > c0") || line.contains(" < c0"))));
    for (name, content, what) in [
        ("empty.txt", String::new(), "line 1: it does not begin as a recording does"),
        ("torn.txt", text.replacen("c0\n", "c\n", 2), "line 2: there are no bytes"),
        ("time.txt", text.replacen("\n0.", "\nx.", 1), "line 2: there is no time"),
        ("missing.txt", String::new(), "No such file"),
        ("way.txt", text.replacen(" < c0", " = c0", 1), "there is no direction"),
    ] {
        if name != "missing.txt" {
            room.file(name, &content);
        }
        let gave = room.run(&format!("info --target replay:{name}"));
        assert_eq!(gave.code, 2, "{}", gave.err);
        assert!(gave.err.contains(what), "{}", gave.err);
    }
}

/// On a bad line what is loaded is what is read, or there is an error; and a good line needs no restart.
#[test]
fn a_bad_line_lies_in_nothing() {
    let room = Room::new();
    medium(&room);
    let good = room.bytes("medium.npz");
    let board = room.board("--shape zero.toml --faults flip=0.0005,lose=0.0005,double=0.0005,insert=0.0005,delay=0.0005,seed=3");
    let (mut fine, mut failed) = (0, 0);
    for _ in 0..6 {
        let load = room.run(&format!("load medium.npz {}", board.target()));
        let save = room.run(&format!("save there.npz {}", board.target()));
        for gave in [&load, &save] {
            assert!(gave.code == 0 || gave.code == 1 && gave.err.contains("run the command again"), "{}", gave.err);
        }
        if (load.code, save.code) == (0, 0) {
            assert_eq!(room.bytes("there.npz"), good);
            fine += 1;
        } else {
            failed += 1;
        }
    }
    assert!(fine > failed, "{fine} loads went well and {failed} did not");
}

#[test]
fn a_host_that_dies_leaves_a_board() {
    let room = Room::new();
    medium(&room);
    let board = room.board("--shape zero.toml");
    let there = board.target();
    for wait in [3, 10, 20, 30, 50] {
        let mut dying = room.command(&format!("load medium.npz {there}")).stdout(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        // It may be done already.
        let _ = dying.kill();
        dying.wait().unwrap();
        let gave = room.run(&format!("load medium.npz {there}"));
        assert_eq!(gave.code, 0, "{}", gave.err);
        assert_eq!(saved(&room, &there, "there.npz"), room.bytes("medium.npz"));
    }
}

#[test]
fn the_second_host_is_told_so() {
    let room = Room::new();
    medium(&room);
    let board = room.board("--shape zero.toml");
    let there = board.target();
    let mut long = room.command(&format!("run zero.toml --sweeps 20000 --record talk.txt {there}")).stdout(Stdio::null()).spawn().unwrap();
    // The recording begins when the port is open.
    let begin = Instant::now();
    while !room.path().join("talk.txt").exists() {
        assert!(begin.elapsed() < Duration::from_secs(60), "the first host does not come");
        std::thread::sleep(Duration::from_millis(5));
    }
    let gave = room.run(&format!("info {there}"));
    assert_eq!(gave.code, 1);
    assert!(gave.err.contains("is busy"), "{}", gave.err);
    assert_eq!(long.wait().unwrap().code(), Some(0));
    assert_eq!(room.run(&format!("info {there}")).code, 0);
}

#[test]
fn jobs_are_compared_word_by_word() {
    let room = Room::new();
    medium(&room);
    room.file("pictures.txt", PICTURES);
    for job in ["recall --patterns pictures.txt --flip 0.2 --trials 2 --target virtual", "run zero.toml --sweeps 30 --target sim"] {
        let report = room.run(&format!("compare --json {job}")).json();
        assert_eq!((&report["differences"], &report["job"]), (&0.into(), &job.into()));
        assert!(report["words"].as_u64().unwrap() > 100, "{report}");
    }
    let target = "--target sim --record talk.txt";
    assert_eq!(room.run(&format!("run zero.toml {target}")).code, 0);
    let text = String::from_utf8(room.bytes("talk.txt")).unwrap();
    room.file("talk.txt", &altered(&text, reg::SUM_COS.address));
    let gave = room.run("compare run zero.toml --target replay:talk.txt");
    assert_eq!((gave.code, gave.out.as_str()), (5, ""), "{}", gave.err);
    assert!(gave.err.contains("register sum_cos, bit 4 differs: the target has 0x"), "{}", gave.err);
    for (job, what) in [("plot x.npy", "talks to no board"), ("dance", "unrecognized subcommand"), ("compare info", "cannot be compared")] {
        let gave = room.run(&format!("compare {job}"));
        assert_eq!(gave.code, 2, "{}", gave.err);
        assert!(gave.err.contains(what), "{}", gave.err);
    }
}

/// A recording in which one bit of a register that is read in a row of eleven, from `sweeps_done` on, is another one.
fn altered(text: &str, register: u16) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let (head, bytes) = line.rsplit_once(' ').unwrap_or(("", line));
        let decoded: Vec<u8> = (0..bytes.len() / 2).filter_map(|k| u8::from_str_radix(&bytes[2 * k..2 * k + 2], 16).ok()).collect();
        let mut decoder = Decoder::default();
        let frame = decoded.iter().find_map(|&byte| decoder.push(byte)).and_then(Result::ok);
        match frame {
            Some(mut frame) if head.ends_with('<') && frame.address == reg::SWEEPS_DONE.address && frame.payload.len() == 11 => {
                frame.payload[usize::from(register - frame.address)] ^= 1 << 4;
                let bytes: String = frame.encode().iter().map(|byte| format!("{byte:02x}")).collect();
                writeln!(out, "{head} {bytes}").unwrap();
            }
            _ => writeln!(out, "{line}").unwrap(),
        }
    }
    out
}

/// A line that carries the first rate only: both ends find back to it, and the command goes on.
#[test]
fn a_rate_that_does_not_carry_is_left_again() {
    let room = Room::new();
    let board = room.board(&format!("{BOARD} --baud 100000 --clocks-per-bit 12"));
    let gave = room.run(&format!("write fallback_ms=100 --baud 100000 {}", board.target()));
    assert_eq!(gave.code, 0, "{}", gave.err);
    let mut far = serialport::new(&board.port, 100_000).timeout(Duration::from_millis(1)).open_native().unwrap();
    let carrier = Stranger::new(move |bytes, baud| {
        if baud == 100_000 {
            far.write_all(bytes).unwrap();
        }
        let mut buffer = [0; 1024];
        let count = far.read(&mut buffer).unwrap_or(0);
        buffer[..count].to_vec()
    });
    let gave = room.run(&format!("info --json --baud 100000 --fast-baud 300000 --target serial:{}", carrier.port));
    assert!(gave.err.contains("does not answer at 300000 bits a second; the line stays at 100000"), "{}", gave.err);
    assert_eq!(gave.json()["shape"]["oscillators"], 16);
}
