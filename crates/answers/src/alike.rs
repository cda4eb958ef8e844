//! How alike texts are: signatures that compare without the texts, groups of texts that are nearly the same, and what
//! differs between two. No input or output.

pub(crate) mod difference;
pub(crate) mod groups;
pub(crate) mod signature;

/// Yields the words of a text, as they stand, each a run of letters and digits with the marks on them.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || is_mark(c))).filter(|word| !word.is_empty())
}

/// Tells whether a character is a mark on a letter, such as the vowels of Arabic, which part no word.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}
