// What stands in for parts of the link while execute.sv is proved: a clock of milliseconds and a reply that say anything at any time.
module \execute$rate (input clock, input load, input [15:0] word, output [15:0] bit_clocks, output tick, input ticked);
  (* anyseq *) wire any;
  (* anyseq *) wire [15:0] rate;
  assign tick = any;
  assign bit_clocks = rate;
endmodule

module \execute$reply (input clock, input start, input [2:0] status, input [6:0] count, input load, input [31:0] word,
    input increment, input byte_ready, output ask, output done, output [31:0] value, output shift, output data, output enable,
    output raw);
  (* anyseq *) wire [5:0] any;
  (* anyseq *) wire [31:0] free;
  assign {ask, done, shift, data, enable, raw} = any;
  assign value = free;
endmodule
