//! Weights of a wide bank's lanes, in block RAMs of 18 Kbit whose words are used to the last bit that the weights allow.
//!
//! Latency: 3 clocks from address to `low` and `high`, 4 to `read`. A write goes over the word that was read: its address has to
//! stand from 3 clocks before it on, and no other write may be nearer. Behind the address and behind each four memories is a
//! register, since a memory of these devices takes half a clock to answer.

use rust_hdl::prelude::*;

use crate::memory::Address;

/// Bits of the widest word that wastes nothing: two block RAMs, parity bits included.
pub const WORD_BITS: u32 = 36;

/// The weights of some lanes.
#[derive(LogicBlock)]
pub struct Store {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Address of the weights.
    pub address: Signal<In, Address>,
    /// Whether `write` goes over the weights it stands for.
    pub write_enable: Signal<In, bool>,
    /// Word of the window, among the words of a partner.
    pub window_word: Signal<In, Bits<32>>,
    /// What is written.
    pub write: Signal<In, Bits<32>>,
    /// Weights of the first lanes, as many as a word of the window holds.
    pub low: Signal<Out, Bits<32>>,
    /// Weights of the other lanes.
    pub high: Signal<Out, Bits<32>>,
    /// What is held here of the window's word; 0 elsewhere.
    pub read: Signal<Out, Bits<32>>,
    _lanes: Lanes,
    _words: Vec<u64>,
    _address: usize,
    _word_read: u64,
    _word: u64,
    _merged: Option<u64>,
}

/// Which lanes a bank has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lanes {
    /// Number of the first.
    pub first: u32,
    /// How many.
    pub count: u32,
    /// Bits of a weight.
    pub weight_bits: u32,
}

impl Lanes {
    /// How many lanes a bank has at most.
    pub const fn most(weight_bits: u32) -> u32 {
        WORD_BITS / weight_bits
    }

    /// How many weights a word of the window holds.
    pub(super) const fn in_word(self) -> u32 {
        32 / self.weight_bits
    }

    const fn width(self) -> u32 {
        self.count * self.weight_bits
    }

    /// Lowest bit of each lane: here, and in which word of the window where.
    fn places(self) -> impl Iterator<Item = (u32, u32, u32)> {
        let Self { first, count, weight_bits: bits } = self;
        (0..count).map(move |i| (i * bits, (first + i) / self.in_word(), (first + i) % self.in_word() * bits))
    }

    /// Words of one memory: as many as fill its blocks.
    fn depth(self) -> usize {
        match self.width() {
            0..=1 => 1 << 14,
            2 => 1 << 13,
            3..=4 => 1 << 12,
            5..=9 => 1 << 11,
            _ => 1 << 10,
        }
    }
}

impl Store {
    /// The weights of these lanes for `depth` pairs of a group and a partner; nothing may rely on what they are at power-up.
    pub fn new(depth: u32, lanes: Lanes) -> Self {
        Self {
            clock: Signal::default(),
            address: Signal::default(),
            write_enable: Signal::default(),
            window_word: Signal::default(),
            write: Signal::default(),
            low: Signal::default(),
            high: Signal::default(),
            read: Signal::default(),
            _lanes: lanes,
            _words: vec![0; depth.max(2) as usize],
            _address: 0,
            _word_read: 0,
            _word: 0,
            _merged: None,
        }
    }

    /// The lanes whose weights the window's word holds.
    fn meant(&self) -> impl Iterator<Item = (u32, u32)> {
        let wanted: u64 = self.window_word.val().into();
        self._lanes.places().filter(move |&(_, word, _)| u64::from(word) == wanted).map(|(here, _, there)| (here, there))
    }

    fn in_window(&self) -> u32 {
        let mask = (1 << self._lanes.weight_bits) - 1;
        self.meant().fold(0, |read, (here, there)| read | ((self._word >> here) as u32 & mask) << there)
    }

    fn merged(&self) -> u64 {
        let mask = (1 << self._lanes.weight_bits) - 1;
        let write: u64 = self.write.val().into();
        self.meant().fold(self._word, |word, (here, there)| word & !(mask << here) | (write >> there & mask) << here)
    }

    /// Verilog of the memories and of the choice among them: `word`, two registers behind the address' own.
    fn memories(&self) -> String {
        let (size, depth, top) = (self._words.len(), self._lanes.depth(), self._lanes.width() - 1);
        let (low, bits) = (depth.ilog2(), size.next_power_of_two().ilog2());
        let low = low.min(bits);
        let count = size.div_ceil(depth);
        let mut text = format!("reg [{}:0] address1;\nreg [23:0] place2;\nreg [23:0] place3;\n", bits - 1);
        text += &format!("initial begin\n  place2 = 0;\n  place3 = 0;\nend\nwire [23:0] place1 = address1 >> {low};\n");
        text += "always @(posedge clock) begin\n  address1 <= address;\n  place2 <= place1;\n  place3 <= place2 >> 2;\nend\n";
        for k in 0..count {
            let last = (size - k * depth).min(depth) - 1;
            text += &format!(
                "reg [{top}:0] words{k} [0:{last}];
reg [{top}:0] word{k};
always @(posedge clock) begin
  if (write1 && place1 == {k}) words{k}[address1[{a}:0]] <= merged;
  else word{k} <= words{k}[address1[{a}:0]];
end
",
                a = low - 1
            );
        }
        let choice = |name: &str, from: &str, place: &str, numbers: std::ops::Range<usize>| {
            let first = numbers.start;
            let mut arms: Vec<_> = numbers.rev().map(|k| format!("{place} == {} ? {from}{k} : ", k - first)).collect();
            let rest = arms.pop().map(|_| format!("{from}{first}")).unwrap_or_default();
            format!("wire [{top}:0] {name} = {}{rest};\n", arms.concat())
        };
        let groups = count.div_ceil(4);
        for g in 0..groups {
            text += &choice(&format!("of{g}"), "word", "place2[1:0]", 4 * g..count.min(4 * g + 4));
            text += &format!("reg [{top}:0] held{g};\ninitial held{g} = 0;\nalways @(posedge clock) held{g} <= of{g};\n");
        }
        text + &choice("word", "held", "place3", 0..groups)
    }

    /// Verilog of what goes in, `merged`, and of what comes out.
    fn port(&self) -> String {
        let Lanes { weight_bits: bits, .. } = self._lanes;
        let (mut text, top) = (String::new(), self._lanes.width() - 1);
        let mut windows: Vec<u32> = self._lanes.places().map(|(_, word, _)| word).collect();
        windows.dedup();
        for word in &windows {
            text += &format!("wire meant{word} = window_word == {word};\n");
        }
        let mut reads = vec![];
        for (here, word, there) in self._lanes.places() {
            let (high, from) = (here + bits - 1, there + bits - 1);
            text += &format!("assign merged_word[{high}:{here}] = meant{word} ? write[{from}:{there}] : word[{high}:{here}];\n");
            reads.push(format!("(meant{word} ? {{32'd0, word[{high}:{here}]}} << {there} : 0)"));
        }
        let split = self._lanes.in_word() * bits;
        let high = if top >= split { format!("word[{top}:{split}]") } else { "32'd0".into() };
        format!(
            "reg [{top}:0] merged;
reg write1;
initial begin
  write1 = 0;
  read = 0;
end
{}wire [{top}:0] merged_word;
{text}always @(posedge clock) begin
  merged <= merged_word;
  write1 <= write_enable;
  read <= {};
end
always @(*) low = word[{}:0];
always @(*) high = {high};
",
            self.memories(),
            reads.join(" | "),
            top.min(split - 1),
        )
    }
}

impl Logic for Store {
    fn update(&mut self) {
        if self.clock.pos_edge() {
            let split = self._lanes.in_word() * self._lanes.weight_bits;
            self.read.next = u64::from(self.in_window()).into();
            let merged = self.write_enable.val().then(|| self.merged());
            self._word = self._word_read;
            self.low.next = (self._word & ((1 << split) - 1)).into();
            self.high.next = (self._word >> split).into();
            let at = self._address & (self._words.len().next_power_of_two() - 1);
            match (self._words.get_mut(at), self._merged) {
                // While a word is written, what was read stays.
                (Some(place), Some(merged)) => *place = merged,
                (place, _) => self._word_read = place.copied().unwrap_or(0),
            }
            self._merged = merged;
            self._address = self.address.val().index();
        }
    }

    fn connect(&mut self) {
        self.low.connect();
        self.high.connect();
        self.read.connect();
    }

    fn hdl(&self) -> Verilog {
        Verilog::Custom(self.port())
    }
}

impl Default for Store {
    fn default() -> Self {
        Self::new(2, Lanes { first: 0, count: 1, weight_bits: 2 })
    }
}
