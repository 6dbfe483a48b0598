//! Bounded reading: never more bytes than the format allows, and text only when it is text.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::error::{IoError, Place};

/// The name of a file for messages; `-` is `standard input`.
pub fn display_name(path: &Path) -> String {
    if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() }
}

/// All bytes of a file, or of standard input when `path` is `-`; at most `limit` bytes.
///
/// # Errors
/// [`IoError::System`], [`IoError::IsFolder`], or [`IoError::TooLarge`] after reading `limit + 1` bytes at most.
pub fn read_bytes(path: &Path, limit: u64) -> Result<Vec<u8>, IoError> {
    let file = display_name(path);
    let refused = |source: io::Error| IoError::System {
        file: file.clone(),
        action: "read it",
        next: match source.kind() {
            io::ErrorKind::NotFound => "check the name and the folder you are in",
            io::ErrorKind::PermissionDenied => "ask for the right to read it",
            _ => "check the file and the disk",
        },
        source,
    };
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        io::stdin().lock().take(limit + 1).read_to_end(&mut bytes).map_err(refused)?;
    } else {
        let opened = File::open(path).map_err(&refused)?;
        let about = opened.metadata().map_err(&refused)?;
        if about.is_dir() {
            return Err(IoError::IsFolder { file });
        }
        // The length of a pipe or device says nothing, so the bound below holds in every case.
        if about.len() > limit {
            return Err(IoError::TooLarge { file, limit });
        }
        opened.take(limit + 1).read_to_end(&mut bytes).map_err(refused)?;
    }
    if bytes.len() as u64 > limit {
        return Err(IoError::TooLarge { file, limit });
    }
    Ok(bytes)
}

/// The text of a file (`-`: standard input) of at most `limit` bytes; a byte order mark is dropped.
///
/// # Errors
/// As [`read_bytes`], and as [`decode`] when it is not text.
pub fn read_text(path: &Path, limit: u64) -> Result<String, IoError> {
    decode(&display_name(path), read_bytes(path, limit)?)
}

/// Bytes as UTF-8 text without control characters (tab, line feed and carriage return are allowed).
///
/// # Errors
/// [`IoError::Content`] with line and column of the first byte that is not text, and for an empty file.
pub fn decode(file: &str, bytes: Vec<u8>) -> Result<String, IoError> {
    if bytes.is_empty() {
        return Err(IoError::whole(file, "the file is empty", "check that it was written to its end"));
    }
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return Err(IoError::whole(file, "this is a gzip archive, not text", "unpack it first"));
    }
    let junk = |at: usize, head: &[u8]| {
        let start = head.iter().rposition(|&b| b == b'\n').map_or(0, |p| p + 1);
        let place = Place {
            file: file.to_owned(),
            line: Some(head.iter().filter(|&&b| b == b'\n').count() + 1),
            column: Some(String::from_utf8_lossy(&head[start..]).chars().count() + 1),
        };
        IoError::content(place, format!("byte 0x{at:02x} is not text"), "give a plain text file, not a binary one")
    };
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            return Err(junk(error.as_bytes()[at].into(), &error.as_bytes()[..at]));
        }
    };
    let binary = |b: &u8| (*b < 32 && !matches!(b, b'\t' | b'\n' | b'\r')) || *b == 127;
    if let Some(at) = text.as_bytes().iter().position(binary) {
        return Err(junk(text.as_bytes()[at].into(), &text.as_bytes()[..at]));
    }
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}
