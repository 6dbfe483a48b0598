//! `syntony run --vary`: a parameter led through values.

use std::path::Path;
use std::str::FromStr;

use serde::Serialize;
use syntony_host::description::Described;
use syntony_host::io::table::table;
use syntony_host::progress::Watch;
use syntony_host::stage::Stage;
use syntony_host::synchrony::{self, Curve, Parameter, Way};

use super::run::sparkline;
use super::{Context, Output};

/// What `--vary` says.
#[derive(Clone, Debug)]
pub struct Vary {
    parameter: Parameter,
    from: f64,
    to: f64,
    steps: u32,
}

impl FromStr for Vary {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let form = "write KEY=FROM:TO:STEPS, such as gain=0:2:41";
        let (key, rest) = text.split_once('=').ok_or(form)?;
        let Some((_, parameter)) = Parameter::ALL.into_iter().find(|(name, _)| *name == key) else {
            let names: Vec<_> = Parameter::ALL.iter().map(|(name, _)| *name).collect();
            return Err(format!("`{key}` cannot be led: it is one of {}", names.join(", ")));
        };
        let parts: Vec<&str> = rest.split(':').collect();
        let [from, to, steps] = parts[..] else { return Err(form.into()) };
        let number =
            |text: &str| text.parse::<f64>().ok().filter(|v| (0.0..=1000.0).contains(v)).ok_or("FROM and TO are numbers from 0 to 1000");
        let steps = steps.parse().ok().filter(|steps| (2..=10_000).contains(steps)).ok_or("STEPS is a whole number from 2 to 10000")?;
        Ok(Self { parameter, from: number(from)?, to: number(to)?, steps })
    }
}

impl Vary {
    pub fn way(&self, back: bool) -> Way {
        Way { parameter: self.parameter, from: self.from, to: self.to, steps: self.steps, back }
    }
}

#[derive(Serialize)]
struct Report<'a> {
    file: &'a Path,
    way: &'a Way,
    #[serde(flatten)]
    curve: &'a Curve,
}

pub fn lead(stage: &mut dyn Stage, described: &Described, way: &Way, every: u32, context: &Context) -> anyhow::Result<Curve> {
    let steps = u64::from(way.steps) * if way.back { 2 } else { 1 };
    let progress = context.progress(steps, way.parameter.name());
    let each = |point: &synchrony::Point| {
        progress.advance(1);
        progress.tell(&format!("{:.4}: r = {:.3}", point.value, point.r));
    };
    Ok(synchrony::lead(stage, described, way, every, &|| context.stopped(), each)?)
}

pub fn output(curve: &Curve, way: &Way, file: &Path) -> anyhow::Result<Output> {
    let name = way.parameter.name();
    let (there, back): (Vec<&synchrony::Point>, Vec<&synchrony::Point>) = curve.points.iter().partition(|point| !point.back);
    let row = |point: &&synchrony::Point| {
        let mut row = vec![format!("{:.5}", point.value), format!("{:.4}", point.r), format!("{:.4}", point.deviation)];
        if way.back {
            let same = back.iter().find(|other| other.value == point.value);
            row.push(same.map_or_else(|| "-".to_owned(), |other| format!("{:.4}", other.r)));
        }
        row
    };
    let head = [name, "r", "+-", "r back"];
    let head = if way.back { &head[..] } else { &head[..3] };
    let mut text =
        format!("{}\nr       {}\n", table(head, &there.iter().map(row).collect::<Vec<_>>()), sparkline(there.iter().map(|p| p.r)));
    if way.back {
        text += &format!("r back  {}\n", sparkline(back.iter().rev().map(|p| p.r)));
    }
    let place = |value: Option<f64>| value.map_or_else(|| "nowhere".to_owned(), |value| format!("at {name} {value:.5}"));
    text += &format!("r crosses 1/2 {}", place(curve.onset));
    if way.back {
        text += &format!(" on the way there, {} on the way back", place(curve.offset));
    }
    if let Some(width) = curve.width {
        text += &format!(": hysteresis of width {width:.5}");
    }
    Ok(Output::new(&Report { file, way, curve }, text)?.interrupted(curve.interrupted))
}
