//! Pictures as text: `#` is set, `.` is clear, a blank line stands between pictures.
//!
//! ```text
//! name: A          a name, optional; `A:` alone on a line is one too
//! .##.
//! #..#
//!
//! name: B
//! ```
//! A picture without a name is called by its number, counted from 1. Lines may end in `\r\n` and in blanks.

use super::super::error::{IoError, Place, quote};
use super::super::lines::{Line, lines};
use super::{Bitmap, MAX_PICTURES, MAX_PIXELS, check_name, same_size};

/// Understands a text of pictures, all of one size; `file` is its name in messages.
///
/// # Errors
/// With file, line and column: a character other than `#` and `.`, rows of different lengths, a name without a picture,
/// pictures of different sizes, more than 8192 pixels or 4096 pictures, no pictures at all.
pub fn parse(file: &str, text: &str) -> Result<Vec<Bitmap>, IoError> {
    let mut set: Vec<(Bitmap, Place)> = Vec::new();
    let mut name: Option<(String, Line<'_>)> = None;
    // Whether the next row still belongs to the last picture.
    let mut open = false;
    for line in lines(file, text) {
        let line = line?;
        let row = line.text.trim_end();
        if row.is_empty() {
            open = false;
        } else if row.bytes().all(|b| b == b'#' || b == b'.') {
            if !open {
                if set.len() == MAX_PICTURES {
                    return Err(line.error(format!("more than {MAX_PICTURES} pictures"), "split the set"));
                }
                let name = name.take().map_or_else(|| (set.len() + 1).to_string(), |(name, _)| name);
                set.push((Bitmap { name, width: row.len(), height: 0, pixels: Vec::new() }, line.place()));
            }
            open = true;
            if let Some((picture, _)) = set.last_mut() {
                add_row(picture, row, line)?;
            }
        } else {
            let found = named(row, line)?;
            if let Some((lost, at)) = name.replace((found, line)) {
                return Err(without_picture(&lost, at));
            }
            open = false;
        }
    }
    if let Some((lost, at)) = name {
        return Err(without_picture(&lost, at));
    }
    if set.is_empty() {
        return Err(IoError::whole(file, "there are no pictures in the file", "draw rows of `#` and `.`"));
    }
    same_size(set.iter().map(|(picture, place)| (picture, place.clone())))?;
    Ok(set.into_iter().map(|(picture, _)| picture).collect())
}

fn add_row(picture: &mut Bitmap, row: &str, line: Line<'_>) -> Result<(), IoError> {
    if row.len() != picture.width {
        let what = format!(
            "row {} of picture {} has {} pixels, the rows above it {}",
            picture.height + 1,
            quote(&picture.name),
            row.len(),
            picture.width
        );
        return Err(line.error(what, "give all rows the same length, and put a blank line between pictures"));
    }
    if picture.pixels.len() + row.len() > MAX_PIXELS {
        let what = format!("picture {} has more than {MAX_PIXELS} pixels", quote(&picture.name));
        return Err(line.error(what, "draw it smaller: each pixel is one oscillator"));
    }
    picture.pixels.extend(row.bytes().map(|b| b == b'#'));
    picture.height += 1;
    Ok(())
}

/// The name in a line that is not a row.
fn named(row: &str, line: Line<'_>) -> Result<String, IoError> {
    let trimmed = row.trim();
    let name = trimmed.strip_prefix("name:").or_else(|| trimmed.strip_suffix(':')).map(str::trim);
    let Some(name) = name else {
        let at = row.chars().position(|c| c != '#' && c != '.').unwrap_or(0);
        let found = row.chars().nth(at).map_or_else(String::new, |c| c.escape_debug().to_string());
        let place = Place { column: Some(at + 1), ..line.place() };
        return Err(IoError::content(
            place,
            format!("'{found}' is neither a pixel nor part of a name"),
            "draw with `#` (set) and `.` (clear), and write a name as `name: A`",
        ));
    };
    check_name(name).map_err(|what| line.error(what, "write a short name, or leave the line out"))?;
    Ok(name.to_owned())
}

fn without_picture(name: &str, line: Line<'_>) -> IoError {
    line.error(format!("the name {} has no picture after it", quote(name)), "draw one, or remove the name")
}

/// The text of pictures, each with its name.
pub fn format(pictures: &[Bitmap]) -> String {
    let mut text = String::new();
    for (index, picture) in pictures.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        text.push_str(&format!("name: {}\n", picture.name));
        for row in picture.pixels.chunks(picture.width.max(1)) {
            text.extend(row.iter().map(|&set| if set { '#' } else { '.' }));
            text.push('\n');
        }
    }
    text
}
