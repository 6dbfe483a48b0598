//! The head of a `.npy` file: `\x93NUMPY`, a version, a length, and a Python dictionary of three keys.

use super::super::error::{IoError, quote};

const MAGIC: &[u8] = b"\x93NUMPY";
/// Longest dictionary: NumPy itself refuses more than 10 000 bytes from strangers.
const MAX_HEADER: usize = 10_000;

/// What the head says.
pub(super) struct Header {
    /// Type code without byte order, such as `f8`.
    pub code: String,
    /// Whether the most significant byte comes first.
    pub big: bool,
    /// Whether the first index runs fastest.
    pub fortran: bool,
    /// Length of each axis, as claimed.
    pub shape: Vec<u64>,
}

impl Header {
    /// The head, and the bytes after it.
    pub fn parse<'a>(file: &str, bytes: &'a [u8]) -> Result<(Header, &'a [u8]), IoError> {
        let torn = || IoError::whole(file, "the header is torn", "save the array again");
        if !bytes.starts_with(MAGIC) {
            let next = "save it with numpy.save; text belongs into a CSV file";
            return Err(IoError::whole(file, "this is not a .npy file", next));
        }
        let (&[major, _], rest) = bytes[MAGIC.len()..].split_first_chunk::<2>().ok_or_else(torn)?;
        let (length, rest) = match major {
            1 => rest.split_first_chunk().map(|(n, rest)| (usize::from(u16::from_le_bytes(*n)), rest)),
            2 | 3 => rest.split_first_chunk().map(|(n, rest)| (u32::from_le_bytes(*n) as usize, rest)),
            _ => {
                let what = format!("version {major} of the .npy format is not known");
                return Err(IoError::whole(file, what, "save it with numpy.save"));
            }
        }
        .ok_or_else(torn)?;
        if length > MAX_HEADER {
            let what = format!("the header claims {length} bytes, more than {MAX_HEADER}");
            return Err(IoError::whole(file, what, "save a plain array of numbers"));
        }
        let (head, data) = rest.split_at_checked(length).ok_or_else(torn)?;
        let text = std::str::from_utf8(head).map_err(|_| torn())?;
        let mut words = Words { rest: text };
        match words.dictionary() {
            Ok(header) => Ok((header, data)),
            Err(what) => {
                let what = format!("{what} in the header, before {}", quote(words.rest));
                Err(IoError::whole(file, what, "save a plain array of numbers with numpy.save"))
            }
        }
    }
}

/// Reads the dictionary word by word: no recursion, nothing larger than the text itself.
struct Words<'a> {
    rest: &'a str,
}

impl<'a> Words<'a> {
    fn take(&mut self, word: &str) -> bool {
        self.rest = self.rest.trim_ascii_start();
        let Some(rest) = self.rest.strip_prefix(word) else { return false };
        self.rest = rest;
        true
    }

    fn expect(&mut self, word: &str) -> Result<(), String> {
        if self.take(word) { Ok(()) } else { Err(format!("{word:?} is missing")) }
    }

    fn string(&mut self) -> Result<&'a str, String> {
        let quote = if self.take("'") {
            '\''
        } else if self.take("\"") {
            '"'
        } else {
            return Err("a text is missing".into());
        };
        let (text, rest) = self.rest.split_once(quote).ok_or("a quote is missing")?;
        self.rest = rest;
        Ok(text)
    }

    fn tuple(&mut self) -> Result<Vec<u64>, String> {
        self.expect("(")?;
        let mut axes = Vec::new();
        while !self.take(")") {
            self.rest = self.rest.trim_ascii_start();
            let digits = self.rest.bytes().take_while(u8::is_ascii_digit).count();
            axes.push(self.rest[..digits].parse().map_err(|_| "the length of an axis is not a whole number".to_owned())?);
            self.rest = &self.rest[digits..];
            if !self.take(",") {
                self.expect(")")?;
                break;
            }
        }
        Ok(axes)
    }

    fn dictionary(&mut self) -> Result<Header, String> {
        let (mut descr, mut fortran, mut shape) = (None, None, None);
        self.expect("{")?;
        while !self.take("}") {
            let key = self.string()?;
            self.expect(":")?;
            let known = match key {
                "descr" => descr.replace(self.string()?).is_some(),
                "fortran_order" if self.take("True") => fortran.replace(true).is_some(),
                "fortran_order" if self.take("False") => fortran.replace(false).is_some(),
                "fortran_order" => return Err("True or False is missing".to_owned()),
                "shape" => shape.replace(self.tuple()?).is_some(),
                _ => return Err(format!("the key {} is not known", quote(key))),
            };
            if known {
                return Err(format!("the key {} stands twice", quote(key)));
            }
            if !self.take(",") {
                self.expect("}")?;
                break;
            }
        }
        let descr: &str = descr.ok_or("the key \"descr\" is missing")?;
        let order = descr.chars().next().filter(|c| "<>|=".contains(*c)).ok_or("the byte order is missing")?;
        Ok(Header {
            code: descr[1..].to_owned(),
            // `=` is the order of the machine that wrote the file; numpy.save never leaves it there.
            big: order == '>',
            fortran: fortran.ok_or("the key \"fortran_order\" is missing")?,
            shape: shape.ok_or("the key \"shape\" is missing")?,
        })
    }
}

/// The head of a file in version 1, padded so that the data starts at a multiple of 64 bytes.
pub(super) fn encode(code: &str, shape: &[usize]) -> Vec<u8> {
    let order = if code.ends_with('1') { '|' } else { '<' };
    let axes: String = shape.iter().map(|axis| format!("{axis},")).collect();
    // NumPy writes `(3,)` and `(3, 4)`; readers take the trailing comma in both.
    let mut text = format!("{{'descr': '{order}{code}', 'fortran_order': False, 'shape': ({axes}), }}");
    let unpadded = MAGIC.len() + 4 + text.len() + 1;
    text.push_str(&" ".repeat(unpadded.next_multiple_of(64) - unpadded));
    text.push('\n');
    let mut bytes = MAGIC.to_vec();
    bytes.extend([1, 0]);
    // Two axes of at most 20 digits each: the text is far below 2^16 bytes.
    bytes.extend((text.len() as u16).to_le_bytes());
    bytes.extend(text.as_bytes());
    bytes
}
