//! From a shape to files: Verilog, memory contents, the register map. Same input, same bytes.

use syntony_medium::crc::Crc32;
use syntony_medium::registers;
use syntony_medium::rhythm::RhythmShape;
use syntony_medium::shape::{Coupling, Shape, ShapeError};
use syntony_medium::weight::WeightCode;
use thiserror::Error;

use crate::emit::{EmitError, verilog};
use crate::memory::Content;
use crate::oscillator::serial::{program as micro, scratch, wave};
use crate::rhythm::{beats, pool, program as contour};
use crate::top::{Choices, Top};
use crate::{csr, sequencer::processor, sine};

/// Name of the top module and of the Verilog file.
pub const TOP: &str = "syntony";

/// A family of devices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Lattice iCE40: radix-4 weights are multiplied digit by digit in LUTs.
    Ice40,
    /// Lattice ECP5: weights are multiplied by DSP blocks.
    Ecp5,
    /// Gowin: as ECP5.
    Gowin,
}

impl Family {
    /// Every family.
    pub const ALL: [Family; 3] = [Family::Ice40, Family::Ecp5, Family::Gowin];

    /// The name used in options and headers.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ice40 => "ice40",
            Self::Ecp5 => "ecp5",
            Self::Gowin => "gowin",
        }
    }

    /// What is chosen for the family: the iCE40 has few multipliers and few registers.
    pub const fn choices(self, clock_hz: u32, baud: u32, build_id: u32) -> Choices {
        let small = matches!(self, Self::Ice40);
        // The ECP5 has logic cells to spare, and each block RAM holds weights.
        Choices { digits: small, serial: small, in_logic: matches!(self, Self::Ecp5), clock_hz, baud, build_id }
    }

    /// The family of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|family| family.name() == name)
    }
}

/// What to generate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Design {
    /// The medium.
    pub shape: Shape,
    /// The device.
    pub family: Family,
    /// Its clock in Hz.
    pub clock_hz: u32,
    /// First rate of the line, bits a second.
    pub baud: u32,
}

/// One generated file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Name without folder.
    pub name: String,
    /// What it holds.
    pub text: String,
}

/// Why nothing was generated.
#[derive(Debug, Error)]
pub enum GenerateError {
    /// The shape is illegal.
    #[error(transparent)]
    Shape(#[from] ShapeError),
    /// The shape is legal and has no hardware.
    #[error("there is no hardware for {what}: {instead}")]
    Hardware {
        /// What there is none for.
        what: String,
        /// What to take instead.
        instead: String,
    },
    /// Clock and rate do not fit each other.
    #[error(
        "{baud} bits a second cannot be made of a clock of {clock_hz} Hz: a bit lasts 4 to 65535 clocks; the nearest rate is {nearest}"
    )]
    Baud {
        /// The rate.
        baud: u32,
        /// The clock.
        clock_hz: u32,
        /// The nearest rate that can be made.
        nearest: u32,
    },
    /// A fault of this crate.
    #[error(transparent)]
    Emit(#[from] EmitError),
}

impl Design {
    /// Refuses what cannot be built, with the reason and the nearest that can.
    pub fn validate(&self) -> Result<(), GenerateError> {
        let Shape { oscillators: n, lanes, coupling, .. } = self.shape;
        self.shape.validate()?;
        if !self.shape.has_oscillators() {
            return self.validate_rate();
        }
        let refuse = |what: &str, instead: String| Err(GenerateError::Hardware { what: what.into(), instead });
        if coupling == Coupling::Dense && u64::from(self.shape.groups()) * u64::from(n) > 1 << 24 {
            let nearest = (lanes..=256).find(|&lanes| u64::from(n.div_ceil(lanes)) * u64::from(n) <= 1 << 24).unwrap_or(256);
            return refuse("weight memories of more than 2^24 words", format!("take {nearest} lanes or more"));
        }
        self.validate_rate()
    }

    fn validate_rate(&self) -> Result<(), GenerateError> {
        let clocks = self.clock_hz / self.baud.max(1);
        if !(4..=0xFFFF).contains(&clocks) {
            let nearest = self.baud.clamp(self.clock_hz.div_ceil(0xFFFF).max(1), (self.clock_hz / 4).max(1));
            return Err(GenerateError::Baud { baud: self.baud, clock_hz: self.clock_hz, nearest });
        }
        Ok(())
    }

    fn choices(&self, build_id: u32) -> Choices {
        self.family.choices(self.clock_hz, self.baud, build_id)
    }

    /// The options of the command that generates this design again.
    pub fn command(&self) -> String {
        let Shape { oscillators, weight_bits, weight_code, shown_bits, phase_bits, lanes, block, lag, laws, .. } = self.shape;
        let laws: Vec<_> = laws.iter().map(|law| law.name()).collect();
        let slots = match self.shape.coupling {
            Coupling::Dense => String::new(),
            Coupling::Sparse { slots } => format!(" --coupling sparse --slots {slots}"),
        };
        let code = if weight_code == WeightCode::Radix4 { " --radix4" } else { "" };
        let learning = if self.shape.learning { " --learning" } else { "" };
        let tuning = if self.shape.tuning { " --tuning" } else { "" };
        let rhythm = match self.shape.rhythm {
            Some(RhythmShape { contours, cells, rate, tones, beats, cue }) => {
                let cue = if cue > 0 { format!(" --cue {cue}") } else { String::new() };
                let pool = if tones > 0 { format!(" --tones {tones}") } else { String::new() };
                let beats = if beats { " --beats" } else { "" };
                format!(" --contours {contours} --cells {cells} --sample-rate {rate}{pool}{beats}{cue}")
            }
            None => String::new(),
        };
        let link = format!("--family {} --clock {} --baud {} --out DIR", self.family.name(), self.clock_hz, self.baud);
        if !self.shape.has_oscillators() {
            return format!("syntony generate --oscillators 0{rhythm} {link}");
        }
        format!(
            "syntony generate --oscillators {oscillators}{slots} --weight-bits {weight_bits}{code} --shown-bits {shown_bits} --phase-bits {phase_bits} --lanes {lanes} --block {block} --lag {lag} --laws {}{learning}{tuning}{rhythm} {link}",
            laws.join(","),
        )
    }
}

/// Every file of a design, in the order of their names.
pub fn generate(design: &Design) -> Result<Vec<File>, GenerateError> {
    design.validate()?;
    let body = verilog(TOP, &mut Top::new(&design.shape, &design.choices(0)))?;
    let draft = files(design, &body, 0);
    let mut crc = Crc32::new();
    for file in &draft {
        file.name.bytes().chain([0]).chain(file.text.bytes()).chain([0]).for_each(|byte| crc.push(byte));
    }
    Ok(files(design, &body, crc.value()))
}

fn files(design: &Design, body: &str, build_id: u32) -> Vec<File> {
    let memory = |content: Content| File { text: content.text(), name: content.file };
    let mut files = vec![
        File { name: "registers.json".into(), text: registers::to_json_of(&design.shape) },
        File { name: format!("{TOP}.v"), text: header(design, build_id) + body },
        memory(csr::content(&design.shape, design.clock_hz, build_id)),
    ];
    if let Some(rhythm) = design.shape.rhythm {
        files.extend(contour::contents().map(memory));
        if rhythm.tones > 0 {
            files.extend(pool::content().into_iter().chain([pool::initial(&rhythm)]).map(memory));
        }
        if rhythm.beats {
            files.extend(beats::contents(rhythm.rate).map(memory));
        }
    }
    if design.shape.has_oscillators() {
        files.push(memory(processor::content(&design.shape)));
        if design.choices(build_id).serial {
            files.extend([memory(micro::content(&design.shape)), memory(scratch::content(&design.shape)), memory(wave::content())]);
        } else if !files.iter().any(|file| file.name == sine::SINE_FILE) {
            files.push(memory(sine::content()));
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    let list: String = files.iter().map(|file| format!("{:08x} {}\n", Crc32::of(file.text.as_bytes()), file.name)).collect();
    files.push(File { name: "files.txt".into(), text: list });
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}

fn header(design: &Design, build_id: u32) -> String {
    let Shape { oscillators, weight_bits, weight_code, shown_bits, phase_bits, lanes, block, lag, laws, .. } = design.shape;
    let laws: Vec<_> = laws.iter().map(|law| law.name()).collect();
    let coupling = match design.shape.coupling {
        Coupling::Dense => "dense coupling".to_string(),
        Coupling::Sparse { slots } => format!("sparse coupling, {slots} slots a lane"),
    };
    let learning = match (design.shape.learning, design.shape.tuning) {
        (_, true) => "// learning     yes, with tuning\n",
        (true, _) => "// learning     yes\n",
        _ => "",
    };
    let contours = match design.shape.rhythm {
        Some(RhythmShape { contours, cells, rate, tones, beats, cue }) => {
            let cue = if cue > 0 { format!("// cueing       {cue} samples\n") } else { String::new() };
            let pool = if tones > 0 { format!("// pool         {tones} oscillators\n") } else { String::new() };
            let beats = if beats { "// beats        yes\n" } else { "" };
            format!("// contours     {contours} of {cells} cells, {rate} samples a second\n{pool}{beats}{cue}")
        }
        None => String::new(),
    };
    let medium = match design.shape.has_oscillators() {
        false => String::new(),
        true => format!(
            "// oscillators  {oscillators}, {coupling}
// weights      {weight_bits} bits, {}
// shown        {shown_bits} bits; phases {phase_bits} bits
// order        {lanes} lanes, block {block}, lag {lag}
// laws         {}
{learning}",
            weight_code.name(),
            laws.join(", "),
        ),
    };
    format!(
        "// Syntony: a medium of coupled oscillators.
//
{medium}{contours}// clock        {} Hz, line {} bits a second, family {}
// map hash     {:08x}
// build id     {build_id:08x}
//
// Top module: {TOP}(clock, uart_rx, uart_tx). Memories start from the .mem files beside this one; weights are loaded by the host.
// Generated; not to be edited. Made again by:
//   {}

",
        design.clock_hz,
        design.baud,
        design.family.name(),
        registers::map_hash_of(&design.shape),
        design.command()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn design() -> Design {
        let shape = Shape { oscillators: 32, lanes: 4, block: 4, ..Shape::default() };
        Design { shape, family: Family::Ice40, clock_hz: 12_000_000, baud: 115_200 }
    }

    #[test]
    fn the_same_design_gives_the_same_bytes() {
        let (first, second) = (generate(&design()).unwrap(), generate(&design()).unwrap());
        assert_eq!(first, second);
        let names: Vec<_> = first.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(
            names,
            ["files.txt", "micro.mem", "program.mem", "registers.json", "registers.mem", "scratch.mem", "syntony.v", "wave.mem"]
        );
        let verilog = &first[6].text;
        assert!(verilog.starts_with("// Syntony") && verilog.contains("module syntony("), "{}", &verilog[..900]);
    }

    #[test]
    fn the_build_id_is_in_the_registers_and_follows_the_content() {
        let id = |design: &Design| {
            let files = generate(design).unwrap();
            let memory = &files.iter().find(|file| file.name == csr::REGISTER_FILE).unwrap().text;
            let word = memory.lines().nth(registers::BUILD_ID.address.into()).unwrap();
            u32::from_str_radix(word, 16).unwrap()
        };
        assert_ne!(id(&design()), 0);
        assert_ne!(id(&design()), id(&Design { clock_hz: 16_000_000, ..design() }));
    }

    #[test]
    fn what_cannot_be_built_is_refused_with_what_can() {
        let d = design();
        let refused = |design: Design| generate(&design).unwrap_err().to_string();
        assert!(refused(Design { shape: Shape { lanes: 3, ..d.shape }, ..d }).ends_with("is 2"));
        assert!(refused(Design { shape: Shape { block: 32, lag: 1, ..d.shape }, ..d }).ends_with("is 0"));
        assert!(refused(Design { baud: 12_000_000, ..d }).ends_with("rate is 3000000"));
        assert!(refused(Design { baud: 0, ..d }).contains("nearest rate"));
    }
}
