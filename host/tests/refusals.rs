//! Bad input of every kind through the real command: a message that says what to do, the right exit code, nothing half-written.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

struct Room(tempfile::TempDir);

impl Room {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.0.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().into()
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Exit code, standard output and the last lines of standard error, with this folder's name taken out.
    fn run(&self, args: &[&str]) -> (i32, String, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_syntony")).args(args).current_dir(self.path()).output().unwrap();
        let clean = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(self.path().to_str().unwrap(), "DIR");
        (output.status.code().unwrap(), clean(&output.stdout), clean(&output.stderr))
    }
}

const GRAPH: &str = "3 2\n1 2 1\n2 3 1\n";
const PICTURES: &str = "name: a\n##..\n..##\n\nname: b\n#.#.\n.#.#\n";

#[test]
fn every_refusal_says_what_to_do() {
    let room = Room::new();
    let good = room.file("good.txt", GRAPH);
    let pictures = room.file("pictures.txt", PICTURES);
    let huge: String = "9000 1\n1 2 1\n".into();
    let cases: &[(&str, Vec<&str>)] = &[
        ("no file", vec!["cut", "missing.txt"]),
        ("a folder for a file", vec!["cut", "."]),
        ("empty file", vec!["cut", "empty.txt"]),
        ("torn graph", vec!["cut", "torn.txt"]),
        ("too many edges", vec!["cut", "long.txt"]),
        ("self-loop", vec!["cut", "loop.txt"]),
        ("duplicate edge", vec!["cut", "twice.txt"]),
        ("node out of range", vec!["cut", "range.txt"]),
        ("node zero", vec!["cut", "zero.txt"]),
        ("weight that is no number", vec!["cut", "nan.txt"]),
        ("fraction for a weight", vec!["cut", "half.txt"]),
        ("huge weight", vec!["cut", "huge.txt"]),
        ("a million nodes", vec!["cut", "million.txt"]),
        ("nine thousand nodes", vec!["cut", "nine.txt"]),
        ("random bytes", vec!["cut", "bytes.bin"]),
        ("no restarts", vec!["cut", &good, "--restarts", "0"]),
        ("too many restarts", vec!["cut", &good, "--restarts", "99999999"]),
        ("negative sweeps", vec!["cut", &good, "--sweeps", "-1"]),
        ("time limit of nothing", vec!["cut", &good, "--time-limit", "0"]),
        ("time limit that is no number", vec!["cut", &good, "--time-limit", "NaN"]),
        ("partition into no folder", vec!["cut", &good, "--partition", "no/where.txt"]),
        ("partition onto a folder", vec!["cut", &good, "--partition", "."]),
        ("plot of no kind", vec!["cut", &good, "--plot", "plot.gif"]),
        ("too many threads", vec!["cut", &good, "--threads", "99999999999999999999"]),
        ("unknown target", vec!["cut", &good, "--target", "moon"]),
        ("qubo with a NaN", vec!["qubo", "qubo-nan.txt"]),
        ("qubo with two fields", vec!["qubo", "qubo-torn.txt"]),
        ("qubo twice the same entry", vec!["qubo", "qubo-twice.txt"]),
        ("ising self-coupling twice", vec!["qubo", "--ising", "ising-twice.txt"]),
        ("no pictures named", vec!["recall"]),
        ("pictures of two sizes", vec!["recall", "--patterns", "sizes.txt"]),
        ("a picture with a stray letter", vec!["recall", "--patterns", "stray.txt"]),
        ("ragged picture", vec!["recall", "--patterns", "ragged.txt"]),
        ("empty folder of pictures", vec!["recall", "--patterns", "folder"]),
        ("flip above one", vec!["recall", "--patterns", &pictures, "--flip", "1.5"]),
        ("flip that is no number", vec!["recall", "--patterns", &pictures, "--flip", "NaN"]),
        ("unknown rule", vec!["recall", "--patterns", &pictures, "--rule", "backprop"]),
        ("nine weight bits", vec!["recall", "--patterns", &pictures, "--weight-bits", "9"]),
        ("unknown register", vec!["read", "statu"]),
        ("unknown field", vec!["read", "status.walking"]),
        ("read-only register", vec!["write", "magic=1"]),
        ("value too wide", vec!["write", "alpha=70000"]),
        ("no assignment", vec!["write", "alpha"]),
        ("unknown memory", vec!["dump", "dreams"]),
        ("memory this shape lacks", vec!["dump", "edges"]),
        ("range outside a memory", vec!["dump", "state", "--offset", "500", "--count", "13"]),
        ("load of no saved medium", vec!["load", &good]),
        ("load of a torn file", vec!["load", "torn.npz"]),
        ("simulator without a file", vec!["read", "--target", "sim:nothing.npz"]),
        ("unknown verb", vec!["dance"]),
        ("run of a missing file", vec!["run", "missing.toml"]),
        ("run with an unknown key", vec!["run", "key.toml"]),
        ("run of a million oscillators", vec!["run", "many.toml"]),
        ("plot of nothing known", vec!["plot", "bytes.bin"]),
        ("bench without time", vec!["bench", "--seconds", "-1"]),
    ];
    for (name, content) in [
        ("empty.txt", ""),
        ("torn.txt", "3 2\n1 2 1\n"),
        ("long.txt", "3 1\n1 2 1\n2 3 1\n"),
        ("loop.txt", "3 1\n2 2 1\n"),
        ("twice.txt", "3 2\n1 2 1\n2 1 1\n"),
        ("range.txt", "3 1\n1 4 1\n"),
        ("zero.txt", "3 1\n0 1 1\n"),
        ("nan.txt", "3 1\n1 2 NaN\n"),
        ("half.txt", "3 1\n1 2 0.5\n"),
        ("huge.txt", "3 1\n1 2 99999999999999999999\n"),
        ("million.txt", "1000000 1\n1 2 1\n"),
        ("nine.txt", &huge),
        ("qubo-nan.txt", "0 1 nan\n"),
        ("qubo-torn.txt", "0 1\n"),
        ("qubo-twice.txt", "0 1 2\n0 1 3\n"),
        ("ising-twice.txt", "0 1 2\n0 1 3\n"),
        ("sizes.txt", "##\n##\n\n###\n###\n"),
        ("stray.txt", "##\n#x\n"),
        ("ragged.txt", "##\n#\n"),
        ("key.toml", "[shape]\noscillators = 8\nvelocity = 3\n"),
        ("many.toml", "[shape]\noscillators = 1000000\n"),
    ] {
        room.file(name, content);
    }
    room.file("bytes.bin", (0..4000u32).map(|k| (k.wrapping_mul(2_654_435_761) >> 13) as u8).collect::<Vec<_>>());
    let whole = PathBuf::from(room.path()).join("whole.npz");
    assert_eq!(room.run(&["save", "whole.npz"]).0, 0);
    let bytes = std::fs::read(&whole).unwrap();
    room.file("torn.npz", &bytes[..bytes.len() / 2]);
    std::fs::create_dir(room.path().join("folder")).unwrap();

    let mut book = String::new();
    for (name, args) in cases {
        let before = listing(room.path());
        let (code, out, err) = room.run(args);
        assert_eq!(out, "", "{name}: nothing on standard output");
        assert_eq!(before, listing(room.path()), "{name}: nothing left behind");
        assert_eq!(code, 2, "{name}: {err}");
        let first = err.split("\n\n").next().unwrap_or("").trim_end();
        let _ = writeln!(book, "{name}: exit {code}\n    {}", first.replace('\n', "\n    "));
    }
    insta::assert_snapshot!(book);
}

fn listing(folder: &Path) -> Vec<(PathBuf, u64)> {
    let mut entries: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.path(), entry.metadata().unwrap().len()))
        .collect();
    entries.sort();
    entries
}

#[test]
fn help_says_the_same_as_before() {
    let room = Room::new();
    let mut book = String::new();
    for verb in [
        "",
        "demo",
        "recall",
        "learn",
        "forget",
        "cut",
        "qubo",
        "run",
        "info",
        "read",
        "write",
        "dump",
        "load",
        "save",
        "plot",
        "virtual",
        "compare",
        "bench",
        "completions",
    ] {
        let args: Vec<&str> = if verb.is_empty() { vec!["--help"] } else { vec![verb, "--help"] };
        let (code, out, _) = room.run(&args);
        assert_eq!(code, 0);
        let _ = writeln!(book, "=== syntony {verb}\n{out}");
    }
    insta::assert_snapshot!(book);
}
