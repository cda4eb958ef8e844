//! Notices and diffusions: a colour and an instrument that belong together.
//!
//! In English, Russian, Ukrainian, Belarusian, German and Turkish the colour stands before the noun, in French, Spanish, Arabic,
//! Italian and Portuguese after it; several colours may share a noun and several nouns a colour. Apart from the exact
//! capitalised form (`Red Notice`) the words count only within twelve words of an anchor; red ones, which nobody else has,
//! anywhere in a paragraph about Interpol, and beside a word for what becomes of notices alone (`the red notice was
//! refused`).

use std::ops::Range;
use std::sync::LazyLock;

use item::Kind;

use crate::finding::{Cue, Finding, Found, Need};
use crate::lexicon::{self, Words, role};
use crate::phrase::{self, Phrases};
use crate::table;
use crate::tokenized::{Gap, Shape, TokenizedBlock};

/// Within how many words an anchor must stand.
pub(crate) const WINDOW: usize = 12;
/// Within how many words a strong anchor must stand for red ones, which nobody else has.
const RED_WINDOW: usize = 40;
/// Within how many words a word of another subject spoils a notice.
const VETO_WINDOW: usize = 6;
/// Within how many words of a notice a strong anchor outweighs a word of another subject.
const ANCHOR_BESIDE: usize = 3;
/// Within how many words what becomes of notices makes a red one Interpol's.
const FATE_WINDOW: usize = 4;
/// How many small words may stand between two words of a group.
const SMALL_WORDS: usize = 3;
/// The longest group of colours and nouns.
const LONGEST_GROUP: usize = 16;

/// Words of the council's name that say nothing alone.
const COUNCIL_WORDS: [&str; 2] = ["united", "council"];

const EN: u16 = 1;
const FR: u16 = 2;
const ES: u16 = 4;
const AR: u16 = 8;
const RU: u16 = 16;
const UK: u16 = 32;
const BE: u16 = 64;
const DE: u16 = 128;
const TR: u16 = 256;
const IT: u16 = 512;
const PT: u16 = 1024;
const COLOUR_FIRST: u16 = EN | RU | UK | BE | DE | TR;
const NOUN_FIRST: u16 = FR | ES | AR | IT | PT;

#[derive(Clone, Copy)]
struct Colour {
    name: &'static str,
    languages: u16,
}

#[derive(Clone, Copy)]
struct Noun {
    instrument: &'static str,
    languages: u16,
    is_loose: bool,
}

static COLOURS: LazyLock<Phrases<Colour>> = LazyLock::new(|| {
    let rows: Vec<_> = table::rows(include_str!("../../data/notice-colours.tsv")).collect();
    let mut colours = Phrases::default();
    for row in &rows {
        for phrase in table::phrases(table::cell(row, 2)) {
            let languages = languages_of(&rows, row[0], 2, 1, phrase);
            colours.add(phrase, Colour { name: row[0], languages });
        }
    }
    colours
});

static NOUNS: LazyLock<Phrases<Noun>> = LazyLock::new(|| {
    let rows: Vec<_> = table::rows(include_str!("../../data/notice-nouns.tsv")).collect();
    let mut nouns = Phrases::default();
    for row in &rows {
        for phrase in table::phrases(table::cell(row, 3)) {
            let languages = languages_of(&rows, row[0], 3, 1, phrase);
            nouns.add(
                phrase,
                Noun { instrument: row[0], languages, is_loose: table::cell(row, 2) == "loose" },
            );
        }
    }
    nouns
});

static WHOLE: LazyLock<Phrases<(Colour, Noun)>> = LazyLock::new(|| {
    let mut whole = Phrases::default();
    for row in table::rows(include_str!("../../data/notice-phrases.tsv")) {
        let colour = Colour { name: row[0], languages: 0 };
        let noun = Noun { instrument: table::cell(&row, 1), languages: 0, is_loose: true };
        table::phrases(table::cell(&row, 2)).for_each(|phrase| whole.add(phrase, (colour, noun)));
    }
    whole
});

/// Returns the languages in which `phrase` stands for `meaning`, as bits.
fn languages_of(
    rows: &[Vec<&'static str>],
    meaning: &str,
    forms: usize,
    language: usize,
    phrase: &str,
) -> u16 {
    let rows = rows.iter().filter(|row| row[0] == meaning);
    let rows =
        rows.filter(|row| table::phrases(table::cell(row, forms)).any(|known| known == phrase));
    rows.fold(0, |languages, row| languages | language_bit(table::cell(row, language)))
}

fn language_bit(language: &str) -> u16 {
    match language {
        "en" => EN,
        "fr" => FR,
        "es" => ES,
        "ar" => AR,
        "ru" => RU,
        "uk" => UK,
        "be" => BE,
        "de" => DE,
        "tr" => TR,
        "it" => IT,
        "pt" => PT,
        _ => 0,
    }
}

/// Enters the words of notices.
pub(crate) fn learn(words: &mut Words) {
    phrase::learn(words, role::COLOUR, &COLOURS);
    phrase::learn(words, role::NOUN, &NOUNS);
    phrase::learn(words, role::NOTICE, &WHOLE);
    for row in table::rows(include_str!("../../data/notice-words.tsv")) {
        lexicon::learn_words(words, small_word_role(row[0]), table::cell(&row, 1));
    }
}

fn small_word_role(usage: &str) -> lexicon::Role {
    match usage {
        "filler" => role::FILLER,
        "joiner" => role::JOINER,
        "board" => role::BOARD,
        "veto" => role::VETO,
        "corner" => role::CORNER,
        "council" => role::COUNCIL,
        "fate" => role::FATE,
        _ => 0,
    }
}

/// Finds notices and diffusions.
pub(crate) fn find(block: &TokenizedBlock, found: &mut Found) {
    let mut at = 0;
    while at < block.words.len() {
        if !block.words[at].has(role::COLOUR | role::NOUN) {
            at = whole(block, found, at).unwrap_or(at + 1);
            continue;
        }
        let group = group(block, at);
        at = group.last().map_or(at + 1, |element| element.words.end.max(at + 1));
        for pair in pairs(block, &group) {
            enter(block, found, &pair);
        }
    }
}

/// Reads a phrase that names a notice by itself, and returns where it ends.
fn whole(block: &TokenizedBlock, found: &mut Found, at: usize) -> Option<usize> {
    block.words[at].has(role::NOTICE).then_some(())?;
    let (len, (colour, noun)) = WHOLE.longest(block, at)?;
    let words = at..at + len;
    let company = Company { words: words.clone(), with_red: colour.name == "red" };
    enter(block, found, &Pair { words, company, colour: *colour, noun: *noun, is_exact: false });
    Some(at + len)
}

/// A colour or a noun of a group.
struct Element {
    words: Range<usize>,
    part: Part,
    /// What links it to the element before.
    link: Link,
}

#[derive(Clone, Copy)]
enum Part {
    Colour(Colour),
    Noun(Noun),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Link {
    /// Blanks and small words.
    Near,
    /// `and`, `or`, a comma, a slash.
    Joined,
    /// A colon or a bracket.
    Told,
}

/// Returns the colours and nouns that stand together from word `at` on.
fn group(block: &TokenizedBlock, at: usize) -> Vec<Element> {
    let mut group: Vec<Element> = element(block, at, Link::Near).into_iter().collect();
    while let Some(last) = group.last() {
        let next = (group.len() < LONGEST_GROUP).then(|| next(block, last.words.end)).flatten();
        let Some(next) = next else { break };
        group.push(next);
    }
    group
}

fn element(block: &TokenizedBlock, at: usize, link: Link) -> Option<Element> {
    let colour = COLOURS.longest(block, at).map(|(len, colour)| (len, Part::Colour(*colour)));
    let (len, part) =
        colour.or_else(|| NOUNS.longest(block, at).map(|(len, noun)| (len, Part::Noun(*noun))))?;
    Some(Element { words: at..at + len, part, link })
}

fn next(block: &TokenizedBlock, from: usize) -> Option<Element> {
    let mut link = Link::Near;
    for at in from..=from + SMALL_WORDS {
        link = match block.word(at)?.gap {
            Gap::Comma | Gap::Slash => Link::Joined,
            Gap::Colon | Gap::Open => Link::Told,
            gap if gap.joins() || gap == Gap::Quote || gap == Gap::Close => link,
            _ => return None,
        };
        if block.words[at].has(role::COLOUR | role::NOUN) {
            return element(block, at, link);
        }
        if block.words[at].has(role::JOINER) {
            link = Link::Joined;
        } else if !block.words[at].has(role::FILLER) {
            return None;
        }
    }
    None
}

/// A colour with its noun.
struct Pair {
    words: Range<usize>,
    company: Company,
    colour: Colour,
    noun: Noun,
    is_exact: bool,
}

/// The colours and nouns that share one fate: `rouges et bleues`.
#[derive(Clone)]
struct Company {
    words: Range<usize>,
    with_red: bool,
}

impl Company {
    fn of(first: &[Element], second: &[Element]) -> Self {
        let is_red =
            |element: &Element| matches!(element.part, Part::Colour(Colour { name: "red", .. }));
        let end = second.last().map_or(first[0].words.end, |last| last.words.end);
        Self { words: first[0].words.start..end, with_red: first.iter().chain(second).any(is_red) }
    }
}

/// Pairs each run of colours with the run of nouns that it belongs to.
fn pairs(block: &TokenizedBlock, group: &[Element]) -> Vec<Pair> {
    let runs: Vec<&[Element]> = group.chunk_by(|a, b| a.is_colour() == b.is_colour()).collect();
    let mut pairs = Vec::new();
    let mut at = 0;
    while at + 1 < runs.len() {
        let paired = pair_runs(block, runs[at], runs[at + 1]);
        at += if paired.is_empty() { 1 } else { 2 };
        pairs.extend(paired);
    }
    pairs
}

fn pair_runs(block: &TokenizedBlock, first: &[Element], second: &[Element]) -> Vec<Pair> {
    let link = second[0].link;
    let mut pairs = Vec::new();
    for (a, b) in first.iter().flat_map(|a| second.iter().map(move |b| (a, b))) {
        let (colour, noun, order) = match (a.part, b.part) {
            (Part::Colour(colour), Part::Noun(noun)) => (colour, noun, COLOUR_FIRST),
            (Part::Noun(noun), Part::Colour(colour)) => (colour, noun, NOUN_FIRST),
            _ => continue,
        };
        let shared = colour.languages & noun.languages;
        let (words, company) = (a.words.start..b.words.end, Company::of(first, second));
        if shared & order != 0 && link == Link::Near {
            let is_exact = exact(block, a) && exact(block, b);
            pairs.push(Pair { words, company, colour, noun, is_exact });
        } else if order == NOUN_FIRST && shared & EN != 0 && link == Link::Told {
            pairs.push(Pair { words, company, colour, noun, is_exact: false });
        } else if order == NOUN_FIRST && shared & RU != 0 && followed_by_corner(block, &words) {
            let words = words.start..words.end + 1;
            pairs.push(Pair { words, company, colour, noun, is_exact: false });
        }
    }
    pairs
}

impl Element {
    fn is_colour(&self) -> bool {
        matches!(self.part, Part::Colour(_))
    }
}

fn exact(block: &TokenizedBlock, element: &Element) -> bool {
    let begins = |at: &usize| *at == element.words.start || block.gap(*at) != Gap::None;
    // the letters behind the figure of `N0tice` are no word of their own
    element.words.clone().filter(begins).all(|at| block.words[at].is_capitalised())
}

/// Tells whether `угол` or `цвет` follows, as in «циркуляр с красным углом».
fn followed_by_corner(block: &TokenizedBlock, words: &Range<usize>) -> bool {
    block.word(words.end).is_some_and(|word| word.has(role::CORNER))
}

fn enter(block: &TokenizedBlock, found: &mut Found, pair: &Pair) {
    if is_board(block, &pair.words) || found.is_taken(&pair.words) {
        return;
    }
    let is_special = pair.colour.name == "unsc-special";
    let council = block.role_near(&pair.words, WINDOW, role::COUNCIL);
    if is_special && (!council || pair.noun.instrument != "notice" || pair.noun.is_loose) {
        return;
    }
    let sure = pair.is_exact && !pair.noun.is_loose && !is_special;
    let beside = &pair.company.words;
    let strong = block.anchor_near(beside, WINDOW, true) || found.notice_near(beside, WINDOW);
    let weak = !pair.noun.is_loose
        && (block.anchor_near(beside, WINDOW, false)
            || pair.company.with_red && block.anchor_near(beside, RED_WINDOW, true)
            || pair.colour.name == "red" && has_fate(block, &pair.words)
            || block.anchor_near(beside, RED_WINDOW, true)
                && (has_fate(block, &pair.words) || found.notice_near(beside, RED_WINDOW)));
    if is_vetoed(block, beside, pair.noun.is_loose) {
        return;
    }
    let words = with_council(block, pair, is_special);
    let mut finding = Finding::new(
        Kind::Notice,
        block.span(&words),
        normal(pair),
        confidence(sure, strong, pair),
    );
    if sure || strong || weak {
        found.tell_notice(words);
    } else {
        let cue = if pair.noun.is_loose { Cue::StrongAnchor } else { Cue::Anchor };
        finding.need = Some(Need::new(cue, WINDOW, &pair.words, block));
    }
    found.add(finding);
}

/// Tells whether a word of another subject stands near in the sentence, and no strong anchor right beside.
fn is_vetoed(block: &TokenizedBlock, words: &Range<usize>, is_loose: bool) -> bool {
    let near = in_sentence(block, words, VETO_WINDOW);
    let mut others = (near.start..words.start).chain(words.end..near.end);
    let beside = in_sentence(block, words, ANCHOR_BESIDE);
    others.any(|at| block.words[at].has(role::VETO))
        && (is_loose || !block.anchor_near(&beside, 0, true))
}

/// Tells whether a word for what becomes of notices alone stands near in the sentence.
fn has_fate(block: &TokenizedBlock, words: &Range<usize>) -> bool {
    let near = in_sentence(block, words, FATE_WINDOW);
    (near.start..words.start).chain(words.end..near.end).any(|at| block.words[at].has(role::FATE))
}

/// Returns `words` with up to `window` words of their sentence on either side.
fn in_sentence(block: &TokenizedBlock, words: &Range<usize>, window: usize) -> Range<usize> {
    let joined = |at: &usize| !ends_sentence(block, *at);
    let before = (1..=words.start).rev().take(window).take_while(joined).count();
    let after = (words.end..block.words.len()).take(window).take_while(joined).count();
    words.start - before..words.end + after
}

/// Tells whether a sentence ends before the word: a sign of an end, and no small letter after it.
fn ends_sentence(block: &TokenizedBlock, at: usize) -> bool {
    block.gap_text(at).contains(['.', '!', '?', '؟', '…', ';'])
        && block.gap(at) != Gap::Dot
        && block.words[at].shape != Shape::Lower
}

fn is_board(block: &TokenizedBlock, words: &Range<usize>) -> bool {
    block.word(words.end).is_some_and(|word| word.has(role::BOARD) && word.gap.joins())
}

/// Takes the words `INTERPOL–United Nations Security Council` into a special notice.
fn with_council(block: &TokenizedBlock, pair: &Pair, is_special: bool) -> Range<usize> {
    let mut words = pair.words.clone();
    while is_special && words.start > 0 && pair.words.start - words.start < 6 {
        let before = &block.words[words.start - 1];
        let belongs = before.has(role::COUNCIL | role::ANCHOR)
            || COUNCIL_WORDS.contains(&block.folded(words.start - 1));
        if !belongs || !block.gap(words.start).joins() {
            break;
        }
        words.start -= 1;
    }
    words
}

fn normal(pair: &Pair) -> String {
    if pair.colour.name == "unsc-special" {
        return "unsc-special-notice".to_owned();
    }
    let instrument = match pair.noun.instrument {
        "either" => "notice-or-diffusion",
        instrument => instrument,
    };
    format!("{}-{instrument}", pair.colour.name)
}

fn confidence(sure: bool, strong: bool, pair: &Pair) -> f32 {
    match (sure, strong, pair.noun.is_loose) {
        (true, true, _) => 0.98,
        (true, false, _) => 0.9,
        (false, true, false) => 0.95,
        (false, _, true) => 0.7,
        (false, false, false) => 0.8,
    }
}
