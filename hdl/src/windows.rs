//! Which windows there are and how many words they have, made from the window table. No clock.

use rust_hdl::prelude::*;
use syntony_medium::shape::Shape;
use syntony_medium::window;

/// The table of windows.
#[derive(LogicBlock, Default)]
pub struct WindowTable {
    /// Number of a window.
    pub number: Signal<In, Bits<8>>,
    /// Offset in it.
    pub offset: Signal<In, Bits<32>>,
    /// There is such a window.
    pub exists: Signal<Out, Bit>,
    /// There is such an offset in it.
    pub reached: Signal<Out, Bit>,
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
        let window = window::at(&self._shape, number as u16);
        let words = window.map_or(0, |window| window.words(&self._shape));
        self.exists.next = window.is_some();
        self.reached.next = u64::from(self.offset.val()) < u64::from(words);
        self.words.next = u64::from(words).into();
    }

    fn connect(&mut self) {
        self.exists.connect();
        self.reached.connect();
        self.words.connect();
    }

    fn hdl(&self) -> Verilog {
        let mut text = String::from("always @(*) begin\n  exists = 1'b1;\n  reached = 1'b0;\n  words = 32'd0;\n  case (number)\n");
        for window in window::of(&self._shape) {
            let words = window.words(&self._shape);
            // A power of two needs no carry chain, other numbers one of their own length.
            let reached = match words {
                0 => String::new(),
                _ if words.is_power_of_two() => format!("reached = ~|offset[31:{}]; ", words.ilog2()),
                _ => {
                    let bits = words.ilog2() + 1;
                    format!("reached = ~|offset[31:{bits}] & (offset[{}:0] < {bits}'d{words}); ", bits - 1)
                }
            };
            text += &format!("    8'd{}: begin {reached}words = 32'd{words}; end // {}\n", window.number, window.name);
        }
        text += "    default: exists = 1'b0;\n  endcase\nend\n";
        Verilog::Custom(text)
    }
}
