//! A Verilog design compiled by Verilator and loaded into this process.
//!
//! The model is kept under the build folder by a hash of everything it is made of, so that it is built once.

use std::ffi::c_void;
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use libloading::Library;
use thiserror::Error;

/// What a model is made of.
#[derive(Clone, Debug, Default, Hash)]
pub struct Source {
    /// The Verilog text.
    pub verilog: String,
    /// Name of the top module.
    pub top: String,
    /// Files that `$readmemh` reads: name and text.
    pub files: Vec<(String, String)>,
    /// Inputs but the clock, none wider than 32 bits.
    pub inputs: Vec<String>,
    /// Outputs, none wider than 32 bits.
    pub outputs: Vec<String>,
    /// Whether a waveform can be written.
    pub trace: bool,
    /// Whether it runs long enough to be worth the compiler's time.
    pub fast: bool,
}

/// Why there is no model.
#[derive(Debug, Error)]
pub enum ModelError {
    /// A program is missing.
    #[error("cannot start {tool}: {error}; install it (apt-get install verilator g++)")]
    Tool {
        /// The program.
        tool: &'static str,
        /// What the system says.
        error: std::io::Error,
    },
    /// A program refuses the design.
    #[error("{tool} failed:\n{output}")]
    Build {
        /// The program.
        tool: &'static str,
        /// What it printed.
        output: String,
    },
    /// The folder of models cannot be written.
    #[error("cannot write {}: {error}", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// The compiled model cannot be loaded.
    #[error("cannot load the compiled model: {0}")]
    Load(#[from] libloading::Error),
}

type Plain = unsafe extern "C" fn(*mut c_void);
type Poke = unsafe extern "C" fn(*mut c_void, u32, u32);
type Peek = unsafe extern "C" fn(*mut c_void, u32) -> u32;
type Trace = unsafe extern "C" fn(*mut c_void, *const std::ffi::c_char);

/// A loaded design.
pub struct Model {
    handle: *mut c_void,
    new: unsafe extern "C" fn() -> *mut c_void,
    clock: Plain,
    eval: Plain,
    poke: Poke,
    peek: Peek,
    free: Plain,
    trace: Option<Trace>,
    _library: Library,
}

impl Model {
    /// [`Model::load_from`] with the folder `models` beside the executable.
    pub fn load(source: &Source) -> Result<Self, ModelError> {
        Self::load_from(source, &cache())
    }

    /// Builds the model, or takes the one that was built before from the folder `cache`, and loads it in its state at power-up.
    pub fn load_from(source: &Source, cache: &Path) -> Result<Self, ModelError> {
        let path = build(source, cache)?;
        // SAFETY: the library is the one that `build` compiled from the shim below; its functions have these types, and
        // it runs no code of its own when loaded.
        unsafe {
            let library = Library::new(path)?;
            let new: unsafe extern "C" fn() -> *mut c_void = *library.get(b"model_new")?;
            let (clock, eval) = (*library.get(b"model_clock")?, *library.get(b"model_eval")?);
            let (poke, peek) = (*library.get(b"model_poke")?, *library.get(b"model_peek")?);
            let free = *library.get(b"model_free")?;
            let trace = if source.trace { Some(*library.get(b"model_trace")?) } else { None };
            Ok(Self { handle: new(), new, clock, eval, poke, peek, free, trace, _library: library })
        }
    }

    /// Back to the state at power-up.
    pub fn reset(&mut self) {
        // SAFETY: the handle came from `model_new`, is freed once and replaced at once.
        unsafe {
            (self.free)(self.handle);
            self.handle = (self.new)();
        }
    }

    /// Sets input number `port`.
    pub fn poke(&mut self, port: usize, word: u32) {
        // SAFETY: the handle lives as long as `self`; the shim ignores ports that there are not.
        unsafe { (self.poke)(self.handle, port as u32, word) }
    }

    /// Reads output number `port`.
    pub fn peek(&mut self, port: usize) -> u32 {
        // SAFETY: as for `poke`.
        unsafe { (self.peek)(self.handle, port as u32) }
    }

    /// One clock: the edge falls, then rises.
    pub fn clock(&mut self) {
        // SAFETY: the handle lives as long as `self`.
        unsafe { (self.clock)(self.handle) }
    }

    /// Lets outputs follow inputs without a clock.
    pub fn eval(&mut self) {
        // SAFETY: the handle lives as long as `self`.
        unsafe { (self.eval)(self.handle) }
    }

    /// Writes waveforms to a VCD file from now on; nothing happens if the model was built without.
    pub fn trace(&mut self, path: &Path) {
        if let (Some(trace), Ok(path)) = (self.trace, std::ffi::CString::new(path.as_os_str().as_encoded_bytes())) {
            // SAFETY: the handle lives as long as `self`, the string as long as the call.
            unsafe { trace(self.handle, path.as_ptr()) }
        }
    }
}

// SAFETY: the model belongs to one owner at a time, is only reached through `&mut self` and knows no thread.
unsafe impl Send for Model {}

impl Drop for Model {
    fn drop(&mut self) {
        // SAFETY: the handle came from `model_new` and is freed once.
        unsafe { (self.free)(self.handle) }
    }
}

/// The folder of built models: beside the executable that runs.
fn cache() -> PathBuf {
    let exe = std::env::current_exe().unwrap_or_default();
    let folder = exe.parent().unwrap_or(Path::new("."));
    let folder = if folder.ends_with("deps") { folder.parent().unwrap_or(folder) } else { folder };
    folder.join("models")
}

fn shim(source: &Source) -> String {
    let mut text = String::from("#include \"Vmodel.h\"\n#include \"verilated.h\"\n");
    if source.trace {
        text += "#include \"verilated_vcd_c.h\"\n";
    }
    let (field, dump) =
        if source.trace { ("VerilatedVcdC* vcd = nullptr;", "if (m->vcd) m->vcd->dump(m->time); m->time++;") } else { ("", "") };
    let _ = write!(
        text,
        "struct M {{ VerilatedContext context; Vmodel top{{&context}}; uint64_t time = 0; {field} }};
extern \"C\" void* model_new() {{ M* m = new M; m->top.clock = 0; m->top.eval(); return m; }}
extern \"C\" void model_eval(void* p) {{ ((M*)p)->top.eval(); }}
extern \"C\" void model_clock(void* p) {{ M* m = (M*)p; m->top.clock = 0; m->top.eval(); {dump} m->top.clock = 1; m->top.eval(); {dump} }}
"
    );
    let close = if source.trace { "if (m->vcd) { m->vcd->close(); delete m->vcd; }" } else { "" };
    let _ = writeln!(text, "extern \"C\" void model_free(void* p) {{ M* m = (M*)p; {close} m->top.final(); delete m; }}");
    if source.trace {
        text += "extern \"C\" void model_trace(void* p, const char* path) { M* m = (M*)p; m->context.traceEverOn(true); m->vcd = new VerilatedVcdC; m->top.trace(m->vcd, 99); m->vcd->open(path); }\n";
    }
    text += "extern \"C\" void model_poke(void* p, unsigned port, unsigned word) { M* m = (M*)p; switch (port) {\n";
    for (k, name) in source.inputs.iter().enumerate() {
        let _ = writeln!(text, "case {k}: m->top.{name} = word; break;");
    }
    text += "} }\nextern \"C\" unsigned model_peek(void* p, unsigned port) { M* m = (M*)p; switch (port) {\n";
    for (k, name) in source.outputs.iter().enumerate() {
        let _ = writeln!(text, "case {k}: return m->top.{name};");
    }
    text + "} return 0; }\n"
}

fn run(tool: &'static str, command: &mut Command) -> Result<String, ModelError> {
    let output = command.output().map_err(|error| ModelError::Tool { tool, error })?;
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if output.status.success() { Ok(text) } else { Err(ModelError::Build { tool, output: text }) }
}

/// Builds the model of a design; returns its library.
pub fn build(source: &Source, cache: &Path) -> Result<PathBuf, ModelError> {
    // One at a time: threads of one process often want the same model, and compilers fill the machine anyway.
    static ONE: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _one = ONE.lock();
    let version = run("verilator", Command::new("verilator").arg("--version"))?;
    let shim = shim(source);
    let mut hasher = DefaultHasher::new();
    (source, &shim, &version).hash(&mut hasher);
    let done = cache.join(format!("{}-{:016x}", source.top, hasher.finish()));
    let library = done.join("model.so");
    if library.exists() {
        return Ok(library);
    }
    std::fs::create_dir_all(cache).map_err(|error| ModelError::Write { path: cache.into(), error })?;
    // Named in full, as the compiler works in another folder.
    let cache = &cache.canonicalize().map_err(|error| ModelError::Write { path: cache.into(), error })?;
    let done = cache.join(done.file_name().unwrap_or_default());
    let work = cache.join(format!("{}.{}", done.file_name().unwrap_or_default().to_string_lossy(), std::process::id()));
    let write = |path: PathBuf, text: &str| std::fs::write(&path, text).map_err(|error| ModelError::Write { path, error });
    std::fs::create_dir_all(&work).map_err(|error| ModelError::Write { path: work.clone(), error })?;
    let mut verilog = source.verilog.clone();
    for (name, text) in &source.files {
        write(work.join(name), text)?;
        // The model reads them when it is loaded, whatever the working folder: so they are named in full.
        verilog = verilog.replace(&format!("\"{name}\""), &format!("\"{}\"", done.join(name).display()));
    }
    write(work.join("model.v"), &verilog)?;
    write(work.join("shim.cpp"), &shim)?;
    let mut verilator = Command::new("verilator");
    verilator.current_dir(&work).args(["--cc", "--prefix", "Vmodel", "--Mdir", ".", "-O3", "--top-module", &source.top]);
    verilator.args(["--x-assign", "0", "--x-initial", "0", "--no-timing", "-Wno-fatal", "-Wno-WIDTH", "-Wno-UNOPTFLAT"]);
    if source.trace {
        verilator.arg("--trace");
    }
    run("verilator", verilator.arg("model.v"))?;
    let root = run("verilator", Command::new("verilator").args(["--getenv", "VERILATOR_ROOT"]))?;
    let include = Path::new(root.trim()).join("include");
    let sources = std::fs::read_dir(&work).map_err(|error| ModelError::Write { path: work.clone(), error })?;
    let mut files: Vec<PathBuf> =
        sources.flatten().map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|e| e == "cpp")).collect();
    files.sort();
    let mut compiler = Command::new("g++");
    compiler
        .current_dir(&work)
        .args(["-shared", if source.fast { "-O2" } else { "-O1" }, "-o", "model.so"])
        .args(flags(source.trace, &include));
    compiler.args(&files).args(runtime(source.trace, &include, cache)?).args(["-pthread", "-latomic"]);
    run("g++", &mut compiler)?;
    // Another process may have been faster; its model is the same.
    if std::fs::rename(&work, &done).is_err() {
        let _ = std::fs::remove_dir_all(&work);
    }
    Ok(library)
}

fn flags(trace: bool, include: &Path) -> Vec<std::ffi::OsString> {
    let trace = u32::from(trace);
    let mut flags: Vec<std::ffi::OsString> = ["-fPIC", "-std=c++17", "-DVM_COVERAGE=0", "-DVM_SC=0", "-I."].map(Into::into).into();
    flags.extend([format!("-DVM_TRACE={trace}").into(), format!("-DVM_TRACE_VCD={trace}").into()]);
    flags.extend(["-I".into(), include.into(), "-I".into(), include.join("vltstd").into()]);
    flags
}

/// Verilator's own part of a model, compiled once for all models.
fn runtime(trace: bool, include: &Path, cache: &Path) -> Result<Vec<PathBuf>, ModelError> {
    let mut names = vec!["verilated", "verilated_threads"];
    if trace {
        names.push("verilated_vcd_c");
    }
    let mut objects = Vec::new();
    for name in names {
        let object = cache.join(format!("{name}-{}.o", u32::from(trace)));
        if !object.exists() {
            let work = cache.join(format!("{name}-{}.{}.o", u32::from(trace), std::process::id()));
            let mut compiler = Command::new("g++");
            compiler
                .current_dir(cache)
                .args(["-c", "-O2"])
                .args(flags(trace, include))
                .arg("-o")
                .arg(&work)
                .arg(include.join(name).with_extension("cpp"));
            run("g++", &mut compiler)?;
            std::fs::rename(&work, &object).map_err(|error| ModelError::Write { path: object.clone(), error })?;
        }
        objects.push(object);
    }
    Ok(objects)
}
