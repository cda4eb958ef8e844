//! Names that a user types and that are known or not: met with those that there are, the nearest first.

use std::collections::BTreeSet;

use anyhow::bail;

/// How many letters a name may differ in from the one that was probably meant.
const NEAR: usize = 2;

/// Fails where a facet is neither a kind of mention nor a field.
pub(crate) fn facets(names: &[String]) -> anyhow::Result<()> {
    let known: BTreeSet<&str> = answers::fields().map(|(name, _)| name).collect();
    names.iter().try_for_each(|name| is_among(name, "facet", known.iter().copied()))
}

/// Fails where a format is neither one that this version identifies nor one that the dossier holds.
pub(crate) fn formats(names: &[String], held: &[String]) -> anyhow::Result<()> {
    let of_version = formats::FORMATS.iter().map(|format| format.id);
    let known: BTreeSet<&str> = of_version.chain(held.iter().map(String::as_str)).collect();
    names.iter().try_for_each(|name| is_among(name, "format", known.iter().copied()))
}

/// Fails where `name` is not among those that there are, and names them: the nearest, or else all.
pub(crate) fn is_among<'a>(
    name: &str,
    what: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> anyhow::Result<()> {
    if known.clone().any(|known| known == name) {
        return Ok(());
    }
    let printed = item::escape(name.as_bytes());
    match nearest(name, known.clone()) {
        Some(nearest) => bail!("`{printed}` is no {what}; the nearest is `{nearest}`"),
        None => {
            bail!("`{printed}` is no {what}; there are {}", known.collect::<Vec<_>>().join(", "))
        }
    }
}

/// Returns the known name that differs in the fewest letters, if they are few.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let most = NEAR.min(name.chars().count().saturating_sub(1) / 2 + 1);
    known
        .map(|known| (distance(name, known), known))
        .filter(|(distance, _)| *distance <= most)
        .min()
        .map(|(_, known)| known)
}

/// Counts the letters to put in, take out or change (Levenshtein's distance).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (column, known) in other.iter().enumerate() {
            let changed = diagonal + usize::from(letter != *known);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_met_with_the_nearest_name_and_nonsense_with_all() {
        let known = ["pdf", "docx", "person"].into_iter();
        let met = |name: &str| {
            is_among(name, "format", known.clone()).expect_err("it is not known").to_string()
        };
        assert_eq!(met("dcox"), "`dcox` is no format; the nearest is `docx`");
        assert_eq!(met("quux"), "`quux` is no format; there are pdf, docx, person");
        assert!(is_among("pdf", "format", known).is_ok());
    }

    #[test]
    fn the_distance_counts_letters_put_in_taken_out_and_changed() {
        assert_eq!(distance("notice", "notice"), 0);
        assert_eq!(distance("notce", "notice"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("кот", "кит"), 1);
    }
}
