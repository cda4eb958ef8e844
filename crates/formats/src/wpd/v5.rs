//! The text of WordPerfect 5: characters among functions, of which some hold text of their own.

use super::letters;
use super::story::{Story, add_paragraph};
use crate::shared::bytes::u16_at;

/// Characters of a set, and how long the functions are whose length is fixed, by their codes.
const CHARACTER: u8 = 0xc0;
const TAB: u8 = 0xc1;
const FIXED: [usize; 16] = [4, 9, 11, 3, 3, 5, 6, 7, 4, 5, 6, 6, 8, 10, 10, 12];

/// The functions that hold text: their codes and kinds, and how many bytes stand before it.
const NESTED: [(u8, &[u8], usize); 5] = [
    // Headers and footers.
    (0xd5, &[0, 1, 2, 3], 18),
    // Footnotes, endnotes.
    (0xd6, &[0], 15),
    (0xd6, &[1], 7),
    // Boxes of figures, tables, text, and those that users name.
    (0xda, &[0, 1, 2, 3], BOX_HEAD),
    // Lines that are drawn hold none; the text of what a style turns on stands in the text itself.
    (0xdb, &[], 0),
];
/// Where a table begins a cell; its other functions begin a row, or end it.
const TABLE: u8 = 0xdc;
const CELL: u8 = 0;
/// How many bytes stand before the text of a box.
const BOX_HEAD: usize = 90;
/// How deep texts may stand in each other.
const DEPTH: usize = 8;

/// Reads a text to its end.
pub(super) fn read(bytes: &[u8]) -> Story {
    let mut story = Story::default();
    story.body = text(bytes, DEPTH, &mut story.beside);
    story
}

fn text(bytes: &[u8], depth: usize, beside: &mut String) -> String {
    let mut text = String::new();
    let mut rest = bytes;
    while let [code, after @ ..] = rest {
        let length = match *code {
            CHARACTER..=0xcf => fixed(rest, &mut text),
            0xd0..=0xfe => nested(rest, depth, &mut text, beside),
            _ => None,
        };
        if let Some(length) = length {
            rest = &rest[length..];
        } else {
            single(*code, &mut text);
            rest = after;
        }
    }
    text
}

/// Adds what a byte stands for; nothing where it is one of the many functions that print nothing.
fn single(code: u8, text: &mut String) {
    match code {
        0x20..=0x7e => text.push(char::from(code)),
        // Ends of lines and pages that the writer set, and those with which a line ends by chance.
        0x0a | 0x0c | 0x8c | 0x90 | 0x99 => text.push('\n'),
        // Ends that fall where there is room, and blanks at which no line ends.
        0x0b | 0x0d | 0x93..=0x95 | 0xa0 => text.push(' '),
        0xa9..=0xab => text.push('-'),
        _ => {}
    }
}

/// Reads a function of fixed length, which ends with the code that it begins with; returns its length.
fn fixed(bytes: &[u8], text: &mut String) -> Option<usize> {
    let code = bytes[0];
    let length = FIXED[usize::from(code - CHARACTER)];
    let function = bytes.get(..length).filter(|function| function.last() == Some(&code))?;
    match code {
        CHARACTER => letters::OF_5.push(function[2], function[1], text),
        TAB => text.push('\t'),
        _ => {}
    }
    Some(length)
}

/// Reads a function that states its length at both ends; returns its length.
fn nested(bytes: &[u8], depth: usize, text: &mut String, beside: &mut String) -> Option<usize> {
    let (code, kind) = (bytes[0], *bytes.get(1)?);
    let size = u16_at(bytes, 2)?;
    let length = usize::from(size) + 4;
    let function = bytes.get(..length).filter(|function| function.len() >= 8)?;
    let tail = &function[length - 4..];
    if tail[2..] != [kind, code] || u16_at(tail, 0) != Some(size) {
        return None;
    }
    match (code, kind) {
        (TABLE, CELL) => text.push('\t'),
        (TABLE, _) => text.push('\n'),
        _ => {}
    }
    let holds = NESTED.iter().find(|line| line.0 == code && line.1.contains(&kind));
    let inner = holds.and_then(|(_, _, head)| function.get(4 + head..length - 4));
    if let Some(inner) = inner.filter(|_| depth > 0) {
        let inner = self::text(inner, depth - 1, beside);
        add_paragraph(beside, &inner);
    }
    Some(length)
}
