//! Small arithmetic parts that `rust-hdl` has no expression for.

use rust_hdl::prelude::*;

use crate::cast::value;

/// Arithmetic shift right by a variable amount; no clock.
#[derive(LogicBlock, Default)]
pub struct ShiftRight {
    /// What is shifted.
    pub value: Signal<In, Signed<32>>,
    /// By how many bits.
    pub amount: Signal<In, Bits<4>>,
    /// The shifted value.
    pub result: Signal<Out, Signed<32>>,
}

impl Logic for ShiftRight {
    fn update(&mut self) {
        self.result.next = i64::from(value(self.value.val()) >> self.amount.val().index()).into();
    }

    fn connect(&mut self) {
        self.result.connect();
    }

    fn hdl(&self) -> Verilog {
        Verilog::Custom("always @(*) result = value >>> amount;\n".into())
    }
}

/// A 16 x 16 multiplier with a register behind it: 1 clock.
#[derive(LogicBlock, Default)]
pub struct Multiply {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// First factor.
    pub a: Signal<In, Signed<16>>,
    /// Second factor.
    pub b: Signal<In, Signed<16>>,
    /// The product of the clock before.
    pub product: Signal<Out, Signed<32>>,
    result: Signal<Local, Signed<32>>,
    held: DFF<Signed<32>>,
}

impl Logic for Multiply {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, held);
        self.result.next = self.a.val() * self.b.val();
        self.held.d.next = self.result.val();
        self.product.next = self.held.q.val();
    }
}
