//! A row's natural frequency in a learning pass: it gives way by a part of the phase's offset from the nearer one of 0 and half a turn.
//!
//! Latency: 15 clocks from `take` on at most for the shifts; the new frequency stands from the clock after `put` on. One adder: a shifted offset
//! is rounded by a random bit a clock, and taken from the frequency at last.

use rust_hdl::prelude::*;

/// The tuner.
#[derive(LogicBlock, Default)]
pub struct Tuner {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// `word` is the state: its phase is taken.
    pub take: Signal<In, bool>,
    /// `word` is the frequency, and the offset has been shifted.
    pub put: Signal<In, bool>,
    /// Word of a window.
    pub word: Signal<In, Bits<32>>,
    /// By how many bits the offset is shifted: 1 to 15.
    pub tune: Signal<In, Bits<4>>,
    /// The row's random word.
    pub random: Signal<In, Bits<32>>,
    /// The new frequency, in 24 bits.
    pub frequency: Signal<Out, Bits<32>>,
    _offset: i32,
    _count: u32,
    _frequency: u32,
}

impl Logic for Tuner {
    fn update(&mut self) {
        let (word, random): (u64, u64) = (self.word.val().into(), self.random.val().into());
        let tune: u64 = self.tune.val().into();
        if self.clock.pos_edge() {
            let omega = (word << 40) as i64 >> 40;
            if self.put.val() {
                let moved = omega - i64::from(self._offset);
                self._frequency = moved.clamp(-(1 << 23), (1 << 23) - 1) as u32 & 0xFF_FFFF;
            }
            if self.take.val() {
                (self._offset, self._count) = (((word as u32) << 9) as i32 >> 9, 0);
            } else if u64::from(self._count) != tune {
                // Less a random part of a step is as much as more of what is left of it.
                self._offset = (self._offset + i32::from(random >> self._count & 1 == 0)) >> 1;
                self._count += 1;
            }
        }
        self.frequency.next = u64::from(self._frequency).into();
    }

    fn connect(&mut self) {
        self.frequency.connect();
    }

    fn hdl(&self) -> Verilog {
        Verilog::Custom(
            "reg signed [22:0] offset;
reg [3:0] count;
reg [23:0] held;
initial begin
  offset = 0;
  count = 0;
  held = 0;
end
wire shifts = count != tune;
// One adder: the offset and a bit that rounds, or the frequency less the offset.
wire [24:0] added = {{2{offset[22]}}, offset} ^ {25{put}};
wire [24:0] onto = {word[23], word[23:0]} & {25{put}};
wire [25:0] sums = {onto, 1'b1} + {added, put || !random[count]};
wire [24:0] total = sums[25:1];
always @(posedge clock) begin
  if (take) begin
    offset <= word[22:0];
    count <= 0;
  end else if (shifts) begin
    offset <= total[23:1];
    count <= count + 4'd1;
  end
  if (put) held <= total[24] == total[23] ? total[23:0] : {total[24], {23{!total[24]}}};
end
always @(*) begin
  frequency = {8'd0, held};
end
"
            .to_string(),
        )
    }
}
