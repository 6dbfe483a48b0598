//! The tracker that the bank is held against: tempo by the autocorrelation of the onset strength, phase by a comb, both causal.

/// Slowest and fastest tempo, beats a minute: those of the bank.
const TEMPI: (f64, f64) = (47.0, 242.0);

/// What is tuned, in the order of [`Knobs::NAMES`]; the default is what `-- tune` chose.
#[derive(Clone, Copy)]
pub struct Knobs(pub [f64; 9]);

/// Time constant of the autocorrelation, s.
const MEMORY: usize = 0;
/// Weight of each earlier tooth of the comb, of the one behind it.
const COMB: usize = 1;
/// Weight of twice, three and four times the lag.
const HARMONIC: usize = 2;
/// Standard deviation of the tempo's prior, octaves.
const WIDTH: usize = 3;
/// Middle of the tempo's prior, beats a minute.
const MIDDLE: usize = 4;
/// Standard deviation of the smoothing of the onset strength, s.
const SMOOTH: usize = 5;
/// How many times better another tempo must be.
const STAY: usize = 6;
/// How much more a phase counts that was told before.
const HOLD: usize = 7;
/// Seconds without an event after which nothing is told.
const REST: usize = 8;

impl Default for Knobs {
    fn default() -> Self {
        Self([3.0, 0.5, 0.25, 1.2, 140.0, 0.01, 1.25, 0.5, 5.0])
    }
}

impl Knobs {
    pub const NAMES: [&'static str; 9] = ["memory", "comb", "harmonic", "width", "middle", "smooth", "stay", "hold", "rest"];
    /// Values of each knob that are tried.
    pub const GRID: [&'static [f64]; 9] = [
        &[2.0, 3.0, 4.0, 5.0, 6.5, 8.0, 12.0],
        &[0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95],
        &[0.0, 0.25, 0.5, 0.75, 1.0],
        &[0.4, 0.55, 0.7, 0.9, 1.2, 1.6],
        &[90.0, 105.0, 120.0, 140.0],
        &[0.01, 0.02, 0.03, 0.04, 0.06],
        &[1.0, 1.05, 1.125, 1.25],
        &[0.0, 0.1, 0.25, 0.5],
        &[1.25, 1.6, 2.0, 3.0, 5.0, 1000.0],
    ];
}

/// Leaky autocorrelation at every lag; a beat when the comb that fits the past best comes round.
pub struct Tracker {
    knobs: [f64; 9],
    rate: f64,
    kernel: Vec<f64>,
    raw: Vec<f64>,
    heard: Vec<f64>,
    correlation: Vec<f64>,
    period: f64,
    next: f64,
    last: f64,
    /// Greatest strength of late, and when something like it came last.
    top: f64,
    event: f64,
}

impl Tracker {
    pub fn new(rate: f64, knobs: &Knobs) -> Self {
        let smooth = knobs.0[SMOOTH];
        let reach = (2.5 * smooth * rate) as i64;
        Self {
            knobs: knobs.0,
            rate,
            kernel: (-reach..=reach).map(|k| (-(k as f64 / rate / smooth).powi(2) / 2.0).exp()).collect(),
            raw: vec![],
            heard: vec![],
            correlation: vec![0.0; (4.2 * 60.0 / TEMPI.0 * rate) as usize],
            period: rate / 2.0,
            next: f64::INFINITY,
            last: f64::NEG_INFINITY,
            top: 0.0,
            event: 0.0,
        }
    }

    /// One sample of the onset strength; whether a beat is now.
    pub fn sample(&mut self, sample: f64) -> bool {
        self.raw.push(sample);
        let n = self.raw.len();
        let now = n as f64 - 1.0;
        self.top = (self.top * (1.0 - 1.0 / (4.0 * self.rate))).max(sample);
        if sample > 0.05 && 4.0 * sample > self.top {
            self.event = now;
        }
        if n >= self.kernel.len() {
            self.correlate(n);
        }
        if n.is_multiple_of((self.rate / 10.0) as usize) && self.heard.len() > self.rate as usize {
            self.tempo();
            self.phase(now);
        }
        if now >= self.next {
            self.next += self.period;
            if now - self.last > self.period / 2.0 && now - self.event < self.knobs[REST] * self.rate {
                self.last = now;
                return true;
            }
        }
        false
    }

    /// Takes what was heard, smoothed and so behind by half of the kernel, into the autocorrelation.
    fn correlate(&mut self, n: usize) {
        let smooth = self.kernel.iter().zip(&self.raw[n - self.kernel.len()..]).map(|(k, v)| k * v).sum();
        self.heard.push(smooth);
        let keep = 1.0 - 1.0 / (self.knobs[MEMORY] * self.rate);
        let back = self.heard.iter().rev().copied().chain(std::iter::repeat(0.0));
        for (sum, earlier) in self.correlation.iter_mut().zip(back) {
            *sum = *sum * keep + smooth * earlier;
        }
    }

    fn worth(&self, lag: usize) -> f64 {
        let at = |lag: usize| self.correlation.get(lag).copied().unwrap_or(0.0);
        let many: f64 = (2..=4).map(|m| at(m * lag)).sum();
        let octaves = (60.0 * self.rate / lag as f64 / self.knobs[MIDDLE]).log2();
        (at(lag) + self.knobs[HARMONIC] * many) * (-(octaves / self.knobs[WIDTH]).powi(2) / 2.0).exp()
    }

    fn tempo(&mut self) {
        let (from, to) = ((60.0 / TEMPI.1 * self.rate) as usize, (60.0 / TEMPI.0 * self.rate) as usize);
        let worths: Vec<f64> = (from - 1..=to + 1).map(|lag| self.worth(lag)).collect();
        let best = (from..=to).max_by(|&a, &b| worths[a + 1 - from].total_cmp(&worths[b + 1 - from])).unwrap_or(from);
        let [left, here, right] = [0, 1, 2].map(|k| worths[best - from + k]);
        let far = (best as f64 / self.period - 1.0).abs() > 0.1;
        if here <= 0.0 || far && here < self.knobs[STAY] * self.worth(self.period as usize) {
            return;
        }
        let bend = left - 2.0 * here + right;
        self.period = best as f64 + if bend < 0.0 { ((left - right) / (2.0 * bend)).clamp(-0.5, 0.5) } else { 0.0 };
    }

    fn phase(&mut self, now: f64) {
        let end = self.heard.len() as f64 - 1.0;
        // `heard` is behind by the kernel's half.
        let delay = (self.kernel.len() / 2) as f64;
        let comb = |back: usize| {
            let (mut sum, mut weight, mut at) = (0.0, 1.0, end - back as f64);
            while at >= 0.0 && weight > 0.01 {
                sum += weight * self.heard[at as usize];
                weight *= self.knobs[COMB];
                at -= self.period;
            }
            let turns = (now - delay - back as f64 - self.last) / self.period;
            let near = self.last.is_finite() && (turns - turns.round()).abs() < 0.12;
            sum * if near { 1.0 + self.knobs[HOLD] } else { 1.0 }
        };
        let combs: Vec<f64> = (0..self.period as usize).map(comb).collect();
        let best = (0..combs.len()).max_by(|&a, &b| combs[a].total_cmp(&combs[b])).unwrap_or(0);
        let mut next = now - delay - best as f64;
        // A beat that has just been is still told, as by the bank.
        while next <= now - self.period / 8.0 {
            next += self.period;
        }
        self.next = next;
    }
}
