//! What can go wrong with a file, said so that the reader knows where to look and what to do next.

use std::fmt;
use std::io;

use thiserror::Error;

/// A spot in a file, printed as `file`, `file:line` or `file:line:column`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Name of the file as the user gave it.
    pub file: String,
    /// Line, counted from 1; `None` when the fault has no line.
    pub line: Option<usize>,
    /// Column in characters, counted from 1.
    pub column: Option<usize>,
}

impl Place {
    /// The whole file.
    pub fn file(file: impl Into<String>) -> Self {
        Place { file: file.into(), line: None, column: None }
    }

    /// One line of a file, counted from 1.
    pub fn line(file: impl Into<String>, line: usize) -> Self {
        Place { file: file.into(), line: Some(line), column: None }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
            if let Some(column) = self.column {
                write!(f, ":{column}")?;
            }
        }
        Ok(())
    }
}

/// A file that cannot be read, understood or written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum IoError {
    /// The system refused: no such file, no permission, disk full.
    #[error("{file}: cannot {action}: {source}; {next}")]
    System {
        /// Name of the file or folder.
        file: String,
        /// What was tried: `read it`, `write it`.
        action: &'static str,
        /// What the system said.
        source: io::Error,
        /// What to do next.
        next: &'static str,
    },
    /// A folder stands where a file was wanted.
    #[error("{file}: is a folder, not a file; give the name of a file in it")]
    IsFolder {
        /// Name of the folder.
        file: String,
    },
    /// More bytes than the format may have; nothing beyond the limit was read.
    #[error("{file}: is larger than the {limit} bytes allowed for this kind of file; check that it is the right file, or split it")]
    TooLarge {
        /// Name of the file.
        file: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// The content does not follow the format.
    #[error("{place}: {what}; {next}")]
    Content {
        /// Where.
        place: Place,
        /// What is wrong.
        what: String,
        /// What to do next.
        next: String,
    },
}

impl IoError {
    /// A fault of the content at a place.
    pub fn content(place: Place, what: impl Into<String>, next: impl Into<String>) -> Self {
        IoError::Content { place, what: what.into(), next: next.into() }
    }

    /// A fault of the file as a whole.
    pub fn whole(file: &str, what: impl Into<String>, next: impl Into<String>) -> Self {
        IoError::content(Place::file(file), what, next)
    }
}

/// A piece of foreign text made fit for a message: quoted, escaped, at most 24 characters.
pub(crate) fn quote(text: &str) -> String {
    let short: String = text.chars().take(24).collect();
    let dots = if short.len() < text.len() { "..." } else { "" };
    format!("{short:?}{dots}")
}
