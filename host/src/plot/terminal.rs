//! Charts and pictures as text, for people without a viewer at hand.

use std::fmt::Write as _;

use super::{Figure, Mark, Picture, PlotError};

/// Marks of the series when there are several and no colours: one a cell.
const MARKS: [char; 6] = ['\u{2022}', '+', '\u{d7}', 'o', '*', '#'];
/// Colours of the series, of the 256 that terminals know.
const COLORS: [u8; 6] = [32, 166, 36, 175, 214, 75];
/// Limits of the inside of a chart in cells.
const SIDES: std::ops::RangeInclusive<usize> = 4..=400;

/// One cell of a chart: its eight dots, and the series drawn last.
#[derive(Clone, Copy, Default)]
struct Cell {
    dots: u8,
    series: Option<usize>,
}

/// A chart of `width` by `height` cells inside its axes, as lines of text. With `color` the series have colours; without,
/// several series have a mark each, and a single one is drawn in dots finer than a cell.
///
/// # Errors
/// As [`Figure::to_svg`].
pub fn chart(figure: &Figure, width: usize, height: usize, color: bool) -> Result<String, PlotError> {
    let (x, y) = figure.scales()?;
    let (width, height) = (width.clamp(*SIDES.start(), *SIDES.end()), height.clamp(*SIDES.start(), *SIDES.end()));
    let mut cells = vec![Cell::default(); width * height];
    for (index, series) in figure.series.iter().enumerate() {
        let place = |&(px, py): &(f64, f64)| {
            let across = (x.place(px) * (2 * width - 1) as f64).round() as i64;
            let down = ((1.0 - y.place(py)) * (4 * height - 1) as f64).round() as i64;
            (across, down)
        };
        for run in series.runs() {
            let dots: Vec<(i64, i64)> = run.iter().map(place).collect();
            dots.iter().for_each(|&dot| set(&mut cells, width, dot, index));
            if series.mark != Mark::Points {
                dots.windows(2).for_each(|two| line(two[0], two[1], |dot| set(&mut cells, width, dot, index)));
            }
        }
    }
    let marked = !color && figure.series.len() > 1;
    let mut out = String::new();
    if !figure.title.is_empty() {
        let _ = writeln!(out, "{}", figure.title);
    }
    legend(&mut out, figure, marked, color);
    if !figure.y.label.is_empty() {
        let _ = writeln!(out, "{}", figure.y.label);
    }
    let labels = row_labels(&y.ticks((height / 3).max(2)), height);
    let margin = labels.iter().map(|label| label.chars().count()).max().unwrap_or(0);
    for (row, label) in labels.iter().enumerate() {
        let _ = write!(out, "{label:>margin$} {}", if label.is_empty() { '\u{2502}' } else { '\u{2524}' });
        push_cells(&mut out, &cells[row * width..(row + 1) * width], marked, color);
        trim_line(&mut out);
    }
    bottom(&mut out, &x.ticks((width / 10).max(2)), width, margin);
    if !figure.x.label.is_empty() {
        let _ = writeln!(out, "{:margin$}  {:^width$}", "", figure.x.label);
        trim_line(&mut out);
        out.pop();
    }
    Ok(out)
}

/// The labels of the ticks of y, one a row of cells.
fn row_labels(ticks: &[super::axis::Tick], height: usize) -> Vec<String> {
    let mut labels = vec![String::new(); height];
    for tick in ticks.iter().filter(|tick| !tick.label.is_empty()) {
        labels[((1.0 - tick.at) * (height - 1) as f64).round() as usize].clone_from(&tick.label);
    }
    labels
}

fn legend(out: &mut String, figure: &Figure, marked: bool, color: bool) {
    let named = figure.series.iter().enumerate().filter(|(_, series)| !series.name.is_empty());
    let names: Vec<String> = named
        .map(|(index, series)| match (marked, color) {
            (true, _) => format!("{} {}", MARKS[index % MARKS.len()], series.name),
            (false, true) => format!("\x1b[38;5;{}m\u{2501}\u{2501}\x1b[0m {}", COLORS[index % COLORS.len()], series.name),
            (false, false) => series.name.clone(),
        })
        .collect();
    if !names.is_empty() {
        let _ = writeln!(out, "{}", names.join("   "));
    }
}

/// One row of cells; a colour is named where it begins and where it ends.
fn push_cells(out: &mut String, cells: &[Cell], marked: bool, color: bool) {
    let mut lit = None;
    let end = cells.iter().rposition(|cell| cell.series.is_some()).map_or(0, |last| last + 1);
    for cell in &cells[..end] {
        if color && lit != cell.series {
            match cell.series {
                Some(series) => {
                    let _ = write!(out, "\x1b[38;5;{}m", COLORS[series % COLORS.len()]);
                }
                None => out.push_str("\x1b[0m"),
            }
            lit = cell.series;
        }
        out.push(match cell.series {
            None => ' ',
            Some(series) if marked => MARKS[series % MARKS.len()],
            // The braille patterns stand in the order of their dots from U+2800.
            Some(_) => char::from_u32(0x2800 + u32::from(cell.dots)).unwrap_or(' '),
        });
    }
    if lit.is_some() {
        out.push_str("\x1b[0m");
    }
}

/// The axis of x and the labels of its ticks.
fn bottom(out: &mut String, ticks: &[super::axis::Tick], width: usize, margin: usize) {
    let mut axis = vec!['\u{2500}'; width];
    let mut labels = vec![' '; width + margin + 2];
    let mut free = 0;
    for tick in ticks.iter().filter(|tick| !tick.label.is_empty()) {
        let column = (tick.at * (width - 1) as f64).round() as usize;
        let length = tick.label.chars().count();
        let start = (column + margin + 2).saturating_sub(length / 2);
        if start >= free && start + length <= labels.len() {
            axis[column] = '\u{252c}';
            labels[start..start + length].iter_mut().zip(tick.label.chars()).for_each(|(slot, c)| *slot = c);
            free = start + length + 1;
        }
    }
    let _ = writeln!(out, "{:margin$} \u{2514}{}", "", axis.into_iter().collect::<String>());
    out.extend(labels);
    trim_line(out);
}

/// Ends a line without blanks before its end.
fn trim_line(out: &mut String) {
    out.truncate(out.trim_end_matches([' ', '\n']).len());
    out.push('\n');
}

/// Sets one dot of a cell.
fn set(cells: &mut [Cell], width: usize, (across, down): (i64, i64), series: usize) {
    // Bits of the braille patterns: left column downwards, then right.
    const BITS: [[u8; 2]; 4] = [[0, 3], [1, 4], [2, 5], [6, 7]];
    let (x, y) = (across as usize, down as usize);
    if let Some(cell) = cells.get_mut(y / 4 * width + x / 2) {
        cell.dots |= 1 << BITS[y % 4][x % 2];
        cell.series = Some(series);
    }
}

/// All dots of a straight line.
fn line(from: (i64, i64), to: (i64, i64), mut dot: impl FnMut((i64, i64))) {
    let steps = (to.0 - from.0).abs().max((to.1 - from.1).abs()).max(1);
    for k in 0..=steps {
        let along = |a: i64, b: i64| a + ((b - a) as f64 * k as f64 / steps as f64).round() as i64;
        dot((along(from.0, to.0), along(from.1, to.1)));
    }
}

/// Pictures side by side under their captions, two rows of pixels a line, broken into bands no wider than `width` cells.
/// A pixel is drawn when it has more than half ink.
pub fn pictures<'a>(pictures: impl IntoIterator<Item = (&'a str, &'a Picture)>, width: usize) -> String {
    let mut out = String::new();
    let mut band: Vec<(&str, &Picture)> = Vec::new();
    let mut used = 0;
    for (caption, picture) in pictures {
        let cells = picture.width.max(caption.chars().count()) + 2;
        if used + cells > width + 2 && !band.is_empty() {
            draw_band(&mut out, &band);
            out.push('\n');
            band.clear();
            used = 0;
        }
        used += cells;
        band.push((caption, picture));
    }
    draw_band(&mut out, &band);
    out
}

fn draw_band(out: &mut String, band: &[(&str, &Picture)]) {
    let cells = |(caption, picture): &(&str, &Picture)| picture.width.max(caption.chars().count());
    if band.iter().any(|(caption, _)| !caption.is_empty()) {
        for one in band {
            let _ = write!(out, "{:<width$}  ", one.0, width = cells(one));
        }
        trim_line(out);
    }
    let lines = band.iter().map(|(_, picture)| picture.height.div_ceil(2)).max().unwrap_or(0);
    for row in 0..lines {
        for one in band {
            let picture = one.1;
            let full = |x: usize, y: usize| picture.ink.get(y * picture.width + x).is_some_and(|&ink| ink > 127);
            out.extend((0..picture.width).map(|x| match (full(x, 2 * row), full(x, 2 * row + 1)) {
                (true, true) => '\u{2588}',
                (true, false) => '\u{2580}',
                (false, true) => '\u{2584}',
                (false, false) => ' ',
            }));
            out.extend(std::iter::repeat_n(' ', cells(one) - picture.width + 2));
        }
        out.truncate(out.trim_end_matches(' ').len());
        out.push('\n');
    }
}
