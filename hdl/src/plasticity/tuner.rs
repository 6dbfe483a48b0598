//! A row's natural frequency in a learning pass: it gives way by a part of the phase's offset from the nearer one of 0 and half a turn.
//!
//! Latency: 1 clock from `take`, and one for each bit of the shift; the new frequency then stands as long as `word` holds the old one.

use rust_hdl::prelude::*;

/// The tuner.
#[derive(LogicBlock, Default)]
pub struct Tuner {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// `word` is the state: its phase is taken.
    pub take: Signal<In, bool>,
    /// Word of a window: the frequency, otherwise.
    pub word: Signal<In, Bits<32>>,
    /// By how many bits the offset is shifted: 1 to 15.
    pub tune: Signal<In, Bits<4>>,
    /// The new frequency, in 24 bits.
    pub frequency: Signal<Out, Bits<32>>,
    _offset: i32,
    _count: u32,
}

impl Logic for Tuner {
    fn update(&mut self) {
        let (word, tune): (u64, u64) = (self.word.val().into(), self.tune.val().into());
        if self.clock.pos_edge() {
            if self.take.val() {
                (self._offset, self._count) = (((word as u32) << 9) as i32 >> 9, 0);
            } else if u64::from(self._count) != tune {
                (self._offset, self._count) = (self._offset >> 1, (self._count + 1) & 15);
            }
        }
        self.frequency.next = u64::from((word as u32).wrapping_sub(self._offset as u32) & 0xFF_FFFF).into();
    }

    fn connect(&mut self) {
        self.frequency.connect();
    }

    fn hdl(&self) -> Verilog {
        // The complement of the offset is kept: what is added to a frequency, and 1, takes the offset from it.
        Verilog::Custom(
            "reg [22:0] inverse;
reg [3:0] count;
initial begin
  inverse = 23'h7fffff;
  count = 0;
end
wire [24:0] sums = {word[23:0], 1'b1} + {inverse[22], inverse, 1'b1};
always @(posedge clock) begin
  if (take) begin
    inverse <= ~word[22:0];
    count <= 0;
  end else if (count != tune) begin
    inverse <= {inverse[22], inverse[22:1]};
    count <= count + 4'd1;
  end
end
always @(*) begin
  frequency = {8'd0, sums[24:1]};
end
"
            .to_string(),
        )
    }
}
