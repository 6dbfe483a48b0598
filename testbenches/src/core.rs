//! A core's Rust model against its own Verilog.

use rust_hdl::prelude::*;
use syntony_hdl::emit::verilog;
use syntony_hdl::oscillator::serial::{program as micro, scratch, wave};
use syntony_hdl::rhythm::{beats, pool, program as contour};
use syntony_hdl::sequencer::processor;
use syntony_hdl::{csr, sine};
use syntony_medium::rhythm::RhythmShape;
use syntony_medium::shape::Shape;

use crate::model::{Model, ModelError, Source};

/// A value that fits a word.
pub trait Word: Copy {
    /// Its low bits out of a word.
    fn from_word(word: u32) -> Self;
    /// Its bits.
    fn word(self) -> u32;
}

impl Word for bool {
    fn from_word(word: u32) -> Self {
        word & 1 == 1
    }
    fn word(self) -> u32 {
        u32::from(self)
    }
}

impl<const N: usize> Word for Bits<N> {
    fn from_word(word: u32) -> Self {
        (u64::from(word) & !(u64::MAX << N)).into()
    }
    fn word(self) -> u32 {
        let word: u64 = self.into();
        word as u32
    }
}

impl<const N: usize> Word for Signed<N> {
    fn from_word(word: u32) -> Self {
        signed_cast(Bits::from_word(word))
    }
    fn word(self) -> u32 {
        self.inner().word()
    }
}

/// A core with a clock whose ports are known by name.
pub trait Core: Block {
    /// Names of the inputs but the clock.
    const INPUTS: &'static [&'static str];
    /// Names of the outputs.
    const OUTPUTS: &'static [&'static str];
    /// Sets the clock.
    fn set_clock(&mut self, high: bool);
    /// Sets an input; returns the bits that the port has.
    fn set(&mut self, port: usize, word: u32) -> u32;
    /// Reads an output.
    fn get(&self, port: usize) -> u32;
}

/// Says which ports a core has.
#[macro_export]
macro_rules! core_ports {
    ($core:ty: $($input:ident),* => $($output:ident),*) => {
        impl $crate::core::Core for $core {
            const INPUTS: &'static [&'static str] = &[$(stringify!($input)),*];
            const OUTPUTS: &'static [&'static str] = &[$(stringify!($output)),*];
            fn set_clock(&mut self, high: bool) {
                self.clock.next = high.into();
            }
            fn set(&mut self, port: usize, word: u32) -> u32 {
                let mut at = 0;
                $(if port == at {
                    self.$input.next = $crate::core::Word::from_word(word);
                    return $crate::core::Word::word(self.$input.next);
                }
                at += 1;)*
                let _ = at;
                0
            }
            fn get(&self, port: usize) -> u32 {
                let mut at = 0;
                $(if port == at { return $crate::core::Word::word(self.$output.val()); } at += 1;)*
                let _ = at;
                0
            }
        }
    };
}

/// Where model and Verilog part.
#[derive(Debug)]
pub struct Divergence {
    /// Clock, from 0.
    pub cycle: usize,
    /// The output.
    pub signal: &'static str,
    /// What the Verilog has.
    pub found: u32,
    /// What the Rust model has.
    pub expected: u32,
}

impl std::fmt::Display for Divergence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Divergence { cycle, signal, found, expected } = self;
        write!(f, "cycle {cycle}, {signal}: Verilog 0x{found:x}, model 0x{expected:x}")
    }
}

/// The files that the memories of a whole medium are filled from: name and text.
pub fn memory_files(shape: &Shape, clock_hz: u32, build_id: u32) -> Vec<(String, String)> {
    let mut contents = vec![csr::content(shape, clock_hz, build_id)];
    if shape.has_oscillators() {
        contents.extend([processor::content(shape), micro::content(shape), scratch::content(shape)]);
    }
    let hearing = shape.rhythm.iter().flat_map(hearing_files);
    contents.into_iter().map(|content| (content.file.clone(), content.text())).chain(hearing).collect()
}

/// Those of what hears beside contours.
pub fn hearing_files(rhythm: &RhythmShape) -> Vec<(String, String)> {
    let pool = (rhythm.tones > 0).then(|| pool::initial(rhythm));
    let beats = rhythm.beats.then(|| beats::contents(rhythm.rate));
    pool.into_iter().chain(beats.into_iter().flatten()).map(|content| (content.file.clone(), content.text())).collect()
}

/// What the model of a core is made of.
pub fn source_of<C: Core>(name: &str, core: &mut C, files: Vec<(String, String)>) -> Result<Source, ModelError> {
    let text = verilog(name, core).map_err(|error| ModelError::Build { tool: "rust-hdl", output: error.to_string() })?;
    let mut all: Vec<_> = [sine::content(), wave::content()]
        .into_iter()
        .chain(contour::contents())
        .chain(pool::program::contents())
        .map(|content| (content.file.clone(), content.text()))
        .collect();
    all.extend(files);
    Ok(Source {
        verilog: text,
        top: name.into(),
        files: all,
        inputs: C::INPUTS.iter().map(|name| name.to_string()).collect(),
        outputs: C::OUTPUTS.iter().map(|name| name.to_string()).collect(),
        trace: false,
        fast: true,
    })
}

/// The environment variable that names the folder for waveforms, if they are wanted (`syntony testbench --vcd`).
pub const WAVEFORMS: &str = "SYNTONY_VCD";

/// The compiled Verilog of a core that will not run for long.
pub fn model_of<C: Core>(name: &str, core: &mut C, files: Vec<(String, String)>) -> Result<Model, ModelError> {
    let trace = std::env::var_os(WAVEFORMS).is_some();
    Model::load(&Source { fast: false, trace, ..source_of(name, core, files)? })
}

/// Clocks a core's Rust model and its Verilog side by side; `inputs` gives a word for each input in each cycle, and
/// `watch` sees the outputs after it. Stops where they part.
pub fn side_by_side<C: Core>(
    core: &mut C,
    model: &mut Model,
    cycles: usize,
    mut inputs: impl FnMut(usize, usize) -> u32,
    mut watch: impl FnMut(usize, &C),
) -> Result<(), Divergence> {
    for cycle in 0..cycles {
        core.set_clock(false);
        for port in 0..C::INPUTS.len() {
            let word = inputs(cycle, port);
            model.poke(port, core.set(port, word));
        }
        settle(core);
        core.set_clock(true);
        settle(core);
        model.eval();
        model.clock();
        for (port, &signal) in C::OUTPUTS.iter().enumerate() {
            let (found, expected) = (model.peek(port), core.get(port));
            if found != expected {
                return Err(Divergence { cycle, signal, found, expected });
            }
        }
        watch(cycle, core);
    }
    Ok(())
}

fn settle<B: Block>(block: &mut B) {
    assert!(simulate(block, 100), "the model does not settle: it holds a loop");
}
