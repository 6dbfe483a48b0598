//! The host's driver on a bad line to a Verilated board: whatever befalls it, what the driver says is true, or it says that it failed.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use syntony_host::client::Client;
use syntony_host::device::{Device, DeviceError};
use syntony_host::transport::{Transport, TransportError};
use syntony_medium::frame::{Frame, Op};
use syntony_medium::registers as reg;
use syntony_medium::window::{self, Window};
use syntony_verilated::faults::Faults;

use crate::line::Line;
use crate::vectors::Vectors;

/// Windows that are written and read: all of one shape's banks.
const WINDOWS: [Window; 3] = [window::STATE, window::FREQUENCY, window::TARGET];
/// Requests between two restarts of the host.
const ROUND: u32 = 40;

/// What is done to a line.
#[derive(Clone, Copy, Debug, Default)]
pub struct Weather {
    /// What befalls the bytes.
    pub faults: Faults,
    /// Most words of a frame.
    pub words: u32,
    /// The host dies in the middle of a load, once in so many requests; 0: never.
    pub deaths: u32,
    /// Another host's frames come in between, once in so many requests; 0: never.
    pub intruders: u32,
}

/// What came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Frames sent to the board.
    pub frames: u64,
    /// Frames of it that were sent again.
    pub retries: u64,
    /// Faults injected.
    pub faults: u64,
    /// Requests that the driver said went well.
    pub good: u64,
    /// Requests that the driver said failed.
    pub failed: u64,
    /// Rounds in which a reset or another host was noticed.
    pub noticed: u64,
    /// Wrong words among what the driver said went well.
    pub wrong: u64,
    /// Most clocks of the board that a request took.
    pub longest: u64,
}

impl Tally {
    /// The sum of two.
    pub fn and(self, other: Self) -> Self {
        Self {
            frames: self.frames + other.frames,
            retries: self.retries + other.retries,
            faults: self.faults + other.faults,
            good: self.good + other.good,
            failed: self.failed + other.failed,
            noticed: self.noticed + other.noticed,
            wrong: self.wrong + other.wrong,
            longest: self.longest.max(other.longest),
        }
    }
}

/// A line that driver and test hold together.
#[derive(Clone)]
pub struct Shared(Arc<Mutex<Line>>);

impl Shared {
    /// Shares a line.
    pub fn new(line: Line) -> Self {
        Self(Arc::new(Mutex::new(line)))
    }

    /// The line.
    pub fn line(&self) -> MutexGuard<'_, Line> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A driver at this line.
    pub fn open(&self) -> Result<Device, DeviceError> {
        Device::open(Client::new(Box::new(self.clone())))
    }
}

impl Transport for Shared {
    fn name(&self) -> String {
        self.line().name()
    }

    fn write(&mut self, bytes: &[u8], deadline: Instant) -> Result<(), TransportError> {
        self.line().write(bytes, deadline)
    }

    fn read(&mut self, into: &mut [u8], deadline: Instant) -> Result<usize, TransportError> {
        self.line().read(into, deadline)
    }

    fn rate(&self) -> Option<f64> {
        self.line().rate()
    }
}

/// A board at a line, and what has to stand in it.
pub struct Storm {
    shared: Shared,
    /// The words of each window; none where a write failed.
    shadow: Vec<Vec<Option<u32>>>,
    v: Vectors,
}

impl Storm {
    /// On a line; the board was just powered up.
    pub fn new(line: Line, words: usize, seed: u32) -> Self {
        Self { shared: Shared::new(line), shadow: vec![vec![None; words]; WINDOWS.len()], v: Vectors::new(seed) }
    }

    /// Bad weather until so many frames were sent; after each round the line is good again, and the next command must do.
    ///
    /// # Panics
    /// If the driver does not do on the good line.
    pub fn rage(&mut self, weather: &Weather, frames: u64) -> Tally {
        let mut tally = Tally::default();
        let mut seed = weather.faults.seed;
        while tally.frames < frames {
            seed += 1;
            self.shared.line().set_faults(Some(Faults { seed, ..weather.faults }));
            let round = self.round(weather);
            tally = tally.and(round);
            tally.faults += self.shared.line().injected();
            self.shared.line().set_faults(None);
            tally = tally.and(self.calm(weather));
        }
        tally
    }

    fn round(&mut self, weather: &Weather) -> Tally {
        let mut tally = Tally::default();
        let Ok(mut device) = self.shared.open() else {
            tally.failed += 1;
            tally.frames += 4;
            return tally;
        };
        // A reset while the board is being opened is nothing that this driver could have seen: it vouches for what came after.
        if weather.faults.reset > 0.0 {
            self.shadow.iter_mut().for_each(|words| words.fill(None));
        }
        for _ in 0..ROUND {
            if weather.intruders > 0 && self.v.once_in(weather.intruders) {
                self.intrude();
            }
            let begin = self.shared.line().clocks();
            let (went, wrong) = self.request(&mut device, weather.words);
            tally.longest = tally.longest.max(self.shared.line().clocks() - begin);
            tally.wrong += wrong;
            *(if went { &mut tally.good } else { &mut tally.failed }) += 1;
            if weather.deaths > 0 && self.v.once_in(weather.deaths) {
                self.die(weather.words);
                break;
            }
        }
        let traffic = device.traffic();
        tally.frames += traffic.sent;
        tally.retries += traffic.retries;
        // Where boards are reset or others speak, it is this question that tells; on a bad line it may itself go unanswered.
        if (weather.faults.reset > 0.0 || weather.intruders > 0) && device.unbroken().is_err() {
            tally.noticed += 1;
            tally.wrong = 0;
            self.shadow.iter_mut().for_each(|words| words.fill(None));
        }
        tally
    }

    /// A place in a window: its number among [`WINDOWS`], offset, words.
    fn place(&mut self, most: u32) -> (usize, usize, usize) {
        let words = self.shadow[0].len();
        let offset = self.v.below(words as u32) as usize;
        let count = 1 + self.v.below(most) as usize;
        (self.v.below(WINDOWS.len() as u32) as usize, offset, count.min(words - offset))
    }

    /// One request; whether the driver says that it went well, and how many words were wrong.
    fn request(&mut self, device: &mut Device, most: u32) -> (bool, u64) {
        let (at, offset, count) = self.place(most);
        let range = offset..offset + count;
        let shape = *device.shape();
        match self.v.below(4) {
            0 => {
                let word = self.v.any();
                let went = device.write(&reg::SCRATCH, word).is_ok();
                if !went {
                    return (false, 0);
                }
                match device.read(&reg::SCRATCH) {
                    Ok(found) => (true, u64::from(found != word)),
                    Err(_) => (false, 0),
                }
            }
            1 => {
                let words: Vec<u32> = range.clone().map(|offset| WINDOWS[at].keep(&shape, offset as u32, self.v.any())).collect();
                let went = device.write_window(&WINDOWS[at], offset as u32, &words).is_ok();
                for (place, word) in self.shadow[at][range].iter_mut().zip(words) {
                    *place = went.then_some(word);
                }
                (went, 0)
            }
            _ => match device.read_window(&WINDOWS[at], offset as u32, count) {
                Ok(found) => {
                    let known = self.shadow[at][range].iter_mut().zip(found);
                    let wrong = known.filter(|(known, found)| known.is_some_and(|known| known != *found)).count();
                    (true, wrong as u64)
                }
                Err(_) => (false, 0),
            },
        }
    }

    /// A load of which the host says only the beginning.
    fn die(&mut self, most: u32) {
        let (at, offset, count) = self.place(most);
        let mut bytes = Vec::new();
        for k in offset..offset + count {
            let payload = vec![k as u32, self.v.any()];
            bytes.extend(Frame { op: Op::WriteWindow.code(), seq: k as u8, address: WINDOWS[at].number, payload }.encode());
            self.shadow[at][k] = None;
        }
        bytes.truncate(self.v.below(bytes.len() as u32) as usize);
        self.shared.line().send(&bytes);
    }

    /// Another host writes and reads, and nobody waits for its replies.
    fn intrude(&mut self) {
        let (at, offset, _) = self.place(1);
        let read = self.v.once_in(2);
        let op = if read { Op::ReadWindow } else { Op::WriteWindow };
        let payload = vec![offset as u32, if read { 1 } else { self.v.any() }];
        let bytes = Frame { op: op.code(), seq: self.v.below(16) as u8, address: WINDOWS[at].number, payload }.encode();
        self.shared.line().send(&bytes);
    }

    /// On a good line everything that is known is there.
    fn calm(&mut self, weather: &Weather) -> Tally {
        let begin = self.shared.line().clocks();
        let mut device = self.shared.open().expect("the next command after the noise must do");
        let mut tally = Tally::default();
        let mut wrong = 0;
        for (window, words) in WINDOWS.iter().zip(&mut self.shadow) {
            let found = device.read_window(window, 0, words.len()).expect("a good line reads");
            for (known, found) in words.iter_mut().zip(found) {
                wrong += u64::from(known.is_some_and(|known| known != found));
                *known = Some(found);
            }
        }
        // A reset or another host after the last question of the round has no driver to tell it.
        tally.wrong = if weather.faults.reset > 0.0 || weather.intruders > 0 { 0 } else { wrong };
        tally.good += WINDOWS.len() as u64;
        tally.frames += device.traffic().sent;
        tally.longest = self.shared.line().clocks() - begin;
        tally
    }
}
