//! `syntony rhythm list` and `forget`.

use clap::Args;
use serde::Serialize;
use syntony_host::io::table::table;
use syntony_host::rhythm::{Rhythms, StoredRhythm};

use super::{Context, Output, Place};

/// What is held, and how strongly
#[derive(Args)]
pub struct List {
    #[command(flatten)]
    place: Place,
}

/// Let a rhythm go, or all fade for a while
#[derive(Args)]
pub struct Forget {
    /// Its name; all rhythms fade if not given
    #[arg(required_unless_present = "seconds")]
    name: Option<String>,
    #[command(flatten)]
    place: Place,
    /// Let all fade as in so many seconds
    #[arg(long, conflicts_with = "name", value_parser = clap::value_parser!(u32).range(1..=31_536_000))]
    seconds: Option<u32>,
}

#[derive(Serialize)]
struct Report {
    contours: u32,
    cells: u32,
    rate: u32,
    fade: u32,
    rhythms: Vec<StoredRhythm>,
}

fn output(rhythms: &Rhythms) -> anyhow::Result<Output> {
    let shape = rhythms.memory.shape();
    let held = rhythms.list();
    let rows: Vec<Vec<String>> = held
        .iter()
        .map(|held| vec![held.contour.to_string(), held.name.clone(), format!("{:.4}", held.bar), format!("{:.3}", held.strength)])
        .collect();
    let text = format!(
        "{}\n{} of {} contours of {} cells, {} samples a second, fade {}",
        table(&["contour", "name", "bar, s", "strength"], &rows).trim_end(),
        held.len(),
        shape.contours,
        shape.cells,
        shape.rate,
        rhythms.memory.fade
    );
    let report = Report { contours: shape.contours, cells: shape.cells, rate: shape.rate, fade: rhythms.memory.fade, rhythms: held };
    Output::new(&report, text)
}

impl List {
    pub fn run(&self, _context: &Context) -> anyhow::Result<Output> {
        output(&self.place.read()?)
    }
}

impl Forget {
    pub fn run(&self, _context: &Context) -> anyhow::Result<Output> {
        let mut rhythms = self.place.read()?;
        if let Some(name) = &self.name {
            let contour = rhythms.find(name)?;
            rhythms.memory.free(contour);
        }
        if self.seconds.is_some() && rhythms.memory.fade == 0 {
            anyhow::bail!("nothing fades in {}: it was made with --fade 0", self.place.path().display());
        }
        for _ in 0..self.seconds.unwrap_or(0) {
            rhythms.memory.second();
        }
        self.place.write(&rhythms)?;
        output(&rhythms)
    }
}
