//! The parts of a date: day, month, year, and the small words around them.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use crate::fold;
use crate::lexicon::{self, ByHash, Words, role};
use crate::phrase::{self, Phrases};
use crate::table;
use crate::tokenized::{Gap, TokenizedBlock};

use super::spelled;

/// Years that count without a month.
pub(super) const BARE_YEARS: std::ops::RangeInclusive<u32> = 1900..=2039;

/// How many small words may stand between day, month and year.
pub(crate) const SMALL_WORDS: usize = 5;
/// Years of two digits up to this one belong to this century.
pub(crate) const PIVOT: i16 = 46;
/// Years that a date in words may have.
pub(crate) const YEARS: std::ops::RangeInclusive<u32> = 1500..=2199;

const ROMAN: [&str; 12] =
    ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];

pub(crate) static MONTHS: LazyLock<Phrases<i8>> = LazyLock::new(|| {
    let mut months = Phrases::default();
    for row in table::rows(include_str!("../../../data/months.tsv")) {
        let number = row[0].parse().unwrap_or(1);
        table::phrases(table::cell(&row, 2)).for_each(|phrase| months.add(phrase, number));
    }
    months
});

/// How a small word is used around dates, one bit each.
pub(crate) type Use = u32;

pub(crate) const OF: Use = 1;
pub(crate) const ORDINAL: Use = 1 << 1;
pub(crate) const UNTIL: Use = 1 << 2;
pub(crate) const AND: Use = 1 << 3;
pub(crate) const BETWEEN: Use = 1 << 4;
pub(crate) const FROM: Use = 1 << 5;
pub(crate) const YEAR: Use = 1 << 6;
pub(crate) const BEFORE: Use = 1 << 7;
pub(crate) const IN: Use = 1 << 8;
pub(crate) const WITHIN: Use = 1 << 9;
pub(crate) const QUARTER: Use = 1 << 10;
pub(crate) const HALF: Use = 1 << 11;
pub(crate) const OR: Use = 1 << 12;
pub(crate) const SECTION: Use = 1 << 13;
pub(crate) const PHONE: Use = 1 << 14;
pub(crate) const SEASON: Use = 1 << 15;
pub(crate) const LAST: Use = 1 << 16;
pub(crate) const WEEKDAY: Use = 1 << 17;
pub(crate) const PAPER: Use = 1 << 18;
pub(crate) const WEEK: Use = 1 << 19;
pub(crate) const DAY: Use = 1 << 20;

pub(crate) static SMALL: LazyLock<HashMap<u64, Use, ByHash>> = LazyLock::new(|| {
    let mut small = HashMap::default();
    for row in table::rows(include_str!("../../../data/date-words.tsv")) {
        let forms = table::phrases(table::cell(&row, 1)).flat_map(table::forms);
        for hash in forms.flat_map(|form| lexicon::spellings(&form)) {
            *small.entry(hash).or_default() |= usage(row[0]);
        }
    }
    small
});

/// Words of several that stand right before a year: `as early as 2014`, `не позднее 2014`.
static OPENERS: LazyLock<Phrases<()>> =
    LazyLock::new(|| phrases_of("in", |phrase| phrase.contains(' ')));

/// What makes a year one before our era: `BC`, `до н. э.`
static BEFORE_OUR_ERA: LazyLock<Phrases<()>> = LazyLock::new(|| phrases_of("era", |_| true));

/// Returns those phrases of a use that `is_kept` keeps.
fn phrases_of(usage: &str, is_kept: impl Fn(&str) -> bool) -> Phrases<()> {
    let mut phrases = Phrases::default();
    let rows = table::rows(include_str!("../../../data/date-words.tsv"));
    let cells = rows.filter(|row| row[0] == usage).map(|row| table::cell(&row, 1));
    let kept = cells.flat_map(table::phrases).filter(|phrase| is_kept(phrase));
    kept.for_each(|phrase| phrases.add(phrase, ()));
    phrases
}

/// Tells whether words at `at` make the year before them one before our era.
pub(crate) fn is_before_our_era(block: &TokenizedBlock, at: usize) -> bool {
    let is_near = matches!(block.gap(at), Gap::Space | Gap::Line | Gap::None);
    is_near && BEFORE_OUR_ERA.longest(block, at).is_some()
}

/// The most words that such an opener has.
const OPENER_WORDS: usize = 5;

pub(crate) fn usage(name: &str) -> Use {
    match name {
        "of" => OF,
        "ordinal" => ORDINAL,
        "until" => UNTIL,
        "and" => AND,
        "between" => BETWEEN,
        "from" => FROM,
        "year" => YEAR,
        "before" => BEFORE,
        "in" => IN,
        "within" => WITHIN,
        "quarter" => QUARTER,
        "half" => HALF,
        "or" => OR,
        "section" => SECTION,
        "phone" => PHONE,
        "season" => SEASON,
        "last" => LAST,
        "weekday" => WEEKDAY,
        "paper" => PAPER,
        "week" => WEEK,
        "daynoun" => DAY,
        _ => 0,
    }
}

/// Enters the names of months and the small words.
pub(crate) fn learn(words: &mut Words) {
    phrase::learn(words, role::MONTH, &MONTHS);
    phrase::learn(words, role::DATE_NOUN, &OPENERS);
    phrase::learn(words, role::DATE_NOUN, &BEFORE_OUR_ERA);
    for row in table::rows(include_str!("../../../data/date-words.tsv")) {
        let is_noun = matches!(usage(row[0]), SEASON | LAST | WEEKDAY | PAPER | WEEK | DAY | 0);
        let role = if is_noun { role::DATE_NOUN } else { role::DATE_WORD };
        lexicon::learn_words(words, role, table::cell(&row, 1));
    }
}

/// A day, a month or a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct When {
    pub(crate) year: i16,
    pub(crate) month: Option<i8>,
    pub(crate) day: Option<i8>,
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        self.month.map_or(Ok(()), |month| write!(f, "-{month:02}"))?;
        self.day.map_or(Ok(()), |day| write!(f, "-{day:02}"))
    }
}

impl When {
    pub(crate) fn new(year: i16, month: Option<i8>, day: Option<i8>) -> Option<Self> {
        jiff::civil::Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).ok()?;
        Some(Self { year, month, day })
    }
}

/// Returns the sign between two parts that touch it on both sides; [`Gap::Other`] is the line of names of files.
pub(crate) fn separator(block: &TokenizedBlock, at: usize) -> Option<Gap> {
    let gap = block.gap(at);
    let mut signs = block.gap_text(at).chars().filter(|sign| !fold::is_mark(*sign));
    let sign = signs.next();
    let touches = sign.is_some() && signs.next().is_none();
    let is_sign = matches!(gap, Gap::Dot | Gap::Slash | Gap::Dash) || sign == Some('_');
    (touches && is_sign).then_some(gap)
}

pub(crate) fn year(number: u32) -> i16 {
    i16::try_from(number).unwrap_or(0)
}

pub(crate) fn century(number: u32) -> i16 {
    let number = year(number);
    if number <= PIVOT { 2000 + number } else { 1900 + number }
}

pub(crate) fn small(number: u32) -> i8 {
    i8::try_from(number).unwrap_or(0)
}

/// Returns how a word is used around dates.
pub(crate) fn uses(block: &TokenizedBlock, at: usize) -> Use {
    let word = block.word(at).filter(|word| word.has(role::DATE_WORD | role::DATE_NOUN));
    word.and_then(|word| SMALL.get(&word.hash)).copied().unwrap_or(0)
}

/// Returns how the word before is used, which may open a period; an article may stand between.
pub(crate) fn opener(block: &TokenizedBlock, at: usize) -> Use {
    let close = |at: usize| {
        matches!(block.gap(at), Gap::Space | Gap::Line | Gap::Quote | Gap::None)
            || separator(block, at) == Some(Gap::Dash)
    };
    let before = |at: usize| at.checked_sub(1).filter(|_| close(at));
    let Some(place) = before(at) else { return 0 };
    // `mid-2014`
    if separator(block, at) == Some(Gap::Dash) {
        return uses(block, place) & IN;
    }
    let is_passed = is_article(block.folded(place)) || uses(block, place) & WEEKDAY != 0;
    let article = is_passed.then(|| before(place)).flatten();
    let phrase = if ends_opener(block, at) { IN } else { 0 };
    uses(block, place) | article.map_or(0, |place| uses(block, place)) | phrase
}

/// Tells whether words that open a year end right before word `at`.
fn ends_opener(block: &TokenizedBlock, at: usize) -> bool {
    let reaches = |len: usize| {
        let start = at.checked_sub(len).filter(|start| block.words[*start].has(role::DATE_NOUN));
        start
            .and_then(|start| OPENERS.longest(block, start))
            .is_some_and(|(words, ())| words == len)
    };
    block.gap(at).is_blank() && (2..=OPENER_WORDS).any(reaches)
}

/// Tells whether a folded word is an article as it stands before a day.
pub(crate) fn is_article(folded: &str) -> bool {
    matches!(folded, "the" | "le" | "el" | "les" | "los")
}

/// Returns how the words before a year are used, back over the noun and articles: `entre los años 2008`.
pub(crate) fn opener_of_years(block: &TokenizedBlock, at: usize) -> Use {
    let is_small = |place: usize| {
        uses(block, place) & (BEFORE | OF) != 0
            || matches!(block.folded(place), "the" | "le" | "les" | "el" | "los" | "las")
    };
    let mut cue = opener(block, at);
    let mut place = at;
    while place > 0
        && at - place < SMALL_WORDS
        && block.gap(place).is_blank()
        && is_small(place - 1)
    {
        place -= 1;
        cue |= opener(block, place);
    }
    cue
}

/// Tells whether figures are those of a section, a version or a telephone: `раздел 10.11.12`, `8 (495) 12-05-20`.
pub(crate) fn is_of_section(block: &TokenizedBlock, at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else { return false };
    let is_near = (block.gap(at).is_blank()
        || matches!(block.gap(at), Gap::None | Gap::DotSpace | Gap::Dot | Gap::Colon))
        && !block.gap_text(at).contains('\t');
    let sign = separator(block, at + 1).or_else(|| dot_and_blank(block, at + 1));
    let follows = uses(block, before);
    let is_area = block.number(before).is_some() && block.gap_text(at).trim() == ")";
    is_near && sign == Some(Gap::Dot) && follows & SECTION != 0
        || is_near && follows & PHONE != 0
        || is_area
            && sign == Some(Gap::Dash)
            && block.number(at).is_some_and(|first| first.len() == 2)
}

/// Returns the sign of `17. 5. 2019`.
fn dot_and_blank(block: &TokenizedBlock, at: usize) -> Option<Gap> {
    let follows = block.number(at).is_some() && block.gap(at) == Gap::DotSpace;
    follows.then_some(Gap::Dot)
}

/// Returns where the second half of a period may begin: after a dash, `to`, or `and` after `between`.
///
/// Two whole dates need a word that opens the period where a word links them.
pub(crate) fn connector(
    block: &TokenizedBlock,
    at: usize,
    opener: Use,
    whole: bool,
) -> Option<usize> {
    if matches!(block.gap(at), Gap::Dash | Gap::Slash) {
        return Some(at);
    }
    if matches!(block.gap_text(at).trim(), "->" | "→") {
        return Some(at);
    }
    let at = at + usize::from(uses(block, at) & YEAR != 0);
    if is_dash_after_point(block, at) {
        return Some(at);
    }
    // `up to`
    let is_up_to = || block.folded(at) == "up" && uses(block, at + 1) & UNTIL != 0;
    let at = at + usize::from(block.word(at).is_some() && is_up_to());
    let link = uses(block, at);
    // `в ночь с 12 на 13 марта`
    let is_night =
        !whole && opener & FROM != 0 && block.word(at).is_some() && block.folded(at) == "на";
    // `a` and `à` have other uses
    let is_sure = || block.folded(at).chars().count() > 1;
    let is_until = link & UNTIL != 0 && (!whole || opener & FROM != 0 || is_sure()) || is_night;
    let is_and = link & AND != 0 && opener & BETWEEN != 0;
    let abbreviated = block.gap(at) == Gap::DotSpace && uses(block, at - 1) & YEAR != 0;
    // `jusqu'au 22 janvier`
    let end = at + 1 + usize::from(is_until && block.gap(at + 1) == Gap::Apostrophe);
    ((block.gap(at).is_blank() || abbreviated) && (is_until || is_and)).then_some(end)
}

/// Tells whether a dash follows a point: `05.05.2019 г.–09.05.2019`, `28.02. – 03.03.2019`.
pub(crate) fn is_dash_after_point(block: &TokenizedBlock, at: usize) -> bool {
    let after = block.gap_text(at).strip_prefix('.').map(str::trim);
    matches!(after, Some("-" | "–" | "—"))
}

/// Reads a day of a month, in figures or in words, and returns the word after it.
pub(crate) fn day(block: &TokenizedBlock, at: usize) -> Option<(i8, usize)> {
    let word = block.word(at)?;
    if word.has(role::NUMERAL) {
        let spelled = spelled::number(block, at)?;
        let is_sure = spelled.is_sure || spelled.value > 1 || is_first_in_arabic(block, at);
        let is_day = matches!(spelled.value, 1..=31) && is_sure;
        return is_day.then(|| (small(spelled.value), spelled.end));
    }
    let is_day = word.is_number() && word.len() <= 2 && matches!(word.number, 1..=31);
    is_day.then(|| (small(word.number), at + 1 + usize::from(is_ordinal(block, at + 1))))
}

/// Tells whether a word is the first day in Arabic, and no attribute of the word before: `الأسبوع الأول`.
fn is_first_in_arabic(block: &TokenizedBlock, at: usize) -> bool {
    let is_definite = |at: usize| block.folded(at).starts_with("ال");
    let has_noun = at > 0 && block.gap(at).is_blank() && is_definite(at - 1);
    is_definite(at) && !has_noun
}

/// Tells whether a word is the end of the ordinal before it: `17th`, `17-го`, and `17 th` as superscripts come out of
/// PDFs and scans, where it has letters enough to be nothing else.
fn is_ordinal(block: &TokenizedBlock, at: usize) -> bool {
    let is_end = uses(block, at) & ORDINAL != 0;
    is_end
        && match block.gap(at) {
            Gap::None | Gap::Dash => true,
            Gap::Space | Gap::Line => block.folded(at).chars().count() > 1,
            // `1.º de mayo`
            Gap::Dot => block.surface(&(at..at + 1)).starts_with(['º', 'ª']),
            _ => false,
        }
}

/// Reads a number from I to XII in Roman figures, whose letters may be those of other scripts that look alike.
pub(crate) fn roman(block: &TokenizedBlock, at: usize) -> Option<i8> {
    block.word(at).filter(|word| word.is_capitalised())?;
    roman_in_any_case(block, at)
}

/// Reads the same in small letters, too, which only signs on both sides tell from words: `4.vii.2019`.
pub(super) fn roman_in_any_case(block: &TokenizedBlock, at: usize) -> Option<i8> {
    let word = block.word(at)?;
    let letters = block.text[word.start..word.end].chars();
    let latin: String = letters.map(|letter| fold::look_alike(letter).unwrap_or(letter)).collect();
    let place = ROMAN.iter().position(|known| *known == latin)?;
    i8::try_from(place + 1).ok()
}

/// Reads a month, also told twice: `أيار/مايو`, `مايو (أيار)`.
pub(crate) fn month(block: &TokenizedBlock, at: usize) -> Option<(i8, usize)> {
    block.word(at).filter(|word| word.has(role::MONTH))?;
    let (len, month) = MONTHS.longest(block, at)?;
    let end = at + len;
    let again = block
        .word(end)
        .filter(|word| word.has(role::MONTH) && matches!(word.gap, Gap::Slash | Gap::Open));
    let again = again.and_then(|_| MONTHS.longest(block, end)).filter(|(_, again)| *again == month);
    Some((*month, end + again.map_or(0, |(len, _)| len)))
}

pub(crate) fn year_at(block: &TokenizedBlock, at: usize) -> Option<(i16, usize)> {
    let word = block.word(at)?;
    if word.has(role::NUMERAL) {
        let spelled = spelled::number(block, at)?;
        return YEARS.contains(&spelled.value).then(|| (year(spelled.value), spelled.end));
    }
    let number = Some(word).filter(|word| word.is_number())?;
    let joined = block.number(at + 1).is_some()
        && matches!(separator(block, at + 1), Some(Gap::Dot | Gap::Slash));
    match number.len() {
        4 if YEARS.contains(&number.number) && !joined => Some((year(number.number), at + 1)),
        2 if !joined && !is_before_year(block, at + 1) && is_joined_year(block, at) => {
            Some((century(number.number), at + 1))
        }
        _ => None,
    }
}

/// Tells whether a year of four digits goes on behind a dash: `Apr-22-2016`.
fn is_before_year(block: &TokenizedBlock, at: usize) -> bool {
    separator(block, at) == Some(Gap::Dash) && block.number(at).is_some_and(|year| year.len() == 4)
}

/// Tells whether a number of two digits is joined to the month before as its year: `May-24`, `May ’24`. Behind a dash with
/// blanks, and before another month, it is the day that ends a period: `12 Mar – 14 Apr`.
fn is_joined_year(block: &TokenizedBlock, at: usize) -> bool {
    let is_joined = matches!(separator(block, at), Some(Gap::Dash | Gap::Slash))
        || block.gap(at) == Gap::Apostrophe
        || is_comma_and_apostrophe(block, at)
        || block.gap_text(at) == ".-";
    is_joined && after_small_words(block, at + 1, |place| month(block, place)).is_none()
}

/// Tells whether a year without its century follows a comma: `October 31, ’74`.
fn is_comma_and_apostrophe(block: &TokenizedBlock, at: usize) -> bool {
    let behind_comma = block.gap_text(at).strip_prefix(',').map(str::trim);
    matches!(behind_comma, Some("'" | "’"))
}

/// Tells whether `г.` or `года` follows a year.
pub(crate) fn is_year_word(block: &TokenizedBlock, at: usize) -> bool {
    uses(block, at) & YEAR != 0 && matches!(block.gap(at), Gap::None | Gap::Space | Gap::Line)
}

/// Reads what stands at `at`, or after up to three small words from there.
pub(crate) fn after_small_words<T>(
    block: &TokenizedBlock,
    at: usize,
    read: impl Fn(usize) -> Option<T>,
) -> Option<T> {
    for place in at..=at + SMALL_WORDS {
        let gap = block.gap(place);
        let close = gap.joins()
            || matches!(gap, Gap::Comma | Gap::DotSpace | Gap::Slash | Gap::Close)
            || is_comma_and_apostrophe(block, place)
            || block.gap_text(place) == ".-";
        if !close {
            return None;
        }
        if let Some(value) = read(place) {
            return Some(value);
        }
        if uses(block, place) & OF == 0 {
            return None;
        }
    }
    None
}

/// Tells whether the number is one of a case or a law: `№ 05/2019`.
pub(crate) fn is_numbered(block: &TokenizedBlock, at: usize) -> bool {
    let sign = block.gap_text(at).contains(['№', '#', '°', 'º']);
    sign || at > 0
        && (block.words[at - 1].has(role::LABEL)
            || uses(block, at - 1) & PAPER != 0
            || matches!(block.folded(at - 1), "no" | "n" | "nr" | "º"))
}
