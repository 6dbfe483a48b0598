//! The oscillators' banks as the kernel holds them: one 32-bit number a lane, padded to whole vectors.

use syntony_medium::format::MAX16;
use syntony_medium::law::Law;
use syntony_medium::sine::{cos, show, sin};

use super::simd::LANES;
use crate::oscillators::{pack_amplitude, pack_phase};
use crate::plain::Amplitude;
use crate::{Medium, Oscillators};

/// A bank; `LANES` entries more than oscillators, so that a vector may begin at any of them.
pub type Bank = Vec<i32>;

/// State, shown values and constants of every oscillator.
#[derive(Clone, Debug, Default)]
pub struct Banks {
    /// Phase word, or `x`.
    pub state: Bank,
    /// Sine and cosine of the phase, Q15; for the inertial law `y` and the error counter.
    pub second: Bank,
    /// See `second`.
    pub third: Bank,
    /// The newest shown values.
    pub u: Bank,
    /// The newest second shown values.
    pub v: Bank,
    /// Natural frequency.
    pub omega: Bank,
    /// Target of the injection as a 24-bit phase.
    pub target: Bank,
    /// Mantissa `K` of the row gain.
    pub mantissa: Bank,
    /// `32767 >> sh`, or 32767.
    pub limit: Bank,
    /// What is added before the shift down: half of its unit.
    pub half: Bank,
    /// Shift down, 0..=16.
    pub down: Bank,
    /// Shift up, 0..=15.
    pub up: Bank,
    /// Error step `d`.
    pub error_step: Bank,
    /// What the two drives are beside the dot products.
    pub fixed: [Bank; 2],
}

fn refill(bank: &mut Bank, values: impl Iterator<Item = i32>) {
    bank.clear();
    bank.extend(values);
    bank.extend([0; LANES]);
}

/// Sixteen entries from `first` on.
#[inline(always)]
pub fn lanes(bank: &Bank, first: usize) -> &[i32; LANES] {
    bank[first..].first_chunk().expect("banks are padded by a vector")
}

/// Sixteen entries from `first` on, to be changed.
#[inline(always)]
pub fn lanes_mut(bank: &mut Bank, first: usize) -> &mut [i32; LANES] {
    bank[first..].first_chunk_mut().expect("banks are padded by a vector")
}

impl Banks {
    /// Takes the oscillators of a medium in. `base` is what each row's dot product needs added.
    pub fn fill(&mut self, medium: &Medium, base: impl Fn(usize) -> i32) {
        let (o, shape, inertial) = (&medium.oscillators, medium.shape(), medium.settings.law == Law::Inertial);
        let (dropped, bits, shown_max) = (shape.dropped_bits(), shape.shown_bits, shape.shown_max());
        if inertial {
            let amplitudes = || (0..o.state.len()).map(|i| Amplitude::from_banks(o, i));
            refill(&mut self.state, amplitudes().map(|a| a.x));
            refill(&mut self.second, amplitudes().map(|a| a.y));
            refill(&mut self.third, amplitudes().map(|a| a.e));
            refill(&mut self.u, amplitudes().map(|a| a.shown(shown_max)));
            refill(&mut self.v, amplitudes().map(|_| 0));
        } else {
            refill(&mut self.state, o.state.iter().map(|&word| pack_phase(word, dropped) as i32));
            let phases = || o.state.iter().map(|&word| pack_phase(word, dropped));
            refill(&mut self.second, phases().map(sin));
            refill(&mut self.third, phases().map(cos));
            refill(&mut self.u, phases().map(|phase| show(cos(phase), bits)));
            refill(&mut self.v, phases().map(|phase| show(sin(phase), bits)));
        }
        refill(&mut self.omega, o.frequency.iter().copied());
        refill(&mut self.target, o.target.iter().map(|&theta| i32::from(theta) << 8));
        refill(&mut self.mantissa, o.gain.iter().map(|gain| i32::from(gain.mantissa)));
        refill(&mut self.limit, o.gain.iter().map(|gain| MAX16 >> gain.exponent.max(0)));
        refill(&mut self.half, o.gain.iter().map(|gain| if gain.exponent < 0 { 1 << (-gain.exponent - 1) } else { 0 }));
        refill(&mut self.down, o.gain.iter().map(|gain| i32::from((-gain.exponent).max(0))));
        refill(&mut self.up, o.gain.iter().map(|gain| i32::from(gain.exponent.max(0))));
        refill(&mut self.error_step, o.gain.iter().map(|gain| i32::from(gain.error_step)));
        refill(&mut self.fixed[0], o.bias.iter().enumerate().map(|(i, &bias)| i32::from(bias) * shown_max + base(i)));
        refill(&mut self.fixed[1], (0..o.bias.len()).map(base));
    }

    /// Puts states and error counters back.
    pub fn restore(&self, oscillators: &mut Oscillators, law: Law) {
        for (i, word) in oscillators.state.iter_mut().enumerate() {
            *word = if law == Law::Inertial { pack_amplitude(self.state[i], self.second[i]) } else { self.state[i] as u32 };
        }
        if law == Law::Inertial {
            for (error, &e) in oscillators.error.iter_mut().zip(&self.third) {
                *error = e as i16;
            }
        }
    }
}
