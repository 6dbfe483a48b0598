//! One lane: the drive of one row, a multiply-accumulate for each broadcast partner.
//!
//! Latency: 1 clock from operands to `sum`, 1 more to `drive` with `load`. Hand-made Verilog, because widths are chosen
//! when generating and the multiplier by the device.

use rust_hdl::prelude::*;
use syntony_medium::weight::WeightCode;

use crate::cast::value;

/// How products are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Product {
    /// Bits of a stored weight.
    pub weight_bits: u32,
    /// Code of a stored weight.
    pub code: WeightCode,
    /// Radix-4 digits as selections of the operand (for devices without multipliers to spare) instead of `*`.
    pub digits: bool,
}

/// A lane.
#[derive(LogicBlock)]
pub struct Lane {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Word of the weight memory.
    pub word: Signal<In, Bits<32>>,
    /// What the partner shows.
    pub shown: Signal<In, Signed<8>>,
    /// Whether there is a partner in this clock.
    pub enable: Signal<In, bool>,
    /// Whether it is the first of its row: the sum begins anew.
    pub first: Signal<In, bool>,
    /// Whether the sum of the clock before was the row's last: it goes to `drive`.
    pub load: Signal<In, bool>,
    /// Whether the drives move one lane on.
    pub shift: Signal<In, bool>,
    /// Drive of the next lane.
    pub next_drive: Signal<In, Signed<32>>,
    /// Drive of this lane's row, then of the next lanes' rows.
    pub drive: Signal<Out, Signed<32>>,
    _product: Product,
    _place: u32,
    _sum_bits: u32,
    _sum: i32,
}

impl Lane {
    /// A lane whose weights begin at bit `place` of the word and whose sums fit `sum_bits` bits.
    pub fn new(product: Product, place: u32, sum_bits: u32) -> Self {
        Self {
            clock: Signal::default(),
            word: Signal::default(),
            shown: Signal::default(),
            enable: Signal::default(),
            first: Signal::default(),
            load: Signal::default(),
            shift: Signal::default(),
            next_drive: Signal::default(),
            drive: Signal::default(),
            _product: product,
            _place: place,
            _sum_bits: sum_bits,
            _sum: 0,
        }
    }

    fn product_verilog(&self) -> String {
        let Product { weight_bits: bits, code, digits } = self._product;
        match code {
            WeightCode::TwosComplement => {
                format!("wire signed [{}:0] weight = word[{}:{}];\n", bits - 1, self._place + bits - 1, self._place)
                    + "wire signed [16:0] product = weight * shown;\n"
            }
            WeightCode::Radix4 => {
                let mut text = String::new();
                let mut terms = Vec::new();
                for digit in 0..bits / 2 {
                    let at = self._place + 2 * digit;
                    let (d1, d0) = (format!("word[{}]", at + 1), format!("word[{at}]"));
                    if digits {
                        text += &format!(
                            "wire [8:0] part{digit} = ({{9{{{d0}}}}} & {{shown[7], shown}} | {{9{{{d1} & ~{d0}}}}} & {{shown, 1'b0}}) ^ {{9{{{d1}}}}};\n"
                        );
                        terms.push(format!("(($signed(part{digit}) + $signed({{1'b0, {d1}}})) <<< {})", 2 * digit));
                    } else {
                        text += &format!("wire signed [1:0] digit{digit} = {{{d1}, {d0}}};\n");
                        terms.push(format!("(digit{digit} <<< {})", 2 * digit));
                    }
                }
                let sum = terms.join(" + ");
                text + &if digits {
                    format!("wire signed [16:0] product = {sum};\n")
                } else {
                    format!("wire signed [8:0] weight = {sum};\nwire signed [16:0] product = weight * shown;\n")
                }
            }
        }
    }
}

impl Logic for Lane {
    fn update(&mut self) {
        if self.clock.pos_edge() {
            if self.load.val() {
                self.drive.next = i64::from(self._sum).into();
            } else if self.shift.val() {
                self.drive.next = self.next_drive.val();
            }
            if self.enable.val() {
                let word: u64 = self.word.val().into();
                let code = (word >> self._place) as u32 & ((1 << self._product.weight_bits) - 1);
                let weight = self._product.code.decode(code, self._product.weight_bits);
                let base = if self.first.val() { 0 } else { self._sum };
                let shift = 32 - self._sum_bits;
                self._sum = (base.wrapping_add(weight * value(self.shown.val())) << shift) >> shift;
            }
        }
    }

    fn connect(&mut self) {
        self.drive.connect();
    }

    fn hdl(&self) -> Verilog {
        Verilog::Custom(format!(
            "{product}reg signed [{top}:0] sum;
reg signed [{top}:0] held;
initial begin
  sum = 0;
  held = 0;
end
wire signed [{top}:0] base = first ? {bits}'sd0 : sum;
always @(posedge clock) begin
  if (enable) sum <= base + product;
  if (load) held <= sum;
  else if (shift) held <= next_drive[{top}:0];
end
always @(*) drive = held;
",
            product = self.product_verilog(),
            top = self._sum_bits - 1,
            bits = self._sum_bits,
        ))
    }
}

impl Default for Lane {
    fn default() -> Self {
        Self::new(Product { weight_bits: 2, code: WeightCode::TwosComplement, digits: false }, 0, 8)
    }
}
