//! What a table is made of.

use super::pages::Pages;
use crate::shared::bytes::{u16_at, u32_at};

/// The type of pages with definitions.
const DEFINITION: u16 = 0x0102;
/// A definition that goes over more pages is none.
const MOST_PAGES: usize = 64;
/// A table has no more columns.
const MOST_COLUMNS: usize = 255;

/// A table.
pub(super) struct Table {
    pub(super) columns: Vec<Column>,
}

/// A column.
pub(super) struct Column {
    pub(super) name: String,
    pub(super) kind: u8,
    /// Its number in the mask of what is empty.
    pub(super) number: usize,
    /// Where its values stand, where they all have one length.
    pub(super) fixed: Option<(usize, usize)>,
    /// Its number among the columns of any length.
    pub(super) among_others: usize,
    /// How many decimal places its numbers have.
    pub(super) places: u8,
}

/// Where things stand in a definition, by version.
struct Layout {
    columns: usize,
    indexes: usize,
    head: usize,
    index: usize,
    column: usize,
    number: usize,
    among_others: usize,
    flags: usize,
    places: usize,
    offset: usize,
    length: usize,
}

const OLD: Layout = Layout {
    columns: 25,
    indexes: 31,
    head: 43,
    index: 8,
    column: 18,
    number: 1,
    among_others: 3,
    flags: 13,
    places: 10,
    offset: 14,
    length: 16,
};

const NEW: Layout = Layout {
    columns: 45,
    indexes: 51,
    head: 63,
    index: 12,
    column: 25,
    number: 5,
    among_others: 7,
    flags: 15,
    places: 12,
    offset: 21,
    length: 23,
};

impl Table {
    /// Reads the definition that begins at a page; nothing where there is none.
    pub(super) fn read(pages: &Pages<'_>, page: u32) -> Option<Self> {
        let bytes = joined(pages, page)?;
        let layout = if pages.is_old { OLD } else { NEW };
        let count = usize::from(u16_at(&bytes, layout.columns)?);
        let indexes = usize::try_from(u32_at(&bytes, layout.indexes)?).ok()?;
        let start = indexes.checked_mul(layout.index)?.checked_add(layout.head)?;
        let mut rest = bytes.get(start.checked_add(count * layout.column)?..)?;
        let listed = bytes[start..].chunks_exact(layout.column).take(count.min(MOST_COLUMNS));
        let mut columns = Vec::new();
        for column in listed {
            let number = |at| u16_at(column, at).map(usize::from);
            let is_fixed = column[layout.flags] & 1 != 0;
            columns.push(Column {
                name: name(pages, &mut rest)?,
                kind: column[0],
                number: number(layout.number)?,
                fixed: is_fixed.then_some((number(layout.offset)?, number(layout.length)?)),
                among_others: number(layout.among_others)?,
                places: column[layout.places],
            });
        }
        columns.sort_by_key(|column| column.number);
        (!columns.is_empty()).then_some(Self { columns })
    }
}

/// Reads a name behind its length.
fn name(pages: &Pages<'_>, rest: &mut &[u8]) -> Option<String> {
    let (length, after) = if pages.is_old {
        (usize::from(*rest.first()?), &rest[1..])
    } else {
        (usize::from(u16_at(rest, 0)?), &rest[2..])
    };
    let (name, after) = after.split_at_checked(length)?;
    *rest = after;
    Some(pages.text(name))
}

/// Joins the pages of a definition: behind the head of each stands its number.
fn joined(pages: &Pages<'_>, first: u32) -> Option<Vec<u8>> {
    let is_definition = |page: &&[u8]| u16_at(page, 0) == Some(DEFINITION);
    let mut page = pages.page(first).filter(is_definition)?;
    let mut all = page.to_vec();
    for _ in 0..MOST_PAGES {
        let next = u32_at(page, 4)?;
        if next == 0 {
            break;
        }
        page = pages.page(next).filter(is_definition)?;
        all.extend_from_slice(page.get(8..)?);
    }
    Some(all)
}
