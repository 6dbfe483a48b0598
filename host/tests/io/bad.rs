//! The table of bad inputs: each message names the place, the fault and the next step.

use std::fmt::Write as _;

use syntony_host::io::{IoError, bitmap, csv, decode, gset, ising, npy, partition, qubo};

type Case<'a> = (&'a str, &'a [u8]);

/// One line a case: its name and the message. A case that is accepted fails.
fn messages<T: std::fmt::Debug>(cases: &[Case<'_>], parse: impl Fn(Vec<u8>) -> Result<T, IoError>) -> String {
    let mut text = String::new();
    for (name, bytes) in cases {
        match parse(bytes.to_vec()) {
            Ok(value) => panic!("case {name:?} was accepted as {value:?}"),
            Err(error) => writeln!(text, "{name}\n    {error}").unwrap(),
        }
    }
    text
}

#[test]
fn any_text() {
    let cases: &[Case<'_>] = &[
        ("empty file", b""),
        ("zero byte in line 2", b"2 1\n1 \x002\n"),
        ("not UTF-8, after a two-byte letter", b"2 1\n\xc3\xa9 \xff\n"),
        ("gzip", b"\x1f\x8b\x08\x00"),
        ("terminal escape", b"\x1b[31m2 1\n"),
    ];
    insta::assert_snapshot!(messages(cases, |bytes| decode("any.txt", bytes)));
}

#[test]
fn gset_files() {
    let long = format!("2 1\n1 2 {}\n", "1".repeat(20_000));
    let cases: &[Case<'_>] = &[
        ("only blank lines and comments", b"\n  \n# nothing\n"),
        ("header of three words", b"3 3 3\n1 2 1\n"),
        ("header of text", b"nodes edges\n"),
        ("header not whole", b"3.5 2\n"),
        ("header negative", b"-3 2\n"),
        ("no nodes", b"0 0\n"),
        ("no edges", b"3 0\n"),
        ("too many nodes", b"8193 1\n1 2 1\n"),
        ("node count beyond 64 bits", b"99999999999999999999999 1\n1 2 1\n"),
        ("too many edges", b"8192 4000001\n1 2 1\n"),
        ("torn: an edge is missing", b"3 2\n1 2 1\n"),
        ("torn inside a line", b"3 2\n1 2 1\n1"),
        ("more edges than promised", b"3 1\n1 2 1\n2 3 1\n"),
        ("self-loop", b"3 2\n1 2 1\n2 2 1\n"),
        ("same edge twice", b"3 3\n1 2 1\n2 3 1\n1 2 1\n"),
        ("same edge twice, turned round", b"3 3\n1 2 1\n2 3 1\n2 1 4\n"),
        ("node 0", b"3 1\n0 2 1\n"),
        ("node above the header", b"3 1\n1 4 1\n"),
        ("node negative", b"3 1\n1 -2 1\n"),
        ("node not whole", b"3 1\n1 2.5 1\n"),
        ("weight NaN", b"3 1\n1 2 NaN\n"),
        ("weight infinite", b"3 1\n1 2 -inf\n"),
        ("weight beyond f64", b"3 1\n1 2 1e999\n"),
        ("weight huge", b"3 1\n1 2 2147483649\n"),
        ("weight not whole", b"3 1\n1 2 0.5\n"),
        ("weight of text", b"3 1\n1 2 heavy\n"),
        ("four words", b"3 1\n1 2 1 1\n"),
        ("a line without end", long.as_bytes()),
    ];
    insta::assert_snapshot!(messages(cases, |bytes| gset::parse("g.txt", &decode("g.txt", bytes)?)));
}

#[test]
fn qubo_files() {
    let cases: &[Case<'_>] = &[
        ("comments only", b"# nothing\nc nothing\n"),
        ("two words", b"0 1\n"),
        ("index above the limit", b"0 8192 1\n"),
        ("index above the p line", b"p qubo 0 2 0 1\n0 2 1\n"),
        ("index negative", b"-1 0 1\n"),
        ("value NaN", b"0 1 nan\n"),
        ("value huge", b"0 1 -3e9\n"),
        ("same ordered pair twice", b"0 1 1\n1 0 1\n0 1 2\n"),
        ("same diagonal twice", b"1 1 1\n0 1 1\n1 1 1\n"),
        ("p line of another format", b"p cnf 3 2\n1 2 0\n"),
        ("p line too short", b"p qubo 3 2\n"),
        ("p line after data", b"0 1 1\np qubo 0 2 0 1\n"),
        ("p line with no variables", b"p qubo 0 0 0 0\n"),
        ("p line with too many pairs", b"p qubo 0 10 0 99999999\n"),
        ("torn: a pair is missing", b"p qubo 0 3 0 2\n0 1 1\n"),
        ("torn: a diagonal entry is missing", b"p qubo 0 3 1 1\n0 1 1\n"),
        ("an Ising file", b"# vartype=SPIN\n0 1 1\n"),
    ];
    insta::assert_snapshot!(messages(cases, |bytes| qubo::parse("q.txt", &decode("q.txt", bytes)?)));
}

#[test]
fn ising_files() {
    let cases: &[Case<'_>] = &[
        ("no entries", b"\n\n"),
        ("self-coupling", b"0 1 1\n1 1 -1\n"),
        ("same coupling twice, turned round", b"0 1 1\n1 0 1\n"),
        ("same field twice", b"0 1\n0 1\n"),
        ("one word", b"0 1 1\n7\n"),
        ("field NaN", b"0 NaN\n"),
        ("coupling infinite", b"0 1 inf\n"),
        ("torn: a coupling is missing", b"p ising 2 1 1\n0 1\n"),
        ("p line of another format", b"p qubo 0 2 0 1\n0 1 1\n"),
        ("a QUBO file", b"# vartype=BINARY\n0 1 1\n"),
    ];
    insta::assert_snapshot!(messages(cases, |bytes| ising::parse("h.txt", &decode("h.txt", bytes)?)));
}

#[test]
fn partition_files() {
    let cases: &[Case<'_>] =
        &[("zero for a sign", b"1\n0\n1\n"), ("too few", b"1\n-1\n"), ("too many", b"1\n-1\n1\n1\n"), ("two on a line", b"1 -1\n1\n")];
    insta::assert_snapshot!(messages(cases, |bytes| partition::parse("out.txt", &decode("out.txt", bytes)?, 3)));
}

#[test]
fn bitmap_texts() {
    let wide = "#".repeat(8193);
    let long_name = format!("name: {}\n##\n", "x".repeat(65));
    let cases: &[Case<'_>] = &[
        ("no pictures", b"\n\n"),
        ("rows of different lengths", b"name: A\n###\n##\n"),
        ("pictures of different widths", b"A:\n###\n\nB:\n##\n"),
        ("pictures of different heights", b"##\n##\n\n##\n"),
        ("another character", b"##.\n#x.\n"),
        ("a blank inside a row", b"## .\n"),
        ("a name without a picture", b"name: A\n\nname: B\n##\n"),
        ("a last name without a picture", b"##\n\nB:\n"),
        ("an empty name", b"name:\n##\n"),
        ("a long name", long_name.as_bytes()),
        ("too many pixels", wide.as_bytes()),
    ];
    insta::assert_snapshot!(messages(cases, |bytes| bitmap::parse("letters.txt", &decode("letters.txt", bytes)?)));
}

#[test]
fn too_many_bitmaps() {
    let error = bitmap::parse("letters.txt", &"#\n\n".repeat(4097)).unwrap_err();
    insta::assert_snapshot!(error, @"letters.txt:8193: more than 4096 pictures; split the set");
}

/// A PNG with these sides, and junk for data when there is none.
fn png_of(width: u32, height: u32, data: Option<&[u8]>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().unwrap();
    match data {
        Some(data) => writer.write_image_data(data).unwrap(),
        None => writer.write_chunk(png::chunk::IDAT, b"junk").unwrap(),
    }
    drop(writer);
    bytes
}

#[test]
fn png_files() {
    let whole = png_of(4, 4, Some(&[0; 16]));
    let huge = png_of(100_000, 100_000, None);
    let large = png_of(91, 91, Some(&[0; 91 * 91]));
    let mut flipped = whole.clone();
    flipped[20] ^= 1;
    let cases: &[Case<'_>] = &[
        ("empty", b""),
        ("text", b"##\n##\n"),
        ("signature only", &whole[..8]),
        ("torn in its data", &whole[..whole.len() - 20]),
        ("a bit is wrong", &flipped),
        ("claims ten thousand million pixels", &huge),
        ("a pixel too many", &large),
    ];
    insta::assert_snapshot!(messages(cases, |bytes| bitmap::decode_png("a.png", "a", &bytes)));
}

/// A `.npy` of version 1 with this dictionary and this data.
fn npy_of(dictionary: &str, data: &[u8]) -> Vec<u8> {
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((dictionary.len() as u16).to_le_bytes());
    bytes.extend(dictionary.as_bytes());
    bytes.extend(data);
    bytes
}

#[test]
fn npy_files() {
    let claim = npy_of("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000,), }", &[0; 8]);
    let overflow = npy_of("{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296), }", b"");
    let torn = npy_of("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }", &[0; 15]);
    let object = npy_of("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", &[0; 8]);
    let complex = npy_of("{'descr': '<c16', 'fortran_order': False, 'shape': (1,), }", &[0; 16]);
    let record = npy_of("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }", &[0; 8]);
    let cube = npy_of("{'descr': '|i1', 'fortran_order': False, 'shape': (1, 1, 1), }", &[0]);
    let scalar = npy_of("{'descr': '|i1', 'fortran_order': False, 'shape': (), }", &[0]);
    let negative = npy_of("{'descr': '|i1', 'fortran_order': False, 'shape': (-1,), }", &[0]);
    let nested = npy_of(&"(".repeat(9000), b"");
    let unknown = npy_of("{'descr': '|i1', 'colour': 'red'}", b"");
    let no_shape = npy_of("{'descr': '|i1', 'fortran_order': False}", b"");
    let cases: &[Case<'_>] = &[
        ("empty", b""),
        ("text", b"1,2,3\n"),
        ("magic only", b"\x93NUMPY"),
        ("version 9", b"\x93NUMPY\x09\x00\x00\x00"),
        ("header torn", b"\x93NUMPY\x01\x00\x76\x00{'descr'"),
        ("header of four gigabytes", b"\x93NUMPY\x02\x00\xff\xff\xff\xff{"),
        ("claims ten to the twelve elements", &claim),
        ("product beyond 64 bits", &overflow),
        ("a byte is missing", &torn),
        ("Python objects", &object),
        ("complex numbers", &complex),
        ("records", &record),
        ("three axes", &cube),
        ("no axis", &scalar),
        ("negative axis", &negative),
        ("nine thousand brackets", &nested),
        ("unknown key", &unknown),
        ("no shape", &no_shape),
    ];
    insta::assert_snapshot!(messages(cases, |bytes| npy::parse("w.npy", &bytes)));
}

#[test]
fn npz_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.npz");
    let array = npy::Array::vector(npy::Data::F64(vec![0.0; 1000]));
    npy::write_npz(&path, &[("a", &array)]).unwrap();
    let whole = std::fs::read(&path).unwrap();
    let cases: &[Case<'_>] = &[("empty", b""), ("text", b"a"), ("torn", &whole[..whole.len() / 2])];
    insta::assert_snapshot!(messages(cases, |bytes| npy::parse_npz("w.npz", &bytes)));
}

#[test]
fn csv_files() {
    let cases: &[Case<'_>] = &[
        ("header only", b"a,b\n"),
        ("rows of different lengths", b"1,2\n3\n"),
        ("text below a header", b"t,x\n0,1\n1,fast\n"),
        ("an empty field", b"1,2\n3,\n"),
        ("NaN", b"1\nNaN\n"),
        ("infinity", b"1\ninf\n"),
        ("beyond f64", b"1\n1e400\n"),
        ("decimal comma", b"1;2\n1,5;2\n"),
    ];
    insta::assert_snapshot!(messages(cases, |bytes| csv::parse("x.csv", &decode("x.csv", bytes)?, csv::Gaps::Refused)));
}

#[test]
fn non_finite_elements() {
    let matrix = npy::Array::matrix(2, 2, npy::Data::F32(vec![0.0, 1.0, f32::NAN, 0.0])).unwrap();
    let message = matrix.finite("w.npy").unwrap_err().to_string();
    insta::assert_snapshot!(message, @"w.npy: element [1, 0] is NaN; replace it by a finite number");
}
