//! Media from files: what is refused, what the examples do, and the same bits on every way.

mod bad;
mod examples;
mod same;
mod synchrony;
