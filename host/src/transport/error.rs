//! Why bytes could not be moved, each with the next thing to do.

use thiserror::Error;

/// Why bytes could not be moved.
#[derive(Debug, Error)]
pub enum TransportError {
    /// There is no such port.
    #[error("there is no port {name}: connect the board; {}", there_are(ports))]
    NoPort {
        /// The port.
        name: String,
        /// The ports there are.
        ports: Vec<String>,
    },
    /// No port belongs to a board.
    #[error("no board was found by its USB numbers: connect it, or name its port with --target serial:PORT; {}", there_are(ports))]
    NoBoard {
        /// The ports there are.
        ports: Vec<String>,
    },
    /// More than one port may be a board's.
    #[error("there is more than one board: choose one with --target serial:PORT from {}", ports.join(", "))]
    Which {
        /// The ports and what they call themselves.
        ports: Vec<String>,
    },
    /// The system does not let this user open the port.
    #[error(
        "{name} may not be opened by you: join the group that owns it (on most systems `sudo usermod -aG dialout $USER`) and log in again"
    )]
    Forbidden {
        /// The port.
        name: String,
    },
    /// Another program has the port.
    #[error("{name} is busy: another program has it open; close that one and try again")]
    Busy {
        /// The port.
        name: String,
    },
    /// The line took no bytes before the deadline.
    #[error("{name} took no more bytes in time: check the cable and that no other program holds the port")]
    Stuck {
        /// The transport.
        name: String,
    },
    /// The port went away.
    #[error("{name} went away: reconnect the board and try again")]
    Gone {
        /// The port.
        name: String,
    },
    /// The operating system refused.
    #[error("{name}: {source}: reconnect the board and try again")]
    Io {
        /// The transport.
        name: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The port has no such rate.
    #[error("{name} cannot be set to {baud} bits a second ({what}): choose another rate with --baud")]
    Rate {
        /// The port.
        name: String,
        /// The rate.
        baud: u32,
        /// What the system said.
        what: String,
    },
    /// A file is no recording.
    #[error("{file}{}: {what}: recordings are made with --record", if *line > 0 { format!(", line {line}") } else { String::new() })]
    NoRecording {
        /// The file.
        file: String,
        /// The line, from 1; 0 for the whole file.
        line: usize,
        /// What is wrong.
        what: String,
    },
    /// A board and the simulator answer differently.
    #[error("{place}, bit {bit} differs: the target has 0x{target:08X}, the simulator 0x{sim:08X}")]
    Differs {
        /// Register or word.
        place: String,
        /// The lowest bit that differs.
        bit: u32,
        /// The target's word.
        target: u32,
        /// The simulator's.
        sim: u32,
    },
    /// What is said now is not what was recorded.
    #[error("the conversation parts from the recording {file} at line {line}: give the verb and the files it was recorded with")]
    Parts {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
    },
}

fn there_are(ports: &[String]) -> String {
    if ports.is_empty() { "this machine has no serial port now".into() } else { format!("the ports now are {}", ports.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_port_is_told_with_those_there_are() {
        let error = |ports: &[&str]| TransportError::NoPort { name: "X".into(), ports: ports.iter().map(|p| p.to_string()).collect() };
        assert!(error(&[]).to_string().contains("no serial port now"));
        assert!(error(&["/dev/ttyUSB0", "/dev/ttyUSB1"]).to_string().ends_with("/dev/ttyUSB0, /dev/ttyUSB1"));
    }
}
