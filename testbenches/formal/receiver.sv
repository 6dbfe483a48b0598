// The receiver on a line that does anything: a quiet line ends everything, and bytes come no faster than the line carries them.
module proof(input clock, input line);
  parameter BIT = 4;
  parameter QUIET = 10 * BIT + 3;
  parameter APART = 9 * BIT;
  wire valid, broken;
  wire [7:0] octet;
  receiver listener(.clock(clock), .line(line), .bit_clocks(BIT), .valid(valid), .octet(octet), .broken(broken));

  reg [5:0] high = QUIET; // clocks since the line was low, up to QUIET
  reg [5:0] since = APART; // clocks since a byte or a broken one, up to APART
  always @(posedge clock) begin
    high <= !line ? 0 : high == QUIET ? QUIET : high + 1;
    since <= valid || broken ? 0 : since == APART ? APART : since + 1;
  end
  always @(*) begin
    assert (!(valid && broken));
    if (high == QUIET) assert (!valid && !broken);
    if (valid || broken) assert (since == APART);
  end
endmodule
