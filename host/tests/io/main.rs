//! Files: what every parser refuses and how it says so, and that every format gives back what was written.

mod bad;
mod random_bytes;
mod round_trip;
mod writing;
