//! What a sentence that names no notice is about: a pronoun, or a subject that is left out, takes up what the sentence before
//! named.

use std::ops::Range;
use std::sync::LazyLock;

use crate::table;
use crate::words::{Lexicon, Word, words};

/// How many words may stand between a state and the pronoun after it: `refused to delete it`.
const PRONOUN_REACH: usize = 2;
/// Within how many words behind a state the press makes it that of an article.
const PRESS_REACH: usize = 6;
/// Within how many words behind a state its object begins: `published last week a long article on`.
const OBJECT_REACH: usize = 8;
/// Within how many words before a state what is written about a notice takes it for itself.
const ABOUT_REACH: usize = 12;
/// Within how many words from its beginning a sentence has the pronoun that goes on with the sentence before.
const BEGINNING: usize = 3;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Pronoun,
    Before,
    Around,
    Press,
    About,
    Another,
    Wanted,
    Article,
    Parts,
}

static USES: LazyLock<Lexicon<Use>> = LazyLock::new(|| {
    let mut uses = Lexicon::default();
    for row in table::rows(include_str!("../data/references.tsv")) {
        let usage = match row[0] {
            "pronoun" => Use::Pronoun,
            "before" => Use::Before,
            "around" => Use::Around,
            "about" => Use::About,
            "another" => Use::Another,
            "wanted" => Use::Wanted,
            "article" => Use::Article,
            "parts" => Use::Parts,
            _ => Use::Press,
        };
        table::phrases(table::cell(&row, 2)).for_each(|phrase| uses.add(phrase, usage));
    }
    for row in table::rows(include_str!("../data/months.tsv")) {
        let months = table::phrases(table::cell(&row, 2)).flat_map(table::forms);
        months.for_each(|month| uses.add(&month, Use::Around));
    }
    uses
});

/// Tells whether a state, given in bytes of its sentence, is that of what the sentence before named.
pub fn takes_up(sentence: &str, state: &Range<usize>) -> bool {
    let reading = Reading::of(sentence, state);
    !reading.is_of_press() && (reading.has_pronoun() || reading.leaves_out_subject())
}

/// Tells whether a state, given in bytes of its sentence, is that of what stands in a newspaper.
pub fn is_of_press(sentence: &str, state: &Range<usize>) -> bool {
    Reading::of(sentence, state).is_of_press()
}

/// Tells whether what somebody wrote or heard about a notice stands right behind a state: `he deleted his mail about the red
/// notice`.
pub fn is_before_words_about(sentence: &str, state: &Range<usize>) -> bool {
    let reading = Reading::of(sentence, state);
    let object = reading.behind(OBJECT_REACH).take_while(|at| !reading.ends_clause(*at));
    object.into_iter().any(|at| has_use(&reading.words, at, Use::About))
}

/// Tells whether a state, given in bytes of its sentence, is that of another thing than a notice, which its clause names for its
/// subject or its object, or that of what is written about one: `the warrant was cancelled`, `cancelled his passport`, `the article on the red notice was
/// published`.
pub fn is_of_another(sentence: &str, state: &Range<usize>) -> bool {
    let reading = Reading::of(sentence, state);
    let before = reading.state.start.saturating_sub(ABOUT_REACH)..reading.state.start;
    reading.names_first(&[Use::Another]) || reading.has(Use::About, before)
}

/// Tells whether a request, given in bytes of its sentence, is one for another thing than a notice: `requested access to it`, `a
/// copy was requested`.
pub fn is_request_of_another(sentence: &str, request: &Range<usize>) -> bool {
    Reading::of(sentence, request).names_first(&[Use::Another, Use::Wanted])
}

/// Tells whether a sentence goes on with what the sentence before named: `It concerns Ivan Petrov`.
pub fn goes_on(sentence: &str) -> bool {
    let words = words(sentence);
    (0..words.len().min(BEGINNING)).any(|at| has_use(&words, at, Use::Pronoun))
}

fn has_use(words: &[Word], at: usize, usage: Use) -> bool {
    USES.longest(words, at).is_some_and(|(_, found)| found == usage)
}

/// A sentence around a state.
struct Reading<'s> {
    sentence: &'s str,
    words: Vec<Word>,
    /// The words of the state.
    state: Range<usize>,
}

impl<'s> Reading<'s> {
    fn of(sentence: &'s str, state: &Range<usize>) -> Self {
        let words = words(sentence);
        let start = words.partition_point(|word| word.end <= state.start);
        let end = words.partition_point(|word| word.start < state.end);
        Self { sentence, words, state: start..end.max(start) }
    }

    fn has(&self, usage: Use, mut places: Range<usize>) -> bool {
        places.any(|at| has_use(&self.words, at, usage))
    }

    fn behind(&self, reach: usize) -> Range<usize> {
        self.state.end..self.words.len().min(self.state.end + reach)
    }

    fn surface(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| &self.sentence[word.start..word.end])
    }

    fn is_of_press(&self) -> bool {
        self.has(Use::Press, self.behind(PRESS_REACH))
    }

    fn has_pronoun(&self) -> bool {
        // Arabic writes the pronoun together with the word before it: `حذفها`.
        self.has(Use::Pronoun, 0..self.state.start)
            || self.has(Use::Pronoun, self.behind(PRONOUN_REACH))
            || self.state.clone().any(|at| self.surface(at).ends_with("ها"))
    }

    fn leaves_out_subject(&self) -> bool {
        let is_number = |at: usize| self.surface(at).starts_with(char::is_numeric);
        let may_stand_before = |at: usize| {
            is_number(at)
                || has_use(&self.words, at, Use::Before)
                || has_use(&self.words, at, Use::Around)
        };
        let next = self.state.end;
        let ends = next >= self.words.len() || self.is_parted(next);
        // `Fue eliminada el 11 de mayo`, and `Fue eliminado el artículo`.
        let is_dated = is_number(next) || is_number(next + 1);
        (0..self.state.start).all(may_stand_before)
            && (ends || is_dated || has_use(&self.words, next, Use::Around))
    }

    /// Tells whether the clause of the state begins with another thing, or the state has it for its object.
    fn names_first(&self, other: &[Use]) -> bool {
        self.has_subject(other) || self.has_object(other)
    }

    /// Tells whether the clause of the state begins with one of these things, dates and articles aside.
    fn has_subject(&self, things: &[Use]) -> bool {
        let is_part = |at: &usize| self.ends_clause(*at) || has_use(&self.words, *at, Use::Parts);
        let mut at = (1..=self.state.start).rev().find(is_part).unwrap_or(0);
        while at < self.state.start {
            if self.is_one(things, at) {
                return true;
            }
            let is_small = self.surface(at).starts_with(char::is_numeric)
                || self.is_one(&[Use::Article, Use::Before, Use::Around, Use::Parts], at);
            if !is_small {
                return false;
            }
            at += 1;
        }
        false
    }

    /// Tells whether one of these things stands right behind the state, articles aside.
    fn has_object(&self, things: &[Use]) -> bool {
        let is_article = |at: &usize| has_use(&self.words, *at, Use::Article);
        let object = (self.state.end..self.words.len()).find(|at| !is_article(at));
        object.is_some_and(|at| {
            !(self.state.end..=at).any(|at| self.is_parted(at)) && self.is_one(things, at)
        })
    }

    fn is_one(&self, things: &[Use], at: usize) -> bool {
        things.iter().any(|thing| has_use(&self.words, at, *thing))
    }

    /// Tells whether a clause ends before a word.
    fn ends_clause(&self, at: usize) -> bool {
        self.gap(at)
            .contains([',', ';', ':', '(', ')', '—', '–', '.', '!', '?', '،', '؛', '؟', '\n'])
    }

    /// Tells whether more than a blank stands before a word.
    fn is_parted(&self, at: usize) -> bool {
        !self.gap(at).trim().is_empty()
    }

    /// Returns what stands before a word.
    fn gap(&self, at: usize) -> &str {
        let Some(word) = self.words.get(at) else { return "" };
        let before = at.checked_sub(1).map_or(0, |before| self.words[before].end);
        &self.sentence[before..word.start]
    }
}
