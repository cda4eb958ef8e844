//! Quarters and halves of a year: `third quarter of 2020`, `Q3 2020`, `III квартал 2020`, `1er semestre 2019`.

use std::ops::Range;

use crate::lexicon::{Words, role};
use crate::tokenized::{Gap, Shape, TokenizedBlock};
use crate::{lexicon, table};

use super::parts::{self, HALF, LAST, ORDINAL, QUARTER, When};
use super::spelled;

/// Letters that stand for a quarter or a half before or after its number, in the five languages: quarter, trimestre,
/// квартал; half, semestre.
const LETTERS: [(&str, i8); 5] = [("q", 3), ("t", 3), ("h", 6), ("s", 6), ("кв", 3)];

/// Enters the words that a quarter, half or week begins with.
pub(crate) fn learn(words: &mut Words) {
    for row in table::rows(include_str!("../../../data/date-words.tsv")) {
        if matches!(row[0], "quarter" | "half" | "last" | "week") {
            lexicon::learn_words(words, role::TERM, table::cell(&row, 1));
        }
    }
    for letters in LETTERS.iter().map(|(letters, _)| *letters).chain(["i", "ii", "iii", "iv"]) {
        *words.entry(lexicon::hash(letters)).or_default() |= role::TERM;
    }
}

/// Reads a quarter or half that begins at word `at`, and returns its words with its first and last month.
pub(crate) fn read(block: &TokenizedBlock, at: usize) -> Option<(Range<usize>, When, When)> {
    if let Some(joined) = joined(block, at) {
        return Some(joined);
    }
    let (end, months, number, year) =
        ordered(block, at).or_else(|| lettered(block, at)).or_else(|| year_first(block, at))?;
    let (start, stop) = months_in(year, months, number)?;
    Some((at..end, start, stop))
}

/// Reads `I–II кварталы 2018 года`.
fn joined_numbers(block: &TokenizedBlock, at: usize) -> Option<(Range<usize>, When, When)> {
    let (first, next) = number(block, at).filter(|(_, next)| block.gap(*next) == Gap::Dash)?;
    let (last, noun) = number(block, next)?;
    let months = months_of(block, noun).filter(|_| block.gap(noun).is_blank())?;
    let (year, end) = year_after(block, noun + 1)?;
    let (start, _) = months_in(year, months, first)?;
    let (_, stop) = months_in(year, months, last)?;
    (first < last).then_some((at..end, start, stop))
}

/// Returns the first and the last month of a quarter or half.
fn months_in(year: i16, months: i8, number: i8) -> Option<(When, When)> {
    if number < 1 || number > 12 / months {
        return None;
    }
    let last = number * months;
    Some((When::new(year, Some(last - months + 1), None)?, When::new(year, Some(last), None)?))
}

/// Reads two quarters or halves joined by a dash, the first with its year or without: `Q1-Q2 2019`, `Q4 2018 – Q1 2019`.
fn joined(block: &TokenizedBlock, at: usize) -> Option<(Range<usize>, When, When)> {
    if let Some(joined) = joined_numbers(block, at) {
        return Some(joined);
    }
    let (months, number) = lettered_number(block, at)?;
    let whole = lettered(block, at).filter(|(end, ..)| block.gap(*end) == Gap::Dash);
    let next = whole.map_or(at + 2, |(end, ..)| end);
    let is_joined = block.gap(next) == Gap::Dash;
    let (end, other_months, last, year) = lettered(block, next).filter(|_| is_joined)?;
    let (start, _) = months_in(whole.map_or(year, |(.., year)| year), months, number)?;
    let (_, stop) = months_in(year, other_months, last)?;
    (months == other_months && start < stop).then_some((at..end, start, stop))
}

/// The word after it, how many months the term has, its number, its year.
type Term = (usize, i8, i8, i16);

/// Reads `third quarter of 2020`, `III квартал 2020 года`, `1er semestre 2019`, `الربع الثالث من عام 2020`.
fn ordered(block: &TokenizedBlock, at: usize) -> Option<Term> {
    let (noun, end) = match months_of(block, at) {
        Some(_) => (at, which(block, at + 1)?.1),
        None => which(block, at).map(|(_, end)| (end, end + 1))?,
    };
    let months = months_of(block, noun).filter(|_| block.gap(at + 1).joins())?;
    let (year, end) = year_after(block, end)?;
    let which = which(block, if noun == at { at + 1 } else { at })?.0;
    Some((end, months, which.unwrap_or(12 / months), year))
}

/// Reads which quarter or half it is; nothing stands for the last one, `dernier trimestre`.
fn which(block: &TokenizedBlock, at: usize) -> Option<(Option<i8>, usize)> {
    if parts::uses(block, at) & LAST != 0 {
        return Some((None, at + 1));
    }
    number(block, at).map(|(number, end)| (Some(number), end))
}

fn months_of(block: &TokenizedBlock, at: usize) -> Option<i8> {
    let uses = parts::uses(block, at);
    if uses & QUARTER != 0 { Some(3) } else { (uses & HALF != 0).then_some(6) }
}

/// Reads the number of a quarter or half: in figures, in words, or in Roman figures.
fn number(block: &TokenizedBlock, at: usize) -> Option<(i8, usize)> {
    let word = block.word(at)?;
    if word.is_number() {
        let ordinal = parts::uses(block, at + 1) & ORDINAL != 0;
        return (word.len() == 1)
            .then(|| (parts::small(word.number), at + 1 + usize::from(ordinal)));
    }
    if let Some(spelled) = spelled::number(block, at) {
        return Some((parts::small(spelled.value), spelled.end));
    }
    parts::roman(block, at).map(|number| (number, at + 1))
}

fn year_after(block: &TokenizedBlock, at: usize) -> Option<(i16, usize)> {
    let (year, end) = parts::after_small_words(block, at, |place| parts::year_at(block, place))?;
    Some((year, end + usize::from(parts::is_year_word(block, end))))
}

/// Reads `Q3 2020`, `T3/2020`, `3Q 2020`, `H1 2019`.
fn lettered(block: &TokenizedBlock, at: usize) -> Option<Term> {
    let (months, number) = lettered_number(block, at)?;
    let joined = matches!(
        block.gap(at + 2),
        Gap::Space
            | Gap::Slash
            | Gap::Dash
            | Gap::Comma
            | Gap::Apostrophe
            | Gap::None
            | Gap::DotSpace
    );
    let (year, end) = year_after(block, at + 2).filter(|_| joined)?;
    Some((end, months, number, year))
}

fn lettered_number(block: &TokenizedBlock, at: usize) -> Option<(i8, i8)> {
    let (one, other) = (block.word(at)?, block.word(at + 1)?);
    let (letter, number, before) =
        if one.is_number() { (at + 1, one, one) } else { (at, other, other) };
    let is_code = block.gap(at + 1) == Gap::None && before.len() == 1 && number.is_number();
    let is_letter = block.words[letter].shape == Shape::Upper || block.folded(letter) == "кв";
    let months =
        LETTERS.iter().find(|(known, _)| *known == block.folded(letter)).map(|(_, months)| *months);
    months.filter(|_| is_code && is_letter).map(|months| (months, parts::small(number.number)))
}

/// Reads `2020 Q3`, `2020-Q3`, `2015 third quarter`.
fn year_first(block: &TokenizedBlock, at: usize) -> Option<Term> {
    let (year, next) = parts::year_at(block, at).filter(|_| block.number(at).is_some())?;
    let ordered = || {
        let (number, noun) = number(block, next).filter(|_| block.gap(next).is_blank())?;
        let months = months_of(block, noun).filter(|_| block.gap(noun).is_blank())?;
        // another year may follow, of which the quarter is
        year_after(block, noun + 1).is_none().then_some((noun + 1, months, number, year))
    };
    if let Some(term) = ordered() {
        return Some(term);
    }
    let joined = matches!(block.gap(next), Gap::Space | Gap::Dash | Gap::Slash | Gap::None);
    let is_letter = block.word(next).is_some_and(|word| !word.is_number());
    let (months, number) = lettered_number(block, next)
        .filter(|_| joined && is_letter && months_of(block, next).is_none())?;
    Some((next + 2, months, number, year))
}
