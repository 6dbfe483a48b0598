//! Which windows there are and how many words they have, made from the window table. No clock.

use rust_hdl::prelude::*;
use syntony_medium::shape::Shape;
use syntony_medium::window::{WINDOWS, by_number};

/// The table of windows.
#[derive(LogicBlock, Default)]
pub struct WindowTable {
    /// Number of a window.
    pub number: Signal<In, Bits<16>>,
    /// There is such a window.
    pub exists: Signal<Out, Bit>,
    /// How many words it has.
    pub words: Signal<Out, Bits<32>>,
    _shape: Shape,
}

impl WindowTable {
    /// The windows of a shape.
    pub fn new(shape: &Shape) -> Self {
        Self { _shape: *shape, ..Self::default() }
    }
}

impl Logic for WindowTable {
    fn update(&mut self) {
        let number: u64 = self.number.val().into();
        let window = by_number(number as u16);
        self.exists.next = window.is_some();
        self.words.next = u64::from(window.map_or(0, |window| window.words(&self._shape))).into();
    }

    fn connect(&mut self) {
        self.exists.connect();
        self.words.connect();
    }

    fn hdl(&self) -> Verilog {
        let mut text = String::from("always @(*) begin\n  exists = 1'b1;\n  words = 32'd0;\n  case (number)\n");
        for window in WINDOWS {
            text += &format!("    16'd{}: words = 32'd{}; // {}\n", window.number, window.words(&self._shape), window.name);
        }
        text += "    default: exists = 1'b0;\n  endcase\nend\n";
        Verilog::Custom(text)
    }
}
