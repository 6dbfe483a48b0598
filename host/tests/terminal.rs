//! The real command in a real (pseudo-)terminal: progress, Ctrl-C, time limits, and results that scripts can trust.

use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

const BINARY: &str = env!("CARGO_BIN_EXE_syntony");

/// A ring of `n` nodes: every edge can be cut when `n` is even.
fn ring(n: usize) -> String {
    let edges: Vec<String> = (0..n).map(|i| format!("{} {} 1", i + 1, (i + 1) % n + 1)).collect();
    format!("{n} {n}\n{}\n", edges.join("\n"))
}

/// Runs in a terminal; sends Ctrl-C once `until` was printed; returns exit code and everything printed.
fn in_terminal(args: &[&str], interrupt_at: Option<&str>) -> (u32, String) {
    let pty = native_pty_system().openpty(PtySize { rows: 40, cols: 120, pixel_width: 0, pixel_height: 0 }).unwrap();
    let mut command = CommandBuilder::new(BINARY);
    command.args(args);
    let mut child = pty.slave.spawn_command(command).unwrap();
    drop(pty.slave);
    let mut reader = pty.master.try_clone_reader().unwrap();
    let mut writer = pty.master.take_writer().unwrap();
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(count) = reader.read(&mut buffer) {
            if count == 0 || send.send(buffer[..count].to_vec()).is_err() {
                break;
            }
        }
    });
    let (mut seen, mut sent) = (String::new(), false);
    let end = Instant::now() + Duration::from_secs(60);
    while let Ok(bytes) = receive.recv_timeout(end.saturating_duration_since(Instant::now())) {
        seen += &String::from_utf8_lossy(&bytes);
        if !sent && interrupt_at.is_some_and(|text| seen.contains(text)) {
            writer.write_all(&[3]).unwrap();
            sent = true;
        }
    }
    if child.try_wait().unwrap().is_none() && Instant::now() >= end {
        child.kill().unwrap();
        panic!("{args:?} did not end: {seen}");
    }
    (child.wait().unwrap().exit_code(), seen)
}

#[test]
fn ctrl_c_keeps_the_best_so_far() {
    let folder = tempfile::tempdir().unwrap();
    let graph = folder.path().join("ring.txt");
    let partition = folder.path().join("halves.txt");
    std::fs::write(&graph, ring(600)).unwrap();
    let args = [
        "cut",
        graph.to_str().unwrap(),
        "--sweeps",
        "4000000000",
        "--restarts",
        "64",
        "--json",
        "--partition",
        partition.to_str().unwrap(),
    ];
    let (code, seen) = in_terminal(&args, Some("sweeps"));
    assert_eq!(code, 130, "{seen}");
    assert!(seen.contains("\"complete\": false"), "{seen}");
    let signs: Vec<i64> = std::fs::read_to_string(&partition).unwrap().lines().map(|line| line.parse().unwrap()).collect();
    let cut = (0..600).filter(|&i| signs[i] != signs[(i + 1) % 600]).count();
    assert!(seen.contains(&format!("\"best_cut\": {cut}")), "{cut} {seen}");
}

#[test]
fn ctrl_c_ends_a_recall_with_what_was_done() {
    let (code, seen) = in_terminal(&["recall", "--glyphs", "letters", "--trials", "100000000", "--json"], Some("recalling"));
    assert_eq!(code, 130, "{seen}");
    assert!(seen.contains("\"success\""), "{seen}");
}

#[test]
fn a_terminal_shows_progress_and_a_pipe_does_not() {
    let (code, seen) = in_terminal(&["recall", "--glyphs", "letters", "--trials", "200"], None);
    assert_eq!(code, 0);
    assert!(seen.contains("recalling") && seen.contains("success"), "{seen}");
    let output = Command::new(BINARY).args(["recall", "--glyphs", "digits", "--json"]).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty());
    let result: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    for key in ["oscillators", "patterns", "trials", "success", "mean_overlap", "sweeps", "seconds"] {
        assert!(result[key].is_number(), "{key}");
    }
}

#[test]
fn a_time_limit_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let graph = folder.path().join("ring.txt");
    std::fs::write(&graph, ring(600)).unwrap();
    let begin = Instant::now();
    let args = ["cut", graph.to_str().unwrap(), "--sweeps", "4000000000", "--time-limit", "0.2", "--json"];
    let output = Command::new(BINARY).args(args).output().unwrap();
    assert!(output.status.success());
    assert!(begin.elapsed() < Duration::from_secs(30), "a limit of 0.2 s took {:?}", begin.elapsed());
    let result: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(result["complete"], false);
    assert_eq!(result["cuts"].as_array().unwrap().len(), 64);
}

#[test]
fn one_seed_one_result_whatever_the_threads_and_the_way() {
    let folder = tempfile::tempdir().unwrap();
    let graph = folder.path().join("ring.txt");
    std::fs::write(&graph, ring(61)).unwrap();
    let cuts = |more: &[&str]| {
        let args = ["cut", graph.to_str().unwrap(), "--sweeps", "600", "--restarts", "70", "--seed", "9", "--json"];
        let output = Command::new(BINARY).args(args).args(more).output().unwrap();
        let result: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        (result["cuts"].clone(), result["best_cut"].clone())
    };
    let one = cuts(&["--threads", "1"]);
    assert_eq!(one.1, 60);
    assert_eq!(one, cuts(&["--threads", "2"]));
    assert_eq!(one, cuts(&["--wire"]));
}

#[test]
fn a_reader_that_goes_early_is_no_error() {
    let mut child = Command::new(BINARY).args(["read"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_simulator_keeps_its_memory_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let run = |args: &[&str]| {
        let output = Command::new(BINARY).args(args).current_dir(folder.path()).output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    run(&["save", "fresh.npz"]);
    run(&["load", "fresh.npz", "--target", "sim:board.npz"]);
    run(&["write", "law=1", "gain_start=65536000", "run_sweeps=7", "run_tag=1", "--target", "sim:board.npz"]);
    let read: serde_json::Value =
        serde_json::from_str(&run(&["read", "law", "sweeps_done", "--target", "sim:board.npz", "--json"])).unwrap();
    assert_eq!((&read["law"], &read["sweeps_done"]), (&1.into(), &7.into()));
    run(&["dump", "state", "--to", "state.npy", "--target", "sim:board.npz"]);
    run(&["load", "state.npy", "--window", "state", "--target", "sim:board.npz"]);
    run(&["save", "again.npz", "--target", "sim:board.npz"]);
    let same = |a: &str, b: &str| std::fs::read(folder.path().join(a)).unwrap() == std::fs::read(folder.path().join(b)).unwrap();
    assert!(same("board.npz", "again.npz") && !same("board.npz", "fresh.npz"));
}

#[test]
fn a_test_bench_shows_its_waveform() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(BINARY).args(["testbench", "sines", "--vcd", folder.path().to_str().unwrap()]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let waveform = std::fs::read_to_string(folder.path().join("cosine.vcd")).unwrap();
    assert!(waveform.contains("$enddefinitions") && waveform.contains("#4999"), "{} bytes", waveform.len());
    let output = Command::new(BINARY).args(["testbench", "nothing"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    let output = Command::new(BINARY).args(["testbench"]).current_dir(folder.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
}
