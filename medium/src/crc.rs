//! CRC-32/ISO-HDLC, bit-serial as the hardware computes it.

/// A running CRC-32 (polynomial 0x04C11DB7 reflected, start and final exclusive-or all ones).
#[derive(Clone, Copy, Debug)]
pub struct Crc32(u32);

impl Default for Crc32 {
    fn default() -> Self {
        Self::new()
    }
}

impl Crc32 {
    /// Nothing taken in yet.
    pub const fn new() -> Self {
        Self(u32::MAX)
    }

    /// Takes in one byte, least significant bit first.
    pub const fn push(&mut self, byte: u8) {
        self.0 ^= byte as u32;
        let mut bit = 0;
        while bit < 8 {
            self.0 = (self.0 >> 1) ^ (0xEDB8_8320 & (self.0 & 1).wrapping_neg());
            bit += 1;
        }
    }

    /// The CRC of what was taken in.
    pub const fn value(self) -> u32 {
        !self.0
    }

    /// The CRC of some bytes.
    pub fn of(bytes: &[u8]) -> u32 {
        let mut crc = Self::new();
        bytes.iter().for_each(|&byte| crc.push(byte));
        crc.value()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_value_is_the_standards() {
        assert_eq!(Crc32::of(b"123456789"), 0xCBF4_3926);
        assert_eq!(Crc32::of(b""), 0);
    }
}
