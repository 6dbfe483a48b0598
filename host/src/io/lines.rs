//! Lines and fields of a text, each knowing where it stands.

use super::error::{IoError, Place, quote};

/// Longest line of any text format here, in bytes.
pub const MAX_LINE: usize = 16_384;

/// One line without its end (`\n` or `\r\n`).
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// Name of the file.
    pub file: &'a str,
    /// Counted from 1.
    pub number: usize,
    /// The text.
    pub text: &'a str,
}

/// One word of a line.
#[derive(Clone, Copy, Debug)]
pub struct Field<'a> {
    line: Line<'a>,
    /// The text.
    pub text: &'a str,
}

/// The lines of a text; a line above [`MAX_LINE`] bytes is an error.
pub fn lines<'a>(file: &'a str, text: &'a str) -> impl Iterator<Item = Result<Line<'a>, IoError>> {
    text.lines().enumerate().map(move |(index, text)| {
        let line = Line { file, number: index + 1, text };
        if text.len() > MAX_LINE {
            let what = format!("the line has {} bytes, more than {MAX_LINE}", text.len());
            return Err(line.error(what, "break it up, or check that this is the right file"));
        }
        Ok(line)
    })
}

/// The lines that carry data: not blank, and not a comment (`#`, or the single letter `c`).
pub fn data_lines<'a>(file: &'a str, text: &'a str) -> impl Iterator<Item = Result<Line<'a>, IoError>> {
    lines(file, text).filter(|line| match line {
        Ok(line) => {
            let text = line.text.trim_ascii();
            !(text.is_empty() || text.starts_with('#') || text == "c" || text.starts_with("c ") || text.starts_with("c\t"))
        }
        Err(_) => true,
    })
}

impl<'a> Line<'a> {
    /// The words of the line.
    pub fn fields(&self) -> Vec<Field<'a>> {
        self.text.split_ascii_whitespace().map(|text| Field { line: *self, text }).collect()
    }

    /// Where the line stands.
    pub fn place(&self) -> Place {
        Place::line(self.file, self.number)
    }

    /// A fault of this line.
    pub fn error(&self, what: impl Into<String>, next: impl Into<String>) -> IoError {
        IoError::content(self.place(), what, next)
    }
}

impl Field<'_> {
    /// A fault of this word.
    pub fn error(&self, what: impl Into<String>, next: impl Into<String>) -> IoError {
        // `text` is a part of the line, so the distance of their starts is its offset.
        let offset = self.text.as_ptr() as usize - self.line.text.as_ptr() as usize;
        let column = self.line.text.get(..offset).map(|head| head.chars().count() + 1);
        IoError::content(Place { column, ..self.line.place() }, what, next)
    }

    /// A whole number that is not negative: a count or an index, named by `what`.
    ///
    /// # Errors
    /// Says whether it is no number, not whole, negative or too large.
    pub fn count(&self, what: &str) -> Result<u64, IoError> {
        if let Ok(value) = self.text.parse::<u64>() {
            return Ok(value);
        }
        let fault = match self.text.parse::<f64>() {
            Ok(value) if value < 0.0 => "is negative",
            Ok(value) if value.is_finite() && value.fract() == 0.0 && !self.text.contains(['.', 'e', 'E']) => "is too large",
            Ok(_) => "is not a whole number",
            Err(_) => "is not a number",
        };
        Err(self.error(format!("{what} {} {fault}", quote(self.text)), "write a whole number, 0 or more, in digits"))
    }

    /// An index in `first..=last`, returned counted from 0; `what` names the thing counted.
    ///
    /// # Errors
    /// As [`Field::count`], and for an index out of range.
    pub fn index(&self, what: &str, first: usize, last: usize) -> Result<u32, IoError> {
        let value = self.count(what)?;
        if value < first as u64 || value > last as u64 {
            let next = match first {
                0 => "indices of this format start at 0",
                _ => "indices of this format start at 1",
            };
            return Err(self.error(format!("{what} {value} is outside {first} to {last}"), next));
        }
        // `last` is below 2^32 for every caller: the limit on nodes is 8192.
        Ok((value - first as u64) as u32)
    }

    /// A finite number of at most 2^31 in size.
    ///
    /// # Errors
    /// Says whether it is no number, NaN or infinite, or too large.
    pub fn number(&self, what: &str) -> Result<f64, IoError> {
        let Ok(value) = self.text.parse::<f64>() else {
            return Err(self.error(format!("{what} {} is not a number", quote(self.text)), "write a decimal number such as -1 or 0.25"));
        };
        // A number beyond f64 reads as infinity too, so the word itself is looked at.
        if value.is_nan() || self.text.trim_start_matches(['-', '+']).starts_with(['i', 'I']) {
            return Err(self.error(format!("{what} {} is not finite", quote(self.text)), "write a finite number"));
        }
        if value.abs() > super::edges::MAX_ABS {
            return Err(self.error(
                format!("{what} {} is larger than 2^31", quote(self.text)),
                "divide all weights of the problem by a common factor",
            ));
        }
        Ok(value)
    }
}
