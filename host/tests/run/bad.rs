//! Descriptions and command lines that are wrong: each with its message, and exit code 2.

use std::fs;
use std::path::Path;
use std::process::Command;

use proptest::prelude::*;
use syntony_host::description::{self, Overrides};

/// A description, and what is wrong with it.
const CASES: &[(&str, &str)] = &[
    ("no TOML", "shape = [[["),
    ("a torn string", "[run]\nlaw = \"full-ph"),
    ("a key twice", "[run]\nsweeps = 1\nsweeps = 2"),
    ("an unknown table", "[shap]\noscillators = 9"),
    ("an unknown key", "[run]\nsweep = 10"),
    ("an unknown key of an inner table", "[shape]\noscillators = 9\n[oscillators]\nfrequency = { kind = \"normal\", sigma = 0.1 }"),
    ("a table that is a number", "shape = 3"),
    ("NaN", "[run]\ngain = nan"),
    ("infinity", "[run]\ngain = { from = 0.0, to = inf }"),
    ("a number too large for any float", "[run]\nalpha = 1e999"),
    ("a negative strength", "[run]\nnoise = -0.1"),
    ("a strength above half a turn", "[run]\nharmonic = 3.2"),
    ("a gain that no schedule holds", "[shape]\noscillators = 9\n[run]\ngain = 90\n[coupling]\nkind = \"ring\""),
    ("half a sweep", "[run]\nsweeps = 1.5"),
    ("no sweeps", "[run]\nsweeps = 0"),
    ("sweeps of thirty digits", "[run]\nsweeps = 100000000000000000000000000000"),
    ("a law that there is not", "[run]\nlaw = \"kuramoto\""),
    ("a lag for the inertial law", "[run]\nlaw = \"inertial\"\nalpha = 0.1"),
    ("a million nodes", "[shape]\noscillators = 1000000\n[coupling]\nkind = \"all\""),
    ("a torus of a million nodes", "[coupling]\nkind = \"torus\"\nrows = 1000\ncolumns = 1000"),
    ("a lattice that contradicts its shape", "[shape]\noscillators = 10\n[coupling]\nkind = \"torus\"\nrows = 3\ncolumns = 4"),
    ("no number of oscillators", "[coupling]\nkind = \"all\""),
    ("a coupling without kind", "[shape]\noscillators = 9\n[coupling]\nweight = 1"),
    ("a key of another kind", "[shape]\noscillators = 9\n[coupling]\nkind = \"all\"\nneighbours = 2"),
    ("more neighbours than there are", "[shape]\noscillators = 9\n[coupling]\nkind = \"ring\"\nneighbours = 5"),
    ("more edges than pairs", "[shape]\noscillators = 9\n[coupling]\nkind = \"random\"\nedges = 37"),
    ("a probability of two", "[shape]\noscillators = 9\n[coupling]\nkind = \"small-world\"\nrewire = 2.0"),
    ("a file that is not there", "[coupling]\nkind = \"file\"\npath = \"nowhere.npy\""),
    ("a matrix that is not square", "[coupling]\nkind = \"file\"\npath = \"wide.csv\""),
    ("a matrix with NaN", "[coupling]\nkind = \"file\"\npath = \"nan.csv\""),
    ("a matrix with a diagonal", "[coupling]\nkind = \"file\"\npath = \"diagonal.csv\""),
    ("a torn matrix", "[coupling]\nkind = \"file\"\npath = \"torn.npy\""),
    ("seven bits of radix-4 digits", "[shape]\noscillators = 9\nweight_bits = 7\nweight_code = \"radix4\""),
    ("lanes that do not divide the block", "[shape]\noscillators = 90\nblock = 10\nlanes = 4"),
    ("slots of a dense medium", "[shape]\noscillators = 9\ncoupling = \"dense\"\nslots = 4"),
    ("too few slots", "[shape]\noscillators = 9\ncoupling = \"sparse\"\nslots = 1\n[coupling]\nkind = \"ring\""),
    ("laws without the law of the run", "[shape]\noscillators = 9\nlaws = [\"projected\"]"),
    ("a list that is too short", "[shape]\noscillators = 9\n[oscillators]\nfrequency = [0.1, 0.2]"),
    ("a frequency of a whole turn", "[shape]\noscillators = 9\n[oscillators]\nfrequency = 1.0"),
    ("a wave that does not close", "[shape]\noscillators = 9\n[oscillators]\nphase = { kind = \"twist\", turns = 0.5 }"),
    ("a phase in words", "[shape]\noscillators = 9\n[oscillators]\nphase = \"equal\""),
    ("an empty file", ""),
];

fn syntony(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_syntony")).args(arguments).current_dir(folder).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn every_wrong_description_is_refused_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("wide.csv"), "0,1,1\n1,0,1\n").unwrap();
    fs::write(folder.path().join("nan.csv"), "0,NaN\n1,0\n").unwrap();
    fs::write(folder.path().join("diagonal.csv"), "0,1\n1,2\n").unwrap();
    fs::write(folder.path().join("torn.npy"), b"\x93NUMPY\x01\x00").unwrap();
    let mut report = String::new();
    for (what, text) in CASES {
        fs::write(folder.path().join("m.toml"), text).unwrap();
        let (code, out, err) = syntony(folder.path(), &["run", "m.toml"]);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{what}: {err}");
        report += &format!("{what}\n    {}\n", err.trim_end());
    }
    insta::assert_snapshot!(report);
}

#[test]
fn every_wrong_command_line_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("m.toml"), "[shape]\noscillators = 9\n[run]\nsweeps = 4\n[coupling]\nkind = \"ring\"").unwrap();
    fs::write(folder.path().join("w.csv"), "a,b\n1,2\n").unwrap();
    let long = (0..40).map(|k| k.to_string()).collect::<Vec<_>>().join(",");
    fs::write(folder.path().join("long.csv"), long).unwrap();
    let cases: &[&[&str]] = &[
        &["run", "nowhere.toml"],
        &["run", "."],
        &["run", "m.toml", "--sweeps", "0"],
        &["run", "m.toml", "--every", "0"],
        &["run", "m.toml", "--seed", "18446744073709551615"],
        &["run", "m.toml", "--trace", "t.txt"],
        &["run", "m.toml", "--trace", "no/t.csv"],
        &["run", "m.toml", "--plot", "p.jpg"],
        &["run", "m.toml", "--vary", "gain"],
        &["run", "m.toml", "--vary", "weight=0:1:3"],
        &["run", "m.toml", "--vary", "gain=0:NaN:3"],
        &["run", "m.toml", "--vary", "gain=0:1:1"],
        &["run", "m.toml", "--vary", "gain=0:900:3"],
        &["run", "m.toml", "--back"],
        &["plot", "nowhere.csv"],
        &["plot", "m.toml"],
        &["plot", "w.csv", "--to", "w.gif"],
        &["plot", "long.csv", "--kind", "line"],
    ];
    let mut report = String::new();
    for case in cases {
        let (code, out, err) = syntony(folder.path(), case);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{case:?}: {err}");
        report += &format!("syntony {}\n    {}\n", case.join(" "), err.lines().next().unwrap_or_default());
    }
    // Nothing was half written.
    let mut left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["long.csv", "m.toml", "w.csv"]);
    insta::assert_snapshot!(report);
}

const WHOLE: &str = "[shape]\noscillators = 9\nweight_bits = 5\n[run]\nlaw = \"projected\"\ngain = { from = 0.1, to = 1e-2 }\nsweeps = 40
[coupling]\nkind = \"small-world\"\nneighbours = 2\nrewire = 0.5\nsigns = \"random\"\nweight = -1.5\nby_frequency = true
[oscillators]\nfrequency = { kind = \"lorentz\", width = 0.01 }\nphase = [0, 1, 2, 3, 4, 5, 6, 7, 8]\nbias = 0.5\njitter = 0.1\n";

proptest! {
    #[test]
    fn damaged_descriptions_never_panic(at in 0..WHOLE.len(), cut in 0usize..4, put in "[ -~\n]{0,4}") {
        let mut text = WHOLE.to_owned();
        text.replace_range(at..(at + cut).min(WHOLE.len()), &put);
        if let Ok(described) = description::parse("m.toml", Path::new("nowhere"), &text, Overrides::default()) {
            let (low, high) = described.medium.shape().weight_range();
            prop_assert!(low < high && described.unit > 0.0);
        }
    }
}

#[test]
fn the_undamaged_one_is_a_medium() {
    let described = description::parse("m.toml", Path::new(""), WHOLE, Overrides::default()).unwrap();
    assert_eq!(described.medium.shape().oscillators, 9);
    assert_eq!(described.weights.rms_error, 0.0);
}
