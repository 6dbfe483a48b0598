//! Pictures for people: charts and sheets of bitmaps as SVG and PNG, and both as text for a terminal.

mod axis;
mod chart;
mod figure;
mod letters;
mod pictures;
mod render;
pub mod terminal;

pub use figure::{Axis, Figure, Mark, Series};
pub use pictures::{Picture, Sheet, SheetRow};

use thiserror::Error;

use crate::io::IoError;

/// A picture that cannot be drawn or written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PlotError {
    /// Nothing to draw.
    #[error("{title:?}: there is nothing to draw; give at least one {wanted}")]
    Empty {
        /// Title of the picture.
        title: String,
        /// What is missing.
        wanted: &'static str,
    },
    /// A logarithmic axis meets a number that has no logarithm.
    #[error("{series:?}: point {point} is {value} on a logarithmic axis; leave it out, or use a linear axis")]
    NotPositive {
        /// Name of the series.
        series: String,
        /// Point in the series, counted from 1.
        point: usize,
        /// The number.
        value: f64,
    },
    /// More than a picture of sensible size can show.
    #[error("{title:?}: {what} are too many for one picture; split it")]
    TooLarge {
        /// Title of the picture.
        title: String,
        /// What there is too much of.
        what: String,
    },
    /// The parts of a sheet do not fit together.
    #[error("{title:?}: {what}; give every row one picture a caption, each with width times height pixels")]
    Uneven {
        /// Title of the picture.
        title: String,
        /// What does not fit.
        what: String,
    },
    /// An ending that names no known format.
    #[error("{file}: the ending names no kind of picture; write a .png or a .svg file")]
    Ending {
        /// Name of the file.
        file: String,
    },
    /// The drawing library refused.
    #[error("the picture cannot be drawn ({0}); report this")]
    Draw(String),
    /// The file cannot be written.
    #[error(transparent)]
    Io(#[from] IoError),
}
