//! One row in a learning pass: its drive, whether it is out of balance, and the drift of its gain.
//!
//! Latency: 10 clocks from `take` to `learns`, in which `word` holds the bias; the new gain stands when `busy` has gone, at most 180
//! clocks after `starts`, and as long as `word` holds the old one. One adder, a bit of a shift or a product every second clock: what
//! is added is picked in the first, and added in the second.

use rust_hdl::prelude::*;
use syntony_medium::gain::Gain;
use syntony_medium::shape::Shape;

use crate::cast::value;

/// A row.
#[derive(LogicBlock)]
pub struct Row {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Takes the drive: `sum` and the bias in the low half of `word`, in the clocks that follow.
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
    _up: u32,
    _width: u32,
    _acc_width: u32,
    _now: Now,
}

/// What is held.
#[derive(Clone, Copy, Debug, Default)]
struct Now {
    phase: Phase,
    late: bool,
    add: i64,
    count: u32,
    v: i64,
    acc: i64,
    half: bool,
    hit: bool,
    learns: bool,
    full: bool,
    raised: bool,
    lowered: bool,
}

/// What is done in two clocks. Each goes on to the next one; those that repeat, when `count` has come to its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u32)]
enum Phase {
    #[default]
    Idle,
    Sum,
    Bias,
    /// For a sign of -1: `v + margin > 0` is `v - 1 + margin >= 0`.
    Less,
    Balance,
    Restore,
    /// The drive, doubled once; `acc` keeps it.
    Keep,
    Times,
    Minus,
    Down,
    Round,
    High,
    Low,
    Put,
    Up,
    Multiply,
    /// What is left of nothing when the size of the product is taken away.
    Size,
    Target,
    Eight,
    Shift,
    Add,
    LessOne,
    Floor,
    OneMore,
    Normal,
}

impl Phase {
    const ALL: [Self; 25] = [
        Self::Idle,
        Self::Sum,
        Self::Bias,
        Self::Less,
        Self::Balance,
        Self::Restore,
        Self::Keep,
        Self::Times,
        Self::Minus,
        Self::Down,
        Self::Round,
        Self::High,
        Self::Low,
        Self::Put,
        Self::Up,
        Self::Multiply,
        Self::Size,
        Self::Target,
        Self::Eight,
        Self::Shift,
        Self::Add,
        Self::LessOne,
        Self::Floor,
        Self::OneMore,
        Self::Normal,
    ];

    fn next(self) -> Self {
        match self {
            Self::Idle | Self::Restore | Self::Normal => Self::Idle,
            _ => Self::ALL[self as usize + 1],
        }
    }
}

impl Row {
    /// For a shape whose rows have at most `partners`.
    pub fn new(shape: &Shape, partners: u32) -> Self {
        let (low, high) = shape.weight_range();
        let row = u64::from(low.unsigned_abs().max(high.unsigned_abs())) * u64::from(partners) + (1 << 15);
        // What is put beside the margin takes 26 bits, a product 17.
        let width = ((row * shape.shown_max() as u64).ilog2() + 2).clamp(26, 32);
        Self { _up: shape.shown_bits - 1, _width: width, _acc_width: (row.ilog2() + 2).max(17), ..Self::blank() }
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
            _up: 7,
            _width: 32,
            _acc_width: 17,
            _now: Now::default(),
        }
    }

    fn next(&self) -> Now {
        let now = self._now;
        let cut = |v: i64, width: u32| v << (64 - width) >> (64 - width);
        let (word, random): (u64, u64) = (self.word.val().into(), self.random.val().into());
        let (margin, target, drift): (u64, u64, u64) = (self.margin.val().into(), self.target.val().into(), self.drift.val().into());
        let (negative, old) = (self.negative.val(), Gain::from_word(word as u32));
        let (down, exponent) = (old.exponent < 0, word as u32 >> 16 & 15);
        let limit = if down { 0x7FFF } else { 0x7FFF >> exponent };
        let mut next = now;
        // What is added, beyond what is the same in every phase: nothing.
        let (high, over) = (now.v >> 15 != 0, now.v >> 16 != 0);
        let add = match now.phase {
            Phase::Sum => i64::from(value(self.sum.val())),
            Phase::Bias => i64::from(word as i16),
            Phase::Less | Phase::Restore => match (now.phase, negative) {
                (_, false) => 0,
                (Phase::Less, true) => -1,
                _ => 1,
            },
            Phase::Balance if negative => margin as i64,
            Phase::Balance => -(margin as i64),
            Phase::Keep | Phase::Times | Phase::Up | Phase::Eight => now.v,
            Phase::Minus => -now.acc,
            Phase::Round | Phase::OneMore => 1,
            Phase::High => -limit - 1,
            Phase::Low => limit,
            Phase::Put => -i64::from(now.hit) * limit,
            Phase::Multiply => now.acc,
            Phase::Size if now.acc < 0 => now.acc + i64::from(now.half),
            Phase::Size => -now.acc - i64::from(now.half),
            Phase::Target => target as i64,
            Phase::Shift => (random >> now.count & 1) as i64,
            Phase::Add => word as i64 & 0x7FFF,
            Phase::LessOne => -1,
            Phase::Normal if !high => now.v,
            _ => 0,
        };
        next.add = add;
        next.late = now.phase != Phase::Idle && !now.late;
        let total = cut(now.v + now.add, self._width);
        let times = match now.phase {
            Phase::Times => Some(self._up - 1),
            Phase::Down => Some(if down { !exponent & 15 } else { 0 }),
            Phase::Up => Some(if down { 0 } else { exponent }),
            Phase::Multiply => Some(15),
            Phase::Eight => Some(3),
            Phase::Shift => Some(drift as u32),
            _ => None,
        };
        let ended = times.is_none_or(|times| now.count == times);
        if now.late {
            next.count = if ended { 0 } else { (now.count + 1) & 15 };
            next.phase = if ended { now.phase.next() } else { now.phase };
        }
        match now.phase {
            _ if !now.late => {}
            Phase::Floor if now.v >= 0 => {}
            Phase::Floor => next.v = 0,
            Phase::Balance => next.learns = (total < 0) != negative,
            Phase::Keep => (next.v, next.acc) = (total, cut(total >> 1, self._acc_width)),
            Phase::Round if !down => {}
            Phase::Round => next.v = total >> 1,
            Phase::High => {
                next.hit = total >= 0;
                next.v = if next.hit { 0 } else { now.v };
            }
            Phase::Low => {
                next.hit = total < 0;
                next.v = match (total < 0, now.hit) {
                    (true, _) => 0,
                    (_, true) => total,
                    _ => now.v,
                };
            }
            Phase::Multiply if ended => next.v = 0,
            Phase::Multiply => {
                let sum = if word >> now.count & 1 == 1 { total } else { now.acc };
                (next.acc, next.half) = (cut(sum >> 1, self._acc_width), sum & 1 == 1);
            }
            _ if times.is_some() && ended => {}
            Phase::Down | Phase::Shift => next.v = total >> 1,
            Phase::Normal => {
                next.full = over || (high && old.exponent == 15);
                next.raised = high && old.exponent != 15;
                next.lowered = !high && now.v >> 14 == 0 && old.exponent != -16;
                if next.raised {
                    next.v = total >> 1;
                } else if next.lowered {
                    next.v = total;
                }
            }
            _ => next.v = total,
        }
        if now.late && now.phase == Phase::Up && ended {
            next.acc = 0;
        }
        if self.starts.val() {
            (next.phase, next.count, next.late) = (Phase::Keep, 0, false);
        }
        if self.take.val() {
            (next.phase, next.count, next.late, next.v) = (Phase::Sum, 0, false, 0);
        }
        next
    }
}

impl Logic for Row {
    fn update(&mut self) {
        if self.clock.pos_edge() {
            self._now = self.next();
        }
        let (now, word): (Now, u64) = (self._now, self.word.val().into());
        let exponent = (word >> 16).wrapping_add(now.raised.into()).wrapping_sub(now.lowered.into()) & 31;
        let mantissa = if now.full { 0x7FFF } else { now.v as u64 & 0x7FFF };
        self.learns.next = now.learns;
        self.busy.next = now.phase != Phase::Idle;
        self.gain.next = (word & 0xFF20_0000 | exponent << 16 | mantissa).into();
    }

    fn connect(&mut self) {
        self.learns.connect();
        self.busy.connect();
        self.gain.connect();
    }

    fn hdl(&self) -> Verilog {
        let p = |phase: Phase| format!("5'd{}", phase as u32);
        let names: String = Phase::ALL.iter().map(|&phase| format!("wire is_{phase:?} = phase == {};\n", p(phase))).collect();
        let names = names.to_lowercase();
        Verilog::Custom(format!(
            "reg [4:0] phase;
reg [3:0] count;
reg late;
reg [{top}:0] added;
reg carried;
reg signed [{top}:0] v;
reg signed [{a}:0] acc;
reg half;
reg hit;
reg out;
reg full;
reg raised;
reg lowered;
initial begin
  phase = 0;
  count = 0;
  late = 0;
  added = 0;
  carried = 0;
  v = 0;
  acc = 0;
  half = 0;
  hit = 0;
  out = 0;
  full = 0;
  raised = 0;
  lowered = 0;
end
{names}wire down = word[20];
wire [14:0] limit = 15'h7fff >> (down ? 4'd0 : word[19:16]);
wire high = |v[{top}:15];
wire over = |v[{top}:16];
wire raises = high && word[20:16] != 5'd15;
wire lowers = !high && !v[14] && word[20:16] != 5'd16;
wire below = acc[{a}];
// One adder: what is added, or its complement, and a carry.
wire of_word = is_bias || is_add;
wire of_v = is_keep || is_times || is_up || is_eight || (is_normal && !high);
wire of_limit = is_high || is_low || (is_put && hit);
wire of_acc = is_minus || is_multiply || is_size;
wire [{top}:0] picked = ({{{w}{{is_sum}}}} & sum[{top}:0])
  | ({{{w}{{of_word}}}} & {{{{{w16}{{word[15] && is_bias}}}}, word[15] && is_bias, word[14:0]}})
  | ({{{w}{{is_balance}}}} & {{{w24}'d0, margin}})
  | ({{{w}{{of_limit}}}} & {{{w15}'d0, limit}})
  | ({{{w}{{of_acc}}}} & {{{{{wa}{{below}}}}, acc}})
  | ({{{w}{{of_v}}}} & v)
  | ({{{w}{{is_target}}}} & {{{w15}'d0, target}});
wire invert = (is_less && negative) || (is_balance && !negative) || is_minus || is_high || (is_put && hit) || (is_size && !below) || is_lessone;
wire carry = (is_balance && !negative) || (is_restore && negative) || is_minus || is_round || (is_put && hit)
  || (is_size && (below == half)) || (is_shift && random[count]) || is_onemore;
wire [{top1}:0] sums = {{v, 1'b1}} + {{added, carried}};
wire signed [{top}:0] total = sums[{top1}:1];
wire low_half = is_multiply && !word[count];
// Phases that repeat.
wire repeats = is_times || is_down || is_up || is_multiply || is_eight || is_shift;
wire [3:0] times = is_times ? 4'd{up} : is_multiply ? 4'd15 : is_eight ? 4'd3 : is_shift ? drift
  : is_down ? (down ? ~word[19:16] : 4'd0) : (down ? 4'd0 : word[19:16]);
wire ended = !repeats || count == times;
wire clears = take || (late && ((is_floor && v[{top}]) || (is_high && !total[{top}]) || (is_low && total[{top}]) || (is_multiply && ended)));
wire halves = is_down || is_round || is_shift || (is_normal && high);
wire stays = !late || is_balance || is_floor || is_high || (is_low && !hit) || is_multiply || (repeats && ended) || (is_round && !down)
  || (is_normal && !raises && !lowers);
always @(posedge clock) begin
  added <= picked ^ {{{w}{{invert}}}};
  carried <= carry;
  late <= phase != 0 && !late && !starts && !take;
  if (clears) v <= 0;
  else if (!stays) v <= halves ? total >>> 1 : total;
  if (late && is_up && ended) acc <= 0;
  else if (late && (is_keep || (is_multiply && !ended))) acc <= low_half ? acc >>> 1 : total >>> 1;
  if (late && is_multiply && !ended) half <= low_half ? acc[0] : total[0];
  if (late && (is_high || is_low)) hit <= is_low == total[{top}];
  if (late && is_balance) out <= total[{top}] != negative;
  if (late && is_normal) begin full <= over || (high && !raises); raised <= raises; lowered <= lowers; end
  if (late || starts || take) count <= ended || starts || take ? 4'd0 : count + 4'd1;
  if (take) phase <= {sum};
  else if (starts) phase <= {keep};
  else if (late && (is_restore || is_normal)) phase <= 0;
  else if (late && ended) phase <= phase + 5'd1;
end
always @(*) begin
  learns = out;
  busy = phase != 0;
  gain = {{word[31:24], 2'd0, word[21], word[20:16] + {{4'd0, raised}} + {{5{{lowered}}}}, 1'b0, v[14:0] | {{15{{full}}}}}};
end
",
            top = self._width - 1,
            top1 = self._width,
            w = self._width,
            w16 = self._width - 16,
            w15 = self._width - 15,
            w24 = self._width - 24,
            wa = self._width - self._acc_width,
            a = self._acc_width - 1,
            up = self._up - 1,
            sum = p(Phase::Sum),
            keep = p(Phase::Keep),
        ))
    }
}

impl Default for Row {
    fn default() -> Self {
        Self::blank()
    }
}
