//! WAV files, written whole or not at all.

use std::io::Cursor;
use std::path::Path;

use hound::{SampleFormat, WavSpec, WavWriter};

use crate::io::{IoError, display_name, write_bytes};

/// Writes one channel of 16 bits, from numbers of which 1 is full.
///
/// # Errors
/// [`IoError`] when it cannot be written, or is longer than a WAV file may be.
pub fn write_wav(path: &Path, rate: u32, samples: impl IntoIterator<Item = f32>) -> Result<(), IoError> {
    let refused =
        |error: hound::Error| IoError::whole(&display_name(path), format!("no WAV file can be made ({error})"), "write a shorter one");
    let spec = WavSpec { channels: 1, sample_rate: rate, bits_per_sample: 16, sample_format: SampleFormat::Int };
    let mut bytes = Cursor::new(Vec::new());
    let mut writer = WavWriter::new(&mut bytes, spec).map_err(refused)?;
    for sample in samples {
        writer.write_sample((sample * 32767.0).round().clamp(-32767.0, 32767.0) as i16).map_err(refused)?;
    }
    writer.finalize().map_err(refused)?;
    write_bytes(path, &bytes.into_inner())
}
