//! Exit codes.

use std::process::ExitCode;

use syntony_host::client::LinkError;
use syntony_host::device::DeviceError;
use syntony_host::fpga::FpgaError;
use syntony_host::transport::TransportError;
use syntony_verilated::line::BoardError;
use syntony_verilated::model::ModelError;
use thiserror::Error;

/// The device or the link failed.
pub const DEVICE: u8 = 1;
/// The command line or an input was wrong.
pub const USAGE: u8 = 2;
/// A tool is not installed.
pub const TOOL: u8 = 3;
/// A design does not fit a device, or is too slow for its clock.
pub const BUILD: u8 = 4;
/// A comparison found a difference.
pub const MISMATCH: u8 = 5;
/// Stopped by Ctrl-C; the best so far was printed.
pub const INTERRUPTED: u8 = 130;

/// Two results that should be equal are not.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct Mismatch(pub String);

/// A program is not installed; the message says how to get it.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct MissingTool(pub String);

/// The exit code of an error: what its innermost typed cause says.
pub fn of(error: &anyhow::Error) -> u8 {
    let device = |cause: &(dyn std::error::Error + 'static)| match cause.downcast_ref::<DeviceError>() {
        // The user chose a medium that does not fit the board, or a range outside it.
        Some(DeviceError::Shape { .. } | DeviceError::Learning { .. } | DeviceError::Range { .. }) => false,
        Some(_) => true,
        None => cause.is::<LinkError>() || cause.downcast_ref().is_some_and(|error| !matches!(error, TransportError::NoRecording { .. })),
    };
    let differs = |cause: &(dyn std::error::Error + 'static)| {
        cause.is::<Mismatch>() || matches!(cause.downcast_ref(), Some(TransportError::Differs { .. }))
    };
    if error.chain().any(differs) {
        MISMATCH
    } else if error.chain().any(|cause| cause.is::<MissingTool>()) {
        TOOL
    } else if let Some(error) = error.chain().find_map(|cause| cause.downcast_ref::<FpgaError>()) {
        of_build(error)
    } else if let Some(model) = error.chain().find_map(model) {
        model
    } else if error.chain().any(device) {
        DEVICE
    } else {
        USAGE
    }
}

fn of_build(error: &FpgaError) -> u8 {
    match error {
        FpgaError::Missing { .. } => TOOL,
        FpgaError::Tool { .. } | FpgaError::Late { .. } | FpgaError::Area { .. } | FpgaError::Timing { .. } => BUILD,
        FpgaError::Loader { .. } => DEVICE,
        FpgaError::Stopped => INTERRUPTED,
        _ => USAGE,
    }
}

/// The code of a board that could not be compiled.
fn model(cause: &(dyn std::error::Error + 'static)) -> Option<u8> {
    let error = match cause.downcast_ref() {
        Some(BoardError::Model(error)) => Some(error),
        Some(BoardError::Design(_)) => None,
        None => cause.downcast_ref(),
    };
    error.map(|error| if matches!(error, ModelError::Tool { .. }) { TOOL } else { BUILD })
}

/// An error with its causes; a cause that the message before it quotes already is not said again.
pub fn message(error: &anyhow::Error) -> String {
    error.chain().map(ToString::to_string).fold(String::new(), |said, cause| match said.as_str() {
        "" => cause,
        _ if said.contains(&cause) => said,
        _ => format!("{said}: {cause}"),
    })
}

/// As the process's exit code.
pub fn code(code: u8) -> ExitCode {
    ExitCode::from(code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use syntony_host::memory::MemoryError;
    use syntony_host::player::PlayError;

    #[test]
    fn a_silent_board_is_a_device_error_however_deep_it_lies() {
        let silent = || LinkError::Silent { name: "board".into() };
        let deep = anyhow::Error::new(MemoryError::Play(PlayError::Device(DeviceError::Link(silent())))).context("no recall");
        assert_eq!(of(&deep), DEVICE);
        assert_eq!(message(&deep).matches("gives no answer").count(), 1);
        assert_eq!(of(&anyhow::anyhow!("a wrong word")), USAGE);
        assert_eq!(of(&anyhow::Error::new(Mismatch("bit 3".into()))), MISMATCH);
        let missing = ModelError::Tool { tool: "verilator", error: std::io::ErrorKind::NotFound.into() };
        let missing = anyhow::Error::new(BoardError::Model(missing));
        assert_eq!(of(&missing), TOOL);
        assert!(message(&missing).contains("apt-get install verilator g++"), "{}", message(&missing));
    }
}
