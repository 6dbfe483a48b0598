//! The Verilog of [`scan`](super::scan).

use syntony_medium::rhythm::RhythmShape;

use super::scan::{DRAIN, IDLE, STEPS, TELL, TEMPI, TEMPO, WALK, guesses_at, train};

/// The text for a shape.
pub fn scan(shape: &RhythmShape) -> String {
    let (bits, long) = (shape.cell_bits(), shape.cue_bits());
    let wide = long + 15;
    let trains: String = (0..TEMPI.len()).map(|t| format!("    4'd{t}: train = 32'h{:x};\n", train(t))).collect();
    format!(
        "reg [2:0] doing;
reg [9:0] contour;
reg [3:0] tempo;
reg [{n}:0] n;
reg [{q}:0] at;
reg [{q}:0] q;
reg [{q}:0] q1;
reg [{q}:0] q2;
reg [{q}:0] q3;
reg [2:0] valid;
reg [2:0] first;
reg [2:0] last;
reg [39:0] turn;
reg [40:0] speed;
reg signed [16:0] differs;
reg [14:0] cost;
reg [{s}:0] best;
reg [{q}:0] best_cell;
reg [3:0] best_tempo;
reg [31:0] train;
initial begin
  doing = 0;
  contour = 0;
  tempo = 0;
  n = 0;
  at = 0;
  q = 0;
  q1 = 0;
  q2 = 0;
  q3 = 0;
  valid = 0;
  first = 0;
  last = 0;
  turn = 0;
  speed = 0;
  differs = 0;
  cost = 0;
  best = 0;
  best_cell = 0;
  best_tempo = 0;
end
wire walks = doing == {WALK};
wire tells = doing == {TELL};
wire [39:0] omega = {{omega_high[7:0], omega_low}};
wire nothing = length == 16'd0 || omega == 40'd0;
// A length of all the buffer, or more, is 0 here.
wire [{n}:0] count = |length[15:{long}] ? {long}'d0 : length[{n}:0];
wire [{n}:0] n_next = n + {long}'d1;
wire is_last = n_next == count;
wire around = &q;
// omega_t = (omega >> 16) (2^16 + T) + the low 16 bits of omega, the factor bit by bit, twice that in the end.
always @(*) begin
  case (tempo)
{trains}    default: train = 32'd0;
  endcase
end
wire remains = n[4:0] == 5'd{STEPS};
wire [40:0] adds = remains ? {{24'd0, omega[15:0], 1'b0}} : {{17'd0, omega[39:16] & {{24{{train[n[4:0]]}}}}}};
// What a difference costs.
wire minus = differs[16];
wire [16:0] size = (differs ^ {{17{{minus}}}}) - (minus ? 17'd511 : 17'd512);
wire over = size[15] || &size[14:9];
wire [14:0] paid = size[16] ? 15'd0 : over ? 15'd32255 : size[14:0];
wire [{s}:0] total = (first[2] ? {wide}'d0 : sum[{s}:0]) + {{{long}'d0, cost}};
wire final_one = contour == 10'd{final_contour};
always @(posedge clock) begin
  q1 <= q;
  q2 <= q1;
  q3 <= q2;
  valid <= {{valid[1:0], walks}};
  first <= {{first[1:0], n == 0}};
  last <= {{last[1:0], is_last}};
  differs <= $signed({{heard[15], heard}}) - $signed({{ring[15], ring}});
  cost <= minus ? {{2'd0, paid[14:2]}} : paid;
  if (valid[2] && last[2] && total < best) begin
    best <= total;
    best_cell <= q3;
    best_tempo <= tempo;
  end
  case (doing)
    {IDLE}: begin
      contour <= 0;
      tempo <= 0;
      n <= 0;
      q <= 0;
      if (go) doing <= {TEMPO};
    end
    {TEMPO}: begin
      if (n == 0) speed <= 0;
      else speed <= {{speed[39:0], 1'b0}} + adds;
      if (tempo == 0) begin
        best <= {{{wide}{{1'b1}}}};
        best_cell <= 0;
        best_tempo <= 0;
      end
      turn <= 40'h{half_cell:x};
      at <= 0;
      n <= n + {long}'d1;
      if (remains) begin
        n <= 0;
        doing <= nothing ? {TELL} : {WALK};
      end
    end
    {WALK}: begin
      q <= q + {bits}'d1;
      at <= at + {bits}'d1;
      if (q == 0) turn <= turn + speed[40:1];
      if (around) begin
        at <= turn[39:{low}];
        n <= is_last ? {long}'d0 : n_next;
        if (is_last) doing <= {DRAIN};
      end
    end
    {DRAIN}: begin
      q <= q + {bits}'d1;
      if (q == 2) begin
        q <= 0;
        tempo <= tempo + 4'd1;
        doing <= tempo == {tempo_last} ? {TELL} : {TEMPO};
      end
    end
    default: begin
      q <= q + {bits}'d1;
      if (q[0]) begin
        q <= 0;
        tempo <= 0;
        contour <= contour + 10'd1;
        doing <= final_one ? {IDLE} : {TEMPO};
      end
    end
  endcase
end
always @(*) begin
  busy = doing != {IDLE};
  done = tells && q[0] && final_one;
  state_at = {{11'd0, contour, 3'd1}};
  cell_at = {{{cell_pad}'d0, contour, at}};
  heard_at = {{{heard_pad}'d0, n}};
  sum_from = {{{sum_pad}'d0, q2}};
  sum_to = tells ? {{13'd0, contour, q[0]}} | 24'd{guesses} : {{{sum_pad}'d0, q3}};
  sum_writes = valid[2] || tells;
  sum_write = !tells ? {{{total_pad}'d0, total}} : q[0] ? {{20'd0, best_tempo, {cell_part}best_cell}}
    : nothing ? 32'hffffffff : {{{total_pad}'d0, best}};
end
",
        n = long - 1,
        q = bits - 1,
        s = wide - 1,
        low = 40 - bits,
        half_cell = 1u64 << (39 - bits),
        tempo_last = TEMPI.len() - 1,
        final_contour = shape.contours - 1,
        cell_pad = 14 - bits,
        heard_pad = 24 - long,
        sum_pad = 24 - bits,
        total_pad = 32 - wide,
        guesses = guesses_at(shape),
        cell_part = if bits < 8 { format!("{}'d0, ", 8 - bits) } else { String::new() },
    )
}
