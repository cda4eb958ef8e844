//! What stands in a running text beside its words: where mentions begin and end, and where sentences, paragraphs and
//! segments begin.
//!
//! Marks share the positions of words, so that nearness to a mention is counted in words.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Write;

use item::kind::Matching;
use item::{Kind, Mention, Segment};

use crate::days::Days;
use crate::sign::{BEGINS, ENDS, PARAGRAPH, SEGMENT, SENTENCE, WHOLE};
use crate::terms::{phone_tail, whole};

/// Ends the byte of a mark that is written down.
const AT: char = '\u{1f}';
/// Ends a mark that is written down.
const END: char = '\u{1e}';
/// Ends all marks that are written down.
const LAST: char = '\u{1d}';

/// The most words of a value under which a mention is marked: names of bodies are long, and asked for by any of their words.
const MAX_WORDS: usize = 16;

/// A term that stands at the word which holds a byte of a text, or at the next one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    pub(crate) at: usize,
    pub(crate) term: Cow<'static, str>,
}

/// Returns the marks of each segment, by place.
pub(crate) fn of_segments(segments: &[Segment], mentions: &[Mention]) -> Vec<Vec<Mark>> {
    let mut marks: Vec<Vec<Mark>> =
        segments.iter().map(|segment| of_boundaries(&segment.text)).collect();
    for mention in mentions {
        let at = mention.segment as usize;
        if let (Some(marks), Some(segment)) = (marks.get_mut(at), segments.get(at)) {
            marks.extend(of_mention(mention, &segment.text));
        }
    }
    for marks in &mut marks {
        marks.sort_unstable();
        marks.dedup();
    }
    marks
}

/// Returns what the term of the first word of a mention of a kind begins with; a value follows, or [`WHOLE`] for any.
pub(crate) fn beginning(kind: Kind) -> String {
    format!("{BEGINS}{}\u{1}", kind.name())
}

/// Returns the term of the last word of a mention of a kind.
pub(crate) fn end(kind: Kind) -> String {
    format!("{ENDS}{}", kind.name())
}

/// Returns a text with its marks before it, as it is handed to the tokenizer of marked texts.
pub fn written(marks: &[Mark], text: &str) -> String {
    let length: usize = marks.iter().map(|mark| mark.term.len() + 12).sum();
    let mut written = String::with_capacity(length + text.len() + 1);
    for Mark { at, term } in marks {
        // Writing into a string does not fail.
        let _ = write!(written, "{at}{AT}{term}{END}");
    }
    written.push(LAST);
    written.push_str(text);
    written
}

/// Reads a text with its marks before it.
pub(crate) fn read(written: &str) -> (Vec<Mark>, &str) {
    let Some((marks, text)) = written.split_once(LAST) else { return (Vec::new(), written) };
    let mark = |mark: &str| {
        let (at, term) = mark.split_once(AT)?;
        let boundary = [SENTENCE, PARAGRAPH, SEGMENT].into_iter().find(|known| *known == term);
        let term = boundary.map_or_else(|| term.to_owned().into(), Cow::Borrowed);
        Some(Mark { at: at.parse().ok()?, term })
    };
    (marks.split_terminator(END).filter_map(mark).collect(), text)
}

/// Returns the marks of the first and the last word of a mention.
fn of_mention(mention: &Mention, text: &str) -> Vec<Mark> {
    let Some(surface) = text.get(mention.start..mention.end) else { return Vec::new() };
    let (Some(first), Some(last)) =
        (surface.find(char::is_alphanumeric), surface.rfind(char::is_alphanumeric))
    else {
        return Vec::new();
    };
    let begins = beginning(mention.kind);
    let values = values_of(mention).into_iter();
    let begins = values
        .map(|value| Mark { at: mention.start + first, term: format!("{begins}{value}").into() });
    let ends = Mark { at: mention.start + last, term: end(mention.kind).into() };
    begins.chain([ends]).collect()
}

/// Returns the terms of the values of a mention, fewer than it has in its own field: marks stand beside each text.
fn values_of(mention: &Mention) -> BTreeSet<String> {
    let readings = std::iter::once(&mention.normal).chain(&mention.alternatives);
    let of_reading = |reading: &String| -> Vec<String> {
        match mention.kind.line().matching {
            // Names of persons are found by the words of the text.
            Matching::Person => Vec::new(),
            Matching::Days => Days::read(reading).map(Days::term).into_iter().collect(),
            Matching::Phone => phone_tail(reading).into_iter().chain([whole(reading)]).collect(),
            _ if has_words(mention.kind) => {
                let words = text::tokens(reading).take(MAX_WORDS).map(|word| word.folded);
                words.chain([whole(reading)]).collect()
            }
            _ => vec![whole(reading)],
        }
    };
    readings.flat_map(of_reading).chain([WHOLE.to_owned()]).collect()
}

/// Tells whether mentions of a kind are marked under the words of their values, too: those whose values are asked for by
/// a part.
pub(crate) fn has_words(kind: Kind) -> bool {
    kind.line().matching == Matching::Notice || matches!(kind, Kind::Org | Kind::Location)
}

/// Returns the marks of the first words of sentences, of paragraphs and of the text itself.
///
/// Blank lines part paragraphs; in a text that has none, each line is one.
fn of_boundaries(text: &str) -> Vec<Mark> {
    let mark = |at, term: &'static str| Mark { at, term: term.into() };
    let sentences = text::sentences(text).map(|sentence| mark(sentence.start, SENTENCE));
    let paragraphs = paragraphs(text).into_iter();
    let paragraphs = paragraphs.flat_map(|at| [mark(at, PARAGRAPH), mark(at, SENTENCE)]);
    let first = [SENTENCE, PARAGRAPH, SEGMENT].map(|term| mark(0, term));
    sentences.chain(paragraphs).chain(first).collect()
}

/// Returns where paragraphs but the first begin.
fn paragraphs(text: &str) -> Vec<usize> {
    let is_blank = |line: &str| line.trim().is_empty();
    let has_blank = text.lines().any(is_blank);
    let mut begins = Vec::new();
    let (mut at, mut is_first) = (0, false);
    for line in text.split_inclusive('\n') {
        if is_first && !is_blank(line) {
            begins.push(at);
            is_first = false;
        }
        is_first |= !has_blank || is_blank(line);
        at += line.len();
    }
    begins
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read_as_they_were_written() {
        let text = "One. Two\u{1d}\u{1e}\n\nThree";
        let marks = of_boundaries(text);
        assert_eq!(read(&written(&marks, text)), (marks, text));
        assert_eq!(read(&written(&[], text)), (Vec::new(), text));
    }

    #[test]
    fn blank_lines_part_paragraphs_and_lines_do_where_there_are_none() {
        assert_eq!(paragraphs("one\ntwo\n\n \nthree\n\nfour"), [11, 18]);
        assert_eq!(paragraphs("one\ntwo\nthree"), [4, 8]);
    }
}
