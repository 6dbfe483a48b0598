//! A chart as data: axes and series, drawn by `chart` and `terminal`.

use std::path::Path;

use super::axis::{Scale, shown};
use super::{PlotError, render};

/// Most points of a chart, all series together.
const MAX_POINTS: usize = 200_000;

/// How a series is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A line through the points.
    Line,
    /// A dashed line: a reference, a bound, a theory.
    Dashed,
    /// The points alone.
    Points,
    /// A line with its points.
    LinePoints,
}

/// Named points.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Name in the legend; no entry when empty.
    pub name: String,
    /// `(x, y)`; a point with a number that is not finite, or beyond 1e300, leaves a gap.
    pub points: Vec<(f64, f64)>,
    /// How it is drawn.
    pub mark: Mark,
}

impl Series {
    /// A series.
    pub fn new(name: impl Into<String>, mark: Mark, points: impl IntoIterator<Item = (f64, f64)>) -> Self {
        Series { name: name.into(), points: points.into_iter().collect(), mark }
    }
}

/// One axis.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Axis {
    /// What is shown, with its unit.
    pub label: String,
    /// Logarithmic instead of linear.
    pub log: bool,
    /// Least and greatest value shown, widened to hold all points; chosen from the points when `None`.
    pub range: Option<(f64, f64)>,
}

/// A chart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figure {
    /// Title.
    pub title: String,
    /// The axis to the right.
    pub x: Axis,
    /// The axis upwards.
    pub y: Axis,
    /// The series, drawn one over the other.
    pub series: Vec<Series>,
}

impl Figure {
    /// A chart without series, with linear axes.
    pub fn new(title: impl Into<String>, x: impl Into<String>, y: impl Into<String>) -> Self {
        let axis = |label: String| Axis { label, ..Axis::default() };
        Figure { title: title.into(), x: axis(x.into()), y: axis(y.into()), series: Vec::new() }
    }

    /// The same with one more series.
    #[must_use]
    pub fn with(mut self, series: Series) -> Self {
        self.series.push(series);
        self
    }

    /// The same with a logarithmic x axis.
    #[must_use]
    pub fn log_x(mut self) -> Self {
        self.x.log = true;
        self
    }

    /// The same with a logarithmic y axis.
    #[must_use]
    pub fn log_y(mut self) -> Self {
        self.y.log = true;
        self
    }

    /// The chart as an SVG document.
    ///
    /// # Errors
    /// No finite point, a number that is not positive on a logarithmic axis, or too many points.
    pub fn to_svg(&self) -> Result<String, PlotError> {
        render::svg(&self.layout()?)
    }

    /// The chart as a PNG of 1760 x 1040 pixels.
    ///
    /// # Errors
    /// As [`Figure::to_svg`].
    pub fn to_png(&self) -> Result<Vec<u8>, PlotError> {
        render::png(&self.layout()?)
    }

    /// Writes the chart as the ending of the file says, `.svg` or `.png`, whole or not at all.
    ///
    /// # Errors
    /// As [`Figure::to_svg`], another ending, or a file that cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), PlotError> {
        render::write(path, || self.to_svg(), || self.to_png())
    }

    /// The scales of both axes, once the points are known to be drawable.
    pub(super) fn scales(&self) -> Result<(Scale, Scale), PlotError> {
        let total: usize = self.series.iter().map(|series| series.points.len()).sum();
        if total > MAX_POINTS {
            return Err(PlotError::TooLarge { title: self.title.clone(), what: format!("{total} points") });
        }
        for series in &self.series {
            for (index, &(x, y)) in series.points.iter().enumerate() {
                let bad = [(x, self.x.log), (y, self.y.log)].into_iter().find(|&(value, log)| log && value <= 0.0);
                if let Some((value, _)) = bad {
                    return Err(PlotError::NotPositive { series: series.name.clone(), point: index + 1, value });
                }
            }
        }
        let finite = || self.series.iter().flat_map(|s| &s.points).copied().filter(|p| shown(p.0) && shown(p.1));
        let empty = || PlotError::Empty { title: self.title.clone(), wanted: "point with finite numbers" };
        let x = Scale::new(&self.x, finite().map(|p| p.0)).ok_or_else(empty)?;
        let y = Scale::new(&self.y, finite().map(|p| p.1)).ok_or_else(empty)?;
        Ok((x, y))
    }

    fn layout(&self) -> Result<super::chart::Chart<'_>, PlotError> {
        let (x, y) = self.scales()?;
        Ok(super::chart::Chart { figure: self, x, y })
    }
}

impl Series {
    /// The unbroken runs of points.
    pub(super) fn runs(&self) -> impl Iterator<Item = &[(f64, f64)]> {
        self.points.split(|p| !(shown(p.0) && shown(p.1))).filter(|run| !run.is_empty())
    }
}
