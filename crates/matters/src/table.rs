//! The tables of words in `data/`: a row a line, cells parted by tabs, phrases by `;`, `#` begins a comment.

/// Yields the rows of a table: its first cell, and the phrases of the third, folded.
pub(crate) fn rows(table: &'static str) -> impl Iterator<Item = (&'static str, Vec<String>)> {
    let lines = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.filter_map(|line| {
        let mut cells = line.split('\t');
        let (first, phrases) = (cells.next()?, cells.nth(1)?);
        Some((first, phrases.split(';').map(folded).collect()))
    })
}

/// Returns the folded words of a text, joined by blanks.
pub(crate) fn folded(text: &str) -> String {
    let words: Vec<String> = text::tokens(text).map(|token| token.folded).collect();
    words.join(" ")
}

/// Tells whether folded words end with a folded phrase.
pub(crate) fn ends_with(words: &str, phrase: &str) -> bool {
    words.strip_suffix(phrase).is_some_and(|before| before.is_empty() || before.ends_with(' '))
}

/// Tells whether folded words hold a folded phrase.
pub(crate) fn holds(words: &str, phrase: &str) -> bool {
    words.match_indices(phrase).any(|(at, _)| {
        let end = at + phrase.len();
        (at == 0 || words[..at].ends_with(' '))
            && (end == words.len() || words[end..].starts_with(' '))
    })
}
