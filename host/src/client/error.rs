//! Why a conversation failed, each with the next thing to do.

use syntony_medium::frame::{Op, Status};
use thiserror::Error;

use crate::transport::TransportError;

/// Why a conversation failed.
#[derive(Debug, Error)]
pub enum LinkError {
    /// The bytes could not be moved.
    #[error("{0}")]
    Transport(#[from] TransportError),
    /// Nothing was heard at all.
    #[error("{name} gives no answer at this rate: check that the board is powered and programmed, and give its rate with --baud")]
    Silent {
        /// The transport.
        name: String,
    },
    /// Bytes were heard and never a frame.
    #[error("{name} talks nonsense ({bytes} bytes, no frame among them): give the board's rate with --baud, or choose another port")]
    Nonsense {
        /// The transport.
        name: String,
        /// Bytes heard.
        bytes: u64,
    },
    /// What was sent came back.
    #[error("{name} only sends back what it is sent: it is a loop, not a board; choose another port")]
    Echo {
        /// The transport.
        name: String,
    },
    /// A board that answered does so no more.
    #[error(
        "{name} stopped answering ({answered} of {sent} frames were answered, {bad} came damaged): check cable and power, and run the command again; if it stays, take a slower rate with --baud"
    )]
    Lost {
        /// The transport.
        name: String,
        /// Frames sent.
        sent: u64,
        /// Frames answered.
        answered: u64,
        /// Damaged frames received.
        bad: u64,
    },
    /// The board refused.
    #[error("{op:?} at 0x{address:02X} was refused: {status}")]
    Refused {
        /// The request.
        op: Op,
        /// Register or window.
        address: u16,
        /// The board's answer.
        status: Status,
    },
    /// The board's reply is longer or shorter than what was asked for.
    #[error(
        "{op:?} at 0x{address:02X} was answered with {found} words instead of {expected}: this is another design; program the board anew"
    )]
    Length {
        /// The request.
        op: Op,
        /// Register or window.
        address: u16,
        /// Words asked for.
        expected: usize,
        /// Words that came.
        found: usize,
    },
}
