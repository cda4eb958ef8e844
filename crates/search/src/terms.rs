//! Under which terms, and at which positions, a text, a property, a mention or a path is indexed.
//!
//! Every engine takes its terms from here, when it indexes and when it is asked.

use std::borrow::Cow;
use std::ops::Range;

use item::kind::Matching;
use item::{Kind, Mention};
use names::Designation;

use crate::days::Days;
use crate::divider::Divider;
use crate::marks::{self, Mark};
use crate::name_terms::NameTerms;
use crate::sign::{DIVIDER, TAIL, WHOLE};

/// The version of the analysis: an index made by another one must be made anew.
pub const ANALYSER: u32 = 23;

/// How many positions lie between the last word of a segment, property value or mention and the first of the next.
///
/// Longer than any span may be, so that no span crosses.
pub const GAP: u32 = 200;

/// The longest whole value that is indexed, in bytes; longer ones are cut at a character boundary.
pub const MAX_KEYWORD: usize = 1_000;

/// How many last digits of a telephone number tell it apart when its country code is left out.
const TAIL_DIGITS: usize = 9;

/// A word that is broken into more parts than these is read as several.
const MAX_PARTS: usize = 8;

/// A term and its position.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entry {
    /// The position, counted from 0; several terms may share one.
    pub position: u32,
    /// The term.
    pub term: String,
}

impl Entry {
    pub(crate) fn first(term: String) -> Self {
        Self { position: 0, term }
    }
}

/// The terms of a running text in order: its folded words, and before each that may be a name the keys of it.
///
/// Goes forward like a cursor, so that nothing is copied.
pub struct TextTerms<'a> {
    text: &'a str,
    tokens: text::Tokens<'a>,
    token: text::Token,
    with_names: bool,
    /// Terms of the name that the token may be, and which bytes of them are the current term, if one is.
    keyed: NameTerms,
    key: Option<Range<usize>>,
    divider: Divider,
    /// Whether the current term is the mark of a word with which another name begins.
    is_divider: bool,
    position: u32,
    /// The position of the next word.
    next: u32,
    /// Parts of a word that is broken at the end of a line, the next one last.
    parts: Vec<(u32, text::Token)>,
    /// Marks that are still to come, and how many of them stand at the token.
    marks: std::vec::IntoIter<Mark>,
    here: usize,
}

impl<'a> TextTerms<'a> {
    /// Begins before the first term.
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            tokens: text::tokens(text),
            token: text::Token::default(),
            with_names: true,
            keyed: NameTerms::none(),
            key: None,
            divider: Divider::default(),
            is_divider: false,
            position: 0,
            next: 0,
            parts: Vec::new(),
            marks: Vec::new().into_iter(),
            here: 0,
        }
    }

    /// Begins before the first term of a text that has marks besides, by ascending place.
    pub(crate) fn marked(text: &'a str, marks: Vec<Mark>) -> Self {
        Self::new(text).with(marks)
    }

    /// Adds marks, by ascending place; for a cursor that is not yet on its way.
    pub(crate) fn with(self, marks: Vec<Mark>) -> Self {
        Self { marks: marks.into_iter(), ..self }
    }

    /// Begins before the first term of what [`marked_text`](crate::marked_text) wrote.
    pub fn of_marked(written: &'a str) -> Self {
        let (marks, text) = marks::read(written);
        Self::marked(text, marks)
    }

    /// Begins before the first term, and leaves the keys of names out, which cost more than all else.
    pub(crate) fn without_names(text: &'a str) -> Self {
        Self { with_names: false, ..Self::new(text) }
    }

    /// Goes to the next term; returns false at the end.
    pub fn advance(&mut self) -> bool {
        if self.here > 0 {
            self.here -= 1;
            self.marks.next();
            return true;
        }
        if std::mem::take(&mut self.is_divider) {
            return true;
        }
        if let Some(key) = self.key.take() {
            self.key = self.keyed.at(key.end + 1);
            return true;
        }
        self.advance_part() || self.advance_token()
    }

    fn advance_part(&mut self) -> bool {
        let Some((position, part)) = self.parts.pop() else { return false };
        self.position = position;
        self.token = part;
        (self.keyed, self.key) = (NameTerms::none(), None);
        true
    }

    fn advance_token(&mut self) -> bool {
        let last_end = self.token.end;
        if !self.tokens.advance(&mut self.token) {
            return false;
        }
        self.position = self.next;
        self.next += 1;
        let whole = self.join_broken();
        if self.with_names {
            self.keyed = self.keys(whole.as_deref());
            self.key = self.keyed.at(0);
            self.is_divider = self.divides(last_end, whole.as_deref());
        }
        let end = self.token.end;
        self.here = self.marks.as_slice().iter().take_while(|mark| mark.at < end).count();
        true
    }

    /// Takes the parts of a word that is broken at the end of a line as that word, and returns it.
    ///
    /// The parts stand at its position and all but the first once more at the next, so that with its neighbours it is
    /// a phrase as one word, and by itself as two: whether the hyphen is the word's own cannot be told.
    fn join_broken(&mut self) -> Option<String> {
        let mut rest = text::broken_word_goes_on(self.text, self.token.end)?;
        let mut whole = self.text[self.token.start..self.token.end].to_owned();
        let mut parts = vec![self.token.clone()];
        loop {
            let mut ahead = self.tokens.clone();
            let mut part = text::Token::default();
            if !ahead.advance(&mut part) || part.start != rest || parts.len() == MAX_PARTS {
                break;
            }
            self.tokens = ahead;
            whole.push_str(&self.text[part.start..part.end]);
            let goes_on = text::broken_word_goes_on(self.text, part.end);
            parts.push(part);
            match goes_on {
                Some(next) => rest = next,
                None => break,
            }
        }
        if parts.len() == 1 {
            return None;
        }
        self.token.end = parts[parts.len() - 1].end;
        self.token.folded = text::tokens(&whole).next()?.folded;
        let position = self.position;
        let again = parts[1..].iter().rev().map(|part| (position + 1, part.clone()));
        self.parts = again.chain(parts.iter().rev().map(|part| (position, part.clone()))).collect();
        Some(whole)
    }

    /// Tells whether another name begins with the token; the word before it ended at byte `last_end`.
    fn divides(&mut self, last_end: usize, whole: Option<&str>) -> bool {
        let between = &self.text[last_end..self.token.start];
        let word = whole.unwrap_or(&self.text[self.token.start..self.token.end]);
        let divides = self.divider.begins(between, self.token.start, word, &self.keyed);
        self.divider.end_of(word, &self.text[self.token.end..]);
        divides
    }

    fn keys(&self, whole: Option<&str>) -> NameTerms {
        let (start, end) = (self.token.start, self.token.end);
        let word = whole.or_else(|| self.text.get(start..end)).filter(|word| may_be_name(word));
        let Some(word) = word else { return NameTerms::none() };
        let with_stop = self.text.get(start..end + 1).filter(|word| word.ends_with('.'));
        NameTerms::of(with_stop.filter(|_| names::may_be_initial(word)).unwrap_or(word))
    }

    /// Returns the position of the term.
    pub fn position(&self) -> u32 {
        self.position
    }

    /// Returns the term.
    pub fn term(&self) -> &str {
        if let Some(mark) = self.marks.as_slice().first().filter(|_| self.here > 0) {
            return &mark.term;
        }
        if self.is_divider {
            return DIVIDER;
        }
        self.key.clone().map_or(self.token.folded.as_str(), |key| self.keyed.term(key))
    }

    /// Returns the bytes of the text that the term stands for.
    pub fn place(&self) -> (usize, usize) {
        (self.token.start, self.token.end)
    }
}

/// Returns the terms of a value of the property `key`.
pub fn entries_of_property(key: &str, value: &str) -> Vec<Entry> {
    let mut entries = whole_value(value);
    entries
        .extend(Days::read(value).filter(|_| is_dated(key)).map(|days| Entry::first(days.term())));
    entries.extend(words(value));
    entries
}

/// Returns the terms of a mention: under its words as a whole, as somebody pastes them, under its normal form and under
/// each other reading of it.
pub fn entries_of_mention(mention: &Mention) -> Vec<Entry> {
    let mut entries = vec![Entry::first(whole(&mention.surface))];
    let mut start = 0;
    for value in std::iter::once(&mention.normal).chain(&mention.alternatives) {
        let reading = entries_of_reading(mention.kind, value);
        let end = reading.iter().map(|entry| entry.position).max().unwrap_or(0);
        let moved = |entry: Entry| Entry { position: entry.position + start, term: entry.term };
        entries.extend(reading.into_iter().map(moved));
        start += end + GAP;
    }
    entries
}

fn entries_of_reading(kind: Kind, value: &str) -> Vec<Entry> {
    let mut entries = whole_value(value);
    match kind.line().matching {
        Matching::Days => entries.extend(Days::read(value).map(|days| Entry::first(days.term()))),
        Matching::Phone => entries.extend(phone_tail(value).map(Entry::first)),
        Matching::Person => entries.extend(name_terms_of(value)),
        _ => entries.extend(designation_terms(kind, value)),
    }
    entries.extend(words(value));
    entries
}

fn designation_terms(kind: Kind, value: &str) -> Vec<Entry> {
    let words = designation(kind, value).into_iter().flat_map(|of| of.words).zip(0..);
    let keyed = |(keys, position): (Vec<String>, u32)| {
        keys.into_iter().map(move |key| Entry { position, term: designation_term(&key) })
    };
    words.flat_map(keyed).collect()
}

/// Returns what a value of a kind designates, where the kind is matched so.
pub(crate) fn designation(kind: Kind, value: &str) -> Option<Designation> {
    match kind.line().matching {
        Matching::Body => Some(names::body(value)),
        Matching::Place => Some(names::place(value)),
        _ => None,
    }
}

/// Returns the term of a key of a word that designates a body or a place.
pub(crate) fn designation_term(key: &str) -> String {
    format!("{}{key}", names::DESIGNATION)
}

/// Returns the terms of a printed locator.
pub fn entries_of_path(printed: &str) -> Vec<Entry> {
    words(printed).collect()
}

/// Returns the folded form under which a whole attribute value is indexed and asked for.
pub fn keyword(value: &str) -> String {
    cut(&text::fold(value).replace(char::is_control, " "), MAX_KEYWORD).trim().to_owned()
}

/// Cuts `text` to at most `limit` bytes at a character boundary.
pub(crate) fn cut(text: &str, limit: usize) -> &str {
    &text[..text.floor_char_boundary(limit)]
}

/// Returns the term of a whole value: folded, without spaces and dashes.
pub(crate) fn whole(value: &str) -> String {
    let folded = text::fold(value);
    let kept = folded.chars().filter(|c| !c.is_whitespace() && !c.is_control() && !is_dash(*c));
    let value: String = WHOLE.chars().chain(kept).collect();
    cut(&value, MAX_KEYWORD).to_owned()
}

/// Returns the term of the last digits of a telephone number, where there are enough.
pub(crate) fn phone_tail(value: &str) -> Option<String> {
    let digits: Vec<char> =
        value.chars().filter_map(|c| char::from_digit(c.to_digit(10)?, 10)).collect();
    let tail = &digits[digits.len().checked_sub(TAIL_DIGITS)?..];
    Some(TAIL.chars().chain(tail.iter().copied()).collect())
}

/// Tells whether values of the property `key` are dates.
pub(crate) fn is_dated(key: &str) -> bool {
    matches!(key, "created" | "modified" | "sent" | "printed")
}

fn whole_value(value: &str) -> Vec<Entry> {
    vec![Entry::first(WHOLE.to_owned()), Entry::first(whole(value))]
}

fn words(value: &str) -> impl Iterator<Item = Entry> + '_ {
    text::tokens(value).zip(0..).map(|(token, position)| Entry { position, term: token.folded })
}

fn name_terms_of(name: &str) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (token, position) in text::tokens(name).zip(0..) {
        let Some(surface) = name.get(token.start..token.end) else { continue };
        let terms = if names::is_initial(surface) {
            NameTerms::of(&format!("{surface}."))
        } else {
            NameTerms::of(surface)
        };
        entries.extend(terms.iter().map(|term| Entry { position, term: term.to_owned() }));
    }
    entries
}

fn is_dash(character: char) -> bool {
    matches!(
        character,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}'
    )
}

/// Tells whether a word begins as names do: with a capital, or with a letter of a script without case.
fn may_be_name(word: &str) -> bool {
    // Georgian has capitals, and writes no name with them
    let is_georgian = |first: char| matches!(first, '\u{10d0}'..='\u{10ff}');
    word.chars()
        .next()
        .is_some_and(|first| first.is_alphabetic() && (!first.is_lowercase() || is_georgian(first)))
}

/// Returns `value` with letters of other scripts that look like Latin ones replaced, where its kind is written in Latin.
pub(crate) fn without_look_alikes(kind: Kind, value: &str) -> Cow<'_, str> {
    let is_latin = kind.line().matching == Matching::LatinCode;
    if !is_latin || value.is_ascii() {
        return value.into();
    }
    value.chars().map(|c| text::latin_look_alike(c).unwrap_or(c)).collect::<String>().into()
}
