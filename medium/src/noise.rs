//! The noise generator: one xorshift32 for the whole medium, 32 flip-flops and 96 exclusive-ors in hardware.

/// Standard deviation of [`Word::noise`].
pub const NOISE_DEVIATION: i32 = 256;

/// The generator's state; never zero. One word is drawn for each oscillator update of a noisy sweep, in row order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Generator(u32);

/// One word of the generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word(pub u32);

impl Generator {
    /// A generator in the state `seed`; zero, from which xorshift never leaves, becomes one.
    pub const fn new(seed: u32) -> Self {
        Self(if seed == 0 { 1 } else { seed })
    }

    /// The state, which is also the last word drawn.
    pub const fn state(self) -> u32 {
        self.0
    }

    /// The next word (Marsaglia 2003, "Xorshift RNGs", the triple 13, 17, 5).
    #[inline(always)]
    pub const fn draw(&mut self) -> Word {
        let mut z = self.0;
        z ^= z << 13;
        z ^= z >> 17;
        z ^= z << 5;
        self.0 = z;
        Word(z)
    }
}

impl Word {
    /// Nearly normal noise: the sum over bytes 1, 2, 3 of `2 b + 1` with `b` signed. Range +-765, mean 0, standard deviation 256.
    #[inline(always)]
    pub const fn noise(self) -> i32 {
        let w = self.0 as i32;
        2 * (((w << 16) >> 24) + ((w << 8) >> 24) + (w >> 24)) + 3
    }

    /// What is added to a phase before its low `dropped` bits are cut: byte 0 aligned to them with dither, else half.
    #[inline(always)]
    pub const fn rounding(self, dropped: u32, dither: bool) -> i32 {
        if dropped == 0 {
            0
        } else if !dither {
            1 << (dropped - 1)
        } else {
            let byte = (self.0 & 255) as i32;
            if dropped >= 8 { byte << (dropped - 8) } else { byte >> (8 - dropped) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_words_are_marsaglias() {
        let mut generator = Generator::new(2463534242);
        assert_eq!(generator.draw(), Word(723471715));
        assert_eq!(generator.draw(), Word(2497366906));
    }

    #[test]
    fn noise_has_its_mean_and_deviation() {
        let mut generator = Generator::new(1);
        let draws = 1 << 18;
        let (mut sum, mut squares) = (0i64, 0i64);
        for _ in 0..draws {
            let n = i64::from(generator.draw().noise());
            assert!(n.abs() <= 765 && n & 1 == 1);
            sum += n;
            squares += n * n;
        }
        let mean = sum as f64 / f64::from(draws);
        let deviation = (squares as f64 / f64::from(draws)).sqrt();
        assert!(mean.abs() < 2.0 && (deviation - 256.0).abs() < 1.5, "{mean} {deviation}");
    }

    #[test]
    fn rounding_fills_the_dropped_bits() {
        let word = Word(0xABCD_EFFF);
        assert_eq!([word.rounding(0, true), word.rounding(8, false), word.rounding(8, true)], [0, 128, 255]);
        assert_eq!([word.rounding(4, true), word.rounding(12, true)], [15, 255 << 4]);
    }
}
