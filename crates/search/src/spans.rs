//! Where words stand in the arrangement that a query asks for.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::slice;

use crate::query::Spans;
use crate::word::Word;

/// How many spans of two joined parts are followed in one text; that they occur is known long before.
const MAX_SPANS: usize = 200_000;

/// Where words stand in one text.
pub trait Positions {
    /// Returns where any of these words of the query stands, ascending and without repetition.
    fn of_any(&self, words: &[Word]) -> Cow<'_, [u32]>;

    /// Returns where a word of the query stands.
    fn of(&self, word: &Word) -> Cow<'_, [u32]> {
        self.of_any(slice::from_ref(word))
    }
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
                strangers: without(positions.of_any(strangers), &positions.of_any(own)),
                dividers: divider.as_ref().map(|word| positions.of(word)).unwrap_or_default(),
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
        Spans::Mention { begins, ends } => mentions(&positions.of(begins), &positions.of(ends)),
        Spans::Within { left, right, part, ordered } => {
            let (left, right) = (find_spans(left, positions), find_spans(right, positions));
            together(&left, &right, &positions.of(part), *ordered)
        }
    }
}

/// Counts the spans: as many as [`find_spans`] returns while they are not too many to follow. Those of words side by side or
/// near each other are not made.
pub fn count_spans(spans: &Spans, positions: &dyn Positions) -> usize {
    match spans {
        Spans::Word(word) => positions.of(word).len(),
        Spans::Sequence(parts) => match words_of(parts, positions) {
            Some(words) => count_side_by_side(&words),
            None => find_spans(spans, positions).len(),
        },
        Spans::Near { left, right, within, ordered } => match (&**left, &**right) {
            (Spans::Word(left), Spans::Word(right)) => {
                let (left, right) = (positions.of(left), positions.of(right));
                if *ordered {
                    count_pairs(&left, &right, *within)
                } else {
                    count_near(&left, &right, *within)
                }
            }
            _ => find_spans(spans, positions).len(),
        },
        _ => find_spans(spans, positions).len(),
    }
}

/// Returns the positions of parts that are words, all of them.
fn words_of<'p>(parts: &[Spans], positions: &'p dyn Positions) -> Option<Vec<Cow<'p, [u32]>>> {
    let of_word = |part: &Spans| match part {
        Spans::Word(word) => Some(positions.of(word)),
        _ => None,
    };
    parts.iter().map(of_word).collect()
}

/// Counts the positions of the first word behind which the others stand, one after another.
fn count_side_by_side(words: &[Cow<'_, [u32]>]) -> usize {
    let Some((first, rest)) = words.split_first() else { return 0 };
    let follow = |start: &&u32| {
        rest.iter().zip(1..).all(|(positions, step)| {
            let at = start.checked_add(step);
            at.is_some_and(|at| positions.binary_search(&at).is_ok())
        })
    };
    first.iter().filter(follow).count()
}

/// Counts pairs of different positions, one of each word, of which the second stands 1 to `within` steps behind the first.
fn count_pairs(first: &[u32], second: &[u32], within: u32) -> usize {
    let (mut from, mut to) = (0, 0);
    let mut count = 0;
    for at in first {
        while second.get(from).is_some_and(|other| other <= at) {
            from += 1;
        }
        to = to.max(from);
        while second.get(to).is_some_and(|other| other - at <= within) {
            to += 1;
        }
        count += to - from;
    }
    count
}

/// Counts pairs in either order; those of two positions at which both words stand are the same in both orders.
fn count_near(one: &[u32], other: &[u32], within: u32) -> usize {
    let common: Vec<u32> =
        one.iter().filter(|at| other.binary_search(at).is_ok()).copied().collect();
    count_pairs(one, other, within) + count_pairs(other, one, within)
        - count_pairs(&common, &common, within)
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
    strangers: Cow<'p, [u32]>,
    dividers: Cow<'p, [u32]>,
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

fn without<'p>(mut positions: Cow<'p, [u32]>, own: &[u32]) -> Cow<'p, [u32]> {
    if positions.iter().any(|at| own.binary_search(at).is_ok()) {
        positions.to_mut().retain(|at| own.binary_search(at).is_err());
    }
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
    let slots: Vec<Cow<'_, [u32]>> = slots.iter().map(|slot| positions.of_any(slot)).collect();
    if slots.is_empty() || slots.iter().any(|slot| slot.is_empty()) {
        return Vec::new();
    }
    let width = u32::try_from(slots.len()).unwrap_or(u32::MAX).saturating_add(extra);
    let mut starts: Vec<u32> = slots.concat();
    #[expect(clippy::stable_sort_primitive, reason = "the positions of each slot come in order")]
    starts.sort();
    starts.dedup();
    let mut ahead = Ahead { at: vec![0; slots.len()], nearest: Vec::with_capacity(slots.len()) };
    let mut found = Vec::new();
    for start in starts {
        match ahead.go_to(start, width, &slots) {
            None => break,
            Some(false) => {}
            Some(true) => found.extend(shortest_from(start, width, &slots, &ahead.nearest)),
        }
    }
    found
}

/// Where slots stand from a position on.
struct Ahead {
    /// By slot, which of its positions comes next.
    at: Vec<usize>,
    nearest: Vec<u32>,
}

impl Ahead {
    /// Goes forward to a position; tells whether every slot stands within `width` from there, or nothing where one never
    /// does again.
    fn go_to(&mut self, start: u32, width: u32, slots: &[Cow<'_, [u32]>]) -> Option<bool> {
        self.nearest.clear();
        let beyond = start.saturating_add(width);
        for (at, slot) in self.at.iter_mut().zip(slots) {
            while slot.get(*at).is_some_and(|position| *position < start) {
                *at += 1;
            }
            let nearest = *slot.get(*at)?;
            if nearest >= beyond {
                return Some(false);
            }
            self.nearest.push(nearest);
        }
        Some(true)
    }
}

/// Returns the shortest span from `start` on in which each slot has a position of its own; `nearest` are the first ones.
fn shortest_from(
    start: u32,
    width: u32,
    slots: &[Cow<'_, [u32]>],
    nearest: &[u32],
) -> Option<(u32, u32)> {
    let beyond = start.saturating_add(width);
    let least = nearest.iter().copied().max()?;
    if nearest.iter().enumerate().all(|(at, position)| !nearest[..at].contains(position)) {
        return Some((start, least));
    }
    let inside = |slot: &Cow<'_, [u32]>| {
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    struct Stands(BTreeMap<Word, Vec<u32>>);

    impl Positions for Stands {
        fn of_any(&self, words: &[Word]) -> Cow<'_, [u32]> {
            let of_words = words.iter().filter_map(|word| self.0.get(word)).flatten().copied();
            of_words.collect::<BTreeSet<u32>>().into_iter().collect()
        }
    }

    fn word(number: u8) -> Spans {
        Spans::Word(Word::Term(number.to_string()))
    }

    fn arrangement() -> impl Strategy<Value = Spans> {
        let words = || (0_u8..4).prop_map(word);
        let near = (words(), words(), 0_u32..6, any::<bool>());
        prop_oneof![
            words(),
            proptest::collection::vec(words(), 1..4).prop_map(Spans::Sequence),
            near.prop_map(|(left, right, within, ordered)| Spans::Near {
                left: Box::new(left),
                right: Box::new(right),
                within,
                ordered
            }),
        ]
    }

    proptest! {
        #[test]
        fn as_many_spans_are_counted_as_are_found(
            spans in arrangement(),
            stands in proptest::collection::vec(proptest::collection::btree_set(0_u32..24, 0..12), 4),
        ) {
            let words = (0_u8..).map(|number| Word::Term(number.to_string()));
            let stands = stands.into_iter().map(|positions| positions.into_iter().collect());
            let stands = Stands(words.zip(stands).collect());
            prop_assert_eq!(count_spans(&spans, &stands), find_spans(&spans, &stands).len());
        }
    }
}
