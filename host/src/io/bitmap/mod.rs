//! Pictures of two colours: patterns to store and to recall.

mod png;
mod text;

use std::path::Path;

pub use png::{decode_png, encode_png, read_folder, write_folder};
pub use text::{format, parse};

use super::error::{IoError, quote};
use super::{display_name, read_bytes, read_text, write_text as write_file};

/// Most pixels of a picture: one oscillator each.
pub const MAX_PIXELS: usize = 8192;
/// Most pictures of a set.
pub const MAX_PICTURES: usize = 4096;
/// Most bytes of a text of pictures: all of them at the largest, with names.
const MAX_TEXT: u64 = 64 << 20;
/// Most bytes of one PNG file; 8192 pixels need far less, colour profiles and comments may need the rest.
const MAX_PNG: u64 = 4 << 20;

/// A named picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bitmap {
    /// Its name: not empty, on one line.
    pub name: String,
    /// Pixels in a row, 1 or more.
    pub width: usize,
    /// Rows, 1 or more.
    pub height: usize,
    /// `width * height` pixels, row after row from the top; `true` is set (`#`, dark).
    pub pixels: Vec<bool>,
}

/// Reads pictures of one size from a folder of PNG files, one PNG file, or a text (`-`: standard input).
///
/// # Errors
/// [`IoError`]: as [`read_folder`], [`decode_png`] or [`parse`].
pub fn read(path: &Path) -> Result<Vec<Bitmap>, IoError> {
    if path.is_dir() {
        return read_folder(path);
    }
    if is_png(path) {
        return Ok(vec![decode_png(&display_name(path), &stem(path), &read_bytes(path, MAX_PNG)?)?]);
    }
    parse(&display_name(path), &read_text(path, MAX_TEXT)?)
}

/// Writes pictures as text (see [`parse`]), whole or not at all.
///
/// # Errors
/// [`IoError`] for a picture that [`parse`] would not give back, or when the file cannot be written.
pub fn write_text(path: &Path, pictures: &[Bitmap]) -> Result<(), IoError> {
    let file = display_name(path);
    for picture in pictures {
        picture.check(&file)?;
    }
    write_file(path, &format(pictures))
}

impl Bitmap {
    /// Whether the picture can be written and read back.
    ///
    /// # Errors
    /// A name that is empty, longer than 64 characters, with blanks at its ends or control characters; sides of 0; more
    /// than [`MAX_PIXELS`]; a number of pixels that is not width times height.
    pub fn check(&self, file: &str) -> Result<(), IoError> {
        check_name(&self.name).map_err(|what| IoError::whole(file, what, "rename the picture"))?;
        let area = self.width.checked_mul(self.height);
        if area.is_none_or(|area| area == 0 || area > MAX_PIXELS || area != self.pixels.len()) {
            let what = format!("picture {} is {} x {} with {} pixels", quote(&self.name), self.width, self.height, self.pixels.len());
            return Err(IoError::whole(file, what, format!("give width times height pixels, at most {MAX_PIXELS}")));
        }
        Ok(())
    }
}

/// What is wrong with a name, if anything.
fn check_name(name: &str) -> Result<(), String> {
    if name.is_empty() {
        return Err("a picture has an empty name".to_owned());
    }
    if name.chars().count() > 64 {
        return Err(format!("the name {} is longer than 64 characters", quote(name)));
    }
    if name.trim() != name || name.chars().any(char::is_control) {
        return Err(format!("the name {} has blanks at its ends or control characters", quote(name)));
    }
    Ok(())
}

/// Refuses pictures of different sizes, naming the two; `places` say where each one starts.
fn same_size<'a>(pictures: impl Iterator<Item = (&'a Bitmap, super::Place)>) -> Result<(), IoError> {
    let mut first: Option<(&Bitmap, super::Place)> = None;
    for (picture, place) in pictures {
        let Some((one, _)) = &first else {
            first = Some((picture, place));
            continue;
        };
        if (one.width, one.height) != (picture.width, picture.height) {
            let what = format!(
                "picture {} is {} x {}, but {} is {} x {}",
                quote(&picture.name),
                picture.width,
                picture.height,
                quote(&one.name),
                one.width,
                one.height
            );
            return Err(IoError::content(place, what, "give all pictures of a set the same width and height"));
        }
    }
    Ok(())
}

fn is_png(path: &Path) -> bool {
    path.extension().is_some_and(|ext| ext.eq_ignore_ascii_case("png"))
}

/// The name of a picture from the name of its file.
fn stem(path: &Path) -> String {
    path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned())
}
