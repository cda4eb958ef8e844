//! References of the CCF: `CCF/110/R123.19`.

use std::ops::Range;

use item::Kind;

use crate::finding::{Finding, Found};
use crate::fold;
use crate::page::{Gap, Page};

/// How many groups may follow the letters.
const MOST_GROUPS: usize = 4;

/// Finds references.
pub(crate) fn find(page: &Page, found: &mut Found) {
    for at in 0..page.words.len() {
        if !is_prefix(page, at) {
            continue;
        }
        found.tell_notice(at..at + 1);
        if let Some((words, normal)) = reference(page, at) {
            found.take(page, Finding::new(Kind::Ccf, page.span(&words), normal, 0.95));
        }
    }
}

/// Tells whether the word is `CCF` in capitals, of whichever script.
fn is_prefix(page: &Page, at: usize) -> bool {
    let word = &page.words[at];
    let letters = &page.text[word.start..word.end];
    word.is_capitalised() && letters.chars().count() == 3 && latin(letters) == "CCF"
}

fn reference(page: &Page, at: usize) -> Option<(Range<usize>, String)> {
    let mut normal = String::from("CCF");
    let mut end = at + 1;
    for _ in 0..MOST_GROUPS {
        if page.gap(end) != Gap::Slash && (normal.len() > 3 || page.gap(end) != Gap::Dash) {
            break;
        }
        let Some((next, group)) = group(page, end) else { break };
        normal.push('/');
        normal.push_str(&group);
        end = next;
    }
    (normal.len() > 3).then_some((at..end, normal))
}

/// Reads up to two letters, up to five digits and up to four more after a full stop.
fn group(page: &Page, at: usize) -> Option<(usize, String)> {
    let mut at = at;
    let mut group = String::new();
    let word = page.word(at)?;
    if !word.is_number() {
        let letters = &page.text[word.start..word.end];
        if letters.chars().count() > 2 || !matches!(page.gap(at + 1), Gap::None | Gap::Space) {
            return None;
        }
        group.push_str(&latin(letters));
        at += 1;
    }
    page.number(at).filter(|number| number.len() <= 5)?;
    group.push_str(page.folded(at));
    let tail = page.number(at + 1).filter(|tail| tail.gap == Gap::Dot && tail.len() <= 4);
    if tail.is_some() {
        group.push('.');
        group.push_str(page.folded(at + 1));
        at += 1;
    }
    Some((at + 1, group))
}

/// Returns letters with those of other scripts that look Latin made Latin, their case kept.
fn latin(letters: &str) -> String {
    let folded = letters.chars().map(|letter| match fold::look_alike(letter) {
        Some(latin) if letter.is_lowercase() => latin.to_ascii_lowercase(),
        Some(latin) => latin,
        None => letter,
    });
    folded.collect()
}
