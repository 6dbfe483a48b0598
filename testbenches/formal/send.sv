// A reply's bytes on their way to the transmitter: escaped as SLIP says, none lost, none twice, and then room for the next.
module proof(input clock, input enable, input [7:0] octet, input raw, input line_ready);
  wire ready, line_enable;
  wire [7:0] line_byte;
  wire taken = enable && ready;
  send way(.clock(clock), .enable(taken), .octet(octet), .raw(raw), .ready(ready),
    .line_ready(line_ready), .line_enable(line_enable), .line_byte(line_byte));

  // Bytes that are still to be handed out.
  reg [1:0] left = 0;
  reg [7:0] next = 0, after = 0;
  wire special = !raw && (octet == 8'hC0 || octet == 8'hDB);
  always @(posedge clock) begin
    if (taken) begin
      left <= special || octet == 8'hDB ? 2 : 1;
      next <= special || octet == 8'hDB ? 8'hDB : octet;
      after <= octet == 8'hC0 ? 8'hDC : 8'hDD;
    end else if (line_enable) begin
      left <= left - 1;
      next <= after;
    end
  end
  always @(*) begin
    assert (ready == (left == 0));
    assert (line_enable == (left != 0 && line_ready));
    if (line_enable) assert (line_byte == next);
  end
endmodule
