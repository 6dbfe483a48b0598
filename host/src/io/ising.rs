//! Ising problems as text: minimise `E = sum_i h_i s_i + sum_(i<j) J_ij s_i s_j` over `s` of 1 and -1.
//!
//! The signs are those of D-Wave's `h, J`: a positive `J` wants its two spins to differ.
//! ```text
//! # a comment, or c a comment
//! p ising N FIELDS PAIRS     optional; then N is the number of spins and both counts must be right
//! i h                        a field; spins counted from 0
//! i j J                      a coupling
//! ```
//! A pair may be there once, in either order. `i i value` is refused, since `s_i s_i` is always 1; only in a file that says
//! `# vartype=SPIN` in a comment at its head (the coordinate form of other tools) it is the field of spin `i`.

use std::path::Path;

use super::coo::{Coo, vartype};
use super::edges::{EdgeList, MAX_BYTES};
use super::error::IoError;
use super::{display_name, read_text, write_text};

const ISING: Coo = Coo {
    kind: "ising",
    header: "p ising SPINS FIELDS COUPLINGS",
    skip: 0,
    entry: "write `i h` for a field, `i j J` for a coupling",
    names: ["spins", "fields", "couplings"],
    both_ways: false,
};

/// Reads an Ising file; `-` is standard input.
///
/// # Errors
/// [`IoError`]; the content as in [`parse`].
pub fn read(path: &Path) -> Result<EdgeList, IoError> {
    parse(&display_name(path), &read_text(path, MAX_BYTES)?)
}

/// Understands Ising text: `edges` hold `J`, `fields` hold `h`.
///
/// # Errors
/// With file, line and column: counts that differ from the `p` line, an index out of range, a self-coupling, an entry that
/// is there twice, a value that is NaN or above 2^31, no entries at all, more than 8192 spins or 4 million couplings.
pub fn parse(file: &str, text: &str) -> Result<EdgeList, IoError> {
    if let Some(line) = vartype(file, text, "BINARY") {
        return Err(line.error("the file says vartype=BINARY, so it is no Ising problem", "read it as QUBO text"));
    }
    let diagonal_is_field = vartype(file, text, "SPIN").is_some();
    ISING.parse(file, text, |entries, line, fields, last| match fields {
        [i, h] => entries.field(i.index("spin", 0, last)?, h.number("field")?, line),
        [i, j, value] => {
            let (u, v) = (i.index("spin", 0, last)?, j.index("spin", 0, last)?);
            let value = value.number("coupling")?;
            match (u == v, diagonal_is_field) {
                (false, _) => entries.pair(u, v, value, line),
                (true, true) => entries.field(u, value, line),
                (true, false) => Err(j.error(format!("spin {u} is coupled to itself"), "write a field as `i h`")),
            }
        }
        _ => Err(line.error(format!("an entry has 2 or 3 words, not {}", fields.len()), ISING.entry)),
    })
}

/// Ising text of a problem, with a `p` line, so that a torn copy is noticed. Numbers come back as they were; the constant
/// has no place in it.
pub fn format(problem: &EdgeList) -> String {
    ISING.format(problem, false)
}

/// Writes [`format()`] to a file, whole or not at all.
///
/// # Errors
/// [`IoError`] when it cannot be written.
pub fn write(path: &Path, problem: &EdgeList) -> Result<(), IoError> {
    write_text(path, &format(problem))
}
