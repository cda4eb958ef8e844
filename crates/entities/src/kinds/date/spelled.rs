//! Numbers in words: days and years as judgments and decisions write them.

use std::sync::LazyLock;

use crate::lexicon::{Words, role};
use crate::phrase::{self, Phrases};
use crate::table;
use crate::tokenized::{Gap, Shape, TokenizedBlock};

/// The most words that a number of four digits has, `mil neuf cent quatre-vingt-dix-neuf`, with room for `and`.
const MOST_WORDS: usize = 9;

/// A word of a number.
#[derive(Clone, Copy)]
struct Numeral {
    value: u32,
    /// Whether the number ends with it.
    is_order: bool,
}

static NUMERALS: LazyLock<Phrases<Numeral>> = LazyLock::new(|| {
    let mut numerals = Phrases::default();
    for row in table::rows(include_str!("../../../data/number-words.tsv")) {
        let value = row[0].parse().unwrap_or_default();
        let numeral = Numeral { value, is_order: table::cell(&row, 2) == "order" };
        table::phrases(table::cell(&row, 3)).for_each(|phrase| numerals.add(phrase, numeral));
    }
    numerals
});

/// Enters the words of numbers.
pub(crate) fn learn(words: &mut Words) {
    phrase::learn(words, role::NUMERAL, &NUMERALS);
}

/// A number in words.
pub(crate) struct Spelled {
    pub(crate) value: u32,
    /// The word after it.
    pub(crate) end: usize,
    /// Whether it is an ordinal, or made of several words; a lone `un` or `one` is an article or a pronoun.
    pub(crate) is_sure: bool,
}

/// Reads the number in words that begins at word `at`.
pub(crate) fn number(block: &TokenizedBlock, at: usize) -> Option<Spelled> {
    let (mut sum, mut end, mut is_sure) = (Sum::default(), at, false);
    let is_caseless = block.word(at)?.shape == Shape::Caseless;
    while end < at + MOST_WORDS {
        let next = if end > at { end + usize::from(is_joiner(block, end)) } else { end };
        let Some((len, numeral)) =
            numeral(block, next).filter(|_| next == at || goes_on(block, next))
        else {
            break;
        };
        let Some(more) = sum.and(numeral.value, is_caseless) else { break };
        sum = more;
        is_sure = numeral.is_order || end > at;
        end = next + len;
        if numeral.is_order {
            break;
        }
    }
    (end > at).then(|| Spelled { value: sum.value(), end, is_sure })
}

fn numeral(block: &TokenizedBlock, at: usize) -> Option<(usize, Numeral)> {
    block.word(at).filter(|word| word.has(role::NUMERAL))?;
    NUMERALS.longest(block, at).map(|(len, numeral)| (len, *numeral))
}

fn goes_on(block: &TokenizedBlock, at: usize) -> bool {
    matches!(block.gap(at), Gap::Space | Gap::Line | Gap::Dash)
}

/// Tells whether a word links two parts of one number: `two thousand and nineteen`, `vingt et un`.
fn is_joiner(block: &TokenizedBlock, at: usize) -> bool {
    goes_on(block, at)
        && block.word(at).is_some()
        && matches!(block.folded(at), "and" | "et" | "y" | "و")
}

/// What the words so far come to.
#[derive(Clone, Copy, Default)]
struct Sum {
    thousands: u32,
    rest: u32,
}

impl Sum {
    fn value(self) -> u32 {
        self.thousands * 1000 + self.rest
    }

    /// Returns the sum with one more word, or nothing where a number does not go on like that.
    ///
    /// In a script without case, which is Arabic, the unit stands before the ten.
    fn and(self, value: u32, is_caseless: bool) -> Option<Self> {
        let Self { thousands, rest } = self;
        let (tens, units) = (rest % 100, rest % 10);
        let fits = match value {
            1000 | 2000 => {
                let is_first = thousands == 0 && rest < 10 && (value == 1000 || rest == 0);
                return is_first.then(|| Self { thousands: rest.max(1) * value / 1000, rest: 0 });
            }
            100 => {
                return (rest < 100).then(|| Self { thousands, rest: rest.max(1) * 100 });
            }
            // `nineteen ninety-nine`, `twenty nineteen`
            10..100 if thousands == 0 && (11..=20).contains(&rest) && !is_caseless => {
                return Some(Self { thousands, rest: rest * 100 + value });
            }
            1..10 => units == 0,
            // `soixante-dix`, `quatre-vingt-onze`
            10..20 => {
                tens == 0 || matches!(tens, 60 | 80) || is_caseless && value == 10 && tens < 10
            }
            20..100 => tens == 0 || is_caseless && tens < 10,
            _ => rest == 0,
        };
        fits.then_some(Self { thousands, rest: rest + value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds;

    fn value(text: &str) -> Option<(u32, bool)> {
        let block = kinds::read(text);
        number(&block, 0).map(|spelled| (spelled.value, spelled.end == block.words.len()))
    }

    #[test]
    fn numbers_of_days_and_years_are_read_in_five_languages() {
        let table = [
            (21, "twenty-first"),
            (31, "thirty first"),
            (2019, "two thousand and nineteen"),
            (1999, "nineteen ninety-nine"),
            (2020, "twenty twenty"),
            (1999, "nineteen hundred and ninety nine"),
            (21, "vingt et un"),
            (17, "dix-sept"),
            (2019, "deux mille dix-neuf"),
            (1999, "mil neuf cent quatre-vingt-dix-neuf"),
            (1975, "mille neuf cent soixante-quinze"),
            (1971, "mil neuf cent soixante et onze"),
            (31, "treinta y uno"),
            (2019, "dos mil diecinueve"),
            (1999, "mil novecientos noventa y nueve"),
            (21, "двадцать первого"),
            (2019, "две тысячи девятнадцатого"),
            (1999, "тысяча девятьсот девяносто девятом"),
            (2000, "двухтысячного"),
            (21, "الحادي والعشرون"),
            (12, "الثاني عشر"),
            (2019, "ألفين وتسعة عشر"),
            (1999, "ألف وتسعمائة وتسعة وتسعين"),
            (2024, "ألفين وأربعة وعشرين"),
        ];
        for (expected, text) in table {
            assert_eq!(value(text), Some((expected, true)), "{text}");
        }
    }

    #[test]
    fn words_of_two_numbers_are_not_one() {
        for (first, text) in [(1, "one two"), (5, "fifth and sixth")] {
            let found = value(text);
            assert!(
                found.is_some_and(|(value, whole)| value == first || !whole),
                "{text}: {found:?}"
            );
        }
        assert_eq!(value("word"), None);
    }
}
