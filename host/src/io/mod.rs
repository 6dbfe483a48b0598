//! Every file format of the command: bounded reading, whole-or-nothing writing, errors that name file, line and column.

pub mod bitmap;
mod coo;
pub mod csv;
pub mod edges;
mod error;
pub mod gset;
pub mod ising;
mod lines;
pub mod npy;
pub mod partition;
pub mod qubo;
mod read;
pub mod table;
mod write;

pub use edges::EdgeList;
pub(crate) use error::quote;
pub use error::{IoError, Place};
pub use read::{decode, display_name, read_bytes, read_text};
pub use write::{write_atomic, write_bytes, write_text};
