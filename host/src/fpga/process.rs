//! One run of a tool: its output in a log, ended cleanly when asked to.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::error::FpgaError;
use crate::progress::Watch;

/// How often a running tool is looked at.
const LOOK: Duration = Duration::from_millis(20);

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The tool succeeded.
    Done,
    /// It failed.
    Failed,
    /// It was ended because its time was over.
    Late,
}

/// Runs `command` for at most `limit`, everything it says going to `log`.
///
/// # Errors
/// [`FpgaError::Stopped`] after ending the tool and its children, or what kept it from running.
pub fn run(command: &mut Command, log: &Path, limit: Duration, watch: &dyn Watch) -> Result<Outcome, FpgaError> {
    let program = command.get_program().to_string_lossy().into_owned();
    let failed = |source| FpgaError::Process { program: program.clone(), source };
    let mut out = File::create(log).map_err(failed)?;
    let words: Vec<_> = command.get_args().map(|word| word.to_string_lossy().into_owned()).collect();
    writeln!(out, "$ {program} {}", words.join(" ")).map_err(failed)?;
    let err = out.try_clone().map_err(failed)?;
    command.stdin(Stdio::null()).stdout(out).stderr(err);
    #[cfg(unix)]
    {
        // A group of its own: Ctrl-C in the terminal reaches only us, and we end the whole group.
        use std::os::unix::process::CommandExt;
        command.process_group(0);
    }
    let start = Instant::now();
    let mut child = command.spawn().map_err(failed)?;
    loop {
        if let Some(status) = child.try_wait().map_err(failed)? {
            return Ok(if status.success() { Outcome::Done } else { Outcome::Failed });
        }
        if start.elapsed() >= limit {
            end(&mut child);
            return Ok(Outcome::Late);
        }
        if watch.stopped() {
            end(&mut child);
            return Err(FpgaError::Stopped);
        }
        sleep(LOOK);
    }
}

/// Ends a tool and what it started.
fn end(child: &mut Child) {
    #[cfg(unix)]
    if let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
        // Failure means that the group is gone already.
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.kill();
    let _ = child.wait();
}

/// The line of a log that says what went wrong: the last error, or the last line.
pub fn complaint(log: &Path) -> String {
    let text = std::fs::read(log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.ends_with("warnings, 1 error"));
    let error = lines().rev().find(|line| line.contains("ERROR") || line.contains("Error"));
    error.or_else(|| lines().next_back()).unwrap_or("it says nothing").to_string()
}
