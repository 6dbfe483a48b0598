//! The tracker that the bank is held against: tempo by the autocorrelation of the onset strength, phase by a comb, both causal.

/// What is tuned; the default is what `-- tune 20` chose.
#[derive(Clone, Copy)]
pub struct Knobs {
    /// Time constant of the autocorrelation, s.
    pub memory: f64,
    /// Weight of each earlier tooth of the comb, of the one behind it.
    pub comb: f64,
    /// Weight of twice, three and four times the lag.
    pub harmonic: f64,
    /// Standard deviation of the tempo's prior around 120 a minute, octaves.
    pub width: f64,
    /// Standard deviation of the smoothing of the onset strength, s.
    pub smooth: f64,
}

impl Default for Knobs {
    fn default() -> Self {
        Self { memory: 5.0, comb: 0.8, harmonic: 0.5, width: 0.7, smooth: 0.02 }
    }
}

impl Knobs {
    /// Values of each knob that are tried.
    pub const GRID: [&'static [f64]; 5] = [
        &[2.0, 3.0, 4.0, 5.0, 6.5, 8.0, 12.0],
        &[0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95],
        &[0.0, 0.25, 0.5, 0.75, 1.0],
        &[0.4, 0.55, 0.7, 0.9, 1.2],
        &[0.01, 0.02, 0.03, 0.04, 0.06],
    ];

    pub fn knob(&mut self, which: usize) -> &mut f64 {
        match which {
            0 => &mut self.memory,
            1 => &mut self.comb,
            2 => &mut self.harmonic,
            3 => &mut self.width,
            _ => &mut self.smooth,
        }
    }
}

/// Leaky autocorrelation at every lag; a beat when the comb that fits the past best comes round.
pub struct Tracker {
    knobs: Knobs,
    rate: f64,
    kernel: Vec<f64>,
    raw: Vec<f64>,
    heard: Vec<f64>,
    correlation: Vec<f64>,
    period: f64,
    next: f64,
    last: f64,
}

impl Tracker {
    pub fn new(rate: f64, knobs: &Knobs) -> Self {
        let reach = (2.5 * knobs.smooth * rate) as i64;
        let kernel = (-reach..=reach).map(|k| (-(k as f64 / rate / knobs.smooth).powi(2) / 2.0).exp()).collect();
        let lags = (4.2 * 60.0 / 57.0 * rate) as usize;
        Self {
            knobs: *knobs,
            rate,
            kernel,
            raw: vec![],
            heard: vec![],
            correlation: vec![0.0; lags],
            period: rate / 2.0,
            next: f64::INFINITY,
            last: f64::NEG_INFINITY,
        }
    }

    /// One sample of the onset strength; whether a beat is now.
    pub fn sample(&mut self, sample: f64) -> bool {
        self.raw.push(sample);
        let reach = self.kernel.len() / 2;
        let n = self.raw.len();
        if n >= self.kernel.len() {
            // Smoothed, so behind by the kernel's half.
            let smooth = self.kernel.iter().zip(&self.raw[n - self.kernel.len()..]).map(|(k, v)| k * v).sum();
            self.heard.push(smooth);
            let keep = 1.0 - 1.0 / (self.knobs.memory * self.rate);
            let heard = &self.heard;
            let end = heard.len() - 1;
            for (lag, sum) in self.correlation.iter_mut().enumerate() {
                *sum = *sum * keep + if lag <= end { heard[end] * heard[end - lag] } else { 0.0 };
            }
        }
        let now = n as f64 - 1.0;
        if n.is_multiple_of((self.rate / 10.0) as usize) && self.heard.len() > self.rate as usize {
            self.tempo();
            self.phase(now, reach);
        }
        if now >= self.next {
            self.next += self.period;
            if now - self.last > self.period / 2.0 {
                self.last = now;
                return true;
            }
        }
        false
    }

    fn worth(&self, lag: usize) -> f64 {
        let at = |lag: usize| self.correlation.get(lag).copied().unwrap_or(0.0);
        let many: f64 = (2..=4).map(|m| at(m * lag)).sum();
        let octaves = (60.0 * self.rate / lag as f64 / 120.0).log2();
        (at(lag) + self.knobs.harmonic * many) * (-(octaves / self.knobs.width).powi(2) / 2.0).exp()
    }

    fn tempo(&mut self) {
        let (from, to) = ((60.0 / 226.0 * self.rate) as usize, (60.0 / 57.0 * self.rate) as usize);
        let best = (from..=to).max_by(|&a, &b| self.worth(a).total_cmp(&self.worth(b))).unwrap_or(from);
        // As slow to change its mind as the bank.
        if self.worth(best) <= 0.0
            || (best as f64 / self.period - 1.0).abs() > 0.1 && self.worth(best) < 1.125 * self.worth(self.period as usize)
        {
            return;
        }
        let (left, here, right) = (self.worth(best - 1), self.worth(best), self.worth(best + 1));
        let bend = left - 2.0 * here + right;
        self.period = best as f64 + if bend < 0.0 { ((left - right) / (2.0 * bend)).clamp(-0.5, 0.5) } else { 0.0 };
    }

    fn phase(&mut self, now: f64, delay: usize) {
        let end = self.heard.len() as f64 - 1.0;
        let comb = |back: f64| {
            let (mut sum, mut weight, mut at) = (0.0, 1.0, end - back);
            while at >= 0.0 && weight > 0.01 {
                sum += weight * self.heard[at as usize];
                weight *= self.knobs.comb;
                at -= self.period;
            }
            sum
        };
        let best = (0..self.period as usize).max_by(|&a, &b| comb(a as f64).total_cmp(&comb(b as f64))).unwrap_or(0);
        // `heard` is behind by the kernel's half.
        let mut next = now - delay as f64 - best as f64;
        while next <= now {
            next += self.period;
        }
        self.next = next;
    }
}
