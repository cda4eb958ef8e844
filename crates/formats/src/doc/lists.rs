//! Which numbers stand at the heads of paragraphs ([MS-DOC] §2.4.6.3, §2.9.131 and on): lists, their levels, and which
//! paragraphs are in them.

use std::collections::BTreeMap;

use super::fib::{self, Fib};
use super::properties::each_property;
use super::runs::{Page, pages_of};
use crate::shared::bytes::{size_at, u16_at, u32_at};
use crate::shared::legacy_text::CodePage;
use crate::shared::list_number::Figures;
use crate::shared::numbering::{InList, LEVELS, Level, Numbering};

/// Properties of paragraphs: the level in a list, the list.
const LEVEL: u16 = 0x260a;
const LIST: u16 = 0x460b;

/// What a list is numbered by in its properties: from here on, its number is taken off.
const TAKEN_OFF: u16 = 0xf801;
/// How long the fixed parts of a kind of list, of a level, of a list and of a change of a level are.
const KIND: usize = 28;
const LEVEL_HEAD: usize = 28;
const LIST_HEAD: usize = 16;
const CHANGE: usize = 8;
/// More lists and styles than that no document has.
const MOST: usize = 20_000;
/// So many styles may build upon one another.
const DEEPEST: usize = 32;

/// The lists of a document.
#[derive(Default)]
pub(super) struct Lists {
    pub(super) numbering: Numbering,
    /// The paragraphs in lists by the byte with which they begin.
    paragraphs: BTreeMap<usize, InList>,
}

impl Lists {
    /// Reads lists, styles and paragraphs of a document of Word 97 or later.
    pub(super) fn read(fib: &Fib, main: &[u8], table: &[u8]) -> Self {
        let numbering = numbering(fib, table).unwrap_or_default();
        let styles = Styles::read(fib.part(table, fib::STYLES)).unwrap_or_default();
        let pages = pages_of(fib.part(table, fib::PARAGRAPHS), main, 4);
        let mut paragraphs = BTreeMap::new();
        for (range, style, properties) in pages.iter().flat_map(Page::paragraphs) {
            let in_list = in_list(properties).or(&styles.in_list(style));
            if in_list.list.is_some() {
                paragraphs.insert(range.start, in_list);
            }
        }
        Self { numbering, paragraphs }
    }

    /// Returns the next paragraph in a list that begins from byte `from` on and before `to`.
    pub(super) fn next(&self, from: usize, to: usize) -> Option<(usize, &InList)> {
        let (at, in_list) = self.paragraphs.range(from..to.max(from)).next()?;
        Some((*at, in_list))
    }
}

/// Returns which list the properties of a paragraph name.
fn in_list(properties: &[u8]) -> InList {
    let mut in_list = InList::default();
    each_property(properties, |code, operand| match code {
        LEVEL => in_list.level = operand.first().map(|level| usize::from(*level)),
        LIST => {
            let list = u16_at(operand, 0);
            in_list.list = list.map(|list| if list >= TAKEN_OFF { 0 } else { list }.to_string());
        }
        _ => {}
    });
    in_list
}

/// What styles say of the lists of their paragraphs.
#[derive(Default)]
struct Styles(Vec<(usize, InList)>);

impl Styles {
    fn read(part: &[u8]) -> Option<Self> {
        let head = usize::from(u16_at(part, 0)?);
        let (count, base) = (usize::from(u16_at(part, 2)?), usize::from(u16_at(part, 4)?));
        let mut at = 2 + head;
        let mut styles = Vec::new();
        for _ in 0..count.min(MOST) {
            let Some(length) = u16_at(part, at).map(usize::from) else { break };
            let style = part.get(at + 2..).unwrap_or_default();
            styles.push(
                style.get(..length).and_then(|style| of_style(style, base)).unwrap_or_default(),
            );
            at += 2 + length.next_multiple_of(2);
        }
        Some(Self(styles))
    }

    /// Returns what a style says, or those that it builds upon.
    fn in_list(&self, mut style: usize) -> InList {
        let mut found = InList::default();
        for _ in 0..DEEPEST {
            let Some((parent, in_list)) = self.0.get(style) else { break };
            found = found.or(in_list);
            style = *parent;
        }
        found
    }
}

/// Reads a style of paragraphs: which one it builds upon, and its list.
fn of_style(style: &[u8], base: usize) -> Option<(usize, InList)> {
    const OF_PARAGRAPHS: u16 = 1;
    let kind = u16_at(style, 2)?;
    let parent = usize::from(kind >> 4);
    let name = usize::from(u16_at(style, base)?);
    let properties = base + 2 + 2 * name + 2;
    if kind & 15 != OF_PARAGRAPHS {
        return Some((parent, InList::default()));
    }
    let length = usize::from(u16_at(style, properties)?);
    let group = style.get(properties + 2..)?.get(..length)?;
    Some((parent, in_list(group.get(2..).unwrap_or_default())))
}

/// Reads what lists look like and which there are.
fn numbering(fib: &Fib, table: &[u8]) -> Option<Numbering> {
    let mut numbering = Numbering::default();
    let part = fib.part_on(table, fib::KINDS_OF_LISTS);
    let count = usize::from(u16_at(part, 0)?).min(MOST);
    let mut at = 2 + KIND * count;
    'kinds: for number in 0..count {
        let kind = part.get(2 + KIND * number..)?.get(..KIND)?;
        let id = u32_at(kind, 0)?.to_string();
        let is_simple = kind[26] & 1 == 1;
        for level in 0..if is_simple { 1 } else { LEVELS } {
            let Some((look, end)) = level_at(part, at) else { break 'kinds };
            *numbering.level_of_kind(&id, level) = look;
            at = end;
        }
    }
    lists(fib.part(table, fib::LISTS), &mut numbering);
    Some(numbering)
}

/// Reads the lists: the kind of each, and what it changes of its levels.
fn lists(part: &[u8], numbering: &mut Numbering) -> Option<()> {
    let count = size_at(part, 0)?.min(MOST);
    let mut at = 4 + LIST_HEAD * count;
    for number in 0..count {
        let head = part.get(4 + LIST_HEAD * number..)?.get(..LIST_HEAD)?;
        let list = numbering.list(&(number + 1).to_string());
        list.kind = u32_at(head, 0)?.to_string();
        at += 4;
        for _ in 0..head[12] {
            let flags = u32_at(part, at + 4)?;
            let level = usize::try_from(flags & 15).unwrap_or(0).min(LEVELS - 1);
            if flags & 0x10 != 0 {
                list.starts.insert(level, u32_at(part, at)?);
            }
            at += CHANGE;
            if flags & 0x20 != 0 {
                let (look, end) = level_at(part, at)?;
                list.levels.insert(level, look);
                at = end;
            }
        }
    }
    Some(())
}

/// Reads a level, and returns where the next one begins.
fn level_at(part: &[u8], at: usize) -> Option<(Level, usize)> {
    let head = part.get(at..)?.get(..LEVEL_HEAD)?;
    let text = at + LEVEL_HEAD + usize::from(head[24]) + usize::from(head[25]);
    let end = text + 2 + 2 * usize::from(u16_at(part, text)?);
    let level = Level {
        start: u32_at(head, 0)?,
        figures: figures(head[4]),
        text: template(part.get(text + 2..end)?),
        is_legal: head[5] & 4 != 0,
        restarts: head[5] & 8 == 0,
        is_bullet: head[4] == 23,
        ..Level::default()
    };
    Some((level, end))
}

/// Writes the text of a level with `%1` in the place of the number of the first level.
fn template(text: &[u8]) -> String {
    let mut template = String::new();
    for unit in text.chunks_exact(2) {
        match unit {
            [level @ 0..=8, 0] => template.extend(['%', char::from(b'1' + level)]),
            unit => template.push_str(&CodePage::Utf16.decode(unit)),
        }
    }
    template
}

/// Returns the figures of a number format ([MS-OSHARED] §2.2.1.3); those of scripts that are not listed are decimal.
fn figures(format: u8) -> Figures {
    match format {
        1 => Figures::Roman { is_upper: true },
        2 => Figures::Roman { is_upper: false },
        3 => Figures::Letters('A'),
        4 => Figures::Letters('a'),
        5 => Figures::Ordinal,
        22 => Figures::Padded,
        58 => Figures::Russian('а'),
        59 => Figures::Russian('А'),
        255 => Figures::Nothing,
        _ => Figures::Decimal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::numbering::Counters;

    fn units(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    fn level(start: u32, format: u8, text: &str) -> Vec<u8> {
        let mut head = [0; LEVEL_HEAD];
        head[..4].copy_from_slice(&start.to_le_bytes());
        head[4] = format;
        let length = u16::try_from(text.encode_utf16().count()).expect("short").to_le_bytes();
        [&head[..], &length, &units(text)].concat()
    }

    /// A list of two levels, `3.` and `3(b)`, and a second one that begins at 7.
    fn sample() -> Numbering {
        let mut kind = [0; KIND];
        kind[..4].copy_from_slice(&77_u32.to_le_bytes());
        let mut levels = [level(3, 0, "\0."), level(1, 4, "\0(\u{1})")].concat();
        levels.extend((2..LEVELS).flat_map(|_| level(1, 0, "")));
        let kinds = [&1_u16.to_le_bytes()[..], &kind, &levels].concat();
        let mut numbering = Numbering::default();
        let mut at = 2 + KIND;
        for number in 0..LEVELS {
            let (look, end) = level_at(&kinds, at).expect("it is whole");
            *numbering.level_of_kind("77", number) = look;
            at = end;
        }
        let mut heads = [[0; LIST_HEAD]; 2];
        heads[0][..4].copy_from_slice(&77_u32.to_le_bytes());
        heads[1] = heads[0];
        heads[1][12] = 1;
        let change = [&7_u32.to_le_bytes()[..], &0x10_u32.to_le_bytes()].concat();
        let part = [&2_u32.to_le_bytes()[..], &heads.concat(), &[0xff; 8], &change].concat();
        lists(&part, &mut numbering).expect("they are whole");
        numbering
    }

    #[test]
    fn items_are_numbered_by_their_list_and_level() {
        let numbering = sample();
        let mut counters = Counters::default();
        let mut number = |list: &str, level| {
            let place = InList { list: Some(list.to_owned()), level: Some(level) };
            numbering.count(&place, None, &mut counters)
        };
        assert_eq!(number("1", 0).as_deref(), Some("3."));
        assert_eq!(number("1", 1).as_deref(), Some("3(a)"));
        assert_eq!(number("1", 1).as_deref(), Some("3(b)"));
        assert_eq!(number("1", 0).as_deref(), Some("4."));
        assert_eq!(number("1", 1).as_deref(), Some("4(a)"));
        assert_eq!(number("2", 0).as_deref(), Some("7."));
        assert_eq!(number("0", 0), None);
    }

    #[test]
    fn the_properties_of_a_paragraph_and_of_styles_name_its_list() {
        let own = in_list(b"\x0a\x26\x02\x0b\x46\x05\x00");
        assert_eq!(own, InList { list: Some("5".into()), level: Some(2) });
        assert_eq!(in_list(b"\x0b\x46\xff\xff").list.as_deref(), Some("0"));
        let style = |parent: u16, group: &[u8]| {
            let mut style = vec![0; 10];
            style[2..4].copy_from_slice(&(parent << 4 | 1).to_le_bytes());
            style.extend([1, 0, b'L', 0, 0, 0]);
            let length = u16::try_from(group.len() + 2).expect("short").to_le_bytes();
            style.extend([&length[..], &[0, 0], group].concat());
            let length = u16::try_from(style.len()).expect("short").to_le_bytes();
            let padding = vec![0; style.len() % 2];
            [&length[..], &style, &padding].concat()
        };
        let head = [4_u16, 2, 10].map(u16::to_le_bytes).concat();
        let part = [head, style(0xfff, b"\x0b\x46\x09\x00"), style(0, b"\x0a\x26\x01")].concat();
        let styles = Styles::read(&part).expect("they are whole");
        assert_eq!(styles.in_list(1), InList { list: Some("9".into()), level: Some(1) });
        assert_eq!(styles.in_list(7), InList::default());
    }

    #[test]
    fn what_is_cut_yields_no_level() {
        let whole = level(1, 0, "\0.");
        for end in 0..whole.len() {
            assert!(level_at(&whole[..end], 0).is_none(), "{end}");
        }
    }
}
