// The link's hand, between frames that receive.sv hands on and the registers and windows: it touches them for the sake of a frame
// only, and only where there is something that may be written, all of it looked at before the first; each frame is answered once;
// and it comes back to idle whatever it is asked, if the reply leaves.
module proof(input clock, input ready, input dropped, input [31:0] word, input byte_ready, input line_idle, input busy,
    input [31:0] register_read, input window_ready, input [31:0] window_read);
  parameter OFFSETS = 0, BAD = 0, SILENCE = 0, BIT_CLOCKS = 0;
  wire take, start_run, start_check, reads, writes, window_writes;
  wire [7:0] number, window;
  wire [31:0] written, offset;
  execute x(.clock(clock), .ready(ready), .take(take), .dropped(dropped), .word(word), .byte_ready(byte_ready),
    .line_idle(line_idle), .busy(busy), .start_run(start_run), .start_check(start_check), .register_reads(reads),
    .register_writes(writes), .register_number(number), .register_write(written), .register_read(register_read),
    .window(window), .offset(offset), .window_writes(window_writes), .window_ready(window_ready), .window_read(window_read));
  // Inside, by name; `execute$rate` and `execute$reply` are those of idle.sv.
  (* hierconn *) wire [4:0] \x.state$q ;
  (* hierconn *) wire \x.beat$q , \x.windows$q , \x.writes$q , \x.reply.start , \x.finished$q , \x.reply.ask , \x.ended$q ;
  (* hierconn *) wire [6:0] \x.k$q ;
  (* hierconn *) wire [7:0] \x.count$q , \x.base$q , \x.target$q ;
  (* hierconn *) wire [31:0] \x.place$q , \x.offset_base$q ;
  // In the order of `State`.
  localparam IDLE = 0, COUNT = 3, HEADER = 9, LENGTH = 10, FIRST = 11, CHECK = 14, FETCH = 15, WRITE = 16,
    BEGIN = 19, REPLY = 20, WORD_TAKE = 22, FINISH = 23;
  wire [4:0] state = \x.state$q ;
  wire beat = \x.beat$q ;
  wire [6:0] k = \x.k$q ;
  // What frames.sv shows: no frame has more than 64 words.
  always @(*) if (state == LENGTH && beat) assume (word[31:24] <= 64);

  reg open = 0, answered = 0, beats = 0;
  reg [7:0] op = 0;
  reg [4:0] before = IDLE;
  reg [6:0] k_before = 0;
  reg waits = 0;
  always @(posedge clock) begin
    if (take) begin
      open <= 1;
      answered <= 0;
    end else if (state == IDLE) open <= 0;
    if (\x.reply.start ) answered <= 1;
    if (state == HEADER && beat) op <= word[7:0];
    before <= state;
    k_before <= k;
    beats <= beat;
    waits <= (state == COUNT && !\x.finished$q ) || (state == REPLY && !\x.finished$q && !\x.reply.ask )
      || (state == FINISH && !(byte_ready && line_idle)) || (state == FETCH && !window_ready) || state == IDLE;
  end

  // A word of the frame, whichever: it was looked at, and found to be one that is and that may be written.
  (* anyconst *) wire [5:0] which;
  reg seen = 0;
  wire exists, writable, there, reached;
  wire [7:0] register = \x.base$q + which;
  wire [31:0] spot = (\x.offset_base$q + which) & OFFSETS;
  execute$decode table(.address({8'd0, register}), .exists(exists), .writable(writable));
  execute$window_map map(.number(window), .offset(spot), .exists(there), .reached(reached));
  always @(posedge clock) begin
    if (state == FIRST) seen <= 0;
    if (state == CHECK && beat && k == which && !\x.ended$q ) seen <= 1;
  end

  always @(*) begin
    if (take) assert (ready && state == IDLE);
    // Without a frame only what is counted is written, and the line's first rate.
    if (writes && !open) assert (number == BAD || number == SILENCE || (number == BIT_CLOCKS && written == 0));
    if (window_writes || start_run || start_check) assert (open);
    if (window_writes) assert (op == 4);
    if (start_run || start_check || (writes && before == WRITE)) assert (op == 2);
    // All of it was looked at.
    if ((state == FETCH || state == WRITE) && which + (\x.windows$q && \x.writes$q ) < \x.count$q ) assert (seen);
    if (writes && open && before == WRITE && k_before == which) assert (number == register);
    if (seen && !\x.windows$q && (state == CHECK || state == FETCH || state == WRITE)) assert (exists && (!\x.writes$q || writable));
    if (window_writes && before == WRITE && k_before == which) assert (offset == spot);
    if (seen && \x.windows$q && (state == CHECK || state == FETCH || state == WRITE)) assert (there && reached);
    // Once.
    if (\x.reply.start ) assert (open && !answered && state == BEGIN);
    if (state == IDLE && before != IDLE && open) assert (answered);
    // On and on: a state is left for a later one, but for words that are gone through one by one.
    if (beats && !waits) begin
      if (before == CHECK && state == CHECK) assert (k == k_before + 7'd1);
      else if (before == WRITE) assert (state == FETCH && k == k_before + 7'd1);
      else if (before == WORD_TAKE) assert (state == REPLY);
      else assert (state > before || state == IDLE);
    end
    if (state == CHECK || state == FETCH || state == WRITE) assert (k + (\x.windows$q && \x.writes$q ) <= \x.count$q && \x.count$q <= 64);
    if (state == WRITE && beat) assert (k + (\x.windows$q && \x.writes$q ) < \x.count$q );
  end
endmodule
