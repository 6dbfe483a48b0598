//! What place and route reports: cells, clocks, the slowest path.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::board::Family;
use super::figures::{Part, Path};

/// The report of nextpnr, as far as it is used.
#[derive(Deserialize)]
pub struct Report {
    fmax: BTreeMap<String, Clock>,
    utilization: BTreeMap<String, Part>,
    critical_paths: Vec<Critical>,
}

#[derive(Deserialize)]
struct Clock {
    achieved: f64,
}

#[derive(Deserialize)]
struct Critical {
    from: String,
    to: String,
    path: Vec<Hop>,
}

#[derive(Deserialize)]
struct Hop {
    delay: f64,
    #[serde(rename = "type")]
    kind: String,
    from: End,
    to: End,
}

#[derive(Deserialize)]
struct End {
    cell: String,
    port: Option<String>,
}

impl End {
    fn name(&self) -> String {
        self.port.as_ref().map_or(self.cell.clone(), |port| format!("{}.{port}", self.cell))
    }
}

impl Critical {
    fn delay(&self) -> f64 {
        self.path.iter().map(|hop| hop.delay).sum()
    }

    /// Both ends on the same clock.
    fn inside(&self) -> bool {
        self.from == self.to && self.from != "<async>"
    }
}

impl Report {
    /// The slowest clock of the design, MHz. The gate's own clock is as fast as the design's and far less loaded.
    pub fn fmax(&self) -> Option<f64> {
        self.fmax.values().map(|clock| clock.achieved).min_by(f64::total_cmp)
    }

    /// The slowest path between two registers.
    pub fn worst(&self) -> Option<Path> {
        let worst = self.critical_paths.iter().filter(|path| path.inside()).max_by(|a, b| a.delay().total_cmp(&b.delay()))?;
        let routing = worst.path.iter().filter(|hop| hop.kind == "routing").map(|hop| hop.delay).sum();
        // The first hop begins where the clock arrives, at the register itself.
        Some(Path { from: worst.path.first()?.from.name(), to: worst.path.last()?.to.name(), ns: worst.delay(), routing_ns: routing })
    }

    fn sum(&self, names: &[&str]) -> Part {
        let parts = || names.iter().filter_map(|name| self.utilization.get(*name));
        Part { used: parts().map(|part| part.used).sum(), available: parts().map(|part| part.available).sum() }
    }

    /// Logic cells, block memories, multipliers, and the big single-port memories of the iCE40.
    pub fn parts(&self, family: Family) -> [Part; 4] {
        match family {
            Family::Ice40 => [["ICESTORM_LC"], ["ICESTORM_RAM"], ["ICESTORM_DSP"], ["ICESTORM_SPRAM"]].map(|names| self.sum(&names)),
            Family::Ecp5 => [["TRELLIS_COMB"], ["DP16KD"], ["MULT18X18D"], [""]].map(|names| self.sum(&names)),
            Family::Gowin => {
                let mut logic = self.sum(&["LUT4", "ALU"]);
                logic.available = self.sum(&["LUT4"]).available;
                // Two 9 x 9 share the place of one 18 x 18.
                let (small, large) = (self.sum(&["MULT9X9"]), self.sum(&["MULT18X18"]));
                let dsp = Part { used: small.used.div_ceil(2) + large.used, available: large.available };
                [logic, self.sum(&["BSRAM"]), dsp, Part::default()]
            }
        }
    }
}

/// The lines of a log of place and route that say what there is too little of.
pub fn overfull(log: &str) -> Vec<String> {
    let full = |line: &str| {
        let line = line.strip_prefix("Info:").unwrap_or(line).trim();
        let (name, rest) = line.split_once(':')?;
        let (used, rest) = rest.split_once('/')?;
        let (used, available): (u64, u64) = (used.trim().parse().ok()?, rest.split_whitespace().next()?.parse().ok()?);
        (used > available).then(|| format!("{name} {used} of {available}"))
    };
    log.lines().filter_map(full).collect()
}
