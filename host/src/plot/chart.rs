//! Draws a chart: title, legend in a row, the label of y above its axis, grid, series.

use plotters::prelude::*;

use super::axis::Scale;
use super::letters::{LABEL, REMARK, SOFT, TITLE};
use super::render::{Drawing, Drawn, HPos, Paper, UNIT};
use super::{Figure, Mark, Series};

/// Colours that are told apart by the colour-blind too, after Okabe and Ito (2008).
const COLORS: [RGBColor; 7] = [
    RGBColor(0x00, 0x72, 0xb2),
    RGBColor(0xd5, 0x5e, 0x00),
    RGBColor(0x00, 0x9e, 0x73),
    RGBColor(0xcc, 0x79, 0xa7),
    RGBColor(0xe6, 0x9f, 0x00),
    RGBColor(0x56, 0xb4, 0xe9),
    RGBColor(0x22, 0x26, 0x2b),
];
const GRID: RGBColor = RGBColor(0xdf, 0xe2, 0xe6);
const FINE_GRID: RGBColor = RGBColor(0xf0, 0xf1, 0xf3);

/// Size in logical pixels.
const WIDTH: i32 = 880;
const HEIGHT: i32 = 520;
const MARGIN: i32 = 24;
/// Room between the margins, in units.
const ROOM: i32 = (WIDTH - 2 * MARGIN) * UNIT;
/// Length of a piece of line in the legend, and the room after a name.
const SAMPLE: i32 = 26;
const GAP: i32 = 24;
/// Most rows of the legend, so that room stays for the chart.
const LEGEND_ROWS: i32 = 6;
/// Thickness of a series in units.
const LINE: i32 = 9;

/// A figure with its scales.
pub(super) struct Chart<'a> {
    pub figure: &'a Figure,
    pub x: Scale,
    pub y: Scale,
}

/// The inside of the axes, in units.
struct Frame {
    left: i32,
    top: i32,
    right: i32,
    bottom: i32,
}

impl Frame {
    fn x(&self, at: f64) -> i32 {
        self.left + (at * f64::from(self.right - self.left)).round() as i32
    }

    fn y(&self, at: f64) -> i32 {
        self.bottom - (at * f64::from(self.bottom - self.top)).round() as i32
    }
}

impl Drawing for Chart<'_> {
    fn title(&self) -> &str {
        &self.figure.title
    }

    fn size(&self) -> (u32, u32) {
        ((WIDTH * UNIT) as u32, (HEIGHT * UNIT) as u32)
    }

    fn draw<DB: DrawingBackend>(&self, paper: &Paper<'_, DB>) -> Drawn<DB> {
        let mut y = MARGIN;
        if !self.figure.title.is_empty() {
            paper.text(&TITLE.cut(&self.figure.title, ROOM), (MARGIN * UNIT, (y + 8) * UNIT), HPos::Left, TITLE)?;
            y += 32;
        }
        y = self.draw_legend(paper, y)?;
        if !self.figure.y.label.is_empty() {
            paper.text(&REMARK.cut(&self.figure.y.label, ROOM), (MARGIN * UNIT, (y + 10) * UNIT), HPos::Left, REMARK)?;
            y += 28;
        }
        let ticks = self.y.ticks(6);
        let widest = ticks.iter().map(|tick| LABEL.width(&tick.label)).max().unwrap_or(0);
        let label = if self.figure.x.label.is_empty() { 0 } else { 26 };
        let frame = Frame {
            left: MARGIN * UNIT + widest + 10 * UNIT,
            top: (y + 6) * UNIT,
            right: (WIDTH - MARGIN - 6) * UNIT,
            bottom: (HEIGHT - MARGIN - 18 - label) * UNIT,
        };
        self.draw_grid(paper, &frame)?;
        for (index, series) in self.figure.series.iter().enumerate() {
            self.draw_series(paper, &frame, series, index)?;
        }
        Ok(())
    }
}

impl Chart<'_> {
    /// Draws the names in rows and gives the place below them.
    fn draw_legend<DB: DrawingBackend>(&self, paper: &Paper<'_, DB>, mut y: i32) -> Result<i32, DrawingAreaErrorKind<DB::ErrorType>> {
        let mut x = MARGIN * UNIT;
        let named = self.figure.series.iter().enumerate().filter(|(_, series)| !series.name.is_empty());
        let mut rows = 0;
        for (index, series) in named {
            let name = LABEL.cut(&series.name, ROOM / 2);
            let width = SAMPLE * UNIT + 8 * UNIT + LABEL.width(&name);
            if rows == 0 || x + width > (WIDTH - MARGIN) * UNIT {
                if rows == LEGEND_ROWS {
                    paper.text("\u{2026}", (x, (y + 9) * UNIT), HPos::Left, LABEL)?;
                    break;
                }
                x = MARGIN * UNIT;
                y += if rows == 0 { 0 } else { 22 };
                rows += 1;
            }
            let middle = (y + 9) * UNIT;
            let sample = [(x, middle), (x + SAMPLE * UNIT, middle)];
            draw_line(paper, &sample, series.mark, index)?;
            if series.mark == Mark::LinePoints || series.mark == Mark::Points {
                paper.dot((x + SAMPLE * UNIT / 2, middle), 4 * UNIT, color(index))?;
            }
            paper.text(&name, (x + (SAMPLE + 8) * UNIT, middle), HPos::Left, LABEL)?;
            x += width + GAP * UNIT;
        }
        Ok(if rows == 0 { y } else { y + 28 })
    }

    fn draw_grid<DB: DrawingBackend>(&self, paper: &Paper<'_, DB>, frame: &Frame) -> Drawn<DB> {
        let line = |from: (i32, i32), to: (i32, i32), color: RGBColor, width: i32| paper.line(&[from, to], color, width);
        let (xs, ys) = (self.x.ticks(8), self.y.ticks(6));
        for fine in [true, false] {
            let color = if fine { FINE_GRID } else { GRID };
            for tick in xs.iter().filter(|tick| tick.label.is_empty() == fine) {
                line((frame.x(tick.at), frame.top), (frame.x(tick.at), frame.bottom), color, UNIT)?;
            }
            for tick in ys.iter().filter(|tick| tick.label.is_empty() == fine) {
                line((frame.left, frame.y(tick.at)), (frame.right, frame.y(tick.at)), color, UNIT)?;
            }
        }
        line((frame.left, frame.bottom), (frame.right, frame.bottom), SOFT, UNIT + 1)?;
        let mut free = i32::MIN;
        for tick in xs.iter().filter(|tick| !tick.label.is_empty()) {
            let (x, half) = (frame.x(tick.at), LABEL.width(&tick.label) / 2);
            line((x, frame.bottom), (x, frame.bottom + 5 * UNIT), SOFT, UNIT)?;
            if x - half >= free {
                paper.text(&tick.label, (x, frame.bottom + 16 * UNIT), HPos::Center, LABEL)?;
                free = x + half + 8 * UNIT;
            }
        }
        for tick in &ys {
            paper.text(&tick.label, (frame.left - 10 * UNIT, frame.y(tick.at)), HPos::Right, LABEL)?;
        }
        let middle = (frame.left + frame.right) / 2;
        paper.text(&REMARK.cut(&self.figure.x.label, frame.right - frame.left), (middle, frame.bottom + 40 * UNIT), HPos::Center, REMARK)
    }

    fn draw_series<DB: DrawingBackend>(&self, paper: &Paper<'_, DB>, frame: &Frame, series: &Series, index: usize) -> Drawn<DB> {
        for run in series.runs() {
            let mut places: Vec<(i32, i32)> = run.iter().map(|&(x, y)| (frame.x(self.x.place(x)), frame.y(self.y.place(y)))).collect();
            // Points that fall on one unit draw as one.
            places.dedup();
            if series.mark != Mark::Points {
                draw_line(paper, &places, series.mark, index)?;
            }
            if series.mark == Mark::Points || series.mark == Mark::LinePoints || places.len() == 1 {
                for &place in &places {
                    paper.dot(place, 4 * UNIT, color(index))?;
                }
            }
        }
        Ok(())
    }
}

fn color(index: usize) -> RGBColor {
    COLORS[index % COLORS.len()]
}

/// A line in the colour of a series; dashed when the mark says so, or when the colours begin again.
fn draw_line<DB: DrawingBackend>(paper: &Paper<'_, DB>, places: &[(i32, i32)], mark: Mark, index: usize) -> Drawn<DB> {
    if mark == Mark::Points {
        return Ok(());
    }
    if mark == Mark::Dashed || index >= COLORS.len() {
        return paper.dashes(places, color(index), LINE);
    }
    paper.line(places, color(index), LINE)
}
