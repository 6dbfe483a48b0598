//! Whole-or-nothing writing: a reader sees the old file or the new one, never a half.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::error::IoError;

/// Writes a file through a temporary name in the same folder, then syncs and renames it into place.
/// When `fill` or anything else fails, the temporary file is removed and an existing file is left as it was.
/// A device or pipe (`/dev/stdout`) is written directly, since it cannot be renamed over.
///
/// # Errors
/// [`IoError::IsFolder`], or [`IoError::System`] for a missing or unwritable folder, a full disk, or an error of `fill`.
pub fn write_atomic<F>(path: &Path, fill: F) -> Result<(), IoError>
where
    F: FnOnce(&mut dyn Write) -> io::Result<()>,
{
    let file = path.display().to_string();
    let refused = |source: io::Error| IoError::System {
        file: file.clone(),
        action: "write it",
        next: match source.kind() {
            io::ErrorKind::NotFound => "make its folder first",
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => "choose a folder that you may write to",
            io::ErrorKind::StorageFull => "make room on the disk",
            _ => "check the name, the folder and the disk",
        },
        source,
    };
    if path.is_dir() {
        return Err(IoError::IsFolder { file });
    }
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let old = fs::metadata(path).ok();
    if old.as_ref().is_some_and(|about| !about.is_file()) {
        let mut out = BufWriter::new(fs::OpenOptions::new().write(true).open(path).map_err(&refused)?);
        return fill(&mut out).and_then(|()| out.flush()).map_err(refused);
    }
    // A link is followed, so that the file it names is replaced and the link stays.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = if old.is_some() { target.parent().unwrap_or(folder) } else { folder };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".syntony-").suffix(".part");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // An existing file keeps its permissions; a new one gets what the umask leaves of rw-rw-rw-.
        builder.permissions(old.map_or_else(|| fs::Permissions::from_mode(0o666), |about| about.permissions()));
    }
    let mut part = builder.tempfile_in(folder).map_err(|error| refused(bare(error)))?;
    let mut out = BufWriter::new(part.as_file_mut());
    fill(&mut out).and_then(|()| out.flush()).map_err(&refused)?;
    drop(out);
    part.as_file().sync_all().map_err(&refused)?;
    part.persist(&target).map_err(|error| refused(error.error))?;
    Ok(())
}

/// The system's own error: `tempfile` adds the random temporary name, which would only confuse.
fn bare(error: io::Error) -> io::Error {
    let text = error.to_string();
    match text.split_once(" at path ") {
        Some((said, _)) => io::Error::new(error.kind(), said),
        None => error,
    }
}

/// [`write_atomic`] of bytes at hand.
///
/// # Errors
/// As [`write_atomic`].
pub fn write_bytes(path: &Path, bytes: &[u8]) -> Result<(), IoError> {
    write_atomic(path, |out| out.write_all(bytes))
}

/// [`write_atomic`] of text at hand.
///
/// # Errors
/// As [`write_atomic`].
pub fn write_text(path: &Path, text: &str) -> Result<(), IoError> {
    write_bytes(path, text.as_bytes())
}
