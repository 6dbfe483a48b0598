//! The fast kernel for one instance: sixteen oscillators at once, dense rows by byte dot products, sparse rows edge by edge.
//!
//! It gives the bits of [`crate::plain`] for every shape and law. A medium of which an oscillator is held is left to that one.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod drive;
mod law;
mod matrix;
mod portable;
mod shown;
mod simd;
mod tile;

use syntony_medium::law::Law;
use syntony_medium::schedule::Values;

use crate::plain::Plain;
use crate::run::Sums;
use crate::{Isa, Kernel, Medium, Weights};
use law::{Common, Moved};
use matrix::Matrix;
use shown::Board;
use simd::{LANES, Simd};
use tile::Tile;

/// The kernel. It may be used for one medium after another.
#[derive(Debug)]
pub struct Single {
    isa: Isa,
    matrix: Matrix,
    tiles: Vec<Tile>,
    board: Board,
    /// Plays in its place where an oscillator is held.
    plain: Option<Plain>,
}

impl Default for Single {
    fn default() -> Self {
        Self::new(Isa::best())
    }
}

impl Single {
    /// A kernel with the instructions of `isa`, or the fastest below it that this machine has.
    pub fn new(isa: Isa) -> Self {
        Self { isa: isa.or_below(), matrix: Matrix::default(), tiles: Vec::new(), board: Board::default(), plain: None }
    }

    /// The instructions in use.
    pub fn isa(&self) -> Isa {
        self.isa
    }

    /// # Safety
    /// The machine must have the instructions of `S`.
    #[inline(always)]
    unsafe fn sweep_with<S: Simd, const FULL: bool>(&mut self, medium: &mut Medium, values: &Values) -> Sums {
        let (shape, settings) = (*medium.shape(), medium.settings);
        let block = shape.block as usize;
        let common = Common {
            values: *values,
            alpha: i32::from(settings.alpha) << 8,
            dither: settings.dither,
            dropped: shape.dropped_bits(),
            shown_bits: shape.shown_bits,
        };
        let draws = settings.law != Law::Inertial && (values.noise != 0 || settings.dither);
        let mut generator = medium.generator;
        let mut words = [0; LANES];
        // SAFETY: as the caller's.
        unsafe {
            let zero = S::splat(0);
            let mut sums = Moved::<S> { u: zero, v: zero, changed: zero };
            for tiles in self.tiles.chunks_mut(block.div_ceil(LANES)) {
                let newest = self.board.newest();
                let shift = self.board.shift::<FULL>(&self.matrix);
                for tile in &mut *tiles {
                    if draws {
                        for word in &mut words[..tile.count] {
                            *word = generator.draw().0 as i32;
                        }
                    }
                    let rows = (tile.first, tile.count);
                    let mut drives = match medium.weights() {
                        Weights::Dense(_) => drive::dense::<S, FULL>(&self.matrix, &self.board, rows, newest),
                        Weights::Sparse(edges) => drive::sparse::<S, FULL>(edges, &self.board, rows),
                    };
                    for (k, drive) in drives.iter_mut().enumerate().take(1 + usize::from(FULL)) {
                        *drive = S::add(*drive, S::add(S::load(&tile.fixed[k]), S::splat(shift[k])));
                    }
                    let moved = match settings.law {
                        Law::Inertial => law::inertial::<S>(tile, &common, drives),
                        _ => law::phase::<S, FULL>(tile, &common, drives, draws.then_some(&words)),
                    };
                    self.board.write(tile.first, S::bytes(moved.u), FULL.then(|| S::bytes(moved.v)));
                    sums.u = S::add(sums.u, moved.u);
                    sums.v = S::add(sums.v, moved.v);
                    sums.changed = S::add(sums.changed, moved.changed);
                }
                if let (Some(first), Some(last)) = (tiles.first(), tiles.last()) {
                    self.board.publish(first.first..last.first + last.count);
                }
            }
            medium.generator = generator;
            let total = |v| {
                let mut lanes = [0; LANES];
                S::store(v, &mut lanes);
                lanes.iter().sum::<i32>()
            };
            Sums { cos: total(sums.u), sin: total(sums.v), changed: total(sums.changed) as u32 }
        }
    }

    /// # Safety
    /// The machine must have the instructions of `S`.
    #[inline(always)]
    unsafe fn sweep_law<S: Simd>(&mut self, medium: &mut Medium, values: &Values) -> Sums {
        // SAFETY: as the caller's.
        unsafe {
            match medium.settings.law {
                Law::FullPhase => self.sweep_with::<S, true>(medium, values),
                _ => self.sweep_with::<S, false>(medium, values),
            }
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,avx512vnni")]
    fn sweep_avx512(&mut self, medium: &mut Medium, values: &Values) -> Sums {
        // SAFETY: this function is compiled for these instructions.
        unsafe { self.sweep_law::<avx512::Avx512>(medium, values) }
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    fn sweep_avx2(&mut self, medium: &mut Medium, values: &Values) -> Sums {
        // SAFETY: this function is compiled for these instructions.
        unsafe { self.sweep_law::<avx2::Avx2>(medium, values) }
    }

    /// What is added to shown bytes for the dot products of these weights.
    fn shown_bias(&self, medium: &Medium) -> u8 {
        match (medium.weights(), self.isa) {
            #[cfg(target_arch = "x86_64")]
            (Weights::Dense(_), Isa::Avx512) => avx512::Avx512::SHOWN_BIAS,
            _ => 0,
        }
    }
}

impl Kernel for Single {
    fn begin(&mut self, medium: &Medium) {
        self.plain = medium.oscillators.gain.iter().any(|gain| gain.held).then(Plain::default);
        if let Some(plain) = &mut self.plain {
            return plain.begin(medium);
        }
        let bias = self.shown_bias(medium);
        if let Weights::Dense(weights) = medium.weights() {
            self.matrix.pack(weights, medium);
        }
        let sums = &self.matrix.sums;
        tile::cut(&mut self.tiles, medium, |i| if bias == 0 { 0 } else { -i32::from(bias) * sums[i] });
        self.board.begin(medium, bias);
        self.flush();
    }

    fn sweep(&mut self, medium: &mut Medium, values: &Values) -> Sums {
        if let Some(plain) = &mut self.plain {
            return plain.sweep(medium, values);
        }
        match self.isa {
            // SAFETY: `new` chose instructions that the machine has.
            #[cfg(target_arch = "x86_64")]
            Isa::Avx512 => unsafe { self.sweep_avx512(medium, values) },
            // SAFETY: `new` chose instructions that the machine has.
            #[cfg(target_arch = "x86_64")]
            Isa::Avx2 => unsafe { self.sweep_avx2(medium, values) },
            // SAFETY: every machine has the base set.
            _ => unsafe { self.sweep_law::<portable::Portable>(medium, values) },
        }
    }

    fn flush(&mut self) {
        if let Some(plain) = &mut self.plain {
            return plain.flush();
        }
        self.board.flush(&self.tiles);
    }

    fn clear_errors(&mut self, medium: &mut Medium) {
        medium.oscillators.error.fill(0);
        if self.plain.is_none() && medium.settings.law == Law::Inertial {
            self.tiles.iter_mut().for_each(|tile| tile.third = [0; LANES]);
        }
    }

    fn measure(&mut self, medium: &Medium, signs: &mut [bool]) -> i64 {
        if let Some(plain) = &mut self.plain {
            return plain.measure(medium, signs);
        }
        for tile in &self.tiles {
            for (sign, u) in signs[tile.first..][..tile.count].iter_mut().zip(tile.u) {
                *sign = u < 0;
            }
        }
        drive::energy(medium, signs)
    }

    fn finish(&mut self, medium: &mut Medium) {
        if let Some(plain) = &mut self.plain {
            return plain.finish(medium);
        }
        tile::restore(&self.tiles, &mut medium.oscillators, medium.settings.law);
    }
}
