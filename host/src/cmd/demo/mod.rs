//! `syntony demo`: the main job in a few seconds, with nothing but this program.

mod graph;
mod letters;
mod onset;
mod rhythm;

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use serde::Serialize;

use super::{Context, Output};

/// Recall damaged letters, cut a graph, watch synchrony begin, and learn a drummer's bar
#[derive(Args)]
pub struct Demo {
    /// Play only this part
    part: Option<Name>,
    /// Folder for the pictures
    #[arg(long, default_value = "syntony-demo", value_name = "DIR")]
    out: PathBuf,
    /// Seed of damage, graph, starts and noise
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// A part by name.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Name {
    /// Damaged letters become whole
    Letters,
    /// A graph is cut
    Graph,
    /// The onset of synchrony
    Synchrony,
    /// A drummer's bar is learnt, goes on, is damaged, recovers
    Rhythm,
}

/// One part of the demo.
struct Part<T> {
    value: T,
    text: String,
    pictures: Vec<PathBuf>,
    interrupted: bool,
}

#[derive(Serialize)]
struct Report {
    #[serde(skip_serializing_if = "Option::is_none")]
    letters: Option<letters::Report>,
    #[serde(skip_serializing_if = "Option::is_none")]
    graph: Option<graph::Report>,
    #[serde(skip_serializing_if = "Option::is_none")]
    onset: Option<onset::Report>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rhythm: Option<rhythm::Report>,
    pictures: Vec<PathBuf>,
    seconds: f64,
}

impl Demo {
    pub fn run(&self, context: &Context) -> anyhow::Result<Output> {
        std::fs::create_dir_all(&self.out).with_context(|| format!("cannot make the folder {}", self.out.display()))?;
        let begin = Instant::now();
        let mut report = Report { letters: None, graph: None, onset: None, rhythm: None, pictures: Vec::new(), seconds: 0.0 };
        let mut texts = Vec::new();
        let mut interrupted = false;
        if self.plays(Name::Letters) && !interrupted {
            context.note("1 of 4: letters");
            let part = letters::play(context, &self.out, self.seed)?;
            report.letters = Some(self.keep(part, &mut texts, &mut report.pictures, &mut interrupted));
        }
        if self.plays(Name::Graph) && !interrupted {
            context.note("2 of 4: a graph");
            let part = graph::play(context, &self.out, self.seed)?;
            report.graph = Some(self.keep(part, &mut texts, &mut report.pictures, &mut interrupted));
        }
        if self.plays(Name::Synchrony) && !interrupted {
            context.note("3 of 4: the onset of synchrony");
            let part = onset::play(context, &self.out)?;
            report.onset = Some(self.keep(part, &mut texts, &mut report.pictures, &mut interrupted));
        }
        if self.plays(Name::Rhythm) && !interrupted {
            context.note("4 of 4: rhythm");
            let part = rhythm::play(context, &self.out, self.seed)?;
            report.rhythm = Some(self.keep(part, &mut texts, &mut report.pictures, &mut interrupted));
        }
        report.seconds = begin.elapsed().as_secs_f64();
        let pictures: Vec<String> = report.pictures.iter().map(|path| path.display().to_string()).collect();
        texts.push(format!("{:.1} s. Written: {}", report.seconds, pictures.join(", ")));
        Ok(Output::new(&report, texts.join("\n\n"))?.interrupted(interrupted))
    }

    fn plays(&self, part: Name) -> bool {
        self.part.is_none_or(|only| only == part)
    }

    fn keep<T>(&self, part: Part<T>, texts: &mut Vec<String>, pictures: &mut Vec<PathBuf>, interrupted: &mut bool) -> T {
        texts.push(part.text);
        pictures.extend(part.pictures);
        *interrupted |= part.interrupted;
        part.value
    }
}
