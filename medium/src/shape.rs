//! The shape of a medium: everything that is fixed when it is built.

use alloc::format;
use alloc::string::{String, ToString};
use thiserror::Error;

use crate::law::Laws;
use crate::rhythm::{RhythmError, RhythmShape};
use crate::weight::WeightCode;

/// Most oscillators of a medium.
pub const MAX_OSCILLATORS: u32 = 8192;
/// Most edge slots of a sparse medium, over all lanes: a million edges, both ends, with room for padding.
pub const MAX_SLOTS: u64 = 1 << 23;

/// Who may be coupled with whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Coupling {
    /// Everyone with everyone: a weight for each ordered pair.
    Dense,
    /// Each row lists its partners. Lane `p` walks the rows `p, p + lanes, ..`; the rows that the lanes walk together
    /// are padded to the longest of them.
    Sparse {
        /// Slots of one lane's edge memory; one slot holds one partner and its weight.
        slots: u32,
    },
}

/// Everything that is fixed when a medium is built. Two media of one shape give the same bits for the same input;
/// `lanes` changes the layout of the weight memory, never a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shape {
    /// Number of oscillators `N`, 2..=8192.
    pub oscillators: u32,
    /// Who may be coupled with whom.
    pub coupling: Coupling,
    /// Bits of a stored weight, 2..=8.
    pub weight_bits: u32,
    /// Code of a stored weight.
    pub weight_code: WeightCode,
    /// Bits of a shown value, 3..=8.
    pub shown_bits: u32,
    /// Bits of a phase, 4..=24.
    pub phase_bits: u32,
    /// Lanes: rows worked on at once. Divides `block`, unless `block >= oscillators`.
    pub lanes: u32,
    /// Rows that see the same shown values, 1..=oscillators.
    pub block: u32,
    /// New values are seen `1 + lag` blocks later; 0 or 1, and 0 when one block holds all oscillators.
    pub lag: u32,
    /// The laws there is hardware for.
    pub laws: Laws,
    /// Whether the medium can learn: it then has the registers of [`crate::registers::LEARNING`] and a map hash of its own.
    pub learning: bool,
    /// Whether natural frequencies tune themselves in learning passes: with the registers of [`crate::registers::TUNING`].
    pub tuning: bool,
    /// Contours beside the oscillators, with registers ([`crate::registers::RHYTHM`]) and windows of their own; with 0 oscillators
    /// there is nothing else.
    pub rhythm: Option<RhythmShape>,
}

/// Why a shape is illegal, and the nearest legal choice.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{field} = {value} is not possible: {reason}; the nearest legal value is {nearest}")]
pub struct ShapeError {
    /// The field of [`Shape`].
    pub field: &'static str,
    /// What was asked for.
    pub value: String,
    /// Why it cannot be.
    pub reason: String,
    /// The nearest legal value.
    pub nearest: String,
}

impl Default for Shape {
    /// 512 fully coupled oscillators, 5-bit weights, every law.
    fn default() -> Self {
        Self {
            oscillators: 512,
            coupling: Coupling::Dense,
            weight_bits: 5,
            weight_code: WeightCode::TwosComplement,
            shown_bits: 8,
            phase_bits: 16,
            lanes: 16,
            block: 16,
            lag: 0,
            laws: Laws::ALL,
            learning: false,
            tuning: false,
            rhythm: None,
        }
    }
}

impl From<RhythmError> for ShapeError {
    fn from(RhythmError { field, value, reason, nearest }: RhythmError) -> Self {
        Self { field, value, reason: reason.into(), nearest }
    }
}

impl Shape {
    /// Contours and nothing else.
    pub const fn only_rhythm(rhythm: RhythmShape) -> Self {
        Self {
            oscillators: 0,
            coupling: Coupling::Dense,
            weight_bits: 2,
            weight_code: WeightCode::TwosComplement,
            shown_bits: 3,
            phase_bits: 4,
            lanes: 1,
            block: 1,
            lag: 0,
            laws: Laws::NONE,
            learning: false,
            tuning: false,
            rhythm: Some(rhythm),
        }
    }

    /// Whether there is a medium of oscillators.
    pub const fn has_oscillators(&self) -> bool {
        self.oscillators > 0
    }

    /// Largest shown value `U`.
    pub const fn shown_max(&self) -> i32 {
        (1 << (self.shown_bits - 1)) - 1
    }

    /// Low bits of the phase word that are not kept.
    pub const fn dropped_bits(&self) -> u32 {
        24 - self.phase_bits
    }

    /// Smallest and largest weight.
    pub const fn weight_range(&self) -> (i32, i32) {
        self.weight_code.range(self.weight_bits)
    }

    /// Rows that the lanes walk together make a group; the number of groups.
    pub const fn groups(&self) -> u32 {
        self.oscillators.div_ceil(self.lanes)
    }

    /// Number of blocks of a sweep.
    pub const fn blocks(&self) -> u32 {
        self.oscillators.div_ceil(self.block)
    }

    /// Refuses an illegal shape with the first field that is wrong, the reason and the nearest legal value.
    pub fn validate(&self) -> Result<(), ShapeError> {
        let n = self.oscillators;
        if let Some(rhythm) = &self.rhythm {
            rhythm.validate()?;
            if *self == Self::only_rhythm(*rhythm) {
                return Ok(());
            }
        }
        within("oscillators", n, 2, MAX_OSCILLATORS, "a partner is addressed by 13 bits and needs company")?;
        within("weight_bits", self.weight_bits, 2, 8, "weights have 2 to 8 bits")?;
        if self.weight_code == WeightCode::Radix4 && self.weight_bits % 2 == 1 {
            return refuse("weight_bits", self.weight_bits, "a radix-4 digit has two bits", self.weight_bits + 1);
        }
        within("shown_bits", self.shown_bits, 3, 8, "shown values have 3 to 8 bits")?;
        within("phase_bits", self.phase_bits, 4, 24, "a phase is handled in a 24-bit word")?;
        within("block", self.block, 1, n, "a block is a number of rows")?;
        within("lanes", self.lanes, 1, n.min(256), "a lane needs a row of its own, and 256 lanes are the most")?;
        if self.block < n && !self.block.is_multiple_of(self.lanes) {
            let nearest = (1..=self.block).filter(|&p| self.block.is_multiple_of(p)).min_by_key(|p| p.abs_diff(self.lanes));
            let reason = format!("the lanes must divide the block of {} rows, or the block be all rows", self.block);
            return refuse("lanes", self.lanes, &reason, nearest.unwrap_or(1));
        }
        within("lag", self.lag, 0, 1, "one block of delay hides the pipeline; more is never needed")?;
        if self.lag == 1 && self.block >= n {
            return refuse("lag", 1, "all oscillators stand in one block, and a lag is one of smaller blocks", 0);
        }
        if self.laws == Laws::NONE {
            return refuse("laws", "none", "an oscillator needs a law", "projected");
        }
        if self.tuning && !self.learning {
            return refuse("tuning", "true", "frequencies tune in learning passes, and the medium has none", "false");
        }
        if let Coupling::Sparse { slots } = self.coupling {
            let most = (MAX_SLOTS / u64::from(self.lanes)).min(u64::from(u32::MAX));
            within("slots", slots, 1, most as u32, "the edge memories hold 2^23 entries in all")?;
        }
        Ok(())
    }
}

fn refuse<T>(field: &'static str, value: impl ToString, reason: &str, nearest: impl ToString) -> Result<T, ShapeError> {
    let (value, reason, nearest) = (value.to_string(), reason.to_string(), nearest.to_string());
    Err(ShapeError { field, value, reason, nearest })
}

fn within(field: &'static str, value: u32, low: u32, high: u32, reason: &str) -> Result<(), ShapeError> {
    if (low..=high).contains(&value) {
        return Ok(());
    }
    refuse(field, value, &format!("{reason} ({low} to {high})"), value.clamp(low, high))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::Law;

    #[test]
    fn the_default_is_legal() {
        Shape::default().validate().unwrap();
    }

    #[test]
    fn refusals_name_field_reason_and_nearest() {
        let base = Shape::default();
        let radix4 = WeightCode::Radix4;
        let cases = [
            Shape { oscillators: 1, ..base },
            Shape { oscillators: 1_000_000, ..base },
            Shape { weight_bits: 9, ..base },
            Shape { weight_bits: 5, weight_code: radix4, ..base },
            Shape { shown_bits: 2, ..base },
            Shape { phase_bits: 32, ..base },
            Shape { block: 0, ..base },
            Shape { block: 513, ..base },
            Shape { lanes: 0, ..base },
            Shape { lanes: 12, ..base },
            Shape { lag: 2, ..base },
            Shape { lag: 1, block: 512, ..base },
            Shape { laws: Laws::NONE, ..base },
            Shape { coupling: Coupling::Sparse { slots: 0 }, ..base },
            Shape { tuning: true, ..base },
        ];
        let messages: alloc::vec::Vec<_> = cases.iter().map(|s| s.validate().unwrap_err().to_string()).collect();
        assert!(messages[9].contains("lanes = 12") && messages[9].ends_with("is 8"), "{}", messages[9]);
        assert!(messages[3].ends_with("is 6"), "{}", messages[3]);
        assert!(messages[11].starts_with("lag = 1") && messages[11].ends_with("is 0"), "{}", messages[11]);
        for (message, field) in messages.iter().zip(["oscillators", "oscillators", "weight_bits", "weight_bits"]) {
            assert!(message.starts_with(field));
        }
    }

    #[test]
    fn a_set_of_laws_knows_its_members() {
        let laws: Laws = [Law::Projected, Law::Inertial].into_iter().collect();
        assert!(laws.has(Law::Inertial) && !laws.has(Law::FullPhase));
        assert_eq!(Laws::from_mask(laws.mask()), laws);
        assert_eq!(laws.iter().count(), 2);
    }
}
