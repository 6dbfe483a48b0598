//! A recorded conversation as a board: it answers as the board did, as long as it is asked the same.

use std::collections::VecDeque;
use std::path::Path;
use std::time::Instant;

use super::record::TITLE;
use super::{Transport, TransportError};

/// Largest recording that is read, bytes.
const MOST: u64 = 1 << 30;

struct Byte {
    byte: u8,
    line: usize,
}

struct Answer {
    bytes: Vec<u8>,
    /// Bytes of the host that came before it.
    after: usize,
}

/// A recording being replayed.
pub struct Replay {
    file: String,
    questions: Vec<Byte>,
    asked: usize,
    answers: VecDeque<Answer>,
}

impl Replay {
    /// Reads a recording.
    pub fn read(path: &Path) -> Result<Self, TransportError> {
        let file = path.display().to_string();
        let wrong = |line, what: &str| TransportError::NoRecording { file: file.clone(), line, what: what.into() };
        let unread = |error: std::io::Error| wrong(0, &error.to_string());
        let size = std::fs::metadata(path).map_err(unread)?.len();
        if size > MOST {
            return Err(wrong(0, "it is larger than a gibibyte"));
        }
        let bytes = std::fs::read(path).map_err(unread)?;
        let text = String::from_utf8(bytes).map_err(|_| wrong(0, "it is not text"))?;
        if text.lines().next() != Some(TITLE) {
            return Err(wrong(1, "it does not begin as a recording does"));
        }
        let mut replay = Self { file: file.clone(), questions: Vec::new(), asked: 0, answers: VecDeque::new() };
        for (number, text) in text.lines().enumerate().skip(1) {
            let line = number + 1;
            let mut words = text.split_whitespace();
            let Some(time) = words.next().filter(|word| !word.starts_with('#')) else { continue };
            if !time.parse::<f64>().is_ok_and(|seconds| seconds >= 0.0) {
                return Err(wrong(line, "there is no time"));
            }
            let direction = words.next();
            let bytes = words.next().and_then(hexadecimal).ok_or_else(|| wrong(line, "there are no bytes"))?;
            match direction {
                Some(">") => replay.questions.extend(bytes.into_iter().map(|byte| Byte { byte, line })),
                Some("<") => replay.answers.push_back(Answer { bytes, after: replay.questions.len() }),
                _ => return Err(wrong(line, "there is no direction")),
            }
        }
        Ok(replay)
    }
}

fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text.chars().map(|c| c.to_digit(16).map(|digit| digit as u8)).collect::<Option<_>>()?;
    digits.len().is_multiple_of(2).then(|| digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

impl Transport for Replay {
    fn name(&self) -> String {
        format!("replay:{}", self.file)
    }

    fn write(&mut self, bytes: &[u8], _deadline: Instant) -> Result<(), TransportError> {
        for &byte in bytes {
            match self.questions.get(self.asked) {
                Some(question) if question.byte == byte => self.asked += 1,
                other => {
                    let line = other.or(self.questions.last()).map_or(1, |question| question.line);
                    return Err(TransportError::Parts { file: self.file.clone(), line });
                }
            }
        }
        Ok(())
    }

    fn read(&mut self, into: &mut [u8], _deadline: Instant) -> Result<usize, TransportError> {
        let Some(answer) = self.answers.front_mut().filter(|answer| answer.after <= self.asked) else { return Ok(0) };
        let count = into.len().min(answer.bytes.len());
        into[..count].copy_from_slice(&answer.bytes[..count]);
        answer.bytes.drain(..count);
        if answer.bytes.is_empty() {
            self.answers.pop_front();
        }
        Ok(count)
    }

    fn rate(&self) -> Option<f64> {
        None
    }
}
