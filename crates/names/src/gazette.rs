//! Names that one thing has in several languages, where no rule leads from one to the other.

use std::collections::HashMap;

use crate::memo::hash;

/// Ends a stem, so that it is told from a word.
const STEM: char = '-';

/// A table of names, a thing a line.
pub(crate) struct Gazette {
    /// The first name of each row.
    first: Vec<&'static str>,
    /// By the digest of a name, or of the stems of a Cyrillic one, the number of its row.
    rows: HashMap<u64, u32>,
}

impl Gazette {
    /// Reads rows of names that are parted by `;`; `words` gives the folded words by which a name is found.
    pub(crate) fn read(table: &'static str, words: fn(&str) -> Vec<String>) -> Self {
        let mut gazette = Self { first: Vec::new(), rows: HashMap::new() };
        for (line, row) in table.lines().filter(|line| !line.starts_with('#')).zip(0..) {
            for name in line.split(';') {
                let words = words(name);
                gazette.rows.entry(hash(&words)).or_insert(row);
                if let Some(stems) = stems(&words) {
                    gazette.rows.entry(hash(&stems)).or_insert(row);
                }
            }
            gazette.first.push(line.split(';').next().unwrap_or_default());
        }
        gazette
    }

    /// Returns the first name of what has a name of these folded words: as they stand, inflected, or an Arabic one with what
    /// is written together with it.
    pub(crate) fn find(&self, words: &[String]) -> Option<&'static str> {
        let row = |words: &[String]| self.rows.get(&hash(words)).copied();
        let inflected = || {
            let stems = stems(words)?;
            // The nominative may end as a case does: `Газпром` and its case `Газпрома` have two stems.
            let bare = || {
                stems.iter().map(|stem| stem.trim_end_matches(STEM).to_owned()).collect::<Vec<_>>()
            };
            row(&stems).or_else(|| row(&bare()))
        };
        let without_clitics = || {
            let [word] = words else { return None };
            text::without_clitics(word).find_map(|word| row(&[word.to_owned()]))
        };
        let found = row(words).or_else(inflected).or_else(without_clitics);
        found.map(|row| self.first[row as usize])
    }
}

/// Returns the stems of Cyrillic words; nothing where none is one.
fn stems(words: &[String]) -> Option<Vec<String>> {
    let is_cyrillic =
        |word: &String| word.starts_with(|letter| ('\u{400}'..='\u{52f}').contains(&letter));
    let stem = |word: &String| format!("{}{STEM}", text::stem("ru", word));
    words.iter().any(is_cyrillic).then(|| words.iter().map(stem).collect())
}
