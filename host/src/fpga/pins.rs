//! Pin files in the tools' own forms: which ports they place.

use super::board::Family;

/// The ports that a pin file places, in its order, once for each time they are placed.
pub fn placed(family: Family, text: &str) -> Vec<String> {
    text.lines().filter_map(|line| port(family, line)).collect()
}

fn port(family: Family, line: &str) -> Option<String> {
    let comment = if family == Family::Gowin { "//" } else { "#" };
    let line = line.split(comment).next().unwrap_or_default();
    let mut words = line.split([' ', '\t', ';']).filter(|word| !word.is_empty());
    let place = match family {
        Family::Ice40 => {
            words.next().filter(|&word| word == "set_io")?;
            // Options come first; -pullup and -pullup_resistor take a value.
            let mut words = words.skip_while(|word| *word == "-nowarn");
            let first = words.next()?;
            if first.starts_with("-pullup") { words.nth(1)? } else { first }
        }
        Family::Ecp5 => {
            words.next().filter(|&word| word == "LOCATE")?;
            words.next().filter(|&word| word == "COMP")?;
            words.next()?
        }
        Family::Gowin => {
            words.next().filter(|&word| word == "IO_LOC")?;
            words.next()?
        }
    };
    Some(place.trim_matches('"').to_string())
}

/// What is wrong with a pin file: each of `ports` must be placed exactly once and nothing else at all.
pub fn fault(family: Family, text: &str, ports: &[&str]) -> Option<String> {
    let placed = placed(family, text);
    for port in ports {
        match placed.iter().filter(|name| name == port).count() {
            1 => {}
            0 => return Some(format!("the port {port} has no pin")),
            n => return Some(format!("the port {port} is placed {n} times")),
        }
    }
    placed.iter().find(|name| !ports.contains(&name.as_str())).map(|name| format!("{name} is no port of the board's top module"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_read() {
        assert_eq!(placed(Family::Ice40, "# set_io x 1\nset_io clock 35 # set_io y\nset_io -nowarn -pullup yes rx 6\n"), ["clock", "rx"]);
        assert_eq!(placed(Family::Ecp5, "LOCATE COMP \"clock\" SITE \"G2\";\nIOBUF PORT \"clock\" X;\n"), ["clock"]);
        assert_eq!(placed(Family::Gowin, "// IO_LOC \"a\" 1;\nIO_LOC \"clock\" 52;\nIO_PORT \"clock\" X;\n"), ["clock"]);
    }

    #[test]
    fn a_port_missing_or_doubled_or_unknown_is_named() {
        let text = "set_io a 1\nset_io b 2\nset_io b 3\n";
        assert!(fault(Family::Ice40, text, &["a", "b"]).unwrap().contains("b is placed 2"));
        assert!(fault(Family::Ice40, text, &["c"]).unwrap().contains("c has no pin"));
        assert!(fault(Family::Ice40, "set_io a 1\nset_io d 2", &["a"]).unwrap().contains("d is no port"));
        assert!(fault(Family::Ice40, "set_io a 1", &["a"]).is_none());
    }
}
