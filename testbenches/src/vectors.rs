//! Words for inputs: corners as often as anything.

use syntony_medium::noise::Generator;

/// A source of words, the same on every machine.
#[derive(Clone, Debug)]
pub struct Vectors(Generator);

impl Vectors {
    /// Begins at a seed.
    pub fn new(seed: u32) -> Self {
        Self(Generator::new(seed))
    }

    /// Any word.
    pub fn any(&mut self) -> u32 {
        self.0.draw().0
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u32) -> u32 {
        ((u64::from(self.any()) * u64::from(end)) >> 32) as u32
    }

    /// A signed number of `bits` bits: an extreme, near zero, or any; as a word.
    pub fn signed(&mut self, bits: u32) -> u32 {
        let top = 1u32 << (bits - 1);
        let near = self.below(7).wrapping_sub(3);
        match self.below(6) {
            0 => top - 1 - self.below(3).min(top - 1),
            1 => top.wrapping_neg(),
            2 => near,
            3 => top.wrapping_neg().wrapping_add(self.below(3)),
            _ => ((self.any() << (32 - bits)) as i32 >> (32 - bits)) as u32,
        }
    }

    /// `true` once in `n`.
    pub fn once_in(&mut self, n: u32) -> bool {
        self.below(n) == 0
    }
}
