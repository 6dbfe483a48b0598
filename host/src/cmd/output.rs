//! A verb's result: one JSON document, or text for a person.

use std::io::{self, Write};

use anyhow::Context as _;
use serde::Serialize;

/// A verb's result.
pub struct Output {
    json: serde_json::Value,
    text: String,
    /// Whether the verb was stopped by Ctrl-C and this is the best so far.
    pub interrupted: bool,
    /// The exit code that goes with it.
    pub code: u8,
}

impl Output {
    /// A result from a serialisable value and its text.
    pub fn new(value: &impl Serialize, text: impl Into<String>) -> anyhow::Result<Self> {
        let json = serde_json::to_value(value).context("a result could not be written as JSON")?;
        Ok(Self { json, text: text.into(), interrupted: false, code: 0 })
    }

    /// The result of a verb that has said all it had to say.
    pub fn nothing() -> Self {
        Self { json: serde_json::Value::Null, text: String::new(), interrupted: false, code: 0 }
    }

    /// The same result, marked as the best of an interrupted run.
    pub fn interrupted(mut self, interrupted: bool) -> Self {
        self.interrupted = interrupted;
        self
    }

    /// The same result, of a verb that ends with this exit code.
    pub fn code(mut self, code: u8) -> Self {
        self.code = code;
        self
    }

    /// The result as a document.
    pub fn json(&self) -> &serde_json::Value {
        &self.json
    }

    /// The result for a person.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Prints the result once. A reader that closed the pipe early is no error.
    pub fn print(&self, json: bool) -> anyhow::Result<()> {
        let mut text = if json && !self.json.is_null() { serde_json::to_string_pretty(&self.json)? } else { self.text.clone() };
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        let mut out = io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            other => other.context("cannot write to standard output"),
        }
    }
}
