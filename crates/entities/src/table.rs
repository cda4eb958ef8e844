//! How the tables in `data/` are read.
//!
//! A table is text: one row a line, cells parted by tabs, `#` begins a line of comment, blank lines are skipped.
//! In a cell, words are parted by blanks; `stem+paradigm` stands for the stem with every ending of that paradigm
//! of `endings.tsv`, and `a|b` for either word.

use std::collections::BTreeMap;
use std::sync::LazyLock;

static ENDINGS: LazyLock<BTreeMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let table = rows(include_str!("../data/endings.tsv"));
    table.map(|row| (row[0], row[1..].iter().flat_map(|cell| cell.split(' ')).collect())).collect()
});

/// Yields the rows of a table, each as its cells; a row has at least one cell.
pub(crate) fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = table.lines().map(|line| line.trim_end_matches(['\r', '\t', ' ']));
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split('\t').map(str::trim).collect())
}

/// Returns the cell of a row, or nothing where the row is shorter.
pub(crate) fn cell(row: &[&'static str], at: usize) -> &'static str {
    row.get(at).copied().unwrap_or_default()
}

/// Yields the phrases of a cell in which `;` parts phrases.
pub(crate) fn phrases(cell: &'static str) -> impl Iterator<Item = &'static str> {
    cell.split(';').map(str::trim).filter(|phrase| !phrase.is_empty())
}

/// Returns every form that a word of a cell stands for.
pub(crate) fn forms(word: &str) -> Vec<String> {
    word.split('|').flat_map(inflected).collect()
}

fn inflected(word: &str) -> Vec<String> {
    let Some((stem, paradigm)) = word.split_once('+') else {
        return vec![word.to_owned()];
    };
    let Some(endings) = ENDINGS.get(paradigm) else {
        return vec![format!("{stem}{paradigm}")];
    };
    endings.iter().map(|ending| format!("{stem}{}", ending.trim_start_matches('-'))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_blank_lines_are_no_rows() {
        let found: Vec<_> = rows("# remark\n\na\tb\n").collect();
        assert_eq!(found, [vec!["a", "b"]]);
    }

    #[test]
    fn a_paradigm_yields_every_form() {
        let found = forms("красн+ый");
        for form in ["красное", "красного", "красному", "красным", "красном", "красные", "красных"]
        {
            assert!(found.iter().any(|known| known == form), "{form}");
        }
        assert_eq!(forms("red|rojo"), ["red", "rojo"]);
    }
}
