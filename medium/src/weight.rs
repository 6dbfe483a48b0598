//! How a weight is stored.

/// The code of a stored weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WeightCode {
    /// Two's complement: `-2^(bits-1) ..= 2^(bits-1) - 1`.
    TwosComplement,
    /// Base-4 digits -2, -1, 0, 1, two bits each: one LUT4 a partial-product bit on small FPGAs. Needs an even number of bits.
    Radix4,
}

impl WeightCode {
    /// The name used in files, options and reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TwosComplement => "twos-complement",
            Self::Radix4 => "radix4",
        }
    }

    /// Smallest and largest weight of `bits` bits, 2 to 8. Radix-4: 4 bits -10..5, 6 bits -42..21, 8 bits -170..85.
    pub const fn range(self, bits: u32) -> (i32, i32) {
        match self {
            Self::TwosComplement => (-(1 << (bits - 1)), (1 << (bits - 1)) - 1),
            Self::Radix4 => {
                let ones = ((1 << bits) - 1) / 3;
                (-2 * ones, ones)
            }
        }
    }

    /// Largest magnitude that both signs reach: what the mapping of problems uses.
    pub const fn limit(self, bits: u32) -> i32 {
        self.range(bits).1
    }

    /// The stored code of a weight in range: its low `bits` bits.
    pub const fn encode(self, weight: i32, bits: u32) -> u32 {
        let mask = (1u32 << bits) - 1;
        match self {
            Self::TwosComplement => weight as u32 & mask,
            Self::Radix4 => {
                let (mut rest, mut code, mut place) = (weight, 0, 0);
                while place < bits {
                    // The digit with the same remainder mod 4, out of -2..1.
                    let digit = ((rest + 2) & 3) - 2;
                    code |= ((digit & 3) as u32) << place;
                    rest = (rest - digit) >> 2;
                    place += 2;
                }
                code & mask
            }
        }
    }

    /// The weight of a stored code; bits above `bits` are ignored.
    pub const fn decode(self, code: u32, bits: u32) -> i32 {
        match self {
            Self::TwosComplement => ((code << (32 - bits)) as i32) >> (32 - bits),
            Self::Radix4 => {
                let (mut value, mut place) = (0, bits);
                while place > 0 {
                    place -= 2;
                    let digit = (((code >> place) << 30) as i32) >> 30;
                    value = 4 * value + digit;
                }
                value
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_the_documented_ones() {
        assert_eq!(WeightCode::Radix4.range(4), (-10, 5));
        assert_eq!(WeightCode::Radix4.range(6), (-42, 21));
        assert_eq!(WeightCode::Radix4.range(8), (-170, 85));
        assert_eq!(WeightCode::TwosComplement.range(5), (-16, 15));
    }

    #[test]
    fn every_code_stands_for_one_weight_in_range() {
        for code in [WeightCode::TwosComplement, WeightCode::Radix4] {
            for bits in 2..=8 {
                if code == WeightCode::Radix4 && bits % 2 == 1 {
                    continue;
                }
                let (low, high) = code.range(bits);
                assert_eq!(high - low + 1, 1 << bits);
                for weight in low..=high {
                    assert_eq!(code.decode(code.encode(weight, bits), bits), weight);
                }
            }
        }
    }
}
