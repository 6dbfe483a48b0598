//! One row in a learning pass: its drive, whether it is out of balance, and the drift of its gain.
//!
//! Latency: 3 clocks from `take` to `learns`; the new gain stands when `busy` has gone, at most 70 clocks after `starts`, and as long
//! as `word` holds the old one. One bit of a shift or a product a clock.

use rust_hdl::prelude::*;
use syntony_medium::gain::Gain;
use syntony_medium::shape::Shape;

use crate::cast::value;

/// A row.
#[derive(LogicBlock)]
pub struct Row {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Takes the drive: `sum` and the bias in the low half of `word`.
    pub take: Signal<In, bool>,
    /// Begins with the gain, which is `word`.
    pub starts: Signal<In, bool>,
    /// Sum of the weights times the signs of the partners.
    pub sum: Signal<In, Signed<32>>,
    /// Word of a window.
    pub word: Signal<In, Bits<32>>,
    /// The row's own sign is -1.
    pub negative: Signal<In, bool>,
    /// Margin of the balance.
    pub margin: Signal<In, Bits<24>>,
    /// Set point of the scaled drive.
    pub target: Signal<In, Bits<15>>,
    /// By how many bits what the gain is off is shifted: 1 to 15.
    pub drift: Signal<In, Bits<4>>,
    /// The row's random word.
    pub random: Signal<In, Bits<32>>,
    /// The row is out of balance.
    pub learns: Signal<Out, bool>,
    /// The gain is being worked on.
    pub busy: Signal<Out, bool>,
    /// The new gain.
    pub gain: Signal<Out, Bits<32>>,
    _shown_bits: u32,
    _phase: Phase,
    _count: u32,
    _v: i32,
    _acc: i32,
    _low: u32,
    _held: i32,
    _learns: bool,
    _bits: u32,
}

/// What is done with the gain in a clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u32)]
enum Phase {
    #[default]
    Idle,
    Times,
    Down,
    Round,
    Clamp,
    Up,
    Multiply,
    Absolute,
    Off,
    Shift,
    Add,
    Normal,
}

impl Row {
    /// For a shape whose rows have at most `partners`.
    pub fn new(shape: &Shape, partners: u32) -> Self {
        let (low, high) = shape.weight_range();
        let row = u64::from(low.unsigned_abs().max(high.unsigned_abs())) * u64::from(partners) + (1 << 15);
        // What the gain is off takes 22 bits.
        let bits = (row * shape.shown_max() as u64).ilog2() + 2;
        Self { _shown_bits: shape.shown_bits, _bits: bits.clamp(22, 32), ..Self::blank() }
    }

    /// Cut to the bits that drives of the shape need.
    fn cut(&self, v: i32) -> i32 {
        v << (32 - self._bits) >> (32 - self._bits)
    }

    fn blank() -> Self {
        Self {
            clock: Signal::default(),
            take: Signal::default(),
            starts: Signal::default(),
            sum: Signal::default(),
            word: Signal::default(),
            negative: Signal::default(),
            margin: Signal::default(),
            target: Signal::default(),
            drift: Signal::default(),
            random: Signal::default(),
            learns: Signal::default(),
            busy: Signal::default(),
            gain: Signal::default(),
            _shown_bits: 8,
            _phase: Phase::Idle,
            _count: 0,
            _v: 0,
            _acc: 0,
            _low: 0,
            _held: 0,
            _learns: false,
            _bits: 32,
        }
    }

    /// One step of the gain; `word` holds the old one. Widths as in the Verilog: 17 bits `acc`, 15 `low`.
    fn step(&mut self, word: u32) {
        let old = Gain::from_word(word);
        let down = old.exponent < 0;
        let ended = self._count == 0;
        let cut = |v: i32, bits: u32| v << (32 - bits) >> (32 - bits);
        let count = self._count.wrapping_sub(1) & 15;
        match self._phase {
            Phase::Idle => {}
            Phase::Times => {
                self._v = self.cut((self._v << (self._shown_bits - 1)).wrapping_sub(self._v));
                (self._count, self._low, self._phase) = (if down { !word >> 16 } else { word >> 16 } & 15, 0x7FFF, Phase::Down);
            }
            Phase::Down if ended => self._phase = Phase::Round,
            Phase::Down => {
                self._count = count;
                if down {
                    self._v >>= 1;
                } else {
                    self._low >>= 1;
                }
            }
            Phase::Round => {
                if down {
                    self._v = self.cut(self._v.wrapping_add(1)) >> 1;
                }
                self._phase = Phase::Clamp;
            }
            Phase::Clamp => {
                let limit = self._low as i32;
                self._v = self._v.clamp(-limit, limit);
                (self._count, self._phase) = (if down { 0 } else { word >> 16 & 15 }, Phase::Up);
            }
            Phase::Up if ended => {
                (self._acc, self._low, self._count, self._phase) = (0, word & 0x7FFF, 15, Phase::Multiply);
            }
            Phase::Up => (self._v, self._count) = (self.cut(self._v << 1), count),
            Phase::Multiply if ended => self._phase = Phase::Absolute,
            Phase::Multiply => {
                let sum = cut(self._acc + if self._low & 1 == 1 { cut(self._v, 17) } else { 0 }, 17);
                self._low = self._low >> 1 | (sum as u32 & 1) << 14;
                (self._acc, self._count) = (sum >> 1, count);
            }
            Phase::Absolute => {
                self._acc = cut(self._acc + (self._low >> 14) as i32, 17);
                self._phase = Phase::Off;
            }
            Phase::Off => {
                let (target, drift): (u64, u64) = (self.target.val().into(), self.drift.val().into());
                let random: u64 = self.random.val().into();
                let off = cut(target as i32 - self._acc.abs(), 18);
                self._v = self.cut((off << 3) + (random & ((1 << drift) - 1)) as i32);
                (self._count, self._phase) = (drift as u32, Phase::Shift);
            }
            Phase::Shift if ended => self._phase = Phase::Add,
            Phase::Shift => (self._v, self._count) = (self._v >> 1, count),
            Phase::Add => {
                self._v = self.cut(self._v.wrapping_add(i32::from(old.mantissa))).clamp(1, 0xFFFF);
                self._phase = Phase::Normal;
            }
            Phase::Normal => self._phase = Phase::Idle,
        }
    }

    /// The gain, if `v` is its new mantissa.
    fn normal(&self, word: u32) -> u32 {
        let (old, m) = (Gain::from_word(word), self._v as u32 & 0xFFFF);
        let new = match m {
            0x8000.. if old.exponent < 15 => Gain { mantissa: (m >> 1) as u16, exponent: old.exponent + 1, ..old },
            0x8000.. => Gain { mantissa: 0x7FFF, ..old },
            ..0x4000 if old.exponent > -16 => Gain { mantissa: (m << 1) as u16, exponent: old.exponent - 1, ..old },
            _ => Gain { mantissa: m as u16, ..old },
        };
        new.word()
    }
}

impl Logic for Row {
    fn update(&mut self) {
        let word: u64 = self.word.val().into();
        if self.clock.pos_edge() {
            let margin: u64 = self.margin.val().into();
            self._learns = i64::from(self._held) < margin as i64;
            self._held = if self.negative.val() { self.cut(-self._v) } else { self._v };
            self.step(word as u32);
            if self.starts.val() {
                self._phase = Phase::Times;
            }
            if self.take.val() {
                self._v = self.cut(value(self.sum.val()).wrapping_add(i32::from(word as i16)));
                self._phase = Phase::Idle;
            }
        }
        self.learns.next = self._learns;
        self.busy.next = self._phase != Phase::Idle;
        self.gain.next = u64::from(self.normal(word as u32)).into();
    }

    fn connect(&mut self) {
        self.learns.connect();
        self.busy.connect();
        self.gain.connect();
    }

    fn hdl(&self) -> Verilog {
        let p = |phase: Phase| format!("4'd{}", phase as u32);
        let up = self._shown_bits - 1;
        Verilog::Custom(format!(
            "reg [3:0] phase;
reg [3:0] count;
reg signed [{top}:0] v;
reg signed [{top}:0] held;
reg out;
reg signed [16:0] acc;
reg [14:0] low;
initial begin
  phase = 0;
  count = 0;
  v = 0;
  held = 0;
  out = 0;
  acc = 0;
  low = 0;
end
wire signed [15:0] bias = word[15:0];
wire down = word[20];
wire signed [15:0] limit = {{1'd0, low}};
wire signed [15:0] minus = -limit;
wire signed [16:0] factor = low[0] ? v[16:0] : 17'd0;
wire signed [16:0] added = acc + factor;
wire signed [17:0] size = acc[16] ? -acc : acc;
wire signed [17:0] point = {{3'd0, target}};
wire signed [17:0] off = point - size;
wire signed [20:0] off8 = {{off, 3'd0}};
wire signed [15:0] chance = {{1'd0, random[14:0] & ~(15'h7fff << drift)}};
wire signed [15:0] mantissa = {{1'd0, word[14:0]}};
wire signed [{top}:0] moved = v + mantissa;
wire signed [{top}:0] rounded = v + 2'sd1;
wire signed [24:0] balance = {{1'd0, margin}};
always @(posedge clock) begin
  out <= held < balance;
  held <= negative ? -v : v;
  case (phase)
    {times}: begin v <= (v <<< {up}) - v; count <= down ? ~word[19:16] : word[19:16]; low <= 15'h7fff; phase <= {to_down}; end
    {to_down}: if (count == 0) phase <= {round};
      else begin count <= count - 4'd1; if (down) v <= v >>> 1; else low <= low >> 1; end
    {round}: begin if (down) v <= rounded >>> 1; phase <= {clamp}; end
    {clamp}: begin
      if (v > limit) v <= limit; else if (v < minus) v <= minus;
      count <= down ? 4'd0 : word[19:16]; phase <= {to_up}; end
    {to_up}: if (count == 0) begin acc <= 0; low <= word[14:0]; count <= 4'd15; phase <= {multiply}; end
      else begin v <= v <<< 1; count <= count - 4'd1; end
    {multiply}: if (count == 0) phase <= {absolute};
      else begin low <= {{added[0], low[14:1]}}; acc <= added >>> 1; count <= count - 4'd1; end
    {absolute}: begin acc <= low[14] ? acc + 17'sd1 : acc; phase <= {to_off}; end
    {to_off}: begin v <= off8 + chance; count <= drift; phase <= {shift}; end
    {shift}: if (count == 0) phase <= {add}; else begin v <= v >>> 1; count <= count - 4'd1; end
    {add}: begin v <= moved < 2'sd1 ? 2'sd1 : moved > 18'sd65535 ? 18'sd65535 : moved; phase <= {to_normal}; end
    {to_normal}: phase <= 0;
    default: ;
  endcase
  if (starts) phase <= {times};
  if (take) begin v <= sum + bias; phase <= 0; end
end
always @(*) begin
  learns = out;
  busy = phase != 0;
  gain = {{word[31:24], 3'd0, word[20:16], 1'b0, v[14:0]}};
  if (v[15] && word[20:16] != 5'd15) gain = {{word[31:24], 3'd0, word[20:16] + 5'd1, 1'b0, v[15:1]}};
  else if (v[15]) gain[14:0] = 15'h7fff;
  else if (!v[14] && word[20:16] != 5'd16) gain = {{word[31:24], 3'd0, word[20:16] - 5'd1, 1'b0, v[13:0], 1'b0}};
end
",
            top = self._bits - 1,
            times = p(Phase::Times),
            to_down = p(Phase::Down),
            round = p(Phase::Round),
            clamp = p(Phase::Clamp),
            to_up = p(Phase::Up),
            multiply = p(Phase::Multiply),
            absolute = p(Phase::Absolute),
            to_off = p(Phase::Off),
            shift = p(Phase::Shift),
            add = p(Phase::Add),
            to_normal = p(Phase::Normal),
        ))
    }
}

impl Default for Row {
    fn default() -> Self {
        Self::blank()
    }
}
