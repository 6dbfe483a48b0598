//! Pictures of +-1 pixels, what damages them, and how alike two of them are.

use super::MemoryError;
use crate::io::bitmap::Bitmap;
use crate::random::Random;

/// One picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// Its name.
    pub name: String,
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// `width * height` pixels, row by row from the top: +1 set, -1 not.
    pub pixels: Vec<i8>,
}

impl Pattern {
    /// A picture from its set pixels, row by row from the top.
    ///
    /// # Errors
    /// [`MemoryError::Area`] when there are not `width * height` pixels.
    pub fn from_bits(name: &str, width: usize, height: usize, bits: &[bool]) -> Result<Self, MemoryError> {
        if width.checked_mul(height) != Some(bits.len()) {
            return Err(MemoryError::Area { name: name.to_owned(), width, height, pixels: bits.len() });
        }
        Ok(Self { name: name.to_owned(), width, height, pixels: bits.iter().map(|&set| if set { 1 } else { -1 }).collect() })
    }

    /// Its pixels with exactly `flips` different ones turned over (all, if there are fewer).
    pub fn damaged(&self, flips: usize, random: &mut Random) -> Vec<i8> {
        let mut pixels = self.pixels.clone();
        for i in random.choose(pixels.len(), flips) {
            pixels[i] = -pixels[i];
        }
        pixels
    }
}

/// Pictures of one size: at least one, and at least two pixels each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternSet(Vec<Pattern>);

impl PatternSet {
    /// A set of pictures of one size.
    ///
    /// # Errors
    /// [`MemoryError`] for no picture, one of a single pixel, pixels that are not +-1, or two sizes.
    pub fn new(patterns: Vec<Pattern>) -> Result<Self, MemoryError> {
        let first = patterns.first().ok_or(MemoryError::Empty)?;
        let (width, height) = (first.width, first.height);
        for pattern in &patterns {
            let Pattern { name, pixels, .. } = pattern;
            if pattern.width.checked_mul(pattern.height) != Some(pixels.len()) || pixels.iter().any(|p| p.abs() != 1) {
                return Err(MemoryError::Area { name: name.clone(), width: pattern.width, height: pattern.height, pixels: pixels.len() });
            }
            if (pattern.width, pattern.height) != (width, height) {
                let found = (pattern.width, pattern.height);
                return Err(MemoryError::Sizes { name: name.clone(), found, first: first.name.clone(), expected: (width, height) });
            }
        }
        if first.pixels.len() < 2 {
            return Err(MemoryError::Small);
        }
        Ok(Self(patterns))
    }

    /// A set from bitmaps as they are read.
    ///
    /// # Errors
    /// As [`PatternSet::new`].
    pub fn from_bitmaps(bitmaps: &[Bitmap]) -> Result<Self, MemoryError> {
        bitmaps.iter().map(|b| Pattern::from_bits(&b.name, b.width, b.height, &b.pixels)).collect::<Result<_, _>>().and_then(Self::new)
    }

    /// The pictures.
    pub fn patterns(&self) -> &[Pattern] {
        &self.0
    }

    /// Number of pictures, 1 or more.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Pixels of each picture, 2 or more.
    pub fn pixels(&self) -> usize {
        self.0[0].pixels.len()
    }

    /// Pixels in a row and rows.
    pub fn size(&self) -> (usize, usize) {
        (self.0[0].width, self.0[0].height)
    }

    /// The picture that `pixels` differs least from, the first of several: what a search through all pictures would answer.
    pub fn nearest(&self, pixels: &[i8]) -> usize {
        let likeness = |k: &usize| agreement(&self.0[*k].pixels, pixels);
        (0..self.count()).rev().max_by_key(likeness).unwrap_or(0)
    }
}

/// `(right - wrong) / N`, -1 to 1: 1 alike, -1 inverted.
pub fn overlap(a: &[i8], b: &[i8]) -> f64 {
    agreement(a, b) as f64 / a.len().min(b.len()).max(1) as f64
}

fn agreement(a: &[i8], b: &[i8]) -> i64 {
    a.iter().zip(b).map(|(&a, &b)| i64::from(a) * i64::from(b)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stripes(name: &str, width: usize, height: usize) -> Pattern {
        let bits: Vec<bool> = (0..width * height).map(|i| i % 3 == 0).collect();
        Pattern::from_bits(name, width, height, &bits).unwrap()
    }

    #[test]
    fn exactly_so_many_pixels_are_turned() {
        let pattern = stripes("a", 10, 7);
        for flips in [0, 1, 35, 70, 99] {
            let damaged = pattern.damaged(flips, &mut Random::new(4, 0));
            let wrong = damaged.iter().zip(&pattern.pixels).filter(|(a, b)| a != b).count();
            assert_eq!(wrong, flips.min(70));
            assert_eq!(overlap(&damaged, &pattern.pixels), 1.0 - 2.0 * wrong as f64 / 70.0);
        }
    }

    #[test]
    fn sets_refuse_what_does_not_fit() {
        assert!(matches!(PatternSet::new(vec![]), Err(MemoryError::Empty)));
        assert!(matches!(PatternSet::new(vec![stripes("a", 1, 1)]), Err(MemoryError::Small)));
        assert!(matches!(PatternSet::new(vec![stripes("a", 3, 2), stripes("b", 2, 3)]), Err(MemoryError::Sizes { .. })));
        assert!(matches!(Pattern::from_bits("a", usize::MAX, 2, &[true]), Err(MemoryError::Area { .. })));
        let grey = Pattern { pixels: vec![0; 6], ..stripes("grey", 3, 2) };
        assert!(matches!(PatternSet::new(vec![grey]), Err(MemoryError::Area { .. })));
    }

    #[test]
    fn the_nearest_of_equals_is_the_first() {
        let set = PatternSet::new(vec![stripes("a", 3, 3), stripes("b", 3, 3)]).unwrap();
        assert_eq!(set.nearest(&set.patterns()[1].pixels), 0);
    }
}
