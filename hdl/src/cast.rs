//! Casts whose Rust meaning is that of the Verilog they turn into.
//!
//! `rust-hdl` recognises a function by how its name begins: `signed_bit_cast..` becomes `$signed(x)`, `unsigned_cast..`
//! becomes `$unsigned(x)`. A cast stands alone on the right-hand side; the width is that of the signal it is assigned to.

use rust_hdl::prelude::*;

/// Sign-extends or cuts, the minimum value included (the stock cast recurses for ever on it).
pub fn signed_bit_cast_to<const M: usize, const N: usize>(x: Signed<N>) -> Signed<M> {
    let mut word: u64 = x.inner().into();
    if x.sign_bit() && N < 64 {
        word |= u64::MAX << N;
    }
    signed_cast(Bits::<M>::from(if M < 64 { word & !(u64::MAX << M) } else { word }))
}

/// The bits of a signed number, zero-extended or cut.
pub fn unsigned_cast_to<const M: usize, const N: usize>(x: Signed<N>) -> Bits<M> {
    bit_cast(x.inner())
}

/// A signed constant.
pub fn signed_constant<const N: usize>(value: i64) -> Fixed<Signed<N>> {
    Fixed(Constant::new(Signed::from(value)))
}

/// An unsigned constant.
pub fn constant<const N: usize>(value: u32) -> Fixed<Bits<N>> {
    Fixed(Constant::new(Bits::from(u64::from(value))))
}

/// All bits that a number up to `most` needs. A register whose next value is masked with it is no wider on the device.
pub const fn bits_of(most: u32) -> u32 {
    if most == 0 { 0 } else { u32::MAX >> most.leading_zeros() }
}

/// A yes or no that is known when generating.
pub fn flag(value: bool) -> Fixed<Bit> {
    Fixed(Constant::new(value))
}

/// The value of a signed number.
pub fn value<const N: usize>(x: Signed<N>) -> i32 {
    let word: u64 = x.inner().into();
    ((word << (64 - N)) as i64 >> (64 - N)) as i32
}

/// A [`Constant`] with a default (zero), so that blocks can derive theirs.
#[derive(Clone, Copy, Debug)]
pub struct Fixed<T: Synth>(Constant<T>);

impl<T: Synth> Fixed<T> {
    /// The value.
    pub fn val(&self) -> T {
        self.0.val()
    }
}

impl<T: Synth> Default for Fixed<T> {
    fn default() -> Self {
        Self(Constant::new(T::default()))
    }
}

impl<T: Synth> Logic for Fixed<T> {
    fn update(&mut self) {}
}

impl<T: Synth> Block for Fixed<T> {
    fn connect_all(&mut self) {}

    fn update_all(&mut self) {}

    fn has_changed(&self) -> bool {
        false
    }

    fn accept(&self, name: &str, probe: &mut dyn Probe) {
        self.0.accept(name, probe);
    }
}
