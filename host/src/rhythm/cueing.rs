//! What a memory is searched by: a board that can, or this process.

use syntony_medium::rhythm::Mode;
use syntony_sim::rhythm::cue::Guess;
use syntony_sim::rhythm::memory::FREE;
use syntony_sim::rhythm::{Contour, Memory};

use crate::device::{Device, DeviceError};

/// A guess about each contour of a memory for what was heard, and whether the board made them: one that has its cells and rate, enough
/// contours, and room for the cue. What its contours held before is lost.
///
/// # Errors
/// What the line gives.
pub fn guesses(memory: &Memory, heard: &[i16], device: Option<&mut Device>) -> Result<(Vec<Guess>, bool), DeviceError> {
    let (wanted, slots) = (memory.shape(), &memory.slots);
    let Some(device) = device else { return Ok((memory.search(heard), false)) };
    let shape = device.rhythm()?;
    let fits = (shape.cells, shape.rate) == (wanted.cells, wanted.rate) && shape.contours >= wanted.contours;
    if !fits || heard.len() > shape.cue as usize {
        return Ok((memory.search(heard), false));
    }
    for place in 0..shape.contours {
        match slots.get(place as usize).filter(|slot| slot.strength >= FREE) {
            Some(slot) => {
                let contour = Contour::holding(wanted, slot.cells.clone(), 0, slot.frequency);
                device.load_contour(place, &contour, Mode::Off)?;
            }
            None => device.clear_contour(place)?,
        }
    }
    Ok((device.cue(heard)?, true))
}
