//! What became of a notice, a diffusion or a record: only near one.
//!
//! A notice counts that stands within ten words, before in the same sentence, or in the sentence before where this one
//! takes it up, by a pronoun or by leaving out its subject. What takes up another thing is no state of a notice near by.

use std::ops::Range;
use std::sync::LazyLock;

use item::Kind;

use crate::act::{self, Act, Mode};
use crate::finding::{Cue, Finding, Found, Need};
use crate::fold;
use crate::lexicon::{Words, role};
use crate::phrase::{self, Phrases};
use crate::reference;
use crate::table;
use crate::tokenized::{Gap, TokenizedBlock};

/// Within how many words a notice must stand.
const WINDOW: usize = 10;
/// Within how many words a notice must stand before a state of the same sentence.
const SENTENCE_WINDOW: usize = 24;
/// Over how many sentences a pronoun may go on with what was named before them.
const GOES_ON: usize = 3;
/// Within how many words a sentence begins that a pronoun takes up.
const BEFORE_WINDOW: usize = 64;
/// How many words behind a state are read with its sentence.
const BEHIND: usize = 6;
/// Within how many words a notice or diffusion without colour stands that a state is about.
const PLAIN_WINDOW: usize = 4;
/// Within how many words an anchor makes such a one Interpol's: as far as from a letterhead.
const LETTER_WINDOW: usize = 60;
/// A line of fewer characters is no line of a paragraph.
const SHORT_LINE: usize = 45;
/// Within how many words before a state a negation makes it none.
const NEGATION_REACH: usize = 3;
/// Within how many words before a state `no notice` makes it none.
const NONE_REACH: usize = 8;
/// Within how many words an anchor makes a record one of Interpol's.
const ANCHOR_WINDOW: usize = 12;

/// How many small words may stand between `draft` and the notice: `draft of the Interpol red notice`.
const SMALL_WORDS: usize = 4;

struct Status {
    name: &'static str,
    /// How the word must be accented, where another word is written alike but for its accents.
    accents: Option<Vec<bool>>,
    /// Whether it must stand right beside the notice.
    is_beside: bool,
}

static STATUSES: LazyLock<Phrases<Status>> = LazyLock::new(|| {
    let mut statuses = Phrases::default();
    for row in table::rows(include_str!("../../data/statuses.tsv")) {
        for phrase in table::phrases(table::cell(&row, 2)) {
            let accents = phrase.strip_suffix('!').map(fold::accents);
            let is_beside = phrase.ends_with('>');
            let status = Status { name: row[0], accents, is_beside };
            statuses.add(phrase.trim_end_matches('>'), status);
        }
    }
    statuses
});

static RECORDS: LazyLock<Phrases<()>> = LazyLock::new(|| {
    let mut records = Phrases::default();
    for row in table::rows(include_str!("../../data/records.tsv")) {
        table::phrases(table::cell(&row, 2)).for_each(|phrase| records.add(phrase, ()));
    }
    records
});

/// What a word before a state makes of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Negation {
    Denies,
    /// A phrase that holds a word of negation and denies nothing.
    Affirms,
    /// `but`: what was denied ends here.
    Turns,
}

static NEGATIONS: LazyLock<Phrases<Negation>> = LazyLock::new(|| {
    let mut negations = Phrases::default();
    for row in table::rows(include_str!("../../data/negations.tsv")) {
        let negation = match row[0] {
            "denies" => Negation::Denies,
            "affirms" => Negation::Affirms,
            _ => Negation::Turns,
        };
        table::phrases(table::cell(&row, 2)).for_each(|phrase| negations.add(phrase, negation));
    }
    negations
});

/// Enters the words of states and records.
pub(crate) fn learn(words: &mut Words) {
    phrase::learn(words, role::STATUS, &STATUSES);
    phrase::learn(words, role::RECORD, &RECORDS);
    phrase::learn(words, role::NEGATION, &NEGATIONS);
}

/// Finds states.
pub(crate) fn find(block: &TokenizedBlock, found: &mut Found) {
    let mut at = 0;
    let mut told = ToldActs::default();
    while at < block.words.len() {
        let status =
            block.words[at].has(role::STATUS).then(|| STATUSES.longest(block, at)).flatten();
        let Some((len, status)) = status else {
            at += 1;
            continue;
        };
        let words = at..at + len;
        let fits = status.is_written(block.surface(&words))
            && (!status.is_beside || is_beside_notice(block, &words));
        let mut is_taken_back = || {
            status.is_act() && told.takes_back(block, &words)
                || status.name == "requested" && told.asks_for_end(block, &words)
        };
        if fits && !is_negated(block, at) && !is_taken_back() {
            enter(block, found, &words, status.name);
        }
        at += len;
    }
}

/// The acts of a stretch of text, read once for all states in it, so that a text of many states takes no longer.
#[derive(Default)]
struct ToldActs {
    words: Range<usize>,
    /// By the byte where the words of an act begin, what it is and how it stands.
    modes: Vec<(Range<usize>, Act, Mode)>,
}

impl ToldActs {
    /// Tells whether the sentence tells that a state was asked for, refused or feared, and not that it came about. A
    /// question tells what the one who asks takes for possible, and stays.
    fn takes_back(&mut self, block: &TokenizedBlock, state: &Range<usize>) -> bool {
        self.reach(block, state);
        let span = block.span(state);
        let of_state =
            |(act, ..): &&(Range<usize>, Act, Mode)| act.start < span.end && span.start < act.end;
        let mode = self.modes.iter().find(of_state).map(|(.., mode)| *mode);
        mode.is_some_and(|mode| mode != Mode::Done)
    }

    /// Tells whether what is requested is the end of a notice, and not a notice: `l'avocat a demandé que la notice soit retirée`.
    fn asks_for_end(&mut self, block: &TokenizedBlock, state: &Range<usize>) -> bool {
        self.reach(block, state);
        let span = block.span(state);
        let behind = self.modes.iter().find(|(act, ..)| span.end <= act.start);
        behind.is_some_and(|(_, act, mode)| {
            matches!(act, Act::Deleted | Act::Suspended) && *mode == Mode::Asked
        })
    }

    /// Reads the sentence of a state, unless it was read for the one before.
    fn reach(&mut self, block: &TokenizedBlock, state: &Range<usize>) {
        if !(self.words.contains(&state.start) && state.end <= self.words.end) {
            self.read(block, state);
        }
    }

    fn read(&mut self, block: &TokenizedBlock, state: &Range<usize>) {
        let start = sentence_start(block, state.start, SENTENCE_WINDOW);
        let high = (state.end + SENTENCE_WINDOW).min(block.words.len());
        let end = (state.end..high).find(|at| ends_sentence(block, *at)).unwrap_or(high);
        let offset = block.words[start].start;
        self.words = start..end;
        let is_question = block.gap_text(end).trim_start().starts_with(['?', '؟']);
        let acts = if is_question { Vec::new() } else { act::acts(block.surface(&(start..end))) };
        let place = |span: Range<usize>| offset + span.start..offset + span.end;
        self.modes = acts.into_iter().map(|told| (place(told.span), told.act, told.mode)).collect();
    }
}

impl Status {
    /// Tells whether the state is what an act leads to.
    fn is_act(&self) -> bool {
        matches!(self.name, "published" | "cancelled" | "deleted" | "suspended" | "blocked")
    }

    fn is_written(&self, surface: &str) -> bool {
        self.accents.as_ref().is_none_or(|accents| *accents == fold::accents(surface))
    }
}

/// Tells whether words stand right before a notice, small words aside, or close a phrase after one.
fn is_beside_notice(block: &TokenizedBlock, words: &Range<usize>) -> bool {
    let is_notice = |at: usize| {
        block.word(at).is_some_and(|word| word.has(role::COLOUR | role::NOUN | role::NOTICE))
    };
    let is_small = |at: &usize| {
        block.gap(*at).joins()
            && block
                .word(*at)
                .is_some_and(|word| word.has(role::FILLER | role::ANCHOR | role::DATE_WORD))
    };
    let small = (words.end..words.end + SMALL_WORDS).take_while(is_small).count();
    let next = words.end + small;
    let before = block.gap(next).joins() && is_notice(next);
    let closes = !matches!(block.gap(words.end), Gap::Space | Gap::None | Gap::Dash);
    before || closes && words.start > 0 && is_notice(words.start - 1)
}

/// Tells whether a negation ends within reach before the state, or right before a notice, in the same clause.
fn is_negated(block: &TokenizedBlock, state: usize) -> bool {
    let mut denied = false;
    let mut at = state.saturating_sub(NONE_REACH);
    while at < state {
        denied &= !ends_clause(block.gap(at));
        let (len, negation) = negation(block, at).unwrap_or((1, Negation::Affirms));
        at += len;
        match negation {
            // `No 5` is a number.
            Negation::Denies if block.number(at).is_none() => {
                denied |= at + NEGATION_REACH > state
                    || block.words[at].has(role::COLOUR | role::NOUN | role::RECORD);
            }
            Negation::Turns => denied = false,
            Negation::Denies | Negation::Affirms => {}
        }
    }
    denied && !ends_clause(block.gap(state))
}

fn negation(block: &TokenizedBlock, at: usize) -> Option<(usize, Negation)> {
    block.word(at).filter(|word| word.has(role::NEGATION))?;
    NEGATIONS.longest(block, at).map(|(len, negation)| (len, *negation))
}

fn ends_clause(gap: Gap) -> bool {
    matches!(gap, Gap::DotSpace | Gap::Comma | Gap::Colon | Gap::Open | Gap::Close | Gap::Other)
}

/// What a state is about, as its own sentence and those before show.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Subject {
    Notice,
    /// Something else, which the sentence takes up or names.
    Another,
    /// What stands near by must tell.
    Open,
}

fn enter(block: &TokenizedBlock, found: &mut Found, words: &Range<usize>, status: &str) {
    if found.is_taken(words) {
        return;
    }
    let subject = subject(block, found, words);
    if subject == Subject::Another {
        return;
    }
    let near_notice = found.notice_near(words, WINDOW);
    let mut finding =
        Finding::new(Kind::Status, block.span(words), status, if near_notice { 0.9 } else { 0.7 });
    let is_open = !near_notice && subject == Subject::Open;
    if is_open && !(status.ends_with("compliant") && follows_reference(block, found, words)) {
        finding.need = need(block, words, status);
    }
    found.add(finding);
}

/// Tells whether a reference of the Commission stands before a state on its line: `CCF/130/R1.24 – not compliant`.
fn follows_reference(block: &TokenizedBlock, found: &Found, words: &Range<usize>) -> bool {
    let state = block.span(words).start;
    let line = block.text[..state].rfind('\n').map_or(0, |at| at + 1);
    let mut references = found.findings.iter().filter(|finding| finding.kind == Kind::Ccf);
    references.any(|reference| (line..state).contains(&reference.start))
}

/// Returns what must stand around a state that no notice is near, or nothing where it does.
fn need(block: &TokenizedBlock, words: &Range<usize>, status: &str) -> Option<Need> {
    // What the Commission finds on data is said of nothing else.
    let is_finding =
        status.ends_with("compliant") && block.role_near(words, PLAIN_WINDOW, role::RECORD);
    let window = if is_finding || plain_notice_near(block, words) {
        LETTER_WINDOW
    } else if block.role_near(words, WINDOW, role::RECORD) {
        ANCHOR_WINDOW
    } else {
        return Some(Need::new(Cue::Notice, WINDOW, words, block));
    };
    let is_met = block.anchor_near(words, window, true);
    (!is_met).then(|| Need::new(Cue::StrongAnchor, window, words, block))
}

/// Tells whether the bare word for a notice or diffusion stands near.
fn plain_notice_near(block: &TokenizedBlock, words: &Range<usize>) -> bool {
    let low = words.start.saturating_sub(PLAIN_WINDOW);
    let high = (words.end + PLAIN_WINDOW).min(block.words.len());
    let is_plain = |at: usize| block.words[at].has(role::NOUN) && block.words[at].has(role::RECORD);
    (low..words.start).chain(words.end..high).any(is_plain)
}

/// Tells what a state is about: a notice before it in its sentence, or what the sentences before named where this one
/// takes it up.
fn subject(block: &TokenizedBlock, found: &Found, words: &Range<usize>) -> Subject {
    let start = sentence_start(block, words.start, SENTENCE_WINDOW);
    let offset = block.words[start].start;
    let bytes = block.span(words);
    let state = bytes.start - offset..bytes.end - offset;
    let end = sentence_end(block, words.end);
    let sentence = block.surface(&(start..end));
    if reference::is_of_another(sentence, &state) {
        return Subject::Another;
    }
    if found.notice_between(&(start..words.start)) {
        return Subject::Notice;
    }
    // What is said to be of a notice is that, whatever is written about it farther on.
    let until = found.notices().find(|notice| notice.start >= words.end);
    let until = until.map_or(end, |notice| notice.start.clamp(words.end, end));
    if reference::is_before_words_about(block.surface(&(start..until)), &state) {
        return Subject::Another;
    }
    if start == 0 || !ends_sentence(block, start) || found.notice_between(&(words.end..end)) {
        return Subject::Open;
    }
    if reference::is_of_press(sentence, &state) {
        Subject::Another
    } else if reference::takes_up(sentence, &state) {
        named_before(block, found, start)
    } else {
        Subject::Open
    }
}

/// Tells what the sentence named that ends before word `end`, or where it goes on itself, one before it.
fn named_before(block: &TokenizedBlock, found: &Found, mut end: usize) -> Subject {
    for _ in 0..GOES_ON {
        let start = sentence_start(block, end - 1, BEFORE_WINDOW);
        if found.notice_between(&(start..end)) {
            return Subject::Notice;
        }
        let has_record = (start..end).any(|at| block.words[at].has(role::RECORD));
        if has_record || start == 0 || !ends_sentence(block, start) {
            return Subject::Open;
        }
        if !reference::goes_on(block.surface(&(start..end))) {
            return Subject::Another;
        }
        end = start;
    }
    Subject::Open
}

/// Returns where the sentence of the word before `at` ends, or the word some words behind.
fn sentence_end(block: &TokenizedBlock, at: usize) -> usize {
    let high = (at + BEHIND).min(block.words.len());
    (at..high).find(|place| ends_sentence(block, *place)).unwrap_or(high)
}

/// Returns where the sentence of word `at` begins, or the word `window` words before.
fn sentence_start(block: &TokenizedBlock, at: usize, window: usize) -> usize {
    let low = at.saturating_sub(window);
    (low + 1..=at).rev().find(|place| ends_sentence(block, *place)).unwrap_or(low)
}

/// Tells whether a sentence ends before word `at`, or a line that is none of a paragraph.
fn ends_sentence(block: &TokenizedBlock, at: usize) -> bool {
    match block.gap(at) {
        Gap::DotSpace => true,
        Gap::Line => at > 0 && is_short_line(block.text, block.words[at - 1].end),
        Gap::Space | Gap::None | Gap::Edge => false,
        _ => {
            let gap = block.gap_text(at);
            gap.contains(['?', '!', '؟', ';', '؛', '…'])
                || gap.contains(". ")
                || gap.contains(".\n")
        }
    }
}

fn is_short_line(text: &str, end: usize) -> bool {
    let line = text[..end].chars().rev().take(SHORT_LINE);
    line.clone().count() < SHORT_LINE || line.into_iter().any(|character| character == '\n')
}
