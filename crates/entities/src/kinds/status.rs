//! What became of a notice, a diffusion or a record: only near one.

use std::ops::Range;
use std::sync::LazyLock;

use crate::finding::{Cue, Finding, Found, Need};
use crate::fold;
use crate::lexicon::{self, Words, role};
use crate::page::{Gap, Page};
use crate::phrase::Phrases;
use crate::table;

/// Within how many words a notice must stand.
const WINDOW: usize = 10;
/// Within how many words before a state a negation makes it none.
const NEGATION_REACH: usize = 3;
/// Within how many words an anchor makes a record one of Interpol's.
const ANCHOR_WINDOW: usize = 12;

struct Status {
    name: &'static str,
    /// How the word must be accented, where another word is written alike but for its accents.
    accents: Option<Vec<bool>>,
}

static STATUSES: LazyLock<Phrases<Status>> = LazyLock::new(|| {
    let mut statuses = Phrases::default();
    for row in table::rows(include_str!("../../data/statuses.tsv")) {
        for phrase in table::phrases(table::cell(&row, 2)) {
            let accents = phrase.strip_suffix('!').map(fold::accents);
            statuses.add(phrase, Status { name: row[0], accents });
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
    lexicon::learn(words, role::STATUS, &STATUSES);
    lexicon::learn(words, role::RECORD, &RECORDS);
    lexicon::learn(words, role::NEGATION, &NEGATIONS);
}

/// Finds states.
pub(crate) fn find(page: &Page, found: &mut Found) {
    let mut at = 0;
    while at < page.words.len() {
        let status = page.words[at].has(role::STATUS).then(|| STATUSES.longest(page, at)).flatten();
        let Some((len, status)) = status else {
            at += 1;
            continue;
        };
        if status.is_written(page.surface(&(at..at + len))) && !is_negated(page, at) {
            enter(page, found, &(at..at + len), status.name);
        }
        at += len;
    }
}

impl Status {
    fn is_written(&self, surface: &str) -> bool {
        self.accents.as_ref().is_none_or(|accents| *accents == fold::accents(surface))
    }
}

/// Tells whether a negation ends within reach before the state, in the same clause.
fn is_negated(page: &Page, state: usize) -> bool {
    let mut denied = false;
    let mut at = state.saturating_sub(2 * NEGATION_REACH);
    while at < state {
        denied &= !ends_clause(page.gap(at));
        let (len, negation) = negation(page, at).unwrap_or((1, Negation::Affirms));
        at += len;
        match negation {
            // `No 5` is a number.
            Negation::Denies if page.number(at).is_none() => denied |= at + NEGATION_REACH > state,
            Negation::Turns => denied = false,
            Negation::Denies | Negation::Affirms => {}
        }
    }
    denied && !ends_clause(page.gap(state))
}

fn negation(page: &Page, at: usize) -> Option<(usize, Negation)> {
    page.word(at).filter(|word| word.has(role::NEGATION))?;
    NEGATIONS.longest(page, at).map(|(len, negation)| (len, *negation))
}

fn ends_clause(gap: Gap) -> bool {
    matches!(gap, Gap::DotSpace | Gap::Comma | Gap::Colon | Gap::Open | Gap::Close | Gap::Other)
}

fn enter(page: &Page, found: &mut Found, words: &Range<usize>, status: &str) {
    if found.is_taken(words) {
        return;
    }
    let near_notice = found.notice_near(words, WINDOW);
    let mut finding =
        Finding::new("status", page.span(words), status, if near_notice { 0.9 } else { 0.7 });
    if !near_notice {
        if !page.role_near(words, WINDOW, role::RECORD) {
            finding.need = Some(Need::new(Cue::Notice, WINDOW, words, page));
        } else if !page.anchor_near(words, ANCHOR_WINDOW, true) {
            finding.need = Some(Need::new(Cue::StrongAnchor, ANCHOR_WINDOW, words, page));
        }
    }
    found.add(finding);
}
