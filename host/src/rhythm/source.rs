//! A signal as it comes, sample by sample: a WAV file, a column of CSV, or either from standard input.

use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use hound::{SampleFormat, WavReader};

use super::pipe::Pipe;
use crate::io::{IoError, Place, display_name};

/// Most samples a second of an input.
pub const MAX_RATE: u32 = 768_000;
/// Longest line of CSV.
const MAX_LINE: u64 = 1 << 16;

type Bytes = Box<dyn Read>;

enum Form {
    Wav { samples: Box<dyn Iterator<Item = Result<f32, hound::Error>>>, channels: usize, endless: bool },
    Csv { lines: BufReader<Bytes>, line: usize, column: Column, first: Option<String> },
}

/// Which column of CSV.
enum Column {
    Named(String),
    Number(usize),
}

/// Where samples come from.
pub struct Source {
    name: String,
    /// Samples a second.
    rate: u32,
    form: Form,
}

impl Source {
    /// Opens a file, or standard input for `-`. `rate`: samples a second of CSV, which does not say; `column`: by name, or counted from 0.
    ///
    /// # Errors
    /// A file that cannot be read, a WAV file that is torn or of a kind that is not known, CSV without a rate, a rate beyond 768 kHz.
    pub fn open(path: &Path, column: Option<&str>, rate: Option<u32>, stop: Arc<AtomicBool>) -> Result<Self, IoError> {
        let name = display_name(path);
        let mut bytes: Bytes = if path == Path::new("-") {
            Box::new(Pipe::stdin(stop))
        } else {
            if path.is_dir() {
                return Err(IoError::IsFolder { file: name });
            }
            let next = "check the name and the folder you are in";
            let opened = File::open(path);
            Box::new(opened.map_err(|source| IoError::System { file: name.clone(), action: "read it", source, next })?)
        };
        let mut head = Vec::new();
        bytes.by_ref().take(4).read_to_end(&mut head).map_err(|error| unreadable(&name, error))?;
        if head.is_empty() {
            return Err(IoError::whole(&name, "there is no sample in it", "give a WAV file or a column of numbers"));
        }
        let wave = head == *b"RIFF";
        let whole: Bytes = Box::new(Cursor::new(head).chain(bytes));
        if wave { Self::wav(name, whole) } else { Self::csv(name, whole, column, rate) }
    }

    fn wav(name: String, bytes: Bytes) -> Result<Self, IoError> {
        let reader = WavReader::new(BufReader::new(bytes)).map_err(|error| torn(&name, &error))?;
        let spec = reader.spec();
        let rate = checked(&name, spec.sample_rate)?;
        // A pipe that cannot know its length claims the greatest.
        let endless = reader.len() >= u32::MAX / 16;
        let samples: Box<dyn Iterator<Item = Result<f32, hound::Error>>> = match spec.sample_format {
            SampleFormat::Float => Box::new(reader.into_samples::<f32>()),
            SampleFormat::Int => {
                let unit = 1.0 / (1u64 << (spec.bits_per_sample.clamp(1, 32) - 1)) as f32;
                Box::new(reader.into_samples::<i32>().map(move |sample| sample.map(|sample| sample as f32 * unit)))
            }
        };
        Ok(Self { name, rate, form: Form::Wav { samples, channels: usize::from(spec.channels.max(1)), endless } })
    }

    fn csv(name: String, bytes: Bytes, column: Option<&str>, rate: Option<u32>) -> Result<Self, IoError> {
        let Some(rate) = rate else {
            return Err(IoError::whole(&name, "it does not say how many samples a second it has", "give --rate HZ"));
        };
        let rate = checked(&name, rate)?;
        let mut source =
            Self { form: Form::Csv { lines: BufReader::new(bytes), line: 0, column: Column::Number(0), first: None }, name, rate };
        let first = source.line()?;
        let Form::Csv { column: which, first: kept, .. } = &mut source.form else { return Ok(source) };
        if let Some(column) = column {
            *which = column.parse().map_or_else(|_| Column::Named(column.to_string()), Column::Number);
        }
        let Some(first) = first else {
            return Err(IoError::whole(&source.name, "there is no sample in it", "give a column of numbers"));
        };
        let names: Vec<&str> = first.split([',', ';', '\t']).map(|field| field.trim().trim_matches('"')).collect();
        let headed = names.iter().any(|field| !field.is_empty() && field.parse::<f64>().is_err());
        if let Column::Named(wanted) = which {
            let found = names.iter().position(|field| headed && field == wanted);
            let Some(found) = found else {
                let what = format!("there is no column named {wanted:?}");
                let next =
                    if headed { format!("there are: {}", names.join(", ")) } else { "the columns have no names: count from 0".into() };
                return Err(IoError::whole(&source.name, what, next));
            };
            *which = Column::Number(found);
        }
        if !headed {
            *kept = Some(first);
        }
        Ok(source)
    }

    /// Samples a second.
    pub fn rate(&self) -> u32 {
        self.rate
    }

    /// Its name for messages.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it is a WAV file.
    pub fn is_wav(&self) -> bool {
        matches!(self.form, Form::Wav { .. })
    }

    /// The next line that is no comment.
    fn line(&mut self) -> Result<Option<String>, IoError> {
        let Form::Csv { lines, line, first, .. } = &mut self.form else { return Ok(None) };
        if let Some(first) = first.take() {
            return Ok(Some(first));
        }
        loop {
            let mut bytes = Vec::new();
            let read = lines.by_ref().take(MAX_LINE).read_until(b'\n', &mut bytes).map_err(|error| unreadable(&self.name, error))?;
            if read == 0 {
                return Ok(None);
            }
            *line += 1;
            let place = || Place::line(&self.name, *line);
            if read as u64 == MAX_LINE {
                return Err(IoError::content(place(), "the line is too long", "write one row of numbers a line"));
            }
            let Ok(text) = String::from_utf8(bytes) else {
                return Err(IoError::content(place(), "this is not text", "give a WAV file or a column of numbers"));
            };
            let text = text.trim_start_matches('\u{feff}').trim_end_matches(['\r', '\n']);
            // An empty line of one column is a gap; comments are none.
            if !text.starts_with('#') {
                return Ok(Some(text.to_string()));
            }
        }
    }

    /// The next sample; `Some(None)` is a gap, `None` the end.
    ///
    /// # Errors
    /// A torn WAV file; in CSV what is no number, with its line.
    pub fn sample(&mut self) -> Result<Option<Option<f32>>, IoError> {
        if let Form::Wav { samples, channels, endless } = &mut self.form {
            let mut sum = 0.0;
            for channel in 0..*channels {
                match samples.next() {
                    Some(Ok(sample)) => sum += sample,
                    None if channel == 0 => return Ok(None),
                    Some(Err(hound::Error::IoError(_))) if *endless => return Ok(None),
                    Some(Err(error)) => return Err(torn(&self.name, &error)),
                    None => return Err(torn(&self.name, &"it ends inside a frame of its channels")),
                }
            }
            let mean = sum / *channels as f32;
            return Ok(Some(mean.is_finite().then_some(mean)));
        }
        let Some(line) = self.line()? else { return Ok(None) };
        let Form::Csv { line: number, column: Column::Number(column), .. } = &self.form else { return Ok(None) };
        let place = || Place::line(&self.name, *number);
        let Some(field) = line.split([',', ';', '\t']).nth(*column) else {
            let what = format!("there is no column {column}");
            return Err(IoError::content(place(), what, "give every row the same number of fields"));
        };
        let field = field.trim();
        if field.is_empty() {
            return Ok(Some(None));
        }
        match field.parse::<f32>() {
            Ok(value) if value.is_nan() => Ok(Some(None)),
            Ok(value) if value.is_finite() => Ok(Some(Some(value))),
            _ => {
                let what = format!("{} is not a finite number", crate::io::quote(field));
                Err(IoError::content(place(), what, "write a decimal number such as -1 or 0.25, or leave a gap empty"))
            }
        }
    }
}

fn checked(name: &str, rate: u32) -> Result<u32, IoError> {
    if (1..=MAX_RATE).contains(&rate) {
        return Ok(rate);
    }
    Err(IoError::whole(name, format!("{rate} samples a second cannot be"), "1 to 768000 are possible"))
}

fn unreadable(name: &str, source: std::io::Error) -> IoError {
    IoError::System { file: name.to_string(), action: "read it", source, next: "check the file and the disk" }
}

fn torn(name: &str, error: &dyn std::fmt::Display) -> IoError {
    IoError::whole(name, format!("it is not a whole WAV file ({error})"), "write it again as PCM or float")
}
