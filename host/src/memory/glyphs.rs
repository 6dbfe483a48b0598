//! Pictures that come with the program, in the bitmap text format.

/// Capital letters, 22 x 22.
pub const LETTERS_22X22: &str = include_str!("../../assets/letters-22x22.txt");
/// Capital letters, 10 x 10.
pub const LETTERS_10X10: &str = include_str!("../../assets/letters-10x10.txt");
/// Digits, 6 x 10.
pub const DIGITS_6X10: &str = include_str!("../../assets/digits-6x10.txt");
