//! Sheets of small pictures: what was stored, how it was damaged, how it settled, what came back.

use std::path::Path;

use plotters::prelude::*;

use super::PlotError;
use super::letters::{CAPTION, REMARK, TITLE};
use super::render::{self, Drawing, Drawn, HPos, Paper, UNIT};
use crate::io::bitmap::Bitmap;

/// Colour of no ink and of full ink.
const PAPER: [u8; 3] = [0xf1, 0xef, 0xe9];
const FULL: [u8; 3] = [0x1d, 0x2b, 0x45];
/// The same where a pixel is wrong: told apart from both by the colour-blind too.
const WRONG_PAPER: [u8; 3] = [0xf4, 0xc9, 0xa3];
const WRONG_FULL: [u8; 3] = [0xd5, 0x5e, 0x00];

/// Width that a sheet tries to fill, and the largest pixel, in logical pixels.
const WIDTH: i32 = 1200;
const LARGEST: i32 = 7;
const MARGIN: i32 = 24;
/// Longest label of a row, in units.
const LONGEST: i32 = 240 * UNIT;
/// Room between pictures.
const GAP: i32 = 8;

/// A grey picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Ink of each pixel, row after row: 0 is paper, 255 is full.
    pub ink: Vec<u8>,
    /// Which pixels are marked as wrong; empty for none.
    pub wrong: Vec<bool>,
}

impl Picture {
    /// A picture from numbers, `low` as paper and `high` as full ink; NaN is paper.
    pub fn grey(width: usize, height: usize, values: &[f64], (low, high): (f64, f64)) -> Self {
        let ink = values.iter().map(|v| ((v - low) / (high - low) * 255.0).round() as u8).collect();
        Picture { width, height, ink, wrong: Vec::new() }
    }

    /// The same with the pixels marked whose half (more or less than half ink) differs from `truth`.
    #[must_use]
    pub fn against(mut self, truth: &[bool]) -> Self {
        self.wrong = self.ink.iter().zip(truth).map(|(&ink, &set)| (ink > 127) != set).collect();
        self
    }

    fn color(&self, at: usize) -> [u8; 3] {
        let wrong = self.wrong.get(at).copied().unwrap_or(false);
        let (paper, full) = if wrong { (WRONG_PAPER, WRONG_FULL) } else { (PAPER, FULL) };
        let ink = u32::from(self.ink[at]);
        std::array::from_fn(|c| ((u32::from(paper[c]) * (255 - ink) + u32::from(full[c]) * ink + 127) / 255) as u8)
    }
}

impl From<&Bitmap> for Picture {
    fn from(bitmap: &Bitmap) -> Self {
        let ink = bitmap.pixels.iter().map(|&set| if set { 255 } else { 0 }).collect();
        Picture { width: bitmap.width, height: bitmap.height, ink, wrong: Vec::new() }
    }
}

/// One row of a sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct SheetRow {
    /// What the row shows.
    pub label: String,
    /// One picture a caption of the sheet.
    pub pictures: Vec<Picture>,
}

/// A table of pictures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// Title.
    pub title: String,
    /// One caption a column.
    pub captions: Vec<String>,
    /// The rows from the top.
    pub rows: Vec<SheetRow>,
}

impl Sheet {
    /// The sheet as an SVG document.
    ///
    /// # Errors
    /// No pictures, parts that do not fit together, or a sheet that is too large.
    pub fn to_svg(&self) -> Result<String, PlotError> {
        render::svg(&self.layout()?)
    }

    /// The sheet as a PNG, about 2400 pixels wide or less.
    ///
    /// # Errors
    /// As [`Sheet::to_svg`].
    pub fn to_png(&self) -> Result<Vec<u8>, PlotError> {
        render::png(&self.layout()?)
    }

    /// Writes the sheet as the ending of the file says, `.svg` or `.png`, whole or not at all.
    ///
    /// # Errors
    /// As [`Sheet::to_svg`], another ending, or a file that cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), PlotError> {
        render::write(path, || self.to_svg(), || self.to_png())
    }

    fn layout(&self) -> Result<Layout<'_>, PlotError> {
        let empty = || PlotError::Empty { title: self.title.clone(), wanted: "row of pictures" };
        let columns = self.captions.len();
        let uneven = |what: String| PlotError::Uneven { title: self.title.clone(), what };
        for row in &self.rows {
            if row.pictures.len() != columns {
                return Err(uneven(format!("row {:?} has {} pictures for {columns} captions", row.label, row.pictures.len())));
            }
            if let Some(bad) = row.pictures.iter().find(|p| p.width.checked_mul(p.height) != Some(p.ink.len())) {
                return Err(uneven(format!("a picture of {} x {} has {} pixels", bad.width, bad.height, bad.ink.len())));
            }
        }
        let all = || self.rows.iter().flat_map(|row| &row.pictures);
        let width = all().map(|p| p.width).max().filter(|&w| w > 0).ok_or_else(empty)?;
        let height = all().map(|p| p.height).max().filter(|&h| h > 0).ok_or_else(empty)?;
        // Beyond this no pixel of a picture would be a whole unit.
        if columns * width > 100_000 || self.rows.len() * height > 100_000 {
            let what = format!("{} rows of {columns} pictures", self.rows.len());
            return Err(PlotError::TooLarge { title: self.title.clone(), what });
        }
        let label = self.rows.iter().map(|row| REMARK.width(&row.label)).max().unwrap_or(0).min(LONGEST);
        let left = MARGIN * UNIT + if label > 0 { label + 14 * UNIT } else { 0 };
        let room = (WIDTH - MARGIN) * UNIT - left - columns as i32 * GAP * UNIT;
        let pixel = (room / (columns * width) as i32).clamp(1, LARGEST * UNIT);
        Ok(Layout { sheet: self, left, pixel, cell: (width as i32 * pixel, height as i32 * pixel) })
    }
}

/// A sheet with its places, in units.
struct Layout<'a> {
    sheet: &'a Sheet,
    left: i32,
    pixel: i32,
    cell: (i32, i32),
}

impl Layout<'_> {
    fn top(&self) -> i32 {
        let title = if self.sheet.title.is_empty() { 0 } else { 36 };
        let captions = if self.sheet.captions.iter().all(String::is_empty) { 0 } else { 26 };
        (MARGIN + title + captions) * UNIT
    }
}

impl Drawing for Layout<'_> {
    fn title(&self) -> &str {
        &self.sheet.title
    }

    fn size(&self) -> (u32, u32) {
        let (columns, rows) = (self.sheet.captions.len() as i32, self.sheet.rows.len() as i32);
        let pictures = self.left + columns * (self.cell.0 + GAP * UNIT) + (MARGIN - GAP) * UNIT;
        let title = 2 * MARGIN * UNIT + TITLE.width(&self.sheet.title).min((WIDTH - 2 * MARGIN) * UNIT);
        let height = self.top() + rows * (self.cell.1 + GAP * UNIT) + (MARGIN - GAP) * UNIT;
        // Whole logical pixels, so that the PNG comes out even.
        let whole = |units: i32| ((units + UNIT - 1) / UNIT * UNIT) as u32;
        (whole(pictures.max(title)), whole(height))
    }

    fn draw<DB: DrawingBackend>(&self, paper: &Paper<'_, DB>) -> Drawn<DB> {
        paper.text(&TITLE.cut(&self.sheet.title, (WIDTH - 2 * MARGIN) * UNIT), (MARGIN * UNIT, (MARGIN + 8) * UNIT), HPos::Left, TITLE)?;
        let step = (self.cell.0 + GAP * UNIT, self.cell.1 + GAP * UNIT);
        for (column, caption) in self.sheet.captions.iter().enumerate() {
            let x = self.left + column as i32 * step.0 + self.cell.0 / 2;
            let caption = CAPTION.cut(caption, step.0 - 4 * UNIT);
            paper.text(&caption, (x, self.top() - 14 * UNIT), HPos::Center, CAPTION)?;
        }
        for (row, line) in self.sheet.rows.iter().enumerate() {
            let y = self.top() + row as i32 * step.1;
            let middle = (self.left - 14 * UNIT, y + self.cell.1 / 2);
            paper.text(&REMARK.cut(&line.label, LONGEST), middle, HPos::Right, REMARK)?;
            for (column, picture) in line.pictures.iter().enumerate() {
                draw_picture(paper, picture, (self.left + column as i32 * step.0, y), self.pixel)?;
            }
        }
        Ok(())
    }
}

/// Draws a picture: the paper as one box, and pixels of one other colour that follow each other in a row as one.
fn draw_picture<DB: DrawingBackend>(paper: &Paper<'_, DB>, picture: &Picture, (x, y): (i32, i32), pixel: i32) -> Drawn<DB> {
    let far = (x + picture.width as i32 * pixel, y + picture.height as i32 * pixel);
    paper.rectangle([(x, y), far], rgb(PAPER))?;
    for row in 0..picture.height {
        let color = |column: usize| picture.color(row * picture.width + column);
        let mut start = 0;
        for column in 1..=picture.width {
            if column < picture.width && color(column) == color(start) {
                continue;
            }
            let top = y + row as i32 * pixel;
            if color(start) != PAPER {
                let corners = [(x + start as i32 * pixel, top), (x + column as i32 * pixel, top + pixel)];
                paper.rectangle(corners, rgb(color(start)))?;
            }
            start = column;
        }
    }
    Ok(())
}

fn rgb([r, g, b]: [u8; 3]) -> RGBColor {
    RGBColor(r, g, b)
}
