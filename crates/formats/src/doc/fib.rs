//! What the head of a Word document says: the file information block ([MS-DOC] §2.5).

use crate::shared::bytes::{size_at, u16_at};
use crate::shared::legacy_text::CodePage;

/// The places of parts in the list of the head.
pub(super) const BITS_OF_TEXT: usize = 12;
/// The properties of paragraphs.
pub(super) const PARAGRAPHS: usize = 13;
/// The styles.
pub(super) const STYLES: usize = 1;
/// What lists look like, and which lists there are.
pub(super) const KINDS_OF_LISTS: usize = 73;
pub(super) const LISTS: usize = 74;
/// The fonts.
pub(super) const FONTS: usize = 15;
/// The piece table.
pub(super) const PIECES: usize = 33;
/// Who commented.
pub(super) const COMMENT_AUTHORS: usize = 36;
/// Who made tracked changes.
pub(super) const REVISION_AUTHORS: usize = 51;
/// Who saved last, and where.
pub(super) const SAVED_BY: usize = 71;

/// The character set of documents that were written on a Macintosh.
const MACINTOSH: u16 = 256;

/// How many strings of one table are read.
const STRINGS: usize = 10_000;

/// The head of a document.
#[derive(Debug)]
pub(super) struct Fib {
    /// Whether this is Word 95 or older.
    pub(super) is_old: bool,
    flags: u16,
    /// Where the text begins and ends, in bytes.
    pub(super) text_start: usize,
    pub(super) text_end: usize,
    /// The lengths of the texts, in characters.
    pub(super) lengths: [usize; 8],
    /// Whether it was written on a Macintosh; told of Word 95 and older.
    pub(super) is_macintosh: bool,
    /// What 8-bit text is in.
    pub(super) code_page: CodePage,
    /// Positions and lengths of parts.
    parts: Vec<(usize, usize)>,
}

impl Fib {
    /// Reads the head; nothing where it is none.
    pub(super) fn read(main: &[u8]) -> Option<Self> {
        let is_old = match u16_at(main, 0)? {
            0xa5ec => false,
            0xa5dc | 0xa5db | 0xa697..=0xa699 => true,
            _ => return None,
        };
        let language = u16_at(main, 6)?;
        let is_macintosh = is_old && u16_at(main, 0x14) == Some(MACINTOSH);
        let (numbers, parts) = if is_old { (0x28, 0x58) } else { lists(main)? };
        let length = |place: usize| size_at(main, numbers + 4 * place).unwrap_or(0);
        let text_start = size_at(main, 0x18)?;
        let count = if is_old { 38 } else { usize::from(u16_at(main, parts - 2)?) };
        let parts = (0..count).map_while(|place| {
            Some((size_at(main, parts + 8 * place)?, size_at(main, parts + 8 * place + 4)?))
        });
        Some(Self {
            is_old,
            flags: u16_at(main, 10)?,
            text_start: text_start.max(if is_old { 0x300 } else { 0x200 }),
            text_end: size_at(main, 0x1c)?,
            lengths: std::array::from_fn(|place| length(place + 3)),
            is_macintosh,
            code_page: match (is_old, is_macintosh) {
                (true, true) => CodePage::by_number(10000),
                (true, false) => CodePage::by_language(language),
                (false, _) => CodePage::default(),
            },
            parts: parts.collect(),
        })
    }

    /// Tells whether a password locks the text.
    pub(super) fn is_encrypted(&self) -> bool {
        self.flags & 0x0100 != 0
    }

    /// Tells whether the tables stand in the second of the two streams for them.
    pub(super) fn is_second_table(&self) -> bool {
        self.flags & 0x0200 != 0
    }

    /// Tells whether the text is in pieces; that of Word 97 always is.
    pub(super) fn is_complex(&self) -> bool {
        self.flags & 0x0004 != 0
    }

    /// Tells whether the text of Word 95 is in two-byte characters, as in its Far Eastern editions.
    pub(super) fn is_old_and_wide(&self) -> bool {
        self.is_old && self.flags & 0x1000 != 0
    }

    /// Returns all that stands in the stream of tables from the beginning of a part on; nothing where it has no such part.
    pub(super) fn part_on<'a>(&self, table: &'a [u8], which: usize) -> &'a [u8] {
        let (start, length) = self.parts.get(which).copied().unwrap_or_default();
        if length > 0 { table.get(start..).unwrap_or_default() } else { &[] }
    }

    /// Returns a part that stands in the stream of tables; nothing where it lies outside.
    pub(super) fn part<'a>(&self, table: &'a [u8], which: usize) -> &'a [u8] {
        let (start, length) = self.parts.get(which).copied().unwrap_or_default();
        let rest = table.get(start..).unwrap_or_default();
        &rest[..length.min(rest.len())]
    }
}

/// Returns where the numbers and where the places of parts begin.
fn lists(main: &[u8]) -> Option<(usize, usize)> {
    let numbers = 0x24 + 2 * usize::from(u16_at(main, 0x20)?);
    let parts = numbers + 4 * usize::from(u16_at(main, numbers - 2)?) + 2;
    Some((numbers, parts))
}

/// Reads a table of strings in Unicode ([MS-DOC] §2.2.4).
pub(super) fn strings(part: &[u8]) -> Vec<String> {
    let Some(0xffff) = u16_at(part, 0) else { return Vec::new() };
    let count = usize::from(u16_at(part, 2).unwrap_or(0)).min(STRINGS);
    let extra = usize::from(u16_at(part, 4).unwrap_or(0));
    let mut at = 6;
    let mut strings = Vec::new();
    for _ in 0..count {
        let Some((string, end)) = string(part, at) else { break };
        strings.push(string);
        at = end + extra;
    }
    strings
}

/// Reads strings that stand behind their lengths to the end of a part.
pub(super) fn counted(part: &[u8]) -> Vec<String> {
    let (mut at, mut strings) = (0, Vec::new());
    while let Some((string, end)) = string(part, at).filter(|_| strings.len() < STRINGS) {
        strings.push(string);
        at = end;
    }
    strings
}

fn string(part: &[u8], at: usize) -> Option<(String, usize)> {
    let end = at + 2 + 2 * usize::from(u16_at(part, at)?);
    Some((CodePage::Utf16.decode(part.get(at + 2..end)?), end))
}
