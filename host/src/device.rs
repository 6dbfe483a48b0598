//! A board by the names of its registers and windows.

mod beats;
pub mod contours;
mod cueing;
pub mod identity;
mod learning;
mod pool;
mod state;

use std::time::Duration;

use syntony_medium::frame::{MAX_WORDS, Op, Status};
use syntony_medium::registers::{self as reg, Register};
use syntony_medium::rhythm::RhythmShape;
use syntony_medium::shape::Shape;
use syntony_medium::window::{CONTOUR_STATE, Window, checksum};
use syntony_sim::SimError;
use thiserror::Error;

use crate::client::{Client, LinkError, Request, Traffic};

/// Why a board could not be used.
#[derive(Debug, Error)]
pub enum DeviceError {
    /// The conversation failed.
    #[error("{0}")]
    Link(#[from] LinkError),
    /// Something answers that is not a Syntony board.
    #[error("{name} answers, but is another design (magic 0x{magic:08X}): program the board, or choose another port")]
    Foreign {
        /// The transport.
        name: String,
        /// What stands where `SYNT` should.
        magic: u32,
    },
    /// The board speaks another version or has another map.
    #[error(
        "{name} is a Syntony board with another {what} (board 0x{board:08X}, this command 0x{host:08X}): generate and build it anew, or use the command it was built with; `read --raw` still works"
    )]
    Mismatch {
        /// The transport.
        name: String,
        /// What differs.
        what: &'static str,
        /// The board's value.
        board: u32,
        /// The host's value.
        host: u32,
    },
    /// The board is of another shape than the medium.
    #[error("the medium needs {field} = {medium} and the board has {board}: use a board of that shape")]
    Shape {
        /// What differs.
        field: &'static str,
        /// In the medium.
        medium: String,
        /// In the board.
        board: String,
    },
    /// A window did not keep what was written.
    #[error(
        "the window `{window}` does not hold what was written to it (checksum differs): try again; if it stays, the board's memory is at fault"
    )]
    Checksum {
        /// The window.
        window: &'static str,
    },
    /// A range leaves a window.
    #[error("the window `{window}` has {words} words: offset {offset} and {count} words leave it")]
    Range {
        /// The window.
        window: &'static str,
        /// Words it has.
        words: u32,
        /// First word asked for.
        offset: u32,
        /// Words asked for.
        count: usize,
    },
    /// The board was powered up anew, or someone else spoke to it.
    #[error(
        "{name} was reset, or another program spoke to it: what it holds is not what was loaded; check its power, and run the command again"
    )]
    Reset {
        /// The transport.
        name: String,
    },
    /// The board's clock cannot make a rate.
    #[error("{name} cannot make {baud} bits a second of its clock of {clock_hz} Hz: the nearest rate it can make is {nearest}")]
    Baud {
        /// The transport.
        name: String,
        /// The rate.
        baud: u32,
        /// The board's clock.
        clock_hz: u32,
        /// What it can make.
        nearest: u32,
    },
    /// The board's medium does not learn.
    #[error("the medium of {name} does not learn: take a shape with learning, such as `syntony learn --to` keeps")]
    Learning {
        /// The transport.
        name: String,
    },
    /// The board has no contours.
    #[error("{name} has no contours: take a board with some, such as `syntony virtual --contours 1` starts")]
    Contours {
        /// The transport.
        name: String,
    },
    /// Its contours are too few, or others than are needed.
    #[error(
        "{name} has {} contours of {} cells for {} samples a second, and {} of {} cells for {} are needed: take such a board (`syntony virtual --contours {} --cells {} --sample-rate {}`), or give --bar, which needs one contour",
        shape.contours, shape.cells, shape.rate, wanted.contours, wanted.cells, wanted.rate, wanted.contours, wanted.cells, wanted.rate
    )]
    Unfit {
        /// The transport.
        name: String,
        /// What it has.
        shape: RhythmShape,
        /// What is needed.
        wanted: RhythmShape,
    },
    /// It has no beat tracker, or one for another rate.
    #[error(
        "{name} {}: take one for {wanted} samples a second (`syntony virtual --contours 1 --beats --sample-rate {wanted}`)",
        if *beats { format!("tells beats of {rate} samples a second") } else { "tells no beats".into() }
    )]
    Beats {
        /// The transport.
        name: String,
        /// Whether it has one.
        beats: bool,
        /// Its samples a second.
        rate: u32,
        /// Those that are needed.
        wanted: u32,
    },
    /// It has another pool, or none.
    #[error(
        "{name} has {} at {rate} samples a second, not {wanted} at {wanted_rate}: take one that has (`syntony virtual --contours 1 --tones {wanted} --sample-rate {wanted_rate}`)",
        if *tones > 0 { format!("a pool of {tones} oscillators") } else { "no pool".into() }
    )]
    Pool {
        /// The transport.
        name: String,
        /// Its oscillators.
        tones: u32,
        /// Its samples a second.
        rate: u32,
        /// Oscillators that are needed.
        wanted: u32,
        /// Samples a second that are needed.
        wanted_rate: u32,
    },
    /// Samples were lost, or somebody else sent some.
    #[error(
        "{name} has worked on samples up to number {found} and was sent those up to {expected}: start again, with no other program on the line"
    )]
    Gap {
        /// The transport.
        name: String,
        /// Number behind the last one that was sent.
        expected: u32,
        /// Number behind the last one that was worked on.
        found: u32,
    },
    /// The board did not begin the run.
    #[error("the board refused the run: its shape lacks the law, or the sparse rows do not fit their memory")]
    RunRefused,
    /// The run or the checksum did not end in time.
    #[error("the board was still busy after {0:?}: stop the run, or wait longer")]
    Late(Duration),
    /// The board's memories do not make a medium.
    #[error("what the board holds is not a medium: {0}")]
    Medium(#[from] SimError),
}

/// A board whose identity was checked.
pub struct Device {
    client: Client,
    shape: Shape,
    build_id: u32,
    clock_hz: u32,
    /// Good frames that the board had counted, and the traffic, when they were last compared.
    counted: (u32, Traffic),
}

impl Device {
    /// Reads the identity and refuses a board that is not ours, speaks another version or has another map.
    pub fn open(mut client: Client) -> Result<Self, DeviceError> {
        let name = client.name();
        let words = read_words(&mut client, reg::MAGIC.address, 12)?;
        let word = |register: &Register| words[usize::from(register.address)];
        if word(&reg::MAGIC) != reg::MAGIC_VALUE {
            return Err(DeviceError::Foreign { name, magic: word(&reg::MAGIC) });
        }
        let mismatch = |what, register, host| DeviceError::Mismatch { name: name.clone(), what, board: word(register), host };
        if word(&reg::PROTOCOL) != reg::PROTOCOL_VERSION {
            return Err(mismatch("protocol", &reg::PROTOCOL, reg::PROTOCOL_VERSION));
        }
        let kind = identity::kind(word(&reg::MAP_HASH));
        let kind = kind.ok_or_else(|| mismatch("register map", &reg::MAP_HASH, reg::map_hash()))?;
        let rhythm = match kind.rhythm {
            Some(_) => Some(identity::rhythm(&read_words(&mut client, reg::CONTOURS.address, identity::RHYTHM)?)),
            None => None,
        };
        let shape = identity::shape(&words[usize::from(identity::FIRST.address)..], &kind, rhythm);
        shape.validate().map_err(SimError::Shape)?;
        let good = read_words(&mut client, reg::FRAMES_GOOD.address, 1)?[0];
        let counted = (good, client.traffic());
        Ok(Self { client, shape, build_id: word(&reg::BUILD_ID), clock_hz: word(&reg::CLOCK_HZ), counted })
    }

    /// Refuses a board that was reset since this was last asked, or that someone else spoke to: its count of good frames is not
    /// between those answered and those sent. What was read or run since then is not to be trusted.
    pub fn unbroken(&mut self) -> Result<(), DeviceError> {
        let good = self.read(&reg::FRAMES_GOOD)?;
        let (before, then) = std::mem::replace(&mut self.counted, (good, self.client.traffic()));
        let now = self.counted.1;
        let count = u64::from(good.wrapping_sub(before));
        let (least, most) = ((now.answered - then.answered) & 0xFFFF_FFFF, now.sent - then.sent);
        if count < least || count > most {
            return Err(DeviceError::Reset { name: self.name() });
        }
        Ok(())
    }

    /// What passed on the line so far.
    pub fn traffic(&self) -> Traffic {
        self.client.traffic()
    }

    /// Moves the line from its first rate to a faster one. `false`: the board does not answer there, and the line is back at its first
    /// rate.
    pub fn set_baud(&mut self, baud: u32, first: u32) -> Result<bool, DeviceError> {
        let clock_hz = self.clock_hz;
        if clock_hz == 0 {
            // The simulator has no line.
            return Ok(true);
        }
        let clocks = (clock_hz.saturating_add(baud / 2) / baud.max(1)).clamp(4, 0xFFFF);
        let nearest = clock_hz / clocks;
        // A byte is sampled up to nine and a half bits after its start: 2 % are a fifth of a bit there.
        if nearest.abs_diff(baud) > baud / 50 {
            return Err(DeviceError::Baud { name: self.name(), baud, clock_hz, nearest });
        }
        self.write(&reg::BIT_CLOCKS, clocks)?;
        self.client.set_baud(baud, first)?;
        self.read(&reg::MAGIC)?;
        Ok(self.client.is_fast())
    }

    /// The board's shape.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// Hash of the generated hardware; 0 for the simulator.
    pub fn build_id(&self) -> u32 {
        self.build_id
    }

    /// Clock in Hz; 0 for the simulator.
    pub fn clock_hz(&self) -> u32 {
        self.clock_hz
    }

    /// What a person calls the transport.
    pub fn name(&self) -> String {
        self.client.name()
    }

    /// A register's value.
    pub fn read(&mut self, register: &Register) -> Result<u32, DeviceError> {
        Ok(read_words(&mut self.client, register.address, 1)?[0])
    }

    /// `count` registers that stand side by side, from `first` on.
    pub fn read_all(&mut self, first: &Register, count: u32) -> Result<Vec<u32>, DeviceError> {
        Ok(read_words(&mut self.client, first.address, count)?)
    }

    /// Writes one register.
    pub fn write(&mut self, register: &Register, value: u32) -> Result<(), DeviceError> {
        self.client.request(Request { op: Op::Write, address: register.address, payload: vec![value] })?;
        Ok(())
    }

    /// Writes registers that stand side by side, from `first` on.
    pub fn write_all(&mut self, first: &Register, values: &[u32]) -> Result<(), DeviceError> {
        self.client.request(Request { op: Op::Write, address: first.address, payload: values.to_vec() })?;
        Ok(())
    }

    /// `count` words of a window from `offset` on.
    pub fn read_window(&mut self, window: &Window, offset: u32, count: usize) -> Result<Vec<u32>, DeviceError> {
        self.check_range(window, offset, count)?;
        let requests = (0..count).step_by(MAX_WORDS).map(|k| {
            let words = (count - k).min(MAX_WORDS);
            Request { op: Op::ReadWindow, address: window.number, payload: vec![offset + k as u32, words as u32] }
        });
        Ok(self.client.requests(requests.collect())?.concat())
    }

    /// Writes words of a window from `offset` on. A whole window is verified by its checksum.
    pub fn write_window(&mut self, window: &Window, offset: u32, words: &[u32]) -> Result<(), DeviceError> {
        self.check_range(window, offset, words.len())?;
        let requests = words.chunks(MAX_WORDS - 1).enumerate().map(|(k, chunk)| {
            let mut payload = vec![offset + (k * (MAX_WORDS - 1)) as u32];
            payload.extend(chunk);
            Request { op: Op::WriteWindow, address: window.number, payload }
        });
        self.client.requests(requests.collect())?;
        if offset == 0 && words.len() == window.words(&self.shape) as usize && window.number < CONTOUR_STATE.number {
            let shape = self.shape;
            let expected = checksum(words.iter().zip(0..).map(|(&word, offset)| window.keep(&shape, offset, word)));
            if self.checksum(window, words.len() as u32)? != expected {
                return Err(DeviceError::Checksum { window: window.name });
            }
        }
        Ok(())
    }

    /// Requests in their order, some under way at once.
    fn requests(&mut self, requests: Vec<Request>) -> Result<Vec<Vec<u32>>, DeviceError> {
        Ok(self.client.requests(requests)?)
    }

    /// The board's own checksum of the first words of a window.
    pub fn checksum(&mut self, window: &Window, words: u32) -> Result<(u32, u32), DeviceError> {
        let tag = self.read(&reg::CHECK_TAG)?.wrapping_add(1);
        self.write_all(&reg::CHECK_WINDOW, &[u32::from(window.number), words])?;
        self.start(&reg::CHECK_TAG, tag)?;
        let limit = Duration::from_secs(5);
        let end = std::time::Instant::now() + limit;
        while self.read(&reg::CHECK_DONE)? != tag {
            if std::time::Instant::now() > end {
                return Err(DeviceError::Late(limit));
            }
        }
        let sums = read_words(&mut self.client, reg::CHECK_A.address, 2)?;
        Ok((sums[0], sums[1]))
    }

    /// Writes a tag that starts something.
    fn start(&mut self, register: &Register, tag: u32) -> Result<(), DeviceError> {
        match self.write(register, tag) {
            // A repeated frame finds the board busy with what the first one started, whose reply was lost.
            Err(DeviceError::Link(LinkError::Refused { status: Status::Busy, .. })) if self.read(register)? == tag => Ok(()),
            other => other,
        }
    }

    fn check_range(&self, window: &Window, offset: u32, count: usize) -> Result<(), DeviceError> {
        let words = window.words(&self.shape);
        if u64::from(offset) + count as u64 > u64::from(words) {
            return Err(DeviceError::Range { window: window.name, words, offset, count });
        }
        Ok(())
    }
}

/// `count` registers from an address on, whatever board it is: also for a board that [`Device::open`] refuses.
pub fn read_words(client: &mut Client, address: u16, count: u32) -> Result<Vec<u32>, LinkError> {
    client.request(Request { op: Op::Read, address, payload: vec![count] })
}

impl Drop for Device {
    fn drop(&mut self) {
        // The next command begins at the first rate; a board that does not hear this falls back by itself.
        if self.client.is_fast() {
            let _ = self.write(&reg::BIT_CLOCKS, 0);
        }
    }
}
