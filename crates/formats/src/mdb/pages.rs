//! The pages of a database, and the rows that stand in them.

use std::borrow::Cow;

use crate::shared::bytes::{u16_at, u32_at};
use crate::shared::legacy_text::CodePage;
use crate::shared::rc4::Rc4;

/// Where the version stands, and where the part of the first page that is always scrambled.
const VERSION: usize = 0x14;
const SCRAMBLED: std::ops::Range<usize> = 0x18..0x98;
/// The key of that part, and where the code page and the key of the other pages stand in the file.
const HEAD_KEY: [u8; 4] = [0xc7, 0xda, 0x39, 0x6b];
const CODE_PAGE: usize = 0x3c;
const KEY: usize = 0x3e;

/// The type of pages with rows.
const DATA: u16 = 0x0101;
/// Flags beside the place of a row: it was deleted, it stands elsewhere.
const DELETED: u16 = 0x8000;
const MOVED: u16 = 0x4000;
const PLACE: u16 = 0x1fff;
/// The longest value that is gathered from several rows; in bytes.
const MOST_LONG: usize = 64 << 20;

/// A database.
pub(super) struct Pages<'a> {
    bytes: Cow<'a, [u8]>,
    /// Whether it is of version 3, which has smaller pages and writes text in a code page.
    pub(super) is_old: bool,
    version: u8,
    code_page: CodePage,
}

/// Whether a row is still one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Kept,
    /// Its bytes say where it stands.
    Moved,
    Deleted,
}

/// A row, and where it stands.
pub(super) struct Found<'a> {
    pub(super) page: u32,
    pub(super) number: usize,
    pub(super) state: State,
    pub(super) bytes: &'a [u8],
}

impl Found<'_> {
    /// Returns page and number of the row that this one leads to.
    pub(super) fn leads_to(&self) -> Option<(u32, usize)> {
        let place = u32_at(self.bytes, 0).filter(|_| self.state == State::Moved)?;
        Some(split(place))
    }
}

/// Splits the number of a page and of a row in it.
pub(super) fn split(place: u32) -> (u32, usize) {
    (place >> 8, usize::from(place.to_le_bytes()[0]))
}

impl<'a> Pages<'a> {
    /// Reads the first page, and unscrambles the others where it has a key.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        let version = *bytes.get(VERSION)?;
        let mut head = bytes.get(SCRAMBLED)?.to_vec();
        Rc4::new(&HEAD_KEY).apply(&mut head);
        let key = u32_at(&head, KEY - SCRAMBLED.start)?;
        let number = u16_at(&head, CODE_PAGE - SCRAMBLED.start)?;
        let code_page = CodePage::by_number(u32::from(number));
        let mut pages =
            Self { bytes: Cow::Borrowed(bytes), is_old: version == 0, version, code_page };
        // Newer versions keep other things there.
        if key != 0 && version <= 1 {
            let size = pages.size();
            for (number, page) in (1..).zip(pages.bytes.to_mut().chunks_mut(size).skip(1)) {
                Rc4::new(&(key ^ number).to_le_bytes()).apply(page);
            }
        }
        Some(pages)
    }

    /// Tells whether this version can encrypt all but its first page by a password.
    pub(super) fn may_be_locked(&self) -> bool {
        self.version >= 2
    }

    /// Returns the name of the character set of texts.
    pub(super) fn charset(&self) -> &'static str {
        if self.is_old { self.code_page.name() } else { "UTF-16LE" }
    }

    /// Returns the size of a page.
    pub(super) fn size(&self) -> usize {
        if self.is_old { 0x800 } else { 0x1000 }
    }

    /// Returns a page; the last one may be cut.
    pub(super) fn page(&self, number: u32) -> Option<&[u8]> {
        let start = usize::try_from(number).ok()?.checked_mul(self.size())?;
        let rest = self.bytes.get(start..).filter(|rest| !rest.is_empty())?;
        Some(&rest[..rest.len().min(self.size())])
    }

    /// Yields the rows that stand in the pages of a table.
    pub(super) fn rows(&self, table: u32) -> impl Iterator<Item = Found<'_>> {
        let pages = (0..).map_while(|number| Some((number, self.page(number)?)));
        let own = pages.filter(move |(_, page)| {
            u16_at(page, 0) == Some(DATA) && u32_at(page, 4) == Some(table)
        });
        own.flat_map(move |(page, bytes)| {
            let count = usize::from(u16_at(bytes, self.list() - 2).unwrap_or(0));
            (0..count).filter_map(move |number| self.found(page, bytes, number))
        })
    }

    /// Returns the bytes of a row, whether it was deleted or not.
    pub(super) fn row(&self, page: u32, number: usize) -> Option<&[u8]> {
        let bytes = self.page(page).filter(|bytes| u16_at(bytes, 0) == Some(DATA))?;
        Some(self.found(page, bytes, number)?.bytes)
    }

    /// Returns where the list of rows begins in a page.
    fn list(&self) -> usize {
        if self.is_old { 10 } else { 14 }
    }

    /// Rows stand from the end of a page towards its beginning.
    fn found<'b>(&self, page: u32, bytes: &'b [u8], number: usize) -> Option<Found<'b>> {
        let listed = |number: usize| u16_at(bytes, self.list() + 2 * number);
        let own = listed(number)?;
        let end = match number.checked_sub(1) {
            Some(before) => usize::from(listed(before)? & PLACE),
            None => self.size(),
        };
        let content = bytes.get(usize::from(own & PLACE)..end)?;
        let state = match own {
            _ if own & DELETED != 0 => State::Deleted,
            _ if own & MOVED != 0 => State::Moved,
            _ => State::Kept,
        };
        Some(Found { page, number, state, bytes: content })
    }

    /// Gathers a long value: behind its head, in one row elsewhere, or in several that lead to each other.
    pub(super) fn long(&self, field: &[u8]) -> Option<Vec<u8>> {
        let length = u32_at(field, 0)?;
        let (mut page, mut number) = split(u32_at(field, 4)?);
        match length >> 30 {
            2 | 3 => return field.get(12..).map(<[u8]>::to_vec),
            1 => return self.row(page, number).map(<[u8]>::to_vec),
            _ => {}
        }
        let wanted = usize::try_from(length).ok()?.min(MOST_LONG).min(self.bytes.len());
        let mut value = Vec::new();
        while value.len() < wanted && page != 0 {
            let row = self.row(page, number)?;
            let piece = row.get(4..).filter(|piece| !piece.is_empty())?;
            value.extend_from_slice(piece);
            (page, number) = split(u32_at(row, 0)?);
        }
        Some(value)
    }

    /// Decodes a text; newer versions leave out the upper bytes of Latin ones behind a mark, and a zero turns that on and off.
    pub(super) fn text(&self, bytes: &[u8]) -> String {
        if self.is_old {
            return self.code_page.decode(bytes);
        }
        let Some(packed) = bytes.strip_prefix(b"\xff\xfe") else {
            return CodePage::Utf16.decode(bytes);
        };
        let mut text = String::new();
        for (at, run) in packed.split(|byte| *byte == 0).enumerate() {
            // A run of whole characters may have zeros as upper bytes; those runs are rare and short.
            if at % 2 == 0 {
                text.extend(run.iter().map(|byte| char::from(*byte)));
            } else {
                text.push_str(&CodePage::Utf16.decode(run));
            }
        }
        text
    }
}
