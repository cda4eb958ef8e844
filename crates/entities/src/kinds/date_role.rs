//! What a date is the date of: told by the label beside it, or by its place in a letter.

use std::ops::Range;
use std::sync::LazyLock;

use crate::finding::DateCue;
use crate::lexicon::{Words, role};
use crate::phrase::{self, Phrases};
use crate::table;
use crate::tokenized::{Gap, Shape, TokenizedBlock, Word};

/// How many words, as those of the place, may stand between `born` and the date.
const BIRTH_REACH: usize = 9;
/// How many words, as the day of the week, may stand between `Date:` and the date.
const LABEL_REACH: usize = 3;
/// The most words that a label has.
const LABEL_WORDS: usize = 6;
/// How many words may stand before the date in the line of a letter's place and date.
const PLACE_WORDS: usize = 6;
/// A word of more bytes in small letters is no part of a place, nor a small word around a date.
const SHORT: usize = 6;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Label {
    Born,
    BornAfter,
    Document,
}

static LABELS: LazyLock<[Phrases<Label>; 2]> = LazyLock::new(|| {
    let (mut before, mut after) = (Phrases::default(), Phrases::default());
    for row in table::rows(include_str!("../../data/date-labels.tsv")) {
        let (phrases, label) = match row[0] {
            "born" => (&mut before, Label::Born),
            "born-after" => (&mut after, Label::BornAfter),
            _ => (&mut before, Label::Document),
        };
        table::phrases(table::cell(&row, 2)).for_each(|phrase| phrases.add(phrase, label));
    }
    [before, after]
});

/// Enters the words of labels.
pub(crate) fn learn(words: &mut Words) {
    LABELS.iter().for_each(|labels| phrase::learn(words, role::DATE_LABEL, labels));
}

/// Returns what the words around a date tell of it.
pub(crate) fn cue(block: &TokenizedBlock, date: &Range<usize>) -> Option<DateCue> {
    if is_born(block, date) {
        return Some(DateCue::Birth);
    }
    if is_labelled(block, date.start) {
        return Some(DateCue::Label);
    }
    is_line_of_letter(block, date).then_some(DateCue::Line)
}

/// Tells whether a text is the label of dates of birth.
pub(crate) fn is_label_of_birth(label: &TokenizedBlock) -> bool {
    LABELS[0].longest(label, 0).is_some_and(|(len, label_of)| {
        *label_of == Label::Born
            && (label.word(len).is_none() || label.gap_text(len).contains(['(', '/']))
    })
}

/// Tells whether a label of a birth stands right before word `at`: `Date of birth: 1975`.
pub(crate) fn follows_label_of_birth(block: &TokenizedBlock, at: usize) -> bool {
    let ends_here = |len: &usize| {
        let label = at.checked_sub(*len).and_then(|start| label(block, start, 0));
        label.is_some_and(|(words, of)| words == *len && of == Label::Born)
    };
    (1..=LABEL_WORDS).any(|len| ends_here(&len))
}

/// Tells whether a birth is told from word `at` on: `born in Perm on 9 April 1974`, `9 апреля 1974 года рождения`.
pub(crate) fn tells_birth(block: &TokenizedBlock, at: usize) -> bool {
    let reach = at..block.words.len().min(at + BIRTH_REACH);
    if label(block, at, 0).is_some_and(|(_, label)| label == Label::Born) {
        let is_date = |at: &usize| block.words[*at].is_number() && is_born_before(block, *at);
        return reach.skip(1).any(|at| is_date(&at));
    }
    let is_of_date = |at: &usize| {
        let word = &block.words[*at];
        word.is_number() || word.has(role::MONTH | role::DATE_WORD)
    };
    block.number(at).is_some()
        && reach.take_while(is_of_date).any(|last| is_born_after(block, last + 1))
}

fn is_born(block: &TokenizedBlock, date: &Range<usize>) -> bool {
    is_born_before(block, date.start) || is_born_after(block, date.end)
}

/// Tells whether a label of a birth stands before word `date`, with no more than a place between them.
fn is_born_before(block: &TokenizedBlock, date: usize) -> bool {
    // The label must reach up to here: a word of no place begins before.
    let mut reached = 0;
    for at in (date.saturating_sub(BIRTH_REACH)..date).rev() {
        if !goes_on(block, at + 1, date) {
            return false;
        }
        if let Some((len, label)) = label(block, at, 0).filter(|(len, _)| at + len <= date) {
            return label == Label::Born && at + len >= reached && !is_lone_letter(block, at, len);
        }
        if !is_of_place(block, at) {
            reached = reached.max(at + 1);
        }
    }
    false
}

/// Tells whether one stands right behind the date: `1970 г. р.`, `12.03.1970 (DOB)`. The word for the year may be part
/// of the date.
fn is_born_after(block: &TokenizedBlock, end: usize) -> bool {
    let is_near = matches!(
        block.gap(end),
        Gap::Space | Gap::DotSpace | Gap::Dot | Gap::Open | Gap::None | Gap::Comma
    );
    let is_label =
        |(len, _): &(usize, Label)| !is_lone_letter(block, end, *len) || follows_year(block, end);
    is_near && label(block, end, 1).as_ref().is_some_and(is_label)
}

fn label(block: &TokenizedBlock, at: usize, side: usize) -> Option<(usize, Label)> {
    block.word(at).filter(|word| word.has(role::DATE_LABEL))?;
    LABELS[side].longest(block, at).map(|(len, label)| (len, *label))
}

/// Tells whether a label is one letter without the full stop of an abbreviation.
fn is_lone_letter(block: &TokenizedBlock, at: usize, len: usize) -> bool {
    len == 1
        && block.folded(at).chars().count() == 1
        && !matches!(block.gap(at + 1), Gap::Dot | Gap::DotSpace | Gap::Colon)
}

/// Tells whether the word before is `г.` or `года`.
fn follows_year(block: &TokenizedBlock, at: usize) -> bool {
    at > 0 && matches!(block.folded(at - 1), "г" | "года" | "году")
}

/// Tells whether the clause goes on across the gap before word `at`, on the way to a date.
fn goes_on(block: &TokenizedBlock, at: usize, date: usize) -> bool {
    match block.gap(at) {
        // `род. 9 апреля`, `в г. Москве`; elsewhere a capital letter begins a sentence.
        Gap::DotSpace => {
            let letters = block.folded(at - 1).chars().count();
            let begins = block.word(at).is_some_and(Word::is_capitalised);
            letters <= if begins { 2 } else { 4 }
        }
        Gap::Line => at == date || block.words[at - 1].has(role::DATE_LABEL),
        Gap::Other => !block.gap_text(at).contains([';', '!', '?', '\t', '؛', '؟']),
        _ => true,
    }
}

fn is_of_place(block: &TokenizedBlock, at: usize) -> bool {
    let word = &block.words[at];
    !word.is_number()
        && (word.is_capitalised()
            || word.shape == Shape::Caseless
            || word.has(role::CITY | role::COUNTRY | role::DATE_WORD)
            || word.len() <= SHORT)
}

/// Tells whether a label of the paper's own date stands before word `date`: with a colon after it or first in its
/// line.
fn is_labelled(block: &TokenizedBlock, date: usize) -> bool {
    let low = date.saturating_sub(LABEL_REACH + 3);
    let labels = (low..date).rev().filter_map(|at| {
        let (len, label) = label(block, at, 0)?;
        (label == Label::Document && at + len <= date).then_some((at, at + len))
    });
    let mut labels = labels.filter(|(_, end)| date - end <= LABEL_REACH);
    labels.any(|(at, end)| {
        let after = || (end..date).all(|place| block.words[place].has(role::DATE_WORD));
        let told = block.gap_text(end).trim_start().starts_with(':')
            || begins_line(block, at) && block.gap(date) != Gap::Colon && after();
        let plain = (end..date).all(|place| !block.words[place].is_number());
        let one_line = !block.surface(&(at..date + 1)).contains(['\n', '\t']);
        told && plain && one_line || is_number_of_letter(block, at, end, date)
    })
}

/// Tells whether `от` stands between the number of a letter and its date: `№ 12/345 от 18.03.2019`.
fn is_number_of_letter(block: &TokenizedBlock, at: usize, end: usize, date: usize) -> bool {
    end == date
        && at > 0
        && block.folded(at) == "от"
        && block.words[at - 1].is_number()
        && block.gap(at) == Gap::Space
        && line_start(block, at) + 2 * PLACE_WORDS >= at
        && block.text[..block.words[at].start]
            .rsplit('\n')
            .next()
            .is_some_and(|line| line.contains('№'))
}

fn begins_line(block: &TokenizedBlock, at: usize) -> bool {
    block.gap(at) == Gap::Edge || block.gap_text(at).contains('\n')
}

/// Returns the first word of the line of word `at`.
fn line_start(block: &TokenizedBlock, at: usize) -> usize {
    (0..=at).rev().find(|place| block.gap_text(*place).contains('\n')).unwrap_or(0)
}

/// Words for a session of the Commission, which stands before the date of its decision: `112th session, 22 October 2020`.
const SESSIONS: [&str; 8] =
    ["session", "sesion", "periodo", "сессия", "сессии", "заседание", "الدوره", "دوره"];

fn is_of_session(block: &TokenizedBlock, words: &Range<usize>) -> bool {
    words.len() <= PLACE_WORDS
        && block.gap(words.end) == Gap::Comma
        && words.clone().any(|at| SESSIONS.contains(&block.folded(at)))
}

/// Tells whether a date stands with a place before it at the beginning of a text that goes on behind a full stop: `London, 2
/// December 2019. We ask …`.
fn opens_text(block: &TokenizedBlock, date: &Range<usize>, rest: &str) -> bool {
    let ends_sentence = rest.trim_start_matches("г").trim_start().starts_with(". ");
    (1..=PLACE_WORDS).contains(&date.start)
        && ends_sentence
        && (1..=date.start).all(|at| !block.gap_text(at).contains('\n'))
        && (0..date.start).any(|at| block.gap(at + 1) == Gap::Comma)
}

/// Tells whether a line holds the date alone, or a place and the date: `Moscow, 18 March 2019`, `Lyon, le 18 mars 2019`.
fn is_line_of_letter(block: &TokenizedBlock, date: &Range<usize>) -> bool {
    let after = &block.text[block.words[date.end - 1].end..];
    let rest = after.lines().next().unwrap_or_default().trim();
    let ends_line = matches!(rest, "" | "." | "г." | "," | "»" | "года" | "م");
    if !ends_line && !opens_text(block, date, rest) {
        return false;
    }
    let low = date.start.saturating_sub(PLACE_WORDS);
    let Some(start) = (low..=date.start).rev().find(|at| begins_line(block, *at)) else {
        return false;
    };
    if is_of_session(block, &(start..date.start)) {
        return true;
    }
    (start..date.start).all(|at| {
        let gap = at == start
            || matches!(
                block.gap(at),
                Gap::Space | Gap::Comma | Gap::DotSpace | Gap::Dash | Gap::Open
            );
        gap && is_of_place(block, at)
            && !block.words[at].has(role::NAME_LABEL)
            && label(block, at, 0).is_none()
    }) && matches!(
        block.gap(date.start),
        Gap::Edge | Gap::Line | Gap::Comma | Gap::Space | Gap::Quote
    )
}
