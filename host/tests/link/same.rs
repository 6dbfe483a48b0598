//! Every verb that talks to a medium: the same result on the Verilated board as in the simulator.

use crate::room::{PICTURES, Room, graph};

fn same(room: &Room, verb: &str) {
    let [there, here] = ["virtual", "sim"].map(|target| room.run(&format!("{verb} --json --target {target}")));
    assert_eq!(there.json(), here.json(), "{verb}");
}

#[test]
fn pictures_are_recalled() {
    let room = Room::new();
    room.file("pictures.txt", PICTURES);
    same(&room, "recall --patterns pictures.txt --flip 0.2 --trials 6");
}

#[test]
fn graphs_are_cut() {
    let room = Room::new();
    room.file("graph.txt", &graph(14));
    for more in ["", " --no-exchange"] {
        same(&room, &format!("cut graph.txt --sweeps 60 --restarts 4{more}"));
    }
}

#[test]
fn quadratic_functions_are_minimised() {
    let room = Room::new();
    room.file("qubo.txt", "0 0 -1\n1 1 2\n0 1 3\n1 2 -4\n2 2 1\n3 3 -1\n0 3 2\n");
    same(&room, "qubo qubo.txt --sweeps 60 --restarts 3");
}

#[test]
fn media_are_played() {
    let room = Room::new();
    let text = "[shape]\noscillators = 12\n[run]\ngain = 0.2\nsweeps = 60\n[coupling]\nkind = \"all\"\n[oscillators]\nfrequency = { kind = \"lorentz\", width = 0.002 }\n";
    room.file("medium.toml", text);
    same(&room, "run medium.toml --every 10");
    same(&room, "run medium.toml --sweeps 20 --vary gain=0:0.2:3");
}

/// Load, save, dump, read, write and info: a board and a simulator with a memory, step by step.
#[test]
fn memories_and_registers_are_the_same() {
    let room = Room::new();
    room.file("medium.toml", "[shape]\noscillators = 16\n[run]\nsweeps = 10\n[coupling]\nkind = \"ring\"\n");
    let board = room.board("--shape medium.toml");
    let there = board.target();
    // What is loaded comes from a run in the simulator.
    assert_eq!(room.run("run medium.toml --target sim:memory.npz").code, 0);
    let here = "--target sim:memory.npz";
    let both = |verb: &str| {
        let [there, here] = [&there, here].map(|target| room.run(&format!("{verb} --json {target}")).json());
        assert_eq!(there, here, "{verb}");
    };
    assert_eq!(room.run(&format!("load memory.npz {there}")).code, 0);
    both("info");
    both("read law gain_start gain_now sweeps_done run_control.restart noise_state energy_low best_sweep");
    both("write law=1 gain_start=-70000 run_control.dither=1 scratch=0x1234");
    both("read law gain_start run_control.dither");
    for window in ["state", "frequency", "target", "gain", "bias", "error", "best"] {
        both(&format!("dump {window}"));
    }
    both("dump state --offset 3 --count 9");
    assert_eq!(room.run(&format!("dump frequency --to words.npy {there}")).code, 0);
    both("load words.npy --window target");
    both("dump target");
    assert_eq!(room.run(&format!("save there.npz {there}")).code, 0);
    assert_eq!(room.run(&format!("save here.npz {here}")).code, 0);
    assert_eq!(room.bytes("there.npz"), room.bytes("here.npz"));
}
