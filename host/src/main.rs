//! The command `syntony`.

mod cmd;

use std::process::ExitCode;

fn main() -> ExitCode {
    cmd::main()
}
