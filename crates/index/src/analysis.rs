//! How tantivy gets the terms that `search` makes.

use std::fmt::Write;

use search::{Entry, GAP, TextTerms};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Cuts running text as `search` does; its marks stand before it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OurTokens;

impl Tokenizer for OurTokens {
    type TokenStream<'a> = OurStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> OurStream<'a> {
        OurStream { terms: TextTerms::of_marked(text), token: Token::default() }
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

/// Ends the position of a term.
const AT: char = '\u{1f}';
/// Ends a term.
const END: char = '\u{1e}';

/// Puts units of terms one after another, a gap between each two, into a text that [`PreTokenizedTerms`] reads: what tantivy
/// takes for terms that are cut already goes through JSON there.
#[derive(Debug, Default)]
pub(crate) struct PreTokenized {
    text: String,
    next: u32,
}

impl PreTokenized {
    /// Adds a unit whose terms begin with `prefix`.
    pub(crate) fn add(&mut self, prefix: &str, mut entries: Vec<Entry>) {
        entries.sort_unstable();
        entries.dedup();
        let Some(last) = entries.last().map(|entry| entry.position) else { return };
        let start = self.next;
        for Entry { position, term } in entries {
            // Writing into a string does not fail.
            let _ = write!(self.text, "{}{AT}{prefix}{term}{END}", position.saturating_add(start));
        }
        self.next = start.saturating_add(last).saturating_add(GAP);
    }

    /// Returns the text, unless there is nothing.
    pub(crate) fn finish(self) -> Option<String> {
        (!self.text.is_empty()).then_some(self.text)
    }
}

/// Reads what [`PreTokenized`] wrote.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PreTokenizedTerms;

impl Tokenizer for PreTokenizedTerms {
    type TokenStream<'a> = PreTokenizedStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> PreTokenizedStream<'a> {
        PreTokenizedStream { rest: text, token: Token::default() }
    }
}

/// The terms that were laid.
pub(crate) struct PreTokenizedStream<'a> {
    rest: &'a str,
    token: Token,
}

impl TokenStream for PreTokenizedStream<'_> {
    fn advance(&mut self) -> bool {
        let Some((laid, rest)) = self.rest.split_once(END) else { return false };
        let (position, term) = laid.split_once(AT).unwrap_or(("", laid));
        self.rest = rest;
        self.token.position = position.parse().unwrap_or(0);
        term.clone_into(&mut self.token.text);
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

fn position(own: u32, start: u32) -> usize {
    usize::try_from(own.saturating_add(start)).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn laid_terms_are_read_as_they_were_laid() {
        let entry = |position, term: &str| Entry { position, term: term.to_owned() };
        let mut laid = PreTokenized::default();
        laid.add("person\0", vec![entry(1, "ivan"), entry(0, "\u{1}pst"), entry(1, "ivan")]);
        laid.add("", Vec::new());
        laid.add("date\0", vec![entry(0, "")]);
        let text = laid.finish().expect("terms were laid");
        let mut stream = PreTokenizedTerms;
        let mut stream = stream.token_stream(&text);
        let mut read = Vec::new();
        while stream.advance() {
            read.push((stream.token().position, stream.token().text.clone()));
        }
        let beyond = usize::try_from(1 + GAP).expect("a gap is small");
        let expected = [(0, "person\0\u{1}pst"), (1, "person\0ivan"), (beyond, "date\0")];
        assert_eq!(read, expected.map(|(position, term)| (position, term.to_owned())));
        assert_eq!(PreTokenized::default().finish(), None);
    }
}
