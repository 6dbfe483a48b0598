//! A contour: a ring of cells with one travelling phase (`docs/src/definition.md#contours`).

use syntony_medium::format::sat16;
use syntony_medium::rhythm::{GEARS, MOST_RESIDUAL, Mode, RhythmShape, TURN_BITS, TURN_MASK, gains};

/// Largest value of the sums of a bar: 48 bits.
const SUM: i64 = (1 << 47) - 1;

/// What a sample does to a contour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hear {
    /// Loop and waveform learn.
    Learn(i16),
    /// The loop follows, the waveform stays.
    Follow(i16),
    /// Nothing is heard: it goes on by itself.
    Alone,
}

impl Hear {
    /// What a sample, or none, does to a contour of a mode; `None`: nothing at all.
    pub fn of(mode: Mode, sample: Option<i16>) -> Option<Self> {
        match (mode, sample) {
            (Mode::Off, _) => None,
            (Mode::Learn, Some(sample)) => Some(Self::Learn(sample)),
            (Mode::Follow, Some(sample)) => Some(Self::Follow(sample)),
            _ => Some(Self::Alone),
        }
    }
}

/// A ring of cells, its travelling phase, and the sums of the bar that it is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contour {
    /// The waveform, Q12, one value a cell.
    pub cells: Vec<i16>,
    /// Where in the bar it is, 40 bits.
    pub phase: u64,
    /// Phase a sample, `2^-40` turn; at most one cell.
    pub frequency: u64,
    /// Bars heard whole, at most 65535.
    pub bars: u32,
    /// How slow the loop is, 4..=64.
    pub gear: u32,
    /// Leaky mean of the squared error, Q24 and 8 bits more; [`MOST_RESIDUAL`] while fewer than two bars were heard.
    pub residual: u64,
    pub(super) errors: Vec<i32>,
    pub(super) slope_error: i64,
    pub(super) slope_square: i64,
    pub(super) mean_square: i64,
    pub(super) drift: i32,
    pub(super) spread: i32,
    /// Whether all of this bar was heard.
    pub(super) whole: bool,
    /// Whether the phase was in the middle of the bar since the last wrap.
    pub(super) armed: bool,
    /// How slowly the residual forgets.
    pub(super) leak: u32,
}

/// Where a phase points: cell, and 8 bits between this cell and the next.
#[inline(always)]
pub(super) fn place(phase: u64, bits: u32) -> (usize, i32) {
    ((phase >> (TURN_BITS - bits)) as usize, (phase >> (TURN_BITS - bits - 8)) as i32 & 255)
}

/// Waveform at a phase.
#[inline(always)]
pub(super) fn waveform(cells: &[i16], phase: u64) -> i32 {
    let (m, f) = place(phase, cells.len().ilog2());
    let (here, next) = (i32::from(cells[m]), i32::from(cells[(m + 1) & (cells.len() - 1)]));
    here + (((next - here) * f) >> 8)
}

impl Contour {
    /// A blank contour of a shape, with a frequency in `2^-40` turn a sample.
    pub fn new(shape: &RhythmShape, frequency: u64) -> Self {
        let n = shape.cells as usize;
        Self {
            cells: vec![0; n],
            phase: 0,
            frequency: frequency.clamp(1, shape.top_frequency()),
            bars: 0,
            gear: GEARS.0,
            errors: vec![0; n],
            slope_error: 0,
            slope_square: 0,
            mean_square: 0,
            drift: 0,
            spread: 0,
            whole: true,
            armed: false,
            residual: MOST_RESIDUAL,
            leak: shape.leak(),
        }
    }

    /// A contour that holds a waveform (a power of two of cells), at a phase and a frequency, with a loop as fast as it may be.
    pub fn holding(shape: &RhythmShape, cells: Vec<i16>, phase: u64, frequency: u64) -> Self {
        let mut contour = Self::new(&RhythmShape { cells: cells.len() as u32, ..*shape }, frequency);
        (contour.cells, contour.phase, contour.bars, contour.residual) = (cells, phase & TURN_MASK, 2, 0);
        contour
    }

    /// What it says now.
    pub fn readout(&self) -> i16 {
        waveform(&self.cells, self.phase) as i16
    }

    /// Samples of a bar, rounded down.
    pub fn period(&self) -> u32 {
        ((1u64 << TURN_BITS) / self.frequency).min(u64::from(u32::MAX)) as u32
    }

    /// Slope over two cells, at a cell.
    #[inline(always)]
    fn rise(&self, m: usize) -> i32 {
        let last = self.cells.len() - 1;
        sat16(i32::from(self.cells[(m + 1) & last]) - i32::from(self.cells[m.wrapping_sub(1) & last]))
    }

    /// One sample. Gives the readout before it, and whether a bar ended.
    pub fn sample(&mut self, hear: Hear) -> (i16, bool) {
        let bits = self.cells.len().ilog2();
        let y = waveform(&self.cells, self.phase);
        match hear {
            Hear::Learn(sample) | Hear::Follow(sample) => {
                let e = sat16(i32::from(sample) - y);
                let (m, f) = place(self.phase, bits);
                let next = (m + 1) & (self.cells.len() - 1);
                let (a, b) = (self.rise(m), self.rise(next));
                let d = i64::from(a) + ((i64::from(b - a) * i64::from(f)) >> 8);
                self.slope_error = (self.slope_error + i64::from(e) * d).clamp(-SUM, SUM);
                self.slope_square = (self.slope_square + d * d).min(SUM);
                if self.bars >= 2 {
                    let residual = self.residual + ((((e * e) as u64) << 8) >> self.leak);
                    self.residual = (residual - (residual >> self.leak)).min(MOST_RESIDUAL);
                }
                if matches!(hear, Hear::Learn(_)) {
                    self.errors[m] = self.errors[m].saturating_add(e * (256 - f));
                    self.errors[next] = self.errors[next].saturating_add(e * f);
                }
            }
            Hear::Alone => self.whole = false,
        }
        let before = self.phase;
        self.phase = (self.phase + self.frequency) & TURN_MASK;
        let quarter = self.phase >> (TURN_BITS - 2);
        self.armed |= quarter == 1 || quarter == 2;
        let wrapped = self.armed && self.phase < before;
        if wrapped {
            if self.whole {
                self.turn(matches!(hear, Hear::Learn(_)));
            }
            self.errors.fill(0);
            (self.slope_error, self.slope_square, self.whole, self.armed) = (0, 0, true, false);
        }
        (y as i16, wrapped)
    }

    /// What a whole bar has taught.
    fn turn(&mut self, learn: bool) {
        let bits = self.cells.len().ilog2();
        let gains = gains(self.bars, self.gear);
        let delta = if gains.is_some() { self.shift(33 - bits) } else { 0 };
        if learn {
            self.learn(delta, bits);
        }
        if let Some((a, b)) = gains {
            let top = 1 << (TURN_BITS - bits);
            self.phase = self.phase.wrapping_add_signed((i64::from(delta) << 8) >> a) & TURN_MASK;
            // Two cells of a ring of 16 at its fastest are 65 bits.
            let change = ((i128::from(delta) * i128::from(self.frequency)) >> 32) as i64 >> b;
            self.frequency = (self.frequency as i64 + change).clamp(1, top) as u64;
            self.shift_gear(delta);
        }
        self.bars = (self.bars + 1).min(65535);
        if self.bars == 2 {
            self.residual = 0;
        }
    }

    /// How far the bar came late, `2^-32` turn, at most two cells (`2^limit`): least squares of the error over the slope.
    fn shift(&mut self, limit: u32) -> i32 {
        let least = self.slope_square.max(self.mean_square >> 3) | 1;
        self.mean_square += (self.slope_square - self.mean_square) >> 3;
        let size = self.slope_error.abs();
        // A serial division of `limit` steps: the quotient is a fraction.
        let part = if size >= least { 1 << limit } else { ((i128::from(size) << limit) / i128::from(least)) as i32 };
        if self.slope_error < 0 { -part } else { part }
    }

    /// The waveform takes up the mean error of the bar, less what the bar's shift explains: it must not learn its own translation.
    fn learn(&mut self, delta: i32, bits: u32) {
        let n = self.cells.len();
        let pace = (self.frequency >> (TURN_BITS - bits - 16)).min(65535) as i64;
        let g = (self.bars + 1).ilog2().min(4);
        let moved = i64::from(delta >> (24 - bits));
        let (first, mut before) = (self.cells[0], self.cells[n - 1]);
        for m in 0..n {
            let here = self.cells[m];
            let next = if m + 1 < n { self.cells[m + 1] } else { first };
            let rise = i64::from(sat16(i32::from(next) - i32::from(before)));
            let change = ((i64::from(self.errors[m]) * pace) >> 24) - ((rise * moved) >> 9);
            self.cells[m] = (i64::from(here) + (change >> g)).clamp(-32767, 32767) as i16;
            before = here;
        }
    }

    /// Slower bar by bar, and fast again when the shifts agree in sign: then the tempo moves. The mean of eight shifts that do not
    /// agree has 0.26 of their deviation, so that it comes above 7/8 of their mean size once in 150 bars (above 5/8: once in 19).
    fn shift_gear(&mut self, delta: i32) {
        self.drift += (delta - self.drift) >> 3;
        self.spread += (delta.abs() - self.spread) >> 3;
        if self.bars >= 9 {
            self.gear = (self.gear + 1).min(GEARS.1);
        }
        if 8 * i64::from(self.drift.abs()) > 7 * i64::from(self.spread) && self.bars >= 12 {
            self.gear = (self.gear / 2).max(GEARS.0);
        }
    }
}
