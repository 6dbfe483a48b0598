//! The boards' files are part of the command: it is built again when one comes or changes.

fn main() {
    println!("cargo::rerun-if-changed=../constraints");
}
