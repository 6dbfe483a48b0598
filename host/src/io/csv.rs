//! Columns and matrices of numbers as CSV.
//!
//! Fields stand between commas, or between semicolons or tabs when the first line has no comma. A first line with a
//! field that is no number is a header. Lines that start with `#` and blank lines are skipped.

use std::path::Path;

use super::error::{IoError, Place, quote};
use super::{display_name, read_text, write_atomic};

/// Most bytes of a CSV file.
const MAX_BYTES: u64 = 256 << 20;
/// Most columns.
const MAX_COLUMNS: usize = 65_536;

/// Numbers in rows and columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matrix {
    /// Names of the columns, when there is a header.
    pub header: Option<Vec<String>>,
    /// Number of columns, 1 or more.
    pub columns: usize,
    /// Row after row; the number of rows is `values.len() / columns`.
    pub values: Vec<f64>,
}

/// What may stand in a matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gaps {
    /// Finite numbers only.
    Refused,
    /// NaN and empty fields too, both as NaN; infinity is refused.
    Allowed,
}

impl Matrix {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.values.len() / self.columns.max(1)
    }

    /// One column by its name in the header, or by its number counted from 0.
    pub fn column(&self, which: &str) -> Option<Vec<f64>> {
        let named = self.header.as_ref().and_then(|header| header.iter().position(|name| name == which));
        let index = named.or_else(|| which.parse().ok()).filter(|&index| index < self.columns)?;
        Some(self.values.iter().skip(index).step_by(self.columns).copied().collect())
    }
}

/// Reads a CSV file; `-` is standard input.
///
/// # Errors
/// [`IoError`]; the content as in [`parse`].
pub fn read(path: &Path, gaps: Gaps) -> Result<Matrix, IoError> {
    parse(&display_name(path), &read_text(path, MAX_BYTES)?, gaps)
}

/// Understands CSV text; `file` is its name in messages.
///
/// # Errors
/// With file, line and column: rows of different lengths, a field that is no number, infinity, NaN when refused, more than
/// 65 536 columns, no rows of numbers at all.
pub fn parse(file: &str, text: &str, gaps: Gaps) -> Result<Matrix, IoError> {
    let mut reader = ::csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(::csv::Trim::All)
        .comment(Some(b'#'))
        .delimiter(delimiter(text))
        .from_reader(text.as_bytes());
    let mut matrix = Matrix::default();
    let mut record = ::csv::StringRecord::new();
    let unreadable = |error: ::csv::Error| IoError::whole(file, error.to_string(), "check the quotes of the file");
    while reader.read_record(&mut record).map_err(unreadable)? {
        let line = record.position().map_or(0, |at| at.line() as usize);
        if matrix.columns == 0 {
            matrix.columns = record.len();
            if matrix.columns > MAX_COLUMNS {
                let what = format!("there are {} columns, more than {MAX_COLUMNS}", record.len());
                return Err(IoError::content(Place::line(file, line), what, "check that it is the right file"));
            }
            if record.iter().any(|field| !field.is_empty() && field.parse::<f64>().is_err()) {
                matrix.header = Some(record.iter().map(str::to_owned).collect());
                continue;
            }
        }
        if record.len() != matrix.columns {
            let what = format!("the row has {} fields, the first one {}", record.len(), matrix.columns);
            return Err(IoError::content(Place::line(file, line), what, "give every row the same number of fields"));
        }
        for (column, field) in record.iter().enumerate() {
            matrix.values.push(number(field, gaps).map_err(|(what, next)| {
                let name = matrix.header.as_ref().map_or_else(String::new, |header| format!(" ({})", quote(&header[column])));
                IoError::content(Place::line(file, line), format!("field {}{name} {what}", column + 1), next)
            })?);
        }
    }
    if matrix.values.is_empty() {
        return Err(IoError::whole(file, "there are no rows of numbers", "write one row a line, fields between commas"));
    }
    Ok(matrix)
}

/// The character between fields, from the first line that is no comment.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#')).unwrap_or_default();
    [b',', b';', b'\t'].into_iter().find(|&d| first.as_bytes().contains(&d)).unwrap_or(b',')
}

fn number(field: &str, gaps: Gaps) -> Result<f64, (String, &'static str)> {
    if field.is_empty() && gaps == Gaps::Allowed {
        return Ok(f64::NAN);
    }
    if field.is_empty() {
        return Err(("is empty".to_owned(), "write a number"));
    }
    let value: f64 =
        field.parse().map_err(|_| (format!("{} is not a number", quote(field)), "write a decimal number such as -1 or 0.25"))?;
    match value {
        v if v.is_infinite() => Err((format!("{} is infinite", quote(field)), "write a finite number")),
        v if v.is_nan() && gaps == Gaps::Refused => Err(("is NaN".to_owned(), "write a finite number")),
        v => Ok(v),
    }
}

/// Writes a matrix with commas, whole or not at all; numbers read back as they were.
///
/// # Errors
/// [`IoError`] when it cannot be written, or when the values do not fill the columns.
pub fn write(path: &Path, matrix: &Matrix) -> Result<(), IoError> {
    let uneven = matrix.columns == 0
        || !matrix.values.len().is_multiple_of(matrix.columns)
        || matrix.header.as_ref().is_some_and(|header| header.len() != matrix.columns);
    if uneven {
        let what = format!("{} values do not fill rows of {} columns", matrix.values.len(), matrix.columns);
        return Err(IoError::whole(&display_name(path), what, "give full rows, and a name for each column or none"));
    }
    write_atomic(path, |out| {
        let mut writer = ::csv::Writer::from_writer(out);
        if let Some(header) = &matrix.header {
            writer.write_record(header)?;
        }
        for row in matrix.values.chunks(matrix.columns) {
            writer.write_record(row.iter().map(f64::to_string))?;
        }
        writer.flush()
    })
}
