//! One table of the file, read key by key: every value is checked for type and range, every fault names key and place.
//!
//! Own code over the spanned tree of `toml` instead of serde's derive, which loses the place of a value inside the tables
//! that choose their meaning by `kind`, and knows no ranges.

use std::ops::{Range, RangeInclusive};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::DescriptionError;
use super::keys::{Key, of_table};
use crate::io::Place;

/// The text a table came from.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub file: &'a str,
    pub text: &'a str,
}

impl Source<'_> {
    /// Line and column of a byte.
    pub fn place(&self, at: usize) -> Place {
        let head = self.text.get(..at).unwrap_or(self.text);
        let line_start = head.rfind('\n').map_or(0, |p| p + 1);
        Place {
            file: self.file.to_owned(),
            line: Some(head.matches('\n').count() + 1),
            column: Some(head[line_start..].chars().count() + 1),
        }
    }

    /// A fault at a byte.
    pub fn fault(&self, at: usize, what: impl Into<String>, next: impl Into<String>) -> DescriptionError {
        DescriptionError::Key { place: self.place(at), what: what.into(), next: next.into() }
    }
}

/// A value and the key it belongs to.
#[derive(Clone, Copy)]
pub(super) struct Value<'a> {
    pub source: Source<'a>,
    pub key: &'a str,
    value: &'a Spanned<DeValue<'a>>,
}

/// A table whose keys are all known.
#[derive(Clone, Copy)]
pub(super) struct Section<'a> {
    source: Source<'a>,
    name: &'a str,
    at: usize,
    table: Option<&'a DeTable<'a>>,
}

impl<'a> Section<'a> {
    /// A table named `name`, whose keys are those listed for `kind`; a key that is not listed is refused.
    pub fn new(source: Source<'a>, name: &'a str, kind: &str, at: usize, table: Option<&'a DeTable<'a>>) -> Result<Self, DescriptionError> {
        let section = Self { source, name, at, table };
        let known: Vec<&Key> = of_table(kind).collect();
        for found in table.into_iter().flat_map(|table| table.keys()) {
            let text = found.get_ref().as_ref();
            if !known.iter().any(|key| key.name == text) {
                let names: Vec<_> = known.iter().map(|key| key.name).collect();
                let what = if name.is_empty() { format!("unknown table `{text}`") } else { format!("unknown key `{text}` in {name}") };
                return Err(source.fault(found.span().start, what, format!("the keys are {}", names.join(", "))));
            }
        }
        Ok(section)
    }

    /// The value of a key.
    pub fn get(&self, key: &'a str) -> Option<Value<'a>> {
        self.table?.get(key).map(|value| Value { source: self.source, key, value })
    }

    /// A fault of a key, at its value if it is there.
    pub fn fault(&self, key: &'a str, what: impl Into<String>, next: impl Into<String>) -> DescriptionError {
        let at = self.get(key).map_or(self.at, |value| value.value.span().start);
        self.source.fault(at, what, next)
    }

    /// The fault of a key that must be there.
    pub fn missing(&self, key: &str) -> DescriptionError {
        self.source.fault(self.at, format!("{} lacks the key `{key}`", self.name), format!("write `{key} = ..`"))
    }

    /// The names of the keys that are there.
    pub fn keys(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.table.into_iter().flat_map(|table| table.keys()).map(|key| key.get_ref().as_ref())
    }

    /// An inner table.
    pub fn inner(&self, key: &'a str, kind: &str) -> Result<Option<Section<'a>>, DescriptionError> {
        self.get(key).map(|value| value.section(kind)).transpose()
    }

    /// A finite number.
    pub fn float(&self, key: &'a str, range: RangeInclusive<f64>) -> Result<Option<f64>, DescriptionError> {
        self.get(key).map(|value| value.float(&range)).transpose()
    }

    /// A whole number.
    pub fn whole(&self, key: &'a str, range: RangeInclusive<u64>) -> Result<Option<u64>, DescriptionError> {
        self.get(key).map(|value| value.whole(&range)).transpose()
    }

    /// [`Section::whole`] of at most 32 bits.
    pub fn small(&self, key: &'a str, range: RangeInclusive<u32>) -> Result<Option<u32>, DescriptionError> {
        let wide = u64::from(*range.start())..=u64::from(*range.end());
        Ok(self.whole(key, wide)?.map(|value| value as u32))
    }

    /// True or false.
    pub fn flag(&self, key: &'a str) -> Result<Option<bool>, DescriptionError> {
        let flag = |value: Value<'a>| value.value.get_ref().as_bool().ok_or_else(|| value.wrong("true or false"));
        self.get(key).map(flag).transpose()
    }

    /// A text.
    pub fn text(&self, key: &'a str) -> Result<Option<&'a str>, DescriptionError> {
        self.get(key).map(|value| value.text()).transpose()
    }

    /// One of some words.
    pub fn choice(&self, key: &'a str, words: &[&'static str]) -> Result<Option<&'static str>, DescriptionError> {
        let Some(value) = self.get(key) else { return Ok(None) };
        value.choice(words).map(Some)
    }
}

impl<'a> Value<'a> {
    fn span(&self) -> Range<usize> {
        self.value.span()
    }

    /// A fault of this value.
    pub fn fault(&self, what: impl Into<String>, next: impl Into<String>) -> DescriptionError {
        self.source.fault(self.span().start, what, next)
    }

    /// The fault of a value of the wrong type.
    pub fn wrong(&self, wanted: &str) -> DescriptionError {
        self.fault(format!("`{}` is of type {}", self.key, self.value.get_ref().type_str()), format!("write {wanted}"))
    }

    /// Whether it is a table.
    pub fn is_table(&self) -> bool {
        self.value.get_ref().is_table()
    }

    /// Whether it is a text.
    pub fn is_text(&self) -> bool {
        self.value.get_ref().is_str()
    }

    /// The word that says what kind of table it is.
    pub fn kind(&self) -> Option<&'a str> {
        self.value.get_ref().as_table()?.get("kind")?.get_ref().as_str()
    }

    /// The table.
    pub fn section(&self, kind: &str) -> Result<Section<'a>, DescriptionError> {
        let table = self.value.get_ref().as_table().ok_or_else(|| self.wrong("a table"))?;
        Section::new(self.source, self.key, kind, self.span().start, Some(table))
    }

    /// The text.
    pub fn text(&self) -> Result<&'a str, DescriptionError> {
        self.value.get_ref().as_str().ok_or_else(|| self.wrong("a text in quotes"))
    }

    /// One of some words.
    pub fn choice(&self, words: &[&'static str]) -> Result<&'static str, DescriptionError> {
        let text = self.text()?;
        words.iter().find(|word| **word == text).copied().ok_or_else(|| {
            let short: String = text.chars().take(32).collect();
            self.fault(format!("`{}` = {short:?} is not known", self.key), format!("write one of {}", words.join(", ")))
        })
    }

    /// The elements of a list.
    pub fn list(&self) -> Option<Vec<Value<'a>>> {
        let element = |value| Value { source: self.source, key: self.key, value };
        Some(self.value.get_ref().as_array()?.iter().map(element).collect())
    }

    /// A finite number in a range.
    pub fn float(&self, range: &RangeInclusive<f64>) -> Result<f64, DescriptionError> {
        let (low, high) = (range.start(), range.end());
        let number = match self.value.get_ref() {
            // Digits may be parted by underscores, which TOML allows and Rust does not.
            DeValue::Float(number) => number.as_str().replace('_', "").parse().ok(),
            DeValue::Integer(number) => i128::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok().map(|v| v as f64),
            _ => return Err(self.wrong(&format!("a number from {low} to {high}"))),
        };
        match number {
            Some(value) if range.contains(&value) => Ok(value),
            Some(value) if value.is_finite() => Err(self.outside(value, low, high)),
            // Too many digits for any number, NaN, or infinity.
            _ => Err(self.fault(format!("`{}` is not a finite number", self.key), format!("write a number from {low} to {high}"))),
        }
    }

    /// A whole number in a range.
    pub fn whole(&self, range: &RangeInclusive<u64>) -> Result<u64, DescriptionError> {
        let (low, high) = (range.start(), range.end());
        let DeValue::Integer(number) = self.value.get_ref() else {
            return Err(self.wrong(&format!("a whole number from {low} to {high}")));
        };
        let digits = number.as_str().replace('_', "");
        match i128::from_str_radix(&digits, number.radix()) {
            Ok(value) if u64::try_from(value).is_ok_and(|v| range.contains(&v)) => Ok(value as u64),
            _ => Err(self.outside(digits, low, high)),
        }
    }

    fn outside(&self, value: impl std::fmt::Display, low: impl std::fmt::Display, high: impl std::fmt::Display) -> DescriptionError {
        self.fault(format!("`{}` = {value} is outside {low} to {high}", self.key), "choose a value in that range")
    }
}
