//! One adder that also takes away, for what `rust-hdl` would make two of.

use rust_hdl::prelude::*;

/// `left + right` or `left - right`, 32 bits; no clock.
#[derive(LogicBlock, Default)]
pub struct Adder {
    /// First operand.
    pub left: Signal<In, Bits<32>>,
    /// Second operand.
    pub right: Signal<In, Bits<32>>,
    /// It is taken away.
    pub less: Signal<In, Bit>,
    /// What comes out.
    pub sum: Signal<Out, Bits<32>>,
}

impl Logic for Adder {
    fn update(&mut self) {
        let (left, right): (u64, u64) = (self.left.val().into(), self.right.val().into());
        let (left, right) = (left as u32, right as u32);
        let sum = if self.less.val() { left.wrapping_sub(right) } else { left.wrapping_add(right) };
        self.sum.next = u64::from(sum).into();
    }

    fn connect(&mut self) {
        self.sum.connect();
    }

    fn hdl(&self) -> Verilog {
        // The lowest bit carries in.
        Verilog::Custom(
            "wire [32:0] both = {left, 1'b1} + {right ^ {32{less}}, less};
always @(*) sum = both[32:1];
"
            .into(),
        )
    }
}
