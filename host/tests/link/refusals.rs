//! What a port can do wrong: the message and the exit code of each.

use std::time::{Duration, Instant};

use syntony_medium::frame::{Decoder, Frame, Status};
use syntony_medium::registers as reg;

use crate::room::{Gave, Room, Stranger};

const BOARD: &str = "--oscillators 8 --lanes 2 --laws projected";

fn refused(gave: &Gave, code: i32, what: &[&str]) {
    assert_eq!((gave.code, gave.out.as_str()), (code, ""), "{}", gave.err);
    assert_eq!(gave.err.matches("error:").count(), 1, "{}", gave.err);
    what.iter().for_each(|what| assert!(gave.err.contains(what), "`{what}` is not in: {}", gave.err));
}

/// A board whose identity is altered.
fn altered(change: impl Fn(u16, &mut Vec<u32>) + Send + 'static) -> Stranger {
    let mut decoder = Decoder::default();
    Stranger::new(move |bytes, _| {
        let mut out = Vec::new();
        for &byte in bytes {
            let Some(Ok(frame)) = decoder.push(byte) else { continue };
            let first = usize::from(frame.address);
            let mut identity = vec![0; 0x40];
            identity[..3].copy_from_slice(&[reg::MAGIC_VALUE, reg::PROTOCOL_VERSION, reg::map_hash()]);
            let mut payload = identity[first..first + frame.payload[0] as usize].to_vec();
            change(frame.address, &mut payload);
            out.extend(Frame { op: Status::Ok.code(), payload, ..frame }.encode());
        }
        out
    })
}

#[test]
fn no_such_port() {
    let gave = Room::new().run("info --target serial:/dev/ttyNOWHERE7");
    refused(&gave, 1, &["there is no port /dev/ttyNOWHERE7", "connect the board"]);
    let gave = Room::new().run("info --target serial");
    refused(&gave, 1, &["--target serial:PORT"]);
}

/// A user who is neither the owner nor in the group of a port.
#[test]
fn a_port_that_may_not_be_opened() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    let stranger = Stranger::new(|_, _| Vec::new());
    let room = Room::new();
    let mut command = room.command(&format!("info --target serial:{}", stranger.port));
    std::fs::set_permissions(&stranger.port, PermissionsExt::from_mode(0o000)).unwrap();
    if std::fs::metadata("/proc/self").unwrap().uid() == 0 {
        // Nothing is forbidden to root, so the command runs as nobody, from a place where nobody can reach it.
        let place = room.path().join("syntony");
        std::fs::copy(env!("CARGO_BIN_EXE_syntony"), &place).unwrap();
        std::fs::set_permissions(room.path(), PermissionsExt::from_mode(0o755)).unwrap();
        command = std::process::Command::new(place);
        command.args(["info", "--target", &format!("serial:{}", stranger.port)]).current_dir("/").uid(65534).gid(65534);
    }
    let output = command.output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    let gave = Gave { code: output.status.code().unwrap(), out: String::from_utf8(output.stdout).unwrap(), err };
    refused(&gave, 1, &["may not be opened by you", "dialout"]);
}

#[test]
fn a_busy_port() {
    let stranger = Stranger::new(|_, _| Vec::new());
    let _other = serialport::new(&stranger.port, 1_000_000).open().unwrap();
    refused(&stranger.info(), 1, &["is busy", "close that one"]);
}

#[test]
fn a_silent_port() {
    let begin = Instant::now();
    refused(&Stranger::new(|_, _| Vec::new()).info(), 1, &["gives no answer at this rate", "--baud"]);
    assert!(begin.elapsed() < Duration::from_secs(60), "it waited without an end");
}

#[test]
fn nonsense() {
    let mut word = 1u32;
    let noise = Stranger::new(move |_, _| {
        let next = || {
            word = word.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (word >> 24) as u8
        };
        std::iter::repeat_with(next).take(300).collect()
    });
    refused(&noise.info(), 1, &["talks nonsense", "no frame among them"]);
    refused(&Stranger::new(|bytes, _| bytes.to_vec()).info(), 1, &["only sends back what it is sent"]);
}

#[test]
fn a_board_at_another_rate() {
    let room = Room::new();
    let board = room.board(BOARD);
    let gave = room.run(&format!("info --baud 700000 {}", board.target()));
    assert!(gave.err.contains("--baud"), "{}", gave.err);
    assert_eq!(gave.code, 1);
    assert_eq!(room.run(&format!("info {}", board.target())).code, 0);
}

#[test]
fn another_design() {
    let foreign = altered(|address, words| {
        if address == 0 {
            words[0] = 0x1234_5678;
        }
    });
    refused(&foreign.info(), 1, &["another design (magic 0x12345678)", "program the board"]);
    let newer = altered(|address, words| words.iter_mut().skip(1).take(usize::from(address == 0)).for_each(|word| *word = 9));
    refused(&newer.info(), 1, &["another protocol (board 0x00000009, this command 0x00000001)"]);
    let other = altered(|address, words| words.iter_mut().skip(2).take(usize::from(address == 0)).for_each(|word| *word ^= 1));
    refused(&other.info(), 1, &["another register map (board 0x"]);
    let long = altered(|_, words| words.push(0));
    refused(&long.info(), 1, &["13 words instead of 12"]);
    refused(&altered(|_, _| {}).info(), 1, &["oscillators = 0 is not possible"]);
}

#[test]
fn another_shape() {
    let room = Room::new();
    let board = room.board(BOARD);
    room.file("medium.toml", "[shape]\noscillators = 9\n[run]\nsweeps = 1\n[coupling]\nkind = \"all\"\n");
    let gave = room.run(&format!("run medium.toml {}", board.target()));
    refused(&gave, 2, &["the medium needs oscillators = 9 and the board has 8"]);
}

#[test]
fn a_missing_tool() {
    let room = Room::new();
    let mut command = room.command("info --target virtual");
    let output = command.env("PATH", "/nowhere").output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{err}");
    assert!(err.contains("apt-get install verilator g++"), "{err}");
}
