//! References of the CCF: `CCF/110/R123.19`.

use std::ops::Range;

use item::Kind;

use crate::finding::{Finding, Found};
use crate::fold;
use crate::tokenized::{Gap, TokenizedBlock};

/// How many groups may follow the letters.
const MOST_GROUPS: usize = 4;

/// Finds references.
pub(crate) fn find(block: &TokenizedBlock, found: &mut Found) {
    for at in 0..block.words.len() {
        if !is_prefix(block, at) {
            continue;
        }
        found.tell_notice(at..at + 1);
        if let Some((words, normal)) = reference(block, at) {
            found.take(block, Finding::new(Kind::Ccf, block.span(&words), normal, 0.95));
        }
    }
}

/// Tells whether the word is `CCF` in capitals, of whichever script.
fn is_prefix(block: &TokenizedBlock, at: usize) -> bool {
    let word = &block.words[at];
    let letters = &block.text[word.start..word.end];
    word.is_capitalised() && letters.chars().count() == 3 && latin(letters) == "CCF"
}

fn reference(block: &TokenizedBlock, at: usize) -> Option<(Range<usize>, String)> {
    let mut normal = String::from("CCF");
    let mut end = at + 1;
    for _ in 0..MOST_GROUPS {
        if block.gap(end) != Gap::Slash && (normal.len() > 3 || block.gap(end) != Gap::Dash) {
            break;
        }
        let Some((next, group)) = group(block, end) else { break };
        normal.push('/');
        normal.push_str(&group);
        end = next;
    }
    (normal.len() > 3).then_some((at..end, normal))
}

/// Reads up to two letters, up to five digits and up to four more after a full stop.
fn group(block: &TokenizedBlock, at: usize) -> Option<(usize, String)> {
    let mut at = at;
    let mut group = String::new();
    let word = block.word(at)?;
    if !word.is_number() {
        let letters = &block.text[word.start..word.end];
        if letters.chars().count() > 2 || !matches!(block.gap(at + 1), Gap::None | Gap::Space) {
            return None;
        }
        group.push_str(&latin(letters));
        at += 1;
    }
    block.number(at).filter(|number| number.len() <= 5)?;
    group.push_str(block.folded(at));
    let tail = block.number(at + 1).filter(|tail| tail.gap == Gap::Dot && tail.len() <= 4);
    if tail.is_some() {
        group.push('.');
        group.push_str(block.folded(at + 1));
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
