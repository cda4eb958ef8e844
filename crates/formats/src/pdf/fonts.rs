//! Which character a glyph means when its font does not say so outright.
//!
//! hayro knows `ToUnicode` tables, glyph names and base encodings. What is left are TrueType and OpenType programs
//! that name no characters: their own `cmap` table, read backwards, often does.

use std::collections::HashMap;

use hayro_interpret::font::Glyph;

use crate::shared::bytes::{u16_be_at, u32_be_at};

/// Fonts of one content by their hash: glyph number to character.
#[derive(Debug, Default)]
pub(super) struct Fonts(HashMap<u128, HashMap<u32, char>>);

impl Fonts {
    /// Looks the character of a glyph up in the glyph's own font program.
    pub(super) fn character(&mut self, glyph: &Glyph<'_>) -> Option<char> {
        let Glyph::Outline(outline) = glyph else { return None };
        let font = outline.font_data()?;
        let program = (*font.data).as_ref();
        let characters = self.0.entry(font.cache_key).or_insert_with(|| characters(program));
        characters.get(&outline.glyph_id().to_u32()).copied()
    }
}

/// Reads the `cmap` of an `sfnt` font backwards; empty where there is none.
fn characters(program: &[u8]) -> HashMap<u32, char> {
    cmap_table(program).and_then(read_cmap).unwrap_or_default()
}

fn cmap_table(program: &[u8]) -> Option<&[u8]> {
    let tables = usize::from(u16_be_at(program, 4)?);
    let record = (0..tables)
        .map(|index| 12 + 16 * index)
        .find(|record| program.get(*record..*record + 4) == Some(b"cmap"))?;
    program.get(u32_be_at(program, record + 8)? as usize..)
}

/// Which characters the codes of a subtable are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Codes {
    Unicode,
    Symbol,
    Roman,
}

impl Codes {
    fn of(platform: u16, encoding: u16) -> Option<Self> {
        match (platform, encoding) {
            (0, _) | (3, 1 | 10) => Some(Self::Unicode),
            (3, 0) => Some(Self::Symbol),
            (1, 0) => Some(Self::Roman),
            _ => None,
        }
    }

    fn character(self, code: u32) -> Option<char> {
        let character = match self {
            Self::Unicode => char::from_u32(code)?,
            // Symbol fonts shift their codes into the private use area.
            Self::Symbol => ascii(if code >= 0xf000 { code - 0xf000 } else { code })?,
            Self::Roman => ascii(code)?,
        };
        (!character.is_control()).then_some(character)
    }
}

fn ascii(code: u32) -> Option<char> {
    char::from_u32(code).filter(|character| matches!(character, ' '..='~'))
}

/// Reads the best subtable of a `cmap` (OpenType specification, chapter `cmap`).
fn read_cmap(cmap: &[u8]) -> Option<HashMap<u32, char>> {
    let count = usize::from(u16_be_at(cmap, 2)?).min(64);
    let mut subtables: Vec<(Codes, usize)> = (0..count)
        .filter_map(|index| {
            let record = 4 + 8 * index;
            let codes = Codes::of(u16_be_at(cmap, record)?, u16_be_at(cmap, record + 2)?)?;
            Some((codes, u32_be_at(cmap, record + 4)? as usize))
        })
        .collect();
    subtables.sort_unstable();
    let mut characters = HashMap::new();
    for (codes, start) in subtables {
        let Some(subtable) = cmap.get(start..) else { continue };
        for_each_mapping(subtable, |code, glyph| {
            if glyph != 0
                && let Some(character) = codes.character(code)
            {
                characters.entry(glyph).or_insert(character);
            }
        });
        if !characters.is_empty() {
            break;
        }
    }
    Some(characters)
}

fn for_each_mapping(subtable: &[u8], mut each: impl FnMut(u32, u32)) {
    let read = match u16_be_at(subtable, 0) {
        Some(0) => bytes_format(subtable, &mut each),
        Some(4) => segments_format(subtable, &mut each),
        Some(6) => trimmed_format(subtable, &mut each),
        Some(12) => groups_format(subtable, &mut each),
        _ => None,
    };
    // A table that ends too early has given what it holds.
    let _: Option<()> = read;
}

fn bytes_format(subtable: &[u8], each: &mut impl FnMut(u32, u32)) -> Option<()> {
    for (code, glyph) in (0..256).zip(subtable.get(6..)?) {
        each(code, u32::from(*glyph));
    }
    Some(())
}

fn trimmed_format(subtable: &[u8], each: &mut impl FnMut(u32, u32)) -> Option<()> {
    let first = u32::from(u16_be_at(subtable, 6)?);
    for index in 0..u16_be_at(subtable, 8)? {
        let glyph = u16_be_at(subtable, 10 + 2 * usize::from(index))?;
        each(first + u32::from(index), u32::from(glyph));
    }
    Some(())
}

fn segments_format(subtable: &[u8], each: &mut impl FnMut(u32, u32)) -> Option<()> {
    let bytes = usize::from(u16_be_at(subtable, 6)?);
    for segment in (0..bytes).step_by(2) {
        let last = u16_be_at(subtable, 14 + segment)?;
        let first = u16_be_at(subtable, 16 + bytes + segment)?;
        let delta = u16_be_at(subtable, 16 + 2 * bytes + segment)?;
        let range_at = 16 + 3 * bytes + segment;
        let range = usize::from(u16_be_at(subtable, range_at)?);
        for code in first..=last {
            let glyph = if range == 0 {
                code.wrapping_add(delta)
            } else {
                match u16_be_at(subtable, range_at + range + 2 * usize::from(code - first)) {
                    Some(0) | None => continue,
                    Some(glyph) => glyph.wrapping_add(delta),
                }
            };
            each(u32::from(code), u32::from(glyph));
        }
    }
    Some(())
}

fn groups_format(subtable: &[u8], each: &mut impl FnMut(u32, u32)) -> Option<()> {
    const GLYPHS: u32 = 0xffff;
    for index in 0..(u32_be_at(subtable, 12)? as usize).min(0xffff) {
        let group = 16 + 12 * index;
        let (first, last) = (u32_be_at(subtable, group)?, u32_be_at(subtable, group + 4)?);
        let glyph = u32_be_at(subtable, group + 8)?;
        for step in 0..=last.checked_sub(first)?.min(GLYPHS) {
            each(first.checked_add(step)?, glyph.checked_add(step)?);
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(values: &[u16]) -> Vec<u8> {
        values.iter().flat_map(|value| value.to_be_bytes()).collect()
    }

    #[test]
    fn a_unicode_subtable_is_read_backwards() {
        // One record (3, 1) at offset 12; format 4 with the segments A..C and the closing one.
        let mut cmap = words(&[0, 1, 3, 1, 0, 12]);
        cmap.extend(words(&[4, 32, 0, 4, 0, 0, 0, 67, 0xffff, 0, 65, 0xffff]));
        cmap.extend(words(&[5u16.wrapping_sub(65), 1, 0, 0]));
        let characters = read_cmap(&cmap).expect("the table is whole");
        assert_eq!(characters.get(&5), Some(&'A'));
        assert_eq!(characters.get(&7), Some(&'C'));
    }

    #[test]
    fn symbol_codes_lose_their_private_prefix() {
        let mut cmap = words(&[0, 1, 3, 0, 0, 12]);
        cmap.extend(words(&[6, 12, 0, 0xf041, 1, 9]));
        assert_eq!(read_cmap(&cmap).expect("the table is whole").get(&9), Some(&'A'));
    }

    #[test]
    fn a_cut_table_gives_nothing() {
        assert!(characters(b"\0\x01\0\0\0\x01").is_empty());
        assert!(characters(b"").is_empty());
    }
}
