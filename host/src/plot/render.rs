//! One drawing to SVG and to PNG, the same on every machine: the font comes along, nothing is asked of the system.

use std::path::Path;

use plotters::coord::Shift;
use plotters::drawing::DrawingAreaErrorKind;
use plotters::element::DashedPathElement;
use plotters::prelude::*;
pub(super) use plotters::style::text_anchor::HPos;
use plotters::style::text_anchor::{Pos, VPos};

use super::PlotError;
use super::letters::Type;
use crate::io::{write_bytes, write_text};

/// Drawing units a logical pixel: drawing knows whole units only, and the PNG is averaged down from them.
pub(super) const UNIT: i32 = 4;
/// Units averaged into one pixel of the PNG, along each side: two pixels of the PNG make a logical one.
const AVERAGE: u32 = 2;
/// Most units of a drawing, so that its pixels stay below 200 MB.
const MAX_UNITS: u64 = 64_000_000;

/// The font, and for the viewer of an SVG what comes nearest in width.
const FAMILY: &str = "DejaVu Sans, Verdana, sans-serif";

/// The result of drawing on any backend.
pub(super) type Drawn<DB> = Result<(), DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>>;

/// Something of a known size that can be drawn.
pub(super) trait Drawing {
    /// Title, for errors.
    fn title(&self) -> &str;
    /// Width and height in units.
    fn size(&self) -> (u32, u32);
    /// Draws everything but the white ground.
    fn draw<DB: DrawingBackend>(&self, paper: &Paper<'_, DB>) -> Drawn<DB>;
}

/// What is drawn on; places are in units.
pub(super) struct Paper<'a, DB: DrawingBackend> {
    area: &'a DrawingArea<DB, Shift>,
    /// Whether the backend only knows pixels, so that letters have to be drawn.
    pixels: bool,
}

impl<DB: DrawingBackend> Paper<'_, DB> {
    /// One line of text, held by its left end, middle or right end; capitals and digits stand centred on `y`.
    pub fn text(&self, words: &str, (x, y): (i32, i32), hold: HPos, kind: Type) -> Drawn<DB> {
        let square = kind.size * f64::from(UNIT);
        // Capitals of this font are 0.729 squares high.
        let base = f64::from(y) + 0.365 * square;
        if self.pixels {
            let start = match hold {
                HPos::Left => x,
                HPos::Center => x - kind.width(words) / 2,
                HPos::Right => x - kind.width(words),
            };
            return kind
                .pixels(words, (start as f32, base as f32), |place, share| self.area.draw_pixel(place, &kind.color.mix(f64::from(share))));
        }
        // The library sets the base line half the height of an x (0.547 squares) below the place, and takes the height of
        // a line, 1.24 squares, for the size.
        let style = if kind.bold { FontStyle::Bold } else { FontStyle::Normal };
        let font = FontDesc::new(FontFamily::Name(FAMILY), 1.24 * square, style).color(&kind.color);
        let y = (base - 0.547 / 2.0 * square).round() as i32;
        self.area.draw_text(words, &font.pos(Pos::new(hold, VPos::Center)), (x, y))
    }

    /// A line through places.
    pub fn line(&self, places: &[(i32, i32)], color: RGBColor, width: i32) -> Drawn<DB> {
        self.area.draw(&PathElement::new(places.to_vec(), color.stroke_width(width as u32)))
    }

    /// A dashed line through places.
    pub fn dashes(&self, places: &[(i32, i32)], color: RGBColor, width: i32) -> Drawn<DB> {
        let style = color.stroke_width(width as u32);
        self.area.draw(&DashedPathElement::new(places.iter().copied(), 8 * UNIT, 6 * UNIT, style))
    }

    /// A full circle.
    pub fn dot(&self, place: (i32, i32), radius: i32, color: RGBColor) -> Drawn<DB> {
        self.area.draw(&Circle::new(place, radius, color.filled()))
    }

    /// A full rectangle with these corners.
    pub fn rectangle(&self, corners: [(i32, i32); 2], color: RGBColor) -> Drawn<DB> {
        self.area.draw(&Rectangle::new(corners, color.filled()))
    }
}

fn drawn<DB: DrawingBackend>(drawing: &impl Drawing, area: &DrawingArea<DB, Shift>, pixels: bool) -> Result<(), PlotError> {
    let failed = |error: DrawingAreaErrorKind<DB::ErrorType>| PlotError::Draw(error.to_string());
    area.fill(&WHITE).map_err(failed)?;
    drawing.draw(&Paper { area, pixels }).map_err(failed)?;
    area.present().map_err(failed)
}

fn checked_size(drawing: &impl Drawing) -> Result<(u32, u32), PlotError> {
    let (width, height) = drawing.size();
    if u64::from(width) * u64::from(height) > MAX_UNITS {
        let what = format!("{} x {} pixels", width / UNIT as u32, height / UNIT as u32);
        return Err(PlotError::TooLarge { title: drawing.title().to_owned(), what });
    }
    Ok((width, height))
}

/// The drawing as an SVG document, in logical pixels.
pub(super) fn svg(drawing: &impl Drawing) -> Result<String, PlotError> {
    let (width, height) = checked_size(drawing)?;
    let mut document = String::new();
    drawn(drawing, &SVGBackend::with_string(&mut document, (width, height)).into_drawing_area(), false)?;
    // The view box stays in units, so that places finer than a pixel survive; only the outer size is in pixels.
    let outer = format!("<svg width=\"{width}\" height=\"{height}\"");
    let logical = format!("<svg width=\"{}\" height=\"{}\"", width / UNIT as u32, height / UNIT as u32);
    // What every viewer assumes anyway is most of the text of a large sheet.
    Ok(document.replacen(&outer, &logical, 1).replace(" opacity=\"1\"", "").replace(" stroke=\"none\"", ""))
}

/// The drawing as the bytes of a PNG, two of its pixels a logical one.
pub(super) fn png(drawing: &impl Drawing) -> Result<Vec<u8>, PlotError> {
    let (width, height) = checked_size(drawing)?;
    let mut fine = vec![0u8; width as usize * height as usize * 3];
    drawn(drawing, &BitMapBackend::with_buffer(&mut fine, (width, height)).into_drawing_area(), true)?;
    let (columns, rows) = (width / AVERAGE, height / AVERAGE);
    let mut pixels = Vec::with_capacity(columns as usize * rows as usize * 3);
    for row in 0..rows {
        for column in 0..columns {
            for channel in 0..3 {
                let one = |dx: u32, dy: u32| {
                    let at = (row * AVERAGE + dy) as usize * width as usize + (column * AVERAGE + dx) as usize;
                    u32::from(fine[3 * at + channel])
                };
                let sum: u32 = (0..AVERAGE).flat_map(|dy| (0..AVERAGE).map(move |dx| (dx, dy))).map(|(dx, dy)| one(dx, dy)).sum();
                pixels.push(((sum + AVERAGE * AVERAGE / 2) / (AVERAGE * AVERAGE)) as u8);
            }
        }
    }
    let failed = |error: ::png::EncodingError| PlotError::Draw(error.to_string());
    let mut bytes = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut bytes, columns, rows);
    encoder.set_color(::png::ColorType::Rgb);
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(&pixels).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
}

/// Writes a drawing as the ending of the file says.
pub(super) fn write(
    path: &Path,
    svg: impl FnOnce() -> Result<String, PlotError>,
    png: impl FnOnce() -> Result<Vec<u8>, PlotError>,
) -> Result<(), PlotError> {
    let ending = path.extension().map(|e| e.to_ascii_lowercase());
    match ending.as_deref().and_then(|e| e.to_str()) {
        Some("svg") => Ok(write_text(path, &svg()?)?),
        Some("png") => Ok(write_bytes(path, &png()?)?),
        _ => Err(PlotError::Ending { file: path.display().to_string() }),
    }
}
