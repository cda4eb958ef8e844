//! What differs between two texts, word by word.
//!
//! Texts are cut at words that stand in both exactly once, in the same order (patience: Cohen 2003), and what lies between
//! is compared by the longest common subsequence where it is short enough. Where it is not, it counts as replaced.

use std::collections::HashMap;
use std::ops::Range;

/// The most cells of a table for the longest common subsequence.
const MOST_CELLS: usize = 4_000_000;

/// How often each word of both texts may be looked at for what stands once in both; beyond that, what is left is compared
/// without it, so that no pair of texts takes longer than their length lets expect.
const MOST_LOOKS: usize = 64;

/// A stretch of words: of both texts where they are the same, else of each its own; either may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) is_same: bool,
    pub(crate) one: Range<usize>,
    pub(crate) other: Range<usize>,
}

/// What is still to be done of two lists of words, the last one first.
enum Task {
    /// These are the same.
    Same(Range<usize>, Range<usize>),
    /// These are to be compared.
    Compare(Range<usize>, Range<usize>),
}

/// Returns the stretches of two lists of words, in order; they cover both.
pub(crate) fn stretches(one: &[&str], other: &[&str]) -> Vec<Stretch> {
    let mut found = Vec::new();
    let mut left_to_look_at = MOST_LOOKS.saturating_mul(one.len() + other.len());
    let mut tasks = vec![Task::Compare(0..one.len(), 0..other.len())];
    while let Some(task) = tasks.pop() {
        let (left, right) = match task {
            Task::Same(left, right) => {
                push(&mut found, true, left, right);
                continue;
            }
            Task::Compare(left, right) => trimmed(one, other, left, right, &mut found, &mut tasks),
        };
        let looks = left.len() + right.len();
        let is_affordable = looks <= left_to_look_at;
        left_to_look_at = left_to_look_at.saturating_sub(looks);
        let anchors = if is_affordable { anchors(one, other, &left, &right) } else { Vec::new() };
        if anchors.is_empty() {
            leaf(one, other, &left, &right, &mut found);
            continue;
        }
        let (mut end, mut beside_end) = (left.end, right.end);
        for (at, beside) in anchors.into_iter().rev() {
            tasks.push(Task::Compare(at + 1..end, beside + 1..beside_end));
            tasks.push(Task::Same(at..at + 1, beside..beside + 1));
            (end, beside_end) = (at, beside);
        }
        tasks.push(Task::Compare(left.start..end, right.start..beside_end));
    }
    joined(found)
}

/// Takes off what is the same at the start, which is found, and at the end, which is found later; returns the rest.
fn trimmed(
    one: &[&str],
    other: &[&str],
    mut left: Range<usize>,
    mut right: Range<usize>,
    found: &mut Vec<Stretch>,
    tasks: &mut Vec<Task>,
) -> (Range<usize>, Range<usize>) {
    let pairs = one[left.clone()].iter().zip(&other[right.clone()]);
    let head = pairs.take_while(|(a, b)| a == b).count();
    push(found, true, left.start..left.start + head, right.start..right.start + head);
    (left.start, right.start) = (left.start + head, right.start + head);
    let pairs = one[left.clone()].iter().rev().zip(other[right.clone()].iter().rev());
    let tail = pairs.take_while(|(a, b)| a == b).count();
    tasks.push(Task::Same(left.end - tail..left.end, right.end - tail..right.end));
    (left.end, right.end) = (left.end - tail, right.end - tail);
    (left, right)
}

fn push(found: &mut Vec<Stretch>, is_same: bool, one: Range<usize>, other: Range<usize>) {
    if !one.is_empty() || !other.is_empty() {
        found.push(Stretch { is_same, one, other });
    }
}

/// Returns where words stand that are there once in both, the longest list of them that is in order in both.
fn anchors(
    one: &[&str],
    other: &[&str],
    left: &Range<usize>,
    right: &Range<usize>,
) -> Vec<(usize, usize)> {
    let beside = once(other, right);
    let own = once(one, left);
    let pairs: Vec<(usize, usize)> = left
        .clone()
        .filter(|at| own.get(one[*at]).is_some_and(Option::is_some))
        .filter_map(|at| Some((at, (*beside.get(one[at])?)?)))
        .collect();
    rising(&pairs)
}

/// Returns by word where it stands, nothing for one that stands several times.
fn once<'w>(words: &[&'w str], range: &Range<usize>) -> HashMap<&'w str, Option<usize>> {
    let mut places: HashMap<&str, Option<usize>> = HashMap::new();
    for at in range.clone() {
        places.entry(words[at]).and_modify(|place| *place = None).or_insert(Some(at));
    }
    places
}

/// Returns the longest part of pairs, which rise by their first, that rises by their second too.
fn rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // The number of the pair that ends the best list of each length, and for each pair the one before it.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (number, (_, second)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| pairs[*end].1 < *second);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        match ends.get_mut(length) {
            Some(end) => *end = number,
            None => ends.push(number),
        }
    }
    let mut list = Vec::with_capacity(ends.len());
    let mut at = ends.last().copied();
    while let Some(number) = at {
        list.push(pairs[number]);
        at = before[number];
    }
    list.reverse();
    list
}

/// Compares what no word parts any further.
fn leaf(
    one: &[&str],
    other: &[&str],
    left: &Range<usize>,
    right: &Range<usize>,
    found: &mut Vec<Stretch>,
) {
    let (rows, columns) = (left.len(), right.len());
    if rows == 0 || columns == 0 || rows.saturating_mul(columns) > MOST_CELLS {
        push(found, false, left.clone(), right.clone());
        return;
    }
    let (one, other) = (&one[left.clone()], &other[right.clone()]);
    let width = columns + 1;
    // How many words are common from each pair of places on.
    let mut common = vec![0_u32; (rows + 1) * width];
    for row in (0..rows).rev() {
        for column in (0..columns).rev() {
            common[row * width + column] = if one[row] == other[column] {
                common[(row + 1) * width + column + 1] + 1
            } else {
                common[(row + 1) * width + column].max(common[row * width + column + 1])
            };
        }
    }
    let (mut row, mut column) = (0, 0);
    while row < rows || column < columns {
        let at = |row: usize, column: usize| common[row * width + column];
        let (place, beside) = (left.start + row, right.start + column);
        if row < rows && column < columns && one[row] == other[column] {
            push(found, true, place..place + 1, beside..beside + 1);
            (row, column) = (row + 1, column + 1);
        } else if column == columns || (row < rows && at(row + 1, column) >= at(row, column + 1)) {
            push(found, false, place..place + 1, beside..beside);
            row += 1;
        } else {
            push(found, false, place..place, beside..beside + 1);
            column += 1;
        }
    }
}

/// Joins stretches that follow one another and are of a kind.
fn joined(found: Vec<Stretch>) -> Vec<Stretch> {
    let mut joined: Vec<Stretch> = Vec::new();
    for stretch in found {
        match joined.last_mut().filter(|last| last.is_same == stretch.is_same) {
            Some(last) => (last.one.end, last.other.end) = (stretch.one.end, stretch.other.end),
            None => joined.push(stretch),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shows what differs as `-word +word`.
    fn shown(one: &str, other: &str) -> String {
        let (one, other): (Vec<&str>, Vec<&str>) =
            (one.split(' ').collect(), other.split(' ').collect());
        let show = |stretch: &Stretch| {
            if stretch.is_same {
                return one[stretch.one.clone()].join(" ");
            }
            let gone = one[stretch.one.clone()].iter().map(|word| format!("-{word}"));
            let new = other[stretch.other.clone()].iter().map(|word| format!("+{word}"));
            gone.chain(new).collect::<Vec<_>>().join(" ")
        };
        stretches(&one, &other).iter().map(show).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn texts_made_to_free_one_word_at_a_time_end_and_take_no_deep_stack() {
        let text = |ends: &str, count: usize| {
            let inner: Vec<String> =
                (1..count).rev().map(|at| format!("x{} x{at} {ends}", at - 1)).collect();
            format!("{ends} {} {ends}", inner.join(" "))
        };
        let (one, other) = (text("aa", 30_000), text("bb", 30_000));
        let (one, other): (Vec<&str>, Vec<&str>) =
            (one.split(' ').collect(), other.split(' ').collect());
        let found = stretches(&one, &other);
        let covered: usize = found.iter().map(|stretch| stretch.one.len()).sum();
        assert_eq!(covered, one.len());
        assert!(found.is_sorted_by_key(|stretch| stretch.one.start));
    }

    #[test]
    fn a_number_that_differs_is_all_that_differs() {
        assert_eq!(
            shown("notice no A-1 of NCB Moscow of today", "notice no A-2 of NCB Moscow of today"),
            "notice no -A-1 +A-2 of NCB Moscow of today"
        );
        assert_eq!(shown("a b c", "a b c"), "a b c");
        assert_eq!(shown("a a b", "a b b c"), "a -a b +b +c");
    }

    #[test]
    fn stretches_cover_both_texts_in_order() {
        let mut state = 7_u64;
        let mut random = |below: u64| {
            state = super::super::signature::mix(state);
            usize::try_from(state % below).unwrap_or(0)
        };
        for _ in 0..200 {
            let text = |random: &mut dyn FnMut(u64) -> usize| -> Vec<&str> {
                (0..random(30)).map(|_| ["a", "b", "c", "d", "e", "f"][random(6)]).collect()
            };
            let (one, other) = (text(&mut random), text(&mut random));
            let (mut left, mut right) = (0, 0);
            for stretch in stretches(&one, &other) {
                assert_eq!((stretch.one.start, stretch.other.start), (left, right));
                if stretch.is_same {
                    assert_eq!(one[stretch.one.clone()], other[stretch.other.clone()]);
                }
                (left, right) = (stretch.one.end, stretch.other.end);
            }
            assert_eq!((left, right), (one.len(), other.len()));
        }
    }
}
