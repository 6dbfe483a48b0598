//! One build: files, synthesis, place and route with each seed, bitstream, figures. What has not changed is not made again.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};
use syntony_medium::law::Law;
use syntony_medium::shape::{Coupling, Shape};

use super::board::{Board, Family};
use super::clock::Clocking;
use super::error::FpgaError;
use super::figures::{Figures, Try, clocks_per_sweep, couplings, fastest};
use super::place::{Report, overfull};
use super::process::{Outcome, complaint, run};
use super::tools::{Found, Tool, Toolbox, builders};
use super::{flow, wrapper};
use crate::io::{read_bytes, read_text, write_bytes, write_text};
use crate::progress::Watch;

/// Name of the file that holds a build's figures.
pub const RESULT: &str = "build.json";

/// Hash of the sources that the netlist in the folder was made of.
const NETLIST_KEY: &str = "netlist.key";

/// Most bytes of a report or log that is read.
const MAX_BYTES: u64 = 64 << 20;

/// What is built.
pub struct Job<'a> {
    /// The board.
    pub board: &'a Board,
    /// The medium.
    pub shape: &'a Shape,
    /// Its clock.
    pub clocking: Clocking,
    /// Name of the design's top module.
    pub top: &'a str,
    /// Files of the design: name and content.
    pub design: Vec<(String, String)>,
    /// Seeds of place and route that are tried; the fastest is taken.
    pub seeds: Vec<u32>,
    /// Longest that one step may take: some placements cannot be routed, and the router would try for ever.
    pub limit: Duration,
    /// The folder for everything.
    pub folder: &'a Path,
}

/// Tells a finished step and its seconds.
pub type Note<'a> = &'a dyn Fn(&str);

struct Work<'a> {
    job: &'a Job<'a>,
    tools: [(Tool, Found); 3],
    watch: &'a dyn Watch,
    note: Note<'a>,
}

/// Steps of a build, for a progress display.
pub fn steps(job: &Job<'_>) -> u64 {
    job.seeds.len() as u64 + 2
}

/// Builds, and returns the figures and whether they were there already.
///
/// # Errors
/// [`FpgaError`]; an old bitstream of other content is gone then.
pub fn build(job: &Job<'_>, toolbox: &Toolbox, watch: &dyn Watch, note: Note<'_>) -> Result<(Figures, bool), FpgaError> {
    watch.tell("tools");
    let find = |tool: Tool| toolbox.find(&tool).map(|found| (tool, found));
    let [synthesis, place, pack] = builders(job.board.family);
    let work = Work { job, tools: [find(synthesis)?, find(place)?, find(pack)?], watch, note };
    fs::create_dir_all(job.folder.join("logs"))
        .map_err(|source| FpgaError::Process { program: job.folder.display().to_string(), source })?;
    work.make()
}

impl Work<'_> {
    fn path(&self, name: &str) -> PathBuf {
        self.job.folder.join(name)
    }

    /// Every file that goes into the tools.
    fn files(&self) -> Vec<(String, String)> {
        let Job { board, clocking, top, design, .. } = self.job;
        let top = wrapper::verilog(board, clocking, top);
        let own = [(format!("{}.v", wrapper::TOP), top), (board.pins_name.clone(), board.pins.clone())];
        design.iter().cloned().chain(own).collect()
    }

    fn sources<'a>(&self, files: &'a [(String, String)]) -> Vec<&'a str> {
        files.iter().map(|(name, _)| name.as_str()).filter(|name| name.ends_with(".v")).collect()
    }

    fn make(&self) -> Result<(Figures, bool), FpgaError> {
        let Job { board, seeds, clocking, .. } = self.job;
        let files = self.files();
        let versions = self.tools.each_ref().map(|(tool, found)| version(tool, found));
        let arguments = flow::synthesis(board, &self.sources(&files));
        // The pins do not go into the netlist.
        let netlist_key = hash(
            files.iter().filter(|(name, _)| *name != board.pins_name).flat_map(|(n, t)| [n, t]).chain(&arguments).chain([&versions[0]]),
        );
        let tries: Vec<String> = seeds.iter().flat_map(|&seed| flow::place(board, clocking.hz, seed, "")).collect();
        let key = hash([&netlist_key, &board.pins].into_iter().chain(&tries).chain(&versions));
        if let Some(figures) = self.done(&key) {
            return Ok((figures, true));
        }
        for name in [RESULT.to_string(), flow::bitstream(board)] {
            // What is not there need not go; what cannot go fails when it is written anew.
            let _ = fs::remove_file(self.path(&name));
        }
        files.iter().try_for_each(|(name, text)| write_text(&self.path(name), text))?;
        if read_text(&self.path(NETLIST_KEY), 100).ok().as_deref() != Some(netlist_key.as_str()) || !self.path(flow::NETLIST).exists() {
            let _ = fs::remove_file(self.path(NETLIST_KEY));
            self.step(0, "synthesis", "synthesis.log", &arguments)?;
            write_text(&self.path(NETLIST_KEY), &netlist_key)?;
        } else {
            (self.note)("synthesis: nothing has changed");
        }
        self.watch.advance(1);
        let (best, report, tries) = self.place()?;
        let name = flow::bitstream(board);
        let part = format!("part-{name}");
        self.step(2, "bitstream", "bitstream.log", &flow::pack(board, &folder(best), &part))?;
        let bytes = read_bytes(&self.path(&part), MAX_BYTES)?;
        write_bytes(&self.path(&name), &bytes)?;
        let _ = fs::remove_file(self.path(&part));
        self.watch.advance(1);
        let figures = self.figures(best, &report, tries, (name, bytes.len() as u64), key, versions.to_vec());
        let text = serde_json::to_string_pretty(&figures).unwrap_or_default();
        write_text(&self.path(RESULT), &text)?;
        Ok((figures, false))
    }

    /// The figures of an earlier build of the same content whose bitstream is whole.
    fn done(&self, key: &str) -> Option<Figures> {
        let figures = read(self.job.folder).ok()?;
        let whole = self.path(&figures.bitstream).metadata().is_ok_and(|about| about.len() == figures.bitstream_bytes);
        (figures.key == key && whole).then_some(figures)
    }

    /// Place and route with each seed: the fastest that closes timing, its report, and every try.
    fn place(&self) -> Result<(u32, Report, Vec<Try>), FpgaError> {
        let Job { board, clocking, seeds, .. } = self.job;
        let target = f64::from(clocking.hz) / 1e6;
        let mut best: Option<(u32, Report, f64)> = None;
        let (mut tries, mut late) = (Vec::new(), None);
        for &seed in seeds {
            let folder = folder(seed);
            fs::create_dir_all(self.path(&folder)).map_err(|source| FpgaError::Process { program: folder.clone(), source })?;
            let log = format!("place-{seed}.log");
            let step = format!("place and route, seed {seed}");
            match self.step(1, &step, &log, &flow::place(board, clocking.hz, seed, &folder)) {
                Ok(()) => {}
                // The next seed may be luckier.
                Err(error @ FpgaError::Late { .. }) => {
                    (self.note)(&error.to_string());
                    tries.push(Try { seed, fmax_mhz: 0.0, met: false });
                    late = Some(error);
                    continue;
                }
                Err(error) => return Err(self.too_large(&log).unwrap_or(error)),
            }
            let report = self.report(&format!("{folder}/{}", flow::REPORT))?;
            let fmax = report.fmax().unwrap_or(0.0);
            tries.push(Try { seed, fmax_mhz: fmax, met: fmax >= target });
            (self.note)(&format!("seed {seed}: {fmax:.2} MHz, {target:.2} wanted"));
            if best.as_ref().is_none_or(|best| fmax > best.2) {
                best = Some((seed, report, fmax));
            }
            self.watch.advance(1);
        }
        let Some((seed, report, fmax)) = best else { return Err(late.unwrap_or(FpgaError::Stopped)) };
        if fmax < target {
            let path = report.worst().map_or("unknown".into(), |path| format!("{} -> {} ({:.2} ns)", path.from, path.to, path.ns));
            let instead = format!("take --clock {:.0}, more --seeds, or fewer --lanes", fmax.floor() * 1e6);
            return Err(FpgaError::Timing { fmax, target, path, instead });
        }
        Ok((seed, report, tries))
    }

    fn report(&self, name: &str) -> Result<Report, FpgaError> {
        let text = read_text(&self.path(name), MAX_BYTES)?;
        serde_json::from_str(&text).map_err(|error| FpgaError::Tool {
            step: "reading the report of place and route".into(),
            said: error.to_string(),
            log: self.path(name).display().to_string(),
        })
    }

    /// The error of a placement that failed because the device is too small.
    fn too_large(&self, log: &str) -> Option<FpgaError> {
        let path = self.path("logs").join(log);
        let needs = overfull(&String::from_utf8_lossy(&read_bytes(&path, MAX_BYTES).ok()?));
        let memory = needs.iter().any(|need| ["RAM", "DP16KD"].iter().any(|name| need.contains(name)));
        let instead = if memory { "take fewer --oscillators or --weight-bits" } else { "take fewer --lanes, or only the --laws you use" };
        (!needs.is_empty()).then(|| FpgaError::Area {
            device: self.job.board.device.clone(),
            needs: needs.join(", "),
            instead: instead.into(),
        })
    }

    fn step(&self, tool: usize, step: &str, log: &str, arguments: &[String]) -> Result<(), FpgaError> {
        self.watch.tell(step);
        let start = Instant::now();
        let log = self.path("logs").join(log);
        // The tool runs in the build's folder, so its own path must not depend on where we are. Links are not followed: a
        // program of a Python environment is what its place says.
        let program = &self.tools[tool].1.path;
        let mut command = Command::new(std::path::absolute(program).unwrap_or_else(|_| program.clone()));
        command.args(arguments).current_dir(self.job.folder);
        match run(&mut command, &log, self.job.limit, self.watch)? {
            Outcome::Done => {}
            Outcome::Failed => return Err(FpgaError::Tool { step: step.into(), said: complaint(&log), log: log.display().to_string() }),
            Outcome::Late => return Err(FpgaError::Late { step: step.into(), minutes: self.job.limit.as_secs() / 60 }),
        }
        (self.note)(&format!("{step}: {:.0} s", start.elapsed().as_secs_f64()));
        Ok(())
    }

    fn figures(&self, seed: u32, report: &Report, tries: Vec<Try>, bitstream: (String, u64), key: String, tools: Vec<String>) -> Figures {
        let Job { board, shape, clocking, .. } = self.job;
        let [logic, rams, dsp, spram] = report.parts(board.family);
        let serial = board.family == Family::Ice40;
        let clocks = clocks_per_sweep(shape, fastest(shape), serial);
        let rate = |clocks: u64| f64::from(clocking.hz) / clocks as f64;
        Figures {
            board: board.name.clone(),
            title: board.title.clone(),
            family: board.family.name().into(),
            device: board.device.clone(),
            oscillators: shape.oscillators,
            slots: if let Coupling::Sparse { slots } = shape.coupling { Some(slots) } else { None },
            weight_bits: shape.weight_bits,
            lanes: shape.lanes,
            laws: shape.laws.iter().map(|law| law.name().into()).collect(),
            logic_cells: logic.used,
            logic_cells_available: logic.available,
            block_rams: rams.used,
            block_rams_available: rams.available,
            dsp: dsp.used,
            dsp_available: dsp.available,
            spram: spram.used,
            spram_available: spram.available,
            fmax_mhz: report.fmax().unwrap_or(0.0),
            target_mhz: f64::from(clocking.hz) / 1e6,
            seed,
            tries,
            worst_path: report.worst(),
            couplings: couplings(shape),
            clocks_per_sweep: clocks,
            sweeps_per_second: rate(clocks),
            full_phase_sweeps_per_second: shape.laws.has(Law::FullPhase).then(|| rate(clocks_per_sweep(shape, Law::FullPhase, serial))),
            couplings_per_second: couplings(shape) as f64 * rate(clocks),
            bitstream: bitstream.0,
            bitstream_bytes: bitstream.1,
            key,
            tools,
        }
    }
}

/// The figures of the finished build in a folder.
///
/// # Errors
/// [`FpgaError::NoBuild`] if there is none, or the file is not one.
pub fn read(folder: &Path) -> Result<Figures, FpgaError> {
    let refuse = |next: String| FpgaError::NoBuild { folder: folder.display().to_string(), next };
    let path = folder.join(RESULT);
    if !path.exists() {
        return Err(refuse(format!("make one with syntony build --board NAME --out {}", folder.display())));
    }
    let figures: Figures = serde_json::from_str(&read_text(&path, MAX_BYTES)?)
        .map_err(|error| refuse(format!("{RESULT} is damaged ({error}); build again")))?;
    if figures.bitstream.contains(['/', '\\']) {
        return Err(refuse(format!("{RESULT} names a bitstream outside; build again")));
    }
    Ok(figures)
}

fn folder(seed: u32) -> String {
    format!("seed-{seed}")
}

/// A tool in the key: its name and version; of one that cannot say its version, the size.
fn version(tool: &Tool, found: &Found) -> String {
    match found.version.as_str() {
        "" => format!("{} ({} bytes)", tool.name, found.path.metadata().map_or(0, |about| about.len())),
        version => version.to_string(),
    }
}

/// Hash of texts and where each of them ends.
fn hash<'a>(texts: impl IntoIterator<Item = &'a String>) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
