//! Where a name ends: what the sequence model reads is cut to what may be one, or is none.
//!
//! The model judges each word by its neighbours, so that now and then a word of the sentence, the title of a notice or the
//! label of a field slips in. What such words are is a table.

use std::ops::Range;

use item::Kind;

use crate::kinds::person;
use crate::lexicon::{self, Role, Words, role};
use crate::table;
use crate::tagger::Tagged;
use crate::tokenized::{Gap, Shape, TokenizedBlock, Word};

/// What names nobody where it stands alone.
const NOTHING: Role = role::ALONE
    | role::FUNCTION
    | role::TITLE
    | role::NAME_LABEL
    | role::DATE_LABEL
    | role::NUMBER_LABEL
    | role::MONTH;

/// Titles that are a part of what is named after somebody.
const HONOURS: [&str; 4] = ["sir", "lord", "lady", "dame"];

/// Enters the words that are no part of names.
pub(crate) fn learn(words: &mut Words) {
    for row in table::rows(include_str!("../data/name-edges.tsv")) {
        let role = match row[0] {
            "function" => role::FUNCTION,
            "before" => role::BEFORE,
            "body" => role::BODY,
            "vessel" => role::VESSEL,
            "called" => role::CALLED,
            "namesake" => role::NAMESAKE,
            _ => role::ALONE,
        };
        lexicon::learn_words(words, role, table::cell(&row, 1));
    }
}

/// Returns a name without what is none at its edges; nothing where no name is left. `others` are the words of mentions
/// that are no names.
pub(crate) fn cut(block: &TokenizedBlock, others: &[bool], name: &Tagged) -> Option<Tagged> {
    let is_other = |at: usize| others[at];
    let mut words = name.words.start..whole_compound(block, name);
    while words.start < words.end
        && (is_other(words.start) || begins_none(block, name.kind, &words))
    {
        words.start += 1;
    }
    while words.start < words.end && (is_other(words.end - 1) || ends_none(block, words.end - 1)) {
        words.end -= 1;
    }
    let nothing = if name.kind == Kind::Org { NOTHING } else { NOTHING | role::BODY };
    let is_name = !words.is_empty()
        && !words.clone().any(is_other)
        && !words.clone().all(|at| block.words[at].has(nothing) || block.words[at].is_number());
    is_name.then_some(Tagged { words, ..name.clone() })
}

/// Returns the end of a name, with the rest of a word that the model cut at its hyphen (`Fouad ash-Shammari`,
/// `Zakhar Lapin-Dubrovinsky`) or of a double family name, which Arabic writes without one (`أركادي تسفيتوف خميلنيتسكي`).
fn whole_compound(block: &TokenizedBlock, name: &Tagged) -> usize {
    let end = name.words.end;
    let last = &block.words[end - 1];
    let is_hyphenated = || {
        let is_double = last.shape == Shape::Title && name.words.len() > 1;
        // A given name begins another person: `Anna Petrova-Ivan Sidorov`.
        let goes_on = |next: &Word| {
            next.shape == Shape::Title
                && (last.shape == Shape::Lower || is_double && !next.has(role::GIVEN))
        };
        block.gap(end) == Gap::Dash
            && block.gap_text(end).chars().count() == 1
            && block.word(end).is_some_and(goes_on)
    };
    let is_double = || {
        person::may_be_arabic_family(block, end)
            && person::has_family_ending(block, end)
            && person::has_family_ending(block, end - 1)
    };
    let is_named_after_given =
        || name.words.len() == 1 && last.has(role::GIVEN) && person::ends_in_nisba(block, end - 1);
    // `البنك المركزي المصري`: the adjective of its country ends the name of a body
    let is_national = || {
        let is_definite = |at: usize| block.folded(at).starts_with("ال");
        block.gap(end) == Gap::Space
            && block.word(end).is_some_and(|next| next.has(role::COUNTRY))
            && is_definite(end)
            && is_definite(end - 1)
    };
    let goes_on = match name.kind {
        Kind::Person => is_hyphenated() || is_double() || is_named_after_given(),
        Kind::Org => is_national(),
        _ => false,
    };
    end + usize::from(goes_on)
}

/// Tells whether a name is that of a ship, which stands before it: in quotation marks (`яхта «Анна»` is a ship, `яхта Анны` is
/// hers), in Latin letters without them as well.
fn is_of_vessel(block: &TokenizedBlock, name: &Range<usize>) -> bool {
    // `tanker Sir Galahad`; a ship's captain is none
    let is_honour = |at: usize| HONOURS.contains(&block.folded(at));
    let start = name.start - usize::from(name.start.checked_sub(1).is_some_and(is_honour));
    let is_vessel = |at: usize| block.words[at].has(role::VESSEL);
    let is_latin = || block.folded(name.start).starts_with(|sign: char| sign.is_ascii());
    let is_apart = match block.gap(start) {
        Gap::Quote => true,
        Gap::Space => is_latin(),
        _ => false,
    };
    // `buque escuela «…»`
    let is_near = |back: usize| {
        start >= back
            && is_vessel(start - back)
            && (back == 1 || block.gap(start - 1) == Gap::Space)
    };
    is_apart && (is_near(1) || block.gap(start) == Gap::Quote && is_near(2))
}

/// Tells whether a name is that of a thing: a ship, or a street, a hospital or a prize called after somebody.
pub(crate) fn is_of_thing(block: &TokenizedBlock, name: &Range<usize>) -> bool {
    is_of_vessel(block, name) || is_called_after(block, name)
}

/// Tells whether something is called after a name: what stands right before it (`rue Victor Hugo`, `улице Юрия Гагарина`,
/// `مستشفى الملك فيصل`) or, with a capital, behind it (`Nelson Mandela Square`).
fn is_called_after(block: &TokenizedBlock, name: &Range<usize>) -> bool {
    let is_behind = || {
        block.gap(name.end) == Gap::Space
            && block
                .word(name.end)
                .is_some_and(|next| next.has(role::NAMESAKE) && next.is_capitalised())
    };
    let is_title = |at: usize| block.words[at].has(role::TITLE | role::POSITION);
    let mut start = name.start;
    if start > 1 && block.gap(start) == Gap::Space && is_title(start - 1) {
        start -= 1;
    }
    let Some(before) = start.checked_sub(1) else { return is_behind() };
    let is_before = block.words[before].has(role::CALLED)
        && matches!(block.gap(start), Gap::Space | Gap::DotSpace)
        && may_follow(block, name);
    is_before || is_behind()
}

/// Tells whether a name stands as one behind what is called after it: in Russian in the genitive, for `на улице Иван Петров` is one
/// whom somebody met there.
fn may_follow(block: &TokenizedBlock, name: &Range<usize>) -> bool {
    const GENITIVE: [&str; 8] = ["а", "я", "ого", "его", "ой", "ых", "их", "ы"];
    let last = block.folded(name.end - 1);
    let is_cyrillic = last.starts_with(|sign| matches!(sign, 'а'..='я'));
    !is_cyrillic || GENITIVE.iter().any(|ending| last.ends_with(ending))
}

/// Tells whether the first of the words stands before a name and is no part of it.
fn begins_none(block: &TokenizedBlock, kind: Kind, words: &Range<usize>) -> bool {
    let word = &block.words[words.start];
    let next = (words.start + 1 < words.end).then(|| &block.words[words.start + 1]);
    let is_initial = matches!(block.gap(words.start + 1), Gap::Dot | Gap::DotSpace);
    // `WHO`, `US` and `IN` are names in a line that has small letters.
    let is_short_name = word.shape == Shape::Upper
        && word.len() > 1
        && (words.clone().len() == 1
            || words.clone().any(|at| block.words[at].shape != Shape::Upper));
    // A family name is what particles stand before: `von Nabil al-Chatwani` begins with a word of the sentence.
    let joins_given = kind == Kind::Person
        && word.has(role::PARTICLE)
        && next.is_some_and(|next| next.is_capitalised() && next.has(role::GIVEN))
        && words.len() > 2;
    if word.shape == Shape::Lower && (word.has(role::FUNCTION | role::BEFORE) || joins_given) {
        return true;
    }
    if is_initial || is_short_name || word.has(role::GIVEN) {
        return false;
    }
    let is_joined = next.is_some_and(|next| {
        next.shape == Shape::Lower && next.has(role::FUNCTION | role::PARTICLE)
    });
    match kind {
        Kind::Person => {
            let is_letter = word.len() == 1 && next.is_some();
            let before_given = next.is_some_and(|next| next.has(role::GIVEN))
                && word.has(role::COMMON)
                && !word.has(role::NAME);
            word.has(role::FUNCTION) && !is_letter
                || word.has(role::BEFORE)
                || before_given
                || is_joined && is_given(block, words.start + 2, words)
        }
        _ => word.has(role::FUNCTION) || word.has(role::BEFORE) && is_joined,
    }
}

/// Tells whether a given name stands there: behind a particle one tells that the word before is no name (`Festnahme von
/// Nabil`), for a family name is what particles stand before.
fn is_given(block: &TokenizedBlock, at: usize, words: &Range<usize>) -> bool {
    words.contains(&at)
        && block.words[at].is_capitalised()
        && block.words[at].has(role::GIVEN)
        && !block.words[words.start].has(role::NAME)
}

/// Tells whether a word ends no name: a small one that only joins others, or stands in a sentence.
fn ends_none(block: &TokenizedBlock, at: usize) -> bool {
    let word = &block.words[at];
    matches!(word.shape, Shape::Lower | Shape::Caseless)
        && word.has(role::FUNCTION)
        && !word.has(role::GIVEN)
        || word.shape == Shape::Lower && word.has(role::PARTICLE) && !word.has(role::SON)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds;

    /// Returns the person that is left of the first words of a text.
    fn person(text: &str, words: usize) -> String {
        let block = kinds::read(text);
        let others = vec![false; block.words.len()];
        let name = Tagged { kind: Kind::Person, words: 0..words, probability: 0.9 };
        let cut = cut(&block, &others, &name).expect("a name is left");
        block.text[block.span(&cut.words)].to_owned()
    }

    #[test]
    fn a_family_name_goes_on_over_its_hyphen_and_not_into_another_person() {
        assert_eq!(person("Zakhar Lapin-Dubrovinsky left", 2), "Zakhar Lapin-Dubrovinsky");
        assert_eq!(person("Anna Petrova-Ivan Sidorov left", 2), "Anna Petrova");
        assert_eq!(person("Petrova-Sidorov talks", 1), "Petrova");
    }
}
