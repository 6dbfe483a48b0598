//! The micro-program of the beats, from its text.

use syntony_medium::beats;

use super::code::{Mark, Step, Way};
use super::memory as place;

/// Words of the program's memory.
pub const STEPS: u32 = 256;

const TEXT: &str = include_str!("program.txt");

const PLACES: [(&str, u8); 31] = [
    ("PHASE", beats::PHASE as u8),
    ("FREQUENCY", beats::FREQUENCY as u8),
    ("HOME", beats::HOME as u8),
    ("SCORE", beats::SCORE as u8),
    ("LEADER", beats::LEADER as u8),
    ("SINCE", beats::SINCE as u8),
    ("LAST", beats::LAST as u8),
    ("BEFORE", beats::BEFORE as u8),
    ("TOP", beats::TOP as u8),
    ("QUIET", beats::QUIET as u8),
    ("BEST", place::BEST),
    ("BEST_NUMBER", place::BEST_NUMBER),
    ("COUNT", place::COUNT),
    ("DISTANCE", place::DISTANCE),
    ("OLD", place::OLD),
    ("PRIORS", place::PRIORS),
    ("ONE", place::ONE),
    ("GAP", place::GAP),
    ("LEAST", place::LEAST),
    ("LOST", place::LOST),
    ("QUARTER", place::QUARTER),
    ("OVER_TOP", place::OVER_TOP),
    ("TOP_SCORE", place::TOP_SCORE),
    ("FAR", place::FAR),
    ("DUE", place::DUE),
    ("EMPTY", place::EMPTY),
    ("EIGHTH", place::EIGHTH),
    ("APART", place::APART),
    ("WORST", place::WORST),
    ("OUTSIDE", place::OUTSIDE),
    ("NOTHING", u8::MAX),
];

const MARKS: [Mark; 16] = [
    Mark::None,
    Mark::Clear,
    Mark::Comes,
    Mark::Calm,
    Mark::Middle,
    Mark::Loud,
    Mark::Hear,
    Mark::Unhear,
    Mark::Score,
    Mark::Keep,
    Mark::Next,
    Mark::Number,
    Mark::Step,
    Mark::Shift,
    Mark::Said,
    Mark::Sample,
];

const WAYS: [Way; 13] = [
    Way::On,
    Way::Jump,
    Way::Negative,
    Way::NotNegative,
    Way::Comes,
    Way::Calm,
    Way::Middle,
    Way::Soft,
    Way::Loud,
    Way::NotLoud,
    Way::Heard,
    Way::More,
    Way::Stop,
];

/// The value of a name.
fn named<T: Copy>(name: &str, mut values: impl Iterator<Item = (String, T)>) -> Result<T, String> {
    values.find(|(other, _)| other == name).map(|(_, value)| value).ok_or_else(|| name.to_string())
}

fn words(text: &str) -> impl Iterator<Item = (Option<&str>, &str)> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| match line.split_once(' ') {
        Some((label, rest)) => (label.strip_suffix(':'), rest),
        None => (None, line),
    })
}

fn step(text: &str, fall: u8, labels: &[(String, u8)]) -> Result<Step, String> {
    let mut step = Step::default();
    let place = |name: &str| named(name, PLACES.iter().map(|&(name, place)| (name.to_string(), place)));
    for word in text.split_whitespace() {
        if let Some((way, target)) = word.split_once('>') {
            step.way = named(way, WAYS.iter().map(|&way| (format!("{way:?}"), way)))?;
            step.target = named(target, labels.iter().cloned())?;
            continue;
        }
        if let Some((what, name)) = word.strip_suffix(')').and_then(|word| word.split_once('(')) {
            let (what, over) = what.split_once('_').unwrap_or((what, ""));
            (step.row, step.level) = (step.row | (over == "row"), step.level | (over == "level"));
            match what {
                "read" => step.address = place(name)?,
                "writes" => (step.address, step.writes) = (place(name)?, true),
                "mark" => step.mark = named(name, MARKS.iter().map(|&mark| (format!("{mark:?}"), mark)))?,
                _ => return Err(word.into()),
            }
            continue;
        }
        if let Some(times) = word.strip_prefix("again=") {
            step.again = if times == "FALL" { fall - 1 } else { times.parse().map_err(|_| word.to_string())? };
            continue;
        }
        step.less |= word.starts_with('-');
        match word.trim_start_matches(['+', '-']) {
            right if right.len() < word.len() => match right {
                "word" => step.by_word = true,
                "acc" => step.by_acc = true,
                "held" => step.by_held = true,
                "bit" => (step.by_held, step.if_bit) = (true, true),
                _ => return Err(word.into()),
            },
            "word" => step.word = true,
            "acc" => step.acc = true,
            "held" => step.held = true,
            "other" => step.other = true,
            "takes" => step.takes = true,
            "halves" => (step.takes, step.halves) = (true, true),
            "holds" => step.holds = true,
            "Stop" => step.way = Way::Stop,
            _ => return Err(word.into()),
        }
    }
    Ok(step)
}

/// The steps of a text. `fall`: how often `FALL` is done.
///
/// # Errors
/// The word that means nothing.
fn assemble(text: &str, fall: u32) -> Result<Vec<Step>, String> {
    let labels: Vec<_> = words(text).zip(0..).filter_map(|((label, _), k)| Some((label?.to_string(), k))).collect();
    words(text).map(|(_, line)| step(line, fall as u8, &labels)).collect()
}

/// The program, for a greatest value that falls by `2^-fall` a sample.
pub fn program(fall: u32) -> Vec<Step> {
    // A test says that every word means something.
    assemble(TEXT, fall).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_means_something() {
        assert!(assemble(TEXT, 9).is_ok_and(|steps| steps.len() > 150 && steps.len() <= STEPS as usize), "{:?}", assemble(TEXT, 9));
        assert_eq!(assemble("- acc sideways", 9), Err("sideways".into()));
        assert_eq!(assemble("- Jump>nowhere", 9), Err("nowhere".into()));
        for (k, mark) in MARKS.into_iter().enumerate() {
            assert_eq!(mark as usize, k);
        }
    }

    /// A word that is used was read by the step before, whichever that was; what is written is not read in the same clock.
    #[test]
    fn words_are_read_before_they_are_used() {
        let steps = program(9);
        let used = |step: &Step| step.word || step.by_word || step.mark == Mark::Number;
        for (k, step) in steps.iter().enumerate() {
            assert!(step.again == 0 || !used(step) && step.again < 32, "step {k}");
            let on = (!matches!(step.way, Way::Jump | Way::Stop)).then_some(k + 1);
            let jump = (!matches!(step.way, Way::On | Way::Stop)).then_some(usize::from(step.target));
            for next in [on, jump].into_iter().flatten() {
                assert!(!(step.writes && used(&steps[next])), "step {k} writes what step {next} would use");
            }
        }
    }
}
