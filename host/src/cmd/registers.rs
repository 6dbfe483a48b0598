//! `syntony read` and `syntony write`: registers by name.

use std::collections::BTreeMap;

use anyhow::{Context as _, anyhow, bail};
use clap::Args;
use syntony_host::io::table::table;
use syntony_medium::registers::{self as reg, Access, Register, by_name};

use super::target::TargetArg;
use super::{Context, Output};

/// Read registers by name
#[derive(Args)]
pub struct Read {
    /// Registers, for example `status` `order.lag`; all of them if none is named
    names: Vec<String>,
    #[command(flatten)]
    target: TargetArg,
}

/// Write registers by name
#[derive(Args)]
pub struct Write {
    /// Assignments in the order in which they are made, for example `law=1` `run_control.measure=1` `alpha=0x400`
    #[arg(required = true, value_name = "REGISTER=VALUE")]
    assignments: Vec<String>,
    #[command(flatten)]
    target: TargetArg,
}

fn find(name: &str) -> anyhow::Result<&'static Register> {
    by_name(name).ok_or_else(|| {
        let near = reg::all().filter(|r| r.name.contains(name) || name.contains(r.name)).map(|r| r.name).collect::<Vec<_>>();
        let hint = if near.is_empty() { "`syntony info --map markdown` lists them".into() } else { format!("near: {}", near.join(", ")) };
        anyhow!("there is no register `{name}`: {hint}")
    })
}

/// `register` or `register.field`.
fn place(name: &str) -> anyhow::Result<(&'static Register, Option<syntony_medium::registers::Field>)> {
    let Some((register, field)) = name.split_once('.') else { return Ok((find(name)?, None)) };
    let register = find(register)?;
    let names = || register.fields.iter().map(|f| f.name).collect::<Vec<_>>().join(", ");
    let found = register.field(field).ok_or_else(|| anyhow!("`{}` has no field `{field}`: it has {}", register.name, names()))?;
    Ok((register, Some(found)))
}

fn shown(register: &Register, word: u32) -> i64 {
    if register.signed { i64::from(word as i32) } else { i64::from(word) }
}

impl Read {
    pub fn run(&self, _context: &Context) -> anyhow::Result<Output> {
        let mut names = self.names.clone();
        let mut places = names.iter().map(|name| place(name)).collect::<anyhow::Result<Vec<_>>>()?;
        let mut open = self.target.open()?;
        if names.is_empty() {
            let all: Vec<_> = reg::of(open.device.shape()).collect();
            names = all.iter().map(|register| register.name.to_string()).collect();
            places = all.into_iter().map(|register| (register, None)).collect();
        }
        let (mut values, mut rows) = (BTreeMap::new(), Vec::new());
        for (name, (register, field)) in names.iter().zip(places) {
            let word = open.device.read(register)?;
            let value = field.map_or_else(|| shown(register, word), |field| i64::from(field.get(word)));
            values.insert(name.clone(), value);
            rows.push(vec![
                name.clone(),
                value.to_string(),
                format!("0x{:X}", value as u32),
                field.map_or(register.doc, |f| f.doc).to_string(),
            ]);
        }
        Output::new(&values, table(&["register", "value", "hex", "meaning"], &rows))
    }
}

fn number(text: &str) -> anyhow::Result<u32> {
    let wide = match text.strip_prefix("0x") {
        Some(hex) => i64::from_str_radix(hex, 16),
        None => text.parse(),
    };
    let wide = wide.with_context(|| format!("`{text}` is no number: give a decimal one or 0x.."))?;
    match (u32::try_from(wide), i32::try_from(wide)) {
        (Ok(word), _) => Ok(word),
        (_, Ok(word)) => Ok(word as u32),
        _ => bail!("{text} does not fit 32 bits: give -2147483648 to 4294967295"),
    }
}

impl Write {
    pub fn run(&self, _context: &Context) -> anyhow::Result<Output> {
        let mut writes = Vec::new();
        for assignment in &self.assignments {
            let (name, value) =
                assignment.split_once('=').ok_or_else(|| anyhow!("`{assignment}` is no assignment: write REGISTER=VALUE"))?;
            let (register, field) = place(name)?;
            let value = number(value)?;
            if register.access == Access::ReadOnly {
                bail!("the register `{}` is read-only", register.name);
            }
            let fits = field.map_or(register.keep(value) == value, |field| field.get(field.put(0, value)) == value);
            if !fits {
                bail!("{value} does not fit `{name}`: it has {} bits", field.map_or(register.width, |field| field.width));
            }
            writes.push((name, register, field, value));
        }
        let mut open = self.target.open()?;
        let mut values = BTreeMap::new();
        for (name, register, field, value) in writes {
            let word = match field {
                Some(field) => field.put(open.device.read(register)?, value),
                None => value,
            };
            open.device.write(register, word)?;
            open.device.finish()?;
            values.insert(name, shown(register, open.device.read(register)?));
        }
        open.keep()?;
        let lines: Vec<String> = values.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        Output::new(&values, lines.join("\n"))
    }
}
