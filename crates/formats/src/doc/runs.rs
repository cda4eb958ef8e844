//! Which bytes of the text are deleted or hidden, by the properties of characters ([MS-DOC] §2.4.6.2).

use std::ops::Range;

use item::Layer;

use super::fib::{BITS_OF_TEXT, Fib};
use crate::shared::bytes::{size_at, u16_at};
use crate::shared::legacy_text::CodePage;

/// The size of a page of properties.
const PAGE: usize = 512;

/// How many pages are read, more than any text under the limit has.
const PAGES: usize = 1 << 20;

const DELETED: u16 = 0x0800;
const HIDDEN: u16 = 0x083c;
const SPECIALLY_HIDDEN: u16 = 0x0818;

/// Bytes of the text that are not simply seen, or are in a code page of their own.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) range: Range<usize>,
    pub(super) layer: Layer,
    pub(super) code_page: Option<CodePage>,
}

/// Reads the runs of a document of Word 97 or later.
pub(super) fn read(fib: &Fib, main: &[u8], table: &[u8]) -> Vec<Run> {
    let pages = pages(fib, main, table, 4);
    let runs = pages.iter().flat_map(Page::runs);
    runs.map(|(range, properties)| Run { range, layer: layer(properties), code_page: None })
        .collect()
}

/// Keeps the runs that are not simply text, in order.
pub(super) fn in_order(mut runs: Vec<Run>) -> Vec<Run> {
    runs.retain(|run| {
        (run.layer != Layer::Body || run.code_page.is_some()) && run.range.start < run.range.end
    });
    runs.sort_by_key(|run| run.range.start);
    runs
}

/// A page of properties.
pub(super) struct Page<'a>(&'a [u8]);

/// Finds the pages of properties, whose numbers take so many bytes.
pub(super) fn pages<'a>(fib: &Fib, main: &'a [u8], table: &[u8], width: usize) -> Vec<Page<'a>> {
    let part = fib.part(table, BITS_OF_TEXT);
    let count = part.len().saturating_sub(4) / (4 + width);
    let number = |at: usize| {
        let place = 4 * (count + 1) + width * at;
        if width == 2 { u16_at(part, place).map(usize::from) } else { size_at(part, place) }
    };
    let numbers = (0..count.min(PAGES)).filter_map(number);
    let mut pages: Vec<usize> = numbers.map(|number| number & 0x3f_ffff).collect();
    pages.sort_unstable();
    pages.dedup();
    let page = |number: usize| {
        let start = number.saturating_mul(PAGE);
        main.get(start..start.saturating_add(PAGE)).map(Page)
    };
    pages.into_iter().filter_map(page).collect()
}

impl<'a> Page<'a> {
    /// Yields ranges of bytes, each with its properties.
    pub(super) fn runs(&self) -> impl Iterator<Item = (Range<usize>, &'a [u8])> + use<'a> {
        let page = self.0;
        let count = usize::from(page[PAGE - 1]);
        (0..count).map_while(move |at| {
            let (start, end) = (size_at(page, 4 * at)?, size_at(page, 4 * at + 4)?);
            let place = 2 * usize::from(*page.get(4 * (count + 1) + at)?);
            let length = usize::from(page.get(place).copied().unwrap_or(0));
            let properties = page.get(place + 1..place + 1 + length).filter(|_| place > 0);
            Some((start..end, properties.unwrap_or_default()))
        })
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
