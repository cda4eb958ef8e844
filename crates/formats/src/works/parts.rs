//! Which parts of a stream of Works 2000 and later are text: lists name them, each with where the next list stands.

use crate::shared::bytes::{size_at, u16_at};

/// Where the first list of parts begins, how long the head of a list is, and a line of it.
const FIRST: usize = 0x18;
const HEAD: usize = 8;
const LINE: usize = 24;
/// How many lists are read.
const LISTS: usize = 1_000;
/// What a line begins with that is in use.
const IN_USE: u16 = 0x18;

/// Yields the parts that are text, in the order of the lists; no more bytes than there are.
pub(super) fn texts(contents: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut left = contents.len();
    let mut at = Some(FIRST);
    let lists = std::iter::from_fn(move || {
        let list = contents.get(at?..)?;
        at = size_at(list, 4);
        let count = u16_at(list, 2).map_or(0, usize::from);
        Some(list.get(HEAD..).unwrap_or_default().chunks_exact(LINE).take(count))
    });
    let lines = lists.take(LISTS).flatten();
    let texts = lines.filter(|line| u16_at(line, 0) == Some(IN_USE) && line[12..16] == *b"TEXT");
    texts.map_while(move |line| {
        let start = size_at(line, 16)?.min(contents.len());
        let end = start.saturating_add(size_at(line, 20)?).min(contents.len());
        left = left.checked_sub(end - start)?;
        Some(&contents[start..end])
    })
}
