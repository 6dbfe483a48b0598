//! The command `syntony`.

fn main() {}
