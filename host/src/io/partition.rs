//! A partition of the nodes of a graph: one line a node, `1` or `-1`.

use std::path::Path;

use super::edges::MAX_NODES;
use super::error::{IoError, quote};
use super::lines::data_lines;
use super::{display_name, read_text, write_text};

/// Most bytes of a partition file: [`MAX_NODES`] lines with room for comments.
const MAX_BYTES: u64 = 1 << 20;

/// Reads a partition of `nodes` nodes; `-` is standard input.
///
/// # Errors
/// [`IoError`]; the content as in [`parse`].
pub fn read(path: &Path, nodes: usize) -> Result<Vec<i8>, IoError> {
    parse(&display_name(path), &read_text(path, MAX_BYTES)?, nodes)
}

/// Understands a partition of `nodes` nodes.
///
/// # Errors
/// With file, line and column: anything but `1` or `-1`, or a number of lines other than `nodes`.
pub fn parse(file: &str, text: &str, nodes: usize) -> Result<Vec<i8>, IoError> {
    let mut signs = Vec::with_capacity(nodes.min(MAX_NODES));
    for line in data_lines(file, text) {
        let line = line?;
        if signs.len() == nodes {
            return Err(line.error(format!("there are more lines than the {nodes} nodes"), "give the partition of this graph"));
        }
        signs.push(match line.text.trim_ascii() {
            "1" | "+1" => 1,
            "-1" => -1,
            other => return Err(line.error(format!("{} is neither 1 nor -1", quote(other)), "write one sign a line")),
        });
    }
    if signs.len() < nodes {
        let what = format!("there are {} lines for {nodes} nodes", signs.len());
        return Err(IoError::whole(file, what, "the file is torn, or belongs to another graph"));
    }
    Ok(signs)
}

/// The text of a partition; a sign is that of the number, 0 counts as 1.
pub fn format(signs: &[i8]) -> String {
    signs.iter().map(|&s| if s < 0 { "-1\n" } else { "1\n" }).collect()
}

/// Writes [`format()`] to a file, whole or not at all.
///
/// # Errors
/// [`IoError`] when it cannot be written.
pub fn write(path: &Path, signs: &[i8]) -> Result<(), IoError> {
    write_text(path, &format(signs))
}
