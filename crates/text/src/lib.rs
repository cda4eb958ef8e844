//! How text is folded, cut into tokens and sentences, stemmed, its language told. Stub.

/// A token: where it stands in the text and its folded form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Byte offset of its first byte.
    pub start: usize,
    /// Byte offset after its last byte.
    pub end: usize,
    /// The form that is indexed and searched; at most [`MAX_TOKEN`] bytes.
    pub folded: String,
}

/// The longest folded token, in bytes; longer ones are cut at a character boundary.
pub const MAX_TOKEN: usize = 200;

/// Cuts `text` into tokens; the position of a token is its index.
pub fn tokens(text: &str) -> impl Iterator<Item = Token> + '_ {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(|word| {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        Token { start, end: start + word.len(), folded: fold(word) }
    })
}

/// Folds case, accents, presentation forms and look-alikes.
pub fn fold(text: &str) -> String {
    text.to_lowercase()
}
