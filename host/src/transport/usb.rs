//! Finding the port of a board by the numbers of its USB bridge, and remembering it.

use std::io::{self, BufRead, Write};
use std::num::ParseIntError;
use std::path::Path;
use std::str::FromStr;

use serialport::{SerialPortInfo, SerialPortType};

/// Vendor and product of a USB bridge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UsbId {
    /// Vendor.
    pub vendor: u16,
    /// Product.
    pub product: u16,
}

impl FromStr for UsbId {
    type Err = ParseIntError;

    /// Vendor and product in hexadecimal, as in `0403:6010`.
    fn from_str(text: &str) -> Result<Self, ParseIntError> {
        let (vendor, product) = text.split_once(':').unwrap_or((text, ""));
        Ok(Self { vendor: u16::from_str_radix(vendor, 16)?, product: u16::from_str_radix(product, 16)? })
    }
}

/// A port that may be a board's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Port {
    /// Its name.
    pub name: String,
    /// What its bridge calls itself.
    pub product: String,
}

fn available() -> Vec<SerialPortInfo> {
    // The crate panics on a system that does not have this folder.
    if cfg!(target_os = "linux") && !Path::new("/sys/class/tty").is_dir() {
        return Vec::new();
    }
    serialport::available_ports().unwrap_or_default()
}

/// Names of all serial ports.
pub fn names() -> Vec<String> {
    let mut names: Vec<_> = available().into_iter().map(|port| port.port_name).collect();
    names.sort();
    names
}

/// Ports whose bridge has one of these numbers, by name.
pub fn find(ids: &[UsbId]) -> Vec<Port> {
    among(available(), ids)
}

fn among(ports: Vec<SerialPortInfo>, ids: &[UsbId]) -> Vec<Port> {
    let mut found: Vec<Port> = ports
        .into_iter()
        .filter_map(|port| match port.port_type {
            SerialPortType::UsbPort(usb) if ids.contains(&UsbId { vendor: usb.vid, product: usb.pid }) => {
                let serial = usb.serial_number.map(|serial| format!(", serial {serial}")).unwrap_or_default();
                let product = usb.product.unwrap_or_else(|| format!("{:04x}:{:04x}", usb.vid, usb.pid));
                Some(Port { name: port.port_name, product: product + &serial })
            }
            _ => None,
        })
        .collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

/// Asks a person which of these boards is meant, once: its place among them, or nothing if the answer names none.
///
/// # Errors
/// No answer can be read, or the question cannot be written.
pub fn ask(boards: &[String], from: &mut impl BufRead, to: &mut impl Write) -> io::Result<Option<usize>> {
    for (k, board) in boards.iter().enumerate() {
        writeln!(to, "{}  {board}", k + 1)?;
    }
    write!(to, "which board? 1 to {}: ", boards.len())?;
    to.flush()?;
    let mut answer = String::new();
    from.read_line(&mut answer)?;
    let chosen = answer.trim().parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    Ok(chosen.filter(|&place| place < boards.len()))
}

/// The port that was used last, kept in a small file.
pub fn remembered(file: &Path) -> Option<String> {
    let text = std::fs::read_to_string(file).ok()?;
    let name = text.lines().next()?.trim();
    (!name.is_empty()).then(|| name.to_string())
}

/// Keeps the name of a port.
pub fn remember(file: &Path, name: &str) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(file, format!("{name}\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serialport::UsbPortInfo;

    #[test]
    fn boards_are_found_by_their_numbers() {
        let port = |name: &str, vid, pid| SerialPortInfo {
            port_name: name.into(),
            port_type: SerialPortType::UsbPort(UsbPortInfo {
                vid,
                pid,
                serial_number: Some("7".into()),
                manufacturer: None,
                product: None,
            }),
        };
        let other = SerialPortInfo { port_name: "/dev/ttyS0".into(), port_type: SerialPortType::PciPort };
        let ports = vec![port("/dev/ttyUSB1", 0x0403, 0x6010), other, port("/dev/ttyUSB0", 0x0403, 0x6010), port("/dev/ttyACM0", 1, 2)];
        let found = among(ports, &["0403:6010".parse().unwrap()]);
        assert_eq!(found.iter().map(|port| port.name.as_str()).collect::<Vec<_>>(), ["/dev/ttyUSB0", "/dev/ttyUSB1"]);
        assert!("0403".parse::<UsbId>().is_err());
        assert_eq!(found[0].product, "0403:6010, serial 7");
    }

    #[test]
    fn one_of_two_boards_is_asked_for() {
        let boards = ["/dev/ttyUSB0 (a)".to_string(), "/dev/ttyUSB1 (b)".to_string()];
        let answered = |answer: &str| {
            let mut question = Vec::new();
            (ask(&boards, &mut answer.as_bytes(), &mut question).unwrap(), String::from_utf8(question).unwrap())
        };
        let (chosen, question) = answered(" 2\n");
        assert_eq!(chosen, Some(1));
        assert_eq!(question, "1  /dev/ttyUSB0 (a)\n2  /dev/ttyUSB1 (b)\nwhich board? 1 to 2: ");
        for none in ["", "\n", "0\n", "3\n", "-1\n", "b\n", "99999999999999999999999\n"] {
            assert_eq!(answered(none).0, None, "{none:?}");
        }
    }

    #[test]
    fn a_port_is_remembered() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deep/port");
        assert_eq!(remembered(&file), None);
        remember(&file, "/dev/ttyUSB3").unwrap();
        assert_eq!(remembered(&file).as_deref(), Some("/dev/ttyUSB3"));
        std::fs::write(&file, "\n").unwrap();
        assert_eq!(remembered(&file), None);
    }
}
