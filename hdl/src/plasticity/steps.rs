//! Walks a learning pass: word of rows after word of rows, first over their slots for the drives, then row after row for balance and
//! gain, then over the slots again if one of the rows changes.
//!
//! A slot is read every [`Pace::period`] clocks; its word is there [`Pace::latency`] clocks after its offset, and what becomes of it
//! goes out 2 clocks later and is there 3 clocks later. Everything else waits 16 clocks for a window.

use rust_hdl::prelude::*;
use syntony_medium::shape::{Coupling, Shape};
use syntony_medium::window;

use super::units;
use crate::memory::Address;

/// How a window of weights answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pace {
    /// Clocks from an offset to its word, at most 7.
    pub latency: u32,
    /// Clocks from slot to slot: 2 to 16; none of its multiples is `latency + 2`.
    pub period: u32,
}

/// What the walk does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u32)]
enum State {
    #[default]
    Idle,
    Length,
    Slots,
    Drain,
    Bias,
    Balance,
    Gain,
    Drift,
    Store,
    Next,
    Advance,
    Phase,
    Tune,
    Keep,
}

/// The walk.
#[derive(LogicBlock, Default)]
pub struct Steps {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Starts a pass.
    pub start: Signal<In, bool>,
    /// Word of the window.
    pub word: Signal<In, Bits<32>>,
    /// The row is out of balance.
    pub learns: Signal<In, bool>,
    /// Its gain is being worked on.
    pub busy: Signal<In, bool>,
    /// Static: gains drift.
    pub drifts: Signal<In, bool>,
    /// Static: natural frequencies tune; only in a shape with tuning.
    pub tunes: Signal<In, bool>,
    /// Static: weights of rows that learn can change.
    pub changes: Signal<In, bool>,
    /// Static: weights of all rows can.
    pub changes_all: Signal<In, bool>,
    /// A pass goes on.
    pub active: Signal<Out, bool>,
    /// Number of the window that is wanted.
    pub window: Signal<Out, Bits<8>>,
    /// Offset in it.
    pub offset: Signal<Out, Bits<32>>,
    /// Writes to it.
    pub writes: Signal<Out, bool>,
    /// What is written is the gain.
    pub gain: Signal<Out, bool>,
    /// New rows.
    pub clear: Signal<Out, bool>,
    /// Slots are for the sums.
    pub sums: Signal<Out, bool>,
    /// The unit that is meant, or the place in the word.
    pub choose: Signal<Out, Bits<6>>,
    /// The unit takes the row.
    pub judge: Signal<Out, bool>,
    /// The row's random word is drawn.
    pub draw_row: Signal<Out, bool>,
    /// The row's drive is complete, and the word is its bias.
    pub take_row: Signal<Out, bool>,
    /// The word is the row's gain.
    pub take_gain: Signal<Out, bool>,
    /// The word is the row's state.
    pub take_state: Signal<Out, bool>,
    /// What is written is the frequency.
    pub frequency: Signal<Out, bool>,
    /// Generators of the units step.
    pub draw: Signal<Out, bool>,
    /// The word is a slot's.
    pub take: Signal<Out, bool>,
    /// Dense: the partner it is about.
    pub at: Signal<Out, Address>,
    /// The row's own sign is wanted, not the partner's.
    pub own: Signal<Out, bool>,
    /// The row.
    pub row: Signal<Out, Address>,
    /// Row of the first unit.
    pub first: Signal<Out, Address>,
    /// Rows found out of balance since the pass began.
    pub learnt: Signal<Out, Bits<32>>,
    _shape: Shape,
    _pace: Pace,
    _units: u32,
    _now: Now,
}

/// What is held.
#[derive(Clone, Copy, Debug, Default)]
struct Now {
    state: State,
    clocks: u32,
    phase: u32,
    flight: u32,
    updates: bool,
    touched: bool,
    writes: bool,
    offset: u32,
    read: u32,
    write: u32,
    left: u32,
    at: u32,
    row: u32,
    first: u32,
    lane: u32,
    place: u32,
    select: u32,
    group: u32,
    base: u32,
    length: u32,
    learnt: u32,
}

impl Steps {
    /// The walk of a shape; `small` as in [`units::count`].
    pub fn new(shape: &Shape, pace: Pace, small: bool) -> Self {
        let length = if shape.coupling == Coupling::Dense { shape.oscillators } else { 0 };
        let now = Now { length, ..Now::default() };
        Self { _shape: *shape, _pace: pace, _units: units::count(shape, small), _now: now, ..Self::default() }
    }

    fn dense(&self) -> bool {
        self._shape.coupling == Coupling::Dense
    }

    /// Rows whose weights stand in a word, and the bits by which words lie beside each other.
    fn in_word(&self) -> (u32, u32) {
        let (rows, words) = match self.dense() {
            true => (self._shape.codes_per_word(), self._shape.words_per_partner()),
            false => (1, self._shape.words_per_slot()),
        };
        (rows, words.ilog2())
    }

    /// The end of a word of rows, of a group and of the rows.
    fn ends(&self, now: &Now) -> (bool, bool, bool) {
        let (word, group) = (now.place + 1 == self.in_word().0, now.lane + 1 == self._shape.lanes);
        (word, group, now.row + 1 == self._shape.oscillators)
    }

    fn next(&self) -> Now {
        let now = self._now;
        let mut next = Now { clocks: (now.clocks + 1) & 15, flight: now.flight << 1, writes: false, ..now };
        let (waited, beside) = (now.clocks == 15, self.in_word().1);
        let go = |next: &mut Now, state| (next.state, next.clocks) = (state, 0);
        let bit = |k: u32| now.flight >> k & 1 == 1;
        if bit(self._pace.latency) {
            next.at = now.at + 1;
        }
        let (ends_word, ends_group, ends) = self.ends(&now);
        let ends_set = self._units == 1 || ends_word || ends_group || ends;
        let slots = |next: &mut Now, updates, base, length| {
            (next.updates, next.read, next.write, next.left, next.at, next.phase) = (updates, base, base, length, 0, 0);
        };
        let rest = if self._shape.tuning && self.tunes.val() { State::Phase } else { State::Next };
        match now.state {
            State::Idle => {
                if self.start.val() {
                    next = Now { length: now.length, ..Now::default() };
                    let first = if self.dense() { State::Slots } else { State::Length };
                    slots(&mut next, false, 0, now.length);
                    go(&mut next, first);
                }
            }
            State::Length => {
                next.offset = now.group;
                if waited {
                    let word: u64 = self.word.val().into();
                    let length = word as u32 & 0xFFFF;
                    next.length = length;
                    slots(&mut next, false, now.base, length);
                    go(&mut next, State::Slots);
                }
            }
            State::Slots => {
                next.phase = if now.phase + 1 == self._pace.period { 0 } else { now.phase + 1 };
                if now.phase == 0 {
                    if now.left == 0 {
                        go(&mut next, State::Drain);
                    } else {
                        (next.offset, next.flight) = (now.read << beside | now.select, next.flight | 1);
                        (next.read, next.left) = (now.read + 1, now.left - 1);
                    }
                }
            }
            State::Drain => {
                if waited {
                    go(&mut next, if now.updates { State::Advance } else { State::Bias });
                }
            }
            State::Bias => {
                next.offset = now.row;
                if waited {
                    go(&mut next, State::Balance);
                }
            }
            State::Balance => {
                if waited {
                    next.touched |= self.changes_all.val() || (self.changes.val() && self.learns.val());
                    next.learnt += u32::from(self.learns.val());
                    go(&mut next, if self.drifts.val() { State::Gain } else { rest });
                }
            }
            State::Gain => {
                if waited {
                    go(&mut next, State::Drift);
                }
            }
            State::Drift => {
                if waited && self.busy.val() {
                    next.clocks = 15;
                } else if waited {
                    next.writes = true;
                    go(&mut next, State::Store);
                }
            }
            State::Store => {
                if waited {
                    go(&mut next, rest);
                }
            }
            State::Phase => {
                if waited {
                    go(&mut next, State::Tune);
                }
            }
            State::Tune => {
                if waited {
                    next.writes = true;
                    go(&mut next, State::Keep);
                }
            }
            State::Keep => {
                if waited {
                    go(&mut next, State::Next);
                }
            }
            State::Next => {
                if !ends_set {
                    (next.row, next.lane, next.place) = (now.row + 1, now.lane + 1, now.place + 1);
                    go(&mut next, State::Bias);
                } else if now.touched {
                    slots(&mut next, true, now.base, now.length);
                    go(&mut next, State::Slots);
                } else {
                    go(&mut next, State::Advance);
                }
            }
            State::Advance => {
                (next.row, next.first, next.touched) = (now.row + 1, now.row + 1, false);
                (next.lane, next.place) = (now.lane + 1, now.place + 1);
                let base = if ends_group { now.base + now.length } else { now.base };
                if ends_word {
                    (next.place, next.select) = (0, now.select + 1);
                }
                if ends_group {
                    (next.lane, next.place, next.select) = (0, 0, 0);
                    (next.group, next.base) = (now.group + 1, base);
                }
                slots(&mut next, false, base, now.length);
                go(&mut next, if ends_group && !self.dense() { State::Length } else { State::Slots });
                if ends {
                    go(&mut next, State::Idle);
                }
            }
        }
        if bit(self._pace.latency + 1) && now.updates {
            (next.offset, next.write, next.writes) = (now.write << beside | now.select, now.write + 1, true);
        }
        next.flight &= (1 << (self._pace.latency + 2)) - 1;
        next
    }
}

impl Logic for Steps {
    fn update(&mut self) {
        if self.clock.pos_edge() {
            self._now = self.next();
        }
        let now = self._now;
        let waited = now.clocks == 15;
        let bit = |k: u32| now.flight >> k & 1 == 1;
        let slots = if self.dense() { window::WEIGHTS } else { window::EDGES };
        let window = match now.state {
            State::Length => window::ROWS,
            State::Bias | State::Balance => window::BIAS,
            State::Gain | State::Drift | State::Store => window::GAIN,
            State::Phase => window::STATE,
            State::Tune | State::Keep => window::FREQUENCY,
            _ => slots,
        };
        self.active.next = now.state != State::Idle;
        self.window.next = u64::from(window.number).into();
        self.offset.next = u64::from(now.offset).into();
        self.writes.next = now.writes;
        self.gain.next = now.state == State::Store;
        self.clear.next = now.state == State::Advance || now.state == State::Idle;
        self.sums.next = !now.updates;
        self.choose.next = u64::from(now.place).into();
        self.judge.next = now.state == State::Balance && waited;
        self.draw_row.next = now.state == State::Bias && waited;
        self.take_row.next = now.state == State::Bias && waited;
        self.take_gain.next = now.state == State::Gain && waited;
        self.take_state.next = now.state == State::Phase && waited;
        self.frequency.next = now.state == State::Keep;
        self.draw.next = bit(self._pace.latency - 1) && now.updates;
        self.take.next = bit(self._pace.latency);
        self.at.next = u64::from(now.at).into();
        self.own.next = now.state != State::Slots && now.state != State::Drain;
        self.row.next = u64::from(now.row).into();
        self.first.next = u64::from(now.first).into();
        self.learnt.next = u64::from(now.learnt).into();
    }

    fn connect(&mut self) {
        self.active.connect();
        self.window.connect();
        self.offset.connect();
        self.writes.connect();
        self.gain.connect();
        self.clear.connect();
        self.sums.connect();
        self.choose.connect();
        self.judge.connect();
        self.draw_row.connect();
        self.take_row.connect();
        self.take_gain.connect();
        self.take_state.connect();
        self.frequency.connect();
        self.draw.connect();
        self.take.connect();
        self.at.connect();
        self.own.connect();
        self.row.connect();
        self.first.connect();
        self.learnt.connect();
    }

    fn hdl(&self) -> Verilog {
        let Shape { oscillators: n, lanes, coupling, .. } = self._shape;
        let (in_word, beside) = self.in_word();
        let (dense, Pace { latency, period }) = (self.dense(), self._pace);
        let bits = |most: u32| most.max(1).ilog2() + 1;
        // Counters go up to one beyond the last.
        let (index, longest) = match coupling {
            Coupling::Dense => (bits(self._shape.groups() * n), bits(n)),
            Coupling::Sparse { slots } => (bits(slots + 1), 16),
        };
        let (rows, lane, groups) = (bits(n), bits(lanes), bits(self._shape.groups()));
        let slot = |at: &str| if beside > 0 { format!("{{{at}, selected[{}:0]}}", beside - 1) } else { at.to_string() };
        let s = |state: State| format!("4'd{}", state as u32);
        let first = if dense { State::Slots } else { State::Length };
        let length = if dense { format!("{longest}'d{n}") } else { "length".into() };
        let registers = [
            ("state", 4),
            ("clocks", 4),
            ("phase", 4),
            ("flight", latency + 2),
            ("updates", 1),
            ("touched", 1),
            ("out", 1),
            ("place_out", (index + beside).max(rows)),
            ("read", index),
            ("write", index),
            ("left", longest),
            ("partner", longest),
            ("row_now", rows),
            ("first_row", rows),
            ("lane", lane),
            ("place", 6),
            ("selected", lane),
            ("group", groups),
            ("base", index),
            ("length", longest),
            ("count", rows),
        ];
        let held: String = registers.iter().map(|(name, bits)| format!("reg [{}:0] {name};\n", bits - 1)).collect();
        let zero: String = registers.iter().map(|(name, _)| format!("  {name} = 0;\n")).collect();
        // Tuning, where there is any.
        let rest = if self._shape.tuning { format!("tunes ? {} : {}", s(State::Phase), s(State::Next)) } else { s(State::Next) };
        let (tuning, windows) = if self._shape.tuning {
            let [phase, tune, keep, to_next] = [State::Phase, State::Tune, State::Keep, State::Next].map(s);
            (
                format!(
                    "    {phase}: if (waited) begin clocks <= 0; state <= {tune}; end
    {tune}: if (waited) begin out <= 1'b1; clocks <= 0; state <= {keep}; end
    {keep}: if (waited) begin clocks <= 0; state <= {to_next}; end
"
                ),
                format!(
                    "  if (state == {phase}) window = 8'd{};
  if (state == {tune} || state == {keep}) window = 8'd{};
  take_state = state == {phase} && waited;
  frequency = state == {keep};
",
                    window::STATE.number,
                    window::FREQUENCY.number
                ),
            )
        } else {
            (String::new(), "  take_state = 1'b0;\n  frequency = 1'b0;\n".into())
        };
        // A single unit ends its word with each row.
        let set = if self._units == 1 { "1'b1".to_string() } else { "ends_word || ends_group || ends".into() };
        Verilog::Custom(format!(
            "{held}initial begin
{zero}end
wire waited = &clocks;
wire ends_word = place == 6'd{last_place};
wire ends_group = lane == {lane}'d{last_lane};
wire ends = row_now == {rows}'d{last_row};
wire ends_set = {set};
wire [{x}:0] further = ends_group ? base + {length} : base;
always @(posedge clock) begin
  clocks <= clocks + 4'd1;
  flight <= {{flight[{f}:0], 1'b0}};
  out <= 1'b0;
  if (flight[{latency}]) partner <= partner + 1'b1;
  case (state)
    {idle}: if (start) begin
      touched <= 0; row_now <= 0; first_row <= 0; lane <= 0; place <= 0; selected <= 0; group <= 0; base <= 0; count <= 0;
      place_out <= 0; flight <= 0;
      updates <= 0; read <= 0; write <= 0; left <= {length}; partner <= 0; phase <= 0; clocks <= 0; state <= {first};
    end
    {to_length}: begin
      place_out <= group;
      if (waited) begin
        length <= word[{l}:0];
        updates <= 0; read <= base; write <= base; left <= word[{l}:0]; partner <= 0; phase <= 0; clocks <= 0; state <= {slots};
      end
    end
    {slots}: begin
      phase <= phase == 4'd{last_phase} ? 4'd0 : phase + 4'd1;
      if (phase == 0) begin
        if (left == 0) begin clocks <= 0; state <= {drain}; end
        else begin place_out <= {read_slot}; flight[0] <= 1'b1; read <= read + 1'b1; left <= left - 1'b1; end
      end
    end
    {drain}: if (waited) begin clocks <= 0; state <= updates ? {advance} : {bias}; end
    {bias}: begin
      place_out <= row_now;
      if (waited) begin clocks <= 0; state <= {balance}; end
    end
    {balance}: if (waited) begin
      touched <= touched | changes_all | (changes & learns);
      if (learns) count <= count + 1'b1;
      clocks <= 0; state <= drifts ? {to_gain} : {rest};
    end
    {to_gain}: if (waited) begin clocks <= 0; state <= {to_drift}; end
    {to_drift}: if (waited) begin
      clocks <= 4'd15;
      if (!busy) begin out <= 1'b1; clocks <= 0; state <= {store}; end
    end
    {store}: if (waited) begin clocks <= 0; state <= {rest}; end
{tuning}    {to_next}: begin
      clocks <= 0;
      if (!ends_set) begin row_now <= row_now + 1'b1; lane <= lane + 1'b1; place <= place + 6'd1; state <= {bias}; end
      else if (touched) begin
        updates <= 1'b1; read <= base; write <= base; left <= {length}; partner <= 0; phase <= 0; state <= {slots};
      end
      else state <= {advance};
    end
    {advance}: begin
      clocks <= 0;
      row_now <= row_now + 1'b1; first_row <= row_now + 1'b1; touched <= 0; lane <= lane + 1'b1; place <= place + 6'd1;
      if (ends_word) begin place <= 0; selected <= selected + 1'b1; end
      if (ends_group) begin lane <= 0; place <= 0; selected <= 0; group <= group + 1'b1; base <= further; end
      updates <= 0; read <= further; write <= further; left <= {length}; partner <= 0; phase <= 0;
      state <= ends_group ? {first} : {slots};
      if (ends) state <= {idle};
    end
    default: state <= {idle};
  endcase
  if (flight[{data}] && updates) begin place_out <= {write_slot}; write <= write + 1'b1; out <= 1'b1; end
end
always @(*) begin
  active = state != {idle};
  window = 8'd{number_slots};
  if (state == {to_length}) window = 8'd{number_rows};
  if (state == {bias} || state == {balance}) window = 8'd{number_bias};
  if (state == {to_gain} || state == {to_drift} || state == {store}) window = 8'd{number_gain};
  offset = place_out;
  writes = out;
  gain = state == {store};
{windows}  clear = state == {advance} || state == {idle};
  sums = !updates;
  choose = place;
  judge = state == {balance} && waited;
  draw_row = state == {bias} && waited;
  take_row = draw_row;
  take_gain = state == {to_gain} && waited;
  draw = flight[{before}] && updates;
  take = flight[{latency}];
  at = partner;
  own = state != {slots} && state != {drain};
  row = row_now;
  first = first_row;
  learnt = count;
end
",
            last_place = in_word - 1,
            last_lane = lanes - 1,
            last_row = n - 1,
            x = index - 1,
            f = latency,
            l = longest.min(16) - 1,
            idle = s(State::Idle),
            to_length = s(State::Length),
            slots = s(State::Slots),
            drain = s(State::Drain),
            bias = s(State::Bias),
            balance = s(State::Balance),
            to_gain = s(State::Gain),
            to_drift = s(State::Drift),
            store = s(State::Store),
            to_next = s(State::Next),
            advance = s(State::Advance),
            first = s(first),
            last_phase = period - 1,
            read_slot = slot("read"),
            write_slot = slot("write"),
            data = latency + 1,
            before = latency - 1,
            number_slots = if dense { window::WEIGHTS.number } else { window::EDGES.number },
            number_rows = window::ROWS.number,
            number_bias = window::BIAS.number,
            number_gain = window::GAIN.number,
        ))
    }
}
