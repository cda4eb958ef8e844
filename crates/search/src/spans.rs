//! Where words stand in the arrangement that a query asks for.

use std::collections::BTreeSet;

use crate::query::Spans;
use crate::word::Word;

/// How many spans of two joined parts are followed in one text; that they occur is known long before.
const MAX_SPANS: usize = 200_000;

/// The positions of a word, ascending and without repetition.
pub trait Positions {
    /// Returns the positions of `word`.
    fn of(&self, word: &Word) -> &[u32];
}

/// Returns the spans, ascending and without repetition.
pub fn find_spans(spans: &Spans, positions: &dyn Positions) -> Vec<(u32, u32)> {
    match spans {
        Spans::Word(word) => positions.of(word).iter().map(|at| (*at, *at)).collect(),
        Spans::Any(parts) => {
            let found: BTreeSet<_> =
                parts.iter().flat_map(|part| find_spans(part, positions)).collect();
            found.into_iter().collect()
        }
        Spans::Sequence(parts) => sequence(parts, positions),
        Spans::Window { slots, extra } => window(slots, *extra, positions),
        Spans::Unless { found, strangers, own, before, after, divider } => {
            let surroundings = Surroundings {
                strangers: without(merged(strangers, positions), &merged(own, positions)),
                dividers: divider.as_ref().map_or(&[], |word| positions.of(word)),
                before: *before,
                after: *after,
            };
            let mut found = find_spans(found, positions);
            found.retain(|span| surroundings.allow(*span));
            found
        }
        Spans::Without { found, excluded } => {
            let excluded = find_spans(excluded, positions);
            let meets = |span: &(u32, u32)| {
                excluded.iter().any(|other| span.0 <= other.1 && other.0 <= span.1)
            };
            let mut found = find_spans(found, positions);
            found.retain(|span| !meets(span));
            found
        }
        Spans::Near { left, right, within, ordered } => {
            let (left, right) = (find_spans(left, positions), find_spans(right, positions));
            near(&left, &right, *within, *ordered)
        }
        Spans::Mention { begins, ends } => mentions(positions.of(begins), positions.of(ends)),
        Spans::Within { left, right, part, ordered } => {
            let (left, right) = (find_spans(left, positions), find_spans(right, positions));
            together(&left, &right, positions.of(part), *ordered)
        }
    }
}

/// Returns from each first word of a mention to the next last one.
fn mentions(begins: &[u32], ends: &[u32]) -> Vec<(u32, u32)> {
    let end = |start: u32| ends.get(ends.partition_point(|end| *end < start)).copied();
    begins.iter().filter_map(|start| Some((*start, end(*start)?))).collect()
}

/// Joins each span of `left` with the nearest of `right` behind and before it in the same part; parts begin at `begins`.
fn together(
    left: &[(u32, u32)],
    right: &[(u32, u32)],
    begins: &[u32],
    ordered: bool,
) -> Vec<(u32, u32)> {
    let mut found = Vec::new();
    for (start, end) in left {
        let next = begins.partition_point(|at| at <= start);
        let from = next.checked_sub(1).map_or(0, |last| begins[last]);
        let to = begins.get(next).copied().unwrap_or(u32::MAX);
        if *end >= to {
            continue;
        }
        let behind = right[right.partition_point(|span| span.0 <= *end)..].iter();
        let behind = behind.take_while(|span| span.0 < to).find(|span| span.1 < to);
        found.extend(behind.map(|span| (*start, span.1)));
        if !ordered {
            let before = right[..right.partition_point(|span| span.0 < *start)].iter().rev();
            let before = before.take_while(|span| span.0 >= from).find(|span| span.1 < *start);
            found.extend(before.map(|span| (span.0, *end)));
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// What must not stand in a span or beside it.
struct Surroundings<'p> {
    strangers: Vec<u32>,
    dividers: &'p [u32],
    before: u32,
    after: u32,
}

impl Surroundings<'_> {
    fn allow(&self, (start, end): (u32, u32)) -> bool {
        let next_divider = self.dividers.partition_point(|at| *at <= start);
        let next = self.dividers.get(next_divider).copied();
        if next.is_some_and(|at| at <= end) {
            return false;
        }
        let begins = next_divider.checked_sub(1).map_or(0, |last| self.dividers[last]);
        let from = start.saturating_sub(self.before).max(begins);
        let to = end.saturating_add(self.after).min(next.map_or(u32::MAX, |at| at - 1));
        let first = self.strangers.partition_point(|at| *at < from);
        self.strangers.get(first).is_none_or(|at| *at > to)
    }
}

/// Returns the positions of any of `words`, ascending and without repetition.
fn merged(words: &[Word], positions: &dyn Positions) -> Vec<u32> {
    let mut all: Vec<u32> = words.iter().flat_map(|word| positions.of(word)).copied().collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn without(mut positions: Vec<u32>, own: &[u32]) -> Vec<u32> {
    positions.retain(|at| own.binary_search(at).is_err());
    positions
}

fn sequence(parts: &[Spans], positions: &dyn Positions) -> Vec<(u32, u32)> {
    let Some((first, rest)) = parts.split_first() else { return Vec::new() };
    let mut found = find_spans(first, positions);
    for part in rest {
        if found.is_empty() {
            break;
        }
        found = join(&found, &find_spans(part, positions), 1);
    }
    found
}

/// Joins each span of `left` with the spans of `right` that begin 1 to `within` steps after it.
fn join(left: &[(u32, u32)], right: &[(u32, u32)], within: u32) -> Vec<(u32, u32)> {
    let mut joined = Vec::new();
    for (start, end) in left {
        let from = right.partition_point(|span| span.0 <= *end);
        let followers = right[from..].iter().take_while(|span| span.0 - end <= within);
        joined.extend(followers.map(|span| (*start, span.1)));
        if joined.len() > MAX_SPANS {
            break;
        }
    }
    joined.sort_unstable();
    joined.dedup();
    joined
}

fn near(left: &[(u32, u32)], right: &[(u32, u32)], within: u32, ordered: bool) -> Vec<(u32, u32)> {
    let mut found = join(left, right, within);
    if !ordered {
        found.extend(join(right, left, within));
        found.sort_unstable();
        found.dedup();
    }
    found
}

fn window(slots: &[Vec<Word>], extra: u32, positions: &dyn Positions) -> Vec<(u32, u32)> {
    let slots: Vec<Vec<u32>> = slots.iter().map(|slot| merged(slot, positions)).collect();
    if slots.is_empty() || slots.iter().any(Vec::is_empty) {
        return Vec::new();
    }
    let width = u32::try_from(slots.len()).unwrap_or(u32::MAX).saturating_add(extra);
    let mut starts: Vec<u32> = slots.concat();
    starts.sort_unstable();
    starts.dedup();
    starts.into_iter().filter_map(|start| shortest_from(start, width, &slots)).collect()
}

/// Returns the shortest span from `start` on in which each slot has a position of its own.
fn shortest_from(start: u32, width: u32, slots: &[Vec<u32>]) -> Option<(u32, u32)> {
    let beyond = start.saturating_add(width);
    let first = |slot: &Vec<u32>| {
        let at = slot.partition_point(|at| *at < start);
        slot.get(at).copied().filter(|at| *at < beyond)
    };
    let nearest = slots.iter().map(first).collect::<Option<Vec<u32>>>()?;
    let least = nearest.iter().copied().max()?;
    if nearest.iter().enumerate().all(|(at, position)| !nearest[..at].contains(position)) {
        return Some((start, least));
    }
    let inside = |slot: &Vec<u32>| {
        let from = slot.partition_point(|at| *at < start);
        let to = slot.partition_point(|at| *at < beyond);
        slot[from..to].to_vec()
    };
    let slots: Vec<Vec<u32>> = slots.iter().map(inside).collect();
    let mut ends: Vec<u32> = slots.concat();
    ends.retain(|end| *end >= least);
    ends.sort_unstable();
    ends.dedup();
    ends.into_iter().find(|end| can_assign(start, *end, &slots)).map(|end| (start, end))
}

/// Tells whether each slot can have a position of its own up to `end`, with one of them at `start`.
///
/// Augmenting paths (Kuhn); that `start` is used can be asked for because a full assignment that leaves out `start`
/// can always give it to a slot that holds it.
fn can_assign(start: u32, end: u32, slots: &[Vec<u32>]) -> bool {
    if !slots.iter().any(|slot| slot.first() == Some(&start)) {
        return false;
    }
    let mut holders: Vec<(u32, usize)> = Vec::new();
    (0..slots.len()).all(|slot| place(slot, end, slots, &mut holders, &mut BTreeSet::new()))
}

fn place(
    slot: usize,
    end: u32,
    slots: &[Vec<u32>],
    holders: &mut Vec<(u32, usize)>,
    tried: &mut BTreeSet<u32>,
) -> bool {
    for at in slots[slot].iter().take_while(|at| **at <= end) {
        if !tried.insert(*at) {
            continue;
        }
        let held = holders.iter().position(|(position, _)| position == at);
        let is_free = match held {
            None => true,
            Some(held) => place(holders[held].1, end, slots, holders, tried),
        };
        if is_free {
            // what an earlier holder moved away from is given up here
            holders.retain(|(position, _)| position != at);
            holders.push((*at, slot));
            return true;
        }
    }
    false
}
