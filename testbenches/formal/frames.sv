// The receiving link on a line of any bytes, torn ones too. The CRC stands for itself (crc.sv): here it says anything at any
// time. A frame is handed on only if it is whole, has the length it says and a good CRC; otherwise it is dropped and counted; and
// what is handed on, header and payload, is what came, bit by bit.
module proof(input clock, input valid, input [7:0] octet, input torn, input wanted, input [6:0] word_number);
  wire ready, dropped;
  wire [7:0] op, seq, length;
  wire [15:0] address;
  wire [31:0] word;
  wire take = wanted && ready;
  receive link(.clock(clock), .valid(valid && !torn), .octet(octet), .torn(torn), .ready(ready), .take(take), .op(op), .seq(seq),
    .address(address), .length(length), .dropped(dropped), .word_number(word_number), .word(word));
  // Inside, by name; `link$crc` and `link$buffer` are those of free.sv.
  (* hierconn *) wire \link.crc.good , \link.crc.clear , \link.crc.enable ;
  (* hierconn *) wire [7:0] \link.crc.octet ;
  (* hierconn *) wire \link.buffer.hit , \link.filling$q ;
  (* hierconn *) wire [7:0] \link.buffer.place ;
  (* hierconn *) wire [31:0] \link.buffer.kept , \link.collected$q ;
  wire good = \link.crc.good ;

  // SLIP once more.
  wire came = valid && !torn;
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
    if (torn) bad <= 1;
    if (is_end) begin
      escaped <= 0;
      bad <= 0;
      count <= 0;
      if (accepted) waiting <= 1;
    end else if (came) begin
      escaped <= !bad && !waiting && !escaped && octet == 8'hDB;
      if (escaped && bad) escaped <= 1;
      if (waiting || (escaped && !plain) || (plain && count == 265)) bad <= 1;
      if (plain && count != 265) count <= count + 1;
      if (plain && count == 4) said <= clean;
    end
  end

  // One bit: of a byte of the header (BYTE 4 to 8), or of a byte of any word of the payload (BYTE 0 to 3).
  parameter BYTE = 0;
  (* anyconst *) wire [2:0] BIT;
  (* anyconst *) wire [5:0] any_word;
  wire [8:0] place = BYTE > 3 ? BYTE - 4 : 5 + {any_word, 2'd0} + BYTE;
  reg seen = 0, handed = 0, held = 0;
  always @(posedge clock) begin
    if (plain && count == place) seen <= clean[BIT];
    if (accepted) handed <= seen;
    if (take) held <= handed;
  end
  reg asked = 0;
  always @(posedge clock) asked <= word_number == any_word && !take;
  wire [31:0] shifted = word >> (8 * BYTE[1:0] + BIT);

  // What is handed out of the taken frame can be read until the next one is taken; the header while the frame waits.
  reg [7:0] words = 0, words_taken = 0;
  always @(posedge clock) begin
    if (accepted) words <= said;
    if (take) words_taken <= words;
  end
  wire [7:0] header = BYTE == 4 ? op : BYTE == 5 ? seq : BYTE == 6 ? address[7:0] : BYTE == 7 ? address[15:8] : length;
  always @(*) begin
    assert (ready == waiting);
    assert (dropped == (is_end && !accepted && (count != 0 || bad || escaped)));
    assert (\link.crc.enable == plain);
    if (plain) assert (\link.crc.octet == clean);
    assert (\link.crc.clear == is_end);
    if (ready && BYTE > 3) assert (header[BIT] == handed);
    if (asked && \link.buffer.hit && BYTE < 4 && any_word < words_taken) assert (shifted[0] == held);
  end

  // Where the bit is on its way; the last two claims above follow from these.
  wire [8:0] since = count - place; // bytes from it on
  wire [5:0] remains = 4 - BYTE[1:0]; // of its word, from it on
  wire [31:0] collected = \link.collected$q >> (32 - 8 * since + BIT);
  wire [31:0] kept = \link.buffer.kept >> (8 * BYTE[1:0] + BIT);
  wire here = \link.buffer.place [6:0] == any_word;
  always @(*) begin
    assert (count <= 265 && words <= 64 && words_taken <= 64);
    if (waiting) assert (count == 0 && handed == seen && words == said);
    if (BYTE > 3 && count > place) assert (header[BIT] == seen);
    if (BYTE < 4 && count > 4) assert (length == said);
    if (BYTE < 4 && count > place && since <= remains) assert (collected[0] == seen);
    if (BYTE < 4 && count > place && since >= remains && here && \link.buffer.place [7] == \link.filling$q ) assert (kept[0] == seen);
    if (waiting && BYTE < 4 && any_word < words && here && \link.buffer.place [7] == \link.filling$q ) assert (kept[0] == handed);
    if (BYTE < 4 && any_word < words_taken && here && \link.buffer.place [7] != \link.filling$q ) assert (kept[0] == held);
  end
endmodule
