//! Random bytes and damaged files: an error or a value, never a panic.

use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;
use syntony_host::io::{bitmap, csv, decode, gset, ising, npy, partition, qubo};

/// Gives the bytes to every parser.
fn feed(bytes: &[u8]) {
    let _ = npy::parse("f", bytes);
    let _ = npy::parse_npz("f", bytes);
    let _ = bitmap::decode_png("f", "f", bytes);
    let Ok(text) = decode("f", bytes.to_vec()) else { return };
    let _ = gset::parse("f", &text);
    let _ = qubo::parse("f", &text);
    let _ = ising::parse("f", &text);
    let _ = partition::parse("f", &text, 10);
    let _ = bitmap::parse("f", &text);
    let _ = csv::parse("f", &text, csv::Gaps::Allowed);
}

/// Whole files of every format, to be damaged.
static WHOLE: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let picture = bitmap::parse("f", "name: A\n##..\n.#.#\n").unwrap().remove(0);
    let array = npy::Array::matrix(2, 2, npy::Data::F64(vec![1.0, 2.0, 3.0, 4.0])).unwrap();
    let folder = tempfile::tempdir().unwrap();
    npy::write_npz(&folder.path().join("a.npz"), &[("a", &array), ("b", &array)]).unwrap();
    vec![
        bitmap::encode_png(&picture).unwrap(),
        npy::encode(&array),
        std::fs::read(folder.path().join("a.npz")).unwrap(),
        b"3 2\n1 2 -1\n2 3 1\n".to_vec(),
        b"p qubo 0 3 1 2\n0 0 1\n0 1 -1.5\n1 2 1e3\n".to_vec(),
        b"p ising 3 1 2\n0 1\n0 1 -1.5\n1 2 1e3\n".to_vec(),
        b"name: A\n##\n\nB:\n..\n".to_vec(),
        b"t,\"x\"\n0,1\n1,2e3\n".to_vec(),
    ]
});

proptest! {
    #[test]
    fn random_bytes(bytes in vec(any::<u8>(), 0..400)) {
        feed(&bytes);
    }

    #[test]
    fn random_text(text in "[ 0-9a-z#.:,;\"'\\-+eé\n\r\t]{0,200}") {
        feed(text.as_bytes());
    }

    #[test]
    fn lines_of_numbers(rows in vec(vec(-3i64..12_000, 0..5), 0..12)) {
        let text: String = rows.iter().map(|row| row.iter().map(|n| format!("{n} ")).collect::<String>() + "\n").collect();
        feed(text.as_bytes());
    }

    #[test]
    fn damaged_files(which in 0usize..8, hits in vec((any::<prop::sample::Index>(), any::<u8>()), 0..6), keep in any::<prop::sample::Index>()) {
        let mut bytes = WHOLE[which].clone();
        for (at, value) in hits {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        feed(&bytes);
        bytes.truncate(keep.index(bytes.len()) + 1);
        feed(&bytes);
    }
}
