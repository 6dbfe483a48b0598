//! What all ways of learning report.

use serde::Serialize;
use syntony_host::memory::Recall;
use syntony_medium::shape::Shape;

use super::curves::Load;
use super::rates;
use super::recovery::Recovery;
use super::stream::Stream;
use super::tuning::Tuning;

/// What all ways of learning report.
#[derive(Serialize)]
pub struct Report<'a> {
    /// Pictures shown.
    pub shown: usize,
    /// Epochs made.
    pub epochs: usize,
    /// Weights that were to take a step: rows that learnt, times partners.
    pub updates: u64,
    /// Rows that learnt.
    pub rows: u64,
    pub in_balance: bool,
    /// Share of the weights that are not 0.
    pub used: f64,
    #[serde(flatten)]
    pub recall: &'a Recall,
    pub weight_bits: u32,
    #[serde(flatten)]
    pub rates: rates::Report,
    pub flip: f64,
    pub seed: u64,
    /// Rows that learnt, epoch by epoch.
    pub course: &'a [u32],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub curve: Vec<f64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub loads: Vec<Load>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub streams: Vec<Stream>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recovery: Option<Recovery>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tuning: Option<Tuning>,
    pub seconds: f64,
}

impl Report<'_> {
    /// The result for a person.
    pub fn text(&self, shape: &Shape, on_line: bool) -> String {
        let how = match (self.in_balance, on_line) {
            (true, _) => "every row in balance",
            (false, true) => "a stream",
            (false, false) => "not every row in balance",
        };
        let mut text = format!(
            "{} pictures in {} oscillators ({} bits a weight, margin {}), {} epochs, {} updates, {:.1} % of the weights used: {how}\n",
            self.shown,
            shape.oscillators,
            shape.weight_bits,
            self.rates.margin(),
            self.epochs,
            self.updates,
            100.0 * self.used
        );
        self.loads.iter().for_each(|load| text += &load.text());
        self.streams.iter().for_each(|stream| text += &stream.text());
        if let Some(recovery) = &self.recovery {
            text += &recovery.text();
        }
        if let Some(tuning) = &self.tuning {
            text += &tuning.text();
        }
        let recall = self.recall;
        text += &format!(
            "{:.0} % flipped, {} trials of {} reads: success {:.3}   mean overlap {:.3}   (nearest picture: {:.3})   {:.2} s",
            100.0 * self.flip,
            recall.trials,
            recall.reads,
            recall.success,
            recall.mean_overlap,
            recall.nearest_success,
            self.seconds
        );
        text
    }
}
