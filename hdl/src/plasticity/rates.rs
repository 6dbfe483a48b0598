//! What the learning registers hold, taken from their writes as they pass by; and the generator that learning rounds by, whose state
//! is one of them. Latency: 1 clock from a write, or from `draw`, to what is held.
//!
//! Hand-made Verilog, because it is made from the register table.

use rust_hdl::prelude::*;
use syntony_medium::noise::Generator;
use syntony_medium::registers::{self as reg, Register};

/// The rates.
#[derive(LogicBlock, Default)]
pub struct Rates {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// A register is written.
    pub writes: Signal<In, bool>,
    /// Which.
    pub number: Signal<In, Bits<8>>,
    /// What is written.
    pub word: Signal<In, Bits<32>>,
    /// The generator steps.
    pub draw: Signal<In, bool>,
    /// Its word.
    pub state: Signal<Out, Bits<32>>,
    /// Weights stay.
    pub freeze_weights: Signal<Out, bool>,
    /// The set of couplings stays.
    pub freeze_structure: Signal<Out, bool>,
    /// Decay falls on every row.
    pub decay_all: Signal<Out, bool>,
    /// A row learns while its drive is below this.
    pub margin: Signal<Out, Bits<24>>,
    /// Step of a weight, 1/256.
    pub step: Signal<Out, Bits<10>>,
    /// `2^decay - 1`; 0: no decay.
    pub decay_mask: Signal<Out, Bits<15>>,
    /// Bits that are all 0 where a coupling begins.
    pub growth_mask: Signal<Out, Bits<8>>,
    /// The gains drift.
    pub drifts: Signal<Out, bool>,
    /// By how many bits what they are off is shifted.
    pub drift: Signal<Out, Bits<4>>,
    /// Set point of the scaled drive.
    pub target: Signal<Out, Bits<15>>,
    /// Natural frequencies tune.
    pub tunes: Signal<Out, bool>,
    /// By how many bits a phase's offset is shifted.
    pub tune: Signal<Out, Bits<4>>,
    _held: Option<Held>,
}

/// What is held, beside the reset values.
#[derive(Clone, Copy, Debug)]
struct Held {
    control: u32,
    margin: u32,
    step: u32,
    decay: u32,
    drift: u32,
    target: u32,
    growth: u32,
    tune: u32,
    state: u32,
}

/// The registers in the order of [`Held`], and their names in the Verilog.
const REGISTERS: [(&Register, &str); 9] = [
    (&reg::LEARN_CONTROL, "control"),
    (&reg::LEARN_MARGIN, "held_margin"),
    (&reg::LEARN_STEP, "held_step"),
    (&reg::LEARN_DECAY, "decay"),
    (&reg::LEARN_DRIFT, "held_drift"),
    (&reg::LEARN_TARGET, "held_target"),
    (&reg::LEARN_GROWTH, "growth"),
    (&reg::LEARN_TUNE, "held_tune"),
    (&reg::LEARN_NOISE, "z"),
];

impl Held {
    fn new() -> Self {
        let [control, margin, step, decay, drift, target, growth, tune, state] = REGISTERS.map(|(register, _)| register.reset);
        Self { control, margin, step, decay, drift, target, growth, tune, state }
    }

    fn flag(&self, name: &str) -> bool {
        reg::LEARN_CONTROL.flag(name, self.control)
    }
}

impl Logic for Rates {
    fn update(&mut self) {
        let mut held = self._held.unwrap_or_else(Held::new);
        if self.clock.pos_edge() {
            if self.draw.val() {
                held.state = Generator::new(held.state).draw().0;
            }
            let (number, word): (u64, u64) = (self.number.val().into(), self.word.val().into());
            let places = [
                &mut held.control,
                &mut held.margin,
                &mut held.step,
                &mut held.decay,
                &mut held.drift,
                &mut held.target,
                &mut held.growth,
                &mut held.tune,
                &mut held.state,
            ];
            for ((register, _), place) in REGISTERS.iter().zip(places) {
                if self.writes.val() && number == u64::from(register.address) {
                    *place = register.keep(word as u32);
                }
            }
            held.state = Generator::new(held.state).state();
        }
        self._held = Some(held);
        self.state.next = u64::from(held.state).into();
        self.freeze_weights.next = held.flag("freeze_weights");
        self.freeze_structure.next = held.flag("freeze_structure");
        self.decay_all.next = held.flag("decay_all");
        self.margin.next = u64::from(held.margin).into();
        self.step.next = u64::from(held.step).into();
        self.decay_mask.next = ((1u64 << held.decay) - 1).into();
        self.growth_mask.next = (!(0xFFu64 << held.growth) & 0xFF).into();
        self.drifts.next = held.drift > 0 && !held.flag("freeze_gains");
        self.drift.next = u64::from(held.drift).into();
        self.target.next = u64::from(held.target).into();
        let tune = reg::LEARN_TUNE.part("tune", held.tune);
        self.tunes.next = tune > 0 && !reg::LEARN_TUNE.flag("freeze_frequencies", held.tune);
        self.tune.next = u64::from(tune).into();
    }

    fn connect(&mut self) {
        self.state.connect();
        self.freeze_weights.connect();
        self.freeze_structure.connect();
        self.decay_all.connect();
        self.margin.connect();
        self.step.connect();
        self.decay_mask.connect();
        self.growth_mask.connect();
        self.drifts.connect();
        self.drift.connect();
        self.target.connect();
        self.tunes.connect();
        self.tune.connect();
    }

    fn hdl(&self) -> Verilog {
        let (mut held, mut reset, mut write) = (String::new(), String::new(), String::new());
        for (register, name) in REGISTERS {
            let Register { address, width, reset: value, .. } = register;
            held += &format!("reg [{}:0] {name};\n", width - 1);
            reset += &format!("  {name} = {width}'d{value};\n");
            // Xorshift never leaves 0.
            let word = if name == "z" { "word == 0 ? 32'd1 : word".into() } else { format!("word[{}:0]", width - 1) };
            write += &format!("  if (writes && number == 8'd{address}) {name} <= {word};\n");
        }
        let flag = |name| reg::LEARN_CONTROL.field(name).map_or(0, |field| field.lsb);
        Verilog::Custom(format!(
            "{held}initial begin
{reset}end
wire [31:0] za = z ^ (z << 13);
wire [31:0] zb = za ^ (za >> 17);
always @(posedge clock) begin
  if (draw) z <= zb ^ (zb << 5);
{write}end
always @(*) begin
  state = z;
  freeze_weights = control[{}];
  freeze_structure = control[{}];
  decay_all = control[{}];
  margin = held_margin;
  step = held_step;
  decay_mask = ~(15'h7fff << decay);
  growth_mask = ~(8'hff << growth);
  drifts = held_drift != 0 && !control[{}];
  drift = held_drift;
  target = held_target;
  tunes = held_tune[3:0] != 0 && !held_tune[4];
  tune = held_tune[3:0];
end
",
            flag("freeze_weights"),
            flag("freeze_structure"),
            flag("decay_all"),
            flag("freeze_gains")
        ))
    }
}
