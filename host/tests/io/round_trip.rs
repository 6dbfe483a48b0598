//! What was written comes back: every format, on random content.

use proptest::prelude::*;
use syntony_host::io::bitmap::{self, Bitmap};
use syntony_host::io::npy::{self, Array, Data};
use syntony_host::io::{EdgeList, csv, gset, ising, partition, qubo};

/// A problem of up to 30 nodes; weights are eighths, so that quarters and sums stay exact.
fn problem(fields: bool) -> impl Strategy<Value = EdgeList> {
    let pairs = proptest::collection::btree_map((0u32..30, 0u32..30), -8000i32..8000, 1..60);
    (pairs, proptest::collection::vec(-80i32..80, 30)).prop_map(move |(pairs, linear)| {
        let unit = if fields { 0.125 } else { 1.0 };
        let edges: Vec<_> = pairs.into_iter().filter(|((u, v), _)| u < v).map(|((u, v), w)| (u, v, f64::from(w) * unit)).collect();
        let fields = linear.iter().map(|&h| if fields { f64::from(h) * unit } else { 0.0 }).collect();
        EdgeList { nodes: 30, edges, fields, constant: 0.0 }
    })
}

fn pictures() -> impl Strategy<Value = Vec<Bitmap>> {
    (1usize..20, 1usize..20, 1usize..6).prop_flat_map(|(width, height, count)| {
        let one = proptest::collection::vec(any::<bool>(), width * height);
        let names = proptest::collection::btree_set("[A-Za-z0-9]([a-z0-9_ ]{0,6}[a-z0-9])?", count);
        (names, proptest::collection::vec(one, count)).prop_map(move |(names, all)| {
            let named = names.into_iter().zip(all);
            named.map(|(name, pixels)| Bitmap { name, width, height, pixels }).collect()
        })
    })
}

fn data() -> impl Strategy<Value = Data> {
    use proptest::collection::vec;
    let size = 24;
    prop_oneof![
        vec(any::<f64>(), size).prop_map(Data::F64),
        vec(any::<f32>(), size).prop_map(Data::F32),
        vec(any::<i8>(), size).prop_map(Data::I8),
        vec(any::<i16>(), size).prop_map(Data::I16),
        vec(any::<i32>(), size).prop_map(Data::I32),
        vec(any::<i64>(), size).prop_map(Data::I64),
        vec(any::<u8>(), size).prop_map(Data::U8),
        vec(any::<u16>(), size).prop_map(Data::U16),
        vec(any::<u32>(), size).prop_map(Data::U32),
        vec(any::<bool>(), size).prop_map(Data::Bool),
    ]
}

proptest! {
    #[test]
    fn gset_text(graph in problem(false)) {
        prop_assume!(!graph.edges.is_empty());
        let text = gset::format(&graph);
        prop_assert_eq!(&gset::parse("g", &text).unwrap(), &graph);
        prop_assert_eq!(gset::parse("g", &text.replace('\n', "\r\n")).unwrap(), graph);
    }

    #[test]
    fn qubo_text(problem in problem(true)) {
        prop_assume!(!problem.edges.is_empty());
        prop_assert_eq!(qubo::parse("q", &qubo::format(&problem)).unwrap(), problem);
    }

    #[test]
    fn ising_text(problem in problem(true)) {
        prop_assume!(!problem.edges.is_empty());
        prop_assert_eq!(ising::parse("h", &ising::format(&problem)).unwrap(), problem);
    }

    #[test]
    fn qubo_and_ising_have_equal_values(problem in problem(true), bits in proptest::collection::vec(any::<bool>(), 30)) {
        let x: Vec<f64> = bits.iter().map(|&b| f64::from(u8::from(b))).collect();
        let s: Vec<f64> = x.iter().map(|x| 2.0 * x - 1.0).collect();
        prop_assert_eq!(problem.value(&x), problem.qubo_to_ising().value(&s));
    }

    #[test]
    fn partition_text(bits in proptest::collection::vec(any::<bool>(), 0..200)) {
        let signs: Vec<i8> = bits.iter().map(|&b| if b { 1 } else { -1 }).collect();
        prop_assert_eq!(partition::parse("p", &partition::format(&signs), signs.len()).unwrap(), signs);
    }

    #[test]
    fn bitmap_text_and_png(set in pictures()) {
        prop_assert_eq!(&bitmap::parse("b", &bitmap::format(&set)).unwrap(), &set);
        for picture in &set {
            let png = bitmap::encode_png(picture).unwrap();
            prop_assert_eq!(&bitmap::decode_png("b.png", &picture.name, &png).unwrap(), picture);
        }
    }

    #[test]
    fn npy_bytes(data in data(), rows in prop_oneof![Just(0usize), Just(1), Just(4), Just(24)]) {
        let array = match rows {
            0 => Array::vector(data),
            rows => Array::matrix(rows, 24 / rows, data).unwrap(),
        };
        // Bytes are compared, since NaN differs from itself.
        let bytes = npy::encode(&array);
        prop_assert_eq!(npy::encode(&npy::parse("a.npy", &bytes).unwrap()), bytes);
    }

    #[test]
    fn csv_files(values in proptest::collection::vec(-1e300f64..1e300, 12), header in any::<bool>()) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        let header = header.then(|| vec!["t".to_owned(), "x, \"quoted\"".to_owned(), "y".to_owned()]);
        let matrix = csv::Matrix { header, columns: 3, values };
        csv::write(&path, &matrix).unwrap();
        prop_assert_eq!(csv::read(&path, csv::Gaps::Refused).unwrap(), matrix);
    }
}

#[test]
fn folder_of_pngs() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letters");
    let picture = |name: &str, k: usize| Bitmap { name: name.into(), width: 3, height: 2, pixels: (0..6).map(|i| i % k == 0).collect() };
    bitmap::write_folder(&path, &[picture("b", 2), picture("a", 3)]).unwrap();
    std::fs::write(path.join("notes.txt"), "not a picture").unwrap();
    assert_eq!(bitmap::read(&path).unwrap(), [picture("a", 3), picture("b", 2)]);
}

#[test]
fn npz_files() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (folder.path().join("a.npz"), folder.path().join("b.npz"));
    let weights = Array::matrix(2, 3, Data::I8(vec![1, -2, 3, -4, 5, -6])).unwrap();
    let bias = Array::vector(Data::F64(vec![0.5, -0.25]));
    npy::write_npz(&first, &[("weights", &weights), ("bias", &bias)]).unwrap();
    npy::write_npz(&second, &[("weights", &weights), ("bias", &bias)]).unwrap();
    assert_eq!(std::fs::read(&first).unwrap(), std::fs::read(&second).unwrap());
    assert_eq!(npy::read_npz(&first).unwrap(), [("weights".to_owned(), weights), ("bias".to_owned(), bias)]);
}

#[test]
fn fortran_order_and_big_end_first() {
    let dictionary = "{'descr': '>i2', 'fortran_order': True, 'shape': (2, 3), }";
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((dictionary.len() as u16).to_le_bytes());
    bytes.extend(dictionary.as_bytes());
    bytes.extend([0, 1, 0, 4, 0, 2, 0, 5, 0, 3, 255, 255]);
    let array = npy::parse("a.npy", &bytes).unwrap();
    assert_eq!(array, Array::matrix(2, 3, Data::I16(vec![1, 2, 3, 4, 5, -1])).unwrap());
}

#[test]
fn both_ways_of_a_qubo_add_up() {
    let problem = qubo::parse("q", "c two ways\n0 1 1.5\n1 0 -0.5\n2 2 3\n").unwrap();
    assert_eq!(problem, EdgeList { nodes: 3, edges: vec![(0, 1, 1.0)], fields: vec![0.0, 0.0, 3.0], constant: 0.0 });
}

#[test]
fn diagonal_of_a_spin_file_is_a_field() {
    let problem = ising::parse("h", "# vartype=SPIN\n0 0 0.5\n0 1 -1\n").unwrap();
    assert_eq!(problem, EdgeList { nodes: 2, edges: vec![(0, 1, -1.0)], fields: vec![0.5, 0.0], constant: 0.0 });
}

#[test]
fn names_of_pictures() {
    let set = bitmap::parse("b", "\u{a}##\r\n\r\nA:\r\n.#  \nname: two words\n#.\n\n..\n").unwrap();
    let names: Vec<&str> = set.iter().map(|picture| picture.name.as_str()).collect();
    assert_eq!(names, ["1", "A", "two words", "4"]);
}
