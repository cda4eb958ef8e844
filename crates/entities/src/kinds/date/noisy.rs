//! Dates with letters where scans take a figure for one: `17.O5.2019`, `l7 May 2019`.
//!
//! A date counts where all else of it is whole: a letter alone makes no day.

use std::ops::Range;

use crate::lexicon::{self, Words, role};
use crate::tokenized::{Gap, TokenizedBlock};

use super::parts::{self, When, small, year};
use super::reading::Reading;

/// How sure such a date is.
const CONFIDENCE: f32 = 0.6;
/// The most letters among the eight figures of a date.
const MOST_LETTERS: usize = 3;

/// Enters the letters that a number may begin with.
pub(super) fn learn(words: &mut Words) {
    for letter in ["o", "l", "i", "о", "з"] {
        *words.entry(lexicon::hash(letter)).or_default() |= role::LOOK_ALIKE;
    }
}

/// Reads such a date that begins at word `at`.
pub(super) fn read(block: &TokenizedBlock, at: usize) -> Option<(Range<usize>, Reading)> {
    let begins = block.words[at].is_number() && block.words[at].len() <= 2
        || block.words[at].has(role::LOOK_ALIKE)
            && block.words[at].end - block.words[at].start <= 2;
    if !begins || block.gap(at) == Gap::None {
        return None;
    }
    let (end, when) = in_figures(block, at).or_else(|| worded(block, at))?;
    Some((at..end, Reading::One(when, CONFIDENCE)))
}

/// Returns the figure that a character is or looks like, and whether it is a letter.
fn figure(character: char) -> Option<(u32, bool)> {
    match character {
        'O' | 'o' | 'О' | 'о' => Some((0, true)),
        'l' | 'I' | '|' => Some((1, true)),
        'З' | 'з' => Some((3, true)),
        _ => character.to_digit(10).map(|digit| (digit, false)),
    }
}

/// A number of which some figures may be letters.
struct Figures {
    value: u32,
    letters: usize,
}

/// Reads exactly `len` figures at the beginning of `text`.
fn figures(text: &str, len: usize) -> Option<(Figures, &str)> {
    let mut read = Figures { value: 0, letters: 0 };
    let mut rest = text.chars();
    for _ in 0..len {
        let (figure, is_letter) = figure(rest.next()?)?;
        read.value = read.value * 10 + figure;
        read.letters += usize::from(is_letter);
    }
    Some((read, rest.as_str()))
}

/// Reads `17.O5.2019`: two, two and four figures between equal signs.
fn in_figures(block: &TokenizedBlock, at: usize) -> Option<(usize, When)> {
    let text = &block.text[block.words[at].start..];
    let (day, rest) = figures(text, 2)?;
    let sign = rest.chars().next().filter(|sign| matches!(sign, '.' | '/' | '-'))?;
    let of_month = rest.strip_prefix(sign)?;
    // a Roman month
    if of_month.starts_with("II") {
        return None;
    }
    let (month, rest) = figures(of_month, 2)?;
    // `17.05,2019`
    let is_comma = sign == '.' && rest.starts_with(',');
    let rest = rest.strip_prefix(if is_comma { ',' } else { sign })?;
    let (of_year, rest) = figures(rest, 4)?;
    let letters = day.letters + month.letters + of_year.letters + usize::from(is_comma);
    let ends = !rest.starts_with(|next: char| next.is_alphanumeric() || next == sign);
    let is_noisy = (1..=MOST_LETTERS).contains(&letters) && ends;
    let is_known = parts::BARE_YEARS.contains(&of_year.value);
    let end = word_after(block, block.text.len() - rest.len())?;
    let when = When::new(year(of_year.value), Some(small(month.value)), Some(small(day.value)))?;
    (is_noisy && is_known).then_some((end, when))
}

/// Reads `l7 May 2019`, `17 May 2O19`: a day of two figures and a year, one of which has letters.
fn worded(block: &TokenizedBlock, at: usize) -> Option<(usize, When)> {
    let (day, end) = figures_of_word(block, at, 2)?;
    let (month, end) = parts::after_small_words(block, end, |place| parts::month(block, place))?;
    let year_at = |place: usize| figures_of_word(block, place, 4);
    let (of_year, end) = parts::after_small_words(block, end, year_at)?;
    let is_noisy = matches!(day.letters + of_year.letters, 1..=MOST_LETTERS);
    let is_known = parts::BARE_YEARS.contains(&of_year.value);
    let when = When::new(year(of_year.value), Some(month), Some(small(day.value)))?;
    let end = end + usize::from(parts::is_year_word(block, end));
    (is_noisy && is_known).then_some((end, when))
}

/// Reads a number of `len` figures that begins at word `at` and is a word of its own.
fn figures_of_word(block: &TokenizedBlock, at: usize, len: usize) -> Option<(Figures, usize)> {
    let (read, rest) = figures(&block.text[block.word(at)?.start..], len)?;
    let is_whole = !rest.starts_with(char::is_alphanumeric);
    let end = word_after(block, block.text.len() - rest.len()).filter(|_| is_whole)?;
    Some((read, end))
}

/// Returns the word after the one that ends at `byte`.
fn word_after(block: &TokenizedBlock, byte: usize) -> Option<usize> {
    let end = block.words.partition_point(|word| word.start < byte);
    (block.words[..end].last()?.end == byte).then_some(end)
}
