// A reply's bytes on their way to the transmitter: escaped as SLIP says, none lost, none twice, and then room for the next.
module proof(input clock, input enable, input shift, input data, input raw, input line_ready);
  wire ready, line_enable;
  wire [7:0] line_byte;
  wire taken = enable && ready;
  wire shifts = shift && ready;
  send way(.clock(clock), .shift(shifts), .data(data), .enable(taken), .raw(raw), .ready(ready),
    .line_ready(line_ready), .line_enable(line_enable), .line_byte(line_byte));

  // The byte comes bit by bit, lowest first; what comes with `enable` still belongs to it.
  reg [7:0] bits = 0;
  wire [7:0] octet = shifts ? {data, bits[7:1]} : bits;
  // Bytes that are still to be handed out.
  reg [1:0] left = 0;
  reg [7:0] next = 0, after = 0;
  wire special = octet == 8'hDB || (!raw && octet == 8'hC0);
  always @(posedge clock) begin
    bits <= octet;
    if (taken) begin
      left <= special ? 2 : 1;
      next <= special ? 8'hDB : octet;
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
