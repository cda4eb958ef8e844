//! Registrations of aircraft, by the marks of their countries (ICAO Annex 7), near a word for one.

use std::sync::LazyLock;

use item::Kind;

use crate::finding::{Finding, Found};
use crate::fold;
use crate::table;
use crate::tokenized::{Gap, Shape, TokenizedBlock};

use super::numbers::{Cue, cues};

/// How many words before a word for an aircraft, and behind it, its registration stands.
const BEFORE: usize = 4;
const BEHIND: usize = 6;

/// The marks of a country.
struct Country {
    mark: &'static str,
    has_hyphen: bool,
    /// What may stand behind the mark: `a` for a letter, `9` for a digit.
    shapes: Vec<&'static str>,
}

static COUNTRIES: LazyLock<Vec<Country>> = LazyLock::new(|| {
    let rows = table::rows(include_str!("../../data/aircraft-marks.tsv"));
    let country = |row: Vec<&'static str>| Country {
        mark: row[0].trim_end_matches('-'),
        has_hyphen: row[0].ends_with('-'),
        shapes: table::phrases(table::cell(&row, 1)).collect(),
    };
    rows.map(country).collect()
});

/// Finds registrations.
pub(crate) fn find(block: &TokenizedBlock, found: &mut Found) {
    let places: Vec<usize> = cues(block, Cue::Aircraft).collect();
    for from in places {
        let mut at = from.saturating_sub(BEFORE);
        while at < block.words.len().min(from + BEHIND) {
            let known = registration(block, at).filter(|(end, _)| !found.is_taken(&(at..*end)));
            let Some((end, normal)) = known else {
                at += 1;
                continue;
            };
            found.take(block, Finding::new(Kind::Aircraft, block.span(&(at..end)), normal, 0.9));
            at = end;
        }
    }
}

fn registration(block: &TokenizedBlock, at: usize) -> Option<(usize, String)> {
    let word = block.word(at)?;
    let begins = !matches!(word.gap, Gap::None | Gap::Dash | Gap::Slash);
    if !begins || !matches!(word.shape, Shape::Upper | Shape::Number) {
        return None;
    }
    let (middle, head) = run(block, at)?;
    if let Some((end, tail)) =
        (block.gap(middle) == Gap::Dash).then(|| run(block, middle)).flatten()
    {
        let is_one = |country: &Country| {
            country.has_hyphen && country.mark == head && country.shapes.contains(&&*shape(&tail))
        };
        return COUNTRIES.iter().any(is_one).then(|| (end, format!("{head}-{tail}")));
    }
    let is_one = |country: &Country| {
        let tail = head.strip_prefix(country.mark).filter(|_| !country.has_hyphen);
        tail.is_some_and(|tail| country.shapes.contains(&&*shape(tail)))
    };
    COUNTRIES.iter().any(is_one).then_some((middle, head))
}

/// Returns capitals and digits that nothing parts, in Latin letters.
fn run(block: &TokenizedBlock, at: usize) -> Option<(usize, String)> {
    let mut written = String::new();
    let mut end = at;
    while let Some(word) = block.word(end) {
        let is_part = matches!(word.shape, Shape::Upper | Shape::Number)
            && (end == at || word.gap == Gap::None)
            && word.len() <= 5;
        if !is_part {
            break;
        }
        for letter in block.text[word.start..word.end].chars() {
            written.push(if word.is_number() { letter } else { fold::look_alike(letter)? });
        }
        end += 1;
    }
    (end > at).then_some((end, written))
}

fn shape(written: &str) -> String {
    written.chars().map(|c| if c.is_ascii_digit() { '9' } else { 'a' }).collect()
}
