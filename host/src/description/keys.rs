//! Every key of a medium's file: the reader refuses what is not here, and the page of the book is made from it.

use std::fmt::Write as _;

/// One key.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// The table it stands in; inner tables by what they are: `ramp`, `spread`, `twist`, `values`.
    pub table: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What may stand there, with the unit.
    pub value: &'static str,
    /// What holds when it is left out.
    pub default: &'static str,
    /// What it means.
    pub doc: &'static str,
    /// The kinds of coupling that know it, or the laws that do; empty: all.
    pub only: &'static [&'static str],
}

const fn key(table: &'static str, name: &'static str, value: &'static str, default: &'static str, doc: &'static str) -> Key {
    Key { table, name, value, default, doc, only: &[] }
}

const fn of(only: &'static [&'static str], name: &'static str, value: &'static str, default: &'static str, doc: &'static str) -> Key {
    Key { table: "coupling", name, value, default, doc, only }
}

/// Every kind of coupling.
pub const KINDS: &[&str] = &["none", "all", "clusters", "ring", "rings", "torus", "small-world", "random", "file"];
const WEIGHTED: &[&str] = &["all", "ring", "rings", "torus", "small-world", "random", "file"];
const GRAPHS: &[&str] = &["ring", "rings", "torus", "small-world", "random"];

/// Every key, table by table.
pub const KEYS: &[Key] = &[
    key("", "shape", "table", "", "what is fixed when the medium is built"),
    key("", "run", "table", "", "the law, its strengths and the length of the run"),
    key("", "coupling", "table", "kind = \"none\"", "who is coupled with whom, and how strongly"),
    key("", "oscillators", "table", "", "natural frequencies, starting phases, targets, biases"),
    key("shape", "oscillators", "2 to 8192", "what the coupling asks for", "number of oscillators N"),
    key("shape", "coupling", "\"dense\" or \"sparse\"", "the smaller memory", "how the weights are stored"),
    key("shape", "slots", "1 to 8388608", "what the graph needs", "sparse: slots of one lane's edge memory"),
    key("shape", "weight_bits", "2 to 8", "5", "bits of a stored weight"),
    key("shape", "weight_code", "\"twos-complement\" or \"radix4\"", "\"twos-complement\"", "code of a stored weight"),
    key("shape", "shown_bits", "3 to 8", "8", "bits of a shown value"),
    key("shape", "phase_bits", "4 to 24", "24", "bits of a phase"),
    key("shape", "lanes", "1 to 256", "16 at most, a divisor of `block`", "rows worked on at once; changes no result"),
    key("shape", "block", "1 to N", "16, or N if smaller", "rows that see the same shown values"),
    key("shape", "lag", "0 or 1", "0", "blocks of delay beyond the next"),
    key("shape", "laws", "list of laws", "the law of the run", "laws there is hardware for"),
    key("shape", "learning", "true or false", "false", "whether the medium can learn"),
    key("shape", "tuning", "true or false", "false", "whether it can tune its natural frequencies too; needs `learning`"),
    key("run", "law", "\"projected\", \"full-phase\" or \"inertial\"", "\"full-phase\"", "the node law"),
    key("run", "sweeps", "1 to 100000000", "1000", "sweeps of the run"),
    key("run", "seed", "0 to 2^63 - 1", "1", "seed of everything drawn at random, noise included"),
    key("run", "cycle", "0 to 100000000 sweeps", "0: none", "sweeps of a cycle, after which the schedules begin again"),
    key("run", "settle", "0 to 100000000 sweeps", "0: never", "stop after so many sweeps without a change of sign"),
    key("run", "measure", "true or false", "true", "measure the energy at each cycle's end and each chunk's end"),
    key("run", "dither", "true or false", "false", "dither the phase bits that are cut"),
    key("run", "alpha", "-1 to 1 turn", "0", "phase lag of the full-phase law"),
    key("run", "gain", "0 to 1000 rad a sweep, or a ramp", "0.1", "strength of the coupling; the inertial law takes a number without unit"),
    key("run", "harmonic", "0 to pi rad a sweep, or a ramp", "0", "second harmonic Ks"),
    key("run", "injection", "0 to pi rad a sweep, or a ramp", "0", "injection A towards the targets"),
    key("run", "noise", "0 to pi rad a sweep, or a ramp", "0", "standard deviation of the phase noise"),
    key("run", "pull", "0 to 3.99", "3.7", "inertial law: the pull at a cycle's start; it falls to 0 as a square root"),
    key("run", "error_step", "0 to 255", "0", "inertial law: step of the error counter"),
    key("ramp", "from", "as the key it belongs to", "required", "value of the first sweep of a cycle, or of the run"),
    key("ramp", "to", "as the key it belongs to", "required", "value after its last sweep"),
    key("coupling", "kind", "one of the kinds below", "required", "the topology"),
    key(
        "coupling",
        "normalise",
        "\"none\", \"nodes\", \"degree\" or \"norm\"",
        "\"none\"",
        "divide each row by 1, N, the sum of its |w|, or the root of its sum of w^2",
    ),
    key("coupling", "by_frequency", "true or false", "false", "multiply each row by its oscillator's |natural frequency| in rad a sweep"),
    of(WEIGHTED, "weight", "-1000000 to 1000000", "1", "weight of an edge; with a file, its weights are multiplied by it"),
    of(GRAPHS, "signs", "\"same\" or \"random\"", "\"same\"", "random: each edge has weight or -weight, drawn by the seed"),
    of(
        &["small-world", "random", "ring", "rings", "torus"],
        "seed",
        "0 to 2^63 - 1",
        "seed of the run",
        "seed of the graph and of its signs",
    ),
    of(&["ring", "small-world"], "neighbours", "1 to (N - 1) / 2", "1", "neighbours on each side"),
    of(&["small-world"], "rewire", "0 to 1", "0.1", "share of edges whose far end is moved (Watts-Strogatz)"),
    of(&["random"], "edges", "1 to 1000000", "required", "number of different edges"),
    of(&["rings"], "rings", "1 to 4096", "required", "rings in the chain; neighbouring rings share one oscillator"),
    of(&["rings"], "size", "3 to 8192", "required", "oscillators of one ring"),
    of(&["torus"], "rows", "2 to 4096", "required", "rows of the lattice"),
    of(&["torus"], "columns", "2 to 4096", "required", "columns of the lattice"),
    of(&["clusters"], "clusters", "1 to N", "2", "number of clusters of equal size"),
    of(&["clusters"], "within", "-1000000 to 1000000", "1", "weight between members of one cluster"),
    of(&["clusters"], "between", "-1000000 to 1000000", "0", "weight between members of two clusters"),
    of(&["file"], "path", "file name", "required", "N x N matrix (.npy or .csv; row i is what i feels), or a graph in G-set form"),
    key("oscillators", "frequency", "-0.5 to 0.5 turns a sweep; a number, a list, a spread or a file", "0", "natural frequency"),
    key(
        "oscillators",
        "phase",
        "\"random\", turns (a number or a list), a twist or a file",
        "\"random\"",
        "starting phase; the inertial law starts with x and y at a tenth of its cosine and sine",
    ),
    key("oscillators", "jitter", "0 to 1 turn", "0", "added to each starting phase, uniform in plus or minus half of it"),
    key("oscillators", "target", "turns; a number, a list or a file", "0", "phase that the injection pulls to"),
    key("oscillators", "bias", "a number, a list or a file", "0", "weight to a reference that always shows phase 0"),
    key("spread", "kind", "\"normal\", \"lorentz\" or \"uniform\"", "required", "distribution of the natural frequencies"),
    key("spread", "mean", "-0.5 to 0.5 turns a sweep", "0", "its centre"),
    key("spread", "width", "0 to 0.5 turns a sweep", "required", "standard deviation, half width at half height, or half width"),
    key("spread", "limit", "0 to 0.5 turns a sweep", "0.5", "values further from the mean are brought to this distance"),
    key(
        "spread",
        "sample",
        "\"random\" or \"quantiles\"",
        "\"random\"",
        "drawn one by one, or spaced evenly in probability and put in random order",
    ),
    key("spread", "seed", "0 to 2^63 - 1", "seed of the run", "seed of the draw"),
    key("twist", "kind", "\"twist\"", "required", "a travelling wave round the ring"),
    key("twist", "turns", "-4096 to 4096, a whole number", "required", "turns of phase over all oscillators"),
    key("values", "kind", "\"file\"", "required", "numbers from a file"),
    key("values", "path", "file name", "required", ".npy or .csv with one number an oscillator, in the unit of the key"),
];

/// The keys of one table.
pub fn of_table(table: &str) -> impl Iterator<Item = &'static Key> {
    KEYS.iter().filter(move |key| key.table == table)
}

/// The keys as Markdown tables, as they stand in the book.
pub fn to_markdown() -> String {
    let tables = [
        ("shape", "`[shape]`"),
        ("run", "`[run]`"),
        ("ramp", "A ramp: `{ from = .., to = .. }`"),
        ("coupling", "`[coupling]`"),
        ("oscillators", "`[oscillators]`"),
        ("spread", "A spread: `{ kind = \"normal\", width = .. }`"),
        ("twist", "A twist: `{ kind = \"twist\", turns = .. }`"),
        ("values", "A file: `{ kind = \"file\", path = \"..\" }`"),
    ];
    let mut text = String::new();
    for (table, title) in tables {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "### {title}\n\n| key | value | left out | meaning |\n|---|---|---|---|");
        for key in of_table(table) {
            let only = if key.only.is_empty() { String::new() } else { format!(" ({})", key.only.join(", ")) };
            let _ = writeln!(text, "| `{}` | {} | {} | {}{only} |", key.name, key.value, key.default, key.doc.replace('|', "\\|"));
        }
        text.push('\n');
    }
    text
}
