//! Which bytes of the text are deleted, inserted or hidden, by whom and when, by the properties of characters ([MS-DOC] §2.4.6.2).

use std::ops::Range;
use std::rc::Rc;

use item::{Layer, MarkKind};

use super::fib::{self, BITS_OF_TEXT, FONTS, Fib};
use super::fonts::Fonts;
use super::properties::each_property;
use crate::shared::bytes::{size_at, u16_at, u32_at};
use crate::shared::legacy_story::Story;
use crate::shared::legacy_text::CodePage;
use crate::shared::time;
use crate::shared::tracked::Change;

/// The size of a page of properties.
const PAGE: usize = 512;

/// How many pages are read, more than any text under the limit has.
const PAGES: usize = 1 << 20;

const DELETED: u16 = 0x0800;
const INSERTED: u16 = 0x0801;
const DELETED_BY: u16 = 0x4863;
const INSERTED_BY: u16 = 0x4804;
const DELETED_AT: u16 = 0x6864;
const INSERTED_AT: u16 = 0x6805;
const HIDDEN: u16 = 0x083c;
const SPECIALLY_HIDDEN: u16 = 0x0818;
const DATA_AT: u16 = 0x6a03;
const IS_DATA: u16 = 0x0806;

/// Bytes of the text that are not simply seen, or are in a code page of their own.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) range: Range<usize>,
    pub(super) look: Look,
    pub(super) code_page: Option<CodePage>,
    /// What each character of it is shown as, whatever stands there.
    pub(super) symbol: Option<char>,
    /// Where the data of the field of a form stands that a character of it is for.
    pub(super) form: Option<usize>,
}

/// What became of characters.
#[derive(Clone, Debug, Default)]
pub(super) struct Look {
    pub(super) is_hidden: bool,
    pub(super) deleted: Option<Rc<Change>>,
    pub(super) inserted: Option<Rc<Change>>,
}

impl Look {
    /// Returns what characters of a layer look like, of which no more is known.
    pub(super) fn of(layer: Layer) -> Self {
        let deleted = || Rc::new(Change::new(MarkKind::Deleted));
        Self {
            is_hidden: layer == Layer::Hidden,
            deleted: (layer == Layer::Deleted).then(deleted),
            inserted: None,
        }
    }

    /// Tells whether they are simply seen.
    pub(super) fn is_plain(&self) -> bool {
        !self.is_hidden && self.deleted.is_none() && self.inserted.is_none()
    }

    /// Appends text that looks so.
    pub(super) fn push(&self, text: &str, story: &mut Story) {
        match (&self.deleted, &self.inserted) {
            (Some(change), None) => story.push_deleted(text, change),
            (Some(change), Some(_)) => story.push_passing(text, change),
            (None, _) if self.is_hidden => story.push(Layer::Hidden, text),
            (None, inserted) => story.push_seen(text, inserted.as_deref()),
        }
    }
}

/// Reads the runs of a document of Word 97 or later.
pub(super) fn read(fib: &Fib, main: &[u8], table: &[u8]) -> Vec<Run> {
    let people = fib::strings(fib.part(table, fib::REVISION_AUTHORS));
    let fonts = Fonts::read(fib.part(table, FONTS));
    let pages = pages(fib, main, table, 4);
    let runs = pages.iter().flat_map(Page::runs);
    runs.map(|(range, properties)| Run {
        range,
        look: look(properties, &people),
        code_page: fonts.code_page(properties),
        symbol: fonts.symbol(properties),
        form: form(properties),
    })
    .collect()
}

/// Keeps the runs that are not simply text, in order.
pub(super) fn in_order(mut runs: Vec<Run>) -> Vec<Run> {
    runs.retain(|run| {
        let is_told = !run.look.is_plain()
            || run.code_page.is_some()
            || run.symbol.is_some()
            || run.form.is_some();
        is_told && run.range.start < run.range.end
    });
    runs.sort_by_key(|run| run.range.start);
    runs
}

/// A page of properties.
pub(super) struct Page<'a>(&'a [u8]);

/// Finds the pages of properties of characters, whose numbers take so many bytes.
pub(super) fn pages<'a>(fib: &Fib, main: &'a [u8], table: &[u8], width: usize) -> Vec<Page<'a>> {
    pages_of(fib.part(table, BITS_OF_TEXT), main, width)
}

/// Finds the pages that a part lists.
pub(super) fn pages_of<'a>(part: &[u8], main: &'a [u8], width: usize) -> Vec<Page<'a>> {
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

    /// Yields ranges of bytes that are paragraphs, each with the number of its style and its properties ([MS-DOC] §2.9.175).
    pub(super) fn paragraphs(
        &self,
    ) -> impl Iterator<Item = (Range<usize>, usize, &'a [u8])> + use<'a> {
        const BX: usize = 13;
        let page = self.0;
        let count = usize::from(page[PAGE - 1]);
        (0..count).map_while(move |at| {
            let (start, end) = (size_at(page, 4 * at)?, size_at(page, 4 * at + 4)?);
            let place = 2 * usize::from(*page.get(4 * (count + 1) + BX * at)?);
            let (style, properties) = styled(page, place).unwrap_or_default();
            Some((start..end, style, properties))
        })
    }
}

/// Reads the number of a style and the properties behind it.
fn styled(page: &[u8], place: usize) -> Option<(usize, &[u8])> {
    let words = usize::from(*page.get(place).filter(|_| place > 0)?);
    let (from, length) = match words {
        0 => (place + 2, 2 * usize::from(*page.get(place + 1)?)),
        _ => (place + 1, 2 * words - 1),
    };
    let group = page.get(from..from + length)?;
    Some((usize::from(u16_at(group, 0)?), group.get(2..)?))
}

/// Returns where the data of a field stands that a group of properties is for.
fn form(properties: &[u8]) -> Option<usize> {
    let (mut at, mut is_data) = (None, false);
    each_property(properties, |code, operand| match code {
        DATA_AT => at = size_at(operand, 0),
        IS_DATA => is_data = operand.first() == Some(&1),
        _ => {}
    });
    at.filter(|_| is_data)
}

/// Returns what a group of properties says, with the people who made changes.
pub(super) fn look(properties: &[u8], people: &[String]) -> Look {
    let (mut is_hidden, mut is_deleted, mut is_inserted) = (false, false, false);
    let mut deleted = Change::new(MarkKind::Deleted);
    let mut inserted = Change::new(MarkKind::Inserted);
    let name = |operand: &[u8]| {
        let name = people.get(usize::from(u16_at(operand, 0)?))?;
        (name != "Unknown" && !name.is_empty()).then(|| name.clone())
    };
    let moment = |operand: &[u8]| time::dttm(u32_at(operand, 0)?);
    each_property(properties, |code, operand| {
        let is_on = matches!(operand.first(), Some(1 | 0x81));
        match code {
            DELETED => is_deleted = is_on,
            INSERTED => is_inserted = is_on,
            DELETED_BY => deleted.author = name(operand),
            INSERTED_BY => inserted.author = name(operand),
            DELETED_AT => deleted.date = moment(operand),
            INSERTED_AT => inserted.date = moment(operand),
            HIDDEN | SPECIALLY_HIDDEN if is_on => is_hidden = true,
            _ => {}
        }
    });
    Look {
        is_hidden,
        deleted: is_deleted.then(|| Rc::new(deleted)),
        inserted: is_inserted.then(|| Rc::new(inserted)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_say_what_is_deleted_or_hidden() {
        let look = |properties: &[u8]| look(properties, &[]);
        assert!(look(b"\x35\x08\x01\x3c\x08\x01").is_hidden);
        let both = look(b"\x3c\x08\x01\x00\x08\x01");
        assert!(both.is_hidden && both.deleted.is_some());
        assert!(look(b"\x03\x6a\0\0\0\0\x3c\x08\x00").is_plain());
        assert!(look(b"\x3c\x08").is_plain());
    }

    #[test]
    fn the_place_of_the_data_of_a_field_is_told_from_that_of_a_picture() {
        assert_eq!(form(b"\x03\x6a\x07\0\0\0\x06\x08\x01"), Some(7));
        assert_eq!(form(b"\x03\x6a\x07\0\0\0"), None);
    }

    #[test]
    fn changes_have_their_author_and_moment() {
        let people = ["Unknown".to_owned(), "Ann Roe".to_owned()];
        // 2019-03-18 10:30: minutes, hours, day, month, years since 1900 ([MS-DOC] 2.9.70).
        let moment = (30 + (10 << 6) + (18 << 11) + (3 << 16) + (119_u32 << 20)).to_le_bytes();
        let properties = [&b"\x01\x08\x01\x04\x48\x01\0\x05\x68"[..], &moment].concat();
        let found = look(&properties, &people);
        let inserted = found.inserted.expect("it was inserted");
        assert_eq!(inserted.author.as_deref(), Some("Ann Roe"));
        assert_eq!(inserted.date.as_deref(), Some("2019-03-18T10:30"));
        assert!(found.deleted.is_none());
        let by_nobody = look(b"\x00\x08\x01\x63\x48\0\0\x64\x68\0\0\0\0", &people);
        let deleted = by_nobody.deleted.expect("it was deleted");
        assert_eq!((deleted.author.as_deref(), deleted.date.as_deref()), (None, None));
    }
}
