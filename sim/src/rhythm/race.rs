//! A race of blank rings for an unknown tempo: each learns at a tempo of its own, the least residual wins (`docs/src/definition.md#race`).

use syntony_medium::rhythm::RhythmShape;

use super::contour::{Contour, Hear};

/// Blank rings side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Race {
    rings: Vec<Contour>,
}

impl Race {
    /// Rings 1.5 % apart from a longest bar in samples down to a shortest.
    pub fn new(shape: &RhythmShape, shortest: u32, longest: u32) -> Self {
        let least = (1u64 << 40) / u64::from(longest.max(1));
        let most = ((1u64 << 40) / u64::from(shortest.max(1))).min(shape.top_frequency());
        let mut rings = vec![Contour::new(shape, least)];
        let mut frequency = least + least / 64;
        while frequency <= most {
            rings.push(Contour::new(shape, frequency));
            // 1/64 = 1.56 %.
            frequency += frequency >> 6;
        }
        Self { rings }
    }

    /// Rings there are.
    pub fn len(&self) -> usize {
        self.rings.len()
    }

    /// Whether there are none: never.
    pub fn is_empty(&self) -> bool {
        self.rings.is_empty()
    }

    /// One sample for all.
    pub fn sample(&mut self, hear: Hear) {
        for ring in &mut self.rings {
            ring.sample(hear);
        }
    }

    /// The ring that leads.
    pub fn winner(&self) -> &Contour {
        let residuals: Vec<u64> = self.rings.iter().map(|ring| ring.residual).collect();
        &self.rings[winner(&residuals)]
    }

    /// The rings, longest bar first.
    pub fn into_rings(self) -> Vec<Contour> {
        self.rings
    }
}

/// Which of the rings leads whose residuals (Q12 squared and 8 bits more, longest bar first) these are: the one of the shortest bar among
/// those at most a quarter above the least, since a bar also fits twice and thrice.
pub fn winner(residuals: &[u64]) -> usize {
    let least = residuals.iter().copied().min().unwrap_or(0);
    let mut best = residuals.iter().rposition(|&residual| residual <= least + (least >> 2)).unwrap_or(0);
    // Of its near neighbours, which reach for the same tempo, the best.
    while best > 0 && residuals[best - 1] < residuals[best] {
        best -= 1;
    }
    best
}
