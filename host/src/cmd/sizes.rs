//! The sizes of a medium as options: what `generate` and `build` share.

use std::path::PathBuf;

use anyhow::bail;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use syntony_hdl::generate::Family;
use syntony_host::description::{self, Overrides};
use syntony_medium::law::{Law, Laws};
use syntony_medium::rhythm::RhythmShape;
use syntony_medium::shape::{Coupling, Shape};
use syntony_medium::weight::WeightCode;

/// The shape of a medium, by sizes or from a description.
#[derive(Args)]
pub struct Sizes {
    /// Oscillators, 2 to 8192; 0: none
    #[arg(long, value_name = "N")]
    oscillators: Option<u32>,
    /// Take the shape of a medium's description instead
    #[arg(long, value_name = "FILE.toml", conflicts_with_all = ["oscillators", "coupling", "slots", "edges", "weight_bits", "radix4", "shown_bits", "phase_bits", "lanes", "block", "lag", "laws", "learning", "tuning"])]
    shape: Option<PathBuf>,
    /// Who is coupled with whom
    #[arg(long, default_value = "dense", requires = "oscillators")]
    coupling: Kind,
    /// Sparse: slots of one lane's edge memory; each group of rows takes as many as its longest row has partners
    #[arg(long, value_name = "SLOTS", conflicts_with = "edges", requires = "oscillators")]
    slots: Option<u32>,
    /// Sparse: instead of slots, the edges of a graph whose rows are about equally long
    #[arg(long, value_name = "E", requires = "oscillators")]
    edges: Option<u32>,
    /// Bits of a weight, 2 to 8
    #[arg(long, value_name = "BITS", default_value_t = 5, requires = "oscillators")]
    weight_bits: u32,
    /// Weights are radix-4 digits: small on devices without multipliers to spare; needs an even number of bits
    #[arg(long, requires = "oscillators")]
    radix4: bool,
    /// Bits of a shown value, 3 to 8
    #[arg(long, value_name = "BITS", default_value_t = 8, requires = "oscillators")]
    shown_bits: u32,
    /// Bits of a phase, 4 to 24
    #[arg(long, value_name = "BITS", default_value_t = 16, requires = "oscillators")]
    phase_bits: u32,
    /// Rows worked on at once [default: the most up to 16 that divide the block]
    #[arg(long, value_name = "P", requires = "oscillators")]
    lanes: Option<u32>,
    /// Rows that see the same values [default: the lanes, or 16]
    #[arg(long, value_name = "ROWS", requires = "oscillators")]
    block: Option<u32>,
    /// Blocks of delay beyond the next, 0 or 1
    #[arg(long, default_value_t = 0, requires = "oscillators")]
    lag: u32,
    /// Laws to have hardware for [default: all]
    #[arg(long, value_name = "LAW,..", value_delimiter = ',', value_parser = law, requires = "oscillators")]
    laws: Vec<Law>,
    /// The medium can learn
    #[arg(long, requires = "oscillators")]
    learning: bool,
    /// It tunes its natural frequencies too
    #[arg(long, requires = "learning")]
    tuning: bool,
    /// Contours of a rhythm memory, 1 to 1024, beside the oscillators or alone
    #[arg(long, value_name = "N")]
    contours: Option<u32>,
    /// Cells of a contour, a power of two
    #[arg(long, value_name = "N", default_value_t = 64, requires = "contours")]
    cells: u32,
    /// Samples a second that the contours hear
    #[arg(long, value_name = "HZ", default_value_t = 250, requires = "contours")]
    sample_rate: u32,
    /// Oscillators of an adaptive pool beside the contours, at most 64
    #[arg(long, value_name = "N", default_value_t = 0, requires = "contours")]
    tones: u32,
    /// A beat tracker beside the contours
    #[arg(long, requires = "contours")]
    beats: bool,
    /// Samples of a cue that the board searches its contours for, a power of two, 256 to 16384
    #[arg(long, value_name = "N", default_value_t = 0, requires = "contours")]
    cue: u32,
}

/// Reads the name of a family of devices.
pub fn families() -> impl TypedValueParser<Value = Family> {
    PossibleValuesParser::new(Family::ALL.map(Family::name)).map(|name| Family::from_name(&name).expect("one of the names"))
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    Dense,
    Sparse,
}

fn law(name: &str) -> Result<Law, String> {
    Law::from_name(name).ok_or_else(|| format!("there is no such law; the laws are {}", Law::ALL.map(Law::name).join(", ")))
}

impl Sizes {
    /// Whether any size is given.
    pub fn given(&self) -> bool {
        self.oscillators.is_some() || self.shape.is_some() || self.contours.is_some()
    }

    /// Slots given, or enough for the edges: every group's longest row half as long again as the mean.
    fn slots(&self, oscillators: u32, lanes: u32) -> anyhow::Result<u32> {
        match (self.slots, self.edges) {
            (Some(slots), _) => Ok(slots),
            (None, Some(edges)) => {
                let slots = u64::from(edges) * 2 * 3 / 2 / u64::from(lanes.max(1)) + u64::from(oscillators.div_ceil(lanes.max(1)));
                Ok(u32::try_from(slots).unwrap_or(u32::MAX))
            }
            (None, None) => bail!("sparse coupling needs --slots or --edges"),
        }
    }

    /// The shape these options give.
    pub fn shape(&self) -> anyhow::Result<Shape> {
        let rhythm = self.contours.map(|contours| RhythmShape {
            contours,
            cells: self.cells,
            rate: self.sample_rate,
            tones: self.tones,
            beats: self.beats,
            cue: self.cue,
        });
        if let Some(path) = &self.shape {
            return Ok(Shape { rhythm, ..*description::read(path, Overrides::default())?.medium.shape() });
        }
        let oscillators = match (self.oscillators, rhythm) {
            (None | Some(0), Some(rhythm)) => return Ok(Shape::only_rhythm(rhythm)),
            (Some(oscillators), _) => oscillators,
            (None, None) => bail!("give --oscillators, --contours or --shape"),
        };
        let block = self.block.or(self.lanes).unwrap_or(16).min(oscillators);
        let divides = |lanes: &u32| block >= oscillators || block.is_multiple_of(*lanes);
        let lanes = self.lanes.or_else(|| (1..=block.min(16)).rev().find(divides)).unwrap_or(1);
        Ok(Shape {
            oscillators,
            coupling: match self.coupling {
                Kind::Dense => Coupling::Dense,
                Kind::Sparse => Coupling::Sparse { slots: self.slots(oscillators, lanes)? },
            },
            weight_bits: self.weight_bits,
            weight_code: if self.radix4 { WeightCode::Radix4 } else { WeightCode::TwosComplement },
            shown_bits: self.shown_bits,
            phase_bits: self.phase_bits,
            lanes,
            block,
            lag: self.lag,
            laws: if self.laws.is_empty() { Laws::ALL } else { self.laws.iter().copied().collect() },
            learning: self.learning,
            tuning: self.tuning,
            rhythm,
        })
    }
}
