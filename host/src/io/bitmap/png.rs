//! Pictures as PNG files, one a picture; the name of the file is that of the picture.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use png::{ColorType, DecodingError, Limits, Transformations};

use super::super::error::IoError;
use super::super::{Place, display_name, read_bytes, write_bytes};
use super::{Bitmap, MAX_PICTURES, MAX_PIXELS, MAX_PNG, is_png, same_size, stem};

/// Reads all PNG files of a folder, sorted by name; hidden files and all others are left out.
///
/// # Errors
/// [`IoError`]: the folder cannot be read, holds no PNG or more than 4096, a file as in [`decode_png`], or different sizes.
pub fn read_folder(folder: &Path) -> Result<Vec<Bitmap>, IoError> {
    let file = display_name(folder);
    let refused =
        |source| IoError::System { file: file.clone(), action: "read the folder", source, next: "check its name and your rights" };
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder).map_err(refused)? {
        let path = entry.map_err(refused)?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if !hidden && is_png(&path) && !path.is_dir() {
            paths.push(path);
        }
        if paths.len() > MAX_PICTURES {
            return Err(IoError::whole(&file, format!("there are more than {MAX_PICTURES} pictures"), "split the folder"));
        }
    }
    if paths.is_empty() {
        return Err(IoError::whole(&file, "there are no PNG files in the folder", "give a folder of `.png` files, or a text"));
    }
    paths.sort();
    let mut set = Vec::new();
    for path in &paths {
        set.push(decode_png(&display_name(path), &stem(path), &read_bytes(path, MAX_PNG)?)?);
    }
    same_size(set.iter().zip(&paths).map(|(picture, path)| (picture, Place::file(display_name(path)))))?;
    Ok(set)
}

/// One PNG as a picture: transparent parts show white, and a pixel is set when its luminance is below half of full scale.
///
/// # Errors
/// [`IoError::Content`]: no PNG, a torn one, or more than 8192 pixels (refused before anything is decoded).
pub fn decode_png(file: &str, name: &str, bytes: &[u8]) -> Result<Bitmap, IoError> {
    let torn = |error: DecodingError| IoError::whole(file, format!("it is not a whole PNG ({error})"), "save the picture again");
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: 16 << 20 });
    // Palettes and few-bit greys become 8 bits a channel, 16 bits lose their low half.
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    let mut reader = decoder.read_info().map_err(torn)?;
    let (width, height) = (reader.info().width as usize, reader.info().height as usize);
    if width.saturating_mul(height) > MAX_PIXELS {
        let what = format!("the picture is {width} x {height}, more than {MAX_PIXELS} pixels");
        return Err(IoError::whole(file, what, "scale it down: each pixel is one oscillator"));
    }
    // 8192 pixels of four channels at most; the limit stands for a size that the crate cannot tell.
    let size = reader.output_buffer_size().unwrap_or(4 * MAX_PIXELS);
    let mut buffer = vec![0; size];
    let frame = reader.next_frame(&mut buffer).map_err(torn)?;
    let channels = frame.color_type.samples();
    let pixels: Vec<bool> = buffer.chunks_exact(channels).take(width * height).map(dark).collect();
    let picture = Bitmap { name: name.to_owned(), width, height, pixels };
    picture.check(file)?;
    Ok(picture)
}

/// Whether a pixel of 1 to 4 channels (grey, grey and alpha, red green blue, the same and alpha) is dark over white.
fn dark(pixel: &[u8]) -> bool {
    let grey = |c: &u8| u32::from(*c) * 10_000;
    // Luminance with the weights of ITU-R BT.709, times 10^4.
    let colour = |r: u8, g: u8, b: u8| 2126 * u32::from(r) + 7152 * u32::from(g) + 722 * u32::from(b);
    let (luminance, alpha) = match *pixel {
        [ref g] => (grey(g), 255),
        [ref g, a] => (grey(g), a),
        [r, g, b] => (colour(r, g, b), 255),
        [r, g, b, a] => (colour(r, g, b), a),
        _ => return false,
    };
    let white = 255 * 10_000;
    let shown = u64::from(luminance) * u64::from(alpha) + white * u64::from(255 - alpha);
    2 * shown < white * 255
}

/// A picture as a PNG of 1 bit a pixel: set is black.
///
/// # Errors
/// As [`Bitmap::check`].
pub fn encode_png(picture: &Bitmap) -> Result<Vec<u8>, IoError> {
    picture.check(&picture.name)?;
    let mut bytes = Vec::new();
    // Checked above: at most MAX_PIXELS a side.
    let mut encoder = png::Encoder::new(&mut bytes, picture.width as u32, picture.height as u32);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let pack = |row: &[bool]| -> Vec<u8> {
        row.chunks(8).map(|eight| (0..8).fold(0, |byte, k| byte << 1 | u8::from(!eight.get(k).copied().unwrap_or(true)))).collect()
    };
    let data: Vec<u8> = picture.pixels.chunks(picture.width).flat_map(pack).collect();
    let failed = |error: png::EncodingError| IoError::whole(&picture.name, format!("no PNG can be made ({error})"), "report this");
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(&data).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
}

/// Writes each picture as `NAME.png` into a folder, which is made when it is not there. Existing files of these names are
/// replaced. Read back, the pictures are sorted by name.
///
/// # Errors
/// [`IoError`], before anything is written, for names that are no file names or differ in case only.
pub fn write_folder(folder: &Path, pictures: &[Bitmap]) -> Result<(), IoError> {
    let file = display_name(folder);
    let mut names: Vec<String> = Vec::new();
    for picture in pictures {
        picture.check(&file)?;
        if picture.name.starts_with('.') || picture.name.contains(['/', '\\', ':', '*', '?', '"', '<', '>', '|']) {
            let what = format!("the name {:?} is no file name", picture.name);
            return Err(IoError::whole(&file, what, "rename the picture, or write the set as text"));
        }
        names.push(picture.name.to_lowercase());
    }
    names.sort_unstable();
    if let Some(twice) = names.windows(2).find(|two| two[0] == two[1]) {
        let what = format!("two pictures are called {:?}", twice[0]);
        return Err(IoError::whole(&file, what, "rename one, or write the set as text"));
    }
    fs::create_dir_all(folder).map_err(|source| IoError::System {
        file: file.clone(),
        action: "make the folder",
        source,
        next: "choose a place that you may write to",
    })?;
    pictures.iter().try_for_each(|p| write_bytes(&folder.join(format!("{}.png", p.name)), &encode_png(p)?))
}
