//! Which bytes of the text are deleted or hidden, by the properties of characters ([MS-DOC] §2.4.6.2).

use std::ops::Range;

use item::Layer;

use super::fib::{BITS_OF_TEXT, Fib};
use crate::shared::bytes::{size_at, u16_at};

/// The size of a page of properties.
const PAGE: usize = 512;

/// How many pages are read, more than any text under the limit has.
const PAGES: usize = 1 << 20;

const DELETED: u16 = 0x0800;
const HIDDEN: u16 = 0x083c;
const SPECIALLY_HIDDEN: u16 = 0x0818;

/// Reads the ranges of bytes that are not simply seen, in order.
pub(super) fn read(fib: &Fib, main: &[u8], table: &[u8]) -> Vec<(Range<usize>, Layer)> {
    if fib.is_old {
        return Vec::new();
    }
    let part = fib.part(table, BITS_OF_TEXT);
    let count = part.len().saturating_sub(4) / 8;
    let numbers = (0..count.min(PAGES)).filter_map(|at| size_at(part, 4 * (count + 1) + 4 * at));
    let mut pages: Vec<usize> = numbers.map(|number| number & 0x3f_ffff).collect();
    pages.sort_unstable();
    pages.dedup();
    let mut found = Vec::new();
    for number in pages {
        let start = number.saturating_mul(PAGE);
        if let Some(page) = main.get(start..start.saturating_add(PAGE)) {
            read_page(page, &mut found);
        }
    }
    found.sort_by_key(|(range, _)| range.start);
    found
}

fn read_page(page: &[u8], found: &mut Vec<(Range<usize>, Layer)>) {
    let count = usize::from(page[PAGE - 1]);
    for at in 0..count {
        let (Some(start), Some(end)) = (size_at(page, 4 * at), size_at(page, 4 * at + 4)) else {
            return;
        };
        let Some(offset) = page.get(4 * (count + 1) + at) else { return };
        let place = 2 * usize::from(*offset);
        let length = usize::from(page.get(place).copied().unwrap_or(0));
        let properties = page.get(place + 1..place + 1 + length).filter(|_| place > 0);
        let layer = layer(properties.unwrap_or_default());
        if layer != Layer::Body && start < end {
            found.push((start..end, layer));
        }
    }
}

/// Returns what a group of properties says.
pub(super) fn layer(mut properties: &[u8]) -> Layer {
    let mut seen = Layer::Body;
    while let Some(code) = u16_at(properties, 0) {
        let operand = &properties[2..];
        let is_on = matches!(operand.first(), Some(1 | 0x81));
        match code {
            DELETED if is_on => seen = Layer::Deleted,
            HIDDEN | SPECIALLY_HIDDEN if is_on && seen == Layer::Body => seen = Layer::Hidden,
            _ => {}
        }
        properties = operand.get(length(code, operand)..).unwrap_or_default();
    }
    seen
}

/// Returns how many bytes the operand of a property takes ([MS-DOC] §2.2.5.1).
fn length(code: u16, operand: &[u8]) -> usize {
    match code >> 13 {
        0 | 1 => 1,
        2 | 4 | 5 => 2,
        3 => 4,
        7 => 3,
        _ if code == 0xd608 => 1 + usize::from(u16_at(operand, 0).unwrap_or(0)),
        _ => 1 + usize::from(operand.first().copied().unwrap_or(0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_say_what_is_deleted_or_hidden() {
        assert_eq!(layer(b"\x35\x08\x01\x3c\x08\x01"), Layer::Hidden);
        assert_eq!(layer(b"\x3c\x08\x01\x00\x08\x01"), Layer::Deleted);
        assert_eq!(layer(b"\x03\x6a\0\0\0\0\x3c\x08\x00"), Layer::Body);
        assert_eq!(layer(b"\x3c\x08"), Layer::Body);
    }
}
