// The CRC against the textbook's division: 0x04C11DB7, highest power first, where the design has everything reflected.
module proof(input clock, input clear, input enable, input data);
  wire low, good;
  crc sum(.clock(clock), .clear(clear), .enable(enable), .data(data), .low(low), .good(good));

  reg [31:0] rest = 32'hFFFFFFFF;
  always @(posedge clock) begin
    if (clear) rest <= 32'hFFFFFFFF;
    else if (enable) rest <= {rest[30:0], 1'b0} ^ (rest[31] != data ? 32'h04C11DB7 : 32'h0);
  end
  always @(*) begin
    assert (low == rest[31]);
    assert (good == (rest == 32'hC704DD7B)); // the rest of every message that is followed by its own CRC
  end
endmodule
