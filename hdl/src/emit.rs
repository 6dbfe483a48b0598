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
    Ok(defines.defines())
}
