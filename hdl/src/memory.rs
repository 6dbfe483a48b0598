//! RAM and ROM with run-time depth and width, filled by `$readmemh`.
//!
//! Latency: 1 clock from address to data. What a read gives that meets a write to its own address is left to the device:
//! no block relies on it.

use rust_hdl::prelude::*;

/// Address of every memory.
pub type Address = Bits<24>;

/// The content of a memory at power-up: a file name without folder, and the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// Name of the file that `$readmemh` reads.
    pub file: String,
    /// One word an address.
    pub words: Vec<u32>,
}

impl Content {
    /// The file: one hexadecimal word a line.
    pub fn text(&self) -> String {
        self.words.iter().map(|word| format!("{word:x}\n")).collect()
    }
}

/// One read port and one write port. Data above the width is dropped when written and read as 0.
#[derive(LogicBlock, Default)]
pub struct Ram {
    /// Clock of both ports.
    pub clock: Signal<In, Clock>,
    /// Address of the word that is read at the next edge.
    pub read_address: Signal<In, Address>,
    /// The word read.
    pub read: Signal<Out, Bits<32>>,
    /// Whether a word is written at the next edge.
    pub write_enable: Signal<In, bool>,
    /// Address of the word that is written.
    pub write_address: Signal<In, Address>,
    /// The word to write.
    pub write: Signal<In, Bits<32>>,
    _width: u32,
    _content: Option<Content>,
    _words: Vec<u32>,
    _in_logic: bool,
}

impl Ram {
    /// `depth` words (rounded up to a power of two) of `width` bits, zero at power-up.
    pub fn new(depth: u32, width: u32) -> Self {
        Self::with(depth, width, None)
    }

    /// A memory that starts with some content.
    pub fn filled(depth: u32, width: u32, content: Content) -> Self {
        Self::with(depth, width, Some(content))
    }

    /// The same, made of logic cells where there are more of them to spare than block RAMs.
    pub fn in_logic(self, in_logic: bool) -> Self {
        Self { _in_logic: in_logic, ..self }
    }

    fn with(depth: u32, width: u32, content: Option<Content>) -> Self {
        let mut words = vec![0; depth.next_power_of_two().max(2) as usize];
        for (place, &word) in words.iter_mut().zip(content.iter().flat_map(|c| &c.words)) {
            *place = word;
        }
        Self { _width: width, _content: content, _words: words, ..Self::default() }
    }

    fn mask(&self) -> u32 {
        u32::MAX >> (32 - self._width)
    }
}

impl Logic for Ram {
    fn update(&mut self) {
        if self.clock.pos_edge() {
            let mask = self._words.len() - 1;
            let at = |address: Address| address.index() & mask;
            self.read.next = u64::from(self._words[at(self.read_address.val())]).into();
            if self.write_enable.val() {
                let word: u64 = self.write.val().into();
                let (at, mask) = (at(self.write_address.val()), self.mask());
                self._words[at] = word as u32 & mask;
            }
        }
    }

    fn connect(&mut self) {
        self.read.connect();
    }

    fn hdl(&self) -> Verilog {
        let (depth, width) = (self._words.len(), self._width);
        let bits = depth.ilog2();
        let fill = match &self._content {
            Some(content) => format!("$readmemh(\"{}\", words);", content.file),
            None => format!("for (i = 0; i < {depth}; i = i + 1) words[i] = 0;"),
        };
        let pad = if width < 32 { format!("{{{}'d0, word}}", 32 - width) } else { "word".into() };
        Verilog::Custom(format!(
            "(* no_rw_check{style} *)
reg [{top}:0] words [0:{last}];
reg [{top}:0] word;
integer i;
// What was read is not initial: block RAMs have no such thing.
initial begin
  {fill}
end
always @(posedge clock) begin
  word <= words[read_address[{a}:0]];
  if (write_enable) words[write_address[{a}:0]] <= write[{top}:0];
end
always @(*) read = {pad};
",
            style = if self._in_logic { ", ram_style = \"logic\", rom_style = \"logic\"" } else { "" },
            top = width - 1,
            last = depth - 1,
            a = bits - 1,
        ))
    }
}

/// One port that reads or writes, in the style from which large single-port memories are inferred: while a word is
/// written, what was read last stays.
#[derive(LogicBlock, Default)]
pub struct BulkRam {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Address of the word that is read or written at the next edge.
    pub address: Signal<In, Address>,
    /// The word read.
    pub read: Signal<Out, Bits<32>>,
    /// Whether a word is written.
    pub write_enable: Signal<In, bool>,
    /// The word to write.
    pub write: Signal<In, Bits<32>>,
    _width: u32,
    _words: Vec<u32>,
    _large: bool,
}

/// Words and bits of a large block of the iCE40 (SPRAM), and how many it has at most.
const LARGE: (u32, u32, u32) = (16_384, 16, 4);
/// Bits of a small one (EBR).
const SMALL: u32 = 4096;

impl BulkRam {
    /// `depth` words of `width` bits; nothing may rely on what they hold at power-up. Addresses stay below `depth`.
    pub fn new(depth: u32, width: u32) -> Self {
        Self { _width: width, _words: vec![0; depth.max(2) as usize], ..Self::default() }
    }

    /// The same as one of `count` such memories of an iCE40, whose large blocks they have for themselves: left to itself,
    /// synthesis takes small ones for memories of up to 128 kbit, which others need.
    pub fn beside(depth: u32, width: u32, count: u32) -> Self {
        let (words, bits, most) = LARGE;
        let large = depth * width > 4 * SMALL && count * depth.div_ceil(words) * width.div_ceil(bits) <= most;
        Self { _large: large, ..Self::new(depth, width) }
    }
}

impl Logic for BulkRam {
    fn update(&mut self) {
        if self.clock.pos_edge() {
            let at = self.address.val().index() & (self._words.len().next_power_of_two() - 1);
            if self.write_enable.val() {
                let word: u64 = self.write.val().into();
                if let Some(place) = self._words.get_mut(at) {
                    *place = word as u32 & (u32::MAX >> (32 - self._width));
                }
            } else {
                self.read.next = u64::from(self._words.get(at).copied().unwrap_or(0)).into();
            }
        }
    }

    fn connect(&mut self) {
        self.read.connect();
    }

    fn hdl(&self) -> Verilog {
        let (depth, width) = (self._words.len(), self._width);
        let pad = if width < 32 { format!("{{{}'d0, word}}", 32 - width) } else { "word".into() };
        let style = if self._large { "(* ram_style = \"huge\" *)\n" } else { "" };
        Verilog::Custom(format!(
            "{style}reg [{top}:0] words [0:{last}];
reg [{top}:0] word;
always @(posedge clock) begin
  if (write_enable) words[address[{a}:0]] <= write[{top}:0];
  else word <= words[address[{a}:0]];
end
always @(*) read = {pad};
",
            top = width - 1,
            last = depth - 1,
            a = depth.next_power_of_two().ilog2() - 1,
        ))
    }
}

/// Words of 16 bits with one port whose bytes are written one by one or together, in a large block of the iCE40 (SPRAM): while
/// a byte is written, what was read last stays. What it holds at power-up is left to the device.
#[derive(LogicBlock, Default)]
pub struct ByteRam {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Address of the word that is read or written at the next edge.
    pub address: Signal<In, Address>,
    /// The word read.
    pub read: Signal<Out, Bits<16>>,
    /// Whether the lower byte is written.
    pub lower_writes: Signal<In, bool>,
    /// Whether the upper byte is written.
    pub upper_writes: Signal<In, bool>,
    /// The word to write.
    pub write: Signal<In, Bits<16>>,
    _words: Vec<u32>,
}

impl ByteRam {
    /// `depth` words, a power of two.
    pub fn new(depth: u32) -> Self {
        Self { _words: vec![0; depth as usize], ..Self::default() }
    }
}

impl Logic for ByteRam {
    fn update(&mut self) {
        if self.clock.pos_edge() {
            let at = self.address.val().index() & (self._words.len() - 1);
            let (lower, upper) = (self.lower_writes.val(), self.upper_writes.val());
            if lower | upper {
                let mask = if lower { 0xFF } else { 0 } | if upper { 0xFF00 } else { 0 };
                let word: u64 = self.write.val().into();
                self._words[at] = self._words[at] & !mask | word as u32 & mask;
            } else {
                self.read.next = u64::from(self._words[at]).into();
            }
        }
    }

    fn connect(&mut self) {
        self.read.connect();
    }

    fn hdl(&self) -> Verilog {
        let depth = self._words.len();
        Verilog::Custom(format!(
            "(* ram_style = \"huge\" *)
reg [15:0] words [0:{last}];
reg [15:0] word;
always @(posedge clock) begin
  if (lower_writes) words[address[{a}:0]][7:0] <= write[7:0];
  if (upper_writes) words[address[{a}:0]][15:8] <= write[15:8];
  if (~lower_writes & ~upper_writes) word <= words[address[{a}:0]];
end
always @(*) read = word;
",
            last = depth - 1,
            a = depth.ilog2() - 1,
        ))
    }
}
