//! Learning: pictures are shown to a medium, and it makes its weights itself (`docs/src/learning.md`).

use std::f64::consts::TAU;

use syntony_medium::format::ONE;
use syntony_medium::gain::Gain;
use syntony_medium::learning::Learning;
use syntony_medium::noise::Generator;
use syntony_medium::shape::Shape;
use syntony_sim::{Medium, SimError, Weights};

use super::{Memory, MemoryError, Pattern, PatternSet, Trials};
use crate::description::spread::Spread;
use crate::player::Player;
use crate::progress::Watch;
use crate::random::Random;

/// What teaching came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Course {
    /// Rows that learnt, epoch by epoch.
    pub rows: Vec<u32>,
    /// Whether the last epoch found every row in balance.
    pub in_balance: bool,
}

impl Course {
    /// Rows that learnt, all together.
    pub fn learnt(&self) -> u64 {
        self.rows.iter().map(|&rows| u64::from(rows)).sum()
    }
}

/// The shape of a medium that learns pictures of so many pixels: one oscillator a pixel, fully coupled.
pub fn shape(pixels: usize, weight_bits: u32) -> Shape {
    let oscillators = u32::try_from(pixels).unwrap_or(u32::MAX);
    let block = oscillators.min(16);
    Shape { oscillators, weight_bits, lanes: block, block, learning: true, ..Shape::default() }
}

/// The margin that leaves a row's weights room: half of what random weights at their limit would drive.
pub fn margin(shape: &Shape) -> u32 {
    let limit = f64::from(shape.weight_code.limit(shape.weight_bits));
    ((limit * f64::from(shape.oscillators).sqrt() / 2.0).round() as u32).max(1)
}

/// A picture as phases: 0 where it is set, half a turn where not.
pub fn phases(pixels: &[i8]) -> Vec<u32> {
    pixels.iter().map(|&pixel| if pixel < 0 { 1 << 23 } else { 0 }).collect()
}

impl Memory {
    /// A medium that has learnt nothing yet, for pictures. Its gains make a drive of the margin one unit; `learning` is kept, switched off.
    ///
    /// # Errors
    /// [`MemoryError::Medium`] when a medium of so many oscillators or weight bits is not possible.
    pub fn blank(set: PatternSet, shape: Shape, learning: Learning, seed: u32) -> Result<Self, MemoryError> {
        let mut medium = Medium::new(shape)?;
        let unit = f64::from(learning.margin.max(1)) * f64::from(shape.shown_max());
        medium.oscillators.gain.fill(Gain::from_factor(f64::from(ONE) / unit).unwrap_or_default());
        medium.settings.learning = Learning { on: false, ..learning };
        medium.learnt.generator = Generator::new(seed);
        Self::learnt(set, medium)
    }

    /// Pictures and a medium that learnt them, or others.
    ///
    /// # Errors
    /// [`MemoryError::Learnt`] when the medium has another number of oscillators than the pictures have pixels.
    pub fn learnt(set: PatternSet, medium: Medium) -> Result<Self, MemoryError> {
        let (oscillators, pixels) = (medium.shape().oscillators as usize, set.pixels());
        if oscillators != pixels {
            return Err(MemoryError::Learnt { oscillators, pixels });
        }
        if !matches!(medium.weights(), Weights::Dense(_)) {
            return Err(MemoryError::Sparse);
        }
        Ok(Self { set, medium })
    }

    /// How the medium learns; it is switched off but while a picture is shown.
    pub fn learning(&self) -> Learning {
        self.medium.settings.learning
    }

    /// Learns in another way from now on.
    pub fn set_learning(&mut self, learning: Learning) {
        self.medium.settings.learning = Learning { on: false, ..learning };
    }

    /// The same medium, to be asked for other pictures.
    ///
    /// # Errors
    /// As [`Memory::learnt`].
    pub fn asked_for(&self, set: PatternSet) -> Result<Self, MemoryError> {
        Self::learnt(set, self.medium.clone())
    }

    /// Shows pictures one after another, each clamped for one learning pass; returns the rows that learnt, pass by pass.
    ///
    /// # Errors
    /// [`MemoryError::Cue`] for a picture of another size, [`MemoryError::Medium`] when the shape cannot learn, [`MemoryError::Play`] when
    /// the board fails.
    pub fn show<'a>(&mut self, player: &mut impl Player, pictures: impl Iterator<Item = &'a [i8]>) -> Result<Vec<u32>, MemoryError> {
        let mut states = Vec::new();
        for pixels in pictures {
            self.check(pixels)?;
            let mut state = phases(pixels);
            self.medium.keep_held(&mut state);
            states.push(state);
        }
        if !self.medium.shape().learning {
            return Err(SimError::Learning.into());
        }
        self.medium.settings.learning.on = true;
        let rows = player.show(&mut self.medium, &states);
        self.medium.settings.learning.on = false;
        Ok(rows?)
    }

    /// Shows all pictures in their order.
    ///
    /// # Errors
    /// As [`Memory::show`].
    pub fn epoch(&mut self, player: &mut impl Player) -> Result<u32, MemoryError> {
        let patterns: Vec<Pattern> = self.set.patterns().to_vec();
        let rows = self.show(player, patterns.iter().map(|pattern| &pattern.pixels[..]))?;
        Ok(rows.into_iter().sum())
    }

    /// Shows all pictures, epoch by epoch, until every row is in balance, at most `epochs` times. `each` sees the memory after each epoch.
    ///
    /// # Errors
    /// As [`Memory::show`], and what `each` gives.
    pub fn teach<P: Player>(
        &mut self,
        player: &mut P,
        epochs: u32,
        watch: &dyn Watch,
        mut each: impl FnMut(&Memory, &mut P) -> Result<(), MemoryError>,
    ) -> Result<Course, MemoryError> {
        let mut course = Course::default();
        while (course.rows.len() as u32) < epochs && !course.in_balance && !watch.stopped() {
            let rows = self.epoch(player)?;
            course.rows.push(rows);
            course.in_balance = rows == 0;
            watch.advance(1);
            each(self, player)?;
        }
        Ok(course)
    }

    /// Recalls as [`Memory::trials_on`] does, from trial number `first` on, and learns from each answer: it is shown to the medium as what it is.
    ///
    /// # Errors
    /// As [`Memory::trials_on`] and [`Memory::show`].
    pub fn trials_learning(
        &mut self,
        trials: &Trials,
        first: u32,
        player: &mut impl Player,
        watch: &dyn Watch,
    ) -> Result<super::Recall, MemoryError> {
        let flips = self.flips(trials)?;
        let mut results = Vec::new();
        for trial in (first..first.saturating_add(trials.trials)).take_while(|_| !watch.stopped()) {
            let mut medium = self.medium.clone();
            let (result, answer) = self.answered(player, &mut medium, trials, trial, flips)?;
            results.push(result);
            self.show(player, std::iter::once(&answer[..]))?;
            watch.advance(1);
        }
        Ok(self.tally(trials, results))
    }

    /// Recalls as [`Memory::trials_on`] does, from trial number `first` on; the natural frequencies tune while it recalls, a pass behind each
    /// read, and nothing else learns.
    ///
    /// # Errors
    /// As [`Memory::trials_on`].
    pub fn trials_tuning(
        &mut self,
        trials: &Trials,
        first: u32,
        player: &mut impl Player,
        watch: &dyn Watch,
    ) -> Result<super::Recall, MemoryError> {
        let flips = self.flips(trials)?;
        let mut results = Vec::new();
        for trial in (first..first.saturating_add(trials.trials)).take_while(|_| !watch.stopped()) {
            let mut medium = self.medium.clone();
            medium.settings.learning = Learning { on: true, freeze_weights: true, freeze_gains: true, ..self.learning() };
            results.push(self.answered(player, &mut medium, trials, trial, flips)?.0);
            self.medium.oscillators.frequency = medium.oscillators.frequency;
            self.medium.learnt = medium.learnt;
            watch.advance(1);
        }
        Ok(self.tally(trials, results))
    }

    /// Draws natural frequencies: normal, of a standard deviation in radians a sweep.
    pub fn spread(&mut self, deviation: f64, random: &mut Random) {
        let most = f64::from((1 << 23) - 1);
        for frequency in &mut self.medium.oscillators.frequency {
            // Never 0 or 1, where the quantile has no value.
            let share = (random.below(1 << 32) as f64 + 0.5) / 2f64.powi(32);
            *frequency = (Spread::Normal.quantile(share) * deviation * f64::from(1 << 24) / TAU).round().clamp(-most, most) as i32;
        }
    }

    /// Root of the mean square of the natural frequencies, radians a sweep.
    pub fn detuning(&self) -> f64 {
        let frequencies = &self.medium.oscillators.frequency;
        let squares = frequencies.iter().map(|&omega| (f64::from(omega) * TAU / f64::from(1 << 24)).powi(2));
        (squares.sum::<f64>() / frequencies.len().max(1) as f64).sqrt()
    }

    /// Share of the weights that are not 0, of those between two oscillators.
    pub fn used(&self) -> f64 {
        let n = self.set.pixels() as f64;
        match self.medium.weights() {
            Weights::Dense(matrix) => matrix.iter().filter(|&&w| w != 0).count() as f64 / (n * (n - 1.0)).max(1.0),
            Weights::Sparse(_) => 0.0,
        }
    }

    /// Holds a share of the oscillators, each with that probability, at a random phase from now on; returns how many.
    ///
    /// # Errors
    /// [`MemoryError::Lost`] when it is no share.
    pub fn stick(&mut self, share: f64, random: &mut Random) -> Result<usize, MemoryError> {
        if !(0.0..=1.0).contains(&share) {
            return Err(MemoryError::Lost(share));
        }
        let banks = &mut self.medium.oscillators;
        let mut states = banks.state.clone();
        for (gain, state) in banks.gain.iter_mut().zip(&mut states) {
            if random.unit() < share {
                (gain.held, *state) = (true, random.bits() as u32 & 0xFF_FFFF);
            }
        }
        self.medium.set_phases(states);
        Ok(self.medium.oscillators.gain.iter().filter(|gain| gain.held).count())
    }

    /// Loses a share of the weights: each is set to 0 with that probability.
    ///
    /// # Errors
    /// [`MemoryError::Lost`] when it is no share.
    pub fn lose(&mut self, share: f64, random: &mut Random) -> Result<(), MemoryError> {
        if !(0.0..=1.0).contains(&share) {
            return Err(MemoryError::Lost(share));
        }
        if let Weights::Dense(matrix) = self.medium.weights() {
            let left = matrix.iter().map(|&w| if random.unit() < share { 0 } else { w }).collect();
            self.medium.set_weights(Weights::Dense(left))?;
        }
        Ok(())
    }
}
