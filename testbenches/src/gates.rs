//! A placed netlist of the iCE40 as Verilog, made of the vendor cell models that yosys brings along.
//!
//! nextpnr's own cells (`ICESTORM_LC`, `ICESTORM_RAM`) have models there; its multipliers and big memories are those of the
//! library under another name, with a port a bit. Pads and clock buffers are wires.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::model::{Model, ModelError, Source};

#[derive(Deserialize)]
struct Netlist {
    modules: BTreeMap<String, Module>,
}

#[derive(Deserialize)]
struct Module {
    ports: BTreeMap<String, Port>,
    cells: BTreeMap<String, Cell>,
}

#[derive(Deserialize)]
struct Port {
    bits: Vec<u32>,
}

#[derive(Deserialize)]
struct Cell {
    #[serde(rename = "type")]
    kind: String,
    parameters: BTreeMap<String, String>,
    port_directions: BTreeMap<String, String>,
    connections: BTreeMap<String, Vec<u32>>,
}

/// Name of the Verilog module.
const TOP: &str = "gates";

/// Inputs that the device pulls up when nothing drives them.
const PULLED_UP: [&str; 4] = ["CEN", "RCLKE", "WCLKE", "CE"];

/// A cell with buses.
struct Wide {
    kind: &'static str,
    library: &'static str,
    buses: &'static [(&'static str, u32)],
}

/// The multiplier and the big memory: nextpnr's name, the library's, and the widths of their buses.
const WIDE: [Wide; 2] = [
    Wide { kind: "ICESTORM_DSP", library: "SB_MAC16", buses: &[("A", 16), ("B", 16), ("C", 16), ("D", 16), ("O", 32)] },
    Wide { kind: "ICESTORM_SPRAM", library: "SB_SPRAM256KA", buses: &[("ADDRESS", 14), ("DATAIN", 16), ("MASKWREN", 4), ("DATAOUT", 16)] },
];

impl Cell {
    fn net(&self, port: &str) -> Option<u32> {
        self.connections.get(port)?.first().copied()
    }

    /// What an input is connected to, or the level the device gives it.
    fn input(&self, port: &str) -> String {
        match self.net(port) {
            Some(net) => format!("n{net}"),
            None if PULLED_UP.contains(&port) => "1'b1".into(),
            None => "1'b0".into(),
        }
    }

    fn end(&self, port: &str) -> String {
        let output = self.port_directions.get(port).is_some_and(|direction| direction == "output");
        if output { self.net(port).map_or(String::new(), |net| format!("n{net}")) } else { self.input(port) }
    }

    /// The carry of a cell that hands it on while its LUT lets it out: the LUT takes it from its last input, which in the device
    /// is the carry's own wire.
    fn carried(&self, carries: &BTreeSet<u32>) -> String {
        self.net("I3").filter(|net| carries.contains(net)).map_or("1'b0".into(), |net| format!("n{net}"))
    }

    /// A bus whose bits are ports `NAME_0`, `NAME_1` and so on.
    fn bus(&self, name: &str, width: u32) -> String {
        let bits: Vec<_> = (0..width).rev().map(|bit| self.end(&format!("{name}_{bit}"))).collect();
        // An output bit that leads nowhere needs a place in the bus all the same.
        let bits: Vec<_> = bits.into_iter().map(|bit| if bit.is_empty() { "nowhere".into() } else { bit }).collect();
        format!("{{{}}}", bits.join(", "))
    }

    fn parameters(&self) -> String {
        let value = |text: &str| {
            let bits = !text.is_empty() && text.chars().all(|c| matches!(c, '0' | '1' | 'x'));
            if bits { format!("{}'b{}", text.len(), text.replace('x', "0")) } else { format!("\"{text}\"") }
        };
        let all: Vec<_> = self.parameters.iter().map(|(name, text)| format!(".{name}({})", value(text))).collect();
        if all.is_empty() { String::new() } else { format!(" #({})", all.join(", ")) }
    }

    fn verilog(&self, number: usize, ports: &BTreeMap<u32, &str>, carries: &BTreeSet<u32>) -> Result<String, String> {
        let cell = |kind: &str, ends: Vec<String>| format!("{kind}{} c{number}({});\n", self.parameters(), ends.join(", "));
        match self.kind.as_str() {
            "SB_GB" => Ok(format!("assign {} = {};\n", self.end("GLOBAL_BUFFER_OUTPUT"), self.end("USER_SIGNAL_TO_GLOBAL_BUFFER"))),
            "SB_IO" => {
                let pin = self.net("PACKAGE_PIN").and_then(|net| ports.get(&net)).ok_or("a pad without a port")?;
                let kind = self.parameters.get("PIN_TYPE").map_or("", |text| &text[text.len().saturating_sub(6)..]);
                match kind {
                    "000001" => Ok(format!("assign {} = {pin};\n", self.end("D_IN_0"))),
                    "011001" => Ok(format!("assign {pin} = {};\n", self.end("D_OUT_0"))),
                    other => Err(format!("the pad of {pin} is of type {other}")),
                }
            }
            "ICESTORM_LC" | "ICESTORM_RAM" => {
                let end = |port: &String| match port.as_str() {
                    "CIN" if self.net("CIN").is_none() => self.carried(carries),
                    port => self.end(port),
                };
                let ends = self.port_directions.keys().map(|port| format!(".{port}({})", end(port)));
                Ok(cell(&self.kind, ends.collect()))
            }
            kind => {
                let Some(Wide { library, buses, .. }) = WIDE.iter().find(|wide| wide.kind == kind) else {
                    return Err(format!("no model of {kind}"));
                };
                let bit = |port: &&String| !buses.iter().any(|(bus, _)| port.strip_prefix(bus).is_some_and(|rest| rest.starts_with('_')));
                let single = self.port_directions.keys().filter(bit).map(|port| format!(".{port}({})", self.end(port)));
                let wide = buses.iter().map(|(bus, width)| format!(".{bus}({})", self.bus(bus, *width)));
                Ok(cell(library, single.chain(wide).collect()))
            }
        }
    }
}

/// The Verilog of a placed netlist as nextpnr-ice40 writes it.
///
/// # Errors
/// What in the netlist has no model here.
pub fn verilog(json: &str) -> Result<String, String> {
    let netlist: Netlist = serde_json::from_str(json).map_err(|error| error.to_string())?;
    let module = netlist.modules.into_values().next().ok_or("a netlist without a module")?;
    let ports: BTreeMap<u32, &str> = module.ports.iter().filter_map(|(name, port)| Some((*port.bits.first()?, name.as_str()))).collect();
    let carries = module.cells.values().filter_map(|cell| cell.net("COUT")).collect();
    let mut nets: Vec<u32> = module.cells.values().flat_map(|cell| cell.connections.values().flatten().copied()).collect();
    nets.sort_unstable();
    nets.dedup();
    let mut text = format!("module {TOP}(input clock, input uart_rx, output uart_tx);\nwire nowhere;\n");
    for net in nets {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "wire n{net};");
    }
    for (number, cell) in module.cells.values().enumerate() {
        text += &cell.verilog(number, &ports, &carries)?;
    }
    Ok(text + "endmodule\n")
}

/// The vendor cell models that come with the yosys at this path.
pub fn cell_models(yosys: &Path) -> PathBuf {
    let real = yosys.canonicalize().unwrap_or_else(|_| yosys.to_path_buf());
    real.parent().and_then(Path::parent).unwrap_or(Path::new("/usr")).join("share/yosys/ice40/cells_sim.v")
}

/// The netlist's model, its input `uart_rx` and its output `uart_tx`.
///
/// # Errors
/// As [`Model::load`].
pub fn model(netlist: &str, cells: &str) -> Result<Model, ModelError> {
    // Every input of the netlist is driven, so nothing floats; Verilator would take the question itself for a tristate.
    let cells = cells.replace("=== 1'bz", "=== 1'bx");
    read_back(&format!("`define NO_ICE40_DEFAULT_ASSIGNMENTS\n{cells}\n{netlist}"), TOP)
}

/// The model of a whole design as a tool wrote it, with the same pins.
///
/// # Errors
/// As [`Model::load`].
pub fn read_back(verilog: &str, top: &str) -> Result<Model, ModelError> {
    Model::load(&Source {
        verilog: verilog.into(),
        top: top.into(),
        inputs: vec!["uart_rx".into()],
        outputs: vec!["uart_tx".into()],
        ..Source::default()
    })
}
