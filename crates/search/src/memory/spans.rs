//! Where spans occur, by the letter of the definition in [`Spans`].

use std::collections::{BTreeMap, BTreeSet};

use crate::query::{Field, Spans};
use crate::terms::Entry;
use crate::warnings::QueryWarnings;
use crate::word::Word;

/// Occurrences in a unit of text: the positions of the first and the last word of each.
type Found = BTreeSet<(u32, u32)>;

/// Which terms each word stands for.
pub(super) type Expansions = BTreeMap<Word, BTreeSet<String>>;

/// Expands the words of spans among these terms, and warns where they stand for too many.
pub(super) fn expand(
    field: &Field,
    spans: &Spans,
    terms: &BTreeSet<&str>,
    warnings: &mut QueryWarnings,
) -> Expansions {
    let mut expansions = Expansions::new();
    spans.for_each_word(&mut |word| {
        let matcher = word.matcher();
        let limit = field.expansion_limit(word);
        let mut stands_for = terms.iter().filter(|term| matcher.matches(term));
        let first: BTreeSet<String> =
            stands_for.by_ref().take(limit).map(|term| (*term).to_owned()).collect();
        if stands_for.next().is_some() {
            warnings.warn_of_expansion(word);
        }
        expansions.insert(word.clone(), first);
    });
    expansions
}

/// Returns the occurrences of spans in a unit with these entries.
pub(super) fn occurrences(spans: &Spans, entries: &[Entry], expansions: &Expansions) -> Found {
    let found = |part: &Spans| occurrences(part, entries, expansions);
    let positions_of = |word: &Word| positions(word, entries, expansions);
    let any_of =
        |words: &[Word]| -> BTreeSet<u32> { words.iter().flat_map(positions_of).collect() };
    match spans {
        Spans::Word(word) => positions_of(word).into_iter().map(|at| (at, at)).collect(),
        Spans::Any(parts) => parts.iter().flat_map(found).collect(),
        Spans::Sequence(parts) => {
            let mut parts = parts.iter().map(found);
            let first = parts.next().unwrap_or_default();
            parts.fold(first, |left, right| pairs(&left, &right, 1, true))
        }
        Spans::Window { slots, extra } => {
            windows(&slots.iter().map(|slot| any_of(slot)).collect::<Vec<_>>(), *extra)
        }
        Spans::Unless { found: inner, strangers, own, before, after, divider } => {
            let strangers = &any_of(strangers) - &any_of(own);
            let dividers = divider.as_ref().map(positions_of).unwrap_or_default();
            unless(found(inner), &strangers, &dividers, (*before, *after))
        }
        Spans::Without { found: inner, excluded } => without(found(inner), &found(excluded)),
        Spans::Near { left, right, within, ordered } => {
            pairs(&found(left), &found(right), *within, *ordered)
        }
        Spans::Mention { begins, ends } => {
            let ends = positions_of(ends);
            let end = |start: &u32| ends.range(start..).next().map(|end| (*start, *end));
            positions_of(begins).iter().filter_map(end).collect()
        }
        Spans::Within { left, right, part, ordered } => {
            together(&found(left), &found(right), &positions_of(part), *ordered)
        }
    }
}

/// Keeps what no divider stands in, and no stranger so many words before or behind it, as far as no divider stands between.
fn unless(
    mut found: Found,
    strangers: &BTreeSet<u32>,
    dividers: &BTreeSet<u32>,
    (before, after): (u32, u32),
) -> Found {
    found.retain(|(start, end)| {
        let is_divided = (start + 1..=*end).any(|at| dividers.contains(&at));
        let ahead = (0..before).take_while(|step| !dividers.contains(&start.saturating_sub(*step)));
        let behind = (1..=after).take_while(|step| !dividers.contains(&(end + step)));
        let first = ahead.fold(*start, |first, _| first.saturating_sub(1));
        let last = behind.fold(*end, |last, _| last + 1);
        !is_divided && !(first..=last).any(|at| strangers.contains(&at))
    });
    found
}

/// Keeps what shares no word with what is excluded.
fn without(mut found: Found, excluded: &Found) -> Found {
    let taken: BTreeSet<u32> = excluded.iter().flat_map(|(start, end)| *start..=*end).collect();
    found.retain(|(start, end)| taken.range(start..=end).next().is_none());
    found
}

/// Joins each span of `left` with the nearest of `right` behind and before it, where no part begins between.
fn together(left: &Found, right: &Found, parts: &BTreeSet<u32>, ordered: bool) -> Found {
    let is_whole = |span: &(u32, u32)| !(span.0 + 1..=span.1).any(|at| parts.contains(&at));
    let mut found = BTreeSet::new();
    for one in left {
        let behind =
            right.iter().filter(|other| other.0 > one.1).map(|other| (one.0, other.1, other));
        let behind =
            behind.filter(|joined| is_whole(&(joined.0, joined.1))).min_by_key(|joined| joined.2);
        let before =
            right.iter().filter(|other| other.1 < one.0).map(|other| (other.0, one.1, other));
        let before =
            before.filter(|joined| is_whole(&(joined.0, joined.1))).max_by_key(|joined| joined.2);
        let joined = behind.into_iter().chain(before.filter(|_| !ordered));
        found.extend(joined.map(|(start, end, _)| (start, end)));
    }
    found
}

fn positions(word: &Word, entries: &[Entry], expansions: &Expansions) -> BTreeSet<u32> {
    let Some(terms) = expansions.get(word) else { return BTreeSet::new() };
    let entries = entries.iter().filter(|entry| terms.contains(&entry.term));
    entries.map(|entry| entry.position).collect()
}

fn pairs(left: &Found, right: &Found, within: u32, ordered: bool) -> Found {
    let follows =
        |one: &(u32, u32), other: &(u32, u32)| other.0 > one.1 && other.0 - one.1 <= within;
    let mut found = BTreeSet::new();
    for one in left {
        for other in right {
            if follows(one, other) {
                found.insert((one.0, other.1));
            }
            if !ordered && follows(other, one) {
                found.insert((other.0, one.1));
            }
        }
    }
    found
}

fn windows(slots: &[BTreeSet<u32>], extra: u32) -> Found {
    let width = u32::try_from(slots.len()).unwrap_or(u32::MAX).saturating_add(extra);
    let starts: BTreeSet<u32> = slots.iter().flatten().copied().collect();
    let shortest = |start: u32| {
        let mut ends = start..start.saturating_add(width);
        ends.find(|end| fills(slots, start, *end, &mut BTreeSet::new())).map(|end| (start, end))
    };
    starts.into_iter().filter_map(shortest).collect()
}

/// Tries every way to give each slot a position of its own between `start` and `end` with `start` among them.
fn fills(slots: &[BTreeSet<u32>], start: u32, end: u32, used: &mut BTreeSet<u32>) -> bool {
    let Some((slot, rest)) = slots.split_first() else { return used.contains(&start) };
    slot.range(start..=end).any(|at| {
        let is_free = used.insert(*at);
        let fits = is_free && fills(rest, start, end, used);
        if is_free {
            used.remove(at);
        }
        fits
    })
}
