//! Learning through the real command: what must come out, whoever computes it, and what is refused.

use std::process::Command;

use serde_json::Value;

struct Room(tempfile::TempDir);

struct Gave {
    code: i32,
    out: String,
    err: String,
}

impl Gave {
    /// The result without its time.
    fn json(&self) -> Value {
        assert_eq!(self.code, 0, "{}", self.err);
        let mut value: Value = serde_json::from_str(&self.out).unwrap();
        value.as_object_mut().unwrap().remove("seconds");
        value
    }
}

impl Room {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn run(&self, args: &str) -> Gave {
        let mut command = Command::new(env!("CARGO_BIN_EXE_syntony"));
        let output = command.args(args.split_whitespace()).current_dir(self.0.path()).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Gave { code: output.status.code().unwrap(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.0.path().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Random pictures, as `random` on the page of recall makes them.
    fn random(&self, name: &str, (pixels, pictures, width): (usize, usize, usize)) {
        let (mut x, mut text) = (1u64, String::new());
        for _ in 0..pictures {
            for i in 1..=pixels {
                x = x * 16807 % 2_147_483_647;
                text.push(if x > 1_073_741_823 { '#' } else { '.' });
                if i % width == 0 {
                    text.push('\n');
                }
            }
            text.push('\n');
        }
        std::fs::write(self.0.path().join(name), text).unwrap();
    }
}

fn number(value: &Value, key: &str) -> f64 {
    value[key].as_f64().unwrap_or_else(|| panic!("no number `{key}` in {value}"))
}

/// The mission's figures: 14 and 20 pictures in 100 oscillators, 25 % flipped.
#[test]
fn random_pictures_are_learnt_nearly_as_well_as_offline() {
    let room = Room::new();
    for (pictures, least) in [(14, 0.98), (20, 0.92)] {
        room.random("random.txt", (100, pictures, 10));
        let found = room.run("learn --patterns random.txt --weight-bits 5 --epochs 30 --flip 0.25 --trials 200 --json").json();
        assert!(number(&found, "success") >= least && number(&found, "mean_overlap") > 0.98, "{found}");
        assert_eq!(found["in_balance"], true);
        let course: Vec<u64> = found["course"].as_array().unwrap().iter().map(|rows| rows.as_u64().unwrap()).collect();
        assert_eq!((course.len() as u64, *course.last().unwrap()), (found["epochs"].as_u64().unwrap(), 0));
        assert_eq!(found["updates"].as_u64().unwrap(), 99 * course.iter().sum::<u64>());
    }
}

#[test]
fn a_stream_keeps_the_newest() {
    let room = Room::new();
    room.random("stream.txt", (256, 500, 16));
    let found = room
        .run("learn --patterns stream.txt --on-line --weight-bits 6 --decays 4,5,6,0 --newest 40 --flip 0.1 --trials 120 --json")
        .json();
    let streams = found["streams"].as_array().unwrap();
    let held: Vec<f64> = streams.iter().map(|stream| number(stream, "newest_held")).collect();
    assert!(held[1] >= 17.0 && held[2] >= 17.0 && held[0] >= 10.0, "{held:?}");
    // Old ones fade, and without decay nothing is left.
    assert!(streams[..3].iter().all(|stream| stream["ages"].as_array().unwrap().last() == Some(&Value::from(0.0))));
    assert!(held[3] < 5.0, "{held:?}");
}

#[test]
fn lost_weights_are_mended_by_recalling() {
    let room = Room::new();
    room.random("random.txt", (100, 20, 10));
    let found =
        room.run("learn --patterns random.txt --flip 0.3 --reads 2 --lose 0.2 --trials 300 --recalls 60 --plot recovery.svg --json").json();
    let recovery = &found["recovery"];
    let last = recovery["points"].as_array().unwrap().last().unwrap();
    let (whole, without, with) = (number(recovery, "whole"), number(last, "without"), number(last, "homeostasis"));
    assert!(without < whole - 0.1 && with > without + 0.05, "{recovery}");
    assert_eq!(number(&found, "success"), with);
    assert!(room.bytes("recovery.svg").starts_with(b"<svg"));
}

/// The same bits in this process and through frames; what is kept is what was learnt.
#[test]
fn a_learnt_medium_is_kept_and_recalls() {
    let room = Room::new();
    let learn = "learn --glyphs digits --flip 0.2 --trials 40 --reads 4 --step 0.5 --drift 6 --decay 9 --epochs 25 --json";
    let here = room.run(&format!("{learn} --to here.npz"));
    let wire = room.run(&format!("{learn} --wire --to wire.npz"));
    let board = room.run(&format!("{learn} --target sim:board.npz"));
    assert_eq!(here.json(), wire.json());
    assert_eq!(here.json(), board.json());
    assert_eq!(here.json(), room.run(learn).json(), "another run, other bits");
    let recalled = room.run("recall --glyphs digits --learned here.npz --flip 0.2 --trials 40 --reads 4 --json").json();
    assert_eq!(recalled["success"], here.json()["success"]);
    assert_eq!(recalled["rule"], "learned");
    assert!(number(&recalled, "success") > 0.9, "{recalled}");
    // Saved and loaded once more, word for word.
    assert_eq!(room.run("load here.npz --target sim:again.npz").code, 0);
    assert_eq!(room.run("save again-saved.npz --target sim:again.npz").code, 0);
    let weights = |file: &str| room.run(&format!("dump weights --target sim:{file}")).out;
    assert_eq!(weights("here.npz"), weights("again-saved.npz"));
    assert_eq!(weights("here.npz"), weights("board.npz"));
    let register = room.run("read learn_margin learn_step learn_control --target sim:here.npz --json").json();
    assert_eq!((&register["learn_margin"], &register["learn_step"], &register["learn_control"]), (&58.into(), &128.into(), &0.into()));
    assert!(room.run("info --target sim:here.npz").out.contains("learning    yes"));
}

/// Frequencies that are spread tune themselves, in this process and through frames alike, and are kept with the rest.
#[test]
fn frequencies_tune_while_recalling() {
    let room = Room::new();
    room.random("random.txt", (100, 20, 10));
    let learn = "learn --patterns random.txt --trials 60 --spread 0.7 --recalls 20 --json";
    let found = room.run(learn).json();
    let points = found["tuning"]["points"].as_array().unwrap();
    let (first, last) = (&points[0], points.last().unwrap());
    assert!(number(&found["tuning"], "whole") > 0.95 && number(first, "success") < 0.3 && number(last, "success") > 0.9, "{found}");
    assert!(number(last, "detuning") < 0.8 * number(first, "detuning") && last["passes"] == 320);
    let still = room.run(&format!("{learn} --freeze frequencies")).json();
    let last = still["tuning"]["points"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["success"], &last["detuning"]), (&first["success"], &first["detuning"]));
    // The same bits through frames; kept, and loaded again.
    let few = "learn --glyphs digits --trials 6 --reads 2 --spread 0.5 --recalls 4 --json";
    assert_eq!(room.run(&format!("{few} --to here.npz")).json(), room.run(&format!("{few} --wire --to wire.npz")).json());
    let frequencies = |file: &str| room.run(&format!("dump frequency --target sim:{file}")).out;
    assert_eq!(frequencies("here.npz"), frequencies("wire.npz"));
    assert_eq!(room.run("load here.npz --target sim:again.npz").code, 0);
    assert_eq!(frequencies("here.npz"), frequencies("again.npz"));
    assert!(frequencies("here.npz").len() > 60);
    assert_eq!(room.run("read learn_tune --target sim:again.npz --json").json()["learn_tune"], 2);
    assert!(room.run("info --target sim:here.npz").out.contains("learning    yes, with tuning"));
    assert_eq!(room.run("learn --glyphs digits --trials 0 --to plain.npz").code, 0);
    let gave = room.run("learn --glyphs digits --continue plain.npz --spread 0.5");
    assert!(gave.code != 0 && gave.err.contains("--spread RAD --to"), "{}", gave.err);
}

/// Some oscillators stick, and the others take over what these did.
#[test]
fn a_medium_lives_with_stuck_oscillators() {
    let room = Room::new();
    room.random("random.txt", (100, 20, 10));
    let found = room.run("learn --patterns random.txt --trials 100 --stuck 0.2 --recalls 60 --json").json();
    let recovery = &found["recovery"];
    let last = recovery["points"].as_array().unwrap().last().unwrap();
    assert!(recovery["stuck"].as_u64().unwrap() > 5 && number(last, "homeostasis") > number(last, "without") + 0.04, "{recovery}");
    // Stuck pixels are wrong about half of the time, whatever the others do.
    assert!(number(last, "overlap") > 0.97 && number(last, "overlap_of_all") < 0.95, "{last}");
    let few = "learn --glyphs digits --trials 6 --reads 2 --stuck 0.2 --recalls 4 --json";
    assert_eq!(room.run(&format!("{few} --to here.npz")).json(), room.run(&format!("{few} --wire --to wire.npz")).json());
    let bank = |window: &str, file: &str| room.run(&format!("dump {window} --target sim:{file}")).out;
    assert_eq!(bank("gain", "here.npz"), bank("gain", "wire.npz"));
    // What is held is saved too, and stays through another recall.
    let recall = "recall --glyphs digits --learned here.npz --trials 6 --reads 2 --flip 0.25 --json";
    let recalled = room.run(recall).json();
    assert!(number(&recalled, "mean_overlap") > number(&recalled, "mean_overlap_of_all"), "{recalled}");
}

/// Couplings that begin slowly are fewer, at no loss.
#[test]
fn slow_structure_is_sparser() {
    let room = Room::new();
    room.random("random.txt", (100, 14, 10));
    let used = |growth: u32| {
        let found = room.run(&format!("learn --patterns random.txt --trials 100 --growth {growth} --json")).json();
        assert!(number(&found, "success") > 0.98, "{found}");
        number(&found, "used")
    };
    let (open, slow) = (used(0), used(4));
    assert!(open > 0.9 && slow < 0.6, "{open} {slow}");
}

/// A medium in balance learns nothing from right answers, and goes on where it was not finished.
#[test]
fn learning_goes_on_while_recalling_if_asked_to() {
    let room = Room::new();
    assert_eq!(room.run("learn --glyphs digits --epochs 2 --trials 0 --to young.npz").code, 0);
    assert_eq!(room.run("learn --glyphs digits --trials 0 --to whole.npz").code, 0);
    let weights = |file: &str| room.run(&format!("dump weights --target sim:{file}")).out;
    for (medium, changes) in [("young", true), ("whole", false)] {
        let recall = format!("recall --glyphs digits --learned {medium}.npz --flip 0.05 --trials 40 --reads 4 --json");
        let alone = room.run(&recall).json();
        let grown = room.run(&format!("{recall} --while-recalling --to grown.npz")).json();
        assert_eq!(weights(&format!("{medium}.npz")) != weights("grown.npz"), changes);
        assert!(changes || (alone == grown && number(&grown, "success") == 1.0), "{alone} {grown}");
    }
    // Learning goes on from a file, too.
    let more = room.run("learn --glyphs digits --continue young.npz --trials 20 --flip 0.1 --json").json();
    assert!(more["in_balance"] == true && number(&more, "success") > 0.9, "{more}");
}

#[test]
fn what_was_learnt_is_forgotten() {
    let room = Room::new();
    assert_eq!(room.run("learn --glyphs digits --trials 0 --to whole.npz").code, 0);
    let before = room.bytes("whole.npz");
    let faded = room.run("forget whole.npz --decay 4 --passes 10 --to faded.npz --json").json();
    let share = number(&faded, "rms_after") / number(&faded, "rms_before");
    assert!((0.4..0.7).contains(&share) && faded["couplings_after"].as_u64() < faded["couplings_before"].as_u64(), "{faded}");
    assert_eq!(room.bytes("whole.npz"), before);
    let frozen = room.run("forget whole.npz --decay 1 --passes 40 --freeze-structure --to ones.npz --json").json();
    assert_eq!(frozen["couplings_after"], frozen["couplings_before"]);
    assert!(number(&frozen, "rms_after") <= 1.0);
    assert_eq!(room.run("forget whole.npz --decay 1 --passes 60").code, 0);
    let gone = room.run("recall --glyphs digits --learned whole.npz --flip 0.2 --trials 20 --reads 2 --json").json();
    assert_eq!(number(&gone, "success"), 0.0, "{gone}");
}

#[test]
fn curves_and_pictures_are_drawn() {
    let room = Room::new();
    room.random("random.txt", (64, 12, 8));
    let found = room.run("learn --patterns random.txt --trials 24 --reads 2 --plot epochs.png --pictures pictures.png --json").json();
    assert_eq!(found["curve"].as_array().unwrap().len() as u64, found["epochs"].as_u64().unwrap());
    let found = room.run("learn --patterns random.txt --trials 24 --reads 2 --loads 4,8,12 --plot loads.png --json").json();
    let counts: Vec<u64> = found["loads"].as_array().unwrap().iter().map(|load| load["patterns"].as_u64().unwrap()).collect();
    assert_eq!(counts, [4, 8, 12]);
    for file in ["epochs.png", "pictures.png", "loads.png"] {
        assert!(room.bytes(file).starts_with(b"\x89PNG"));
    }
}

/// The generated hardware, behind its serial port: the digits learnt and recalled, the same result and the same picture.
#[test]
fn the_hardware_learns_digits() {
    let room = Room::new();
    let learn = "learn --glyphs digits --flip 0.2 --epochs 3 --trials 4 --reads 1 --sweeps 40 --drift 5 --decay 9 --json";
    let here = room.run(&format!("{learn} --pictures here.png --to here.npz"));
    let there = room.run(&format!("{learn} --pictures there.png --to there.npz --target virtual"));
    assert_eq!(here.json(), there.json());
    assert_eq!(room.bytes("here.png"), room.bytes("there.png"));
    let weights = |file: &str| room.run(&format!("dump weights --target sim:{file}")).out;
    assert_eq!(weights("here.npz"), weights("there.npz"));
}

#[test]
fn what_makes_no_sense_is_refused() {
    let room = Room::new();
    room.random("random.txt", (100, 3, 10));
    assert_eq!(room.run("learn --glyphs digits --trials 0 --to digits.npz").code, 0);
    assert_eq!(room.run("run missing.toml").code, 2);
    std::fs::write(room.0.path().join("torn.npz"), &room.bytes("digits.npz")[..700]).unwrap();
    // A medium that cannot learn, and one that is sparse.
    let medium = |kind: &str, more: &str| {
        format!("[shape]\noscillators = 60\n{more}\n[run]\nlaw = \"projected\"\nsweeps = 1\n[coupling]\nkind = \"{kind}\"\n")
    };
    std::fs::write(room.0.path().join("plain.toml"), medium("all", "coupling = \"dense\"")).unwrap();
    std::fs::write(room.0.path().join("ring.toml"), medium("ring", "coupling = \"sparse\"\nlearning = true")).unwrap();
    assert_eq!(room.run("run plain.toml --target sim:plain.npz").code, 0);
    assert_eq!(room.run("run ring.toml --target sim:ring.npz").code, 0);
    let cases = [
        ("learn --glyphs digits --step nan", "give a number from 0"),
        ("learn --glyphs digits --step 4", "give a number from 0"),
        ("learn --glyphs digits --step=-1", "give a number from 0"),
        ("learn --glyphs digits --decay 16", "0..16"),
        ("learn --glyphs digits --drift 99", "0..16"),
        ("learn --glyphs digits --margin 0", "is not in 1.."),
        ("learn --glyphs digits --set-point inf", "give a number from 0"),
        ("learn --glyphs digits --weight-bits 9", "nearest legal value is 8"),
        ("learn --glyphs digits --weight-bits 5 --radix4", "nearest legal value is 6"),
        ("learn --glyphs digits --flip 1.5", "from 0 to 1"),
        ("learn --glyphs digits --flip nan", "from 0 to 1"),
        ("learn --glyphs digits --lose 2", "from 0 to 1"),
        ("learn --glyphs digits --freeze weights", "nothing would be learnt"),
        ("learn --glyphs digits --freeze structure", "nothing would be learnt"),
        ("learn --glyphs digits --freeze speed", "possible values"),
        ("learn --glyphs digits --continue digits.npz --freeze weights,gains", "nothing would change"),
        ("learn --glyphs digits --loads 3,11", "cannot be made of 10"),
        ("learn --glyphs digits --on-line --newest 0", "--newest 1"),
        ("learn --glyphs digits --on-line --epochs 2", "cannot be used with"),
        ("learn --patterns missing.txt", "missing.txt"),
        ("learn --patterns random.txt --continue digits.npz", "60 oscillators and the pictures have 100 pixels"),
        ("learn --glyphs digits --continue plain.npz", "cannot learn"),
        ("learn --glyphs digits --continue ring.npz", "the medium is sparse"),
        ("learn --glyphs digits --continue torn.npz", "torn.npz"),
        ("learn --glyphs digits --trials 0 --to no/such/folder.npz", "no/such/folder.npz"),
        ("recall --patterns random.txt --learned digits.npz", "60 oscillators and the pictures have 100 pixels"),
        ("recall --glyphs digits --learned plain.npz --while-recalling", "does not learn"),
        ("recall --glyphs digits --learned digits.npz --rule hebb", "cannot be used with"),
        ("recall --glyphs digits --learned torn.npz", "torn.npz"),
        ("forget plain.npz", "does not learn"),
        ("forget digits.npz --decay 0", "1..16"),
        ("forget missing.npz", "missing.npz"),
    ];
    for (args, wanted) in cases {
        let gave = room.run(args);
        assert!(gave.code == 2 && gave.err.contains(wanted) && gave.out.is_empty(), "{args}: {} {}", gave.code, gave.err);
    }
    // A sparse medium forgets as well.
    assert_eq!(room.run("forget ring.npz --decay 1 --passes 60").code, 0);
}
