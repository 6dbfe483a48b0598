//! `syntony plot`: files of numbers and pictures, drawn.

use std::io::IsTerminal as _;
use std::path::PathBuf;

use anyhow::bail;
use clap::{Args, ValueEnum};
use syntony_host::io::bitmap;
use syntony_host::io::csv::{self, Gaps, Matrix};
use syntony_host::io::npy;
use syntony_host::plot::{Figure, Mark, Picture, Series, Sheet, SheetRow, terminal};

use super::run::ending;
use super::{Context, Output};

/// Most pixels of a side of a heat map; larger ones are thinned.
const SIDE: usize = 400;
/// Most series of a chart.
const SERIES: usize = 32;

/// Draw a file of numbers or pictures
#[derive(Args)]
pub struct Plot {
    /// A .csv or .npy file, a partition, or pictures as text or PNG
    input: PathBuf,
    /// The picture to write, .svg or .png; drawn in the terminal if not given
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
    /// How; chosen from the file if not given
    #[arg(long)]
    kind: Option<Kind>,
}

/// How numbers are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Columns over the first column; a single column or row over its index
    Line,
    /// A matrix as shades, a row of numbers as one row
    Heat,
    /// Pictures of two colours; a partition as a square of signs
    Bitmap,
    /// Phases in turns, one an oscillator, as points over the oscillator's number
    Phases,
}

enum Drawing {
    Chart(Figure),
    Sheet(Sheet),
}

impl Plot {
    pub fn run(&self, _context: &Context) -> anyhow::Result<Output> {
        let drawing = self.drawing()?;
        if let Some(to) = &self.to {
            match &drawing {
                Drawing::Chart(figure) => figure.write(to)?,
                Drawing::Sheet(sheet) => sheet.write(to)?,
            }
            let written = serde_json::json!({ "input": self.input, "written": to });
            return Output::new(&written, format!("{} drawn to {}", self.input.display(), to.display()));
        }
        let text = match &drawing {
            Drawing::Chart(figure) => terminal::chart(figure, 72, 20, std::io::stdout().is_terminal())?,
            Drawing::Sheet(sheet) => {
                let pictures = sheet.rows.iter().flat_map(|row| sheet.captions.iter().map(String::as_str).zip(&row.pictures));
                terminal::pictures(pictures, 100)
            }
        };
        Output::new(&serde_json::json!({ "input": self.input, "text": text }), text)
    }

    fn drawing(&self) -> anyhow::Result<Drawing> {
        let title = self.input.display().to_string();
        if self.input.is_dir() || ending(&self.input) == "png" {
            return self.pictures(title);
        }
        let matrix = match ending(&self.input).as_str() {
            "npy" => {
                let array = npy::read(&self.input)?;
                let (rows, columns) = array.rows_columns();
                // One axis is a column: one number a row.
                let columns = if array.shape.len() == 1 { 1 } else { columns };
                let values = array.data.to_f64();
                if rows == 0 || values.is_empty() {
                    bail!("{title}: the array is empty; write it again");
                }
                Matrix { header: None, columns, values }
            }
            "csv" => csv::read(&self.input, Gaps::Allowed)?,
            _ => match self.kind {
                Some(Kind::Line | Kind::Heat | Kind::Phases) => csv::read(&self.input, Gaps::Allowed)?,
                // A partition is a column of signs; anything else is pictures.
                _ => match csv::read(&self.input, Gaps::Refused) {
                    Ok(matrix) if matrix.columns == 1 => matrix,
                    _ => return self.pictures(title),
                },
            },
        };
        let signs = matrix.columns == 1 && matrix.values.iter().all(|v| v.abs() == 1.0);
        let turns = matrix.columns == 1 && matrix.header.is_none() && matrix.values.iter().all(|v| (0.0..1.0).contains(v));
        let kind = self.kind.unwrap_or(match matrix.columns {
            1 if signs => Kind::Bitmap,
            1 if turns => Kind::Phases,
            1 => Kind::Line,
            _ if matrix.header.is_some() || matrix.columns <= 8 => Kind::Line,
            _ => Kind::Heat,
        });
        match kind {
            Kind::Line => lines(title, &matrix),
            Kind::Heat => Ok(heat(title, &matrix, matrix.columns)),
            Kind::Phases => phases(title, &matrix),
            Kind::Bitmap if matrix.columns == 1 => Ok(heat(title, &matrix, (matrix.values.len() as f64).sqrt().ceil() as usize)),
            Kind::Bitmap => Ok(heat(title, &matrix, matrix.columns)),
        }
    }

    fn pictures(&self, title: String) -> anyhow::Result<Drawing> {
        if !matches!(self.kind, None | Some(Kind::Bitmap)) {
            bail!("{title}: pictures are drawn with --kind bitmap, or without --kind");
        }
        let pictures = bitmap::read(&self.input)?;
        let captions = pictures.iter().map(|picture| picture.name.clone()).collect();
        let row = SheetRow { label: String::new(), pictures: pictures.iter().map(Picture::from).collect() };
        Ok(Drawing::Sheet(Sheet { title, captions, rows: vec![row] }))
    }
}

fn lines(title: String, matrix: &Matrix) -> anyhow::Result<Drawing> {
    let names: Vec<String> = match &matrix.header {
        Some(names) => names.clone(),
        None => (0..matrix.columns).map(|column| format!("column {column}")).collect(),
    };
    if matrix.columns > SERIES + 1 {
        bail!("{title}: {} columns are too many for lines; use --kind heat", matrix.columns);
    }
    let column = |k: usize| matrix.values.iter().skip(k).step_by(matrix.columns).copied();
    if matrix.columns == 1 {
        let points = column(0).enumerate().map(|(k, y)| (k as f64, y));
        return Ok(Drawing::Chart(Figure::new(title, "row", names[0].clone()).with(Series::new("", Mark::Line, points))));
    }
    let mut figure = Figure::new(title, names[0].clone(), if matrix.columns == 2 { names[1].clone() } else { String::new() });
    for (k, name) in names.iter().enumerate().skip(1) {
        figure = figure.with(Series::new(name.clone(), Mark::Line, column(0).zip(column(k))));
    }
    Ok(Drawing::Chart(figure))
}

fn phases(title: String, matrix: &Matrix) -> anyhow::Result<Drawing> {
    let points = matrix.values.iter().enumerate().map(|(k, phase)| (k as f64, phase.rem_euclid(1.0)));
    let mut figure = Figure::new(title, "oscillator", "phase (turns)");
    figure.y.range = Some((0.0, 1.0));
    Ok(Drawing::Chart(figure.with(Series::new("", Mark::Points, points))))
}

/// Numbers as shades, `columns` a row; gaps and what is missing of the last row are paper.
fn heat(title: String, matrix: &Matrix, columns: usize) -> Drawing {
    let rows = matrix.values.len().div_ceil(columns);
    let (thin_rows, thin_columns) = (rows.div_ceil(SIDE), columns.div_ceil(SIDE));
    let (height, width) = (rows.div_ceil(thin_rows), columns.div_ceil(thin_columns));
    let cells = (0..height).flat_map(|r| (0..width).map(move |c| r * thin_rows * columns + c * thin_columns));
    let values: Vec<f64> = cells.map(|at| matrix.values.get(at).copied().unwrap_or(f64::NAN)).collect();
    let finite = || values.iter().copied().filter(|value| value.is_finite());
    let (low, high) = finite().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
    let caption = format!("paper {low}, ink {high}");
    // A range without width would make every shade NaN, which is paper.
    let range = if low < high { (low, high) } else { (low - 1.0, low + 1.0) };
    let row = SheetRow { label: String::new(), pictures: vec![Picture::grey(width, height, &values, range)] };
    Drawing::Sheet(Sheet { title, captions: vec![caption], rows: vec![row] })
}
