//! Events in a stream of onset strength: a peak well above what is usual, told one sample behind (`docs/src/definition.md#events`).

use syntony_medium::beats::{fall, gap};

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
    /// The two samples before, the later first; not below 0.
    pub last: [i16; 2],
    /// Leaky greatest value, Q28.
    pub top: u32,
    /// Samples until the next event may come.
    pub quiet: u16,
    gap: u16,
    fall: u32,
}

impl Onsets {
    /// For a rate in samples a second, 50 to 48000: events are at least 50 ms apart, the greatest value falls over about four seconds.
    pub fn new(rate: u32) -> Self {
        Self { gap: gap(rate) as u16, fall: fall(rate), ..Self::default() }
    }

    /// One sample, Q12. An event is told one sample behind its peak.
    pub fn sample(&mut self, sample: i16) -> Option<Level> {
        let (now, [peak, before]) = (sample.max(0), self.last);
        self.last = [now, peak];
        self.top -= self.top >> self.fall;
        self.quiet = self.quiet.saturating_sub(1);
        let (high, top) = (u32::from(peak as u16) << 16, self.top);
        if peak <= before || peak < now || self.quiet > 0 || peak < 128 || high < top >> 2 {
            return None;
        }
        self.quiet = self.gap;
        self.top = top.max(high);
        // A new greatest value is loud.
        Some(match () {
            () if high >= top - (top >> 2) => Level::Loud,
            () if high >= top >> 1 => Level::Middle,
            () => Level::Soft,
        })
    }
}
