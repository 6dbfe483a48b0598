//! The engine's Verilog. Numbers of operands, conditions and registers are those of [`code`](super::code).

use syntony_medium::rhythm::RhythmShape;

use super::code::{A, B, Count, FIELDS, Next, Of, Sum, Take, Walk, Write, X, Y};

/// Where a field stands in the step.
fn slices() -> String {
    let mut at = 0;
    let wire = |&(name, bits): &(&str, u32)| {
        let range = if bits == 1 { at.to_string() } else { format!("{}:{at}", at + bits - 1) };
        let text = format!("wire [{}:0] {name} = step[{range}];\n", bits - 1);
        at += bits;
        text
    };
    FIELDS.iter().map(wire).collect()
}

/// A choice by number.
fn choose(field: &str, choices: &[(u32, &str)], rest: &str) -> String {
    let one = |(number, value): &(u32, &str)| format!("    {field} == {number} ? {value} :\n");
    choices.iter().map(one).collect::<String>() + "    " + rest
}

/// Values joined by or, each where its bit of the field is set.
fn join(field: &str, choices: &[(u32, &str)]) -> String {
    let one = |(bit, value): &(u32, &str)| format!("    ({{38{{{field}[{}]}}}} & {value})", bit.ilog2());
    choices.iter().map(one).collect::<Vec<_>>().join(" |\n")
}

fn conditions() -> String {
    let is = |next: Next, condition: &str| format!("  || (next_of == {} && {condition})\n", next as u32);
    [
        is(Next::Jump, "1'b1"),
        is(Next::Less, "sum[37]"),
        is(Next::NotLess, "!sum[37]"),
        is(Next::Asleep, "!state[26]"),
        is(Next::Young, "state[7:3] == 0"),
        is(Next::Some, "state[15:0] != 0"),
        is(Next::Silent, "!heard"),
        is(Next::NotPoor, "!poor"),
        is(Next::NotMoved, "!moved"),
        is(Next::NoContest, "!contest"),
        is(Next::NoneWakes, "!wakes"),
        is(Next::Sleeps, "!awake"),
        is(Next::Same, "own == other"),
        is(Next::NotBehind, "other <= own"),
        is(Next::More, "!last_this"),
        is(Next::MoreOthers, "!last_other"),
    ]
    .concat()
}

/// Bits of the samples a second, less 4: the memory of an oscillator that is one second older than a survey.
pub fn rate_bits(shape: &RhythmShape) -> u32 {
    shape.rate.next_power_of_two().ilog2().saturating_sub(4)
}

/// The text of the engine of a shape.
pub fn engine(shape: &RhythmShape) -> String {
    let take = |take: Take| format!("take_of == {}", take as u32);
    let count = |count: Count| format!("count_of == {}", count as u32);
    let (rate, rate_bits) = (format!("38'd{}", shape.rate), format!("16'd{}", rate_bits(shape)));
    let x = choose(
        "x_of",
        &[
            (X::Error as u32, "e"),
            (X::Sample as u32, "sample"),
            (X::Share as u32, "state[30:15]"),
            (X::Scaled as u32, "scaled"),
            (X::Other as u32, "temporary"),
            (X::One as u32, "16'd1"),
        ],
        "x",
    );
    let y = choose(
        "y_of",
        &[
            (Y::Wave as u32, "wave"),
            (Y::Gain as u32, "{1'b0, state[14:0]}"),
            (Y::Share as u32, "state[30:15]"),
            (Y::Other as u32, "temporary"),
            (Y::Number as u32, "{1'b0, target_of[8], 6'd0, target_of[7:0]}"),
            (Y::Count as u32, "{10'd0, left}"),
            (Y::Rate as u32, &rate_bits),
        ],
        "y",
    );
    let first = join(
        "a_of",
        &[
            (A::Sum as u32, "sum"),
            (A::Word as u32, "word"),
            (A::Negative as u32, "(sum & {38{sum[37]}})"),
            (A::Positive as u32, "(sum & {38{!sum[37]}})"),
            (A::Down as u32, "{sum[37], sum[37:1]}"),
        ],
    );
    let second = join(
        "b_of",
        &[(B::Product as u32, "{{6{product[31]}}, product}"), (B::Word as u32, "word"), (B::Sum as u32, "sum"), (B::Rate as u32, &rate)],
    );
    let by15 = format!("({} || {})", take(Take::Readout), take(Take::Other15));
    format!(
        "wire [47:0] step = {{code_high, code}};
{slices}reg running;
reg [7:0] place;
reg [5:0] own;
reg [5:0] other;
reg [9:0] turn;
reg signed [15:0] e;
reg signed [15:0] scaled;
reg signed [15:0] temporary;
reg [5:0] left;
reg awake;
reg poor;
reg moved;
reg contest;
reg wakes;
reg signed [15:0] x;
reg signed [15:0] y;
reg signed [31:0] product;
reg below;
reg y_below;
reg product_below;
reg [37:0] sum;
initial begin
  running = 0;
  place = 0;
  own = 0;
  other = 0;
  turn = 0;
  e = 0;
  scaled = 0;
  temporary = 0;
  left = 0;
  awake = 0;
  poor = 0;
  moved = 0;
  contest = 0;
  wakes = 0;
  x = 0;
  y = 0;
  product = 0;
  below = 0;
  y_below = 0;
  product_below = 0;
  sum = 0;
end
wire [37:0] word = {{{{6{{state[31]}}}}, state}};
wire [15:0] x_next =
{x};
wire [15:0] y_next =
{y};
wire [37:0] first =
{first};
wire [37:0] second =
{second};
wire takes_away = (sum_of == {less} || (sum_of == {size} && sum[37])) ^ (b_of[{product_bit}] && product_below);
// One adder: a bit below the lowest takes the carry in.
wire [38:0] total = {{first, 1'b1}} + {{second ^ {{38{{takes_away}}}}, takes_away}};
wire last_this = own == 6'd{last};
wire last_other = other == 6'd{last};
wire jumps = 1'b0
{conditions};
wire loops = next_of == {repeat} || next_of == {norm};
wire ended = left == 0 || (next_of == {norm} && sum[30]);
wire again = loops && !ended;
wire ends = next_of == {done};
wire [7:0] comes = !running || ends ? 8'd0 : jumps ? target_of[7:0] : again ? place : place + 8'd1;
// Accumulator, 14 or 15 bits down, limited to 16.
wire [23:0] down = {by15} ? {{sum[37], sum[37:15]}} : sum[37:14];
wire fits = down[23:15] == 0 || (&down[23:15] && |down[14:0]);
wire [15:0] limited = fits ? down[15:0] : down[23] ? 16'h8001 : 16'h7fff;
// Sine or cosine: a quarter of the wave is held.
wire [1:0] quarter = turn[9:8] + {{1'b0, cosine_of}};
always @(posedge clock) begin
  place <= comes;
  if (!running) begin
    running <= go;
    own <= 0;
  end else begin
    running <= !ends;
    x <= x_next;
    y <= y_next;
    product <= $signed(x) * $signed(y);
    below <= quarter[1];
    if (y_of != {y_hold}) y_below <= y_of == {y_wave} && below;
    product_below <= y_below;
    if (!loops || !ended) sum <= total[38:1];
    if ({readout} || {take_scaled}) scaled <= limited;
    if ({take_error}) e <= limited;
    if ({other15} || {other14}) temporary <= limited;
    if ({take_turn}) turn <= state[31:22];
    if ({take_awake}) awake <= state[26];
    if ({on}) awake <= 1'b1;
    if ({off}) awake <= 1'b0;
    if ({take_poor}) poor <= sum[37];
    if ({take_moved}) moved <= poor && sum[37];
    if ({take_contest}) contest <= sum[37];
    if ({take_contest}) wakes <= 1'b0;
    if ({take_wakes}) wakes <= 1'b1;
    if ({count_number}) left <= target_of[5:0];
    else if ({slow}) left <= {{1'b0, state[19:15]}};
    else if ({fall}) left <= state[25:20];
    else if ({most}) left <= {{1'b0, state[19:15]}} + 6'd4;
    else if (again) left <= left - 6'd1;
    if (walk_of == {walk_this}) own <= last_this ? 6'd0 : own + 6'd1;
    if (walk_of == {walk_other}) other <= last_other ? 6'd0 : other + 6'd1;
    if (walk_of == {walk_first}) other <= 6'd0;
  end
end
wire [6:0] whose = of_of == {of_all} ? 7'd{tones} : of_of == {of_other} ? {{1'b0, other}} : {{1'b0, own}};
wire crosses = write_of == {w_limited} && sum[31] != sum[30];
always @(*) begin
  fetch = comes;
  busy = running;
  told = running && {tell};
  done = running && ends;
  readout = scaled;
  state_at = {{14'd0, whose, word_of}};
  state_writes = running && (write_of == {w_sum} || write_of == {w_limited});
  state_write = crosses ? {{sum[31], sum[31], {{30{{!sum[31]}}}}}} : sum[31:0];
  wave_at = turn[7:0] ^ {{8{{quarter[0]}}}};
end
",
        slices = slices(),
        conditions = conditions().trim_end(),
        product_bit = (B::Product as u32).ilog2(),
        last = shape.tones - 1,
        tones = shape.tones,
        repeat = Next::Repeat as u32,
        norm = Next::Norm as u32,
        done = Next::Done as u32,
        by15 = by15,
        y_hold = Y::Hold as u32,
        y_wave = Y::Wave as u32,
        readout = take(Take::Readout),
        take_scaled = take(Take::Scaled),
        take_error = take(Take::Error),
        other15 = take(Take::Other15),
        other14 = take(Take::Other14),
        take_turn = take(Take::Turn),
        take_awake = take(Take::Awake),
        on = take(Take::On),
        off = take(Take::Off),
        take_poor = take(Take::Poor),
        take_moved = take(Take::Moved),
        take_contest = take(Take::Contest),
        take_wakes = take(Take::Wakes),
        tell = take(Take::Tell),
        count_number = count(Count::Number),
        slow = count(Count::Slow),
        fall = count(Count::Fall),
        most = count(Count::Most),
        less = Sum::Less as u32,
        size = Sum::Size as u32,
        walk_this = Walk::This as u32,
        walk_other = Walk::Other as u32,
        walk_first = Walk::First as u32,
        of_all = Of::All as u32,
        of_other = Of::Other as u32,
        w_limited = Write::Limited as u32,
        w_sum = Write::Sum as u32,
    )
}
