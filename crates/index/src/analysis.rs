//! How tantivy gets the terms that `search` makes.

use search::{Entry, GAP, Names, TextTerms};
use tantivy::tokenizer::{PreTokenizedString, Token, TokenStream, Tokenizer};

/// Cuts running text as `search` does.
#[derive(Clone, Debug, Default)]
pub(crate) struct OurTokens(Names);

impl Tokenizer for OurTokens {
    type TokenStream<'a> = OurStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> OurStream<'a> {
        OurStream { terms: TextTerms::new(text, &mut self.0), token: Token::default() }
    }
}

/// The terms of one segment; the first stands a gap away from the segment before.
pub(crate) struct OurStream<'a> {
    terms: TextTerms<'a>,
    token: Token,
}

impl TokenStream for OurStream<'_> {
    fn advance(&mut self) -> bool {
        if !self.terms.advance() {
            return false;
        }
        self.token.position = position(self.terms.position(), GAP);
        self.terms.term().clone_into(&mut self.token.text);
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// Puts units of terms one after another, a gap between each two.
#[derive(Debug, Default)]
pub(crate) struct Laid {
    tokens: Vec<Token>,
    next: u32,
}

impl Laid {
    /// Adds a unit whose terms begin with `prefix`.
    pub(crate) fn add(&mut self, prefix: &str, mut entries: Vec<Entry>) {
        entries.sort_unstable();
        entries.dedup();
        let Some(last) = entries.last().map(|entry| entry.position) else { return };
        let start = self.next;
        self.tokens.extend(entries.into_iter().map(|entry| Token {
            position: position(entry.position, start),
            text: format!("{prefix}{}", entry.term),
            ..Token::default()
        }));
        self.next = start.saturating_add(last).saturating_add(GAP);
    }

    /// Returns what tantivy takes, unless there is nothing.
    pub(crate) fn finish(self) -> Option<PreTokenizedString> {
        let Self { tokens, .. } = self;
        (!tokens.is_empty()).then(|| PreTokenizedString { text: String::new(), tokens })
    }
}

fn position(own: u32, start: u32) -> usize {
    usize::try_from(own.saturating_add(start)).unwrap_or(usize::MAX)
}
