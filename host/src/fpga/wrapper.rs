//! The top module of a board: the design, the PLL where the crystal is not the clock, and what must stand at a level.
//!
//! The design has no reset: its state is the bitstream's. So its clock begins only when the PLL has locked; the gate opens
//! while the clock is low, and no edge is ever cut.

use std::fmt::Write as _;

use super::board::Board;
use super::clock::{Clocking, Pll};

/// Name of the board's top module.
pub const TOP: &str = "board";

/// Ports that every board has.
pub const PORTS: [&str; 3] = ["clock", "uart_rx", "uart_tx"];

/// The Verilog of a board's top module around the module `design`.
pub fn verilog(board: &Board, clocking: &Clocking, design: &str) -> String {
    let high: String = board.high.iter().map(|port| format!(",\n  output wire {port}")).collect();
    let levels: String = board.high.iter().map(|port| format!("  assign {port} = 1'b1;\n")).collect();
    let (source, net) = match &clocking.pll {
        None => (String::new(), "clock"),
        Some(pll) => (primitive(pll, board.crystal_hz, clocking.hz) + &gate(pll), "running"),
    };
    format!(
        "// {}: crystal {} Hz, clock {} Hz. Generated; not to be edited.
module {TOP}(
  input wire clock,
  input wire uart_rx,
  output wire uart_tx{high}
);
{source}{levels}  {design} medium(.clock({net}), .uart_rx(uart_rx), .uart_tx(uart_tx));
endmodule
",
        board.title, board.crystal_hz, clocking.hz
    )
}

fn primitive(pll: &Pll, crystal: u32, hz: u32) -> String {
    let mut text = "  wire fast, locked;\n".to_string();
    // Writing to a string cannot fail.
    let _ = match *pll {
        Pll::Ice40 { divr, divf, divq, filter } => write!(
            text,
            "  SB_PLL40_PAD #(
    .FEEDBACK_PATH(\"SIMPLE\"), .DIVR(4'd{divr}), .DIVF(7'd{divf}), .DIVQ(3'd{divq}), .FILTER_RANGE(3'd{filter})
  ) pll(.PACKAGEPIN(clock), .PLLOUTCORE(fast), .LOCK(locked), .RESETB(1'b1), .BYPASS(1'b0));
"
        ),
        Pll::Ecp5 { clki, clkfb, clkop } => write!(
            text,
            "  (* FREQUENCY_PIN_CLKI=\"{}\", FREQUENCY_PIN_CLKOP=\"{}\", ICP_CURRENT=\"12\", LPF_RESISTOR=\"8\", MFG_ENABLE_FILTEROPAMP=\"1\", MFG_GMCREF_SEL=\"2\" *)
  EHXPLLL #(
    .CLKI_DIV({clki}), .CLKFB_DIV({clkfb}), .CLKOP_DIV({clkop}), .CLKOP_CPHASE({}), .CLKOP_FPHASE(0), .CLKOP_ENABLE(\"ENABLED\"),
    .FEEDBK_PATH(\"CLKOP\"), .PLLRST_ENA(\"DISABLED\"), .INTFB_WAKE(\"DISABLED\"), .STDBY_ENABLE(\"DISABLED\"),
    .DPHASE_SOURCE(\"DISABLED\"), .OUTDIVIDER_MUXA(\"DIVA\")
  ) pll(
    .CLKI(clock), .CLKFB(fast), .CLKOP(fast), .LOCK(locked), .RST(1'b0), .STDBY(1'b0), .PHASESEL0(1'b0), .PHASESEL1(1'b0),
    .PHASEDIR(1'b1), .PHASESTEP(1'b1), .PHASELOADREG(1'b1), .PLLWAKESYNC(1'b0), .ENCLKOP(1'b0)
  );
",
            mhz(crystal),
            mhz(hz),
            clkop / 2
        ),
        Pll::Gowin { idiv, fbdiv, odiv } => write!(
            text,
            "  rPLL #(
    .FCLKIN(\"{}\"), .IDIV_SEL({idiv}), .FBDIV_SEL({fbdiv}), .ODIV_SEL({odiv}), .DYN_IDIV_SEL(\"false\"), .DYN_FBDIV_SEL(\"false\"),
    .DYN_ODIV_SEL(\"false\"), .PSDA_SEL(\"0000\"), .DUTYDA_SEL(\"1000\"), .DYN_DA_EN(\"false\"), .CLKFB_SEL(\"internal\"), .DYN_SDIV_SEL(2)
  ) pll(
    .CLKIN(clock), .CLKFB(1'b0), .CLKOUT(fast), .LOCK(locked), .RESET(1'b0), .RESET_P(1'b0), .FBDSEL(6'b0), .IDSEL(6'b0),
    .ODSEL(6'b0), .PSDA(4'b0), .DUTYDA(4'b0), .FDLY(4'b0)
  );
",
            mhz(crystal)
        ),
    };
    text
}

/// Lets the clock through from the second falling edge after the lock on.
fn gate(pll: &Pll) -> String {
    let through = match pll {
        // The device's own gate of a clock net.
        Pll::Ecp5 { .. } => "  DCCA gate(.CLKI(fast), .CLKO(running), .CE(open[1]));\n",
        Pll::Ice40 { .. } | Pll::Gowin { .. } => "  assign running = fast & open[1];\n",
    };
    format!(
        "  wire running;
  reg [1:0] open = 2'b00;
  always @(negedge fast) open <= {{open[0], locked}};
{through}"
    )
}

/// Hz as MHz with as many decimals as it needs.
fn mhz(hz: u32) -> String {
    format!("{}", f64::from(hz) / 1e6)
}
