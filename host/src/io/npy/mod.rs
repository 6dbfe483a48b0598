//! NumPy arrays: `.npy` of one or two axes, and `.npz`, a zip of them.
//!
//! Own code rather than a crate: those at hand trust the sizes that a header claims, and their header parser is a recursive
//! one made by a grammar compiler that costs more time to build than all of this folder.

mod header;
mod npz;

use std::path::Path;

pub use npz::{parse_npz, read_npz, write_npz};

use super::error::IoError;
use super::{display_name, read_bytes, write_bytes};
use header::Header;

/// Most bytes of an array file: a dense matrix of 8192 x 8192 in f64, and room to spare.
pub const MAX_BYTES: u64 = 1 << 30;

/// An array of one or two axes, in C order (the last index runs fastest).
#[derive(Clone, Debug, PartialEq)]
pub struct Array {
    /// Length of each axis: one or two numbers, whose product is the number of elements.
    pub shape: Vec<usize>,
    /// The elements.
    pub data: Data,
}

macro_rules! element_types {
    ($(($variant:ident, $type:ty, $code:literal, $name:literal)),+ $(,)?) => {
        /// The elements of an array, by their type in the file.
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum Data {
            $(#[doc = concat!("NumPy's `", $name, "`.")] $variant(Vec<$type>),)+
            /// NumPy's `bool`.
            Bool(Vec<bool>),
        }

        impl Data {
            /// Number of elements.
            pub fn len(&self) -> usize {
                match self { $(Data::$variant(v) => v.len(),)+ Data::Bool(v) => v.len() }
            }

            /// Whether there are no elements.
            pub fn is_empty(&self) -> bool {
                self.len() == 0
            }

            /// Every element as f64: exact for all but integers beyond 2^53. `true` is 1.
            pub fn to_f64(&self) -> Vec<f64> {
                match self {
                    $(Data::$variant(v) => v.iter().map(|&x| x as f64).collect(),)+
                    Data::Bool(v) => v.iter().map(|&x| f64::from(u8::from(x))).collect(),
                }
            }

            /// The type code without byte order.
            fn code(&self) -> &'static str {
                match self { $(Data::$variant(_) => $code,)+ Data::Bool(_) => "b1" }
            }

            /// The elements as bytes, little end first.
            fn to_bytes(&self) -> Vec<u8> {
                match self {
                    $(Data::$variant(v) => v.iter().flat_map(|x| x.to_le_bytes()).collect(),)+
                    Data::Bool(v) => v.iter().map(|&x| u8::from(x)).collect(),
                }
            }

            /// The elements of a type code, from bytes whose number was checked; `None` for a code that is not known.
            fn from_bytes(code: &str, big: bool, bytes: &[u8]) -> Option<Data> {
                Some(match code {
                    $($code => Data::$variant(
                        bytes
                            .as_chunks::<{ size_of::<$type>() }>()
                            .0
                            .iter()
                            .map(|&b| if big { <$type>::from_be_bytes(b) } else { <$type>::from_le_bytes(b) })
                            .collect(),
                    ),)+
                    "b1" => Data::Bool(bytes.iter().map(|&b| b != 0).collect()),
                    _ => return None,
                })
            }

            /// The elements of a matrix stored column after column, put row after row.
            fn transposed(&self, rows: usize, columns: usize) -> Data {
                match self {
                    $(Data::$variant(v) => Data::$variant(transpose(v, rows, columns)),)+
                    Data::Bool(v) => Data::Bool(transpose(v, rows, columns)),
                }
            }
        }

        /// Bytes of one element; `None` for a code that is not known.
        fn element_size(code: &str) -> Option<usize> {
            match code { $($code => Some(size_of::<$type>()),)+ "b1" => Some(1), _ => None }
        }
    };
}

element_types! {
    (F64, f64, "f8", "float64"), (F32, f32, "f4", "float32"),
    (I8, i8, "i1", "int8"), (I16, i16, "i2", "int16"), (I32, i32, "i4", "int32"), (I64, i64, "i8", "int64"),
    (U8, u8, "u1", "uint8"), (U16, u16, "u2", "uint16"), (U32, u32, "u4", "uint32"),
}

fn transpose<T: Copy>(columns_first: &[T], rows: usize, columns: usize) -> Vec<T> {
    (0..rows).flat_map(|r| (0..columns).map(move |c| columns_first[c * rows + r])).collect()
}

impl Array {
    /// An array of one axis.
    pub fn vector(data: Data) -> Self {
        Array { shape: vec![data.len()], data }
    }

    /// A matrix of `rows` rows; `None` when the elements do not fill them evenly.
    pub fn matrix(rows: usize, columns: usize, data: Data) -> Option<Self> {
        (rows.checked_mul(columns) == Some(data.len())).then(|| Array { shape: vec![rows, columns], data })
    }

    /// Rows and columns; an array of one axis is one row.
    pub fn rows_columns(&self) -> (usize, usize) {
        match self.shape[..] {
            [rows, columns] => (rows, columns),
            _ => (1, self.data.len()),
        }
    }

    /// The elements as f64, refusing NaN and infinity with the position of the first one; `file` is the name in messages.
    ///
    /// # Errors
    /// [`IoError::Content`] for a number that is not finite.
    pub fn finite(&self, file: &str) -> Result<Vec<f64>, IoError> {
        let values = self.data.to_f64();
        let Some(at) = values.iter().position(|v| !v.is_finite()) else { return Ok(values) };
        let columns = self.rows_columns().1;
        let spot = if self.shape.len() == 2 { format!("[{}, {}]", at / columns, at % columns) } else { format!("[{at}]") };
        Err(IoError::whole(file, format!("element {spot} is {}", values[at]), "replace it by a finite number"))
    }
}

/// Reads a `.npy` file; `-` is standard input.
///
/// # Errors
/// [`IoError`]; the content as in [`parse`].
pub fn read(path: &Path) -> Result<Array, IoError> {
    parse(&display_name(path), &read_bytes(path, MAX_BYTES)?)
}

/// Understands the bytes of a `.npy` file: versions 1 to 3, either byte order, C or Fortran order, one or two axes.
///
/// # Errors
/// [`IoError::Content`]: not a `.npy`, a torn header, a type or shape that is not supported, or fewer or more bytes than
/// the shape asks for (compared before anything is allocated).
pub fn parse(file: &str, bytes: &[u8]) -> Result<Array, IoError> {
    let (header, data) = Header::parse(file, bytes)?;
    let Some(size) = element_size(&header.code) else {
        let what = format!("elements of type {:?} are not supported", header.code);
        return Err(IoError::whole(file, what, "convert with .astype(\"float64\") or another type of number"));
    };
    if !(1..=2).contains(&header.shape.len()) {
        let what = format!("the array has {} axes", header.shape.len());
        return Err(IoError::whole(file, what, "give one or two axes: use .reshape"));
    }
    let wanted = header.shape.iter().try_fold(size as u64, |product, &axis| product.checked_mul(axis));
    if wanted != Some(data.len() as u64) {
        let wanted = wanted.map_or_else(|| "more than 2^64".to_owned(), |w| w.to_string());
        let what = format!("the header asks for {wanted} bytes of data, but there are {}", data.len());
        return Err(IoError::whole(file, what, "the file is torn or changed: save it again"));
    }
    let Some(read) = Data::from_bytes(&header.code, header.big, data) else {
        return Err(IoError::whole(file, "the elements cannot be read", "save the array again"));
    };
    // Every axis of a non-empty array is at most the number of its bytes; an empty one may claim any length.
    let shape: Option<Vec<usize>> = header.shape.iter().map(|&axis| usize::try_from(axis).ok()).collect();
    let Some(shape) = shape else {
        return Err(IoError::whole(file, "an axis is too long for this machine", "save the array again"));
    };
    let data = match shape[..] {
        [rows, columns] if header.fortran && !read.is_empty() => read.transposed(rows, columns),
        _ => read,
    };
    Ok(Array { shape, data })
}

/// The bytes of a `.npy` file, version 1, little end first, C order.
///
/// # Panics
/// When the shape does not belong to the number of elements.
pub fn encode(array: &Array) -> Vec<u8> {
    assert_eq!(array.shape.iter().product::<usize>(), array.data.len(), "shape and elements belong together");
    let mut bytes = header::encode(array.data.code(), &array.shape);
    bytes.extend(array.data.to_bytes());
    bytes
}

/// Writes an array to a `.npy` file, whole or not at all.
///
/// # Errors
/// [`IoError`] when it cannot be written.
pub fn write(path: &Path, array: &Array) -> Result<(), IoError> {
    write_bytes(path, &encode(array))
}
