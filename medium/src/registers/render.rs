//! The tables as documents: Markdown for people, JSON and CSV for programs, SVD for debuggers.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{Access, CUEING, Field, LEARNING, RHYTHM, Register, TABLE, all, of};
use crate::shape::Shape;
use crate::window::{self, WINDOWS};

fn kind(register: &Register) -> String {
    format!("{}{}", if register.signed { "i" } else { "u" }, register.width)
}

/// The register and window tables as a page of documentation.
pub fn to_markdown() -> String {
    let mut page = String::from(
        "# Registers and windows\n\nMade by `syntony info --map markdown`. Addresses are word addresses; `rw!` may be written during a run.\n",
    );
    let mut group = "";
    for register in all() {
        if register.group != group {
            group = register.group;
            let only = match register.address {
                at if at == LEARNING[0].address => "Only in a medium that learns; its map hash is another one.\n\n",
                at if at == RHYTHM[0].address => "Only on a board with contours; its map hash is another one.\n\n",
                at if at == CUEING[0].address => "Only on a board that searches its contours for a cue; its map hash is another one.\n\n",
                _ => "",
            };
            page += &format!("\n## {group}\n\n{only}| address | register | access | type | reset | meaning |\n|---|---|---|---|---|---|\n");
        }
        let bits = |f: &Field| if f.width == 1 { format!("bit {}", f.lsb) } else { format!("bits {}-{}", f.lsb, f.lsb + f.width - 1) };
        let fields: Vec<String> = register.fields.iter().map(|f| format!("`{}` {}: {}", f.name, bits(f), f.doc)).collect();
        let fields = if fields.is_empty() { String::new() } else { format!(" {}.", fields.join("; ")) };
        let Register { address, name, access, reset, doc, .. } = register;
        page += &format!("| 0x{address:02X} | `{name}` | {} | {} | 0x{reset:X} | {doc}{fields} |\n", access.name(), kind(register));
    }
    page += "\n## windows\n\n| number | window | access | meaning and layout |\n|---|---|---|---|\n";
    for window in WINDOWS {
        page += &format!("| {} | `{}` | {} | {} |\n", window.number, window.name, window.access.name(), window.doc);
    }
    page
}

/// The tables as CSV, of a medium that does not learn, without contours.
pub fn to_csv() -> String {
    to_csv_of(&Shape::default())
}

/// The tables of a board of some shape as CSV: one line a register, field or window. The map hash is made of this text.
pub fn to_csv_of(shape: &Shape) -> String {
    let mut lines = String::from("kind,name,address,access,lsb,width,signed,reset\n");
    for register in of(shape) {
        let Register { name, address, access, width, signed, reset, .. } = register;
        lines += &format!("register,{name},{address},{},0,{width},{signed},{reset}\n", access.name());
        for field in register.fields {
            lines += &format!("field,{name}.{},{address},{},{},{},false,0\n", field.name, access.name(), field.lsb, field.width);
        }
    }
    for window in window::of(shape) {
        lines += &format!("window,{},{},{},0,32,false,0\n", window.name, window.number, window.access.name());
    }
    lines
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out + "\""
}

/// The tables as one JSON document.
pub fn to_json() -> String {
    to_json_of(&Shape::default())
}

/// The same of a medium of some shape.
pub fn to_json_of(shape: &Shape) -> String {
    let registers: Vec<String> = super::of(shape)
        .map(|r| {
            let field = |f: &Field| {
                format!("{{\"name\": {}, \"lsb\": {}, \"width\": {}, \"doc\": {}}}", quoted(f.name), f.lsb, f.width, quoted(f.doc))
            };
            let fields: Vec<String> = r.fields.iter().map(field).collect();
            format!(
                "    {{\"name\": {}, \"group\": {}, \"address\": {}, \"access\": {}, \"width\": {}, \"signed\": {}, \"reset\": {}, \"doc\": {}, \"fields\": [{}]}}",
                quoted(r.name),
                quoted(r.group),
                r.address,
                quoted(r.access.name()),
                r.width,
                r.signed,
                r.reset,
                quoted(r.doc),
                fields.join(", ")
            )
        })
        .collect();
    let windows: Vec<String> = window::of(shape)
        .map(|w| {
            let (name, access, doc) = (quoted(w.name), quoted(w.access.name()), quoted(w.doc));
            format!("    {{\"name\": {name}, \"number\": {}, \"access\": {access}, \"doc\": {doc}}}", w.number)
        })
        .collect();
    let hash = super::map_hash_of(shape);
    format!(
        "{{\n  \"map_hash\": {hash},\n  \"registers\": [\n{}\n  ],\n  \"windows\": [\n{}\n  ]\n}}\n",
        registers.join(",\n"),
        windows.join(",\n")
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The registers as CMSIS-SVD; byte offset = 4 times the word address.
pub fn to_svd() -> String {
    let mut svd = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<device schemaVersion=\"1.3\">\n  <name>SYNTONY</name>\n  <version>1</version>\n  <description>Oscillator medium</description>\n  <addressUnitBits>8</addressUnitBits>\n  <width>32</width>\n  <peripherals>\n    <peripheral>\n      <name>MEDIUM</name>\n      <baseAddress>0x0</baseAddress>\n      <registers>\n",
    );
    for register in TABLE {
        let access = if register.access == Access::ReadOnly { "read-only" } else { "read-write" };
        svd += &format!(
            "        <register>\n          <name>{}</name>\n          <description>{}</description>\n          <addressOffset>0x{:X}</addressOffset>\n          <size>32</size>\n          <access>{access}</access>\n          <resetValue>0x{:X}</resetValue>\n",
            register.name.to_uppercase(),
            escaped(register.doc),
            4 * register.address,
            register.reset
        );
        let whole = [Field { name: "value", lsb: 0, width: register.width, doc: register.doc }];
        let fields = if register.fields.is_empty() { &whole[..] } else { register.fields };
        svd += "          <fields>\n";
        for field in fields {
            let (name, doc) = (field.name.to_string().to_uppercase(), escaped(field.doc));
            svd += &format!(
                "            <field><name>{name}</name><description>{doc}</description><bitOffset>{}</bitOffset><bitWidth>{}</bitWidth></field>\n",
                field.lsb, field.width
            );
        }
        svd += "          </fields>\n        </register>\n";
    }
    svd + "      </registers>\n    </peripheral>\n  </peripherals>\n</device>\n"
}
