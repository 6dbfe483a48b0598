//! An accumulator behind a 16 x 16 multiplier: 1 clock. Hand-made Verilog, in the form that becomes one DSP block with its
//! adder and its register.

use rust_hdl::prelude::*;

use crate::cast::value;

/// The accumulator.
#[derive(LogicBlock, Default)]
pub struct Accumulate {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// First factor.
    pub a: Signal<In, Signed<16>>,
    /// Second factor.
    pub b: Signal<In, Signed<16>>,
    /// What the product is added to.
    pub base: Signal<In, Bits<32>>,
    /// Takes the sum in.
    pub enable: Signal<In, bool>,
    /// The sum.
    pub sum: Signal<Out, Bits<32>>,
}

impl Logic for Accumulate {
    fn update(&mut self) {
        if self.clock.pos_edge() && self.enable.val() {
            let base: u64 = self.base.val().into();
            let product = value(self.a.val()) * value(self.b.val());
            self.sum.next = u64::from((base as u32).wrapping_add(product as u32)).into();
        }
    }

    fn connect(&mut self) {
        self.sum.connect();
    }

    fn hdl(&self) -> Verilog {
        Verilog::Custom(
            "reg signed [31:0] total;
initial total = 0;
// Two of these have the same factors: each keeps its own multiplier.
wire signed [31:0] product = a * (* keep *) b;
always @(posedge clock) if (enable) total <= $signed(base) + product;
always @(*) sum = total;
"
            .into(),
        )
    }
}
