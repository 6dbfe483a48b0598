// The receiving link on a line of any bytes, torn ones too. The CRC stands for itself (crc.sv): here it says anything at any
// time. A frame is handed on only if it is whole, has the length it says and a good CRC; otherwise it is dropped and counted; and
// what is handed on, header and payload, is what came, bit by bit. So nothing is acted on that came without a valid CRC.
module proof(input clock, input comes, input [7:0] octet, input torn, input wanted, input [6:0] word_number);
  wire ready, dropped;
  wire [31:0] word;
  wire take = wanted && ready;
  // A byte lasts 40 clocks or more on the line; its CRC takes 9.
  reg [3:0] apart = 9;
  wire came = comes && apart == 9;
  wire lost = torn && apart == 9 && !comes;
  always @(posedge clock) apart <= came || lost ? 0 : apart == 9 ? 9 : apart + 1;
  receive link(.clock(clock), .valid(came), .octet(octet), .torn(lost), .ready(ready), .take(take), .dropped(dropped),
    .word_number(word_number), .word(word));
  // Inside, by name; `receive$crc` and `receive$buffer` are those of free.sv.
  (* hierconn *) wire \link.crc.good , \link.crc.clear , \link.crc.enable , \link.crc.data ;
  (* hierconn *) wire \link.buffer.hit , \link.filling$q , \link.whole$q ;
  (* hierconn *) wire [7:0] \link.buffer.place , \link.length_held$q ;
  (* hierconn *) wire [31:0] \link.buffer.kept , \link.collected$q ;
  (* hierconn *) wire [9:0] \link.place$q ;
  wire good = \link.crc.good ;

  // SLIP once more.
  wire is_end = came && octet == 8'hC0;
  reg escaped = 0, bad = 0, waiting = 0;
  reg [8:0] count = 0;
  wire plain = came && !is_end && !bad && !waiting && (escaped ? octet == 8'hDC || octet == 8'hDD : octet != 8'hDB);
  wire [7:0] clean = !escaped ? octet : octet == 8'hDC ? 8'hC0 : 8'hDB;
  reg [7:0] said = 0; // the length in the header
  wire whole = !bad && !escaped && count == 4 * said + 9;
  wire accepted = is_end && whole && good;
  always @(posedge clock) begin
    if (take) waiting <= 0;
    if (lost) bad <= 1;
    if (is_end) begin
      escaped <= 0;
      bad <= 0;
      count <= 0;
      if (accepted) waiting <= 1;
    end else if (came) begin
      escaped <= bad || waiting ? escaped : !escaped && octet == 8'hDB;
      if (waiting || (escaped && !plain) || (plain && count == 265)) bad <= 1;
      if (plain && count != 265) count <= count + 1;
      if (plain && count == 4) said <= clean;
    end
  end

  // The bits of a byte go into the CRC one after the other.
  reg [7:0] to_sum = 0;
  reg [3:0] bits = 0;
  always @(posedge clock) begin
    if (plain) to_sum <= clean;
    else to_sum <= to_sum >> 1;
    if (plain) bits <= 8;
    else if (bits != 0) bits <= bits - 1;
  end

  // One bit: of a byte of any word of the payload (BYTE 0 to 3), or of a byte of the header (4 to 8).
  parameter BYTE = 0;
  localparam LANE = BYTE < 4 ? BYTE : BYTE < 8 ? BYTE - 4 : 3; // of its word
  (* anyconst *) wire [2:0] BIT;
  (* anyconst *) wire [5:0] any_word;
  wire [8:0] place = BYTE > 3 ? BYTE - 4 : 5 + {any_word, 2'd0} + BYTE; // in the frame
  wire [6:0] slot = BYTE < 4 ? 64 + any_word : BYTE < 8 ? 0 : 1; // in the buffer
  reg seen = 0, handed = 0, held = 0, some = 0;
  reg [7:0] words = 0, words_taken = 0;
  always @(posedge clock) begin
    if (plain && count == place) seen <= clean[BIT];
    if (accepted) handed <= seen;
    if (accepted) words <= said;
    if (take) held <= handed;
    if (take) words_taken <= words;
    if (take) some <= 1;
  end
  reg asked = 0;
  always @(posedge clock) asked <= word_number == slot && !take;
  wire there = some && (BYTE > 3 || any_word < words_taken);
  wire [31:0] shifted = word >> (8 * LANE + BIT);
  always @(*) begin
    assert (ready == waiting);
    assert (dropped == (is_end && !accepted && (count != 0 || bad || escaped)));
    assert (\link.crc.enable == (bits != 0));
    if (bits != 0) assert (\link.crc.data == to_sum[0]);
    assert (\link.crc.clear == is_end);
    // What is handed out of the taken frame stays until the next one is taken.
    if (asked && \link.buffer.hit && there) assert (shifted[0] == held);
  end

  // Where the bit is on its way: the last claim above follows from these.
  wire [8:0] since = count - place; // bytes from it on
  wire [5:0] remains = 4 - LANE; // of its word, from it on
  wire [31:0] collected = \link.collected$q >> (32 - 8 * since + BIT);
  wire [31:0] kept = \link.buffer.kept >> (8 * LANE + BIT);
  wire here = \link.buffer.place [6:0] == slot;
  wire filling = \link.buffer.place [7] == \link.filling$q ;
  always @(*) begin
    assert (count <= 265 && words <= 64 && words_taken <= 64);
    assert (\link.length_held$q == said);
    if (!bad) assert (\link.place$q == (count < 5 ? count : count + 251));
    if (!bad) assert (\link.whole$q == (count == 4 * said + 9));
    if (waiting) assert (count == 0 && handed == seen && words == said);
    if (count > place && since <= remains) assert (collected[0] == seen);
    if (count > place && since >= remains && here && filling) assert (kept[0] == seen);
    if (waiting && (BYTE > 3 || any_word < words) && here && filling) assert (kept[0] == handed);
    if (there && here && !filling) assert (kept[0] == held);
  end
endmodule
