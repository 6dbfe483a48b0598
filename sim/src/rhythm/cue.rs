//! Cueing: every starting point at nine tempi against what is heard, without a multiplication (`docs/src/definition.md#cueing`).

use syntony_medium::format::sat16;
use syntony_medium::rhythm::{TURN_BITS, TURN_MASK};

use super::contour::waveform;

/// Tempi, 1.5 % apart, the stored one in the middle: `round(65536 (1.015^j - 1))`, `j = -4..=4`.
pub const TEMPI: [i64; 9] = [-3789, -2863, -1923, -969, 0, 983, 1981, 2994, 4022];
/// A difference as small as this costs nothing, Q12.
pub const DEAD: i32 = 512;

/// What a sample costs a hypothesis that says `y`: a missing event costs a quarter of an unexplained one.
#[inline(always)]
pub fn cost(sample: i32, y: i32) -> u32 {
    let e = sat16(sample - y);
    let a = (e.abs() - DEAD).max(0) as u32;
    if e < 0 { a >> 2 } else { a }
}

/// The frequency at tempo `t` of a stored one.
pub fn tempo(frequency: u64, t: usize) -> u64 {
    frequency.saturating_add_signed((frequency as i64 >> 16) * TEMPI[t])
}

/// The hypotheses about one contour. Their number is fixed: starting points (one a cell) times tempi.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cue {
    /// Phase of the hypothesis that started at cell 0, for each tempo.
    phases: [u64; 9],
    /// Cost by tempo, then by starting cell.
    costs: Vec<u32>,
}

/// The best hypothesis about a contour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guess {
    /// Its cost so far.
    pub cost: u32,
    /// The cell at the first sample.
    pub cell: u32,
    /// Its tempo, 0 to 8; 4 is the stored one.
    pub tempo: u32,
}

impl Guess {
    /// About a contour that holds nothing, or when nothing was heard.
    pub const NONE: Self = Self { cost: u32::MAX, cell: 0, tempo: 0 };

    /// As it stands in the window `cue_guesses`.
    pub fn words(self) -> [u32; 2] {
        [self.cost, self.cell | self.tempo << 8]
    }

    /// What stands there.
    pub fn from_words([cost, place]: [u32; 2]) -> Self {
        Self { cost, cell: place & 255, tempo: (place >> 8).min(TEMPI.len() as u32 - 1) }
    }
}

/// Adds to each sum what a sample costs a cell: [`cost`] in 16 bits, which vectors hold twice as many of.
fn add_costs(sums: &mut [u32], cells: &[i16], sample: i16) {
    for (sum, &y) in sums.iter_mut().zip(cells) {
        let e = sample.saturating_sub(y).max(-i16::MAX);
        let a = (e.abs() - DEAD as i16).max(0) as u16;
        let a = if e < 0 { a >> 2 } else { a };
        *sum = sum.saturating_add(u32::from(a));
    }
}

impl Cue {
    /// Nothing heard yet, for a contour of so many cells.
    pub fn new(cells: usize) -> Self {
        Self { phases: [0; 9], costs: vec![0; 9 * cells] }
    }

    /// One sample against a stored waveform and its frequency.
    pub fn sample(&mut self, sample: i16, cells: &[i16], frequency: u64) {
        let n = cells.len();
        let bits = n.ilog2();
        for (t, costs) in self.costs.chunks_exact_mut(n).enumerate() {
            // The cell that is nearest.
            let m = ((self.phases[t] + (1 << (TURN_BITS - bits - 1))) & TURN_MASK) >> (TURN_BITS - bits);
            let (early, late) = cells.split_at(m as usize);
            let (first, second) = costs.split_at_mut(late.len());
            add_costs(first, late, sample);
            add_costs(second, early, sample);
            self.phases[t] = (self.phases[t] + tempo(frequency, t)) & TURN_MASK;
        }
    }

    /// The cheapest hypothesis, the first of equals.
    pub fn best(&self) -> Guess {
        let n = self.costs.len() / TEMPI.len();
        let (at, &cost) = self.costs.iter().enumerate().min_by_key(|&(_, &cost)| cost).expect("there are hypotheses");
        Guess { cost, cell: (at % n) as u32, tempo: (at / n) as u32 }
    }
}

/// What a board guesses about a contour: [`Cue`] over a whole cue, by the 40 bits of a frequency.
pub fn search(heard: &[i16], cells: &[i16], frequency: u64) -> Guess {
    if heard.is_empty() || frequency == 0 {
        return Guess::NONE;
    }
    let mut cue = Cue::new(cells.len());
    heard.iter().for_each(|&sample| cue.sample(sample, cells, frequency));
    cue.best()
}

/// The cost of a whole cue against an interpolated waveform that started at a phase.
pub fn total(cue: &[i16], cells: &[i16], start: u64, frequency: u64) -> u64 {
    let mut phase = start;
    let mut sum = 0;
    for &sample in cue {
        sum += u64::from(cost(i32::from(sample), waveform(cells, phase)));
        phase = (phase + frequency) & TURN_MASK;
    }
    sum
}

/// Squares in place of costs that spare small differences, with the same mercy for what is missing.
fn squares(cue: &[i16], cells: &[i16], start: u64, frequency: u64) -> u64 {
    let mut phase = start;
    let mut sum = 0u64;
    for &sample in cue {
        let e = i64::from(sat16(i32::from(sample) - waveform(cells, phase)));
        sum = sum.saturating_add(if e < 0 { (e * e) as u64 >> 2 } else { (e * e) as u64 });
        phase = (phase + frequency) & TURN_MASK;
    }
    sum
}

/// Twice 25 finer hypotheses over the cue: five phases in its middle, half a cell and then an eighth apart, by five tempi, 0.375 %
/// and then 0.094 % apart. Gives phase at the cue's first sample, and frequency, of a contour with a stored frequency.
pub fn refine(cue: &[i16], cells: &[i16], frequency: u64, guess: Guess) -> (u64, u64) {
    let middle = cue.len() as u64 / 2;
    let half = 1i64 << (TURN_BITS - cells.len().ilog2() - 1);
    let at = |phase: u64, frequency: u64| phase.wrapping_sub(frequency.wrapping_mul(middle)) & TURN_MASK;
    let (start, frequency) = (u64::from(guess.cell) << (half.ilog2() + 1), tempo(frequency, guess.tempo as usize));
    let mut best = (start.wrapping_add(frequency.wrapping_mul(middle)) & TURN_MASK, frequency);
    for round in 0..2 {
        let (phase, frequency) = best;
        let mut least = u64::MAX;
        for j in 0..25 {
            // The middle one first, so that equals change nothing.
            let j = (j + 12) % 25;
            let (p, t) = (j / 5 - 2, j % 5 - 2);
            let phase = phase.wrapping_add_signed(p * (half >> (2 * round))) & TURN_MASK;
            let frequency = frequency.saturating_add_signed(((frequency as i64 >> 16) * 246 * t) >> (2 * round)).max(1);
            let sum = squares(cue, cells, at(phase, frequency), frequency);
            if sum < least {
                (least, best) = (sum, (phase, frequency));
            }
        }
    }
    (at(best.0, best.1), best.1)
}

/// How little of a cue a hypothesis explains: cost over events, 1/256, at most 65535. The dead zone is wider, so that noise counts for nothing.
pub fn novelty(cue: &[i16], cells: &[i16], start: u64, frequency: u64) -> u32 {
    let mut phase = start;
    let (mut cost, mut events) = (0u64, 0u64);
    for &sample in cue {
        let e = sat16(i32::from(sample) - waveform(cells, phase));
        let a = (e.abs() - QUIET).max(0) as u64;
        cost += if e < 0 { a >> 2 } else { a };
        events += (i32::from(sample) - QUIET).max(0) as u64;
        phase = (phase + frequency) & TURN_MASK;
    }
    ((cost << 8) / events.max(1)).min(65535) as u32
}

/// What is as small as this is no event, Q12.
pub const QUIET: i32 = 819;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_in_vectors_are_the_costs() {
        let corners = [i16::MIN, -i16::MAX, -20_000, -4096, -DEAD as i16, -1, 0, 1, DEAD as i16, 513, 4096, 32_000, i16::MAX];
        let cells: Vec<i16> = (-32767i32..=32767).step_by(251).map(|y| y as i16).chain(corners).collect();
        for sample in corners {
            let mut sums = vec![u32::MAX - 9000; cells.len()];
            add_costs(&mut sums, &cells, sample);
            for (&sum, &y) in sums.iter().zip(&cells) {
                assert_eq!(sum, (u32::MAX - 9000).saturating_add(cost(i32::from(sample), i32::from(y))), "{sample} {y}");
            }
        }
    }
}
