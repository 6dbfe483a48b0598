//! What every verb is given: the common options, the progress display and the wish to stop.

use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use syntony_host::progress::Watch;

/// Options that every verb has.
#[derive(Args, Clone)]
pub struct Common {
    /// Print the result as one JSON document
    #[arg(long, global = true)]
    json: bool,
    /// Show no progress
    #[arg(long, short, global = true)]
    quiet: bool,
}

/// A progress bar that long work of the library moves on.
pub struct Progress {
    bar: ProgressBar,
    stop: Arc<AtomicBool>,
}

impl Progress {
    /// A note on standard error that does not tear the display.
    pub fn say(&self, context: &Context, text: &str) {
        self.bar.suspend(|| context.note(text));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

impl Watch for Progress {
    fn advance(&self, steps: u64) {
        self.bar.inc(steps);
    }

    fn tell(&self, message: &str) {
        self.bar.set_message(message.to_string());
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// Common options, progress and Ctrl-C.
pub struct Context {
    common: Common,
    stop: Arc<AtomicBool>,
}

impl Context {
    /// Takes over Ctrl-C: the first asks the verb to stop and print the best so far, the second ends the process.
    pub fn new(common: &Common) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let asked = Arc::clone(&stop);
        let handler = move || {
            if asked.swap(true, Ordering::SeqCst) {
                std::process::exit(i32::from(super::exit::INTERRUPTED));
            }
        };
        if let Err(error) = ctrlc::set_handler(handler) {
            eprintln!("note: Ctrl-C will end the command without a result ({error})");
        }
        Self { common: common.clone(), stop }
    }

    /// Whether the result is printed as JSON.
    pub fn json(&self) -> bool {
        self.common.json
    }

    /// Set once Ctrl-C was pressed.
    pub fn stop(&self) -> &AtomicBool {
        &self.stop
    }

    /// The same, to be kept by whoever waits elsewhere.
    pub fn stop_flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.stop)
    }

    /// Whether Ctrl-C was pressed.
    pub fn stopped(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }

    /// A progress bar of `length` steps on standard error, shown after a moment and only to a terminal.
    pub fn progress(&self, length: u64, what: &'static str) -> Progress {
        let hidden = self.common.quiet || !std::io::stderr().is_terminal();
        let target = if hidden { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr_with_hz(10) };
        let style = ProgressStyle::with_template("{prefix:>12} [{bar:32}] {pos}/{len} {msg} ({eta})")
            .unwrap_or_else(|_| ProgressStyle::default_bar())
            .progress_chars("=> ");
        let bar = ProgressBar::with_draw_target(Some(length), target).with_style(style).with_prefix(what);
        if !hidden {
            bar.enable_steady_tick(Duration::from_millis(100));
        }
        Progress { bar, stop: Arc::clone(&self.stop) }
    }

    /// A note for the person, on standard error.
    pub fn note(&self, text: impl std::fmt::Display) {
        if !self.common.quiet {
            eprintln!("{text}");
        }
    }
}
