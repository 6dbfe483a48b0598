//! Several named arrays in one `.npz`: a zip of `.npy` files.

use std::io::{Cursor, Read, Write};
use std::path::Path;

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::super::error::IoError;
use super::super::{display_name, read_bytes, write_bytes};
use super::{Array, MAX_BYTES, encode, parse};

/// Most arrays of an archive.
const MAX_ARRAYS: usize = 256;

/// Reads all arrays of a `.npz` file, in the order of the archive; `-` is standard input.
///
/// # Errors
/// [`IoError`]; the content as in [`parse_npz`].
pub fn read_npz(path: &Path) -> Result<Vec<(String, Array)>, IoError> {
    parse_npz(&display_name(path), &read_bytes(path, MAX_BYTES)?)
}

/// Understands the bytes of a `.npz` file: names (without `.npy`) and arrays.
///
/// # Errors
/// [`IoError::Content`]: no zip or a torn one, more than 256 arrays, more than [`MAX_BYTES`] when unpacked, or an array as
/// in [`parse`].
pub fn parse_npz(file: &str, bytes: &[u8]) -> Result<Vec<(String, Array)>, IoError> {
    let torn = |error: &dyn std::fmt::Display| {
        IoError::whole(file, format!("it is not a whole .npz archive ({error})"), "save it again with numpy.savez")
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| torn(&e))?;
    if archive.len() > MAX_ARRAYS {
        let what = format!("the archive holds {} arrays, more than {MAX_ARRAYS}", archive.len());
        return Err(IoError::whole(file, what, "save fewer in one file"));
    }
    let mut arrays = Vec::new();
    let mut left = MAX_BYTES;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|e| torn(&e))?;
        let name = entry.name().map_err(|e| torn(&e))?;
        let name = name.strip_suffix(".npy").unwrap_or(&name).to_owned();
        let inside = format!("{file}[{}]", name.escape_debug());
        // The sizes in the archive are claims: only what really comes out counts.
        let mut content = Vec::new();
        entry.take(left + 1).read_to_end(&mut content).map_err(|e| torn(&e))?;
        left = left.checked_sub(content.len() as u64).ok_or_else(|| IoError::TooLarge { file: inside.clone(), limit: MAX_BYTES })?;
        arrays.push((name, parse(&inside, &content)?));
    }
    Ok(arrays)
}

/// Writes named arrays to a `.npz` file, compressed, whole or not at all; the same arrays give the same bytes.
///
/// # Errors
/// [`IoError`] when it cannot be written, or for two arrays of one name.
pub fn write_npz(path: &Path, arrays: &[(&str, &Array)]) -> Result<(), IoError> {
    let file = display_name(path);
    let failed = |error: ZipError| IoError::whole(&file, format!("no archive can be made ({error})"), "give each array a name of its own");
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    // No time of writing: zip's earliest date stands in every file.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default())
        .large_file(false);
    for (name, array) in arrays {
        writer.start_file(format!("{name}.npy"), options).map_err(failed)?;
        writer.write_all(&encode(array)).map_err(|e| failed(e.into()))?;
    }
    write_bytes(path, &writer.finish().map_err(failed)?.into_inner())
}
