//! Events in a stream of onset strength: a peak well above what is usual, told one sample behind (`docs/src/definition.md#events`).

/// Finds events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Onsets {
    /// The two samples before.
    last: [i32; 2],
    /// Leaky greatest value, Q12.
    top: i32,
    /// Samples until the next event may come.
    quiet: u32,
    /// Samples between events, at least.
    gap: u32,
    /// Fall of the greatest value: `2^-fall` a sample.
    fall: u32,
}

impl Onsets {
    /// For a rate in samples a second: events are at least 50 ms apart, the greatest value falls over about four seconds.
    pub fn new(rate: u32) -> Self {
        Self { gap: rate / 20, fall: (4 * rate).ilog2(), ..Self::default() }
    }

    /// One sample, Q12. An event is told one sample behind its peak, with its strength, 256 for the greatest of late.
    pub fn sample(&mut self, sample: i16) -> Option<u32> {
        let (now, [peak, before]) = (i32::from(sample).max(0), self.last);
        self.last = [now, peak];
        self.top -= self.top >> self.fall;
        self.quiet = self.quiet.saturating_sub(1);
        if peak <= before || peak < now || self.quiet > 0 || peak < 128 || 4 * peak < self.top {
            return None;
        }
        self.quiet = self.gap;
        self.top = self.top.max(peak);
        Some(((peak << 8) / self.top.max(1)) as u32)
    }
}
