//! How text is cut into tokens.

use std::ops::Range;

use crate::apostrophe;
use crate::class::Class;
use crate::fold::push_word;
use crate::table::{Entry, Letter, TABLE, Table, look_up};

/// A token: where it stands in the text and its folded form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
///
/// A token is a run of letters, digits and marks; everything else parts tokens, so `A-1234/5-2020` or an e-mail
/// address is a phrase of consecutive tokens. Scripts written without spaces give one token for each letter.
pub fn tokens(text: &str) -> Tokens<'_> {
    Tokens { text, at: 0, table: &TABLE }
}

/// The tokens of a text, in order; their spans do not overlap.
#[derive(Clone)]
pub struct Tokens<'a> {
    text: &'a str,
    at: usize,
    table: &'static Table,
}

impl Tokens<'_> {
    /// Writes the next token into `token`, reusing its buffer; returns false at the end of the text.
    pub fn advance(&mut self, token: &mut Token) -> bool {
        let Some(span) = self.next_whole(&mut token.folded) else { return false };
        (token.start, token.end) = (span.start, span.end);
        cut(&mut token.folded);
        true
    }

    /// Finds the next word and writes its folded form, however long, into `folded`.
    pub(crate) fn next_whole(&mut self, folded: &mut String) -> Option<Range<usize>> {
        folded.clear();
        let (span, is_plain) = self.next_span(folded)?;
        if !is_plain {
            folded.clear();
            push_word(&self.text[span.clone()], folded);
        }
        Some(span)
    }

    /// Finds the next word and appends its folded form, which is good only where the second value is true.
    fn next_span(&mut self, folded: &mut String) -> Option<(Range<usize>, bool)> {
        let (start, first) = self.next_start()?;
        let plain = ascii_word(&self.text[start..]);
        if !plain.is_empty() {
            folded.push_str(plain);
            folded.make_ascii_lowercase();
            self.at = start + plain.len();
            return Some((start..self.at, true));
        }
        let mut end = start;
        let mut is_plain = true;
        let mut script = Letter::Other;
        let mut goes_on = true;
        for c in self.text[start..].chars() {
            let entry = look_up(self.table, c);
            let belongs = match entry.class {
                Class::Word => goes_on && first != Class::Alone,
                Class::Alone => goes_on && end == start,
                Class::Mark | Class::Dropped => true,
                Class::Apostrophe => first == Class::Word && !self.parts(start, end, c),
                Class::Break => false,
            };
            if !belongs {
                break;
            }
            goes_on = first == Class::Word;
            is_plain &= push_plain(entry, folded);
            if entry.letter != Letter::Other {
                is_plain &= matches!(script, Letter::Other) || script == entry.letter;
                script = entry.letter;
            }
            end += c.len_utf8();
        }
        self.at = end;
        Some((start..end, is_plain))
    }

    /// Finds the next letter or digit.
    fn next_start(&self) -> Option<(usize, Class)> {
        let rest = &self.text[self.at..];
        rest.char_indices().find_map(|(at, c)| match look_up(self.table, c).class {
            class @ (Class::Word | Class::Alone) => Some((self.at + at, class)),
            _ => None,
        })
    }

    /// Tells whether the apostrophe that follows `start..end` ends the word.
    fn parts(&self, start: usize, end: usize, c: char) -> bool {
        let after = &self.text[end + c.len_utf8()..];
        let is_word = |c: char| look_up(self.table, c).class == Class::Word;
        if !after.starts_with(is_word) {
            return true;
        }
        let goes_on = |c: char| {
            matches!(look_up(self.table, c).class, Class::Word | Class::Mark | Class::Dropped)
        };
        let length = after.find(|c| !goes_on(c)).unwrap_or(after.len());
        let mut beyond = after[length..].chars();
        let leads_on =
            beyond.next().is_some_and(|c| look_up(self.table, c).class == Class::Apostrophe)
                && beyond.as_str().starts_with(is_word);
        apostrophe::parts(&self.text[start..end], &after[..length], !leads_on)
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let mut token = Token { folded: String::with_capacity(16), ..Token::default() };
        self.advance(&mut token).then_some(token)
    }
}

/// Appends the folded form of one character; returns false where it depends on its neighbours.
fn push_plain(entry: Entry, folded: &mut String) -> bool {
    match (entry.class, entry.folded) {
        (_, Some(c)) => {
            folded.push(c);
            true
        }
        (Class::Dropped | Class::Apostrophe, None) => true,
        _ => false,
    }
}

/// Returns the ASCII word at the start of `rest`, where nothing but ASCII ends it and no apostrophe can go on with it.
fn ascii_word(rest: &str) -> &str {
    let bytes = rest.as_bytes();
    let length = bytes.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(bytes.len());
    let is_ended = bytes.get(length).is_none_or(|byte| byte.is_ascii() && *byte != b'\'');
    if is_ended { &rest[..length] } else { "" }
}

fn cut(folded: &mut String) {
    if folded.len() > MAX_TOKEN {
        folded.truncate(folded.floor_char_boundary(MAX_TOKEN));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn folded(text: &str) -> Vec<String> {
        tokens(text).map(|token| token.folded).collect()
    }

    #[test]
    fn numbers_and_addresses_are_phrases() {
        assert_eq!(folded("A-1234/5-2020"), ["a", "1234", "5", "2020"]);
        assert_eq!(folded("2019/114539 1.2.3.4"), ["2019", "114539", "1", "2", "3", "4"]);
        assert_eq!(folded("ncb_x@mail.example.org"), ["ncb", "x", "mail", "example", "org"]);
        assert_eq!(folded("№5 R123.19"), ["5", "r123", "19"]);
    }

    #[test]
    fn apostrophes_part_articles_and_possessives_only() {
        assert_eq!(folded("l’avocat d'Artagnan"), ["l", "avocat", "d", "artagnan"]);
        assert_eq!(folded("Interpol's 'quoted'"), ["interpol", "s", "quoted"]);
        assert_eq!(folded("O'Brien Il’in Sana'a"), ["obrien", "ilin", "sanaa"]);
        assert_eq!(folded("Лук'яненко п’ять"), ["лукяненко", "пять"]);
        assert_eq!(folded("e’ve'ﬁ"), folded(&crate::fold("e’ve'ﬁ")));
    }

    #[test]
    fn footnote_numbers_are_no_part_of_a_word() {
        assert_eq!(folded("Interpol¹ CO₂"), ["interpol", "co2"]);
    }

    #[test]
    fn scripts_without_spaces_give_a_token_a_letter() {
        assert_eq!(folded("国际刑警abc組織"), ["国", "际", "刑", "警", "abc", "組", "織"]);
    }

    #[test]
    fn spans_are_those_of_the_written_word() {
        let found: Vec<_> = tokens(" Ёж, Łódź").map(|token| (token.start, token.end)).collect();
        assert_eq!(found, [(1, 5), (7, 14)]);
    }

    #[test]
    fn a_long_token_is_cut_at_a_character() {
        let token = tokens(&"й".repeat(500)).next().expect("the text has a word");
        assert_eq!(token.folded.len(), MAX_TOKEN);
        assert_eq!(token.end, 1000);
        let odd = tokens(&format!("1{}", "й".repeat(500))).next().expect("the text has a word");
        assert_eq!(odd.folded.len(), MAX_TOKEN - 1);
    }

    #[test]
    fn every_character_yields_the_same_tokens_once_folded() {
        for c in ('\0'..'\u{323b0}').chain('\u{e0000}'..'\u{e01f0}') {
            for text in [c.to_string(), format!("a{c}b"), format!("и{c}s"), format!("漢{c}字")] {
                assert_eq!(
                    folded(&crate::fold(&text)),
                    folded(&text),
                    "U+{:04X} {text:?}",
                    u32::from(c)
                );
            }
        }
    }

    fn hostile() -> impl Strategy<Value = String> {
        let characters =
            "[a-zA-Z'’ \u{300}-\u{308}\u{ad}\u{200d}иіуйЁأإىـ\u{650}कि्がｶﾞกำ漢ﬁ½ßİς1-9²/.-]{0,40}";
        prop_oneof![characters.prop_map(String::from), ".{0,60}".prop_map(String::from)]
    }

    proptest! {
        #[test]
        fn spans_grow_and_lie_on_character_boundaries(text in hostile()) {
            let mut last = 0;
            for token in tokens(&text) {
                prop_assert!(token.start >= last && token.end > token.start);
                prop_assert!(text.is_char_boundary(token.start) && text.is_char_boundary(token.end));
                prop_assert!(!token.folded.is_empty() && token.folded.len() <= MAX_TOKEN);
                last = token.end;
            }
        }

        #[test]
        fn folding_changes_no_token_and_is_idempotent(text in hostile()) {
            let once = crate::fold(&text);
            prop_assert_eq!(crate::fold(&once), once.clone());
            prop_assert_eq!(folded(&once), folded(&text));
        }
    }
}
