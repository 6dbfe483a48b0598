//! The engine's Verilog. Numbers of operands, conditions and registers are those of [`code`](super::code).

use syntony_medium::rhythm::{GEARS, RhythmShape};

use super::code::{A, B, Cell, Count, FIELDS, Fault, Next, Sum, Take, Write, X, Y};

/// Where a field stands in the step.
fn slices() -> String {
    let mut at = 0;
    let wire = |&(name, bits): &(&str, u32)| {
        let text = format!("wire [{}:0] {name} = step[{}:{at}];\n", bits - 1, at + bits - 1);
        at += bits;
        text
    };
    FIELDS.iter().map(wire).collect()
}

/// A chain of choices: the first number that is there wins; `rest` otherwise.
fn choose(field: &str, choices: &[(u32, String)], rest: &str) -> String {
    let one = |(number, value): &(u32, String)| format!("    {field} == {number} ? {value} :\n");
    choices.iter().map(one).collect::<String>() + "    " + rest
}

fn factors(bits: u32) -> String {
    let sixteen = |word: &str| format!("{{{word}[15], {word}}}");
    let x = joined(
        "x_of",
        17,
        &[
            (X::Cell as u32, sixteen("ring")),
            (X::RiseHere as u32, sixteen("rise_here")),
            (X::RiseNext as u32, sixteen("rise_next")),
            (X::Error as u32, sixteen("e")),
            (X::Slope as u32, sixteen("d")),
            (X::SumHigh as u32, "{fault[31], fault[31:16]}".into()),
            (X::SumLow as u32, "{1'b0, fault[15:0]}".into()),
            (X::ShiftHigh as u32, "{shift[31], shift[31:16]}".into()),
            (X::ShiftLow as u32, "{1'b0, shift[15:0]}".into()),
        ],
    );
    let (low, high) = (24 - bits, 40 - bits);
    let moved = if high > 31 { format!("{{{{{}{{shift[31]}}}}, shift[31:{low}]}}", high - 31) } else { format!("shift[{high}:{low}]") };
    let y = choose(
        "y_of",
        &[
            (Y::Rest as u32, "17'd256 - {9'd0, part}".into()),
            (Y::Part as u32, "{9'd0, part}".into()),
            (Y::Error as u32, sixteen("e")),
            (Y::Middle as u32, "{sum[23], sum[23:8]}".into()),
            (Y::Slope as u32, sixteen("d")),
            (Y::Pace as u32, "{1'b0, divisor[15:0]}".into()),
            (Y::Moved as u32, moved),
            (Y::State0 as u32, "{1'b0, state[15:0]}".into()),
            (Y::State1 as u32, "{1'b0, state[31:16]}".into()),
            (Y::State2 as u32, "{1'b0, state_high}".into()),
        ],
        "y",
    );
    format!("wire [16:0] x_next =\n{x};\nwire [16:0] y_next =\n{y};\n")
}

/// The values whose bits of a field are set, joined by or.
fn joined(field: &str, width: u32, choices: &[(u32, String)]) -> String {
    let one = |(bit, value): &(u32, String)| format!("  | ({{{width}{{{field}[{}]}}}} & {value})\n", bit.trailing_zeros());
    format!("  {width}'d0\n{}", choices.iter().map(one).collect::<String>().trim_end())
}

fn addends(shape: &RhythmShape) -> String {
    let leak = shape.leak();
    let a = joined(
        "a_of",
        50,
        &[
            (A::Sum as u32, "sum".into()),
            (A::State as u32, "{{2{word[47]}}, word}".into()),
            (A::Low as u32, "{{18{word[31]}}, word[31:0]}".into()),
            (A::Cell as u32, "{{18{fault[31]}}, fault}".into()),
            (A::Sample as u32, "{{34{sample[15]}}, sample}".into()),
            (A::Shift as u32, "{{18{shift[31]}}, shift}".into()),
            (A::Down24 as u32, "{{24{sum[49]}}, sum[49:24]}".into()),
            (A::Twice as u32, "{sum[48:0], 1'b0}".into()),
        ],
    );
    let down = |by: u32| format!("{{{{{by}{{sum[49]}}}}, sum[49:{by}]}}");
    let product = if leak >= 8 {
        let by = leak - 8;
        format!("{{{{{}{{product[33]}}}}, product[33:{by}]}}", 16 + by)
    } else {
        let by = 8 - leak;
        format!("{{{{{}{{product[33]}}}}, product, {by}'d0}}", 16 - by)
    };
    let b = joined(
        "b_of",
        50,
        &[
            (B::Product as u32, "{{16{product[33]}}, product}".into()),
            (B::Up16 as u32, "{product, 16'd0}".into()),
            (B::Product9 as u32, "{{25{product[33]}}, product[33:9]}".into()),
            (B::ProductLeak as u32, product),
            (B::Sum as u32, "sum".into()),
            (B::Down1 as u32, down(1)),
            (B::Down3 as u32, down(3)),
            (B::Down8 as u32, down(8)),
            (B::Down16 as u32, down(16)),
            (B::Leak as u32, down(leak)),
            (B::Up3 as u32, "{sum[46:0], 3'd0}".into()),
            (B::Shift8 as u32, "{{10{shift[31]}}, shift, 8'd0}".into()),
            (B::State as u32, "{{2{word[47]}}, word}".into()),
            (B::State3 as u32, "{{5{word[47]}}, word[47:3]}".into()),
            (B::Low as u32, "{{18{word[31]}}, word[31:0]}".into()),
            (B::Divisor as u32, "{2'd0, divisor}".into()),
            (B::Held as u32, "{{34{cell1[15]}}, cell1}".into()),
            (B::Phase as u32, "{10'd0, phase}".into()),
            (B::One as u32, "50'd1".into()),
            (B::Top as u32, format!("50'd{}", shape.top_frequency())),
        ],
    );
    format!("wire [49:0] first =\n{a};\nwire [49:0] second =\n{b};\n")
}

fn conditions() -> String {
    let is = |next: Next, condition: &str| format!("  || (next_of == {} && {condition})\n", next as u32);
    [
        is(Next::Jump, "1'b1"),
        is(Next::Off, "mode == 0"),
        is(Next::Wrap, "armed && sum[40]"),
        is(Next::Torn, "!whole"),
        is(Next::Few2, "bars < 2"),
        is(Next::Few9, "bars < 9"),
        is(Next::Few12, "bars < 12"),
        is(Next::Not2, "bars != 2"),
        is(Next::Less, "sum[49]"),
        is(Next::NotLess, "!sum[49]"),
        is(Next::Stays, "!learns"),
        is(Next::Loop, "!last_turn"),
    ]
    .concat()
}

fn index(which: &str, bits: u32, only: &[Cell]) -> String {
    let value = |cell: &Cell| {
        let text = match cell {
            Cell::Here => "here".into(),
            Cell::Next => format!("here + {bits}'d1"),
            Cell::Before => format!("here - {bits}'d1"),
            Cell::Behind => format!("here + {bits}'d2"),
            Cell::Walk => "walk".into(),
            Cell::WalkNext => format!("walk + {bits}'d1"),
            Cell::WalkBefore => format!("walk - {bits}'d1"),
        };
        (*cell as u32, text)
    };
    choose(which, &only.iter().map(value).collect::<Vec<_>>(), "walk")
}

/// The text of the engine of a shape.
pub fn engine(shape: &RhythmShape) -> String {
    let bits = shape.cell_bits();
    let (top, limit) = (bits - 1, 33 - bits);
    let take = |take: Take| format!("take_of == {}", take as u32);
    let count = |count: Count| format!("count_of == {}", count as u32);
    let cells = [Cell::Here, Cell::Next, Cell::Before, Cell::Behind, Cell::WalkNext, Cell::WalkBefore];
    let faults = cells;
    let pad = 24 - bits - 10;
    let (slowest, fastest) = (GEARS.1, GEARS.0);
    format!(
        "wire [95:0] step = {{code_top, code_high, code}};
{slices}wire [47:0] word = {{state_high, state}};
reg running;
reg [7:0] place;
reg [9:0] index;
reg [39:0] phase;
reg armed;
reg whole;
reg ripe;
reg [1:0] mode;
reg signed [15:0] cell0;
reg signed [15:0] cell1;
reg signed [15:0] e;
reg signed [15:0] d;
reg [15:0] spoken;
reg [49:0] sum;
reg [47:0] divisor;
reg [31:0] shift;
reg negative;
reg [8:0] left;
reg last_turn;
reg [4:0] shifts;
reg [{top}:0] walk;
reg [16:0] x;
reg [16:0] y;
reg [33:0] product;
reg [6:0] gear;
reg [15:0] bars;
initial begin
  running = 0;
  place = 0;
  index = 0;
  phase = 0;
  armed = 0;
  whole = 0;
  ripe = 0;
  mode = 0;
  cell0 = 0;
  cell1 = 0;
  e = 0;
  d = 0;
  spoken = 0;
  sum = 0;
  divisor = 0;
  shift = 0;
  negative = 0;
  left = 0;
  last_turn = 0;
  shifts = 0;
  walk = 0;
  x = 0;
  y = 0;
  product = 0;
  gear = 0;
  bars = 0;
end
wire hears = heard && mode[1];
wire learns = hears && mode[0];
wire [{top}:0] here = phase[39:{here_low}];
wire [7:0] part = phase[{part_high}:{part_low}];
// Rises, in 16 bits: -32768 becomes -32767.
wire [16:0] over_here = {{cell1[15], cell1}} - {{ring[15], ring}};
wire [15:0] ahead = last_turn ? e : ring;
wire [16:0] over_next = {{ahead[15], ahead}} - {{cell0[15], cell0}};
wire [15:0] rise_here = over_here[16] != over_here[15] ? {{over_here[16], {{14{{!over_here[16]}}}}, 1'b1}}
  : {{over_here[15:1], over_here[0] || (over_here[15] && ~|over_here[14:1])}};
wire [15:0] rise_next = over_next[16] != over_next[15] ? {{over_next[16], {{14{{!over_next[16]}}}}, 1'b1}}
  : {{over_next[15:1], over_next[0] || (over_next[15] && ~|over_next[14:1])}};
{factors}{addends}wire divides = sum_of == {divide};
wire takes_away = sum_of == {less} || (sum_of == {size} && sum[49]) || (divides && !sum[49]);
// One adder: a bit below the lowest takes the carry in.
wire [50:0] total_wide = {{first, 1'b1}} + {{second ^ {{50{{takes_away}}}}, takes_away}};
wire [49:0] total = total_wide[50:1];
wire jumps = 1'b0
{conditions};
wire repeats = (next_of == {repeat} && !last_turn) || (next_of == {shift_next} && shifts > 1);
wire moves = !(next_of == {shift_next} && shifts == 0);
wire [8:0] left_next = {count_divide} ? 9'd{limit} : {count_cells} ? 9'd{cells_left}
  : next_of == {repeat} || next_of == {loop_next} ? left - 9'd1 : left;
wire ends = next_of == {done_next};
wire ends_all = index == 10'd{last};
wire [7:0] comes = !running || ends ? 8'd0 : jumps ? target_of : repeats ? place : place + 8'd1;
// Clamps.
wire small16 = sum[49:15] == 0 || (&sum[49:15] && |sum[14:0]);
wire [15:0] sum16 = small16 ? sum[15:0] : sum[49] ? 16'h8001 : 16'h7fff;
wire small32 = sum[49:31] == 0 || &sum[49:31];
wire [31:0] sum32 = small32 ? sum[31:0] : sum[49] ? 32'h80000000 : 32'h7fffffff;
wire small48 = sum[49:47] == 0 || (&sum[49:47] && |sum[46:0]);
wire [47:0] sum48 = small48 ? sum[47:0] : sum[49] ? 48'h800000000001 : 48'h7fffffffffff;
wire [16:0] pace = sum[{pace_high}:{pace_low}];
wire [2:0] speed = gear[6] ? 3'd6 : gear[5] ? 3'd5 : gear[4] ? 3'd4 : gear[3] ? 3'd3 : 3'd2;
wire [15:0] more = bars + 16'd1;
wire [2:0] slow = (&bars) || |more[15:4] ? 3'd4 : more[3] ? 3'd3 : more[2] ? 3'd2 : more[1] ? 3'd1 : 3'd0;
always @(posedge clock) begin
  place <= comes;
  if (!running) begin
    index <= 0;
    running <= go;
  end else begin
    if (x_of != 0) x <= x_next;
    y <= y_next;
    product <= $signed(x) * $signed(y);
    if (moves) begin
      sum <= total;
      if (divides) shift <= {{shift[30:0], !total[49]}};
    end
    if ({take_phase}) begin
      phase <= word[39:0];
      armed <= word[40];
      whole <= word[41];
      ripe <= word[42];
      mode <= word[44:43];
    end
    if ({take_moved}) begin
      phase <= sum[39:0];
      armed <= armed || (sum[39] != sum[38]);
      whole <= whole && hears;
    end
    if ({take_corrected}) phase <= sum[39:0];
    if ({take_cell0}) cell0 <= ring;
    if ({take_cell1}) cell1 <= ring;
    if ({take_error}) e <= sum16;
    if ({take_slope}) d <= sum[23:8];
    if ({take_readout}) spoken <= sum[23:8];
    if ({take_first}) e <= ring;
    if ({take_divisor}) divisor <= {{sum[47:1], 1'b1}};
    if ({take_pace}) divisor <= {{32'd0, pace[16] ? 16'hffff : pace[15:0]}};
    if ({take_sign}) negative <= sum[49];
    if ({take_signed} && negative) shift <= -shift;
    if ({take_full}) shift <= 32'd{full};
    if ({take_bars}) bars <= word[47:32];
    if ({take_gear}) gear <= word[38:32];
    if ({take_bars_up}) begin
      if (!(&bars)) bars <= more;
      ripe <= bars != 0;
    end
    if ({take_slower}) gear <= gear < {slowest} ? gear + 7'd1 : 7'd{slowest};
    if ({take_faster}) gear <= gear < {twice} ? 7'd{fastest} : {{1'b0, gear[6:1]}};
    if ({take_begin}) begin
      walk <= 0;
      shift <= 0;
    end
    if ({take_walk}) begin
      cell0 <= cell1;
      walk <= walk + {bits}'d1;
    end
    if ({take_fresh}) begin
      whole <= 1'b1;
      armed <= 1'b0;
    end
    left <= left_next;
    last_turn <= left_next == 1;
    if (next_of == {shift_next} && shifts != 0) shifts <= shifts - 5'd1;
    if ({count_learn}) shifts <= {{2'd0, slow}};
    if ({count_phase}) shifts <= {{2'd0, speed}} - 5'd1;
    if ({count_frequency}) shifts <= {{1'b0, speed, 1'b0}} - 5'd1;
    if (ends) begin
      running <= !ends_all;
      index <= ends_all ? 10'd0 : index + 10'd1;
    end
  end
end
wire [{top}:0] cell_index =
{cell_index};
wire [{top}:0] fault_index =
{fault_index};
always @(*) begin
  fetch = comes;
  busy = running;
  told = running && ends && mode != 0;
  done = running && ends && ends_all;
  contour = index;
  readout = spoken;
  turn = phase[39:24];
  state_at = {{11'd0, index, word_of}};
  state_writes = running && (write_of == {w_sum} || (write_of == {w_heard} && hears) || (write_of == {w_ripe} && hears && ripe)
    || write_of == {w_phase} || write_of == {w_drift} || write_of == {w_spread});
  state_write = write_of == {w_phase} ? phase[31:0] : write_of == {w_drift} || write_of == {w_spread} ? sum[31:0] : sum48[31:0];
  state_write_high = write_of == {w_phase} ? {{3'd0, mode, ripe, whole, armed, phase[39:32]}} : write_of == {w_drift} ? {{9'd0, gear}}
    : write_of == {w_spread} ? bars : sum48[47:32];
  cell_at = {{{pad}'d0, index, cell_index}};
  cell_writes = running && cell_writes_of;
  cell_write = sum16;
  fault_at = {{{pad}'d0, index, fault_index}};
  fault_writes = running && ((fault_of == {f_learn} && learns) || fault_of == {f_clear});
  fault_write = fault_of == {f_clear} ? 32'd0 : sum32;
end
",
        slices = slices(),
        factors = factors(bits),
        addends = addends(shape),
        conditions = conditions().trim_end(),
        here_low = 40 - bits,
        part_high = 39 - bits,
        part_low = 32 - bits,
        less = Sum::Less as u32,
        size = Sum::Size as u32,
        divide = Sum::Divide as u32,
        repeat = Next::Repeat as u32,
        shift_next = Next::Shift as u32,
        loop_next = Next::Loop as u32,
        done_next = Next::Done as u32,
        last = shape.contours - 1,
        pace_high = 40 - bits,
        pace_low = 24 - bits,
        full = 1u32 << limit,
        twice = 2 * fastest,
        cells_left = shape.cells,
        take_phase = take(Take::Phase),
        take_moved = take(Take::Moved),
        take_corrected = take(Take::Corrected),
        take_cell0 = take(Take::Cell0),
        take_cell1 = take(Take::Cell1),
        take_error = take(Take::Error),
        take_slope = take(Take::Slope),
        take_readout = take(Take::Readout),
        take_first = take(Take::First),
        take_divisor = take(Take::Divisor),
        take_pace = take(Take::Pace),
        take_sign = take(Take::Sign),
        take_signed = take(Take::Signed),
        take_full = take(Take::Full),
        take_bars = take(Take::Bars),
        take_gear = take(Take::Gear),
        take_bars_up = take(Take::BarsUp),
        take_slower = take(Take::Slower),
        take_faster = take(Take::Faster),
        take_begin = take(Take::Begin),
        take_walk = take(Take::Walk),
        take_fresh = take(Take::Fresh),
        count_divide = count(Count::Divide),
        count_cells = count(Count::Cells),
        count_learn = count(Count::Learn),
        count_phase = count(Count::Phase),
        count_frequency = count(Count::Frequency),
        cell_index = index("cell_of", bits, &cells),
        fault_index = index("fault_at_of", bits, &faults),
        w_sum = Write::Sum as u32,
        w_heard = Write::Heard as u32,
        w_ripe = Write::Ripe as u32,
        w_phase = Write::Phase as u32,
        w_drift = Write::Drift as u32,
        w_spread = Write::Spread as u32,
        f_learn = Fault::Learn as u32,
        f_clear = Fault::Clear as u32,
    )
}
