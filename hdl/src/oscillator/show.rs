//! What is shown of a Q15 value: rounded to a few bits, symmetric. No clock.

use rust_hdl::prelude::*;

use crate::cast::*;

/// From a Q15 value to a shown one.
#[derive(LogicBlock, Default)]
pub struct Show {
    /// The value.
    pub value: Signal<In, Signed<16>>,
    /// What is shown of it.
    pub shown: Signal<Out, Signed<8>>,
    half: Fixed<Signed<32>>,
    shift: Fixed<Bits<4>>,
    most: Fixed<Signed<9>>,
    least: Fixed<Signed<9>>,
    wide: Signal<Local, Signed<32>>,
    rounded: Signal<Local, Signed<32>>,
    cut: Signal<Local, Signed<9>>,
    clamped: Signal<Local, Signed<9>>,
}

impl Show {
    /// For shown values of `bits` bits, 3 to 8.
    pub fn new(bits: u32) -> Self {
        let most = (1 << (bits - 1)) - 1;
        Self {
            half: signed_constant(1 << (15 - bits)),
            shift: constant(16 - bits),
            most: signed_constant(most),
            least: signed_constant(-most),
            ..Self::default()
        }
    }
}

impl Logic for Show {
    #[hdl_gen]
    fn update(&mut self) {
        self.wide.next = signed_bit_cast_to::<32, 16>(self.value.val());
        self.rounded.next = self.wide.val() + self.half.val();
        self.cut.next = self.rounded.val().get_bits::<9>(self.shift.val().index());
        self.clamped.next = self.cut.val();
        if self.cut.val() > self.most.val() {
            self.clamped.next = self.most.val();
        }
        if self.cut.val() < self.least.val() {
            self.clamped.next = self.least.val();
        }
        self.shown.next = signed_bit_cast_to::<8, 9>(self.clamped.val());
    }
}
