//! Names in the machine-readable zones of passports, visas and cards (ICAO Doc 9303): `P<UZBKARIMOV<<ANVAR<<<`.

/// Where the name begins behind the kind of document and the country that issued it.
const NAME: usize = 5;
/// The length of the lines of a card (TD1), whose third is a name alone.
const CARD: usize = 30;
/// The lengths of the first lines of other documents (TD2, TD3); a scan may lose or add fillers.
const LINES: [usize; 2] = [36, 44];

/// Returns the name in a line of a zone, the family name first, with the byte at which it begins and the one where it ends.
pub fn zone_name(line: &str) -> Option<(std::ops::Range<usize>, String)> {
    let is_zone =
        line.len() >= CARD && line.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'<');
    let start = is_zone.then(|| name_start(line)).flatten()?;
    let written = line[start..].trim_end_matches('<');
    let (family, given) = written.split_once("<<")?;
    let words: Vec<&str> = [family, given]
        .into_iter()
        .flat_map(|part| part.split('<'))
        .filter(|word| !word.is_empty())
        .collect();
    let is_name = !family.starts_with('<') && family.len() > 1 && !given.is_empty();
    is_name.then(|| (start..start + written.len(), words.join(" ")))
}

fn name_start(line: &str) -> Option<usize> {
    let is_whole = LINES.contains(&line.len());
    let is_document = line.starts_with(['P', 'V', 'A', 'C', 'I'])
        && (line[1..].starts_with('<') || is_whole && line.starts_with(['P', 'V']));
    if is_document {
        return Some(NAME);
    }
    (line.len() == CARD && line.ends_with('<')).then_some(0)
}

#[cfg(test)]
mod tests {
    use super::zone_name;

    fn name(line: &str) -> Option<String> {
        zone_name(line).map(|(_, name)| name)
    }

    #[test]
    fn names_are_read_in_each_kind_of_zone() {
        for (line, expected) in [
            ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "ERIKSSON ANNA MARIA"),
            ("PMUTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "ERIKSSON ANNA MARIA"),
            ("P<D<<VON<STETTEN<<ERIKA<<<<<<<<<<<<<<<<<<", "VON STETTEN ERIKA"),
            ("ERIKSSON<<ANNA<MARIA<<<<<<<<<<", "ERIKSSON ANNA MARIA"),
        ] {
            assert_eq!(name(line).as_deref(), Some(expected), "{line}");
        }
    }

    #[test]
    fn other_lines_have_none() {
        for line in [
            "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
            "P<UTO<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<",
            "IDKAZBX12345674<<<<<<<<<<<<<<<",
            "HEAD<<EOF",
            "",
        ] {
            assert_eq!(name(line), None, "{line}");
        }
    }
}
