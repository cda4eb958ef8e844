//! What became of a notice, a diffusion or a record: only near one.

use std::ops::Range;
use std::sync::LazyLock;

use crate::finding::{Cue, Finding, Found, Need};
use crate::lexicon::{self, Words, role};
use crate::page::Page;
use crate::phrase::Phrases;
use crate::table;

/// Within how many words a notice must stand.
const WINDOW: usize = 10;
/// Within how many words an anchor makes a record one of Interpol's.
const ANCHOR_WINDOW: usize = 12;

static STATUSES: LazyLock<Phrases<&'static str>> = LazyLock::new(|| {
    let mut statuses = Phrases::default();
    for row in table::rows(include_str!("../../data/statuses.tsv")) {
        table::phrases(table::cell(&row, 2)).for_each(|phrase| statuses.add(phrase, row[0]));
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

/// Enters the words of states and records.
pub(crate) fn learn(words: &mut Words) {
    lexicon::learn(words, role::STATUS, &STATUSES);
    lexicon::learn(words, role::RECORD, &RECORDS);
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
        enter(page, found, &(at..at + len), status);
        at += len;
    }
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
