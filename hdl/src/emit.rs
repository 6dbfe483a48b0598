//! Verilog of a block.

use rust_hdl::prelude::*;
use thiserror::Error;

/// Why a block makes no Verilog: a fault of the block, not of the shape.
#[derive(Debug, Error)]
#[error("the block {name} is not well formed: {reason}")]
pub struct EmitError {
    /// Name of the module.
    pub name: String,
    /// What `rust-hdl` found.
    pub reason: String,
}

/// Verilog of a block as module `name$...`; submodules carry the path of their instance.
pub fn verilog<B: Block>(name: &str, block: &mut B) -> Result<String, EmitError> {
    block.connect_all();
    check_all(block).map_err(|error| EmitError { name: name.into(), reason: format!("{error:?}") })?;
    let mut defines = ModuleDefines::default();
    block.accept(name, &mut defines);
    Ok(ranged(&defines.defines()))
}

/// Signed constants with their range. `rust-hdl` writes `localparam signed NAME = 8'h0`, which is signed for Verilator and
/// unsigned for yosys, so that a comparison with it would be another one in the fabric.
fn ranged(text: &str) -> String {
    const CONSTANT: &str = "localparam signed ";
    let line = |line: &str| {
        let (before, constant) = line.split_once(CONSTANT)?;
        let width: u32 = constant.split_once(" = ")?.1.split_once('\'')?.0.parse().ok()?;
        Some(format!("{before}{CONSTANT}[{}:0] {constant}\n", width.checked_sub(1)?))
    };
    text.lines().map(|text| line(text).unwrap_or_else(|| format!("{text}\n"))).collect()
}

#[cfg(test)]
mod tests {
    use super::ranged;

    #[test]
    fn signed_constants_have_a_range() {
        let text = "    localparam signed zero = 8'h0;\n    localparam one = 8'h1;\n";
        assert_eq!(ranged(text), "    localparam signed [7:0] zero = 8'h0;\n    localparam one = 8'h1;\n");
    }
}
