//! The batch kernel: 64 restarts of the inertial law side by side, one in each lane of the vectors.
//!
//! All restarts of a group share weights, gains and schedules and differ in their states, so an edge is read once for all of
//! them. Every lane gives the bits of [`crate::plain`] (`sim/tests/batch.rs`), whichever instructions are used.
//!
//! A group runs one cycle at a time: [`Batch::cycle`] is a run of `sweeps` sweeps with `restart`, except that the caller may look
//! at the states and change them before the next cycle.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod dense;
mod dispatch;
mod group;
mod lanes;
mod measure;
mod node;
mod pipeline;
#[cfg(any(test, not(target_arch = "x86_64")))]
mod portable;
mod rows;
mod simd;
mod sparse;
#[cfg(target_arch = "x86_64")]
mod sse2;

use syntony_medium::format::isqrt;
use syntony_medium::gain::Gain;
use syntony_medium::law::Law;
use syntony_medium::schedule::Ramp;
use syntony_medium::shape::Shape;

use crate::{Isa, Medium, SimError};
use dispatch::Task;
use lanes::{Lanes8, Lanes16, Layout};
use pipeline::Pipeline;
use rows::Arranged;
use simd::Simd;

pub use group::Group;
pub use lanes::LANES;
pub use measure::Measure;

/// A medium arranged for many restarts.
#[derive(Clone, Debug)]
pub struct Batch {
    shape: Shape,
    gains: Vec<Gain>,
    bias: Vec<i16>,
    weights: Arranged,
    isa: Isa,
}

impl Batch {
    /// Takes shape, weights, gains and biases of a medium. `isa` is taken as far as the machine has it.
    ///
    /// Refuses a medium without the inertial law, or with banks of the wrong length, or with oscillators that are held.
    pub fn new(medium: &Medium, isa: Isa) -> Result<Self, SimError> {
        let shape = *medium.shape();
        if !shape.laws.has(Law::Inertial) {
            return Err(SimError::Law { law: Law::Inertial.name() });
        }
        let (n, banks) = (shape.oscillators as usize, &medium.oscillators);
        for (what, found) in [("the gain bank", banks.gain.len()), ("the bias bank", banks.bias.len())] {
            if found != n {
                return Err(SimError::Length { what, found, expected: n });
            }
        }
        if shape.learning && banks.gain.iter().any(|gain| gain.held) {
            return Err(SimError::Held);
        }
        medium.weights().check(&shape)?;
        Ok(Self {
            shape,
            gains: banks.gain.iter().map(|gain| Gain::from_word(gain.word())).collect(),
            bias: banks.bias.clone(),
            weights: Arranged::new(&shape, medium.weights(), &banks.bias),
            isa: isa.or_below(),
        })
    }

    /// The instructions that are used.
    pub fn isa(&self) -> Isa {
        self.isa
    }

    /// The shape of the medium.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    fn layout(&self) -> Layout {
        let bytes = match self.isa {
            Isa::Portable => 16,
            Isa::Avx2 => 32,
            Isa::Avx512 => 64,
        };
        Layout { bytes, dense: matches!(self.weights, Arranged::Dense(_)) }
    }

    /// A group of restarts, all states zero.
    pub fn group(&self) -> Group {
        Group::new(self.shape.oscillators as usize, self.layout())
    }

    /// One cycle: shown values anew from the states, error counters zero, `sweeps` sweeps under the ramp of the squared pull.
    /// `stop` is asked after each sweep with the number of sweeps done; the cycle ends early when it says `true`. Returns the sweeps done.
    pub fn cycle(&self, group: &mut Group, pull: Ramp, sweeps: u32, stop: &mut dyn FnMut(u32) -> bool) -> u32 {
        assert!(group.layout == self.layout() && group.cells.len() == self.gains.len(), "the group is of another batch");
        dispatch::run(self.isa, Cycle { batch: self, group, pull, sweeps, stop })
    }

    /// Signs and energies from the states as they are, as the measuring pass of the definition finds them.
    pub fn measure(&self, group: &Group) -> Measure {
        let signs = group.signs(self.shape.shown_max());
        let energies = dispatch::run(self.isa, Energies { batch: self, signs: &signs });
        Measure { signs, energies }
    }
}

struct Energies<'a> {
    batch: &'a Batch,
    signs: &'a [u64],
}

impl Task for Energies<'_> {
    type Output = [i64; LANES];

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> [i64; LANES] {
        self.batch.energies(simd, self.signs)
    }
}

struct Cycle<'a> {
    batch: &'a Batch,
    group: &'a mut Group,
    pull: Ramp,
    sweeps: u32,
    stop: &'a mut dyn FnMut(u32) -> bool,
}

impl Task for Cycle<'_> {
    type Output = u32;

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> u32 {
        let Self { batch, group, pull, sweeps, stop } = self;
        let shape = batch.shape;
        let (block, shown_max) = (shape.block as usize, shape.shown_max() as i16);
        group.show(simd, shown_max);
        let mut pipeline = Pipeline::new(shape.lag);
        let (mut bytes, mut words) = (Vec::new(), Vec::new());
        match batch.weights {
            Arranged::Sparse(_) => bytes = vec![Lanes8::ZERO; 2 * block],
            Arranged::Dense(_) => words = vec![Lanes16::ZERO; 2 * block],
        }
        let mut square = pull.start.max(0);
        for done in 0..sweeps {
            let g = isqrt(square as u32).min(32767) as i16;
            let (gains, cells, seen, pipeline) = (&batch.gains[..], &mut group.cells[..], &mut group.seen[..], &mut pipeline);
            match &batch.weights {
                Arranged::Sparse(sparse) => {
                    let mut work = sparse::Sweep { sparse, gains, cells, seen, stage: &mut bytes, block, pipeline };
                    sparse::sweep(simd, &mut work, g, shown_max);
                }
                Arranged::Dense(dense) => {
                    let mut work = dense::Sweep { dense, gains, cells, seen, stage: &mut words, block, pipeline };
                    dense::sweep(simd, &mut work, g, shown_max);
                }
            }
            square = square.saturating_add(pull.step).max(0);
            if stop(done + 1) {
                return done + 1;
            }
        }
        sweeps
    }
}
