//! `syntony report`: what a build gave.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;
use syntony_host::fpga::build;
use syntony_host::fpga::figures::Figures;
use syntony_host::io::table::table;

use super::{Context, Output};

/// What a build gave: parts used, clock, speed
#[derive(Args)]
pub struct Report {
    /// The build's folder
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(flatten)]
    figures: &'a Figures,
    folder: &'a Path,
    #[serde(skip_serializing_if = "Option::is_none")]
    kept: Option<bool>,
}

impl Report {
    pub fn run(&self, _context: &Context) -> anyhow::Result<Output> {
        Self::output(&self.folder, build::read(&self.folder)?, None)
    }

    /// The figures of the build in a folder; `kept`: whether they were there already, if a build asks.
    pub fn output(folder: &Path, figures: Figures, kept: Option<bool>) -> anyhow::Result<Output> {
        let board = format!("{} ({}, {})", figures.title, figures.family, figures.device);
        let mut rows = vec![];
        let of = |used: u64, available: u64| format!("{used} of {available}");
        let coupling = figures.slots.map_or("dense".to_string(), |slots| format!("sparse, {slots} slots a lane"));
        let mut row = |name: &str, value: String| rows.push(vec![name.to_string(), value]);
        row("medium", format!("{} oscillators, {coupling}, {} bits, {} lanes", figures.oscillators, figures.weight_bits, figures.lanes));
        row("laws", figures.laws.join(", "));
        row("logic cells", of(figures.logic_cells, figures.logic_cells_available));
        row("block memories", of(figures.block_rams, figures.block_rams_available));
        row("multipliers", of(figures.dsp, figures.dsp_available));
        if figures.spram_available > 0 {
            row("big memories", of(figures.spram, figures.spram_available));
        }
        row("clock", format!("{} MHz, closes at {:.2} MHz (seed {})", figures.target_mhz, figures.fmax_mhz, figures.seed));
        if figures.tries.len() > 1 {
            let each: Vec<_> = figures.tries.iter().map(|one| format!("{:.2}", one.fmax_mhz)).collect();
            let met = figures.tries.iter().filter(|one| one.met).count();
            row("seeds", format!("{} MHz; {met} of {} close", each.join(", "), figures.tries.len()));
        }
        if let Some(path) = &figures.worst_path {
            row("worst path", format!("{} -> {}, {:.2} ns, {:.2} of it between cells", path.from, path.to, path.ns, path.routing_ns));
        }
        row("couplings", figures.couplings.to_string());
        row("sweeps a second", format!("{:.0} ({} clocks each)", figures.sweeps_per_second, figures.clocks_per_sweep));
        if let Some(rate) = figures.full_phase_sweeps_per_second {
            row("  full phase", format!("{rate:.0}"));
        }
        row("couplings a second", format!("{:.3e}", figures.couplings_per_second));
        row("bitstream", format!("{} ({} bytes)", folder.join(&figures.bitstream).display(), figures.bitstream_bytes));
        Output::new(&Document { figures: &figures, folder, kept }, table(&["board", &board], &rows))
    }
}
