//! `syntony info`: identity and shape of a board, or the register map.

use clap::{Args, ValueEnum};
use serde::Serialize;
use syntony_medium::registers::{self as reg, to_csv, to_json, to_markdown, to_svd};
use syntony_medium::shape::{Coupling, Shape};

use super::target::TargetArg;
use super::{Context, Output};

/// Shape and identity of a medium, or the register map
#[derive(Args)]
pub struct Info {
    #[command(flatten)]
    target: TargetArg,
    /// Print the register and window map instead
    #[arg(long, value_name = "FORMAT")]
    map: Option<Map>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Map {
    Markdown,
    Json,
    Csv,
    Svd,
}

/// A shape as documents show it.
#[derive(Serialize)]
pub struct ShapeReport {
    oscillators: u32,
    coupling: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    slots: Option<u32>,
    weight_bits: u32,
    weight_code: &'static str,
    shown_bits: u32,
    phase_bits: u32,
    lanes: u32,
    block: u32,
    lag: u32,
    laws: Vec<&'static str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    learning: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    tuning: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    contours: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cells: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sample_rate: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tones: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    beats: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cue: Option<u32>,
}

impl From<&Shape> for ShapeReport {
    fn from(shape: &Shape) -> Self {
        let (coupling, slots) = match shape.coupling {
            Coupling::Dense => ("dense", None),
            Coupling::Sparse { slots } => ("sparse", Some(slots)),
        };
        Self {
            oscillators: shape.oscillators,
            coupling,
            slots,
            weight_bits: shape.weight_bits,
            weight_code: shape.weight_code.name(),
            shown_bits: shape.shown_bits,
            phase_bits: shape.phase_bits,
            lanes: shape.lanes,
            block: shape.block,
            lag: shape.lag,
            laws: shape.laws.iter().map(|law| law.name()).collect(),
            learning: shape.learning,
            tuning: shape.tuning,
            contours: shape.rhythm.map(|rhythm| rhythm.contours),
            cells: shape.rhythm.map(|rhythm| rhythm.cells),
            sample_rate: shape.rhythm.map(|rhythm| rhythm.rate),
            tones: shape.rhythm.map(|rhythm| rhythm.tones),
            beats: shape.rhythm.map(|rhythm| rhythm.beats),
            cue: shape.rhythm.map(|rhythm| rhythm.cue),
        }
    }
}

#[derive(Serialize)]
struct Report {
    target: String,
    protocol: u32,
    map_hash: String,
    build_id: String,
    clock_hz: u32,
    shape: ShapeReport,
}

impl Info {
    pub fn run(&self, _context: &Context) -> anyhow::Result<Output> {
        if let Some(map) = self.map {
            return match map {
                Map::Markdown => Output::new(&to_markdown(), to_markdown()),
                Map::Json => Output::new(&serde_json::from_str::<serde_json::Value>(&to_json())?, to_json()),
                Map::Csv => Output::new(&to_csv(), to_csv()),
                Map::Svd => Output::new(&to_svd(), to_svd()),
            };
        }
        let open = self.target.open()?;
        let device = &open.device;
        let report = Report {
            target: device.name(),
            protocol: reg::PROTOCOL_VERSION,
            map_hash: format!("{:08x}", reg::map_hash_of(device.shape())),
            build_id: format!("{:08x}", device.build_id()),
            clock_hz: device.clock_hz(),
            shape: device.shape().into(),
        };
        let s = &report.shape;
        let mut text =
            format!("target      {}\nprotocol    {}, map {}, build {}", report.target, report.protocol, report.map_hash, report.build_id);
        if s.oscillators > 0 {
            let slots = s.slots.map_or(String::new(), |slots| format!(", {slots} slots a lane"));
            text += &format!(
                "\noscillators {} ({}{slots})\nweights     {} bits, {}\nshown       {} bits, phase {} bits\norder       blocks of {}, lag {}, {} lanes\nlaws        {}{}",
                s.oscillators,
                s.coupling,
                s.weight_bits,
                s.weight_code,
                s.shown_bits,
                s.phase_bits,
                s.block,
                s.lag,
                s.lanes,
                s.laws.join(", "),
                match (s.learning, s.tuning) {
                    (_, true) => "\nlearning    yes, with tuning",
                    (true, _) => "\nlearning    yes",
                    _ => "",
                }
            );
        }
        if let Some(rhythm) = device.shape().rhythm {
            text += &format!("\ncontours    {} of {} cells, {} samples a second", rhythm.contours, rhythm.cells, rhythm.rate);
            if rhythm.tones > 0 {
                text += &format!("\npool        {} oscillators", rhythm.tones);
            }
            if rhythm.beats {
                text += "\nbeats       yes";
            }
            if rhythm.cue > 0 {
                text += &format!("\ncueing      of {} samples", rhythm.cue);
            }
        }
        Output::new(&report, text)
    }
}
