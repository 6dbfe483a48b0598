//! What QUBO and Ising text share: entries one a line, and an optional `p` line that promises how many.

use std::fmt::Write as _;

use super::edges::{EdgeList, Entries, MAX_EDGES, MAX_NODES, too_many_edges};
use super::error::{IoError, quote};
use super::lines::{Field, Line, data_lines, lines};

/// The words of one of the two formats.
pub(super) struct Coo {
    /// The word after `p`.
    pub kind: &'static str,
    /// The `p` line in full, for messages.
    pub header: &'static str,
    /// Words before the number of variables in the `p` line.
    pub skip: usize,
    /// An entry, for messages.
    pub entry: &'static str,
    /// What variables, linear and quadratic entries are called.
    pub names: [&'static str; 3],
    /// Whether `(i, j)` and `(j, i)` are two terms to be added up.
    pub both_ways: bool,
}

/// The `p` line: number of variables, of linear and of quadratic entries.
type Header = [usize; 3];

impl Coo {
    /// Reads all lines; `entry` adds one line's words to the entries (its last argument: the largest index allowed).
    pub fn parse<'a, F>(&self, file: &'a str, text: &'a str, entry: F) -> Result<EdgeList, IoError>
    where
        F: Fn(&mut Entries<'a>, Line<'a>, &[Field<'a>], usize) -> Result<(), IoError>,
    {
        let mut entries = Entries::new(file);
        let mut header: Option<(Line<'_>, Header)> = None;
        for line in data_lines(file, text) {
            let line = line?;
            let fields = line.fields();
            if fields.first().is_some_and(|f| f.text == "p") {
                if header.is_some() || entries.pairs() + entries.linear() > 0 {
                    return Err(line.error("a `p` line stands after other data", "put the one `p` line first"));
                }
                header = Some((line, self.parse_header(line, &fields)?));
            } else {
                entry(&mut entries, line, &fields, header.map_or(MAX_NODES, |(_, h)| h[0]) - 1)?;
            }
        }
        if entries.pairs() + entries.linear() == 0 {
            return Err(IoError::whole(file, "there are no entries in the file", self.entry));
        }
        let Some((line, [nodes, linear, pairs])) = header else {
            let nodes = entries.nodes_seen();
            return entries.finish(nodes, self.both_ways);
        };
        for (promised, found, what) in [(linear, entries.linear(), self.names[1]), (pairs, entries.pairs(), self.names[2])] {
            if promised != found {
                return Err(line.error(
                    format!("the `p` line promises {promised} {what}, but there are {found}"),
                    "the file is torn: fetch it again, or correct the line",
                ));
            }
        }
        entries.finish(nodes, self.both_ways)
    }

    fn parse_header(&self, line: Line<'_>, fields: &[Field<'_>]) -> Result<Header, IoError> {
        if let Some(kind) = fields.get(1).filter(|f| f.text != self.kind) {
            let what = format!("the file holds {}, not {}", quote(kind.text), self.kind);
            return Err(kind.error(what, "use the verb for that format"));
        }
        let Some([nodes, linear, pairs]) = fields.get(2 + self.skip..) else {
            let what = format!("the `p` line has {} words, not {}", fields.len(), 5 + self.skip);
            return Err(line.error(what, format!("write `{}`, or leave the line out", self.header)));
        };
        let name = |index: usize| format!("number of {}", self.names[index]);
        let count = nodes.count(&name(0))?;
        if count == 0 || count > MAX_NODES as u64 {
            return Err(nodes.error(format!("{count} {} are not in 1 to {MAX_NODES}", self.names[0]), "give a problem of that size"));
        }
        let (linear, pairs) = (linear.count(&name(1))?, pairs.count(&name(2))?);
        if pairs > 2 * MAX_EDGES as u64 {
            return Err(too_many_edges(line, pairs));
        }
        // A count of linear entries that is too large cannot be met, and is refused when the entries are counted.
        Ok([count as usize, linear.min(u64::from(u32::MAX)) as usize, pairs as usize])
    }

    /// Text with a `p` line, so that a torn copy is noticed; `diagonal`: a linear entry is written `i i value`.
    pub fn format(&self, problem: &EdgeList, diagonal: bool) -> String {
        let linear: Vec<(usize, f64)> = problem.fields.iter().copied().enumerate().filter(|l| l.1 != 0.0).collect();
        let mut text = format!("p {}{} ", self.kind, " 0".repeat(self.skip));
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{} {} {}", problem.nodes, linear.len(), problem.edges.len());
        for (i, value) in linear {
            let _ = if diagonal { writeln!(text, "{i} {i} {value}") } else { writeln!(text, "{i} {value}") };
        }
        for &(u, v, value) in &problem.edges {
            let _ = writeln!(text, "{u} {v} {value}");
        }
        text
    }
}

/// The comment at the head in which other tools name the type of variables (`# vartype=SPIN`), when it is the wanted one.
pub(super) fn vartype<'a>(file: &'a str, text: &'a str, wanted: &str) -> Option<Line<'a>> {
    let head = lines(file, text).map_while(Result::ok).take_while(|l| l.text.is_empty() || l.text.starts_with(['#', 'c']));
    head.into_iter().find(|line| {
        let said = line.text.trim_start_matches(['#', 'c', ' ']).split_once('=');
        said.is_some_and(|(key, value)| key.trim() == "vartype" && value.trim().eq_ignore_ascii_case(wanted))
    })
}
