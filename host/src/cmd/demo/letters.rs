//! The letters A to Z, damaged by a quarter of their pixels and recalled.

use std::path::Path;

use serde::Serialize;
use syntony_host::io::table::table;
use syntony_host::memory::{Memory, PatternSet, PseudoInverse, Recall, Rule, Setting, Trials};
use syntony_host::player::Direct;
use syntony_host::plot::{Picture, terminal};

use super::Part;
use crate::cmd::Context;
use crate::cmd::gallery::Gallery;
use crate::cmd::recall::Glyphs;

/// Share of the pixels that are flipped.
const FLIP: f64 = 0.25;
/// Trials: twenty a letter.
const TRIALS: u32 = 520;
/// Letters shown in the terminal.
const SHOWN: [usize; 3] = [0, 10, 18];
const WEIGHT_BITS: u32 = 5;

#[derive(Serialize)]
pub struct Report {
    #[serde(flatten)]
    recall: Recall,
    flip: f64,
    weight_bits: u32,
}

pub fn play(context: &Context, out: &Path, seed: u64) -> anyhow::Result<Part<Report>> {
    let pictures = Glyphs::Letters.read()?;
    let set = PatternSet::from_bitmaps(&pictures)?;
    let memory = Memory::store(set, Rule::PseudoInverse(PseudoInverse::DEFAULT), WEIGHT_BITS)?;
    let setting = Setting::default();
    let gallery = Gallery::new(&memory, &pictures, (FLIP, seed), &setting, &mut Direct::default())?;
    let file = out.join("letters.png");
    gallery.sheet.write(&file)?;
    let trials = Trials { flip: FLIP, trials: TRIALS, seed, setting };
    let recall = memory.trials_watched(&trials, &context.progress(u64::from(TRIALS), "recalling"))?;

    let shown: Vec<(String, Picture)> = SHOWN
        .iter()
        .filter_map(|&k| {
            let (damaged, recalled) = (gallery.damaged.get(k)?, gallery.recalled.get(k)?);
            let name = &pictures[k].name;
            Some([(format!("{name} damaged"), damaged.clone()), (format!("{name} recalled"), recalled.clone())])
        })
        .flatten()
        .collect();
    let drawn = terminal::pictures(shown.iter().map(|(caption, picture)| (caption.as_str(), picture)), 100);
    let rows: Vec<Vec<String>> = pictures
        .iter()
        .zip(&gallery.overlaps)
        .enumerate()
        .map(|(k, (picture, &(before, after)))| {
            let mine: Vec<_> = recall.results.iter().filter(|trial| trial.pattern == k).collect();
            let good = mine.iter().filter(|trial| trial.success()).count();
            vec![picture.name.clone(), format!("{before:.2}"), format!("{after:.2}"), format!("{good} of {}", mine.len())]
        })
        .collect();
    let half = rows.len().div_ceil(2);
    let wide: Vec<Vec<String>> = (0..half)
        .map(|k| rows[k].iter().cloned().chain(rows.get(half + k).cloned().unwrap_or_else(|| vec![String::new(); 4])).collect())
        .collect();
    let head = ["letter", "overlap damaged", "recalled", "trials whole"];
    let text = format!(
        "LETTERS  {} letters in {} oscillators, {WEIGHT_BITS} bits a weight; {:.0} % of the pixels flipped\n\n{drawn}\n{}\nrecalled whole: {:.1} % of {} trials",
        recall.patterns,
        recall.oscillators,
        100.0 * FLIP,
        table(&[head, head].concat(), &wide),
        100.0 * recall.success,
        recall.trials
    );
    let interrupted = recall.trials < TRIALS as usize;
    Ok(Part { value: Report { recall, flip: FLIP, weight_bits: WEIGHT_BITS }, text, pictures: vec![file], interrupted })
}
