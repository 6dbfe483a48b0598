//! One lane: the drive of one row, a multiply-accumulate for each broadcast partner.
//!
//! Latency: 1 clock from operands to `sum` (3 with registers at the multiplier), 1 more to `drive` with `load`. Hand-made Verilog, because widths are chosen
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
    /// Registers before and behind the multiplier, for devices whose memories and multipliers are fast only with them:
    /// a partner counts 2 clocks later.
    pub registers: bool,
}

/// A lane.
#[derive(LogicBlock)]
pub struct Lane {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Word of the weight memory.
    pub word: Signal<In, Bits<32>>,
    /// What the partner shows; 0 when there is none.
    pub shown: Signal<In, Signed<8>>,
    /// Whether the sum is the row's whole: it goes to `drive` and begins anew. Never together with a partner.
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
    _product_held: i32,
    _word_held: u32,
    _shown_held: i32,
}

impl Lane {
    /// A lane whose weights begin at bit `place` of the word and whose sums fit `sum_bits` bits.
    pub fn new(product: Product, place: u32, sum_bits: u32) -> Self {
        // Only a multiplier gains from registers.
        let product = Product { digits: product.digits && !product.registers, ..product };
        Self {
            clock: Signal::default(),
            word: Signal::default(),
            shown: Signal::default(),
            load: Signal::default(),
            shift: Signal::default(),
            next_drive: Signal::default(),
            drive: Signal::default(),
            _product: product,
            _place: place,
            _sum_bits: sum_bits,
            _sum: 0,
            _product_held: 0,
            _word_held: 0,
            _shown_held: 0,
        }
    }

    fn product(&self, (word, shown): (u32, i32)) -> i32 {
        let code = word >> self._place & ((1 << self._product.weight_bits) - 1);
        self._product.code.decode(code, self._product.weight_bits) * shown
    }

    /// Verilog of `product`, and of the bit that is still to be added to it, if any.
    fn product_verilog(&self) -> (String, Option<String>) {
        let Product { weight_bits: bits, code, digits, .. } = self._product;
        let place = self._place;
        if code == WeightCode::TwosComplement {
            let top = place + bits - 1;
            let text =
                format!("wire signed [{}:0] weight = word[{top}:{place}];\nwire signed [16:0] product = weight * shown;\n", bits - 1);
            return (text, None);
        }
        let pair = |digit: u32| (format!("word[{}]", place + 2 * digit + 1), format!("word[{}]", place + 2 * digit));
        if !digits {
            let terms: Vec<_> = (0..bits / 2).map(|k| format!("($signed({{{}, {}}}) <<< {})", pair(k).0, pair(k).1, 2 * k)).collect();
            let sum = terms.join(" + ");
            let text = format!("wire signed [{bits}:0] weight = {sum};\nwire signed [16:0] product = weight * shown;\n");
            return (text, None);
        }
        // A digit selects 0, u, ~u or ~2u, one LUT4 a bit; a complement lacks 1 at its own place. What the first digit lacks
        // goes into the sum, what a later one lacks into the adder that takes the digit in: from its own place on, 10 bits.
        let mut text = String::new();
        let mut width = 9;
        for k in 0..bits / 2 {
            let (d1, d0) = pair(k);
            let select = "({9{D0}} & {shown[7], shown} | {9{D1 & ~D0}} & {shown, 1'b0}) ^ {9{D1}}".replace("D1", &d1).replace("D0", &d0);
            text += &format!("wire signed [8:0] part{k} = {select};\n");
            if k == 0 {
                text += "wire signed [8:0] total0 = part0;\n";
                continue;
            }
            let (before, place) = (k - 1, 2 * k);
            text += &format!("wire signed [9:0] high{k} = $signed(total{before}[{}:{place}]);\n", width - 1);
            text += &format!("wire signed [9:0] wide{k} = part{k};\n");
            text += &format!("wire [10:0] added{k} = {{high{k}, 1'b1}} + {{wide{k}, {d1}}};\n");
            width = 10 + place;
            text += &format!("wire signed [{}:0] total{k} = {{added{k}[10:1], total{before}[{}:0]}};\n", width - 1, place - 1);
        }
        text += &format!("wire signed [{}:0] product = total{};\n", width - 1, bits / 2 - 1);
        (text, Some(pair(0).0))
    }
}

impl Logic for Lane {
    fn update(&mut self) {
        if self.clock.pos_edge() {
            if self.load.val() {
                self.drive.next = i64::from(self._sum).into();
                self._sum = 0;
            } else if self.shift.val() {
                self.drive.next = self.next_drive.val();
            }
            let word: u64 = self.word.val().into();
            let now = (word as u32, value(self.shown.val()));
            let product = if self._product.registers {
                let product = self._product_held;
                self._product_held = self.product((self._word_held, self._shown_held));
                (self._word_held, self._shown_held) = now;
                product
            } else {
                self.product(now)
            };
            if !self.load.val() {
                let shift = 32 - self._sum_bits;
                self._sum = (self._sum.wrapping_add(product) << shift) >> shift;
            }
        }
    }

    fn connect(&mut self) {
        self.drive.connect();
    }

    fn hdl(&self) -> Verilog {
        let (mut product, carry) = self.product_verilog();
        let (top, bits) = (self._sum_bits - 1, self._sum_bits);
        // A plain sum is what a multiplier block with an accumulator is inferred from.
        let (adder, added) = match carry {
            None if self._product.registers => (String::new(), "sum + product_held".to_string()),
            None => (String::new(), "sum + product".to_string()),
            Some(carry) => (
                format!("wire signed [{top}:0] wide = product;\nwire [{bits}:0] added = {{sum, 1'b1}} + {{wide, {carry}}};\n"),
                format!("added[{bits}:1]"),
            ),
        };
        let mut held = String::new();
        if self._product.registers {
            let multiplier = product.replace("word[", "word_held[").replace("shown", "shown_held");
            product = format!(
                "reg [31:0] word_held;
reg signed [7:0] shown_held;
reg signed [16:0] product_held;
initial begin
  word_held = 0;
  shown_held = 0;
  product_held = 0;
end
{multiplier}"
            );
            held = "  word_held <= word;\n  shown_held <= shown;\n  product_held <= product;\n".into();
        }
        Verilog::Custom(format!(
            "{product}reg signed [{top}:0] sum;
reg signed [{top}:0] held;
initial begin
  sum = 0;
  held = 0;
end
{adder}always @(posedge clock) begin
{held}  if (load) sum <= 0;
  else sum <= {added};
  if (load) held <= sum;
  else if (shift) held <= next_drive[{top}:0];
end
always @(*) drive = held;
",
        ))
    }
}

impl Default for Lane {
    fn default() -> Self {
        Self::new(Product { weight_bits: 2, code: WeightCode::TwosComplement, digits: false, registers: false }, 0, 8)
    }
}
