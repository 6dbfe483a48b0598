//! A folder, the command, and boards.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::Value;
use serialport::{SerialPort, TTYPort};

/// A folder of one test.
pub struct Room(tempfile::TempDir);

/// What a command gave.
#[derive(Debug)]
pub struct Gave {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Gave {
    /// The result without what may differ between boards and runs.
    pub fn json(&self) -> Value {
        assert_eq!(self.code, 0, "{}", self.err);
        let mut value: Value = serde_json::from_str(&self.out).unwrap();
        if let Some(map) = value.as_object_mut() {
            ["seconds", "target", "build_id", "clock_hz", "frames_good"].iter().for_each(|name| drop(map.remove(*name)));
        }
        value
    }
}

impl Room {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn file(&self, name: &str, content: &str) {
        std::fs::write(self.path().join(name), content).unwrap();
    }

    pub fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path().join(name)).unwrap()
    }

    pub fn command(&self, args: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_syntony"));
        // Compiled boards are kept from test to test.
        command.args(args.split_whitespace()).current_dir(self.path()).env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"));
        command
    }

    pub fn run(&self, args: &str) -> Gave {
        let output = self.command(args).stdin(Stdio::null()).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Gave { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// A board behind a port, until it is dropped.
    pub fn board(&self, args: &str) -> Board {
        let mut child = self.command(&format!("virtual {args}")).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut port = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut port).unwrap();
        Board { child, port: port.trim().into() }
    }
}

/// A running `syntony virtual`.
pub struct Board {
    child: Child,
    pub port: String,
}

impl Board {
    pub fn target(&self) -> String {
        assert!(!self.port.is_empty(), "the board did not start");
        format!("--target serial:{}", self.port)
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits for its end.
    pub fn wait(mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }
}

impl Drop for Board {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Something else than a board at a port: it is given what comes and says what it likes.
pub struct Stranger {
    pub port: String,
    stop: Arc<AtomicBool>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Stranger {
    /// `answer` is given what came and the rate that is set.
    pub fn new(mut answer: impl FnMut(&[u8], u32) -> Vec<u8> + Send + 'static) -> Self {
        let (mut master, slave) = TTYPort::pair().unwrap();
        let port = slave.name().unwrap();
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            let _open = slave;
            master.set_timeout(Duration::from_millis(5)).unwrap();
            while !stopped.load(Ordering::Relaxed) {
                let mut buffer = [0; 1024];
                let count = master.read(&mut buffer).unwrap_or(0);
                let bytes = answer(&buffer[..count], master.baud_rate().unwrap());
                // Nobody may listen any more.
                let _ = master.write(&bytes);
            }
        });
        Self { port, stop, thread: Some(thread) }
    }

    pub fn info(&self) -> Gave {
        Room::new().run(&format!("info --target serial:{}", self.port))
    }
}

impl Drop for Stranger {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.take().unwrap().join().unwrap();
    }
}

/// A graph of a ring with chords, in the format of `cut`.
pub fn graph(nodes: usize) -> String {
    let mut text = Vec::new();
    writeln!(text, "{nodes} {}", 2 * nodes).unwrap();
    for k in 0..nodes {
        for step in [1, 3] {
            writeln!(text, "{} {} {}", k + 1, (k + step) % nodes + 1, 1 + k % 3).unwrap();
        }
    }
    String::from_utf8(text).unwrap()
}

pub const PICTURES: &str = "name: a\n####\n#..#\n#..#\n####\n\nname: b\n#..#\n.##.\n.##.\n#..#\n";
