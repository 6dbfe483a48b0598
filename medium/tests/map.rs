//! The map's documents are what the table says, and the checked-in page is the present one.

use syntony_medium::registers::{map_hash, to_csv, to_json, to_markdown, to_svd};

#[test]
fn the_page_in_the_book_is_the_table() {
    let page = include_str!("../../docs/src/registers.md");
    assert!(page == to_markdown(), "docs/src/registers.md is out of date: cargo run -- info --map markdown > docs/src/registers.md");
}

#[test]
fn the_map_changes_only_knowingly() {
    insta::assert_snapshot!("map_csv", format!("{}hash {:08x}\n", to_csv(), map_hash()));
    insta::assert_snapshot!("map_svd", to_svd());
}

#[test]
fn the_json_is_json() {
    let map: serde_json::Value = serde_json::from_str(&to_json()).unwrap();
    assert_eq!(map["map_hash"], map_hash());
    assert!(map["registers"].as_array().unwrap().iter().any(|r| r["name"] == "run_tag"));
}
