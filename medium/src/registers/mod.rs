//! The register table: the only place where an address or a bit number is written.
//!
//! The hardware's decoder, the simulated board, the host's typed access and the documentation are all made from [`TABLE`].

mod render;
mod table;

use crate::crc::Crc32;
use crate::shape::Shape;

pub use render::{to_csv, to_csv_of, to_json, to_json_of, to_markdown, to_svd};
pub use table::*;

/// Who may write a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Access {
    /// The host only reads.
    ReadOnly,
    /// The host reads and writes.
    ReadWrite,
    /// The host reads and writes, also while a run goes on.
    ReadWriteAlways,
}

impl Access {
    /// `ro` or `rw`; `rw!` may be written during a run.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ReadOnly => "ro",
            Self::ReadWrite => "rw",
            Self::ReadWriteAlways => "rw!",
        }
    }
}

/// Some bits of a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Field {
    /// Name, unique in its register.
    pub name: &'static str,
    /// Lowest bit.
    pub lsb: u32,
    /// Number of bits.
    pub width: u32,
    /// Meaning.
    pub doc: &'static str,
}

/// One 32-bit register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Register {
    /// Name, unique in the table.
    pub name: &'static str,
    /// Group of registers it stands in.
    pub group: &'static str,
    /// Word address.
    pub address: u16,
    /// Who may write it.
    pub access: Access,
    /// Bits kept, from bit 0; the others read as 0.
    pub width: u32,
    /// Whether the kept bits are a two's complement number, extended when read.
    pub signed: bool,
    /// Value after reset.
    pub reset: u32,
    /// Meaning, unit and range.
    pub doc: &'static str,
    /// Named bits, if it is not one number.
    pub fields: &'static [Field],
}

impl Register {
    /// A written word cut to the bits that are kept and, if signed, extended.
    pub const fn keep(&self, word: u32) -> u32 {
        let shift = 32 - self.width;
        if self.signed { (((word << shift) as i32) >> shift) as u32 } else { (word << shift) >> shift }
    }

    /// The word in which the named fields have these values and all else is 0.
    ///
    /// # Panics
    /// When there is no field of a name: the table and its user disagree.
    pub fn pack(&self, values: &[(&str, u32)]) -> u32 {
        values.iter().fold(0, |word, &(name, value)| self.expect(name).put(word, value))
    }

    /// Whether the named field of a word is not 0.
    ///
    /// # Panics
    /// When there is no field of this name.
    pub fn flag(&self, name: &str, word: u32) -> bool {
        self.expect(name).get(word) != 0
    }

    /// The named field of a word.
    ///
    /// # Panics
    /// When there is no field of this name.
    pub fn part(&self, name: &str, word: u32) -> u32 {
        self.expect(name).get(word)
    }

    fn expect(&self, name: &str) -> Field {
        self.field(name).unwrap_or_else(|| panic!("the register `{}` has no field `{name}`", self.name))
    }

    /// The field of a name.
    pub fn field(&self, name: &str) -> Option<Field> {
        self.fields.iter().copied().find(|field| field.name == name)
    }
}

impl Field {
    /// This field of a register's word.
    pub const fn get(&self, word: u32) -> u32 {
        (word >> self.lsb) & (((1u64 << self.width) - 1) as u32)
    }

    /// The word with this field set; bits that do not fit are dropped.
    pub const fn put(&self, word: u32, value: u32) -> u32 {
        let mask = ((1u64 << self.width) - 1) as u32;
        word & !(mask << self.lsb) | ((value & mask) << self.lsb)
    }
}

/// The register of a name, whatever the board has.
pub fn by_name(name: &str) -> Option<&'static Register> {
    all().find(|register| register.name == name)
}

/// Every register that a board may have.
pub fn all() -> impl Iterator<Item = &'static Register> {
    TABLE.iter().chain(LEARNING).chain(TUNING).chain(RHYTHM).chain(CUEING)
}

/// The registers of a board of some shape: first those that every medium has; without oscillators identity and link of them.
pub fn of(shape: &Shape) -> impl Iterator<Item = &'static Register> + use<> {
    let oscillators = shape.has_oscillators();
    let every = TABLE.iter().filter(move |register| oscillators || ["identity", "link"].contains(&register.group));
    let learning = if shape.learning { LEARNING } else { &[] };
    let tuning = if shape.tuning { TUNING } else { &[] };
    let rhythm = if shape.rhythm.is_some() { RHYTHM } else { &[] };
    let cueing = if shape.rhythm.is_some_and(|rhythm| rhythm.cue > 0) { CUEING } else { &[] };
    every.chain(learning).chain(tuning).chain(rhythm).chain(cueing)
}

/// The register at an address of a board of some shape.
pub fn at(shape: &Shape, address: u16) -> Option<&'static Register> {
    of(shape).find(|register| register.address == address)
}

/// The register at an address that every medium has.
pub fn by_address(address: u16) -> Option<&'static Register> {
    TABLE.binary_search_by_key(&address, |register| register.address).ok().map(|at| &TABLE[at])
}

/// CRC-32 of the table as CSV, windows included, of a medium that does not learn, without contours.
pub fn map_hash() -> u32 {
    map_hash_of(&Shape::default())
}

/// CRC-32 of the table as CSV, windows included: host and board compare it before anything else, and it tells what the board has.
pub fn map_hash_of(shape: &Shape) -> u32 {
    Crc32::of(to_csv_of(shape).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rhythm::RhythmShape;
    use std::collections::HashSet;

    #[test]
    fn the_table_is_in_order_and_unambiguous() {
        let rhythm = Some(RhythmShape { cue: 256, ..RhythmShape::default() });
        let learns = Shape { learning: true, tuning: true, rhythm, ..Shape::default() };
        let tables = [TABLE, LEARNING, TUNING, RHYTHM, CUEING];
        assert!(tables.iter().all(|table| table.windows(2).all(|pair| pair[0].address < pair[1].address)));
        let names: HashSet<_> = of(&learns).map(|register| register.name).collect();
        let places: HashSet<_> = of(&learns).map(|register| register.address).collect();
        assert_eq!([names.len(), places.len()], [tables.iter().map(|table| table.len()).sum::<usize>(); 2]);
        for register in of(&learns) {
            assert!((1..=32).contains(&register.width));
            assert_eq!(register.keep(register.reset), register.reset, "{}", register.name);
            let mut taken = 0u64;
            for field in register.fields {
                let mask = ((1u64 << field.width) - 1) << field.lsb;
                assert!(taken & mask == 0 && field.lsb + field.width <= register.width, "{}.{}", register.name, field.name);
                taken |= mask;
                assert_eq!(field.get(field.put(u32::MAX, 0)), 0);
            }
            assert_eq!(by_name(register.name), at(&learns, register.address));
        }
    }

    #[test]
    fn only_a_medium_that_learns_has_its_registers() {
        let shape = Shape::default();
        assert!(of(&shape).eq(TABLE) && LEARNING.iter().all(|r| at(&shape, r.address).is_none() && by_address(r.address).is_none()));
        assert_eq!(map_hash_of(&shape), map_hash());
        let learns = Shape { learning: true, ..shape };
        assert_ne!(map_hash_of(&learns), map_hash());
        assert_ne!(map_hash_of(&Shape { tuning: true, ..learns }), map_hash_of(&learns));
        assert_eq!(at(&learns, LEARN_TUNE.address), None);
    }

    #[test]
    fn identity_is_frozen() {
        let frozen = [(&MAGIC, 0), (&PROTOCOL, 1), (&MAP_HASH, 2), (&BUILD_ID, 3), (&CLOCK_HZ, 4), (&OSCILLATORS, 5)];
        assert!(frozen.iter().all(|(register, address)| register.address == *address));
    }

    #[test]
    fn fields_are_packed_and_read_by_name() {
        let word = RUN_CONTROL.pack(&[("measure", 1), ("dither", 1)]);
        assert_eq!(word, 0b110);
        assert!(!RUN_CONTROL.flag("restart", word) && RUN_CONTROL.flag("measure", word) && RUN_CONTROL.flag("dither", word));
    }

    #[test]
    fn signed_registers_extend() {
        assert_eq!(GAIN_STEP.keep(0xFFFF_FFFF), 0xFFFF_FFFF);
        assert_eq!(ALPHA.keep(0x12345), 0x2345);
    }
}
