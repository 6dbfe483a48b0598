//! Rhythm through the real command: a signal flows in, is learnt, goes on, comes back from a fragment, and fades.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;
use syntony_host::random::Random;
use syntony_host::rhythm::{drums, write_wav};

const RATE: u32 = 16_000;

struct Room(tempfile::TempDir);

struct Gave {
    code: i32,
    out: String,
    err: String,
}

impl Gave {
    fn json(&self) -> Value {
        assert_eq!(self.code, 0, "{}", self.err);
        serde_json::from_str(&self.out).unwrap()
    }

    fn refused(&self, says: &str) {
        assert!(self.code == 2 && self.err.contains(says) && self.out.is_empty(), "{} {} {}", self.code, self.err, self.out);
    }
}

impl Room {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, args: &str) -> Gave {
        self.run_with(args, b"")
    }

    fn run_with(&self, args: &str, input: &[u8]) -> Gave {
        let mut command = Command::new(env!("CARGO_BIN_EXE_syntony"));
        command.args(args.split_whitespace()).current_dir(self.0.path()).stdin(Stdio::piped());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut pipe = child.stdin.take().unwrap();
        let input = input.to_vec();
        // A command that refuses early leaves its input.
        let feeder = std::thread::spawn(move || pipe.write_all(&input).is_ok());
        let output = child.wait_with_output().unwrap();
        feeder.join().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Gave { code: output.status.code().unwrap(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    /// Kick and snare in turn, half a second apart.
    fn drums(&self, name: &str, seconds: f64) {
        let (mut out, mut random) = (vec![0.0; (seconds * f64::from(RATE)) as usize], Random::new(1, 0));
        for k in 0..(2.0 * seconds) as usize {
            let drum = if k % 2 == 0 { drums::Drum::Kick } else { drums::Drum::Snare };
            drums::strike(&mut out, RATE, 0.5 * k as f64, drum, 1.0, &mut random);
        }
        write_wav(&self.path(name), RATE, out).unwrap();
    }

    /// A pulse train as CSV at 250 samples a second: pulses at these places of a bar.
    fn pulses(&self, name: &str, seconds: f64, bar: f64, places: &[f64]) {
        std::fs::write(self.path(name), pulses(seconds, bar, places)).unwrap();
    }
}

fn pulses(seconds: f64, bar: f64, places: &[f64]) -> String {
    let value = |k: usize| {
        let turn = k as f64 / 250.0 / bar;
        let near = |place: f64| ((turn - place + 0.5).rem_euclid(1.0) - 0.5) * bar;
        places.iter().map(|&place| (-(near(place) / 0.03).powi(2) / 2.0).exp()).sum::<f64>()
    };
    (0..(seconds * 250.0) as usize).map(|k| format!("{:.4}\n", value(k))).collect()
}

fn number(value: &Value, key: &str) -> f64 {
    value[key].as_f64().unwrap_or_else(|| panic!("no number `{key}` in {value}"))
}

#[test]
fn a_signal_goes_on_when_it_ends() {
    let room = Room::new();
    let places = [0.0, 0.25, 0.3125, 0.625, 0.75];
    room.pulses("in.csv", 40.0, 1.9, &places);
    let heard = room.run("listen in.csv --rate 250 --alone 10 --to out.csv --json").json();
    assert!((number(&heard, "bar") / 1.9 - 1.0).abs() < 50e-6, "{heard}");
    assert!(number(&heard, "correlation") > 0.98, "{heard}");
    // What it says alone is what would have come.
    let truth: Vec<f64> = pulses(50.0, 1.9, &places).lines().skip(10_000).map(|line| line.parse().unwrap()).collect();
    let out = std::fs::read_to_string(room.path("out.csv")).unwrap();
    let rows: Vec<Vec<f64>> = out.lines().skip(10_001).map(|line| line.split(',').map(|f| f.parse().unwrap()).collect()).collect();
    assert_eq!(rows.len(), truth.len());
    assert!(rows.iter().all(|row| row[1].is_nan()));
    let error = rows.iter().zip(&truth).map(|(row, t)| (row[2] - t).powi(2)).sum::<f64>() / truth.iter().map(|t| t * t).sum::<f64>();
    assert!(error < 0.05, "{error}");
}

#[test]
fn a_pool_of_sines_goes_on_when_it_ends() {
    let room = Room::new();
    let sines = |seconds: f64| -> Vec<f64> {
        let at = |t: f64| 0.8 * (std::f64::consts::TAU * 2.1 * t).sin() + 0.5 * (std::f64::consts::TAU * 3.37 * t).sin();
        (0..(seconds * 250.0) as u32).map(|k| at(f64::from(k) / 250.0)).collect()
    };
    std::fs::write(room.path("in.csv"), sines(40.0).iter().map(|value| format!("{value:.5}\n")).collect::<String>()).unwrap();
    let heard = room.run("listen in.csv --rate 250 --pool --alone 10 --to out.csv --json").json();
    let voices = heard["voices"].as_array().unwrap();
    assert_eq!(voices.len(), 2, "{heard}");
    for (voice, (hz, amplitude)) in voices.iter().zip([(2.1, 0.8), (3.37, 0.5)]) {
        assert!((number(voice, "hz") / hz - 1.0).abs() < 300e-6 && (number(voice, "amplitude") - amplitude).abs() < 0.01, "{heard}");
    }
    assert!(number(&heard, "correlation") > 0.99, "{heard}");
    let out = std::fs::read_to_string(room.path("out.csv")).unwrap();
    assert_eq!(out.lines().next(), Some("time,input,readout"));
    let alone: Vec<f64> = out.lines().skip(10_001).map(|line| line.split(',').nth(2).unwrap().parse().unwrap()).collect();
    let truth = &sines(50.0)[10_000..];
    assert_eq!(alone.len(), truth.len());
    let error = alone.iter().zip(truth).map(|(a, t)| (a - t).powi(2)).sum::<f64>() / truth.iter().map(|t| t * t).sum::<f64>();
    assert!(error < 0.02, "{error}");
    room.run("listen in.csv --rate 250 --pool 65").refused("65");
    room.run("listen in.csv --rate 250 --pool --bar 2").refused("--bar");
}

#[test]
fn the_same_from_a_file_and_from_a_pipe_with_gaps() {
    let room = Room::new();
    let mut lines: Vec<String> = pulses(20.0, 1.5, &[0.0, 0.4, 0.5]).lines().map(String::from).collect();
    lines[1000..1100].iter_mut().for_each(String::clear);
    let text = format!("time,level\n{}\n", lines.iter().enumerate().map(|(k, v)| format!("{k},{v}")).collect::<Vec<_>>().join("\n"));
    std::fs::write(room.path("in.csv"), &text).unwrap();
    let plain = |gave: Gave| {
        assert!(gave.err.contains("100 samples were missing"), "{}", gave.err);
        let mut value = gave.json();
        value.as_object_mut().unwrap().remove("seconds");
        value
    };
    let file = plain(room.run("listen in.csv --column level --rate 250 --bar 1.51 --json"));
    let pipe = plain(room.run_with("listen - --column 1 --rate 250 --bar 1.51 --json", text.as_bytes()));
    assert_eq!(file, pipe);
    assert_eq!(file["gaps"], 100);
    assert!(number(&file, "correlation") > 0.95, "{file}");
}

#[test]
fn a_contour_of_a_board_says_the_same() {
    let room = Room::new();
    let mut lines: Vec<String> = pulses(12.0, 1.5, &[0.0, 0.4, 0.5]).lines().map(String::from).collect();
    lines[1000..1100].iter_mut().for_each(String::clear);
    std::fs::write(room.path("in.csv"), format!("level\n{}\n", lines.join("\n"))).unwrap();
    let hear = |rest: &str| {
        let gave = room.run(&format!("listen in.csv --rate 250 --bar 1.51 --alone 2 --to out.csv --json {rest}"));
        let mut value = gave.json();
        value.as_object_mut().unwrap().remove("seconds");
        (value, std::fs::read_to_string(room.path("out.csv")).unwrap())
    };
    let here = hear("");
    assert!(here.0["bars"].as_u64() > Some(3), "{}", here.0);
    assert_eq!(hear("--target sim --record conversation"), here);
    assert_eq!(hear("--target replay:conversation"), here);
    assert_eq!(hear("--target virtual"), here);
    let small = room.run("listen in.csv --rate 250 --target replay:conversation");
    assert!(small.code == 1 && small.err.contains("give --bar, which needs one contour"), "{} {}", small.code, small.err);
}

#[test]
fn a_race_and_a_memory_of_a_board_say_the_same() {
    let room = Room::new();
    room.pulses("in.csv", 16.0, 1.6, &[0.0, 0.25, 0.625]);
    let of = |target: &str| {
        let race = "--rate 250 --shortest 1.3 --longest 1.9";
        let mut heard = room.run(&format!("listen in.csv {race} --alone 2 --to heard.csv --json {target}")).json();
        heard.as_object_mut().unwrap().remove("seconds");
        assert!((number(&heard, "bar") / 1.6 - 1.0).abs() < 1e-3, "{heard}");
        let memory = "--memory m.npz";
        let learnt = room.run(&format!("rhythm learn in.csv {race} --name a {memory} --json {target}")).json();
        let gave = room.run(&format!("rhythm recall in.csv --rate 250 {memory} --to on.csv --alone 2 --json {target}"));
        assert!(!gave.err.contains("searched here"), "{}", gave.err);
        let recalled = gave.json();
        assert_eq!(recalled["name"], "a");
        let goes = room.run(&format!("rhythm continue a {memory} --seconds 3 --tempo 1.03 --to goes.csv --json {target}")).json();
        let files = ["heard.csv", "on.csv", "goes.csv", "m.npz"].map(|name| std::fs::read(room.path(name)).unwrap());
        std::fs::remove_file(room.path("m.npz")).unwrap();
        (heard, learnt, recalled, goes, files)
    };
    let here = of("");
    assert!(here == of("--target sim --record conversation"), "through frames");
    assert!(here == of("--target virtual"), "the generated hardware");
    let compared = room.run("compare --json listen in.csv --rate 250 --bar 1.61 --alone 1 --to x.csv --target virtual").json();
    assert!(number(&compared, "words") > 4000.0 && compared["differences"] == 0, "{compared}");
    // A cue that no board has room for.
    room.run("rhythm learn in.csv --rate 250 --bar 1.6 --name a --memory m.npz --json").json();
    let long = room.run("rhythm recall in.csv --rate 250 --memory m.npz --cue 80 --json --target sim --record conversation");
    assert!(long.err.contains("4000 samples; it was searched here"), "{}", long.err);
    assert_eq!(long.json()["name"], "a");
}

#[test]
fn rhythms_come_back_from_a_fragment_and_fade() {
    let room = Room::new();
    room.pulses("a.csv", 24.0, 1.9, &[0.0, 0.25, 0.3125, 0.625, 0.75]);
    room.pulses("b.csv", 24.0, 1.7, &[0.0, 0.1875, 0.5, 0.6875]);
    room.pulses("new.csv", 8.0, 1.8, &[0.0, 0.0625, 0.125, 0.4375, 0.5, 0.875]);
    let learnt = room.run("rhythm learn a.csv --rate 250 --name a --bar 1.91 --contours 2 --fade 6 --json").json();
    assert_eq!(learnt["contour"], 0);
    room.run("rhythm learn b.csv --rate 250 --name b --bar 1.69 --json").json();
    // Another tempo, another starting point.
    std::fs::write(
        room.path("cue.csv"),
        pulses(9.0, 1.81, &[0.0, 0.25, 0.3125, 0.625, 0.75]).lines().skip(300).collect::<Vec<_>>().join("\n"),
    )
    .unwrap();
    let known = room.run("rhythm recall cue.csv --rate 250 --json --to on.wav --alone 4").json();
    assert_eq!(known["name"], "a");
    assert!((number(&known, "tempo") - 1.9 / 1.81).abs() < 0.01 && number(&known, "novelty") < 0.1, "{known}");
    let reader = hound::WavReader::open(room.path("on.wav")).unwrap();
    assert_eq!(reader.spec().sample_rate, 250);
    assert_eq!(reader.len(), 2250 - 300 + 1000);
    let new = room.run("rhythm recall new.csv --rate 250 --json").json();
    assert!(new["name"].is_null(), "{new}");
    // `b` was never recalled and gives its contour to the next.
    let third = room.run("rhythm learn new.csv --rate 250 --name c --bar 1.8 --json").json();
    assert_eq!((third["contour"].as_u64(), third["evicted"].as_str()), (Some(1), Some("b")));
    let faded = room.run("rhythm forget --seconds 1000 --json").json();
    assert_eq!(faded["rhythms"].as_array().unwrap().len(), 0, "{faded}");
    room.run("rhythm continue a --to x.wav").refused("there is no rhythm \"a\"; there are: none");
}

#[test]
fn beats_of_drums_are_told() {
    let room = Room::new();
    room.drums("drums.wav", 24.0);
    let gave = room.run("beat drums.wav --json").json();
    let beats: Vec<f64> = gave["beats"].as_array().unwrap().iter().map(|beat| beat.as_f64().unwrap()).collect();
    let late: Vec<f64> = beats.iter().copied().filter(|&beat| beat > 8.0).collect();
    let good = late.iter().filter(|beat| ((*beat / 0.5).round() * 0.5 - *beat).abs() < 0.07).count();
    assert!(late.len() >= 28 && good + 3 >= late.len(), "{good} of {}: {late:?}", late.len());
    assert!(number(&gave, "latency") < 0.1);
    let lines = room.run("beat drums.wav");
    assert_eq!(lines.out.lines().map(|line| line.parse().unwrap()).collect::<Vec<f64>>(), beats);
}

#[test]
fn beats_of_a_board_are_the_same() {
    let room = Room::new();
    let mut lines: Vec<String> = pulses(14.0, 1.2, &[0.0, 0.5, 0.75]).lines().map(String::from).collect();
    lines[1000..1100].iter_mut().for_each(String::clear);
    std::fs::write(room.path("in.csv"), format!("level\n{}\n", lines.join("\n"))).unwrap();
    let hear = |target: &str| {
        let mut gave = room.run(&format!("beat in.csv --rate 250 --json {target}")).json();
        let latency = gave.as_object_mut().unwrap().remove("latency").unwrap().as_f64().unwrap();
        assert!(latency < 0.06, "{latency}");
        gave
    };
    let here = hear("");
    assert!(here["beats"].as_array().unwrap().len() >= 15, "{here}");
    assert_eq!(hear("--target sim --record conversation"), here);
    assert_eq!(hear("--target replay:conversation"), here);
    assert_eq!(hear("--target virtual"), here);
    assert_eq!(hear("--target sim --compare"), here);
    let other = room.run("beat in.csv --rate 200 --target replay:conversation");
    assert!(other.code == 1 && other.err.contains("take one for 200 samples a second"), "{} {}", other.code, other.err);
}

#[test]
fn a_pool_of_a_board_is_the_same() {
    let room = Room::new();
    let mut lines: Vec<String> = pulses(12.0, 0.6, &[0.0, 0.5]).lines().map(String::from).collect();
    lines[1000..1100].iter_mut().for_each(String::clear);
    std::fs::write(room.path("in.csv"), format!("level\n{}\n", lines.join("\n"))).unwrap();
    let hear = |to: &str, target: &str| {
        let mut gave = room.run(&format!("listen in.csv --rate 250 --pool 24 --alone 2 --to {to} --json {target}")).json();
        gave.as_object_mut().unwrap().remove("seconds");
        (gave, std::fs::read_to_string(room.path(to)).unwrap())
    };
    let here = hear("here.csv", "");
    assert!(here.0["voices"].as_array().unwrap().len() >= 2, "{}", here.0);
    assert_eq!(hear("sim.csv", "--target sim --record conversation"), here);
    assert_eq!(hear("replay.csv", "--target replay:conversation"), here);
    assert_eq!(hear("virtual.csv", "--target virtual"), here);
    assert_eq!(hear("compare.csv", "--target sim --compare"), here);
    let other = room.run("listen in.csv --rate 250 --pool 64 --target replay:conversation");
    assert!(other.code == 1 && other.err.contains("a pool of 24 oscillators at 250"), "{} {}", other.code, other.err);
}

#[test]
fn bad_inputs_are_refused() {
    let room = Room::new();
    room.drums("whole.wav", 1.0);
    let whole = std::fs::read(room.path("whole.wav")).unwrap();
    std::fs::write(room.path("torn.wav"), &whole[..whole.len() / 2]).unwrap();
    std::fs::write(room.path("head.wav"), &whole[..20]).unwrap();
    std::fs::write(room.path("empty.csv"), "").unwrap();
    std::fs::write(room.path("words.csv"), "level\n1\ntwo\n").unwrap();
    std::fs::write(room.path("junk.npz"), b"PK junk").unwrap();
    room.run("listen none.wav").refused("none.wav: cannot read it");
    room.run("listen torn.wav").refused("it is not a whole WAV file");
    room.run("listen head.wav").refused("it is not a whole WAV file");
    room.run("listen empty.csv --rate 250").refused("there is no sample in it");
    room.run("listen words.csv").refused("give --rate HZ");
    room.run("listen words.csv --rate 250").refused("words.csv:3: \"two\" is not a finite number");
    room.run("listen words.csv --rate 250 --column loud").refused("there are: level");
    room.run("listen whole.wav --to out.mp3").refused("give a .wav or a .csv file");
    room.run("listen whole.wav --bar 0.1").refused("at least one sample a cell");
    room.run("listen whole.wav --cells 65").refused("the nearest legal value is 64");
    room.run("rhythm list --memory junk.npz").refused("it is not a whole .npz archive");
    room.run("rhythm recall whole.wav --memory none.npz").refused("none.npz: cannot read it");
    room.run("rhythm learn whole.wav --name a --bar 2").refused("at least three bars are needed");
    assert!(!room.path("rhythms.npz").exists());
}

#[test]
fn the_demo_goes_on_and_recovers() {
    let room = Room::new();
    let report = room.run("demo rhythm --json --out d").json();
    let figure = |name: &str| report["rhythm"][name].as_f64().unwrap();
    assert!((figure("bar_found") / figure("bar") - 1.0).abs() < 2e-4);
    assert!(figure("heard") > 0.94 && figure("alone_last") > figure("alone_first") - 0.01, "{report}");
    assert!(figure("damaged") < 0.5 && figure("recovered") > 0.9, "{report}");
    for file in report["pictures"].as_array().unwrap() {
        assert!(room.path(file.as_str().unwrap()).metadata().unwrap().len() > 10_000, "{file}");
    }
    assert!(report.get("letters").is_none());
}
