//! From numbers to places: the range of an axis, its ticks and their labels.

use super::Axis;

/// A line of the grid.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tick {
    /// Where, 0 at the start of the axis and 1 at its end.
    pub at: f64,
    /// What is written; empty for a fine line.
    pub label: String,
}

/// Whether a number can be shown: finite, and small enough that sums and differences stay finite.
pub(super) fn shown(value: f64) -> bool {
    value.abs() <= 1e300
}

/// Spans below this have no round numbers that a program can count by.
const LEAST_SPAN: f64 = 1e-290;

/// The range of one axis.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Scale {
    from: f64,
    to: f64,
    log: bool,
}

impl Scale {
    /// The range that holds all values with some room; `None` when there are none.
    pub fn new(axis: &Axis, values: impl Iterator<Item = f64>) -> Option<Scale> {
        let log = axis.log;
        let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
        if low > high {
            return None;
        }
        let given = axis.range.filter(|r| shown(r.0) && shown(r.1) && r.1 - r.0 > LEAST_SPAN && !(log && r.0 <= 0.0));
        let to_line = |v: f64| if log { v.log10() } else { v };
        if let Some((from, to)) = given {
            return Some(Scale { from: to_line(from.min(low)), to: to_line(to.max(high)), log });
        }
        let (from, to) = (to_line(low), to_line(high));
        let largest = from.abs().max(to.abs());
        let mut room = 0.05 * (to - from);
        if largest < LEAST_SPAN {
            room = 1.0;
        } else if room <= largest * 1e-12 {
            room = if log { 0.5 } else { 0.1 * largest };
        }
        // Counts, times and shares do not go below nothing.
        let floor = if !log && low >= 0.0 { 0.0 } else { f64::NEG_INFINITY };
        Some(Scale { from: (from - room).max(floor), to: to + room, log })
    }

    /// The place of a value of the range, 0 at the start of the axis and 1 at its end.
    pub fn place(&self, value: f64) -> f64 {
        let value = if self.log { value.log10() } else { value };
        ((value - self.from) / (self.to - self.from)).clamp(0.0, 1.0)
    }

    /// The ticks, of which about `wanted` have labels.
    pub fn ticks(&self, wanted: usize) -> Vec<Tick> {
        if self.log { self.log_ticks(wanted) } else { self.linear_ticks(wanted) }
    }

    fn linear_ticks(&self, wanted: usize) -> Vec<Tick> {
        let rough = (self.to - self.from) / wanted.max(2) as f64;
        let decade = 10f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|m| m * decade).find(|s| *s >= rough).unwrap_or(10.0 * decade);
        if step < LEAST_SPAN {
            return Vec::new();
        }
        let decimals = (-step.log10().floor()).clamp(0.0, 12.0) as usize;
        let first = (self.from / step).ceil();
        let places = (0..2 * wanted.max(2)).map(|k| (first + k as f64) * step).take_while(|v| *v <= self.to + step * 1e-9);
        places.map(|v| Tick { at: self.raw(v), label: number(v, step, decimals) }).collect()
    }

    fn log_ticks(&self, wanted: usize) -> Vec<Tick> {
        let decades = self.to - self.from;
        if decades < 0.7 {
            // Less than a factor of five: round numbers at even distances read better.
            let linear = Scale { from: 10f64.powf(self.from), to: 10f64.powf(self.to), log: false };
            let value = |tick: &Tick| linear.from + tick.at * (linear.to - linear.from);
            let ticks = linear.linear_ticks(wanted);
            return ticks.into_iter().map(|tick| Tick { at: self.place(value(&tick)), ..tick }).collect();
        }
        let every = (decades / wanted.max(2) as f64).ceil().max(1.0) as i32;
        let (first, last) = (self.from.floor() as i32, self.to.ceil() as i32);
        // One way of writing for the whole axis.
        let plain = first >= -3 && last <= 5;
        let mut ticks = Vec::new();
        for exponent in first..=last {
            for digit in 1..10 {
                let at = self.raw(f64::from(exponent) + f64::from(digit).log10());
                let main = digit == 1 && exponent.rem_euclid(every) == 0;
                let named = main || (decades < 2.5 && matches!(digit, 2 | 5));
                if (0.0..=1.0).contains(&at) && (named || every == 1) {
                    let label = if named { power(digit, exponent, plain) } else { String::new() };
                    ticks.push(Tick { at, label });
                }
            }
        }
        ticks
    }

    fn raw(&self, place: f64) -> f64 {
        (place - self.from) / (self.to - self.from)
    }
}

/// A number with as many decimals as the step between ticks needs.
fn number(value: f64, step: f64, decimals: usize) -> String {
    // A sum of steps may miss zero by a little.
    let value = if value.abs() < step * 1e-6 { 0.0 } else { value };
    // Digits after the first one that tell this tick from the next.
    let telling = (value.abs().log10().floor() - step.log10().floor()).clamp(0.0, 15.0) as usize;
    let large = value.abs() >= 1e7 && (telling < 6 || value.abs() >= 1e13);
    if value != 0.0 && (large || step < 1e-4) {
        return format!("{value:.telling$e}").replace('-', "\u{2212}");
    }
    grouped(&format!("{value:.decimals$}"))
}

/// Groups of three digits from 10 000 on, a thin space between them.
fn grouped(text: &str) -> String {
    let digits = text.trim_start_matches('-');
    let whole = digits.split('.').next().unwrap_or(digits).len();
    if whole < 5 {
        return text.replace('-', "\u{2212}");
    }
    let mut out = String::new();
    for (index, c) in digits.chars().enumerate() {
        if index > 0 && index < whole && (whole - index).is_multiple_of(3) {
            out.push('\u{2009}');
        }
        out.push(c);
    }
    if text.starts_with('-') { format!("\u{2212}{out}") } else { out }
}

/// `digit` times ten to the `exponent`, in full when `plain` or short.
fn power(digit: i32, exponent: i32, plain: bool) -> String {
    if plain || (0..=1).contains(&exponent) {
        let decimals = (-exponent).max(0) as usize;
        return grouped(&format!("{:.decimals$}", f64::from(digit) * 10f64.powi(exponent)));
    }
    let digits = exponent.to_string();
    let raised = digits.chars().map(|c| match c {
        '-' => '\u{207b}',
        '1' => '\u{b9}',
        '2' => '\u{b2}',
        '3' => '\u{b3}',
        // The other raised digits stand in order from U+2070.
        c => char::from_u32(0x2070 + (c as u32 - '0' as u32)).unwrap_or(c),
    });
    let raised: String = raised.collect();
    if digit == 1 { format!("10{raised}") } else { format!("{digit}\u{b7}10{raised}") }
}
