// The walk of a small dense medium, with oscillators that take drives when they like and are done when they like, but not never.
// Every row leaves once a sweep and in order, every group of rows meets every partner once with its own weights, nothing is
// read as new that was not written, and every sweep ends.
module proof(input clock, input start, input wants, input finishes);
  parameter N = 4, LANES = 2, COPY = 4, ONE = 0, SERIAL = 1, LATEST = 120;
  localparam GROUPS = (N + LANES - 1) / LANES;
  (* anyconst *) wire full;
  reg [4:0] taken = 0, done = 0; // rows that left to make an oscillator, and those that are one
  reg [2:0] last_seen = 0; // the way from the last partner to the sums
  wire written, valid, last, active, shift, half, whole, opening, sweep;
  wire [23:0] partner, weight, row;
  wire ready = SERIAL ? wants : 1;
  wire starts = start && !active;
  walk w(.clock(clock), .start(starts), .kind(3'd0), .full(full), .done({19'd0, done}), .counted(24'd0), .load(last_seen[2]), .ready(ready),
    .active(active), .opening(opening), .sweep(sweep), .copy_written(written), .valid(valid), .last(last), .partner(partner), .weight(weight), .shift(shift),
    .row(row), .half(half), .whole(whole), .window_address(24'd0), .window_enable(1'b0), .window_write(32'd0));

  // Neither waits for ever.
  reg [1:0] unready = 0, undone = 0;
  always @(posedge clock) begin
    unready <= ready ? 0 : unready + 1;
    undone <= finishes || done == taken ? 0 : undone + 1;
    assume (ready || unready < 2);
    assume (finishes || undone < 2);
  end

  reg sweeping = 0, second = 0;
  reg [N-1:0] met = 0;
  reg [4:0] group = 0, halves = 0;
  reg [7:0] clocks = 0;
  wire [3:0] which = partner % COPY;
  wire [N-1:0] met_now = met | (1 << which);
  wire leaves = whole && ready;
  always @(posedge clock) begin
    last_seen <= {last_seen[1:0], valid && last};
    if (leaves) taken <= taken + 1;
    if (half && ready) halves <= halves + 1;
    if (finishes && done != taken) done <= done + 1;
    if (valid) met <= last ? 0 : met_now;
    if (valid && last) begin
      second <= full && !second;
      if (!full || second) group <= group + 1;
    end
    sweeping <= active;
    clocks <= active ? clocks + 1 : 0;
    if (starts) begin
      taken <= 0;
      done <= 0;
      halves <= 0;
      group <= 0;
      met <= 0;
      second <= 0;
    end
  end
  always @(*) begin
    if (leaves) assert (row == taken && taken < N); // in order, none twice
    if (half && ready) assert (full && row == halves);
    if (valid) assert (which < N && !met[which]); // no partner twice
    if (valid && last) assert (&met_now && group < GROUPS); // none left out
    if (valid && !ONE && (partner / COPY) % 2 == written) assert (which < done); // not before it was written
    // One copy: what is seen is new of the groups before, and old of all others.
    if (valid && ONE) assert (partner < COPY && (which < group * LANES) == (which < done));
    if (valid) assert (weight == group * N + which);
    if (sweeping && !active) assert (done == N && group == GROUPS && (!full || halves == N)); // no row left out
    assert (clocks != LATEST); // no deadlock
  end
endmodule
