//! Where the text of a document stands ([MS-DOC] §2.8.35, §2.9.177).

use std::ops::Range;

use item::Layer;

use super::fib::{Fib, PIECES};
use super::runs::{self, Look};
use crate::shared::bytes::{size_at, u16_at};

/// A piece of the text.
#[derive(Debug)]
pub(super) struct Piece {
    /// The number of its first character.
    pub(super) start: usize,
    /// How many characters it has.
    pub(super) length: usize,
    /// Where it stands, in bytes.
    pub(super) at: usize,
    /// Whether a character takes two bytes.
    pub(super) is_wide: bool,
    /// What its own properties say.
    pub(super) look: Look,
}

impl Piece {
    fn bytes(&self, from: usize, to: usize) -> Range<usize> {
        let unit = if self.is_wide { 2 } else { 1 };
        let place = |characters: usize| self.at.saturating_add(characters.saturating_mul(unit));
        place(from)..place(to)
    }

    /// Returns the bytes of those characters that stand in a range of the text.
    pub(super) fn within(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let from = range.start.saturating_sub(self.start);
        let to = range.end.saturating_sub(self.start).min(self.length);
        (from < to).then(|| self.bytes(from, to))
    }
}

/// Reads the pieces in the order of the text; none where their table is missing or broken.
pub(super) fn read(fib: &Fib, main: &[u8], table: &[u8]) -> Vec<Piece> {
    if fib.is_old && !fib.is_complex() {
        let is_wide = fib.is_old_and_wide();
        let bytes = fib.text_end.min(main.len()).saturating_sub(fib.text_start);
        let length = if is_wide { bytes / 2 } else { bytes };
        let whole = Piece { start: 0, length, at: fib.text_start, is_wide, look: Look::default() };
        return if length > 0 { vec![whole] } else { Vec::new() };
    }
    let (groups, places) = split(fib.part(table, PIECES)).unwrap_or_default();
    let count = places.len().saturating_sub(4) / 12;
    let pieces = (0..count).map_while(|at| piece(fib, &groups, places, count, at));
    pieces.filter(|piece| piece.length > 0 && piece.at < main.len()).collect()
}

/// Parts the groups of properties from the table of places.
fn split(part: &[u8]) -> Option<(Vec<&[u8]>, &[u8])> {
    let (mut rest, mut groups) = (part, Vec::new());
    loop {
        match *rest.first()? {
            1 => {
                let end = 3 + usize::from(u16_at(rest, 1)?);
                groups.push(rest.get(3..end)?);
                rest = &rest[end..];
            }
            2 => {
                let places = rest.get(5..)?;
                let length = size_at(rest, 1)?.min(places.len());
                return Some((groups, &places[..length]));
            }
            _ => return None,
        }
    }
}

fn piece(fib: &Fib, groups: &[&[u8]], places: &[u8], count: usize, at: usize) -> Option<Piece> {
    let (start, end) = (size_at(places, 4 * at)?, size_at(places, 4 * at + 4)?);
    let row = 4 * (count + 1) + 8 * at;
    let place = size_at(places, row + 2)?;
    let modifier = u16_at(places, row + 6)?;
    let is_narrow = if fib.is_old { !fib.is_old_and_wide() } else { place & 0x4000_0000 != 0 };
    let at = match (fib.is_old, is_narrow) {
        (true, _) => place,
        (false, true) => (place & 0x3fff_ffff) / 2,
        (false, false) => place & 0x3fff_ffff,
    };
    Some(Piece {
        start,
        length: end.checked_sub(start)?,
        at,
        is_wide: !is_narrow,
        look: if fib.is_old { Look::default() } else { look(modifier, groups) },
    })
}

/// Returns what the modifier of a piece says: a property and its value, or the number of a group of properties.
fn look(modifier: u16, groups: &[&[u8]]) -> Look {
    if modifier & 1 == 1 {
        let group = groups.get(usize::from(modifier >> 1)).copied().unwrap_or_default();
        return runs::look(group, &[]);
    }
    Look::of(match (modifier >> 1 & 0x7f, modifier >> 8) {
        (0x41, 1) => Layer::Deleted,
        (0x5c, 1) => Layer::Hidden,
        _ => Layer::Body,
    })
}

/// Returns the ranges of bytes between `start` and `end` that no piece covers.
pub(super) fn gaps(pieces: &[Piece], start: usize, end: usize) -> Vec<Range<usize>> {
    let mut covered: Vec<Range<usize>> =
        pieces.iter().map(|piece| piece.bytes(0, piece.length)).collect();
    covered.sort_by_key(|range| range.start);
    let (mut gaps, mut at) = (Vec::new(), start);
    for range in covered {
        if range.start > at {
            gaps.push(at..range.start.min(end));
        }
        at = at.max(range.end);
    }
    gaps.push(at..end);
    gaps.retain(|gap| gap.start < gap.end);
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_what_no_piece_covers() {
        let piece =
            |at, length| Piece { start: 0, length, at, is_wide: false, look: Look::default() };
        let pieces = [piece(30, 10), piece(10, 5), piece(12, 3)];
        assert_eq!(gaps(&pieces, 0, 50), [0..10, 15..30, 40..50]);
        assert_eq!(gaps(&pieces, 20, 45), [20..30, 40..45]);
    }
}
