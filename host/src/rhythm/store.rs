//! A memory of rhythms in a file: one `.npz`, so that what was learnt is there bit for bit.

use std::path::Path;

use syntony_medium::rhythm::{RhythmError, RhythmShape, TURN_BITS};
use syntony_sim::rhythm::Memory;
use syntony_sim::rhythm::memory::{FREE, Slot};
use thiserror::Error;

use crate::io::npy::{Array, Data, read_npz, write_npz};
use crate::io::{IoError, display_name};

/// Most bytes of a name.
pub const NAME: usize = 64;

/// A memory, and the names of what it holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Rhythms {
    /// The contours.
    pub memory: Memory,
    /// A name for each contour; empty for one that was never taken.
    pub names: Vec<String>,
}

/// One rhythm that is held.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct StoredRhythm {
    /// Number of its contour.
    pub contour: usize,
    /// Name.
    pub name: String,
    /// Seconds of its bar as it was learnt.
    pub bar: f64,
    /// Strength, 1 for a fresh one.
    pub strength: f64,
}

/// Why a memory of rhythms could not be used.
#[derive(Debug, Error)]
pub enum RhythmsError {
    /// The file could not be read or written.
    #[error(transparent)]
    Io(#[from] IoError),
    /// No such memory can be.
    #[error(transparent)]
    Shape(#[from] RhythmError),
    /// The file is no memory of rhythms.
    #[error("{file}: {what}: it is not what `syntony rhythm learn` writes, learn again into another file")]
    Content {
        /// The file.
        file: String,
        /// What is wrong.
        what: String,
    },
    /// There is no such rhythm.
    #[error("there is no rhythm {name:?}; there are: {there}")]
    Name {
        /// What was asked for.
        name: String,
        /// What there is.
        there: String,
    },
    /// A name that cannot be kept.
    #[error("the name {name:?} cannot be kept: give 1 to {NAME} bytes without control characters")]
    BadName {
        /// The name.
        name: String,
    },
}

impl Rhythms {
    /// An empty memory.
    ///
    /// # Errors
    /// An illegal shape.
    pub fn new(shape: RhythmShape, fade: u32) -> Result<Self, RhythmsError> {
        shape.validate()?;
        Ok(Self { memory: Memory::new(shape, fade), names: vec![String::new(); shape.contours as usize] })
    }

    /// What is held.
    pub fn list(&self) -> Vec<StoredRhythm> {
        let rate = f64::from(self.memory.shape().rate);
        let about = |contour: usize| {
            let slot = &self.memory.slots[contour];
            let bar = (1u64 << TURN_BITS) as f64 / slot.frequency as f64 / rate;
            StoredRhythm { contour, name: self.names[contour].clone(), bar, strength: f64::from(slot.strength) / 32768.0 }
        };
        self.memory.held().map(about).collect()
    }

    /// The contour of a name.
    ///
    /// # Errors
    /// There is none, or it has faded.
    pub fn find(&self, name: &str) -> Result<usize, RhythmsError> {
        let found = self.memory.held().find(|&k| self.names[k] == name);
        let there = || self.list().into_iter().map(|held| held.name).collect::<Vec<_>>().join(", ");
        found.ok_or_else(|| RhythmsError::Name { name: name.into(), there: if there().is_empty() { "none".into() } else { there() } })
    }

    /// Refuses a name that a file cannot hold.
    ///
    /// # Errors
    /// Empty, longer than [`NAME`] bytes, or with control characters.
    pub fn check_name(name: &str) -> Result<(), RhythmsError> {
        if name.is_empty() || name.len() > NAME || name.chars().any(char::is_control) {
            return Err(RhythmsError::BadName { name: name.into() });
        }
        Ok(())
    }

    /// Writes the file whole or not at all.
    ///
    /// # Errors
    /// As [`write_npz`].
    pub fn write(&self, path: &Path) -> Result<(), IoError> {
        let (shape, n) = (self.memory.shape(), self.names.len());
        let slots = &self.memory.slots;
        let matrix = |columns: usize, data: Data| Array { shape: vec![n, columns], data };
        let frequency = slots.iter().flat_map(|slot| [slot.frequency as u32, (slot.frequency >> 32) as u32]).collect();
        let mut names = vec![0u8; n * NAME];
        for (room, name) in names.chunks_exact_mut(NAME).zip(&self.names) {
            room[..name.len()].copy_from_slice(name.as_bytes());
        }
        let arrays = [
            ("rhythm", Array::vector(Data::U32(vec![shape.contours, shape.cells, shape.rate, self.memory.fade]))),
            ("cells", matrix(shape.cells as usize, Data::I16(slots.iter().flat_map(|slot| slot.cells.clone()).collect()))),
            ("frequency", matrix(2, Data::U32(frequency))),
            ("strength", Array::vector(Data::U32(slots.iter().map(|slot| slot.strength).collect()))),
            ("names", matrix(NAME, Data::U8(names))),
        ];
        let borrowed: Vec<_> = arrays.iter().map(|(name, array)| (*name, array)).collect();
        write_npz(path, &borrowed)
    }

    /// Reads a file.
    ///
    /// # Errors
    /// A file that cannot be read, or holds anything else.
    pub fn read(path: &Path) -> Result<Self, RhythmsError> {
        let file = display_name(path);
        let wrong = |what: String| RhythmsError::Content { file: file.clone(), what };
        let arrays = read_npz(path)?;
        let find = |name: &str, shape: &[usize]| match arrays.iter().find(|(found, _)| found == name) {
            Some((_, array)) if array.shape == shape => Ok(&array.data),
            Some((_, array)) => Err(wrong(format!("the array `{name}` has the shape {:?} and needs {shape:?}", array.shape))),
            None => Err(wrong(format!("the array `{name}` is missing"))),
        };
        let kind = |name: &str| wrong(format!("the array `{name}` has another type"));
        let Data::U32(head) = find("rhythm", &[4])? else { return Err(kind("rhythm")) };
        let shape = RhythmShape { contours: head[0], cells: head[1], rate: head[2], ..RhythmShape::default() };
        let mut rhythms = Self::new(shape, head[3])?;
        let (n, m) = (shape.contours as usize, shape.cells as usize);
        let Data::I16(cells) = find("cells", &[n, m])? else { return Err(kind("cells")) };
        let Data::U32(frequency) = find("frequency", &[n, 2])? else { return Err(kind("frequency")) };
        let Data::U32(strength) = find("strength", &[n])? else { return Err(kind("strength")) };
        let Data::U8(names) = find("names", &[n, NAME])? else { return Err(kind("names")) };
        for k in 0..n {
            let frequency = u64::from(frequency[2 * k]) | u64::from(frequency[2 * k + 1]) << 32;
            let name = &names[k * NAME..][..NAME];
            let end = name.iter().position(|&byte| byte == 0).unwrap_or(NAME);
            let name = std::str::from_utf8(&name[..end]).map_err(|_| wrong(format!("the name of contour {k} is not text")))?;
            if !(1..=shape.top_frequency()).contains(&frequency) || strength[k] > 65535 {
                return Err(wrong(format!("contour {k} has a frequency or a strength that cannot be")));
            }
            let cells: Vec<i16> = cells[k * m..][..m].iter().map(|&cell| cell.max(-32767)).collect();
            rhythms.memory.slots[k] = Slot { cells, frequency, strength: strength[k] };
            if strength[k] >= FREE {
                Self::check_name(name).map_err(|_| wrong(format!("the name of contour {k} cannot be")))?;
            }
            rhythms.names[k] = name.to_string();
        }
        Ok(rhythms)
    }
}
