//! Events in a stream of onset strength: a peak well above what is usual, told one sample behind (`docs/src/definition.md#events`).

use syntony_medium::beats::{fall, gap};

/// Least peak of an event, Q28: 1/32.
const LEAST: u32 = 128 << 16;

/// How strong an event is, beside the greatest of late.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// From a quarter on.
    Soft,
    /// From a half on.
    Middle,
    /// From three quarters on.
    Loud,
}

/// Finds events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Onsets {
    /// The sample before and the one before it, Q28, not below 0.
    pub last: [u32; 2],
    /// Leaky greatest value, Q28.
    pub top: u32,
    /// Samples until the next event may come.
    pub quiet: u32,
    gap: u32,
    fall: u32,
}

impl Onsets {
    /// For a rate in samples a second, 50 to 48000: events are at least 50 ms apart, the greatest value falls over about four seconds.
    pub fn new(rate: u32) -> Self {
        Self { gap: gap(rate), fall: fall(rate), ..Self::default() }
    }

    /// One sample, Q12. An event is told one sample behind its peak.
    pub fn sample(&mut self, sample: i16) -> Option<Level> {
        let (now, [peak, before]) = (u32::from(sample.max(0) as u16) << 16, self.last);
        self.last = [now, peak];
        self.top -= self.top >> self.fall;
        self.quiet = self.quiet.saturating_sub(1);
        let top = self.top;
        if peak <= before || peak < now || self.quiet > 0 || peak < LEAST || peak < top >> 2 {
            return None;
        }
        self.quiet = self.gap;
        self.top = top.max(peak);
        // A new greatest value is loud.
        Some(match () {
            () if peak < top >> 1 => Level::Soft,
            () if peak < top - (top >> 2) => Level::Middle,
            () => Level::Loud,
        })
    }
}
