//! A whole board in a file: identity, registers and windows in one `.npz`, so that what was saved can be loaded bit for bit.

use std::path::Path;

use syntony_medium::registers::{self as reg, Access, Register};
use syntony_medium::shape::Shape;
use syntony_medium::window;
use thiserror::Error;

use crate::device::{Device, DeviceError, identity};
use crate::io::npy::{Array, Data, read_npz, write_npz};
use crate::io::{IoError, display_name};

const IDENTITY: &str = "identity";
const REGISTERS: &str = "registers";
const MAP_HASH: &str = "map_hash";

/// Everything that a board holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Saved {
    shape: Shape,
    identity: Vec<u32>,
    /// Address and value of each register that can be written.
    registers: Vec<(u16, u32)>,
    /// Name and words of each window.
    windows: Vec<(String, Vec<u32>)>,
}

/// Why a saved medium could not be used.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The file could not be read or written.
    #[error(transparent)]
    Io(#[from] IoError),
    /// The board failed.
    #[error("{0}")]
    Device(#[from] DeviceError),
    /// The file is no saved medium.
    #[error("{file}: {what}: save it again with this version of `syntony save`")]
    Content {
        /// The file.
        file: String,
        /// What is wrong.
        what: String,
    },
}

/// Registers that belong to a medium: not the link's, and not those whose writing starts something.
fn belongs(register: &Register) -> bool {
    register.access != Access::ReadOnly && ["run", "schedules", "observers", "learning"].contains(&register.group) && {
        let starters = [reg::RUN_TAG.name, reg::STOP_TAG.name];
        !starters.contains(&register.name)
    }
}

impl Saved {
    /// Reads a board whole.
    pub fn of(device: &mut Device) -> Result<Self, DeviceError> {
        let identity = device.read_all(identity::FIRST, identity::COUNT)?;
        let mut registers = Vec::new();
        let shape = *device.shape();
        for register in reg::of(&shape).filter(|register| belongs(register)) {
            registers.push((register.address, device.read(register)?));
        }
        let mut windows = Vec::new();
        for window in device.windows() {
            windows.push((window.name.to_string(), device.read_window(window, 0, window.words(&shape) as usize)?));
        }
        device.unbroken()?;
        Ok(Self { shape, identity, registers, windows })
    }

    /// The shape of the board that was saved.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// Words of all windows.
    pub fn words(&self) -> usize {
        self.windows.iter().map(|(_, words)| words.len()).sum()
    }

    /// Loads a board of the same shape.
    pub fn load_into(&self, device: &mut Device) -> Result<(), DeviceError> {
        device.same_shape(&self.shape)?;
        device.halt()?;
        for (name, words) in &self.windows {
            if let Some(window) = window::by_name(name) {
                device.write_window(window, 0, words)?;
            }
        }
        for &(address, value) in &self.registers {
            if let Some(register) = reg::at(&self.shape, address) {
                device.write(register, value)?;
            }
        }
        device.unbroken()
    }

    /// Writes the file whole or not at all.
    pub fn write(&self, path: &Path) -> Result<(), IoError> {
        let vector = |words: &[u32]| Array::vector(Data::U32(words.to_vec()));
        let pairs: Vec<u32> = self.registers.iter().flat_map(|&(address, value)| [u32::from(address), value]).collect();
        let mut arrays = vec![
            (MAP_HASH, vector(&[reg::map_hash_of(&self.shape)])),
            (IDENTITY, vector(&self.identity)),
            (REGISTERS, Array { shape: vec![self.registers.len(), 2], data: Data::U32(pairs) }),
        ];
        arrays.extend(self.windows.iter().map(|(name, words)| (name.as_str(), vector(words))));
        let borrowed: Vec<_> = arrays.iter().map(|(name, array)| (*name, array)).collect();
        write_npz(path, &borrowed)
    }

    /// Reads a file.
    pub fn read(path: &Path) -> Result<Self, StoreError> {
        let file = display_name(path);
        let wrong = |what: String| StoreError::Content { file: file.clone(), what };
        let arrays = read_npz(path)?;
        let words = |name: &str| match arrays.iter().find(|(found, _)| found == name) {
            Some((_, Array { data: Data::U32(words), .. })) => Ok(words.clone()),
            Some(_) => Err(wrong(format!("the array `{name}` is not of type uint32"))),
            None => Err(wrong(format!("the array `{name}` is missing, so this is not a saved medium"))),
        };
        let kind = match words(MAP_HASH)?[..] {
            [hash] => identity::kind(hash).filter(|kind| kind.rhythm.is_none()),
            _ => None,
        };
        let kind = kind.ok_or_else(|| wrong("it was saved with another register map".into()))?;
        let identity = words(IDENTITY)?;
        let shape = identity::shape(&identity, &kind, None);
        shape.validate().map_err(|error| wrong(format!("its shape is illegal ({error})")))?;
        let registers = words(REGISTERS)?;
        let known = |address: u32| u16::try_from(address).ok().and_then(|address| reg::at(&shape, address)).is_some_and(belongs);
        if registers.len() % 2 != 0 || !registers.chunks(2).all(|pair| known(pair[0])) {
            return Err(wrong("its registers are not pairs of a known address and a value".into()));
        }
        let registers = registers.chunks(2).map(|pair| (pair[0] as u16, pair[1])).collect();
        let mut windows = Vec::new();
        for window in window::WINDOWS.iter().filter(|window| window.words(&shape) > 0) {
            let found = words(window.name)?;
            let expected = window.words(&shape) as usize;
            if found.len() != expected {
                return Err(wrong(format!("the window `{}` has {} words and its shape needs {expected}", window.name, found.len())));
            }
            windows.push((window.name.to_string(), found));
        }
        Ok(Self { shape, identity, registers, windows })
    }
}
