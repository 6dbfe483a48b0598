//! QUBO problems as coordinate text: minimise `x^T Q x` over `x` of 0 and 1.
//!
//! ```text
//! c a comment, or # a comment
//! p qubo 0 N DIAGONALS PAIRS     optional; then N is the number of variables and both counts must be right
//! i j value                      Q[i][j]; variables counted from 0; `i i value` is the linear coefficient of x_i
//! ```
//! `i j` and `j i` are added up (`x^T Q x` holds both); the same ordered pair twice is refused. Without a `p` line there
//! are as many variables as the largest index asks for. A comment `# vartype=SPIN` marks an Ising file and is refused.

use std::path::Path;

use super::coo::{Coo, vartype};
use super::edges::{EdgeList, MAX_BYTES};
use super::error::IoError;
use super::{display_name, read_text, write_text};

const QUBO: Coo = Coo {
    kind: "qubo",
    header: "p qubo 0 VARIABLES DIAGONALS PAIRS",
    skip: 1,
    entry: "write lines `i j value`, one an entry",
    names: ["variables", "diagonal entries", "pairs"],
    both_ways: true,
};

/// Reads a QUBO file; `-` is standard input.
///
/// # Errors
/// [`IoError`]; the content as in [`parse`].
pub fn read(path: &Path) -> Result<EdgeList, IoError> {
    parse(&display_name(path), &read_text(path, MAX_BYTES)?)
}

/// Understands QUBO text: `edges` hold `Q_ij + Q_ji`, `fields` the diagonal.
///
/// # Errors
/// With file, line and column: counts that differ from the `p` line, an index out of range, an ordered pair that is there
/// twice, a value that is NaN or above 2^31, no entries at all, more than 8192 variables or 4 million pairs.
pub fn parse(file: &str, text: &str) -> Result<EdgeList, IoError> {
    if let Some(line) = vartype(file, text, "SPIN") {
        return Err(line.error("the file says vartype=SPIN, so it is no QUBO", "read it as Ising text"));
    }
    QUBO.parse(file, text, |entries, line, fields, last| {
        let [i, j, value] = fields else {
            return Err(line.error(format!("an entry has 3 words, not {}", fields.len()), QUBO.entry));
        };
        let (u, v) = (i.index("variable", 0, last)?, j.index("variable", 0, last)?);
        let value = value.number("value")?;
        if u == v { entries.field(u, value, line) } else { entries.pair(u, v, value, line) }
    })
}

/// QUBO text of a problem in 0 and 1, with a `p` line, so that a torn copy is noticed. Numbers come back as they were;
/// the constant has no place in it.
pub fn format(problem: &EdgeList) -> String {
    QUBO.format(problem, true)
}

/// Writes [`format()`] to a file, whole or not at all.
///
/// # Errors
/// [`IoError`] when it cannot be written.
pub fn write(path: &Path, problem: &EdgeList) -> Result<(), IoError> {
    write_text(path, &format(problem))
}
