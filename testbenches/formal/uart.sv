// Transmitter and receiver on one wire: whatever is handed in comes out, once, in order and unchanged; then both are idle.
module proof(input clock, input enable, input [7:0] octet);
  parameter BIT = 4;
  wire ready, line, valid, broken;
  wire [7:0] received;
  transmitter sender(.clock(clock), .enable(enable), .octet(octet), .bit_clocks(BIT), .ready(ready), .line(line));
  receiver listener(.clock(clock), .line(line), .bit_clocks(BIT), .valid(valid), .octet(received), .broken(broken));

  // Two bytes are under way for the few clocks that the line takes to the receiver's eye.
  reg first_there = 0, second_there = 0;
  reg [7:0] first = 0, second = 0;
  reg [7:0] since = 255;
  wire taken = enable && ready;
  always @(posedge clock) begin
    if (valid) begin
      first <= second_there ? second : octet;
      first_there <= second_there || taken;
      second_there <= second_there && taken;
      if (taken) second <= octet;
    end else if (taken) begin
      if (first_there) second <= octet; else first <= octet;
      second_there <= first_there;
      first_there <= 1;
    end
    if (taken) since <= 0;
    else if (since != 255) since <= since + 1;
  end
  always @(*) begin
    if (valid) assert (first_there && received == first); // nothing invented or changed
    if (taken) assert (!second_there); // nothing lost
    assert (!broken);
    if (since >= 10 * BIT) assert (ready); // idle again
    if (since > 10 * BIT + 3) assert (!first_there);
  end
endmodule
