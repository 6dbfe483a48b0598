// The bit-serial CRC against the definition, byte by byte (CRC-32/ISO-HDLC: reflected 0x04C11DB7).
module proof(input clock, input clear, input enable, input [7:0] octet);
  wire busy, good;
  wire [31:0] value;
  crc sum(.clock(clock), .clear(clear), .enable(enable && !busy), .octet(octet), .busy(busy), .value(value), .good(good));

  function [31:0] after(input [31:0] state, input [7:0] taken);
    integer k;
    begin
      after = state ^ taken;
      for (k = 0; k < 8; k = k + 1) after = (after >> 1) ^ (after[0] ? 32'hEDB88320 : 32'h0);
    end
  endfunction

  reg [31:0] state = 32'hFFFFFFFF;
  reg [3:0] left = 0; // clocks until the byte is in
  always @(posedge clock) begin
    if (clear) begin
      state <= 32'hFFFFFFFF;
      left <= 0;
    end else if (enable && !busy) begin
      state <= after(state, octet);
      left <= 8;
    end else if (left != 0) left <= left - 1;
  end
  always @(*) begin
    assert (busy == (left != 0)); // 8 clocks a byte, then idle
    if (!busy) assert (value == ~state);
    if (!busy) assert (good == (state == 32'hDEBB20E3));
  end
endmodule
