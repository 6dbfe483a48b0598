//! How long work tells what it does and learns that it should stop, without knowing a terminal.

/// Whoever watches long work. All methods may be called from any thread.
pub trait Watch: Sync {
    /// `steps` more steps of the work are done.
    fn advance(&self, steps: u64);
    /// What is best so far, in a few words.
    fn tell(&self, message: &str);
    /// Whether the work should end soon and keep the best so far.
    fn stopped(&self) -> bool;
}

/// Nobody watches.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn advance(&self, _steps: u64) {}

    fn tell(&self, _message: &str) {}

    fn stopped(&self) -> bool {
        false
    }
}
