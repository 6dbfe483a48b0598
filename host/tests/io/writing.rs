//! Writing is whole or not at all, and says why it cannot be done.

use std::fs;
use std::io;
use std::path::Path;

use syntony_host::io::bitmap::{self, Bitmap};
use syntony_host::io::{IoError, read_bytes, table::table, write_atomic, write_text};

/// The message with the folder of the test left out.
fn message<T: std::fmt::Debug>(folder: &Path, result: Result<T, IoError>) -> String {
    result.unwrap_err().to_string().replace(&folder.display().to_string(), "FOLDER")
}

fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_failed_write_leaves_the_old_file_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.txt");
    write_text(&path, "old").unwrap();
    let failed = write_atomic(&path, |out| {
        out.write_all(b"half")?;
        Err(io::Error::other("the power is gone"))
    });
    insta::assert_snapshot!(message(folder.path(), failed), @"FOLDER/out.txt: cannot write it: the power is gone; check the name, the folder and the disk");
    assert_eq!(fs::read_to_string(&path).unwrap(), "old");
    assert_eq!(files(folder.path()), ["out.txt"]);
    write_text(&path, "new").unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "new");
    assert_eq!(files(folder.path()), ["out.txt"]);
}

#[test]
fn places_that_cannot_be_written_or_read() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("file"), "x").unwrap();
    insta::assert_snapshot!(message(folder.path(), write_text(folder.path(), "x")), @"FOLDER: is a folder, not a file; give the name of a file in it");
    insta::assert_snapshot!(message(folder.path(), write_text(&at("no/out"), "x")), @"FOLDER/no/out: cannot write it: No such file or directory (os error 2); make its folder first");
    insta::assert_snapshot!(message(folder.path(), write_text(&at("file/out"), "x")), @"FOLDER/file/out: cannot write it: Not a directory (os error 20); check the name, the folder and the disk");
    insta::assert_snapshot!(message(folder.path(), read_bytes(&at("none"), 10)), @"FOLDER/none: cannot read it: No such file or directory (os error 2); check the name and the folder you are in");
    insta::assert_snapshot!(message(folder.path(), read_bytes(folder.path(), 10)), @"FOLDER: is a folder, not a file; give the name of a file in it");
    fs::write(at("long"), [b'x'; 11]).unwrap();
    insta::assert_snapshot!(message(folder.path(), read_bytes(&at("long"), 10)), @"FOLDER/long: is larger than the 10 bytes allowed for this kind of file; check that it is the right file, or split it");
    assert_eq!(read_bytes(&at("long"), 11).unwrap().len(), 11);
    assert_eq!(files(folder.path()), ["file", "long"]);
}

#[cfg(unix)]
#[test]
fn an_endless_device_is_cut_off() {
    assert!(matches!(read_bytes(Path::new("/dev/zero"), 1000), Err(IoError::TooLarge { limit: 1000, .. })));
}

#[cfg(unix)]
#[test]
fn a_link_keeps_its_file_and_permissions_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    let (real, link) = (folder.path().join("real"), folder.path().join("link"));
    fs::write(&real, "old").unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    symlink(&real, &link).unwrap();
    write_text(&link, "new").unwrap();
    assert_eq!(fs::read_to_string(&real).unwrap(), "new");
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
}

#[test]
fn pictures_that_make_no_files() {
    let folder = tempfile::tempdir().unwrap();
    let picture = |name: &str| Bitmap { name: name.into(), width: 1, height: 1, pixels: vec![true] };
    let out = folder.path().join("out");
    let refused = |pictures: &[Bitmap]| message(folder.path(), bitmap::write_folder(&out, pictures));
    insta::assert_snapshot!(refused(&[picture("../a")]), @r#"FOLDER/out: the name "../a" is no file name; rename the picture, or write the set as text"#);
    insta::assert_snapshot!(refused(&[picture("a"), picture("A")]), @r#"FOLDER/out: two pictures are called "a"; rename one, or write the set as text"#);
    insta::assert_snapshot!(refused(&[Bitmap { width: 2, ..picture("a") }]), @r#"FOLDER/out: picture "a" is 2 x 1 with 1 pixels; give width times height pixels, at most 8192"#);
    assert!(!out.exists());
    let nameless = bitmap::write_text(&out, &[picture("two\nlines")]);
    insta::assert_snapshot!(message(folder.path(), nameless), @r#"FOLDER/out: the name "two\nlines" has blanks at its ends or control characters; rename the picture"#);
}

#[test]
fn a_table() {
    let rows = [vec!["G1".to_owned(), "11624".to_owned(), "0.05 s".to_owned()], vec!["lattice".to_owned(), "564".to_owned()]];
    insta::assert_snapshot!(table(&["graph", "best cut", "time"], &rows));
}
