//! Graphs to cut in G-set form.
//!
//! ```text
//! nodes edges          one line
//! i j w                `edges` lines; nodes counted from 1; w a whole number, 1 when left out
//! ```
//! Blank lines and comments (`#`, or `c` and a blank) are skipped; lines may end in `\r\n`.

use std::fmt::Write as _;
use std::path::Path;

use super::edges::{EdgeList, Entries, MAX_BYTES, MAX_EDGES, MAX_NODES, too_many_edges};
use super::error::{IoError, quote};
use super::lines::{Line, data_lines};
use super::{display_name, read_text, write_text};

/// Reads a G-set file; `-` is standard input.
///
/// # Errors
/// [`IoError`]; the content as in [`parse`].
pub fn read(path: &Path) -> Result<EdgeList, IoError> {
    parse(&display_name(path), &read_text(path, MAX_BYTES)?)
}

/// Understands G-set text; `file` is its name in messages. `fields` of the result are 0.
///
/// # Errors
/// With file, line and column: a bad header, more than 8192 nodes or 4 million edges, fewer or more edges than promised,
/// a node out of range, a self-loop, an edge that is there twice, a weight that is no whole number or above 2^31.
pub fn parse(file: &str, text: &str) -> Result<EdgeList, IoError> {
    let mut lines = data_lines(file, text);
    let Some(header) = lines.next().transpose()? else {
        return Err(IoError::whole(file, "there is no data in the file", "start with a line `nodes edges`"));
    };
    let (nodes, promised) = parse_header(header)?;
    let mut entries = Entries::new(file);
    for line in lines {
        let line = line?;
        if entries.pairs() == promised {
            return Err(line.error(
                format!("there are more edges than the {promised} that the header promises"),
                "correct the header, or remove what does not belong to the file",
            ));
        }
        let (u, v, weight) = parse_edge(line, nodes)?;
        entries.pair(u, v, weight, line)?;
    }
    if entries.pairs() < promised {
        return Err(IoError::whole(
            file,
            format!("the header promises {promised} edges, but there are {}", entries.pairs()),
            "the file is torn: fetch it again, or correct the header",
        ));
    }
    entries.finish(nodes, false)
}

fn parse_header(line: Line<'_>) -> Result<(usize, usize), IoError> {
    let fields = line.fields();
    let [nodes, edges] = fields[..] else {
        return Err(line.error(
            format!("the first line has {} words, not 2", fields.len()),
            "start with a line `nodes edges`, then one line `i j weight` for each edge",
        ));
    };
    let (count, promised) = (nodes.count("number of nodes")?, edges.count("number of edges")?);
    if count == 0 || promised == 0 {
        return Err(line.error("the graph is empty", "give a graph with at least one edge"));
    }
    if count > MAX_NODES as u64 {
        return Err(nodes.error(format!("{count} nodes are more than the {MAX_NODES} allowed"), "split the problem"));
    }
    if promised > MAX_EDGES as u64 {
        return Err(too_many_edges(line, promised));
    }
    Ok((count as usize, promised as usize))
}

fn parse_edge(line: Line<'_>, nodes: usize) -> Result<(u32, u32, f64), IoError> {
    let fields = line.fields();
    let (i, j, weight) = match fields[..] {
        [i, j] => (i, j, 1.0),
        [i, j, w] => {
            let value = w.number("weight")?;
            if value.fract() != 0.0 {
                return Err(w.error(
                    format!("weight {} is not a whole number", quote(w.text)),
                    "multiply all weights by a common factor, or write the problem as Ising or QUBO text",
                ));
            }
            (i, j, value)
        }
        _ => return Err(line.error(format!("an edge has 2 or 3 words, not {}", fields.len()), "write `i j weight`")),
    };
    let (u, v) = (i.index("node", 1, nodes)?, j.index("node", 1, nodes)?);
    if u == v {
        return Err(j.error(format!("node {} is joined to itself", u + 1), "remove the line: a self-loop can not be cut"));
    }
    Ok((u, v, weight))
}

/// G-set text of a graph; weights that are whole numbers come back as they were. Fields and constant have no place in it.
pub fn format(graph: &EdgeList) -> String {
    let mut text = format!("{} {}\n", graph.nodes, graph.edges.len());
    for &(u, v, weight) in &graph.edges {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{} {} {weight}", u + 1, v + 1);
    }
    text
}

/// Writes [`format()`] to a file, whole or not at all.
///
/// # Errors
/// [`IoError`] when it cannot be written.
pub fn write(path: &Path, graph: &EdgeList) -> Result<(), IoError> {
    write_text(path, &format(graph))
}
