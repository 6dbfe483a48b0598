// What stands in for parts of the link while frames.sv is proved: it may do anything the part may do, and more.

// A CRC that is good or not as it likes.
module \receive$crc (input clock, input clear, input enable, input data, output low, output good);
  (* anyseq *) wire free;
  assign low = 0;
  assign good = free;
endmodule

// A memory of which one word, whichever, is kept; all others hold anything.
module \receive$buffer (input clock, input [23:0] read_address, output reg [31:0] read, input write_enable, input [23:0] write_address,
  input [31:0] write);
  (* anyconst *) wire [7:0] place;
  (* anyseq *) wire [31:0] anything;
  reg [31:0] kept = 0;
  reg hit = 0; // what is read is what was kept
  always @(posedge clock) begin
    if (write_enable && write_address[7:0] == place) kept <= write;
    hit <= read_address[7:0] == place;
    read <= read_address[7:0] == place ? kept : anything;
  end
endmodule
