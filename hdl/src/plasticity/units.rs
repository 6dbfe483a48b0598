//! Weights of a word of a window as learning reads and writes them: their sum under the signs of the partners, and what becomes of
//! them; for each row that has its weights in the word a unit with its own generator.
//!
//! Latency: 2 clocks from `take` to `sum` and 3 to `result`; `sign` is due one clock after `take`; `draw` comes one clock before its
//! `take`, or earlier, and slots are at least 2 clocks apart.

use rust_hdl::prelude::*;
use syntony_medium::shape::{Coupling, Shape};

use crate::memory::Address;

/// The units of a word.
#[derive(LogicBlock, Default)]
pub struct Units {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Static: weights stay.
    pub freeze_weights: Signal<In, bool>,
    /// Static: the set of couplings stays.
    pub freeze_structure: Signal<In, bool>,
    /// Static: decay falls on every row.
    pub decay_all: Signal<In, bool>,
    /// Static: step of a weight, 1/256.
    pub step: Signal<In, Bits<10>>,
    /// Static: `2^decay - 1`; 0: no decay.
    pub decay_mask: Signal<In, Bits<15>>,
    /// Static: bits that are all 0 where a coupling begins.
    pub growth_mask: Signal<In, Bits<8>>,
    /// New rows: sums become 0, and no unit has a row.
    pub clear: Signal<In, bool>,
    /// Words go into the sums.
    pub sums: Signal<In, bool>,
    /// The unit that is meant, or for a single one the place of its weight in the word.
    pub choose: Signal<In, Bits<6>>,
    /// The unit that is meant takes a row.
    pub judge: Signal<In, bool>,
    /// The row's sign is -1.
    pub negative: Signal<In, bool>,
    /// The row is out of balance.
    pub learns: Signal<In, bool>,
    /// Where its generator begins.
    pub seed: Signal<In, Bits<16>>,
    /// Generators step.
    pub draw: Signal<In, bool>,
    /// A word comes.
    pub take: Signal<In, bool>,
    /// The word.
    pub word: Signal<In, Bits<32>>,
    /// Dense: the partner it is about.
    pub at: Signal<In, Address>,
    /// Row of the first unit.
    pub row: Signal<In, Address>,
    /// One clock later: the partner's sign is -1.
    pub sign: Signal<In, bool>,
    /// The partner.
    pub partner: Signal<Out, Address>,
    /// Sum of the unit that is meant.
    pub sum: Signal<Out, Signed<32>>,
    /// The word with its new weights.
    pub result: Signal<Out, Bits<32>>,
    _shape: Shape,
    _sum_bits: u32,
    _units: Vec<Unit>,
    _word: u32,
    _partner: u32,
    _taken: bool,
    _moved: bool,
    _drawn: bool,
    _result: u32,
}

/// Most bits of a weight that is looked up.
const TABLES: u32 = 4;

/// A row's unit.
#[derive(Clone, Copy, Debug, Default)]
struct Unit {
    exists: bool,
    negative: bool,
    learns: bool,
    x: u16,
    step: i32,
    near: u32,
    barred: bool,
    sum: i32,
    code: u32,
    delta: i32,
    moves: bool,
    crossed: bool,
}

/// How many rows' weights a word of the window holds that are learnt side by side. `small`: one, for devices of few cells.
pub fn count(shape: &Shape, small: bool) -> u32 {
    match shape.coupling {
        Coupling::Dense if !small => shape.codes_per_word().min(shape.lanes),
        _ => 1,
    }
}

impl Units {
    /// The units of a shape whose rows have at most `partners`, see [`count`].
    pub fn new(shape: &Shape, partners: u32, small: bool) -> Self {
        let (low, high) = shape.weight_range();
        let most = u64::from(low.unsigned_abs().max(high.unsigned_abs())) * u64::from(partners);
        let units = vec![Unit::default(); count(shape, small) as usize];
        Self { _shape: *shape, _sum_bits: most.ilog2() + 2, _units: units, ..Self::default() }
    }

    /// Lowest bit of a unit's weight.
    fn place(&self, unit: usize) -> u32 {
        let choose: u64 = self.choose.val().into();
        match self._shape.coupling {
            Coupling::Sparse { .. } => 16,
            Coupling::Dense if self._units.len() > 1 => unit as u32 * self._shape.weight_bits,
            Coupling::Dense => choose as u32 * self._shape.weight_bits % 32,
        }
    }

    /// What a code is combined with to be a number from 0 on.
    fn offset(&self) -> i32 {
        -self._shape.weight_range().0
    }

    fn weight(&self, unit: usize) -> i32 {
        (self._units[unit].code as i32 ^ self.offset()) - self.offset()
    }

    /// What a weight is to move by, whether it is, and whether a step takes it across zero.
    fn delta(&self, k: usize) -> (i32, bool, bool) {
        let (unit, old) = (self._units[k], self.weight(k));
        let row: u64 = self.row.val().into();
        let (mask, rows): (u64, u64) = (self.decay_mask.val().into(), (1 << self.row_bits()) - 1);
        let own = u64::from(self._partner) == (row + k as u64) & rows;
        let like = self.sign.val() == unit.negative;
        let gives = mask & 1 == 1 && (unit.learns || self.decay_all.val()) && unit.near < old.unsigned_abs();
        let absent = !unit.exists || own || self._partner >= self._shape.oscillators;
        let stays =
            self.freeze_weights.val() || absent || (unit.step == 0 && !gives) || (old == 0 && (self.freeze_structure.val() || unit.barred));
        let pushed = if like { unit.step } else { -unit.step };
        (pushed - if gives { old.signum() } else { 0 }, !stays, unit.step > 0 && like == (old < 0))
    }

    /// The weight after the slot.
    fn moved(&self, k: usize) -> i32 {
        let (unit, old, limit) = (self._units[k], self.weight(k), self._shape.weight_code.limit(self._shape.weight_bits));
        match (old + unit.delta).clamp(-limit, limit) {
            _ if !unit.moves => old,
            0 if self.freeze_structure.val() => {
                if unit.crossed != (old < 0) {
                    -1
                } else {
                    1
                }
            }
            new => new,
        }
    }

    /// Bits of a row's number that are compared.
    fn row_bits(&self) -> u32 {
        if matches!(self._shape.coupling, Coupling::Dense) { (self._shape.oscillators - 1).ilog2() + 1 } else { 13 }
    }

    /// Tables of the units: by how much a weight moves, by `{gives, below, like, step}`; and for narrow weights what a code weighs, its
    /// size, and where a weight ends, both from its lowest value on.
    fn tables(&self) -> String {
        let table = |name: &str, bits: u32, words: &[i32]| {
            let word = |&word: &i32| format!("{:0width$x}", word & ((1 << bits) - 1), width = bits as usize / 4);
            let text: String = words.iter().rev().map(word).collect();
            format!("wire [{}:0] {name} = {}'h{text};\n", words.len() as u32 * bits - 1, words.len() as u32 * bits)
        };
        let delta = |index: i32| {
            let (step, like, below, gives) = (index & 7, index & 8 != 0, index & 16 != 0, index & 32 != 0);
            let give = if below { 1 } else { -1 };
            (if like { step } else { -step }) + if gives { give } else { 0 }
        };
        let bits = self._shape.weight_bits;
        let (offset, limit) = (self.offset(), self._shape.weight_code.limit(bits));
        let mut text = table("deltas", 4, &(0..64).map(delta).collect::<Vec<_>>());
        if bits <= TABLES {
            let weights: Vec<i32> = (0..1 << bits).map(|code| (code ^ offset) - offset).collect();
            let sizes: Vec<i32> = weights.iter().map(|weight| weight.abs()).collect();
            let signed = |given: i32| if given >> (bits + 1) == 1 { given - (4 << bits) } else { given };
            let ends: Vec<i32> = (0..4 << bits).map(|given| (signed(given) - offset).clamp(-limit, limit) + offset).collect();
            text += &(table("weights", 8, &weights) + &table("sizes", 8, &sizes) + &table("ends", 8, &ends));
        }
        text
    }

    /// Verilog of unit `k`.
    fn unit_verilog(&self, k: usize) -> String {
        let Shape { weight_bits: bits, coupling, .. } = self._shape;
        let (alone, dense) = (self._units.len() == 1, coupling == Coupling::Dense);
        // A step of 4 and a decay beyond the code's own range.
        let (top, wide, offset) = (self._sum_bits - 1, bits + 2, self.offset());
        let limit = self._shape.weight_code.limit(bits);
        let code = match (dense, alone) {
            (true, true) => {
                format!("spread[{{choose[{}:0], 3'd0}} +: {bits}]", self._shape.codes_per_word().next_power_of_two().ilog2() - 1)
            }
            (true, false) => format!("word[{}:{}]", (k as u32 + 1) * bits - 1, k as u32 * bits),
            _ => format!("word[{}:16]", 15 + bits),
        };
        // Narrow weights are looked up: fewer and shorter than sums and comparisons.
        let (weight, size, ended) = if bits <= TABLES {
            (
                format!("weights[{{code{k}, 3'd0}} +: {wide}]"),
                format!("sizes[{{code{k}, 3'd0}} +: {bits}]"),
                format!("ends[{{given{k}, 3'd0}} +: {bits}]"),
            )
        } else {
            let (least, most) = (offset - limit, offset + limit);
            (
                format!("{{2'd0, from_zero{k}}} - {wide}'d{offset}"),
                format!("below{k} ? {bits}'d{offset} - from_zero{k} : from_zero{k} - {bits}'d{offset}"),
                format!(
                    "given{k} < {wide}'sd{least} ? {bits}'d{least} : given{k} > {wide}'sd{most} ? {bits}'d{most} : given{k}[{}:0]",
                    bits - 1
                ),
            )
        };
        let meant = if alone { "1'b1".to_string() } else { format!("choose == 6'd{k}") };
        format!(
            "reg exists{k};
reg negative{k};
reg learns{k};
reg [15:0] x{k};
reg [2:0] step{k};
reg [{n}:0] near{k};
reg far{k};
reg barred{k};
reg signed [{top}:0] sum{k};
reg [{b}:0] code{k};
reg signed [3:0] delta{k};
reg moves{k};
reg crossed{k};
initial begin
  exists{k} = 0;
  negative{k} = 0;
  learns{k} = 0;
  x{k} = 0;
  step{k} = 0;
  near{k} = 0;
  far{k} = 0;
  barred{k} = 0;
  sum{k} = 0;
  code{k} = 0;
  delta{k} = 0;
  moves{k} = 0;
  crossed{k} = 0;
end
wire [15:0] xa{k} = x{k} ^ (x{k} << 7);
wire [15:0] xb{k} = xa{k} ^ (xa{k} >> 9);
wire [15:0] xc{k} = xb{k} ^ (xb{k} << 8);
wire [10:0] stepped{k} = {{1'b0, step}} + {{3'd0, x{k}[15:8]}};
wire [{b}:0] from_zero{k} = code{k} ^ {bits}'d{offset};
wire signed [{w}:0] weight{k} = {weight};
wire below{k} = from_zero{k} < {bits}'d{offset};
wire [{b}:0] size{k} = {size};
wire like{k} = sign == negative{k};
wire gives{k} = decay_mask[0] && (learns{k} || decay_all) && !far{k} && near{k} < size{k};
wire own{k} = partner1 == row[{r}:0] + {rows}'d{k};
wire stays{k} = freeze_weights || !exists{k} || own{k} || !present1 || (step{k} == 0 && !gives{k}) || ((freeze_structure || barred{k}) && code{k} == 0);
wire signed [{w}:0] given{k} = $signed({{2'd0, from_zero{k}}}) + delta{k};
wire [{b}:0] ended{k} = {ended};
wire zero{k} = freeze_structure && given{k} == {wide}'d{offset};
wire low{k} = crossed{k} != below{k};
wire [{b}:0] kept{k} = zero{k} ? (low{k} ? {bits}'d{under} : {bits}'d{above}) : ended{k};
wire [{b}:0] next{k} = moves{k} ? kept{k} ^ {bits}'d{offset} : code{k};
always @(posedge clock) begin
  if (take) code{k} <= {code};
  if (taken) begin
    delta{k} <= deltas[{{gives{k}, below{k}, like{k}, step{k}, 2'd0}} +: 4];
    moves{k} <= !stays{k};
    crossed{k} <= step{k} != 0 && like{k} == below{k};
  end
  if (draw) x{k} <= xc{k};
  if (drawn) begin
    step{k} <= learns{k} ? stepped{k}[10:8] : 3'd0;
    near{k} <= x{k}[{n}:0] & decay_mask[{n}:0];
    barred{k} <= |(x{k}[7:0] & growth_mask);
    far{k} <= |(x{k}[14:{n1}] & decay_mask[14:{n1}]);
  end
  if (taken && sums && present1) sum{k} <= sign ? sum{k} - weight{k} : sum{k} + weight{k};
  if (judge && {meant}) begin
    exists{k} <= 1'b1;
    negative{k} <= negative;
    learns{k} <= learns;
    x{k} <= seed == 0 ? 16'd1 : seed;
  end
  if (clear) begin
    exists{k} <= 1'b0;
    sum{k} <= 0;
  end
end
",
            b = bits - 1,
            n = bits - 1,
            n1 = bits,
            under = offset - 1,
            above = offset + 1,
            w = wide - 1,
            r = self.row_bits() - 1,
            rows = self.row_bits(),
        )
    }
}

impl Logic for Units {
    fn update(&mut self) {
        let (word, row_at): (u64, u64) = (self.word.val().into(), self.at.val().into());
        let dense = self._shape.coupling == Coupling::Dense;
        let partner = if dense { row_at as u32 & ((1 << self.row_bits()) - 1) } else { word as u32 & 0x1FFF };
        if self.clock.pos_edge() {
            let choose: u64 = self.choose.val().into();
            let seed: u64 = self.seed.val().into();
            let (mask, eta): (u64, u64) = (self.decay_mask.val().into(), self.step.val().into());
            let growth: u64 = self.growth_mask.val().into();
            let bits = self._sum_bits;
            if self._moved {
                let mut result = self._word;
                for k in 0..self._units.len() {
                    let (place, low) = (self.place(k), (1u32 << self._shape.weight_bits) - 1);
                    let code = ((self.moved(k) + self.offset()) ^ self.offset()) as u32 & low;
                    result = result & !(low << place) | code << place;
                }
                self._result = result;
            }
            for k in 0..self._units.len() {
                let (weight, delta, alone) = (self.weight(k), self.delta(k), self._units.len() == 1);
                let (taken, place) = (self._taken, self.place(k));
                let unit = &mut self._units[k];
                if taken {
                    (unit.delta, unit.moves, unit.crossed) = delta;
                }
                if self.take.val() {
                    unit.code = word as u32 >> place & ((1 << self._shape.weight_bits) - 1);
                }
                if self._taken && self.sums.val() && self._partner < self._shape.oscillators {
                    let sum = if self.sign.val() { unit.sum - weight } else { unit.sum + weight };
                    unit.sum = sum << (32 - bits) >> (32 - bits);
                }
                if self._drawn {
                    unit.step = if unit.learns { ((eta as u32 + u32::from(unit.x >> 8)) >> 8) as i32 } else { 0 };
                    unit.near = u32::from(unit.x) & mask as u32;
                    unit.barred = u64::from(unit.x) & growth != 0;
                }
                if self.draw.val() {
                    let mut x = unit.x;
                    x ^= x << 7;
                    x ^= x >> 9;
                    unit.x = x ^ x << 8;
                }
                if self.judge.val() && (alone || choose == k as u64) {
                    unit.exists = true;
                    (unit.negative, unit.learns) = (self.negative.val(), self.learns.val());
                    unit.x = (seed as u16).max(1);
                }
                if self.clear.val() {
                    (unit.exists, unit.sum) = (false, 0);
                }
            }
            if self.take.val() {
                (self._word, self._partner) = (word as u32, partner);
            }
            (self._moved, self._taken, self._drawn) = (self._taken, self.take.val(), self.draw.val());
        }
        let choose: u64 = self.choose.val().into();
        let meant = if self._units.len() == 1 { 0 } else { choose as usize };
        self.partner.next = u64::from(partner).into();
        self.sum.next = i64::from(self._units.get(meant).map_or(0, |unit| unit.sum)).into();
        self.result.next = u64::from(self._result).into();
    }

    fn connect(&mut self) {
        self.partner.connect();
        self.sum.connect();
        self.result.connect();
    }

    fn hdl(&self) -> Verilog {
        let Shape { weight_bits: bits, oscillators: n, .. } = self._shape;
        let (dense, units, rows) = (self._shape.coupling == Coupling::Dense, self._units.len(), self.row_bits());
        let partner = if dense { format!("at[{}:0]", rows - 1) } else { "word[12:0]".into() };
        let present = if dense && n.is_power_of_two() { "1'b1".into() } else { format!("partner1 < {}'d{n}", rows + 1) };
        let text: String = (0..units).map(|k| self.unit_verilog(k)).collect();
        let sum: Vec<_> = (0..units).map(|k| format!("choose == 6'd{k} ? sum{k} : ")).collect();
        let sum = if units == 1 { "sum0".into() } else { sum.concat() + "0" };
        let result: String = match (dense, units) {
            (true, 1) => {
                let codes = self._shape.codes_per_word();
                let code = |k: u32| format!("choose == 6'd{k} ? next0 : word1[{}:{}]", (k + 1) * bits - 1, k * bits);
                let rest = if codes * bits < 32 { format!("word1[31:{}], ", codes * bits) } else { String::new() };
                let codes: Vec<_> = (0..codes).rev().map(code).collect();
                format!("{{{rest}{}}}", codes.join(", "))
            }
            (true, _) => {
                let rest = 32 - units as u32 * bits;
                let high = if rest > 0 { format!("word1[31:{}], ", 32 - rest) } else { String::new() };
                let codes: Vec<_> = (0..units).rev().map(|k| format!("next{k}")).collect();
                format!("{{{high}{}}}", codes.join(", "))
            }
            _ => {
                let high = if bits < 16 { format!("word1[31:{}], ", 16 + bits) } else { String::new() };
                format!("{{{high}next0, word1[15:0]}}")
            }
        };
        // Codes 8 bits apart: one is picked without a multiplication.
        let spread = if dense && units == 1 {
            let codes = self._shape.codes_per_word();
            let place =
                |k: u32| if k < codes { format!("{}'d0, word[{}:{}]", 8 - bits, (k + 1) * bits - 1, k * bits) } else { "8'd0".into() };
            let place = |k: u32| if bits == 8 { format!("word[{}:{}]", k * 8 + 7, k * 8) } else { place(k) };
            let all = codes.next_power_of_two();
            format!("wire [{}:0] spread = {{{}}};\n", all * 8 - 1, (0..all).rev().map(place).collect::<Vec<_>>().join(", "))
        } else {
            String::new()
        };
        Verilog::Custom(format!(
            "reg [31:0] word1;
reg [{p}:0] partner1;
reg taken;
reg moved;
reg drawn;
reg [31:0] held;
initial begin
  word1 = 0;
  partner1 = 0;
  taken = 0;
  moved = 0;
  drawn = 0;
  held = 0;
end
wire present1 = {present};
{spread}{tables}{text}always @(posedge clock) begin
  if (take) begin
    word1 <= word;
    partner1 <= {partner};
  end
  taken <= take;
  moved <= taken;
  drawn <= draw;
  if (moved) held <= {result};
end
always @(*) begin
  partner = {{{pad}'d0, {partner}}};
  sum = {sum};
  result = held;
end
",
            tables = self.tables(),
            p = rows - 1,
            pad = 24 - rows,
        ))
    }
}
