//! Letters: how wide a text is and which pixels it covers, from a font that is part of the program.

use std::sync::LazyLock;

use ab_glyph::{Font, FontRef, Glyph, PxScale, ScaleFont, point};
use plotters::style::RGBColor;

use super::render::UNIT;

static REGULAR: LazyLock<Option<FontRef<'static>>> = LazyLock::new(|| FontRef::try_from_slice(dejavu::sans::regular()).ok());
static BOLD: LazyLock<Option<FontRef<'static>>> = LazyLock::new(|| FontRef::try_from_slice(dejavu::sans::bold()).ok());

/// Text and axes.
pub(super) const INK: RGBColor = RGBColor(0x22, 0x26, 0x2b);
/// Less important text.
pub(super) const SOFT: RGBColor = RGBColor(0x55, 0x5b, 0x63);

/// How a text looks.
#[derive(Clone, Copy)]
pub(super) struct Type {
    /// Side of the square of the letters in logical pixels.
    pub size: f64,
    pub bold: bool,
    pub color: RGBColor,
}

/// Labels of ticks and names; captions; descriptions; titles.
pub(super) const LABEL: Type = Type { size: 14.0, bold: false, color: INK };
pub(super) const CAPTION: Type = Type { size: 14.0, bold: true, color: INK };
pub(super) const REMARK: Type = Type { size: 14.0, bold: false, color: SOFT };
pub(super) const TITLE: Type = Type { size: 20.0, bold: true, color: INK };

impl Type {
    /// Width of a text in units.
    pub fn width(self, words: &str) -> i32 {
        self.set(words).1.ceil() as i32
    }

    /// A text cut to a width in units, with an ellipsis where something is missing.
    pub fn cut(self, words: &str, width: i32) -> String {
        if self.width(words) <= width {
            return words.to_owned();
        }
        // No text of a picture has room for more letters than this, and the search below takes as many steps.
        let mut short: String = words.chars().take(200).collect();
        while self.width(&format!("{short}\u{2026}")) > width && short.pop().is_some() {}
        format!("{}\u{2026}", short.trim_end())
    }

    /// Gives every pixel that a text touches, with the share of it that is covered. `start` is the left end of the base line.
    pub fn pixels<E>(self, words: &str, start: (f32, f32), mut draw: impl FnMut((i32, i32), f32) -> Result<(), E>) -> Result<(), E> {
        let Some(font) = self.font() else { return Ok(()) };
        for mut glyph in self.set(words).0 {
            glyph.position = point(start.0 + glyph.position.x, start.1);
            let Some(outline) = font.outline_glyph(glyph) else { continue };
            let corner = outline.px_bounds().min;
            let mut result = Ok(());
            outline.draw(|x, y, share| {
                if result.is_ok() && share > 0.0 {
                    result = draw((corner.x as i32 + x as i32, corner.y as i32 + y as i32), share.min(1.0));
                }
            });
            result?;
        }
        Ok(())
    }

    fn font(self) -> Option<&'static FontRef<'static>> {
        if self.bold { BOLD.as_ref() } else { REGULAR.as_ref() }
    }

    /// The letters one after another from 0, and the width of all in units.
    fn set(self, words: &str) -> (Vec<Glyph>, f32) {
        let Some(font) = self.font() else { return (Vec::new(), 0.0) };
        // A scale is the height of a line; the square is what sizes are given in.
        let square = self.size as f32 * UNIT as f32;
        let scale = PxScale::from(square * font.height_unscaled() / font.units_per_em().unwrap_or(2048.0));
        let scaled = font.as_scaled(scale);
        let (mut pen, mut glyphs) = (0.0, Vec::new());
        for letter in words.chars() {
            let id = font.glyph_id(letter);
            pen += glyphs.last().map_or(0.0, |before: &Glyph| scaled.kern(before.id, id));
            glyphs.push(id.with_scale_and_position(scale, point(pen, 0.0)));
            pen += scaled.h_advance(id);
        }
        (glyphs, pen)
    }
}
