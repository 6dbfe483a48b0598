//! `syntony rhythm learn`.

use clap::Args;
use serde::Serialize;
use syntony_host::rhythm::{Hearing, Kind, Rhythms};
use syntony_medium::rhythm::RhythmShape;

use super::super::listen::{Bar, Input, listener};
use super::super::target::TargetArg;
use super::{Context, Output, Place};

/// Learn a rhythm from a signal
#[derive(Args)]
pub struct Learn {
    #[command(flatten)]
    input: Input,
    /// What it is called; a rhythm of that name is replaced
    #[arg(long)]
    name: String,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    bar: Bar,
    /// A new memory: contours
    #[arg(long, default_value_t = 16)]
    contours: u32,
    /// A new memory: cells of a contour, a power of two
    #[arg(long, default_value_t = 64)]
    cells: u32,
    /// A new memory: a strength loses 2^-K of itself a second; 0: nothing fades
    #[arg(long, value_name = "K", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..16))]
    fade: u32,
    #[command(flatten)]
    target: TargetArg,
}

#[derive(Serialize)]
struct Report<'a> {
    name: &'a str,
    contour: usize,
    /// The rhythm that had to give its contour.
    evicted: Option<String>,
    #[serde(flatten)]
    hearing: Hearing,
    samples: u64,
    gaps: u64,
}

impl Learn {
    pub fn run(&self, context: &Context) -> anyhow::Result<Output> {
        Rhythms::check_name(&self.name)?;
        let known = if self.place.path().exists() { Some(self.place.read()?) } else { None };
        let mut signal = self.input.open(context, known.as_ref().map(|rhythms| rhythms.memory.shape().rate), Kind::SmoothOnsets)?;
        let mut rhythms = match known {
            Some(rhythms) => rhythms,
            None => Rhythms::new(
                RhythmShape { contours: self.contours, cells: self.cells, rate: signal.rate(), ..RhythmShape::default() },
                self.fade,
            )?,
        };
        let shape = *rhythms.memory.shape();
        if signal.rate() != shape.rate {
            anyhow::bail!("{}: the memory hears {} samples a second, this signal has {}", signal.name(), shape.rate, signal.rate());
        }
        let mut ear = listener(&self.target, self.bar.opening(&shape)?)?;
        let mut samples = 0;
        loop {
            let batch = signal.batch(ear.batch(), || context.stopped())?;
            if batch.is_empty() {
                break;
            }
            ear.play(&batch)?;
            batch.iter().for_each(|_| rhythms.memory.tick());
            samples += batch.len() as u64;
        }
        let learnt = ear.settle()?;
        let hearing = Hearing::of(&learnt, shape.rate);
        if hearing.bars < 3 {
            let wanted = "at least three bars are needed: give a longer signal, or --bar or --longest";
            anyhow::bail!("{}: {} whole bars of {:.3} s were heard, {wanted}", signal.name(), hearing.bars, hearing.bar);
        }
        let known = rhythms.find(&self.name).ok();
        let contour = known.unwrap_or_else(|| rhythms.memory.place());
        let had = rhythms.list().into_iter().find(|held| held.contour == contour && known.is_none()).map(|held| held.name);
        rhythms.memory.keep(contour, &learnt);
        rhythms.names[contour] = self.name.clone();
        self.place.write(&rhythms)?;
        let text = format!(
            "{}: {} bars of {:.4} s, kept in contour {contour}{}",
            self.name,
            hearing.bars,
            hearing.bar,
            had.as_ref().map_or_else(String::new, |name| format!(" in place of {name}, the most faded"))
        );
        let report = Report { name: &self.name, contour, evicted: had, hearing, samples, gaps: signal.gaps };
        Ok(Output::new(&report, text)?.interrupted(context.stopped()))
    }
}
